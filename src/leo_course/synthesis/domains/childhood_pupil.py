"""What a school reports of a pupil in one census: the columns that every collection shares."""

from functools import lru_cache

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import childhood_history as history
from leo_course.synthesis.domains import schools
from leo_course.synthesis.model import ETHNIC_GROUPS, SEN
from leo_course.synthesis.streams import Draws, choose, logistic, normal_share

MAJOR_GROUPS = ("WHIT", "MIXD", "ASIA", "BLAC", "CHIN", "AOEG", "UNCL")
_MAJOR = {"W": 0, "M": 1, "A": 2, "B": 3, "CHNE": 4, "OOTH": 5, "REFU": 6, "NOBT": 6}
MAJOR = np.array([_MAJOR.get(code, _MAJOR.get(code[0])) for code in ETHNIC_GROUPS], np.int8)
LANGUAGE_MAJOR = ("1_ENG", "2_OTH", "3_UNCL")
ENROL_STATUS = ("C", "M", "S")
SEN_CODES = (*SEN, "K", "E")
SEN_MAJOR = ("1_NON", "2_SNS", "3_SS")
NEW_SEN_CODES = 2015  # the first academic year with K and E, and with other types of need
YEAR_GROUPS = ("R", *(str(n) for n in range(1, 14)), "X")
# Languages other than English by ethnic group, the commonest first.
LANGUAGES = {
    "APKN": ("URD", "PNJ"),
    "ABAN": ("BNG",),
    "AIND": ("PNJ", "GUJ", "HIN"),
    "AOTH": ("TAM", "PRS", "TGL"),
    "BAFR": ("SOM", "YOR", "FRN"),
    "CHNE": ("CHI",),
    "WOTH": ("POL", "TUR", "ALB"),
    "WROM": ("RMN",),
    "OOTH": ("ARA", "KUR", "SPA"),
}
_OTHER_LANGUAGES = ("FRN", "SPA", "ARA")
_CODES = sorted({code for codes in (*LANGUAGES.values(), _OTHER_LANGUAGES) for code in codes})
LANGUAGE_CODES = ("ENG", "ENB", "OTB", "ZZZ", *_CODES)
_SPOKEN = np.array(
    [
        [LANGUAGE_CODES.index((codes * 3)[n]) for n in range(3)]
        for codes in (LANGUAGES.get(group, _OTHER_LANGUAGES) for group in ETHNIC_GROUPS)
    ]
)
# Census year from which each vintage of the deprivation index is attached.
DEPRIVATION = {2002: 2004, 2008: 2007, 2011: 2010, 2017: 2015, 2021: 2019}
AREAS_IN_ENGLAND = {2001: 32_482, 2011: 32_844}
FIRST_OCTOBER = 2011  # from this year on the autumn census is taken in October


def census_day(term, year):
    """Day of a census: the third Thursday of January, May or September, later October's first."""
    if term == "autumn":
        month = 9 if year < FIRST_OCTOBER else 10
        first, weeks = int(day(year - 1, month, 1)), 2 if year < FIRST_OCTOBER else 0
    else:
        first, weeks = int(day(year, {"spring": 1, "summer": 5}[term], 1)), 2
    return first + (-first) % 7 + 7 * weeks  # 1970-01-01 was a Thursday


def person(people, keys, p, rows, term, year):
    """Values of the columns that say who the pupil is, as the school has it that term."""
    return (
        schools.demography(people, rows)
        | {"census_pmr": schools.pmr(people, keys, rows, year)}
        | situation(people, p, rows, term, year)
        | _family(people, p, rows)
    )


def situation(people, p, rows, term, year):
    """Those of the columns that other collections carry over from the census."""
    return (
        _ages(people, rows, year)
        | _group(people, p, rows, year)
        | _poverty(people, p, rows, term, year)
        | _needs(people, p, rows, term, year)
        | area(people, p, rows, year)
    )


def _at(people, values, rows, year):
    """Entries by school year of an array of shape (people, school years), for some people."""
    return values[rows, np.clip(people.year_group(year)[rows], 0, model.SCHOOL_YEARS - 1)]


