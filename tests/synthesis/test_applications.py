"""Results at 18 and applications: they join, resemble what is published, and know their truth."""

import numpy as np
import pytest

from leo_course import calibration
from leo_course.synthesis import parameters

UCAS = 'UCAS_I2."P2021".ucas_applications'
STUDENTS = 'NPD_I2."P2021".ks5student_2002_to_2021'
EXAMS = 'NPD_I2."P2021".ks5exam_2002_to_2021'
TRUTH = 'TRUTH."P2021".people'


@pytest.fixture(scope="module")
def applications(ask):
    """``ask``, with temporary tables of choices and grades."""
    for statement in calibration.queries("applications")[0]:
        ask(statement)
    return ask


def test_entry_at_18_follows_from_a_place(applications):
    """HESA holds at 18 only who had a place, in the tariff group and subject of that place."""
    rows = applications(f"""
        select he_at_18, place_at_18, provider_group, c.tariff, c.place, c.entry_year - c.cycle
        from {TRUTH} t left join choices c on c.pmr = t.pmr and c.place is not null
        where ks4_year between 2005 and 2019""")
    groups = {"higher": "Higher tariff", "middle": "Medium tariff", "lower": "Lower tariff"}
    entered = [row for row in rows if row[0]]
    assert len(entered) > 5000
    assert all(place != "no place" for _, place, *_ in entered)
    # The few without a row are those whom UCAS and the pupil records did not match.
    matched = [row for row in entered if row[3]]
    assert len(matched) > 0.95 * len(entered)
    assert all(groups[group] == tariff for _, _, group, tariff, *_ in matched)
    assert {wait for *_, wait in matched} == {0}


def test_a_provider_of_hesa_has_one_tariff_group(applications):
    [(providers, most)] = applications("""
        select count(*), max(n) from (select HE_XINSTID01__ANON, count(distinct tariff) as n
            from HESA_I2."P2021".hesa_2011 h join choices on pmr = HE_PUPILMATCHINGREFANONYMOUS
            where place is not null and entry_year = 2010 and HE_XFYRSR01 = 1
                and HE_COMDATE < date '2010-12-01' and coalesce(HE_RSNEND, '') <> '03'
            group by 1)""")
    assert providers > 100
    assert most == 1


def test_an_application_has_a_row_for_each_qualification(applications):
    [(uneven, firms, insurances, places)] = applications(f"""
        select count(*) filter (least <> most), max(firm), max(insurance), max(place) from (
            select applicant, min(n) as least, max(n) as most,
                count(distinct application) filter (reply = 'Firm') as firm,
                count(distinct application) filter (reply = 'Insurance') as insurance,
                count(distinct application) filter (place is not null) as place
            from choices join (select unique_application_id_cycle as application, count(*) as n
                from {UCAS} group by 1) using (application) group by applicant)""")
    assert (uneven, firms, insurances, places) == (0, 1, 1, 1)
    assert applications("select max(n) from (select count(*) n from main group by applicant)") == [
        (5,)
    ]
    [(same_provider,)] = applications("""select count(*) from (select applicant from main
        group by applicant, split_part(course, '-', 1) having count(*) > 1)""")
    assert same_provider == 0


def test_totals_of_students_are_those_of_their_exams(applications):
    [(students, wrong)] = applications(f"""
        select count(*), count(*) filter (abs(points - KS5_TOTPTSE) > 0.01 or size <> KS5_TOTENTS)
        from {STUDENTS} s join (select KS5_PupilMatchingRefAnonymous as pmr,
            sum(KS5_POINTS) as points, sum(KS5_ASIZE) as size from {EXAMS}
            where coalesce(KS5_DISC2, KS5_DISC_ALL) = 0 group by 1) e
            on pmr = KS5_PupilMatchingRefAnonymous where KS5_ACADYR >= '2005/2006'""")
    assert students > 25_000
    assert wrong == 0
    [(cells, wrong)] = applications(f"""
        select count(*), count(*) filter (KS5_GA_MATH is distinct from KS5_GRADE)
        from {STUDENTS} s full join (select * from {EXAMS} where KS5_MAPPING = '2210'
                and KS5_SUBLEVNO = '111' and coalesce(KS5_DISC2, KS5_DISC_ALL) = 0) e
            on s.KS5_PupilMatchingRefAnonymous = e.KS5_PupilMatchingRefAnonymous
        where coalesce(KS5_GA_MATH, KS5_GRADE) is not null""")
    assert cells > 5000
    assert wrong == 0


def _years(applications, column, view):
    """The academic years, by the year of their end, in which a column holds anything."""
    rows = applications(f"""select cast(right(KS5_ACADYR, 4) as int) from {view}
        where {column} is not null group by 1""")
    return {year for (year,) in rows}


