"""Offers by background for the same application, and predictions that hope."""

from functools import partial

import numpy as np
import statsmodels.api as sm

from leo_course.recovery import Answer, Study, estimators

# Main scheme choices whose applicant's predicted grades are all known, from 2010 on, when there was
# an A* to be predicted.
OFFERS = """
    select distinct on (unique_application_id_cycle)
        cast(coalesce(provider_decision_june30 like '%onditional%', false) as int)
            as offer,
        u.fsm, cast(ethnic_group_summary not like 'White%'
            and ethnic_group_summary not like '%nknown%' as int) as minority,
        p.predicted,
        cast(jacs3_sub_line_code = 'A1' as int) as medicine, application_cycle as cycle,
        a.applicant_id as applicant, o.chance_fsm - o.chance_not_fsm as true_fsm,
        o.chance_minority - o.chance_white as true_minority
    from UCAS_I2."P2021".ucas_applications a
    join predicted p on p.applicant = a.applicant_id and p.complete
    join pupils u on u.pmr = a.PupilMatchingRefAnonymous and u.state = 1
    join TRUTH."P2021".offers o using (unique_application_id_cycle)
    where main_scheme_application_flag = 1 and p.predicted is not null
        and application_cycle >= 2010 and he_provider_tariff_group = $tariff
    order by unique_application_id_cycle
"""
PREDICTED = """
    with best as (
        select pmr, list_sum(list_reverse_sort(list(points))[1:3]) as predicted, count(*) as n
        from (select distinct pmr, subject, points from declared
            where kind = 'GCE Advanced Level' and grade is not null and cycle between 2010 and 2019)
        group by pmr having n >= 3),
    achieved as (
        select KS5_PupilMatchingRefAnonymous as pmr, list_sum(list_reverse_sort(list(
            case KS5_GRADE when '*' then 6 when 'A*' then 6 when 'A' then 5 when 'B' then 4
                when 'C' then 3 when 'D' then 2 when 'E' then 1 else 0 end))[1:3]) as achieved
        from NPD_I2."P2021".ks5exam_2002_to_2021
        where KS5_SUBLEVNO = '111' and coalesce(KS5_DISC2, KS5_DISC_ALL) = 0
        group by 1 having count(*) >= 3)
    select b.predicted, a.achieved, u.points, u.fsm, u.state, u.cohort, u.female,
        t.points_predicted - t.points_achieved as true_gap
    from best b join achieved a using (pmr) join pupils u using (pmr)
    join TRUTH."P2021".people t on t.pmr = b.pmr order by b.pmr
"""


def offers(connection, background, tariff):
    """Offers at providers of one tariff group by a characteristic of the applicant."""
    rows = connection.execute(OFFERS, {"tariff": f"{tariff} tariff"}).df()
    offer, has = rows.offer.to_numpy(), rows[background].to_numpy()
    truth = rows[f"true_{background}"].mean()
    other = "fsm" if background == "minority" else "minority"
    ones = np.ones(len(rows))
    raw = estimators.least_squares(offer, np.column_stack([has, ones]), cluster=rows.applicant)
    yield Answer("difference in offer rates", False, raw[0][0], raw[1][0], truth)
    controls = (has, rows[other], ones, rows.predicted, rows.medicine)
    x = np.column_stack([*controls, estimators.dummies(rows.cycle)]).astype(float)
    estimate, error = estimators.marginal_effect(offer, x, 0, rows.applicant)
    yield Answer("logit for the same application", True, estimate, error, truth)


def predictions(connection):
    """By how much teachers predict more than examinations bring, in points of the best three."""
    rows = connection.execute(PREDICTED).df()
    rows = rows[rows.true_gap.notna()].reset_index(drop=True)
    gap = (rows.predicted - rows.achieved).to_numpy(dtype=float)
    truth = rows.true_gap.mean()
    # Among those who got what they needed, luck was good: what they achieved is no fair judge.
    top = (rows.achieved >= 15).to_numpy()
    fit = sm.OLS(gap[top], np.ones(top.sum())).fit(cov_type="HC1")
    yield Answer("among the successful", False, fit.params[0], fit.bse[0], truth)
    fit = sm.OLS(gap, np.ones(len(gap))).fit(cov_type="HC1")
    yield Answer("among all who were predicted", True, fit.params[0], fit.bse[0], truth)


DIFFERENCE = "A difference of -0.02 means two offers fewer in a hundred applications."
STUDIES = (
    Study(
        "whether offers differ by ethnic group",
        "applying-to-university",
        "What we look for is by how much the chance of an offer is higher for applicants of "
        "ethnic groups other than White than for White ones, if all else in the application is "
        "the same. It is the mean over applications to providers of the lower tariff group.",
        DIFFERENCE,
        partial(offers, background="minority", tariff="Lower"),
        why="Groups differ in the grades that they are predicted, in what they apply for and when, "
        "and these act on offers too. The logit compares applications that agree in them.",
    ),
    Study(
        "whether offers differ by free school meals",
        "applying-to-university",
        "What we look for is by how much the chance of an offer is higher for applicants eligible "
        "for free school meals than for others, if all else in the application is the same. It "
        "is the mean over applications to providers of the higher tariff group, and in the model "
        "it is 0.",
        DIFFERENCE,
        partial(offers, background="fsm", tariff="Higher"),
        why="Applicants eligible for free school meals are predicted lower grades, and lower "
        "grades bring fewer offers to anybody. The logit compares applications that agree in them.",
        needs_power=False,  # there is nothing to find
    ),
    Study(
        "how far predictions run ahead",
        "applying-to-university",
        "What we look for is by how many points the predictions of teachers lie above what pupils "
        "achieve, on average, in the best three A levels together.",
        "An A* counts 6 points, an A 5, and so on down to 1 for an E: a gap of 2 points is two "
        "grades in one subject, or one grade in each of two.",
        predictions,
        why="Whoever reached high grades had luck as well as knowledge: among the successful, "
        "predictions look less hopeful than they were. Nobody who was predicted may be left out.",
    ),
)
