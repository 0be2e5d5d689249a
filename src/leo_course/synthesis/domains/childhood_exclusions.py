"""Exclusions from school: how many, when, from which school and why, in three tables a year.

All tables of a year are made from the same exclusions, so that they agree: Table 1 has a row for
each, Table 2 for each pupil and school, Table 3 for each pupil. Until 2004/05 permanent ones alone
were collected, in a format of their own.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.domains import childhood_history as history
from leo_course.synthesis.domains import childhood_pupils as pupils_
from leo_course.synthesis.domains import schools
from leo_course.synthesis.streams import choose, exp, log

YEARS_OF_OLD_FORMAT = range(2002, 2006)
YEARS_OF_EXCLUSION = range(2006, 2022)
SECONDARY_ALONE = 2006  # the first termly census; primary schools followed a year later
THREE_REASONS = 2021  # from this year up to three reasons for one exclusion
TERM_NAMES = ("Autumn", "Spring", "Summer")
CATEGORIES = ("FIXD", "LNCH", "PERM")
FIXED, LUNCH, PERMANENT = range(3)
CLOSED = (2020, 2021)  # years in which schools were closed to most pupils for a time
REPEATS = 12  # exclusions of a pupil in a year that Table 3 has columns for


@dataclass
class Happened:
    """The exclusions of an academic year; arrays of shape (pupils, REPEATS) unless said otherwise.

    In order of their first days; where ``there`` is False there is none.
    """

    pupils: np.ndarray  # (pupils,): places in the block
    there: np.ndarray
    category: np.ndarray
    reasons: tuple[np.ndarray, ...]
    start: np.ndarray
    sessions: np.ndarray  # -1 for a permanent one
    term: np.ndarray
    earlier: np.ndarray  # from the school that the pupil left in the course of the year


def observe(people, keys, p, year, happened):
    """Rows of the collections of one year."""
    if year in YEARS_OF_OLD_FORMAT:
        yield ("NPD_I2", "exclusions", year), old_format(people, keys, p, year, happened)
    if year in YEARS_OF_EXCLUSION:
        each = table_1(people, keys, p, year, happened)
        yield ("NPD_I2", "exclusions_table_1", year), each
        yield ("NPD_I2", "exclusions_table_2", year), table_2(people, keys, p, year, happened)
        yield ("NPD_I2", "exclusions_table_3", year), table_3(people, keys, p, year, happened)


# ------------------------------------------------------------------------------- what happens


def number_excluded(people, p, year):
    """Exclusions of each pupil in an academic year, and whether the last is permanent."""
    child, draws = people.lives["childhood"], people.draws
    table = p.table("exclusion.year_group")
    group = schools.nc_year(people, year)
    known = (group >= min(table)) & (group <= max(table))
    by_group = model.of_year(table, group)
    moment = np.array([year])
    calendar = model.of_year(p.table("exclusion.calendar"), moment)
    boys = model.of_year(p.table("exclusion.male"), moment)
    boys = boys - model.of_year(p.table("exclusion.male"), np.array([p["exclusion.base_year"]]))
    mean = exp(child.temper + by_group + calendar + boys * ~people.female)
    # Each exclusion makes another more likely: a geometric number once there is one.
    chance = 1.0 - draws.uniform(f"childhood/excluded {year}")
    first = mean / (1 + mean)
    more = mean * exp(p["exclusion.follows"])
    further = log(np.minimum(chance / first, 1.0)) / log(more / (1 + more))
    number = np.where(chance <= first, 1 + np.floor(further), 0).astype(np.int64)
    sixth = (group >= 12) & people.in_year(history.history(people, p).enrolled, year)
    here = known & (schools.in_state_school(people, year) | sixth)
    number = np.where(here, np.minimum(number, min(p["exclusion.most"], REPEATS)), 0)
    share = model.of_year(p.table("exclusion.permanent"), moment)
    share = share * model.of_year(p.table("exclusion.permanent_year_group"), group)
    stayed = exp(log(1.0 - share) * number)
    permanent = draws.uniform(f"childhood/permanent {year}") >= stayed
    return number, permanent & (number > 0)


def happen(people, p, year):
    """The exclusions of an academic year."""
    draws = people.draws
    number, permanent = number_excluded(people, p, year)
    if year == SECONDARY_ALONE:
        secondary = schools.nc_year(people, year) > schools.LAST_PRIMARY_YEAR
        number, permanent = np.where(secondary, number, 0), permanent & secondary
    pupils = np.flatnonzero(number)
    count, permanent = number[pupils], permanent[pupils]

    def drawn(name):
        return draws.uniform(f"childhood/exclusion {name} {year}", REPEATS, at=pupils)

    there = np.arange(REPEATS) < count[:, None]
    start, term = _starts(p, year, drawn("term"), drawn("start"), there)
    last = np.arange(REPEATS) == (count - 1)[:, None]
    lunch = drawn("lunch") < p["exclusion.lunch"]
    category = np.where(last & permanent[:, None], PERMANENT, np.where(lunch, LUNCH, FIXED))
    sessions = _lengths(p, year, drawn("length"))
    sessions = np.where(category == PERMANENT, -1, np.where(category == LUNCH, 1, sessions))
    moved, cut = leaves_school(people, p, year, number)
    day_moved = int(day(year - 1, 9, 4)) + np.floor(cut * 320).astype(np.int64)
    earlier = moved[pupils][:, None] & (start < day_moved[pupils][:, None])
    return Happened(
        pupils, there, category, _reasons(p, year, drawn), start, sessions, term, earlier
    )


def leaves_school(people, p, year, number=None):
    """Who changes school in the course of a year, and after what share of it.

    Those with two exclusions or more do so more often: some moves are managed ones.
    """
    if number is None:
        number = number_excluded(people, p, year)[0]
    often = 1 + p["exclusion.moves"] * (number >= 2)
    chance = people.draws.uniform(f"childhood/two schools {year}")
    moves = (chance < p["trouble.absence_two_schools"] * often) & (people.sector == model.STATE)
    return moves, people.draws.uniform(f"childhood/part of year {year}")


def _starts(p, year, which, within, there):
    """First days in order, on weekdays, and their terms (as places in ``TERM_NAMES``)."""
    shares = p[f"exclusion.terms_{year}" if year in CLOSED else "exclusion.terms"]
    bounds = _terms(year)
    term = choose(which, list(shares.values()))
    first = np.array([one[0] for one in bounds])[term]
    length = np.array([one[1] - one[0] for one in bounds])[term]
    start = first + np.floor(within * length).astype(np.int64)
    start = np.sort(np.where(there, start, 10**6), axis=1)
    weekday = (start + 3) % 7  # 0 is Monday
    start = np.where(weekday > 4, start - (weekday - 4), start)
    return start, np.searchsorted([one[0] - 3 for one in bounds[1:]], start, side="right")


def _terms(year):
    """First day of each term and the day after its last, in days."""
    spring_ends = (year, 3, 21) if year == 2020 else (year, 4, 1)
    return (
        (int(day(year - 1, 9, 4)), int(day(year - 1, 12, 20))),
        (int(day(year, 1, 5)), int(day(*spring_ends))),
        (int(day(year, 4, 16)), int(day(year, 7, 20))),
    )


def _between(p, name, year):
    """Shares of a table of 2006 and of its later version, mixed by the year."""
    early, late = p[name], p[f"{name}_late"]
    first, last = p["exclusion.drift"]["first"], p["exclusion.drift"]["last"]
    part = min(max((year - first) / (last - first), 0.0), 1.0)
    sums = sum(early.values()), sum(late.values())
    return [(1 - part) * early[key] / sums[0] + part * late[key] / sums[1] for key in early]


def _lengths(p, year, drawn):
    lengths = np.array([int(n) for n in p["exclusion.sessions"]])
    return lengths[choose(drawn, _between(p, "exclusion.sessions", year))]


def _reasons(p, year, drawn):
    """Places among the reasons; from 2020/21 a second and a third one, or -1."""
    shares = _between(p, "exclusion.reasons", year)
    first = choose(drawn("reason"), shares)
    if year < THREE_REASONS:
        return (first,)
    more = drawn("more reasons")
    second = choose(drawn("second reason"), shares)
    third = choose(drawn("third reason"), shares)
    two = (more < p["exclusion.second_reason"]) & (second != first)
    three = two & (more < p["exclusion.third_reason"]) & (third != first) & (third != second)
    return first, np.where(two, second, -1), np.where(three, third, -1)


def sessions_lost(people, p, year, happened, count):
    """Sessions for which each pupil is excluded, (people, terms), without other provision.

    From the sixth day on the school or the authority has to provide for the pupil elsewhere.
    """
    lost = np.zeros((len(people.person), count), dtype=np.int16)
    fixed = happened.there & (happened.category == FIXED)
    most = np.minimum(happened.sessions, p["exclusion.provided_after"])
    for term in range(len(TERM_NAMES)):
        lost[happened.pupils, term] = np.where(fixed & (happened.term == term), most, 0).sum(axis=1)
    return lost


# --------------------------------------------------------------------------------- its records


def table_1(people, keys, p, year, happened):
    """A row for each exclusion; one that two censuses collected has two."""
    rows, which = np.nonzero(happened.there)
    copied = people.draws.uniform(f"childhood/exclusion twice {year}", REPEATS)[happened.pupils]
    again = np.flatnonzero(copied[rows, which] < p["trouble.exclusion_twice"])
    first = len(rows)
    rows, which = np.concatenate([rows, rows[again]]), np.concatenate([which, which[again]])
    second = np.arange(len(rows)) >= first
    people_of, category = happened.pupils[rows], happened.category[rows, which]
    sessions, term = happened.sessions[rows, which], happened.term[rows, which]
    values = _about(people, keys, p, year, people_of, happened.earlier[rows, which])
    later = (term + 1 + second) % len(TERM_NAMES)
    after = year + (term + 1 + second >= len(TERM_NAMES))
    return values | {
        "ex_category": Values(category, labels=CATEGORIES),
        **_reason_columns(p, happened, rows, which),
        "ex_start": Values(happened.start[rows, which]),
        "ex_sessions": Values(sessions, null=sessions < 0),
        "ex_term": Values(term, labels=TERM_NAMES),
        "ex_number": Values(which),
        "ex_perm_duplicate": Values((second & (category == PERMANENT)).astype(np.int16)),
        "ex_reporting_term": Values(later, labels=TERM_NAMES),
        "ex_reporting_year": Values(after - year, labels=_year_labels(year)),
    }


def _reason_columns(p, happened, rows, which, suffix=""):
    """The reason, or up to three of them, of each row."""
    labels = tuple(p["exclusion.reasons"])
    letters = ("",) if len(happened.reasons) == 1 else ("_a", "_b", "_c")
    found = {}
    for letter, reasons in zip(letters, happened.reasons, strict=True):
        one = reasons[rows, which]
        found[f"ex_reason{letter}{suffix}"] = Values(one, null=one < 0, labels=labels)
    return found


def table_2(people, keys, p, year, happened):
    """A row for each pupil and school from which the pupil was excluded."""
    parts = [happened.there & happened.earlier, happened.there & ~happened.earlier]
    found = [np.flatnonzero(part.any(axis=1)) for part in parts]
    rows = np.concatenate(found)
    earlier = np.repeat([True, False], [len(one) for one in found])
    there = np.concatenate([part[one] for part, one in zip(parts, found, strict=True)])
    enrolments = sum(part.any(axis=1).astype(np.int16) for part in parts)
    values = _about(people, keys, p, year, happened.pupils[rows], earlier)
    return values | _totals(happened, rows, there) | {"ex_enrolments": Values(enrolments[rows])}


def table_3(people, keys, p, year, happened):
    """A row for each pupil, with the exclusions side by side."""
    rows = np.arange(len(happened.pupils))
    values = _about(people, keys, p, year, happened.pupils, np.zeros(len(rows), bool))
    values |= _totals(happened, rows, happened.there)
    moment = {"sen": values["ex_sen"], "nc_year": values["ex_nc_year"]}
    main = schools.school_of(people, year, p)[happened.pupils]
    other = _other_school(people, p, year, happened.pupils)
    for place in range(REPEATS):
        empty = ~happened.there[:, place]
        which = np.full(len(rows), place)
        sessions = happened.sessions[:, place]
        school = np.where(happened.earlier[:, place], other, main)
        names = schools.school_names(people, happened.pupils, school, p, "ex")
        found = {
            "ex_category": Values(happened.category[:, place], labels=CATEGORIES),
            **_reason_columns(p, happened, rows, which),
            "ex_start": Values(happened.start[:, place]),
            "ex_sessions": Values(sessions, null=sessions < 0),
            "ex_term": Values(happened.term[:, place], labels=TERM_NAMES),
            "ex_laestab": names["ex_laestab"],
            **{f"ex_{name}": Values(v.data, v.null, v.labels) for name, v in moment.items()},
        }
        for name, one in found.items():
            null = empty if one.null is None else empty | one.null
            values[f"{name}_{place + 1}"] = Values(one.data, null, one.labels)
    return values


def _totals(happened, rows, there):
    fixed = there & (happened.category[rows] == FIXED)
    permanent = (there & (happened.category[rows] == PERMANENT)).sum(axis=1)
    return {
        "ex_total_fixed": Values(fixed.sum(axis=1)),
        "ex_total_sessions": Values(np.where(fixed, happened.sessions[rows], 0).sum(axis=1)),
        "ex_permanent": Values(permanent),
    }


def old_format(people, keys, p, year, happened):
    """A row for each permanent exclusion, which is all that was collected."""
    rows, which = np.nonzero(happened.there & (happened.category == PERMANENT))
    about = _about(people, keys, p, year, happened.pupils[rows], happened.earlier[rows, which])
    first = int(day(year, 1, 1))
    return about | {
        "ex_census_date": Values(np.full(len(rows), first + (-first) % 7 + 14)),
        "ex_start": Values(happened.start[rows, which]),
        "ex_permanent": constant("P", len(rows)),
    }


def _about(people, keys, p, year, rows, earlier):
    """Keys and characteristics of the pupils ``rows``, and the school, or the earlier of two."""
    school = schools.school_of(people, year, p)[rows]
    school = np.where(earlier, _other_school(people, p, year, rows), school)
    return (
        schools.school_names(people, rows, school, p, "ex")
        | schools.demography(people, rows)
        | pupils_.characteristics(people, p, rows, year, "ex")
        | {
            "ex_pmr": schools.pmr(people, keys, rows, year),
            "ex_academic_year": schools.academic_year(people, year, rows),
            "ex_enrol_status": constant("C", len(rows)),
        }
    )


def _other_school(people, p, year, rows):
    """The school that a pupil of two in a year left in the course of it."""
    chance = people.draws.uniform(f"childhood/other school {year}")[rows]
    return schools.another(people, schools.school_of(people, year, p)[rows], chance, p)


def _year_labels(year):
    return f"{year - 1}/{year}", f"{year}/{year + 1}"
