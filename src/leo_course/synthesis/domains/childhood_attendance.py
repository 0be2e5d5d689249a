"""Absence from school by term, and exclusions, from the termly school census."""

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.domains import childhood_places as places
from leo_course.synthesis.model import ETHNIC_GROUPS, SEN
from leo_course.synthesis.streams import choose, exp, log, logistic

YEARS_OF_ABSENCE = range(2006, 2020)  # views of the extract; those without anybody are not made
YEARS_OF_OLD_FORMAT = range(2003, 2006)
YEARS_OF_EXCLUSION = range(2006, 2021)
TERMS = ("autumn", "spring", "summer")
TERM_NAMES = ("Autumn", "Spring", "Summer")
REASONS = ("i", "m", "h", "c", "g", "o")  # illness, medical, holiday, other; holiday, other
REPEATS = 12  # exclusions of a pupil in a year that Table 3 has columns for


def observe(people, keys, p):
    """Rows of absence and of two tables of exclusions, by year."""
    for year in absence_years():
        yield ("NPD_I2", "absence", year), absence(people, keys, p, year)
    for year in exclusion_years():
        each, wide = exclusions(people, keys, p, year)
        yield ("NPD_I2", "exclusions_table_1", year), each
        yield ("NPD_I2", "exclusions_table_3", year), wide
    for year in YEARS_OF_OLD_FORMAT:
        if any(7 <= 11 + year - c <= 11 for c in model.COHORTS):
            yield ("NPD_I2", "exclusions", year), permanent_exclusions(people, keys, p, year)


def absence_years():
    """Years in which a cohort is of compulsory age in a secondary school."""
    return [y for y in YEARS_OF_ABSENCE if any(7 <= 11 + y - c <= 11 for c in model.COHORTS)]


def exclusion_years():
    return [y for y in YEARS_OF_EXCLUSION if any(7 <= 11 + y - c <= 12 for c in model.COHORTS)]


def absence_odds(people, p, year):
    """Log odds of missing a session in an academic year."""
    table = p.table("absence.year_group")
    group = np.clip(places.nc_year(people, year), min(table), max(table))
    by_group = np.array([table[g] for g in sorted(table)])[group - min(table)]
    calendar = p.table("absence.calendar")
    passing = people.draws.normal(f"childhood/absence {year}")
    return (
        people.lives["childhood"].absent
        + by_group
        + calendar[min(max(year, min(calendar)), max(calendar))]
        + p["absence.passing"] * passing
    )


def _missed(people, p, year):
    """Sessions possible, and missed with and without leave, each (people, terms)."""
    draws, child = people.draws, people.lives["childhood"]
    sessions = p["absence.sessions"]
    possible = np.empty((len(people.person), len(TERMS)), dtype=np.int64)
    for place, term in enumerate(TERMS):
        possible[:, place] = sessions[term]
    possible[places.nc_year(people, year) == 11, 2] = sessions["summer_11"]
    term = p["absence.term"] * draws.normal(f"childhood/absence terms {year}", len(TERMS))
    rate = logistic(absence_odds(people, p, year)[:, None] + term)
    spread = np.sqrt(p["absence.spells"] * possible * rate * (1 - rate))
    # A gamma would be right-skewed; the square of a normal around its root is, too, and never < 0.
    root = np.sqrt(possible * rate) + spread / (2 * np.sqrt(possible * rate)) * draws.normal(
        f"childhood/sessions missed {year}", len(TERMS)
    )
    missed = np.where(root > 0, root * root, 0.0)
    missed = np.minimum(np.rint(missed), possible).astype(np.int64)
    odds = (
        p["absence.unauthorised_centre"]
        + p["absence.unauthorised_disengaged"] * child.disengaged
        + p["absence.unauthorised_hardship"] * people.hardship
    )
    share = logistic(odds)[:, None]
    chance = draws.uniform(f"childhood/unauthorised {year}", len(TERMS))
    without = np.floor(missed * share + chance).astype(np.int64)
    without = np.minimum(without, missed)
    return possible, missed - without, without


def absence(people, keys, p, year):
    """Rows of the absence view: one for each pupil and school."""
    draws = people.draws
    here = places.in_state_school(people, year) & (places.nc_year(people, year) >= 7)
    main = np.flatnonzero(here)
    twice = draws.uniform(f"childhood/two schools {year}")[main] < p["trouble.absence_two_schools"]
    twice &= people.sector[main] == model.STATE
    rows = np.concatenate([main, main[twice]])
    second = np.arange(len(rows)) >= len(main)
    split = np.concatenate([twice, np.ones(int(twice.sum()), bool)])
    part = draws.uniform(f"childhood/part of year {year}")[rows]
    part = np.where(split, np.where(second, part, 1 - part), 1.0)
    school = places.school_of(people, year, p)[rows]
    chance = draws.uniform(f"childhood/other school {year}")[rows]
    school = np.where(second, places.another(people, school, chance, p), school)
    counts = _of_rows(people, p, year, rows, part, second, split)
    return (
        places.school_names(people, rows, school, p, "ab")
        | places.demography(people, rows)
        | _characteristics(people, rows, year, "ab")
        | counts
        | {
            "ab_pmr": places.pmr(people, keys, rows, year + 1),
            "ab_academic_year": places.academic_year(people, year, rows),
            "ab_nc_year": Values(
                places.nc_year(people, year)[rows] - 7, labels=("7", "8", "9", "10", "11")
            ),
            "ab_enrol_status": constant("C", len(rows)),
        }
    )


