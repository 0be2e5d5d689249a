"""Education outside mainstream schools: pupil referral units and alternative provision.

What leads there is disengagement, temper, need, care and above all a permanent exclusion. Units
have a census of their own in 2009/10 to 2012/13, none before, and the school census after; what
an authority pays for elsewhere stands in the census of alternative provision.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.domains import childhood_exclusions as exclusions
from leo_course.synthesis.domains import childhood_pupil as pupil
from leo_course.synthesis.domains import schools
from leo_course.synthesis.domains.childhood_homes import in_care
from leo_course.synthesis.model import SEN
from leo_course.synthesis.streams import choose

UNIT_YEARS, PAID_YEARS = range(2010, 2014), range(2008, 2022)
UNITS_IN_SCHOOL_CENSUS = 2014
NEW_CENSUS = 2018  # of alternative provision: record status, types of need, open placements
LAST_KIND, LAST_ACADEMY = 2017, 2013
SERVICE_FROM = 2012


@dataclass
class Elsewhere:
    """Who is educated elsewhere in an academic year; arrays of shape (people,)."""

    unit: np.ndarray  # in a pupil referral unit
    dual: np.ndarray  # registered there and at a school
    paid: np.ndarray  # in provision that the authority pays for
    on_roll: np.ndarray  # of those, still on the roll of a school


def observe(people, keys, p):
    """Rows of the two pooled views."""
    units = [_units(people, keys, p, year) for year in UNIT_YEARS]
    yield ("NPD_I2", "pru_census", None), schools.join(units)
    paid = [_paid(people, keys, p, year) for year in PAID_YEARS]
    yield ("NPD_I2", "ap_census", None), schools.join(paid)


def elsewhere(people, p, year) -> Elsewhere:
    """Who is educated elsewhere in the academic year that ends in ``year``."""
    known = people.lives.setdefault("elsewhere", {})
    if year not in known:
        known[year] = _elsewhere(people, p, year)
    return known[year]


def _elsewhere(people, p, year):
    draws, child = people.draws, people.lives["childhood"]
    group = schools.nc_year(people, year)
    excluded = _excluded(people, p, year)
    cause = (
        p["provision.disengaged"] * child.disengaged
        + p["provision.temper"] * (child.temper - p["exclusion.centre"])
        + p["provision.care"] * in_care(people, int(day(year, 1, 17)))
        + p["provision.need"] * child.need
        + p["provision.year_group"] * (np.clip(group, 1, 11) - 9)
    )
    passing = p["provision.passing"] * draws.normal(f"childhood/provision {year}")
    wait = p["provision.unit_passing"] * draws.normal(f"provision/unit {year}")
    sent = excluded & draws.happens(f"provision/sent to unit {year}", p["provision.unit_excluded"])
    here = schools.in_state_school(people, year) & (group >= 1)
    unit = sent | (cause + wait > p["provision.unit_threshold"])
    unit &= here & (group > schools.LAST_PRIMARY_YEAR)
    index = cause + passing + p["provision.excluded"] * excluded
    index = index + p["provision.statement"] * (people.sen == len(SEN) - 1)
    paid = here & ~unit & (index > p["provision.threshold"])
    return Elsewhere(
        unit=unit,
        dual=unit & ~excluded & draws.happens(f"provision/dual {year}", p["provision.dual"]),
        paid=paid,
        on_roll=paid & draws.happens(f"provision/on roll {year}", p["provision.on_roll"]),
    )


def _excluded(people, p, year):
    """Permanently excluded in this academic year or the one before."""
    excluded = np.zeros(len(people.person), bool)
    for before in (year - 1, year):
        if before in exclusions.YEARS_OF_EXCLUSION:
            excluded |= exclusions.number_excluded(people, p, before)[1]
    return excluded


def _codes(text, table):
    """Values with the labels of a table of shares, by place."""
    return Values(text, labels=tuple(table))


def _units(people, keys, p, year):
    """Pupils of referral units on the census day of one January."""
    draws, state = people.draws, elsewhere(people, p, year)
    found = draws.uniform(f"provision/found unit {year}") >= p["trouble.census_missing"]
    main = np.flatnonzero(state.unit & found)
    gone = draws.uniform(f"provision/left unit {year}")[main] < p["trouble.off_roll_only"]
    moment = pupil.census_day("spring", year)
    stay = np.floor(draws.uniform(f"provision/entry {year}")[main] * p["provision.stay"])
    school = np.full(len(main), schools.unit(p))
    status = np.where(state.dual[main], 2, 0)
    names = schools.school_names(people, main, school, p, "census")
    return (
        names
        | pupil.person(people, keys, p, main, "spring", year)
        | {
            "pru_la_geog": schools.authority_numbers(people.la[main]),
            "census_academic_year": constant(f"{year - 1}/{year}", len(main)),
            "census_date": Values(np.full(len(main), moment, np.int32)),
            "census_term": constant("Spring", len(main)),
            "census_record_status": Values(np.zeros(len(main), np.int8), np.ones(len(main), bool)),
            "census_on_roll": Values((~gone).astype(np.int8)),
            "census_entry_date": Values((moment - 5 - stay).astype(np.int32)),
            "census_enrol_status": Values(status, labels=pupil.ENROL_STATUS),
            "census_contact_hours": Values(contact_hours(people, p, main, status > 0, year)),
        }
    )


def contact_hours(people, p, rows, dual, year):
    """Hours that pupils spend at a unit in census week, fewer if they go to a school besides."""
    least = np.where(dual, p["provision.least_hours"]["dual"], p["provision.least_hours"]["alone"])
    more = choose(
        people.draws.uniform(f"provision/hours {year}")[rows], list(p["provision.hours"].values())
    )
    return (least + more).astype(np.int8)


def _paid(people, keys, p, year):
    """Pupils in provision that an authority pays for, some of them twice."""
    draws = people.draws
    main = np.flatnonzero(elsewhere(people, p, year).paid)
    twice = draws.uniform(f"trouble/provision_twice {year}")[main] < p["trouble.provision_twice"]
    rows = np.concatenate([main, main[twice]])
    second = np.arange(len(rows)) >= len(main)
    status = np.concatenate([np.where(twice, 1, 0), np.full(twice.sum(), 101)])
    ended = draws.uniform(f"provision/ended {year}")[rows] < p["provision.ended"]
    kind = choose(draws.uniform("childhood/provision kind")[rows], _kinds(p, year))
    who = pupil.person(people, keys, p, rows, "spring", year)
    n = len(rows)
    return {
        "ap_pmr": who["census_pmr"],
        "ap_academic_year": constant(f"{year - 1}/{year}", n),
        "ap_year": Values(np.full(n, year)),
        "ap_la": schools.authority_numbers(people.la[rows]),
        "ap_sex": Values(np.where(people.female[rows], 2, 1)),
        "ap_age": who["census_age"],
        "ap_age_months": who["census_age_months"],
        "ap_birth_year": who["birth_year"],
        "ap_birth_month": who["birth_month"],
        "ap_ethnic": who["census_ethnic_minor"],
        "ap_ethnic_major": who["census_ethnic_major"],
        "ap_fsm": who["census_fsm"],
        "ap_service_child": _in_years(who["census_service_child"], year >= SERVICE_FROM),
        "ap_sen": who["census_sen"],
        "ap_sen_primary": _in_years(who["census_sen_primary"], year >= NEW_CENSUS),
        "ap_sen_secondary": _in_years(who["census_sen_secondary"], year >= NEW_CENSUS),
        "ap_kind": _in_years(_codes(kind, p["provision.kinds"]), year <= LAST_KIND),
        "ap_record_status": Values(status, null=(status == 0) | (year < NEW_CENSUS)),
        "ap_open": _in_years(
            Values(np.where(second, 0, 1 - (ended & (status == 0)))), year >= NEW_CENSUS
        ),
    }


def _kinds(p, year):
    """Shares of the kinds of provision; academies are told apart until 2012/13."""
    shares = dict(p["provision.kinds"])
    if year > LAST_ACADEMY:
        shares["ACD"] = 0
    return list(shares.values())


def _in_years(values, there):
    """The same values, or none at all where the year does not have the column."""
    if there:
        return values
    return Values(values.data, np.ones(len(values.data), bool), values.labels, values.kind)
