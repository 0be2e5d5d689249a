"""The early years profile and Key Stages 1 to 3: levels, marks, points, scores, and the letters
that stand in their place.

Each pooled view has one set of columns for all its years; a column is empty outside the years for
which the request form gives it. ``only`` is the one place where that happens.
"""

from functools import cache
from statistics import NormalDist

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant
from leo_course.synthesis.domains import schools

EXPECTED = {1: 2, 2: 4, 3: 5}  # level that most pupils should reach
HIGHEST = {(2, "english"): 5, (2, "mathematics"): 5, (2, "science"): 5}
HIGHEST |= {(3, "english"): 7, (3, "mathematics"): 8, (3, "science"): 7}
AFTER = {0: 11, 1: 9, 2: 5, 3: 2}  # years from the end of the stage to the end of Key Stage 4
SHORT = {"english": "eng", "mathematics": "mat", "science": "sci"}
LOWEST = dict.fromkeys(HIGHEST, 3) | {(3, "english"): 4}  # level that a test can give
FULL_MARKS = {(2, "science"): 80, (3, "mathematics"): 150, (3, "science"): 180}
YEARS = {0: (2003, 2010), 1: (1998, 2012), 2: (1996, 2016), 3: (1998, 2013)}  # of the views
LAST_TESTS = {2: {"english": 2012, "mathematics": 2015, "science": 2009}}
LAST_TESTS[3] = dict.fromkeys(SHORT, 2008)
READING_FROM, SCALED_FROM, BOYCOTT = 2013, 2016, 2010
TEACHERS_FROM = 2010  # teachers' judgements of Key Stage 2 change their columns
ABSENT, MISSING, BELOW, NO_ACCESS, NO_LEVEL = range(1, 6)
LETTERS = ("A", "M", "B", "T", "N")
LEVELS = tuple(str(n) for n in range(1, 9)) + LETTERS


def observe(people, keys, p):
    """Rows of the pupil tables, and of the tables of single results."""
    yield ("NPD_I2", "eyfsp", None), _profile(people, keys, p)
    yield ("NPD_I2", "ks1pupil", None), _key_stage_1(people, keys, p)
    two = _key_stage_2(people, keys, p)
    yield ("NPD_I2", "ks2pupil", None), two
    yield ("NPD_I2", "ks2exam", None), _results_2(two)
    three = _key_stage_3(people, keys, p)
    yield ("NPD_I2", "ks3pupil", None), three
    yield ("NPD_I2", "ks3exam", None), _results_3(three)


@cache
def _cut(percent):
    """The point of a standard normal above which a percentage lies."""
    return round(-NormalDist().inv_cdf(percent / 100), 6)


def year_of(people, stage):
    """The year in which each person ends a stage."""
    return people.cohort - AFTER[stage]


def fine_level(people, p, stage, subject):
    """Level with a fraction, for everybody; 4.5 is the middle of Level 4."""
    key = f"{stage}_{subject}"
    table = f"levels.ks{stage}_{subject}"
    standard = _standard(people, p, stage, subject)
    # The published shares are of all pupils, those without a result among them.
    taken = p["levels.taken"] if stage > 1 else 1.0
    above = standard - _cuts(p, table, year_of(people, stage), taken)
    return EXPECTED[stage] + p["levels.slope"][key] * above


def _standard(people, p, stage, subject):
    """What a test measures, in standard deviations among pupils of state schools."""
    key = f"{stage}_{subject}"
    attained = people.lives["childhood"].attained[stage, subject]
    return (attained - p["levels.mean"][key]) / p["levels.spread"][key]


def _cuts(p, name, years, taken=1.0):
    """Where the published shares by year are cut, for an array of years."""
    table = p.table(name)
    low, high = min(table), max(table)
    cuts = np.array([_cut(table.get(y, table[high]) / taken) for y in range(low, high + 1)])
    return cuts[np.clip(years, low, high) - low]


def pupils(people, p, stage):
    """Places of those who have a row: in a state school of England in the year of the stage."""
    child, year = people.lives["childhood"], year_of(people, stage)
    first, last = YEARS[stage]
    state = people.sector != model.INDEPENDENT if stage == 3 else child.state_primary
    group = {0: 0, 1: 2, 2: 6, 3: 9}[stage]
    here = state & (child.arrived <= group) & (year >= first) & (year <= last)
    draws = people.draws
    if stage == 0:
        share = model.of_year(p.table("profile.sample"), year)
        here &= draws.uniform("childhood/profile sample") < share
    if stage == 2:
        here &= draws.uniform("childhood/ks2 unmatched") >= p["trouble.ks2_unmatched"]
    return np.flatnonzero(here)


