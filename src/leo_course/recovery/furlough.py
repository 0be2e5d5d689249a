"""What furlough did to pay in the same tax year."""

import numpy as np

from leo_course.recovery import LOG_POINTS, Answer, Study, estimators

# In work through 2019/20 and for a while in 2020/21, no longer studying; on furlough at the end of
# a month from March to June 2020.
ROWS = """
    with furloughed as (
        select distinct EDUKEY as edukey from LEO_I2."P2021".leo_cjrs
        where (TAXYEAR = 201920 and contains(CJRS_EOM_IND, '1'))
            or (TAXYEAR = 202021 and contains(left(CJRS_EOM_IND, 3), '1')))
    select u.cohort, u.female, f.edukey is not null as furloughed, b.section,
        coalesce(d.year, 0) as degree_year, b.log_pay as before, c.log_pay as after,
        a.log_pay as earlier, q.furlough_year_effect as effect
    from pay b join pay c on c.edukey = b.edukey and c.began = 2020 and c.days >= 60
    left join pay a on a.edukey = b.edukey and a.began = 2018
    join spine on spine.edukey = b.edukey join pupils u using (pmr)
    left join degrees d using (pmr) left join furloughed f on f.edukey = b.edukey
    join TRUTH."P2021".people q on q.pmr = u.pmr
    where b.began = 2019 and b.days >= 300 and b.section is not null
        and u.cohort <= 2014 and coalesce(d.year, 0) <= 2017 order by u.pmr
"""


def answers(connection):
    rows = connection.execute(ROWS).df()
    furloughed = rows.furloughed.to_numpy()
    truth = rows.effect[furloughed].mean()
    after, change = rows.after.to_numpy(), (rows.after - rows.before).to_numpy()
    x = np.column_stack([furloughed, np.ones(len(rows))]).astype(float)
    params, errors = estimators.least_squares(after, x)
    yield Answer("pay after furlough", False, params[0], errors[0], truth)
    # Pay of the young rises faster, and they were furloughed more: compare within industry and age.
    cells = estimators.cells_of(rows.section, rows.degree_year > 0)
    ages = estimators.dummies(
        estimators.cells_of(rows.cohort, rows.female, rows.degree_year.clip(2007))
    )
    estimate, error = estimators.within_cells(change, furloughed, cells, ages)
    yield Answer("change of pay within industry and age", True, estimate, error, truth)


STUDIES = (
    Study(
        "what furlough did to pay",
        "furlough",
        "What we look for is what furlough in spring 2020 did to pay in the tax year 2020/21: the "
        "mean effect over those who were on it.",
        LOG_POINTS,
        answers,
        why="Furlough came to industries and ages that were paid less before. The change since the "
        "year before, compared within industry and age, takes those lasting differences away.",
    ),
)
