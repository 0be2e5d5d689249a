"""Who reports which aims, in which academic years, and under which number a learner is sent.

An aim stands in the data of every academic year in which it is studied, so that a course of two
years is there twice. A learner has a row for each return, provider and academic year.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains.colleges.aims import Aims, make_aims
from leo_course.synthesis.domains.colleges.choices import APPRENTICE, TRAINEE
from leo_course.synthesis.domains.colleges.learning import LAST_DAY, PROVIDERS_PER_LA, YEARS

RECORDS = 16  # at most, for one person
ROWS = 16  # of learners, at most, for one person in one academic year
NEW_FORM = 2011  # first academic year of the single form of the ILR, with its types of aim
MERGERS = (2010, 2018)  # academic years from which and to which providers merge
MERGED_INTO = np.array([0, 0, 0, 3, 3, 5, 5, 0])  # who takes over each provider of an authority


@dataclass
class Records:
    """Rows of aims and of learners, with the identity under which each learner was reported."""

    aims: Aims
    entry: np.ndarray  # of each row of aims: place in ``aims``
    learner: np.ndarray  # of each row of aims: place among the learners
    row: np.ndarray  # of each learner: place in the block
    place: np.ndarray  # of each learner: place of the academic year
    provider: np.ndarray  # true one
    named: np.ndarray  # provider under whose number the learner stands
    work_based: np.ndarray  # sent in the return of work-based learning, before the single form
    record: np.ndarray  # number of the record among those of the person, from 0
    enrolled: np.ndarray  # number of the stay at the provider, by which it knows the learner
    recordid: np.ndarray
    resolved: np.ndarray

    @property
    def lookup(self):
        """Place in the block and RECORDID of each record that was resolved to a person."""
        keep = self.distinct
        keep = keep[self.resolved[keep]]
        return self.row[keep], self.recordid[keep]

    @property
    def distinct(self):
        """One learner of each record."""
        return np.unique(self.row * RECORDS + self.record, return_index=True)[1]


def make_records(people, life, p):
    """Rows of aims by academic year, the learners they belong to, and the learners' records."""
    aims = make_aims(people, life, p)
    entry, place = _years_of(aims)
    entry, place = _twice(people, p, aims, entry, place)
    row, begun = aims.row[entry], aims.begun[entry]
    provider = life.provider[row, begun].astype(np.int64)
    work = np.isin(life.kind[row, begun], (APPRENTICE, TRAINEE))
    work &= np.array(YEARS)[place] < NEW_FORM
    spread = 2 * (int(people.la.max() + 1) * PROVIDERS_PER_LA if len(people.la) else 1)
    key = (row * len(YEARS) + place) * spread + 2 * provider + work
    distinct, learner = np.unique(key, return_inverse=True)
    row, place = distinct // spread // len(YEARS), distinct // spread % len(YEARS)
    provider, work = distinct % spread // 2, distinct % 2 == 1
    entry, learner, row, place, provider, work = _copies(
        people, p, entry, learner, row, place, provider, work
    )
    record, enrolled = _number_records(people, p, row, place, provider)
    number = people.person[row] * RECORDS + record
    unresolved = people.draws.uniform_of("trouble/record_unresolved", number)
    return Records(
        *(aims, entry, learner, row, place, provider),
        named=_named(people, p, provider, place),
        work_based=work,
        record=record,
        enrolled=enrolled,
        recordid=ids.make(people.draws.seed, ids.RECORDID, number),
        resolved=unresolved >= p["trouble.record_unresolved"],
    )


def _years_of(aims):
    """Entry and academic year of every row: an aim stands in each year that it touches."""
    opens = np.array([int(day(year, 8, 1)) for year in YEARS])
    first = np.searchsorted(opens, aims.start, side="right") - 1
    last = np.searchsorted(opens, np.minimum(aims.end, LAST_DAY), side="right") - 1
    # What begins after the data is in none of their years.
    count = np.where(aims.start <= LAST_DAY, np.maximum(last - first + 1, 0), 0)
    entry = np.repeat(np.arange(len(count)), count)
    before = np.cumsum(count) - count
    return entry, first[entry] + np.arange(len(entry)) - before[entry]


def _twice(people, p, aims, entry, place):
    """Repeat the rows of aims that a provider sends twice in a year."""
    again = np.zeros(len(entry), dtype=bool)
    for year in np.unique(place).tolist():
        here = np.flatnonzero(place == year)
        drawn = people.draws.uniform(f"trouble/aim_twice {YEARS[year]}", 4)
        which = aims.row[entry[here]], aims.number[entry[here]] % 4
        again[here] = drawn[which] < p["trouble.aim_twice"]
    return np.append(entry, entry[again]), np.append(place, place[again])


def _copies(people, p, entry, learner, row, place, provider, work):
    """Add the learners whom two providers report for the same learning."""
    drawn = people.draws.uniform("trouble/two_providers", len(YEARS))[row, place]
    twice = drawn < p["trouble.two_providers"]
    number = len(row) + np.cumsum(twice) - 1
    again = np.flatnonzero(twice[learner])
    # Another provider of the same authority, reached by half a turn.
    other = provider // PROVIDERS_PER_LA * PROVIDERS_PER_LA
    other = other + (provider % PROVIDERS_PER_LA + 4) % PROVIDERS_PER_LA
    return (
        np.concatenate([entry, entry[again]]),
        np.concatenate([learner, number[learner[again]]]),
        np.concatenate([row, row[twice]]),
        np.concatenate([place, place[twice]]),
        np.concatenate([provider, other[twice]]),
        np.concatenate([work, work[twice]]),
    )


def _named(people, p, provider, place):
    """The provider under whose number each learner stands: after a merger that of the other."""
    first, last = MERGERS
    merged = np.zeros(len(provider), dtype=bool)
    for year in range(first, last + 1):
        drawn = people.draws.uniform_of(f"trouble/merged_provider {year}", provider)
        merged |= (drawn < p["trouble.merged_provider"]) & (np.array(YEARS)[place] >= year)
    other = provider // PROVIDERS_PER_LA * PROVIDERS_PER_LA
    other = other + MERGED_INTO[provider % PROVIDERS_PER_LA]
    return np.where(merged, other, provider)


def _number_records(people, p, row, place, provider):
    """Number of the record, and of the stay at one provider, of each learner of a year.

    A record is a learner as one provider knows them; now and then a provider sends a known learner
    under a new one.
    """
    order = np.lexsort([place, provider, row])
    r, q, s = row[order], provider[order], place[order]
    same_person = np.concatenate([[False], r[1:] == r[:-1]]) if len(r) else np.zeros(0, bool)
    same = same_person & np.concatenate([[False], q[1:] == q[:-1]])
    anew = people.draws.uniform("trouble/new_record", len(YEARS))[r, s] < p["trouble.new_record"]
    anew &= np.concatenate([[True], s[1:] != s[:-1]]) if len(s) else anew
    numbers = []
    for new in (~same | anew, ~same):
        total = np.cumsum(new)
        base = np.maximum.accumulate(np.where(same_person, 0, total))
        number = np.empty(len(r), dtype=np.int64)
        number[order] = np.minimum(total - base, RECORDS - 1)
        numbers.append(number)
    return numbers


def truth_rows(people, records):
    """Rows of TRUTH's table of learner records: whose each RECORDID is."""
    keep = records.distinct
    return {
        "record_id": Values(records.recordid[keep]),
        "record_person": Values(people.person[records.row[keep]]),
        "record_resolved": Values(records.resolved[keep]),
    }