def only(values, year, *spans):
    """Empty outside the years in which the real column is filled."""
    inside = np.zeros(len(year), dtype=bool)
    for first, last in spans:
        inside |= (year >= first) & (year <= last)
    null = ~inside if values.null is None else values.null | ~inside
    return Values(values.data, null, values.labels, values.kind)


def _person(people, keys, p, rows, stage, prefix):
    year = year_of(people, stage)[rows]
    if stage == 3:
        school = people.school[rows, 9]
    else:
        school = p["place.state_schools_per_la"] + 2 + people.lives["childhood"].primary[rows]
    labels = tuple(f"{y - 1}/{y}" for y in range(YEARS[stage][0], YEARS[stage][1] + 1))
    month = (people.birth_month[rows] + 3) % 12
    return (
        schools.school_names(people, rows, school, p, prefix)
        | schools.demography(people, rows)
        | {
            f"{prefix}_pmr": schools.pmr(people, keys, rows, year),
            f"{prefix}_academic_year": Values(year - YEARS[stage][0], labels=labels),
            f"{prefix}_age": Values(np.full(len(rows), {0: 4, 1: 6, 2: 10, 3: 13}[stage])),
            f"{prefix}_months": Values(11 - month),
            f"{prefix}_version": constant("F", len(rows)),
        }
    )


def _census_of_the_year(people, p, rows, stage, prefix):
    """Free meals, needs and language, which the department adds from the census of the year."""
    year, group = year_of(people, stage)[rows], {2: 6, 3: 9}[stage]
    need = needs(people, p, year_of(people, stage))[rows]
    new_codes = year >= NEW_NEEDS_FROM
    last_six = people.fsm[rows, max(group - 5, 0) : group + 1].any(axis=1)
    return {
        f"{prefix}_fsm": flag(people.fsm[rows, group]),
        f"{prefix}_fsm6": flag(last_six),
        f"{prefix}_sena": flag((need == 1) & ~new_codes),
        f"{prefix}_senps": flag((need >= 2) & (~new_codes | (need == 3))),
        f"{prefix}_senf": Values(
            np.where(new_codes, np.array([0, 3, 3, 4])[need], np.array([0, 1, 2, 5])[need]),
            labels=("N", "A", "P", "K", "E", "S"),
        ),
        f"{prefix}_flang": flag(people.other_language[rows]),
    }


NEW_NEEDS_FROM = 2015  # K and E in place of A, P and S


def needs(people, p, year):
    """Recorded special need of each person in a year of their own, as a place in ``SEN``."""
    need = np.zeros(len(year), dtype=np.int64)
    for one in np.unique(year).tolist():
        these = year == one
        need[these] = model.recorded_need(people, one, p)[these]
    return need


def flag(condition, null=None):
    return Values(condition.astype(np.int64), null)


# ------------------------------------------------------------------------------ the early years

SCALES = ("pse_as1", "pse_as2", "pse_as3", "cll_as1", "cll_as2", "cll_as3", "cll_as4")
SCALES += ("psrn_as1", "psrn_as2", "psrn_as3", "rkuw", "ripd", "ricd")
AREAS = {"pse": (0, 3), "cll": (3, 7), "psrn": (7, 10)}
MOST_POINTS = 9


def _profile(people, keys, p):
    """Thirteen scales of nine points each, judged by teachers at the end of Reception."""
    rows = pupils(people, p, 0)
    year, draws, child = year_of(people, 0)[rows], people.draws, people.lives["childhood"]
    values = _person(people, keys, p, rows, 0, "fsp")
    noise = draws.normal("childhood/profile", len(SCALES))[rows]
    girls = people.female[rows] - p["person.female"]
    drift = model.of_year(p.table("profile.level"), year)
    points = np.empty((len(rows), len(SCALES)), dtype=np.int64)
    for place, name in enumerate(SCALES):
        index = child.general[0][rows] + p["profile.girls"][name.split("_")[0]] * girls
        score = drift + p["profile.easy"][name] + p["profile.slope"] * index
        score = score + p["profile.own"] * noise[:, place]
        # The last point asks for more than a step beyond the eighth.
        score = np.where(score > MOST_POINTS, MOST_POINTS - 0.5, score)
        over = score >= MOST_POINTS - 0.5
        top = p["profile.slope"] * index + p["profile.own"] * noise[:, place] > p["profile.top"]
        points[:, place] = np.clip(np.floor(score), 0, MOST_POINTS - 1)
        points[:, place] += over & top
    away = draws.uniform("childhood/not assessed")[rows] < p["trouble.profile_missing"]
    number = [str(n) for n in range(118)] + ["N"]
    for place, name in enumerate(SCALES):
        shown = Values(np.where(away, 118, points[:, place]), labels=tuple(number))
        early = name.startswith(("pse", "cll"))
        values[f"fsp_{name}"] = shown if early else only(shown, year, (2007, 2010))
    for area, (first, last) in AREAS.items():
        total = np.where(away, 118, points[:, first:last].sum(axis=1))
        values[f"fsp_{area}_total"] = Values(total, labels=tuple(number))
    total = np.where(away, 118, points.sum(axis=1))
    values["fsp_total"] = Values(total, labels=tuple(number))
    return values


