"""Attained by 19: the matched data on young people (YPMAD), year by year and as a snapshot.

The education department puts together what examination boards, schools, colleges and trainers
hold of a young person from 16 on, and works out by which age Levels 1, 2 and 3 are reached, and
how. Here the same is done with the true results, apart from learning that was not matched.

"Age" is the one at the end of the academic year: 16 in the year of Key Stage 4, 21 five years on.
Arrays have the shape (people, ages).
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import alevels, model
from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import childhood_exams as exams
from leo_course.synthesis.domains import childhood_history as history
from leo_course.synthesis.domains import childhood_pupil as pupil
from leo_course.synthesis.domains import schools
from leo_course.synthesis.domains.colleges import learning
from leo_course.synthesis.streams import logistic

AGES = tuple(range(16, 22))
LAST = 2021  # the last academic year of the data
NEVER = 9999
ACADEMIC, SCHOOL_COURSE, COLLEGE, WORK = range(4)  # ways to a level
ENGLISH, MATHS = range(2)
GRADES = exams.GRADES[exams.LEGACY]  # letters, U last
# The letter of each grade of the exam table: those of 9 to 1 by the points where both scales meet.
LETTERS = np.array([*range(9), 0, 0, 1, 2, 2, 3, 4, 5, 6, *range(7)])
# Types of qualification in the form's codes, by way: at Level 2 and at Level 3.
TYPES_2, TYPES_3 = np.array([1, 5, 5, 3]), np.array([1, 4, 4, 2])
BY_LEVEL_3 = 6
FROM_CENSUS = ("census_ethnic_minor", "census_ethnic_major", "census_fsm", "census_sen")
FROM_CENSUS += ("census_idaci_score", "census_idaci_rank")


@dataclass
class Attained:
    """What is true of a block; years are those in which academic years end, NEVER for never."""

    best: np.ndarray  # (people, 2): grade in English and mathematics at 16, place in GRADES
    resat: np.ndarray  # (people, 2): year of a better result in a GCSE taken again
    entries: np.ndarray  # full GCSEs at 16 with any grade
    years: dict  # level -> (people, ways): year in which the level is reached that way
    active: dict  # kind of programme -> (people, ages): studied in the year
    started: np.ndarray  # day of the first apprenticeship; 0 without one


def live(people, p):
    """Add ``people.lives["attained_by_19"]``: results taken again, and the ways to each level."""
    best, entries = _at_16(people)
    life = people.lives["colleges"]["learning"]
    active = {kind: _active(people, life, kind) for kind in range(len(learning.KINDS))}
    resat = _resits(people, p, best, active)
    apprentice = np.where(life.kind == learning.APPRENTICE, life.start, NEVER * NEVER).min(axis=1)
    people.lives["attained_by_19"] = Attained(
        best=best,
        resat=resat,
        entries=entries,
        years={level: _ways(people, life, resat, entries, level) for level in (1, 2, 3)},
        active=active,
        started=np.where(apprentice < NEVER * NEVER, apprentice, 0),
    )


def _at_16(people):
    """Grades in English and mathematics, as places in ``GRADES``, and GCSEs with any grade."""
    sheet = people.lives["childhood"].exams
    count = len(people.person)
    letter = LETTERS[sheet.grade]
    best = np.full((count, 2), len(GRADES) - 1)
    for place, subject in ((ENGLISH, exams.ENGLISH), (MATHS, exams.MATHS)):
        here = sheet.subject == subject
        np.minimum.at(best[:, place], sheet.person[here], letter[here])
    full = np.isin(exams.FAMILY[sheet.subject], (exams.FULL, exams.DOUBLE, exams.COMBINED))
    passed = full & ~sheet.discounted & (exams.PASSED[sheet.grade] > 0)
    size = exams.SIZE[sheet.subject[passed]]
    entries = np.bincount(sheet.person[passed], size, minlength=count)
    return best, np.rint(entries).astype(np.int64)


def _active(people, life, kind):
    """Who is on a programme of a kind in the academic year of each age."""
    result = np.zeros((len(people.person), len(AGES)), dtype=bool)
    is_kind = life.kind == kind
    for place in range(len(AGES)):
        year = people.cohort + place
        opens, closes = day(year - 1, 8, 1)[:, None], day(year, 7, 31)[:, None]
        result[:, place] = (is_kind & (life.start <= closes) & (life.end >= opens)).any(axis=1)
    return result


def _resits(people, p, best, active):
    """Year of a pass in English and in mathematics for those without one at 16."""
    draws = people.draws
    learns = np.logical_or.reduce([values[:, 1:3].any(axis=1) for values in active.values()])
    rate = model.of_year(p.table("ypmad.resits"), people.cohort)
    result = np.full(best.shape, NEVER)
    for subject in (ENGLISH, MATHS):
        chance = draws.uniform(f"ypmad/resits {subject}", 3)
        odds = p["ypmad.resit_centre"] + p["ypmad.resit_grade"] * (best[:, subject] - 4)
        passes = (chance[:, 0] < rate) & (chance[:, 1] < logistic(odds)) & learns
        passes &= best[:, subject] > 3
        wait = 1 + (chance[:, 2] > p["ypmad.resit_first"])
        result[:, subject] = np.where(passes, people.cohort + wait, NEVER)
    return result


def _ways(people, life, resat, entries, level):
    """Year in which a level is reached by each way, of shape (people, 4)."""
    sixth, _ = people.lives["applications"]
    result = np.full((len(people.person), 4), NEVER)
    kinds = {
        SCHOOL_COURSE: (life.kind == learning.SIXTH) & (sixth.path != alevels.A_LEVELS)[:, None],
        COLLEGE: np.isin(life.kind, (learning.COURSE, learning.ADULT)),
        WORK: life.kind == learning.APPRENTICE,
    }
    opens = np.array([int(day(year, 8, 1)) for year in learning.YEARS])
    ends = learning.YEARS[0] + np.searchsorted(opens, life.end, side="right")
    gained = life.achieved & life.full & (life.level >= level) & (life.end <= learning.LAST_DAY)
    for way, of_way in kinds.items():
        result[:, way] = np.where(gained & of_way, ends, NEVER).min(axis=1)
    passes = (sixth.achieved > 0).sum(axis=1) >= 2
    a_levels = np.where(passes & (sixth.path == alevels.A_LEVELS), sixth.year, NEVER)
    diploma = np.where(sixth.path == alevels.DIPLOMA, sixth.year, NEVER)
    result[:, ACADEMIC] = a_levels
    result[:, SCHOOL_COURSE] = np.minimum(result[:, SCHOOL_COURSE], diploma)
    if level == 3:
        return result
    at_16 = people.results["level2"] if level == 2 else entries >= 5
    more = people.results["gcse_ac"] + (resat < NEVER).sum(axis=1) >= 5
    later = np.where(more & (level == 2), resat.max(axis=1, initial=0, where=resat < NEVER), NEVER)
    later = np.where(later == 0, NEVER, later)
    academic = np.where(at_16, people.cohort, later)
    result[:, ACADEMIC] = np.minimum(result[:, ACADEMIC], academic)
    return result


# ------------------------------------------------------------------------------ what is delivered


def observe(people, keys, p):
    """Rows of both views."""
    unmatched = people.draws.happens("trouble/ypmad_unmatched", p["trouble.ypmad_unmatched"])
    seen = _Seen(people, unmatched)
    yield ("NPD_I2", "ypmad", None), _by_year(people, keys, seen, p)
    yield ("NPD_I2", "ypmad_snapshot", None), _snapshot(people, keys, seen, p)


class _Seen:
    """The same as the truth, without the learning of those whose records were not matched."""

    def __init__(self, people, unmatched):
        true = people.lives["attained_by_19"]
        self.true = true
        found = ~unmatched[:, None]
        outside = (learning.A_LEVELS, learning.COURSE, learning.ADULT, learning.TRAINEE)
        self.college = np.logical_or.reduce([true.active[kind] for kind in outside]) & found
        self.work = true.active[learning.APPRENTICE] & found
        state = (people.sector != model.INDEPENDENT)[:, None]
        self.census = true.active[learning.SIXTH] & state
        self.census[:, 0] = state[:, 0]
        self.years = {}
        for level, years in true.years.items():
            years = years.copy()
            years[np.ix_(unmatched, (COLLEGE, WORK))] = NEVER
            self.years[level] = years
        sixth, _ = people.lives["applications"]
        self.exams = np.zeros_like(self.college)
        self.exams[:, 0] = True
        took = np.flatnonzero(sixth.path > 0)
        self.exams[took, (sixth.year - people.cohort)[took]] = True
        for place in (1, 2):
            self.exams[:, place] |= (true.resat == (people.cohort + place)[:, None]).any(axis=1)
        inside = people.cohort[:, None] + np.arange(len(AGES)) <= LAST
        self.present = (self.college | self.work | self.census | self.exams) & inside

    def first(self, level):
        """Year in which a level or one above it is reached by any way."""
        return np.min([self.years[higher].min(axis=1) for higher in range(level, 4)], axis=0)


def _by_year(people, keys, seen, p):
    """Rows by person and academic year in which any source holds something of the person."""
    row, age = np.nonzero(seen.present)
    year = people.cohort[row] + age
    values = _person_and_year(people, keys, row, age, year)
    values |= _exams(people, seen, row, age, year)
    for level in (1, 2, 3):
        years = seen.years[level][row]
        by = {
            "academic": years[:, ACADEMIC],
            "college": years[:, COLLEGE],
            "work": years[:, WORK],
            "overall": seen.first(level)[row],
        }
        values |= {f"ypm_{name}_{level}": _flag(when <= year) for name, when in by.items()}
        values[f"ypm_school_course_{level}"] = _flag(years[:, SCHOOL_COURSE] <= year)
    flags = {
        "exams": seen.exams,
        "college": seen.college,
        "work": seen.work,
        "census": seen.census,
    }
    values |= {f"ypm_in_{name}": _flag(table[row, age]) for name, table in flags.items()}
    return values | _main(people, seen, row, age)


def _flag(condition):
    return Values(condition.astype(np.int8))


def _person_and_year(people, keys, row, age, year):
    labels = tuple(f"{y - 1}/{y}" for y in range(model.COHORTS[0], LAST + 1))
    return {
        "ypm_pmr": Values(keys.pmr[row], kind=ids.PMR),
        "ypm_base_year": Values(people.cohort[row]),
        "ypm_academic_year": Values(year - model.COHORTS[0], labels=labels),
        "ypm_year": Values(year),
        "ypm_age": Values(age + 15),
    }


def _exams(people, seen, row, age, year):
    """Counts of GCSEs and A levels and the best grades, as they stand at the end of the year."""
    true, results = seen.true, people.results
    sixth, _ = people.lives["applications"]
    again = true.resat[row] <= year[:, None]
    good = results["gcse_ac"][row] + again.sum(axis=1)
    done = year >= sixth.year[row]
    passes = np.where(done, (sixth.achieved[row] > 0).sum(axis=1), 0)
    half = sixth.half[row] > 0
    halves = (sixth.path[row] == alevels.A_LEVELS) & (age >= 1) & half
    grade = np.where(again, np.minimum(true.best[row], 3), true.best[row])
    none = grade == len(GRADES) - 1
    held = grade <= 3
    both = held.all(axis=1)
    level2 = seen.first(2)[row] <= year
    return {
        "ypm_gcse_ac": Values(good),
        "ypm_gcse_full": Values(good),
        "ypm_gcse_ag": Values(np.maximum(true.entries[row], good)),
        "ypm_a_levels": Values(passes),
        "ypm_as_levels": Values(halves.astype(np.int64)),
        "ypm_level3_passes": Values(passes + halves),
        "ypm_width": Values(passes * 0.5 + halves * 0.25),
        "ypm_english_grade": Values(grade[:, ENGLISH], null=none[:, ENGLISH], labels=GRADES),
        "ypm_maths_grade": Values(grade[:, MATHS], null=none[:, MATHS], labels=GRADES),
        "ypm_english": _flag(held[:, ENGLISH]),
        "ypm_maths": _flag(held[:, MATHS]),
        "ypm_level2_em": _flag(level2 & both),
    }


def _main(people, seen, row, age):
    """Where and for what the person mainly studies in the year."""
    true, at = seen.true, (row, age)
    levels = true.active[learning.A_LEVELS][at] & seen.college[at]
    sixth, _ = people.lives["applications"]
    academic = sixth.path[row] == alevels.A_LEVELS
    independent = people.sector[row] == model.INDEPENDENT
    in_school = (age == 0) | true.active[learning.SIXTH][at]
    work, college = seen.work[at], seen.college[at]
    place = np.select(
        [in_school & independent, in_school, work, levels, college], [0, 1, 2, 3, 4], default=5
    )
    kind = np.select(
        [age == 0, work, levels | (in_school & academic), in_school | college], [0, 1, 2, 3], 4
    )
    apprentice = np.where(work, _apprentice_level(people, seen)[at], 0)
    names = ("Independent_School", "Maintained_School", "WBL_Provider")
    return {
        "ypm_place": Values(
            np.minimum(place, 4),
            null=place == 5,
            labels=(*names, "Sixth_Form_or_FE_College", "FE_College"),
        ),
        "ypm_route": Values(
            np.minimum(kind, 3),
            null=kind == 4,
            labels=("GCSE", "Apprenticeship", "GCE or VCE A/AS", "VRQ"),
        ),
        "ypm_apprentice": Values(apprentice),
        "ypm_nothing": _flag(seen.first(1)[row] > people.cohort[row] + age),
    }


def _apprentice_level(people, seen):
    """The form's code of the apprenticeship of each age: 3 intermediate, 2 advanced, 10 higher."""
    life = people.lives["colleges"]["learning"]
    codes = np.array([0, 3, 3, 2, 10])
    result = np.zeros(seen.work.shape, dtype=np.int64)
    for place in range(len(AGES)):
        year = people.cohort + place
        on = (life.kind == learning.APPRENTICE) & (life.start <= day(year, 7, 31)[:, None])
        on &= life.end >= day(year - 1, 8, 1)[:, None]
        result[:, place] = codes[np.where(on, life.level, 0).max(axis=1)]
    return result


