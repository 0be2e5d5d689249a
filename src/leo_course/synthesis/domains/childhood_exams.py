"""Examinations at the end of Key Stage 4: what pupils enter, the grades they get, the exam table.

From attainment at 16 come entries, from both come grades, and from grades everything else: the
pupil table is worked out from these rows (``childhood_results``), and so are ``people.results``.

What can be entered, on which scale it is graded and what counts changes with the reforms: double
science gives way to core and additional science (from 2008) and to combined science (2018);
vocational courses worth several GCSEs spread until 2013 and count for one each from 2014;
grades 9 to 1 replace A* to G subject by subject from 2017.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant
from leo_course.synthesis.domains import schools
from leo_course.synthesis.domains.childhood_stages import flag, only
from leo_course.synthesis.model import of_year
from leo_course.synthesis.streams import log, logistic, normal_share

FULL, SHORT, DOUBLE, COMBINED, APPLIED, GNVQ, OTHER, AWARD, AS = range(9)
FAMILIES = {  # code of the kind of qualification, GCSEs it is worth unless its line says otherwise
    FULL: ("310", 1.0),
    SHORT: ("320", 0.5),
    DOUBLE: ("330", 2.0),
    COMBINED: ("335", 2.0),
    APPLIED: ("340", 2.0),
    GNVQ: ("400", 4.0),
    OTHER: ("500", 2.0),
    AWARD: ("510", 1.0),
    AS: ("121", 2.0),
}
NEVER = 2100
WOLF_FROM = 2014  # vocational courses count for one GCSE each, and for a few of them only
FIRST_ENTRY_FROM = 2014  # the first entry counts, and not the best
DOUBLE_UNTIL, COMBINED_FROM = 2007, 2018
IGCSE_FROM, IGCSE_LISTED, IGCSE_GONE = 2007, 2011, 2017
TEACHER_GRADES_FROM = 2020


@dataclass(frozen=True)
class Subject:
    """One qualification; ``pillar`` is its part of the English Baccalaureate, if any."""

    name: str
    mapping: str  # of results with one code, one discounts the other
    family: int
    group: str  # whose leans and thresholds it shares
    pillar: str = ""
    column: str = ""  # of its grade in the pupil table: KS4_AP...
    reform: int = NEVER  # first cohort with grades 9 to 1
    size: float | None = None
    years: tuple[int, int] = (2002, 2021)  # cohorts that may enter it


CATALOGUE = (
    Subject("English", "5030", FULL, "english", "eng", "ENG", 2017),
    Subject("mathematics", "2210", FULL, "mathematics", "mat", "MAT", 2017),
    Subject("English literature", "5110", FULL, "english", "lit", "ELIT", 2017),
    Subject("science, double award", "1370", DOUBLE, "science", "dbl", "DSCI"),
    Subject("science", "1310", FULL, "science", "core", "CORESCI"),
    Subject("additional science", "1320", FULL, "science", "add", "ADTSCI"),
    Subject("biology", "1010", FULL, "science", "sep", "BIO", 2018),
    Subject("chemistry", "1110", FULL, "science", "sep", "CHE", 2018),
    Subject("physics", "1210", FULL, "science", "sep", "PHY", 2018),
    Subject("combined science", "1390", COMBINED, "science", "comb", "", 2018),
    Subject("religious studies", "4610", FULL, "words", "", "RS", 2018),
    # Options, in the order of the weights by year.
    Subject("history", "4010", FULL, "words", "hum", "HIS", 2018),
    Subject("geography", "3910", FULL, "words", "hum", "GEO", 2018),
    Subject("French", "5650", FULL, "words", "lan", "FRE", 2018),
    Subject("German", "5670", FULL, "words", "lan", "GER", 2018),
    Subject("Spanish", "5750", FULL, "words", "lan", "SPAN", 2018),
    Subject("art and design", "3510", FULL, "practical", "", "ART", 2018),
    Subject("resistant materials", "9080", FULL, "practical", "", "RES", 2019),
    Subject("food technology", "9050", FULL, "practical", "", "FOOD", 2018),
    Subject("graphics", "9070", FULL, "practical", "", "GRA", 2019),
    Subject("business studies", "3210", FULL, "practical", "", "BUS", 2019),
    Subject("physical education", "7210", FULL, "practical", "", "PE", 2018),
    Subject("drama", "5210", FULL, "practical", "", "DRA", 2018),
    Subject("music", "7010", FULL, "practical", "", "MUS", 2018),
    Subject(
        "information technology", "2650", FULL, "practical", "", "IT", NEVER, None, (2002, 2018)
    ),
    Subject("computer science", "2610", FULL, "science", "sep", "", 2018, None, (2014, 2021)),
    Subject("media studies", "5350", FULL, "words", "", "MFT", 2019),
    Subject("statistics", "2510", FULL, "mathematics", "", "STAT", 2019),
    # Short courses.
    Subject("religious studies, short course", "4611", SHORT, "words", "", "RE"),
    Subject("information technology, short course", "2651", SHORT, "practical", "", "ITSC"),
    Subject("citizenship, short course", "4830", SHORT, "words"),
    # Vocational courses of the years before the reform.
    Subject("applied health and social care", "1331", APPLIED, "other", years=(2004, 2013)),
    Subject("applied ICT", "2655", APPLIED, "other", years=(2004, 2013)),
    Subject("applied business", "3215", APPLIED, "other", years=(2004, 2013)),
    Subject("applied science", "1340", APPLIED, "other", years=(2004, 2011)),
    Subject("GNVQ in ICT", "2656", GNVQ, "other", years=(2002, 2007)),
    Subject("GNVQ in health and social care", "1332", GNVQ, "other", years=(2002, 2007)),
    Subject("GNVQ in business", "3216", GNVQ, "other", years=(2002, 2007)),
    Subject("BTEC certificate in sport", "7215", OTHER, "other", years=(2006, 2013)),
    Subject("BTEC certificate in applied science", "1345", OTHER, "other", years=(2007, 2013)),
    Subject("BTEC diploma in performing arts", "5215", OTHER, "other", size=4, years=(2006, 2013)),
    Subject("OCR National in ICT", "2657", OTHER, "other", years=(2006, 2013)),
    Subject("OCR National certificate in ICT", "2658", OTHER, "other", size=4, years=(2007, 2013)),
    Subject(
        "certificate of personal effectiveness", "4835", OTHER, "other", size=1, years=(2005, 2013)
    ),
    # Those that count after it.
    Subject("technical award in sport", "7216", AWARD, "other", years=(2014, 2021)),
    Subject(
        "technical award in health and social care", "1333", AWARD, "other", years=(2014, 2021)
    ),
    Subject("technical award in ICT", "2659", AWARD, "other", years=(2014, 2021)),
    Subject("technical award in enterprise", "3217", AWARD, "other", years=(2014, 2021)),
    Subject("technical award in performing arts", "5216", AWARD, "other", years=(2014, 2021)),
    Subject("technical award in catering", "9055", AWARD, "other", years=(2014, 2021)),
    Subject("AS level in critical thinking", "4790", AS, "words", years=(2004, 2013)),
)
PLACE = {subject.name: place for place, subject in enumerate(CATALOGUE)}
ENGLISH, MATHS, LITERATURE, DOUBLE_SCIENCE, CORE, ADDITIONAL = range(6)
SEPARATE, COMBINED_SCIENCE = (6, 7, 8), 9
RELIGION, RELIGION_SHORT = PLACE["religious studies"], PLACE["religious studies, short course"]
OPTIONS = slice(PLACE["history"], PLACE["statistics"] + 1)
VOCATIONAL = slice(PLACE["applied health and social care"], PLACE["AS level in critical thinking"])
AS_LEVEL = PLACE["AS level in critical thinking"]
# What schools that turn to international GCSEs take as such.
INTERNATIONAL = (ENGLISH, MATHS, LITERATURE, *SEPARATE)
INTERNATIONAL += tuple(PLACE[s.name] for s in CATALOGUE if s.pillar in ("hum", "lan"))

# Grades by number: A* to G, U; 9 to 1; at Level 2 D*, D, M, P and at Level 1 D, M, P.
GRADES = ("*", "A", "B", "C", "D", "E", "F", "G", "U", *(str(n) for n in range(9, 0, -1)))
GRADES += ("*2", "D2", "M2", "P2", "D1", "M1", "P1")
LEGACY = slice(0, 9)
U, NINE, ONE, STARRED, PASS_2 = 8, 9, 17, 18, 21


def _scale(letters, numbers, vocational):
    """A table by grade, from parts for A* to U, 9 to 1 and the vocational grades."""
    return np.array([*letters, *numbers, *vocational], dtype=np.float64)


# Points of the old style; those of grades 9 to 1 are ours, for what pupils hold whatever the year.
OLD_POINTS = _scale(
    (58, 52, 46, 40, 34, 28, 22, 16, 0),
    (58, 55, 52, 48, 44, 40, 32, 24, 16),
    (58, 52, 46, 40, 34, 28, 22),
)
AS_POINTS = _scale((135, 135, 120, 105, 90, 75, 0, 0, 0), [0] * 9, [0] * 7) / 2  # it is worth two
# Points of Attainment 8, in 2015/16 and from 2016/17.
POINTS_2016 = _scale((8, 7, 6, 5, 4, 3, 2, 1, 0), range(9, 0, -1), (8, 7, 6, 5, 4, 3, 2))
POINTS_2017 = _scale(
    (8.5, 7, 5.5, 4, 3, 2, 1.5, 1, 0), range(9, 0, -1), (8.5, 7, 5.5, 4, 3, 2, 1.25)
)
# Whether a grade is a pass at Level 2 (C, 4), a pass at all, a strong pass (B, 5), an A or a 7.
LEVEL_2 = _scale([1] * 4 + [0] * 5, [1] * 6 + [0] * 3, [1] * 4 + [0] * 3)
PASSED = _scale([1] * 8 + [0], [1] * 9, [1] * 7)
FIVE_UP = _scale([1] * 3 + [0] * 6, [1] * 5 + [0] * 4, [1] * 3 + [0] * 4)
TOP = _scale([1] * 2 + [0] * 7, [1] * 3 + [0] * 6, [1] * 2 + [0] * 5)

SIZE = np.array([s.size or FAMILIES[s.family][1] for s in CATALOGUE])
FAMILY = np.array([s.family for s in CATALOGUE])
REFORM = np.array([s.reform for s in CATALOGUE])
PILLAR = np.array([s.pillar for s in CATALOGUE])
GROUPS = ("english", "mathematics", "science", "words", "practical", "other")
GROUP = np.array([GROUPS.index(s.group) for s in CATALOGUE])
IS_GCSE = np.isin(FAMILY, (FULL, SHORT, DOUBLE, COMBINED, APPLIED))


@dataclass
class Sheet:
    """Results of a block of people, a row for each; arrays of shape (rows,)."""

    person: np.ndarray  # place in the block
    subject: np.ndarray  # place in ``CATALOGUE``
    grade: np.ndarray  # number in ``GRADES``
    second: np.ndarray  # the second grade of a double award; the same for all others
    exam_year: np.ndarray
    winter: np.ndarray
    discounted: np.ndarray  # by another entry for the same subject
    same_year: np.ndarray  # and both entries in one school year
    capped: np.ndarray  # one vocational course too many
    international: np.ndarray
    elsewhere: np.ndarray  # taken at the other school of a pupil with two
    cohort: np.ndarray

    def take(self, rows):
        return Sheet(**{name: values[rows] for name, values in vars(self).items()})

    @property
    def included(self):
        """International GCSEs count in the tables of some years only."""
        old = (self.cohort < IGCSE_LISTED) | (self.cohort >= IGCSE_GONE)
        return ~(self.international & old)

    @property
    def counts(self):
        """Whether the row counts in the pupil table."""
        return self.included & ~self.discounted & ~self.capped


def both(sheet, table):
    """Entries of a table by grade, summed over the two halves of a qualification and sized."""
    return (table[sheet.grade] + table[sheet.second]) * (SIZE[sheet.subject] / 2)


def old_points(sheet):
    """Points in the style of 2004 to 2016: 58 for an A*, 40 for a C."""
    advanced = FAMILY[sheet.subject] == AS
    return np.where(advanced, both(sheet, AS_POINTS), both(sheet, OLD_POINTS))


def new_points(sheet):
    """Points of Attainment 8, for one GCSE's worth; 0 for what it does not count."""
    early = (POINTS_2016[sheet.grade] + POINTS_2016[sheet.second]) / 2
    late = (POINTS_2017[sheet.grade] + POINTS_2017[sheet.second]) / 2
    counted = np.isin(FAMILY[sheet.subject], (FULL, DOUBLE, COMBINED, AWARD))
    return np.where(counted, np.where(sheet.cohort >= 2017, late, early), 0.0)


