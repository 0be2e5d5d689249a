"""Pupils and schools as the collections of schools have them.

Who is a pupil where, in which year and under which PMR; what authorities and schools are called;
and what every collection says of a person. A school is known by its place in its authority:
secondary schools first, then primary ones, then the pupil referral unit.
"""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values

LAST_PRIMARY_YEAR = 6


def nc_year(people, year):
    """National Curriculum year in the academic year that ends in ``year``."""
    return people.year_group(year)


def fsm(people, year):
    """Eligible for free school meals in an academic year."""
    return people.in_year(people.fsm, year)


def in_state_school(people, year):
    """Pupils of state schools in England in Reception to Year 11 of an academic year."""
    return state_pupil(people, nc_year(people, year))


def state_pupil(people, year_group):
    """The same in the school year that is given for each person, 0 being Reception."""
    child = people.lives["childhood"]
    primary = year_group <= LAST_PRIMARY_YEAR
    state = np.where(primary, child.state_primary, people.sector != model.INDEPENDENT)
    return state & (year_group >= child.arrived) & (year_group >= 0) & (year_group <= 11)


def pmr(people, keys, rows, year):
    """The PMR of records of an academic year; people with two have the old one before Year 9.

    ``year`` is a number, or one for each of the rows.
    """
    old = keys.has_second_pmr[rows] & (11 + year - people.cohort[rows] < 9)
    return Values(np.where(old, keys.second_pmr[rows], keys.pmr[rows]), kind=ids.PMR)


def school_of(people, year, p):
    """Place of each pupil's school in the list of its authority: secondary ones, then primary."""
    secondary = people.in_year(people.school, year)
    primary = p["place.state_schools_per_la"] + 2 + people.lives["childhood"].primary
    return np.where(nc_year(people, year) <= LAST_PRIMARY_YEAR, primary, secondary)


def unit(p):
    """Place of the pupil referral unit of an authority, behind its primary schools."""
    return int(p["place.state_schools_per_la"] + 2 + p["childhood.primaries"])


def another(people, school, chance, p):
    """Another mainstream school of the same kind in the authority, by numbers from 0 to 1."""
    secondaries, primaries = p["place.state_schools_per_la"], p["childhood.primaries"]
    first = np.where(school > secondaries + 1, secondaries + 2, 0)
    count = np.where(school > secondaries + 1, primaries, secondaries)
    step = 1 + (chance * (count - 1)).astype(np.int64)
    return first + (school - first + step) % count


def authority_names(la):
    """Pseudonyms of authorities, by number."""
    low = int(la.min()) if len(la) else 0
    high = int(la.max()) + 1 if len(la) else 0
    return Values(la - low, labels=tuple(f"SYN{n + 101:05d}" for n in range(low, high)))


def authority_numbers(la):
    """Numbers of authorities, of three digits, as columns named ``_geog`` give them."""
    return Values((la + 101).astype(np.int16))


def school_names(people, rows, school, p, prefix):
    """Pseudonyms of authority and school; an authority's schools share its letters."""
    secondaries, primaries = p["place.state_schools_per_la"] + 2, p["childhood.primaries"]
    la = people.la[rows]
    authority = authority_names(la)
    low = int(la.min()) if len(la) else 0
    estabs, urns = [], []
    for n, name in enumerate(authority.labels, start=low):
        estabs += [f"{name}{4001 + k}" for k in range(secondaries)]
        estabs += [f"{name}{2001 + k}" for k in range(primaries)]
        estabs.append(f"{name}1101")
        urns += [f"SYN{n * secondaries + k + 100001:07d}" for k in range(secondaries)]
        urns += [f"SYN{n * primaries + k + 5000001:07d}" for k in range(primaries)]
        urns.append(f"SYN{n + 9500001:07d}")
    number = authority.data * (secondaries + primaries + 1) + school
    return {
        f"{prefix}_la": authority,
        f"{prefix}_laestab": Values(number, labels=tuple(estabs)),
        f"{prefix}_urn": Values(number, labels=tuple(urns)),
    }


def join(parts):
    """Rows of several years, one under another."""
    out = {}
    for name in parts[0]:
        values = [part[name] for part in parts]
        labels = values[0].labels
        data = [v.data for v in values]
        if labels is not None:
            labels = tuple(sorted({label for v in values for label in v.labels}))
            place = {label: n for n, label in enumerate(labels)}
            data = [
                np.array([place[label] for label in v.labels], dtype=np.int64)[v.data]
                if len(v.data)
                else v.data
                for v in values
            ]
        null = None
        if any(v.null is not None for v in values):
            null = np.concatenate(
                [np.zeros(len(v.data), bool) if v.null is None else v.null for v in values]
            )
        out[name] = Values(np.concatenate(data), null, labels, values[0].kind)
    return out


def academic_year(people, year, rows):
    """The academic year of each row, written as 2007/2008."""
    return Values(np.zeros(len(rows), np.int64), labels=(f"{year - 1}/{year}",))


def demography(people, rows):
    """Sex, and year and month of birth."""
    return {
        "sex": Values((~people.female[rows]).astype(np.int64), labels=("F", "M")),
        "birth_year": Values(people.birth_year[rows]),
        "birth_month": Values(people.birth_month[rows]),
    }
