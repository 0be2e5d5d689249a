"""Benefits: what people out of work live on, and how the benefit system names it over the years.

The core says when people have no PAYE job; this module says why (seeking work, a young child, ill
health, care for somebody) and whether they claim. The reason may change from year to year; the
benefit follows from the reason, the day, and how far Universal Credit had come to the place.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import OPEN_END, Values, day, tax_year_label
from leo_course.synthesis.domains import families, places, work
from leo_course.synthesis.domains.benefit_types import (
    CARER,
    CHILD,
    ILL,
    KINDS,
    NONE,
    OUT_OF_WORK,
    PASSED_ON,
    SEEKING,
    Claims,
    full_service,
    spells_of,
)
from leo_course.synthesis.domains.colleges import learning
from leo_course.synthesis.keys import edukey_at
from leo_course.synthesis.model import TAX_YEARS

_FIRST = np.array([int(day(year, 4, 6)) for year in TAX_YEARS])  # days of the tax years
_FIRST_DAY, _LAST_DAY = int(_FIRST[0]), int(day(TAX_YEARS[-1] + 1, 4, 5))
_PIP_FROM, _PIP_MOVES = int(day(2013, 4, 8)), int(day(2013, 10, 28))  # new claims, old ones
_BEREAVED_AT, _BEREAVED_FOR = 22, 364  # youngest age; days
_PANDEMIC = int(day(2020, 3, 20))


@dataclass
class Spells:
    """True spells on a benefit, one entry each, in order of person, start and type."""

    row: np.ndarray  # place of the person in the block
    kind: np.ndarray  # place in KINDS
    start: np.ndarray  # days since 1970-01-01
    end: np.ndarray


def live(people, p):
    """Add to ``people.lives`` the families of one's own and the spells on benefits."""
    turns = _turns(people)
    people.lives["families"] = families.make_families(people, turns, p)
    reasons = _reasons(people, p)
    gaps = _gaps(people, p)
    claims = _claims(people, reasons, gaps, turns, p)
    spells = spells_of(people, claims, p)
    spells.append(_working_parents(people, p))
    spells += _pandemic_in_work(people, p)
    spells.append(_disability(people, p))
    spells.append(_bereavement(people, p))
    parts = [np.concatenate(part) for part in zip(*spells, strict=True)]
    people.lives["benefits"] = merged(*parts)


def year_at(days):
    """Place among the tax years of days; the nearest one for those outside."""
    return np.clip(np.searchsorted(_FIRST, days, side="right") - 1, 0, len(TAX_YEARS) - 1)


def _turns(people):
    """The day of each tax year on which reasons change: (people, tax years)."""
    u = people.draws.uniform("benefits/turn", len(TAX_YEARS))
    turns = _FIRST + (u * 365).astype(np.int64)
    turns[:, 0] = _FIRST_DAY
    return turns


def health(people, p):
    """Ill health in standard deviations, lasting; more with special needs, hardship and care."""
    need = np.array([0.0] + [p["benefits.ill_sen"][kind] for kind in model.SEN[1:]])[people.sen]
    return (
        need
        + p["benefits.ill_hardship"] * people.hardship
        + p["benefits.ill_attainment"] * people.attainment
        + p["benefits.ill_degree"] * people.degree
        + p["benefits.ill_care"] * (people.lives["childhood"].care_until > 0)
        + people.draws.normal("benefits/health")
    )


