"""Childhood: keys join, results add up, published figures are met, value added is recovered."""

import csv

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
        (f"{NPD}ap_census_2008_to_2021", "AP_PupilMatchingRefAnonymous"),
        (f"{NPD}pru_census_2010_to_2013", "PRU_PupilMatchingRefAnonymous"),
        (f"{NPD}plasc_2003", "PupilMatchingRefAnonymous_03"),
        (f"{NPD}autumn_census_2019", "PupilMatchingRefAnonymous_AUT19"),
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


MINE = ("ks1pupil", "ks2pupil", "ks3pupil", "ks4exam", "ap_census", "pru_census", "plasc")
MINE += ("autumn_census", "spring_census", "summer_census")


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


GROUPS = f"""
    select c.FSMeligible_SPR08 as fsm, c.Gender_SPR08 = 'F' as girl,
        c.LanguageGroupMajor_SPR08 = '2_OTH' as other, avg(two.points) / 3, avg(KS4_PTSCNEWE),
        count(*)
    from {NPD}spring_census_2008 c
    join ({AT_2}) two on two.pmr = PupilMatchingRefAnonymous_SPR08
    join {KS4} on KS4_PupilMatchingRefAnonymous = PupilMatchingRefAnonymous_SPR08
    where coalesce(RecordStatus_SPR08, 0) < 100 and SourceTable_SPR08 = 'PupilsOnRoll'
        and KS4_NORFLAGE <> 2
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


CENSUSES = ("plasc", "autumn_census", "spring_census", "summer_census")


def _columns(name, year):
    view = dictionary.view("NPD_I2", f"{name}_{year}")
    return {field.name.rsplit("_", 1)[0] for field in view.fields}


def test_there_is_a_census_for_each_year_and_term():
    years = {c.name: c.years for c in dictionary.collections() if c.name in CENSUSES}
    assert years["plasc"] == tuple(range(2002, 2006))
    assert years["autumn_census"] == tuple(range(2007, 2022))  # none in 2005/06
    assert years["spring_census"] == tuple(range(2006, 2022))
    assert years["summer_census"] == (*range(2006, 2020), 2021)


def test_columns_of_the_census_come_go_and_change_their_names():
    names = {year: _columns("spring_census", year) for year in range(2006, 2022)}
    every = {year: _columns("plasc", year) for year in range(2002, 2006)} | names

    def years(column):
        return [year for year, columns in every.items() if column in columns]

    assert years("SENstage") == [2002]
    assert years("SENstatus") == [2003, 2004, 2005]
    assert years("SENprovision") == list(range(2006, 2022))
    assert years("FSMeligible") == list(range(2003, 2022))
    assert years("EVERFSM_6") == list(range(2017, 2022))
    assert years("EVERFSM_6_P") == list(range(2016, 2022))
    assert years("EVERFSM_ALL") == list(range(2010, 2022))
    assert years("IDACIScore_15") == [2017, 2018, 2019]
    assert years("IDACIScore") == [*range(2002, 2016), 2021]
    assert years("LLSOA") == [*range(2002, 2013), 2021]
    assert years("OnRoll") == list(range(2009, 2022))
    assert "OnRoll" not in _columns("autumn_census", 2009)
    assert "EthnicGroupMinor" not in _columns("summer_census", 2015)


def test_every_name_of_working_code_is_there():
    """One year of each collection, as published code selects it."""
    stated = {
        ("autumn_census", 2012): "enrolstatus fsmeligible languagegroupminor leavingdate onroll",
        ("autumn_census", 2013): "idacirank llsoa senprovision recordstatus",
        ("spring_census", 2016): "everfsm_6_p idaciscore_10 lsoa11 primarysentype",
        ("spring_census", 2021): "firstlanguage idacirank llsoa ethnicgroupminor",
        ("summer_census", 2006): "ethnicgroup firstlanguage primarysentype llsoa",
        ("summer_census", 2019): "idaciscore_15 languagegroupminor lsoa11 ncyearactual",
    }
    for (name, year), columns in stated.items():
        assert set(columns.split()) <= {column.lower() for column in _columns(name, year)}


def test_the_census_follows_a_cohort_from_reception(ask):
    """Who ends Key Stage 4 in 2015 is in Reception in 2004 and in Year 13 in 2017."""
    seen = {}
    for year in (2004, 2009, 2012, 2017):
        name, suffix = ("plasc", "") if year < 2006 else ("spring_census", "SPR")
        end = f"{suffix}{year % 100:02d}"
        seen[year] = ask(f"""
            select NCyearActual_{end}, count(*), count(distinct t.person)
            from {NPD}{name}_{year}
            join TRUTH."P2021".links l on l.key = PupilMatchingRefAnonymous_{end}
            join TRUTH."P2021".people t on t.person = l.person
            where t.ks4_year = 2015 and NCyearActual_{end} <> 'X' group by 1""")
    found = {year: {group: n for group, _, n in rows} for year, rows in seen.items()}
    assert {year: set(groups) for year, groups in found.items()} == {
        2004: {"R"},
        2009: {"5"},
        2012: {"8"},
        2017: {"13"},
    }
    # Some arrive after Reception; fewer than half stay at their school for Year 13.
    assert 2500 < found[2004]["R"] < found[2009]["5"] + 60
    assert 500 < found[2017]["13"] < 1400


def test_new_codes_for_special_needs_come_by_and_by(ask):
    shares = {}
    for end in ("14", "15", "16", "18", "19"):
        rows = ask(f"""select SENprovision_SPR{end}, count(*) from {NPD}spring_census_20{end}
            where length(SENprovision_SPR{end}) = 1 group by 1""")
        shares[end] = dict(rows)
    assert set(shares["14"]) == set("NAPS")
    assert set(shares["15"]) == set("NAPSKE")
    assert set(shares["16"]) == set(shares["18"]) == set("NSKE")
    assert set(shares["19"]) == set("NKE")
    assert shares["16"]["S"] > shares["16"]["E"]
    assert shares["18"]["S"] < shares["18"]["E"]


def test_flags_of_free_school_meals_agree_with_the_censuses_before(ask):
    """Ever eligible in six years: whoever was so in a spring of them, and few others."""
    springs = " union ".join(
        f"""select PupilMatchingRefAnonymous_SPR{y} as pmr from {NPD}spring_census_20{y}
        where FSMeligible_SPR{y} = 1"""
        for y in range(14, 20)
    )
    [(missed, more, ever)] = ask(f"""
        select count(*) filter (s.pmr is not null and EVERFSM_6_SPR19 = 0),
            count(*) filter (s.pmr is null and EVERFSM_6_SPR19 = 1), sum(EVERFSM_6_SPR19)
        from {NPD}spring_census_2019 left join ({springs}) s
            on s.pmr = PupilMatchingRefAnonymous_SPR19
        where coalesce(RecordStatus_SPR19, 0) < 100""")
    assert missed == 0
    assert 0 < more < 0.12 * ever  # eligible in an autumn or a summer alone
    [(wrong,)] = ask(f"""select count(*) from {NPD}spring_census_2019
        where EVERFSM_3_SPR19 > EVERFSM_6_SPR19 or FSMeligible_SPR19 > EVERFSM_3_SPR19""")
    assert wrong == 0


def test_pupils_of_units_move_from_a_census_of_their_own_to_the_schools(ask):
    """Before 2013/14 who is registered at a unit alone is in no school census."""
    [(alone, found, dual, also)] = ask(f"""
        select count(*) filter (PRU_EnrolStatus <> 'S'),
            count(*) filter (PRU_EnrolStatus <> 'S' and s.pmr is not null),
            count(*) filter (PRU_EnrolStatus = 'S'),
            count(*) filter (PRU_EnrolStatus = 'S' and s.pmr is not null)
        from {NPD}pru_census_2010_to_2013 left join (select distinct
            PupilMatchingRefAnonymous_SPR12 as pmr from {NPD}spring_census_2012) s
            on s.pmr = PRU_PupilMatchingRefAnonymous
        where PRU_AcademicYear = '2011/2012'""")
    assert alone > 40 and found == 0
    assert also >= dual - 2
    [(units,)] = ask(f"select count(*) from {NPD}spring_census_2014 where PHASE_SPR14 = 'PR'")
    assert units > 60


def test_permanent_exclusion_leads_elsewhere(ask):
    [(excluded, others)] = ask(f"""
        with out as (select distinct PupilMatchingRefAnonymous_ex11 as pmr
            from {NPD}exclusions_table_1_2011 where Category_ex11 = 'PERM'),
        unit as (select distinct PRU_PupilMatchingRefAnonymous as pmr
            from {NPD}pru_census_2010_to_2013 where PRU_AcademicYear = '2010/2011')
        select avg(cast(unit.pmr is not null as int)) filter (out.pmr is not null),
            avg(cast(unit.pmr is not null as int)) filter (out.pmr is null)
        from (select pmr from TRUTH."P2021".people where ks4_year between 2011 and 2015) p
        left join out on out.pmr = p.pmr left join unit on unit.pmr = p.pmr""")
    assert excluded > 0.4
    assert others < 0.02


def test_dates_at_school_make_sense(ask):
    """Nobody enters after the census day, or leaves before entering or while on the roll."""
    for name, end in (("spring_census_2013", "SPR13"), ("autumn_census_2018", "AUT18")):
        assert ask(f"""select count(*) filter (EntryDate_{end} > CensusDate_{end}),
                count(*) filter (LeavingDate_{end} <= EntryDate_{end}),
                count(*) filter ((LeavingDate_{end} is null) <> (OnRoll_{end} = 1))
            from {NPD}{name}""") == [(0, 0, 0)]


def test_primary_schools_joined_the_termly_census_later(ask):
    for name, end in (("summer_census_2006", "SUM06"), ("autumn_census_2007", "AUT07")):
        groups = {group for (group,) in ask(f"select distinct NCyearActual_{end} from {NPD}{name}")}
        assert groups == {str(n) for n in range(7, 14)}
    [(primary,)] = ask(f"""select count(*) from {NPD}summer_census_2007
        where NCyearActual_SUM07 in ('R', '1', '2', '3', '4', '5', '6')""")
    assert primary > 10_000
