"""The views of learners and of aims, as the Individualised Learner Record shows them.

The first time a course of two years stands there it goes on, the second time it has ended. Codes
follow the forms of the years: those of the single return hold from 2011/12.
"""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains.colleges import catalogue
from leo_course.synthesis.domains.colleges.aims import COMPONENT, PROGRAMME, SLOTS, drawn, sectors
from leo_course.synthesis.domains.colleges.learning import (
    APPRENTICE,
    COURSE,
    TRAINEE,
    YEARS,
)
from leo_course.synthesis.domains.colleges.records import RECORDS
from leo_course.synthesis.model import ETHNIC_GROUPS

EXTERNAL_ID = ids.Kind("EXTERNAL_ID", bits=44, offset=7_000_000_000_000)
LEARNER_ID = ids.Kind("LEARNER_ID", bits=44, prefix="SYL", digits=9)
UKPRN = ids.Kind("UKPRN", bits=44, prefix="SYNPROV", digits=9)
UPIN = ids.Kind("UPIN", bits=44, prefix="SYNUPIN", digits=9)
NEW_FORM = 2011  # first academic year of the single form of the ILR, with its types of aim
NO_DATE = int(day(1900, 1, 1))

_ETHNIC = {
    "WBRI": (23, 31),
    "WIRI": (24, 32),
    "WIRT": (25, 33),
    "WROM": (25, 33),
    "WOTH": (25, 34),
    "MWBC": (21, 35),
    "MWBA": (20, 36),
    "MWAS": (19, 37),
    "MOTH": (22, 38),
    "AIND": (12, 39),
    "APKN": (13, 40),
    "ABAN": (11, 41),
    "AOTH": (14, 43),
    "BCRB": (16, 45),
    "BAFR": (15, 44),
    "BOTH": (17, 46),
    "CHNE": (18, 42),
    "OOTH": (98, 98),
    "REFU": (99, 99),
    "NOBT": (99, 99),
}
_FINE_TYPES = {
    13: "Key Skill in Communication",
    14: "Key Skill in Application of Number",
    19: "Functional Skills in Mathematics",
    20: "Functional Skills in English",
}


def rows(people, life, records, p):
    """Rows of the views of learners and of aims."""
    shown = _shown(people, records, p)
    return {
        ("LILR_I2", "learners", None): _learner_rows(people, life, records, shown, p),
        ("LILR_I2", "aims", None): _aim_rows(people, life, records, shown, p),
    }


def _chance(people, name, records):
    """A draw for each aim, the same in every year and copy in which it stands."""
    aims = records.aims
    values = np.empty(len(aims.row))
    for place in np.unique(aims.begun).tolist():
        here = np.flatnonzero(aims.begun == place)
        block = people.draws.uniform(f"{name} {YEARS[place]}", SLOTS)
        values[here] = block[aims.row[here], aims.number[here]]
    return values[records.entry]


def _shown(people, records, p):
    """How each row of aims shows status and dates in the data of its academic year."""
    aims, entry = records.aims, records.entry
    place = records.place[records.learner]
    year_ends = np.array([int(day(year + 1, 7, 31)) for year in YEARS])[place]
    year_begins = np.array([int(day(year, 8, 1)) for year in YEARS])[place]
    going = aims.end[entry] > year_ends
    completed = aims.completed[entry] & ~going
    achieved = aims.achieved[entry] & ~going
    left = ~going & ~completed
    no_end = left & (_chance(people, "trouble/no_end_date", records) < p["trouble.no_end_date"])
    status = np.where(going, 1, np.where(completed, 2, 3))
    academic = catalogue.columns()["width3"][aims.aim[entry]]
    outcome = np.where(achieved, np.where((academic == 25), 7, 1), np.where(going, 9, 3))
    return {
        "place": place,
        "year": np.array(YEARS)[place],
        "going": going,
        "completed": completed,
        "achieved": achieved,
        "no_end": no_end,
        "status": status,
        "outcome": outcome,
        "starts": aims.start[entry] >= year_begins,
    }


