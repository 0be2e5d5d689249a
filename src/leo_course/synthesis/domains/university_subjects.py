"""Subjects of study in the codes of each time: JACS 2, JACS 3, and HECoS with its groups.

A subject of the model is several codes, and a code says more than the subject does. JACS 1 and 2
differ from JACS 3 above all in computing, which leaves the letter G for I in 2012/13. HECoS takes
their place in 2019/20, with the Common Aggregation Hierarchy (CAH) above it: a CAH group is the
beginning of the CAH code, but no JACS group is the same as a CAH group.
"""

from functools import cache

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values
from leo_course.synthesis.streams import choose

JACS3_FROM = 2013
JACS_FROM, HECOS_FROM = 2008, 2020
SLOTS = 5

# Subject of the model -> JACS 2 code, JACS 3 code: its main line, as applications name it.
JACS = {
    "medicine": ("A100", "A100"),
    "nursing": ("B700", "B700"),
    "allied health": ("B900", "B900"),
    "biosciences": ("C100", "C100"),
    "psychology": ("C800", "C800"),
    "sport": ("C600", "C600"),
    "agriculture": ("D400", "D400"),
    "physical sciences": ("F100", "F100"),
    "mathematics": ("G100", "G100"),
    "computing": ("G400", "I100"),
    "engineering": ("H100", "H100"),
    "architecture": ("K100", "K100"),
    "economics": ("L100", "L100"),
    "social studies": ("L300", "L300"),
    "law": ("M100", "M100"),
    "business": ("N100", "N100"),
    "media": ("P300", "P300"),
    "languages": ("R100", "R100"),
    "english": ("Q300", "Q300"),
    "history": ("V100", "V100"),
    "creative arts": ("W200", "W200"),
    "education": ("X300", "X300"),
}

