"""What is a degree worth? Log pay in the tenth tax year after Key Stage 4."""

from functools import partial

import numpy as np

from leo_course.recovery import LOG_POINTS, Answer, Study, estimators, tables

# Those in PAYE work for half the year at least who do not study in it; who goes to university and
# leaves without a degree is in neither group, nor is who was accepted and stands in no HESA record:
# some of these are graduates whose records were not linked. Cohorts whose applications we have, and
# whose tenth tax year lies before the pandemic.
ROWS = """
    with choices as (
        select PupilMatchingRefAnonymous as pmr, any_value(application_cycle) as cycle,
            count(distinct unique_application_id_cycle) filter (
                he_provider_tariff_group = 'Higher tariff') as higher
        from UCAS_I2."P2021".ucas_applications
        where main_scheme_application_flag = 1 and application_route = 'Main scheme' group by 1),
    accepted as (
        select distinct PupilMatchingRefAnonymous as pmr
        from UCAS_I2."P2021".ucas_applications where accept_flag = 1)
    select u.*, mean(pay.log_pay) as log_pay, any_value(d.pmr) is not null as degree,
        any_value(c.cycle) as cycle, any_value(c.higher) as higher,
        any_value(p.predicted) as predicted,
        mean(t.log_pay_with_degree - t.log_pay_without_degree) as effect
    from pupils u join spine using (pmr)
    join pay on pay.edukey = spine.edukey and pay.days >= 180 and pay.began <= 2019
        and pay.began between u.cohort + 8 and u.cohort + 10
    left join degrees d on d.pmr = u.pmr and d.year <= u.cohort + 8
    left join (select distinct pmr from students where level in (4, 5)) s on s.pmr = u.pmr
    left join accepted a on a.pmr = u.pmr
    left join choices c on c.pmr = u.pmr left join predicted p on p.pmr = u.pmr
    join TRUTH."P2021".people q on q.pmr = u.pmr
    join TRUTH."P2021".pay t on t.person = q.person and t.tax_year // 100 = pay.began
    where u.cohort between 2005 and 2011 and u.points is not null
        and (d.pmr is not null) = (s.pmr is not null)
        and (d.pmr is not null or a.pmr is null)
        and not exists (select 1 from students n
            where n.pmr = u.pmr and n.year between pay.began and pay.began + 1)
    group by all order by u.pmr
"""
STUDENTS = """
    create or replace temp table students as select distinct pmr, year, level from ({years})
"""


def _people(connection):
    columns = "HE_PUPILMATCHINGREFANONYMOUS as pmr, {year} as year, HE_XLEV601 as level"
    connection.execute(STUDENTS.format(years=tables.hesa(columns)))
    return connection.execute(ROWS).df()


def answers(connection, female):
    people = _people(connection)
    people = people[people.female == female].reset_index(drop=True)
    pay, degree = people.log_pay.to_numpy(), people.degree.to_numpy()
    truth = people.effect[degree].mean()
    ones = np.ones((len(people), 1))
    year = estimators.dummies(people.cohort)
    naive = estimators.least_squares(pay, np.column_stack([degree, ones, year]))
    yield Answer("graduates less others", False, naive[0][0], naive[1][0], truth)
    x = _background(people)
    fit = estimators.least_squares(pay, np.column_stack([degree, x]), people.school)
    yield Answer("regression on school records", False, fit[0][0], fit[1][0], truth)
    estimate, error = estimators.inverse_probability(pay, degree, x)
    yield Answer("weighting on school records", False, estimate, error, truth)
    applied = people.dropna(subset=["predicted", "higher"])
    pay, degree = applied.log_pay.to_numpy(), applied.degree.to_numpy()
    cells = estimators.cells_of(applied.predicted // 2, applied.higher)
    points = _scaled(applied.points)
    known = (points, points**2, applied.predicted % 2, applied.state)
    covariates = np.column_stack([*known, estimators.dummies(applied.cycle)]).astype(float)
    estimate, error = estimators.within_cells(pay, degree, cells, covariates)
    truth = estimators.weighted_truth(applied.effect, degree, cells, covariates)
    yield Answer("same applications", True, estimate, error, truth)


def _scaled(values):
    values = np.asarray(values, dtype=float)
    return (values - values.mean()) / values.std()


def _background(people):
    """What school records say: results at 16 and 11, sex, need, poverty, group, place."""
    points = _scaled(people.points)
    prior = _scaled(people.prior.fillna(people.prior.mean()))
    known = people[["fsm", "fsm_known", "sen", "other_language"]].to_numpy(dtype=float)
    return np.column_stack(
        [
            np.ones(len(people)),
            *(points, points**2, prior, prior**2, people.prior.isna(), people.state),
            *known.T,
            people.idaci.fillna(0.2),
            estimators.dummies(people.cohort, people.ethnic),
        ]
    ).astype(float)


_ESTIMAND = (
    "What we look for is what a degree does to pay eight to ten tax years after Key Stage 4: the "
    "mean effect over the {sex} who have one and are in work. The last design speaks only of "
    "graduates for whom there are others with the same applications, so its truth is the mean "
    "over these."
)
_WHY = (
    "Ambition, ability and home lead both to a degree and to pay. School records close some of "
    "these paths and not that of ambition, so regression and weighting on them still say too much. "
    "People who sent the same applications with the same predictions are alike in ambition too. "
    "They are not quite alike in attainment, which GCSE points measure with error: so the last "
    "answer, too, is a little too high, by about half of its standard error."
)

STUDIES = (
    Study(
        "what a degree is worth to women",
        "does-university-pay",
        _ESTIMAND.format(sex="women"),
        LOG_POINTS,
        partial(answers, female=1),
        why=_WHY,
    ),
    Study(
        "what a degree is worth to men",
        "does-university-pay",
        _ESTIMAND.format(sex="men"),
        LOG_POINTS,
        partial(answers, female=0),
        why=_WHY + " The effect on men is next to nothing in the model, so that a lesson can show "
        "an uncertain one.",
        needs_power=False,  # the effect is small, so that a lesson can show an uncertain one
    ),
)
