"""Children in need and children looked after."""

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import childhood_places as places
from leo_course.synthesis.model import ETHNIC_GROUPS, SEN
from leo_course.synthesis.streams import choose

NEED_YEARS, CARE_YEARS = range(2009, 2022), range(2006, 2022)


def observe(people, keys, p):
    """Rows of the two pooled views."""
    makers = {
        "cla": (_looked_after, CARE_YEARS, 17),
        "cin": (_in_need, NEED_YEARS, 17),
    }
    for view, (make, years, age) in makers.items():
        parts = [make(people, keys, p, year) for year in _with_children(years, age)]
        yield ("NPD_I2", view, None), places.join(parts)


def _with_children(years, age):
    """Years in which some cohort is no older than ``age`` at the start of the school year."""
    return [year for year in years if any(year - c + 15 <= age for c in model.COHORTS)]


def in_care(people, moment):
    """Whether each person is looked after on a day."""
    child = people.lives["childhood"]
    return (child.care_from <= moment) & (moment < child.care_until)


def _drawn(people, name, rows, table):
    """A code for each row, by a table of shares."""
    return Values(
        choose(people.draws.uniform(name)[rows], list(table.values())), labels=tuple(table)
    )


def _looked_after(people, keys, p, year):
    """Children looked after at some time in the year to 31 March: their latest episode."""
    child, draws = people.lives["childhood"], people.draws
    first, last = int(day(year - 1, 4, 1)), int(day(year, 3, 31))
    rows = np.flatnonzero((child.care_from <= last) & (child.care_until > first))
    begins, ends = child.care_from[rows], child.care_until[rows]
    open_ = ends > last
    # The latest episode is a new one if the placement changed during this year.
    changed = draws.uniform(f"childhood/placement moves {year}")[rows] < p["care.placement_moves"]
    low, high = np.maximum(begins, first), np.minimum(ends, last)
    within = draws.uniform(f"childhood/placement day {year}")[rows]
    moved = low + np.floor(within * np.maximum(high - low, 1)).astype(np.int64)
    before = _last_move(people, p, year)[rows]
    episode = np.where(changed, moved, np.maximum(begins, before))
    until = np.minimum(ends, last)
    length = np.maximum((until - begins) / 30.4375, 0)
    born = day(people.birth_year[rows], people.birth_month[rows])
    age = np.floor((int(day(year - 1, 8, 31)) - born) / 365.25).astype(np.int64)
    now = np.maximum(until - low, 0)
    code = draws.uniform(f"childhood/placement {year}")
    same = draws.uniform("childhood/placement")
    placement = np.where(changed, code[rows], same[rows])
    unknown = draws.uniform(f"childhood/care without pupil {year}")[rows]
    pmr = places.pmr(people, keys, rows, year)
    return {
        "cla_pmr": Values(pmr.data, unknown < p["trouble.care_without_pupil"], kind=pmr.kind),
        "cla_year": Values(np.full(len(rows), year)),
        "cla_la": places.school_names(people, rows, np.zeros(len(rows), int), p, "x")["x_la"],
        "cla_sex": Values(np.where(people.female[rows], 2, 1)),
        "cla_age": Values(age),
        "cla_ethnic": Values(people.ethnic[rows], labels=ETHNIC_GROUPS),
        "cla_uasc": Values(np.zeros(len(rows), np.int64)),
        "cla_poc_start": Values(begins),
        "cla_poc_length": Values(np.rint(length).astype(np.int64)),
        "cla_need": _drawn(people, "childhood/care need", rows, p["care.needs"]),
        "cla_episode": Values(rows * 0 + people.person[rows] % 10**7 * 100 + year - 2000),
        "cla_epi_start": Values(episode),
        "cla_epi_end": Values(np.where(open_, 0, ends), null=open_),
        "cla_legal": _drawn(people, "childhood/legal status", rows, p["care.legal"]),
        "cla_placement": Values(
            choose(placement, list(p["care.placements"].values())),
            labels=tuple(p["care.placements"]),
        ),
        "cla_reason": _ended(people, p, rows, open_),
        "cla_31_march": Values(open_.astype(np.int64)),
        "cla_6_months": Values((begins <= int(day(year - 1, 10, 1))).astype(np.int64), ~open_),
        "cla_12_months": Values((begins <= first).astype(np.int64), ~open_),
        "cla_pp_6_months": Values(((now >= 183) & (age >= 4) & (age <= 15)).astype(np.int64)),
    }


