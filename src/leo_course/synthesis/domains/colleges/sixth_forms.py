"""Learning aims of school sixth forms, from the autumn census and the results (PLAMS)."""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.domains import schools
from leo_course.synthesis.domains.colleges import aims, catalogue
from leo_course.synthesis.domains.colleges.learning import SIXTH, YEARS

LAST = 2011  # of the years delivered, by the year in which they end
AS_LEVEL, A_LEVEL, VOCATIONAL = range(3)
QUALIFICATION_CODES = (121, 111, 610)  # of the three sorts of aim
SORTS = ("GCE AS level", "GCE A level", "BTEC First Diploma")


def rows(people, keys, life, p):
    """Rows of every year: the views are named by the year in which the academic year ends."""
    years = [year + 1 for year in YEARS if 2008 <= year + 1 <= LAST]
    return {("NPD_I2", "plams", year): _year(people, keys, life, p, year) for year in years}


def _aims(people, life, p, year):
    """Person, subject, sort and number of the aims that are studied in a year."""
    chosen = aims.subjects(people, p)
    state = people.sector == model.STATE
    place = year - 1 - YEARS[0]
    sector = np.zeros(len(people.person), dtype=np.int64)
    parts = []
    for back, sort, count in ((0, AS_LEVEL, 4), (1, A_LEVEL, 3), (0, VOCATIONAL, 1)):
        if place - back < 0:
            continue
        here = (life.kind[:, place - back] == SIXTH) & state
        academic = life.level[:, place - back] == 3
        here &= ~academic if sort == VOCATIONAL else academic
        if back:
            here &= life.end[:, place - back] >= int(day(year - 1, 9, 5))
        row = np.flatnonzero(here)
        for number in range(count):
            subject = life.sector[row, place] if sort == VOCATIONAL else chosen[row, number]
            parts.append((row, np.full(len(row), number), np.full(len(row), sort), subject))
    empty = (sector[:0],) * 4
    return tuple(np.concatenate(column) for column in zip(empty, *parts, strict=True))


def _year(people, keys, life, p, year):
    row, number, sort, subject = _aims(people, life, p, year)
    n, place = len(row), year - 1 - YEARS[0]
    begun = np.where(sort == A_LEVEL, place - 1, place)
    begun = np.maximum(begun, 0)
    starts = int(day(year - 1, 9, 4))
    ends = int(day(year, 6, 24))
    true_end = np.minimum(life.end[row, begun], ends)
    left = true_end < int(day(year, 5, 1))
    done = ~left & ~((sort == AS_LEVEL) & (life.end[row, begun] < ends - 20))
    cell = row, number + 4 * sort
    chance = _of_aim(people, f"colleges/sixth form grade {year}", cell)
    grade = _grades(people, row, sort, chance)
    found = (
        _of_aim(people, f"trouble/aim_without_result {year}", cell)
        >= p["trouble.aim_without_result"]
    )
    matched = done & found
    no_end = (
        _of_aim(people, f"trouble/sixth_form_no_end {year}", cell) < p["trouble.sixth_form_no_end"]
    )
    shown = matched.astype(np.int64)
    values = _subject_columns(p, sort, subject, shown)
    values |= schools._school_names(people, row, people.school_at_16[row], p, "plams")
    return values | {
        "plams_pmr": Values(keys.pmr[row], kind=ids.PMR),
        "plams_academic_year": constant(f"{year - 1}/{year}", n),
        "plams_source": constant(f"SC_{(year - 1) % 100:02d}{year % 100:02d}_AU", n),
        "plams_on_roll": Values(np.where(left, 0, 1)),
        "plams_status": Values(np.zeros(n, np.int64), null=np.ones(n, bool)),
        "plams_nc_year": Values(np.where(sort == A_LEVEL, 13, 12)),
        "plams_start": Values(_dates(np.full(n, starts), np.zeros(n, bool))),
        "plams_planned": Values(_dates(np.full(n, ends), np.zeros(n, bool))),
        "plams_end": Values(_dates(true_end, no_end)),
        "plams_completion": Values(np.where(left, 2, np.where(done, 1, 0)), labels=("1", "2", "3")),
        "plams_traineeship": Values(np.zeros(n, np.int64), null=np.ones(n, bool), labels=("0",)),
        "plams_grade": Values(np.where(matched, grade + 1, 0), labels=("", *GRADES)),
        "plams_match_source": Values(np.where(matched, 1, 0), labels=("0", "5")),
        "plams_pass": Values(
            np.isin(grade, (0,)).astype(np.int64), null=~matched, labels=("P", "F")
        ),
        "plams_version": constant("A", n),
        "plams_birth_year": Values(people.birth_year[row]),
        "plams_birth_month": Values(people.birth_month[row]),
        "plams_sex": Values((~people.female[row]).astype(np.int64), labels=("F", "M")),
        "plams_age": Values(np.where(sort == A_LEVEL, 17, 16)),
    }


GRADES = ("U", "E", "D", "C", "B", "A", "*P", "*M", "*D")


def _grades(people, row, sort, chance):
    """Places in GRADES: letters, or the three grades of a vocational award."""
    score = people.attainment[row] + 2 * chance - 1
    letter = np.searchsorted([-1.1, -0.5, 0.1, 0.6, 1.1], score)
    return np.where(sort == VOCATIONAL, 6 + np.searchsorted([0.0, 0.8], score), letter)


def _subject_columns(p, sort, subject, shown):
    """Qualification number, subject and type, once as the school gave them and once as matched."""
    names = tuple(catalogue.SUBJECTS)
    table = catalogue.columns()
    numbers = [catalogue.subject_numbers(stage) for stage in ("AS", "A2")]
    vocational = catalogue.numbers("course", tuple(p["colleges.sectors_women"]))[:, 2, 0]
    academic = np.minimum(subject, len(names) - 1)
    aim = np.where(sort == AS_LEVEL, numbers[0][academic], numbers[1][academic])
    aim = np.where(sort == VOCATIONAL, vocational[np.minimum(subject, len(vocational) - 1)], aim)
    codes = tuple(code for _, code in catalogue.SUBJECTS.values())
    code = np.where(sort == VOCATIONAL, len(codes), academic)
    blank = shown == 0
    level = np.where(sort == VOCATIONAL, 2, 3)
    return {
        "plams_qan": Values(aim, labels=table["references"]),
        "plams_qan_matched": Values(
            np.where(blank, len(table["references"]), aim), labels=(*table["references"], "")
        ),
        "plams_discount": Values(code, labels=(*codes, "")),
        "plams_discount_matched": Values(np.where(blank, len(codes), code), labels=(*codes, "")),
        "plams_discount_listed": Values(code, labels=(*codes, "")),
        "plams_type": Values(sort, labels=tuple(map(str, QUALIFICATION_CODES))),
        "plams_type_matched": Values(
            np.where(blank, 3, sort), labels=(*map(str, QUALIFICATION_CODES), "")
        ),
        "plams_level": Values(level),
        "plams_title": Values(aim, labels=table["titles"]),
        "plams_sort": Values(sort, labels=SORTS),
    }


def _dates(days, blank):
    """Dates as text such as 2008-06-24, as the view holds them; empty where there is none."""
    text = days.astype("datetime64[D]").astype("S10")
    return np.where(blank, b"", text)


def _of_aim(people, name, cell):
    """A draw for each aim of a person in a year: at most four of each sort."""
    return people.draws.uniform(name, 12)[cell]
