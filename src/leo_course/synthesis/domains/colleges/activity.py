"""Activities of young people, month by month, as their local authority knew them (NCCIS).

What people really do follows from their programmes, from university and from the years in which
they work. The authority learns of a change late, loses track of some, above all in September when
everybody moves, and sometimes writes down the wrong thing.
"""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import schools
from leo_course.synthesis.domains.colleges import catalogue, learning
from leo_course.synthesis.domains.colleges.choices import (
    A_LEVELS,
    ADULT,
    APPRENTICE,
    COURSE,
    SIXTH,
    TRAINEE,
)
from leo_course.synthesis.domains.colleges.learning import (
    LAST_DAY,
    PROVIDERS_PER_LA,
    SIXTH_FORM_COLLEGE,
    YEARS,
)
from leo_course.synthesis.keys import key_text
from leo_course.synthesis.streams import choose, exp

FIRST_YEAR = 2010  # academic year of the first returns
MONTHS = 9 * 12  # from the September after Key Stage 4 to the age of 25
SCHOOL, COLLEGE, FURTHER, HIGHER, PART_TIME, GAP = 210, 220, 230, 240, 250, 260
APPRENTICESHIP, JOB, TRAINING, SEEKING, UNKNOWN = 310, 330, 450, 619, 810
OTHER_EDUCATION, SPECIALIST, YOUNG_CUSTODY, CUSTODY = 270, 280, 290, 710
JOBS = (330, 340, 320, 360, 350, 380, 381)
# Work and training that neither PAYE nor the ILR holds.
OUTSIDE = (360, 430, 380, 410, 440, 460, 550)
WORKLESS = (619, 615, 610, 640, 670, 680, 630, 650, 616, 530, 540, 620, 660, CUSTODY, 720)
UNKNOWNS = (810, 820, 830)
YOUNGER_FROM = 2016  # academic year from which authorities follow people of 16 and 17 alone
CURRENCY_FROM = 2015  # first academic year with the fields of currency
NOT_IN_WORK_OR_LEARNING = (510, 520, 530, 540, 610, 615, 616, 619, *range(620, 690, 10))


def rows(people, keys, life, p):
    """Rows of the pooled view: a person, a month, an activity."""
    true = true_activity(people, life, p)
    known = known_activity(people, true, p)
    row, month = np.nonzero(_returned(people, p))
    first = _run_starts(known)
    neet_first = _run_starts(np.isin(known, NOT_IN_WORK_OR_LEARNING))
    row, month, second = _two_authorities(people, p, row, month)
    at = row, month
    code = np.where(second, _other(known[at]), known[at])
    place = people.cohort[row] - YEARS[0] + month // 12
    values = {
        "nccis_pmr": Values(_pmr(people, keys, row, p)),
        "nccis_academic_year": Values(
            place, labels=tuple(f"{year}/{year + 1}" for year in range(YEARS[0], YEARS[-1] + 12))
        ),
        "nccis_month": Values((month + 8) % 12 + 1),
        "nccis_code": Values(code),
    }
    begun = first[at].astype(np.int64), neet_first[at].astype(np.int64)
    values |= _dates(people, life, p, at, code, begun)
    return catalogue.narrow(values | _person(people, at, code, second))


def _dates(people, life, p, at, code, begun):
    """When the activity began, was written down and confirmed, and until when that is current."""
    row, month = at
    jitter = (people.draws.uniform("colleges/day of change") * 28).astype(np.int64)[row]
    seen = _month_day(people, row, month) + 27
    begins = np.minimum(_month_day(people, row, begun[0]) + jitter, seen)
    since = _month_day(people, row, begun[1]) + jitter
    unsaid = _of_month(people, "trouble/activity_without_start", at)
    unsaid = unsaid < p["trouble.activity_without_start"]
    checked = seen - (80 * _of_month(people, "colleges/checked", at)).astype(np.int64)
    checked = np.maximum(checked, begins)
    learns = code < 300
    lasts = np.where(learns, p["nccis.current"]["learning"], p["nccis.current"]["other"])
    before = people.cohort[row] + month // 12 < CURRENCY_FROM
    ends, known = _expected_end(life, at, people)
    return {
        "nccis_start": Values(begins, null=unsaid),
        "nccis_recorded": Values(begins + jitter, null=unsaid),
        "nccis_verified": Values(checked),
        "nccis_neet_start": Values(since, null=~np.isin(code, NOT_IN_WORK_OR_LEARNING)),
        "nccis_lapses": Values(checked + lasts, null=before),
        "nccis_lapsed": Values(
            (checked + lasts < seen).astype(np.int64), null=before, labels=("N", "Y")
        ),
        "nccis_expected_end": Values(ends, null=before | ~learns | ~known),
    }