def _reasons(people, p):
    """Why a person would be out of work and claim, in each tax year: (people, tax years)."""
    draws, t, family = people.draws, people.after, people.lives["families"]
    years = len(TAX_YEARS)
    idle = _idle(people, p)
    ill = health(people, p)[:, None] + p["benefits.ill_idle"] * idle
    ill = ill + p["benefits.ill_age"] * t > p["benefits.ill_threshold"]
    # Before they claim themselves, young people who are ill are at school or with their family.
    ill &= t >= (p["benefits.ill_from"] * draws.uniform("benefits/ill from"))[:, None]
    need = _need(people, idle, p)
    seeking = need + p["benefits.claim_passing"] * draws.normal("benefits/passing", years) > 0
    carer = draws.happens(
        "benefits/carer", p["benefits.carer"] * (1 + people.female * p["benefits.carer_women"])
    )
    reason = np.where(seeking, SEEKING, NONE)
    reason = np.where(carer[:, None] & (t >= 2), CARER, reason)
    takes = draws.uniform("benefits/lone parent") < p["benefits.lone_takes"]
    reason = np.where(family.lone & takes[:, None], CHILD, reason)
    reason = np.where(ill, ILL, reason)
    return np.where(t >= 0, reason, NONE)


def _idle(people, p):
    """Share of the years around each tax year without any job: (people, tax years).

    As far as the years after 16 go; with a year at the usual share, so that one year is not all.
    """
    counts = people.after >= 1
    out = np.cumsum(np.pad(counts & ~people.works, ((0, 0), (1, 0))), axis=1)
    every = np.cumsum(np.pad(counts, ((0, 0), (1, 0))), axis=1)
    years, reach = np.arange(len(TAX_YEARS)), int(p["benefits.idle_reach"])
    low, high = np.maximum(years - reach, 0), np.minimum(years + reach, years[-1]) + 1
    out, every = out[:, high] - out[:, low], every[:, high] - every[:, low]
    return (out + p["benefits.idle_usual"]) / (every + 1)


def _held(people, year):
    """Highest full level below a degree that each person holds in the autumn of a year, 0 to 4.

    ``year`` is one for each person, or a row of years for all; the nearest known one counts.
    """
    held = people.lives["colleges"]["learning"].held
    at = np.clip(year, learning.YEARS[0], learning.YEARS[-1]) - learning.YEARS[0]
    if at.ndim == 1:
        return held[np.arange(len(held)), at]
    return np.take(held, at[0], axis=1)


def _need(people, idle, p):
    """How far above the threshold of claiming as a jobseeker each person is in each tax year."""
    groups, regions = p["benefits.claim_ethnic"], p["benefits.claim_region"]
    family = people.lives["families"]
    own = (
        p["benefits.claim_centre"]
        + p["benefits.claim_hardship"] * people.hardship
        + p["benefits.claim_attainment"] * people.attainment
        + p["benefits.claim_degree"] * people.degree
        + p["benefits.claim_family"] * people.family
        + p["benefits.claim_care"] * (people.lives["childhood"].care_until > 0)
        + np.array([groups.get(code, 0.0) for code in model.ETHNIC_GROUPS])[people.ethnic]
        + p["benefits.claim_lasting"] * people.draws.normal("benefits/lasting")
    )
    here = np.array([regions.get(name, 0.0) for name in places.PLACES])
    studied = np.pad(people.studying, ((0, 0), (2, 0)))
    fresh = ~people.studying & (studied[:, 1:-1] | studied[:, :-2])
    women = model.of_year(p.table("benefits.claim_women"), people.after)
    level3 = _held(people, np.array(TAX_YEARS)[None, :]) >= 3
    return (
        own[:, None]
        + p["benefits.claim_idle"] * idle
        + model.of_year(p.table("benefits.claim_age"), people.after)
        + model.of_year(p.table("benefits.slump"), np.array(TAX_YEARS))
        + here[people.lives["geography"].place]
        + women * people.female[:, None]
        + p["benefits.claim_level3"] * level3
        + p["benefits.claim_after_university"] * fresh
        + model.of_year(p.table("benefits.claim_statement"), people.after)
        * (people.sen == 3)[:, None]
        # A mother at home whose partner works has no claim of her own.
        + p["benefits.claim_partnered"] * (family.with_child & ~family.lone)
    )


