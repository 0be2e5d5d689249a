"""Key Stage 5: results at 18, one table of students and one of examinations."""

import numpy as np

from leo_course.synthesis import alevels, model
from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.alevels import A_LEVELS, DIPLOMA, DIPLOMAS, NEITHER, SLOTS
from leo_course.synthesis.columns import Values, constant
from leo_course.synthesis.domains import schools

SCHOOL, SIXTH_FORM_COLLEGE, FURTHER_EDUCATION, INDEPENDENT = 0, 1, 2, 3
LAST = 2021  # academic year in which the table ends
QCA_POINTS_FROM, NEW_POINTS_FROM = 2005, 2016
# Points of an A level by grade (U to A*) in three ages; an AS level counts for half of them. The
# first are those of the UCAS tariff of the time, then QCA's, then those of the reformed tables.
TARIFF_POINTS = np.array([0, 40, 60, 80, 100, 120, 120])
OLD_POINTS = np.array([0, 150, 180, 210, 240, 270, 300])
NEW_POINTS = np.array([0, 10, 20, 30, 40, 50, 60])
TARIFF_DIPLOMA = np.array([120, 160, 200, 240, 280, 320, 360, 360, 360, 360])
OLD_DIPLOMA = np.array([540, 585, 630, 675, 720, 765, 810, 820, 830, 840])
NEW_DIPLOMA = np.array([45, 55, 65, 75, 85, 95, 105, 110, 115, 120])
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
# Sector of a vocational diploma -> code. Those named next are Tech Levels in the tables of 2016
# and after, the others Applied General qualifications.
SECTORS = {
    "applied science": "SYN1",
    "art and design": "SYN2",
    "business": "SYN3",
    "engineering": "SYN4",
    "health and social care": "SYN5",
    "information technology": "SYN6",
    "media": "SYN7",
    "performing arts": "SYN8",
    "public services": "SYN9",
    "sport": "SYN0",
}
TECH_LEVELS = ("engineering", "information technology", "media")
# Subject of the model -> end of the column of the student table that holds its grade.
GRADE_COLUMNS = {
    "english literature": "eng_lit",
    "english language": "eng_lang",
    "mathematics": "math",
    "further mathematics": "math_furt",
    "biology": "biology",
    "chemistry": "chemistry",
    "physics": "physics",
    "psychology": "psych_soc",
    "sociology": "soc",
    "history": "hist",
    "geography": "geog",
    "economics": "econ",
    "business": "bus",
    "religious studies": "re",
    "politics": "gov_politics",
    "law": "law",
    "french": "french",
    "spanish": "spanish",
    "art": "ad",
    "drama": "drama",
    "media": "media_film_tv",
    "music": "music",
    "physical education": "pe",
    "design and technology": "dt_production",
    "computing": "comp_stu",
}
BOARDS = ("10", "20", "40", "70")
LINEAR_FROM = 2015  # academic year in whose winter nothing is examined any more
LEVELS = ("111", "121", "177")  # A level, AS level, vocational diploma


def qualification(level, code):
    """Number of a qualification: a letter and seven digits, which end with the subject."""
    return f"S{level}{code.replace('SYN', '900')}"


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
    names = schools.school_names(people, rows, people.school_at_16[rows], p, "ks5")
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


