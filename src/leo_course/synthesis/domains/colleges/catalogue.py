"""The invented catalogue of learning aims: what the Learning Aims Reference Service lists.

An aim has a reference, a title, a type, a level, a sector subject area and the share of a full
level that it is worth. The sectors, types and levels are those of the real service; the aims are
not: references begin with S. Qualifications of the older framework give way to those of the
Qualifications and Credit Framework, so that the same course has other aims before and after.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import ks5
from leo_course.synthesis.domains.colleges.learning import YEARS

REFORM = 2010  # first academic year in which people begin aims of the newer framework
PROGRAMME = "ZPROG001"  # the reference that stands for a programme as a whole

TIER1 = {
    1: "Health, Public Services and Care",
    2: "Science and Mathematics",
    3: "Agriculture, Horticulture and Animal Care",
    4: "Engineering and Manufacturing Technologies",
    5: "Construction, Planning and the Built Environment",
    6: "Information and Communication Technology",
    7: "Retail and Commercial Enterprise",
    8: "Leisure, Travel and Tourism",
    9: "Arts, Media and Publishing",
    10: "History, Philosophy and Theology",
    11: "Social Sciences",
    12: "Languages, Literature and Culture",
    13: "Education and Training",
    14: "Preparation for Life and Work",
    15: "Business, Administration and Law",
}
TIER2 = {
    "1.3": "Health and social care",
    "1.4": "Public services",
    "1.5": "Child development and well being",
    "2.1": "Science",
    "2.2": "Mathematics and statistics",
    "3.2": "Horticulture and forestry",
    "3.3": "Animal care and veterinary science",
    "4.1": "Engineering",
    "4.2": "Manufacturing technologies",
    "4.3": "Transportation operations and maintenance",
    "5.2": "Building and construction",
    "6.1": "ICT practitioners",
    "6.2": "ICT for users",
    "7.1": "Retailing and wholesaling",
    "7.3": "Service enterprises",
    "7.4": "Hospitality and catering",
    "8.1": "Sport, leisure and recreation",
    "8.2": "Travel and tourism",
    "9.1": "Performing arts",
    "9.2": "Crafts, creative arts and design",
    "9.3": "Media and communication",
    "10.1": "History",
    "10.4": "Theology and religious studies",
    "11.1": "Geography",
    "11.2": "Sociology and social policy",
    "11.3": "Politics",
    "11.4": "Economics",
    "12.1": "Languages, literature and culture of the British Isles",
    "12.2": "Other languages, literature and culture",
    "13.2": "Direct learning support",
    "14.1": "Foundations for learning and life",
    "14.2": "Preparation for work",
    "15.1": "Accounting and finance",
    "15.2": "Administration",
    "15.3": "Business management",
    "15.5": "Law and legal services",
}
# Subjects at A level, by their names in the model: sector subject area, and title.
SUBJECTS = {
    "english literature": ("12.1", "English Literature"),
    "english language": ("12.1", "English Language"),
    "mathematics": ("2.2", "Mathematics"),
    "further mathematics": ("2.2", "Further Mathematics"),
    "biology": ("2.1", "Biology"),
    "chemistry": ("2.1", "Chemistry"),
    "physics": ("2.1", "Physics"),
    "psychology": ("2.1", "Psychology"),
    "sociology": ("11.2", "Sociology"),
    "history": ("10.1", "History"),
    "geography": ("11.1", "Geography"),
    "economics": ("11.4", "Economics"),
    "business": ("15.3", "Business Studies"),
    "religious studies": ("10.4", "Religious Studies"),
    "politics": ("11.3", "Government and Politics"),
    "law": ("15.5", "Law"),
    "french": ("12.2", "French"),
    "spanish": ("12.2", "Spanish"),
    "art": ("9.2", "Art and Design"),
    "drama": ("9.1", "Drama and Theatre Studies"),
    "media": ("9.3", "Media Studies"),
    "music": ("9.1", "Music"),
    "physical education": ("8.1", "Physical Education"),
    "design and technology": ("4.2", "Design and Technology"),
    "computing": ("6.1", "Computing"),
}
# Sectors that have T levels in the first year in which they are taught.
T_LEVELS = {
    "1.5": "Education and Childcare",
    "5.2": "Design, Surveying and Planning for Construction",
}
T_LEVELS |= {"6.1": "Digital Production, Design and Development"}
T_LEVEL_FROM = 2020
# Sector of a diploma in the tables of Key Stage 5 -> sector subject area.
DIPLOMA_AREAS = {
    "applied science": "2.1",
    "art and design": "9.2",
    "business": "15.3",
    "engineering": "4.1",
    "health and social care": "1.3",
    "information technology": "6.2",
    "media": "9.3",
    "performing arts": "9.1",
    "public services": "1.4",
    "sport": "8.1",
}
# The types of aim used here, by what they are for: before the reform, from it on.
_TYPES = {
    "course": {0: ("0016", "1452"), 1: ("1426", "0006"), 2: ("1423", "0006"), 3: ("1425", "1428")},
    "competence": {2: ("0036", "0006"), 3: ("0036", "0006"), 4: ("0036", "0006")},
    "knowledge": {2: ("0016", "0016"), 3: ("0016", "0016"), 4: ("0016", "0016")},
    "adult": {k: ("0016", "1452" if k < 2 else "0016") for k in range(5)},
}
_WORDS = {
    "0016": "Certificate in",
    "1452": "Award in",
    "1426": "BTEC Introductory Diploma in",
    "1423": "BTEC First Diploma in",
    "1425": "BTEC National Diploma in",
    "1428": "BTEC National Extended Diploma in",
    "0006": "Diploma in",
    "0036": "NVQ in",
}


@dataclass(frozen=True)
class Aim:
    """One learning aim: level 0 is entry level; widths in percent of a full level."""

    reference: str
    title: str
    type: str
    level: int
    sector: str
    width2: int = 0
    width3: int = 0
    skill: int = 0  # 1 for English, 2 for mathematics, 0 for neither
    first: int = 2002  # academic years in which the catalogue lists it
    last: int = 2020


@cache
def aims():
    """All aims, in the order of their numbers, and the number of each by what it is for."""
    listed, number = [Aim(PROGRAMME, "Programme aim", "", -1, "")], {("programme",): 0}

    def add(key, title, kind, level, sector, reference=None, **more):
        number[key] = len(listed)
        reference = reference or f"S9{100000 + 37 * len(listed):06d}"
        listed.append(Aim(reference, title, kind, level, sector, **more))

    eras = ((2002, 2012), (REFORM, 2020))
    for sector, name in TIER2.items():
        for use, types in _TYPES.items():
            for level, kinds in types.items():
                for era, (first, last) in enumerate(eras):
                    title = f"{_WORDS[kinds[era]]} {name} (Entry Level)"
                    if level:
                        title = f"Level {level} {_WORDS[kinds[era]]} {name}"
                    full = use in ("course", "competence")
                    width2 = (100 if full else 40) if level == 2 else 0
                    width3 = (100 if full else 40) if level == 3 else 0
                    key = (use, sector, level, era)
                    more = {"width2": width2, "width3": width3, "first": first, "last": last}
                    add(key, title, kinds[era], level, sector, **more)
    for skill, name in ((1, "English"), (2, "Mathematics")):
        for level in (1, 2):
            key_skill = ("Communication", "Application of Number")[skill - 1]
            more = {"skill": skill}
            title = f"Level {level} Key Skills in {key_skill}"
            add(("skill", skill, level, 0), title, "1327", level, "14.1", last=2012, **more)
            title = f"Level {level} Functional Skills in {name}"
            add(("skill", skill, level, 1), title, "1439", level, "14.1", first=REFORM, **more)
    for subject, (sector, name) in SUBJECTS.items():
        code = ks5.MAPPING[subject]
        more = {"reference": ks5.qualification("121", code), "width3": 25}
        add(("AS", subject), f"GCE AS Level in {name}", "0001", 3, sector, **more)
        more = {"reference": ks5.qualification("111", code), "width3": 50}
        add(("A2", subject), f"GCE A Level in {name}", "1453", 3, sector, **more)
    # The diplomas that school sixth forms teach, named as the tables of Key Stage 5 name them.
    for sector, code in ks5.SECTORS.items():
        title = f"Level 3 BTEC National Diploma in {sector[0].upper()}{sector[1:]}"
        more = {"reference": ks5.qualification("177", code), "width3": 100}
        add(("diploma", sector), title, "1425", 3, DIPLOMA_AREAS[sector], **more)
    for sector, name in T_LEVELS.items():
        more = {"width3": 100, "first": T_LEVEL_FROM}
        add(("T level", sector), f"T Level in {name}", "1462", 3, sector, **more)
    return tuple(listed), number


@cache
def columns():
    """The catalogue as arrays by number of the aim, of the fields that the records need."""
    listed, _ = aims()
    fields = ("level", "width2", "width3", "skill", "first", "last")
    table = {name: np.array([getattr(aim, name) for aim in listed]) for name in fields}
    table["tier1"] = np.array([int(aim.sector.split(".")[0] or 0) for aim in listed])
    codes = tuple(TIER2)
    table["tier2"] = np.array([codes.index(a.sector) if a.sector else -1 for a in listed])
    table["types"] = tuple(sorted({aim.type for aim in listed}))
    table["type"] = np.array([table["types"].index(aim.type) for aim in listed])
    table["references"] = tuple(aim.reference for aim in listed)
    table["titles"] = tuple(aim.title for aim in listed)
    return table


@cache
def numbers(use, sectors):
    """Numbers of the aims of one use, of shape (sectors, levels 0 to 4, eras); -1 for none."""
    _, number = aims()
    return np.array(
        [[[number.get((use, s, k, era), -1) for era in (0, 1)] for k in range(5)] for s in sectors]
    )


@cache
def skill_numbers():
    """Numbers of the aims in English and mathematics, of shape (2 skills, levels 1 and 2, eras)."""
    _, number = aims()
    return np.array([[[number["skill", s, k, e] for e in (0, 1)] for k in (1, 2)] for s in (1, 2)])


@cache
def subject_numbers(stage):
    """Numbers of the aims of the A level subjects, in their order; ``stage`` is AS or A2."""
    _, number = aims()
    return np.array([number[stage, subject] for subject in SUBJECTS])


@cache
def diploma_numbers():
    """Numbers of the diplomas that school sixth forms teach at level 3, by place in ks5.SECTORS."""
    _, number = aims()
    return np.array([number["diploma", sector] for sector in ks5.SECTORS])


@cache
def t_level_numbers(sectors):
    """Numbers of the T levels of each of the sectors; -1 for those that have none."""
    _, number = aims()
    return np.array([number.get(("T level", sector), -1) for sector in sectors])


def listed(people, p):
    """Whether the catalogue of each academic year lists each aim, of shape (aims, years)."""
    table = columns()
    years = np.array(YEARS)
    valid = (table["first"][:, None] <= years) & (years <= table["last"][:, None])
    cell = np.arange(valid.size).reshape(valid.shape)
    lost = people.draws.uniform_of("trouble/aims_not_listed", cell.ravel()).reshape(valid.shape)
    lost = lost < p["trouble.aims_not_listed"]
    lost[0] = False
    return valid & ~lost


def rows(people, p):
    """Rows of the catalogue: one for each aim and academic year in which it is listed."""
    table = columns()
    number, place = np.nonzero(listed(people, p))
    year = np.array(YEARS)[place]
    level, tier1, tier2 = (table[name][number] for name in ("level", "tier1", "tier2"))
    programme, skill = number == 0, table["skill"][number]
    academic = np.isin(np.array(table["types"])[table["type"]], ("0001", "1453"))[number]
    is_as = (table["width3"] == 25)[number]
    family = np.where(academic, np.where(is_as, 2, 3), 1)
    return {
        "lars_year": Values(year),
        "lars_academic_year": academic_year(place),
        "lars_reference": Values(number, labels=table["references"]),
        "lars_title": Values(number, labels=table["titles"]),
        "lars_type": Values(table["type"][number], null=programme, labels=table["types"]),
        "lars_level": Values(level),
        "lars_level_v2": Values(level, null=programme),
        "lars_fine_type": Values(fine_type(number)),
        "lars_skill": Values((skill > 0).astype(np.int64)),
        "lars_skill_type": Values(np.where(skill == 0, -2, skill)),
        "lars_tier1": Values(np.maximum(tier1, 0), labels=tier1_codes()),
        "lars_tier2": Values(np.maximum(tier2 + 1, 0), labels=tier2_codes()),
        "lars_family2": Values(np.where(table["width2"][number] > 0, 1, -2)),
        "lars_family3": Values(np.where(table["width3"][number] > 0, family, -2)),
        "lars_width2": Values(table["width2"][number]),
        "lars_width3": Values(table["width3"][number]),
        "lars_fe_he": Values(np.where(programme, 1, 0), labels=("F", "X")),
        "lars_genre": Values(np.where(programme, 1, 0), labels=("EOQ", "IGC")),
    }


def narrow(values):
    """The same columns with whole numbers in four bytes where they fit, for there are many rows."""
    for column in values.values():
        data = column.data
        if data.dtype == np.int64 and len(data) and -(2**31) <= data.min() <= data.max() < 2**31:
            column.data = data.astype(np.int32)
    return values


def academic_year(place):
    """Academic years in full, such as 2010/2011, from their places."""
    return Values(place, labels=tuple(f"{year}/{year + 1}" for year in YEARS))


def tier1_codes():
    """Codes of tier 1, in the order of the places 0 (not known) to 15."""
    return ("-1", *map(str, TIER1))


def tier2_codes():
    """Codes of tier 2, with -1 for not known in the first place."""
    return ("-1", *TIER2)


def fine_type(number):
    """The fine type of aims in English and mathematics; -2 for all others."""
    skill = columns()["skill"][number]
    newer = columns()["first"][number] == REFORM
    older = np.where(skill == 1, 13, 14)
    return np.where(skill == 0, -2, np.where(newer, np.where(skill == 1, 20, 19), older))