# ---------------------------------------------------------------------------------- Key Stage 1

_KS1_LEVELS = ("W", "1", "2C", "2B", "2A", "3", "A")
_KS1_POINTS = (3, 9, 13, 15, 17, 21)


def _ks1_grade(fine):
    """Place in the list of levels; Level 2 is split into three."""
    return np.searchsorted([1.0, 2.0, 2.33, 2.67, 3.0], fine, side="right")


def _key_stage_1(people, keys, p):
    """Teacher assessments and tasks at seven; levels in six steps."""
    rows = pupils(people, p, 1)
    year = year_of(people, 1)[rows]
    values = _person(people, keys, p, rows, 1, "ks1")
    writes = p["levels.writing"] * people.draws.normal("childhood/writing")[rows]
    away = people.draws.uniform("childhood/ks1 away")[rows] < p["trouble.stage_absent"] / 3
    fine = {
        "reading": fine_level(people, p, 1, "english")[rows],
        "maths": fine_level(people, p, 1, "mathematics")[rows],
        "science": fine_level(people, p, 1, "science")[rows],
    }
    fine["writing"] = fine["reading"] - 0.1 + writes
    points = {}
    for name, level in fine.items():
        grade = np.where(away, 6, _ks1_grade(level))
        if name == "science":  # whole levels only
            grade = np.where(np.isin(grade, (2, 3, 4)), 7, grade)
        values[f"ks1_{name}_level"] = Values(grade, labels=(*_KS1_LEVELS, "2"))
        points[name] = np.array((*_KS1_POINTS, 0, 15))[grade]
        later = [
            ("points", Values(points[name], away)),
            ("expected", flag((grade >= 2) & ~away)),
            ("above", flag((grade == 5) & ~away)),
        ]
        if name != "science":
            later.append(("2b", flag((grade >= 3) & (grade <= 5) & ~away)))
        for column, one in later:
            values[f"ks1_{name}_{column}"] = only(one, year, (2007, 2012))
    four = sum(points.values())
    values["ks1_average"] = only(Values(four / 4, away), year, (2007, 2012))
    three = (four - points["science"]) / 3
    values["ks1_average_rwm"] = only(Values(three, away), year, (2011, 2012))
    return values


def _prior_points(people, p):
    """Points at Key Stage 1 in reading and mathematics, for everybody."""
    fine = [fine_level(people, p, 1, subject) for subject in ("english", "mathematics")]
    return [np.array(_KS1_POINTS)[_ks1_grade(level)] for level in fine]


# ------------------------------------------------------------------------- tests with levels


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