def join(first, second):
    return Sheet(
        **{
            name: np.concatenate([values, getattr(second, name)])
            for name, values in vars(first).items()
        }
    )


def sit(people, p):
    """All results of everybody."""
    entered = _entries(people, p)
    person, subject = np.nonzero(entered)
    cohort = people.cohort[person]
    grade, second = _grades(people, p, person, subject)
    no = np.zeros(len(person), dtype=bool)
    sheet = Sheet(person, subject, grade, second, cohort, no, no, no, no, no, no, cohort)
    sheet.capped = _capped(sheet)
    sheet.international = _international(people, p, sheet)
    twice = people.draws.happens("trouble/ks4_duplicates", p["trouble.ks4_duplicates"]) & (
        people.sector == model.STATE
    )
    sheet.elsewhere = twice[person] & ((subject + people.person[person]) % 3 == 0)
    return _entered_again(people, p, sheet)


# -------------------------------------------------------------------------------------- entries


def _entries(people, p):
    """Who enters what, of shape (people, catalogue)."""
    draws, z, cohort = people.draws, people.attainment, people.cohort
    entered = np.zeros((len(z), len(CATALOGUE)), dtype=bool)
    chance = draws.uniform("exams/chance", 8)
    habit = draws.normal("exams/habits", 4)
    bar = np.where(people.sector == model.SPECIAL, p["exams.enters_special"], p["exams.enters"])
    sits = z + 0.5 * habit[:, 0] > bar
    entered[:, ENGLISH] = entered[:, MATHS] = sits
    odds = of_year(p.table("exams.literature"), cohort) + p["exams.literature_slope"] * z
    entered[:, LITERATURE] = sits & (chance[:, 0] < logistic(odds))
    _science(people, p, entered, sits, habit[:, 1])
    religion = of_year(p.table("exams.religion"), cohort)
    short = of_year(p.table("exams.religion_short"), cohort)
    entered[:, RELIGION] = sits & (chance[:, 1] < religion)
    entered[:, RELIGION_SHORT] = sits & ~entered[:, RELIGION] & (chance[:, 1] < religion + short)
    for place, name in ((1, "ict"), (2, "citizenship")):
        share = of_year(p.table(f"exams.short_{name}"), cohort)
        entered[:, RELIGION_SHORT + place] = sits & (chance[:, 1 + place] < share)
    load = _vocational(people, p, entered, habit[:, 2])
    _options(people, p, entered, sits, load, habit[:, 3])
    first, last = CATALOGUE[AS_LEVEL].years
    advanced = (z > p["exams.as_from"]) & (cohort >= first) & (cohort <= last)
    entered[:, AS_LEVEL] = advanced & (chance[:, 4] < p["exams.as_share"])
    return entered


