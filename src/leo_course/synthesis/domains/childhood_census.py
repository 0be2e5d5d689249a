"""The other collections of the school census: yearly until 2004/05, then every term.

The spring census of the core's years is made by ``schools``; the same pupils stand here in the
other terms, in earlier years (some of them in primary schools) and in the sixth form.
"""

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.domains import childhood_places as places
from leo_course.synthesis.domains import schools
from leo_course.synthesis.model import ETHNIC_GROUPS, SEN

FIRST = {"plasc": 2003, "summer_census": 2006, "autumn_census": 2007, "spring_census": 2009}
LAST_PLASC = 2005
TERMS = {"plasc": "spring", "spring_census": "spring"}
TERMS |= {"summer_census": "summer", "autumn_census": "autumn"}
YEAR_GROUPS = tuple(str(n) for n in range(1, 14))
NO_SUMMER = 2020


def collections():
    """Name and year of each census that holds some of the cohorts."""
    for name, first in FIRST.items():
        last = LAST_PLASC if name == "plasc" else max(model.COHORTS)
        for year in range(first, last + 1):
            group = [11 + year - cohort for cohort in model.COHORTS]
            gone = name == "summer_census" and year == NO_SUMMER
            made = name == "spring_census"
            if not gone and not made and any(1 <= n <= 13 for n in group):
                yield name, year


def observe(people, keys, p):
    for name, year in collections():
        yield ("NPD_I2", name, year), census(people, keys, p, name, year)


def on_roll(people, p, name, year):
    """State pupils from Year 1 to Year 13 whom this census finds."""
    draws, group = people.draws, places.nc_year(people, year)
    here = places.in_state_school(people, year)
    stays_on = p["school.sixth_form_centre"] + p["school.sixth_form_attainment"] * people.attainment
    sixth = (people.sector == model.STATE) & (stays_on + draws.normal("school/sixth") > 0)
    second = sixth & draws.happens("childhood/second sixth", p["census.second_sixth"])
    here |= ((group == 12) & sixth) | ((group == 13) & second)
    if name == "summer_census":
        early = draws.uniform("childhood/leaves year 11") < p["census.leaves_year_11"]
        here &= ~((group == 11) & early)
    return here & (draws.uniform(f"childhood/found {name} {year}") >= p["census.missing"])


def census(people, keys, p, name, year):
    """Rows of one census: one for each pupil and school that reported them."""
    draws, term = people.draws, TERMS[name]
    main = np.flatnonzero(on_roll(people, p, name, year))
    chance = draws.uniform(f"childhood/duplicate {name} {year}")[main]
    twice = (chance < p["trouble.duplicate_term"]) & (people.sector[main] == model.STATE)
    if name == "plasc":
        twice &= False  # once a year, and of pupils on roll alone
    still = draws.uniform(f"childhood/duplicate kind {name} {year}")[main] < 0.6
    status = np.where(twice, np.where(still, 1, 3), 0)
    away = draws.uniform(f"childhood/off roll {name} {year}")[main] < p["trouble.off_roll_term"]
    left = away & ~twice & (name != "plasc")
    rows = np.concatenate([main, main[twice]])
    second = np.arange(len(rows)) >= len(main)
    status_of = np.concatenate([status, 100 + status[twice]])
    left = np.concatenate([left, status[twice] == 1])
    school = places.school_of(people, year, p)[rows]
    other = draws.uniform(f"childhood/second school {name} {year}")[rows]
    school = np.where(second, places.another(people, school, other, p), school)
    group = places.nc_year(people, year)[rows]
    return (
        places.school_names(people, rows, school, p, "census")
        | _dates(people, rows, name, year, group, second, left)
        | _person(people, keys, p, rows, year)
        | {
            "census_academic_year": places.academic_year(people, year, rows),
            "census_date": Values(np.full(len(rows), census_day(term, year))),
            "census_term": constant(term.capitalize(), len(rows)),
            "census_record_status": Values(status_of, null=status_of == 0),
            "census_source_table": Values(
                left.astype(np.int64), labels=("PupilsOnRoll", "PupilsNoLongerOnRoll")
            ),
            "census_on_roll": Values((~left).astype(np.int64)),
            "census_nc_year": Values(group - 1, labels=YEAR_GROUPS),
            "census_class_type": constant("O", len(rows)),
            "census_enrol_status": Values(
                np.where(status_of == 103, 2, np.where(status_of == 3, 1, 0)),
                labels=("C", "M", "S"),
            ),
        }
    )


def census_day(term, year):
    """The third Thursday of January, May or (in the year before) September."""
    month, of = {"spring": (1, year), "summer": (5, year), "autumn": (9, year - 1)}[term]
    first = int(day(of, month, 1))
    return first + (-first) % 7 + 14


def _dates(people, rows, name, year, group, second, left):
    """Entry and leaving; most enter with Year 7, or Reception of a primary school."""
    within = people.draws.uniform(f"childhood/entry {name} {year}")[rows]
    began = np.where(group <= places.LAST_PRIMARY_YEAR, people.cohort[rows] - 12, 0)
    began = np.where(group > places.LAST_PRIMARY_YEAR, people.cohort[rows] - 5, began)
    arrived = people.lives["childhood"].arrived[rows]
    came = people.cohort[rows] - 12 + arrived
    entry = day(np.maximum(began, np.where(arrived > 0, came, 0)), 9, 3)
    moment = census_day(TERMS[name], year)
    late = moment - 5 - np.floor(within * 90).astype(np.int64)
    entry = np.where(second & ~left, late, entry)
    leaving = np.maximum(moment - 3 - np.floor(within * 60).astype(np.int64), entry + 1)
    return {
        "census_entry_date": Values(entry),
        "census_leaving_date": Values(np.where(left, leaving, 0), null=~left),
    }


def _person(people, keys, p, rows, year):
    sen = model.recorded_need(people, year, p)[rows]
    types, shares = tuple(p["sen.types"]), list(p["sen.types"].values())
    first = people.draws.choice("sen/first type", shares)[rows]
    other = people.draws.choice("sen/second type", shares)[rows]
    two = people.draws.happens("sen/two", p["sen.second_type"])[rows]
    language, minor = schools._language(people)[rows], people.ethnic[rows]
    major = np.array([schools._MAJOR.get(c, schools._MAJOR.get(c[0])) for c in ETHNIC_GROUPS])
    groups = np.array([0, 0, 1, 1, 2])[language]
    area = people.in_year(people.area, year)[rows]
    return (
        places.demography(people, rows)
        | schools._area(people, area, p)
        | {
            "census_pmr": places.pmr(people, keys, rows, year),
            "census_fsm": Values(places.fsm(people, year)[rows].astype(np.int64)),
            "census_ethnic_minor": Values(minor, labels=ETHNIC_GROUPS),
            "census_ethnic_major": Values(major[minor], labels=schools.MAJOR_GROUPS),
            "census_language_minor": Values(language, labels=("ENG", "ENB", "OTH", "OTB", "NOT")),
            "census_language_major": Values(groups, labels=("1_ENG", "2_OTH", "3_UNCL")),
            "census_sen": Values(sen, labels=SEN),
            "census_sen_primary": Values(first, null=sen < 2, labels=types),
            "census_sen_secondary": Values(other, null=(sen < 2) | ~two, labels=types),
        }
    )
