"""Absence, exclusion, need and care: records agree with each other, the form and lives."""

import csv

import numpy as np
import pytest

from leo_course import dictionary
from leo_course.synthesis import model, parameters
from leo_course.synthesis.columns import day
from leo_course.synthesis.domains import DOMAINS
from leo_course.synthesis.domains import childhood_attendance as attendance
from leo_course.synthesis.domains import childhood_exclusions as exclusions
from leo_course.synthesis.domains import childhood_homes as homes
from leo_course.synthesis.domains import childhood_in_need as in_need
from leo_course.synthesis.domains import childhood_looked_after as looked_after
from leo_course.synthesis.domains import childhood_pupils as pupils
from leo_course.synthesis.keys import make_keys

NPD = 'NPD_I2."P2021".'
MINE = ("absence", "exclusions", "exclusions_table_1", "exclusions_table_2", "exclusions_table_3")
MINE += ("cin", "cla")
YEARS_OF_ABSENCE = (*range(2006, 2020), 2021)


@pytest.fixture(scope="module")
def p():
    return parameters.standard()


@pytest.fixture(scope="module")
def people(p):
    made = model.make_people(2021, 0, 6000, p)
    for domain in DOMAINS:
        if hasattr(domain, "live"):
            domain.live(made, p)
    return made


@pytest.fixture(scope="module")
def keys(people, p):
    return make_keys(people, p)


def names(view):
    return {field.name.lower() for field in dictionary.view("NPD_I2", view).fields}


# --------------------------------------------------------------------------------- the dictionary


def test_form_names_stand_in_the_form():
    """So that what is left out of the form is worked out rightly."""
    path = dictionary.folder() / "request-form.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        known = {row["variable"] for row in csv.DictReader(lines)}
    for collection in dictionary.collections():
        if collection.name in MINE:
            for view in collection.views:
                assert not {f.form_name for f in view.fields if f.form_name} - known, view.name


@pytest.mark.parametrize("year", YEARS_OF_ABSENCE)
def test_absence_has_the_names_that_working_code_uses(year):
    yy = f"{year % 100:02d}"
    found = names(f"absence_{year}_3term")
    for stem in ("sessionspossible", "authorisedabsence", "unauthorisedabsence"):
        assert {f"{stem}_{term}_ab{yy}" for term in ("autumn", "spring", "summer")} <= found
    assert {f"laestab_anon_ab{yy}", f"pupilmatchingrefanonymous_ab{yy}"} <= found


def test_columns_of_absence_come_and_go():
    reasons = {
        y: f"termlyreasoni_autumn_ab{y % 100:02d}" in names(f"absence_{y}_3term")
        for y in YEARS_OF_ABSENCE
    }
    assert [y for y, there in reasons.items() if not there] == [2006]
    assert "sessionspossible_3term_ab12" in names("absence_2012_3term")
    assert "sessionspossible_3term_ab13" not in names("absence_2013_3term")
    assert "sessionspossible_summer6th_ab13" in names("absence_2013_3term")
    assert "sessionspossible_annual_ab16" in names("absence_2016_3term")
    assert "sessionspossible_annual_ab17" not in names("absence_2017_3term")
    assert "termlyreasonf_autumn_ab14" in names("absence_2014_3term")
    assert "termlyreasonf_autumn_ab15" not in names("absence_2015_3term")
    assert "termlyreasonx_spring_ab21" in names("absence_2021_3term")
    assert "ethnicgroup_ab08" in names("absence_2008_3term")
    assert "ethnicgroupminor_ab09" in names("absence_2009_3term")


def test_reasons_of_exclusions_are_three_from_2021():
    assert "reason_ex20" in names("exclusions_table_1_2020")
    assert "reason_ex21" not in names("exclusions_table_1_2021")
    assert {f"reason_{x}_ex21" for x in "abc"} <= names("exclusions_table_1_2021")
    assert "senstage_ex02" in names("exclusions_2002")
    assert "senstatus_ex03" in names("exclusions_2003")


# -------------------------------------------------------------------------------------- absence


