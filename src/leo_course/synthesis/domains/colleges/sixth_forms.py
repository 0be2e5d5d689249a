"""Learning aims of school sixth forms, from the autumn census and the results (PLAMS)."""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import alevels, model
from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.domains import ks5, schools
from leo_course.synthesis.domains.colleges import catalogue, subjects
from leo_course.synthesis.domains.colleges.choices import SIXTH
from leo_course.synthesis.domains.colleges.learning import YEARS

FIRST = 2008  # of the years delivered, by the year in which they end
WITHOUT_SCHOOLS = 2020  # from then on results come without the school that entered them
AS_LEVEL, A_LEVEL, DIPLOMA, FIRST_DIPLOMA = range(4)  # sorts of aim
TYPES = ("121", "111", "177", "610")  # codes of the types of qualification, by sort
SORTS = ("GCE AS level", "GCE A level", "BTEC National Diploma", "BTEC First Diploma")
# Grades of first diplomas follow those of A levels and of the diplomas of level 3.
GRADES = (*alevels.GRADES, *alevels.DIPLOMAS, "*P", "*M", "*D")
CELLS = 16  # numbers of aims kept for one person


@dataclass
class Aims:
    """Aims in the sixth forms of state schools, one entry each."""

    row: np.ndarray
    begun: np.ndarray  # place of the academic year in which the programme began
    cell: np.ndarray  # number among the aims of the programme
    sort: np.ndarray
    subject: np.ndarray  # of an A level; of a diploma the place in ks5.SECTORS; else the sector
    start: np.ndarray
    planned: np.ndarray
    end: np.ndarray
    completed: np.ndarray
    grade: np.ndarray  # place in GRADES


def rows(people, keys, life, p):
    """Rows of every year: the views are named by the year in which the academic year ends."""
    aims = make_aims(people, life, p)
    for year in range(FIRST, YEARS[-1] + 2):
        yield ("NPD_I2", "plams", year), _year(people, keys, aims, p, year)


