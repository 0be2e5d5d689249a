"""The view of learning aims of the Individualised Learner Record."""

import numpy as np

from leo_course.synthesis import alevels, model
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains.colleges import catalogue, ilr
from leo_course.synthesis.domains.colleges.aims import COMPONENT, PROGRAMME, drawn, sectors
from leo_course.synthesis.domains.colleges.choices import APPRENTICE, COURSE, TRAINEE
from leo_course.synthesis.domains.colleges.learning import YEARS
from leo_course.synthesis.domains.colleges.records import NEW_FORM

NO_DATE = int(day(1900, 1, 1))
_FINE_TYPES = {
    13: "Key Skill in Communication",
    14: "Key Skill in Application of Number",
    19: "Functional Skills in Mathematics",
    20: "Functional Skills in English",
}
# Kinds and levels of learning in the grouping of the statistics, with their keys.
_LEARNING = {
    -9.0: "Not assigned",
    0.0: "Other",
    1.0: "Level 1",
    2.0: "Level 1 English & Maths",
    4.0: "Level 2",
    5.0: "Level 2 English & Maths",
    7.1: "Traineeship",
    7.2: "Partial level 2 (towards full)",
    7.3: "Full level 2",
    7.5: "Level 2 Apprenticeship",
    8.0: "Level 3 Other",
    9.0: "Partial level 3 (towards full)",
    9.1: "Full level 3",
    9.5: "Level 3 Apprenticeship",
    10.1: "Level 4",
}


def rows(people, life, records, shown, p):
    """Rows of the view: an aim of a learner in an academic year."""
    values = ilr.identity(people, records, "aim", records.learner)
    values |= {"aim_year": Values(shown.year), "aim_sequence": Values(_sequence(records))}
    for part in (_programme, _dates, _funding, _catalogue):
        values |= catalogue.narrow(part(people, life, records, shown, p))
    start = records.aims.start[records.entry]
    return values | {
        "aim_rank": Values(_rank(records, shown.level, start)),
        "aim_grade": _grade(people, records, shown),
        "aim_reference": Values(shown.aim, labels=catalogue.columns()["references"]),
        "aim_title": Values(shown.aim, labels=catalogue.columns()["titles"]),
    }


def _place_within(records, keys):
    """Number from 1 of each row of aims among those of its learner, in the order of keys."""
    order = np.lexsort([*reversed(keys), records.learner])
    first = np.concatenate([[True], np.diff(records.learner[order]) > 0]) if len(order) else []
    start = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order)) - start + 1
    return number


def _sequence(records):
    aims, entry = records.aims, records.entry
    return _place_within(records, (aims.begun[entry], aims.number[entry]))


def _rank(records, level, start):
    """Rank of the aims of a learner in a year: higher levels first, then later starts."""
    return _place_within(records, (-level, -start, records.aims.number[records.entry]))


def _flag(condition, null=None):
    return Values(condition.astype(np.int64), null=null)


def _technical(shown):
    """Whether each row is part of a T level."""
    numbers = catalogue.t_level_numbers(tuple(catalogue.T_LEVELS))
    return np.isin(shown.aim, numbers)


def _programme(people, life, records, shown, p):
    """Programme, type of aim and apprenticeship, in the codes of the year."""
    entry, at, year = records.entry, shown.at, shown.year
    level, sector = life.level[at].astype(np.int64), life.sector[at].astype(np.int64)
    role, app, trainee = records.aims.role[entry], shown.kind == APPRENTICE, shown.kind == TRAINEE
    # Standards come in from 2014/15 and take over; a programme keeps what it began as.
    begun = np.array(YEARS)[at[1]]
    share = model.of_year(p.table("colleges.standards"), np.array(YEARS))[at[1]]
    standard = app & (begun >= min(p.table("colleges.standards")))
    standard &= drawn(people, "standard", at) < share
    levy = model.of_year(p.table("colleges.levy"), np.array(YEARS))[at[1]]
    levy = app & (begun >= min(p.table("colleges.levy"))) & (drawn(people, "levy", at) < levy)
    technical = _technical(shown)
    higher = np.where(begun >= NEW_FORM, 20, 10)
    programme = np.select(
        [standard, app & (level == 2), app & (level == 3), app, trainee, technical],
        [25, 3, 2, higher, 24, 31],
        np.where(year >= NEW_FORM, -1, 99),
    )
    new = year >= NEW_FORM
    core = (shown.kind == COURSE) & (records.aims.number[entry] == 0) & (begun >= 2013)
    form = np.select(
        [role == PROGRAMME, role == COMPONENT],
        [np.where(new, 1, 35), np.where(new, 3, 0)],
        np.where(new, np.where(core & (begun - people.cohort[at[0]] < 3), 5, 4), 30),
    )
    framework = np.where(app & ~standard, 400 + sector, -1)
    old = np.where(app & shown.completed, np.where(shown.achieved, 1, 2), -1)
    return {
        "aim_programme_type": Values(programme),
        "aim_type": Values(form, null=form == 0),
        "aim_framework": Values(framework),
        "aim_pathway": Values(np.where(framework > 0, 1 + sector % 4, -1), null=year < 2012),
        "aim_standard": Values(np.where(standard, 1 + sector, -1), null=year < 2014),
        "aim_app": _flag(app & (role == PROGRAMME) & (year >= 2004)),
        "aim_framework_app": _flag(app & ~standard),
        "aim_standard_app": _flag(standard),
        "aim_traineeship": _flag(trainee, null=year < 2014),
        "aim_old_status": Values(old, null=year > 2007),
        "aim_levy": _flag(levy, null=year < 2016),
        "aim_tlevel": _flag(technical, null=year < 2020),
        "aim_transition": _flag(np.zeros(len(year), bool), null=year < 2020),
        "aim_enrolment": _flag(role != COMPONENT),
    } | _learning(shown, app, trainee)