@pytest.mark.parametrize("year", [2006, 2009, 2013, 2016, 2017, 2019, 2021])
def test_absence_adds_up(people, keys, p, year):
    rows = attendance.absence(people, keys, p, year, exclusions.happen(people, p, year))
    terms = attendance.TERMS
    for term in terms:
        possible, overall = rows[f"ab_possible_{term}"], rows[f"ab_overall_{term}"]
        with_leave, without = rows[f"ab_authorised_{term}"], rows[f"ab_unauthorised_{term}"]
        assert (overall.data == with_leave.data + without.data).all()
        assert (overall.data <= possible.data).all() and (without.data >= 0).all()
        for letters, total in (
            (attendance.AUTHORISED, with_leave),
            (attendance.UNAUTHORISED, without),
        ):
            parts = [rows[f"ab_reason_{letter}_{term}"] for letter in letters]
            assert (sum(part.data for part in parts) == total.data).all()
            assert all((part.data >= 0).all() for part in parts)
    special = ~rows["ab_overall_annual"].null
    assert special.any() == (2007 <= year <= 2016)
    assert (rows["ab_possible_autumn"].null == special).all()
    if year == 2021:
        away = rows["ab_reason_x_spring"].data.sum() / rows["ab_possible_spring"].data.sum()
        assert 0.4 < away < 0.65


def test_a_pupil_of_two_schools_has_one_main_record_and_the_same_sessions(people, keys, p):
    happened = exclusions.happen(people, p, 2012)
    rows = attendance.absence(people, keys, p, 2012, happened)
    clean = p.having(trouble__absence_two_schools=0)
    one = attendance.absence(people, keys, clean, 2012, exclusions.happen(people, clean, 2012))
    pmr, main = rows["ab_pmr"].data, rows["ab_main"].data
    assert len(np.unique(one["ab_pmr"].data)) == len(one["ab_pmr"].data) < len(pmr)
    assert np.array_equal(np.sort(pmr[main == 1]), np.sort(one["ab_pmr"].data))
    second = pmr[main == 0]
    school = rows["ab_laestab"]
    for who in second[:50]:
        here = pmr == who
        assert len(np.unique(school.data[here])) == here.sum() == 2


def test_primary_schools_come_with_the_second_year(people, keys, p):
    for year, youngest in ((2006, 7), (2007, 1)):
        happened = exclusions.happen(people, p, year)
        rows = attendance.absence(people, keys, p, year, happened)
        assert rows["ab_nc_year"].data.min() == youngest
        assert people.year_group(year)[happened.pupils].min() >= youngest


def test_exclusion_is_absence_under_code_e(people, keys, p):
    year = 2015
    happened = exclusions.happen(people, p, year)
    rows = attendance.absence(people, keys, p, year, happened)
    lost = exclusions.sessions_lost(people, p, year, happened, 4).sum()
    found = sum(rows[f"ab_reason_e_{term}"].data.sum() for term in attendance.TERMS)
    assert 0.7 * lost < found <= lost


def test_absence_grows_through_secondary_school_and_with_hardship(people, p):
    odds = attendance.absence_odds(people, p, 2007)
    group = people.year_group(2007)
    primary, middle, oldest = (
        odds[(group >= low) & (group <= high)].mean() for low, high in ((2, 6), (7, 9), (10, 11))
    )
    assert primary + 0.2 < middle < oldest - 0.2
    here = (group >= 1) & (group <= 11)
    assert odds[here & people.in_year(people.fsm, 2007)].mean() > odds[here].mean() + 0.25


# ------------------------------------------------------------------------------------ exclusions


