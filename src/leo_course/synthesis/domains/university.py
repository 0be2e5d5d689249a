"""University: what HESA holds of each student, course and academic year.

The courses themselves are made by the core (``synthesis.studying``). A student has a record for
each academic year of each course. ``university_subjects`` has the codes of subjects, and
``university_people`` what providers know of the person.
"""

from dataclasses import dataclass, fields

import numpy as np

from leo_course.synthesis import applying, model, studying
from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import university_people, university_subjects
from leo_course.synthesis.keys import key_text
from leo_course.synthesis.model import GROUPS
from leo_course.synthesis.streams import choose

HESA_YEARS = range(2005, 2021)  # the year in which the academic year ends
NO_END_DATES = 2006  # the last year whose records do not say when a course ended
DEGREE_CLASSES = (1, 2, 3, 5, 4)  # codes, in the order in which the model fills them
PROVIDERS = dict(zip(GROUPS, applying.PROVIDERS, strict=True))
JACS = university_subjects.JACS  # the main line of each subject, as applications name it
REGION_LETTERS = ("A", "B", "D", "E", "F", "G", "H", "J", "K")

# By kind of course: level of study in six, five and three groups, and the qualification aimed at.
LEVELS = {
    6: (4, 5, 5, 5, 2, 3, 1, 4, 3),
    5: (3, 4, 4, 4, 2, 2, 1, 3, 2),
    3: (2, 2, 2, 2, 1, 1, 1, 2, 1),
}
AIMS = ("H00", "J10", "J30", "C20", "M00", "M71", "D00", "H00", "M80", "I00", "M22")
ORDINARY, INTEGRATED = AIMS.index("I00"), AIMS.index("M22")
FULL_TIME, SANDWICH, PART_TIME, DORMANT = 1, 2, 3, 4
MODES = ("01", "23", "31", "63", "64")
SUCCESS, FAILED, MOVED, HEALTH, MONEY, PERSONAL, LAPSED, JOB, UNKNOWN = range(9)
REASONS = ("01", "02", "03", "04", "06", "07", "08", "10", "99")


@dataclass
class Rows:
    """Records of one academic year; arrays with one entry for each."""

    course: np.ndarray  # place among the courses
    row: np.ndarray  # place in the block
    number: np.ndarray  # which year on the course this is, from 1
    abandoned: np.ndarray  # the course left before Christmas, by those who begin again elsewhere
    kept_open: np.ndarray  # the record of somebody who has left
    restarted: np.ndarray  # of the course begun after the abandoned one
    stage: np.ndarray = None  # year of the programme
    dormant: np.ndarray = None
    last: np.ndarray = None
    obtained: np.ndarray = None
    provider: np.ndarray = None


def observe(people, keys, p):
    """Rows of HESA, by academic year."""
    courses = people.lives["university"]
    seen = _seen(people, keys, p)
    coded = university_subjects.drawn(people, courses, p)
    providers = _providers(people, courses, p)
    for year in HESA_YEARS:
        rows = _rows(people, courses, seen, providers, p, year)
        values = _course_columns(people, courses, p, rows, year)
        values |= university_subjects.columns(
            *(table[rows.course] for table in coded), year, p
        )
        values |= _provider_columns(people, rows)
        values |= university_people.columns(people, courses, p, rows, year)
        text = np.where(seen.nameless[rows.row], b"", key_text(ids.PMR, keys.pmr)[rows.row])
        yield ("HESA_I2", "hesa", year), values | {"he_pmr": Values(text)}


def truth(people, p):
    """Columns of TRUTH's people: how the degree went, and what came later."""
    courses = people.lives["university"]
    highest = np.zeros(len(people.person), dtype=np.int64)
    ranks = {
        studying.POSTGRADUATE: 1,
        studying.TEACHING: 2,
        studying.MASTERS: 3,
        studying.DOCTORATE: 4,
    }
    for kind, rank in ranks.items():
        rows = courses.row[(courses.kind == kind) & (courses.end == studying.OBTAINED)]
        highest[rows] = rank
    names = tuple(studying.KINDS[kind] for kind in ranks)
    left = people.entered & ~people.degree
    return {
        "left_university": Values(people.entry_year + people.years_done - 1, null=~left),
        "later_entry": Values(people.later_year, null=people.later_year == 0),
        "later_degree": Values(people.later_degree, null=people.later_degree == 0),
        "postgraduate": Values(
            np.maximum(highest - 1, 0), null=highest == 0, labels=names
        ),
    }