# The academic years in which the form fills a variable; one that is not named is filled in all.
YEARS = {
    **dict.fromkeys(("ks5_laestab", "ks5_urn", "exam_laestab", "exam_urn"), ((2002, 2019),)),
    "ks5_la": ((2002, 2015), (2017, LAST)),
    "ks5_trigger": ((2002, 2015), (2017, LAST)),
    "ks5_trigger_2016": ((2016, 2016),),
    "ks5_trigger_2021": ((2021, 2021),),
    **dict.fromkeys(
        (
            *("ks5_year_group", "ks5_entries", "ks5_ks4_language", "exam_discounted_1"),
            "exam_discounted",
        ),
        ((2002, 2015),),
    ),
    **dict.fromkeys(("ks5_school_result", "ks5_la_result", "ks5_national_result"), ((2004, 2015),)),
    "ks5_actual_year_group": ((2006, 2015),),
    "ks5_total_entries": ((2004, LAST),),
    "ks5_points_equivalent": ((2005, LAST),),
    "ks5_institution_type": ((2005, LAST),),
    **dict.fromkeys(("exam_size", "exam_points", "exam_level3"), ((2006, LAST),)),
    "ks5_mainstream": ((2007, LAST),),
    "ks5_route": ((2007, 2015),),
    **dict.fromkeys(
        (
            *("ks5_size_ga", "ks5_score_ga", "ks5_size_gas", "ks5_score_gas", "ks5_size_btec"),
            *("ks5_score_btec", "ks5_size_alev", "ks5_score_alev"),
        ),
        ((2008, 2015),),
    ),
    **dict.fromkeys(("ks5_in_cva", "ks5_expected", "ks5_value_added"), ((2008, 2010),)),
    "ks5_average_ks4": ((2005, 2006), (2008, 2015)),
    **dict.fromkeys(("ks5_school_type", "ks5_a_grades", "ks5_grade_a3"), ((2009, 2015),)),
    "ks5_alev": ((2009, LAST),),
    **dict.fromkeys(("ks5_level3", "ks5_pass2"), ((2009, 2015), (2017, LAST))),
    **dict.fromkeys(
        (
            *("ks5_pass2_route", "ks5_pass2_btec", "ks5_pass3", "ks5_pass1", "ks5_pass2_alevel"),
            *("ks5_grade_ae3", "ks5_ks4_sen"),
        ),
        ((2011, 2015),),
    ),
    "exam_include": ((2011, LAST),),
    **dict.fromkeys(
        ("ks5_entries_alev", "ks5_points_alev", "ks5_entries_acad", "ks5_points_acad"),
        ((2012, LAST),),
    ),
    **dict.fromkeys(
        (
            *("ks5_level3_alev", "ks5_pass1_alev", "ks5_pass2_alev", "ks5_pass3_alev"),
            *("ks5_a_facilitating", "ks5_b_facilitating", "ks5_aab_three"),
        ),
        ((2012, 2015),),
    ),
    "ks5_academic": ((2013, LAST),),
    **dict.fromkeys(
        ("ks5_vocational", "ks5_a_all_old", "ks5_b_all_old", "ks5_aab_two"), ((2013, 2015),)
    ),
    **dict.fromkeys(
        (
            *("ks5_birth_year", "ks5_birth_month", "ks5_age_now", "ks5_ethnic", "ks5_fsm"),
            *("ks5_disadvantaged", "ks5_language", "ks5_admission"),
        ),
        ((2015, LAST),),
    ),
    **dict.fromkeys(
        (
            *("ks5_general", "ks5_points_general", "ks5_entries_general"),
            *("ks5_tech", "ks5_points_tech", "ks5_entries_tech", "ks5_tech_achieved"),
            *("ks5_entries_best3", "ks5_in_best3", "ks5_points_best3", "ks5_best3"),
            *("ks5_in_aab", "ks5_entries_aab", "ks5_a_fac", "ks5_b_fac", "ks5_a_all"),
            *("ks5_b_all", "ks5_aab", "ks5_three_a", "ks5_aab_any"),
            *("exam_qan_again", "exam_ptq", "exam_points_new", "exam_gcse_size"),
            *("exam_discounted_single", "exam_discounted_all"),
        ),
        ((2016, LAST),),
    ),
    **dict.fromkeys(
        (
            *("ks5_record_type", "ks5_national", "ks5_ks4_disadvantaged", "ks5_ks4_ethnic"),
            *("ks5_ks4_fsm", "ks5_in_level3", "exam_institution_type"),
        ),
        ((2017, LAST),),
    ),
    **dict.fromkeys(("exam_centre", "exam_covid", "exam_autumn"), ((2020, LAST),)),
}


def _in_their_years(values, year):
    """The variables of a table, each empty outside the academic years of the form."""
    return {name: _within(one, year, YEARS.get(name)) for name, one in values.items()}


def _within(values, year, spans):
    """Values that the table holds in some academic years only; in all if no spans are given."""
    if spans is None:
        return values
    held = np.zeros(len(year), dtype=bool)
    for first, last in spans:
        held |= (year >= first) & (year <= last)
    missing = ~held if values.null is None else ~held | values.null
    return Values(np.where(missing, 0, values.data), missing, values.labels, values.kind)


def _flag(condition):
    return Values(condition.astype(np.int64))


def _worth(year, ages, place):
    """Entries of three tables of points, by the age that a year belongs to."""
    if place.ndim == 2:
        year = year[:, None]
    tariff, qca, new = (table[place] for table in ages)
    return np.where(year >= NEW_POINTS_FROM, new, np.where(year >= QCA_POINTS_FROM, qca, tariff))


