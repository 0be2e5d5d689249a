"""The Individualised Learner Record: its two views, and what they share.

The first time a course of two years stands there it goes on, the second time it has ended. Codes
follow the forms of the years: those of the single return hold from 2011/12.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains.colleges import catalogue
from leo_course.synthesis.domains.colleges.aims import SLOTS
from leo_course.synthesis.domains.colleges.choices import APPRENTICE, COURSE
from leo_course.synthesis.domains.colleges.learning import YEARS
from leo_course.synthesis.domains.colleges.records import NEW_FORM, RECORDS, ROWS

EXTERNAL_ID = ids.Kind("EXTERNAL_ID", bits=44, offset=7_000_000_000_000)
LEARNER_ID = ids.Kind("LEARNER_ID", bits=44, prefix="SYL", digits=9)
UKPRN = ids.Kind("UKPRN", bits=44, prefix="SYNPROV", digits=9)
UPIN = ids.Kind("UPIN", bits=44, prefix="SYNUPIN", digits=9)
_CALENDAR = 2000  # years are counted from here in identifiers, which do not hang on the cohorts


@dataclass
class Shown:
    """How each row of aims stands in the data of its academic year."""

    year: np.ndarray  # calendar year in which the academic year begins
    place: np.ndarray  # the same as a place in YEARS
    at: tuple  # person and place of the year of the programme
    aim: np.ndarray  # number in the catalogue
    kind: np.ndarray
    level: np.ndarray
    full: np.ndarray  # counts as a full level
    going: np.ndarray
    completed: np.ndarray
    achieved: np.ndarray
    own: np.ndarray  # paid by the learner or the employer alone
    loan: np.ndarray  # paid with an advanced learner loan


def chance(people, name, records):
    """A draw for each row of aims, the same in every year and copy in which the aim stands."""
    aims = records.aims
    values = np.empty(len(aims.row))
    for place in np.unique(aims.begun).tolist():
        here = np.flatnonzero(aims.begun == place)
        at = aims.row[here], aims.number[here]
        values[here] = people.draws.uniform(f"{name} {YEARS[place]}", SLOTS, at=at)
    return values[records.entry]


def show(people, life, records, p):
    """What each row of aims says of the state of the aim in its academic year."""
    aims, entry = records.aims, records.entry
    place = records.place[records.learner]
    year = np.array(YEARS)[place]
    at = aims.row[entry], aims.begun[entry]
    aim, kind = aims.aim[entry], life.kind[at]
    going = aims.end[entry] > np.array([int(day(y + 1, 7, 31)) for y in YEARS])[place]
    level, full = _levels(life, aim, kind, at)
    own, loan = _payers(people, p, at, kind, level)
    return Shown(
        *(year, place, at, aim, kind, level, full, going),
        completed=aims.completed[entry] & ~going,
        achieved=aims.achieved[entry] & ~going,
        own=own,
        loan=loan,
    )


def _levels(life, aim, kind, at):
    """Level of each row of aims, and whether it is a full level."""
    table = catalogue.columns()
    programme = aim == 0
    level = np.where(programme, life.level[at], table["level"][aim])
    whole = (table["width2"][aim] == 100) | (table["width3"][aim] == 100)
    return level, whole | (programme & (kind == APPRENTICE)) | (table["width3"][aim] == 50)


def _payers(people, p, at, kind, level):
    """Whether a programme has no public funds, and whether a loan pays it, by when it began."""
    begun = np.array(YEARS)[at[1]]
    age = begun - people.cohort[at[0]] + 16
    adult = (age >= 19) & (kind >= COURSE) & (kind != APPRENTICE)
    own = np.zeros(len(begun), dtype=bool)
    loan = np.zeros(len(begun), dtype=bool)
    table = p["colleges.loans"]
    may = (level >= 3) & adult & (age >= 24) & (begun >= table["24 from"])
    may |= (level >= 3) & adult & (begun >= table["19 from"])
    for place in np.unique(at[1]).tolist():
        here = np.flatnonzero((at[1] == place) & adult)
        drawn = people.draws.uniform(f"colleges/pays {YEARS[place]}")[at[0][here]]
        loan[here] = may[here] & (drawn < table["share"])
        own[here] = ~loan[here] & (drawn > 1 - p["colleges.pays_own"])
    return own, loan


def identity(people, records, prefix, rows):
    """The columns that learners and aims share, for some of the learners."""
    seed, place = people.draws.seed, records.place[rows]
    person = people.person[records.row[rows]]
    year = np.array(YEARS)[place]
    cell = (person * 32 + year - _CALENDAR) * ROWS + _slot(records)[rows]
    provider = records.named[rows]
    older = np.where(year < 2008, 0, 2) + records.work_based[rows]
    return {
        f"{prefix}_external_id": Values(ids.make(seed, EXTERNAL_ID, cell)),
        f"{prefix}_academic_year": catalogue.academic_year(place),
        f"{prefix}_dataset": Values(
            np.where(year >= NEW_FORM, 4, older), labels=("FE", "WBL", "LR", "ER", "SILR")
        ),
        f"{prefix}_learner_id": Values(
            ids.make(seed, LEARNER_ID, person * RECORDS + records.enrolled[rows]), kind=LEARNER_ID
        ),
        f"{prefix}_upin": _upin(people, provider, place),
        f"{prefix}_ukprn": Values(ids.make(seed, UKPRN, provider), kind=UKPRN),
        f"{prefix}_record": Values(records.recordid[rows]),
    }


def _slot(records):
    """Number of each learner among those of the same person and academic year, from 0."""
    key = records.row * len(YEARS) + records.place
    order = np.lexsort([records.work_based, records.provider, key])
    first = np.concatenate([[True], np.diff(key[order]) > 0])[: len(order)]
    slot = np.empty(len(order), dtype=np.int64)
    at = np.arange(len(order))
    slot[order] = at - np.maximum.accumulate(np.where(first, at, 0))
    return slot


def _upin(people, provider, place):
    """The older number of the provider, which ceases with the new form."""
    numbers, which = np.unique(provider, return_inverse=True)
    text = ids.spell(UPIN, ids.make(people.draws.seed, UPIN, numbers))
    labels = tuple(row.tobytes().decode() for row in text)
    return Values(which, null=place + YEARS[0] >= NEW_FORM, labels=labels or ("",))
