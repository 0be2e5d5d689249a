"""Need and care as they happen: periods of care with their episodes, and cases of children in need.

Who is looked after, and when, is a matter of risk, age and year. A case of need is open as long as
the index of need stays above a threshold from one 31 March to the next; children who are looked
after are in need. What the authorities report of it, year by year, is made in ``childhood_care``.

Dates are days since 1970-01-01; the last day of an open case is ``OPEN``.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import day
from leo_course.synthesis.model import ETHNIC_GROUPS, of_year
from leo_course.synthesis.streams import choose, log

NEVER = -(10**6)
OPEN = 10**6
PERIODS = 2  # of care of one child
YEARS_OF_NEED = tuple(range(2003, 2022))  # to 31 March; the first census is that of 2009
LOCKDOWN = int(day(2021, 1, 5))
ENDS = ("home", "other_home", "adopted", "guardian", "residence", "authority", "custody", "adult")
HOME, OTHER_HOME, ADOPTED, GUARDIAN, RESIDENCE, AUTHORITY, CUSTODY, ADULT = range(len(ENDS))
AFTER_CARE = ("N", "A", "G", "R")  # not known to have left for good; adopted; guardianship; order


@dataclass
class Care:
    """Periods of care; arrays of shape (people, PERIODS), NEVER where there is none."""

    begins: np.ndarray
    ends: np.ndarray
    agreed: np.ndarray  # from 0 to 1: those below the share of a year are there by agreement
    how: np.ndarray  # place in ``ENDS``
    alone: np.ndarray  # (people,): came to the country alone to seek asylum
    breaks: np.ndarray  # (people, 2): first and last day of a series of short breaks


@dataclass
class Cases:
    """Cases of need, by child and first day; arrays of shape (cases,)."""

    person: np.ndarray  # place in the block
    begins: np.ndarray
    ends: np.ndarray
    year: np.ndarray  # to 31 March, in which it begins
    brief: np.ndarray  # neither open at the 31 March before nor at the one after, when made
    earlier: np.ndarray  # cases of the child before this one


# ------------------------------------------------------------------------------------------- care


def care(people, child, draws, p):
    """Up to two periods of care of each person."""
    begins, ever = _first_period(people, child, draws, p)
    agreed = draws.uniform("childhood/care by agreement", PERIODS)
    share = of_year(p.table("care.agreed"), _year_of(begins))
    young = begins < day(people.birth_year + int(p["care.adopted_before"]), people.birth_month)
    adopted = (
        young & (agreed[:, 0] >= share) & draws.happens("childhood/adopted", p["care.adopted"])
    )
    alone, arrival = _alone(people, draws, p)
    begins, ever = np.where(alone, arrival, begins), ever | alone
    adopted &= ~alone
    adult = day(people.birth_year + 18, people.birth_month)
    lasting = _lengths(draws, p)
    taken = p["care.adoption_takes"] + 500 * draws.uniform("childhood/adoption takes")
    first = begins + np.where(adopted, np.floor(taken), lasting[:, 0]).astype(np.int64)
    first = np.where(alone, adult, np.minimum(first, adult))
    how = _how_it_ends(people, draws, p, first, adult, adopted)
    back = draws.happens("childhood/care again", p["care.again"])
    gap = 60 + np.floor(draws.uniform("childhood/care gap") * 1000).astype(np.int64)
    again = first + gap
    back &= ever & (how[:, 0] <= OTHER_HOME) & (again < adult)
    second = np.minimum(again + lasting[:, 1].astype(np.int64), adult)
    child.care = Care(
        np.column_stack([np.where(ever, begins, NEVER), np.where(back, again, NEVER)]),
        np.column_stack([np.where(ever, first, NEVER), np.where(back, second, NEVER)]),
        agreed,
        np.column_stack([how[:, 0], np.where(second >= adult, ADULT, how[:, 1])]),
        alone,
        _breaks(people, draws, p, adult),
    )
    child.care_from, child.care_until = child.care.begins[:, 0], child.care.ends[:, 0]


def _first_period(people, child, draws, p):
    """First day of a period of care, and whether there is one: risk above that of the year."""
    ages = sorted(int(age) for age in p["care.begins"])
    widths = np.diff([*ages, 18])
    shares = [p["care.begins"][str(age)] for age in ages]
    band = choose(draws.uniform("childhood/care age"), shares)
    age = np.array(ages)[band] + widths[band] * draws.uniform("childhood/care day")
    born = day(people.birth_year, people.birth_month)
    begins = born + np.floor(age * 365.25).astype(np.int64)
    adult = day(people.birth_year + 18, people.birth_month)
    threshold = of_year(p.table("care.threshold"), _year_of(begins))
    here = (begins < adult) & (begins >= _came(people, child))
    return begins, (child.care_risk > threshold) & here


def _year_of(moment):
    return np.floor(1970 + moment / 365.2425)


def _came(people, child):
    """The first day on which a child lives in England; born here, as a rule."""
    born = day(people.birth_year, people.birth_month)
    came = day(people.cohort - 12 + child.arrived, 9, 1)
    return np.where(child.arrived > 0, came, born)


def _alone(people, draws, p):
    """Children who came alone, and the days on which they were taken in."""
    child = people.lives["childhood"]
    groups = [ETHNIC_GROUPS.index(code) for code in ("WOTH", "AOTH", "BAFR", "OOTH")]
    late = child.arrived >= int(p["care.alone_from"])
    could = late & people.other_language & np.isin(people.ethnic, groups)
    # More of those who come alone are boys: the chance of a girl is the lower one.
    chance = np.where(people.female, p["care.alone_girls"], p["care.alone_boys"])
    within = np.floor(30 * draws.uniform("childhood/taken in")).astype(np.int64)
    return could & draws.happens("childhood/alone", chance), _came(people, child) + within


def _lengths(draws, p):
    """Days of each period: some end within half a year, others by a constant chance a year."""
    chance = draws.uniform("childhood/care length", PERIODS)
    short = draws.uniform("childhood/care short", PERIODS) < p["care.short"]
    # A constant chance of leaving gives a length whose logarithm of chance is a straight line.
    years = log(1.0 - chance) / float(log(p["care.stays"]))
    return np.floor(np.where(short, 7 + 176 * chance, 183 + 365.25 * years))


def _how_it_ends(people, draws, p, ends, adult, adopted):
    """Place in ``ENDS`` of how each period would end, of shape (people, PERIODS)."""
    table = p["care.ends"]
    drawn = choose(draws.uniform("childhood/care ends", PERIODS), [table[k] for k in ENDS[:ADULT]])
    drawn = np.where(drawn == ADOPTED, HOME, drawn)
    older = ends > day(people.birth_year + 12, people.birth_month)
    drawn = np.where((drawn == CUSTODY) & ~older[:, None], OTHER_HOME, drawn)
    first = np.where(adopted, ADOPTED, drawn[:, 0])
    return np.column_stack([np.where(ends >= adult, ADULT, first), drawn[:, 1]])


def _breaks(people, draws, p, adult):
    """First and last day of a series of short breaks, of some disabled children."""
    has = (people.sen == 3) & draws.happens("childhood/short breaks", p["care.short_breaks"])
    age = 4 + 12 * draws.uniform("childhood/short breaks from")
    begins = day(people.birth_year, people.birth_month) + np.floor(age * 365.25).astype(np.int64)
    length = np.floor(200 + 1600 * draws.uniform("childhood/short breaks last")).astype(np.int64)
    ends = np.minimum(begins + length, adult)
    return np.where(has[:, None], np.column_stack([begins, ends]), NEVER)


def in_care(people, moment):
    """Whether each person is looked after on a day."""
    periods = people.lives["childhood"].care
    return ((periods.begins <= moment) & (moment < periods.ends)).any(axis=1)


def left_care_for(people, moment):
    """Place in ``AFTER_CARE``: how a child left care for good before a day; 0 for all others."""
    periods = people.lives["childhood"].care
    codes = np.zeros(len(ENDS), dtype=np.int16)
    codes[[ADOPTED, GUARDIAN, RESIDENCE]] = 1, 2, 3
    gone = (periods.begins != NEVER) & (periods.ends <= moment)
    return np.where(gone, codes[periods.how], 0).max(axis=1)


# ------------------------------------------------------------------------------------------- need


def need(people, child, draws, p):
    """All cases of children in need from ``YEARS_OF_NEED[0]`` on."""
    count, years = len(people.person), YEARS_OF_NEED
    passing = draws.normal("childhood/need passing", len(years))
    starts, ends = (
        draws.uniform(f"childhood/case {word}", len(years)) for word in ("opens", "ends")
    )
    chance = draws.uniform("childhood/case again", len(years))
    was, current = np.zeros(count, bool), np.full(count, -1)
    person, begins, closed, year_of, brief_of = [], [], [], [], []
    made, before = 0, 0.0
    for place, year in enumerate(years):
        first, last = int(day(year - 1, 4, 1)), int(day(year, 3, 31))
        keeps = p["need.passing_keeps"]
        before = passing[:, 0] if place == 0 else model._mix(before, passing[:, place], keeps)
        index = child.need + p["need.passing"] * before
        threshold = of_year(p.table("need.threshold"), np.array([year]))
        # Before the first year no cases are made: a child in care then has one from its beginning.
        touched, taken, back = _care_in(child, first if place else NEVER + 1, last)
        now = ((index > threshold) | in_care(people, last)) & _minor(people, child, last)
        opens = first + np.floor(starts[:, place] * 365).astype(np.int64)
        opens = np.maximum(opens, _came(people, child) - 60)
        before_care = np.maximum(taken - 8, first) if place else taken - 8
        opens = np.where(taken != NEVER, np.minimum(opens, before_care), opens)
        ends_on = first + np.floor(ends[:, place] * 364).astype(np.int64)
        adult = day(people.birth_year + 18, people.birth_month)
        ends_on = np.minimum(np.maximum(ends_on, back), adult)
        again = now & was & (taken == NEVER) & ~touched & (chance[:, place] < p["need.again"])
        shut = was & (~now | again)
        closed_in = _ended(closed, current, shut, ends_on)
        near = (index > threshold - p["need.brief"]) & _minor(people, child, last)
        brief = ~now & ~was & (near | touched)
        new = (now & ~was) | again | brief
        begin = np.where(again, ends_on + 15 + np.floor(60 * starts[:, place]), opens)
        begin = np.where(again, np.minimum(begin, last), begin).astype(np.int64)
        rows = np.flatnonzero(new)
        length = 10 + np.floor(ends[:, place] * 130).astype(np.int64)
        until = np.minimum(np.maximum(opens + length, back), np.minimum(last, adult))
        person.append(rows)
        begins.append(begin[rows])
        closed_in.append(np.where(brief, np.maximum(until, opens), OPEN)[rows])
        closed = closed_in
        year_of.append(np.full(len(rows), year))
        brief_of.append(brief[rows])
        current[rows] = made + np.arange(len(rows))
        made += len(rows)
        was = now
    child.cases = _in_order(
        *(np.concatenate(x) for x in (person, begins, closed, year_of, brief_of))
    )


def _ended(closed, current, shut, ends_on):
    """The list of last days, in one array, with those of the cases that are shut."""
    whole = np.concatenate(closed) if closed else np.zeros(0, np.int64)
    rows = np.flatnonzero(shut)
    whole[current[rows]] = ends_on[rows]
    return [whole]


def _in_order(person, begins, ends, year, brief):
    order = np.lexsort((begins, person))
    person, begins, ends = person[order], begins[order], np.maximum(ends, begins)[order]
    first = np.searchsorted(person, person, side="left")
    return Cases(person, begins, ends, year[order], brief[order], np.arange(len(person)) - first)


def _minor(people, child, moment):
    """Born, in the country, and under 18."""
    adult = day(people.birth_year + 18, people.birth_month)
    return (_came(people, child) <= moment) & (adult > moment)


def _care_in(child, first, last):
    """Whether a child is looked after in a year, the first day of it there and the last one."""
    begins, ends = child.care.begins, child.care.ends
    within = (begins <= last) & (ends > max(first, 0))
    taken = np.where(within & (begins >= first), begins, OPEN).min(axis=1)
    back = np.where(within & (ends <= last), ends, NEVER).max(axis=1)
    return within.any(axis=1), np.where(taken == OPEN, NEVER, taken), back


def in_need(people, moment):
    """Whether a case is open for each person on a day."""
    cases = people.lives["childhood"].cases
    now = np.zeros(len(people.person), bool)
    now[cases.person[(cases.begins <= moment) & (cases.ends > moment)]] = True
    return now