def _science(people, p, entered, sits, habit):
    """Three sciences for the strongest, two for most, one or none for others."""
    cohort = people.cohort
    rank = normal_share((people.attainment + 0.1 + 0.7 * habit) / 1.27)
    three = sits & (rank > 1 - of_year(p.table("exams.science_three"), cohort))
    none = rank < of_year(p.table("exams.science_none"), cohort)
    one = of_year(p.table("exams.science_one"), cohort) + of_year(
        p.table("exams.science_none"), cohort
    )
    two = sits & ~three & (rank >= one)
    single = sits & ~three & ~two & ~none
    for place in SEPARATE:
        entered[:, place] = three
    entered[:, DOUBLE_SCIENCE] = two & (cohort <= DOUBLE_UNTIL)
    between = (cohort > DOUBLE_UNTIL) & (cohort < COMBINED_FROM)
    entered[:, CORE] = single & (cohort < COMBINED_FROM) | two & between
    entered[:, ADDITIONAL] = two & between
    entered[:, COMBINED_SCIENCE] = (two | single) & (cohort >= COMBINED_FROM)


def _vocational(people, p, entered, habit):
    """Vocational courses, chosen by those who do less well; how many GCSEs' time they take."""
    cohort = people.cohort
    index = of_year(p.table("exams.vocational"), cohort) + habit
    index = index + p["exams.vocational_slope"] * people.attainment
    number = np.searchsorted(_steps(p, "exams.vocational_steps"), index, side="right")
    number[people.sector == model.INDEPENDENT] = 0
    weight = np.array([p["exams.vocational_weights"][s.name] for s in CATALOGUE[VOCATIONAL]])
    years = np.array([s.years for s in CATALOGUE[VOCATIONAL]])
    open_to = (cohort[:, None] >= years[:, 0]) & (cohort[:, None] <= years[:, 1])
    chosen = _some(people.draws, "exams/vocational", open_to * weight, number)
    entered[:, VOCATIONAL] = chosen
    return np.minimum(chosen @ SIZE[VOCATIONAL], p["exams.vocational_time"])