def _ages(people, rows, year):
    """Age in years and months on 31 August before the academic year."""
    months = 12 * (year - 1 - people.birth_year[rows]) + 8 - people.birth_month[rows]
    group = people.year_group(year)[rows].astype(np.int8)
    return {
        "census_age": Values((months // 12).astype(np.int8)),
        "census_age_months": Values((months % 12).astype(np.int8)),
        "census_nc_year": Values(group, labels=YEAR_GROUPS),
    }


def _group(people, p, rows, year):
    """Ethnic group and first language."""
    record = history.history(people, p)
    minor = _at(people, record.ethnic, rows, year)
    language = _at(people, record.language, rows, year)
    spoken = _SPOKEN[minor, choose(people.draws.uniform("census/language")[rows], (6, 3, 1))]
    code = np.choose(language, (0, 1, spoken, 2, 3))
    source = choose(
        people.draws.uniform("census/ethnicity source")[rows],
        list(p["census.ethnicity_source"].values()),
    )
    return {
        "census_ethnic_minor": Values(minor, labels=ETHNIC_GROUPS),
        "census_ethnic_major": Values(MAJOR[minor], labels=MAJOR_GROUPS),
        "census_ethnic_source": Values(source, labels=tuple(p["census.ethnicity_source"])),
        "census_language_minor": Values(language, labels=history.LANGUAGE_GROUPS),
        "census_language_major": Values(
            np.array([0, 0, 1, 1, 2], np.int8)[language], labels=LANGUAGE_MAJOR
        ),
        "census_language": Values(code, labels=LANGUAGE_CODES),
    }


def _poverty(people, p, rows, term, year):
    """Eligibility on the day, and the flags of the spring census that look back."""
    record = history.history(people, p)

    def flag(values):
        return Values(_at(people, values, rows, year).astype(np.int8))

    values = {"census_fsm": flag(record.fsm[term])}
    if term == "spring":
        values |= {f"census_ever_{years}": flag(v) for years, v in record.ever_fsm.items()}
    return values


def _needs(people, p, rows, term, year):
    """Special needs: provision in the codes of the year, and the types of need."""
    draws = people.draws
    sen = history.sen(people, year, p)[rows]
    key = f"{term[:3].upper()}{year % 100:02d}"
    patient = draws.uniform("census/new SEN code")[rows]
    code = sen.astype(np.int8)
    if year >= NEW_SEN_CODES:
        supported, stated = (p[f"sen.old_{kind}"].get(key, 0.0) for kind in ("support", "plan"))
        code = np.where((sen == 3) & (patient >= stated), 5, code)
        code = np.where((sen > 0) & (sen < 3) & (patient >= supported), 4, code)
    names, first, second = _types(people, p, rows, year, sen)
    named = (sen >= 2) | (code == 4)
    two = named & draws.happens("sen/two", p["sen.second_type"])[rows] & (second != first)
    place = draws.uniform("census/SEN unit")[rows]
    unit = (sen >= 2) & (place < p["sen.unit"])
    resourced = (sen >= 2) & (place >= p["sen.unit"]) & (place < p["sen.unit"] + p["sen.resourced"])
    return {
        "census_sen": Values(code, labels=SEN_CODES),
        "census_sen_major": Values(np.array([0, 1, 1, 2])[sen], labels=SEN_MAJOR),
        "census_sen_primary": Values(first, null=~named, labels=names),
        "census_sen_secondary": Values(second, null=~two, labels=names),
        "census_sen_unit": Values(unit.astype(np.int8)),
        "census_resourced": Values(resourced.astype(np.int8)),
        "census_special_provision": Values((unit | resourced).astype(np.int8)),
        "census_top_up": Values((sen == 3).astype(np.int8)),
    }


def _types(people, p, rows, year, sen):
    """Names of the types of need, and the place among them of a pupil's first and second.

    From 2014/15 SEMH stands where BESD stood, and NSA for support without an assessment.
    """
    draws, support, plan = people.draws, p["sen.types"], p["sen.types_statement"]
    chance = draws.uniform("sen/first type")[rows]
    first = choose(chance, list(support.values()))
    # The kind of need is the pupil's own: who has a statement in the end has one of its types.
    stated = people.sen[rows] == 3
    first = np.where(stated, choose(chance, list(plan.values())), first)
    second = choose(draws.uniform("sen/second type")[rows], list(support.values()))
    names = tuple(support)
    if year < NEW_SEN_CODES:
        return names, first, second
    names = (*("SEMH" if name == "BESD" else name for name in names), "NSA")
    unsure = (sen == 1) & (draws.uniform("census/not assessed")[rows] < p["sen.not_assessed"])
    return names, np.where(unsure, len(support), first), second


def area(people, p, rows, year):
    """Codes of the small areas in which pupils live, and their deprivation."""
    where = _at(people, people.area, rows, year)
    low = int(where.min()) if len(where) else 0
    numbers = np.arange(low, int(where.max()) + 1 if len(where) else low + 1)
    vintage = max(v for first, v in DEPRIVATION.items() if first <= year)
    lasting = model.area_advantage(people.draws, numbers, p)
    passing = people.draws.normal_of(f"census/deprivation {vintage}", numbers)
    keeps = p["place.idaci_keeps"]
    advantage = keeps * lasting + np.sqrt(1 - keeps * keeps) * passing
    level = p["place.idaci_centre"] + p.table("place.idaci_shift")[vintage]
    score = logistic(level + p["place.idaci_slope"] * advantage)
    count = AREAS_IN_ENGLAND[2001 if vintage < 2015 else 2011]
    rank = 1 + np.floor(normal_share(advantage) * count).astype(np.int32)
    end = low + len(numbers)
    old, new = _area_codes(people.draws.seed, low, end, p["place.redrawn"])
    at = (where - low).astype(np.int32)
    return {
        "census_lsoa": Values(at, labels=old),
        "census_lsoa_2011": Values(at, labels=new),
        "census_idaci_score": Values(score[at]),
        "census_idaci_rank": Values(rank[at]),
    }


@lru_cache(maxsize=64)
def _area_codes(seed, first, last, share):
    """Codes of small areas as of 2001 and as of 2011; a share of them was redrawn in between."""
    numbers = np.arange(first, last)
    redrawn = Draws(seed, first, last).uniform_of("census/redrawn", numbers) < share
    old = tuple(f"E019{n:05d}" for n in numbers.tolist())
    new = tuple(f"E018{code[4:]}" if r else code for code, r in zip(old, redrawn, strict=True))
    return old, new


def _family(people, p, rows):
    """Children of service personnel, and whether the school has asked."""
    shares = p["census.service_child"]
    answer = choose(people.draws.uniform("census/service child")[rows], list(shares.values()))
    return {"census_service_child": Values(answer, labels=tuple(shares))}
