"""Studying at university: which courses people take, how these go, and what comes of them.

The core's degree is the one of those who enter by 19. Everything else is added to it here: years
that are repeated or spent away, courses below a degree, courses begun later in life, and what
graduates study afterwards. A year is named by the one in which the academic year ends.
"""

from dataclasses import dataclass, fields

import numpy as np

from leo_course.synthesis import model  # which imports this module: used within functions only
from leo_course.synthesis.streams import choose, logistic, normal_share

KINDS = (
    *("first degree", "foundation degree", "higher national diploma", "certificate"),
    *("taught master's", "teacher training", "doctorate", "intercalated degree"),
    "postgraduate certificate",
)
FIRST, FOUNDATION, DIPLOMA, CERTIFICATE, MASTERS, TEACHING, DOCTORATE, INTERCALATED = range(8)
POSTGRADUATE = 8
ON_TIME, REPEATS, SUSPENDS, INTERCALATES = range(4)
OBTAINED, LEFT, MOVED, WITHOUT = range(4)  # how a course ends for the student
AT_FIRST, AFTER_MOVE, LATER, AFTERWARDS = range(4)  # which of a person's providers


@dataclass
class Courses:
    """Courses of a block of people, one entry each."""

    row: np.ndarray  # place in the block
    kind: np.ndarray
    first: np.ndarray  # academic year
    years: np.ndarray  # on the course, with those repeated or spent away
    begins: np.ndarray  # year of the programme in which the student joins it
    length: np.ndarray  # of the programme by the book
    delay: np.ndarray
    extra: np.ndarray  # which year on the course is the one added; 0 without any
    end: np.ndarray  # OBTAINED, LEFT, MOVED or WITHOUT
    part_time: np.ndarray
    provider: np.ndarray  # AT_FIRST, AFTER_MOVE, LATER or AFTERWARDS
    subject: np.ndarray

    def full_time(self, people, year) -> np.ndarray:
        """Who studies full time in an academic year: one for all, or one for each person."""
        year = np.broadcast_to(year, len(people.person))[self.row]
        here = (self.first <= year) & (year < self.first + self.years) & ~self.part_time
        result = np.zeros(len(people.person), dtype=bool)
        result[self.row[here]] = True
        return result


def study(people, sixth, leaving, p):
    """How the courses of a block go.

    ``leaving()`` gives the tax year in which each person leaves for good, once the first course is
    settled, for people do not leave before its end.
    """
    draws = people.draws
    below = _below_degree(people, p)
    course = np.where(below, 3, _length(people, p))
    delay, extra = _delays(people, course, below, p)
    people.years = course + (delay > 0)
    leaves = people.entered & draws.happens(
        "he/drop-out", logistic(leaving_index(people, sixth, p))
    )
    stage = 1 + draws.choice("he/first year", list(p["he.leaves_in"].values()))
    stage = np.minimum(stage, np.where(below, 2, course))
    tops_up = below & ~leaves & draws.happens("he/tops up", p["he.tops_up"])
    people.dropped = leaves
    people.degree = people.entered & ~leaves & (~below | tops_up)
    done = np.where(leaves, stage + ((delay > 0) & (stage >= extra)), people.years)
    people.years_done = np.where(below & ~leaves & ~tops_up, 2, done)
    early = _early(people, course, below, tops_up, delay, extra, p)
    left = leaving()
    later = _later(people, sixth, left, p)
    people.later_year = np.zeros(len(people.person), dtype=np.int64)
    people.later_year[later.row] = later.first
    gained = (later.kind == FIRST) & (later.end == OBTAINED)
    people.later_degree = np.zeros(len(people.person), dtype=np.int64)
    people.later_degree[later.row[gained]] = (later.first + later.years - 1)[gained]
    people.later_subject = people.subject.copy()
    people.later_subject[later.row] = later.subject
    people.degree_class = _classes(people, p)
    after = _postgraduate(people, left, p)
    people.masters = np.zeros(len(people.person), dtype=bool)
    at_once = after.first == (people.entry_year + people.years)[after.row]
    people.masters[after.row[at_once & ~after.part_time & people.degree[after.row]]] = True
    return _joined(early, later, after)


