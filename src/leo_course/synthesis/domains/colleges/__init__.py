"""Colleges: learning after 16, and what the colleges, schools and authorities report of it.

``learning`` makes the programmes of study that people begin in each academic year, as ``choices``
lets them choose; ``subjects`` says what A levels they are, ``aims`` cuts those outside schools into
aims, ``records`` says who reports them under which number, and ``ilr``, ``ilr_learners`` and
``ilr_aims`` show them as the Individualised Learner Record does; ``sixth_forms`` holds the aims of
school sixth forms and ``activity`` what authorities knew of young people month by month.
``catalogue`` invents the learning aims, and ``levels`` says when full levels are reached.
"""

from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains.colleges import (
    activity,
    catalogue,
    ilr,
    ilr_aims,
    ilr_learners,
    learning,
    levels,
    records,
    sixth_forms,
)


def live(people, p):
    """Programmes of study, and the records of learners made from them."""
    life = learning.learn(people, p)
    people.lives["colleges"] = {"learning": life, "records": records.make_records(people, life, p)}


def attained(people, p):
    """Years in which full Level 2 and full Level 3 were reached otherwise than by A levels.

    Two arrays with an entry for each person: the year in which the academic year ends in which
    a vocational course, an apprenticeship or a course for adults first brought the full level (or
    one above it); 0 where none did by the end of the data. Call it after all lives are made.
    """
    return levels.full_level(people, 2), levels.full_level(people, 3)


def truth(people, p):
    """The highest level at 19, for TRUTH's table of people."""
    beyond = people.cohort + 3 > learning.YEARS[-1] + 1
    return {"level_at_19": Values(levels.at_19(people), null=beyond)}


def observe(people, keys, p):
    """Rows of the ILR, of the aims of school sixth forms and of the monthly activities."""
    life, reported = people.lives["colleges"].values()
    shown = ilr.show(people, life, reported, p)
    yield ("LILR_I2", "learners", None), ilr_learners.rows(people, life, reported, shown, p)
    yield ("LILR_I2", "aims", None), ilr_aims.rows(people, life, reported, shown, p)
    yield from sixth_forms.rows(people, keys, life, p)
    yield ("NPD_I2", "nccis", None), activity.rows(people, keys, life, p)
    yield ("TRUTH", "learning", None), learning.truth_rows(people, life)
    yield ("TRUTH", "learner_records", None), records.truth_rows(people, reported)
    if people.first == 0:
        # One catalogue for everybody: it is delivered with the first people.
        yield ("LILR_I2", "lars", None), catalogue.rows(people, p)
