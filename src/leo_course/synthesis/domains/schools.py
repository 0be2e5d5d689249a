"""Schools: the census of each spring."""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.model import ETHNIC_GROUPS, SEN
from leo_course.synthesis.streams import logistic, normal_share

AREAS_IN_ENGLAND = 32_482
SPRINGS = tuple(range(2006, 2022))
MAJOR_GROUPS = ("WHIT", "MIXD", "ASIA", "BLAC", "CHIN", "AOEG", "UNCL")
_MAJOR = {"W": 0, "M": 1, "A": 2, "B": 3, "CHNE": 4, "OOTH": 5, "REFU": 6, "NOBT": 6}


def observe(people, keys, p):
    """Rows of the school census."""
    for place, spring in enumerate(SPRINGS):
        yield ("NPD_I2", "spring_census", spring), spring_census(people, keys, p, place)


def spring_census(people, keys, p, place):
    """Rows of the spring census number ``place``: state pupils in Year 8 to Year 12."""
    spring, draws = SPRINGS[place], people.draws
    nc_year = people.year_group(spring)
    in_school = (people.sector != model.INDEPENDENT) & (nc_year <= 12) & (nc_year >= 7)
    stays_on = p["school.sixth_form_centre"] + p["school.sixth_form_attainment"] * people.attainment
    in_sixth_form = (people.sector == model.STATE) & (stays_on + draws.normal("school/sixth") > 0)
    in_school &= (nc_year < 12) | in_sixth_form
    in_school &= draws.uniform("school/found", len(SPRINGS))[:, place] >= p["school.census_missing"]
    main = np.flatnonzero(in_school)
    repeated, status, off_roll = _duplicates(people, p, place, main)
    rows = np.concatenate([main, main[repeated]])
    second = np.arange(len(rows)) >= len(main)
    status_of = np.concatenate([status, np.where(status > 0, status + 100, 0)[repeated]])
    left = np.concatenate([off_roll, np.isin(status[repeated], (1, 2))])
    values = _census_school(people, p, place, rows, second, left, status_of)
    values |= _census_person(people, keys, p, place, rows)
    values |= {
        "census_academic_year": constant(f"{spring - 1}/{spring}", len(rows)),
        "census_date": Values(np.full(len(rows), _third_thursday(spring))),
        "census_term": constant("Spring", len(rows)),
        "census_record_status": Values(status_of, null=status_of == 0),
        "census_source_table": Values(
            left.astype(np.int64), labels=("PupilsOnRoll", "PupilsNoLongerOnRoll")
        ),
        "census_on_roll": Values((~left).astype(np.int64)),
        "census_nc_year": Values(nc_year[rows], labels=tuple(str(n) for n in range(14))),
        "census_enrol_status": Values(
            np.where(status_of == 103, 2, np.where(status_of == 3, 1, 0)), labels=("C", "M", "S")
        ),
    }
    return values


def _duplicates(people, p, place, main):
    """Which pupils stand twice, the status of the main record, and who is off roll there."""
    chance = people.draws.uniform("trouble/duplicate_census", len(SPRINGS))[main, place]
    kind = people.draws.uniform("trouble/duplicate kind", len(SPRINGS))[main, place]
    twice = (chance < p["trouble.duplicate_census"]) & (people.sector[main] == model.STATE)
    status = np.where(twice, np.where(kind < 0.55, 1, np.where(kind < 0.65, 2, 3)), 0)
    alone = people.draws.uniform("trouble/off_roll_only", len(SPRINGS))[main, place]
    off_roll = (status == 2) | (~twice & (alone < p["trouble.off_roll_only"]))
    return np.flatnonzero(twice), status, off_roll


