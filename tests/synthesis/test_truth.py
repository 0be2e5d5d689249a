"""A naive comparison of graduates misses the truth, and the truth can be looked up."""

import numpy as np
import pytest

from leo_course.synthesis import parameters

# What a researcher can do: pupil to lookup to lookup to pay, degree from HESA.
NAIVE = """
    with graduates as (
        {hesa}),
    pay as (
        select k.KS4_GENDER as sex, g.pmr is not null as degree, ln(e.Earnings) as log_pay
        from NPD_I2."P2021".ks4pupil_2002_to_2021 k
        join LEO_I2."P2021".learner_ae_id_to_pmr_lookup a
            on a.PUPILMATCHINGREFANONYMOUS = k.KS4_PupilMatchingRefAnonymous
        join LEO_I2."P2021".learner_ae_id_to_edukey_lookup b using (AE_ID)
        join LEO_I2."P2021".leo_earnings e on e.Edukey = b.EDUKEY and e.TaxYear = 201819
        left join graduates g on g.pmr = k.KS4_PupilMatchingRefAnonymous
        where k.KS4_ACADYR = '2007/2008' and e.Earnings > 5000)
    select sex, avg(log_pay) filter (degree) - avg(log_pay) filter (not degree)
    from pay group by sex order by sex
""".format(
    hesa=" union ".join(
        f'select HE_PUPILMATCHINGREFANONYMOUS as pmr from HESA_I2."P2021".hesa_{year} '
        "where HE_XPQUAL01 = 1 and HE_XQLEV601 = 4"
        for year in range(2010, 2017)
    )
)
TRUE = """
    select avg(log_pay_with_degree - log_pay_without_degree) from TRUTH."P2021".people
    where degree and ks4_year = 2008 group by female order by female desc
"""


def test_the_naive_gap_misses_the_truth(ask):
    naive = [gap for _, gap in ask(NAIVE)]
    true = [effect for (effect,) in ask(TRUE)]
    for gap, effect in zip(naive, true, strict=True):
        assert gap > effect + 0.08
    assert true[0] > true[1] + 0.1  # women gain more


def test_the_truth_is_what_the_parameters_say(ask):
    p = parameters.standard()
    rows = ask("""
        select female, subject, provider_group, ks4_year + 10 - degree_year,
            log_pay_with_degree - log_pay_without_degree
        from TRUTH."P2021".people where degree""")
    assert len(rows) > 5000
    for female, subject, group, since, effect in rows:
        sex = "women" if female else "men"
        expected = p[f"pay.degree_{sex}"] + p["pay.subject"][subject]
        expected += p["pay.provider_group"][group] + p.table(f"pay.degree_path_{sex}")[since]
        assert effect == pytest.approx(expected, abs=2e-4)


def test_who_knew_the_hidden_traits_would_find_the_effect(ask):
    """Regression on the true traits gives the mean effect; without ambition it does not."""
    rows = np.array(
        ask("""
        select case when degree then log_pay_with_degree else log_pay_without_degree end,
            cast(degree as int), cast(female as int), cast(degree and female as int),
            ks4_year - 2007, attainment, family, ability, ambition,
            log_pay_with_degree - log_pay_without_degree
        from TRUTH."P2021".people"""),
        dtype=float,
    )
    y, x, effect = rows[:, 0], rows[:, 1:9], rows[:, 9]
    x = np.column_stack([np.ones(len(x)), x])
    true = effect[(rows[:, 1] == 1) & (rows[:, 2] == 0)].mean()
    knowing = np.linalg.lstsq(x, y, rcond=None)[0][1]
    blind = np.linalg.lstsq(x[:, :-1], y, rcond=None)[0][1]
    assert abs(knowing - true) < 0.03
    assert blind > knowing + 0.02


def test_realised_pay_is_the_potential_outcome_that_came_about(ask):
    """A year worked from end to end pays what the truth says, with or without the degree."""
    [(people, off)] = ask("""
        select count(*), count(*) filter (abs(Earnings - exp(log_gain_from_later_degree)
            * case when degree then pay_with_degree else pay_without_degree end)
            > 2 + 0.003 * Earnings)
        from TRUTH."P2021".people p
        join TRUTH."P2021".pay t on t.person = p.person and t.tax_year = outcome_tax_year
        join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and TaxYear = outcome_tax_year
        join LEO_I2."P2021".leo_employment s on s.EduKey = p.edukey
        where StartDate < make_date(TaxYear // 100, 4, 6) and not UncertainStartDate
            and EndDate > make_date(TaxYear // 100 + 1, 4, 5) and Earnings > 0
            and not studying""")
    assert people > 5000
    assert off == 0


def test_the_parameters_stand_in_the_truth(ask):
    [(count,)] = ask('select count(*) from TRUTH."P2021".parameters')
    assert count > 300
    assert ask("""select value, source from TRUTH."P2021".parameters
        where parameter = 'pay.ambition'""") == [("0.085", "ours")]


def test_every_parameter_explains_itself():
    for item in parameters.standard().items:
        assert item.unit, item.name
        assert item.meaning.endswith("."), item.name
        assert item.source, item.name
