"""Work: spells in employment, and pay by tax year."""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import OPEN_END, Values, day, tax_year_label
from leo_course.synthesis.domains import careers, places
from leo_course.synthesis.domains import firms as firm_register
from leo_course.synthesis.keys import edukey_at
from leo_course.synthesis.model import TAX_YEARS

_LAST_TAX_DAY = int(day(TAX_YEARS[-1] + 1, 4, 5))
FIRST_OF_PAY = 2003  # the tax year with which the table of pay begins, by the year it begins in


@dataclass
class Work:
    """What is true of a block's work: when, and for whom."""

    when: careers.Calendar
    careers: careers.Careers


def live(people, p):
    """Find everybody's employers, and add to pay what firm and match pay beyond the usual, and
    what the labour market of the region pays.

    It is added alike to pay with and without a degree: the potential outcomes hold people to the
    employer that they have, while the effect of a degree contains the industries that it opens.
    """
    when, found = careers.make_careers(people, people.lives["firms"], p)
    people.lives["work"] = Work(when, found)
    added = found.luck + regional(people, p)
    people.log_pay_0 = people.log_pay_0 + added
    people.log_pay_1 = people.log_pay_1 + added


def regional(people, p):
    """What jobs in the region in which people grow up pay above or below the country's.

    In log points, of shape (people, tax years); less for the first jobs, whose wages the law sets.
    """
    premium = np.array([p["career.region"][name] for name in places.REGIONS])
    home = places.regions(people.draws, people.la, p)
    return premium[home][:, None] * model.of_year(p.table("career.region_counts"), people.after)


def observe(people, keys, p):
    """Rows of employment and of earnings."""
    spells, days_worked = jobs(people, p)
    yield ("LEO_I2", "leo_employment", None), employment_rows(people, keys, p, spells)
    yield ("LEO_I2", "leo_earnings", None), earnings_rows(people, keys, p, days_worked)