def _identity(people, records, prefix, rows):
    """The columns that learners and aims share, for some of the learners."""
    seed, place = people.draws.seed, records.place[rows]
    person = people.person[records.row[rows]]
    # Years from 2002 on, so that the number of a learner does not hang on the cohorts.
    cell = (person * 32 + np.array(YEARS)[place] - 2000) * RECORDS + _slot(records)[rows]
    dataset = np.where(place + YEARS[0] >= NEW_FORM, 2, 0)
    provider = records.provider[rows]
    return {
        f"{prefix}_external_id": Values(ids.make(seed, EXTERNAL_ID, cell)),
        f"{prefix}_academic_year": catalogue.academic_year(place),
        f"{prefix}_dataset": dataset,
        f"{prefix}_learner_id": Values(
            ids.make(seed, LEARNER_ID, person * RECORDS + records.enrolled[rows]), kind=LEARNER_ID
        ),
        f"{prefix}_upin": _upin(people, provider, place),
        f"{prefix}_ukprn": Values(ids.make(seed, UKPRN, provider), kind=UKPRN),
        f"{prefix}_record": Values(records.recordid[rows]),
    }


def _slot(records):
    """Number of each learner among those of the same person and academic year, from 0."""
    key = records.row * len(YEARS) + records.place
    order = np.lexsort([records.provider, key])
    first = np.concatenate([[True], np.diff(key[order]) > 0])[: len(order)]
    slot = np.empty(len(order), dtype=np.int64)
    at = np.arange(len(order))
    slot[order] = at - np.maximum.accumulate(np.where(first, at, 0))
    return slot


def _upin(people, provider, place):
    """The older number of the provider, which ceases with the new form."""
    numbers, which = np.unique(provider, return_inverse=True)
    text = ids.spell(UPIN, ids.make(people.draws.seed, UPIN, numbers))
    labels = tuple(row.tobytes().decode() for row in text)
    return Values(which, null=place + YEARS[0] >= NEW_FORM, labels=labels or ("",))


def _dataset(work_based, place):
    """Name of the return: two before the single form, by kind of learning, then one."""
    year = place + YEARS[0]
    older = np.where(year < 2008, np.where(work_based, 1, 0), np.where(work_based, 3, 2))
    return Values(np.where(year >= NEW_FORM, 4, older), labels=("FE", "WBL", "LR", "ER", "SILR"))


def _learner_rows(people, life, records, shown, p):
    every = np.arange(len(records.row))
    row, place = records.row, records.place
    year = np.array(YEARS)[place]
    begun = records.aims.begun[records.entry]
    kind = life.kind[records.aims.row[records.entry], begun]
    work_based = _any(records, np.isin(kind, (APPRENTICE, TRAINEE)))
    level, full = _levels_of(life, records)
    values = _identity(people, records, "learner", every)
    values["learner_dataset"] = _dataset(work_based, place)
    ethnic = np.array([_ETHNIC[code] for code in ETHNIC_GROUPS])
    need = people.sen[row] > 0
    said = people.draws.uniform("colleges/difficulty", len(YEARS))[row, place]
    unsaid = said > 1 - p["colleges.difficulty_unsaid"]
    says = need & (said < p["colleges.difficulty_said"])
    prior = _prior(people, life, row, place, p)
    return values | {
        "learner_year": Values(place, labels=tuple(map(str, YEARS))),
        "learner_sex": Values((~people.female[row]).astype(np.int64), labels=("F", "M")),
        "learner_ethnicity": Values(
            ethnic[people.ethnic[row], (year >= NEW_FORM).astype(np.int64)]
        ),
        "learner_age": Values(year - people.cohort[row] + 16),
        "learner_difficulty": Values(np.where(unsaid, 9, np.where(says, 1, 2))),
        "learner_prior": Values(prior),
        **{
            f"learner_full_{k}": Values(np.ones(len(row), np.int64), null=~_any(records, takes))
            for k, takes in ((2, full & (level == 2)), (3, full & (level == 3)))
        },
        **{
            f"learner_full_{k}_achieved": Values(
                np.ones(len(row), np.int64), null=~_any(records, takes)
            )
            for k, takes in (
                (2, full & (level == 2) & shown["achieved"]),
                (3, full & (level == 3) & shown["achieved"]),
            )
        },
        "learner_olass": Values(np.full(len(row), 9)),
        "learner_apprentice": Values(_any(records, kind == APPRENTICE).astype(np.int64)),
    }