def _options(people, p, entered, sits, load, habit):
    """As many options as time is left for, by their popularity in the year."""
    cohort = people.cohort
    number = (
        of_year(p.table("exams.options"), cohort)
        + p["exams.options_slope"] * people.attainment
        + p["exams.options_own"] * habit
        - p["exams.options_lost"] * load
    )
    number = np.where(sits, np.clip(np.floor(number), 0, 7), 0).astype(np.int64)
    chosen = CATALOGUE[OPTIONS]
    anchors = sorted(int(name[-4:]) for name in _anchors(p))
    by_anchor = np.array(
        [[p[f"exams.options_{a}"][s.name] for s in chosen] for a in anchors], dtype=np.float64
    )
    rows = [of_year(dict(zip(anchors, column, strict=True)), cohort) for column in by_anchor.T]
    weight = np.stack(rows, axis=1)
    years = np.array([s.years for s in chosen])
    weight *= (cohort[:, None] >= years[:, 0]) & (cohort[:, None] <= years[:, 1])
    # The able are steered towards the subjects of the English Baccalaureate.
    academic = np.array([s.pillar != "" for s in chosen])
    pull = 1 + p["exams.academic"] * np.clip(people.attainment, -0.9, 2)
    weight = np.where(academic, weight * pull[:, None], weight)
    entered[:, OPTIONS] = _some(people.draws, "exams/options", weight, number)


