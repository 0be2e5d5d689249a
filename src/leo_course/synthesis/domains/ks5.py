"""Key Stage 5: results at 18, one table of students and one of examinations."""

import numpy as np

from leo_course.synthesis import alevels, model
from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.alevels import A_LEVELS, DIPLOMA, DIPLOMAS, NEITHER, SLOTS
from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import schools

SCHOOL, SIXTH_FORM_COLLEGE, FURTHER_EDUCATION, INDEPENDENT = 0, 1, 2, 3
LAST = 2021  # academic year in which the table ends
NEW_POINTS_FROM = 2016
# Points of an A level by grade (U to A*), up to 2014/15 and after; an AS level counts for half.
OLD_POINTS = np.array([0, 150, 180, 210, 240, 270, 300])
NEW_POINTS = np.array([0, 10, 20, 30, 40, 50, 60])
OLD_DIPLOMA = np.array([540, 585, 630, 675, 720, 765, 810])
NEW_DIPLOMA = np.array([45, 55, 65, 75, 85, 95, 105])
FACILITATING = (
    *("english literature", "mathematics", "further mathematics", "biology", "chemistry"),
    *("physics", "history", "geography", "french", "spanish"),
)
# Subject of the model -> code by which the exam table maps qualifications to subjects.
MAPPING = {
    "english literature": "5110",
    "english language": "5030",
    "mathematics": "2210",
    "further mathematics": "2330",
    "biology": "1010",
    "chemistry": "1110",
    "physics": "1210",
    "psychology": "4850",
    "sociology": "4890",
    "history": "4010",
    "geography": "3910",
    "economics": "4410",
    "business": "3210",
    "religious studies": "4610",
    "politics": "4830",
    "law": "4770",
    "french": "5650",
    "spanish": "5750",
    "art": "3510",
    "drama": "5210",
    "media": "5350",
    "music": "7010",
    "physical education": "7210",
    "design and technology": "9080",
    "computing": "2610",
}
DIPLOMA_MAPPING = "3999"
BOARDS = ("10", "20", "40", "70")
LEVELS = ("111", "121", "177")  # A level, AS level, vocational diploma


def institution(people, p):
    """Kind of place where people study from 16 to 18, and its place in their authority.

    A pupil of a state school who stays in its own sixth form is the one whom the census finds in
    Year 12. Behind the schools of an authority stand its sixth-form college and its college of
    further education.
    """
    draws, (sixth, _) = people.draws, people.lives["applications"]
    index = p["school.sixth_form_centre"] + p["school.sixth_form_attainment"] * people.attainment
    own = (people.sector == model.STATE) & (index + draws.normal("school/sixth") > 0)
    own &= sixth.path != NEITHER
    other = draws.happens("applications/sixth-form college", p["ks5.sixth_form_college"])
    college = np.where(other & (sixth.path == A_LEVELS), SIXTH_FORM_COLLEGE, FURTHER_EDUCATION)
    kind = np.where(own, SCHOOL, college)
    kind[(people.sector == model.INDEPENDENT) & (sixth.path == A_LEVELS)] = INDEPENDENT
    return kind


def _names(people, rows, kind, p):
    """Pseudonyms of authority and institution: those of the schools, and of two colleges each."""
    names = schools._school_names(people, rows, people.school_at_16[rows], p, "ks5")
    las = names["ks5_la"].labels
    low = int(people.la[rows].min()) if len(rows) else 0
    college = 2 * names["ks5_la"].data + (kind[rows] == FURTHER_EDUCATION)
    at_college = np.isin(kind[rows], (SIXTH_FORM_COLLEGE, FURTHER_EDUCATION))
    ends = ("8601", "8001")
    more = {
        "ks5_laestab": tuple(f"{la}{end}" for la in las for end in ends),
        "ks5_urn": tuple(
            f"SYN{9_000_001 + 2 * (low + n) + k:07d}" for n in range(len(las)) for k in range(2)
        ),
    }
    for name, labels in more.items():
        old = names[name]
        place = np.where(at_college, len(old.labels) + college, old.data)
        names[name] = Values(place, labels=old.labels + labels)
    return names


def _within(values, year, *spans):
    """Values that the table holds in some academic years only."""
    held = np.zeros(len(year), dtype=bool)
    for first, last in spans:
        held |= (year >= first) & (year <= last)
    missing = ~held if values.null is None else ~held | values.null
    return Values(np.where(missing, 0, values.data), missing, values.labels, values.kind)


