"""Childhood: keys join, results add up, published figures are met, value added is recovered."""

import csv

import numpy as np
import pytest

from leo_course import dictionary

NPD = 'NPD_I2."P2021".'
KS1, KS2, KS3 = (
    f"{NPD}{name}"
    for name in ("ks1pupil_1998_to_2012", "ks2pupil_1996_to_2016", "ks3pupil_1998_to_2013")
)
KS4, EXAMS = f"{NPD}ks4pupil_2002_to_2021", f"{NPD}ks4exam_2002_to_2021"
POINTS = """coalesce(6 * try_cast({p}_{s}LEV as int) + 3,
    case when {p}_{s}LEV in ('B', 'N') then {low} end)"""
AT_2 = f"""select KS2_PupilMatchingRefAnonymous as pmr,
    {" + ".join(POINTS.format(p="KS2", s=s, low=15) for s in ("ENG", "MAT", "SCI"))} as points
    from {KS2}"""


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (KS1, "KS1_PupilMatchingRefAnonymous"),
        (KS2, "KS2_PupilMatchingRefAnonymous"),
        (KS3, "KS3_PUPILMATCHINGREFANONYMOUS"),
        (EXAMS, "KS4_PupilMatchingRefAnonymous"),
        (f"{NPD}absence_2008_3term", "PupilMatchingRefAnonymous_ab08"),
        (f"{NPD}exclusions_table_1_2007", "PupilMatchingRefAnonymous_ex07"),
        (f"{NPD}cla_2006_to_2021", "CLA_PupilMatchingRefAnonymous"),
        (f"{NPD}cin_2009_to_2021", "CIN_PupilMatchingRefAnonymous"),
        (f"{NPD}ap_census_2008_to_2021", "AP_PupilMatchingRefAnonymous"),
        (f"{NPD}plasc_2003", "PupilMatchingRefAnonymous_03"),
        (f"{NPD}summer_census_2009", "PupilMatchingRefAnonymous_SUM09"),
    ],
)
def test_nearly_all_rows_lead_to_a_person(ask, table, column):
    [(rows, found)] = ask(f"""
        select count({column}), count(*) filter ({column} in (
            select PUPILMATCHINGREFANONYMOUS from LEO_I2."P2021".learner_ae_id_to_pmr_lookup))
        from {table}""")
    assert rows > 50
    assert found / rows > (0.98 if rows > 1000 else 0.9)


MINE = ("ks1pupil", "ks2pupil", "ks3pupil", "ks4exam", "absence", "exclusions", "cla", "cin")
MINE += ("exclusions_table_1", "exclusions_table_3", "ap_census", "plasc", "autumn_census")


def test_form_names_stand_in_the_form():
    """So that what is left out of the form is worked out rightly."""
    path = dictionary.folder() / "request-form.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        names = {row["variable"] for row in csv.DictReader(lines)}
    for collection in dictionary.collections():
        if collection.name in MINE:
            for view in collection.views:
                wrong = {f.form_name for f in view.fields if f.form_name} - names
                assert not wrong, view.name


def test_levels_follow_from_marks(ask):
    rows = ask(f"""select min(cast(KS2_MATTOTMRK as int)), max(cast(KS2_MATTOTMRK as int))
        from {KS2} where KS2_MATLEV in ('3', '4', '5') group by KS2_MATLEV order by KS2_MATLEV""")
    assert rows[0][1] < rows[1][0] <= rows[1][1] < rows[2][0]


def test_columns_of_points_are_empty_in_early_years(ask):
    [(points, totals, inputs)] = ask(f"""
        select count(KS2_ENGPOINTS) filter (KS2_ACADYR < '2005/2006'),
            count(KS2_TOTPTS) filter (KS2_ACADYR <= '2002/2003'),
            count(KS2_VAINPUT) filter (KS2_ACADYR = '2002/2003') from {KS2}""")
    assert (points, totals) == (0, 0)
    assert inputs > 1000


def test_both_tables_of_exclusions_tell_the_same(ask):
    """Once an exclusion that stands twice is counted once."""
    [(pupils, same, firsts)] = ask(f"""
        with a as (select pmr, count(*) as n, sum(sessions) as s, min(start) as first from (
            select distinct PupilMatchingRefAnonymous_ex07 as pmr, StartDate_ex07 as start,
                Category_ex07, Reason_ex07, Sessions_ex07 as sessions
            from {NPD}exclusions_table_1_2007 where Category_ex07 = 'FIXD') group by 1)
        select count(*), count(*) filter (coalesce(n, 0) = TotalFixedExclusions_ex07
                and coalesce(s, 0) = TotalFixedSessions_ex07),
            count(*) filter (StartDate_1_ex07 <= coalesce(first, StartDate_1_ex07))
        from {NPD}exclusions_table_3_2007 left join a on pmr = PupilMatchingRefAnonymous_ex07""")
    assert same > 0.99 * pupils
    assert firsts == pupils