def _any(records, flag):
    """Whether any row of aims of each learner has the flag."""
    return np.bincount(records.learner, flag, minlength=len(records.row)) > 0


def _levels_of(life, records):
    """Level of each row of aims, and whether it is a full level."""
    table = catalogue.columns()
    aim = records.aims.aim[records.entry]
    at = records.aims.row[records.entry], records.aims.begun[records.entry]
    programme = aim == 0
    level = np.where(programme, life.level[at], table["level"][aim])
    whole = (table["width2"][aim] == 100) | (table["width3"][aim] == 100)
    return level, whole | (programme & (life.kind[at] == APPRENTICE)) | (table["width3"][aim] == 50)


def _prior(people, life, row, place, p):
    """What the learner says they hold: mostly the truth, sometimes not known."""
    said = people.draws.uniform("colleges/prior", len(YEARS))[row, place]
    held = np.array([99, 1, 2, 3, 4])[life.held[row, place]]
    held = np.where((held == 4) & (place + YEARS[0] >= NEW_FORM), 10, held)
    other = np.where(said < 0.5 * p["colleges.prior_unknown"], 98, 97)
    return np.where(said < p["colleges.prior_unknown"], other, held)


def _aim_rows(people, life, records, shown, p):
    aims, entry, learner = records.aims, records.entry, records.learner
    at = aims.row[entry], aims.begun[entry]
    aim, kind, year = aims.aim[entry], life.kind[at], shown["year"]
    values = _identity(people, records, "aim", learner)
    values["aim_dataset"] = _dataset(np.isin(kind, (APPRENTICE, TRAINEE)), shown["place"])
    values |= {"aim_year": Values(year), "aim_sequence": Values(_sequence(records, shown))}
    values |= catalogue.narrow(_programme_columns(people, life, records, shown, at, kind, p))
    values |= catalogue.narrow(_date_columns(people, records, shown, p))
    values |= catalogue.narrow(_funding_columns(people, p, at, kind, year))
    values |= catalogue.narrow(_catalogue_columns(people, life, records, shown, at, p))
    return values | {
        "aim_rank": Values(_rank(records, _levels_of(life, records)[0], aims.start[entry])),
        "aim_grade": _grade(people, records, shown, p),
        "aim_reference": Values(aim, labels=catalogue.columns()["references"]),
        "aim_title": Values(aim, labels=catalogue.columns()["titles"]),
    }


def _place_within(records, keys):
    """Number from 1 of each row of aims among those of its learner, in the order of keys."""
    order = np.lexsort([*reversed(keys), records.learner])
    first = np.concatenate([[True], np.diff(records.learner[order]) > 0]) if len(order) else []
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order)) - start + 1
    return number


def _sequence(records, shown):
    aims, entry = records.aims, records.entry
    return _place_within(records, (aims.begun[entry], aims.number[entry]))


def _rank(records, level, start):
    """Rank of the aims of a learner in a year: higher levels first, then later starts."""
    return _place_within(records, (-level, -start, records.aims.number[records.entry]))


def _programme_columns(people, life, records, shown, at, kind, p):
    """Programme, type of aim and apprenticeship, in the codes of the year."""
    aims, entry, year = records.aims, records.entry, shown["year"]
    level, sector, role = life.level[at], life.sector[at], aims.role[entry]
    app, trainee = kind == APPRENTICE, kind == TRAINEE
    # Standards come in from 2014/15 and take over; a programme keeps what it began as.
    begun = np.array(YEARS)[at[1]]
    shares = p.table("colleges.standards")
    share = np.array([shares.get(year, 0.0) for year in YEARS])[at[1]]
    standard = app & (drawn(people, "standard", at) < share)
    higher = np.where(begun >= 2011, 20, 10)
    programme = np.select(
        [standard, app & (level == 2), app & (level == 3), app, trainee],
        [25, 3, 2, higher, 24],
        np.where(year >= NEW_FORM, -1, 99),
    )
    new = year >= NEW_FORM
    alone = np.where((kind == COURSE) & (aims.number[entry] == 0) & (begun >= 2013), 5, 4)
    form = np.select(
        [role == PROGRAMME, role == COMPONENT],
        [np.where(new, 1, 35), np.where(new, 3, 0)],
        np.where(new, alone, 30),
    )
    framework = np.where(app & ~standard, 400 + sector, -1)
    return {
        "aim_programme_type": Values(programme),
        "aim_type": Values(form, null=form == 0),
        "aim_framework": Values(framework),
        "aim_pathway": Values(np.where(framework > 0, 1 + sector % 4, -1), null=year < 2012),
        "aim_standard": Values(np.where(standard, 1 + sector, -1), null=year < 2014),
        "aim_app": Values((app & (role == PROGRAMME)).astype(np.int64)),
        "aim_framework_app": Values((app & ~standard).astype(np.int64)),
        "aim_standard_app": Values(standard.astype(np.int64)),
        "aim_traineeship": Values(trainee.astype(np.int64), null=year < 2014),
        "aim_old_status": Values(
            np.where(app & shown["completed"], np.where(shown["achieved"], 1, 2), -1),
            null=year > 2007,
        ),
        "aim_levy": Values((app & (begun >= 2017)).astype(np.int64), null=year < 2017),
        "aim_tlevel": Values(np.zeros(len(year), np.int64), null=year < 2020),
        "aim_enrolment": Values((role != COMPONENT).astype(np.int64)),
    }