def _anchors(p):
    return [
        f"exams.options_{year}" for year in (2002, 2008, 2013, 2019) if p[f"exams.options_{year}"]
    ]


def _some(draws, name, weight, number):
    """So many of the things in each row, without repeats, by their weights (0 for never)."""
    chance = draws.uniform(name, weight.shape[1])
    # Exponential waiting times: the first ``number`` to arrive.
    wait = -log(1 - chance) / np.maximum(weight, 1e-9)
    wait = np.where(weight > 0, wait, np.inf)
    rank = wait.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return (rank < number[:, None]) & (weight > 0)


# --------------------------------------------------------------------------------------- grades


def _grades(people, p, person, subject):
    """Grade, and the second grade of a double award, of each entry."""
    draws, cohort = people.draws, people.cohort[person]
    group = GROUP[subject]
    own = np.array([p["exams.own"][g] for g in GROUPS])
    lean = np.array([p["exams.lean"][g] for g in GROUPS])
    girls = np.array([p["exams.girls"][g] for g in GROUPS])
    tilt = p["childhood.tilt"] * draws.normal("childhood/tilt")
    ready = people.attainment + p["exams.hardship"] * people.hardship
    ready = ready + model._of_group(p["exams.ethnicity"], people.ethnic)
    noise = draws.normal("exams/papers", len(CATALOGUE))[person, subject]
    did = ready[person] + lean[group] * tilt[person] + own[group] * noise
    did = did + girls[group] * (people.female - p["person.female"])[person]
    above = did - _bars(p)[cohort - model.COHORTS[0], subject]
    family = FAMILY[subject]
    new = cohort >= REFORM[subject]
    old_steps, new_steps = (_steps(p, f"exams.steps_{scale}") for scale in ("letters", "numbers"))
    letters = 8 - np.searchsorted(old_steps, above, side="right")
    numbers = 18 - np.searchsorted(new_steps, above, side="right")
    numbers = np.where(numbers == 18, U, numbers)
    grade = np.where(new, numbers, letters)
    # Combined science is two grades, the same or neighbours.
    half = p["exams.combined_half"]
    better = 18 - np.searchsorted(new_steps, above + half, side="right")
    worse = 18 - np.searchsorted(new_steps, above - half, side="right")
    worse = np.minimum(worse, better + 1)
    pair = family == COMBINED
    grade = np.where(pair, np.where(better == 18, U, better), grade)
    second = np.where(pair, np.where(worse == 18, U, worse), grade)
    # A pupil who fails one half at the bottom fails both.
    second = np.where(pair & (second == U), grade, second)
    steps = _steps(p, "exams.steps_vocational")
    vocational = 25 - np.searchsorted(steps, above, side="right")
    vocational = np.where(vocational == 25, U, np.where(vocational == STARRED, STARRED, vocational))
    stars = (family == OTHER) & (cohort >= p["exams.stars_from"]) | (family == AWARD)
    vocational = np.where((vocational == STARRED) & ~stars, STARRED + 1, vocational)
    vocational = np.where((family == GNVQ) & (vocational > PASS_2), U, vocational)
    other = np.isin(family, (GNVQ, OTHER, AWARD))
    advanced = family == AS
    grade = np.where(other, vocational, np.where(advanced, np.clip(grade + 1, 1, U), grade))
    grade = np.where(advanced & (grade > 5), U, grade)
    return grade, np.where(other | advanced, grade, second)


