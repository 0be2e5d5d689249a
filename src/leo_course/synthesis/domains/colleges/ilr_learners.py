"""The view of learners of the Individualised Learner Record."""

import numpy as np

from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains.colleges import ilr
from leo_course.synthesis.domains.colleges.choices import APPRENTICE
from leo_course.synthesis.domains.colleges.learning import YEARS
from leo_course.synthesis.domains.colleges.records import NEW_FORM
from leo_course.synthesis.model import ETHNIC_GROUPS

# Codes of ethnic groups in the older forms and in the single one.
_ETHNIC = {
    "WBRI": (23, 31),
    "WIRI": (24, 32),
    "WIRT": (25, 33),
    "WROM": (25, 33),
    "WOTH": (25, 34),
    "MWBC": (21, 35),
    "MWBA": (20, 36),
    "MWAS": (19, 37),
    "MOTH": (22, 38),
    "AIND": (12, 39),
    "APKN": (13, 40),
    "ABAN": (11, 41),
    "AOTH": (14, 43),
    "BCRB": (16, 45),
    "BAFR": (15, 44),
    "BOTH": (17, 46),
    "CHNE": (18, 42),
    "OOTH": (98, 98),
    "REFU": (99, 99),
    "NOBT": (99, 99),
}
FULL_FIELDS_SURE = 2008  # from then on the fields of full levels are filled in every return


def rows(people, life, records, shown, p):
    """Rows of the view: a learner of a provider in an academic year."""
    row, place = records.row, records.place
    year = np.array(YEARS)[place]
    ethnic = np.array([_ETHNIC[code] for code in ETHNIC_GROUPS])
    group = ethnic[people.ethnic[row], (year >= NEW_FORM).astype(np.int64)]
    fund = np.where(_any(records, shown.loan), 3, np.where(_any(records, ~shown.own), 1, 9))
    return (
        ilr.identity(people, records, "learner", np.arange(len(row)))
        | {
            "learner_year": Values(place, labels=tuple(map(str, YEARS))),
            "learner_sex": Values((~people.female[row]).astype(np.int64), labels=("F", "M")),
            "learner_ethnicity": Values(group),
            "learner_age": Values(year - people.cohort[row] + 16),
            "learner_prior": Values(_prior(people, life, row, place, p)),
            "learner_fund": Values(fund),
            "learner_olass": Values(np.full(len(row), 9)),
            "learner_apprentice": Values(_any(records, shown.kind == APPRENTICE).astype(np.int64)),
        }
        | _difficulty(people, row, place, p)
        | _full_levels(people, records, shown, year, p)
    )


def _any(records, flag):
    """Whether any row of aims of each learner has the flag."""
    return np.bincount(records.learner, flag, minlength=len(records.row)) > 0


def _difficulty(people, row, place, p):
    """What the learner says of difficulties and disabilities, in all and in detail."""
    said = people.draws.uniform("colleges/difficulty", len(YEARS))[row, place]
    unsaid = said > 1 - p["colleges.difficulty_unsaid"]
    says = (people.sen[row] > 0) & (said < p["colleges.difficulty_said"])
    kinds = p["colleges.difficulties"]
    which = people.draws.choice("colleges/kind of difficulty", list(kinds.values()))[row]
    which = np.array([int(code) for code in kinds])[which]
    return {
        "learner_difficulty": Values(np.where(unsaid, 9, np.where(says, 1, 2))),
        "learner_learning_difficulty": Values(
            np.where(unsaid, 99, np.where(says, which, 98)), null=None
        ),
    }


def _full_levels(people, records, shown, year, p):
    """The old fields of full levels: taken, and achieved, in the year."""
    drawn = people.draws.uniform("trouble/full_level_unfilled", len(YEARS))
    unfilled = drawn[records.row, records.place] < p["trouble.full_level_unfilled"]
    unfilled &= records.work_based & (year < FULL_FIELDS_SURE)
    values, one = {}, np.ones(len(year), np.int64)
    for level in (2, 3):
        takes = shown.full & (shown.level == level)
        for name, flag in (("", takes), ("_achieved", takes & shown.achieved)):
            null = ~_any(records, flag) | unfilled
            values[f"learner_full_{level}{name}"] = Values(one, null=null)
    return values


def _prior(people, life, row, place, p):
    """What the learner says they hold: mostly the truth, sometimes not known."""
    said = people.draws.uniform("colleges/prior", len(YEARS))[row, place]
    held = np.array([99, 1, 2, 3, 4])[life.held[row, place]]
    held = np.where((held == 4) & (place + YEARS[0] >= NEW_FORM), 10, held)
    other = np.where(said < 0.5 * p["colleges.prior_unknown"], 98, 97)
    return np.where(said < p["colleges.prior_unknown"], other, held)
