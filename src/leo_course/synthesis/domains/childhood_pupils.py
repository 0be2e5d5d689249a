"""What the collections of absence and of exclusions carry over from the spring census."""

import numpy as np

from leo_course.synthesis.domains import childhood_history as history
from leo_course.synthesis.domains import childhood_pupil as pupil

CARRIED_OVER = (
    *("nc_year", "age", "age_months", "fsm", "sen", "sen_major", "sen_primary", "ethnic_minor"),
    *("ethnic_major", "language_minor", "language_major", "lsoa", "idaci_score", "idaci_rank"),
)


def characteristics(people, p, rows, year, prefix):
    """Age, free school meals, needs, ethnic group, language and small area of each row."""
    census = pupil.situation(people, p, rows, "spring", year)
    return {f"{prefix}_{name}": census[f"census_{name}"] for name in CARRIED_OVER}


def ever_fsm_6(people, p, rows, year):
    """The flag of the spring census: eligible in this school year or one of the five before."""
    flags = history.history(people, p).ever_fsm[6]
    return flags[rows, np.clip(people.year_group(year)[rows], 0, flags.shape[1] - 1)]
