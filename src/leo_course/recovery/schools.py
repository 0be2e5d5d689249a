"""How much a school adds: the spread of school effects at Key Stage 4."""

import warnings

import numpy as np
import statsmodels.formula.api as smf
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from leo_course.recovery import Answer, Study

# What the search for the spread says when it cannot get nearer to the best value. Other warnings,
# such as of a spread at the edge of what is possible, are not expected and are shown.
NO_NEARER = (
    ("The line search algorithm did not converge", RuntimeWarning),
    ("Maximum Likelihood optimization failed to converge", ConvergenceWarning),
    ("Retrying MixedLM optimization", ConvergenceWarning),
    ("MixedLM optimization failed", ConvergenceWarning),
    ("Gradient optimization failed", ConvergenceWarning),
)
COHORTS = (2007, 2013)  # of the same kind of points and with tests at Key Stage 2
ROWS = f"""
    select u.*, t.attainment, t.school_effect
    from pupils u join TRUTH."P2021".people t on t.pmr = u.pmr
    where u.cohort between {COHORTS[0]} and {COHORTS[1]} and u.state = 1 and not u.special
        and u.points is not null and u.prior is not null order by u.pmr
"""


def answers(connection):
    """Standard deviation of school effects, in standard deviations of points at 16.

    The truth is that of the effects in the model over these schools, turned into points by how
    points go with the attainment beneath them.
    """
    rows = connection.execute(ROWS).df()
    for name in ("points", "prior"):
        by_year = rows.groupby("cohort")[name]
        rows[name] = (rows[name] - by_year.transform("mean")) / by_year.transform("std")
    # Not the share with another first language: it tells places apart and no intakes of equal prior
    # results, and where it is high, in London, schools add more.
    for name in ("prior", "fsm", "idaci"):
        rows[f"intake_{name}"] = rows.groupby("school")[name].transform("mean")
    slope = np.polyfit(rows.attainment, rows.points, 1)[0]
    effects = rows.groupby("school").school_effect.first()
    truth = effects.std() * slope
    background = "prior + I(prior ** 2) + female + fsm + sen + other_language + idaci + month"
    background += " + C(ethnic)"
    intake = " + intake_prior + intake_fsm + intake_idaci"
    for design, sound, formula in (
        ("schools' mean results", False, "points ~ 1"),
        ("value added, pupils and intake", True, f"points ~ {background}{intake}"),
    ):
        with warnings.catch_warnings():
            # The likelihood is so flat near its maximum that the search may stop before it, less
            # than a fifth of a standard error away: tried on resampled pupils against a search of
            # the spread alone, it was up to 0.02% off for value added, 1.2% for mean results.
            for message, category in NO_NEARER:
                warnings.filterwarnings("ignore", message, category)
            fit = smf.mixedlm(formula, rows, groups=rows.school).fit(reml=True)
        spread = float(np.sqrt(fit.cov_re.iloc[0, 0]))
        # The variance of few effects is known no better than by a chi-squared of their number.
        noise = fit.scale / rows.groupby("school").size().mean()
        free = len(effects) - 1 - (3 if sound else 0)
        error = (spread**2 + noise) / spread / np.sqrt(2 * free)
        yield Answer(design, sound, spread, error, truth)


STUDIES = (
    Study(
        "how far schools differ",
        "gaps-and-schools",
        "What we look for is how far mainstream state schools differ in what they add to results "
        "at 16: the standard deviation of their effects.",
        "The unit is the standard deviation of pupils' points: at 0.2, schools differ a fifth as "
        "much as pupils do.",
        answers,
        why="Mean results mix what a school adds with whom it takes in. Held against earlier "
        "results and background, of a pupil and of those around, little but what it adds is left.",
    ),
)
