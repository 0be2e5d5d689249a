"""Types of benefit: which one a claim leads to, by its reason, its day and its place.

Until 2013 the reason alone decided. Then Universal Credit took over new claims: first simple ones
of jobseekers, then, from the day on which a place had the full service, all of them. Who was on
an older benefit stayed on it. Universal Credit goes on, under another code, when work begins.
"""

import numpy as np

from leo_course.synthesis.columns import day
from leo_course.synthesis.domains.places import drawn

OUT_OF_WORK = (
    *("AA", "ESA", "IB", "ICA", "IS", "JSA", "JTA", "PC", "PIB", "RP", "SDA"),
    *("UAA", "UBC", "UCE", "UDF"),
)
KINDS = (
    *("JSA", "JTA", "IS", "IB", "ESA", "ICA", "DLA", "PIP", "BB"),
    *("UAA", "UAB", "UBC", "UBD", "UCE", "UDF", "UNA"),
)
PASSED_ON = ("JSA", "JTA", "IS", "IB", "ESA")  # one of these at a time, in life
_SEEKING, _CHILD, _ILL, _CARER = range(1, 5)
_SIMPLE_FROM, _FULL_FROM = int(day(2013, 10, 1)), int(day(2016, 5, 25))
_ESA_FROM = int(day(2008, 10, 27))
_AT_LEAST = 20  # days for which Universal Credit goes on in work
_TRAINING_UNTIL = int(day(2012, 10, 1))


def spells_of(people, runs, la, working, p):
    """Spells on benefits that claims lead to, as a list of (person, kind, start, end).

    ``runs`` are person, reason, first and last day of each claim, ``la`` where it is made, and
    ``working`` for how many days the person works after it.
    """
    row, reason, start, _ = runs
    u = people.draws.uniform("benefits/types", 8)[row, start % 8]
    credit = start >= _credit_from(people, la, reason, u, p)
    carer = reason == _CARER
    spells = [_plain("ICA", runs, carer)]
    spells += _jobseekers(runs, (reason == _SEEKING) & ~credit, u, p)
    spells += [_plain("IS", runs, ((reason == _CHILD) | carer) & ~credit)]
    spells += _incapacity(runs, (reason == _ILL) & ~credit, u, p)
    return spells + _credit(people, runs, credit, working, u, p)


def full_service(people, la, p):
    """The day on which each authority had the full service of Universal Credit."""
    place = drawn(people.draws, "benefits/full service", la)
    return _FULL_FROM + (place * p["benefits.full_days"]).astype(np.int64)


def _credit_from(people, la, reason, u, p):
    """The day from which a claim is one for Universal Credit."""
    full = full_service(people, la, p)
    place = drawn(people.draws, "benefits/simple claims", la)
    simple = _SIMPLE_FROM + (place * p["benefits.simple_days"]).astype(np.int64)
    return np.where((reason == _SEEKING) & (u < p["benefits.simple"]), simple, full)


def _part(kind, runs, rows, start, end):
    """Spells of one kind from some of the runs, where any day is left."""
    kept = end >= start
    row = runs[0][rows][kept]
    return row, np.full(len(row), KINDS.index(kind)), start[kept], end[kept]


def _plain(kind, runs, mask):
    rows = np.flatnonzero(mask)
    return _part(kind, runs, rows, runs[2][rows], runs[3][rows])


def _jobseekers(runs, mask, u, p):
    """Jobseeker's allowance, for some of the long claims with a training allowance within."""
    rows = np.flatnonzero(mask)
    start, end = runs[2][rows], runs[3][rows]
    long = p["benefits.training_after"] + p["benefits.training_days"] + p["benefits.late_by"]
    trains = (end - start > long + 7) & (u[rows] > 1 - p["benefits.training"])
    trains &= start < _TRAINING_UNTIL
    stop = np.where(trains, start + int(p["benefits.training_after"]), end)
    again = np.where(trains, stop + int(p["benefits.training_days"]), end)
    return [
        _part("JSA", runs, rows, start, stop),
        _part("JTA", runs, rows, stop + 1, again),
        _part("JSA", runs, rows, again + 1, end),
    ]


def _incapacity(runs, mask, u, p):
    """Incapacity benefit for claims before October 2008, moved over to ESA some years later."""
    rows = np.flatnonzero(mask)
    start, end = runs[2][rows], runs[3][rows]
    moves = int(day(2011, 4, 1)) + (u[rows] * p["benefits.reassessed"]).astype(np.int64)
    stop = np.where(start < _ESA_FROM, np.minimum(moves, end), start - 1)
    return [
        _part("IB", runs, rows, start, stop),
        _part("ESA", runs, rows, stop + 1, end),
    ]


def _credit(people, runs, mask, working, u, p):
    """Universal Credit, by what is asked of the claimant, and in work after it."""
    _, reason, start, end = runs
    spells = [_plain("UAA", runs, mask & (reason == _SEEKING))]
    rows = np.flatnonzero(mask & ((reason == _CHILD) | (reason == _CARER)))
    baby = np.minimum(start[rows] + int(p["benefits.baby_days"]), end[rows])
    spells += [
        _part("UCE", runs, rows, start[rows], baby),
        _part("UDF", runs, rows, baby + 1, end[rows]),
    ]
    ill = mask & (reason == _ILL)
    for kind, some in (("UBC", u < p["benefits.limited"]), ("UCE", u >= p["benefits.limited"])):
        rows = np.flatnonzero(ill & some)
        waits = np.minimum(start[rows] + int(p["benefits.assessed_after"]), end[rows])
        spells += [
            _part("UAA", runs, rows, start[rows], waits),
            _part(kind, runs, rows, waits + 1, end[rows]),
        ]
    stays = mask & (working > 0) & ((u * 16) % 1 < p["benefits.goes_on"])
    for kind, why in (("UAB", (_SEEKING,)), ("UBD", (_ILL,)), ("UNA", (_CHILD, _CARER))):
        rows = np.flatnonzero(stays & np.isin(reason, why))
        length = _AT_LEAST + ((u[rows] * 256) % 1 * p["benefits.goes_on_days"]).astype(np.int64)
        first = end[rows] + 1
        spells.append(_part(kind, runs, rows, first, first - 1 + np.minimum(length, working[rows])))
    return spells
