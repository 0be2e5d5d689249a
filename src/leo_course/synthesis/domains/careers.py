"""Careers: which firm each person works for in each tax year, and what that adds to their pay.

A person has an employer from the first tax year after Key Stage 4 on: in years out of work it is
the one they would go back to. They move at the breaks and changes of job that ``work`` dates, when
the firm dies, and when a graduate finds the first job that lasts.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import day
from leo_course.synthesis.domains import firms as firm_register
from leo_course.synthesis.domains import university
from leo_course.synthesis.domains.firms import LETTERS
from leo_course.synthesis.model import TAX_YEARS
from leo_course.synthesis.streams import exp, log, logistic

NOBODY = -1


@dataclass
class Calendar:
    """Days of the tax years on which work begins, ends and breaks; of shape (people, tax years)."""

    begins: np.ndarray  # a run of years in work begins in this year
    ends: np.ndarray
    a: np.ndarray  # first and last day of such a run, counted from 6 April
    b: np.ndarray
    gap: np.ndarray  # a break in the middle of the year
    change: np.ndarray  # a change of job without one
    stop: np.ndarray  # day of the break or change
    pause: np.ndarray  # days from the end of one job to the start of the next, in a gap
    worked: np.ndarray  # days in work
    studied: np.ndarray  # share of these before studies ended, in the year in which they did


@dataclass
class Careers:
    """Employers as places in the block's ``Firms``; all of shape (people, tax years)."""

    firm: np.ndarray  # at the end of the tax year
    before: np.ndarray  # earlier in it, NOBODY if none
    share_before: np.ndarray  # of the days in work
    second: np.ndarray  # beside the main job, NOBODY if none
    share_second: np.ndarray  # of the year's pay
    luck: np.ndarray  # log points by which firm and match pay more than usual for such people


def calendar(people, p):
    """When work begins, ends and breaks in each tax year."""
    draws, works = people.draws, people.works
    n, count = works.shape
    before = np.concatenate([np.zeros((n, 1), bool), works[:, :-1]], axis=1)
    later = np.concatenate([works[:, 1:], np.ones((n, 1), bool)], axis=1)
    begins, ends = works & ~before, works & ~later
    first_day = np.array([int(day(year, 4, 6)) for year in TAX_YEARS])
    length = np.array([int(day(year + 1, 4, 6)) for year in TAX_YEARS]) - first_day
    quits, finds, lasts = _searching(people)
    # A job beside one's studies ends with them; if the next comes in another year, so does the run.
    ends |= quits & ~finds
    begins |= finds & ~quits
    begins |= finds & quits & ~before
    a = (draws.uniform("work/begins", count) * 350).astype(np.int64)
    b = (draws.uniform("work/ends", count) * 350).astype(np.int64) + 10
    both = begins & ends
    a, b = np.where(both, np.minimum(a, b), a), np.where(both, np.maximum(a, b), b)
    b = np.where(both, np.maximum(b, a + 5), b)
    search = people.lives["search"]
    last_day, found_day = search.left_day[:, None], search.begins_day[:, None]
    b = np.where(quits & ~finds & ends, last_day, b)
    a = np.where(quits & ~finds & both, np.minimum(a, last_day - 10), a)
    a = np.where(finds & begins, found_day, a)
    # The job found lasts half a year at least, if the person stays in the country.
    least = np.minimum(p["search.sustained"] + 1, length - 1)
    b = np.where(lasts & ends, np.maximum(b, least), b)
    b = np.where(finds & ends, length - 1, b)
    middle = works & ~begins & ~ends & ~finds & ~quits & ~lasts
    chance = draws.uniform("work/change", count)
    breaks = p["work.gap"] * model.of_year(p.table("work.gap_by_experience"), people.experience)
    gap = middle & (chance < breaks)
    change = middle & ~gap & (chance < breaks + p["work.new_job"])
    least, most = p["work.pause"]["least"], p["work.pause"]["most"]
    pause = least + (draws.uniform("work/gap length", count) * (most - least)).astype(np.int64)
    # Of a break both ends fall in the tax year, twenty days within it.
    room = np.where(gap, length - 40 - pause, length - 160)
    stop = 20 + (draws.uniform("work/gap day", count) * room).astype(np.int64)
    between = finds & quits & ~begins
    gap |= between
    stop = np.where(between, last_day, stop)
    pause = np.where(between, found_day - last_day, pause)
    worked = np.where(begins, length - a, np.where(ends, b + 1, length))
    worked = np.where(begins & ends, b - a + 1, worked) - np.where(gap, pause - 1, 0)
    worked = np.where(works, worked, 0)
    # Who finds the first job in that very year had another before it, or none.
    earlier = np.where(begins, 0.0, (last_day + 1) / np.maximum(worked, last_day + 1))
    studied = np.where(quits, np.where(finds, earlier, 1.0), 0.0)
    return Calendar(begins, ends, a, b, gap, change, stop, pause, worked, studied)


