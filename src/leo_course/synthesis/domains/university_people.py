"""What providers know of a student: person, family, results at entry and home."""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model, studying
from leo_course.synthesis.alevels import A_LEVELS, DIPLOMA
from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import ks5, places
from leo_course.synthesis.domains.childhood import NEVER
from leo_course.synthesis.model import ETHNIC_GROUPS
from leo_course.synthesis.streams import choose, normal_share

# Ethnic group of the model -> HESA's code.
ETHNIC = dict(
    zip(
        ETHNIC_GROUPS,
        (
            *("10", "10", "14", "15", "10", "41", "42", "43", "49", "31", "32"),
            *("33", "39", "21", "22", "29", "34", "80", "98", "90"),
        ),
        strict=True,
    )
)
# Kind of disability -> code to 2009/10, code from 2010/11.
DISABILITIES = {
    "none": ("00", "00"),
    "specific learning difficulty": ("11", "51"),
    "autistic spectrum": ("10", "53"),
    "long-standing illness": ("07", "54"),
    "mental health": ("06", "55"),
    "physical": ("04", "56"),
    "hearing": ("03", "57"),
    "sight": ("02", "58"),
    "other": ("09", "96"),
    "several": ("08", "08"),
}
NEW_DISABILITIES_FROM = 2011
CARE_FROM = 2014
PARENTS_FROM = 2008
QUALIFICATIONS = ("A levels", "diploma", "below level 3", "access", "other level 3", "degree")
OLD_QUALIFICATIONS = ("40", "41", "55", "43", "45", "21")
NEW_QUALIFICATIONS = ("P50", "P41", "Q80", "X00", "P80", "H11")
NEW_QUALIFICATIONS_FROM = 2011  # for those who begin in it
# Tariff of UCAS by points of an A level and by grade of a diploma.
TARIFF = np.array([0, 40, 60, 80, 100, 120, 140])
AGE_GROUPS = (18, 21, 25, 30)
AREAS_PER_MSOA = 7


