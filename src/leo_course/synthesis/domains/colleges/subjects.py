"""The subjects that people take at A level, cut into aims: AS levels, A levels, both or one.

What is taken, and with which grade, stands in ``lives["applications"]``; the tables of Key Stage 5,
the school sixth forms and the colleges all show the same. Until the reform an A level begins with
an AS level in the first year; from 2015 to 2017, subject by subject, it becomes one aim of two
years.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import alevels
from leo_course.synthesis.columns import day
from leo_course.synthesis.domains import ks5
from leo_course.synthesis.domains.colleges.learning import YEARS

AS, A2, WHOLE = range(3)  # an AS level, the second year after it, an A level of two years
SLOTS = alevels.SLOTS + 1  # the last one is for a subject given up after a year


@dataclass
class Subjects:
    """Aims at A level, one entry each; ``row`` and ``begun`` name the programme they belong to."""

    row: np.ndarray
    begun: np.ndarray  # place of the academic year in which the programme began
    slot: np.ndarray
    stage: np.ndarray
    subject: np.ndarray  # place among the subjects of the model
    start: np.ndarray
    planned: np.ndarray
    end: np.ndarray
    completed: np.ndarray
    points: np.ndarray  # 0 for a U or for none


def names(p):
    return tuple(p["ks5.subjects_women"])


def of_programmes(people, life, p, at):
    """The aims of programmes of A levels; ``at`` is their person and place of the year."""
    row, place = at
    sixth = people.lives["applications"][0]
    to_the_end = sixth.path[row] == alevels.A_LEVELS
    count = np.where(to_the_end, sixth.count[row], alevels.SLOTS - 1)
    half = np.where(to_the_end, ks5.has_half(people, p)[row], True)
    takes = np.arange(SLOTS) < count[:, None]
    takes[:, -1] = half
    entry, slot = np.nonzero(takes)
    row, place = row[entry], place[entry]
    subject = sixth.subjects[row, slot]
    begins = np.array([p["colleges.linear_from"].get(n, 0) for n in names(p)])
    begins = np.where(begins == 0, p["colleges.linear_from"]["other"], begins)[subject]
    still = people.draws.uniform("colleges/still AS", SLOTS)[row, slot] < p["colleges.still_as"]
    whole = (np.array(YEARS)[place] >= begins) & ~still & (slot < SLOTS - 1)
    parts = [
        _stage(people, life, p, row[some], place[some], slot[some], subject[some], stage)
        for stage, some in (
            (AS, ~whole),
            (A2, ~whole & (slot < SLOTS - 1)),
            (WHOLE, whole),
        )
    ]
    return Subjects(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _stage(people, life, p, row, place, slot, subject, stage):
    """The aims of one stage; an A level after the AS level only for those who are still there."""
    summer = np.array([int(day(year + 1, 6, 20)) for year in YEARS])[place]
    autumn = np.array([int(day(year + 1, 9, 5)) for year in YEARS])[place]
    end = life.end[row, place]
    if stage == A2:
        keep = end >= autumn
        row, place, slot, subject = row[keep], place[keep], slot[keep], subject[keep]
        summer, autumn, end = summer[keep], autumn[keep], end[keep]
    start = autumn if stage == A2 else life.start[row, place]
    planned = summer if stage == AS else life.planned[row, place]
    completed = end >= summer if stage == AS else life.completed[row, place]
    points = _as_points(people, p, row, slot) if stage == AS else _points(people, row, slot)
    return (
        *(row, place, slot, np.full(len(row), stage), subject, start, planned),
        *(np.minimum(end, planned), completed, np.where(completed, points, 0)),
    )


def _points(people, row, slot):
    sixth = people.lives["applications"][0]
    return sixth.achieved[row, np.minimum(slot, alevels.SLOTS - 1)]


def _as_points(people, p, row, slot):
    """Points of AS levels: near the later A level; if given up, those of Key Stage 5."""
    sixth = people.lives["applications"][0]
    chance = 2 * people.draws.uniform("colleges/AS grade", SLOTS)[row, slot] - 1
    later = _points(people, row, slot) + p["colleges.half_as"] * chance
    table = p["colleges.as_of_leavers"]
    score = (sixth.prepared[row] - p["ks5.score_centre"]) / p["ks5.score_spread"]
    leavers = table["centre"] + table["slope"] * score + table["spread"] * chance
    best = len(alevels.GRADES) - 2  # an AS level has no A*
    stays = sixth.path[row] == alevels.A_LEVELS
    points = np.clip(np.rint(np.where(stays, later, leavers)), 0, best).astype(np.int64)
    given_up = stays & (slot == SLOTS - 1)
    return np.where(given_up, np.minimum(sixth.half[row], best), points)
