"""What the collections of absence and of exclusions carry over from the census about a pupil."""

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import childhood_places as places
from leo_course.synthesis.domains import schools
from leo_course.synthesis.model import ETHNIC_GROUPS

SEN_CODES = ("N", "A", "P", "S", "K", "E")
SUPPORT, PLAN = SEN_CODES.index("K"), SEN_CODES.index("E")
NEW_CODES = 2015  # first year of K and E
OLD_CODES_END = 2018  # last year in which some pupils still have an old one
YEAR_GROUPS = tuple(str(n) for n in range(14))


def sen_code(people, year, need):
    """Place in ``SEN_CODES`` of the need that a school records in a year.

    From 2014/15 both kinds of School Action give way to K, statements to E; each pupil's record
    changes in some year until 2017/18.
    """
    years = OLD_CODES_END + 1 - NEW_CODES
    changes = NEW_CODES + np.floor(people.draws.uniform("sen/new code") * years)
    new = np.array([0, SUPPORT, SUPPORT, PLAN])[need]
    return np.where(year >= changes, new, need)


def characteristics(people, p, rows, year, prefix):
    """Age, free school meals, needs, ethnic group, language and small area of each row."""
    group = places.nc_year(people, year)[rows]
    need = model.recorded_need(people, year, p)
    sen = sen_code(people, year, need)[rows]
    major_of_sen = np.array([0, 1, 1, 2, 1, 2])[sen]
    types = tuple(p["sen.types"])
    first = people.draws.choice("sen/first type", list(p["sen.types"].values()))[rows]
    # Types go with outside help or a statement; from 2014/15 with any support.
    typed = need[rows] >= (1 if year >= NEW_CODES else 2)
    minor = people.ethnic[rows]
    major = np.array([schools._MAJOR.get(c, schools._MAJOR.get(c[0])) for c in ETHNIC_GROUPS])
    language = schools._language(people)[rows]
    months_in = (people.birth_month[rows] + 3) % 12  # 0 is September
    area = schools._area(people, people.in_year(people.area, year)[rows], p)
    found = {
        "nc_year": Values(group, labels=YEAR_GROUPS),
        "age": Values(group + 4),
        "age_months": Values(11 - months_in),
        "fsm": Values(places.fsm(people, year)[rows].astype(np.int16)),
        "sen": Values(sen, labels=SEN_CODES),
        "sen_major": Values(major_of_sen, labels=("1_NON", "2_SNS", "3_SS")),
        "sen_primary": Values(first, null=~typed, labels=types),
        "ethnic_minor": Values(minor, labels=ETHNIC_GROUPS),
        "ethnic_major": Values(major[minor], labels=schools.MAJOR_GROUPS),
        "language_minor": Values(language, labels=("ENG", "ENB", "OTH", "OTB", "NOT")),
        "language_major": Values(
            np.array([0, 0, 1, 1, 2])[language], labels=("1_ENG", "2_OTH", "3_UNCL")
        ),
        "lsoa": area["census_lsoa"],
        "idaci_score": area["census_idaci_score"],
        "idaci_rank": area["census_idaci_rank"],
    }
    return {f"{prefix}_{name}": values for name, values in found.items()}


def ever_fsm_6(people, rows, year):
    """Eligible for free school meals in this school year or one of the five before it."""
    group = places.nc_year(people, year)[rows]
    ever = np.zeros(len(rows), bool)
    for back in range(6):
        place = group - back
        ever |= (place >= 0) & people.fsm[rows, np.clip(place, 0, model.SCHOOL_YEARS - 1)]
    return ever
