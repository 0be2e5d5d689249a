"""The school census: yearly until 2004/05 (PLASC), then in every term.

One path makes every one of them. A census finds most pupils on the roll of state schools on its
day, from Reception to Year 13. Some stand in it twice, some among those who had left; what each
column is called, and whether a year has it, is the business of the dictionary.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant
from leo_course.synthesis.domains import childhood_history as history
from leo_course.synthesis.domains import childhood_provision as provision
from leo_course.synthesis.domains import childhood_pupil as pupil
from leo_course.synthesis.domains import schools
from leo_course.synthesis.model import ETHNIC_GROUPS, SCHOOL_YEARS
from leo_course.synthesis.streams import choose

PLASC, TERMLY = range(2002, 2006), range(2006, 2022)
FIRST = {"autumn": 2007, "spring": 2006, "summer": 2006}
NO_SUMMER = 2020
# Primary and special schools joined the termly census a year after the others.
ALONE = (("summer", 2006), ("autumn", 2007))
LISTS = ("PupilsOnRoll", "PupilsNoLongerOnRoll")
OLD_ETHNIC_CODES = 2002
WORDS_UNTIL = 2009  # words for groups and languages stand in the columns of these years
ETHNIC_WORDS = (
    *("White British", "Irish", "Traveller Of Irish Heritage", "Gypsy / Romany"),
    *("Any Other White Background", "White and Black Caribbean", "White and Black African"),
    *("White and Asian", "Any Other Mixed Background", "Indian", "Pakistani", "Bangladeshi"),
    *("Any Other Asian Background", "Caribbean", "African", "Any Other Black Background"),
    *("Chinese", "Any Other Ethnic Group", "Refused", "Information Not Obtained"),
)
OLD_CODE = "Pre 2002 Code"
LANGUAGE_WORDS = (
    *("English", "Believed to be English", "Other than English"),
    *("Believed to be Other than English", "Information not obtained"),
)
ASSENT = ("Yes", "UNS", "SNR", "No")
# What working code finds missing for pupils who are no longer on roll.
ASKED = (
    *("census_fsm", "census_ever_3", "census_ever_6", "census_ever_all", "census_sen"),
    *("census_sen_major", "census_sen_primary", "census_sen_secondary", "census_sen_unit"),
    *("census_resourced", "census_special_provision", "census_top_up"),
    *("census_lsoa", "census_lsoa_2011", "census_idaci_score", "census_idaci_rank"),
)


@dataclass
class Rows:
    """The rows of one census: whose each is, and how it came about."""

    person: np.ndarray
    second: np.ndarray  # the further record of somebody who stands twice
    status: np.ndarray  # RecordStatus; 0 for who stands once
    left: np.ndarray  # on the list of those who have left
    unit: np.ndarray  # reported by a pupil referral unit
    school: np.ndarray  # place of the school in its authority
    entry: np.ndarray
    leaving: np.ndarray  # meaningless for who is there


def collections():
    """Name, term and year of each census."""
    for year in PLASC:
        yield "plasc", "spring", year
    for year in TERMLY:
        for term, first in FIRST.items():
            if year >= first and (term, year) != ("summer", NO_SUMMER):
                yield f"{term}_census", term, year


def observe(people, keys, p):
    """Rows of every census."""
    for name, term, year in collections():
        yield ("NPD_I2", name, year), census(people, keys, p, name, term, year)


def census(people, keys, p, name, term, year):
    """One census: a row for each pupil and school that reported them."""
    rows = _rows(people, p, name, term, year)
    values = (
        schools.school_names(people, rows.person, rows.school, p, "census")
        | pupil.person(people, keys, p, rows.person, term, year)
        | _record(rows, term, year)
        | _registration(people, p, rows, term, year)
        | _old_columns(people, p, rows, year)
        | _provision(people, p, rows, term, year)
    )
    values |= _mistaken(people, p, rows, values, name, term, year)
    return values | {key: _of_who_is_there(values[key], rows) for key in ASKED if key in values}


def _of_who_is_there(values, rows):
    """The same values, with none for who has left: a school reports no more than that."""
    null = rows.left if values.null is None else values.null | rows.left
    return Values(values.data, null, values.labels, values.kind)


def on_roll(people, p, term, year):
    """Whom the census could find at a school, and whom at a unit; arrays of shape (people,)."""
    group = people.year_group(year)
    record, away = history.history(people, p), provision.elsewhere(people, p, year)
    here = people.in_year(record.enrolled, year) & (group >= 0) & (group < SCHOOL_YEARS)
    here &= ~(away.unit & ~away.dual) & (~away.paid | away.on_roll)
    unit = away.unit & (year >= provision.UNITS_IN_SCHOOL_CENSUS)
    if (term, year) in ALONE:
        here &= (group > schools.LAST_PRIMARY_YEAR) & (people.sector == model.STATE)
    if term == "summer":
        early = people.draws.uniform("childhood/leaves year 11") < p["census.leaves_year_11"]
        here &= ~((group == 11) & early)
    if term == "autumn":
        # Who came to their first school here later in the year is not there yet.
        first = people.in_year(record.joined, year) == group
        first &= (group == 0) | (people.lives["childhood"].arrived == group)
        come = people.in_year(record.entry, year) <= pupil.census_day(term, year)
        here &= ~first | come
    return here, unit


def _rows(people, p, name, term, year):
    """Who stands in the census, how often, and on which list."""
    draws = people.draws
    here, unit = on_roll(people, p, term, year)
    found = draws.uniform(f"census/found {term} {year}") >= p["trouble.census_missing"]
    main, units = np.flatnonzero(here & found), np.flatnonzero(unit & found)
    twice, status, left = _duplicates(people, p, name, term, year, main)
    # Registered at a school, which is the main one, and at a unit.
    both = unit[main]
    status, twice, left = np.where(both, 3, status), twice & ~both, left & ~both
    again = main[twice]
    dual = (here & found)[units]
    person = np.concatenate([main, again, units])
    parts = (len(main), len(again), len(units))
    second_status = np.where(status[twice] > 0, status[twice] + 100, 0)
    rows = Rows(
        person=person,
        second=np.concatenate([np.zeros(parts[0], bool), np.ones(parts[1], bool), dual]),
        status=np.concatenate([status, second_status, np.where(dual, 103, 0)]),
        left=np.concatenate([left, np.isin(status[twice], (1, 2)), np.zeros(parts[2], bool)]),
        unit=np.repeat([False, False, True], parts),
        school=None,
        entry=None,
        leaving=None,
    )
    _whereabouts(people, p, rows, term, year)
    return rows


def _duplicates(people, p, name, term, year, main):
    """Which pupils stand twice, the status of the main record, and who has left that school.

    Until 2005 schools listed only who was there, so that two records are two schools that both
    have the pupil.
    """
    draws = people.draws
    twice = draws.uniform(f"trouble/duplicate_census {term} {year}")[main]
    twice = (twice < p["trouble.duplicate_census"]) & (people.sector[main] == model.STATE)
    shares = dict(p["census.duplicates"])
    if name == "plasc":
        shares |= {"1": 0, "2": 0}
    kind = draws.uniform(f"trouble/duplicate kind {term} {year}")[main]
    status = np.where(twice, 1 + choose(kind, list(shares.values())), 0)
    alone = draws.uniform(f"trouble/off_roll_only {term} {year}")[main]
    alone = ~twice & (alone < p["trouble.off_roll_only"]) & (name != "plasc")
    return twice, status, (status == 2) | alone


def _whereabouts(people, p, rows, term, year):
    """School, entry and leaving of each row; a further record comes from another school."""
    draws, who, moment = people.draws, rows.person, pupil.census_day(term, year)
    record, group = history.history(people, p), people.year_group(year)
    now = np.clip(group[who], 0, SCHOOL_YEARS - 1)
    entry = record.entry[who, now]
    # Who moves later in the year is still at the school of the year before.
    still = (entry > moment) & (group[who] > 7)
    school = np.where(
        still, schools.school_of(people, year - 1, p)[who], schools.school_of(people, year, p)[who]
    )
    entry = np.where(still, record.entry[who, np.maximum(now - 1, 0)], entry)
    chance = draws.uniform(f"census/second school {term} {year}")[who]
    school = np.where(rows.second, schools.another(people, school, chance, p), school)
    rows.school = np.where(rows.unit, schools.unit(p), school)
    within = draws.uniform(f"census/leaving {term} {year}")[who]
    later = moment - 2 - np.floor(within * 20).astype(np.int64)
    earlier = later - 20 - np.floor(within * 55).astype(np.int64)
    kind = rows.status % 100
    fresh = (kind == 1) | (kind == 2) | (kind == 4)
    came = np.where(kind == 4, later, earlier + 1)  # to the school of the main record
    recent = (fresh & ~rows.second) | ((kind == 3) & rows.second) | rows.unit
    came = np.where((kind == 3) | rows.unit, later - 30, came)
    rows.leaving = np.where(rows.second, earlier, later)
    before = np.minimum(entry, earlier - 20)  # a school that the pupil had been at for a while
    rows.entry = np.where(recent, came, np.where(rows.second | rows.left, before, entry))


def _record(rows, term, year):
    """Columns that say which record this is."""
    n, kind = len(rows.person), rows.status % 100
    enrolled = np.where((kind == 3), np.where(rows.status > 100, 2, 1), 0)
    moment = pupil.census_day(term, year)
    return {
        "census_academic_year": constant(f"{year - 1}/{year}", n),
        "census_date": Values(np.full(n, moment, np.int32)),
        "census_term": constant(term.capitalize(), n),
        "census_record_status": Values(rows.status.astype(np.int16), null=rows.status == 0),
        "census_source_table": Values(rows.left.astype(np.int8), labels=LISTS),
        "census_on_roll": Values((~rows.left).astype(np.int8)),
        "census_enrol_status": Values(enrolled.astype(np.int8), labels=pupil.ENROL_STATUS),
        "census_entry_date": Values(rows.entry.astype(np.int32)),
        "census_leaving_date": Values(
            np.where(rows.left, rows.leaving, 0).astype(np.int32), null=~rows.left
        ),
    }


def _registration(people, p, rows, term, year):
    """How the pupil attends: class, hours, journey, and what the school has asked for."""
    draws, who = people.draws, rows.person
    group = people.year_group(year)[who]
    part_time = draws.uniform(f"census/part time {year}")[who] < np.where(
        group == 0, p["census.part_time_reception"][term], p["census.part_time"]
    )
    special = (people.sector[who] == model.SPECIAL) & (group > schools.LAST_PRIMARY_YEAR)
    ungraded = special & (draws.uniform("census/ungraded")[who] < p["census.ungraded"])
    boards = draws.uniform("census/boarder")[who]
    boarder = choose(boards, list(p["census.boarder"].values()))
    phase = np.where(rows.unit, 3, np.where(special, 2, group > schools.LAST_PRIMARY_YEAR))
    asked = draws.uniform("census/assent")[who]
    assent = choose(asked, list(p["census.assent"].values()))
    gifted = _gifted(people, p, year)[who]
    values = {
        "census_class_type": constant("O", len(who)),
        "census_part_time": Values(part_time.astype(np.int8)),
        "census_boarder": Values(boarder.astype(np.int8), labels=tuple(p["census.boarder"])),
        "census_nc_year": Values(np.where(ungraded, 14, group), labels=pupil.YEAR_GROUPS),
        "census_phase": Values(phase, labels=("PS", "SS", "SP", "PR")),
        "census_assent": Values(assent, null=group < 8, labels=ASSENT),
        "census_gifted": Values(gifted.astype(np.int8)),
    }
    if term == "spring":
        values |= _spring(people, p, rows, group, year)
    return values


def _gifted(people, p, year):
    """On the school's register of the gifted and talented, which sees more than ability."""
    seen = people.ability + p["census.gifted_own"] * people.draws.normal("census/gifted")
    primary = people.year_group(year) <= schools.LAST_PRIMARY_YEAR
    return seen > np.where(primary, p["census.gifted"]["primary"], p["census.gifted"]["secondary"])