def _gaps(people, p):
    """Times without a job, a course or self-employment: person, first day, last day, in order."""
    spells, _ = work.jobs(people, p)
    row, own_start, own_end = _trading_alone(people, p)
    everybody = np.arange(len(people.person))
    rows = np.concatenate([spells.row, row])
    start = np.concatenate([spells.start, own_start])
    end = np.concatenate([spells.end, own_end])
    order = np.lexsort((start, rows))
    rows, start, end = rows[order], start[order], end[order]
    # The k-th gap of a person begins after the k-th busy time, the first one at their beginning.
    begins = np.concatenate([np.full(len(everybody), _FIRST_DAY - 1), end])
    ends = np.concatenate([start, np.full(len(everybody), _LAST_DAY + 1)])
    row_begin, row_end = np.concatenate([everybody, rows]), np.concatenate([rows, everybody])
    order = np.lexsort((begins, row_begin))
    row, begins = row_begin[order], begins[order] + 1
    ends = ends[np.lexsort((ends, row_end))] - 1
    free, gone = _claimable(people, p)
    begins, ends = np.maximum(begins, free[row]), np.minimum(ends, gone[row])
    row, begins, ends = _without_study(people, row, begins, ends)
    kept = ends - begins >= p["benefits.shortest_gap"]
    return row[kept], begins[kept], ends[kept]


def _without_study(people, row, begins, ends):
    """The gaps without the times of full-time study, from September to June; in order."""
    studies = np.pad(people.studying, ((0, 0), (1, 1)))
    person, first = np.nonzero(studies[:, 1:-1] & ~studies[:, :-2])
    last = np.nonzero(studies[:, 1:-1] & ~studies[:, 2:])[1]
    opens, closes = day(TAX_YEARS[0] + first, 9, 1), day(TAX_YEARS[0] + last + 1, 6, 30)
    count = np.bincount(person, minlength=len(people.person))
    runs = np.cumsum(count) - count
    for number in range(int(count.max(initial=0))):
        at = np.minimum(runs[row] + number, len(person) - 1)
        there = (number < count[row]) & (begins <= closes[at]) & (ends >= opens[at])
        later = there & (ends > closes[at])
        row, begins, ends = (
            np.concatenate([row, row[later]]),
            np.concatenate([begins, closes[at][later] + 1]),
            np.concatenate([np.where(there, opens[at] - 1, ends), ends[later]]),
        )
    order = np.lexsort((begins, row))
    return row[order], begins[order], ends[order]


def _trading_alone(people, p):
    """Tax years of self-employment without a job; a run of them begins late and ends early."""
    own = people.lives["self_employment"].only
    row, year = np.nonzero(own)
    first = np.append(_FIRST, _LAST_DAY + 1)
    u = people.draws.uniform("benefits/trading", 2 * len(TAX_YEARS))
    most = p["benefits.trading_days"]
    late = (u[row, year] * most).astype(np.int64)
    early = (u[row, len(TAX_YEARS) + year] * most).astype(np.int64)
    before, after = np.maximum(year - 1, 0), np.minimum(year + 1, len(TAX_YEARS) - 1)
    begins = first[year] + np.where(own[row, before] & (year > 0), 0, late)
    ends = np.where(own[row, after] & (year < len(TAX_YEARS) - 1), 0, early)
    return row, begins, first[year + 1] - 1 - ends


def _claimable(people, p):
    """The first day on which a person can claim, and the last."""
    last = people.entry_year + people.years_done - 1
    free = np.where(people.entered, day(last, 7, 1), day(people.cohort, 9, 1))
    return free, np.minimum(people.lives["geography"].left_day - 1, _LAST_DAY)


def _claims(people, reasons, gaps, turns, p):
    """The claims that gaps lead to."""
    runs = _runs(*_pieces(people, reasons, gaps, turns, p))
    row, reason, start, end = runs
    homes, year = people.lives["geography"], year_at(start)
    worked = people.works[row, np.maximum(year - 1, 0)] & people.works[row, np.maximum(year - 2, 0)]
    return Claims(
        row,
        reason,
        start,
        end,
        la=homes.la[row, year],
        place=homes.place[row, year],
        working=_until_next(gaps, runs),
        worked=worked & (year >= 2),
    )


