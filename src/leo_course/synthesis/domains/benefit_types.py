"""Types of benefit: which one a claim leads to, by its reason, its day and its place.

Until 2008 the reason alone decided: jobseeker's allowance, incapacity benefit, and income support
for lone parents and carers. In October 2008 the employment and support allowance (ESA) took over
new claims for ill health, and later the old ones; from November 2008 on lone parents were asked to
seek work when their youngest child reached an age that fell from 16 to 5. From 2013 on Universal
Credit took over new claims: first simple ones of jobseekers, then, from the day on which a place
had the full service, all of them. Who was on an older benefit stayed on it. Universal Credit goes
on, under another code, when work begins.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import day
from leo_course.synthesis.domains import families, places

OUT_OF_WORK = (
    *("AA", "ESA", "IB", "ICA", "IS", "JSA", "JTA", "PC", "PIB", "RP", "SDA"),
    *("UAA", "UBC", "UCE", "UDF"),
)
KINDS = (
    *("JSA", "JTA", "IS", "IB", "ESA", "ICA", "DLA", "PIP", "BB"),
    *("UAA", "UAB", "UBC", "UBD", "UCE", "UDF", "UNA"),
)
PASSED_ON = ("JSA", "JTA", "IS", "IB", "ESA")  # one of these at a time, in life
NONE, SEEKING, CHILD, ILL, CARER = range(5)  # reasons for a claim

_ESA_FROM = int(day(2008, 10, 27))
# From each day on lone parents whose youngest child has this age are asked to seek work.
_LONE_LIMITS = (
    (int(day(2008, 11, 24)), 12),
    (int(day(2009, 10, 26)), 10),
    (int(day(2010, 10, 25)), 7),
    (int(day(2012, 5, 21)), 5),
)
_LONE_LIMIT_FIRST = 16
# Universal Credit asks parents of young children to prepare for work, and then to seek it, when
# the child has these ages; since April 2017 the second pair.
_CREDIT_AGES, _CREDIT_AGES_LATER = (3, 5), (2, 3)
_CREDIT_CHANGE = int(day(2017, 4, 3))
_PATHFINDER = places.REGIONS.index("north west")
_SIMPLE_FROM = (int(day(2013, 10, 1)), int(day(2015, 2, 16)))  # there, and elsewhere
_FULL_FROM = int(day(2016, 5, 25))
_AT_LEAST = 20  # days for which Universal Credit goes on in work
_STREAMS = 8  # draws for each person, taken in turn by their claims


@dataclass
class Claims:
    """Claims of one reason without a break, one entry each, with what decides on the benefit."""

    row: np.ndarray  # place of the person in the block
    reason: np.ndarray
    start: np.ndarray  # first and last day
    end: np.ndarray
    la: np.ndarray  # where the claim is made
    place: np.ndarray
    working: np.ndarray  # days for which the person works after it
    worked: np.ndarray  # the person had a job in both tax years before it

    def take(self, rows):
        return Claims(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def spells_of(people, claims, p):
    """Spells on benefits that claims lead to, as a list of (person, kind, start, end)."""
    slot = claims.row, claims.start % _STREAMS
    u = people.draws.uniform("benefits/types", _STREAMS)[slot]
    v = people.draws.uniform("benefits/course of a claim", _STREAMS)[slot]
    full = full_service(people, claims.la, p)
    credit = claims.start >= _credit_from(people, claims, full, u, p)
    reason = claims.reason

    def some(mask):
        at = np.flatnonzero(mask)
        return claims.take(at), u[at], v[at], full[at]

    spells = [_whole("ICA", some(reason == CARER)[0])]
    spells += [_whole("IS", some((reason == CARER) & ~credit)[0])]
    spells += _jobseekers(people, *some((reason == SEEKING) & ~credit), p)
    spells += _incapacity(people, *some((reason == ILL) & ~credit), p)
    spells += _lone_parents(people, *some((reason == CHILD) & ~credit), p)
    return spells + _credit(people, *some(credit), p)


def full_service(people, la, p):
    """The day on which each authority had the full service of Universal Credit.

    The roll-out was slow at first, so most days lie late in it.
    """
    place = places.drawn(people.draws, "benefits/full service", la)
    return _FULL_FROM + (np.sqrt(place) * p["benefits.full_days"]).astype(np.int64)


def _credit_from(people, claims, full, u, p):
    """The day from which a claim is one for Universal Credit."""
    first = claims.place == _PATHFINDER
    days = np.where(first, p["benefits.simple_days_first"], p["benefits.simple_days"])
    share = places.drawn(people.draws, "benefits/simple claims", claims.la)
    simple = np.where(first, *_SIMPLE_FROM) + (share * days).astype(np.int64)
    simple = np.where((claims.reason == SEEKING) & (u < p["benefits.simple"]), simple, full)
    # Who has paid contributions may still get the old benefit for jobseekers, for half a year.
    odd = (u * 64) % 1
    new_style = (claims.reason == SEEKING) & claims.worked & (odd < p["benefits.new_style"])
    return np.where(new_style, int(day(9999, 1, 1)), simple)


def _part(kind, row, start, end):
    """Spells of one kind, where any day is left; ``kind`` is a name or one for each spell."""
    kept = end >= start
    row = row[kept]
    kinds = np.full(len(row), KINDS.index(kind)) if isinstance(kind, str) else kind[kept]
    return row, kinds, start[kept], end[kept]


def _whole(kind, claims):
    return _part(kind, claims.row, claims.start, claims.end)


def _seeks_on(row, start, end, full):
    """A claim as a jobseeker that begins where another benefit has ended."""
    kind = np.where(start < full, KINDS.index("JSA"), KINDS.index("UAA"))
    return _part(kind, row, start, end)


def _jobseekers(people, claims, u, v, full, p):
    """Jobseeker's allowance, for some of the long claims with a training allowance within."""
    row, start = claims.row, claims.start
    most = start + int(p["benefits.new_style_days"]) - 1
    end = np.where(start >= full, np.minimum(claims.end, most), claims.end)
    # Before 18 hardly anybody may claim as a jobseeker; income support pays those without parents.
    adult = day(people.birth_year[row] + 18, people.birth_month[row], 15)
    minor = np.where(start < adult, np.minimum(adult - 1, end), start - 1)
    since = minor + 1
    rate = model.of_year(p.table("benefits.training"), 1970 + start // 365.25)
    long = p["benefits.training_after"] + p["benefits.training_days"] + p["benefits.late_by"]
    trains = (end - since > long + 7) & (v > 1 - rate)
    stop = np.where(trains, since + int(p["benefits.training_after"]), end)
    again = np.where(trains, stop + int(p["benefits.training_days"]), end)
    return [
        _part("IS", row, start, minor),
        _part("JSA", row, since, stop),
        _part("JTA", row, stop + 1, again),
        _part("JSA", row, again + 1, end),
    ]


def _incapacity(people, claims, u, v, full, p):
    """Incapacity benefit or income support before October 2008, both moved to ESA years later.

    Some are found fit for work, when they are assessed for ESA, and go on as jobseekers or not.
    """
    row, start, end = claims.row, claims.start, claims.end
    old = start < _ESA_FROM
    moves = int(day(2011, 4, 1)) + (u * p["benefits.reassessed"]).astype(np.int64)
    stop = np.where(old, np.minimum(moves - 1, end), start - 1)
    support = v < p["benefits.ill_support"]
    topped = ~support & (v < p["benefits.ill_support"] + p["benefits.ill_both"])
    late = start + int(p["benefits.ill_both_after"])
    kind = np.where(support, KINDS.index("IS"), KINDS.index("IB"))
    fit = ((v * 64) % 1 < np.where(old, p["benefits.found_fit_old"], p["benefits.found_fit"])) & (
        stop < end
    )
    decided = stop + 1 + int(p["benefits.assessed_after"])
    decided = decided + ((v * 4096) % 1 * p["benefits.assessed_within"]).astype(np.int64)
    until = np.where(fit, np.minimum(np.where(old, stop, decided), end), end)
    goes_on = fit & ((u * 4096) % 1 < p["benefits.found_fit_seeks"])
    at = np.flatnonzero(goes_on)
    top = np.flatnonzero(topped & old)
    return [
        _part(kind, row, start, stop),
        _part("IS", row[top], late[top], stop[top]),
        _part("ESA", row, stop + 1, until),
        _seeks_on(row[at], until[at] + 1, end[at], full[at]),
    ]


def _by_child(people, claims):
    """Claims of parents, cut where another child becomes the youngest.

    Returns the place of the claim, the first and last day of the piece, and the child's birth.
    """
    births = people.lives["families"].births[claims.row]
    never = np.full((len(births), 1), families.NEVER)
    later = np.concatenate([births[:, 1:], never], axis=1)
    parts = []
    for child in range(families.CHILDREN):
        born = births[:, child]
        # An expectant mother claims before the first birth.
        start = np.maximum(claims.start, born) if child else claims.start
        end = np.minimum(claims.end, later[:, child] - 1)
        at = np.flatnonzero((end >= start) & (born < families.NEVER))
        parts.append((at, start[at], end[at], born[at]))
    return [np.concatenate(part) for part in zip(*parts, strict=True)]


def _age(born, years):
    """The day on which somebody born on a day is so many years old, to a day or so."""
    return born + int(years * 365.25)


def lone_limit(born, phase):
    """The day from which a lone parent is asked to seek work, by the youngest child's birth.

    Each change reached those whom it concerned in the course of a year: ``phase``, 0 to 1.
    """
    limit = _age(born, _LONE_LIMIT_FIRST)
    for since, age in _LONE_LIMITS:
        reached = np.maximum(since + (phase * 365).astype(np.int64), _age(born, age))
        limit = np.minimum(limit, reached)
    return limit


def _lone_parents(people, claims, u, v, full, p):
    """Income support until the youngest child has the age of the day; then most must seek work."""
    at, start, end, born = _by_child(people, claims)
    limit = lone_limit(born, u[at])
    stop = np.minimum(end, limit - 1)
    row = claims.row[at]
    seeks = np.flatnonzero((v[at] * 64) % 1 < p["benefits.lone_seeks"])
    began = np.maximum(start, limit)
    return [
        _part("IS", row, start, stop),
        _seeks_on(row[seeks], began[seeks], end[seeks], full[at][seeks]),
    ]


def _credit_parents(people, claims):
    """Universal Credit of lone parents: what is asked of them grows with the youngest child."""
    at, start, end, born = _by_child(people, claims)
    row, baby = claims.row[at], born + 365
    prepares, seeks = (
        np.minimum(_age(born, old), np.maximum(_CREDIT_CHANGE, _age(born, new)))
        for old, new in zip(_CREDIT_AGES, _CREDIT_AGES_LATER, strict=True)
    )
    parts, begins = [], start
    for kind, until in (("UCE", baby), ("UDF", prepares), ("UBC", seeks), ("UAA", end + 1)):
        until = np.minimum(until - 1, end)
        parts.append(_part(kind, row, begins, until))
        begins = np.maximum(begins, until + 1)
    return parts


def _credit(people, claims, u, v, full, p):
    """Universal Credit, by what is asked of the claimant, and in work after it."""
    reason, row, start, end = claims.reason, claims.row, claims.start, claims.end
    spells = [
        _whole("UAA", claims.take(np.flatnonzero(reason == SEEKING))),
        _whole("UCE", claims.take(np.flatnonzero(reason == CARER))),
    ]
    spells += _credit_parents(people, claims.take(np.flatnonzero(reason == CHILD)))
    ill = np.flatnonzero(reason == ILL)
    waits = np.minimum(start[ill] + int(p["benefits.assessed_after"]), end[ill])
    kind = np.where(u[ill] < p["benefits.limited"], KINDS.index("UBC"), KINDS.index("UCE"))
    spells += [
        _part("UAA", row[ill], start[ill], waits),
        _part(kind, row[ill], waits + 1, end[ill]),
    ]
    stays = (claims.working > 0) & (v < p["benefits.goes_on"])
    for name, why in (("UAB", (SEEKING,)), ("UBD", (ILL,)), ("UNA", (CHILD, CARER))):
        at = np.flatnonzero(stays & np.isin(reason, why))
        length = _AT_LEAST + ((u[at] * 256) % 1 * p["benefits.goes_on_days"]).astype(np.int64)
        first = end[at] + 1
        spells.append(_part(name, row[at], first, end[at] + np.minimum(length, claims.working[at])))
    return spells