def _spring(people, p, rows, group, year):
    """What is asked in spring alone."""
    draws, who = people.draws, rows.person
    record = history.history(people, p)
    now, before = (np.clip(group - back, 0, SCHOOL_YEARS - 1) for back in (0, 1))
    local = draws.uniform(f"census/moves nearby {year}")[who] < p["census.moves_nearby"]
    moved = (people.area[who, now] != people.area[who, before]) | local
    known = record.enrolled[who, before] & (group > 0) & (year > PLASC[0])
    secondary = (group > schools.LAST_PRIMARY_YEAR).astype(np.int8)
    journey = draws.uniform("census/journey")[who]
    modes = [list(p[f"census.travel_{kind}"].values()) for kind in ("primary", "secondary")]
    travel = np.where(secondary == 1, choose(journey, modes[1]), choose(journey, modes[0]))
    hours = draws.uniform(f"census/hours {year}")[who]
    source = choose(draws.uniform("census/service source")[who], (70, 20, 8, 2))
    return {
        "census_mobility": Values(np.where(known, moved, 2).astype(np.int8)),
        "census_travel": Values(travel, labels=tuple(p["census.travel_primary"])),
        "census_hours": Values(
            np.where(hours < 0.9, 25, 15 + np.floor(hours * 10)).astype(np.int8), null=group > 0
        ),
        "census_service_source": Values(source, labels=("P", "S", "C", "O")),
        "census_collection": Values(
            secondary & (people.sector[who] != model.SPECIAL), labels=("PLASC", "School Census")
        ),
    }


