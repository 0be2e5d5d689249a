"""Self-employment: who works on their own account, what they declare, and the pandemic grants.

Some are self-employed instead of having a PAYE job, some beside one. The tax authority learns of
it from tax returns, of which some never arrive. In 2020/21 the Self-Employment Income Support
Scheme (SEISS) paid up to three grants to those whose earlier returns qualified them.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, day, tax_year_label
from leo_course.synthesis.domains import work
from leo_course.synthesis.keys import edukey_at
from leo_course.synthesis.model import TAX_YEARS
from leo_course.synthesis.streams import exp, log

MONTHS = 12
_YEAR = 2020  # in which the tax year of the grants begins
_WEEK = 7


@dataclass
class OwnAccount:
    """Self-employment by tax year, arrays of shape (people, tax years) unless said otherwise."""

    trades: np.ndarray  # is self-employed in the tax year
    only: np.ndarray  # and has no PAYE job in it
    sole: np.ndarray  # pounds from trading alone; below 1 for none or a loss
    partner: np.ndarray  # pounds from a partnership
    eligible: np.ndarray  # for SEISS; (people,)
    grants: np.ndarray  # pounds of each grant, 0 for none; (people, grants)

    @property
    def profit(self) -> np.ndarray:
        return np.maximum(self.sole, 0) + np.maximum(self.partner, 0)


def live(people, p):
    """Add to ``people.lives`` who is self-employed, with what profit, and the grants paid."""
    trades = _trades(people, p)
    sole, partner = _profits(people, trades, p)
    own = OwnAccount(trades, trades & ~people.works, sole, partner, None, None)
    own.eligible = _eligible(people, own, p)
    own.grants = _grants(people, own, p)
    people.lives["self_employment"] = own


def _trades(people, p):
    """Years of self-employment: a lasting inclination, age, sex, subject, and no PAYE job."""
    draws, t, years = people.draws, people.after, len(TAX_YEARS)
    homes = people.lives["geography"]
    centre = model.of_year(p.table("self.by_year"), t)
    trend = model.of_year(p.table("self.trend"), np.array(TAX_YEARS))
    names = model.subjects(p)
    subject = np.array([p["self.subject"].get(name, 0.0) for name in names])[people.subject]
    lasting = (
        p["self.degree"] * people.degree
        + np.where(people.degree, subject, 0.0)
        + p["self.family"] * people.family
        + model._of_group(p["self.group_men"], people.ethnic) * ~people.female
        + p["self.lasting"] * draws.normal("self_employment/lasting")
    )
    left_paye = np.arange(years) >= people.lives["leaving"][:, None]
    index = (
        centre
        + lasting[:, None]
        + model.of_year(p.table("self.men"), t) * ~people.female[:, None]
        + trend
        + p["self.without_job"] * _without_job(people)
        + p["self.left_paye"] * left_paye
        + p["self.passing"] * draws.normal("self_employment/passing", years)
    )
    here = np.arange(years) < homes.left_year[:, None]
    return (index > 0) & (t >= p["self.first_year"]) & here & ~people.studying


def _without_job(people):
    """How far each tax year is one without a PAYE job, 0 to 1; half of it by the years around.

    Who works on their own account does so for years, with or without a job beside it.
    """
    out = np.pad(~people.works, ((0, 0), (1, 1)), mode="edge").astype(np.float64)
    return (out[:, :-2] + 2 * out[:, 1:-1] + out[:, 2:]) / 4


def _profits(people, trades, p):
    """Profits as sole trader and as partner in pounds of the year; 0 or less is a loss."""
    draws, years = people.draws, len(TAX_YEARS)
    prices = log(np.array([p.table("pay.prices")[year] for year in TAX_YEARS]))
    pay = model.log_pay(people) + prices
    level = pay + np.where(people.works, p["self.pay_beside_job"], p["self.pay_alone"])
    level = level + np.array([p["self.pandemic_pay"] if y == 2020 else 0.0 for y in TAX_YEARS])
    level = level + p["self.pay_women"] * people.female[:, None]
    level = level + p["self.pay_lasting"] * draws.normal("self_employment/pay")[:, None]
    level = level + p["self.pay_passing"] * draws.normal("self_employment/pay passing", years)
    profit = np.rint(exp(level)).astype(np.int64)
    loss = draws.uniform("self_employment/loss", years) < p["self.loss"]
    profit = np.where(trades & ~loss, profit, 0)
    kind = draws.uniform("self_employment/partner")[:, None]
    both, alone = kind < p["self.both"], kind >= p["self.both"] + p["self.partner"]
    half = profit // 2
    partner = np.where(both, half, np.where(alone, 0, profit))
    return profit - partner, partner


def _eligible(people, own, p):
    """The rule of grants 1 to 3: profits of 2018/19 up to a limit and at least half of income."""
    at = TAX_YEARS.index(2018)
    _, days = work.jobs(people, p)
    wages = (model.realised_pay(people, p) * days / 365)[:, at]
    profit = own.profit[:, at]
    enough = (profit >= 1) & (profit <= p["seiss.profit_limit"])
    return enough & (profit >= wages) & own.trades[:, at] & own.trades[:, at + 1]


def _grants(people, own, p):
    """Pounds of each grant: a share of three months' average profits, up to a cap."""
    draws = people.draws
    first = np.where(people.female, p["seiss.take_up_women"], p["seiss.take_up_men"])
    first = first + model.of_year(p.table("seiss.take_up_age"), _YEAR - people.birth_year)
    u = draws.uniform("self_employment/grants", 3)
    one = own.eligible & (u[:, 0] < first)
    two = own.eligible & (u[:, 1] < np.where(one, p["seiss.again"], p["seiss.late"]))
    three = own.eligible & (u[:, 2] < np.where(one | two, p["seiss.third"], p["seiss.late"]))
    places = [TAX_YEARS.index(year) for year in (2016, 2017, 2018)]
    profits, traded = own.profit[:, places], own.trades[:, places]
    quarter = profits.sum(axis=1) / np.maximum(traded.sum(axis=1), 1) / 4
    amounts = [
        np.minimum(quarter * p["seiss.share"][number], p["seiss.cap"][number])
        for number in ("1", "2", "3")
    ]
    paid = np.stack([one, two, three], axis=1)
    return np.where(paid, np.maximum(np.rint(np.stack(amounts, axis=1)), 1), 0).astype(np.int64)