def test_absence_of_two_schools_is_split(ask):
    [(single, double)] = ask(f"""
        select avg(possible) filter (n = 1), avg(possible) filter (n = 2) from (
            select count(*) as n, sum(SessionsPossible_Annual_ab07) as possible
            from {NPD}absence_2007_3term group by PupilMatchingRefAnonymous_ab07)""")
    assert abs(single - double) < 15


def test_absence_goes_with_falling_behind(ask):
    """Among pupils of equal Key Stage 2, those who miss more school do worse at 16."""
    rows = np.array(
        ask(f"""
        with two as ({AT_2}), absent as (
            select PupilMatchingRefAnonymous_ab08 as pmr,
                sum(OverallAbsence_Annual_ab08) / sum(SessionsPossible_Annual_ab08) as rate
            from {NPD}absence_2008_3term group by 1)
        select KS4_PTSCNEWE, two.points, rate from {KS4}
        join two on two.pmr = KS4_PupilMatchingRefAnonymous
        join absent on absent.pmr = two.pmr
        where KS4_NORFLAGE <> 2 and KS4_ACADYR = '2007/2008' and two.points is not null"""),
        dtype=float,
    )
    x = np.column_stack([np.ones(len(rows)), rows[:, 1], rows[:, 2]])
    slope = np.linalg.lstsq(x, rows[:, 0], rcond=None)[0][2]
    assert -400 < slope < -100  # points for a whole year missed


def test_who_came_later_has_no_earlier_results(ask):
    """Nearly all others of state schools have: Key Stage 2 is not missing by chance."""
    rows = ask(f"""
        select late_arrival, count(*), avg(cast(KS2_ACADYR is not null as int)),
            avg(cast(KS1_ACADYR is not null as int))
        from TRUTH."P2021".people
        left join {KS2} on KS2_PupilMatchingRefAnonymous = pmr
        left join {KS1} on KS1_PupilMatchingRefAnonymous = pmr
        where not independent_school and ks4_year >= 2007 group by 1 order by 1""")
    (_, _, two, one), (_, late, late_two, late_one) = rows
    assert late > 500
    assert min(one, two) > 0.96
    assert late_one < late_two < 0.9


def test_children_in_care_do_worse_and_are_excluded_more(ask):
    [(others, cared, excluded, excluded_cared)] = ask(f"""
        with cared as (select distinct CLA_PupilMatchingRefAnonymous as pmr
            from {NPD}cla_2006_to_2021 where CLA_CLA_12_MONTHS = 1),
        out as (select distinct PupilMatchingRefAnonymous_ex07 as pmr
            from {NPD}exclusions_table_1_2007)
        select avg(KS4_LEVEL2_EM) filter (cared.pmr is null),
            avg(KS4_LEVEL2_EM) filter (cared.pmr is not null),
            avg(cast(out.pmr is not null as int)) filter (cared.pmr is null),
            avg(cast(out.pmr is not null as int)) filter (cared.pmr is not null)
        from {KS4} left join cared on cared.pmr = KS4_PupilMatchingRefAnonymous
        left join out on out.pmr = KS4_PupilMatchingRefAnonymous where KS4_NORFLAGE <> 2""")
    assert cared < 0.6 * others
    assert excluded_cared > 1.3 * excluded


GROUPS = f"""
    select c.FSMeligible_SPR08 as fsm, c.Gender_SPR08 = 'F' as girl,
        c.LanguageGroupMajor_SPR08 = '2_OTH' as other, avg(two.points) / 3, avg(KS4_PTSCNEWE),
        count(*)
    from {NPD}spring_census_2008 c
    join ({AT_2}) two on two.pmr = PupilMatchingRefAnonymous_SPR08
    join {KS4} on KS4_PupilMatchingRefAnonymous = PupilMatchingRefAnonymous_SPR08
    where coalesce(RecordStatus_SPR08, 0) < 100 and KS4_NORFLAGE <> 2
        and LanguageGroupMajor_SPR08 <> '3_UNCL' group by all
"""


def test_groups_come_out_right_in_combination(ask):
    """Language starts behind and catches up, for girls and boys, poor and not."""
    two, four = ({tuple(row[:3]): row[n] for row in ask(GROUPS)} for n in (3, 4))
    assert len(two) == 8
    for girl in (False, True):
        for other in (False, True):
            assert two[0, girl, other] > two[1, girl, other] + 1
            assert four[0, girl, other] > four[1, girl, other] + 25
        for fsm in (0, 1):
            gap_two = (two[fsm, girl, True] - two[fsm, girl, False]) / 5
            gap_four = (four[fsm, girl, True] - four[fsm, girl, False]) / 95
            assert gap_four > gap_two + 0.15  # in standard deviations of points
