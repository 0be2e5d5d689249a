"""Examinations at the end of Key Stage 4, which add up to the pupil table.

The pupil table (made by the core) says how many full GCSEs at A* to C and at A* and A a pupil has,
whether English and mathematics are among them, and how many points there are in all. Here grades
are given out so that they say the same: lower grades and better ones among A* to C take up the
points, and what is left belongs to other qualifications.
"""

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant
from leo_course.synthesis.domains import childhood_places as places

MOST = 12  # full GCSEs
OTHERS = 8  # other qualifications
GRADES = ("*", "A", "B", "C", "D", "E", "F", "G")
POINTS = (58, 52, 46, 40, 34, 28, 22, 16)
SUBJECTS = {  # number of the accreditation list (ours), mapping code, name
    "english": ("10000001", "5030"),
    "mathematics": ("10000002", "2210"),
    "science": ("10000003", "1310"),
    "additional science": ("10000004", "1320"),
    "english literature": ("10000005", "5110"),
    "religious studies": ("10000006", "4610"),
    "history": ("10000007", "4010"),
    "geography": ("10000008", "3910"),
    "french": ("10000009", "5650"),
    "art and design": ("10000010", "3510"),
    "physical education": ("10000011", "7210"),
    "design and technology": ("10000012", "9080"),
    "business studies": ("10000013", "3210"),
    "information technology": ("10000014", "2650"),
    "drama": ("10000015", "5210"),
    "german": ("10000016", "5670"),
}
OTHER = ("10000090", "2685")  # a vocational or short course
OPTIONS = len(SUBJECTS) - 5  # those after English literature


def observe(people, keys, p):
    yield ("NPD_I2", "ks4exam", None), exams(people, keys, p)


def exams(people, keys, p):
    """Rows of the exam table: one for each pupil and result."""
    grade, other = grades(people, p)
    subject = _subjects(people, p, grade)
    person, slot = np.nonzero(grade >= 0)
    kind, points = grade[person, slot], np.array(POINTS)[grade[person, slot]]
    base = {
        "person": person,
        "subject": subject[person, slot],
        "grade": kind,
        "points": points,
        "size": np.full(len(person), 1),
        "discounted": np.zeros(len(person), np.int64),
        "early": np.zeros(len(person), np.int64),
    }
    parts = [base, _other_rows(other), _resits(people, p, base)]
    rows = {name: np.concatenate([part[name] for part in parts]) for name in base}
    rows = _double_award(people, rows)
    return _rows(people, keys, p, rows)