def _flag(condition):
    return Values(condition.astype(np.int64))


def points(year, grade_points):
    """Points of the tables for A levels, by grade points and year; shape as ``grade_points``."""
    new = year >= NEW_POINTS_FROM
    new = new[:, None] if grade_points.ndim == 2 else new
    return np.where(new, NEW_POINTS[grade_points], OLD_POINTS[grade_points])


def has_half(people, p):
    """Who gave up one more subject after a year, with an AS level."""
    sixth, _ = people.lives["applications"]
    half = people.draws.happens("applications/AS level", p["ks5.half"])
    return half & (sixth.path == A_LEVELS)


def students(people, keys, p):
    """Rows of the student table: everybody who took A levels or a vocational diploma."""
    sixth, _ = people.lives["applications"]
    rows = np.flatnonzero((sixth.path > 0) & (sixth.year <= LAST))
    year = sixth.year[rows]
    kind = institution(people, p)
    values = _names(people, rows, kind, p) | _results(people, p, rows, year)
    for name in ("ks5_laestab", "ks5_urn"):
        values[name] = _within(values[name], year, (2002, 2019))
    months_in = (people.birth_month[rows] + 3) % 12
    state = kind[rows] != INDEPENDENT
    whole = np.ones(len(rows), dtype=np.int64)
    types = np.array([0, 5, 6, 4])[kind[rows]]
    selective = np.where(kind[rows] == SCHOOL, 1, 0)
    return values | {
        "ks5_academic_year": _academic_year(year),
        "ks5_pmr": Values(keys.pmr[rows], kind=ids.PMR),
        "ks5_year_group": _within(Values(13 * whole), year, (2002, 2015)),
        "ks5_sex": Values((~people.female[rows]).astype(np.int64), labels=("F", "M")),
        "ks5_age": Values(17 * whole),
        "ks5_month_part": Values(11 - months_in),
        "ks5_birth_year": _within(Values(people.birth_year[rows]), year, (2015, LAST)),
        "ks5_birth_month": _within(Values(people.birth_month[rows]), year, (2015, LAST)),
        "ks5_record_type": _within(Values(whole), year, (2017, LAST)),
        "ks5_admission": _within(Values(selective, null=~state), year, (2015, LAST)),
        "ks5_institution_type": Values(np.array([21, 31, 38, 29])[kind[rows]]),
        "ks5_school_type": _within(Values(1 + types), year, (2009, 2015)),
        "ks5_national_result": _within(Values(whole), year, (2004, 2015)),
        "ks5_trigger": _within(Values(whole), year, (2002, 2015), (2017, LAST)),
    }


def _academic_year(year):
    first = model.COHORTS[0] + 2
    last = model.COHORTS[-1] + 2
    return Values(year - first, labels=tuple(f"{y - 1}/{y}" for y in range(first, last + 1)))


def _results(people, p, rows, year):
    """Totals, counts and thresholds of the student table."""
    sixth, _ = people.lives["applications"]
    at_a_level = sixth.path[rows] == A_LEVELS
    diploma = sixth.path[rows] == DIPLOMA
    half = has_half(people, p)[rows]
    got, count = sixth.achieved[rows], sixth.count[rows]
    a_levels = points(year, got).sum(axis=1)
    new = year >= NEW_POINTS_FROM
    vocational = np.where(new, NEW_DIPLOMA[sixth.diploma[rows]], OLD_DIPLOMA[sixth.diploma[rows]])
    halves = np.where(half, points(year, sixth.half[rows]) / 2, 0)
    total = np.where(diploma, vocational, a_levels + halves)
    size = np.where(diploma, 3.0, count + 0.5 * half)
    tops, passes = (got >= 5).sum(axis=1), (got >= 1).sum(axis=1)
    best = np.sort(points(year, got), axis=1)[:, -3:].sum(axis=1) / 3
    names = tuple(p["ks5.subjects_women"])
    useful = np.isin(sixth.subjects[rows][:, :SLOTS], [names.index(n) for n in FACILITATING])
    aab = (tops >= 2) & ((got >= 4).sum(axis=1) >= 3) & ((useful & (got >= 4)).sum(axis=1) >= 2)
    average = people.results["capped"][rows] / 8
    none = ~at_a_level
    return {
        "ks5_entries": _within(Values(count + half + diploma), year, (2002, 2015)),
        "ks5_total_entries": Values(size),
        "ks5_points": Values(total),
        "ks5_points_equivalent": Values(total),
        "ks5_alev": _within(_flag(at_a_level), year, (2009, LAST)),
        "ks5_entries_alev": _within(Values(np.where(none, 0, size)), year, (2012, LAST)),
        "ks5_points_alev": _within(
            Values(np.where(none, 0, a_levels + halves)), year, (2012, LAST)
        ),
        "ks5_a_grades": _within(Values(tops), year, (2009, 2015)),
        "ks5_grade_a3": _within(_flag(tops >= 3), year, (2009, 2015)),
        "ks5_pass2": _within(_flag(diploma | (passes >= 2)), year, (2009, 2015), (2017, LAST)),
        "ks5_pass2_alev": _within(_flag(passes >= 2), year, (2011, 2015)),
        "ks5_pass3": _within(_flag(diploma | (passes >= 3)), year, (2011, 2015)),
        "ks5_best3": _within(Values(best, null=none), year, (2016, LAST)),
        "ks5_aab": _within(Values(aab.astype(np.int64), null=none), year, (2016, LAST)),
        "ks5_average_ks4": _within(Values(average), year, (2005, 2006), (2008, 2015)),
    }