def _date_columns(people, records, shown, p):
    """Dates and outcome, with the defaults that stand where there is none."""
    aims, entry = records.aims, records.entry
    start, going = aims.start[entry], shown["going"]
    default = _chance(people, "trouble/default_1900", records) < p["trouble.default_1900"]
    gone = going | shown["no_end"]
    later = (30 * _chance(people, "colleges/result", records)).astype(np.int64)
    on = np.where(shown["achieved"], aims.end[entry] + later, NO_DATE)
    return {
        "aim_start": Values(start),
        "aim_planned": Values(aims.planned[entry]),
        "aim_end": Values(aims.end[entry], null=gone),
        "aim_status": Values(shown["status"]),
        "aim_outcome": Values(shown["outcome"]),
        "aim_achieved_on": Values(on, null=~shown["achieved"] & ~default),
        "aim_active": Values(np.ones(len(start), np.int64)),
        "aim_is_start": Values(shown["starts"].astype(np.int64)),
        "aim_is_completion": Values(shown["completed"].astype(np.int64)),
        "aim_is_achievement": Values(shown["achieved"].astype(np.int64)),
        "aim_leaving_month": Values(
            np.where(gone, 50, (_month(aims.end[entry]) + 4) % 12 + 1), null=shown["no_end"]
        ),
        "aim_age": Values(_age(people, aims.row[entry], start)),
    }


def _month(days):
    """Calendar month, 1 to 12, of days since 1970-01-01."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1


def _age(people, row, days):
    """Age in whole years, taking birthdays as the first of the month."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    born = (people.birth_year[row] - 1970) * 12 + people.birth_month[row] - 1
    return (months - born) // 12


def _funding_columns(people, p, at, kind, year):
    """Who pays: the model of funding by age, kind and academic year."""
    age = year - people.cohort[at[0]] + 16
    young = age < 19
    work = np.isin(kind, (APPRENTICE, TRAINEE))
    own = ~young & ~work & (drawn(people, "pays", at) < p["colleges.pays_own"])
    older = np.where(work, 45, np.where(young, 21, 22))
    middle = np.where(young & ~work, 21, np.where(work, 45, 22))
    newer = np.where(work | ~young, 35, 25)
    model = np.where(year >= 2013, newer, np.where(year >= NEW_FORM, middle, older))
    model = np.where(work & (year >= 2017), 81, model)
    model = np.where(own, 99, model)
    source = np.where(own, 998, np.where((model == 25) | (model == 21), 107, 105))
    funded = (~own).astype(np.int64)
    return {
        "aim_funding": Values(model),
        "aim_source_of_funds": Values(source),
        "aim_learner_fund": Values(np.where(own, 9, 1)),
        "aim_aim_fund": Values(np.where(own, 9, 1), null=year < 2009),
        "aim_funded": Values(funded, null=year < 2009),
        "aim_funded_sfr": Values(funded),
        "aim_monitoring": Values(np.full(len(year), -1)),
        "aim_monitoring_3": Values(np.full(len(year), -1), null=year < 2012),
        "aim_monitoring_4": Values(np.full(len(year), -1), null=year < 2013),
        "aim_work_based": Values(work.astype(np.int64), null=year < 2011),
        "aim_classroom": Values((~work).astype(np.int64), null=year < 2011),
        "aim_community": Values(np.zeros(len(year), np.int64), null=year < 2011),
    }