def _last_move(people, p, year):
    """Day of the latest change of placement before the year to 31 March; 0 for none."""
    draws, child = people.draws, people.lives["childhood"]
    latest = np.zeros(len(people.person), np.int64)
    for earlier in range(CARE_YEARS[0], year):
        first, last = int(day(earlier - 1, 4, 1)), int(day(earlier, 3, 31))
        changed = draws.uniform(f"childhood/placement moves {earlier}") < p["care.placement_moves"]
        there = changed & (child.care_from <= last) & (child.care_until > first)
        low, high = np.maximum(child.care_from, first), np.minimum(child.care_until, last)
        within = draws.uniform(f"childhood/placement day {earlier}")
        moved = low + np.floor(within * np.maximum(high - low, 1)).astype(np.int64)
        latest = np.where(there, moved, latest)
    return latest


def _ended(people, p, rows, open_):
    """Why the episode ended; -10 for a child still looked after at 31 March."""
    table = p["care.reasons"]
    code = choose(people.draws.uniform("childhood/care ends")[rows], list(table.values()))
    return Values(np.where(open_, len(table), code), labels=(*table, "-10"))


def _need_of(people, p, year):
    """Cases of need in the year to 31 March, and the days on which they were opened."""
    child, draws = people.lives["childhood"], people.draws
    passing = p["need.passing"] * draws.normal(f"childhood/need {year}")
    cared = (child.care_from <= int(day(year, 3, 31))) & (
        child.care_until > int(day(year - 1, 4, 1))
    )
    minor = int(day(year, 3, 31)) < day(people.birth_year + 18, people.birth_month)
    case = ((child.need + passing > p["need.threshold"]) | cared) & minor
    within = draws.uniform(f"childhood/referral {year}")
    referral = int(day(year - 1, 4, 1)) + np.floor((2 * within - 1) * 364).astype(np.int64)
    return case, referral, cared


def _in_need(people, keys, p, year):
    """Cases of children in need that were open at some time in the year to 31 March."""
    draws = people.draws
    case, referral, cared = _need_of(people, p, year)
    rows = np.flatnonzero(case)
    last = int(day(year, 3, 31))
    looked_after = in_care(people, last)[rows]
    referral = referral[rows]
    nothing = draws.uniform(f"childhood/nothing done {year}")[rows] < p["need.nothing_done"]
    nothing &= ~cared[rows] & (referral >= int(day(year - 1, 4, 1)))
    stays = draws.uniform(f"childhood/case open {year}")[rows] < p["need.open"]
    open_ = (stays | looked_after) & ~nothing
    share = draws.uniform(f"childhood/closure {year}")[rows]
    start = np.maximum(referral, int(day(year - 1, 4, 1)))
    closed = start + np.floor(share * np.maximum(last - start, 1)).astype(np.int64)
    closed = np.where(nothing, referral, closed)
    codes = tuple(p["need.closures"])
    why = choose(
        draws.uniform(f"childhood/case ends {year}")[rows], list(p["need.closures"].values())
    )
    why = np.where(nothing, codes.index("RC8"), why)
    not_collected = year < 2010  # dates of closing came with the second year of the census
    empty = open_ | not_collected
    plan = draws.uniform(f"childhood/protection {year}")[rows] < p["need.protection"]
    plan &= ~nothing
    disabled = people.sen[rows] == len(SEN) - 1
    unknown = draws.uniform(f"childhood/need without pupil {year}")[rows]
    pmr = places.pmr(people, keys, rows, year)
    la = places.school_names(people, rows, np.zeros(len(rows), int), p, "x")["x_la"]
    return {
        "cin_pmr": Values(pmr.data, unknown < p["trouble.need_without_pupil"], kind=pmr.kind),
        "cin_academic_year": places.academic_year(people, year, rows),
        "cin_la": la,
        "cin_sex": Values(np.where(people.female[rows], 2, 1)),
        "cin_birth_year": Values(people.birth_year[rows]),
        "cin_birth_month": Values(people.birth_month[rows]),
        "cin_ethnic": Values(people.ethnic[rows], labels=ETHNIC_GROUPS),
        "cin_disability": Values(disabled.astype(np.int64)),
        "cin_referral": Values(referral),
        "cin_need": _drawn(people, f"childhood/need kind {year}", rows, p["need.kinds"]),
        "cin_closure": Values(closed, empty),
        "cin_why_closed": Values(why, empty, labels=codes),
        "cin_nothing_done": Values(
            nothing.astype(np.int64), null=np.full(len(rows), not_collected)
        ),
        "cin_at_31_march": Values(open_.astype(np.int64)),
        "cin_plan_start": Values(referral + 20, ~plan),
    }
