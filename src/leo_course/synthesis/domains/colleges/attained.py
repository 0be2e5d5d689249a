"""Full levels that people reach after Key Stage 4 by other ways than A levels."""

import numpy as np

from leo_course.synthesis.columns import day
from leo_course.synthesis.domains.colleges.learning import A_LEVELS, LAST_DAY, NOTHING, SIXTH, YEARS


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
