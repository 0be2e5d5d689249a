"""Childhood: keys join, results add up, published figures are met, value added is recovered."""

import csv

import numpy as np
import pytest

from leo_course import dictionary
from leo_course.synthesis import parameters

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


MINE = ("ks1pupil", "ks2pupil", "ks3pupil", "ks4exam", "ap_census", "plasc", "autumn_census")


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
        select count(KS2_ENGPOINTS), count(KS2_TOTPTS) filter (KS2_ACADYR <= '2002/2003'),
            count(KS2_VAINPUT) filter (KS2_ACADYR = '2002/2003') from {KS2}""")
    assert (points, totals) == (0, 0)
    assert inputs > 1000


def test_exams_add_up_to_the_pupil_table(ask):
    [(pupils, good, top, points)] = ask(f"""
        with sums as (
            select KS4_PupilMatchingRefAnonymous as pmr,
                coalesce(sum(KS4_GSIZE) filter (left(KS4_GRADE, 1) in ('*', 'A', 'B', 'C')), 0) ac,
                coalesce(sum(KS4_GSIZE) filter (left(KS4_GRADE, 1) in ('*', 'A')), 0) aa,
                sum(KS4_POINTS) points
            from {EXAMS} where KS4_DISC1 = 0 group by 1)
        select count(*), count(*) filter (coalesce(ac, 0) = KS4_GCSE_AC),
            count(*) filter (coalesce(aa, 0) = KS4_GCSE_AA),
            count(*) filter (coalesce(points, 0) = KS4_PTSTNEWE)
        from {KS4} left join sums on pmr = KS4_PupilMatchingRefAnonymous
        where KS4_NORFLAGE <> 2""")
    assert good == top == pupils
    assert points / pupils > 0.94  # the pupil table gives the very best fewer points than grades


def test_english_and_mathematics_are_passed_by_those_who_should(ask):
    rows = ask(f"""
        with passes as (
            select KS4_PupilMatchingRefAnonymous as pmr, count(distinct KS4_MAPPING) as n
            from {EXAMS} where KS4_DISC1 = 0 and KS4_MAPPING in ('5030', '2210')
                and KS4_GRADE in ('*', 'A', 'B', 'C') group by 1)
        select KS4_LEVEL2_EM, avg(cast(coalesce(n, 0) = 2 as int))
        from {KS4} left join passes on pmr = KS4_PupilMatchingRefAnonymous
        where KS4_NORFLAGE <> 2 and KS4_LEVEL2 = 1 group by 1 order by 1""")
    assert rows[1][1] == 1
    assert rows[0][1] < 0.12


def test_who_came_later_has_no_earlier_results(ask):
    """Nearly all others of state schools have: Key Stage 2 is not missing by chance."""
    rows = ask(f"""
        select late_arrival, count(*), avg(cast(KS2_ACADYR is not null as int)),
            avg(cast(KS1_ACADYR is not null as int))
        from TRUTH."P2021".people
        left join {KS2} on KS2_PupilMatchingRefAnonymous = pmr
        left join {KS1} on KS1_PupilMatchingRefAnonymous = pmr
        where not independent_school group by 1 order by 1""")
    (_, _, two, one), (_, late, late_two, late_one) = rows
    assert late > 500
    assert min(one, two) > 0.96
    assert late_one < late_two < 0.9


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


def _value_added(ask):
    """Points at 16 and what came before, per pupil of a mainstream state school."""
    return ask(f"""
        select KS4_LAESTAB_anon, KS4_PTSCNEWE, {POINTS.format(p="KS2", s="ENG", low=15)},
            {POINTS.format(p="KS2", s="MAT", low=15)}, {POINTS.format(p="KS2", s="SCI", low=15)},
            cast(KS4_GENDER = 'F' as int), KS4_FSM, KS4_SENA, KS4_SENPS, KS4_MONTHOFBIRTH,
            cast(LanguageGroupMajor_SPR06 = '2_OTH' as int), IDACIScore_SPR06
        from {KS4} join {KS2} on KS2_PupilMatchingRefAnonymous = KS4_PupilMatchingRefAnonymous
        join {NPD}spring_census_2006 on PupilMatchingRefAnonymous_SPR06
            = KS4_PupilMatchingRefAnonymous
        where KS4_NORFLAGE <> 2 and KS4_ToE_CODE not in (7, 11)
            and coalesce(RecordStatus_SPR06, 0) < 100""")


def _spread(residual, school, count):
    """Spread of school means without that of the pupils in them (the method of moments)."""
    means = np.bincount(school, residual) / count
    within = residual - means[school]
    noise = (within @ within) / (len(residual) - len(count))
    variance = np.average((means - means.mean()) ** 2) - noise * (1 / count).mean()
    return np.sqrt(max(variance, 0)), means, noise


def test_value_added_recovers_the_spread_of_school_effects(ask):
    """Raw means overstate it; pupils' and intakes' Key Stage 2 and background recover it."""
    p = parameters.standard()
    rows = [row for row in _value_added(ask) if None not in row]
    names, school = np.unique([row[0] for row in rows], return_inverse=True)
    data = np.array([row[1:] for row in rows], dtype=float)
    y, x = data[:, 0] / p["ks4.points_slope"], data[:, 1:]
    count = np.bincount(school)
    keep = count >= 30
    rows_kept = keep[school]
    y, x, school = y[rows_kept], x[rows_kept], np.cumsum(keep)[school[rows_kept]] - 1
    count, names = count[keep], names[keep]
    raw, _, _ = _spread(y, school, count)
    intake = np.column_stack([np.bincount(school, column) / count for column in x.T])
    design = np.column_stack([np.ones(len(y)), x, x[:, 0] ** 2, intake[school][:, [0, 1, 4, 9]]])
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    added, means, noise = _spread(residual, school, count)
    true = p["school.effect_spread"]
    assert raw > 1.4 * true
    assert abs(added - true) < 0.05
    effects = dict(
        ask(f"""select KS4_LAESTAB_anon, avg(school_effect) from TRUTH."P2021".people
        join {KS4} on pmr = KS4_PupilMatchingRefAnonymous where KS4_NORFLAGE <> 2 group by 1""")
    )
    real = np.array([effects[name] for name in names])
    shrunk = means * added**2 / (added**2 + noise / count)
    assert np.corrcoef(shrunk, real)[0, 1] > 0.8
    error = ((shrunk - shrunk.mean() - real + real.mean()) ** 2).mean()
    assert error < ((means - means.mean() - real + real.mean()) ** 2).mean() * 1.02