def _length(people, p):
    """Years of each person's course by the book, taken or not."""
    names = tuple(p["he.subjects_women"])
    four = np.array([p["he.four_years"].get(name, 0.0) for name in names])[people.subject]
    years = 3 + people.draws.happens("he/four years", four)
    years[people.subject == names.index("medicine")] = 5
    return years


def _below_degree(people, p):
    """Which entrants begin with a foundation degree or a higher national diploma."""
    names = tuple(p["he.subjects_women"])
    share = np.array([p["he.below_degree"][group] for group in p["he.groups"]])[people.group]
    share = np.where(people.subject == names.index("medicine"), 0.0, share)
    return people.entered & people.draws.happens("he/below degree", share)


def _delays(people, course, below, p):
    """What adds a year to a course, and which year on the course that is."""
    medicine = people.subject == tuple(p["he.subjects_women"]).index("medicine")
    chance = people.draws.uniform("he/delay")
    spends = np.where(medicine, INTERCALATES, SUSPENDS)
    away = np.where(medicine, p["he.intercalates"], p["he.suspends"])
    delay = np.where(chance < p["he.repeats"], REPEATS, ON_TIME)
    delay = np.where((delay == ON_TIME) & (chance < p["he.repeats"] + away), spends, delay)
    delay[below] = ON_TIME
    second = people.draws.happens("he/delay in", p["he.delay_after_first"])
    extra = np.where(delay == INTERCALATES, 4, np.where(second, 2, 3))
    return delay, np.where(delay == ON_TIME, 0, extra)


def leaving_index(people, sixth, p):
    """Log odds of leaving without a degree, for everybody."""
    names = tuple(p["he.subjects_women"])
    subject = np.array([p["he.dropout_subject"].get(name, 0.0) for name in names])
    points = np.where(sixth.path > 0, sixth.best, p["he.dropout_points_without"])
    return (
        model.of_year(p.table("he.dropout_centre"), people.entry_year)
        + p["he.dropout_points"] * (points - p["he.dropout_points_centre"])
        + p["he.dropout_diploma"] * (sixth.path == 2)
        + p["he.dropout_ambition"] * people.ambition
        + p["he.dropout_male"] * ~people.female
        + model._of_group(p["he.dropout_ethnic"], people.ethnic)
        + subject[people.subject]
    )


def _classes(people, p):
    """Class of the degree, by place in the order in which the classes are filled from the top."""
    merit = (
        p["he.class_attainment"] * people.attainment
        + p["he.class_ambition"] * people.ambition
        + p["he.class_female"] * people.female
        + model._of_group(p["he.class_group"], people.ethnic)
        + people.draws.normal("he/class")
    )
    year = np.where(people.later_degree > 0, people.later_degree, _finish(people))
    centre = model.of_year(p.table("he.class_centre"), year)
    place = normal_share((centre - merit) / p["he.class_spread"])
    share = {
        name: model.of_year(p.table(f"he.{name}"), year) for name in ("first", "upper", "third")
    }
    upper = share["first"] + share["upper"]
    lower = 1 - share["third"] - p["he.unclassified"]
    steps = (share["first"], upper, lower, 1 - share["third"])
    return sum((place >= step).astype(np.int64) for step in steps)


def _finish(people):
    """Year in which the degree is obtained, or would have been."""
    return people.entry_year + people.years - 1