# Subject of the model -> for each code: JACS 2, JACS 3, HECoS, CAH level 3, and how many women and
# men take it, in any unit. The shares follow the CAH2 groups of the DfE graduate industry data.
CODES = {
    "medicine": (
        ("A100", "A100", "100271", "CAH01-01-02", 45, 45),
        ("A300", "A300", "100267", "CAH01-01-02", 30, 30),
        ("A200", "A200", "100275", "CAH01-01-04", 10, 10),
        ("A400", "A400", "100268", "CAH01-01-04", 15, 15),
    ),
    "nursing": (
        ("B700", "B700", "100290", "CAH02-04-01", 30, 30),
        ("B740", "B740", "100279", "CAH02-04-02", 30, 30),
        ("B760", "B760", "100287", "CAH02-04-07", 14, 30),
        ("B730", "B730", "100280", "CAH02-04-05", 12, 5),
        ("B720", "B720", "100288", "CAH02-04-04", 14, 1),
        ("B761", "B761", "100286", "CAH02-04-08", 3, 4),
    ),
    "allied health": (
        ("B160", "B160", "100252", "CAH02-06-05", 14, 22),
        ("B930", "B930", "100249", "CAH02-06-07", 16, 8),
        ("B620", "B620", "100255", "CAH02-06-01", 16, 4),
        ("B400", "B400", "100247", "CAH02-06-02", 14, 8),
        ("B510", "B510", "100036", "CAH02-06-03", 13, 17),
        ("B100", "B100", "100264", "CAH02-05-04", 7, 10),
        ("B120", "B120", "100262", "CAH02-05-04", 5, 7),
        ("B821", "B821", "100129", "CAH02-05-01", 6, 7),
        ("B230", "B230", "100251", "CAH02-02-03", 6, 12),
        ("B210", "B210", "100250", "CAH02-02-01", 3, 5),
    ),
    "biosciences": (
        ("C100", "C100", "100346", "CAH03-01-02", 40, 42),
        ("C300", "C300", "100356", "CAH03-01-06", 15, 11),
        ("C180", "C180", "100347", "CAH03-01-03", 11, 13),
        ("C400", "C400", "100259", "CAH03-01-07", 8, 6),
        ("C500", "C500", "100353", "CAH03-01-04", 6, 6),
        ("C700", "C700", "100344", "CAH03-01-08", 20, 22),
    ),
    "psychology": (
        ("C800", "C800", "100497", "CAH04-01-01", 76, 76),
        ("C810", "C810", "100493", "CAH04-01-02", 10, 10),
        ("C880", "C880", "100498", "CAH04-01-05", 8, 8),
        ("C840", "C840", "100494", "CAH04-01-04", 6, 6),
    ),
    "sport": (
        ("C600", "C600", "100433", "CAH03-02-01", 66, 62),
        ("C600", "C610", "100095", "CAH03-02-01", 18, 26),
        ("C600", "C630", "100475", "CAH03-02-01", 16, 12),
    ),
    "agriculture": (
        ("D400", "D400", "100517", "CAH06-01-03", 24, 45),
        ("D300", "D300", "100523", "CAH06-01-01", 36, 17),
        ("D610", "D610", "100527", "CAH06-01-07", 12, 17),
        ("D100", "D100", "100531", "CAH05-01-01", 12, 9),
        ("D200", "D200", "100531", "CAH05-01-01", 8, 7),
        ("D310", "D310", "100532", "CAH05-01-02", 8, 1),
    ),
    "physical sciences": (
        ("F100", "F100", "100417", "CAH07-02-01", 33, 31),
        ("F300", "F300", "100425", "CAH07-01-01", 10, 31),
        ("F510", "F510", "100415", "CAH07-01-02", 3, 6),
        ("F410", "F410", "100388", "CAH07-04-02", 24, 10),
        ("F600", "F600", "100395", "CAH26-01-06", 9, 10),
        ("F800", "F800", "100410", "CAH26-01-02", 21, 14),
    ),
    "mathematics": (
        ("G100", "G100", "100403", "CAH09-01-01", 74, 76),
        ("G120", "G120", "100400", "CAH09-01-01", 8, 8),
        ("G300", "G300", "100406", "CAH09-01-03", 14, 12),
        ("G200", "G200", "100404", "CAH09-01-02", 4, 4),
    ),
    "computing": (
        ("G400", "I100", "100366", "CAH11-01-01", 52, 56),
        ("G500", "I200", "100371", "CAH11-01-03", 24, 15),
        ("G600", "I300", "100374", "CAH11-01-04", 10, 15),
        ("G700", "I400", "100359", "CAH11-01-05", 2, 3),
        ("G450", "I700", "100363", "CAH11-01-06", 12, 11),
    ),
    "engineering": (
        ("H100", "H100", "100184", "CAH10-01-01", 12, 12),
        ("H200", "H200", "100148", "CAH10-01-07", 20, 17),
        ("H300", "H300", "100190", "CAH10-01-02", 17, 26),
        ("H400", "H400", "100115", "CAH10-01-04", 8, 11),
        ("H600", "H600", "100163", "CAH10-01-08", 14, 20),
        ("H800", "H800", "100143", "CAH10-01-09", 17, 8),
        ("J500", "J500", "100203", "CAH10-03-02", 12, 6),
    ),
    "architecture": (
        ("K100", "K100", "100122", "CAH13-01-01", 58, 40),
        ("K200", "K200", "100149", "CAH13-01-02", 20, 45),
        ("K300", "K300", "100124", "CAH13-01-03", 6, 2),
        ("K400", "K400", "100197", "CAH13-01-04", 16, 13),
    ),
    "economics": (
        ("L100", "L100", "100450", "CAH15-02-01", 80, 80),
        ("L111", "L111", "100451", "CAH15-02-01", 10, 12),
        ("L160", "L160", "100452", "CAH15-02-01", 10, 8),
    ),
    "social studies": (
        ("L300", "L300", "100505", "CAH15-01-02", 30, 20),
        ("L400", "L400", "100502", "CAH15-01-03", 9, 5),
        ("L600", "L600", "100436", "CAH15-01-04", 6, 4),
        ("L200", "L200", "100491", "CAH15-03-01", 7, 22),
        ("L250", "L250", "100490", "CAH15-03-01", 4, 9),
        ("L500", "L500", "100503", "CAH15-04-01", 21, 5),
        ("L510", "L510", "100473", "CAH15-04-03", 8, 2),
        ("L700", "L700", "100478", "CAH26-01-03", 15, 33),
    ),
    "law": (
        ("M100", "M100", "100485", "CAH16-01-01", 70, 70),
        ("M200", "M200", "100485", "CAH16-01-01", 18, 18),
        ("M221", "M221", "100482", "CAH16-01-01", 12, 12),
    ),
    "business": (
        ("N100", "N100", "100079", "CAH17-01-02", 27, 30),
        ("N200", "N200", "100089", "CAH17-01-04", 20, 21),
        ("N300", "N300", "100107", "CAH17-01-07", 6, 11),
        ("N400", "N400", "100105", "CAH17-01-08", 14, 19),
        ("N500", "N500", "100075", "CAH17-01-03", 16, 10),
        ("N600", "N600", "100085", "CAH17-01-05", 4, 1),
        ("N800", "N800", "100084", "CAH17-01-06", 13, 8),
    ),
    "media": (
        ("P300", "P300", "100444", "CAH24-01-05", 50, 54),
        ("P303", "P303", "100058", "CAH24-01-05", 14, 22),
        ("P500", "P500", "100442", "CAH24-01-04", 26, 22),
        ("P210", "P210", "100076", "CAH24-01-02", 10, 2),
    ),
    "languages": (
        ("R100", "R100", "100322", "CAH19-04-01", 32, 26),
        ("R200", "R200", "100324", "CAH19-04-02", 11, 15),
        ("R400", "R400", "100325", "CAH19-04-04", 24, 23),
        ("R300", "R300", "100327", "CAH19-04-03", 7, 6),
        ("R900", "R900", "100329", "CAH19-04-09", 14, 14),
        ("T700", "T700", "100316", "CAH19-04-08", 12, 16),
    ),
    "english": (
        ("Q300", "Q300", "100320", "CAH19-01-01", 36, 36),
        ("Q320", "Q320", "100319", "CAH19-01-03", 34, 32),
        ("Q310", "Q310", "100318", "CAH19-01-02", 10, 6),
        ("W800", "W800", "100046", "CAH19-01-05", 9, 16),
        ("Q100", "Q100", "100328", "CAH19-01-07", 11, 10),
    ),
    "history": (
        ("V100", "V100", "100302", "CAH20-01-01", 34, 42),
        ("V140", "V140", "100310", "CAH20-01-01", 13, 19),
        ("V200", "V200", "100302", "CAH20-01-01", 9, 10),
        ("V350", "V350", "100306", "CAH20-01-02", 12, 2),
        ("V400", "V400", "100299", "CAH20-01-03", 9, 8),
        ("V500", "V500", "100337", "CAH20-02-01", 10, 14),
        ("V600", "V600", "100340", "CAH20-02-02", 13, 5),
    ),
    "creative arts": (
        ("W100", "W100", "100059", "CAH25-01-02", 15, 9),
        ("W200", "W200", "100048", "CAH25-01-03", 16, 17),
        ("W210", "W210", "100061", "CAH25-01-03", 13, 16),
        ("W230", "W230", "100055", "CAH25-01-03", 14, 2),
        ("W640", "W640", "100063", "CAH25-01-04", 11, 15),
        ("W300", "W300", "100070", "CAH25-02-02", 8, 25),
        ("W400", "W400", "100069", "CAH25-02-03", 16, 14),
        ("W500", "W500", "100068", "CAH25-02-04", 7, 2),
    ),
    "education": (
        ("X300", "X300", "100459", "CAH22-01-01", 44, 48),
        ("X310", "X310", "100463", "CAH22-01-01", 18, 2),
        ("X120", "X120", "100511", "CAH22-01-02", 34, 32),
        ("X130", "X130", "100512", "CAH22-01-02", 4, 18),
    ),
}
TEACHING = ("X120", "X130")  # what postgraduate training of teachers is coded as