def observe(people, keys, p):
    """Rows of self-assessment and of SEISS."""
    own = people.lives["self_employment"]
    yield ("LEO_I2", "leo_self_assessment", None), _returns(people, keys, own, p)
    yield ("LEO_I2", "leo_seiss", None), _seiss(people, keys, own, p)


def declared(own, p):
    """Years of self-employment for which a return is due in the table."""
    return own.trades & (np.array(TAX_YEARS) >= p["self.first_returns"])


def _returns(people, keys, own, p):
    late = people.draws.uniform("trouble/missing_return", len(TAX_YEARS))
    filed = declared(own, p) & (late >= p["trouble.missing_return"]) & keys.delivered[:, None]
    row, year = np.nonzero(filed)
    sole, partner = own.sole[row, year], own.partner[row, year]
    return {
        "return_edukey": Values(edukey_at(keys, row, year), kind=ids.EDUKEY),
        "return_tax_year": Values(tax_year_label(np.array(TAX_YEARS)[year])),
        "return_self_employed": Values(np.ones(len(row), dtype=np.int64)),
        "return_partner": Values(partner, null=partner < 1),
        "return_sole": Values(sole, null=sole < 1),
        "return_total": Values(sole + partner, null=sole + partner < 1),
    }


def _seiss(people, keys, own, p):
    """One row for each person with a grant: weeks, pounds, and months as strings of 0 and 1."""
    row = np.flatnonzero((own.grants > 0).any(axis=1) & keys.delivered)
    paid = own.grants[row] > 0
    other = people.draws.happens("trouble/seiss_other_key", p["trouble.seiss_other_key"])[row]
    # The second key of somebody who has none in the lookup leads nowhere.
    number = keys.second_edukey_until[row] < 0
    key = np.where(other & number, keys.second_edukey[row], keys.edukey[row])
    during, at_end = _months(p)
    pattern = paid @ (1 << np.arange(paid.shape[1]))
    return {
        "seiss_edukey": Values(key, kind=ids.EDUKEY),
        "seiss_tax_year": Values(np.full(len(row), 202021)),
        "seiss_weeks": Values(paid.sum(axis=1) * int(p["seiss.weeks"])),
        "seiss_amount": Values(own.grants[row].sum(axis=1)),
        "seiss_end_of_month": Values(pattern, labels=at_end),
        "seiss_during_month": Values(pattern, labels=during),
    }


def _months(p):
    """The strings of months, April first, for each pattern of grants (grant 1 counts 1, 2, 4)."""
    starts = [p["seiss.covers_from"][number] for number in ("1", "2", "3")]
    first = [int(day(2020 + (m + 3) // 12, (m + 3) % 12 + 1)) for m in range(MONTHS + 1)]
    during, at_end = [], []
    for pattern in range(1 << len(starts)):
        covers = [
            (int(day(2020, 4, 6)) + start, int(day(2020, 4, 6)) + start + _WEEK * p["seiss.weeks"])
            for place, start in enumerate(starts)
            if pattern >> place & 1
        ]
        months = list(pairwise(first))
        during.append("".join(str(int(any(a < n and m < b for a, b in covers))) for m, n in months))
        at_end.append("".join(str(int(any(a < n <= b for a, b in covers))) for _, n in months))
    return tuple(during), tuple(at_end)


def truth(people, p):
    """Years of true self-employment for which a return was due, and eligibility for SEISS."""
    own = people.lives["self_employment"]
    return {
        "self_employed_years": Values(declared(own, p).sum(axis=1)),
        "seiss_eligible": Values(own.eligible),
    }
