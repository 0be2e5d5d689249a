"""People and their lives: what is true, before any administration looks.

Every function takes a block of people and returns arrays with one entry for each of them (or one
row, with a column for each tax year). A person's life depends on their number and the seed alone.

Units: hidden traits in standard deviations; pay in pounds a year for a full year in work; "t" is
the tax year after Key Stage 4, so t = 1 begins in the April after the pupil left Year 11.
"""

from dataclasses import dataclass, field

import numpy as np

from leo_course.synthesis import alevels, applying, studying
from leo_course.synthesis.columns import day
from leo_course.synthesis.parameters import Parameters
from leo_course.synthesis.streams import Draws, choose, exp, log, logistic, normal_share

COHORTS = tuple(range(2002, 2022))  # the year in which Key Stage 4 ends
SCHOOL_YEARS = 14  # from Reception (0) to Year 13
TAX_YEARS = tuple(range(2002, 2021))  # the year in which the tax year begins
PUBLISHED = tuple(range(2002, 2008))  # cohorts of the DfE's post-16 outcomes
PANDEMIC = 2020  # the tax year, by the year in which it begins
MONTH = 365.25 / 12  # days
ETHNIC_GROUPS = (
    *("WBRI", "WIRI", "WIRT", "WROM", "WOTH", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN"),
    *("ABAN", "AOTH", "BCRB", "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT"),
)
SEN = ("N", "A", "P", "S")
GROUPS = ("higher", "middle", "lower")

# Kinds of school, as places after the mainstream state schools of an authority.
STATE, SPECIAL, INDEPENDENT = 0, 1, 2


@dataclass
class People:
    """A block of people; arrays of shape (people,) unless a comment says otherwise."""

    first: int
    last: int
    draws: Draws
    parameters: Parameters
    person: np.ndarray = None
    cohort: np.ndarray = None
    twin: np.ndarray = None  # number of the twin; -1 without one
    elder: np.ndarray = None  # number of the elder twin, whose draws of the family count; or own
    birth_year: np.ndarray = None
    birth_month: np.ndarray = None
    female: np.ndarray = None
    la: np.ndarray = None
    area: np.ndarray = None  # (people, school years)
    moved: np.ndarray = None  # to another small area between Year 9 and Year 11
    family: np.ndarray = None
    ability: np.ndarray = None
    ambition: np.ndarray = None
    taste: np.ndarray = None
    ethnic: np.ndarray = None
    other_language: np.ndarray = None
    hardship: np.ndarray = None
    fsm: np.ndarray = None  # (people, school years), in the spring of the school year
    need: np.ndarray = None  # special educational need, before anybody names it
    sen: np.ndarray = None  # place in ``SEN``: the kind of need by the thresholds of 2008
    sector: np.ndarray = None
    school: np.ndarray = None  # (people, school years): place of the secondary school
    attainment: np.ndarray = None
    results: dict = field(default_factory=dict)  # at 16, filled by ``domains.childhood``
    entered: np.ndarray = None
    entry_year: np.ndarray = None  # also for those who did not enter: when they would have
    years: np.ndarray = None  # from entry to the degree, with those repeated or spent away
    years_done: np.ndarray = None
    dropped: np.ndarray = None  # left without any award
    degree: np.ndarray = None  # first degree after entry by 19
    subject: np.ndarray = None
    group: np.ndarray = None
    degree_class: np.ndarray = None
    masters: np.ndarray = None  # studies on full time in the year after the degree
    later_year: np.ndarray = None  # first year of a course begun at 20 or later; 0 without one
    later_degree: np.ndarray = None  # year of a first degree from it; 0 without one
    later_subject: np.ndarray = None
    log_pay_0: np.ndarray = None  # (people, tax years), in prices of 2017/18
    log_pay_1: np.ndarray = None
    later_gain: np.ndarray = None  # (people, tax years), what a later degree adds to either
    studying: np.ndarray = None  # (people, tax years)
    works: np.ndarray = None  # (people, tax years)
    lives: dict = field(default_factory=dict)  # what each domain adds, by its name

    @property
    def after(self) -> np.ndarray:
        """Tax years after Key Stage 4, of shape (people, tax years); below 0 before it."""
        return np.array(TAX_YEARS) - self.cohort[:, None]

    @property
    def experience(self) -> np.ndarray:
        """Tax years since the end of studies, (people, tax years): school, sixth form, university.

        Below 0 before it; those who left university without a degree left it when they did.
        """
        stayed = self.lives["applications"][0].path > 0
        left = self.entry_year + self.years_done - 1 + self.masters
        end = np.where(self.entered, left, self.cohort + 2 * stayed)
        return np.array(TAX_YEARS) - end[:, None]

    @property
    def fsm_at_16(self) -> np.ndarray:
        """Eligible for free school meals in the spring of the last year of Key Stage 4."""
        return self.fsm[:, 11]

    @property
    def school_at_16(self) -> np.ndarray:
        """Place within its authority of the school in the last year of Key Stage 4."""
        return self.school[:, 11]

    def year_group(self, year: int) -> np.ndarray:
        """National Curriculum year in the academic year that ends in ``year``; 0 is Reception."""
        return 11 + year - self.cohort

    def in_year(self, values: np.ndarray, year: int) -> np.ndarray:
        """The entries of an array of shape (people, school years) in an academic year.

        Before Reception the one of Reception; after Year 13 that of Year 13.
        """
        place = np.clip(self.year_group(year), 0, SCHOOL_YEARS - 1)
        return values[np.arange(len(self.person)), place]


def subjects(parameters: Parameters) -> tuple[str, ...]:
    return tuple(parameters["he.subjects_women"])


def make_people(seed: int, first: int, last: int, parameters: Parameters) -> People:
    """The people numbered ``first`` to ``last - 1``, with their whole lives."""
    people = People(first, last, Draws(seed, first, last), parameters)
    people.person = np.arange(first, last)
    for step in (_births, _families, _needs, _schools, _attainment, _university, _pay, _work):
        step(people, people.draws, parameters)
    return people


def _births(people, draws, p):
    people.cohort = np.array(COHORTS)[people.person % len(COHORTS)]
    people.female = draws.happens("person/female", p["person.female"])
    _twins(people, draws, p)
    # 0 is September.
    months_in = (draws.uniform("person/month of birth", of=people.elder) * 12).astype(np.int64)
    people.birth_month = (months_in + 8) % 12 + 1
    people.birth_year = people.cohort - 17 + (months_in >= 4)
    people.la = people.person // p["place.people_per_la"]


def _twins(people, draws, p):
    """Who is a twin: two who follow each other in the list of their cohort and authority."""
    cohorts = len(COHORTS)
    pair = people.person // (2 * cohorts) * cohorts + people.person % cohorts
    younger = people.person // cohorts % 2 == 1
    twins = draws.uniform_of("person/twins", pair) < p["person.twins"]
    other = np.where(younger, people.person - cohorts, people.person + cohorts)
    people.twin = np.where(twins, other, -1)
    people.elder = np.where(twins & younger, other, people.person)


def _families(people, draws, p):
    """Where people grow up, and with what; twins share all that a family has."""
    elder = people.elder
    per_la = p["place.areas_per_la"]
    within = (draws.uniform("place/area", SCHOOL_YEARS, of=elder) * per_la).astype(np.int64)
    moves = draws.uniform("place/moves", SCHOOL_YEARS, of=elder) < p["school.moves_area"]
    for year in range(1, SCHOOL_YEARS):
        stays = ~moves[:, year]
        within[stays, year] = within[stays, year - 1]
    people.area = people.la[:, None] * per_la + within
    people.moved = (people.area[:, 10:12] != people.area[:, 9:11]).any(axis=1)
    people.family = _mix(
        area_advantage(draws, people.area[:, 9], p),
        draws.normal("person/family", of=elder),
        p["person.family_from_area"],
    )
    people.ability = _mix(
        people.family, draws.normal("person/ability"), p["person.ability_from_family"]
    )
    people.ambition = (
        p["person.ambition_from_family"] * people.family
        + p["person.ambition_from_ability"] * people.ability
        + p["person.ambition_female"] * people.female
        + p["person.ambition_own"] * draws.normal("person/ambition")
    )
    people.taste = draws.normal("person/taste")
    diverse = of_year(p.table("place.diversity_centre"), people.cohort)
    diverse = diverse + p["place.diversity_spread"] * draws.normal_of("place/diversity", people.la)
    minority = draws.happens("person/minority", logistic(diverse), of=elder)
    people.ethnic = np.where(minority, 1 + _minority_group(people, draws, p), 0)
    people.other_language = draws.happens(
        "person/language", _of_group(p["ethnicity.other_language"], people.ethnic), of=elder
    )


def _minority_group(people, draws, p):
    """Place among the groups that are not White British; their shares move with the cohorts."""
    first, last = p["ethnicity.shares"], p["ethnicity.shares_late"]
    shares = [np.array([table[g] for g in ETHNIC_GROUPS[1:]]) for table in (first, last)]
    shares = [share / share.sum() for share in shares]
    late = ((people.cohort - COHORTS[0]) / (COHORTS[-1] - COHORTS[0]))[:, None]
    steps = np.cumsum((1 - late) * shares[0] + late * shares[1], axis=1)
    chance = draws.uniform("person/ethnic group", of=people.elder)[:, None] * steps[:, -1:]
    return np.minimum((steps <= chance).sum(axis=1), len(ETHNIC_GROUPS) - 2)


def area_advantage(draws, area, p):
    """Advantage of small areas in standard deviations, by their numbers."""
    la = draws.normal_of("place/authority", area // p["place.areas_per_la"])
    return _mix(la, draws.normal_of("place/area advantage", area), p["place.la_share"])


def _needs(people, draws, p):
    people.hardship = (
        p["fsm.family"] * people.family
        + _of_group(p["ethnicity.poverty"], people.ethnic)
        + p["fsm.lasting"] * draws.normal("person/hardship", of=people.elder)
    )
    people.fsm = fsm_index(people, draws, p) > 0
    # Since 2018 most of those whose hardship passes stay eligible while Universal Credit comes in.
    spring = people.cohort[:, None] - 11 + np.arange(SCHOOL_YEARS)
    kept = draws.uniform("fsm/protected", SCHOOL_YEARS) < p["fsm.protected"]
    kept &= spring > p["fsm.protected_from"]
    for year in range(1, SCHOOL_YEARS):
        people.fsm[:, year] |= people.fsm[:, year - 1] & kept[:, year]
    people.need = (
        p["sen.ability"] * people.ability
        + p["sen.male"] * ~people.female
        + p["sen.hardship"] * people.hardship
        + _of_group(p["sen.group"], people.ethnic)
        + draws.normal("person/special need")
    )
    people.sen = np.searchsorted([p["sen.thresholds"][kind] for kind in SEN[1:]], people.need)


def fsm_index(people, draws, p):
    """How far above the threshold for free school meals each person is in each school year.

    Shape (people, school years). Hardship that comes and goes stays for some years; the young
    have poorer parents, and the threshold moves with the law and the state of work.
    """
    year_group = np.arange(SCHOOL_YEARS)
    spring = people.cohort[:, None] - 11 + year_group
    passing = draws.normal("fsm/passing", SCHOOL_YEARS, of=people.elder)
    keeps = p["fsm.passing_keeps"]
    for year in range(1, SCHOOL_YEARS):
        passing[:, year] = _mix(passing[:, year - 1], passing[:, year], keeps)
    young = p["fsm.young"] * np.maximum(11 - year_group, 0)
    threshold = of_year(p.table("fsm.threshold"), spring)
    return people.hardship[:, None] + p["fsm.passing"] * passing + young - threshold


def recorded_need(people, year, p):
    """Place in ``SEN`` of the need that schools record in an academic year, for each person.

    Schools name fewer needs after 2010 than before, for the same need; statements stay.
    """
    shift = of_year(p.table("sen.shift"), np.array([year]))[0]
    action, plus, statement = (p["sen.thresholds"][kind] for kind in SEN[1:])
    return np.searchsorted([action + shift, plus + shift, statement], people.need)


def _schools(people, draws, p):
    odds = p["school.independent_centre"] + p["school.independent_family"] * people.family
    independent = draws.happens("school/independent", logistic(odds), of=people.elder)
    special = (people.sen == 3) & draws.happens("school/special", p["school.special"])
    people.sector = np.where(independent, INDEPENDENT, np.where(special, SPECIAL, STATE))
    count = p["place.state_schools_per_la"]
    family, ability = p["school.sorting_family"], p["school.sorting_ability"]
    # What is left is chance; the weights keep the ranking at unit spread.
    covered = family * family + ability * ability
    covered = covered + 2 * family * ability * p["person.ability_from_family"]
    rank = family * people.family + ability * people.ability
    rank = rank + np.sqrt(1 - covered) * draws.normal("school/rank", of=people.elder)
    mainstream = np.minimum((normal_share(rank) * count).astype(np.int64), count - 1)
    moves = draws.uniform("school/moves", SCHOOL_YEARS) < p["school.moves"]
    other = (draws.uniform("school/other", SCHOOL_YEARS) * count).astype(np.int64)
    school = np.repeat(mainstream[:, None], SCHOOL_YEARS, axis=1)
    for year in range(10, 6, -1):
        school[:, year] = np.where(moves[:, year], other[:, year], school[:, year + 1])
    school[:, :7] = school[:, 7:8]
    place = np.where(people.sector == INDEPENDENT, count + 1, count)
    people.school = np.where((people.sector == STATE)[:, None], school, place[:, None])


def school_number(people, place, p):
    """Number of a school in the whole country, from its place in the authority."""
    return people.la * (p["place.state_schools_per_la"] + 2) + place


def school_effect(people, p):
    """What the school at 16 adds to results: of its own, and as the state schools of its region.

    In standard deviations of attainment, of shape (people,).
    """
    number = school_number(people, people.school_at_16, p)
    own = p["school.effect_spread"] * people.draws.normal_of("school/effect", number)
    return own + _of_region(people, p, "school.effect_region") * (people.sector != INDEPENDENT)


def _of_region(people, p, name):
    """The entry of a table by region in which people grow up; 0 for regions it does not name."""
    # Imported here, because the package of the domains begins by importing this module.
    from leo_course.synthesis.domains import places

    table = np.array([p[name].get(region, 0.0) for region in places.REGIONS])
    return table[places.regions(people.draws, people.la, p)]


def _attainment(people, draws, p):
    """Attainment at 16, before any examination; those are sat in ``domains.childhood_exams``."""
    months_in = (people.birth_month + 3) % 12
    people.attainment = (
        p["ks4.ability"] * people.ability
        + p["ks4.family"] * people.family
        + p["ks4.ambition"] * people.ambition
        + p["ks4.female"] * (people.female - p["person.female"])
        + p["ks4.month"] * (months_in - 5.5)
        + p["ks4.fsm"] * people.fsm_at_16
        + np.array([0.0] + [p["ks4.sen"][kind] for kind in SEN[1:]])[people.sen]
        + _of_group(p["ethnicity.attainment"], people.ethnic)
        + school_effect(people, p)
        + p["school.independent_effect"] * (people.sector == INDEPENDENT)
        + p["ks4.own"] * draws.normal("person/attainment")
    )


def _university(people, draws, p):
    """Who enters, when, what and where: places at 18 by application, the others at 19."""
    pull = _of_group(p["ethnicity.university"], people.ethnic) + _surroundings(people, p)
    sixth = alevels.stay_on(people, p, _pull_at_16(people, p, pull))
    state = applying.apply(people, sixth, p, pull)
    people.lives["applications"] = sixth, state
    index = (
        p["late.centre"]
        + alevels.rise(people, p)
        - applying.fees(people, 3, p)
        + p["late.attainment"] * people.attainment
        + p["late.ambition"] * people.ambition
        + p["late.taste"] * people.taste
        + p["late.family"] * people.family
        + p["late.female"] * people.female
        + p["late.pull"] * pull
        + p["late.stayed"] * (sixth.path > 0)
        + p["late.applied"] * (state.applied & (state.accepted < 0))
        + p["late.third"] * sixth.third
    )
    at_19 = ~state.enters & (state.deferred | (index + draws.normal("he/entry") > 0))
    people.entered = state.enters | at_19
    # Those who never enter have a year too: when their degree would have begun.
    at_18 = state.enters | (~at_19 & draws.happens("he/at 18", p["he.at_18"]))
    people.entry_year = people.cohort + np.where(at_18, 3, 4)
    rows, slot = np.arange(len(people.person)), np.maximum(state.accepted, 0)
    by_place = state.enters | state.deferred
    people.subject = np.where(by_place, state.subject[rows, slot], sixth.interest)
    people.group = np.where(by_place, state.group[rows, slot], _provider_group(people, draws, p))
    people.lives["university"] = studying.study(
        people, sixth, lambda: TAX_YEARS[0] + _leaving(people, draws, p), p
    )


def _surroundings(people, p):
    """Pull of university from where people live and learn, and from hardship, in probits."""
    everybody, poor = (_of_region(people, p, f"pull.{table}") for table in ("region", "region_fsm"))
    hardship = of_year(p.table("pull.fsm"), people.cohort)
    return (
        everybody
        + (poor + hardship) * people.fsm_at_16
        + p["pull.area"] * area_advantage(people.draws, people.area[:, 11], p)
        + p["pull.independent"] * (people.sector == INDEPENDENT)
        + of_year(p.table("pull.women"), people.cohort) * people.female
    )


def _pull_at_16(people, p, pull):
    """What draws people to stay on for A levels; ``pull`` is that of university, in probits."""
    return (
        p["ks5.stay_pull"] * pull
        + p["ks5.stay_fsm"] * people.fsm_at_16
        + p["ks5.stay_independent"] * (people.sector == INDEPENDENT)
    )


def _provider_group(people, draws, p):
    """Provider groups filled from the top by attainment, loosely; by number in ``GROUPS``."""
    score = people.attainment + p["he.group_own"] * draws.normal("he/provider group")
    # Attainment of entrants has a mean near 0.6 and a spread near 0.75 on this scale.
    spread = np.sqrt(0.75**2 + p["he.group_own"] ** 2)
    return choose(normal_share(-(score - 0.6) / spread), [p["he.groups"][g] for g in GROUPS])


def degree_effect(people: People, p: Parameters, subject=None, group=None) -> np.ndarray:
    """Effect of a degree on log pay five tax years after graduation, for each person.

    Of the degree they took or would have taken, unless another subject and group are given.
    """
    subject = people.subject if subject is None else subject
    group = people.group if group is None else group
    base = np.where(people.female, p["pay.degree_women"], p["pay.degree_men"])
    by_subject = np.array([p["pay.subject"][name] for name in subjects(p)])[subject]
    by_group = np.array([p["pay.provider_group"][name] for name in GROUPS])[group]
    return base + by_subject + by_group


def _pay(people, draws, p):
    """Pay with and without the degree, before what the person's firms add beyond the usual.

    ``domains.work`` adds that to both alike, with what the labour market of the region pays, so
    neither is part of the effect of a degree; that a degree opens other industries is.
    """
    t, years = people.after, np.array(TAX_YEARS)
    women, men = (log(of_year(p.table(f"pay.base_{sex}"), t)) for sex in ("women", "men"))
    base = np.where(people.female[:, None], women, men)
    base = base + (p["pay.centre"] + _standing(people, p))[:, None]
    traits = (
        p["pay.attainment"] * people.attainment
        + p["pay.ambition"] * people.ambition
        + p["pay.family"] * people.family
        + p["pay.ability"] * people.ability
        + p["pay.independent"] * (people.sector == INDEPENDENT)
    )
    young = _of_group(p["pay.ethnic_young"], people.ethnic)
    own = p["pay.lasting"] * draws.normal("pay/lasting")
    spread = of_year(p.table("pay.spread"), t)
    passing = p["pay.passing"] * draws.normal("pay/passing", len(TAX_YEARS))
    base = base + traits[:, None] * of_year(p.table("pay.traits_count"), t)
    base = base + young[:, None] * of_year(p.table("pay.young"), t)
    part_time = (people.female * people.attainment)[:, None]
    base = base + part_time * of_year(p.table("pay.attainment_women"), t)
    stays = (people.lives["applications"][0].path > 0)[:, None]
    base = base + stays * of_year(p.table("pay.sixth_form"), t) + _real_wages(p)(t, years)
    without = base + own[:, None] * spread + passing
    # Those who stay at school enter the labour market two years later, graduates after the degree.
    entry = people.cohort[:, None] + 2 * stays
    people.log_pay_0 = without + _scar(years, entry, p)
    # Tax years after the end of studies; the degree counts from the one in which they end.
    done = (people.entry_year + people.years - 1 + people.masters)[:, None]
    since = years - done
    women, men = (of_year(p.table(f"pay.degree_path_{sex}"), since) for sex in ("women", "men"))
    path = np.where(people.female[:, None], women, men)
    with_degree = without + degree_effect(people, p)[:, None] + path + _scar(years, done, p)
    people.log_pay_1 = np.where(since >= 0, with_degree, people.log_pay_0)
    lower = np.full(len(people.person), GROUPS.index("lower"))
    effect = degree_effect(people, p, people.later_subject, lower)
    people.later_gain = studying.later_gain(people, effect, TAX_YEARS, p)


def _standing(people, p):
    """What people's circumstances do to pay, from the first job on; in log points."""
    need = np.array([0.0] + [p["pay.sen"][kind] for kind in SEN[1:]])[people.sen]
    return p["pay.hardship"] * people.hardship + need + _of_group(p["pay.ethnic"], people.ethnic)


def _real_wages(p):
    """How far pay in a tax year lies above or below the tables of pay, in log points.

    The tables hold for the published cohorts taken together, so what the years did to these on
    average is no part of it; the function returned takes years after Key Stage 4 and tax years.
    """
    table, first, last = p.table("pay.real_wages"), *(int(x) for x in p["pay.pooled"].values())
    pooled = np.array(PUBLISHED)[:, None] + np.arange(TAX_YEARS[-1] - COHORTS[0] + 1)
    seen = (pooled >= first) & (pooled <= last)
    usual = (of_year(table, pooled) * seen).sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    # Beyond the last published year after Key Stage 4 the one before it holds.
    known = np.flatnonzero(seen.any(axis=0))
    centre = {int(t): float(usual[t]) for t in known.tolist()}
    return lambda t, years: of_year(table, years)[None, :] - of_year(centre, t)


def _scar(years, entry, p):
    """What it costs, in log points, to have entered the labour market in a slump; it fades."""
    slump = of_year(p.table("economy.slump"), entry)
    since = years - entry
    return p["pay.scar"] * slump * of_year(p.table("pay.scar_lasts"), since) * (since >= 0)


@dataclass
class Search:
    """From the end of a degree to the first sustained job; arrays of shape (people,).

    Holds for everybody, of those without a degree for the one they would have taken.
    """

    left: np.ndarray  # tax year in which studies end, by the year in which it begins
    left_day: np.ndarray  # last day of studies, counted from 6 April
    days: np.ndarray  # true days from then to the first sustained job, never cut off
    begins: np.ndarray  # place among the tax years of that job; their number if beyond the last
    begins_day: np.ndarray


def _work(people, draws, p):
    t, years = people.after, np.array(TAX_YEARS)
    count = len(TAX_YEARS)
    left = (people.entry_year + people.years_done - 1 + people.masters)[:, None]
    # On the way to university, or in it for most of the tax year.
    busy = studying.busy(people, TAX_YEARS) & (t >= 0)
    bound = people.entered[:, None] & (years < left) & (t >= 0)
    people.studying = bound | busy
    enrolled = (bound & (years >= people.entry_year[:, None] - 1)) | busy
    need = np.array([0.0] + [p["work.sen"][kind] for kind in SEN[1:]])[people.sen]
    own = (
        p["work.attainment"] * people.attainment
        + p["work.ambition"] * people.ambition
        + p["work.hardship"] * people.hardship
        + p["work.degree"] * people.degree
        + need
        + _of_group(p["work.ethnic"], people.ethnic)
        + _of_group(p["work.ethnic_women"], people.ethnic) * people.female
        + p["work.lasting"] * draws.normal("work/lasting")
    )
    slump = of_year(p.table("economy.slump"), years) * of_year(p.table("work.slump"), t)
    pandemic = (years == PANDEMIC) * of_year(p.table("work.pandemic"), t)
    index = (
        of_year(p.table("work.propensity"), t)
        + people.female[:, None] * of_year(p.table("work.women"), t)
        + own[:, None]
        + slump
        + pandemic
        + p["work.student"] * enrolled
        + (people.lives["applications"][0].path > 0)[:, None]
        * of_year(p.table("work.sixth_form"), t)
        + p["work.passing"] * draws.normal("work/passing", count)
    )
    people.lives["leaving"] = _leaving(people, draws, p)
    gone = np.arange(count) >= people.lives["leaving"][:, None]
    search = people.lives["search"] = _search(people, draws, p)
    place = years - search.left[:, None]
    at = np.arange(count) - search.begins[:, None]
    graduate = people.degree[:, None]
    works = (index > 0) & ~(graduate & (place > 0) & (at < 0))
    # The job that ends the search lasts into the next tax year at least.
    people.works = (works | (graduate & ((at == 0) | (at == 1)))) & (t >= 0) & ~gone


def _search(people, draws, p):
    """When graduates find their first sustained job: proportional hazards, steps of time."""
    names = subjects(p)
    table = p["search.subject"]
    slump = of_year(p.table("economy.slump"), people.entry_year + people.years - 1)
    left = people.entry_year + people.years - 1 + people.masters
    index = (
        np.array(list(p["search.class"].values()))[people.degree_class]
        + np.array([table.get(name, 0.0) for name in names])[people.subject]
        + np.array([p["search.group"][name] for name in GROUPS])[people.group]
        + p["search.fsm"] * people.fsm_at_16
        + p["search.women"] * people.female
        + p["search.masters"] * people.masters
        + p["search.slump"] * slump
    )
    # The cumulative hazard at which the job comes, and the time that it takes to mount to it.
    need = -log(1 - draws.uniform("search/first job")) / exp(index)
    steps = p.table("search.hazard")
    from_month = np.array(list(steps))
    rate = np.array(list(steps.values()))
    reach = np.concatenate([[0.0], np.cumsum(rate[:-1] * np.diff(from_month))])
    step = np.searchsorted(reach, need, side="right") - 1
    months = from_month[step] + (need - reach[step]) / rate[step]
    days = np.maximum(np.rint(months * MONTH), 2).astype(np.int64)
    left_day = np.where(people.masters, p["search.masters_end"], p["search.degree_end"])
    first = day(np.append(TAX_YEARS, TAX_YEARS[-1] + 1), 4, 6)
    on = day(left, 4, 6) + left_day + days
    begins = np.searchsorted(first, on, side="right") - 1
    last = len(TAX_YEARS)
    begins = np.where(on >= first[-1], last, begins)
    return Search(left, left_day, days, begins, np.where(begins < last, on - first[begins], 0))


def _leaving(people, draws, p):
    """Place among the tax years of the one in which a person leaves PAYE for good; else their
    number. Why they leave is a matter of geography.
    """
    count = len(TAX_YEARS)
    rate = of_year(p.table("work.leaves"), people.after)
    times = (
        1
        + (p["work.leaves_women"] - 1) * people.female
        + p["work.leaves_independent"] * (people.sector == INDEPENDENT)
        + _of_group(p["work.leaves_ethnic"], people.ethnic)
    )
    # Graduates leave later: nobody before the end of the first course.
    done = (people.entry_year + people.years_done - 1)[:, None]
    there = np.where(people.entered[:, None], np.array(TAX_YEARS) > done, people.after >= 3)
    leaves = (draws.uniform("work/leaves", count) < rate * times[:, None]) & there
    return np.where(leaves.any(axis=1), leaves.argmax(axis=1), count)


def log_pay(people: People) -> np.ndarray:
    """Log pay that came about for who is not studying, of shape (people, tax years)."""
    early = np.where(people.degree[:, None], people.log_pay_1, people.log_pay_0)
    return early + people.later_gain


def realised_pay(people: People, p: Parameters) -> np.ndarray:
    """Pay for a full year in work, pounds of that year, of shape (people, tax years).

    In the tax year in which a graduate's studies end, the job beside them and the one after them
    each count for the days in it.
    """
    own = (
        p["pay.student_women"] * people.female
        + p["pay.student_hardship"] * people.hardship
        + p["pay.student_independent"] * (people.sector == INDEPENDENT)
        + _of_group(p["pay.student_ethnic"], people.ethnic)
    )
    studying = log(of_year(p.table("pay.student"), people.after)) + own[:, None]
    chance = people.draws.normal("pay/student", len(TAX_YEARS))
    studying = studying + p["pay.student_passing"] * chance
    studying = studying + _real_wages(p)(people.after, np.array(TAX_YEARS))
    prices = np.array([p.table("pay.prices")[year] for year in TAX_YEARS])
    share = np.where(people.studying, 1.0, people.lives["work"].when.studied)
    return (share * exp(studying) + (1 - share) * exp(log_pay(people))) * prices


def _mix(known, chance, correlation):
    """A standard normal that has the given correlation with ``known``."""
    return correlation * known + np.sqrt(1 - correlation * correlation) * chance


def _of_group(table, ethnic):
    """The entry of a table by ethnic group for each person; 0 for groups it does not name."""
    return np.array([table.get(code, 0.0) for code in ETHNIC_GROUPS])[ethnic]


def of_year(table, year):
    """The entry of a table by year, or by number of years, for each of some.

    Between the table's years on a straight line; beyond its ends the nearest one.
    """
    years = np.array(sorted(table))
    values = np.array([table[one] for one in years.tolist()], dtype=np.float64)
    year = np.clip(year, years[0], years[-1])
    if year.dtype.kind in "iu" and year.size > _MANY:
        # One value for each whole year, looked up.
        return _between(years, values, np.arange(years[0], years[-1] + 1))[year - years[0]]
    return _between(years, values, year)


_MANY = 100


def _between(years, values, year):
    low = np.clip(np.searchsorted(years, year, side="right") - 1, 0, max(len(years) - 2, 0))
    high = np.minimum(low + 1, len(years) - 1)
    share = (year - years[low]) / np.maximum(years[high] - years[low], 1)
    return values[low] + share * (values[high] - values[low])
