"""University: what HESA holds of each student, course and academic year.

The courses themselves are made by the core (``synthesis.studying``). A student has a record for
each academic year of each course. ``university_courses`` has the columns of the course,
``university_subjects`` the codes of subjects, and ``university_people`` what providers know of the
person.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import applying, model, studying
from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import university_courses, university_people, university_subjects
from leo_course.synthesis.keys import key_text
from leo_course.synthesis.model import GROUPS
from leo_course.synthesis.streams import choose

HESA_YEARS = range(2005, 2021)  # the year in which the academic year ends
PROVIDERS = dict(zip(GROUPS, applying.PROVIDERS, strict=True))
JACS = university_subjects.JACS  # the main line of each subject, as applications name it
REGION_LETTERS = ("A", "B", "D", "E", "F", "G", "H", "J", "K")


@dataclass
class Rows:
    """Records of one academic year; arrays with one entry for each."""

    course: np.ndarray  # place among the courses
    row: np.ndarray  # place in the block
    number: np.ndarray  # which year on the course this is, from 1
    abandoned: np.ndarray  # the course left before Christmas, by those who begin again elsewhere
    kept_open: np.ndarray  # the record of somebody who has left
    restarted: np.ndarray  # of the course begun after the abandoned one
    stage: np.ndarray = None  # year of the programme
    dormant: np.ndarray = None
    last: np.ndarray = None
    obtained: np.ndarray = None
    provider: np.ndarray = None


def observe(people, keys, p):
    """Rows of HESA, by academic year."""
    courses = people.lives["university"]
    seen = _seen(people, keys, p)
    coded = university_subjects.drawn(people, courses, p)
    providers = _providers(people, courses, p)
    for year in HESA_YEARS:
        rows = _rows(people, courses, seen, providers, p, year)
        values = university_courses.columns(people, courses, p, rows, year)
        values |= university_subjects.columns(*(table[rows.course] for table in coded), year, p)
        values |= _provider_columns(people, rows)
        values |= university_people.columns(people, courses, p, rows, year)
        text = np.where(seen.nameless[rows.row], b"", key_text(ids.PMR, keys.pmr[rows.row]))
        yield ("HESA_I2", "hesa", year), values | {"he_pmr": Values(text)}


def truth(people, p):
    """Columns of TRUTH's people: how the degree went, and what came later."""
    courses = people.lives["university"]
    highest = np.zeros(len(people.person), dtype=np.int64)
    ranks = {
        studying.POSTGRADUATE: 1,
        studying.TEACHING: 2,
        studying.MASTERS: 3,
        studying.DOCTORATE: 4,
    }
    for kind, rank in ranks.items():
        rows = courses.row[(courses.kind == kind) & (courses.end == studying.OBTAINED)]
        highest[rows] = rank
    names = tuple(studying.KINDS[kind] for kind in ranks)
    left = people.entered & ~people.degree
    return {
        "left_university": Values(people.entry_year + people.years_done - 1, null=~left),
        "later_entry": Values(people.later_year, null=people.later_year == 0),
        "later_degree": Values(people.later_degree, null=people.later_degree == 0),
        "postgraduate": Values(np.maximum(highest - 1, 0), null=highest == 0, labels=names),
    }


# --------------------------------------------------------------------------------- which records


@dataclass
class _Seen:
    """Whose records there are, and how."""

    linked: np.ndarray  # found among pupils or learners, so in the extract at all
    nameless: np.ndarray  # found among learners only, so without a PMR
    again: np.ndarray  # begins twice in the first year
    open: np.ndarray  # the record is kept open after the student has left


def _seen(people, keys, p):
    draws = people.draws
    odds = np.where(people.sector == model.INDEPENDENT, p["hesa.unlinked_independent"], 1.0)
    linked = draws.uniform("trouble/he_unlinked") >= p["trouble.he_unlinked"] * odds
    return _Seen(
        linked=linked,
        nameless=draws.happens("trouble/he_without_pmr", p["trouble.he_without_pmr"]),
        again=draws.happens("trouble/two_courses", p["trouble.two_courses"]),
        open=draws.happens("trouble/he_kept_open", p["trouble.he_kept_open"]),
    )


