"""Key Stages 1 to 3: levels, marks and points, and the letters that stand in their place."""

from functools import cache
from statistics import NormalDist

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant
from leo_course.synthesis.domains import childhood_places as places

EXPECTED = {1: 2, 2: 4, 3: 5}  # level that most pupils should reach
HIGHEST = {(2, "english"): 5, (2, "mathematics"): 5, (2, "science"): 5}
HIGHEST |= {(3, "english"): 7, (3, "mathematics"): 8, (3, "science"): 7}
AFTER = {1: 9, 2: 5, 3: 2}  # years from the end of the stage to the end of Key Stage 4
SHORT = {"english": "eng", "mathematics": "mat", "science": "sci"}
LOWEST = dict.fromkeys(HIGHEST, 3) | {(3, "english"): 4}  # level that a test can give
FULL_MARKS = {(2, "science"): 80, (3, "mathematics"): 150, (3, "science"): 180}
YEARS = {1: (1998, 2012), 2: (1996, 2015), 3: (1998, 2008)}  # in which levels were given by tests
ABSENT, MISSING, BELOW, NO_ACCESS, NO_LEVEL = range(1, 6)
LETTERS = ("A", "M", "B", "T", "N")


def observe(people, keys, p):
    """Rows of the three pupil tables."""
    for stage in EXPECTED:
        yield ("NPD_I2", f"ks{stage}pupil", None), _stage(people, keys, p, stage)


def _stage(people, keys, p, stage):
    first, last = YEARS[stage]
    years = [c - AFTER[stage] for c in model.COHORTS if first <= c - AFTER[stage] <= last]
    return places.join([_MAKERS[stage](people, keys, p, year) for year in years])


@cache
def _cut(percent):
    """The point of a standard normal above which a percentage lies."""
    return round(-NormalDist().inv_cdf(percent / 100), 6)


def fine_level(people, p, stage, subject, year):
    """Level with a fraction, for everybody; 4.5 is the middle of Level 4."""
    child = people.lives["childhood"]
    key = f"{stage}_{subject}"
    table = p.table(f"levels.ks{stage}_{subject}")
    share = table[min(max(year, min(table)), max(table))]
    bar = p["levels.mean"][key] + p["levels.spread"][key] * _cut(share)
    slope = p["levels.slope"][key] / p["levels.spread"][key]
    return EXPECTED[stage] + slope * (child.attained[stage, subject] - bar)


def _who(people, p, stage, year):
    """Places of the pupils of a year who took part in a state school."""
    here = (people.cohort == year + AFTER[stage]) & places.in_state_school(people, year)
    if stage == 2:
        here &= people.draws.uniform("childhood/ks2 unmatched") >= p["trouble.ks2_unmatched"]
    return np.flatnonzero(here)


def _letters(people, p, rows, stage, fine, place, lowest):
    """Which letter stands in place of a level; 0 for none.

    ``place`` is the subject's, ``lowest`` the lowest level of its test. Absence on
    the day follows the habit of being absent.
    """
    draws, child = people.draws, people.lives["childhood"]
    chance = draws.uniform(f"childhood/letters {stage}", 3)[rows, place]
    often = p["trouble.stage_absent"] * (
        1 + np.clip(child.absent[rows] - p["absence.centre"], 0, 2)
    )
    missing = p["trouble.stage_missing"]
    # A newcomer with another language cannot be reached by a test in English.
    new = (child.arrived[rows] >= {1: 2, 2: 6, 3: 8}[stage]) & people.other_language[rows]
    below, none = fine < lowest - p["levels.below"], fine < lowest
    letter = np.where(below, BELOW, np.where(none, NO_LEVEL, 0))
    letter = np.where(new & (fine < lowest + p["levels.no_access"]), NO_ACCESS, letter)
    absent = chance < often / p["levels.habit"]
    return np.where(absent, ABSENT, np.where(chance > 1 - missing, MISSING, letter))


