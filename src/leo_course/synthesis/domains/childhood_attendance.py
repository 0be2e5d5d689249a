"""Absence from school by term and reason, from the termly school census."""

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import childhood_exclusions as exclusions
from leo_course.synthesis.domains import childhood_homes as homes
from leo_course.synthesis.domains import childhood_pupils as pupils
from leo_course.synthesis.domains import schools
from leo_course.synthesis.model import ETHNIC_GROUPS, of_year
from leo_course.synthesis.streams import logistic

YEARS_OF_ABSENCE = (*range(2006, 2020), 2021)  # that of 2019/20 is not shared
SECONDARY_ALONE = 2006  # the first year, before primary and special schools
SPECIAL_BY_TERM = 2017  # until then special schools gave one count for the whole year
PANDEMIC = 2021
TERMS = ("autumn", "spring", "summer", "summer6")  # the last is the half-term after May
AUTHORISED, UNAUTHORISED = "imrsthfec", "guon"
ATTENDED = ("b", "d", "j", "l", "p", "v", "w")  # codes that are no absence, shared from 2020/21


def observe(people, keys, p):
    """Rows of absence and of exclusions, year by year."""
    for year in range(exclusions.YEARS_OF_OLD_FORMAT[0], model.COHORTS[-1] + 1):
        happened = exclusions.happen(people, p, year)
        if year in YEARS_OF_ABSENCE:
            yield ("NPD_I2", "absence", year), absence(people, keys, p, year, happened)
        yield from exclusions.observe(people, keys, p, year, happened)


# ---------------------------------------------------------------------------------- what is true


def absence_odds(people, p, year):
    """Log odds of missing a session in an academic year."""
    child, group = people.lives["childhood"], schools.nc_year(people, year)
    moment = np.array([year])
    primary = group <= schools.LAST_PRIMARY_YEAR
    phases = [of_year(p.table(f"absence.calendar_{s}"), moment) for s in ("primary", "secondary")]
    hardship, base = p.table("absence.hardship"), np.array([p["absence.base_year"]])
    more = of_year(hardship, moment) - of_year(hardship, base)
    return (
        child.absent
        + more * people.hardship
        # Disengagement shows in secondary school; the lasting part has the effect in Year 9.
        + (of_year(p.table("absence.disengaged"), group) - p["absence.disengaged"]["9"])
        * child.disengaged
        + of_year(p.table("absence.year_group"), group)
        + np.where(primary, *phases)
        + p["absence.special_school"] * (people.sector == model.SPECIAL)
        + p["absence.passing"] * people.draws.normal(f"childhood/absence {year}")
    )


def sessions_possible(people, p, year):
    """Sessions open to each pupil by term; days of term differ a little between authorities."""
    sessions = p["absence.sessions"]
    per = len(TERMS)
    possible = np.empty((len(people.person), per), dtype=np.int16)
    spread = 2 * p["absence.sessions_vary"] + 1
    for place, term in enumerate(TERMS):
        chance = people.draws.uniform_of(f"childhood/days of term {year}", people.la * per + place)
        vary = np.floor(chance * spread) - p["absence.sessions_vary"]
        possible[:, place] = sessions[term] + vary
    oldest = schools.nc_year(people, year) == 11
    possible[oldest, 2] = sessions["summer_11"]
    possible[oldest, 3] = 0
    return possible


def kept_away(people, p, year, possible):
    """Sessions in 2020/21 in which a pupil was kept away because of the pandemic, by term.

    In the spring schools were closed to all but the vulnerable and some others.
    """
    draws = people.draws
    share = np.array([p["absence.kept_away"][term] for term in TERMS])
    spread = draws.uniform(f"childhood/kept away {year}", len(TERMS)) * 2
    share = np.minimum(share * spread, 0.6)
    attends = draws.happens("childhood/attends in lockdown", p["absence.attends_in_lockdown"])
    attends |= (people.sen == 3) | homes.in_need(people, homes.LOCKDOWN)
    share[:, 1] = np.where(attends, p["absence.closed_vulnerable"], p["absence.closed"])
    return np.floor(possible * share).astype(np.int16)


