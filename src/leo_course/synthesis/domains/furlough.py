"""Furlough: the job retention scheme of 2020, month by month, and its after-effects.

Whoever is in work in March 2020 has a standing in the queue for furlough; each month a share of
the queue, by section, is on furlough. Months are counted from March 2020, the first, to March
2021. Furlough costs pay while it lasts, and afterwards pay and sometimes the job; everybody has
both potential outcomes, of which the records show one.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, day, tax_year_label
from leo_course.synthesis.domains.firms import LETTERS
from leo_course.synthesis.domains.work import edukey_at
from leo_course.synthesis.model import TAX_YEARS
from leo_course.synthesis.streams import exp, log, logistic, normal_share

YEAR = 2020  # the tax year with the scheme; its first month is the last of the year before
NEVER = 10_000  # days
SPRING = (202003, 202004, 202005, 202006)
MONTHS = (*range(202003, 202013), 202101, 202102, 202103)


@dataclass
class Furlough:
    """Of shape (people,), or (people, months)."""

    exposed: np.ndarray  # in work from March to April 2020
    at_end: np.ndarray  # on furlough on the last day of the month
    during: np.ndarray  # at some time in the month
    days: np.ndarray  # on furlough in the month
    lost_day: np.ndarray  # day of 2020/21 on which the job ended for good, -1 if it did not
    pay_factor: np.ndarray  # (people, tax years): pay over what it would have been
    pay_effect: np.ndarray  # log points for the time after furlough
    loses_if: np.ndarray  # (people, 2): loses the job if not furloughed, if furloughed


def live(people, p):
    """Who is on furlough when, and what it does to pay and work in 2020/21."""
    if YEAR not in TAX_YEARS:
        return
    at = YEAR - TAX_YEARS[0]
    when, work = people.lives["work"].when, people.lives["work"].careers
    firms, draws = people.lives["firms"], people.draws
    exposed = people.works[:, at - 1] & people.works[:, at]
    firm, later = work.firm[:, at - 1], work.firm[:, at]
    waits = normal_share(_standing(draws, p))
    wanted = waits < _shares(people, firms, firm, p)
    # From November on it is the employer of that time who decides.
    winter = np.arange(len(MONTHS)) >= MONTHS.index(p["furlough.again_from"])
    wanted = np.where(winter, waits < _shares(people, firms, later, p), wanted)
    ever = exposed & wanted[:, : len(SPRING)].any(axis=1)
    leaves = exposed & (when.gap[:, at] | when.change[:, at] | (later != firm))
    chance = draws.uniform("furlough/loss")
    closed = np.array([letter in p["furlough.closed"] for letter in LETTERS])[firms.section[firm]]
    base = np.where(closed, p["furlough.loss"]["closed"], p["furlough.loss"]["other"])
    loses_if = np.stack([chance < base, chance < base + p["furlough.loss_effect"]], axis=1)
    loses_if &= (exposed & ~leaves & ~when.ends[:, at])[:, None]
    lost = np.where(ever, loses_if[:, 1], loses_if[:, 0])
    first = p["furlough.loss_first"]
    lost_day = first + (draws.uniform("furlough/loss day") * (364 - first)).astype(np.int64)
    begins, ends = np.array([_month_ends(k) for k in range(len(MONTHS))]).T
    # The last day of the job that the month's furlough belongs to, and the first of a later one.
    final = np.where(lost, lost_day, np.where(when.ends[:, at], when.b[:, at], 366))
    last = np.where(leaves, np.minimum(when.stop[:, at], final), final)
    last = np.where(winter, final[:, None], last[:, None])
    start = np.where(when.gap[:, at], when.stop[:, at] + when.pause[:, at], -NEVER)
    start = np.where(when.begins[:, at], when.a[:, at], start)
    hired = people.works[:, at] & (start <= p["furlough.hired_by"])
    there = np.where(winter, (hired[:, None] & (begins >= start[:, None])), exposed[:, None])
    at_end = wanted & there & (ends <= last)
    during, days = _days(draws, at_end, ever[:, None] & there, begins, ends, last, p)
    factor, effect = _pay(people, at_end, during, days, lost, lost_day, at, p)
    people.lives["furlough"] = Furlough(
        exposed, at_end, during, days, np.where(lost, lost_day, -1), factor, effect, loses_if
    )


def _month_ends(k):
    """First and last day of a month, counted from 6 April 2020."""
    year, month = divmod(2 + k, 12)
    start, later = day(YEAR + year, month + 1), day(YEAR + year, month + 2)
    zero = int(day(YEAR, 4, 6))
    return int(start) - zero, int(later) - 1 - zero


def _shares(people, firms, firm, p):
    """Chance of being on furlough at the end of each month, of shape (people, months)."""
    peak = np.array([p["furlough.peak"][letter] / 100 for letter in LETTERS])
    kind = ["closed" if x in p["furlough.closed"] else "open" for x in LETTERS]
    kind = ["shops" if x in p["furlough.shops"] else k for x, k in zip(LETTERS, kind, strict=True)]
    path = np.array([[p.table(f"furlough.month_{k}")[m] for m in MONTHS] for k in kind])
    section = firms.section[firm]
    ages = p.table("furlough.age")
    band = np.searchsorted(list(ages), YEAR - people.birth_year, side="right") - 1
    at = YEAR - 1 - TAX_YEARS[0]
    pay = model.log_pay(people)[:, at]
    # What counts is the kind of job, not the firm's luck, the bonus or the sick leave of a year.
    pay = pay - people.lives["work"].careers.luck[:, at]
    pay = pay - p["pay.passing"] * people.draws.normal("pay/passing", len(TAX_YEARS))[:, at]
    own = (
        np.array(list(ages.values()))[band]
        + p["furlough.women"] * people.female
        + p["furlough.pay"] * (pay - log(np.array(float(p["furlough.pay_middle"]))))
        + p["furlough.large"] * (firms.size[firm] >= p["furlough.large_from"])
    )
    odds = log(peak / (1 - peak))[section] + own
    return logistic(odds[:, None] + path[section])


def _standing(draws, p):
    """Place in the queue, as standard normals that hang together over the months."""
    steady = p["furlough.steady"]
    lasting = draws.normal("furlough/standing")[:, None]
    return np.sqrt(steady) * lasting + np.sqrt(1 - steady) * draws.normal(
        "furlough/month", len(MONTHS)
    )


def _days(draws, at_end, may, begins, ends, last, p):
    """Months with any furlough, and the days of it; a change of state falls within the month."""
    count = len(MONTHS)
    length = (ends - begins + 1)[None, :]
    earlier = np.concatenate([np.zeros((len(at_end), 1), bool), at_end[:, :-1]], axis=1)
    drawn = draws.uniform("furlough/day", count)
    # Nobody is on furlough beyond the last day in the job.
    room = np.clip(last - begins + 1, 0, length)
    begun = 1 + (drawn * (length - 1)).astype(np.int64)
    begun[:, 0] = np.maximum(1, length[0, 0] - p["furlough.first_day"] + 1 + begun[:, 0] // 2 - 7)
    days = np.where(at_end, np.where(earlier, length, begun), np.where(earlier, begun, 0))
    from_month = MONTHS.index(p["furlough.short_from"])
    short = draws.uniform("furlough/short", count) < p["furlough.short"]
    short &= may & ~at_end & ~earlier
    short[:, :from_month] = False
    days = np.where(short, np.minimum(7 + begun // 4, length), days)
    days = np.minimum(days, room)
    return days > 0, days


def _pay(people, at_end, during, days, lost, lost_day, at, p):
    """Pay of 2020/21 over what it would have been, and the effect on pay after furlough.

    The weeks of March 2020 are left as they were: most employers paid that month in full.
    """
    draws = people.draws
    in_year = days[:, 1:].sum(axis=1)
    months = during.sum(axis=1)
    effect = p["furlough.pay_effect"] * np.minimum(months / p["furlough.pay_effect_months"], 1)
    after = np.argmax(during[:, ::-1], axis=1)  # months since the last furlough
    rest = np.where(months > 0, after, 0) / (len(MONTHS) - 1)
    monthly = exp(model.log_pay(people)[:, at]) / 12
    paid = np.minimum(p["furlough.rate"], p["furlough.cap"] / monthly)
    paid = np.where(draws.happens("furlough/topped up", p["furlough.topped_up"]), 1.0, paid)
    worked = np.where(lost, lost_day, 365)
    share = np.minimum(in_year / worked, 1.0)
    factor = np.ones(people.works.shape)
    factor[:, at] = 1 - share * (1 - paid) - rest * (1 - exp(effect))
    return factor, effect


def observe(people, keys, p):
    """Rows of the furlough view: a person and tax year with any furlough."""
    if "furlough" in people.lives:
        yield ("LEO_I2", "leo_cjrs", None), _rows(people, keys, p)


def _rows(people, keys, p):
    life, draws = people.lives["furlough"], people.draws
    parts = []
    for place, months in enumerate((slice(0, 1), slice(1, None))):
        has = np.flatnonzero(keys.delivered & life.during[:, months].any(axis=1))
        # April is the first month of a tax year; nobody was on furlough before March 2020.
        pad = 12 - (months.stop or len(MONTHS)) + months.start
        end = np.pad(life.at_end[has, months], ((0, 0), (pad, 0)))
        during = np.pad(life.during[has, months], ((0, 0), (pad, 0)))
        lengths = np.array([np.diff(_month_ends(k))[0] + 1 for k in range(len(MONTHS))])[months]
        most = np.rint((life.during[has, months] * lengths).sum(axis=1) / 7)
        weeks = np.maximum(np.rint(life.days[has, months].sum(axis=1) / 7), 1)
        twice = draws.uniform("trouble/capped_weeks", 2)[has, place] < p["trouble.capped_weeks"]
        parts.append((has, place, end, during, np.where(twice, most, weeks), twice))
    row = np.concatenate([part[0] for part in parts])
    place = np.repeat([part[1] for part in parts], [len(part[0]) for part in parts])
    year = YEAR - 1 + place
    return {
        "cjrs_edukey": Values(edukey_at(keys, row, year - TAX_YEARS[0]), kind=ids.EDUKEY),
        "cjrs_tax_year": Values(tax_year_label(year)),
        "cjrs_end_of_month": Values(_string(np.concatenate([part[2] for part in parts]))),
        "cjrs_during_month": Values(_string(np.concatenate([part[3] for part in parts]))),
        "cjrs_weeks_capped": Values(np.concatenate([part[5] for part in parts]).astype(np.int64)),
        "cjrs_weeks": Values(np.concatenate([part[4] for part in parts]).astype(np.int64)),
    }


def _string(months):
    """Twelve places of 0 and 1 as bytes; ``months`` has the shape (rows, 12)."""
    digits = (ord("0") + months).astype(np.uint8)
    return np.ascontiguousarray(digits).view("S12").ravel()


def truth(people, p):
    """Furlough, its effect on pay, and the job with and without it."""
    n = len(people.person)
    life = people.lives.get("furlough")
    if life is None:
        life = Furlough(*[np.zeros(n, bool)] * 5, None, np.zeros(n), np.zeros((n, 2), bool))
    exposed = life.exposed
    return {
        "furlough_exposed": Values(exposed),
        "furloughed": Values(life.at_end[:, : len(SPRING)].any(axis=1)),
        "furlough_pay_effect": Values(life.pay_effect),
        "furlough_year_effect": Values(
            log(life.pay_factor[:, YEAR - TAX_YEARS[0]]) if exposed.any() else np.zeros(n)
        ),
        "job_lost_if_not_furloughed": Values(life.loses_if[:, 0], null=~exposed),
        "job_lost_if_furloughed": Values(life.loses_if[:, 1], null=~exposed),
    }
