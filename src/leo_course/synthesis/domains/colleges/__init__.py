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


def live(people, p):
    """Programmes of study, and the records of learners made from them."""
    life = learning.learn(people, p)
    people.lives["colleges"] = {"learning": life, "records": records.make_records(people, life, p)}


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
