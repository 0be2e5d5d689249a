"""What the collections of need and of care share: whose record it is, as authorities report it."""

import numpy as np

from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import schools
from leo_course.synthesis.streams import choose


def codes(people, name, rows, table):
    """A code for each row, by a table of shares; the same for all rows of a person."""
    return Values(
        choose(people.draws.uniform(name)[rows], list(table.values())), labels=tuple(table)
    )


def authority(people, rows, other):
    """Pseudonym of the authority, or of another one where ``other`` is True."""
    la = people.la[rows]
    step = 1 + np.floor(5 * people.draws.uniform("childhood/other authority")[rows])
    return schools.authority_names(la + other * step.astype(np.int64))


def months_since_birth(people, rows, moment):
    """Whole months from the month of birth to a day; births are on the first of a month."""
    months = np.asarray(moment).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months - ((people.birth_year[rows] - 1970) * 12 + people.birth_month[rows] - 1)


def age_in_years(people, rows, moment):
    return np.maximum(months_since_birth(people, rows, moment) // 12, 0)


def pseudonyms(people, keys, rows, year, chance, rate, p):
    """PMRs, missing for some; for most of those too young for school, whom no census holds yet."""
    pmr = schools.pmr(people, keys, rows, year)
    young = 11 + year - people.cohort[rows] < 0
    rate = np.where(young, np.maximum(rate, p["care.unknown_before_school"]), rate)
    return Values(pmr.data, chance < rate, kind=pmr.kind)