# --------------------------------------------------------------------------------- which records


@dataclass
class _Seen:
    """Whose records there are, and how."""

    linked: np.ndarray  # found among pupils or learners, so in the extract at all
    nameless: np.ndarray  # found among learners only, so without a PMR
    again: np.ndarray  # begins twice in the first year
    open: np.ndarray  # the record is kept open after the student has left


def _seen(people, keys, p):
    draws = people.draws
    odds = np.where(people.sector == model.INDEPENDENT, p["hesa.unlinked_independent"], 1.0)
    linked = draws.uniform("trouble/he_unlinked") >= p["trouble.he_unlinked"] * odds
    return _Seen(
        linked=linked,
        nameless=draws.happens("trouble/he_without_pmr", p["trouble.he_without_pmr"]),
        again=draws.happens("trouble/two_courses", p["trouble.two_courses"]),
        open=draws.happens("trouble/he_kept_open", p["trouble.he_kept_open"]),
    )


def _rows(people, courses, seen, providers, p, year):
    """The records of the academic year that ends in ``year``."""
    number = year - courses.first + 1
    linked = seen.linked[courses.row]
    here = np.flatnonzero(linked & (number >= 1) & (number <= courses.years))
    left = (courses.end == studying.LEFT) & seen.open[courses.row]
    left &= courses.kind <= studying.CERTIFICATE
    after = np.flatnonzero(linked & left & (number == courses.years + 1))
    early = (courses.kind == studying.FIRST) & (courses.provider == studying.AT_FIRST)
    early &= (courses.begins == 1) & (courses.years > 1) & seen.again[courses.row]
    twice = np.flatnonzero(linked & early & (number == 1))
    course = np.concatenate([here, after, twice])
    rows = Rows(
        course=course,
        row=courses.row[course],
        number=np.concatenate([number[here], number[after] - 1, number[twice]]),
        kept_open=np.repeat([False, True, False], [len(here), len(after), len(twice)]),
        abandoned=np.repeat([False, False, True], [len(here), len(after), len(twice)]),
        restarted=early[course],
    )
    rows.restarted &= ~rows.abandoned
    extra, delay = courses.extra[course], courses.delay[course]
    late = (extra > 0) & (rows.number >= extra)
    rows.stage = courses.begins[course] + rows.number - 1 - late
    away = (rows.number == extra) & (delay >= studying.SUSPENDS)
    rows.dormant = away | rows.kept_open
    final = rows.number == courses.years[course]
    rows.last = (final & ~left[course]) | rows.abandoned
    obtained = courses.end[course] == studying.OBTAINED
    rows.obtained = rows.last & obtained & ~rows.abandoned
    rows.provider = np.where(
        rows.abandoned, _elsewhere(providers[course], people.draws, rows.row), providers[course]
    )
    return rows


# -------------------------------------------------------------------------------------- providers


def _elsewhere(provider, draws, row):
    """Another provider of the same group for each."""
    starts, sizes = _groups()
    group = np.searchsorted(starts, provider, side="right") - 1
    step = 1 + (draws.uniform("he/other provider")[row] * (sizes[group] - 1)).astype(np.int64)
    return starts[group] + (provider - starts[group] + step) % sizes[group]


def _groups():
    sizes = np.array([PROVIDERS[group] for group in GROUPS])
    return np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes


def _providers(people, courses, p):
    """Number of the provider of each course."""
    draws, row = people.draws, courses.row
    first = provider_of(people)[row]
    starts, sizes = _groups()
    drawn = draws.uniform("he/later provider", 2)[row]
    group = choose(drawn[:, 0], [p["hesa.later_groups"][name] for name in GROUPS])
    later = starts[group] + (drawn[:, 1] * sizes[group]).astype(np.int64)
    stays = draws.happens("he/stays after", p["hesa.stays_after"])[row] & people.degree[row]
    after = np.where(stays, first, later)
    moved = _elsewhere(first, draws, row)
    return np.select(
        [courses.provider == studying.AT_FIRST, courses.provider == studying.AFTER_MOVE],
        [first, moved],
        np.where(courses.provider == studying.LATER, later, after),
    )


