"""Colleges: learning after 16, and what the colleges, schools and authorities report of it.

``learning`` makes the programmes of study that people begin in each academic year; ``aims`` cuts
those outside schools into aims, ``records`` says who reports them under which number, and ``ilr``
shows them as the Individualised Learner Record does;
``sixth_forms`` holds the aims of school sixth forms and ``activity`` what authorities knew of young
people month by month. ``catalogue`` invents the learning aims.
"""

from leo_course.synthesis.domains.colleges import (
    activity,
    catalogue,
    ilr,
    learning,
    records,
    sixth_forms,
)
from leo_course.synthesis.domains.colleges import attained as _attained


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
    return _attained.full_level(people, 2), _attained.full_level(people, 3)


def observe(people, keys, p):
    """Rows of the ILR, of the aims of school sixth forms and of the monthly activities."""
    life, reported = people.lives["colleges"].values()
    yield from ilr.rows(people, life, reported, p).items()
    yield from sixth_forms.rows(people, keys, life, p).items()
    yield ("NPD_I2", "nccis", None), activity.rows(people, keys, life, p)
    yield ("TRUTH", "learning", None), learning.truth_rows(people, life)
    yield ("TRUTH", "learner_records", None), records.truth_rows(people, reported)
    if people.first == 0:
        # One catalogue for everybody: it is delivered with the first people.
        yield ("LILR_I2", "lars", None), catalogue.rows(people, p)