def _subject(people, p, rows, stage, subject, year, place):
    """Variables of one subject that every stage with tests has."""
    prefix = f"ks{stage}_{SHORT[subject]}"
    fine = fine_level(people, p, stage, subject, year)[rows]
    bottom = LOWEST[stage, subject]
    letter = _letters(people, p, rows, stage, fine, place, bottom)
    given, top = letter == 0, HIGHEST[stage, subject]
    full = FULL_MARKS.get((stage, subject), 100)
    # Marks run evenly from a quarter of a level below the lowest that the test can give, and the
    # level is read off the marks.
    lowest = bottom - 0.25
    step = (top + 1 - lowest) / full
    marks = np.clip(np.rint((fine - lowest) / step), 0, full - 1).astype(np.int64)
    fine = lowest + marks * step
    level = np.floor(fine).astype(np.int64)
    no_mark = np.isin(letter, (ABSENT, MISSING, BELOW, NO_ACCESS))
    points = np.where(given, level, bottom - 1) * 6 + 3
    no_points = np.isin(letter, (ABSENT, MISSING, NO_ACCESS))
    labels = tuple(str(n) for n in range(1, 9)) + LETTERS
    code = np.where(given, level - 1, 7 + letter)
    taught = np.clip(
        np.floor(
            fine
            + p["levels.teacher"]
            * people.draws.normal(f"childhood/teacher {stage} {subject}")[rows]
        ),
        1,
        top,
    ).astype(np.int64)
    marked = (*(str(n) for n in range(full + 1)), "A", "M")
    mark_code = np.where(letter == ABSENT, full + 1, np.where(letter == MISSING, full + 2, marks))
    return {
        f"{prefix}_level": Values(code, labels=labels),
        f"{prefix}_teacher": Values(taught - 1, labels=labels),
        f"{prefix}_marks": Values(
            mark_code, null=no_mark & ~np.isin(letter, (ABSENT, MISSING)), labels=marked
        ),
        f"{prefix}_points": Values(points, null=no_points),
        f"{prefix}_fine": Values(np.maximum(fine, 2.5), null=~given),
        f"{prefix}_expected": Values((given & (level >= EXPECTED[stage])).astype(np.int64)),
        f"{prefix}_above": Values((given & (level > EXPECTED[stage])).astype(np.int64)),
    }


def _only(values, year, first, last):
    """Empty outside the years in which the real column is filled."""
    if first <= year <= last:
        return values
    return Values(values.data, np.ones(len(values.data), bool), values.labels, values.kind)


def _person(people, keys, p, rows, stage, year):
    prefix = f"ks{stage}"
    school = places.school_of(people, year, p)[rows]
    return (
        places.school_names(people, rows, school, p, prefix)
        | places.demography(people, rows)
        | {
            f"{prefix}_pmr": places.pmr(people, keys, rows, year),
            f"{prefix}_academic_year": places.academic_year(people, year, rows),
            f"{prefix}_version": constant("F", len(rows)),
        }
    )


def _tested(people, keys, p, stage, year):
    rows = _who(people, p, stage, year)
    values = _person(people, keys, p, rows, stage, year)
    for place, subject in enumerate(SHORT):
        values |= _subject(people, p, rows, stage, subject, year, place)
    return rows, values


def _average(values, stage, subjects):
    """Sum of points over subjects that have some, and their number."""
    parts = [values[f"ks{stage}_{name}_points"] for name in subjects]
    total = sum(np.where(v.null, 0, v.data) for v in parts)
    return total, sum((~v.null).astype(np.int64) for v in parts)


def _key_stage_2(people, keys, p, year):
    rows, values = _tested(people, keys, p, 2, year)
    draws = people.draws
    total, number = _average(values, 2, ("eng", "mat", "sci"))
    average = np.where(number > 0, total / np.maximum(number, 1), 0.0)
    before = _prior_points(people, p, year)[rows]
    no_prior = people.lives["childhood"].arrived[rows] > 2
    fine = [values[f"ks2_{name}_fine"] for name in SHORT.values()]
    fine_number = sum((~v.null).astype(np.int64) for v in fine)
    fine_total = sum(np.where(v.null, 0.0, v.data) for v in fine)
    fine_average = 6 * fine_total / np.maximum(fine_number, 1) + 0.0
    share = 0.5 + p["levels.reading"] * draws.normal("childhood/reading share")[rows]
    eng = values["ks2_eng_marks"]
    whole = np.minimum(eng.data, 100)
    reading = np.minimum(np.rint(whole * share), np.minimum(whole, 50))
    reading = np.maximum(reading, whole - 50).astype(np.int64)
    letters = ("A", "M")
    labels = tuple(str(n) for n in range(51)) + letters
    special = np.where(eng.data > 100, eng.data - 50, 0)
    values |= {
        "ks2_read_marks": Values(np.where(special, special, reading), eng.null, labels),
        "ks2_writ_marks": Values(np.where(special, special, whole - reading), eng.null, labels),
        "ks2_in_national": _only(
            Values((values["ks2_eng_level"].data != 8).astype(np.int64)), year, 2004, 2016
        ),
        "ks2_total_points": _only(Values(total, number == 0), year, 2004, 2012),
        "ks2_va_input": _only(Values(before, no_prior), year, 2003, 2006),
        "ks2_va_output": _only(Values(average, number == 0), year, 2003, 2006),
        "ks2_cva_average": _only(Values(fine_average, fine_number == 0), year, 2006, 2010),
    }
    for name in SHORT.values():
        end = {"eng": 2012, "mat": 2016, "sci": 2009}[name]
        for column, first in (("points", 2006), ("fine", 2006), ("expected", 2004)):
            key = f"ks2_{name}_{column}"
            values[key] = _only(values[key], year, first, end)
        values[f"ks2_{name}_above"] = _only(values[f"ks2_{name}_above"], year, 2004, end)
        for column in ("level", "marks"):
            key = f"ks2_{name}_{column}"
            values[key] = _only(values[key], year, 1996, end)
        values[f"ks2_{name}_teacher"] = _only(values[f"ks2_{name}_teacher"], year, 1996, 2009)
    return values