def _rows(people, courses, seen, providers, p, year):
    """The records of the academic year that ends in ``year``."""
    number = year - courses.first + 1
    linked = seen.linked[courses.row]
    here = np.flatnonzero(linked & (number >= 1) & (number <= courses.years))
    left = (courses.end == studying.LEFT) & seen.open[courses.row]
    left &= courses.kind <= studying.CERTIFICATE
    after = np.flatnonzero(linked & left & (number == courses.years + 1))
    early = (courses.kind == studying.FIRST) & (courses.provider == studying.AT_FIRST)
    early &= (courses.begins == 1) & (courses.years > 1) & seen.again[courses.row]
    twice = np.flatnonzero(linked & early & (number == 1))
    course = np.concatenate([here, after, twice])
    rows = Rows(
        course=course,
        row=courses.row[course],
        number=np.concatenate([number[here], number[after] - 1, number[twice]]),
        kept_open=np.repeat([False, True, False], [len(here), len(after), len(twice)]),
        abandoned=np.repeat([False, False, True], [len(here), len(after), len(twice)]),
        restarted=early[course],
    )
    rows.restarted &= ~rows.abandoned
    extra, delay = courses.extra[course], courses.delay[course]
    late = (extra > 0) & (rows.number >= extra)
    rows.stage = courses.begins[course] + rows.number - 1 - late
    away = (rows.number == extra) & (delay >= studying.SUSPENDS)
    rows.dormant = away | rows.kept_open
    final = rows.number == courses.years[course]
    rows.last = (final & ~left[course]) | rows.abandoned
    obtained = courses.end[course] == studying.OBTAINED
    rows.obtained = rows.last & obtained & ~rows.abandoned
    rows.provider = np.where(
        rows.abandoned, _elsewhere(providers[course], people.draws, rows.row), providers[course]
    )
    return rows


# -------------------------------------------------------------------------------------- providers


def _elsewhere(provider, draws, row):
    """Another provider of the same group for each."""
    starts, sizes = _groups()
    group = np.searchsorted(starts, provider, side="right") - 1
    step = 1 + (draws.uniform("he/other provider")[row] * (sizes[group] - 1)).astype(np.int64)
    return starts[group] + (provider - starts[group] + step) % sizes[group]


def _groups():
    sizes = np.array([PROVIDERS[group] for group in GROUPS])
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes


def _providers(people, courses, p):
    """Number of the provider of each course."""
    draws, row = people.draws, courses.row
    first = provider_of(people)[row]
    starts, sizes = _groups()
    drawn = draws.uniform("he/later provider", 2)[row]
    group = choose(drawn[:, 0], [p["hesa.later_groups"][name] for name in GROUPS])
    later = starts[group] + (drawn[:, 1] * sizes[group]).astype(np.int64)
    stays = draws.happens("he/stays after", p["hesa.stays_after"])[row] & people.degree[row]
    after = np.where(stays, first, later)
    moved = _elsewhere(first, draws, row)
    return np.select(
        [courses.provider == studying.AT_FIRST, courses.provider == studying.AFTER_MOVE],
        [first, moved],
        np.where(courses.provider == studying.LATER, later, after),
    )


def provider_of(people):
    """Number of the provider that each person goes to first, or would have gone to."""
    starts, sizes = _groups()
    drawn = people.draws.uniform("he/provider")
    provider = starts[people.group] + (drawn * sizes[people.group]).astype(np.int64)
    # Who holds a place through an application goes where it was accepted.
    _, state = people.lives["applications"]
    applied = state.provider[np.arange(len(provider)), np.maximum(state.accepted, 0)]
    return np.where(state.enters | state.deferred, applied, provider)


def provider_region(people):
    """Region of each provider, by its number: 0 to 8, from the North East to the South West."""
    every = np.arange(sum(PROVIDERS.values()))
    return (people.draws.uniform_of("he/provider region", every) * 9).astype(np.int64)


def _provider_columns(people, rows):
    """Provider and its region; no pseudonym shows the group."""
    every = np.arange(sum(PROVIDERS.values()))
    order = np.argsort(people.draws.uniform_of("he/provider name", every), kind="stable")
    labels = tuple(f"SYNHE{n + 1:04d}" for n in np.argsort(order, kind="stable").tolist())
    region = provider_region(people)
    return {
        "he_provider": Values(rows.provider, labels=labels),
        "he_provider_region": Values(region[rows.provider], labels=REGION_LETTERS),
    }