def _learning(shown, app, trainee):
    """Level of learning as statistics group it: a key and its words."""
    level, skill = shown.level, catalogue.columns()["skill"][shown.aim] > 0
    apprentice = np.array([0.0, 0.0, 7.5, 9.5, 10.1])[np.clip(level, 0, 4)]
    partial = (catalogue.columns()["width2"] + catalogue.columns()["width3"])[shown.aim] > 0
    third = np.where(shown.full & ~_academic(shown), 9.1, np.where(partial, 9.0, 8.0))
    second = np.where(shown.full, 7.3, np.where(partial, 7.2, np.where(skill, 5.0, 4.0)))
    first = np.where(skill, 2.0, 1.0)
    alone = np.select(
        [level == 1, level == 2, level == 3, level == 4], [first, second, third, 10.1], 0.0
    )
    keys = np.where(trainee, 7.1, np.where(app, apprentice, alone))
    known = np.array(list(_LEARNING))
    return {
        "aim_learning": Values(keys),
        "aim_learning_words": Values(
            np.searchsorted(known, keys - 0.01), labels=tuple(_LEARNING.values())
        ),
    }


def _academic(shown):
    """AS and A levels."""
    return np.isin(catalogue.columns()["width3"][shown.aim], (25, 50))


def _dates(people, life, records, shown, p):
    """Dates, status and outcome, with the defaults that stand where there is none."""
    aims, entry = records.aims, records.entry
    start, end, going = aims.start[entry], aims.end[entry], shown.going
    left = ~going & ~shown.completed
    no_end = left & (ilr.chance(people, "trouble/no_end_date", records) < p["trouble.no_end_date"])
    behind = ilr.chance(people, "trouble/status_behind", records) < p["trouble.status_behind"]
    status = np.where(going | (shown.achieved & behind), 1, np.where(shown.completed, 2, 3))
    one_year = catalogue.columns()["width3"][shown.aim] == 25
    outcome = np.where(shown.achieved, np.where(one_year, 7, 1), np.where(going, 9, 3))
    default = ilr.chance(people, "trouble/default_1900", records) < p["trouble.default_1900"]
    gone = going | no_end
    later = (30 * ilr.chance(people, "colleges/result", records)).astype(np.int64)
    on = np.where(shown.achieved, end + later, NO_DATE)
    opens = np.array([int(day(year, 8, 1)) for year in YEARS])[shown.place]
    month = np.where(gone, 50, (_month(end) + 4) % 12 + 1)
    programme = life.start[shown.at]
    return {
        "aim_start": Values(start),
        "aim_planned": Values(aims.planned[entry]),
        "aim_end": Values(end, null=gone),
        "aim_status": Values(status),
        "aim_outcome": Values(outcome),
        "aim_achieved_on": Values(on, null=~shown.achieved & ~default),
        "aim_active": Values(np.ones(len(start), np.int64)),
        "aim_is_start": _flag(start >= opens),
        "aim_is_completion": _flag(shown.completed),
        "aim_is_achievement": _flag(shown.achieved),
        "aim_leaving_month": Values(month, null=no_end | (shown.year < 2004)),
        "aim_age": Values(_age(people, aims.row[entry], start)),
        "aim_programme_age": Values(
            _age(people, aims.row[entry], programme), null=shown.year < 2013
        ),
    }