def _searching(people):
    """The tax years in which graduates in work give up the job beside their studies, find the
    first one that lasts, and hold it still; of shape (people, tax years).
    """
    search, years = people.lives["search"], np.arange(len(TAX_YEARS))
    works = people.works & people.degree[:, None]
    quits = works & (years == (search.left - TAX_YEARS[0])[:, None])
    at = years - search.begins[:, None]
    return quits, works & (at == 0), works & (at == 1)


def kinds(people, p):
    """The kind of work that people look for, of shape (people, tax years), and its sections.

    The second result has a row for each kind and holds the share of each section; graduates come
    first, by subject and sex, then adults without a degree, then the young, each women first.
    """
    names = model.subjects(p)
    tables = [p[f"industry_{sex}.{name}"] for name in names for sex in ("women", "men")]
    tables += [p[f"industry.{who}"] for who in ("women", "men", "young_women", "young_men")]
    shares = np.array([[table.get(letter, 0.0) for letter in LETTERS] for table in tables])
    man = (~people.female).astype(np.int64)
    adult = 2 * len(names) + man
    since = np.array(TAX_YEARS) - people.lives["search"].left[:, None]
    graduate = people.degree[:, None] & (since >= 0)
    young = ((people.after < p["career.young_until"]) | people.studying) & ~graduate
    kind = np.where(young, (adult + 2)[:, None], adult[:, None])
    kind = np.where(graduate, (2 * people.subject + man)[:, None], kind)
    shares = shares / shares.sum(axis=1, keepdims=True)
    return kind.astype(np.int8), shares, since.astype(np.int16)


class _Search:
    """Finds firms for the people of a block; holds what does not change over the years."""

    def __init__(self, people, firms, p):
        self.people, self.firms, self.p = people, firms, p
        self.kind, self.shares, self.since = kinds(people, p)
        self.steps = np.cumsum(self.shares, axis=1)
        self.market = firm_register.markets(people, p)
        self.far_share = np.array([p["firms.national_share"][letter] for letter in LETTERS])
        names = ("section", "far", "place")
        count = len(TAX_YEARS)
        self.chance = [
            {name: people.draws.uniform(f"work/offer {k} {name}", count) for name in names}
            for k in (1, 2)
        ]
        # For the better firm of a section everybody competes; for the better section only those
        # with the same kind of education, so that the shares of sections stay what they are.
        middle = np.where(people.degree, p["career.middle_degree"], p["career.middle_others"])
        self.skill = people.attainment - p["career.middle"]
        self.skill_among = people.attainment - middle
        self.lasting = people.draws.normal("pay/lasting")  # as in the core model's pay
        self.which = people.draws.uniform("work/which offer", count)
        self.by_others = people.draws.uniform("work/referred", count) < p["career.referral"]
        self.favoured = people.draws.uniform_of("work/favoured firm", _classmates(people))

    def usual(self, p):
        """What firms usually add to the pay of such people, of shape (people, tax years)."""
        by_kind = self.shares @ np.array([p["firms.section_effect"][x] for x in LETTERS])
        results = p["career.gain_within"] * self.skill + p["career.gain_sections"] * (
            self.skill_among
        )
        return by_kind[self.kind] + results[:, None]

    def sections(self, rows, year, offer):
        """Sections of the offers, by the kind of work that each person looks for."""
        chance = self.chance[offer]["section"][rows, year]
        steps = self.steps[self.kind[rows, year]]
        return np.minimum((chance[:, None] >= steps).sum(axis=1), len(LETTERS) - 1)

    def offer(self, rows, year, section, offer, month):
        """A firm of the sections given, alive in ``month``."""
        chance = self.chance[offer]
        far = chance["far"][rows, year] < self.far_share[section]
        place = chance["place"][rows, year]
        return self.firms.pick(self.market[rows], section, far, place, month)

    def find(self, rows, year, anywhere, section, month):
        """The firm that each person gets: of two offers, or by way of those they studied with."""
        p, got = self.p, []
        for offer in (0, 1):
            where = np.where(anywhere, self.sections(rows, year, offer), section)
            got.append(self.offer(rows, year, where, offer, month))
        within = self.firms.within[got[1]] - self.firms.within[got[0]]
        section = self.firms.effect[got[1]] - self.firms.effect[got[0]] - within
        skill = self.skill[rows] + p["career.sorting_lasting"] * self.lasting[rows]
        odds = skill * within + self.skill_among[rows] * section
        odds = odds * p["career.sorting"] / p["career.spread"]
        found = np.where(self.which[rows, year] < logistic(odds), got[1], got[0])
        since = self.since[rows, year]
        referred = self.people.degree[rows] & (since >= 0) & (since < p["career.referral_years"])
        referred &= self.by_others[rows, year]
        place, far = self.favoured[rows], np.ones(len(rows), dtype=bool)
        shared = self.firms.pick(self.market[rows], self.firms.section[found], far, place, month)
        return np.where(referred, shared, found)


