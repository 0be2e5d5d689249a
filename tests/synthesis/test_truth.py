"""A naive comparison of graduates misses the truth, and the truth can be looked up."""

import numpy as np

from leo_course.synthesis import parameters
from leo_course.synthesis.model import of_year

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
    """The effect of the degree, its path over the years, and the slumps it led out of or into."""
    p = parameters.standard()
    slump, lasts = p.table("economy.slump"), p.table("pay.scar_lasts")

    def scar(year, entry):
        since = year - entry
        return p["pay.scar"] * of_year(slump, entry) * of_year(lasts, since) * (since >= 0)

    rows = ask("""
        select female, subject, provider_group, ks4_year + 10, degree_year,
            ks4_year + 2 * cast(path_at_16 <> 'neither' as int),
            log_pay_with_degree - log_pay_without_degree
        from TRUTH."P2021".people
        where degree and outcome_tax_year is not null and postgraduate is null""")
    assert len(rows) > 5000
    for female, subject, group, year, done, entry, effect in rows:
        sex = "women" if female else "men"
        expected = p[f"pay.degree_{sex}"] + p["pay.subject"][subject]
        expected += p["pay.provider_group"][group]
        # Some study on for a year after it, and a few of them obtain nothing.
        both = [
            expected
            + of_year(p.table(f"pay.degree_path_{sex}"), year - end)
            + (scar(year, end) - scar(year, entry))
            for end in (done, done + 1)
        ]
        assert min(abs(effect - one) for one in both) < 2e-4 or done >= year


def test_who_knew_the_hidden_traits_would_find_the_effect(ask):
    """Regression on the true traits gives the mean effect; without ambition it does not."""
    *groups, numbers = zip(
        *ask("""
        select ks4_year, ethnic_group, sen_at_16, [
            case when degree then log_pay_with_degree else log_pay_without_degree end,
            log_pay_with_degree - log_pay_without_degree,
            cast(degree as int), cast(female as int), cast(degree and female as int),
            attainment, attainment * cast(female as int), family, ability,
            cast(independent_school as int), cast(fsm_at_16 as int),
            cast(path_at_16 <> 'neither' as int), ambition]
        from TRUTH."P2021".people where outcome_tax_year is not null"""),
        strict=True,
    )
    y, effect, *x = np.array(numbers, dtype=float).T
    degree, women = x[:2]
    dummies = [np.array(group)[:, None] == np.unique(group)[1:] for group in groups]
    x = np.column_stack([np.ones(len(y)), *dummies, *x])
    place = x.shape[1] - 11
    true = effect[(degree == 1) & (women == 0)].mean()
    knowing = np.linalg.lstsq(x, y, rcond=None)[0][place]
    blind = np.linalg.lstsq(x[:, :-1], y, rcond=None)[0][place]
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
            and not studying and outcome_tax_year < 202021""")  # furlough came between
    assert people > 5000
    assert off == 0


def test_the_parameters_stand_in_the_truth(ask):
    [(count,)] = ask('select count(*) from TRUTH."P2021".parameters')
    assert count > 300
    ambition = repr(parameters.standard()["pay.ambition"])
    assert ask("""select value, source from TRUTH."P2021".parameters
        where parameter = 'pay.ambition'""") == [(ambition, "ours")]


def test_every_parameter_explains_itself():
    for item in parameters.standard().items:
        assert item.unit, item.name
        assert item.meaning.endswith("."), item.name
        assert item.source, item.name