def _of_rows(people, p, year, rows, part, second, split):
    """Counts of each row; a pupil of two schools has some of each term at either."""
    whole = _missed(people, p, year)

    def share(counts):
        first = np.rint(counts[rows] * (1 - np.where(second, part, 1 - part))[:, None])
        first = first.astype(np.int64)
        return np.where(
            split[:, None], np.where(second[:, None], counts[rows] - first, first), counts[rows]
        )

    possible, authorised, unauthorised = (share(counts) for counts in whole)
    over = np.maximum(authorised + unauthorised - possible, 0)
    take = np.minimum(over, authorised)
    authorised, unauthorised = authorised - take, unauthorised - (over - take)
    overall = authorised + unauthorised
    values = {}
    kinds = {
        "possible": possible,
        "authorised": authorised,
        "unauthorised": unauthorised,
        "overall": overall,
    }
    for name, counts in kinds.items():
        for place, term in enumerate(TERMS):
            values[f"ab_{name}_{term}"] = Values(counts[:, place])
        values[f"ab_{name}_annual"] = Values(counts.sum(axis=1))
    for place, term in enumerate(TERMS):
        ill = np.rint(p["absence.illness"] * authorised[:, place]).astype(np.int64)
        rest = authorised[:, place] - ill
        holiday = np.floor(p["absence.holiday"] * rest + 0.5).astype(np.int64)
        medical = (rest - holiday) // 2
        away = np.floor(p["absence.unagreed"] * unauthorised[:, place]).astype(np.int64)
        parts = (ill, medical, holiday, rest - holiday - medical, away)
        parts = (*parts, unauthorised[:, place] - away)
        for reason, counts in zip(REASONS, parts, strict=True):
            values[f"ab_reason_{reason}_{term}"] = Values(counts)
    total, missed = possible.sum(axis=1), overall.sum(axis=1)
    values["ab_persistent"] = Values((5 * missed >= total).astype(np.int64))
    return values


def _characteristics(people, rows, year, prefix):
    """What both sets of views carry over from the census."""
    major = np.array(
        [
            {"W": 0, "M": 1, "A": 2, "B": 3}.get(
                code[0] if code not in ("CHNE", "NOBT", "REFU", "OOTH") else "",
                {"CHNE": 4, "OOTH": 5}.get(code, 6),
            )
            for code in ETHNIC_GROUPS
        ]
    )
    minor = people.ethnic[rows]
    names = ("WHIT", "MIXD", "ASIA", "BLAC", "CHIN", "AOEG", "UNCL")
    return {
        f"{prefix}_fsm": Values(places.fsm(people, year)[rows].astype(np.int64)),
        f"{prefix}_sen": Values(people.sen[rows], labels=SEN),
        f"{prefix}_ethnic_minor": Values(minor, labels=ETHNIC_GROUPS),
        f"{prefix}_ethnic_major": Values(major[minor], labels=names),
        f"{prefix}_language_major": Values(
            people.other_language[rows].astype(np.int64), labels=("1_ENG", "2_OTH")
        ),
    }


def number_excluded(people, p, year):
    """Exclusions of each pupil in an academic year, and whether the last is permanent."""
    child, draws = people.lives["childhood"], people.draws
    table = p.table("exclusion.year_group")
    group = places.nc_year(people, year)
    known = (group >= min(table)) & (group <= max(table))
    by_group = np.array([table[g] for g in sorted(table)])[np.clip(group, 7, max(table)) - 7]
    mean = exp(child.temper + by_group)
    # Each exclusion makes another more likely: a geometric number with this mean.
    chance = draws.uniform(f"childhood/excluded {year}")
    ratio = mean / (1 + mean)
    number = np.floor(log(1.0 - chance) / log(ratio)).astype(np.int64)
    here = known & (people.sector != model.INDEPENDENT)
    stays = draws.normal("school/sixth") + p["school.sixth_form_centre"]
    stays = stays + p["school.sixth_form_attainment"] * people.attainment > 0
    here &= (group <= 11) | stays
    number = np.where(here, np.minimum(number, min(p["exclusion.most"], REPEATS)), 0)
    never = log(1.0 - p["exclusion.permanent"])
    stayed = exp(never * number)
    permanent = draws.uniform(f"childhood/permanent {year}") >= stayed
    return number, permanent & (number > 0)


