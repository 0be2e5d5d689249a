"""Programmes of study after Key Stage 4: what is true, before anybody reports it.

A person begins at most one programme in an academic year. Arrays have the shape (people, years),
with a column for each academic year from the first cohort's first year after Key Stage 4 on; an
academic year is named by the calendar year in which it begins, as in the ILR. Dates are days since
1970-01-01. "t" is the academic year after Key Stage 4, so t = 1 begins in the September after it.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import alevels, model
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import geography, ks5
from leo_course.synthesis.domains.colleges import choices
from leo_course.synthesis.domains.colleges.choices import (
    A_LEVELS,
    ADULT,
    APPRENTICE,
    COURSE,
    KINDS,
    NOTHING,
    SIXTH,
    TRAINEE,
)
from leo_course.synthesis.streams import logistic

YEARS = tuple(range(model.COHORTS[0], model.TAX_YEARS[-1] + 1))
LAST_DAY = int(day(YEARS[-1] + 1, 7, 31))  # of the last academic year
PROVIDERS_PER_LA = 8  # two general colleges, a sixth-form college, four trainers, an adult service
SIXTH_FORM_COLLEGE = 2  # its place among them
_NEVER = 10**6


@dataclass
class Learning:
    """Programmes by the academic year in which they begin; ``kind`` is -1 where none does."""

    kind: np.ndarray
    level: np.ndarray
    sector: np.ndarray  # place in the parameter tables of sectors
    provider: np.ndarray  # number of the college or trainer; meaningless in school sixth forms
    start: np.ndarray
    planned: np.ndarray  # planned last day
    end: np.ndarray  # true last day, which may lie beyond the data
    completed: np.ndarray
    achieved: np.ndarray
    held: np.ndarray  # highest full level held when the year begins, 0 to 4
    full: np.ndarray  # the programme counts as a full level


def learn(people, p):
    """The programmes of everybody, year by year."""
    n = len(people.person)
    shape = (n, len(YEARS))
    whole = {name: np.zeros(shape, dtype=np.int8) for name in ("level", "sector", "held")}
    dates = ("provider", "start", "planned", "end")
    whole |= {name: np.zeros(shape, dtype=np.int32) for name in dates}
    whole |= {name: np.zeros(shape, dtype=bool) for name in ("completed", "achieved", "full")}
    life = Learning(kind=np.full(shape, NOTHING, dtype=np.int8), **whole)
    state = choices.State(
        held=np.where(people.results["level2"], 2, people.results["gcse_ac"] > 0),
        last_end=np.full(n, -_NEVER),
        last_kind=np.full(n, NOTHING),
        last_level=np.zeros(n, dtype=np.int64),
        passed=np.zeros(n, dtype=bool),
    )
    fixed = choices.fixed(people, p)
    # Who dies or goes abroad learns no more here.
    gone = geography._departures(people, p)[1]
    for place in range(len(YEARS)):
        life.held[:, place] = state.held
        _one_year(people, p, life, state, fixed, place, gone)
    return life


def in_university(people, year):
    """Who is at university, full time, in the academic year that begins in ``year``."""
    return people.lives["university"].full_time(people, year + 1)


def _one_year(people, p, life, state, fixed, place, gone):
    """Let everybody who is free choose what to begin in one academic year."""
    year = YEARS[place]
    t = year - people.cohort + 1
    works = people.works[:, year - model.TAX_YEARS[0]]
    away = in_university(people, year) | (t < 1)
    kind = choices.kinds(people, p, state, fixed, year, works)
    level = choices.levels(people, p, state, fixed, kind, year)
    kind[away] = NOTHING
    start, planned = _dates(people, state, fixed, kind, level, year, p)
    # A programme is begun where the last one has ended early enough in the year.
    latest = np.where(kind == COURSE, int(day(year, 10, 1)), int(day(year + 1, 3, 1)))
    free = (state.last_end < latest) & (start < gone)
    fits = free & (start <= int(day(year + 1, 7, 15))) & (kind != NOTHING)
    kind = np.where(fits, kind, NOTHING)
    completed, end, achieved = _endings(people, p, fixed, year, kind, level, start, planned)
    cut = end > gone
    completed, achieved, end = completed & ~cut, achieved & ~cut, np.minimum(end, gone)
    begins = kind != NOTHING
    sector = _sector(people, fixed, year, p)
    full = np.where(kind == ADULT, _uniform(people, "full", year) < p["colleges.adult_full"], True)
    full &= (kind != TRAINEE) & begins
    values = {
        "kind": kind,
        "level": level,
        "sector": sector,
        "provider": _provider(people, p, fixed, year, kind, sector),
        "start": start,
        "planned": planned,
        "end": end,
        "completed": completed & begins,
        "achieved": achieved & begins,
        "full": full,
    }
    for name, value in values.items():
        getattr(life, name)[:, place] = np.where(begins, value, NOTHING if name == "kind" else 0)
    gained = begins & achieved & full
    state.held = np.where(gained, np.maximum(state.held, np.minimum(level, 4)), state.held)
    state.last_end = np.where(begins, end, state.last_end)
    state.last_kind = np.where(begins, kind, state.last_kind)
    state.last_level = np.where(begins, level, state.last_level)
    state.passed = np.where(begins, completed, state.passed)


def _uniform(people, name, year):
    """A draw for each person in one academic year; streams are named by the year."""
    return people.draws.uniform(f"colleges/{name} {year}")


def _dates(people, state, fixed, kind, level, year, p):
    """First day and planned last day of the programme that each would begin."""
    when = _uniform(people, "start", year)
    autumn = _uniform(people, "autumn", year)
    september = int(day(year, 9, 1))
    at_school = september + 2 + (5 * when).astype(np.int64)
    at_college = september + 3 + (24 * when * when).astype(np.int64)
    any_day = int(day(year, 8, 1)) + (350 * when).astype(np.int64)
    in_autumn = int(day(year, 8, 20)) + (75 * when).astype(np.int64)
    peak = np.where(kind == APPRENTICE, p["colleges.apprentice_autumn"], p["colleges.adult_autumn"])
    rolling = np.where(autumn < peak, in_autumn, any_day)
    start = np.select(
        [(kind == SIXTH), (kind == A_LEVELS) | (kind == COURSE)], [at_school, at_college], rolling
    )
    start = np.maximum(start, state.last_end + 10)
    length = _uniform(people, "length", year)
    # Level 3 takes two years, but some take three from 16.
    longer = people.lives["applications"][0].third & (people.cohort == year)
    summers = np.array([int(day(year + years, 6, 26)) for years in (1, 2, 3)])
    full_time = summers[np.where(level >= 3, 1 + longer, 0)]
    months = np.array([p["colleges.apprentice_months"][str(k)] for k in (2, 3, 4)])
    planned_months = months[np.clip(level, 2, 4) - 2] * (0.8 + 0.4 * length)
    minimum = 12 if year >= p["colleges.apprentice_year_from"] else 0
    apprentice = start + np.rint(30.4 * np.maximum(planned_months, minimum)).astype(np.int64)
    days = p["colleges.adult_days"]
    adult = np.rint((days["least"] + days["by level"] * level) * length).astype(np.int64)
    planned = np.select(
        [(kind == APPRENTICE), (kind == ADULT), (kind == TRAINEE)],
        [apprentice, start + 20 + adult, start + 42 + np.rint(120 * length).astype(np.int64)],
        full_time + (10 * length).astype(np.int64),
    )
    return start, planned


def _endings(people, p, fixed, year, kind, level, start, planned):
    """Whether each programme is completed, its last day, and whether it is achieved."""
    t = year - people.cohort + 1
    centres = np.array([p["colleges.completes"][name] for name in KINDS])
    odds = centres[kind] + fixed.steady
    odds = odds + (kind == APPRENTICE) * choices.in_year(p, "colleges.completes_trend", year)
    odds = odds + (kind == COURSE) * choices.in_year(p, "colleges.completes_course_trend", year)
    completed = _uniform(people, "completes", year) < logistic(odds)
    passes = np.array([p["colleges.achieves"][name] for name in KINDS])[kind]
    passes = _uniform(people, "achieves", year) < passes
    # From 16 to 18 the results at 18 say who stayed, and what they achieved.
    sixth = people.lives["applications"][0]
    at_16 = (t == 1) & (level == 3) & (kind <= COURSE)
    stayed = fixed.path > alevels.NEITHER
    enough = (fixed.path == alevels.DIPLOMA) | ((sixth.achieved >= 1).sum(axis=1) >= 2)
    # University asks for a level 3.
    needs = people.entered & ~stayed & (t <= 2) & (kind <= COURSE)
    completed = np.where(at_16, stayed, completed) | needs
    achieved = completed & (np.where(at_16, enough, passes) | needs)
    return completed, _last_day(people, p, year, kind, completed, start, planned), achieved


def _last_day(people, p, year, kind, completed, start, planned):
    """The true last day: near the planned one, or earlier for who leaves."""
    how_far = _uniform(people, "leaves", year)
    # Who leaves does so early, mostly within the first year, or after its examinations.
    span = np.minimum(planned - start - 14, p["colleges.leaves_within"])
    left = start + 14 + np.rint(span * how_far * (0.4 + 0.6 * how_far))
    after_as = int(day(year + 1, 6, 20))
    summer = (kind <= A_LEVELS) & (how_far < p["colleges.leaves_in_summer"]) & (planned > after_as)
    left = np.where(summer, after_as, left)
    second = (kind <= A_LEVELS) & (how_far > 1 - p["colleges.leaves_second_year"])
    again = day(year + 1, 9, 10) + 200 * (1 - how_far) / p["colleges.leaves_second_year"]
    left = np.where(second & (planned > after_as + 90), np.rint(again), left)
    late = people.draws.normal(f"colleges/late {year}")
    late = np.where(kind == APPRENTICE, np.rint(100 * late), 0)
    on_time = np.maximum(planned + late - 7 * (kind == COURSE), start + 30)
    return np.where(completed, on_time, left).astype(np.int64)


def _sector(people, fixed, year, p):
    """Sector of study: a lasting taste, from which a few turn in each year."""
    count = len(p["colleges.sectors_women"])
    turns = _uniform(people, "turns", year)
    other = (turns / p["colleges.turns"] * count).astype(np.int64) % count
    return np.where(turns < p["colleges.turns"], other, fixed.sector)


def _provider(people, p, fixed, year, kind, sector):
    """Number of the provider: one of the authority's, mostly the same for the same purpose."""
    lasting = people.draws.uniform("colleges/provider")
    moves = _uniform(people, "moves", year) < p["colleges.other_provider"]
    general = (lasting < 0.4) ^ moves
    trainer = 3 + (sector + moves) % 4
    at_college = np.where(lasting * 7 % 1 < p["colleges.apprentice_at_college"], general, trainer)
    spread = np.where(lasting < 0.6, general, np.where(lasting < 0.85, 7, trainer))
    # A levels where the tables of Key Stage 5 have them; of who gives up, in between.
    college = np.where(lasting < 0.55, SIXTH_FORM_COLLEGE, general)
    college = np.where(fixed.institution == ks5.SIXTH_FORM_COLLEGE, SIXTH_FORM_COLLEGE, college)
    settled = (fixed.path > 0) & (fixed.institution == ks5.FURTHER_EDUCATION)
    college = np.where(settled, general, college)
    within = np.select(
        [kind == A_LEVELS, kind == APPRENTICE, kind == ADULT, kind == TRAINEE],
        [college, at_college, spread, trainer],
        general,
    )
    return people.la * PROVIDERS_PER_LA + within


def truth_rows(people, life):
    """Rows of TRUTH's table of programmes."""
    row, place = np.nonzero(life.kind != NOTHING)
    at = row, place
    beyond = life.end[at] > LAST_DAY
    return {
        "learning_person": Values(people.person[row]),
        "learning_year": Values(np.array(YEARS)[place]),
        "learning_kind": Values(life.kind[at], labels=KINDS),
        "learning_level": Values(life.level[at]),
        "learning_start": Values(life.start[at]),
        "learning_end": Values(life.end[at], null=beyond),
        "learning_completed": Values(life.completed[at] & ~beyond),
        "learning_achieved": Values(life.achieved[at] & ~beyond),
        "learning_held": Values(life.held[at]),
    }