def points(year, grade_points):
    """Points of the tables for A levels, by grade points and year; shape as ``grade_points``."""
    return _worth(year, (TARIFF_POINTS, OLD_POINTS, NEW_POINTS), grade_points)


def diploma_points(year, diploma):
    """Points of the tables for a vocational diploma, by place in ``DIPLOMAS`` and year."""
    return _worth(year, (TARIFF_DIPLOMA, OLD_DIPLOMA, NEW_DIPLOMA), diploma)


def has_half(people, p):
    """Who gave up one more subject after a year, with an AS level."""
    sixth, _ = people.lives["applications"]
    rate = alevels.by_year(p.table("ks5.half"), sixth.year)
    half = people.draws.happens("applications/AS level", rate)
    return half & (sixth.path == A_LEVELS)


def sector(people, p):
    """Place in ``SECTORS`` of the vocational diploma that goes with each person's interest."""
    sixth, _ = people.lives["applications"]
    names = tuple(SECTORS)
    goes = [names.index(p["ks5.sectors"][name]) for name in model.subjects(p)]
    return np.array(goes)[sixth.interest]


def students(people, keys, p):
    """Rows of the student table: everybody who took A levels or a vocational diploma."""
    sixth, _ = people.lives["applications"]
    rows = np.flatnonzero((sixth.path > 0) & (sixth.year <= LAST))
    year = sixth.year[rows]
    kind = institution(people, p)
    values = _names(people, rows, kind, p)
    values |= _person(people, keys, p, rows, year)
    values |= _institution_columns(kind[rows])
    values |= _results(people, p, rows, year)
    return _in_their_years(values, year)


def _person(people, keys, p, rows, year):
    """Who the student is; what schools know is not known of pupils of independent schools."""
    months_in = (people.birth_month[rows] + 3) % 12
    unasked = people.sector[rows] == model.INDEPENDENT
    whole = np.ones(len(rows), dtype=np.int64)
    age = year - people.cohort[rows] + 15
    fsm = people.fsm_at_16[rows].astype(np.int64)
    ever = people.fsm[:, 6:12].any(axis=1)[rows].astype(np.int64)
    language = Values(people.other_language[rows].astype(np.int64), unasked, labels=("ENG", "OTH"))
    ethnic = Values(people.ethnic[rows], unasked, labels=model.ETHNIC_GROUPS)
    return {
        "ks5_academic_year": _academic_year(year),
        "ks5_pmr": Values(keys.pmr[rows], kind=ids.PMR),
        "ks5_year_group": Values(age - 4),
        "ks5_actual_year_group": Values(13 * whole),
        "ks5_sex": Values((~people.female[rows]).astype(np.int64), labels=("F", "M")),
        "ks5_age": Values(age),
        "ks5_age_now": Values(age),
        "ks5_month_part": Values(11 - months_in),
        "ks5_birth_year": Values(people.birth_year[rows]),
        "ks5_birth_month": Values(people.birth_month[rows]),
        "ks5_ethnic": ethnic,
        "ks5_fsm": Values(fsm, unasked),
        "ks5_disadvantaged": Values(ever, unasked),
        "ks5_language": language,
        "ks5_ks4_disadvantaged": Values(ever, unasked),
        "ks5_ks4_ethnic": ethnic,
        "ks5_ks4_fsm": Values(fsm, unasked),
        "ks5_ks4_language": language,
        "ks5_ks4_sen": Values(_need_at_16(people, p, rows), unasked, labels=model.SEN),
        "ks5_record_type": Values(whole),
        "ks5_national": Values(whole),
        "ks5_version": constant("F", len(rows)),
        "ks5_school_result": Values(whole),
        "ks5_la_result": Values(whole),
        "ks5_national_result": Values(whole),
        "ks5_trigger": Values(whole),
        "ks5_trigger_2016": Values(whole),
        "ks5_trigger_2021": Values(whole),
    }


def _need_at_16(people, p, rows):
    """Special needs as schools recorded them in the last year of Key Stage 4."""
    cohort = people.cohort[rows]
    need = np.zeros(len(rows), dtype=np.int64)
    for year in np.unique(cohort).tolist():
        need[cohort == year] = model.recorded_need(people, year, p)[rows][cohort == year]
    return need


def _institution_columns(kind):
    """Types of the school or college, in the ways of different years."""
    school = (kind == SCHOOL).astype(np.int64)
    return {
        "ks5_admission": Values(school, null=kind == INDEPENDENT),
        "ks5_institution_type": Values(_institution_type(kind)),
        "ks5_mainstream": Values(school),
        "ks5_school_type": Values(np.array([1, 6, 7, 5])[kind]),
    }