def _month(days):
    """Calendar month, 1 to 12, of days since 1970-01-01."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1


def _age(people, row, days):
    """Age in whole years, taking birthdays as the first of the month."""
    months = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    born = (people.birth_year[row] - 1970) * 12 + people.birth_month[row] - 1
    return (months - born) // 12


def _funding(people, life, records, shown, p):
    """Who pays: the model of funding by age, kind and academic year."""
    year = shown.year
    young = year - people.cohort[shown.at[0]] + 16 < 19
    work = np.isin(shown.kind, (APPRENTICE, TRAINEE))
    none = shown.own | shown.loan
    older = np.where(work, 45, np.where(young, 21, 22))
    newer = np.where(work | ~young, 35, 25)
    funding = np.where(year >= 2013, newer, older)
    # Apprenticeships begun since the levy are paid under a model of their own.
    since = np.array(YEARS)[shown.at[1]] >= 2017
    funding = np.where((shown.kind == APPRENTICE) & since, 81, funding)
    funding = np.where(none, 99, funding)
    source = np.where(none, 998, np.where((funding == 25) | (funding == 21), 107, 105))
    who = np.where(shown.loan, 3, np.where(shown.own, 9, 1))
    return {
        "aim_funding": Values(funding),
        "aim_source_of_funds": Values(source),
        "aim_learner_fund": Values(who),
        "aim_aim_fund": Values(who, null=year < 2009),
        "aim_funded": _flag(~shown.own, null=year < 2009),
        "aim_funded_sfr": _flag(~shown.own),
        "aim_monitoring": Values(np.full(len(year), -1)),
        "aim_monitoring_3": Values(np.full(len(year), -1), null=year < 2012),
        "aim_monitoring_4": Values(np.full(len(year), -1), null=year < 2013),
        "aim_olass": Values(np.full(len(year), 9), null=year < 2012),
        "aim_workplace": _flag(np.zeros(len(year), bool), null=(year < 2013) | (year > 2015)),
        "aim_work_based": _flag(work, null=year < NEW_FORM),
        "aim_classroom": _flag(~work, null=year < NEW_FORM),
        "aim_community": _flag(np.zeros(len(year), bool), null=year < NEW_FORM),
    }


def _catalogue(people, life, records, shown, p):
    """What the catalogue says of each aim; a programme takes level and sector from itself."""
    table, aim, year, level = catalogue.columns(), shown.aim, shown.year, shown.level
    programme, academic = aim == 0, _academic(shown)
    codes = sectors(p)
    sector = np.array([tuple(catalogue.TIER2).index(code) for code in codes])[life.sector[shown.at]]
    app = shown.kind == APPRENTICE
    tier2 = np.where(programme, np.where(app, sector, -1), table["tier2"][aim]) + 1
    tier1 = np.array([0] + [int(code.split(".")[0]) for code in catalogue.TIER2])[tier2]
    in_year = catalogue.listed(people, p)[aim, shown.place]
    skill, full = table["skill"][aim], shown.full
    early = year < 2004
    fine = catalogue.fine_type(aim)
    in_words = ilr.chance(people, "trouble/skill_in_words", records) < p["trouble.skill_in_words"]
    which = np.searchsorted([13, 14, 19, 20], fine)
    fine_place = np.where(fine < 0, 0, 1 + which + np.where(in_words, 4, 0))
    fine_labels = (*map(str, (-2, *_FINE_TYPES)), *_FINE_TYPES.values())
    return {
        "aim_level_nvq": Values(np.where(programme, -1, level)),
        "aim_level": Values(level),
        "aim_level_v2": Values(level, null=~in_year | early),
        "aim_level_v2_latest": Values(level),
        "aim_tier1": Values(tier1, null=early, labels=catalogue.tier1_codes()),
        "aim_tier2": Values(tier2, null=early, labels=catalogue.tier2_codes()),
        "aim_tier1_words": Values(tier1, labels=("Unknown", *catalogue.TIER1.values())),
        "aim_tier2_words": Values(tier2, labels=("Unknown", *catalogue.TIER2.values())),
        "aim_qualification": Values(
            table["type"][aim], null=programme | ~in_year, labels=table["types"]
        ),
        "aim_width2": Values(table["width2"][aim], null=year < 2007),
        "aim_width3": Values(table["width3"][aim], null=year < 2007),
        "aim_skill": _flag(skill > 0),
        "aim_skill_type": Values(np.where(skill > 0, skill, 9), null=year < 2008),
        "aim_skill_fine_type": Values(fine_place, null=early, labels=fine_labels),
        "aim_english_maths": _flag(skill > 0),
        "aim_esol": Values(np.zeros(len(aim), np.int64)),
        "aim_full2": _flag(full & (level == 2)),
        "aim_full3": _flag(full & (level == 3) & ~academic),
        "aim_partial2": Values(np.zeros(len(aim), np.int64)),
        "aim_partial3": _flag(academic),
    }


def _grade(people, records, shown):
    """Grade of what was achieved: letters at A level, otherwise pass, merit or distinction.

    A levels and the diplomas of 16 to 18 have the grades of Key Stage 5.
    """
    table = catalogue.columns()
    graded = np.isin(
        np.array(table["types"])[table["type"][shown.aim]], ("1423", "1425", "1428", "0006")
    )
    # The better the results at 16, the better the grade.
    row, points = records.aims.row[records.entry], records.aims.points[records.entry]
    score = people.attainment[row] + 2 * ilr.chance(people, "colleges/grade", records) - 1
    merit = np.where(graded, np.searchsorted([0.2, 0.9], score), 0)
    labels = ("", "P", "M", "DI", *alevels.GRADES, *alevels.DIPLOMAS)
    letters = 4 + np.maximum(points, 0)
    place = np.select([_academic(shown), points >= 0], [letters, letters + 7], 1 + merit)
    place = np.where(shown.achieved & (shown.aim > 0), place, 0)
    return Values(place, null=(place == 0) & (shown.year >= NEW_FORM), labels=labels)