# Letter of a JACS code -> subject area of HESA, as it stands in the column of groups.
AREAS = dict(zip("ABCDFGIHJKLMNPQRTVWX", "123567899ABCDEFFFGHI", strict=True))
_COMPUTING = ("G4", "G5", "G6", "G7")


def area(code):
    """The subject area of a JACS code of either version."""
    if code[:2] in ("D1", "D2"):
        return "4"
    return "8" if code[:2] in _COMPUTING else AREAS[code[0]]


class Table:
    """Every code in one list, with those of each subject of the model."""

    def __init__(self, p):
        names = model.subjects(p)
        lines = [(names.index(name), *line) for name in names for line in CODES[name]]
        self.subject = np.array([line[0] for line in lines])
        self.jacs = tuple(tuple(line[version] for line in lines) for version in (1, 2))
        self.hecos = tuple(line[3] for line in lines)
        self.cah = tuple(line[4] for line in lines)
        self.weights = np.array([line[5:] for line in lines], dtype=np.float64)
        self.first = np.searchsorted(self.subject, np.arange(len(names)))
        self.teaching = np.array([self.jacs[1].index(code) for code in TEACHING])

    def pick(self, subject, female, uniform):
        """Place in the list of a code for each subject, by sex."""
        found = np.zeros(len(subject), dtype=np.int64)
        for number, first in enumerate(self.first.tolist()):
            within = self.subject == number
            for sex in (0, 1):
                here = np.flatnonzero((subject == number) & (female == (sex == 0)))
                found[here] = first + choose(uniform[here], self.weights[within, sex])
        return found