def _institution_type(kind):
    return np.array([21, 31, 38, 29])[kind]


def _academic_year(year):
    first = model.COHORTS[0] + 2
    last = model.COHORTS[-1] + 3
    return Values(year - first, labels=tuple(f"{y - 1}/{y}" for y in range(first, last + 1)))


def _results(people, p, rows, year):
    """Totals, counts and thresholds of the student table."""
    sixth, _ = people.lives["applications"]
    at_a_level = sixth.path[rows] == A_LEVELS
    half = has_half(people, p)[rows]
    score = {
        "a": np.where(at_a_level, points(year, sixth.achieved[rows]).sum(axis=1), 0),
        "half": np.where(half, points(year, sixth.half[rows]) / 2, 0),
        "diploma": np.where(at_a_level, 0, diploma_points(year, sixth.diploma[rows])),
    }
    size = {
        "a": np.where(at_a_level, sixth.count[rows], 0),
        "half": 0.5 * half,
        "diploma": np.where(at_a_level, 0.0, 3.0),
    }
    return (
        _totals(year, score, size, at_a_level)
        | _thresholds(sixth.achieved[rows], at_a_level, half, sixth.half[rows], size)
        | _best(people, p, rows, year)
        | _cohorts_of_2016(people, p, rows, at_a_level, score, size)
        | _value_added(people, p, rows, year, score)
        | _grade_columns(people, p, rows)
    )


def _totals(year, score, size, at_a_level):
    """Points and sizes, of everything and by kind of qualification."""
    total = score["a"] + score["half"] + score["diploma"]
    whole = size["a"] + size["half"] + size["diploma"]
    halves = (size["half"] > 0).astype(np.int64)
    academic = Values(score["a"] + score["half"])
    return {
        "ks5_entries": Values(size["a"].astype(np.int64) + halves + ~at_a_level),
        "ks5_total_entries": Values(whole),
        "ks5_points": Values(total),
        "ks5_points_equivalent": Values(total),
        "ks5_entry_ga": Values(size["a"].astype(np.int64)),
        "ks5_entry_gas": Values(halves),
        "ks5_points_ga": Values(score["a"]),
        "ks5_points_gas": Values(score["half"]),
        "ks5_entries_alev": Values(size["a"] + size["half"]),
        "ks5_points_alev": academic,
        "ks5_entries_acad": Values(size["a"] + size["half"]),
        "ks5_points_acad": academic,
        "ks5_size_ga": Values(size["a"]),
        "ks5_score_ga": Values(score["a"]),
        "ks5_size_gas": Values(size["half"]),
        "ks5_score_gas": Values(score["half"]),
        "ks5_size_alev": Values(size["a"] + size["half"]),
        "ks5_score_alev": academic,
        "ks5_size_btec": Values(size["diploma"]),
        "ks5_score_btec": Values(score["diploma"]),
        "ks5_route": Values(np.where(at_a_level, 5, 3)),
        "ks5_alev": _flag(at_a_level),
        "ks5_academic": _flag(at_a_level),
        "ks5_vocational": _flag(~at_a_level),
    }


def _thresholds(got, at_a_level, half, half_points, size):
    """Numbers of grades, and who reached which mark; a diploma is worth three passes."""
    tops, passes = (got >= 5).sum(axis=1), (got >= 1).sum(axis=1)
    diploma = ~at_a_level
    level3 = _flag(diploma | (passes + 0.5 * (half & (half_points > 0)) >= 2))
    return {
        "ks5_a_grades": Values(tops),
        "ks5_grade_a3": _flag(tops >= 3),
        "ks5_grade_ae3": _flag(passes >= 3),
        "ks5_grades_a_ga": Values(tops),
        "ks5_grades_a": Values(tops),
        "ks5_passes_ga": Values(passes),
        "ks5_passes_gas": Values((half & (half_points > 0)).astype(np.int64)),
        "ks5_passes": Values(passes + 3.0 * diploma),
        "ks5_level3": level3,
        "ks5_level3_alev": Values(level3.data, null=diploma),
        "ks5_pass1": _flag(diploma | (passes >= 1) | (half & (half_points > 0))),
        "ks5_pass2": _flag(diploma | (passes >= 2)),
        "ks5_pass3": _flag(diploma | (passes >= 3)),
        "ks5_pass2_route": _flag(passes >= 2),
        "ks5_pass2_btec": _flag(diploma),
        "ks5_pass2_alevel": _flag(passes >= 2),
        "ks5_pass1_alev": _flag(passes >= 1),
        "ks5_pass2_alev": _flag(passes >= 2),
        "ks5_pass3_alev": _flag(passes >= 3),
    }