def missed(people, p, year, open_, lost):
    """Sessions missed by reason: ``{letter: (people, terms)}``, of ``open_`` ones."""
    draws, child = people.draws, people.lives["childhood"]
    per = len(TERMS)
    term = p["absence.term"] * draws.normal(f"childhood/absence terms {year}", per)
    odds = absence_odds(people, p, year)[:, None] + term
    if year == PANDEMIC:
        odds = odds + np.array([p["absence.terms_2021"][term] for term in TERMS])
    rate, some = logistic(odds), np.maximum(open_, 1)
    mean = some * rate
    # A gamma would be right-skewed; the square of a normal around its root is, too, and never < 0.
    spread = np.sqrt(p["absence.spells"] * mean * (1 - rate)) / (2 * np.sqrt(mean))
    root = np.sqrt(mean) + spread * draws.normal(f"childhood/sessions missed {year}", per)
    count = np.where(root > 0, root * root, 0.0)
    count = np.minimum(np.rint(count), open_).astype(np.int16)
    share = logistic(
        of_year(p.table("absence.unauthorised"), np.array([year]))
        + p["absence.unauthorised_disengaged"] * child.disengaged
        + p["absence.unauthorised_hardship"] * people.hardship
    )
    chance = draws.uniform(f"childhood/unauthorised {year}", per)
    without = np.minimum(np.floor(count * share[:, None] + chance), count).astype(np.int16)
    # Exclusions come on top of what would have been missed, as far as there are sessions.
    excluded = np.minimum(lost, open_ - count)
    by_reason = _authorised(people, p, year, count - without)
    return by_reason | {"e": excluded} | _unauthorised(people, p, year, without)


def _shared(people, name, counts, shares, rest):
    """Counts cut into parts by shares, of people and terms; what is left over is ``rest``."""
    chance = people.draws.uniform(name, len(TERMS))
    left, parts = counts.copy(), {}
    for number, (letter, share) in enumerate(shares.items()):
        # One draw serves all letters: moved around the circle it is as good as another.
        turned = chance + 0.382 * number
        turned = turned - np.floor(turned)
        part = np.minimum(np.floor(counts * share + turned), left).astype(np.int16)
        parts[letter] = part
        left = left - part
    return parts | {rest: left}


def _authorised(people, p, year, counts):
    group, moment = schools.nc_year(people, year)[:, None], np.array([year])
    table = p["absence.reasons"]
    traveller = np.isin(people.ethnic, [ETHNIC_GROUPS.index(c) for c in ("WIRT", "WROM")])
    faith = np.array([p["absence.religion"].get(c, 0.0) for c in ETHNIC_GROUPS])[people.ethnic]
    holiday = of_year(p.table("absence.holiday_agreed"), moment)
    holiday = holiday * np.where(group <= schools.LAST_PRIMARY_YEAR, 1.0, table["h_secondary"])
    leave = (group == 11) * of_year(p.table("absence.study_leave"), moment)
    shares = {
        "m": table["m"],
        "c": table["c"],
        "h": holiday,
        "f": table["f"] if year <= 2014 else 0.0,
        "r": faith[:, None],
        "t": (table["t"] * traveller)[:, None],
        "s": leave * np.array([0.0, 0.3, 1.0, 0.0]),
    }
    return _shared(people, f"childhood/leave given {year}", counts, shares, "i")


def _unauthorised(people, p, year, counts):
    group, table = schools.nc_year(people, year)[:, None], p["absence.reasons"]
    holiday = of_year(p.table("absence.holiday_refused"), np.array([year]))
    holiday = holiday * np.where(group <= schools.LAST_PRIMARY_YEAR, 1.0, table["g_secondary"])
    shares = {"g": holiday, "u": table["u"], "n": table["n"]}
    return _shared(people, f"childhood/leave not given {year}", counts, shares, "o")


# --------------------------------------------------------------------------------- its records