def exams(people, keys, p):
    """Rows of the exam table: each A level, AS level and vocational diploma, and early sittings."""
    sixth, _ = people.lives["applications"]
    held = sixth.year <= LAST
    final = (np.arange(SLOTS) < sixth.count[:, None]) & held[:, None]
    early = final & (sixth.achieved >= 2)
    early &= people.draws.uniform("trouble/ks5_resit", SLOTS) < p["trouble.ks5_resit"]
    parts = [
        (*np.nonzero(final), 0, False),
        (*np.nonzero(early), 0, True),
        (np.flatnonzero(has_half(people, p) & held), None, 1, False),
        (np.flatnonzero((sixth.path == DIPLOMA) & held), None, 2, False),
    ]
    row = np.concatenate([part[0] for part in parts])
    sizes = [len(part[0]) for part in parts]
    slot = np.concatenate(
        [
            np.full(n, SLOTS) if part[1] is None else part[1]
            for n, part in zip(sizes, parts, strict=True)
        ]
    )
    level = np.repeat([part[2] for part in parts], sizes)
    repeated = np.repeat([part[3] for part in parts], sizes)
    year = sixth.year[row]
    grade = np.where(level == 1, sixth.half[row], sixth.achieved[row, np.minimum(slot, SLOTS - 1)])
    grade = np.where(repeated, grade - 1, grade)
    worth = np.where(level == 1, points(year, grade) / 2, points(year, grade))
    diploma = sixth.diploma[row]
    new = year >= NEW_POINTS_FROM
    worth = np.where(level == 2, np.where(new, NEW_DIPLOMA[diploma], OLD_DIPLOMA[diploma]), worth)
    codes = (*(MAPPING[name] for name in p["ks5.subjects_women"]), DIPLOMA_MAPPING)
    subject = np.where(level == 2, len(codes) - 1, sixth.subjects[row, slot])
    kind = institution(people, p)
    names = _names(people, row, kind, p)
    board = people.draws.uniform("applications/board", SLOTS + 1)[row, slot]
    return {
        "exam_academic_year": _academic_year(year),
        "exam_pmr": Values(keys.pmr[row], kind=ids.PMR),
        "exam_laestab": _within(names["ks5_laestab"], year, (2002, 2019)),
        "exam_urn": _within(names["ks5_urn"], year, (2002, 2019)),
        "exam_year": Values(np.where(level == 1, year - 1, year)),
        "exam_season": Values(repeated.astype(np.int64), labels=("S", "W")),
        "exam_board": Values((board * len(BOARDS)).astype(np.int64), labels=BOARDS),
        "exam_level": Values(level, labels=LEVELS),
        "exam_qan": Values(
            level * len(codes) + subject,
            labels=tuple(f"SYN{lev}{code}" for lev in LEVELS for code in codes),
        ),
        "exam_mapping": Values(subject, labels=codes),
        "exam_size": Values(np.array([1.0, 0.5, 3.0])[level]),
        "exam_grade": Values(
            np.where(level == 2, len(alevels.GRADES) + diploma, grade),
            labels=(*alevels.GRADES, *DIPLOMAS),
        ),
        "exam_points": Values(worth),
        "exam_discounted": _within(Values(repeated.astype(np.int64)), year, (2002, 2015)),
    }