def _catalogue_columns(people, life, records, shown, at, p):
    """What the catalogue says of each aim; a programme takes level and sector from itself."""
    table, aim, year = catalogue.columns(), records.aims.aim[records.entry], shown["year"]
    programme = aim == 0
    level, full = _levels_of(life, records)
    codes = sectors(p)
    sector = np.array([tuple(catalogue.TIER2).index(code) for code in codes])[life.sector[at]]
    app = life.kind[at] == APPRENTICE
    tier2 = np.where(programme, np.where(app, sector, -1), table["tier2"][aim]) + 1
    ones = np.array([0] + [int(code.split(".")[0]) for code in catalogue.TIER2])
    tier1 = ones[tier2]
    in_year = catalogue.listed(people, p)[aim, shown["place"]]
    skill, academic = table["skill"][aim], np.isin(table["width3"][aim], (25, 50))
    fine = catalogue.fine_type(aim)
    code_labels = tuple(map(str, (-2, *_FINE_TYPES)))
    in_words = _chance(people, "trouble/skill_in_words", records) < p["trouble.skill_in_words"]
    which = np.searchsorted([13, 14, 19, 20], fine)
    fine_place = np.where(fine < 0, 0, 1 + which + np.where(in_words, 4, 0))
    widths = {"2": table["width2"][aim], "3": table["width3"][aim]}
    return {
        "aim_level_nvq": Values(np.where(programme, -1, level)),
        "aim_level": Values(level),
        "aim_level_v2": Values(level, null=~in_year),
        "aim_level_v2_latest": Values(level),
        "aim_tier1": Values(tier1, labels=catalogue.tier1_codes()),
        "aim_tier2": Values(tier2, labels=catalogue.tier2_codes()),
        "aim_tier1_words": Values(tier1, labels=("Unknown", *catalogue.TIER1.values())),
        "aim_tier2_words": Values(tier2, labels=("Unknown", *catalogue.TIER2.values())),
        "aim_qualification": Values(
            table["type"][aim], null=programme | ~in_year, labels=table["types"]
        ),
        "aim_width2": Values(widths["2"]),
        "aim_width3": Values(widths["3"]),
        "aim_skill": Values((skill > 0).astype(np.int64)),
        "aim_skill_type": Values(np.where(skill > 0, skill, 9), null=year < 2008),
        "aim_skill_fine_type": Values(fine_place, labels=(*code_labels, *_FINE_TYPES.values())),
        "aim_english_maths": Values((skill > 0).astype(np.int64)),
        "aim_esol": Values(np.zeros(len(aim), np.int64)),
        "aim_full2": Values((full & (level == 2)).astype(np.int64)),
        "aim_full3": Values((full & (level == 3) & ~academic).astype(np.int64)),
        "aim_partial2": Values(np.zeros(len(aim), np.int64)),
        "aim_partial3": Values(academic.astype(np.int64)),
    }


def _grade(people, records, shown, p):
    """Grade of what was achieved: letters at A level, otherwise pass, merit or distinction."""
    table, aim = catalogue.columns(), records.aims.aim[records.entry]
    academic = np.isin(table["width3"][aim], (25, 50))
    graded = np.isin(np.array(table["types"])[table["type"][aim]], ("1423", "1425", "1428", "0006"))
    # The better the results at 16, the better the grade.
    row = records.aims.row[records.entry]
    score = people.attainment[row] + 2 * _chance(people, "colleges/grade", records) - 1
    letter = np.searchsorted([-0.9, -0.3, 0.3, 0.9], score)
    merit = np.searchsorted([0.2, 0.9], score)
    labels = ("", "E", "D", "C", "B", "A", "P", "M", "DI")
    place = np.where(academic, 1 + letter, np.where(graded, 6 + merit, 6))
    place = np.where(shown["achieved"] & (aim > 0), place, 0)
    return Values(place, null=(place == 0) & (shown["year"] >= NEW_FORM), labels=labels)