def _best(people, p, rows, year):
    """The best three A levels, and grades AAB with and without facilitating subjects."""
    sixth, _ = people.lives["applications"]
    got, none = sixth.achieved[rows], sixth.path[rows] != A_LEVELS
    best = np.sort(points(year, got), axis=1)[:, -3:].sum(axis=1)
    names = tuple(p["ks5.subjects_women"])
    useful = np.isin(sixth.subjects[rows][:, :SLOTS], [names.index(n) for n in FACILITATING])
    tops, better = (got >= 5).sum(axis=1), (got >= 4).sum(axis=1)
    useful_tops, useful_better = (
        (useful & (got >= 5)).sum(axis=1),
        (useful & (got >= 4)).sum(axis=1),
    )
    any_aab = (tops >= 2) & (better >= 3)
    two = any_aab & (useful_better >= 2)
    three = (useful_tops >= 2) & (useful_better >= 3)

    def of_a_levels(numbers):
        return Values(numbers.astype(np.int64), null=none)

    counts = of_a_levels(sixth.count[rows])
    return {
        "ks5_entries_best3": counts,
        "ks5_in_best3": _flag(~none),
        "ks5_points_best3": Values(best, null=none),
        "ks5_best3": Values(best / 3, null=none),
        "ks5_in_aab": _flag(~none),
        "ks5_entries_aab": counts,
        "ks5_a_fac": of_a_levels(useful_tops),
        "ks5_b_fac": of_a_levels(useful_better - useful_tops),
        "ks5_a_all": of_a_levels(tops),
        "ks5_b_all": of_a_levels(better - tops),
        "ks5_aab": of_a_levels(two),
        "ks5_three_a": of_a_levels(tops >= 3),
        "ks5_aab_any": of_a_levels(any_aab),
        "ks5_a_facilitating": Values(useful_tops),
        "ks5_b_facilitating": Values(useful_better - useful_tops),
        "ks5_aab_three": _flag(three),
        "ks5_a_all_old": Values(tops),
        "ks5_b_all_old": Values(better - tops),
        "ks5_aab_two": _flag(two),
    }


def _cohorts_of_2016(people, p, rows, at_a_level, score, size):
    """Applied General and Tech Level cohorts of the tables from 2016."""
    names = tuple(SECTORS)
    tech = ~at_a_level & np.isin(sector(people, p)[rows], [names.index(n) for n in TECH_LEVELS])
    general = ~at_a_level & ~tech
    values = {
        "ks5_tech_achieved": _flag(tech),
        "ks5_in_level3": _flag(np.ones(len(rows), dtype=bool)),
    }
    for name, member in (("general", general), ("tech", tech)):
        values |= {
            f"ks5_{name}": _flag(member),
            f"ks5_points_{name}": Values(np.where(member, score["diploma"], 0), null=~member),
            f"ks5_entries_{name}": Values(np.where(member, size["diploma"], 0), null=~member),
        }
    return values


def _value_added(people, p, rows, year, score):
    """Points at 16, and what the tables of 2008 to 2010 expected of them at 18."""
    average = people.results["capped"][rows] / 8
    total = score["a"] + score["half"] + score["diploma"]
    expected = np.maximum(p["ks5.expected_centre"] + p["ks5.expected_slope"] * (average - 40), 0)
    return {
        "ks5_average_ks4": Values(average),
        "ks5_in_cva": _flag(np.ones(len(rows), dtype=bool)),
        "ks5_expected": Values(expected),
        "ks5_value_added": Values(total - expected),
    }


def _grade_columns(people, p, rows):
    """A column for each subject, with the grade of who took it as an A level."""
    sixth, _ = people.lives["applications"]
    taken = np.arange(SLOTS) < sixth.count[rows, None]
    subjects = np.where(taken, sixth.subjects[rows][:, :SLOTS], -1)
    values = {}
    for number, name in enumerate(p["ks5.subjects_women"]):
        here = subjects == number
        grade = (sixth.achieved[rows] * here).sum(axis=1)
        values[f"ks5_ga_{GRADE_COLUMNS[name]}"] = Values(
            grade.astype(np.int16), null=~here.any(axis=1), labels=alevels.GRADES
        )
    return values