def _expected_end(life, at, people):
    """Planned last day of the programme begun in the year or the one before, if there is one."""
    row, month = at
    place = np.minimum(people.cohort[row] - YEARS[0] + month // 12, len(YEARS) - 1)
    earlier = np.maximum(place - 1, 0)
    now = life.kind[row, place] >= 0
    which = np.where(now, place, earlier)
    return life.planned[row, which], life.kind[row, which] >= 0


def _person(people, at, code, second):
    """Who the person is and which authority leads, in the words of the year."""
    row, month = at
    year = people.cohort[row] + month // 12
    older = year < YOUNGER_FROM
    need = (people.sen[row] > 1).astype(np.int64)
    # From 2016/17 the duty to follow ends with the year in which people turn 18.
    passed = (month // 12 >= 2) & (people.sen[row] < 3)
    home = schools.authority_names(people.la[row])
    return {
        "nccis_sex": Values((~people.female[row]).astype(np.int64), labels=("F", "M")),
        "nccis_ethnic": Values(people.ethnic[row], labels=model.ETHNIC_GROUPS),
        "nccis_difficulty": Values(need, null=~older, labels=("N", "Y")),
        "nccis_send": Values(need, null=older, labels=("N", "Y")),
        # The second to report is the next by number.
        "nccis_la": schools.authority_names(people.la[row] + second),
        "nccis_la_at_16": home,
        "nccis_la_educated": Values(home.data, null=code >= 300, labels=home.labels),
        "nccis_status": Values(passed.astype(np.int64), null=older, labels=("P", "A")),
    }


# ------------------------------------------------------------------------------ what people do


def true_activity(people, life, p):
    """The code of what each person really does in each month, of shape (people, MONTHS)."""
    state = _work_or_not(people, p)
    for t in range(1, MONTHS // 12 + 1):
        year = people.cohort + t - 1
        months = slice(12 * (t - 1), 12 * t)
        there = learning.in_university(people, year)
        state[there, months] = HIGHER
        waits = people.entered & (year == people.entry_year - 2) & (t == 3)
        block = state[:, months]
        block[waits[:, None] & (block >= 600)] = GAP
    for kinds in ((ADULT,), (TRAINEE, APPRENTICE), (COURSE, A_LEVELS, SIXTH)):
        row, month, code = _months_of(people, life, kinds)
        if kinds == (ADULT,):
            # A course beside a job does not change what the authority calls the activity.
            idle = state[row, month] >= 600
            row, month, code = row[idle], month[idle], code[idle]
        state[row, month] = code
    return _where_else(people, state, p)


def _where_else(people, state, p):
    """Colleges that have a code of their own: specialist ones for special needs, and others."""
    special = people.draws.happens("colleges/specialist", p["nccis.specialist"]) & (people.sen >= 3)
    other = people.draws.happens("colleges/other education", p["nccis.other_education"])
    further = state == FURTHER
    state[further & special[:, None]] = SPECIALIST
    state[further & (other & ~special)[:, None]] = OTHER_EDUCATION
    return state


def _work_or_not(people, p):
    """A job in the months of tax years with one, and the code of being without one elsewhere."""
    draws, works = people.draws, people.works
    everyone = np.arange(len(people.person))[:, None]
    weights = np.array(list(p["nccis.without_work"].values()))
    men = weights * ~np.isin(WORKLESS, (630, 650))
    state = np.empty((len(people.person), MONTHS), dtype=np.int16)
    for t in range(MONTHS // 12):
        month = np.arange(12 * t, 12 * t + 12)
        year = np.clip(
            people.cohort[:, None] + (month + 5) // 12, model.TAX_YEARS[0], model.TAX_YEARS[-1]
        )
        # A tax year with any job is not a year in work from end to end.
        busy = draws.uniform(f"colleges/months in work {t}", 12) < p["nccis.months_in_work"]
        busy &= works[everyone, year - model.TAX_YEARS[0]]
        job = draws.choice(f"colleges/job {t}", list(p["nccis.jobs"].values()))
        drawn = draws.uniform(f"colleges/without work {t}")
        without = np.where(people.female, choose(drawn, weights), choose(drawn, men))
        # Small jobs below the limit of reporting, own account, courses that nobody pays for.
        aside = draws.happens(f"colleges/outside records {t}", _outside(people, p, t))
        which = draws.choice(f"colleges/what outside {t}", list(p["nccis.outside"].values()))
        other = np.where(aside, np.array(OUTSIDE)[which], np.array(WORKLESS)[without])
        if t < 2:
            other = np.where(other == CUSTODY, YOUNG_CUSTODY, other)
        state[:, month] = np.where(busy, np.array(JOBS)[job][:, None], other[:, None])
    return state


def _outside(people, p, t):
    """The chance of doing something that no other record holds, by the age and the time."""
    duty = (t < 2) & (people.cohort >= p["colleges.duty_from"])
    return np.where(duty, p["nccis.outside_records_duty"], p["nccis.outside_records"])


def _months_of(people, life, kinds):
    """Person, month and code of each month of the programmes of some kinds."""
    row, place = np.nonzero(np.isin(life.kind, kinds))
    kind = life.kind[row, place]
    first = _month_number(people, row, life.start[row, place])
    last = _month_number(people, row, np.minimum(life.end[row, place], LAST_DAY))
    # Full-time courses end in June or July; until the summer is over nothing else is noted.
    summer = np.isin(kind, (COURSE, A_LEVELS, SIXTH)) & np.isin(last % 12, (9, 10))
    last = np.minimum(np.where(summer, last // 12 * 12 + 11, last), MONTHS - 1)
    first = np.clip(first, 0, MONTHS)
    count = np.maximum(last - first + 1, 0)
    which = np.repeat(np.arange(len(row)), count)
    month = first[which] + np.arange(len(which)) - np.repeat(np.cumsum(count) - count, count)
    codes = np.array([SCHOOL, COLLEGE, FURTHER, APPRENTICESHIP, PART_TIME, TRAINING])[kind]
    general = life.provider[row, place] % PROVIDERS_PER_LA != SIXTH_FORM_COLLEGE
    codes = np.where((kind == A_LEVELS) & general, FURTHER, codes)
    return row[which], month, codes[which]


def _month_number(people, row, days):
    """Months since the September in which the person's Key Stage 4 year was followed."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months - ((people.cohort[row] - 1970) * 12 + 8)


def _month_day(people, row, month):
    """First day of a month, by its number since the September after Key Stage 4."""
    return day(people.cohort[row] + (month + 8) // 12, (month + 8) % 12 + 1, 1)


# --------------------------------------------------------------------- what the authority knows


def known_activity(people, true, p):
    """The code that the authority holds for each month: late, lost or wrong for some."""
    draws = people.draws
    known = true.copy()
    late = draws.uniform("trouble/activity_late")
    lag = np.where(late < p["trouble.activity_late"], 1 + (late * 1e4 % 3).astype(np.int64), 0)
    for months in (1, 2, 3):
        behind = lag == months
        known[behind, months:] = true[behind, :-months]
    local = exp(p["nccis.unknown_local"] * draws.normal_of("colleges/tracking", people.la))
    seasons = list(p["nccis.unknown_season"].values())
    ages = list(p["nccis.unknown_by_year"].values())
    for t in range(MONTHS // 12):
        months = slice(12 * t, 12 * t + 12)
        wrong = draws.happens(f"trouble/activity_wrong {t}", p["trouble.activity_wrong"])
        known[wrong, months] = _other(known[wrong, months])
        # Who is lost in September is found again as the year goes on.
        lost = draws.uniform(f"trouble/activity_unknown {t}")[:, None]
        rate = p["trouble.activity_unknown"] * np.array(seasons) * ages[min(t, len(ages) - 1)]
        trend = model.of_year(p.table("nccis.unknown_trend"), people.cohort + t)
        rate = rate * (trend * local)[:, None]
        learns = (true[:, months] < 300) & (true[:, months] != GAP)
        rate = rate * np.where(learns, 1.0, p["nccis.unknown_outside"])
        words = np.array(UNKNOWNS)[np.searchsorted((8, 9.6), lost * 1e5 % 10)]
        known[:, months] = np.where(lost < rate, words, known[:, months])
    return known


def _other(code):
    """What is written down by mistake for each code: the neighbour on the form."""
    swaps = {210: 230, 220: 230, 230: 220, 240: 230, 270: 230, 280: 230}
    swaps |= {310: 340, 330: 340, 340: 330, 320: 310}
    other = np.where(code >= 600, 330, 619)
    for here, there in swaps.items():
        other = np.where(code == here, there, other)
    return other


def _returned(people, p):
    """Whether a month of a person is in the returns, of shape (people, MONTHS)."""
    draws, month = people.draws, np.arange(MONTHS)
    share = np.where(
        people.sector == model.INDEPENDENT, p["nccis.covers_independent"], p["nccis.covers"]
    )
    covered = draws.happens("colleges/covered", share)
    t = month // 12 + 1
    longer = (people.sen >= 3) & draws.happens("colleges/until 25", p["nccis.until_25"])
    # The record of everybody else ends with their twentieth birthday.
    twenty = (people.birth_year + 20 - people.cohort) * 12 + people.birth_month - 9
    local = draws.uniform_of("colleges/follows longer", people.la)
    follows = local < p["nccis.follows_longer"]
    younger = people.cohort[:, None] + t - 1 >= YOUNGER_FROM
    third = (t == 3) & (~younger | follows[:, None])
    fourth = (t == 4) & ~younger & draws.happens("colleges/until 20", p["nccis.until_20"])[:, None]
    kept = (t <= 2) | third | fourth
    kept = kept & (month < twenty[:, None]) | longer[:, None]
    year = people.cohort.astype(np.int16)[:, None] + (t - 1).astype(np.int16)
    return covered[:, None] & kept & (year >= FIRST_YEAR) & (year <= YEARS[-1])


def _two_authorities(people, p, row, month):
    """Repeat the months for which two authorities report the same person."""
    drawn = people.draws.uniform("trouble/two_authorities", MONTHS // 12)
    twice = np.flatnonzero(drawn[row, month // 12] < p["trouble.two_authorities"])
    second = np.arange(len(row) + len(twice)) >= len(row)
    return np.append(row, row[twice]), np.append(month, month[twice]), second


def _run_starts(values):
    """Month in which the present value began, of the same shape."""
    month = np.arange(values.shape[1], dtype=np.int16)
    changed = np.ones(values.shape, dtype=bool)
    changed[:, 1:] = values[:, 1:] != values[:, :-1]
    return np.maximum.accumulate(np.where(changed, month, np.int16(0)), axis=1)


def _of_month(people, name, at):
    """A draw for each month of a person."""
    row, month = at
    drawn = np.empty(len(row))
    for t in np.unique(month // 12).tolist():
        here = np.flatnonzero(month // 12 == t)
        at = row[here], month[here] % 12
        drawn[here] = people.draws.uniform(f"{name} {t}", 12, at=at)
    return drawn


def _pmr(people, keys, row, p):
    """The pseudonym as text, empty for the people who were not found among the pupils."""
    text = key_text(ids.PMR, keys.pmr)
    blank = people.draws.happens("trouble/activity_without_pmr", p["trouble.activity_without_pmr"])
    return np.where(blank, b"", text)[row]