def _early(people, course, below, tops_up, delay, extra, p):
    """The courses of those who enter by 19."""
    draws = people.draws
    plain = np.flatnonzero(people.entered & ~below)
    years, dropped = people.years_done, people.dropped
    end = np.where(people.degree, OBTAINED, LEFT)
    moves = (years > 1) & (delay != INTERCALATES) & draws.happens("he/moves", p["he.moves"])
    moves &= (extra != 2) & ~below
    added = np.where(extra <= years, extra, 0)
    stays, goes = plain[~moves[plain]], plain[moves[plain]]
    common = {"subject": people.subject, "length": course}
    parts = [
        _part(
            people, stays, FIRST, people.entry_year, years, end, delay=delay, extra=added, **common
        ),
        _part(people, goes, FIRST, people.entry_year, 1, MOVED, **common),
        _part(
            *(people, goes, FIRST, people.entry_year + 1, years - 1, end),
            *(AFTER_MOVE, 2),
            delay=delay,
            extra=np.maximum(added - 1, 0),
            **common,
        ),
    ]
    away = plain[(delay[plain] == INTERCALATES) & (years[plain] >= 4)]
    parts.append(_part(people, away, INTERCALATED, people.entry_year + 3, 1, OBTAINED, **common))
    lower = np.flatnonzero(below)
    new = model.of_year(p.table("he.foundation_degrees"), people.entry_year)
    kind = np.where(draws.uniform("he/kind below degree") < new, FOUNDATION, DIPLOMA)
    common["length"] = 2
    ended = np.where(dropped, LEFT, OBTAINED)
    two = np.minimum(years, 2)
    parts.append(_part(people, lower, kind, people.entry_year, two, ended, **common))
    up = np.flatnonzero(tops_up)
    common["length"] = 3
    parts.append(
        _part(people, up, FIRST, people.entry_year + 2, 1, OBTAINED, AT_FIRST, 3, **common)
    )
    return _joined(*parts)


def _later(people, sixth, left, p):
    """A course begun at 20 or later by those who have no degree; at most one for each."""
    draws = people.draws
    age = 20 + draws.choice("later/age", list(p["later.age"].values()))
    first = people.cohort + age - 15
    free = np.where(people.entered, people.entry_year + people.years_done, 0)
    first = np.maximum(first, free + people.dropped)
    index = (
        model.of_year(p.table("later.centre"), first)
        + p["later.attainment"] * people.attainment
        + p["later.ambition"] * people.ambition
        + p["later.taste"] * people.taste
        + p["later.family"] * people.family
        + p["later.female"] * people.female
        + p["later.stayed"] * (sixth.path > 0)
        + p["later.returns"] * people.entered
        + p["later.pull"] * model._of_group(p["ethnicity.university"], people.ethnic)
    )
    begins = ~people.degree & (index + draws.normal("later/entry") > 0)
    table = [list(p[f"later.kinds_{when}"].values()) for when in ("young", "older")]
    drawn = draws.uniform("later/kind")
    choice = np.where(age <= p["later.young"], choose(drawn, table[0]), choose(drawn, table[1]))
    kind = np.array([FIRST, FIRST, FOUNDATION, FOUNDATION, DIPLOMA, CERTIFICATE])[choice]
    part_time = np.isin(choice, (1, 3, 5))
    length = np.array([3, 6, 2, 3, 2, 2])[choice]
    odds = p["later.dropout"] + p["later.dropout_part_time"] * part_time
    odds = odds + p["he.dropout_male"] * ~people.female
    leaves = draws.happens("later/drop-out", logistic(odds))
    stage = 1 + draws.choice("later/leaves in", list(p["he.leaves_in"].values()))
    years = np.where(leaves, np.minimum(stage, length), length)
    rows = np.flatnonzero(begins & (first + years - 1 <= left))
    end = np.where(leaves, LEFT, OBTAINED)
    names = tuple(p["he.subjects_women"])
    drawn = draws.uniform("later/other subject")
    tables = [p[f"later.subjects_{sex}"] for sex in ("women", "men")]
    women, men = (choose(drawn, [t.get(name, 0.0) for name in names]) for t in tables)
    other = np.where(people.female, women, men)
    turns = draws.happens("later/turns", p["later.turns"])
    turns |= people.subject == names.index("medicine")
    subject = np.where(turns, other, people.subject)
    return _part(
        *(people, rows, kind, first, years, end, LATER),
        part_time=part_time,
        subject=subject,
        length=length,
    )