def _steps(p, name):
    return np.array(sorted(p[name].values()))


@cache
def _bar_names():
    names = []
    for subject in CATALOGUE:
        special = {"english": "english", "mathematics": "mathematics"}
        core = subject.name in ("English", "mathematics", "English literature")
        kind = special[subject.group] if core else "other"
        names.append("vocational_pass" if subject.group == "other" else kind)
    return names


def _bars(p):
    """Where a C (a 4, a pass) is cut, by cohort and place in the catalogue."""
    cohorts = np.array(model.COHORTS)
    tables = {name: of_year(p.table(f"exams.{name}"), cohorts) for name in set(_bar_names())}
    harder = p["exams.harder"]
    columns = [
        tables[name] + harder.get(subject.name, 0.0)
        for name, subject in zip(_bar_names(), CATALOGUE, strict=True)
    ]
    return np.stack(columns, axis=1)


def _capped(sheet):
    """Of more than two vocational courses only the best two count in 2014 and 2015."""
    award = FAMILY[sheet.subject] == AWARD
    some = award & (sheet.cohort >= WOLF_FROM) & (sheet.cohort <= WOLF_FROM + 1)
    rows = np.flatnonzero(some)
    rank = ranks(sheet.person[rows], -OLD_POINTS[sheet.grade[rows]])
    capped = np.zeros(len(sheet.person), dtype=bool)
    capped[rows[rank >= 2]] = True
    return capped


def ranks(group, value):
    """Place of each row among those of its group, by value and then by the order of rows."""
    order = np.lexsort((np.arange(len(group)), value, group))
    sorted_group = group[order]
    starts = np.flatnonzero(np.r_[True, sorted_group[1:] != sorted_group[:-1]])
    begins = np.repeat(starts, np.diff(np.r_[starts, len(group)])) if len(group) else order
    rank = np.empty(len(group), dtype=np.int64)
    rank[order] = np.arange(len(group)) - begins
    return rank


def _international(people, p, sheet):
    """Entries of independent schools for international GCSEs, whole schools at a time."""
    number = model.school_number(people, people.school_at_16, p)
    share = p["trouble.igcse_not_counted"] * of_year(p.table("exams.igcse"), people.cohort)
    takes = people.draws.uniform_of("exams/igcse", number * 32 + people.cohort % 32) < share
    takes &= (people.sector == model.INDEPENDENT) & (people.cohort >= IGCSE_FROM)
    return takes[sheet.person] & np.isin(sheet.subject, INTERNATIONAL)