def _snapshot(people, keys, seen, p):
    """One row for each person, as the data of 2020/21 have it."""
    row = np.arange(len(people.person))
    cohort = people.cohort
    values = {
        "yps_pmr": Values(keys.pmr, kind=ids.PMR),
        "yps_base_year": Values(cohort),
        "yps_first_age": Values(np.full(len(row), 15)),
        "yps_first_year": Values(cohort),
    }
    reached = {level: seen.first(level) for level in (1, 2, 3)}
    for place, age in enumerate(AGES):
        outside = cohort + place > LAST
        values[f"yps_in_{age}"] = Values(seen.present[:, place].astype(np.int8), null=outside)
        for level, when in reached.items():
            by = (when <= cohort + place).astype(np.int8)
            values[f"yps_level{level}_at_{age}"] = Values(by, null=outside)
    for level, when in reached.items():
        never = when > np.minimum(cohort + len(AGES) - 1, LAST)
        values[f"yps_year_{level}"] = Values(np.where(never, 0, when), null=never)
        values[f"yps_age_{level}"] = Values(np.where(never, 0, when - cohort + 15), null=never)
    values |= _types(people, seen, reached) | _basics(people, seen)
    values |= _characteristics(people, keys, p)
    started = seen.true.started
    opened = started >= day(cohort, 8, 1)
    found = opened & seen.work.any(axis=1)
    calendar = 1970 + started.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    academic = calendar + (started >= day(calendar, 8, 1))
    return values | {
        "yps_apprentice_year": Values(np.where(found, academic, 0), null=~found),
        "yps_apprentice_age": Values(np.where(found, academic - cohort + 15, 0), null=~found),
    }