def truth(people, p):
    """The employer in the year of the potential outcomes, what it adds to pay, and the time that
    graduates take to the first sustained job.
    """
    firms, work = people.lives["firms"], people.lives["work"].careers
    year = people.cohort + p["pay.outcome_year"] - TAX_YEARS[0]
    at = np.arange(len(people.person)), np.minimum(year, len(TAX_YEARS) - 1)
    firm = work.firm[at]
    # The outcomes of late cohorts lie beyond the last tax year, and some have no employer yet.
    none = (year >= len(TAX_YEARS)) | (firm < 0)
    return {
        "true_firm": Values(firms.number[firm], null=none),
        "true_firm_effect": Values(firms.effect[firm], null=none),
        "true_firm_luck": Values(work.luck[at], null=none),
        "true_section": Values(firms.section[firm], null=none, labels=firm_register.NAMES),
        "months_to_job": Values(people.lives["search"].days / model.MONTH, null=~people.degree),
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


def jobs(people, p):
    """True spells in PAYE jobs and the days worked by tax year, worked out once for all.

    To be called when the domains up to furlough have added to ``people.lives``.
    """
    if "jobs" not in people.lives:
        lost = people.lives["furlough"].lost_day if "furlough" in people.lives else None
        people.lives["jobs"] = employment(people, p, lost)
    return people.lives["jobs"]


def employment(people, p, lost_day=None):
    """Spells in work, and the days worked in each tax year, of shape (people, tax years).

    A run of years in work begins and ends on a day of chance; a year in the middle of a run may
    hold a break, or a change of job without one, which splits the run if the two are not merged.
    ``lost_day`` is the day of the last tax year on which a job ended, -1 for those who kept it.
    """
    draws, works, when = people.draws, people.works, people.lives["work"].when
    count = works.shape[1]
    first_day = np.array([int(day(year, 4, 6)) for year in TAX_YEARS])
    split = when.change & (
        draws.uniform("trouble/merged_spells", count) >= p["trouble.merged_spells"]
    )
    again = np.where(when.gap, when.stop + when.pause, when.stop + 1)
    running = works[:, -1] & ~when.ends[:, -1]
    worked = when.worked
    lost = np.zeros(len(works), bool) if lost_day is None else running & (lost_day >= 0)
    ends, b = when.ends.copy(), when.b.copy()
    if lost.any():
        worked = worked.copy()
        start = np.where(when.begins[:, -1], when.a[:, -1], 0)
        worked[:, -1] = np.where(lost, lost_day - start + 1, worked[:, -1])
        ends[:, -1] |= lost
        b[:, -1] = np.where(lost, lost_day, b[:, -1])
    split |= when.gap
    spells = _pair(
        when.begins, ends, split, when.a, b, when.stop, again, first_day, running & ~lost
    )
    return spells, worked


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
    # Where the next job begins in the next tax year, its papers date the end of the one before;
    # two defaults, 5 April and 6 April, would make one spell of them.
    follows = spells.row[1:] == spells.row[:-1]
    follows &= spells.start_year[1:] == spells.end_year[:-1] + 1
    no_end[:-1] &= ~follows
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
    """Rows of the earnings table: pay for the days worked in each tax year, and from whom."""
    pay = model.realised_pay(people, p) * days_worked / 365
    if "furlough" in people.lives:
        pay = pay * people.lives["furlough"].pay_factor
    total = np.maximum(np.rint(pay), p["pay.lowest"]).astype(np.int64)
    shown = np.array(TAX_YEARS) >= FIRST_OF_PAY
    row, year = np.nonzero(people.works & keys.delivered[:, None] & shown)
    jobs = _Jobs(people, p, total, row, year)
    earnings = np.maximum(jobs.pay.sum(axis=1), 0)
    return {
        "pay_edukey": Values(edukey_at(keys, row, year), kind=ids.EDUKEY),
        "pay_tax_year": Values(tax_year_label(np.array(TAX_YEARS)[year])),
        "pay_earnings": Values(earnings),
    } | jobs.register_columns(p)


class _Jobs:
    """The jobs of some person-years, up to three each, as arrays of shape (rows, jobs).

    In order: the main employer at the end of the year, the one before it, and a second job.
    """

    def __init__(self, people, p, total, row, year):
        self.firms, work = people.lives["firms"], people.lives["work"].careers
        draws, count = people.draws, len(TAX_YEARS)
        at = row, year
        self.vintage = (np.array(TAX_YEARS)[year] >= p["register.first_of_2020"]).astype(np.int64)
        self.firm = np.stack([work.firm[at], work.before[at], work.second[at]], axis=1)
        total = total[at]
        second = np.floor(total * work.share_second[at]).astype(np.int64)
        before = np.floor((total - second) * work.share_before[at]).astype(np.int64)
        pay = np.stack([total - second - before, before, second], axis=1).astype(np.int32)
        negative = draws.uniform("trouble/zero_earnings", count)[at] < p["trouble.zero_earnings"]
        minus = 1 + draws.uniform("work/minus", count)[at] * p["career.negative_most"]
        # A correction of last year's pay by the main employer, and nothing else in the year.
        self.firm[negative, 1:] = careers.NOBODY
        pay[negative] = 0
        pay[negative, 0] = -minus[negative].astype(np.int32)
        self.pay = pay
        held = self.firms.held[self.firm, self.vintage[:, None]]
        self.known = (self.firm >= 0) & held
        self._ties(draws.uniform("trouble/tied_enterprise", count)[at], p)

    def _ties(self, chance, p):
        """Let a few people with two employers get exactly as much from both, and no others."""
        firm, pay, known = self.firm, self.pay, self.known
        for one, other in ((0, 1), (0, 2), (1, 2)):
            same = (pay[:, one] == pay[:, other]) & known[:, one] & known[:, other]
            pay[same, one] += 1
        for other in (1, 2):
            two = known[:, 0] & known[:, other] & (firm[:, 0] != firm[:, other])
            tied = two & (firm[:, 3 - other] < 0) & (chance < p["trouble.tied_enterprise"])
            half = (pay[:, 0] + pay[:, other]) // 2
            pay[tied, 0] = pay[tied, other] = half[tied]

    def register_columns(self, p):
        """The columns that come from joining the jobs to the business register."""
        at = self.firm, self.vintage[:, None]
        codes, home = firm_register.classes(p)
        sic, key = self.firms.sic[at].astype(np.int32), self.firms.key[at].astype(np.int32)
        # Sections and classes in the order of their names, as ties go to the first.
        alphabet = np.argsort(np.argsort(firm_register.NAMES, kind="stable"), kind="stable")
        alphabet = alphabet.astype(np.int32)
        by_name = tuple(sorted(firm_register.NAMES))
        section = alphabet[home[sic]]
        number = np.array([int(code) for code in codes], dtype=np.int32)
        entkey = _main(key, self.pay, self.known)
        main_section = _main(section, self.pay, self.known)
        main_sic = _main(sic, self.pay, self.known)
        none = ~self.known.any(axis=1)
        at = np.arange(len(none)), entkey.place
        return {
            "pay_entkey": Values(
                entkey.value.astype(np.uint64), null=none, kind=firm_register.ENTKEY
            ),
            "pay_enterprise": Values(entkey.pay, null=none),
            "pay_enterprise_tied": Values(entkey.tied.astype(np.int8), null=none),
            "pay_enterprises": Values(entkey.distinct),
            "pay_section": Values(main_section.value, null=none, labels=by_name),
            "pay_in_section": Values(main_section.pay, null=none),
            "pay_section_tied": Values(main_section.tied.astype(np.int8), null=none),
            "pay_sections": Values(main_section.distinct),
            "pay_sic": Values(number[main_sic.value], null=none),
            "pay_in_sic": Values(main_sic.pay, null=none),
            "pay_sic_tied": Values(main_sic.tied.astype(np.int8), null=none),
            "pay_sics": Values(main_sic.distinct),
            "pay_entkey_sic": Values(number[sic[at]], null=none),
            "pay_entkey_section": Values(section[at], null=none, labels=by_name),
        }


@dataclass
class Main:
    """For each row, the group of jobs that paid most, and what is said of it."""

    value: np.ndarray
    pay: np.ndarray
    place: np.ndarray  # of a job in it
    tied: np.ndarray  # another group paid as much
    distinct: np.ndarray  # number of groups


def _main(group, pay, known):
    """The group with the most pay in each row; of several, the one with the lowest number.

    All of shape (rows, jobs); jobs that are not ``known`` do not count.
    """
    jobs = range(group.shape[1])
    same = np.stack([(group == group[:, [k]]) & known for k in jobs], axis=2)
    total = np.stack([(pay * same[:, :, k]).sum(axis=1, dtype=np.int32) for k in jobs], axis=1)
    least = np.iinfo(np.int32).min
    total = np.where(known, total, least)
    best = total.max(axis=1)
    top = known & (total == best[:, None])
    place = np.where(top, group, np.iinfo(np.int32).max).argmin(axis=1)
    at = np.arange(len(group)), place
    value = np.where(known[at], group[at], 0)
    tied = (top & (group != value[:, None])).any(axis=1)
    first = np.stack([~(same[:, :k, k]).any(axis=1) for k in jobs], axis=1)
    return Main(
        value, np.where(known[at], best, 0), place, tied, (known & first).sum(axis=1, dtype=np.int8)
    )
