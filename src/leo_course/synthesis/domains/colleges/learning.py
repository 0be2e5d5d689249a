"""Programmes of study after Key Stage 4: what is true, before anybody reports it.

A person begins at most one programme in an academic year. Arrays have the shape (people, years),
with a column for each academic year from the first cohort's first year after Key Stage 4 on; an
academic year is named by the calendar year in which it begins, as in the ILR. Dates are days since
1970-01-01. "t" is the academic year after Key Stage 4, so t = 1 begins in the September after it.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.streams import choose, log, logistic

YEARS = tuple(range(model.COHORTS[0], 2021))
KINDS = (
    *("school sixth form", "A levels at a college", "vocational course", "apprenticeship"),
    *("adult course", "traineeship"),
)
SIXTH, A_LEVELS, COURSE, APPRENTICE, ADULT, TRAINEE = range(len(KINDS))
NOTHING = -1
LAST_DAY = int(day(2021, 7, 31))  # of the last academic year
PROVIDERS_PER_LA = 8  # two general colleges, a sixth-form college, four trainers, an adult service
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


@dataclass
class _State:
    """Where everybody stands when an academic year begins; arrays of shape (people,)."""

    held: np.ndarray
    last_end: np.ndarray
    last_kind: np.ndarray
    last_level: np.ndarray
    passed: np.ndarray  # the last programme was completed


def learn(people, p):
    """The programmes of everybody, year by year."""
    n = len(people.person)
    shape = (n, len(YEARS))
    whole = {name: np.zeros(shape, dtype=np.int64) for name in ("level", "sector", "provider")}
    whole |= {name: np.zeros(shape, dtype=np.int64) for name in ("start", "planned", "end", "held")}
    whole |= {name: np.zeros(shape, dtype=bool) for name in ("completed", "achieved", "full")}
    life = Learning(kind=np.full(shape, NOTHING), **whole)
    state = _State(
        held=np.where(people.results["level2"], 2, people.results["gcse_ac"] > 0),
        last_end=np.full(n, -_NEVER),
        last_kind=np.full(n, NOTHING),
        last_level=np.zeros(n, dtype=np.int64),
        passed=np.zeros(n, dtype=bool),
    )
    fixed = _fixed(people, p)
    for place in range(len(YEARS)):
        life.held[:, place] = state.held
        _one_year(people, p, life, state, fixed, place)
    return life


def stays_in_sixth_form(people, p):
    """Who stays in a school's sixth form in the year after Key Stage 4; the place to replace.

    State pupils stay exactly where the census of Year 12 finds them, so the draw and the numbers
    are those of the schools.
    """
    index = p["school.sixth_form_centre"] + p["school.sixth_form_attainment"] * people.attainment
    state = index + people.draws.normal("school/sixth") > 0
    odds = p["colleges.independent_stays"] + people.attainment
    independent = people.draws.happens("colleges/independent", logistic(odds))
    independent |= people.entered
    return np.where(
        people.sector == model.STATE, state, (people.sector == model.INDEPENDENT) & independent
    ).astype(bool)


def in_university(people, year):
    """Who is at university, full time, in the academic year that begins in ``year``."""
    return people.lives["university"].full_time(people, year + 1)


def _fixed(people, p):
    """What does not change from year to year: tastes, and the pulls of each kind of programme."""
    draws = people.draws
    a, minority = people.attainment, people.ethnic > 0
    sectors = [list(p[f"colleges.sectors_{sex}"].values()) for sex in ("women", "men")]
    chance = draws.uniform("colleges/sector")
    return {
        "sector": np.where(people.female, choose(chance, sectors[0]), choose(chance, sectors[1])),
        "course": p["colleges.course_attainment"] * a
        + p["colleges.course_hardship"] * people.hardship
        + p["colleges.course_female"] * people.female
        + p["colleges.course_minority"] * minority,
        "apprentice": p["colleges.apprentice_attainment"] * a
        - p["colleges.apprentice_bend"] * a * a
        + p["colleges.apprentice_hardship"] * people.hardship
        + p["colleges.apprentice_female"] * people.female
        + p["colleges.apprentice_minority"] * minority
        + p["colleges.apprentice_taste"] * draws.normal("colleges/practical"),
        "adult": p["colleges.adult_ambition"] * people.ambition
        + p["colleges.adult_hardship"] * people.hardship
        + p["colleges.adult_female"] * people.female
        + p["colleges.adult_taste"] * draws.normal("colleges/learning"),
        "a_levels": p["colleges.a_levels_centre"]
        + p["colleges.a_levels_attainment"] * a
        + p["colleges.a_levels_ambition"] * people.ambition
        + p["colleges.a_levels_minority"] * minority
        + p["colleges.a_levels_entrant"] * people.entered
        + draws.normal("colleges/A levels"),
        "sixth": stays_in_sixth_form(people, p),
        "steady": p["colleges.steady_attainment"] * a
        + p["colleges.steady_ambition"] * people.ambition
        + p["colleges.steady_hardship"] * people.hardship,
    }


def _one_year(people, p, life, state, fixed, place):
    """Let everybody who is free choose what to begin in one academic year."""
    year = YEARS[place]
    t = year - people.cohort + 1
    works = people.works[:, min(year, model.TAX_YEARS[-1]) - model.TAX_YEARS[0]]
    away = in_university(people, year) | (t < 1)
    kind = _choose(people, p, state, fixed, place, t, works)
    level = _levels(people, p, state, place, kind, year)
    kind[away] = NOTHING
    start, planned = _dates(people, state, place, kind, level, year, p)
    # A programme is begun where the last one has ended early enough in the year.
    latest = np.where(kind == COURSE, int(day(year, 10, 1)), int(day(year + 1, 3, 1)))
    free = state.last_end < latest
    fits = free & (start <= int(day(year + 1, 7, 15))) & (kind != NOTHING)
    kind = np.where(fits, kind, NOTHING)
    completed, end, achieved = _endings(people, p, fixed, place, kind, level, start, planned)
    begins = kind != NOTHING
    sector = _sector(people, fixed, place, p)
    full = np.where(kind == ADULT, _uniform(people, "full", place) < p["colleges.adult_full"], True)
    full &= (kind != TRAINEE) & begins
    values = {
        "kind": kind,
        "level": level,
        "sector": sector,
        "provider": _provider(people, p, place, kind, sector),
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


def _uniform(people, name, place):
    """A draw for each person in one academic year; streams are named by the year."""
    return people.draws.uniform(f"colleges/{name} {YEARS[place]}")


def _normal(people, name, place):
    return people.draws.normal(f"colleges/{name} {YEARS[place]}")


def _choose(people, p, state, fixed, place, t, works):
    """The kind of programme that each would begin: the best of several, by a random utility."""
    year = YEARS[place]
    recent = state.last_end > int(day(year, 1, 1))
    dropped = recent & ~state.passed
    onward = recent & state.passed & (state.last_level < 3)
    never = state.last_kind == NOTHING
    course = (
        _by_year_after(p, "colleges.course_by_year", t)
        + fixed["course"]
        + p["colleges.course_onward"] * (onward & (state.last_kind != APPRENTICE))
        + p["colleges.course_again"] * dropped
        + p["colleges.course_without_job"] * ~works
        - p["colleges.course_has_level3"] * (state.held >= 3)
    )
    apprentice = (
        _by_year_after(p, "colleges.apprentice_by_year", t)
        + _of_year(p.table("colleges.apprentice_trend"), year)
        + fixed["apprentice"]
        + np.where(works, 0, p["colleges.apprentice_without_job"])
        + p["colleges.apprentice_onward"] * (onward & (state.last_kind == APPRENTICE))
        - p["colleges.apprentice_again"] * (~never & (state.last_kind == APPRENTICE) & ~onward)
    )
    adult = (
        _by_year_after(p, "colleges.adult_by_year", t)
        + fixed["adult"]
        + p["colleges.adult_below_level3"] * (state.held < 3)
        + p["colleges.adult_without_job"] * ~works
        - p["colleges.adult_graduate"] * people.degree
    )
    trainee = np.where(
        (year >= p["colleges.trainee_from"]) & (t <= 8) & (state.held < 2) & ~works,
        p["colleges.trainee_centre"],
        -_NEVER,
    )
    options = np.stack([np.zeros(len(t)), course, apprentice, adult, trainee], axis=1)
    chance = people.draws.uniform(f"colleges/choice {year}", options.shape[1])
    best = np.argmax(options - log(-log(chance * (1 - 2e-12) + 1e-12)), axis=1)
    kind = np.array([NOTHING, COURSE, APPRENTICE, ADULT, TRAINEE])[best]
    return _first_year(people, state, fixed, t, kind)


def _first_year(people, state, fixed, t, kind):
    """In the first year the sixth form and A levels come before anything else.

    Who will go to university takes a level 3 course of one kind or another. Who has left a sixth
    form does not come back to it.
    """
    first = t == 1
    kind = np.where(first & people.entered, COURSE, kind)
    qualified = (state.held >= 2) | people.entered
    kind = np.where(first & qualified & (fixed["a_levels"] > 0), A_LEVELS, kind)
    kind = np.where(first & fixed["sixth"], SIXTH, kind)
    # Before university nothing else is begun.
    return np.where(people.entered & ~first & (t < 4), NOTHING, kind)


def _levels(people, p, state, place, kind, year):
    """Level of the programme each would begin, 0 (entry) to 4."""
    chance = _uniform(people, "level", place)
    a = people.attainment
    odds = p["colleges.level3_centre"] + p["colleges.level3_attainment"] * a
    able = chance < logistic(odds + p["colleges.level3_unready"] * (state.held < 2))
    step = np.where(chance < p["colleges.step_up"], state.held + 1, np.maximum(state.held, 1))
    takes = chance < logistic(odds + p["colleges.level3_course"])
    course = np.where(state.held >= 2, np.where(takes, 3, 2), np.minimum(step, 2))
    course = np.where(people.entered, 3, course)
    academic = np.where(able | people.entered, 3, 2)
    higher = (year >= p["colleges.higher_from"]) & (state.held >= 3)
    higher &= chance < p["colleges.higher_share"]
    ready = (state.held >= 2) & (chance < p["colleges.advanced_share"])
    ready |= (state.last_kind == APPRENTICE) & state.passed & (state.last_level == 2)
    apprentice = np.where(higher, 4, np.where(ready, 3, 2))
    weights = list(p["colleges.adult_levels"].values())
    adult = np.minimum(choose(chance, weights), np.minimum(state.held + 1, 4))
    return np.select(
        [kind == SIXTH, kind == A_LEVELS, kind == COURSE, kind == APPRENTICE, kind == ADULT],
        [academic, np.full(len(a), 3), course, apprentice, adult],
        1,
    )


def _dates(people, state, place, kind, level, year, p):
    """First day and planned last day of the programme that each would begin."""
    when = _uniform(people, "start", place)
    autumn = _uniform(people, "autumn", place)
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
    length = _uniform(people, "length", place)
    full_time = np.where(level >= 3, int(day(year + 2, 6, 26)), int(day(year + 1, 6, 26)))
    months = np.array([p["colleges.apprentice_months"][str(k)] for k in (2, 3, 4)])
    planned_months = months[np.clip(level, 2, 4) - 2] * (0.8 + 0.4 * length)
    minimum = 12 if year >= p["colleges.apprentice_year_from"] else 0
    apprentice = start + np.rint(30.4 * np.maximum(planned_months, minimum)).astype(np.int64)
    adult = start + 20 + np.rint((90 + 90 * level) * length).astype(np.int64)
    planned = np.select(
        [(kind == APPRENTICE), (kind == ADULT), (kind == TRAINEE)],
        [apprentice, adult, start + 42 + np.rint(120 * length).astype(np.int64)],
        full_time + (10 * length).astype(np.int64),
    )
    return start, planned


def _endings(people, p, fixed, place, kind, level, start, planned):
    """Whether each programme is completed, its last day, and whether it is achieved."""
    year = YEARS[place]
    centres = np.array([p["colleges.completes"][name] for name in KINDS])
    odds = centres[kind] + fixed["steady"]
    odds = odds + (kind == APPRENTICE) * _of_year(p.table("colleges.completes_trend"), year)
    completed = _uniform(people, "completes", place) < logistic(odds)
    # University asks for a level 3.
    needs = people.entered & (level == 3) & (year <= people.entry_year - 2) & (kind <= COURSE)
    completed |= needs
    how_far = _uniform(people, "leaves", place)
    # Who leaves does so early, mostly within the first year.
    span = np.minimum(planned - start - 14, p["colleges.leaves_within"])
    left = start + 14 + np.rint(span * how_far * (0.4 + 0.6 * how_far))
    late = np.where(kind == APPRENTICE, np.rint(100 * _normal(people, "late", place)), 0)
    on_time = np.maximum(planned + late - 7 * (kind == COURSE), start + 30)
    end = np.where(completed, on_time, left).astype(np.int64)
    passes = np.array([p["colleges.achieves"][name] for name in KINDS])[kind]
    achieved = completed & ((_uniform(people, "achieves", place) < passes) | needs)
    return completed, end, achieved


def _sector(people, fixed, place, p):
    """Sector of study: a lasting taste, from which a few turn in each year."""
    count = len(p["colleges.sectors_women"])
    turns = _uniform(people, "turns", place)
    other = (turns / p["colleges.turns"] * count).astype(np.int64) % count
    return np.where(turns < p["colleges.turns"], other, fixed["sector"])


def _provider(people, p, place, kind, sector):
    """Number of the provider: one of the authority's, mostly the same for the same purpose."""
    lasting = people.draws.uniform("colleges/provider")
    moves = _uniform(people, "moves", place) < p["colleges.other_provider"]
    general = (lasting < 0.4) ^ moves
    trainer = 3 + (sector + moves) % 4
    at_college = np.where(lasting * 7 % 1 < p["colleges.apprentice_at_college"], general, trainer)
    spread = np.where(lasting < 0.6, general, np.where(lasting < 0.85, 7, trainer))
    within = np.select(
        [kind == A_LEVELS, kind == APPRENTICE, kind == ADULT, kind == TRAINEE],
        [np.where(lasting < 0.65, 2, general), at_college, spread, trainer],
        general,
    )
    return people.la * PROVIDERS_PER_LA + within


def _by_year_after(p, name, t):
    """The entry of a table by years after Key Stage 4; the last one holds for all later years."""
    table = np.array(list(p.table(name).values()))
    return table[np.clip(t - 1, 0, len(table) - 1)]


def _of_year(table, year):
    """The entry of a table by academic year that holds in a year: the last one given before it."""
    return table[max([known for known in table if known <= year] or [min(table)])]


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