def absence(people, keys, p, year, happened):
    """Rows of the absence view: one for each pupil and school."""
    draws, group = people.draws, schools.nc_year(people, year)
    # Nobody in Reception has to attend yet.
    here = schools.in_state_school(people, year) & (schools.nc_year(people, year) >= 1)
    if year == SECONDARY_ALONE:
        here &= (group > schools.LAST_PRIMARY_YEAR) & (people.sector == model.STATE)
    main = np.flatnonzero(here)
    number = np.zeros(len(people.person), np.int64)
    number[happened.pupils] = happened.there.sum(axis=1)
    moves, cut = exclusions.leaves_school(people, p, year, number)
    twice = main[moves[main]]
    rows = np.concatenate([main, twice])
    second = np.arange(len(rows)) >= len(main)
    split = moves[rows]
    kind = draws.uniform(f"childhood/kind of second school {year}")
    dual = (kind < p["absence.dual"])[rows] & split
    school = schools.school_of(people, year, p)[rows]
    chance = draws.uniform(f"childhood/other school {year}")[rows]
    school = np.where(second, schools.another(people, school, chance, p), school)
    status = np.where(dual, np.where(second, 2, 1), 0)
    part = _part_of_terms(p, cut[rows], split, second, dual)
    on_roll = _on_roll(part, split)
    return (
        schools.school_names(people, rows, school, p, "ab")
        | schools.demography(people, rows)
        | pupils.characteristics(people, p, rows, year, "ab")
        | _counts(people, p, year, rows, school, part, happened)
        | on_roll
        | {
            "ab_pmr": schools.pmr(people, keys, rows, year),
            "ab_academic_year": schools.academic_year(people, year, rows),
            "ab_enrol_status": Values(status, labels=("C", "M", "S")),
            "ab_main": Values((~second).astype(np.int16)),
            "ab_ever_fsm_6": Values(pupils.ever_fsm_6(people, p, rows, year).astype(np.int16)),
            "ab_phase": Values(_phase(people, rows, group), labels=("PS", "SS", "SP")),
            "ab_class_type": Values(np.zeros(len(rows), np.int16), labels=("O",)),
            "ab_data_collection": Values(np.zeros(len(rows), np.int16), labels=("Census",)),
            "ab_after_care": _after_care(people, rows, year),
        }
    )


def _phase(people, rows, group):
    special = (people.sector[rows] == model.SPECIAL) & (group[rows] > schools.LAST_PRIMARY_YEAR)
    return np.where(special, 2, np.where(group[rows] > schools.LAST_PRIMARY_YEAR, 1, 0))


def _after_care(people, rows, year):
    """How a child ceased to be looked after, if for good and by the spring of the year."""
    kind = homes.left_care_for(people, int(homes.day(year, 1, 17)))[rows]
    return Values(kind, labels=homes.AFTER_CARE)


def _part_of_terms(p, cut, split, second, dual):
    """Share of each term, (rows, terms), that belongs to the school of the row."""
    sessions = p["absence.sessions"]
    lengths = np.array([sessions[term] for term in TERMS], dtype=np.float64)
    ends = np.cumsum(lengths) / lengths.sum()
    begins = ends - lengths / lengths.sum()
    earlier = np.clip((cut[:, None] - begins) / (ends - begins), 0.0, 1.0)
    earlier = np.where(dual[:, None], p["absence.dual_part"], earlier)
    part = np.where(second[:, None], earlier, 1 - earlier)
    return np.where(split[:, None], part, 1.0)


def _on_roll(part, split):
    """Whether each census found the pupil on the roll: in spring, in summer, in the autumn."""
    found = {}
    for number, (now, before) in enumerate(((1, 0), (2, 1), (0, 0)), start=1):
        gone = split & (part[:, now] == 0)
        never = gone & ((part[:, before] == 0) | (now == 0))
        found[f"ab_on_roll_{number}"] = Values((~gone).astype(np.int16), null=never)
        found[f"ab_source_{number}"] = Values(
            gone.astype(np.int16), never, ("PupilsOnRoll", "PupilsNoLongerOnRoll")
        )
    return found


def _counts(people, p, year, rows, school, part, happened):
    """Sessions possible and missed in each row, by term and in all, and by reason."""
    draws, per = people.draws, len(TERMS)
    possible = sessions_possible(people, p, year)
    lost = exclusions.sessions_lost(people, p, year, happened, per)
    away = np.zeros_like(possible)
    if year == PANDEMIC:
        away = kept_away(people, p, year, possible)
    reasons = missed(people, p, year, possible - away, lost)
    here = {letter: _split(counts[rows], part) for letter, counts in reasons.items()}
    away_here = _split(away[rows], part)
    with_leave = sum(here[letter] for letter in AUTHORISED)
    without = sum(here[letter] for letter in UNAUTHORISED)
    # No row has fewer sessions than it has reasons for, and the two rows of a pupil add up.
    low = with_leave + without + away_here
    of_all = sum(reasons.values())[rows] + away[rows]
    open_ = np.clip(np.rint(possible[rows] * part), low, possible[rows] - of_all + low)
    open_ = np.where(part < 1, open_, possible[rows]).astype(np.int16)
    empty = draws.uniform(f"childhood/no sessions {year}")[rows] < p["trouble.absence_no_sessions"]
    keep = (~empty)[:, None]
    counts = {"possible": open_ * keep, "authorised": with_leave * keep}
    counts |= {"unauthorised": without * keep, "overall": (with_leave + without) * keep}
    here = {letter: values * keep for letter, values in here.items()}
    if year == PANDEMIC:
        here |= _attended(people, p, year, rows, counts, away_here * keep)
    annual = _annual(people, rows, year)
    number = schools.nc_year(people, year)[rows]
    no_reasons = _totals_alone(people, p, year, rows, school)
    return (
        _terms(counts, here, annual, no_reasons, number)
        | _whole_year(counts, here, annual, no_reasons)
        | _persistent(p, counts)
    )


