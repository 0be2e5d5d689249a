"""The course of a student in HESA's records: populations, dates, mode, level, award and ending."""

from dataclasses import fields

import numpy as np

from leo_course.synthesis import model, studying
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.streams import choose

NO_END_DATES = 2006  # the last year whose records do not say when a course ended
DEGREE_CLASSES = (1, 2, 3, 5, 4)  # codes, in the order in which the model fills them
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


def columns(people, courses, p, rows, year):
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
        "he_not_active": Values(dormant.astype(np.int64), labels=("", "1")),
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
    integrated &= people.draws.uniform("he/integrated")[rows.row] < p["hesa.integrated"]
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