@pytest.mark.parametrize("year", [2006, 2008, 2016, 2020, 2021])
def test_the_three_tables_of_exclusions_agree(people, keys, p, year):
    happened = exclusions.happen(people, p, year)
    clean = p.having(trouble__exclusion_twice=0)
    each = exclusions.table_1(people, keys, clean, year, happened)
    schools = exclusions.table_2(people, keys, clean, year, happened)
    wide = exclusions.table_3(people, keys, clean, year, happened)
    fixed = each["ex_category"].data == exclusions.FIXED
    permanent = each["ex_category"].data == exclusions.PERMANENT

    def summed(by, weight):
        keys_, at = np.unique(by, return_inverse=True)
        return dict(zip(keys_.tolist(), np.bincount(at, weight).astype(int).tolist(), strict=True))

    known = np.unique(each["ex_pmr"].data)
    pairs = np.searchsorted(known, each["ex_pmr"].data) * 4096 + each["ex_laestab"].data
    pairs_2 = np.searchsorted(known, schools["ex_pmr"].data) * 4096 + schools["ex_laestab"].data
    assert len(np.unique(pairs_2)) == len(pairs_2)
    length = np.where(fixed, each["ex_sessions"].data, 0)
    for name, weight in (
        ("ex_total_fixed", fixed),
        ("ex_total_sessions", length),
        ("ex_permanent", permanent),
    ):
        two = summed(pairs_2, schools[name].data)
        assert summed(pairs, weight) == two
        three = summed(wide["ex_pmr"].data, wide[name].data)
        assert summed(each["ex_pmr"].data, weight) == three
    there = sum((~wide[f"ex_category_{n}"].null).sum() for n in range(1, exclusions.REPEATS + 1))
    assert there == len(pairs)
    dates = np.column_stack([wide[f"ex_start_{n}"].data for n in range(1, 13)])
    assert (np.diff(dates, axis=1) >= 0).all()


def test_in_the_lockdown_nobody_is_excluded(people, p):
    happened = exclusions.happen(people, p, 2020)
    start = happened.start[happened.there]
    closed = (start >= int(day(2020, 3, 23))) & (start < int(day(2020, 4, 13)))
    assert len(start) > 30 and not closed.any()


def test_codes_of_special_needs_change(people, keys, p):
    def codes(year):
        rows = np.flatnonzero((people.year_group(year) >= 1) & (people.year_group(year) <= 11))
        found = pupils.characteristics(people, p, rows, year, "x")["x_sen"]
        return {found.labels[place] for place in np.unique(found.data)}

    assert codes(2014) == {"N", "A", "P", "S"}
    assert codes(2015) == {"N", "A", "P", "S", "K", "E"}
    assert codes(2019) == {"N", "K", "E"}


# ---------------------------------------------------------------------------------- need and care


def test_periods_of_care_are_in_order_within_childhood(people):
    care = people.lives["childhood"].care
    there = care.begins != homes.NEVER
    assert there[:, 0].sum() > 100 and there[:, 1].sum() > 3
    assert (there[:, 0] | ~there[:, 1]).all()
    born = day(people.birth_year, people.birth_month)[:, None]
    adult = day(people.birth_year + 18, people.birth_month)[:, None]
    assert ((care.begins >= born) & (care.ends > care.begins) & (care.ends <= adult))[there].all()
    both = there.all(axis=1)
    assert (care.begins[both, 1] > care.ends[both, 0]).all()


def test_who_is_looked_after_has_more_hardship_and_attains_less(people):
    ever = people.lives["childhood"].care.begins[:, 0] != homes.NEVER
    assert people.hardship[ever].mean() > people.hardship[~ever].mean() + 0.5
    assert people.attainment[ever].mean() < people.attainment[~ever].mean() - 0.6


def test_children_looked_after_are_in_need(people):
    for year in (2009, 2014, 2018):
        moment = int(day(year, 3, 31))
        cared = homes.in_care(people, moment)
        assert cared.any()
        assert homes.in_need(people, moment)[cared].all()


def test_cases_of_a_child_do_not_overlap(people):
    cases = people.lives["childhood"].cases
    assert (cases.ends >= cases.begins).all()
    same = cases.person[1:] == cases.person[:-1]
    assert same.any()
    assert (cases.begins[1:] >= cases.ends[:-1])[same].mean() > 0.99


