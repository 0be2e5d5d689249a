"""Children in need, children looked after, and the census of alternative provision."""

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import childhood_attendance as attendance
from leo_course.synthesis.domains import childhood_in_need, childhood_looked_after
from leo_course.synthesis.domains import childhood_places as places
from leo_course.synthesis.domains.childhood_homes import in_care
from leo_course.synthesis.model import ETHNIC_GROUPS, SEN
from leo_course.synthesis.streams import choose

PROVISION_YEARS = range(2008, 2022)


def observe(people, keys, p):
    """Rows of the three pooled views."""
    yield ("NPD_I2", "cla", None), childhood_looked_after.rows(people, keys, p)
    yield ("NPD_I2", "cin", None), childhood_in_need.rows(people, keys, p)
    makers = {
        "ap_census": (_provision, PROVISION_YEARS, 15),
    }
    for view, (make, years, age) in makers.items():
        parts = [make(people, keys, p, year) for year in _with_children(years, age)]
        yield ("NPD_I2", view, None), places.join(parts)


def _with_children(years, age):
    """Years in which some cohort is no older than ``age`` at the start of the school year."""
    return [year for year in years if any(year - c + 15 <= age for c in model.COHORTS)]


def _drawn(people, name, rows, table):
    """A code for each row, by a table of shares."""
    return Values(
        choose(people.draws.uniform(name)[rows], list(table.values())), labels=tuple(table)
    )


def _provision(people, keys, p, year):
    """Pupils in alternative provision that the authority pays for, in January."""
    child, draws = people.lives["childhood"], people.draws
    group = places.nc_year(people, year)
    excluded = np.zeros(len(people.person), bool)
    for before in (year - 1, year):
        if before in attendance.YEARS_OF_EXCLUSION:
            excluded |= attendance.number_excluded(people, p, before)[1]
    moment = int(day(year, 1, 17))
    need = (
        p["provision.disengaged"] * child.disengaged
        + p["provision.temper"] * (child.temper - p["exclusion.centre"])
        + p["provision.care"] * in_care(people, moment)
        + p["provision.excluded"] * excluded
        + p["provision.passing"] * draws.normal(f"childhood/provision {year}")
        + p["provision.year_group"] * (np.clip(group, 7, 11) - 9)
    )
    here = (group >= 7) & (group <= 11) & (people.sector != model.INDEPENDENT)
    rows = np.flatnonzero(here & (need > p["provision.threshold"]))
    la = places.school_names(people, rows, np.zeros(len(rows), int), p, "x")["x_la"]
    return {
        "ap_pmr": places.pmr(people, keys, rows, year),
        "ap_academic_year": places.academic_year(people, year, rows),
        "ap_la": la,
        "ap_sex": Values(np.where(people.female[rows], 2, 1)),
        "ap_birth_year": Values(people.birth_year[rows]),
        "ap_birth_month": Values(people.birth_month[rows]),
        "ap_ethnic": Values(people.ethnic[rows], labels=ETHNIC_GROUPS),
        "ap_fsm": Values(places.fsm(people, year)[rows].astype(np.int64)),
        "ap_sen": Values(people.sen[rows], labels=SEN),
        "ap_kind": _drawn(people, "childhood/provision kind", rows, p["provision.kinds"]),
        "ap_record_status": Values(np.zeros(len(rows), np.int64), np.ones(len(rows), bool)),
        "ap_sen_primary": Values(
            np.zeros(len(rows), np.int64), np.ones(len(rows), bool), ("SPLD",)
        ),
    }