def _old_columns(people, p, rows, year):
    """Ethnic group and language as columns until 2008/09 have them: some schools write words.

    In 2001/02 schools were moving from an older set of ethnic codes, which has no place in the new.
    """
    if year > WORDS_UNTIL:
        return {}
    record, who = history.history(people, p), rows.person
    school = people.la[who] * 64 + rows.school
    now = np.clip(people.year_group(year)[who], 0, SCHOOL_YEARS - 1)
    minor, language = record.ethnic[who, now], record.language[who, now]
    words = _of_school(people, "trouble/words_for_codes", school * 32 + year - 2000)
    words = words < p["trouble.words_for_codes"]
    group = minor + np.where(words, len(ETHNIC_GROUPS), 0)
    old = _of_school(people, "trouble/old_ethnic_codes", school) < p["trouble.old_ethnic_codes"]
    if year == OLD_ETHNIC_CODES:
        group = np.where(old, 2 * len(ETHNIC_GROUPS), group)
    spoken = language + np.where(words, len(LANGUAGE_WORDS), 0)
    return {
        "census_ethnic_group": Values(group, labels=(*ETHNIC_GROUPS, *ETHNIC_WORDS, OLD_CODE)),
        "census_ethnicity": Values(minor, labels=ETHNIC_GROUPS),
        "census_language_group": Values(spoken, labels=(*history.LANGUAGE_GROUPS, *LANGUAGE_WORDS)),
    }


