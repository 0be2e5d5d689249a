"""Families of one's own: when women have children, and when they bring them up without a partner.

No record of the extract shows a birth; what it shows is how mothers live when they have no job.
Men's children are not followed, since nearly all lone parents who claim are women.

A year with a birth is more likely to be one without a job: whether the child or the lack of work
came first is not said, and the two go together from that year on.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.model import TAX_YEARS
from leo_course.synthesis.streams import logistic

CHILDREN = 3  # as many as make a difference to a claim
NEVER = 10**6  # days


@dataclass
class Families:
    """Children of women, and lone parenthood."""

    births: np.ndarray  # (people, CHILDREN): day of birth, NEVER for those not born
    lone: np.ndarray  # (people, tax years): brings up a child without a partner
    with_child: np.ndarray  # (people, tax years): has a child, with or without one


def make_families(people, turns, p):
    """Families of a block; ``turns`` is the day of each tax year on which lives change.

    A first child is born some weeks after such a day, since its mother's life changes before.
    """
    first = _first_birth(people, p)
    years = np.arange(len(TAX_YEARS))
    known = first < len(TAX_YEARS)
    turn = turns[np.arange(len(first)), np.minimum(first, len(TAX_YEARS) - 1)]
    births = np.full((len(first), CHILDREN), NEVER)
    births[:, 0] = np.where(known, turn + int(p["families.before_birth"]), NEVER)
    u = people.draws.uniform("families/next child", 2 * CHILDREN)
    least, more = p["families.next_after"]["least"], p["families.next_after"]["more"]
    for child in range(1, CHILDREN):
        comes = (births[:, child - 1] < NEVER) & (u[:, child] < p["families.next"])
        wait = (365 * (least + more * u[:, CHILDREN + child])).astype(np.int64)
        births[:, child] = np.where(comes, births[:, child - 1] + wait, NEVER)
    with_child = years >= first[:, None]
    return Families(births, _lone(people, first, with_child, p), with_child)


def _in_care(people):
    """Whether somebody was looked after at any time before 18."""
    return people.lives["childhood"].care_until > 0


def _first_birth(people, p):
    """Place among the tax years of the one in which a first child comes, else their number."""
    t, years, draws = people.after, len(TAX_YEARS), people.draws
    degree = model.of_year(p.table("families.degree_by_year"), t)
    lasting = (
        p["families.hardship"] * people.hardship
        + p["families.attainment"] * people.attainment
        + p["families.care"] * _in_care(people)
        + p["families.lasting"] * draws.normal("families/lasting")
    )
    works = people.works | (t < 1)
    ahead = np.concatenate([works[:, 1:], works[:, -1:]], axis=1)
    index = (
        model.of_year(p.table("families.by_year"), t)
        + model.of_year(p.table("families.trend"), np.array(TAX_YEARS))
        + lasting[:, None]
        + degree * people.degree[:, None]
        + p["families.idle"] * (~works & ~ahead)
        + p["families.student"] * people.studying
        + draws.normal("families/year", years)
    )
    comes = (index > 0) & people.female[:, None] & (t >= 0)
    return np.where(comes.any(axis=1), comes.argmax(axis=1), years)


def _lone(people, first, with_child, p):
    """Years in which a mother has no partner: at the birth, or after a separation."""
    draws, years = people.draws, len(TAX_YEARS)
    groups = p["families.lone_ethnic"]
    odds = (
        p["families.lone_hardship"] * people.hardship
        + p["families.lone_attainment"] * people.attainment
        + p["families.lone_degree"] * people.degree
        + p["families.lone_care"] * _in_care(people)
        + np.array([groups.get(code, 0.0) for code in model.ETHNIC_GROUPS])[people.ethnic]
    )
    by_age = model.of_year(p.table("families.lone_by_year"), people.after)
    idle = p["families.lone_idle"] * ~people.works
    at_birth = logistic(by_age + odds[:, None] + idle)
    parts = logistic(p["families.parts"] + odds)
    meets = p["families.meets"]
    u = draws.uniform("families/lone", years)
    lone = np.zeros(with_child.shape, dtype=bool)
    before = np.zeros(len(first), dtype=bool)
    for year in range(years):
        goes_on = np.where(before, u[:, year] >= meets, u[:, year] < parts)
        before = np.where(first == year, u[:, year] < at_birth[:, year], goes_on)
        before = before & with_child[:, year]
        lone[:, year] = before
    return lone