def _census_school(people, p, place, rows, second, left, status):
    """School, entry and leaving of each row; a second record comes from another school."""
    draws, spring = people.draws, SPRINGS[place]
    count = p["place.state_schools_per_la"]
    other = (draws.uniform("school/second", len(SPRINGS))[rows, place] * (count - 1)).astype(int)
    now = people.in_year(people.school, spring)
    school = now[rows]
    school = np.where(second, (school + 1 + other) % count, school)
    moved = (now != people.in_year(people.school, spring - 1))[rows] | second
    within = (draws.uniform("school/entry", len(SPRINGS))[rows, place] * 100).astype(np.int64)
    first_day = day(people.cohort[rows] - 5, 9, 3)
    entry = np.where(moved, day(np.full(len(rows), spring - 1), 9, 4) + within, first_day)
    leaving = np.maximum(entry + 20, day(np.full(len(rows), spring - 1), 10, 1) + within // 2)
    # Of two schools that the pupil has left, the main record is the one left later.
    leaving = np.where(status == 2, day(np.full(len(rows), spring), 1, 4) + within // 20, leaving)
    return _school_names(people, rows, school, p, "census") | {
        "census_entry_date": Values(entry),
        "census_leaving_date": Values(np.where(left, leaving, 0), null=~left),
    }


def _school_names(people, rows, school, p, prefix):
    """Pseudonyms of authority and school, by number; an authority's schools share its letters."""
    la, per_la = people.la[rows], p["place.state_schools_per_la"] + 2
    low = int(la.min()) if len(la) else 0
    high = int(la.max()) + 1 if len(la) else 0
    numbers = range(low, high)
    las = tuple(f"SYN{n + 101:05d}" for n in numbers)
    estabs = tuple(f"SYN{n + 101:05d}{4001 + k}" for n in numbers for k in range(per_la))
    urns = tuple(f"SYN{n * per_la + k + 100001:07d}" for n in numbers for k in range(per_la))
    number = (la - low) * per_la + school
    return {
        f"{prefix}_la": Values(la - low, labels=las),
        f"{prefix}_laestab": Values(number, labels=estabs),
        f"{prefix}_urn": Values(number, labels=urns),
    }


def _census_person(people, keys, p, place, rows):
    """Who the pupil is, as the school knows it that spring."""
    spring = SPRINGS[place]
    # The second PMR is the one of records before Year 9.
    old = keys.has_second_pmr[rows] & (people.year_group(spring)[rows] < 9)
    sen, minor = model.recorded_need(people, spring, p)[rows], people.ethnic[rows]
    types = tuple(p["sen.types"])
    shares = list(p["sen.types"].values())
    first = people.draws.choice("sen/first type", shares)[rows]
    other = people.draws.choice("sen/second type", shares)[rows]
    has_type = sen >= 2
    has_other = has_type & people.draws.happens("sen/two", p["sen.second_type"])[rows]
    language = _language(people)[rows]
    major = np.array([_MAJOR.get(code, _MAJOR.get(code[0])) for code in ETHNIC_GROUPS])
    return _demography(people, rows) | {
        "census_pmr": Values(np.where(old, keys.second_pmr[rows], keys.pmr[rows]), kind=ids.PMR),
        "census_fsm": Values(people.in_year(people.fsm, spring)[rows].astype(np.int64)),
        "census_ethnic_minor": Values(minor, labels=ETHNIC_GROUPS),
        "census_ethnic_major": Values(major[minor], labels=MAJOR_GROUPS),
        "census_language_minor": Values(language, labels=("ENG", "ENB", "OTH", "OTB", "NOT")),
        "census_language_major": Values(
            np.array([0, 0, 1, 1, 2])[language], labels=("1_ENG", "2_OTH", "3_UNCL")
        ),
        "census_sen": Values(sen, labels=SEN),
        "census_sen_primary": Values(first, null=~has_type, labels=types),
        "census_sen_secondary": Values(other, null=~has_other, labels=types),
        **_area(people, people.in_year(people.area, spring)[rows], p),
    }


def _language(people):
    sure = people.draws.uniform("school/language known")
    code = np.where(people.other_language, np.where(sure < 0.03, 3, 2), np.where(sure < 0.02, 1, 0))
    return np.where(sure > 0.993, 4, code)


def _area(people, area, p):
    """Code, IDACI score and rank of the small areas in which rows live."""
    low = int(area.min()) if len(area) else 0
    numbers = np.arange(low, int(area.max()) + 1 if len(area) else low)
    if not len(numbers):
        numbers = np.array([low])
    advantage = model.area_advantage(people.draws, numbers, p)
    score = logistic(p["place.idaci_centre"] + p["place.idaci_slope"] * advantage)
    rank = 1 + np.floor(normal_share(advantage) * AREAS_IN_ENGLAND).astype(np.int64)
    codes = tuple(f"E019{n:05d}" for n in numbers.tolist())
    return {
        "census_lsoa": Values(area - low, labels=codes),
        "census_idaci_score": Values(score[area - low]),
        "census_idaci_rank": Values(rank[area - low]),
    }


def _demography(people, rows):
    return {
        "sex": Values((~people.female[rows]).astype(np.int64), labels=("F", "M")),
        "birth_year": Values(people.birth_year[rows]),
        "birth_month": Values(people.birth_month[rows]),
    }


def _third_thursday(year):
    """The third Thursday of January, as days since 1970-01-01, which was a Thursday."""
    first = int(day(year, 1, 1))
    return first + (-first) % 7 + 14