def _postgraduate(people, left, p):
    """What graduates study after their degree, beside work or instead of it."""
    draws, n = people.draws, len(people.person)
    graduate = people.degree | (people.later_degree > 0)
    done = np.where(people.degree, _finish(people), people.later_degree)
    place = people.degree_class
    names = tuple(p["he.subjects_women"])

    def by_subject(name):
        return np.array([p[name].get(subject, 1.0) for subject in names])[people.subject]

    def by_class(name):
        return np.array(list(p[name].values()))[place]

    def waits(name):
        return draws.choice(
            f"postgraduate/{name} wait", list(p[f"postgraduate.{name}_wait"].values())
        )

    rate = np.where(people.female, *p["postgraduate.teaching"].values())
    rate = rate * by_subject("postgraduate.teaching_subject")
    teaches = graduate & draws.happens("postgraduate/teaching", rate)
    teach_from = done + 1 + waits("teaching")
    rate = model.of_year(p.table("postgraduate.masters"), done) * by_class(
        "postgraduate.masters_class"
    )
    rate = rate * by_subject("postgraduate.masters_subject")
    master = graduate & draws.happens("postgraduate/master's", rate)
    wait = waits("masters")
    master_from = done + 1 + wait
    share = np.where(wait > 0, p["postgraduate.part_time_later"], p["postgraduate.part_time"])
    part_time = draws.happens("postgraduate/part time", share)
    length = 1 + part_time
    # One thing after another: the master's waits for the year of teacher training.
    meets = teaches & (master_from <= teach_from) & (teach_from < master_from + length)
    master_from = np.where(meets, teach_from + 1, master_from)
    group = np.array(list(p["postgraduate.doctorate_group"].values()))[people.group]
    rate = p["postgraduate.doctorate"] * by_class("postgraduate.doctorate_class") * group
    doctor = graduate & draws.happens("postgraduate/doctorate", rate)
    free = np.maximum(done, np.where(master, master_from + length - 1, 0))
    free = np.maximum(free, np.where(teaches, teach_from, 0))
    doctor_from = free + 1 + waits("doctorate")
    other = graduate & draws.happens("postgraduate/other", p["postgraduate.other"])
    other_from = done + 2 + waits("other")
    parts = []
    for kind, who, first, years in (
        (TEACHING, teaches, teach_from, np.ones(n, dtype=np.int64)),
        (MASTERS, master, master_from, length),
        (DOCTORATE, doctor, doctor_from, np.full(n, int(p["postgraduate.doctorate_years"]))),
        (POSTGRADUATE, other, other_from, np.full(n, int(p["postgraduate.other_years"]))),
    ):
        passes = draws.happens(f"postgraduate/passes {kind}", p["postgraduate.passes"][KINDS[kind]])
        end = np.where(passes, OBTAINED, np.where(kind == DOCTORATE, WITHOUT, LEFT))
        rows = np.flatnonzero(who & (first + years - 1 <= left))
        subject = np.full(n, names.index("education")) if kind == TEACHING else people.subject
        parts.append(
            _part(
                *(people, rows, kind, first, years, end, AFTERWARDS),
                part_time=part_time & (kind == MASTERS) | (kind == POSTGRADUATE),
                subject=subject,
                length=years,
            )
        )
    return _joined(*parts)


def busy(people, years):
    """Who studies full time for most of each of some tax years, shape (people, years)."""
    courses = people.lives["university"]
    result = np.zeros((len(people.person), len(years)), dtype=bool)
    for number in range(int(courses.years.max()) if len(courses.row) else 0):
        place = courses.first - 1 + number - years[0]
        here = (number < courses.years) & ~courses.part_time
        here &= (place >= 0) & (place < len(years))
        result[courses.row[here], place[here]] = True
    return result


def later_gain(people, effect, years, p):
    """What a degree obtained later adds to log pay in each of some tax years.

    A share of what it would have added as an early one, from the first tax year after it on.
    """
    has = people.later_degree > 0
    since = np.array(years) - people.later_degree[:, None]
    share = model.of_year(p.table("later.effect"), since)
    return np.where(has[:, None] & (since >= 0), effect[:, None] * share, 0.0)


def _part(people, rows, kind, first, years, end, provider=AT_FIRST, begins=1, **other):
    """Courses of some people; what is given for all people is cut to them, the rest repeated."""
    values = {"kind": kind, "first": first, "years": years, "end": end}
    values |= {"provider": provider, "begins": begins, "delay": ON_TIME, "extra": 0}
    values |= {"part_time": False} | other
    n = len(people.person)
    cut = {name: np.broadcast_to(value, n)[rows] for name, value in values.items()}
    return Courses(row=rows, **cut)


def _joined(*parts):
    names = [field.name for field in fields(Courses)]
    return Courses(**{name: np.concatenate([getattr(x, name) for x in parts]) for name in names})