def _provision(people, p, rows, term, year):
    """Money and hours: the pupil premium, school lunches, hours after 16 and in units."""
    draws, who = people.draws, rows.person
    group = people.year_group(year)[who]
    counts = ~rows.left & (rows.status < 100) & (group <= 11)
    lunch = draws.uniform(f"census/lunch {year}")[who] < p["census.infant_lunch"]
    contact = provision.contact_hours(people, p, who, rows.status > 100, year)
    values = {
        "census_premium": Values(counts.astype(np.int8)),
        "census_lunch": Values(lunch.astype(np.int8), null=group > 2),
        "census_contact_hours": Values(contact, null=~rows.unit),
    }
    if term == "autumn":
        sixth = people.lives["applications"][0]
        diploma = sixth.path[who] == 2
        taken = np.where(diploma, 3, np.maximum(sixth.count[who], 2)) + (group == 12)
        spare = np.floor(draws.uniform(f"census/other hours {year}")[who] * 12) * 10
        planned = np.minimum(taken, 4) * p["census.hours_a_level"]
        values |= {
            "census_planned_hours": Values(planned.astype(np.int16), null=group < 12),
            "census_other_hours": Values(spare.astype(np.int16), null=group < 12),
        }
    return values


def _mistaken(people, p, rows, values, name, term, year):
    """Codes that are not of the code set: old letters for sex, a type of need for provision."""
    who, sen, types = rows.person, values["census_sen"], values["census_sen_primary"]
    school = (people.la[who] * 64 + rows.school) * 32 + year - 2000
    old = _of_school(people, "trouble/boys_and_girls", school) < p["trouble.boys_and_girls"]
    sex = (~people.female[who]).astype(np.int8) + np.where(old & (name == "plasc"), 2, 0)
    wrong = people.draws.uniform(f"trouble/type_for_provision {term} {year}")[who]
    wrong = (wrong < p["trouble.type_for_provision"]) & (sen.data > 0)
    code = np.where(wrong, len(sen.labels) + types.data, sen.data).astype(np.int8)
    return {
        "sex": Values(sex.astype(np.int8), labels=("F", "M", "G", "B")),
        "census_sen": Values(code, labels=(*sen.labels, *types.labels)),
    }


def _of_school(people, name, numbers):
    """The draw of the school of each row; ``numbers`` name a school, or a school and a year."""
    return people.draws.uniform_of(name, numbers)
