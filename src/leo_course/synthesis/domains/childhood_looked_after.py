"""The collection of children looked after: a row for each child and year to 31 March.

A row holds the latest episode of the year. An episode ends when the placement or the legal status
changes; several of them, without a break, make a period of care.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import childhood_homes as homes
from leo_course.synthesis.domains.childhood_homes import ENDS, NEVER, OPEN
from leo_course.synthesis.domains.childhood_reports import (
    age_in_years,
    authority,
    codes,
    pseudonyms,
)
from leo_course.synthesis.model import ETHNIC_GROUPS, of_year
from leo_course.synthesis.streams import choose, log

YEARS = range(2006, 2022)
MOVES = 10  # most changes of placement in a period of care
NEW_CODES = 2015  # first year of the new codes of foster homes and of going home
LOCATED = 2018  # first year that says where a placement is
WHY_MOVED = 2016  # first year that says why a placement ended
LAST_OC3 = 2009
AGES = (0, 5, 10, 16)  # from which the tables of placements are for
AGREED, INTERIM, FULL, PLACEMENT_ORDER, REMAND, SHORT_BREAKS = range(6)
LEGAL = ("V2", "C1", "C2", "E1", "J1", "V4")


@dataclass
class Episodes:
    """Episodes of all periods of care of a block; arrays of shape (periods, episodes) but those of
    the periods. What never begins has the first day ``OPEN``.
    """

    person: np.ndarray  # (periods,): place in the block
    slot: np.ndarray  # (periods,): first or second period, or 2 for short breaks
    begins: np.ndarray  # (periods,)
    ends: np.ndarray  # (periods,)
    starts: np.ndarray
    moved: np.ndarray  # changes of placement by then
    moved_on: np.ndarray  # day of the latest of them


def rows(people, keys, p):
    """Rows of the view, all years."""
    episodes = _episodes(people, p)
    period, year = _period_years(episodes)
    twice = _reported_twice(people, p, episodes.person[period], year)
    period, year = np.concatenate([period, period[twice]]), np.concatenate([year, year[twice]])
    second = np.arange(len(period)) >= len(period) - len(twice)
    return _columns(people, keys, p, episodes, period, year, second)


def _episodes(people, p):
    care, draws = people.lives["childhood"].care, people.draws
    person, slot = np.nonzero(care.begins != NEVER)
    begins, ends = care.begins[person, slot], care.ends[person, slot]
    chance = draws.uniform("childhood/placement moves", homes.PERIODS * MOVES)
    chance = chance.reshape(-1, homes.PERIODS, MOVES)[person, slot]
    mean = np.array([p["care.first_placement"]] + [p["care.placement"]] * (MOVES - 1))
    moves = begins[:, None] + np.cumsum(np.floor(1 - log(1.0 - chance) * mean), axis=1)
    order = begins + 150 + np.floor(250 * draws.uniform("childhood/final order")[person])
    by_order = care.agreed[person, slot] >= of_year(p.table("care.agreed"), _year_of(begins))
    order = np.where(by_order & ~care.alone[person], order, OPEN)
    breaks = np.flatnonzero(care.breaks[:, 0] != NEVER)
    none = np.full((len(breaks), MOVES + 1), OPEN)
    person, slot = np.concatenate([person, breaks]), np.append(slot, np.full(len(breaks), 2))
    begins = np.concatenate([begins, care.breaks[breaks, 0]])
    ends = np.concatenate([ends, care.breaks[breaks, 1]])
    changes = np.concatenate([np.column_stack([moves, order]), none]).astype(np.int64)
    return _sorted_out(person, slot, begins, ends, changes)


def _sorted_out(person, slot, begins, ends, changes):
    """Changes of placement (all columns but the last) and the final order, put in order."""
    place = np.argsort(changes, axis=1, kind="stable")
    starts = np.take_along_axis(changes, place, axis=1)
    starts = np.where(starts < ends[:, None], starts, OPEN)
    starts = np.column_stack([begins, starts])
    moved = np.column_stack([np.zeros(len(person), np.int64), place < MOVES]).astype(np.int64)
    moved_on = np.where(moved > 0, starts, begins[:, None])
    return Episodes(
        person,
        slot,
        begins,
        ends,
        starts,
        np.minimum(np.cumsum(moved, axis=1), MOVES),
        np.maximum.accumulate(moved_on, axis=1),
    )


def _year_of(moment):
    """The year to 31 March that a day is in."""
    days = np.asarray(moment).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64)  # since January 1970
    return 1970 + (months + 9) // 12


def _period_years(episodes):
    """Periods and the years in which they are reported; of two in a year the later one."""
    first = np.maximum(_year_of(episodes.begins), YEARS[0])
    last = np.minimum(_year_of(episodes.ends), YEARS[-1])
    count = np.maximum(last - first + 1, 0)
    period = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(period)) - np.repeat(np.cumsum(count) - count, count)
    year = first[period] + within
    # Care goes before short breaks, a later period before an earlier one.
    rank = np.array([1, 0, 2])[episodes.slot[period]]
    order = np.lexsort((rank, year, episodes.person[period]))
    period, year = period[order], year[order]
    person = episodes.person[period]
    again = np.zeros(len(period), bool)
    again[1:] = (person[1:] == person[:-1]) & (year[1:] == year[:-1])
    return period[~again], year[~again]


def _reported_twice(people, p, person, year):
    """Places of rows that a second authority sends, too."""
    chance = people.draws.uniform("childhood/care twice", len(YEARS))[person, year - YEARS[0]]
    return np.flatnonzero(chance < p["trouble.care_twice"])


def _columns(people, keys, p, episodes, period, year, second):
    """Values of all columns; ``second`` are rows of another authority for the same child."""
    care, draws = people.lives["childhood"].care, people.draws
    person, slot = episodes.person[period], np.minimum(episodes.slot[period], 1)
    breaks = episodes.slot[period] == 2
    begins, ends = episodes.begins[period], episodes.ends[period]
    first, last = day(year - 1, 4, 1), day(year, 3, 31)
    until = np.minimum(ends - 1, last)
    latest = (episodes.starts[period] <= until[:, None]).sum(axis=1) - 1
    latest = np.maximum(latest, 0)
    starts = episodes.starts[period, latest]
    left = ends <= last
    missed = draws.uniform("childhood/care left open", 3)[person, episodes.slot[period]]
    # An authority that did not notice the end leaves the episode open in the last year.
    stays = ~left | (missed < p["trouble.care_left_open"])
    legal = _legal(people, p, care, person, slot, breaks, starts, begins)
    age = age_in_years(people, person, day(year - 1, 8, 31))
    days = until - np.maximum(begins, first) + 1
    months = np.maximum(np.minimum(ends, last) - begins, 0) / 30.4375
    pupil_premium = (age >= 4) & (age <= 15) & ~breaks
    moved_on = episodes.moved_on[period, latest]
    columns = {
        "cla_pmr": _pmr(people, keys, p, person, year),
        "cla_year": Values(year),
        "cla_la": authority(people, person, second),
        "cla_sex": Values(np.where(people.female[person], 2, 1)),
        "cla_age": Values(age),
        "cla_ethnic": Values(people.ethnic[person], labels=ETHNIC_GROUPS),
        "cla_uasc": Values(care.alone[person].astype(np.int16)),
        "cla_poc_start": Values(begins),
        "cla_poc_length": Values(np.rint(months).astype(np.int64)),
        "cla_need": _need(people, p, care, person, begins, breaks),
        "cla_episode": Values(
            people.person[person] % 10**7 * 100 + 30 * episodes.slot[period] + 15 * second + latest
        ),
        "cla_epi_start": Values(starts),
        "cla_epi_end": Values(np.where(stays, 0, ends), null=stays),
        "cla_legal": Values(legal, labels=LEGAL),
        "cla_placement": _placement(people, p, episodes, period, latest, legal, year),
        "cla_reason": _reason(people, p, care, person, slot, stays, year),
        "cla_31_march": Values(stays.astype(np.int16)),
        "cla_6_months": Values((begins <= day(year - 1, 10, 1)).astype(np.int16), ~stays),
        "cla_12_months": Values((begins <= first).astype(np.int16), ~stays),
        "cla_pp_6_months": Values((pupil_premium & (days >= 183)).astype(np.int16)),
        "cla_pp_1_day": Values((pupil_premium & (legal != REMAND)).astype(np.int16)),
        "cla_oc3": Values(_oc3(people, person, begins, ends, breaks, year), year > LAST_OC3),
    }
    return (
        columns | _where(people, p, person, breaks, year) | _why(people, p, person, moved_on, year)
    )


def _pmr(people, keys, p, person, year):
    draws = people.draws.uniform("childhood/care without pupil", len(YEARS))
    chance = draws[person, year - YEARS[0]]
    return pseudonyms(people, keys, person, year, chance, p["trouble.care_without_pupil"], p)


def _legal(people, p, care, person, slot, breaks, starts, begins):
    """Place in ``LEGAL`` of the ground of the episode, as it stood when the episode began."""
    born = day(people.birth_year, people.birth_month)[person]
    agreed = care.agreed[person, slot] < of_year(p.table("care.agreed"), _year_of(starts))
    adopted = care.how[person, slot] == homes.ADOPTED
    settled = starts - begins >= 150
    legal = np.where(agreed, AGREED, np.where(settled, FULL, INTERIM))
    legal = np.where(adopted & settled, PLACEMENT_ORDER, legal)
    custody = care.how[person, slot] == homes.CUSTODY
    legal = np.where(custody & (starts - born >= 12 * 365), REMAND, legal)
    legal = np.where(care.alone[person], np.where(agreed, AGREED, FULL), legal)
    return np.where(breaks, SHORT_BREAKS, legal)


def _need(people, p, care, person, begins, breaks):
    shares = p["care.needs"]
    need = codes(people, "childhood/care need", person, shares)
    labels = tuple(shares)
    data = np.where(care.alone[person], labels.index("N8"), need.data)
    return Values(np.where(breaks, labels.index("N2"), data), labels=labels)


def _placement(people, p, episodes, period, latest, legal, year):
    """Kind of placement by the age at which it began; new codes of foster homes from 2014/15."""
    draws, person = people.draws, episodes.person[period]
    per = homes.PERIODS + 1
    chance = draws.uniform("childhood/placement", per * (MOVES + 1))
    chance = chance.reshape(-1, per, MOVES + 1)
    moved = episodes.moved[period, latest]
    drawn = chance[person, episodes.slot[period], moved]
    age = age_in_years(people, person, episodes.moved_on[period, latest])
    band = np.searchsorted(AGES[1:], age, side="right")
    tables = [p[f"care.placements_{age}"] for age in AGES]
    labels = tuple(dict.fromkeys(code for table in tables for code in table))
    kind = np.zeros(len(person), dtype=np.int64)
    for place, table in enumerate(tables):
        here = band == place
        within = np.array([labels.index(code) for code in table])
        kind[here] = within[choose(drawn[here], list(table.values()))]
    # Babies and toddlers for whom a court has made a placement order are with new parents.
    adopting = (legal == PLACEMENT_ORDER) & (drawn < p["care.with_new_parents"])
    every = (*labels, "A5", "A6", "R5", "T0", "U1", "U3", "U4", "U5", "U6")
    place = {code: number for number, code in enumerate(every)}
    kind = np.where(adopting, np.where(drawn < 0.1, place["A5"], place["A6"]), kind)
    kind = np.where(legal == REMAND, place["R5"], kind)
    kind = np.where(legal == SHORT_BREAKS, place["T0"], kind)
    again = draws.uniform("childhood/foster home")[person]
    table = p["care.fostering"]
    long_term = again < table["long_term"]
    with_others = np.where(
        again > 1 - table["concurrent"], place["U5"], np.where(long_term, place["U4"], place["U6"])
    )
    with_kin = np.where(again < table["long_term_kin"], place["U1"], place["U3"])
    new = year >= NEW_CODES
    kind = np.where(new & (kind == place["Q1"]), with_kin, kind)
    kind = np.where(new & (kind == place["Q2"]), with_others, kind)
    return Values(kind, labels=every)


def _reason(people, p, care, person, slot, stays, year):
    """Why the episode ended; -10 for a child still looked after at 31 March."""
    how = care.how[person, slot]
    chance = people.draws.uniform("childhood/reason")[person]
    new = year >= NEW_CODES
    early = {
        "home": "E4",
        "other_home": "E8",
        "residence": "E41",
        "authority": "E3",
        "custody": "E9",
    }
    labels = ("E4", "E4A", "E4B", "E8", "E13", "E11", "E12", "E43", "E44", "E41", "E3", "E9")
    labels = (*labels, "E5", "E6", "E7", "-10")
    place = {code: number for number, code in enumerate(labels)}
    reason = np.array([place[early.get(name, "E8")] for name in ENDS])[how]
    planned = np.where(chance < p["care.planned"], place["E4A"], place["E4B"])
    reason = np.where(new & (how == homes.HOME), planned, reason)
    reason = np.where(new & (how == homes.OTHER_HOME), place["E13"], reason)
    opposed = np.where(chance < 0.5, place["E11"], place["E12"])
    reason = np.where(how == homes.ADOPTED, opposed, reason)
    former = np.where(chance < 0.55, place["E43"], place["E44"])
    reason = np.where(how == homes.GUARDIAN, former, reason)
    grown = p["care.grown"]
    to = np.array([place[code] for code in grown])[choose(chance, list(grown.values()))]
    reason = np.where(how == homes.ADULT, to, reason)
    return Values(np.where(stays, place["-10"], reason), labels=labels)


def _oc3(people, person, begins, ends, breaks, year):
    """Looked after on 1 April at the start of the year and aged 16, but for short breaks."""
    first = day(year - 1, 4, 1)
    there = (begins <= first) & (ends > first) & ~breaks
    return (there & (age_in_years(people, person, first) == 16)).astype(np.int16)


def _where(people, p, person, breaks, year):
    """The authority in which the placement is, from 2017/18; not for short breaks."""
    chance = people.draws.uniform("childhood/placed away")[person]
    away = chance < p["care.away"]
    null = (year < LOCATED) | breaks
    other = authority(people, person, away)
    return {
        "cla_la_placement": Values(other.data, null, other.labels),
        "cla_location": Values(away.astype(np.int16), null, ("IN", "OUT")),
    }


def _why(people, p, person, moved_on, year):
    """Why the placement before this one ended, if that was in the year; from 2015/16."""
    table = p["care.why_moved"]
    chance = people.draws.uniform("childhood/why moved", len(YEARS))[person, year - YEARS[0]]
    first = day(year - 1, 4, 1)
    begins = people.lives["childhood"].care.begins[person]
    is_first = (moved_on[:, None] == begins).any(axis=1)
    null = (year < WHY_MOVED) | (moved_on < first) | is_first
    return {
        "cla_why_moved": Values(
            choose(chance, list(table.values())), null=null, labels=tuple(table)
        )
    }