def _split(counts, part):
    return np.where(part < 1, np.rint(counts * part), counts).astype(np.int16)


def _annual(people, rows, year):
    """Rows of special schools in the years in which these gave no terms."""
    special = people.sector[rows] == model.SPECIAL
    secondary = schools.nc_year(people, year)[rows] > schools.LAST_PRIMARY_YEAR
    return special & secondary & (year < SPECIAL_BY_TERM)


def _totals_alone(people, p, year, rows, school):
    """Rows of schools that sent how much was missed with and without leave, and no reasons."""
    number = people.la[rows] * (p["place.state_schools_per_la"] + 2 + p["childhood.primaries"])
    chance = people.draws.uniform_of(f"childhood/totals alone {year}", number + school)
    return chance < p["trouble.absence_totals_only"]


def _terms(counts, reasons, annual, no_reasons, number):
    values = {}
    for place, term in enumerate(TERMS):
        # The weeks after May are not collected for pupils of Year 11, who have left by then.
        null = annual | (number == 11) if term == "summer6" else annual
        for name, one in counts.items():
            values[f"ab_{name}_{term}"] = Values(one[:, place], null=null)
        for letter, one in reasons.items():
            values[f"ab_reason_{letter}_{term}"] = Values(one[:, place], null=null | no_reasons)
        flag = Values(no_reasons.astype(np.int16), null, ("Reason", "Total"))
        values[f"ab_flag_{term}"] = flag
    return values


def _whole_year(counts, reasons, annual, no_reasons):
    """Counts of the whole year from special schools, and of three terms or half-terms for all."""
    values = {}
    for name, one in counts.items():
        three, six = (one[:, :end].sum(axis=1, dtype=np.int16) for end in (3, 4))
        values[f"ab_{name}_annual"] = Values(six, null=~annual)
        # What special schools gave for the year stands in for terms that they did not give.
        values[f"ab_{name}_three"] = Values(np.where(annual, six, three))
        values[f"ab_{name}_six"] = Values(six)
    values["ab_flag_annual"] = Values(no_reasons.astype(np.int16), ~annual, ("Reason", "Total"))
    for letter in AUTHORISED + UNAUTHORISED:
        total = reasons[letter].sum(axis=1, dtype=np.int16)
        values[f"ab_reason_{letter}_annual"] = Values(total, null=~annual | no_reasons)
    return values


def _persistent(p, counts):
    """Whether much was missed: by a fixed number of sessions, or by a share of those possible."""
    values, limits = {}, p["absence.persistent"]
    for name, end in (("three", 3), ("six", 4)):
        possible = counts["possible"][:, :end].sum(axis=1, dtype=np.int64)
        overall = counts["overall"][:, :end].sum(axis=1, dtype=np.int64)
        for percent in (10, 15, 20):
            exact = (100 * overall >= percent * possible) & (possible > 0)
            values[f"ab_exact_{percent}_{name}"] = Values(exact.astype(np.int16))
            if f"{percent}_{name}" in limits:
                much = overall >= limits[f"{percent}_{name}"]
                values[f"ab_threshold_{percent}_{name}"] = Values(much.astype(np.int16))
    return values


def _attended(people, p, year, rows, counts, away):
    """Sessions of 2020/21 by codes that are no absence, and by morning and afternoon."""
    there = counts["possible"] - counts["overall"] - away
    shares = {letter: p["absence.attended"][letter] for letter in ATTENDED}
    chance = people.draws.uniform(f"childhood/attended {year}", len(TERMS))[rows]
    found, left = {"x": away}, there.copy()
    for number, (letter, share) in enumerate(shares.items()):
        turned = chance + 0.382 * number
        turned = turned - np.floor(turned)
        part = np.minimum(np.floor(there * share + turned), left).astype(np.int16)
        # Sessions at another school (D) are not possible ones at this, so they come on top.
        left = left if letter == "d" else left - part
        found[letter] = part
    return found | {"am": (left + 1) // 2, "pm": left // 2}