def grades(people, p):
    """Grade of each full GCSE in falling order, -1 beyond the last, (people, MOST); and points of
    other qualifications, (people, OTHERS).
    """
    draws, results = people.draws, people.results
    good, top, points = results["gcse_ac"], results["gcse_aa"], results["points"]
    basics = results["level2_em"]
    wished = p["exams.entries_centre"] + p["exams.entries_slope"] * people.attainment
    wished = np.floor(wished + draws.normal("childhood/entries")).astype(np.int64)
    entries = np.clip(np.maximum(wished, good), 0, MOST)
    left = points - 40 * good - 12 * top
    # Who passes five without both English and mathematics has at least one of them below C.
    lacking = results["level2"] & ~basics & (good == entries) & (entries < MOST)
    entries = entries + lacking
    low = np.clip(left // 22, 0, entries - good)
    low = np.where((low == 0) & (left >= 16) & (entries > good), 1, low)
    worth = np.clip((np.maximum(left, 0) * 4 // 5 // np.maximum(low, 1) - 16) // 6, 0, 3)
    left = left - low * (16 + 6 * worth)
    stars = np.clip(left // 6, 0, np.rint(p["exams.stars"] * top).astype(np.int64))
    left = left - 6 * stars
    plain = np.rint(p["exams.bees"] * (good - top)).astype(np.int64)
    bees = np.clip(left // 6, 0, plain)
    left = left - 6 * bees
    # A rest too small for any qualification takes back a grade or two.
    back = np.where((left > 0) & (left < 10), np.minimum(bees, 2), 0)
    bees, left = bees - back, left + 6 * back
    slot = np.arange(MOST)
    grade = np.where(slot < top[:, None], 1, np.where(slot < (top + bees)[:, None], 2, 3))
    grade = np.where(slot < stars[:, None], 0, grade)
    lower = slot >= good[:, None]
    grade = np.where(lower, (7 - worth)[:, None], grade)
    grade = np.where(slot < (good + low)[:, None], grade, -1)
    left = np.maximum(left, 0)
    number = np.clip(-(-left // p["exams.other_points"]), 1, OTHERS)
    each, rest = left // number, left % number
    other = np.where(np.arange(OTHERS) < number[:, None], each[:, None], 0)
    other[:, 0] += rest
    return grade, other


def _subjects(people, p, grade):
    """Subject of each GCSE, as a place in ``SUBJECTS``, of the shape of ``grade``."""
    draws, results = people.draws, people.results
    good, entries = results["gcse_ac"], (grade >= 0).sum(axis=1)
    chance = draws.uniform("childhood/where subjects stand", 2)
    basics = results["level2_em"]
    failing = results["level2"] & ~basics & (entries > good)
    reach = np.where(basics, good, entries)
    first = (chance[:, 0] * reach).astype(np.int64)
    second = (chance[:, 1] * np.maximum(reach - 1, 1)).astype(np.int64)
    second = second + (second >= first)
    lower = good + (chance[:, 1] * (entries - good)).astype(np.int64)
    first = np.where(failing & (first >= good), 0, first)
    second = np.where(failing, lower, second)
    # The better of the two is the one towards which the pupil leans.
    child = people.lives["childhood"]
    words = child.attained[2, "english"] > child.attained[2, "mathematics"]
    best, worst = np.minimum(first, second), np.maximum(first, second)
    english, maths = np.where(words, best, worst), np.where(words, worst, best)
    subject = np.full(grade.shape, -1)
    everyone = np.arange(len(grade))
    for place, slot in enumerate((english, maths)):
        inside = slot < MOST
        subject[everyone[inside], slot[inside]] = place
    free = subject < 0
    rank = np.cumsum(free, axis=1) - 1
    shift = (draws.uniform("childhood/options") * OPTIONS).astype(np.int64)[:, None]
    option = 5 + (rank - 3 + shift) % OPTIONS
    return np.where(free, np.where(rank < 3, 2 + rank, option), subject)


def _other_rows(other):
    person, slot = np.nonzero(other > 0)
    points = other[person, slot]
    zeros = np.zeros(len(person), np.int64)
    return {
        "person": person,
        "subject": np.full(len(person), len(SUBJECTS)),
        "grade": np.where(points >= 40, 8, 9),  # pass at Level 2, pass below it
        "points": points,
        "size": zeros,
        "discounted": zeros,
        "early": zeros,
    }


def _resits(people, p, base):
    """An earlier result in English or mathematics, one grade lower, which the later discounts."""
    drawn = people.draws.uniform("childhood/resit")[base["person"]]
    which = (base["subject"] == 1) & (drawn < p["trouble.exam_resits"])
    rows = np.flatnonzero(which)
    grade = np.minimum(base["grade"][rows] + 1, 7)
    out = {name: values[rows] for name, values in base.items()}
    return out | {
        "grade": grade,
        "points": np.array(POINTS)[grade],
        "discounted": np.ones(len(rows), np.int64),
        "early": np.ones(len(rows), np.int64),
    }


DOUBLE_UNTIL = 2007  # the last cohort whose double science is one qualification of two sizes


def _double_award(people, rows):
    """Science and additional science with the same grade as one double award, in old years."""
    old = (people.cohort[rows["person"]] <= DOUBLE_UNTIL) & (rows["size"] == 1)
    key = rows["person"] * 100 + rows["grade"] * 10
    first = old & (rows["subject"] == 2)
    second = old & (rows["subject"] == 3)
    pair = np.isin(key, key[second]) & first
    gone = np.isin(key, key[pair]) & second
    rows = rows | {
        "size": np.where(pair, 2, rows["size"]),
        "points": np.where(pair, 2 * rows["points"], rows["points"]),
    }
    return {name: values[~gone] for name, values in rows.items()}


def _rows(people, keys, p, rows):
    person, grade = rows["person"], rows["grade"]
    double = rows["size"] == 2
    labels = (*GRADES, "P", "P1", *(2 * g for g in GRADES))
    codes = [*SUBJECTS.values(), OTHER]
    year = people.cohort[person]
    season = people.draws.uniform("childhood/season")[person] < 0.5
    school = people.school_at_16[person]
    board = (people.draws.uniform("childhood/board")[person] * 4 + rows["subject"]).astype(int) % 4
    first = model.COHORTS[0]
    level2 = np.where(rows["size"] > 0, (grade <= 3) * rows["size"] * 20, (grade == 8) * 20)
    return places.school_names(people, person, school, p, "kx") | {
        "kx_pmr": places.pmr(people, keys, person, year),
        "kx_academic_year": Values(
            year - first, labels=tuple(f"{y - 1}/{y}" for y in range(first, model.COHORTS[-1] + 1))
        ),
        "kx_exam_year": Values(year - rows["early"] * (~season)),
        "kx_season": Values((rows["early"] & season).astype(np.int64), labels=("S", "W")),
        "kx_qan": Values(rows["subject"], labels=tuple(qan for qan, _ in codes)),
        "kx_mapping": Values(rows["subject"], labels=tuple(code for _, code in codes)),
        "kx_board": Values(board, labels=("01", "10", "70", "90")),
        "kx_grade": Values(np.where(double, 10 + grade, grade), labels=labels),
        "kx_points": Values(rows["points"]),
        "kx_size": Values(rows["size"].astype(np.float64)),
        "kx_level2": Values(level2),
        "kx_discounted": Values(rows["discounted"]),
        "kx_include": constant("1", len(person)),
        "kx_version": constant("F", len(person)),
    }