def _pieces(people, reasons, gaps, turns, p):
    """The gaps cut where a reason may change, a day of the year that differs between people.

    Returns person, reason, first and last day of the pieces in which somebody claims.
    """
    row, start, end = gaps
    years = len(TAX_YEARS)

    def at(days):
        year = year_at(days)
        return np.maximum(year - (turns[row, year] > days), 0)

    a, b = at(start), at(end)
    count = b - a + 1
    piece = np.repeat(np.arange(len(row)), count)
    year = a[piece] + np.arange(len(piece)) - np.repeat(np.cumsum(count) - count, count)
    turns = np.concatenate([turns, np.full((len(turns), 1), _LAST_DAY + 1)], axis=1)
    who = row[piece]
    reason = reasons[who, year]
    wait = people.draws.uniform("benefits/wait", years)[row, a] * p["benefits.wait"]
    began = np.where(
        year == a[piece], start[piece] + wait[piece].astype(np.int64), turns[who, year]
    )
    ended = np.minimum(end[piece], turns[who, year + 1] - 1)
    began = np.where(reason == SEEKING, np.maximum(began, _may_seek(people, p)[who]), began)
    kept = (reason > NONE) & (ended - began >= 3)
    return who[kept], reason[kept], began[kept], ended[kept]


def _may_seek(people, p):
    """The first day on which a person can claim as a jobseeker.

    Not while at school or on a full-time course begun in the two years after Key Stage 4, and not
    before 18, but for those few who have no parents to live with.
    """
    adult = day(people.birth_year + 18, people.birth_month, 15)
    early = people.draws.happens("benefits/before 18", p["benefits.before_18"])
    life = people.lives["colleges"]["learning"]
    full_time = np.isin(life.kind, (learning.SIXTH, learning.A_LEVELS, learning.COURSE))
    since = np.array(learning.YEARS) - people.cohort[:, None]
    full_time &= (since >= 0) & (since <= 1)
    last = np.where(full_time, life.end, 0).max(axis=1)
    return np.maximum(np.where(early, 0, adult), last + 1)


def _runs(row, reason, start, end):
    """Pieces of one reason that follow each other, as one: person, reason, first and last day."""
    new = np.ones(len(row), dtype=bool)
    new[1:] = (row[1:] != row[:-1]) | (reason[1:] != reason[:-1]) | (start[1:] != end[:-1] + 1)
    at = np.flatnonzero(new)
    last = np.append(at[1:], len(row))[: len(at)] - 1
    return row[at], reason[at], start[at], end[last]


def _until_next(gaps, runs):
    """Days in work after each run that ends with its gap; 0 if the run ends otherwise."""
    row, start, end = gaps
    key = row * np.int64(1 << 32) + end
    place = np.searchsorted(key, runs[0] * np.int64(1 << 32) + runs[3])
    place = np.minimum(place, len(key) - 1)
    with_gap = (row[place] == runs[0]) & (end[place] == runs[3]) & (runs[3] < _LAST_DAY)
    after = np.minimum(place + 1, len(key) - 1)
    known = with_gap & (row[after] == runs[0]) & (after > place)
    return np.where(known, start[after] - runs[3] - 1, 0)


def _working_parents(people, p):
    """Universal Credit of lone parents beside a job, from the full service on."""
    spells, _ = work.jobs(people, p)
    row, year = spells.row, spells.start_year
    began = full_service(people, people.lives["geography"].la[row, year], p)
    u = people.draws.uniform("benefits/working parents", len(TAX_YEARS))[row, year]
    wait = people.draws.uniform("benefits/working parents wait", len(TAX_YEARS))[row, year]
    first = began + (wait * p["benefits.working_parents_wait"]).astype(np.int64)
    start = np.maximum(spells.start, first)
    end = np.minimum(spells.end, start + int(365 * p["benefits.working_parents_years"]))
    alone = people.lives["families"].lone[row, year_at(start)]
    kept = (u < p["benefits.working_parents"]) & alone & (start < end)
    row = row[kept]
    return row, np.full(len(row), KINDS.index("UNA")), start[kept], end[kept]


