"""University: what HESA holds of each student, course and academic year."""

import numpy as np

from leo_course.synthesis import applying, model
from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.model import GROUPS

HESA_YEARS = range(2005, 2021)  # the year in which the academic year ends
JACS3_FROM = 2013
DEGREE_CLASSES = (1, 2, 3, 5, 4)  # codes, in the order in which the model fills them
PROVIDERS = dict(zip(GROUPS, applying.PROVIDERS, strict=True))

# Subject of the model -> JACS 2 code, JACS 3 code.
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


def observe(people, keys, p):
    """Rows of HESA, by academic year."""
    for year in HESA_YEARS:
        yield ("HESA_I2", "hesa", year), hesa(people, keys, p, year)


def hesa(people, keys, p, year):
    """Rows of the academic year that ends in ``year``: degrees and master's courses."""
    course_year = year - people.entry_year + 1
    first_degree = people.entered & (course_year >= 1) & (course_year <= people.years_done)
    masters = people.masters & (course_year == people.years + 1)
    again = people.draws.happens("trouble/two_courses", p["trouble.two_courses"])
    again &= people.years_done > 1  # who drops out in the first year does not begin twice
    abandoned = np.flatnonzero(again & first_degree & (course_year == 1))
    rows = np.flatnonzero(first_degree | masters)
    short = np.arange(len(rows) + len(abandoned)) >= len(rows)  # the course left before Christmas
    rows = np.concatenate([rows, abandoned])
    post = masters[rows]
    last = short | post | (course_year[rows] == people.years_done[rows])
    obtained = last & ~short & (post | people.degree[rows])
    stage = np.where(post, 1, course_year[rows])
    started = _start_day(people, rows, year - stage)
    started = np.where(again[rows] & ~short & ~post, day(year - stage + 1, 1, 12), started)
    values = _hesa_outcome(people, rows, post, last, obtained, short, year)
    values |= _hesa_subject(people, p, rows, year)
    values |= _hesa_provider(people, rows, short)
    return values | {
        "he_pmr": Values(keys.pmr[rows], kind=ids.PMR),
        "he_registered": Values(np.ones(len(rows), dtype=np.int64)),
        "he_qualified": Values(obtained.astype(np.int64)),
        "he_first_year": Values((stage == 1).astype(np.int64)),
        "he_start": Values(started),
        "he_course_year": Values(stage),
        "he_student_year": Values(stage),
        "he_mode": Values(np.where(_sandwich(people, p, rows, stage), 2, 1)),
        "he_level": Values(np.where(post, 2, 4)),
        "he_sex": Values(1 + people.female[rows].astype(np.int64)),
    }


def _start_day(people, rows, autumn):
    late = (people.draws.uniform("he/start day")[rows] * 3).astype(np.int64)
    return day(autumn, 9, 17) + 7 * late


def _sandwich(people, p, rows, stage):
    """The third of four years in engineering and business is a year in work."""
    names = model.subjects(p)
    kinds = [names.index("engineering"), names.index("business")]
    return np.isin(people.subject[rows], kinds) & (people.years[rows] == 4) & (stage == 3)


def _hesa_outcome(people, rows, post, last, obtained, short, year):
    why = people.draws.uniform("he/reason")[rows]
    reason = np.where(why < 0.35, 1, np.where(why < 0.75, 3, np.where(why < 0.85, 4, 5)))
    reason = np.where(short, 2, reason)
    within = (people.draws.uniform("he/leaving day")[rows] * 240).astype(np.int64)
    end = np.where(obtained, day(np.full(len(rows), year), 6, 30), day(year - 1, 10, 15) + within)
    end = np.where(post, day(np.full(len(rows), year), 7, 31), end)
    end = np.where(short, day(year - 1, 11, 10) + within // 8, end)
    degree_class = np.array(DEGREE_CLASSES)[people.degree_class[rows]]
    graded = obtained & ~post & (people.years[rows] != 5)
    without_honours = graded & (degree_class == 5)
    return {
        "he_end": Values(np.where(last, end, 0), null=~last),
        "he_reason_ended": Values(
            np.where(obtained, 0, reason), null=~last, labels=("01", "02", "03", "07", "10", "99")
        ),
        "he_level_obtained": Values(np.where(post, 2, 4), null=~obtained),
        "he_qualification": Values(
            np.where(post, 2, np.where(without_honours, 1, 0)),
            null=~obtained,
            labels=("H00", "I00", "M00"),
        ),
        "he_class": Values(np.where(graded, degree_class, 9)),
    }


def _hesa_subject(people, p, rows, year):
    names = model.subjects(p)
    codes = tuple(JACS[name][year >= JACS3_FROM] for name in names)
    letters = tuple(sorted({code[0] for code in codes}))
    first = people.subject[rows]
    step = 1 + (people.draws.uniform("he/second subject")[rows] * (len(names) - 1)).astype(np.int64)
    joint = people.draws.happens("he/joint", p["he.joint"])[rows] & (people.years[rows] != 5)
    none = np.ones(len(rows), dtype=bool)
    nothing = np.zeros(len(rows), dtype=np.int64)
    group = np.array([letters.index(code[0]) for code in codes])
    return {
        "he_subject_1": Values(first, labels=codes),
        "he_subject_share_1": Values(np.where(joint, 0.5, 1.0)),
        "he_subject_group_1": Values(group[first], labels=letters),
        "he_subject_2": Values((first + step) % len(names), null=~joint, labels=codes),
        "he_subject_3": Values(nothing, null=none, labels=codes),
        "he_subject_4": Values(nothing, null=none, labels=codes),
    }


def _hesa_provider(people, rows, short):
    """A provider of the group, or for a course soon left another; no pseudonym shows the group."""
    sizes = np.array([PROVIDERS[group] for group in GROUPS])
    provider = provider_of(people)[rows]
    provider = np.where(short, (provider + sizes[0]) % sizes.sum(), provider)
    every = np.arange(sizes.sum())
    order = np.argsort(people.draws.uniform_of("he/provider name", every), kind="stable")
    labels = tuple(f"SYNHE{n + 1:04d}" for n in np.argsort(order, kind="stable").tolist())
    region = provider_region(people)
    return {
        "he_provider": Values(provider, labels=labels),
        "he_provider_region": Values(
            region[provider], labels=("A", "B", "D", "E", "F", "G", "H", "J", "K")
        ),
    }


def provider_of(people):
    """Number of the provider that each person goes to, or would have gone to."""
    sizes = np.array([PROVIDERS[group] for group in GROUPS])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    drawn = people.draws.uniform("he/provider")
    provider = starts[people.group] + (drawn * sizes[people.group]).astype(np.int64)
    # Who holds a place through an application goes where it was accepted.
    _, state = people.lives["applications"]
    applied = state.provider[np.arange(len(provider)), np.maximum(state.accepted, 0)]
    return np.where(state.enters | state.deferred, applied, provider)


def provider_region(people):
    """Region of each provider, by its number: 0 to 8, from the North East to the South West."""
    every = np.arange(sum(PROVIDERS.values()))
    return (people.draws.uniform_of("he/provider region", every) * 9).astype(np.int64)