def _types(people, seen, reached):
    """By what qualification Levels 2 and 3 were first reached, by each age."""
    result = {}
    for level, codes in ((2, TYPES_2), (3, TYPES_3)):
        years = seen.years[level]
        way = years.argmin(axis=1)  # of equals the academic way comes first
        code = codes[way]
        if level == 2:
            above = seen.years[3].min(axis=1)
            code = np.where(above <= years.min(axis=1), BY_LEVEL_3, code)
        for place, age in enumerate(AGES[:4]):
            none = reached[level] > np.minimum(people.cohort + place, LAST)
            result[f"yps_type{level}_{age}"] = Values(np.where(none, 0, code), null=none)
    return result


def _basics(people, seen):
    """Age at which English, mathematics and both are first held at Level 2, by GCSEs."""
    true = seen.true
    when = np.where(true.best <= 3, people.cohort[:, None], true.resat)
    both = when.max(axis=1)
    level2 = np.maximum(both, seen.first(2))
    names = {"english": when[:, ENGLISH], "maths": when[:, MATHS], "both": both, "level2": level2}
    result = {}
    for name, year in names.items():
        never = year > np.minimum(people.cohort + len(AGES) - 1, LAST)
        age = np.where(never, 0, year - people.cohort + 15)
        result[f"yps_age_{name}"] = Values(age, null=never)
    return result