def _classmates(people):
    """A number for each provider, subject and year of graduation; of shape (people,)."""
    year = people.entry_year + people.years - model.COHORTS[0]
    return (university.provider_of(people) * 32 + people.subject) * 64 + year


def make_careers(people, firms, p):
    """The employers of every person and tax year."""
    draws, count = people.draws, len(TAX_YEARS)
    when, search, there = calendar(people, p), _Search(people, firms, p), people.after >= 0
    n = len(people.person)
    chance = {
        name: draws.uniform(f"work/{name}", count) for name in ("moves", "returns", "anywhere")
    }
    fits = draws.normal("work/match", count)
    firm, before = (np.full((n, count), NOBODY, dtype=np.int32) for _ in range(2))
    match, match_before = np.zeros((n, count)), np.zeros((n, count))
    stop = when.stop.copy()
    now, fit = np.full(n, NOBODY), np.zeros(n)
    for year in range(count):
        april = (TAX_YEARS[year] - 1970) * 12 + 3
        works, begins = people.works[:, year], when.begins[:, year]
        has = now >= 0
        end = firms.death[now]
        gone, dies = has & (end <= april), has & (end > april) & (end <= april + 11) & works
        graduates = people.degree & (people.lives["search"].begins == year)
        stays = _stays(firms, now, fit, search.kind[:, year], search.shares, p)
        chooses = when.gap[:, year] | when.change[:, year]
        leaves = chooses & (chance["moves"][:, year] < 1 - logistic(stays))
        leaves |= begins & (chance["returns"][:, year] < p["career.returns"])
        fresh = there[:, year] & (~has | gone)
        moves = np.flatnonzero(there[:, year] & (fresh | leaves | dies | graduates))
        graduate = people.degree[moves] & (search.since[moves, year] >= 0)
        new = np.where(graduate, p["career.new_section"], p["career.new_section_others"])
        young = search.kind[moves, year] >= len(search.shares) - 2
        anywhere = (chance["anywhere"][moves, year] < np.where(young, 1.0, new)) | ~has[moves]
        anywhere |= graduates[moves]
        month = np.where(dies[moves], end[moves], april + stop[moves, year] // 30)
        # A firm that is gone when the year begins can be followed by any that lives in April.
        month = np.where(fresh[moves] | begins[moves], april, month)
        found = search.find(moves, year, anywhere, firms.section[now[moves]], month)
        within = moves[works[moves] & ~begins[moves] & ~fresh[moves]]
        before[within, year], match_before[within, year] = now[within], fit[within]
        falls = dies & ~chooses
        stop[falls, year] = (end[falls] - april) * 30 + 5
        now[moves], fit[moves] = found, fits[moves, year]
        firm[:, year], match[:, year] = now, fit
    share = np.clip(stop / np.maximum(when.worked, 1), 0.02, 0.98)
    share = np.where(before >= 0, share, 0.0)
    pay = firms.effect[firm] + p["career.match"] * match
    pay_before = firms.effect[before] + p["career.match"] * match_before
    mixed = log(share * exp(pay_before) + (1 - share) * exp(pay))
    luck = np.where(firm >= 0, mixed - search.usual(p), 0.0)
    second, share_second = _second_jobs(people, firms, search, firm, p)
    return when, Careers(firm, before, share, second, share_second, luck)


def _stays(firms, now, fit, kind, shares, p):
    """Log odds of staying with the enterprise when a job ends or changes."""
    young = kind >= len(shares) - 2
    moves = p["career.move"] + p["career.move_young"] * young
    moves = moves + p["career.move_effect"] * firms.within[now] / p["firms.own_effect"]
    return -(moves + p["career.move_match"] * fit)


def _second_jobs(people, firms, search, firm, p):
    """Jobs beside the main one, and their share of the year's pay."""
    draws, count = people.draws, len(TAX_YEARS)
    agency = firms.section[firm] == LETTERS.index("N")
    rate = np.where(agency, p["career.second_agency"], p["career.second_job"])
    rate = np.where(people.studying, p["career.second_student"], rate)
    has = people.works & (draws.uniform("work/second", count) < rate)
    least, most = p["career.second_least"], p["career.second_most"]
    share = least + (most - least) * draws.uniform("work/second share", count)
    row, year = np.nonzero(has)
    kind = search.kind[row, year]
    chance = draws.uniform("work/second section", count)[row, year]
    section = np.minimum((chance[:, None] >= search.steps[kind]).sum(axis=1), len(LETTERS) - 1)
    far = draws.uniform("work/second far", count)[row, year] < search.far_share[section]
    place = draws.uniform("work/second place", count)[row, year]
    month = (np.array(TAX_YEARS)[year] - 1970) * 12 + 3
    second = np.full(firm.shape, NOBODY, dtype=np.int32)
    second[row, year] = firms.pick(search.market[row], section, far, place, month)
    return second, np.where(has, share, 0.0)