def make_aims(people, life, p):
    """All aims in state sixth forms: A levels, or a vocational diploma at level 2 or 3."""
    here = (life.kind == SIXTH) & (people.sector == model.STATE)[:, None]
    diploma = (people.lives["applications"][0].path == alevels.DIPLOMA)[:, None]
    academic = here & (life.level == 3) & ~diploma
    parts = [
        _academic(people, life, p, np.nonzero(academic)),
        _vocational(people, life, p, np.nonzero(here & (life.level == 3) & diploma), DIPLOMA),
        _vocational(people, life, p, np.nonzero(here & (life.level < 3)), FIRST_DIPLOMA),
    ]
    return Aims(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _academic(people, life, p, at):
    taken = subjects.of_programmes(people, life, p, at)
    sort = np.where(taken.stage == subjects.AS, AS_LEVEL, A_LEVEL)
    return (
        *(taken.row, taken.begun, taken.slot + subjects.SLOTS * taken.stage, sort, taken.subject),
        *(taken.start, taken.planned, taken.end, taken.completed, taken.points),
    )


def _vocational(people, life, p, at, sort):
    row, _ = at
    if sort == DIPLOMA:
        grade = len(alevels.GRADES) + people.lives["applications"][0].diploma[row]
    else:
        score = people.attainment[row] + 2 * people.draws.uniform("colleges/first diploma")[row] - 1
        passed = life.achieved[at]
        merit = np.searchsorted([0.0, 0.8], score)
        grade = np.where(passed, len(alevels.GRADES) + len(alevels.DIPLOMAS) + merit, 0)
    dates = (getattr(life, name)[at] for name in ("start", "planned", "end", "completed"))
    sector = ks5.sector(people, p)[row] if sort == DIPLOMA else life.sector[at]
    fixed = np.full(len(row), CELLS - 1), np.full(len(row), sort), sector
    return (*at, *fixed, *dates, grade)


def _year(people, keys, aims, p, year):
    """Rows of one academic year: every aim that is studied in it."""
    opens, closes = int(day(year - 1, 9, 1)), int(day(year, 7, 31))
    here = np.flatnonzero((aims.start <= closes) & (aims.end >= opens))
    row, sort, cell = aims.row[here], aims.sort[here], aims.cell[here]
    n, going = len(row), aims.end[here] > closes
    done = ~going & aims.completed[here]
    left = ~going & ~done
    at = row, cell
    found = _of_aim(people, f"trouble/aim_without_result {year}", at)
    matched = done & (found >= p["trouble.aim_without_result"])
    unsaid = _of_aim(people, f"trouble/sixth_form_no_end {year}", at)
    no_end = going | (unsaid < p["trouble.sixth_form_no_end"])
    reason = (_of_aim(people, f"colleges/reason {year}", at) * len(REASONS)).astype(np.int64)
    status = np.where(going, 0, np.where(done, 1, 2))
    off_roll = left & (aims.end[here] < int(day(year, 5, 1)))
    values = _subject_columns(p, sort, aims.subject[here], matched)
    values |= _result_columns(aims.grade[here], sort, year, done, matched)
    values |= schools.school_names(people, row, people.school_at_16[row], p, "plams")
    place = values["plams_laestab"]
    nobody = ~matched | (year >= WITHOUT_SCHOOLS)
    nc_year = 12 + year - 1 - np.array(YEARS)[aims.begun[here]]
    return values | {
        "plams_laestab_matched": Values(
            np.where(nobody, len(place.labels), place.data), labels=(*place.labels, "")
        ),
        "plams_pmr": Values(keys.pmr[row], kind=ids.PMR),
        "plams_academic_year": constant(f"{year - 1}/{year}", n),
        "plams_source": constant(f"SC_{(year - 1) % 100:02d}{year % 100:02d}_AU", n),
        "plams_on_roll": Values((~off_roll).astype(np.int64)),
        "plams_status": Values(np.zeros(n, np.int64), null=np.ones(n, bool)),
        "plams_nc_year": Values(nc_year),
        "plams_start": Values(_dates(aims.start[here], np.zeros(n, bool))),
        "plams_planned": Values(_dates(aims.planned[here], np.zeros(n, bool))),
        "plams_end": Values(_dates(aims.end[here], no_end)),
        "plams_completion": Values(status, labels=("1", "2", "3")),
        "plams_reason": Values(reason, null=~left, labels=REASONS),
        "plams_core": Values((cell % subjects.SLOTS == 0).astype(np.int64), labels=("0", "1")),
        "plams_programme": Values(np.zeros(n, np.int64), null=np.ones(n, bool), labels=("31",)),
        "plams_traineeship": Values(
            np.zeros(n, np.int64), null=np.full(n, year < 2016), labels=("0",)
        ),
        "plams_version": constant("A", n),
        **_person_columns(people, row, nc_year),
    }


REASONS = ("2", "3", "4", "44", "97", "98")  # why an aim was left


def _person_columns(people, row, nc_year):
    months_in = (people.birth_month[row] + 3) % 12
    return {
        "plams_birth_year": Values(people.birth_year[row]),
        "plams_birth_month": Values(people.birth_month[row]),
        "plams_sex": Values((~people.female[row]).astype(np.int64), labels=("F", "M")),
        "plams_age": Values(nc_year + 4),
        "plams_month_part": Values(11 - months_in),
    }


def _result_columns(grade, sort, year, done, matched):
    """The results that were found, and what they are worth."""
    none = ~matched
    first = len(alevels.GRADES)
    letters = grade < first
    worth = ks5.OLD_POINTS[np.where(letters, grade, 0)]
    worth = np.where(sort == AS_LEVEL, worth / 2, worth)
    diploma = ks5.OLD_DIPLOMA[np.clip(grade - first, 0, len(alevels.DIPLOMAS) - 1)]
    worth = np.where(sort == DIPLOMA, diploma, worth)
    fails = letters & (grade == 0)
    labels = ("", *GRADES)
    return {
        "plams_grade": Values(np.where(none, 0, grade + 1), labels=labels),
        "plams_points": Values(worth, null=none | (sort == FIRST_DIPLOMA)),
        "plams_pass": Values(fails.astype(np.int64), null=none, labels=("P", "F")),
        "plams_match_source": Values(matched.astype(np.int64), labels=("0", "5")),
        "plams_grade_source": Values(
            matched.astype(np.int64), null=none & (year > 2009), labels=("0", "5")
        ),
        "plams_match": Values(np.where(none, 0, np.where(sort >= DIPLOMA, 2, 1))),
        "plams_outcome": Values(np.where(done, np.where(fails, 1, 0), 2), labels=("1", "2", "3")),
        "plams_result": Values(np.where(done, grade + 1, 0), null=~done, labels=labels),
    }


def _subject_columns(p, sort, subject, matched):
    """Qualification number, subject and type, once as the school gave them and once as matched."""
    table, names = catalogue.columns(), subjects.names(p)
    order = np.array([tuple(catalogue.SUBJECTS).index(name) for name in names])
    sectors = catalogue.numbers("course", tuple(p["colleges.sectors_women"]))[:, 2, 0]
    academic = sort <= A_LEVEL
    listed = order[np.where(academic, subject, 0)]
    aim = np.where(
        sort == AS_LEVEL,
        catalogue.subject_numbers("AS")[listed],
        catalogue.subject_numbers("A2")[listed],
    )
    diplomas = catalogue.diploma_numbers()
    aim = np.where(sort == DIPLOMA, diplomas[np.minimum(subject, len(diplomas) - 1)], aim)
    aim = np.where(sort == FIRST_DIPLOMA, sectors[np.minimum(subject, len(sectors) - 1)], aim)
    codes = (*(ks5.MAPPING[name] for name in names), *ks5.SECTORS.values(), "")
    code = np.where(sort == FIRST_DIPLOMA, len(codes) - 1, len(names) + subject)
    code = np.where(academic, subject, code)
    level = np.where(sort == FIRST_DIPLOMA, 2, 3)
    blank = len(codes) - 1
    return {
        "plams_qan": Values(aim, labels=table["references"]),
        "plams_qan_matched": Values(
            np.where(matched, aim, len(table["references"])), labels=(*table["references"], "")
        ),
        "plams_discount": Values(code, labels=codes),
        "plams_discount_matched": Values(np.where(matched, code, blank), labels=codes),
        "plams_discount_listed": Values(code, labels=codes),
        "plams_class": Values(code, labels=tuple(f"Y{c[:3]}" if c else "" for c in codes)),
        "plams_type": Values(sort, labels=TYPES),
        "plams_type_matched": Values(np.where(matched, sort, len(TYPES)), labels=(*TYPES, "")),
        "plams_level": Values(level),
        "plams_title": Values(aim, labels=table["titles"]),
        "plams_sort": Values(sort, labels=SORTS),
    }


def _dates(days, blank):
    """Dates as text such as 2008-06-24, as the view holds them; empty where there is none."""
    text = days.astype("datetime64[D]").astype("S10")
    return np.where(blank, b"", text)


def _of_aim(people, name, at):
    """A draw for each aim of a person in a year."""
    return people.draws.uniform(name, CELLS, at=at)