@pytest.mark.parametrize(
    ("column", "years"),
    [
        ("KS5_TOTPTSE", range(2005, 2022)),
        ("KS5_QROUTE", range(2007, 2016)),
        ("KS5_CVA45U", range(2008, 2011)),
        ("KS5_GRADEAAB", range(2012, 2016)),
        ("KS5_B3PTSE_B3", range(2016, 2022)),
        ("KS5_TLEV", range(2016, 2022)),
        ("KS5_RECTYPE", range(2017, 2022)),
        ("KS5_LAESTAB_anon", range(2004, 2020)),
        ("KS5_TRIGGER", {*range(2004, 2016), *range(2017, 2022)}),
        ("KS5_GA_MATH", range(2004, 2022)),
    ],
)
def test_a_column_of_key_stage_5_is_filled_in_its_years(applications, column, years):
    assert _years(applications, column, STUDENTS) == set(years)


def test_the_scale_of_points_changes_twice(applications):
    rows = applications(f"""
        select cast(right(KS5_ACADYR, 4) as int), max(KS5_POINTS_GA) from {STUDENTS}
        where KS5_ENTRY_GA = 3 and KS5_PASSES_GA = 3 and KS5_GRADEA_GA = 3 group by 1""")
    most = dict(rows)
    assert [most[year] for year in (2004, 2009, 2010, 2015, 2016)] == [360, 810, 900, 900, 180]


def test_teachers_gave_higher_grades_and_no_star_before_2010(applications):
    tops = dict(
        applications("""select cast(right(year, 4) as int), avg(cast(grade >= 5 as int))
            from achieved group by 1""")
    )
    assert tops[2020] > tops[2019] + 0.08
    assert tops[2021] > tops[2020]
    assert applications(f"""select min(KS5_EXAMYEAR) from {EXAMS} where KS5_GRADE = '*'
        and KS5_DISC2 = 0""") == [(2010,)]
    assert applications(f"""select distinct KS5_EXAMYEAR from {EXAMS}
        where KS5_Centre_Assessed_Flag = 1 order by 1""") == [(2020,), (2021,)]


def test_the_as_level_falls_away_after_the_reform(applications):
    share = dict(
        applications(f"""select cast(right(KS5_ACADYR, 4) as int),
            avg(cast(KS5_ENTRY_GAS > 0 as int)) from {STUDENTS}
            where KS5_ENTRY_GA > 0 group by 1""")
    )
    assert share[2015] > 0.7 > 0.6 > share[2017] > share[2019]
    assert share[2021] < 0.15


def test_who_takes_three_years_is_19_and_not_in_ucas(applications):
    [(late, at_18, in_ucas)] = applications(f"""
        select count(*), count(*) filter (KS5_AGE_START <> 18), count(c.applicant)
        from {TRUTH} t join {STUDENTS} on KS5_PupilMatchingRefAnonymous = pmr
        left join (select distinct pmr, applicant from choices) c using (pmr)
        where third_year""")
    assert late > 500
    assert (at_18, in_ucas) == (0, 0)


def test_columns_of_ucas_are_filled_in_their_cycles(applications):
    def cycles(condition):
        rows = applications(f"select distinct application_cycle from {UCAS} where {condition}")
        return {cycle for (cycle,) in rows}

    assert cycles("true") == set(range(2007, 2022))
    assert cycles("socioecon_group2000 is not null") == set(range(2007, 2015))
    assert cycles("unconditional_component_flag is not null") == set(range(2013, 2020))
    assert cycles("application_route = 'Adjustment'") <= set(range(2009, 2022))
    assert cycles("qualification_description = 'BTEC Extended Diploma'") == set(range(2012, 2018))


def test_fewer_put_off_a_place_before_fees_rose(applications):
    wait = dict(
        applications("""select cycle, avg(entry_year - cycle) from choices
            where place is not null group by 1""")
    )
    assert wait[2011] < 0.5 * wait[2010]
    assert wait[2013] > 1.5 * wait[2011]


def test_a_school_with_a_sixth_form_keeps_its_pseudonym(applications):
    [(pupils, other)] = applications(f"""
        select count(*), count(*) filter (KS5_LAESTAB_anon <> KS4_LAESTAB_anon)
        from {STUDENTS} join NPD_I2."P2021".ks4pupil_2002_to_2021
            on KS4_PupilMatchingRefAnonymous = KS5_PupilMatchingRefAnonymous
        where KS5_NFTYPE in (21, 29) and KS4_NORFLAGE <> 2""")
    assert pupils > 5000
    assert other == 0