def drawn(people, courses, p):
    """Codes of each course, shape (courses, 3), -1 for none, and the shares of time."""
    table, draws, row = Table(p), people.draws, courses.row
    # A person's later courses are coded by draws of their own.
    slot = courses.provider
    chance = draws.uniform("he/subject code", 4)[row, slot]
    female = people.female[row]
    first = table.pick(courses.subject, female, chance)
    teaches = courses.kind == model.studying.TEACHING
    half = (draws.uniform("he/school phase")[row] < p["hesa.teaching_secondary"]).astype(np.int64)
    first = np.where(teaches, table.teaching[half], first)
    names = model.subjects(p)
    weights = np.array([p["hesa.partners"].get(name, 0.0) for name in names])
    partner = choose(draws.uniform("he/second subject")[row], weights)
    joint = draws.happens("he/joint", p["he.joint"])[row] & ~teaches & (courses.length < 5)
    joint &= partner != courses.subject
    second = table.pick(partner, female, draws.uniform("he/second code")[row])
    third = choose(draws.uniform("he/third subject")[row], weights)
    kind = draws.uniform("he/kind of joint")[row]
    three = joint & (kind < p["hesa.three_subjects"])
    three &= (third != partner) & (third != courses.subject)
    last = table.pick(third, female, draws.uniform("he/third code")[row])
    major = joint & ~three & (kind > 1 - p["hesa.major_minor"])
    codes = np.stack([first, np.where(joint, second, -1), np.where(three, last, -1)], axis=1)
    shares = np.where(major, 0.67, np.where(joint, 0.5, 1.0))
    shares = np.stack([shares, 1 - shares, np.zeros(len(row))], axis=1)
    shares[three] = (0.34, 0.33, 0.33)
    return codes, shares


@cache
def _distinct(labels):
    """The distinct ones of labels in order, and for each of the labels its place among them."""
    distinct = tuple(sorted(set(labels)))
    return distinct, np.array([distinct.index(label) for label in labels])


def columns(codes, shares, year, p):
    """The columns of subjects for rows with these codes, in an academic year."""
    table = Table(p)
    none = codes < 0
    nothing = np.zeros(len(codes), dtype=np.int64)
    empty = np.ones(len(codes), dtype=bool)

    def column(place, labels):
        distinct, to = _distinct(tuple(labels))
        if place > 2:
            return Values(nothing, null=empty, labels=distinct)
        null = none[:, place]
        return Values(np.where(null, 0, to[codes[:, place]]), null=null, labels=distinct)

    jacs = table.jacs[int(year >= JACS3_FROM)]
    result = {}
    for place in range(SLOTS):
        number = place + 1
        result[f"he_qualification_subject_{number}"] = column(place, jacs)
        result[f"he_hecos_{number}"] = column(place, table.hecos)
        for level, end in (("1", 5), ("2", 8), ("3", 11)):
            result[f"he_cah{level}_{number}"] = column(place, [code[:end] for code in table.cah])
        values = column(place if JACS_FROM <= year < HECOS_FROM else 9, jacs)
        result[f"he_subject_{number}"] = values
        result[f"he_subject_group_{number}"] = column(place, [area(code) for code in jacs])
        result[f"he_subject_line_{number}"] = column(place, [code[:2] for code in jacs])
        share = shares[:, min(place, 2)]
        null = none[:, place] if place < 3 else empty
        result[f"he_subject_share_{number}"] = Values(np.where(null, 0.0, share), null=null)
    balance = np.where(none[:, 1], 0, np.where(~none[:, 2], 3, np.where(shares[:, 0] > 0.6, 2, 1)))
    return result | {"he_balance": Values(balance + 1)}