def _subject(people, p, rows, stage, subject, place):
    """Variables of one subject that every stage with tests has, before any year is left out."""
    prefix = f"ks{stage}_{SHORT[subject]}"
    year = year_of(people, stage)[rows]
    free = fine_level(people, p, stage, subject)[rows]
    bottom = LOWEST[stage, subject]
    letter = _letters(people, p, rows, stage, free, place, bottom)
    given, top = letter == 0, HIGHEST[stage, subject]
    full = FULL_MARKS.get((stage, subject), 100)
    # Marks run evenly from a quarter of a level below the lowest that the test can give, and the
    # level is read off the marks.
    lowest = bottom - 0.25
    step = (top + 1 - lowest) / full
    marks = np.clip(np.rint((free - lowest) / step), 0, full - 1).astype(np.int64)
    fine = lowest + marks * step
    level = np.floor(fine).astype(np.int64)
    if stage == 2 and subject != "science":
        level = np.where(_sixth(people, p, subject)[rows] & (level == top), 6, level)
    no_mark = np.isin(letter, (ABSENT, MISSING, BELOW, NO_ACCESS))
    points = np.where(given, np.minimum(level, top), bottom - 1) * 6 + 3
    no_points = np.isin(letter, (ABSENT, MISSING, NO_ACCESS))
    code = np.where(given, level - 1, 7 + letter)
    taught = _judged(people, p, rows, stage, subject, free)
    marked = (*(str(n) for n in range(full + 1)), "A", "M")
    mark_code = np.where(letter == ABSENT, full + 1, np.where(letter == MISSING, full + 2, marks))
    mark_null = no_mark & ~np.isin(letter, (ABSENT, MISSING))
    # Schools that boycotted the tests of 2010 have a row without any.
    none = year == BOYCOTT if stage == 2 else np.zeros(len(rows), bool)
    none &= _boycott(people, p)[rows] if stage == 2 else False
    given &= ~none
    return {
        f"{prefix}_level": Values(code, none, LEVELS),
        f"{prefix}_teacher": Values(taught - 1, labels=LEVELS),
        f"{prefix}_marks": Values(mark_code, mark_null | none, marked),
        f"{prefix}_points": Values(points, no_points | none),
        f"{prefix}_fine": Values(np.maximum(fine, 2.5), ~given),
        f"{prefix}_expected": flag(given & (level >= EXPECTED[stage]), none),
        f"{prefix}_above": flag(given & (level > EXPECTED[stage]), none),
    }


def _judged(people, p, rows, stage, subject, fine):
    """Level in the judgement of the teacher."""
    own = people.draws.normal(f"childhood/teacher {stage} {subject}")[rows]
    level = np.floor(fine + p["levels.teacher"] * own)
    return np.clip(level, 1, HIGHEST[stage, subject]).astype(np.int64)


def _boycott(people, p):
    """Whose primary school held no tests in 2010."""
    number = people.la * p["childhood.primaries"] + people.lives["childhood"].primary
    return people.draws.uniform_of("trouble/ks2_boycott", number) < p["trouble.ks2_boycott"]


def _sixth(people, p, subject):
    """Who sits and passes the paper for Level 6, which is there from 2012 to 2015."""
    year = year_of(people, 2)
    table = p.table(f"levels.six_{subject}")
    here = (year >= min(table)) & (year <= max(table))
    return here & (_standard(people, p, 2, subject) > _cuts(p, f"levels.six_{subject}", year))


def _tested(people, keys, p, stage):
    rows = pupils(people, p, stage)
    values = _person(people, keys, p, rows, stage, f"ks{stage}")
    values |= _census_of_the_year(people, p, rows, stage, f"ks{stage}")
    for place, subject in enumerate(SHORT):
        values |= _subject(people, p, rows, stage, subject, place)
    return rows, values


def _sum(values, names):
    """Sum over variables of those that have a value, and their number."""
    parts = [values[name] for name in names]
    total = sum(np.where(v.null, 0, v.data) for v in parts)
    return total, sum((~v.null).astype(np.int64) for v in parts)


def _mean(total, number):
    return Values(total / np.maximum(number, 1) + 0.0, number == 0)


# ---------------------------------------------------------------------------------- Key Stage 2


def _key_stage_2(people, keys, p):
    rows, values = _tested(people, keys, p, 2)
    year = year_of(people, 2)[rows]
    values |= _reading_and_writing(people, p, rows, values)
    values |= _scaled(people, p, rows, values)
    values |= _averages_2(people, p, rows, values)
    for name, spans in _FILLED_2.items():
        values[f"ks2_{name}"] = only(values[f"ks2_{name}"], year, *spans)
    return values


