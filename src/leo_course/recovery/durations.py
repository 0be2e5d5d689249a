"""How long until the first sustained job after a degree."""

import warnings

import numpy as np
from statsmodels.duration.hazard_regression import PHReg
from statsmodels.tools.sm_exceptions import ConvergenceWarning

from leo_course.recovery import Answer, Study, estimators

# Months after which nobody is followed: who has no job on record much later is often not looking
# for one any more, but abroad, self-employed or hidden behind a wrong link.
LONGEST = 3
# The first spell of half a year or more that begins after the end of the degree; from 2007/08 on
# HESA says when a course ended. Whoever has no such spell is followed to 5 April 2021.
ROWS = """
    with spells as (
        select s.EduKey as edukey, StartDate as began, EndDate as ended,
            UncertainStartDate as unsure
        from LEO_I2."P2021".leo_employment s
        where date_diff('day', StartDate, EndDate) >= 182 or EndDate > date '2021-04-05'),
    first_job as (
        select d.pmr, min(s.began) as began, arg_min(s.unsure, s.began) as unsure
        from degrees d join spine using (pmr) join spells s on s.edukey = spine.edukey
        where s.began > d.ended group by d.pmr)
    select d.pmr, u.fsm, u.female, d.class, d.year, q.subject, q.provider_group,
        date_diff('day', d.ended, coalesce(j.began, date '2021-04-05')) / 30.4375 as months,
        j.began is not null as found, coalesce(j.unsure, false) as unsure
    from degrees d join spine using (pmr) join pupils u using (pmr)
    left join first_job j on j.pmr = d.pmr
    join TRUTH."P2021".people q on q.pmr = d.pmr
    where d.ended is not null and d.ended < date '2020-09-01' and u.state = 1
        and q.postgraduate is null order by d.pmr
"""
TRUE = """select cast(value as double) from TRUTH."P2021".parameters
    where parameter = 'search.class.1'"""


def answers(connection):
    """Log hazard ratio of a first against an upper second."""
    rows = connection.execute(ROWS).df()
    rows = rows[~rows.unsure]
    [(truth,)] = connection.execute(TRUE).fetchall()
    classes = rows["class"].astype(str)
    classes = np.column_stack([classes == code for code in ("1", "3", "4", "5", "9")])
    own = np.column_stack([classes, rows.fsm, rows.female])
    whole = np.column_stack([own, estimators.dummies(rows.subject, rows.provider_group, rows.year)])
    months = np.clip(rows.months.to_numpy(), 0.05, LONGEST)
    found = (rows.found & (rows.months <= LONGEST)).to_numpy()
    everybody = np.ones(len(rows), dtype=bool)
    for design, sound, who, x in (
        ("those with a job within three months", False, found, own),
        ("Cox model, who still looks is censored", True, everybody, whole),
    ):
        # A rare class may have nobody here.
        known = x[who].astype(float)
        known = known[:, known.std(axis=0) > 0]
        with warnings.catch_warnings():
            # A rare subject or group of providers may hold only people who found a job, or only
            # people who found none: its effect runs away to infinity, and the search for it ends
            # unfinished. The effect of a first has long been found by then and moves no more.
            warnings.filterwarnings(
                "ignore", "Maximum Likelihood optimization failed", ConvergenceWarning
            )
            fit = PHReg(months[who], known, status=found[who].astype(int), ties="efron").fit()
        yield Answer(design, sound, fit.params[0], fit.bse[0], truth)


STUDIES = (
    Study(
        "whether a first finds work sooner",
        "time-to-a-job",
        "What we look for is how much faster graduates with a first find their first sustained job "
        "than graduates with an upper second.",
        "The number is the logarithm of a hazard ratio: 0.25 means that, of those who still look, "
        "1.28 times as many find a job in a month.",
        answers,
        why="Of people who found a job soon, everybody found one soon: how many are still looking, "
        "on which a first acts most, is thrown away. The Cox model keeps them as people who still "
        "look, and compares within subject, kind of provider and year.",
    ),
)