def test_a_row_of_care_is_the_latest_episode_of_its_year(people, keys, p):
    rows = looked_after.rows(
        people, keys, p.having(trouble__care_twice=0, trouble__care_left_open=0)
    )
    year, start, period = (rows[f"cla_{n}"].data for n in ("year", "epi_start", "poc_start"))
    first, last = day(year - 1, 4, 1), day(year, 3, 31)
    assert set(year) == set(range(2006, 2022))
    assert (start >= period).all() and (start <= last).all()
    end = rows["cla_epi_end"]
    there = ~end.null
    assert (end.data[there] >= first[there]).all() and (end.data[there] <= last[there] + 1).all()
    assert (there == (rows["cla_31_march"].data == 0)).all()
    who = rows["cla_episode"].data // 100
    assert len(np.unique(who * 10000 + year)) == len(who)


def test_codes_of_placements_and_of_returning_home_change_in_2015(people, keys, p):
    rows = looked_after.rows(people, keys, p)
    year = rows["cla_year"].data
    kinds = np.array(rows["cla_placement"].labels)[rows["cla_placement"].data]
    why = np.array(rows["cla_reason"].labels)[rows["cla_reason"].data]
    early = year < 2015
    assert not np.isin(kinds[early], ("U1", "U3", "U4", "U5", "U6")).any()
    assert not np.isin(kinds[~early], ("Q1", "Q2")).any()
    assert np.isin(kinds[~early], ("U4", "U6")).any() and (kinds[early] == "Q2").any()
    assert not np.isin(why[early], ("E4A", "E4B", "E13")).any()
    assert not (why[~early] == "E4").any()


def test_an_open_case_goes_on_in_the_next_year(people, keys, p):
    rows = in_need.rows(people, keys, p.having(trouble__need_twice=0))
    year = rows["cin_academic_year"].data
    closed = (rows["cin_closure"].null) & (year > 0)
    assert (closed == (rows["cin_at_31_march"].data == 1))[year > 0].all()
    cases, years = in_need._case_years(people.lives["childhood"].cases)
    kept = {(c, y) for c, y in zip(cases.tolist(), years.tolist(), strict=True)}
    open_ = rows["cin_at_31_march"].data == 1
    onward = [
        (c, y + 1) in kept for c, y in zip(cases[open_], years[open_], strict=True) if y < 2021
    ]
    assert np.mean(onward) > 0.99


def test_columns_of_need_are_filled_in_their_years(people, keys, p):
    rows = in_need.rows(people, keys, p)
    year = rows["cin_academic_year"].data + 2009

    def filled(name):
        null = rows[f"cin_{name}"].null
        return sorted(set(year[~null].tolist()))

    assert filled("source") == list(range(2014, 2022))
    assert filled("plan_start") == list(range(2009, 2020))
    assert filled("plan_end")[0] >= 2013 and filled("plan_end")[-1] <= 2019
    assert filled("abuse_2009") == [2009]
    assert filled("closure")[0] == 2010
    assert filled("seen") == [2014, 2015]
    start, end = rows["cin_plan_start"], rows["cin_plan_end"]
    both = ~start.null & ~end.null
    assert (end.data[both] >= start.data[both]).all()
    assert (start.data[~start.null] >= rows["cin_referral"].data[~start.null]).mean() > 0.97


# ------------------------------------------------------------------------------- the whole extract


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("absence_2008_3term", "PupilMatchingRefAnonymous_ab08"),
        ("absence_2021_3term", "PupilMatchingRefAnonymous_ab21"),
        ("exclusions_2002", "PupilMatchingRefAnonymous_ex02"),
        ("exclusions_table_1_2007", "PupilMatchingRefAnonymous_ex07"),
        ("exclusions_table_2_2015", "PupilMatchingRefAnonymous_ex15"),
        ("cla_2006_to_2021", "CLA_PupilMatchingRefAnonymous"),
        ("cin_2009_to_2021", "CIN_PupilMatchingRefAnonymous"),
    ],
)
def test_nearly_all_rows_lead_to_a_person(ask, table, column):
    [(rows, found)] = ask(f"""
        select count({column}), count(*) filter ({column} in (
            select PUPILMATCHINGREFANONYMOUS from LEO_I2."P2021".learner_ae_id_to_pmr_lookup))
        from {NPD}{table}""")
    assert rows > 20
    assert found / rows > (0.98 if rows > 1000 else 0.85)


