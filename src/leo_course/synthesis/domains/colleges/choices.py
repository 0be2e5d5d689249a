"""What people choose after Key Stage 4: the pull of each kind of programme, and its level.

Who takes A levels or a vocational diploma at level 3 from 16 to 18 is settled in ``alevels``, with
the results; here the two years are given their place, and everybody else chooses.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import alevels, model
from leo_course.synthesis.columns import day
from leo_course.synthesis.domains import ks5
from leo_course.synthesis.streams import choose, log, logistic

KINDS = (
    *("school sixth form", "A levels at a college", "vocational course", "apprenticeship"),
    *("adult course", "traineeship"),
)
SIXTH, A_LEVELS, COURSE, APPRENTICE, ADULT, TRAINEE = range(len(KINDS))
NOTHING = -1
_NEVER = 10**6


@dataclass
class State:
    """Where everybody stands when an academic year begins; arrays of shape (people,)."""

    held: np.ndarray
    last_end: np.ndarray
    last_kind: np.ndarray
    last_level: np.ndarray
    passed: np.ndarray  # the last programme was completed


@dataclass
class Fixed:
    """What does not change from year to year: tastes, and the plan made at 16."""

    sector: np.ndarray
    course: np.ndarray
    apprentice: np.ndarray
    adult: np.ndarray
    steady: np.ndarray  # staying to the end of what was begun, in log odds
    first: np.ndarray  # kind of programme planned for the first year, NOTHING if still open
    institution: np.ndarray  # as in the tables of Key Stage 5
    path: np.ndarray


def stays_in_sixth_form(people, p):
    """Who is in a school's sixth form in the year after Key Stage 4.

    State pupils exactly where the census of Year 12 finds them; of independent schools whoever
    takes A levels, and most of the others.
    """
    index = p["school.sixth_form_centre"] + p["school.sixth_form_attainment"] * people.attainment
    state = (people.sector == model.STATE) & (index + people.draws.normal("school/sixth") > 0)
    odds = p["colleges.independent_stays"] + people.attainment
    stays = people.draws.happens("colleges/independent", logistic(odds))
    path = people.lives["applications"][0].path
    stays = (path == alevels.A_LEVELS) | (stays & (path == alevels.NEITHER))
    return state | ((people.sector == model.INDEPENDENT) & stays)


def fixed(people, p):
    """Tastes and plans of everybody."""
    draws, a, ethnic = people.draws, people.attainment, people.ethnic
    sectors = [list(p[f"colleges.sectors_{sex}"].values()) for sex in ("women", "men")]
    chance = draws.uniform("colleges/sector")
    need = np.array(list(p["colleges.course_need"].values()))[people.sen]
    path = people.lives["applications"][0].path
    return Fixed(
        sector=np.where(people.female, choose(chance, sectors[0]), choose(chance, sectors[1])),
        course=p["colleges.course_attainment"] * a
        + p["colleges.course_hardship"] * people.hardship
        + p["colleges.course_female"] * people.female
        + _of_group(p["colleges.course_ethnic"], ethnic)
        + need,
        apprentice=p["colleges.apprentice_attainment"] * a
        - p["colleges.apprentice_bend"] * a * a
        + p["colleges.apprentice_hardship"] * people.hardship
        + p["colleges.apprentice_female"] * people.female
        + p["colleges.apprentice_family"] * people.family
        + _of_group(p["colleges.apprentice_ethnic"], ethnic)
        + p["colleges.apprentice_taste"] * draws.normal("colleges/practical"),
        adult=p["colleges.adult_ambition"] * people.ambition
        + p["colleges.adult_hardship"] * people.hardship
        + p["colleges.adult_female"] * people.female
        + p["colleges.adult_family"] * people.family
        + _of_group(p["colleges.adult_ethnic"], ethnic)
        + p["colleges.adult_taste"] * draws.normal("colleges/learning"),
        steady=p["colleges.steady_attainment"] * a
        + p["colleges.steady_ambition"] * people.ambition
        + p["colleges.steady_hardship"] * people.hardship,
        first=_first_year(people, p),
        institution=ks5.institution(people, p),
        path=path,
    )


def _of_group(table, ethnic):
    """The entry of a table by ethnic group for each person; 0 for groups it does not name."""
    return np.array([table.get(code, 0.0) for code in model.ETHNIC_GROUPS])[ethnic]


def _first_year(people, p):
    """The kind of programme settled at 16: where A levels or a diploma are taken, if they are.

    Some begin A levels and give up; who will go to university at 19 without either needs a year
    of another course first.
    """
    path, place = people.lives["applications"][0].path, ks5.institution(people, p)
    at_school = np.isin(place, (ks5.SCHOOL, ks5.INDEPENDENT))
    odds = p["colleges.tries_a_levels"] + p["colleges.tries_attainment"] * people.attainment
    tries = people.draws.happens("colleges/A levels", logistic(odds)) & people.results["level2"]
    first = np.where(tries, A_LEVELS, np.where(people.entered, COURSE, NOTHING))
    first = np.where(stays_in_sixth_form(people, p), SIXTH, first)
    first = np.where(path == alevels.DIPLOMA, np.where(at_school, SIXTH, COURSE), first)
    return np.where(path == alevels.A_LEVELS, np.where(at_school, SIXTH, A_LEVELS), first)


def kinds(people, p, state, fixed, year, works):
    """The kind of programme that each would begin: the best of several, by a random utility."""
    t = year - people.cohort + 1
    recent = state.last_end > int(day(year, 1, 1))
    dropped = recent & ~state.passed
    onward = recent & state.passed & (state.last_level < 3)
    pull = _duty(p, t, people.cohort) + in_year(p, "colleges.learning_trend", year)
    course = (
        _by_year_after(p, "colleges.course_by_year", t)
        + fixed.course
        + pull
        + in_year(p, "colleges.ema", year) * people.hardship * (t <= 3)
        + p["colleges.course_onward"] * (onward & (state.last_kind != APPRENTICE))
        + p["colleges.course_again"] * dropped
        + p["colleges.course_without_job"] * ~works
        - p["colleges.course_has_level3"] * (state.held >= 3)
    )
    support = _by_year_after(p, "colleges.course_support", t)
    course = np.where(people.sen == 3, np.maximum(course, support), course)
    apprentice = _apprentice(people, p, state, fixed, t, year, works, onward) + pull * (t <= 2)
    adult = _adult(people, p, state, fixed, t, year, works)
    trainee = _trainee(p, state, t, year, works)
    options = np.stack([np.zeros(len(t)), course, apprentice, adult, trainee], axis=1)
    chance = people.draws.uniform(f"colleges/choice {year}", options.shape[1])
    best = np.argmax(options - log(-log(chance * (1 - 2e-12) + 1e-12)), axis=1)
    kind = np.array([NOTHING, COURSE, APPRENTICE, ADULT, TRAINEE])[best]
    first = (t == 1) & (fixed.first != NOTHING)
    kind = np.where(first, fixed.first, kind)
    # Who goes to university at 19 needs a level 3; before university nothing else is begun.
    bound = people.entered & (t > 1) & (t < 4)
    needs = bound & (t == 2) & (fixed.path == alevels.NEITHER)
    return np.where(needs, COURSE, np.where(bound, NOTHING, kind))


def _apprentice(people, p, state, fixed, t, year, works, onward):
    before = (state.last_kind == APPRENTICE) & ~onward
    adult = np.where(t >= 9, in_year(p, "colleges.apprentice_25", year), 0.0)
    young = np.where(t <= 2, in_year(p, "colleges.apprentice_16", year), 0.0)
    return (
        _by_year_after(p, "colleges.apprentice_by_year", t)
        + in_year(p, "colleges.apprentice_trend", year)
        + adult
        + young
        + fixed.apprentice
        + np.where(works, 0, p["colleges.apprentice_without_job"])
        + p["colleges.apprentice_onward"] * (onward & (state.last_kind == APPRENTICE))
        - p["colleges.apprentice_again"] * before
        - p["colleges.apprentice_graduate"] * (people.degree & (state.held >= 3))
    )


def _adult(people, p, state, fixed, t, year, works):
    return (
        _by_year_after(p, "colleges.adult_by_year", t)
        + in_year(p, "colleges.adult_trend", year)
        + fixed.adult
        + p["colleges.adult_below_level3"] * (state.held < 3)
        + p["colleges.adult_without_job"] * ~works
        - p["colleges.adult_graduate"] * (people.degree & (state.held >= 3))
    )


def _trainee(p, state, t, year, works):
    may = (year >= p["colleges.trainee_from"]) & (t <= 8) & (state.held < 2) & ~works
    return np.where(may, p["colleges.trainee_centre"], -_NEVER)


def _duty(p, t, cohort):
    """The pull of the duty to take part: to 17 for the cohort of 2013, to 18 for later ones."""
    first = p["colleges.duty_from"]
    bound = ((cohort >= first) & (t == 1)) | ((cohort > first) & (t == 2))
    return np.where(bound, p["colleges.duty"], 0.0)


def levels(people, p, state, fixed, kind, year):
    """Level of the programme each would begin, 0 (entry) to 4."""
    chance = people.draws.uniform(f"colleges/level {year}")
    t, a = year - people.cohort + 1, people.attainment
    odds = p["colleges.level3_centre"] + p["colleges.level3_attainment"] * a
    able = chance < logistic(odds + p["colleges.level3_unready"] * (state.held < 2))
    able |= people.sector == model.INDEPENDENT
    step = np.where(chance < p["colleges.step_up"], state.held + 1, np.maximum(state.held, 1))
    takes = chance < logistic(odds + p["colleges.level3_course"])
    # At 16 nearly all who begin a level 3 course stay for the diploma; the others begin lower.
    takes = np.where(t == 1, chance < p["colleges.tries_diploma"], takes)
    course = np.where(state.held >= 2, np.where(takes, 3, 2), np.minimum(step, 2))
    course = np.where(people.entered & (t == 2), 3, course)
    settled = (t == 1) & (fixed.path > alevels.NEITHER)
    late = people.entered & (fixed.path == alevels.NEITHER) & (t == 1)
    course = np.where(settled, 3, np.where(late, 2, course))
    academic = np.where((able | settled) & ~late, 3, 2)
    weights = list(p["colleges.adult_levels"].values())
    adult = np.minimum(choose(chance, weights), np.minimum(state.held + 1, 4))
    return np.select(
        [kind == SIXTH, kind == A_LEVELS, kind == COURSE, kind == APPRENTICE, kind == ADULT],
        [academic, np.full(len(a), 3), course, _apprentice_level(p, state, chance, year), adult],
        1,
    )


def _apprentice_level(p, state, chance, year):
    """Intermediate, advanced or higher, by what is held and by what the year offers."""
    higher = state.held >= 3
    higher &= chance < in_year(p, "colleges.higher_share", year)
    share = np.where(state.held >= 2, in_year(p, "colleges.advanced_share", year), 0.0)
    ready = chance < share
    ready |= (state.last_kind == APPRENTICE) & state.passed & (state.last_level == 2)
    return np.where(higher, 4, np.where(ready, 3, 2))


def in_year(p, name, year):
    """The entry of a table by academic year."""
    return float(model.of_year(p.table(name), np.array([year]))[0])


def _by_year_after(p, name, t):
    """The entry of a table by years after Key Stage 4; the last one holds for all later years."""
    return model.of_year(p.table(name), np.maximum(t, 1))