def _entered_again(people, p, sheet):
    """With the second entries of pupils who sat English or mathematics twice.

    Before 2014 the better result counts and the second entry shown is an earlier, worse one; from
    2014 the first counts, so the second entry is a later one that does not.
    """
    draws = people.draws.uniform("childhood/resit", 6)[sheet.person]
    core = np.isin(sheet.subject, (ENGLISH, MATHS)) & ~sheet.international
    part = np.where(sheet.subject == MATHS, 0, 3)
    at = np.arange(len(part))
    rate = p["trouble.exam_resits"] * of_year(p.table("exams.early"), sheet.cohort)
    again = core & (draws[at, part] < rate)
    winter, lower = draws[at, part + 1] < 0.5, 1 + (draws[at, part + 2] < 0.3)
    first_counts = sheet.cohort >= FIRST_ENTRY_FROM
    moved = again & first_counts
    sheet.exam_year = np.where(moved, sheet.cohort - 1, sheet.cohort)
    sheet.winter = moved & winter
    rows = np.flatnonzero(again)
    other = sheet.take(rows)
    early, number = first_counts[rows], sheet.grade[rows] >= NINE
    worst, best = np.where(number, ONE, U - 1), np.where(number, NINE, 0)
    worse = np.minimum(other.grade + lower[rows], worst)
    better = np.maximum(other.grade - lower[rows], best)
    failed = other.grade == U
    grade = np.where(early, np.where(failed, U - 1, better), np.where(failed, U, worse))
    other.grade, other.second = grade, grade
    other.exam_year = np.where(early, other.cohort, other.cohort - 1)
    other.winter = winter[rows] & ~early
    other.discounted = np.ones(len(rows), dtype=bool)
    other.same_year = winter[rows]
    return join(sheet, other)


# ------------------------------------------------------------------------------- the exam table


def other_school(people, p):
    """The second school of pupils with two: another mainstream one of the authority."""
    count = p["place.state_schools_per_la"]
    step = (people.draws.uniform("ks4/second school") * (count - 1)).astype(np.int64)
    return (people.school_at_16 + 1 + step) % count


def observe(people, keys, p):
    yield ("NPD_I2", "ks4exam", None), exams(people, keys, p)