_FILLED_2 = {
    "fsm": ((2007, 2016),),
    "fsm6": ((2012, 2016),),
    "sena": ((2007, 2016),),
    "senps": ((2007, 2016),),
    "senf": ((2015, 2016),),
    "flang": ((2007, 2016),),
    "in_school": ((2004, 2016),),
    "in_national": ((2004, 2016),),
    "read_marks": ((1996, 2016),),
    "writ_marks": ((1996, 2012),),
    "read_level": ((1999, 2015),),
    "writ_level": ((1999, 2012),),
    "read_fine": ((2013, 2015),),
    "read_points": ((2013, 2015),),
    "gps_level": ((2013, 2015),),
    "gps_fine": ((2013, 2015),),
    "read_expected": ((2009, 2015),),
    "gps_expected": ((2013, 2015),),
    "read_above": ((2011, 2015),),
    "writ_ta_level": ((2012, 2015),),
    "writ_ta_expected": ((2012, 2015),),
    "read_ta_level": ((2012, 2015),),
    "rwm_expected": ((2013, 2015),),
    "rwm_above": ((2013, 2015),),
    "both_expected": ((2008, 2012),),
    "six_mat": ((2013, 2015),),
    "six_read": ((2013, 2015),),
    "total_points": ((2004, 2012),),
    "average": ((2013, 2015),),
    "average_fine": ((2011, 2012),),
    "va_input": ((2003, 2006),),
    "va_output": ((2003, 2006),),
    "cva_average": ((2006, 2010),),
    "cva_prior": ((2006, 2010),),
    "ks1_average": ((2011, 2016),),
    **{
        f"{s}_{c}": ((SCALED_FROM, SCALED_FROM),)
        for s in ("read", "mat", "gps")
        for c in ("score", "outcome", "exp", "high")
    },
    **dict.fromkeys(
        ("mat_mark", "gps_mark", "writ_outcome", "sci_outcome", "writ_exp", "sci_exp"),
        ((SCALED_FROM, SCALED_FROM),),
    ),
    "rwm_exp": ((SCALED_FROM, SCALED_FROM),),
    "rwm_high": ((SCALED_FROM, SCALED_FROM),),
    **{
        f"{s}_{c}": ((1996, LAST_TESTS[2][n]),)
        for n, s in SHORT.items()
        for c in ("level", "marks")
    },
    **{
        f"{s}_{c}": ((2006, LAST_TESTS[2][n]),)
        for n, s in SHORT.items()
        for c in ("points", "fine")
    },
    **{
        f"{s}_{c}": ((2004, LAST_TESTS[2][n]),)
        for n, s in SHORT.items()
        for c in ("expected", "above")
    },
    **{f"{s}_teacher": ((1996, TEACHERS_FROM - 1),) for s in SHORT.values()},
    **{f"{s}_ta_level": ((TEACHERS_FROM, 2015),) for s in SHORT.values()},
}


