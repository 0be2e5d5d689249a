"""Applying to university at 18: choices, offers, replies and places.

Ambition shapes the list of choices and, in the model of pay, later pay: two people with the same
predicted grades and the same list are alike in ambition, nearly. Offers depend on predicted grades,
the kind of provider and the course alone, apart from two effects of background whose sizes are
parameters. What the examinations bring decides, with some leniency, who gets the place.

Arrays have a column for each slot: five choices of the main scheme, one in Extra, and one for what
comes late (Clearing, Adjustment, or a place agreed without an application).
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis.alevels import A_LEVELS, DIPLOMA, STAR_FROM, best_three, by_year, rise
from leo_course.synthesis.streams import choose, logistic

CHOICES = 5
EXTRA, LATE = 5, 6
SLOTS = 7
ADJUSTMENT_FROM = 2009  # the cycle in which it was introduced
HIGHER, MIDDLE, LOWER = 0, 1, 2
FIRST_NOT_WHITE, NOT_KNOWN = 5, 18  # places among the model's ethnic groups
PROVIDERS = (24, 36, 60)  # providers of each group
ROUTES = ("main", "extra", "clearing", "adjustment", "rpa")  # of an application
NONE, FIRM, INSURANCE, MAIN_CLEARING, DIRECT_CLEARING = 0, 1, 2, 3, 4
ADJUSTMENT, BY_EXTRA, RPA, OTHER_MAIN = 5, 6, 7, 8
CONDITIONAL, UNCONDITIONAL, REJECTED, DEFAULT, WITHDRAWN = 0, 1, 2, 3, 4
PENDING, INTERVIEW, FULL = 5, 6, 7
NO_REPLY, ACCEPTS, INSURES, DECLINES, LAPSES, CANCELLED = 0, 1, 2, 3, 4, 5
NOT_UNCONDITIONAL, DIRECT, ON_FIRM, LATER = 0, 1, 2, 3  # kinds of unconditional offers


@dataclass
class Applications:
    """What people of a block did in the application cycle of their eighteenth year."""

    cycle: np.ndarray
    applied: np.ndarray
    aim: np.ndarray  # how high the list of choices aims, standard deviations, about
    exists: np.ndarray  # (people, SLOTS)
    route: np.ndarray  # (people, SLOTS), place in ROUTES
    subject: np.ndarray  # (people, SLOTS)
    group: np.ndarray  # (people, SLOTS)
    provider: np.ndarray  # (people, SLOTS), number of the provider in the country
    decision: np.ndarray  # (people, SLOTS), as of 30 June
    kind: np.ndarray  # (people, SLOTS), kind of unconditional offer
    condition: np.ndarray  # (people, SLOTS), points asked of the best three A levels
    reply: np.ndarray  # (people, SLOTS), as of 30 June
    accepted: np.ndarray  # slot of the place; -1 without one
    how: np.ndarray  # route by which the place came about
    firm: np.ndarray  # slot of the firm choice; -1 without one
    insurance: np.ndarray  # slot of the insurance choice; -1 without one
    silent: np.ndarray  # holds offers, and had not replied by 30 June
    given_up: np.ndarray  # turned a place down in the end
    deferred: np.ndarray
    enters: np.ndarray  # begins in the autumn of the cycle


def apply(people, sixth, p, pull):
    """The applications of a block, from how people stand at 18."""
    draws, n = people.draws, len(people.person)
    able = (sixth.path > 0) & ~sixth.third
    wish = draws.normal("applications/wish") + _wish(people, sixth, p, pull)
    applied = able & (wish > 0)
    way = draws.uniform("applications/way")
    rpa = applied & (way < p["apply.rpa"])
    direct = applied & ~rpa & (way < p["apply.rpa"] + p["apply.direct"])
    main = applied & ~rpa & ~direct
    aim, group = _groups(people, sixth, p)
    subject = _choice_subjects(people, sixth, p)
    number = 1 + draws.choice("applications/choices", list(p["apply.choices"].values()))
    exists = np.zeros((n, SLOTS), dtype=bool)
    exists[:, :CHOICES] = main[:, None] & (np.arange(CHOICES) < number[:, None])
    state = Applications(
        cycle=people.cohort + 2,
        applied=applied,
        aim=aim,
        exists=exists,
        route=np.zeros((n, SLOTS), dtype=np.int64),
        subject=subject,
        group=group,
        provider=np.zeros((n, SLOTS), dtype=np.int64),
        decision=np.full((n, SLOTS), PENDING),
        kind=np.zeros((n, SLOTS), dtype=np.int64),
        condition=_conditions(people, sixth, group, subject, p),
        reply=np.zeros((n, SLOTS), dtype=np.int64),
        accepted=np.full(n, -1),
        how=np.zeros(n, dtype=np.int64),
        firm=np.full(n, -1),
        insurance=np.full(n, -1),
        silent=np.zeros(n, dtype=bool),
        given_up=np.zeros(n, dtype=bool),
        deferred=np.zeros(n, dtype=bool),
        enters=np.zeros(n, dtype=bool),
    )
    state.route[:, EXTRA] = 1
    _offers(people, sixth, state, p)
    _replies(people, sixth, state, p)
    _relax(people, sixth, state, p)
    _places(people, sixth, state, p)
    _late(people, sixth, state, p, rpa, direct)
    state.provider[:] = _providers(people, state)
    placed = state.accepted >= 0
    # Nobody puts off a place into the year in which it becomes dearer.
    wait = by_year(p.table("accept.deferred"), state.cycle)
    state.deferred = placed & draws.happens("applications/deferred", wait)
    absent = draws.happens("applications/absent", p["accept.absent"])
    state.enters = placed & ~state.deferred & ~absent
    return state


def _wish(people, sixth, p, pull):
    """How much people wish to apply at 18, in probits."""
    return (
        np.where(sixth.path == A_LEVELS, p["apply.centre"], p["apply.centre_diploma"])
        + rise(people, p)
        - fees(people, 2, p)
        + p["apply.predicted"] * (sixth.best_predicted - p["apply.predicted_centre"])
        + p["apply.ambition"] * people.ambition
        + p["apply.taste"] * people.taste
        + p["apply.family"] * people.family
        + p["apply.female"] * people.female
        + p["apply.pull"] * pull
    )


def fees(people, after, p):
    """How much fees put off those who would begin so many years after 16, in probits.

    Grants and loans shield the poorest.
    """
    table = by_year(p.table("apply.fees"), people.cohort + after)
    return np.where(people.fsm_at_16, 0.0, table)


def _groups(people, sixth, p):
    """How high each person aims, and the group of provider of each slot."""
    draws = people.draws
    aim = (
        p["apply.aim_predicted"] * (sixth.best_predicted - p["apply.predicted_centre"])
        + p["apply.aim_ambition"] * people.ambition
        + p["apply.aim_family"] * people.family
        - p["apply.aim_diploma"] * (sixth.path == DIPLOMA)
        + by_year(p.table("apply.aim_fsm"), people.cohort) * people.fsm_at_16
        + p["apply.aim_own"] * draws.normal("applications/aim")
    )
    # From the most hopeful choice to the safest one; what is late comes by its own rules.
    step = np.array([2, 1, 0, -1, -2, -1, -2]) * p["apply.aim_step"]
    own = p["apply.aim_choice"] * draws.normal("applications/aims", SLOTS)
    value = aim[:, None] + step + own
    cuts = p["apply.cuts"]
    return aim, np.where(
        value > cuts["higher"], HIGHER, np.where(value > cuts["middle"], MIDDLE, LOWER)
    )


def _choice_subjects(people, sixth, p):
    """The subject of each slot: what attracts the person, now and then another.

    Of five choices in medicine the rules allow four, so the last is in biosciences.
    """
    names = tuple(p["he.subjects_women"])
    women, men = dict(p["he.subjects_women"]), dict(p["he.subjects_men"])
    women["medicine"] = men["medicine"] = 0.0
    drawn = people.draws.uniform("applications/other subject", SLOTS)
    other = np.where(
        people.female[:, None],
        choose(drawn, list(women.values())),
        choose(drawn, list(men.values())),
    )
    strays = people.draws.uniform("applications/strays", SLOTS) < p["apply.strays"]
    subject = np.where(strays, other, sixth.interest[:, None])
    medicine, biosciences = names.index("medicine"), names.index("biosciences")
    unfit = subject == medicine
    unfit[:, :4] = False
    # Nobody applies for medicine with low predictions.
    unfit |= (subject == medicine) & (sixth.best_predicted < p["apply.medicine_least"])[:, None]
    return np.where(unfit, biosciences, subject)


def _scale(people, group, p):
    """By how many points typical grades of a group stood lower before there was an A*."""
    lower = np.array(list(p["offer.without_star"].values()))[group]
    return lower * (people.cohort + 2 < STAR_FROM)[:, None]


def _conditions(people, sixth, group, subject, p):
    """Points of the best three that each course asks for."""
    base = np.array(list(p["offer.condition"].values()))[group] - _scale(people, group, p)
    own = p["offer.condition_own"] * people.draws.normal("applications/conditions", SLOTS)
    medicine = subject == tuple(p["he.subjects_women"]).index("medicine")
    asked = np.where(medicine, p["offer.condition_medicine"], base + own)
    return np.clip(np.rint(asked), 3, 17).astype(np.int64)


def offer_index(people, sixth, state, p):
    """Log odds of an offer for every slot: the truth behind the decisions."""
    typical = np.array(list(p["offer.typical"].values()))[state.group]
    typical = typical - _scale(people, state.group, p)
    centre = np.array(list(p["offer.centre"].values()))[state.group]
    medicine = state.subject == tuple(p["he.subjects_women"]).index("medicine")
    background = p["offer.fsm"] * people.fsm_at_16 + p["offer.minority"] * minority(people)
    cycle = by_year(p.table("offer.year"), state.cycle)
    return (
        centre
        + p["offer.predicted"] * (sixth.best_predicted[:, None] - typical)
        + p["offer.medicine"] * medicine
        + (background + cycle)[:, None]
    )


def minority(people):
    """Who tells UCAS of an ethnic group other than White."""
    return np.isin(people.ethnic, (*range(FIRST_NOT_WHITE, NOT_KNOWN),))


def _offers(people, sixth, state, p):
    draws = people.draws
    good = draws.uniform("applications/offers", SLOTS) < logistic(
        offer_index(people, sixth, state, p)
    )
    rest = draws.uniform("applications/refusals", SLOTS)
    shares = list(p["offer.refusals"].values())
    refusal = np.array([REJECTED, DEFAULT, WITHDRAWN, INTERVIEW, PENDING, FULL])[
        choose(rest, shares)
    ]
    kind = np.zeros_like(state.kind)
    drawn = draws.uniform("applications/unconditional", SLOTS)
    below = np.zeros((len(state.cycle), 1))
    for place, name in ((DIRECT, "unconditional"), (ON_FIRM, "on_firm"), (LATER, "later")):
        share = by_year(p.table(f"offer.{name}"), state.cycle)[:, None]
        kind[(drawn >= below) & (drawn < below + share)] = place
        below = below + share
    kind[~good] = NOT_UNCONDITIONAL
    # Offers that turn unconditional on a firm reply are conditional until then.
    free = (kind == DIRECT) | (kind == LATER)
    state.kind = kind
    state.decision = np.where(good, np.where(free, UNCONDITIONAL, CONDITIONAL), refusal)
    none = (state.exists[:, :CHOICES] & good[:, :CHOICES]).sum(axis=1) == 0
    five = state.exists[:, CHOICES - 1]
    state.exists[:, EXTRA] = none & five & draws.happens("applications/extra", p["apply.extra"])


def _replies(people, sixth, state, p):
    """Firm and insurance choices, as of 30 June."""
    draws, n = people.draws, len(people.person)
    offered = state.exists & (state.decision <= UNCONDITIONAL)
    liking = (
        np.array(list(p["reply.prestige"].values()))[state.group]
        + p["reply.unconditional"] * (state.kind > 0)
        + p["reply.own"] * draws.normal("applications/liking", SLOTS)
    )
    # A condition far above what is predicted puts people off.
    liking -= p["reply.too_high"] * np.maximum(state.condition - sixth.best_predicted[:, None], 0)
    firm = np.argmax(np.where(offered, liking, -99.0), axis=1)
    has = offered.any(axis=1)
    rows = np.arange(n)
    asked = np.where(state.kind > 0, 0, state.condition)
    safer = offered & (asked < asked[rows, firm][:, None])
    second = np.argmax(np.where(safer, liking, -99.0), axis=1)
    insures = safer.any(axis=1) & draws.happens("applications/insures", p["reply.insures"])
    # A firm unconditional place needs no insurance.
    insures &= state.kind[rows, firm] == NOT_UNCONDITIONAL
    leaves = (
        draws.normal("applications/leaves") > p["reply.stays"] + p["reply.taste"] * people.taste
    )
    again = has & leaves & state.exists[:, CHOICES - 1]
    again &= draws.happens("applications/again", p["apply.again"])
    state.exists[:, EXTRA] |= again
    offered_again = again & (state.decision[:, EXTRA] <= UNCONDITIONAL)
    silent = draws.happens("applications/silent", p["reply.silent"])
    lapses = draws.happens("applications/lapses", p["reply.lapses"])
    reply = np.where(offered, np.where(lapses, LAPSES, DECLINES)[:, None], NO_REPLY)
    holds = has & ~leaves
    reply[rows[holds], firm[holds]] = ACCEPTS
    both = holds & insures
    reply[rows[both], second[both]] = INSURES
    reply[has & leaves] = np.where(offered, CANCELLED, NO_REPLY)[has & leaves]
    reply[offered_again, EXTRA] = ACCEPTS
    firm = np.where(offered_again, EXTRA, firm)
    holds |= offered_again
    silent &= ~offered_again
    state.reply = np.where((holds & silent)[:, None], NO_REPLY, reply)
    state.firm = np.where(holds, firm, -1)
    state.insurance = np.where(both & ~silent, second, -1)
    state.silent = holds & silent


def _relax(people, sixth, state, p):
    """Who holds a place whatever the results works less for them: a grade less now and then."""
    firm = state.kind[np.arange(len(state.firm)), np.maximum(state.firm, 0)]
    relaxed = (state.firm >= 0) & (firm > NOT_UNCONDITIONAL) & (sixth.path == A_LEVELS)
    drawn = people.draws.uniform("applications/relaxes", sixth.achieved.shape[1])
    less = relaxed[:, None] & (drawn < p["reply.relaxes"]) & (sixth.achieved > 1)
    sixth.achieved = sixth.achieved - less
    sixth.best = np.where(relaxed, best_three(sixth.achieved), sixth.best)


def _met(people, sixth, state, slot, name, p):
    """Whether the provider of a slot confirms the place, given the results."""
    rows = np.arange(len(slot))
    place = np.maximum(slot, 0)
    short = np.clip(state.condition[rows, place] - sixth.best, 0, 6)
    lenient = np.array(list(p["accept.short"].values()))[short]
    free = state.kind[rows, place] > 0
    drawn = people.draws.uniform(f"applications/{name}")
    return (slot >= 0) & (free | (drawn < lenient))


def _places(people, sixth, state, p):
    firm = _met(people, sixth, state, state.firm, "confirms firm", p)
    spare = ~firm & _met(people, sixth, state, state.insurance, "confirms insurance", p)
    gives_up = people.draws.happens("applications/gives up", p["accept.gives_up"])
    firm, spare = firm & ~gives_up, spare & ~gives_up
    state.accepted = np.where(firm, state.firm, np.where(spare, state.insurance, -1))
    how = np.where(state.silent, OTHER_MAIN, FIRM)
    how = np.where(state.firm == EXTRA, BY_EXTRA, how)
    state.how = np.where(firm, how, np.where(spare, INSURANCE, NONE))
    state.given_up = gives_up


def _late(people, sixth, state, p, rpa, direct):
    """Adjustment, Clearing and places agreed beforehand: the last slot."""
    adjusts, up = _adjustment(people, sixth, state, p)
    clearing, found, group = _clearing(people, sixth, state, p, rpa, direct)
    state.exists[:, LATE] = adjusts | clearing | rpa
    state.group[:, LATE] = np.where(adjusts, up, np.where(rpa, LOWER, group))
    state.route[:, LATE] = np.where(adjusts, 3, np.where(rpa, 4, 2))
    state.decision[:, LATE] = np.where(rpa, UNCONDITIONAL, PENDING)
    state.kind[:, LATE] = NOT_UNCONDITIONAL
    state.reply[:, LATE] = np.where(rpa, ACCEPTS, NO_REPLY)
    gets = adjusts | found | rpa
    state.accepted = np.where(gets, LATE, state.accepted)
    cleared = np.where(direct, DIRECT_CLEARING, MAIN_CLEARING)
    how = np.where(adjusts, ADJUSTMENT, np.where(rpa, RPA, cleared))
    state.how = np.where(gets, how, state.how)


def _adjustment(people, sixth, state, p):
    """Who moves up after beating the condition of the firm choice, and to which group."""
    rows, place = np.arange(len(people.person)), np.maximum(state.accepted, 0)
    ahead = sixth.best - state.condition[rows, place]
    adjusts = (state.how == FIRM) & (ahead >= p["accept.adjust_ahead"])
    adjusts &= (state.cycle >= ADJUSTMENT_FROM) & (state.group[rows, place] > HIGHER)
    adjusts &= people.draws.happens("applications/adjusts", p["accept.adjusts"])
    return adjusts, np.maximum(state.group[rows, place] - 1, HIGHER)


def _clearing(people, sixth, state, p, rpa, direct):
    """Who looks for a place in Clearing, who finds one, and in which group."""
    draws = people.draws
    seeks = logistic(
        p["accept.seek_centre"]
        + p["accept.seek_taste"] * people.taste
        + p["accept.seek_ambition"] * people.ambition
    )
    finds = logistic(
        p["accept.find_centre"] + p["accept.find_points"] * (sixth.best - p["accept.find_from"])
    )
    finds = np.where(direct, np.maximum(finds, p["accept.find_direct"]), finds)
    unplaced = state.applied & (state.accepted < 0) & ~rpa & ~state.given_up
    clearing = direct | (unplaced & draws.happens("applications/seeks", seeks))
    found = clearing & draws.happens("applications/finds", finds)
    drawn = draws.uniform("applications/clearing group")
    usual = choose(drawn, list(p["accept.clearing_groups"].values()))
    better = choose(drawn, list(p["accept.clearing_groups_good"].values()))
    return clearing, found, np.where(sixth.best >= p["accept.clearing_good"], better, usual)


def _providers(people, state):
    """The provider of each slot; the slots of one person are at different providers."""
    sizes = np.array(PROVIDERS)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    drawn = people.draws.uniform("he/provider")
    stride = 1 + (people.draws.uniform("applications/providers") * 3).astype(np.int64)
    size = sizes[state.group]
    within = (drawn[:, None] * size).astype(np.int64) + np.arange(SLOTS) * stride[:, None]
    return starts[state.group] + within % size
