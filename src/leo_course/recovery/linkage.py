"""Who is linked, and what it does to a comparison of groups."""

import numpy as np
import statsmodels.api as sm

from leo_course.recovery import Answer, Study, estimators

# In the eighth tax year after Key Stage 4, pupils of state schools; in work is any pay under PAYE.
ROWS = """
    select u.*, spine.edukey is not null as linked, pay.edukey is not null as paid, t.works
    from pupils u left join spine using (pmr)
    left join pay on pay.edukey = spine.edukey and pay.began = u.cohort + 8
    join TRUTH."P2021".people q on q.pmr = u.pmr
    join TRUTH."P2021".pay t on t.person = q.person and t.tax_year // 100 = u.cohort + 8
    where u.cohort between 2007 and 2011 and u.state = 1 order by u.pmr
"""


def answers(connection):
    """Share in work in the eighth tax year, in the whole cohort, linked or not."""
    rows = connection.execute(ROWS).df()
    linked, paid = rows.linked.to_numpy(), rows.paid.to_numpy(dtype=float)
    truth = rows.works.mean()
    ones = np.ones(len(rows))
    fit = sm.OLS(paid, ones).fit(cov_type="HC1")
    yield Answer("no link taken for no job", False, fit.params[0], fit.bse[0], truth)
    known = (rows[["female", "fsm", "sen", "other_language"]], rows.points.fillna(0) / 100)
    groups = estimators.dummies(rows.ethnic, rows.cohort)
    x = np.column_stack([ones, *known, groups]).astype(float)
    chance = sm.Logit(linked.astype(float), x).fit(disp=0, method="bfgs", maxiter=500).predict(x)
    weights = 1 / np.clip(chance[linked], 0.5, 1)
    fit = sm.WLS(paid[linked], ones[linked], weights=weights).fit(cov_type="HC1")
    yield Answer("the linked, weighted for those like them", True, fit.params[0], fit.bse[0], truth)


STUDIES = (
    Study(
        "how many are in work",
        "when-links-fail",
        "What we look for is the share of state pupils who have pay under PAYE in the eighth tax "
        "year after Key Stage 4.",
        "A share of 0.77 means 77 people in a hundred.",
        answers,
        why="Some people have pay that was never linked to them, and count as out of work in the "
        "first design. The second lets those who were linked stand for others like them.",
    ),
)