POINTS = " + ".join(
    f"coalesce(6 * try_cast(KS2_{s}LEV as int) + 3, case when KS2_{s}LEV in ('B', 'N') then 15 end)"
    for s in ("ENG", "MAT", "SCI")
)


def test_absence_goes_with_falling_behind(ask):
    """Among pupils of equal Key Stage 2, those who miss more school do worse at 16."""
    rows = np.array(
        ask(f"""
        with two as (select KS2_PupilMatchingRefAnonymous as pmr, {POINTS} as points
            from {NPD}ks2pupil_1996_to_2016), absent as (
            select PupilMatchingRefAnonymous_ab08 as pmr,
                sum(OverallAbsence_3Term_ab08) / sum(SessionsPossible_3Term_ab08) as rate
            from {NPD}absence_2008_3term group by 1 having sum(SessionsPossible_3Term_ab08) > 0)
        select KS4_PTSCNEWE, two.points, rate from {NPD}ks4pupil_2002_to_2021
        join two on two.pmr = KS4_PupilMatchingRefAnonymous
        join absent on absent.pmr = two.pmr
        where KS4_NORFLAGE <> 2 and KS4_ACADYR = '2007/2008' and two.points is not null"""),
        dtype=float,
    )
    x = np.column_stack([np.ones(len(rows)), rows[:, 1], rows[:, 2]])
    slope = np.linalg.lstsq(x, rows[:, 0], rcond=None)[0][2]
    assert -400 < slope < -100  # points for a whole year missed


def test_children_in_care_do_worse_and_are_excluded_more(ask):
    [(others, cared, excluded, excluded_cared)] = ask(f"""
        with cared as (select distinct CLA_PupilMatchingRefAnonymous as pmr
            from {NPD}cla_2006_to_2021 where CLA_CLA_12_MONTHS = 1 and CLA_LEGAL_STATUS <> 'V4'),
        out as (select distinct PupilMatchingRefAnonymous_ex07 as pmr
            from {NPD}exclusions_table_1_2007)
        select avg(KS4_LEVEL2_EM) filter (cared.pmr is null),
            avg(KS4_LEVEL2_EM) filter (cared.pmr is not null),
            avg(cast(out.pmr is not null as int)) filter (cared.pmr is null),
            avg(cast(out.pmr is not null as int)) filter (cared.pmr is not null)
        from {NPD}ks4pupil_2002_to_2021 left join cared on cared.pmr = KS4_PupilMatchingRefAnonymous
        left join out on out.pmr = KS4_PupilMatchingRefAnonymous
        where KS4_NORFLAGE <> 2 and KS4_ACADYR in ('2007/2008', '2008/2009', '2009/2010')""")
    assert cared < 0.65 * others
    assert excluded_cared > 1.3 * excluded


def test_early_care_is_mostly_without_a_pupil(ask):
    rows = ask(f"""select CLA_AGE_AUG < 4,
            avg(cast(CLA_PupilMatchingRefAnonymous is null as double)), count(*)
        from {NPD}cla_2006_to_2021 where CLA_PROCESSING_YEAR <= 2008 group by 1 order by 1""")
    assert rows[0][1] < 0.2 and rows[1][1] > 0.7


def test_of_adopted_children_the_register_of_absence_knows(ask):
    [(adopted, listed)] = ask(f"""
        with adopted as (select distinct CLA_PupilMatchingRefAnonymous as pmr
            from {NPD}cla_2006_to_2021 where CLA_REC in ('E11', 'E12')
                and CLA_PupilMatchingRefAnonymous is not null)
        select count(*), count(*) filter (PLAA_ab19 = 'A') from {NPD}absence_2019_3term
        where MainRecord_ab19 = 1
            and PupilMatchingRefAnonymous_ab19 in (select pmr from adopted)""")
    assert adopted == listed