def _prior_points(people, p, year):
    """Average points at Key Stage 1 of those who reach Key Stage 2 in ``year``."""
    before = year - AFTER[1] + AFTER[2]
    if before < YEARS[1][0]:
        return np.zeros(len(people.person))
    fine = [fine_level(people, p, 1, subject, before) for subject in ("english", "mathematics")]
    return sum(np.array(_KS1_POINTS)[_ks1_grade(level)] for level in fine) / 2


def _key_stage_3(people, keys, p, year):
    rows, values = _tested(people, keys, p, 3, year)
    total, number = _average(values, 3, ("eng", "mat", "sci"))
    earlier = year - AFTER[2] + AFTER[3]
    prior = sum(
        np.clip(6 * fine_level(people, p, 2, subject, earlier)[rows], 15, 36) for subject in SHORT
    )
    no_prior = people.lives["childhood"].arrived[rows] > 6
    no_prior |= ~people.lives["childhood"].state_primary[rows]
    values |= {
        "ks3_total_points": _only(Values(total, number == 0), year, 2004, 2008),
        "ks3_prior_points": _only(Values(prior / 3, no_prior), year, 2006, 2008),
    }
    for name in SHORT.values():
        for column, first in (("points", 2006), ("fine", 2006), ("expected", 2004)):
            key = f"ks3_{name}_{column}"
            values[key] = _only(values[key], year, first, 2008)
        values[f"ks3_{name}_above"] = _only(values[f"ks3_{name}_above"], year, 2005, 2008)
    return values


_KS1_LEVELS = ("W", "1", "2C", "2B", "2A", "3", "A")
_KS1_POINTS = (3, 9, 13, 15, 17, 21)


def _ks1_grade(fine):
    """Place in the list of levels; Level 2 is split into three."""
    return np.searchsorted([1.0, 2.0, 2.33, 2.67, 3.0], fine, side="right")


def _key_stage_1(people, keys, p, year):
    """Teacher assessments and tasks at seven; levels in six steps."""
    rows = _who(people, p, 1, year)
    values = _person(people, keys, p, rows, 1, year)
    writes = p["levels.writing"] * people.draws.normal("childhood/writing")[rows]
    away = people.draws.uniform("childhood/ks1 away")[rows] < p["trouble.stage_absent"] / 3
    fine = {
        "reading": fine_level(people, p, 1, "english", year)[rows],
        "maths": fine_level(people, p, 1, "mathematics", year)[rows],
        "science": fine_level(people, p, 1, "science", year)[rows],
    }
    fine["writing"] = fine["reading"] - 0.1 + writes
    for name, level in fine.items():
        grade = np.where(away, 6, _ks1_grade(level))
        if name == "science":  # whole levels only
            grade = np.where(np.isin(grade, (2, 3, 4)), 7, grade)
        values[f"ks1_{name}_level"] = Values(grade, labels=(*_KS1_LEVELS, "2"))
        points = np.array((*_KS1_POINTS, 0, 15))[grade]
        values[f"ks1_{name}_points"] = _only(Values(points, away), year, 2007, 2012)
    four = [np.array((*_KS1_POINTS, 0, 15))[values[f"ks1_{n}_level"].data] for n in fine]
    values["ks1_average"] = _only(Values(sum(four) / 4, away), year, 2007, 2012)
    return values


_MAKERS = {1: _key_stage_1, 2: _key_stage_2, 3: _key_stage_3}
