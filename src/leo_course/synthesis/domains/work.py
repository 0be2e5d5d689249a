"""Work: spells in employment, and pay by tax year."""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import OPEN_END, Values, day, tax_year_label
from leo_course.synthesis.keys import edukey_at
from leo_course.synthesis.model import TAX_YEARS

_LAST_TAX_DAY = int(day(TAX_YEARS[-1] + 1, 4, 5))


def observe(people, keys, p):
    """Rows of employment and of earnings."""
    spells, days_worked = employment(people, p)
    return {
        ("LEO_I2", "leo_employment", None): employment_rows(people, keys, p, spells),
        ("LEO_I2", "leo_earnings", None): earnings_rows(people, keys, p, days_worked),
    }


@dataclass
class Spells:
    """True spells in work, one entry each, in order of person and start."""

    row: np.ndarray  # place of the person in the block
    start: np.ndarray  # days since 1970-01-01
    end: np.ndarray
    start_year: np.ndarray  # tax year, by the year in which it begins
    end_year: np.ndarray
    hard_start: np.ndarray  # begins a run of years: nothing precedes it in its tax year
    hard_end: np.ndarray  # ends a run of years
    open: np.ndarray  # goes on at the end of the last tax year


def employment(people, p):
    """Spells in work, and the days worked in each tax year, of shape (people, tax years).

    A run of years in work begins and ends on a day of chance; a year in the middle of a run may
    hold a break, or a change of job without one, which splits the run if the two are not merged.
    """
    draws, works = people.draws, people.works
    n, count = works.shape
    before = np.concatenate([np.zeros((n, 1), bool), works[:, :-1]], axis=1)
    later = np.concatenate([works[:, 1:], np.ones((n, 1), bool)], axis=1)
    begins, ends = works & ~before, works & ~later
    first_day = np.array([int(day(year, 4, 6)) for year in TAX_YEARS])
    length = np.array([int(day(year + 1, 4, 6)) for year in TAX_YEARS]) - first_day
    a = (draws.uniform("work/begins", count) * 350).astype(np.int64)
    b = (draws.uniform("work/ends", count) * 350).astype(np.int64) + 10
    a, b = (
        np.where(begins & ends, np.minimum(a, b), a),
        np.where(begins & ends, np.maximum(a, b), b),
    )
    b = np.where(begins & ends, np.maximum(b, a + 5), b)
    middle = works & ~begins & ~ends
    chance = draws.uniform("work/change", count)
    gap = middle & (chance < p["work.gap"])
    change = middle & ~gap & (chance < p["work.gap"] + p["work.new_job"])
    split = change & (draws.uniform("trouble/merged_spells", count) >= p["trouble.merged_spells"])
    stop = 20 + (draws.uniform("work/gap day", count) * 180).astype(np.int64)
    pause = 14 + (draws.uniform("work/gap length", count) * 136).astype(np.int64)
    again = np.where(gap, stop + pause, stop + 1)
    running = works[:, -1] & ~ends[:, -1]
    spells = _pair(begins, ends, gap | split, a, b, stop, again, first_day, running)
    worked = np.where(begins, length - a, np.where(ends, b + 1, length))
    worked = np.where(begins & ends, b - a + 1, worked) - np.where(gap, pause - 1, 0)
    return spells, np.where(works, worked, 0)


def _pair(begins, ends, split, a, b, stop, again, first_day, running):
    """Starts and ends of spells in the order of person and day; the k-th start has the k-th end."""
    count = begins.shape[1]
    starts = np.stack([begins, split], axis=2)
    start_days = np.stack([first_day + a, first_day + again], axis=2)
    closing = ends.copy()
    closing[:, -1] |= running
    stops = np.stack([split, closing], axis=2)
    end_days = np.stack([first_day + stop, first_day + b], axis=2)
    end_days[:, -1, 1] = np.where(running, _LAST_TAX_DAY, end_days[:, -1, 1])
    at, to = np.flatnonzero(starts), np.flatnonzero(stops)
    start_year, end_year = at // 2 % count, to // 2 % count
    row = at // (2 * count)
    hard_end = (to % 2 == 1) & ends[row, end_year]
    return Spells(
        row=row,
        start=start_days.ravel()[at],
        end=end_days.ravel()[to],
        start_year=start_year,
        end_year=end_year,
        hard_start=at % 2 == 0,
        hard_end=hard_end,
        open=(to % 2 == 1) & ~hard_end,
    )


def employment_rows(people, keys, p, spells):
    """Rows of the employment table, for the keys that are delivered, with dates as recorded."""
    draws, count = people.draws, len(TAX_YEARS)
    where = spells.row, spells.start_year
    first_day = np.array([int(day(year, 4, 6)) for year in TAX_YEARS])
    next_day = np.array([int(day(year + 1, 4, 5)) for year in TAX_YEARS])
    no_start = draws.uniform("trouble/default_start", count)[where] < p["trouble.default_start"]
    no_start &= spells.hard_start
    no_end = draws.uniform("trouble/default_end", count)[where] < p["trouble.default_end"]
    no_end &= spells.hard_end
    stays_open = draws.uniform("trouble/open_end", count)[where] < p["trouble.open_end"]
    end = np.where(no_end, next_day[spells.end_year], spells.end)
    end = np.where(spells.open & stays_open, OPEN_END, end)
    # With an end in the same tax year only, the start is put on the day before it.
    short = no_start & ~no_end & (spells.end_year == spells.start_year)
    short &= draws.uniform("work/day before", count)[where] < 0.5
    start = np.where(no_start, first_day[spells.start_year], spells.start)
    start = np.where(short & (end != OPEN_END), end - 1, start)
    rows = np.flatnonzero(keys.delivered[spells.row])
    row = spells.row[rows]
    return {
        "job_edukey": Values(edukey_at(keys, row, spells.start_year[rows]), kind=ids.EDUKEY),
        "job_start": Values(start[rows]),
        "job_end": Values(end[rows]),
        "job_start_uncertain": Values(no_start[rows]),
        "job_end_uncertain": Values(no_end[rows]),
    }


def earnings_rows(people, keys, p, days_worked):
    """Rows of the earnings table: pay for the days worked in each tax year."""
    draws, count = people.draws, len(TAX_YEARS)
    pay = model.realised_pay(people, p) * days_worked / 365
    earnings = np.maximum(np.rint(pay), p["pay.lowest"]).astype(np.int64)
    zero = draws.uniform("trouble/zero_earnings", count) < p["trouble.zero_earnings"]
    earnings[zero] = 0
    row, year = np.nonzero(people.works & keys.delivered[:, None])
    return {
        "pay_edukey": Values(edukey_at(keys, row, year), kind=ids.EDUKEY),
        "pay_tax_year": Values(tax_year_label(np.array(TAX_YEARS)[year])),
        "pay_earnings": Values(earnings[row, year]),
    }