def _pandemic_in_work(people, p):
    """Universal Credit of people in work whose pay or trade collapsed in spring 2020."""
    chance = people.draws.uniform("benefits/pandemic", 3)
    spells, _ = work.jobs(people, p)
    furloughed = (people.lives["furlough"].days > 0).any(axis=1)
    rate = np.where(furloughed, *(p["benefits.pandemic"][x] for x in ("furloughed", "others")))
    start = _PANDEMIC + (chance[:, 1] * p["benefits.pandemic_within"]).astype(np.int64)
    end = start + (chance[:, 2] * p["benefits.pandemic_days"]).astype(np.int64) + 30
    end = np.minimum(np.minimum(end, people.lives["geography"].left_day - 1), _LAST_DAY)
    row = spells.row
    at = np.flatnonzero((spells.start <= start[row]) & (spells.end > start[row]))
    at = at[chance[row[at], 0] < rate[row[at]]]
    row = row[at]
    trades = people.lives["self_employment"].only[:, TAX_YEARS.index(2020)]
    own = np.flatnonzero(trades & (chance[:, 0] < p["benefits.pandemic"]["self-employed"]))
    kind = KINDS.index("UAB")
    return [
        _in_days(row, kind, start[row], np.minimum(end[row], spells.end[at])),
        _in_days(own, kind, start[own], end[own]),
    ]


def _in_days(row, kind, start, end):
    """Spells of one kind, where more than a day is left."""
    kept = end > start
    return row[kept], np.full(kept.sum(), kind), start[kept], end[kept]


def _disability(people, p):
    """Disability living allowance, and the personal independence payment that took its place."""
    draws = people.draws
    odds = health(people, p) - p["benefits.disabled_threshold"]
    onset = (draws.uniform("benefits/onset") * p["benefits.disabled_within"] * 365).astype(np.int64)
    young = draws.happens("benefits/young", p["benefits.disabled_young"]) | (people.sen == 3)
    sixteen = day(people.birth_year + 16, people.birth_month, 15)
    start = np.maximum(np.where(young, sixteen, sixteen + onset), _FIRST_DAY)
    change = _PIP_MOVES + (draws.uniform("benefits/pip") * p["benefits.pip_days"]).astype(np.int64)
    end = np.minimum(people.lives["geography"].left_day - 1, _LAST_DAY)
    old = (odds > 0) & (start < _PIP_FROM) & (end > start)
    keeps = ~old | draws.happens("benefits/keeps", p["benefits.pip_awarded"])
    new_start = np.where(old, change, start)
    new = (odds > 0) & keeps & (new_start < end)
    a, b = np.flatnonzero(old), np.flatnonzero(new)
    return (
        np.concatenate([a, b]),
        np.repeat([KINDS.index("DLA"), KINDS.index("PIP")], [len(a), len(b)]),
        np.concatenate([start[a], new_start[b]]),
        np.concatenate([np.minimum(change - 1, end)[a], end[b]]),
    )


def _bereavement(people, p):
    """A year of bereavement benefit for the few whose husband or wife has died."""
    draws = people.draws
    row = np.flatnonzero(draws.happens("benefits/bereaved", p["benefits.bereaved"]))
    start = day(people.birth_year[row] + _BEREAVED_AT, people.birth_month[row], 1)
    within = 365 * p["benefits.bereaved_within"]
    start = start + (draws.uniform("benefits/bereaved on")[row] * within).astype(np.int64)
    stays = np.minimum(people.lives["geography"].left_day[row] - 1, _LAST_DAY)
    end = np.minimum(start + _BEREAVED_FOR - 1, stays)
    kept = end > start
    return row[kept], np.full(kept.sum(), KINDS.index("BB")), start[kept], end[kept]