def _characteristics(people, keys, p):
    """What the census held of the person in the year of Key Stage 4; nothing outside it."""
    none = people.sector == model.INDEPENDENT
    held = {}
    for year in model.COHORTS:
        rows = np.flatnonzero(people.cohort == year)
        census = pupil.person(people, keys, p, rows, "spring", year)
        for name in FROM_CENSUS:
            values = held.setdefault(name, np.zeros(len(none), census[name].data.dtype))
            values[rows] = census[name].data
    fsm = history.history(people, p).fsm["spring"]
    ever = fsm[:, 6:12].any(axis=1)
    authority = schools.authority_names(people.la)

    def of_census(data, labels=None):
        return Values(np.where(none, 0, data), null=none, labels=labels)

    return {
        "yps_sex": Values((~people.female).astype(np.int64), labels=("F", "M")),
        "yps_ethnic": of_census(held["census_ethnic_minor"], model.ETHNIC_GROUPS),
        "yps_ethnic_major": of_census(held["census_ethnic_major"], pupil.MAJOR_GROUPS),
        "yps_fsm": of_census(held["census_fsm"]),
        "yps_ever_fsm": of_census(ever),
        "yps_disadvantage": of_census(ever),
        "yps_idaci": of_census(held["census_idaci_score"]),
        "yps_idaci_rank": of_census(held["census_idaci_rank"]),
        "yps_sen": of_census(held["census_sen"], pupil.SEN_CODES),
        "yps_authority": of_census(authority.data, authority.labels),
        "yps_source": of_census(np.ones(len(none), dtype=np.int64)),
    }