def columns(people, courses, p, rows, year):
    """Columns of the person for the records of an academic year."""
    row = rows.row
    first = courses.first[rows.course]
    began = _first_course(people, courses)[row]
    sex = np.where(people.female[row], 2, 1)
    months = people.birth_year[row] * 12 + people.birth_month[row]
    august, july = (year - 1) * 12 + 8, year * 12 + 7
    age = (august - months) // 12
    standing = _standing(people, p, row)
    return {
        "he_sex": Values(sex),
        "he_age": Values(age),
        "he_age_july": Values((july - months) // 12),
        "he_age_group": Values(1 + np.searchsorted(AGE_GROUPS, age, side="right")),
        "he_ethnic": _coded(people.ethnic[row], [ETHNIC[code] for code in ETHNIC_GROUPS]),
        "he_disability": _disability(people, p, row, began, year),
        "he_family_class": _family_class(people, p, row, standing),
        "he_parents": _parents(people, p, row, began, standing),
        "he_care_leaver": _care_leaver(people, p, row, began),
        **_entry(people, courses, p, rows, first, year),
        **_home(people, row, p),
    }


def _coded(places_of, codes):
    """Values whose labels are the distinct codes, for places in a list of codes."""
    distinct = tuple(sorted(set(codes)))
    to = np.array([distinct.index(code) for code in codes])
    return Values(to[places_of], labels=distinct)


def _first_course(people, courses):
    """The academic year in which each person first went to university."""
    first = np.full(len(people.person), 9999)
    np.minimum.at(first, courses.row, courses.first)
    return first


def _disability(people, p, row, began, year):
    draws = people.draws
    rate = model.of_year(p.table("hesa.disabled"), began)
    need = people.need[row] > p["hesa.disabled_need"]
    rate = rate * np.where(need, p["hesa.disabled_more"], 1.0)
    has = draws.uniform("he/disability")[row] < rate
    kinds = tuple(p["hesa.disabilities"])
    chance = draws.uniform("he/kind of disability")[row]
    which = 1 + choose(chance, list(p["hesa.disabilities"].values()))
    codes = ["00", *(DISABILITIES[kind][int(year >= NEW_DISABILITIES_FROM)] for kind in kinds)]
    return _coded(np.where(has, which, 0), codes)


def _standing(people, p, row):
    """Where the occupation of the parents stands among all, from the highest, 0, to the lowest."""
    own = people.draws.normal("he/family class")[row]
    score = people.family[row] + p["hesa.class_own"] * own
    return normal_share(-score / np.sqrt(1 + p["hesa.class_own"] ** 2))


def _family_class(people, p, row, standing):
    """Occupation of the parents in the classes of the statistics office; 9 if not known."""
    kind = 1 + choose(standing, list(p["hesa.classes"].values()))
    unknown = people.draws.happens("he/family class unknown", p["hesa.class_unknown"])[row]
    return Values(np.where(unknown, 9, kind))


def _parents(people, p, row, began, standing):
    """Whether a parent has a degree, as students say; asked of those who begin from 2007/08 on."""
    degree = standing < p["hesa.parents_degree"]
    unknown, refused = p["hesa.parents_unknown"], p["hesa.parents_refused"]
    silent = choose(
        people.draws.uniform("he/parents known")[row],
        [1 - unknown - refused, unknown, refused],
    )
    code = np.where(silent == 1, 8, np.where(silent == 2, 9, np.where(degree, 1, 2)))
    return Values(code, null=began < PARENTS_FROM)


def _care_leaver(people, p, row, began):
    """Whether the student was looked after shortly before, asked from 2013/14 on."""
    child = people.lives["childhood"]
    sixteen = np.where(child.care_from != NEVER, child.care_until, NEVER)
    born = (people.birth_year + 16 - 1970) * 365.25 + people.birth_month * 30.4
    left_care = sixteen > born
    silent = people.draws.happens("he/care unknown", p["hesa.care_unknown"])
    code = np.where(silent, 2, np.where(left_care, 0, 1))[row]
    return Values(code, null=began < CARE_FROM, labels=("01", "05", "99"))


def _entry(people, courses, p, rows, first, year):
    """Highest qualification on entry in the code of the time, and points of the tariff."""
    sixth, _ = people.lives["applications"]
    row, kind = rows.row, courses.kind[rows.course]
    drawn = people.draws.uniform("he/other entry")[row]
    path = sixth.path[row]
    late = courses.provider[rows.course] == studying.LATER
    other = np.where(late & (drawn < p["hesa.access"]), 3, np.where(drawn < 0.75, 4, 2))
    held = np.where(path == A_LEVELS, 0, np.where(path == DIPLOMA, 1, other))
    held = np.where(late & (path == 0), other, held)
    held = np.where(kind >= studying.MASTERS, 5, held)
    held = np.where(kind == studying.INTERCALATED, 0, held)
    newer = (first >= NEW_QUALIFICATIONS_FROM) & (year >= NEW_QUALIFICATIONS_FROM)
    half = np.where(ks5.has_half(people, p)[row], TARIFF[sixth.half[row]] // 2, 0)
    points = TARIFF[sixth.achieved[row]].sum(axis=1) + half
    points = np.where(path == DIPLOMA, ks5.TARIFF_DIPLOMA[sixth.diploma[row]], points)
    young = np.isin(courses.provider[rows.course], (studying.AT_FIRST, studying.AFTER_MOVE))
    asked = young & (path > 0) & (kind <= studying.DIPLOMA)
    return {
        "he_entry_old": Values(held, null=newer, labels=OLD_QUALIFICATIONS),
        "he_entry_new": Values(held, null=~newer, labels=NEW_QUALIFICATIONS),
        "he_tariff": Values(points, null=~asked),
    }


def _home(people, row, p):
    """Region and small areas of the home before the course."""
    region = places.regions(people.draws, people.la, p)[row]
    corner = (people.draws.uniform("geography/corner") * places.OUTPUT_AREAS).astype(np.int64)
    per_la = p["place.areas_per_la"]
    area = people.area[:, -1]
    within = area % per_la * places.OUTPUT_AREAS + corner
    output = people.la * (per_la * places.OUTPUT_AREAS) + within
    seed = people.draws.seed

    def spelled(kind, values):
        distinct, place = np.unique(values, return_inverse=True)
        text = ids.spell(kind, ids.make(seed, kind, distinct))
        labels = text.view(f"S{text.shape[1]}").ravel().astype("U").tolist()
        return Values(place, labels=tuple(labels) or ("",))

    low = int(area.min()) if len(area) else 0
    high = int(area.max()) if len(area) else 0
    middle = people.la * (per_la // AREAS_PER_MSOA) + area % per_la // AREAS_PER_MSOA
    base = int(middle.min()) if len(middle) else 0
    top = int(middle.max()) if len(middle) else 0
    letters = ("A", "B", "D", "E", "F", "G", "H", "J", "K")
    return {
        "he_home_region": Values(region, labels=letters),
        "he_output_area": spelled(places.OUTPUT_AREA, output[row]),
        "he_small_area": Values(
            area[row] - low, labels=tuple(f"E019{n:05d}" for n in range(low, high + 1))
        ),
        "he_middle_area": Values(
            middle[row] - base, labels=tuple(f"E029{n:05d}" for n in range(base, top + 1))
        ),
        "he_authority": spelled(places.AUTHORITY, people.la[row]),
    }
