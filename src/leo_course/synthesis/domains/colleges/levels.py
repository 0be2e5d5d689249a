"""Full levels that people reach after Key Stage 4 by other ways than A levels."""

import numpy as np

from leo_course.synthesis.columns import day
from leo_course.synthesis.domains.colleges.choices import A_LEVELS, NOTHING, SIXTH
from leo_course.synthesis.domains.colleges.learning import LAST_DAY, YEARS


def full_level(people, level):
    """Year in which the academic year ends that brings each person a full level, or 0 for never.

    Counted are vocational courses, apprenticeships and adult courses that are a full level of
    their own, at the level asked for or above. A levels are in ``lives["applications"]``.
    """
    life, sixth = people.lives["colleges"]["learning"], people.lives["applications"][0]
    counts = (life.kind != NOTHING) & (life.kind != A_LEVELS) & life.achieved & life.full
    # What a school sixth form teaches is vocational for whoever does not take A levels there.
    counts &= (life.kind != SIXTH) | (sixth.path != 1)[:, None]
    counts &= (life.level >= level) & (life.end <= LAST_DAY)
    opens = np.array([int(day(year, 8, 1)) for year in YEARS])
    ends = YEARS[0] + np.searchsorted(opens, life.end, side="right")
    first = np.where(counts, ends, YEARS[-1] + 100).min(axis=1)
    return np.where(first <= YEARS[-1] + 1, first, 0)


def at_19(people):
    """The highest level, 0 to 3, by the end of the academic year in which people turn 19.

    By results at 16, by A levels (two passes are a full level 3) or by any other way.
    """
    sixth = people.lives["applications"][0]
    last = people.cohort + 3
    second, third = (full_level(people, level) for level in (2, 3))
    passes = (sixth.achieved >= 1).sum(axis=1) >= 2
    has_third = passes | ((third > 0) & (third <= last))
    has_second = people.results["level2"] | ((second > 0) & (second <= last))
    return np.where(has_third, 3, np.where(has_second, 2, people.results["gcse_ac"] > 0))