def provider_of(people):
    """Number of the provider that each person goes to first, or would have gone to."""
    starts, sizes = _groups()
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


def _provider_columns(people, rows):
    """Provider and its region; no pseudonym shows the group."""
    every = np.arange(sum(PROVIDERS.values()))
    order = np.argsort(people.draws.uniform_of("he/provider name", every), kind="stable")
    labels = tuple(f"SYNHE{n + 1:04d}" for n in np.argsort(order, kind="stable").tolist())
    region = provider_region(people)
    return {
        "he_provider": Values(rows.provider, labels=labels),
        "he_provider_region": Values(region[rows.provider], labels=REGION_LETTERS),
    }


# ------------------------------------------------------------------------------ the course itself


def _course_columns(people, courses, p, rows, year):
    """Populations, dates, mode and level of study, what was obtained and why the course ended."""
    cut = {field.name: getattr(courses, field.name)[rows.course] for field in fields(courses)}
    course = studying.Courses(**cut)
    first = (rows.number == 1) & ~rows.kept_open
    started, ended = _dates(people, course, rows, year)
    placement = _placement(people, p, course, rows)
    dormant, part_time = rows.dormant, course.part_time
    mode = np.where(part_time, PART_TIME, np.where(placement, SANDWICH, FULL_TIME))
    detail = np.where(placement, 1, np.where(part_time, 2, 0))
    detail = np.where(dormant, np.where(part_time, 4, 3), detail)
    # Counted is who studies here in the year; on 1 December, who has begun and not yet left.
    registered = ~dormant
    december = int(day(year - 1, 12, 1))
    there = registered & (started <= december) & ~(rows.last & (ended < december))
    open_end = ~rows.last | (year <= NO_END_DATES)
    return {
        "he_registered": _flag(registered),
        "he_session": _flag(registered | rows.dormant & rows.obtained),
        "he_december": _flag(there),
        "he_qualified": _flag(rows.obtained),
        "he_first_year": _flag(first & registered),
        "he_first_december": _flag(first & there),
        "he_length": Values(_length_band(course)),
        "he_start": Values(started),
        "he_end": Values(np.where(open_end, 0, ended), null=open_end),
        "he_course_year": Values(rows.stage),
        "he_student_year": Values(rows.number + rows.kept_open),
        "he_mode": Values(np.where(dormant, DORMANT, mode)),
        "he_mode_detail": Values(detail, labels=MODES),
        "he_mode_qualified": Values(mode, null=~rows.obtained),
        "he_not_active": Values(np.zeros(len(dormant), np.int64), null=~dormant, labels=("1",)),
        "he_load": Values(_load(course, rows, placement, ended, year)),
        "he_bridge": _mark((course.kind == studying.FIRST) & (course.begins == 3)),
        "he_intercalates": _mark(course.kind == studying.INTERCALATED),
        "he_apprentice": _flag(_apprentice(people, course, p)),
        **_levels(people, course, rows, p),
        **_ending(people, course, rows),
    }


def _flag(condition):
    return Values(condition.astype(np.int64))


def _mark(condition):
    """1 where it holds and nothing elsewhere."""
    return Values(np.zeros(len(condition), np.int64), null=~condition, labels=("1",))


