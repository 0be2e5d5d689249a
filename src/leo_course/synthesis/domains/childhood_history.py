"""What schools come to record of each pupil, by school year: where, since when, and with what.

What is true (hardship, need, group, language) stands in ``people``. Schools see it late, change
their minds, and count some things by census day, so the censuses tell a history of their own; it
is made here once for a block of people and read by every census.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import day
from leo_course.synthesis.domains import schools
from leo_course.synthesis.domains.colleges.choices import SIXTH
from leo_course.synthesis.model import ETHNIC_GROUPS, SCHOOL_YEARS
from leo_course.synthesis.streams import choose

TERMS = ("autumn", "spring", "summer")
LANGUAGE_GROUPS = ("ENG", "ENB", "OTH", "OTB", "NOT")
FIRST_FSM = 2003  # the first census that asks for free school meals
FIRST_TERMLY = 2013  # the first academic year whose flags look at every term
# What a school that guesses, or a form filled in once, takes each group for.
TAKEN_FOR = {
    "WBRI": "NOBT",
    "WIRI": "WBRI",
    "WIRT": "WBRI",
    "WROM": "WOTH",
    "WOTH": "WBRI",
    "MWBC": "BCRB",
    "MWBA": "BAFR",
    "MWAS": "AOTH",
    "MOTH": "OOTH",
    "AIND": "AOTH",
    "APKN": "AOTH",
    "ABAN": "AOTH",
    "AOTH": "AIND",
    "BCRB": "BOTH",
    "BAFR": "BOTH",
    "BOTH": "BAFR",
    "CHNE": "AOTH",
    "OOTH": "MOTH",
    "REFU": "WBRI",
    "NOBT": "WBRI",
}


@dataclass
class History:
    """Arrays of shape (people, school years) unless a comment says otherwise."""

    enrolled: np.ndarray  # at a state school in England
    joined: np.ndarray  # school year in which the pupil came to the school of this year
    entry: np.ndarray  # day of entry to that school
    fsm: dict  # term -> eligible on census day
    ever_fsm: dict  # number of years, or "all" -> flag of the spring census
    ethnic: np.ndarray  # place in ETHNIC_GROUPS
    language: np.ndarray  # place in LANGUAGE_GROUPS
    need_named: np.ndarray  # (people,), school year from which a need is on record


def history(people, p) -> History:
    """The records of a block of people, made once."""
    if "school history" not in people.lives:
        enrolled = _enrolled(people)
        joined, entry = _joined(people, p, enrolled)
        fsm = _eligible(people, p)
        people.lives["school history"] = History(
            enrolled=enrolled,
            joined=joined,
            entry=entry,
            fsm=fsm,
            ever_fsm=_ever(people, enrolled, fsm),
            ethnic=_ethnic(people, p),
            language=_language(people, p),
            need_named=_need_named(people, p),
        )
    return people.lives["school history"]


def sen(people, year, p):
    """Place in ``SEN`` of the need on record in an academic year; a late one is lower before."""
    now = model.recorded_need(people, year, p)
    late = people.year_group(year) < history(people, p).need_named
    # Who has a statement later has had help from outside the school; others, none on record.
    return np.where(late, np.where(now == 3, 2, 0), now)


def _enrolled(people):
    """Reception to Year 13, by the sector of the secondary school and, before, of the primary."""
    enrolled = np.zeros((len(people.person), SCHOOL_YEARS), dtype=bool)
    for group in range(12):
        enrolled[:, group] = schools.state_pupil(people, np.full(len(people.person), group))
    # Past Year 11 the aims of the sixth forms say who is there.
    life, _ = people.lives["colleges"].values()
    here = (life.kind == SIXTH) & (people.sector == model.STATE)[:, None]
    for group in (12, 13):
        january = day(people.cohort + group - 11, 1, 15)[:, None]
        enrolled[:, group] = (here & (life.start <= january) & (life.end >= january)).any(axis=1)
    return enrolled


def _joined(people, p, enrolled):
    """School year and day in which each pupil came to the school of each year.

    Most come in September to Reception or to Year 7; who moves or arrives comes on some day up to
    January, and until 2011 some of the youngest begin Reception then.
    """
    draws, child = people.draws, people.lives["childhood"]
    count = len(people.person)
    joined = np.zeros((count, SCHOOL_YEARS), dtype=np.int8)
    entry = np.zeros((count, SCHOOL_YEARS), dtype=np.int32)
    days = np.floor(draws.uniform("census/joins", SCHOOL_YEARS) * p["census.joins_within"])
    usual = np.floor(draws.uniform("census/first day", SCHOOL_YEARS) * 4)
    first = people.cohort - 12  # calendar year in which Reception begins
    young = (people.birth_month >= 3) & (people.birth_month <= 8)
    share = model.of_year(p.table("census.january_start"), first + 1)
    january = young & draws.happens("census/January start", share)
    for group in range(SCHOOL_YEARS):
        begins = day(first + group, 9, 3)
        moves = (child.arrived == group) & (group > 0)
        if 7 < group < 12:
            moves |= people.school[:, group] != people.school[:, group - 1]
        fresh = np.full(count, group in (0, schools.LAST_PRIMARY_YEAR + 1)) | moves
        new = begins + np.where(moves, days[:, group], usual[:, group]).astype(np.int64)
        if group == 0:
            new = np.where(january, day(first + 1, 1, 5), new)
        before = max(group - 1, 0)
        joined[:, group] = np.where(fresh, group, joined[:, before])
        entry[:, group] = np.where(fresh, new, entry[:, before])
    return joined, entry


def _eligible(people, p):
    """Eligibility for free school meals on the day of each term's census.

    What changes between two springs changes on some day between them, so the autumn census sees
    some of the changes already and the summer census some of the next.
    """
    fsm = people.fsm
    passed = p["census.year_passed"]
    when = people.draws.uniform("census/FSM changes", SCHOOL_YEARS)
    before = np.concatenate([fsm[:, :1], fsm[:, :-1]], axis=1)
    after = np.concatenate([fsm[:, 1:], fsm[:, -1:]], axis=1)
    when_after = np.concatenate([when[:, 1:], when[:, -1:]], axis=1)
    return {
        "autumn": np.where(when < passed["autumn"], fsm, before),
        "spring": fsm,
        "summer": np.where(when_after < passed["summer"], after, fsm),
    }


def _ever(people, enrolled, fsm):
    """Whether a school recorded eligibility in the last years, by number of years.

    Until 2011/12 flags look at spring censuses alone; from then on at every term before.
    """
    springs = people.cohort[:, None] - 11 + np.arange(SCHOOL_YEARS)
    asked = enrolled & (springs >= FIRST_FSM)
    spring = fsm["spring"] & asked
    termly = asked & (springs > 2006)
    begun = spring | (fsm["autumn"] & termly)
    whole = begun | (fsm["summer"] & termly & (springs != 2020))
    ever = {years: np.zeros(enrolled.shape, dtype=bool) for years in (3, 6, "all")}
    for group in range(SCHOOL_YEARS):
        ever["all"][:, group] = spring[:, : group + 1].any(axis=1)
        for years in (3, 6):
            window = slice(max(group - years + 1, 0), group)
            plain = spring[:, window].any(axis=1) | spring[:, group]
            full = whole[:, window].any(axis=1) | begun[:, group]
            ever[years][:, group] = np.where(springs[:, group] < FIRST_TERMLY, plain, full)
    return ever


def _turn(people, name, p):
    """School year in which a school asks anew; most often the first of the secondary school."""
    at_seven = people.draws.happens(f"census/{name} at transfer", p["census.asks_at_transfer"])
    other = 1 + (people.draws.uniform(f"census/{name} asked") * 10).astype(np.int64)
    return np.where(at_seven, schools.LAST_PRIMARY_YEAR + 1, other)


def _ethnic(people, p):
    """Ethnic group on record: for some pupils another one until a school asks anew."""
    odds = np.array([p["census.ethnicity_odds"].get(code, 1.0) for code in ETHNIC_GROUPS])
    rate = p["trouble.ethnicity_differs"] * odds[people.ethnic]
    differs = people.draws.happens("trouble/ethnicity_differs", rate)
    other = np.array([ETHNIC_GROUPS.index(TAKEN_FOR[code]) for code in ETHNIC_GROUPS])
    until = np.where(differs, _turn(people, "ethnicity", p), 0)[:, None]
    then = np.arange(SCHOOL_YEARS) < until
    return np.where(then, other[people.ethnic][:, None], people.ethnic[:, None]).astype(np.int8)


def language_known(people, p):
    """First language as the last school has it, as a place in ``LANGUAGE_GROUPS``."""
    sure, rate = people.draws.uniform("school/language known"), p["census.language_known"]
    other = np.where(sure < rate["thought_other"], 3, 2)
    code = np.where(people.other_language, other, np.where(sure < rate["thought_english"], 1, 0))
    return np.where(sure > 1 - rate["not_obtained"], 4, code)


def _language(people, p):
    """First language on record; for some pupils another one until a school asks anew."""
    now = language_known(people, p)
    differs = people.draws.happens("trouble/language_differs", p["trouble.language_differs"])
    guess = people.draws.uniform("census/language taken for") < 0.5
    other = np.choose(now, (np.where(guess, 1, 4), 0, np.where(guess, 0, 3), 2, 0))
    until = np.where(differs, _turn(people, "language", p), 0)[:, None]
    then = np.arange(SCHOOL_YEARS) < until
    return np.where(then, other[:, None], now[:, None]).astype(np.int8)


def _need_named(people, p):
    """School year from which a school has a pupil's need on record; 0 for nearly all."""
    late = people.draws.happens("trouble/sen_late", p["trouble.sen_late"])
    steps = list(p["census.need_named"].values())
    year = np.array([int(key) for key in p["census.need_named"]])
    return np.where(late, year[choose(people.draws.uniform("census/need named"), steps)], 0)