def exams(people, keys, p):
    """Rows of the exam table: one for each pupil and result."""
    sheet = people.lives["childhood"].exams
    person, cohort = sheet.person, sheet.cohort
    school = np.where(
        sheet.elsewhere,
        other_school(people, p)[person],
        people.school_at_16[person],
    )
    hidden = cohort >= TEACHER_GRADES_FROM
    values = schools.school_names(people, person, school, p, "kx")
    for name in ("kx_laestab", "kx_urn"):
        values[name].null = hidden
    first, old, new = model.COHORTS[0], old_points(sheet), new_points(sheet)
    board = (people.draws.uniform("childhood/board")[person] * 4 + sheet.subject).astype(int) % 4
    numbers = sheet.cohort >= REFORM[sheet.subject]
    size = SIZE[sheet.subject]
    later = cohort >= FIRST_ENTRY_FROM
    teachers = cohort >= TEACHER_GRADES_FROM
    pillar = PILLAR[sheet.subject]
    vocational = np.isin(FAMILY[sheet.subject], (APPLIED, GNVQ, OTHER, AWARD))
    slots = new > 0
    level_1, level_2 = 20 * both(sheet, PASSED), 20 * both(sheet, LEVEL_2)
    points = np.where(cohort >= 2017, new * size, old)
    out = {
        "exam_year": Values(sheet.exam_year),
        "season": Values(sheet.winter.astype(np.int64), labels=("S", "W")),
        "qan": Values(qan_place(sheet, numbers), labels=QANS),
        "sublevel": Values(
            FAMILY[sheet.subject], labels=tuple(code for code, _ in FAMILIES.values())
        ),
        "mapping": Values(sheet.subject, labels=tuple(s.mapping for s in CATALOGUE)),
        "board": Values(board, labels=("01", "10", "70", "90")),
        "grade": Values(*grade_label(sheet)),
        "points": only(Values(points), cohort, (2004, 2021)),
        "points_ee": only(Values(points), cohort, (2015, 2021)),
        "a8_points": only(Values(new), cohort, (2015, 2021)),
        "size": only(Values(size), cohort, (2004, 2021)),
        "size_ee": only(Values(size), cohort, (2015, 2021)),
        "level1": only(Values(level_1), cohort, (2004, 2021)),
        "level2": only(Values(level_2), cohort, (2004, 2021)),
        "level1_ee": only(Values(level_1), cohort, (2015, 2021)),
        "level2_ee": only(Values(level_2), cohort, (2015, 2021)),
        "discounted": flag(sheet.discounted & sheet.same_year),
        "discounted3": flag(sheet.discounted),
        "discounted3_cap": only(flag(sheet.discounted | sheet.capped), cohort, (2014, 2014)),
        "discounted3_ptq": only(flag(sheet.discounted), cohort, (2014, 2014)),
        "discounted3_ee": only(flag(sheet.discounted), cohort, (2015, 2021)),
        "discounted3_cap_ee": only(flag(sheet.discounted | sheet.capped), cohort, (2015, 2021)),
        "a8_discounted": only(flag(sheet.discounted | sheet.capped), cohort, (2015, 2021)),
        "a8_included": only(flag(sheet.included & slots), cohort, (2015, 2021)),
        "a8_ebacc": only(Values(new, ~_ebacc(sheet)), cohort, (2015, 2021)),
        "a8_other": only(Values(new, ~_open_only(sheet)), cohort, (2015, 2021)),
        "include": only(flag(sheet.included | later), cohort, (2007, 2021)),
        "include_ptq": only(flag(sheet.included), cohort, (2014, 2021)),
        "academic": only(flag(~vocational), cohort, (2015, 2021)),
        "qebacc": only(flag(pillar != ""), cohort, (2010, 2013)),
        "qebacc_ptq": only(flag(pillar != ""), cohort, (2014, 2014)),
        "qebacc_ee": only(flag(pillar != ""), cohort, (2015, 2021)),
        "teachers": only(flag(teachers), cohort, (2020, 2021)),
        "covid": only(flag(teachers), cohort, (2020, 2021)),
        "version": constant("F", len(person)),
        "academic_year": Values(
            cohort - first, labels=tuple(f"{y - 1}/{y}" for y in model.COHORTS)
        ),
    }
    values |= {f"kx_{name}": one for name, one in out.items()}
    values["kx_pmr"] = schools.pmr(people, keys, person, cohort)
    return values


def _ebacc(sheet):
    """Rows that may fill a slot of Attainment 8 kept for the English Baccalaureate."""
    pillars = ("dbl", "core", "add", "sep", "comb", "hum", "lan")
    return np.isin(PILLAR[sheet.subject], pillars)


def _open_only(sheet):
    return (
        (PILLAR[sheet.subject] == "")
        & (new_points(sheet) >= 0)
        & np.isin(FAMILY[sheet.subject], (FULL, AWARD))
    )


# Numbers of the accreditation list: each qualification, its successor graded 9 to 1, and the
# international GCSE beside it. Ours, in the shape of the real ones.
_COUNT = len(CATALOGUE)
QANS = (
    *(f"1000{n:03d}0" for n in range(_COUNT)),
    *(f"6010{n:03d}0" for n in range(_COUNT)),
    *(f"5001{n:03d}0" for n in range(_COUNT)),
)


def qan_place(sheet, numbers):
    return sheet.subject + _COUNT * np.where(sheet.international, 2, numbers)


_PAIRS = tuple(f"{a}{b}" for a in range(9, 0, -1) for b in (a, a - 1) if b)


def grade_label(sheet):
    """Places and labels of the grades as the exam table writes them."""
    labels = (*GRADES, *(2 * g for g in GRADES[LEGACY]), *_PAIRS)
    family = FAMILY[sheet.subject]
    at = sheet.grade
    double = np.isin(family, (DOUBLE, APPLIED))
    pair = (family == COMBINED) & (sheet.grade != U)
    in_pairs = len(GRADES) + 9 + 2 * (sheet.grade - NINE) + (sheet.second - sheet.grade)
    at = np.where(double | (family == COMBINED), len(GRADES) + sheet.grade, at)
    return np.where(pair, in_pairs, at), None, labels
