"""The aims of which programmes outside schools are made: what people really study, and when.

A programme becomes one aim or several: a course with English and mathematics beside it, four AS
levels and then three A levels, an apprenticeship as a programme with its components.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import alevels
from leo_course.synthesis.columns import day
from leo_course.synthesis.domains.colleges import catalogue, subjects
from leo_course.synthesis.domains.colleges.learning import (
    A_LEVELS,
    ADULT,
    APPRENTICE,
    COURSE,
    TRAINEE,
    YEARS,
)

PROGRAMME, COMPONENT, ALONE = range(3)
SLOTS = 16  # numbers of aims kept for one programme


@dataclass
class Aims:
    """True aims, one entry each; ``row`` and ``begun`` name the programme they belong to."""

    row: np.ndarray
    begun: np.ndarray  # place of the academic year in which the programme began
    number: np.ndarray  # within the programme, from 0
    role: np.ndarray
    aim: np.ndarray  # number in the catalogue
    start: np.ndarray
    planned: np.ndarray
    end: np.ndarray
    completed: np.ndarray
    achieved: np.ndarray
    points: np.ndarray  # of A levels; place of the grade of a diploma; -1 for all others


def make_aims(people, life, p):
    """The aims of all programmes outside schools."""
    parts = [
        _a_level_aims(people, life, p),
        *_course_aims(people, life, p),
        *_apprentice_aims(people, life, p),
        *_adult_aims(people, life, p),
    ]
    return Aims(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _plain(life, at, number, role, aim, **other):
    """Aims that last as long as their programme, unless told otherwise."""
    row, place = at
    values = {name: getattr(life, name)[at] for name in ("start", "planned", "end")}
    values |= {name: getattr(life, name)[at] for name in ("completed", "achieved")}
    values["points"] = np.full(len(row), -1)
    values |= other
    fixed = np.full(len(row), number), np.full(len(row), role), aim
    return (row, place, *fixed, *values.values())


def sectors(p):
    return tuple(p["colleges.sectors_women"])


def _era(life, at):
    return (life.start[at] >= int(day(catalogue.REFORM, 8, 1))).astype(np.int64)


def _of_sector(p, life, at, use, level=None):
    """Numbers of the aims of a use, for the sector and level of each programme."""
    table = catalogue.numbers(use, sectors(p))
    level = life.level[at] if level is None else level
    return table[life.sector[at], level, _era(life, at)]


def drawn(people, name, at, slots=1, slot=0):
    """A draw for the programme that begins in each person's year."""
    row, place = at
    values = np.empty(len(row))
    for year in np.unique(place).tolist():
        here = place == year
        block = people.draws.uniform(f"colleges/{name} {YEARS[year]}", slots)
        values[here] = (block if slots == 1 else block[:, slot])[row[here]]
    return values


def _a_level_aims(people, life, p):
    """AS levels and A levels as ``subjects`` has them; the parts of one programme are numbered."""
    taken = subjects.of_programmes(people, life, p, np.nonzero(life.kind == A_LEVELS))
    order = np.array([tuple(catalogue.SUBJECTS).index(name) for name in subjects.names(p)])
    aim = np.where(
        taken.stage == subjects.AS,
        catalogue.subject_numbers("AS")[order[taken.subject]],
        catalogue.subject_numbers("A2")[order[taken.subject]],
    )
    number = taken.slot + np.where(taken.stage == subjects.A2, subjects.SLOTS, 0)
    role = np.full(len(number), ALONE)
    dates = taken.start, taken.planned, taken.end
    achieved = taken.completed & (taken.points > 0)
    return (
        taken.row,
        taken.begun,
        number,
        role,
        aim,
        *dates,
        taken.completed,
        achieved,
        taken.points,
    )


def _skills(people, life, p, at, number, role, share):
    """Aims in English and mathematics beside the main one, for who lacks them at 16."""
    row, _ = at
    lacks = ~people.results["level2_em"][row]
    for skill in (0, 1):
        takes = lacks & (drawn(people, f"skill {skill}", at) < share)
        here = at[0][takes], at[1][takes]
        level = np.where(life.level[here] >= 2, 1, 0)
        aim = catalogue.skill_numbers()[skill, level, _era(life, here)]
        passes = drawn(people, f"skill passes {skill}", here) < p["colleges.passes_skills"]
        end = np.minimum(life.end[here], life.start[here] + 290)
        achieved = life.completed[here] & passes
        yield _plain(life, here, number + skill, role, aim, end=end, achieved=achieved)


def _course_aims(people, life, p):
    at = np.nonzero(life.kind == COURSE)
    row, place = at
    # Courses above level 2 that were settled at 16 are the diplomas of Key Stage 5.
    sixth, year = people.lives["applications"][0], np.array(YEARS)[place]
    settled = (sixth.path[row] == alevels.DIPLOMA) & (year == people.cohort[row])
    points = np.where(settled, sixth.diploma[row], -1)
    technical = catalogue.t_level_numbers(sectors(p))[life.sector[at]]
    takes = settled & (technical >= 0) & (year >= catalogue.T_LEVEL_FROM)
    takes &= people.draws.uniform("colleges/T level")[row] < p["colleges.t_levels"]
    aim = np.where(takes, technical, _of_sector(p, life, at, "course"))
    yield _plain(life, at, 0, ALONE, aim, points=points)
    yield from _skills(people, life, p, at, 1, ALONE, p["colleges.skills_course"])


def _apprentice_aims(people, life, p):
    """A programme aim, and as its components competence, knowledge and skills."""
    at = np.nonzero(life.kind == APPRENTICE)
    yield _plain(life, at, 0, PROGRAMME, np.zeros(len(at[0]), dtype=np.int64))
    passes = life.achieved[at] | (
        life.completed[at] & (drawn(people, "component", at) < p["colleges.passes_component"])
    )
    competence = _of_sector(p, life, at, "competence")
    yield _plain(life, at, 1, COMPONENT, competence, achieved=passes)
    span = life.end[at] - life.start[at]
    over = drawn(people, "knowledge", at) < p["colleges.passes_component"]
    sooner = life.start[at] + np.maximum(span * 3 // 4, 14)
    completed = life.completed[at] | (over & (span > 250))
    yield _plain(
        *(life, at, 2, COMPONENT, _of_sector(p, life, at, "knowledge")),
        planned=np.minimum(life.planned[at], life.start[at] + 330),
        end=np.where(completed, sooner, life.end[at]),
        completed=completed,
        achieved=completed & over,
    )
    yield from _skills(people, life, p, at, 3, COMPONENT, p["colleges.skills_apprentice"])


def _adult_aims(people, life, p):
    """One aim of an adult, a part of a full level or the whole; the parts of a traineeship."""
    at = np.nonzero(life.kind == ADULT)
    full = _of_sector(p, life, at, "course", np.minimum(life.level[at], 3))
    part = _of_sector(p, life, at, "adult")
    yield _plain(life, at, 0, ALONE, np.where(life.full[at] & (life.level[at] < 4), full, part))
    yield from _skills(people, life, p, at, 1, ALONE, p["colleges.skills_adult"])
    at = np.nonzero(life.kind == TRAINEE)
    yield _plain(life, at, 0, PROGRAMME, np.zeros(len(at[0]), dtype=np.int64))
    work = catalogue.numbers("adult", ("14.2",))[0, 1, 1]
    yield _plain(life, at, 1, COMPONENT, np.full(len(at[0]), work))