def exclusions(people, keys, p, year):
    """Rows of Table 1, one for each exclusion, and of Table 3, one for each pupil."""
    number, permanent = number_excluded(people, p, year)
    pupils = np.flatnonzero(number)
    count = number[pupils]
    details = _details(people, p, year, pupils, count, permanent[pupils])
    rows = np.repeat(np.arange(len(pupils)), count)
    which = np.arange(len(rows)) - np.repeat(np.cumsum(count) - count, count)
    # An exclusion that two censuses collected stands twice.
    copied = people.draws.uniform(f"childhood/exclusion twice {year}", REPEATS)[pupils]
    again = np.flatnonzero(copied[rows, which] < p["trouble.exclusion_twice"])
    first = len(rows)
    rows, which = np.concatenate([rows, rows[again]]), np.concatenate([which, which[again]])
    each = _about(people, keys, p, year, pupils[rows]) | {
        f"ex_{name}": Values(
            values[rows, which],
            null=(values[rows, which] < 0) if name == "sessions" else None,
            labels=labels,
        )
        for name, (values, labels) in details.items()
    }
    each["ex_number"] = Values(which)
    second = np.arange(len(rows)) >= first
    permanent_row = details["category"][0][rows, which] == 2
    each["ex_perm_duplicate"] = Values((second & permanent_row).astype(np.int64))
    reported = (details["term"][0][rows, which] + 1 + second) % len(TERM_NAMES)
    each["ex_reporting_term"] = Values(reported, labels=TERM_NAMES)
    wide = _about(people, keys, p, year, pupils)
    fixed = details["category"][0] == 0
    there = np.arange(REPEATS) < count[:, None]
    lengths = np.where(fixed & there, details["sessions"][0], 0)
    wide["ex_total_fixed"] = Values((fixed & there).sum(axis=1))
    wide["ex_total_sessions"] = Values(lengths.sum(axis=1))
    wide["ex_permanent"] = Values(permanent[pupils].astype(np.int64))
    for name, (values, labels) in details.items():
        for place in range(REPEATS):
            empty = ~there[:, place]
            if name == "sessions":
                empty = empty | (values[:, place] < 0)
            wide[f"ex_{name}_{place + 1}"] = Values(values[:, place], empty, labels)
    return each, wide


def permanent_exclusions(people, keys, p, year):
    """Rows of the old format, which holds permanent exclusions alone."""
    number, permanent = number_excluded(people, p, year)
    pupils = np.flatnonzero(permanent)
    last = number[pupils] - 1
    start = _details(people, p, year, pupils, number[pupils], permanent[pupils])["start"][0]
    return _about(people, keys, p, year, pupils) | {
        "ex_start": Values(start[np.arange(len(pupils)), last]),
        "ex_permanent": Values(np.ones(len(pupils), np.int64)),
    }


def _details(people, p, year, pupils, count, permanent):
    """Category, reason, start, sessions and term of the exclusions of each pupil, in order."""
    draws = people.draws

    def drawn(name):
        return draws.uniform(f"childhood/exclusion {name} {year}", REPEATS)[pupils]

    there = np.arange(REPEATS) < count[:, None]
    first, days = int(day(year - 1, 9, 4)), int(day(year, 7, 20)) - int(day(year - 1, 9, 4))
    start = np.where(there, np.floor(drawn("start") * days), 10**6).astype(np.int64)
    start = first + np.sort(start, axis=1)
    weekday = (start + 3) % 7  # 0 is Monday
    start = np.where(weekday > 4, start - (weekday - 4), start)
    last = np.arange(REPEATS) == (count - 1)[:, None]
    lunch = drawn("lunch") < p["exclusion.lunch"]
    category = np.where(last & permanent[:, None], 2, np.where(lunch, 1, 0))
    lengths = np.array([int(n) for n in p["exclusion.sessions"]])
    sessions = lengths[choose(drawn("length"), list(p["exclusion.sessions"].values()))]
    sessions = np.where(category == 2, -1, np.where(category == 1, 1, sessions))
    reasons = tuple(p["exclusion.reasons"])
    reason = choose(drawn("reason"), list(p["exclusion.reasons"].values()))
    term = np.searchsorted([int(day(year, 1, 1)), int(day(year, 4, 8))], start, side="right")
    return {
        "category": (category, ("FIXD", "LNCH", "PERM")),
        "reason": (reason, reasons),
        "start": (start, None),
        "sessions": (sessions, None),
        "term": (term, TERM_NAMES),
    }


def _about(people, keys, p, year, rows):
    school = places.school_of(people, year, p)[rows]
    return (
        places.school_names(people, rows, school, p, "ex")
        | places.demography(people, rows)
        | _characteristics(people, rows, year, "ex")
        | {
            "ex_pmr": places.pmr(people, keys, rows, year),
            "ex_academic_year": places.academic_year(people, year, rows),
            "ex_enrol_status": constant("C", len(rows)),
        }
    )