def exams(people, keys, p):
    """Rows of the exam table: each A level, AS level and vocational diploma, and early sittings."""
    sixth, _ = people.lives["applications"]
    row, slot, level, repeated = _sittings(people, p)
    year = sixth.year[row]
    grade = np.where(level == 1, sixth.half[row], sixth.achieved[row, np.minimum(slot, SLOTS - 1)])
    grade = np.where(repeated, grade - 1, grade)
    diploma = sixth.diploma[row]
    worth = np.where(level == 1, points(year, grade) / 2, points(year, grade))
    worth = np.where(level == 2, diploma_points(year, diploma), worth)
    codes = (*(MAPPING[name] for name in p["ks5.subjects_women"]), *SECTORS.values())
    in_sector = len(MAPPING) + sector(people, p)[row]
    subject = np.where(level == 2, in_sector, sixth.subjects[row, slot])
    kind = institution(people, p)
    names = _names(people, row, kind, p)
    board = people.draws.uniform("applications/board", SLOTS + 1)[row, slot]
    letters = Values(
        np.where(level == 2, len(alevels.GRADES) + diploma, grade),
        labels=(*alevels.GRADES, *DIPLOMAS),
    )
    size = np.array([1.0, 0.5, 3.0])[level]
    number = Values(
        level * len(codes) + subject,
        labels=tuple(qualification(level, code) for level in LEVELS for code in codes),
    )
    ones = np.ones(len(row), dtype=np.int64)
    values = {
        "exam_academic_year": _academic_year(year),
        "exam_pmr": Values(keys.pmr[row], kind=ids.PMR),
        "exam_laestab": names["ks5_laestab"],
        "exam_urn": names["ks5_urn"],
        "exam_institution_type": Values(_institution_type(kind[row])),
        "exam_year": Values(np.where((level == 1) | repeated, year - 1, year)),
        "exam_season": Values(
            (repeated & (year < LINEAR_FROM)).astype(np.int64), labels=("S", "W")
        ),
        "exam_board": Values((board * len(BOARDS)).astype(np.int64), labels=BOARDS),
        "exam_level": Values(level, labels=LEVELS),
        "exam_qan": number,
        "exam_qan_again": number,
        "exam_mapping": Values(subject, labels=codes),
        "exam_size": Values(size),
        "exam_gcse_size": Values(4 * size),
        "exam_level3": Values(np.where(grade + 2 * (level == 2) > 0, 50 * size, 0)),
        "exam_grade": letters,
        "exam_original_grade": letters,
        "exam_final_grade": letters,
        "exam_points": Values(worth),
        "exam_points_new": Values(worth),
        "exam_include": Values(ones),
        "exam_ptq": Values(ones),
        "exam_version": constant("F", len(row)),
    }
    values |= _discounted(repeated) | _in_the_pandemic(values["exam_year"].data)
    return _in_their_years(values, year)


def _sittings(people, p):
    """Person, slot, level and whether it is an early sitting, for each row of the exam table."""
    sixth, _ = people.lives["applications"]
    held = sixth.year <= LAST
    final = (np.arange(SLOTS) < sixth.count[:, None]) & held[:, None]
    early = final & (sixth.achieved >= 2)
    early &= people.draws.uniform("trouble/ks5_resit", SLOTS) < p["trouble.ks5_resit"]
    half = np.flatnonzero(has_half(people, p) & held)
    diploma = np.flatnonzero((sixth.path == DIPLOMA) & held)
    parts = [
        (*np.nonzero(final), 0, False),
        (*np.nonzero(early), 0, True),
        (half, np.full(len(half), SLOTS), 1, False),
        (diploma, np.full(len(diploma), SLOTS), 2, False),
    ]
    sizes = [len(part[0]) for part in parts]
    row, slot = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
    level, repeated = (np.repeat([part[place] for part in parts], sizes) for place in (2, 3))
    return row, slot, level, repeated.astype(bool)


def _discounted(repeated):
    """Which rows another result takes the place of, in the ways of different years."""
    flag = Values(repeated.astype(np.int64))
    none = Values(np.zeros(len(repeated), dtype=np.int64))
    return {
        "exam_discounted_1": none,  # the earlier sitting lies in another year
        "exam_discounted": flag,
        "exam_discounted_single": none,
        "exam_discounted_all": flag,
    }


def _in_the_pandemic(year):
    """Flags of grades that teachers gave in the summers of 2020 and 2021."""
    given = _flag((year == 2020) | (year == 2021))
    return {"exam_centre": given, "exam_covid": given, "exam_autumn": _flag(year < 0)}