def _logit(y, x, who, steps=12):
    """Coefficients of a logistic regression, and standard errors clustered by ``who``."""
    beta = np.zeros(x.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-x @ beta))
        inverse = np.linalg.inv((x * (chance * (1 - chance))[:, None]).T @ x)
        beta = beta + inverse @ (x.T @ (y - chance))
    _, place = np.unique(who, return_inverse=True)
    scores = np.zeros((place.max() + 1, x.shape[1]))
    np.add.at(scores, place, x * (y - chance)[:, None])
    return beta, np.sqrt(np.diag(inverse @ (scores.T @ scores) @ inverse))


def test_offers_given_predicted_grades_show_the_known_effects_of_background(applications):
    """At higher tariff providers the raw gap by free school meals is wide; at equal predictions,
    course and cycle there is none, and the effect that there is shows at its size.

    Standard errors allow for several applications of one applicant. Those with a grade not
    declared are left out: predictions measured with error would leave a part of the gap.
    """
    p = parameters.standard()
    rows = np.array(
        applications(f"""
        with p as (select applicant, list_sum(list_reverse_sort(list(grade))[1:3]) as predicted
            from predicted where applicant not in (select applicant_id from {UCAS}
                where qualification_status = 'Pending' and (grade is null or subject_title is null))
            group by applicant)
        select offer, cast(fsm_at_16 as int),
            cast(ethnic not in ('White', 'Unknown or Prefer Not To Say') as int), predicted,
            cast(tariff = 'Higher tariff' as int), cast(tariff = 'Lower tariff' as int),
            cast(line = 'A1' as int), cycle, applicant
        from main join p using (applicant) join {TRUTH} t using (pmr) where cycle >= 2010"""),
        dtype=float,
    )
    y, fsm, who = rows[:, 0], rows[:, 1], rows[:, 8]
    cycles = (rows[:, 7:8] == np.arange(2010, 2022)).astype(float)
    groups = np.column_stack([cycles, cycles * rows[:, 4:5], cycles * rows[:, 5:6]])
    full, error = _logit(y, np.column_stack([rows[:, [1, 2, 3, 6]], groups]), who)
    higher = rows[:, 4] == 1
    raw = y[higher & (fsm == 1)].mean() - y[higher & (fsm == 0)].mean()
    assert len(y) > 30_000
    assert abs(full[0] - p["offer.fsm"]) < 2.6 * error[0]
    assert abs(full[1] - p["offer.minority"]) < 2.6 * error[1]
    assert full[1] < -3.3 * error[1]
    assert raw < -0.02


def test_among_people_with_the_same_applications_graduates_are_more_alike(applications):
    """Cells of sex, higher choices and predicted band leave a tenth of the raw bias or little more.

    The cohorts that UCAS holds and whose pay in the tenth tax year is known.
    """
    rows = np.array(
        applications(f"""
        with lists as (select pmr, count(*) filter (tariff = 'Higher tariff') as higher
            from main where pmr is not null group by pmr)
        select cast(degree as int), cast(female as int),
            case when degree then log_pay_with_degree else log_pay_without_degree end,
            log_pay_with_degree - log_pay_without_degree, coalesce(higher, -1),
            coalesce(points_predicted // 2, 0)
        from {TRUTH} t left join lists using (pmr)
        where log_pay_with_degree is not null and ks4_year >= 2005"""),
        dtype=float,
    )
    degree, pay, effect = rows[:, 0] == 1, rows[:, 2], rows[:, 3]
    applied = rows[:, 4] >= 0
    true = effect[degree & applied].mean()
    raw = _within_cells(degree, pay, rows[:, [1]])
    same = _within_cells(degree[applied], pay[applied], rows[applied][:, [1, 4, 5]])
    assert raw > true + 0.08
    assert abs(same - true) < 0.35 * abs(raw - true)


def _within_cells(treated, outcome, cells):
    """Mean difference within cells, weighted by the treated in each cell that holds both."""
    _, cell = np.unique(cells, axis=0, return_inverse=True)
    cell = cell.ravel()
    with_, without = np.bincount(cell, treated), np.bincount(cell, ~treated)
    both = (with_ > 0) & (without > 0)
    gap = np.bincount(cell, outcome * treated)[both] / with_[both]
    gap = gap - np.bincount(cell, outcome * ~treated)[both] / without[both]
    return np.average(gap, weights=with_[both])


def test_low_advantage_is_predicted_less_generously_at_the_top(applications):
    [(low, high)] = applications(f"""
        with top as (select predicted, achieved, family, ntile(3) over (order by family) as third
            from best join {TRUTH} using (pmr) where achieved >= 13)
        select avg(cast(predicted < achieved as int)) filter (third = 1),
            avg(cast(predicted < achieved as int)) filter (third = 3) from top""")
    assert low > high