def merged(row, kind, start, end):
    """Spells of one type that overlap or follow each other, as one; in order of start."""
    order = np.lexsort((start, kind, row))
    row, kind, start, end = row[order], kind[order], start[order], end[order]
    other = np.ones(len(row), dtype=bool)
    other[1:] = (row[1:] != row[:-1]) | (kind[1:] != kind[:-1])
    group = np.cumsum(other)
    # The latest end so far within a person and type: groups are lifted apart before the maximum.
    lift = group * np.int64(1 << 32)
    reach = np.maximum.accumulate(end + lift) - lift
    new = other.copy()
    new[1:] |= start[1:] > reach[:-1] + 1
    at = np.flatnonzero(new)
    last = np.append(at[1:], len(row))[: len(at)] - 1
    row, kind, start, end = row[at], kind[at], start[at], reach[last]
    order = np.lexsort((kind, start, row))
    return Spells(row[order], kind[order], start[order], end[order])


def observe(people, keys, p):
    """Rows of benefits, with dates as recorded."""
    spells = people.lives["benefits"]
    end = _late_ends(people, spells, p)
    opens = people.draws.uniform("trouble/benefit_open_end", 2)[spells.row]
    opens = opens[np.arange(len(end)), spells.start % 2] < p["trouble.benefit_open_end"]
    end = np.where((spells.end == _LAST_DAY) & opens, OPEN_END, end)
    year = year_at(spells.start)
    rows = np.flatnonzero(keys.delivered[spells.row])
    row, kind = spells.row[rows], spells.kind[rows]
    flag = np.array([name in OUT_OF_WORK for name in KINDS]).astype(np.int64)
    yield (
        ("LEO_I2", "leo_benefit", None),
        {
            "benefit_edukey": Values(edukey_at(keys, row, year[rows]), kind=ids.EDUKEY),
            "benefit_start": Values(spells.start[rows]),
            "benefit_end": Values(end[rows]),
            "benefit_type": Values(kind, labels=KINDS),
            "benefit_out_of_work": Values(flag[kind]),
        },
    )


def _late_ends(people, spells, p):
    """Ends as recorded: the old benefit's can come days after the next benefit has begun."""
    row, kind, start, end = spells.row, spells.kind, spells.start, spells.end
    u = people.draws.uniform("trouble/benefit_overlap", len(TAX_YEARS))
    u = u[row, year_at(start)]
    old = np.isin(kind, [KINDS.index(name) for name in PASSED_ON])
    follows = np.zeros(len(row), dtype=bool)
    room = np.zeros(len(row), dtype=np.int64)
    follows[:-1] = (row[1:] == row[:-1]) & (start[1:] == end[:-1] + 1) & old[1:] & old[:-1]
    room[:-1] = end[1:] - start[1:]
    late = follows & (u < p["trouble.benefit_overlap"])
    rate = max(p["trouble.benefit_overlap"], 1e-9)
    days = 1 + (np.minimum(u / rate, 0.999) * p["benefits.late_by"]).astype(np.int64)
    return np.where(late & (room > days), end + days, end)


def truth(people, p):
    """Ill health as a hidden trait, days on out-of-work benefits, and what claims hang on."""
    spells, family = people.lives["benefits"], people.lives["families"]
    out = np.array([name in OUT_OF_WORK for name in KINDS])[spells.kind]
    days = np.bincount(
        spells.row[out],
        weights=(spells.end - spells.start + 1)[out],
        minlength=len(people.person),
    )
    born = family.births[:, 0]
    known = born <= _LAST_DAY
    year = np.array(TAX_YEARS)[year_at(born)]
    lone = (family.lone & (people.after >= 0)).sum(axis=1)
    return {
        "health": Values(health(people, p)),
        "claimed_days": Values(days.astype(np.int64)),
        "level_held": Values(_held(people, people.cohort + p["benefits.level_after"])),
        "first_child": Values(tax_year_label(year), null=~known),
        "lone_parent_years": Values(lone),
    }