def _dates(people, course, rows, year):
    """First and last day of the course for the student; the last one means something at the end."""
    draws, row, count = people.draws, rows.row, len(rows.row)
    late = (draws.uniform("he/start day")[row] * 3).astype(np.int64)
    started = day(course.first - 1, 9, 17) + 7 * late
    # Whoever left another course before Christmas began this one after it.
    started = np.where(rows.restarted, day(course.first, 1, 12), started)
    within = (draws.uniform("he/leaving day")[row] * 240).astype(np.int64)
    summer = day(np.full(count, year), 6, 30)
    postgraduate = np.isin(course.kind, (studying.MASTERS, studying.DOCTORATE))
    ended = np.where(postgraduate, day(np.full(count, year), 7, 31), summer)
    gone = np.isin(course.end, (studying.LEFT, studying.WITHOUT))
    ended = np.where(gone, day(year - 1, 10, 15) + within, ended)
    ended = np.where(rows.abandoned, day(year - 1, 11, 10) + within // 8, ended)
    return started, ended


def _placement(people, p, course, rows):
    """The third of four years in engineering, computing and business is a year in work."""
    names = model.subjects(p)
    kinds = [names.index(name) for name in ("engineering", "computing", "business")]
    degree = (course.kind == studying.FIRST) & (course.length == 4)
    return degree & np.isin(course.subject, kinds) & (rows.stage == 3) & ~rows.dormant


def _length_band(course):
    """The length of the programme by the book, in HESA's bands."""
    years = np.where(course.part_time & (course.kind <= studying.FOUNDATION), 6, course.length)
    years = np.where(course.kind == studying.TEACHING, 1, years)
    return np.clip(years, 1, 6) + 2


def _load(course, rows, placement, ended, year):
    """Full-time equivalent of the student in the year, in percent."""
    load = np.where(course.part_time, 50.0, np.where(placement, 50.0, 100.0))
    gone = rows.last & ~rows.obtained & (course.end != studying.MOVED)
    share = np.clip((ended - int(day(year - 1, 9, 20))) / 280, 0.1, 1.0)
    load = np.where(gone, np.rint(load * share), load)
    return np.where(rows.dormant, 0.0, load)


def _apprentice(people, course, p):
    """Part-time degrees begun from 2016/17 on that are part of an apprenticeship."""
    chance = people.draws.uniform("he/degree apprenticeship")[course.row]
    new = course.part_time & (course.first >= 2017) & (course.kind <= studying.FOUNDATION)
    return new & (chance < p["hesa.apprentices"])


def _levels(people, course, rows, p):
    """Level of study and of what was obtained, with the class of a first degree."""
    kind, got = course.kind, rows.obtained
    level = {groups: np.array(table)[kind] for groups, table in LEVELS.items()}
    # The class of an intercalated degree and of a later one is drawn like that of others.
    place = people.degree_class[rows.row]
    medicine = course.length == 5
    degree = np.isin(kind, (studying.FIRST, studying.INTERCALATED))
    graded = degree & ~((kind == studying.FIRST) & medicine)
    classes = np.array(DEGREE_CLASSES)[place]
    names = model.subjects(p)
    science = [names.index(name) for name in ("engineering", "physical sciences", "mathematics")]
    integrated = (kind == studying.FIRST) & (course.length == 4) & np.isin(course.subject, science)
    integrated &= (people.draws.uniform("he/integrated")[rows.row] < p["hesa.integrated"])
    aim = np.where(integrated, INTEGRATED, kind)
    award = np.where(graded & (classes == 5), ORDINARY, aim)
    trains = kind == studying.TEACHING
    return {
        **{f"he_level_{groups}": Values(values) for groups, values in level.items()},
        **{f"he_level_obtained_{g}": Values(v, null=~got) for g, v in level.items()},
        "he_aim": Values(aim, labels=AIMS),
        "he_qualification": Values(award, null=~got, labels=AIMS),
        "he_class": Values(np.where(graded & got, classes, 9)),
        "he_teacher": _mark(trains & got),
        "he_degree_class_before": Values(
            np.where(trains, place, 0), null=~trains, labels=("01", "02", "03", "09", "05")
        ),
    }


def _ending(people, course, rows):
    """Why the course ended, in the record of its last year."""
    why = people.draws.uniform("he/reason")[rows.row]
    shares = [0.33, 0.06, 0.07, 0.34, 0.05, 0.10, 0.05]
    reason = np.array([FAILED, HEALTH, MONEY, PERSONAL, LAPSED, JOB, UNKNOWN])[choose(why, shares)]
    reason = np.where((course.end == studying.MOVED) | rows.abandoned, MOVED, reason)
    reason = np.where(rows.obtained, SUCCESS, reason)
    return {"he_reason_ended": Values(reason, null=~rows.last, labels=REASONS)}