def _reading_and_writing(people, p, rows, values):
    """English falls into reading and writing; then into reading, writing and grammar."""
    draws, year = people.draws, year_of(people, 2)[rows]
    eng, new = values["ks2_eng_marks"], year >= READING_FROM
    whole = np.minimum(eng.data, 100)
    share = 0.5 + p["levels.reading"] * draws.normal("childhood/reading share")[rows]
    part = np.minimum(np.rint(whole * share), np.minimum(whole, 50))
    part = np.maximum(part, whole - 50).astype(np.int64)
    reading = np.where(new, whole // 2, part)
    special = np.where(eng.data > 100, eng.data - 50, 0)
    labels = (*(str(n) for n in range(51)), "A", "M")
    level, fine = values["ks2_eng_level"], values["ks2_eng_fine"]
    # Half of the test each before 2013: its level follows its marks.
    read_fine = fine.data + np.where(new, 0, (reading - whole / 2) / 50)
    writ_fine = fine.data - (reading - whole / 2) / 50
    letters = level.data >= 8
    own = draws.normal("childhood/writing at eleven")[rows]
    free = fine_level(people, p, 2, "english")[rows]
    written = free + p["levels.writing_shift"] + p["levels.writing_own"] * own
    spell = free + p["levels.gps_shift"]
    spell = spell + p["levels.gps_own"] * draws.normal("childhood/grammar")[rows]

    def levels(fine, top=5):
        return np.clip(np.floor(fine), 3, top).astype(np.int64)

    read = np.where(new, level.data, np.where(letters, level.data, levels(read_fine) - 1))
    writ = np.where(letters, level.data, levels(writ_fine) - 1)
    gps = np.where(letters, level.data, levels(spell) - 1)
    taught = values["ks2_eng_teacher"].data
    wrote = np.clip(np.floor(written), 1, 6).astype(np.int64) - 1
    maths = values["ks2_mat_level"]
    both = (read >= 3) & (read < 8) & (maths.data >= 3) & (maths.data < 8)
    above = (read >= 4) & (read < 8) & (maths.data >= 4) & (maths.data < 8)
    out = {
        "read_marks": Values(np.where(special, special, reading), eng.null, labels),
        "writ_marks": Values(np.where(special, special, whole - reading), eng.null, labels),
        "read_level": Values(read, level.null, LEVELS),
        "writ_level": Values(writ, level.null, LEVELS),
        "gps_level": Values(gps, level.null, LEVELS),
        "read_fine": Values(fine.data, fine.null),
        "gps_fine": Values(np.clip(spell, 2.5, 5.99), fine.null),
        "read_points": values["ks2_eng_points"],
        "read_expected": flag((read >= 3) & (read < 8), level.null),
        "read_above": flag((read >= 4) & (read < 8), level.null),
        "gps_expected": flag((gps >= 3) & (gps < 8), level.null),
        "eng_ta_level": Values(taught, labels=LEVELS),
        "read_ta_level": Values(taught, labels=LEVELS),
        "mat_ta_level": values["ks2_mat_teacher"],
        "sci_ta_level": values["ks2_sci_teacher"],
        "writ_ta_level": Values(wrote, labels=LEVELS),
        "writ_ta_expected": flag(wrote >= 3),
        "rwm_expected": flag(both & (wrote >= 3)),
        "rwm_above": flag(above & (wrote >= 4)),
        "both_expected": flag(both, level.null),
        "six_read": flag(level.data == 5),
        "six_mat": flag(maths.data == 5),
        "in_national": flag(level.data != 8),
        "in_school": flag(level.data != 8),
    }
    return {f"ks2_{name}": one for name, one in out.items()}


_OUTCOMES = ("AS", "NS", "A", "M", "B", "T")
_JUDGED = ("GDS", "EXS", "WTS", "PKF", "HNM")


def scaled_score(people, p, name):
    """Scaled score of 2016 in a test, for everybody; 100 is the standard expected."""
    subject = "mathematics" if name == "mat" else "english"
    cut = _cut(p["levels.scaled_expected"][name])
    standard = _standard(people, p, 2, subject)
    if name == "gps":
        own = people.draws.normal("childhood/grammar")
        mix = p["levels.gps_own"] * p["levels.scaled_slope"] / 10
        standard = (standard + mix * own) / np.sqrt(1 + mix * mix)
    score = np.floor(100 + p["levels.scaled_slope"] * (standard - cut))
    return np.clip(score, 80, 120).astype(np.int64)


def _scaled(people, p, rows, values):
    """The tests of 2016: scaled scores, and the standard expected."""
    out, passes, high = {}, {}, {}
    for name in ("read", "mat", "gps"):
        score = scaled_score(people, p, name)[rows]
        letter = values["ks2_mat_level" if name == "mat" else "ks2_eng_level"].data - 7
        # No level became no score: who sat the test and fell short has 80.
        letter = np.where(letter == NO_LEVEL, 0, np.maximum(letter, 0))
        outcome = np.where(letter > 0, letter + 1, (score < 100).astype(np.int64))
        passes[name], high[name] = outcome == 0, (outcome == 0) & (score >= 110)
        out |= {
            f"{name}_score": Values(score, outcome > 1),
            f"{name}_outcome": Values(outcome, labels=_OUTCOMES),
            f"{name}_exp": flag(passes[name]),
            f"{name}_high": flag(high[name]),
        }
        full = {"read": 50, "mat": 110, "gps": 70}[name]
        out[f"{name}_mark"] = Values(np.rint((score - 79) / 42 * full).astype(int), outcome > 1)
    standard = _standard(people, p, 2, "english")[rows]
    own = people.draws.normal("childhood/writing at eleven")[rows]
    mix = p["levels.writing_own"]
    wrote = (standard + mix * own) / np.sqrt(1 + mix * mix)
    cuts = [_cut(p["levels.judged"][code]) for code in ("EXS", "GDS")]
    place = 2 - np.searchsorted(cuts, wrote)
    science = _standard(people, p, 2, "science")[rows] > _cut(p["levels.judged"]["science"])
    out |= {
        "writ_outcome": Values(place, labels=_JUDGED),
        "sci_outcome": Values(np.where(science, 1, 4), labels=_JUDGED),
        "writ_exp": flag(place < 2),
        "sci_exp": flag(science),
        "rwm_exp": flag(passes["read"] & passes["mat"] & (place < 2)),
        "rwm_high": flag(high["read"] & high["mat"] & (place == 0)),
    }
    new = year_of(people, 2)[rows] >= SCALED_FROM
    old = values["ks2_read_marks"]
    mark = out.pop("read_mark")
    out["read_marks"] = Values(
        np.where(new, mark.data, old.data), np.where(new, mark.null, old.null), old.labels
    )
    return {f"ks2_{name}": one for name, one in out.items()}


def _averages_2(people, p, rows, values):
    year = year_of(people, 2)[rows]
    science = year <= LAST_TESTS[2]["science"]
    first, number = _sum(values, ("ks2_eng_points", "ks2_mat_points"))
    sci = values["ks2_sci_points"]
    add = science & ~sci.null
    total, number = first + np.where(add, sci.data, 0), number + add
    fine, fine_number = _sum(values, ("ks2_eng_fine", "ks2_mat_fine"))
    two_fine = _mean(6 * fine, fine_number)
    fine_sci = values["ks2_sci_fine"]
    more = science & ~fine_sci.null
    three = _mean(6 * (fine + np.where(more, fine_sci.data, 0)), fine_number + more)
    read, maths = (points[rows] for points in _prior_points(people, p))
    no_prior = (people.lives["childhood"].arrived[rows] > 2) | (year - 4 < YEARS[1][0])
    before = Values((read + maths) / 2, no_prior)
    wrote = np.minimum(values["ks2_writ_ta_level"].data + 1, 5) * 6 + 3
    read_math = (values["ks2_read_points"].data + wrote) / 2
    both = values["ks2_read_points"].null | values["ks2_mat_points"].null
    average = (read_math + values["ks2_mat_points"].data) / 2
    out = {
        "total_points": Values(total, number == 0),
        "average": Values(average, both),
        "average_fine": two_fine,
        "va_input": before,
        "va_output": _mean(total, number),
        "cva_average": three,
        "cva_prior": before,
        "ks1_average": before,
    }
    return {f"ks2_{name}": one for name, one in out.items()}


@cache
def _rows_of(count):
    return np.arange(count)


def prior(people, p):
    """What the tables of Key Stage 4 say of Key Stage 2: ``{name: Values}`` for everybody.

    ``eng`` and ``mat`` are fine levels, the teacher's where there was no test; ``eng_level`` and
    ``mat_level`` whole ones; ``read_score`` and ``mat_score`` those of 2016. Empty for people
    without a row.
    """
    count = len(people.person)
    rows = pupils(people, p, 2)
    here = np.zeros(count, dtype=bool)
    here[rows] = True
    out, everyone = {}, _rows_of(count)
    for place, (subject, name) in enumerate(SHORT.items()):
        values = _subject(people, p, everyone, 2, subject, place)
        fine, level = values[f"ks2_{name}_fine"], values[f"ks2_{name}_level"]
        taught = values[f"ks2_{name}_teacher"].data + 1
        known = np.where(fine.null, np.maximum(taught, 2) + 0.5, fine.data)
        letter = np.zeros(count, bool) if level.null is None else ~level.null & (level.data >= 8)
        low = letter & (level.data != 8 + ABSENT - 1)
        known = np.where(low, np.minimum(known, 2.5), known)
        out[name] = Values(known, ~here)
        out[f"{name}_level"] = Values(np.floor(known).astype(np.int64), ~here)
        out[f"{name}_tested"] = Values(np.where(fine.null, 0, fine.data), ~here | fine.null)
    for name in ("read", "mat"):
        out[f"{name}_score"] = Values(scaled_score(people, p, name), ~here)
    return out


# ---------------------------------------------------------------------------------- Key Stage 3


def _key_stage_3(people, keys, p):
    rows, values = _tested(people, keys, p, 3)
    year = year_of(people, 3)[rows]
    total, number = _sum(values, ("ks3_eng_points", "ks3_mat_points", "ks3_sci_points"))
    before = [np.clip(6 * fine_level(people, p, 2, s)[rows], 15, 36) for s in SHORT]
    child = people.lives["childhood"]
    no_prior = (child.arrived[rows] > 6) | ~child.state_primary[rows]
    prior = Values(sum(before) / 3, no_prior)
    taught = {s: values[f"ks3_{s}_teacher"].data for s in SHORT.values()}
    values |= {
        "ks3_total_points": Values(total, number == 0),
        "ks3_prior_points": prior,
        "ks3_va_input": prior,
        "ks3_va_output": _mean(total, number),
        **{f"ks3_{s}_ta_expected": flag(t >= 4) for s, t in taught.items()},
        **{f"ks3_{s}_ta_above": flag(t >= 5) for s, t in taught.items()},
    }
    for name, spans in _FILLED_3.items():
        values[f"ks3_{name}"] = only(values[f"ks3_{name}"], year, *spans)
    return values


_FILLED_3 = {
    "fsm": ((2007, 2008),),
    "sena": ((2007, 2008),),
    "senps": ((2007, 2008),),
    "flang": ((2007, 2008),),
    "total_points": ((2004, 2008),),
    "prior_points": ((2006, 2008),),
    "va_input": ((2003, 2006),),
    "va_output": ((2003, 2006),),
    **{f"{s}_{c}": ((1998, 2008),) for s in SHORT.values() for c in ("level", "marks")},
    **{f"{s}_{c}": ((2006, 2008),) for s in SHORT.values() for c in ("points", "fine")},
    **{f"{s}_expected": ((2004, 2008),) for s in SHORT.values()},
    **{f"{s}_above": ((2005, 2008),) for s in SHORT.values()},
    **{f"{s}_ta_{c}": ((2009, 2013),) for s in SHORT.values() for c in ("expected", "above")},
}


# --------------------------------------------------------------------------- single results


def _results(values, stage, subjects, common):
    """One row for each pupil and subject with a result, from the columns of the pupil table.

    ``subjects`` maps a code to the variables of its level, marks, fine level, points, teacher's
    level, score and outcome (None where there is none) and the years it was examined.
    """
    parts = []
    year = values[f"ks{stage}_academic_year"].data + YEARS[stage][0]
    for place, (_, (names, (first, last))) in enumerate(subjects.items()):
        some = np.zeros(len(year), dtype=bool)
        for name in names.values():
            some |= ~_null(values[f"ks{stage}_{name}"])
        rows = np.flatnonzero(some & (year >= first) & (year <= last))
        part = {name: values[variable].take(rows) for name, variable in common.items()}
        for name in ("level", "marks", "fine", "points", "teacher", "score", "outcome"):
            if name in names:
                part[name] = values[f"ks{stage}_{names[name]}"].take(rows)
            else:
                part[name] = Values(np.zeros(len(rows), np.int64), np.ones(len(rows), bool))
        part["subject"] = Values(np.full(len(rows), place), labels=tuple(subjects))
        part["sitting"] = Values(year[rows])
        part["discounted"] = Values(np.zeros(len(rows), np.int64))
        parts.append(part)
    for name in ("level", "marks", "teacher", "outcome"):
        for part in parts:
            if part[name].labels is None:
                part[name].labels = ("",)
    out = schools.join(parts)
    return {f"kt{stage}_{name}": one for name, one in out.items()}


def _null(values):
    return np.zeros(len(values.data), bool) if values.null is None else values.null


def _common(stage):
    names = ("pmr", "academic_year", "laestab", "urn", "version")
    return {name: f"ks{stage}_{name}" for name in names}


def _subjects_of(short, **more):
    names = {"level": f"{short}_level", "marks": f"{short}_marks", "fine": f"{short}_fine"}
    return names | {"points": f"{short}_points"} | more


def _results_2(values):
    scaled = {"score": "mat_score", "outcome": "mat_outcome"}
    subjects = {
        "English": (_subjects_of("eng", teacher="eng_ta_level"), (2007, 2012)),
        "Reading": (
            _subjects_of("read", teacher="read_ta_level")
            | {"score": "read_score", "outcome": "read_outcome"},
            (2013, 2016),
        ),
        "Writing": ({"teacher": "writ_ta_level", "outcome": "writ_outcome"}, (2012, 2016)),
        "Mathematics": (_subjects_of("mat", teacher="mat_ta_level") | scaled, (2007, 2016)),
        "Science": (_subjects_of("sci", teacher="sci_ta_level"), (2007, 2015)),
        "Grammar": (
            {"level": "gps_level", "fine": "gps_fine"}
            | {"score": "gps_score", "outcome": "gps_outcome"},
            (2013, 2016),
        ),
    }
    # The teacher's level of the years to 2009 stands in another column of the pupil table.
    old = {}
    for name in SHORT.values():
        before, after = values[f"ks2_{name}_teacher"], values[f"ks2_{name}_ta_level"]
        null = before.null & after.null
        old[f"ks2_{name}_ta_level"] = Values(
            np.where(before.null, after.data, before.data), null, LEVELS
        )
    rows = _results(values | old, 2, subjects, _common(2))
    for name in ("kt2_laestab", "kt2_urn"):
        rows[name] = only(rows[name], rows["kt2_sitting"].data, (2011, 2016))
    return rows


def _results_3(values):
    subjects = {
        name: (_subjects_of(short, teacher=f"{short}_teacher"), (2007, 2008))
        for name, short in (("English", "eng"), ("Mathematics", "mat"), ("Science", "sci"))
    }
    return _results(values, 3, subjects, _common(3))
