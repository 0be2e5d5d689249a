"""Learning after 16: its records hang together, and its shares are the published ones."""

import numpy as np

from leo_course import calibration, dictionary, extract
from leo_course.synthesis import build, model, parameters
from leo_course.synthesis.domains import DOMAINS, colleges

AIMS = 'LILR_I2."P2021".aims'
LEARNERS = 'LILR_I2."P2021".learners'
LARS = 'LILR_I2."P2021".lars'
NCCIS = 'NPD_I2."P2021".nccis_2011_to_2021'
LOOKUP = 'LEO_I2."P2021".education_records_lookup'
PEOPLE = 'TRUTH."P2021".people'
LEARNING = 'TRUTH."P2021".learning'
KS4 = 'NPD_I2."P2021".ks4pupil_2002_to_2021'


def test_learners_and_aims_join_both_ways(ask):
    [(learners, distinct)] = ask(f"select count(*), count(distinct external_id) from {LEARNERS}")
    assert learners == distinct > 50_000
    alone = f"""
        select count(*) from {LEARNERS} l full join (select distinct external_id, RECORDID,
            ukprn_anon, learner_id, AcademicYear from {AIMS}) a using (external_id)
        where l.RECORDID is distinct from a.RECORDID or l.ukprn_anon <> a.ukprn_anon
            or l.learner_id <> a.learner_id or l.AcademicYear <> a.AcademicYear"""
    assert ask(alone) == [(0,)]


def test_records_lead_to_their_person(ask):
    [(wrong, people, several)] = ask(f"""
        select count(*) filter (l.AE_ID <> p.ae_id), count(distinct person),
            count(distinct person) filter (records > 1)
        from {LOOKUP} l join TRUTH."P2021".learner_records t on t.record_id = l.RECORDID
        join {PEOPLE} p using (person)
        join (select AE_ID as a, count(*) as records from {LOOKUP} group by 1) on a = l.AE_ID""")
    assert wrong == 0
    assert several / people > 0.25
    assert ask(f"""
        select count(*) from {LOOKUP} l anti join (select key, ae_id from TRUTH."P2021".links
            where source = 'RECORDID') t on t.key = cast(l.RECORDID as varchar)
            and t.ae_id = l.AE_ID""") == [(0,)]


def test_the_catalogue_knows_nearly_every_aim(ask):
    [(share_known, levels)] = ask(f"""
        select avg(cast(r.LearnAimRef is not null as int)),
            count(*) filter (r.Notional_Level <> a.Notional_Level
                and a.learning_aim_id <> 'ZPROG001')
        from {AIMS} a left join {LARS} r on LearnAimRef = learning_aim_id and r.Year = a.Year""")
    assert 0.9 < share_known < 1
    assert levels == 0


def test_years_are_named_by_their_start(ask):
    assert ask(f"""
        select count(*) from {AIMS} where active = 1 and (start_date > make_date(Year + 1, 7, 31)
            or end_date < make_date(Year, 8, 1)
            or cast(substr(AcademicYear, 1, 4) as int) <> Year)""") == [(0,)]
    assert ask(f"select count(*) from {LEARNERS} where Year <> left(AcademicYear, 4)") == [(0,)]


def test_an_aim_goes_on_until_its_last_year(ask):
    [(open_end, last, again)] = ask(f"""
        with rows as (select *, lead(Year) over (partition by RECORDID, learning_aim_id, start_date,
            ukprn_anon order by Year) as next from {AIMS})
        select count(*) filter (Compstatus = 1 and end_date is not null),
            count(*) filter (Compstatus > 1 and next > Year),
            count(*) filter (next = Year + 1)
        from rows where outcome not in (1, 7)""")
    assert (open_end, last) == (0, 0)
    assert again > 10_000


def test_apprenticeships_are_programmes_with_components(ask):
    [(programmes, bare, flagged)] = ask(f"""
        with young as (select external_id, programme_type, start_date,
            count(*) filter (app = 1) as programme, count(*) filter (app = 0) as components,
            min(AimType) filter (app = 1) as form, max(Year) as year
            from {AIMS} where FrameworkApp = 1 or StandardApp = 1 group by all)
        select count(*), count(*) filter (programme > 0 and components = 0 and year < 2008),
            count(*) filter (programme > 0 and form <> case when year < 2011 then 35 else 1 end)
        from young""")
    assert programmes > 10_000
    assert (bare, flagged) == (0, 0)


def test_nothing_stands_before_its_time(ask):
    assert ask(f"""
        select count(*) filter (Year < 2013 and programme_type = 24),
            count(*) filter (Year < 2014 and StandardApp = 1),
            count(*) filter (Year < 2010 and QualificationType = '1439'),
            count(*) filter (Year < 2011 and AimType in (1, 3, 4, 5))
        from {AIMS}""") == [(0, 0, 0, 0)]
    assert ask(f"""
        select min(Year) filter (LevySupported = 1), min(Year) filter (Tlevel = 1),
            min(Year) filter (L_fund = 3), min(Year) filter (app = 1),
            max(Year) filter (A_Status is not null), min(Year) filter (SSATier1 is not null)
        from {AIMS}""") == [(2017, 2020, 2013, 2004, 2007, 2004)]
    assert ask(f"select count(*) > 0 from {AIMS} where programme_type = 24") == [(True,)]


def test_an_apprentice_has_a_job(ask):
    """Most apprenticeships of half a year or more touch a tax year with pay."""
    [(paid,)] = ask(f"""
        with long as (
            select person, unnest(range(case when start_date < make_date(year(start_date), 4, 6)
                then year(start_date) - 1 else year(start_date) end, 2021)) as began, end_date
            from {LEARNING} where kind = 'apprenticeship' and end_date - start_date > 180)
        select avg(cast(works as int)) from (
            select person, bool_or(e.Edukey is not null) as works
            from long join {PEOPLE} p using (person)
            left join LEO_I2."P2021".leo_earnings e
                on e.Edukey = p.edukey and TaxYear // 100 = began
            where p.linked and make_date(began, 4, 6) <= end_date group by person)""")
    assert paid > 0.9


def test_months_are_calendar_months_of_a_year_from_september(ask):
    """Taken as months of the first year, activities would begin after they were returned."""
    month = "make_date(cast({} as int), NCCIS_MonthNo, 1)"
    right = month.format("substr(NCCIS_ACADYR, case when NCCIS_MonthNo < 9 then 6 else 1 end, 4)")
    trap = month.format("substr(NCCIS_ACADYR, 1, 4)")
    [(true, taken)] = ask(f"""
        select count(*) filter (NCCIS_Current_Activity_Start_Date > last_day({right})),
            avg(cast(NCCIS_Current_Activity_Start_Date > last_day({trap}) as int))
        from {NCCIS}""")
    assert true == 0
    assert taken > 0.2


def test_activities_mostly_agree_with_the_ilr(ask):
    [(months, agrees)] = ask(f"""
        with apprentices as (
            select distinct x.AE_ID, a.start_date, coalesce(a.end_date, a.end_date_expected) as e
            from {AIMS} a join {LOOKUP} x using (RECORDID) where app = 1 and Year <= 2011)
        select count(*), avg(cast(NCCIS_Current_Activity_Code = 310 as int))
        from apprentices join LEO_I2."P2021".learner_ae_id_to_pmr_lookup l using (AE_ID)
        join {NCCIS} on NCCIS_PupilMatchingRefAnonymous = l.PUPILMATCHINGREFANONYMOUS
        where NCCIS_ACADYR = '2010/2011' and NCCIS_MonthNo = 3
            and date '2011-03-15' between start_date and e""")
    assert months > 200
    assert 0.7 < agrees < 0.99


def test_counting_rows_counts_long_courses_twice(ask):
    """The trap of the ILR: aims as rows are more than aims as things that were begun."""
    [(rows, begun, true)] = ask(f"""
        select count(*) filter (app = 1), count(*) filter (app = 1 and start = 1), (select count(*)
            from {LEARNING} where kind = 'apprenticeship' and start_date >= '2004-08-01')
        from {AIMS} where Year >= 2004""")
    assert rows > 1.3 * true
    assert abs(begun / true - 1) < 0.04


def test_sixth_formers_stand_in_the_census_and_in_plams(ask):
    [(pupils, both)] = ask("""
        select count(distinct c.PupilMatchingRefAnonymous_SPR08),
            count(distinct p.pl_PupilMatchingRefAnonymous)
        from NPD_I2."P2021".spring_census_2008 c
        left join NPD_I2."P2021".plams_amended_2008 p
            on c.PupilMatchingRefAnonymous_SPR08 = p.pl_PupilMatchingRefAnonymous
        where NCyearActual_SPR08 = '12'""")
    assert pupils > 700
    assert both / pupils > 0.98


def test_most_of_those_who_go_to_university_have_a_level_3(ask):
    [(without,)] = ask(f"""
        select avg(cast(best is null as int)) from {PEOPLE} p left join (
            select person, max(level) as best from {LEARNING}
            where achieved and level >= 3 group by 1) using (person)
        where he_entry_year <= 2021""")
    assert without < 0.09


def test_hardship_shows_after_16_given_the_results(ask):
    """A group that no aim names: the weak among pupils with free meals leave learning more."""
    for statement in calibration.queries("colleges")[0]:
        ask(statement)
    rows = ask("""
        select level2, fsm, avg(cast(days >= 150 as int)) from college_lives
        where t = 1 and not independent_school group by all order by all""")
    leaves = {(level2, fsm): 1 - learns for level2, fsm, learns in rows}
    assert leaves[0, 1] > leaves[0, 0] > leaves[1, 0]
    assert leaves[0, 1] > leaves[1, 1]


def test_a_learner_is_found_again_in_another_extract(tiny):
    connection = extract.truth(tiny)
    [(aims,)] = connection.execute(f"select count(*) from {AIMS}").fetchall()
    ages = connection.execute(f"select AcAge from {LEARNERS}").fetchnumpy()["AcAge"]
    assert aims > 5000
    assert np.min(ages) == 16


def test_a_levels_are_the_same_in_every_collection(ask):
    """What the tables of Key Stage 5 hold stands in a sixth form or at a college, and alike.

    The tables give all results of those who take three years in the year of the last.
    """
    exams = """(select KS5_PupilMatchingRefAnonymous as pmr, KS5_MAPPING as subject,
        any_value(KS5_GRADE) as grade from NPD_I2."P2021".ks5exam_2002_to_2021
        where KS5_SUBLEVNO = '111' and KS5_SEASON = 'S' and KS5_ACADYR = '{}' group by all)"""
    [(matched, same, taken)] = ask(f"""
        select count(*), count(*) filter (e.grade = pl_Grade_ATT), count(e.grade)
        from NPD_I2."P2021".plams_amended_2014 left join {exams.format("2013/2014")} e
            on pl_PupilMatchingRefAnonymous = pmr and pl_Disc_Code_ATT = subject
        where pl_Sublevno_ATT = '111' and pl_PupilMatchingRefAnonymous not in (
            select pmr from TRUTH."P2021".people where third_year)""")
    assert matched == same == taken > 1000
    [(aims, found, agree)] = ask(f"""
        select count(*), count(e.grade), count(*) filter (e.grade = outcome_grade)
        from {AIMS} join {LOOKUP} x using (RECORDID) join {PEOPLE} p on p.ae_id = x.AE_ID
        left join {exams.format("2013/2014")} e on e.pmr = p.pmr
            and 'S111' || e.subject = learning_aim_id
        where Year = 2013 and QualificationType = '1453' and achievement = 1
            and not third_year""")
    assert aims == found == agree > 1000


def test_whoever_takes_a_levels_or_a_diploma_does_so_for_two_years(ask):
    rows = ask(f"""
        select path_at_16, kind, count(*), avg(cast(completed as int)), min(level)
        from {PEOPLE} join {LEARNING} using (person)
        where year = ks4_year and ks4_year < 2019 and path_at_16 <> 'neither' group by all""")
    kinds = {(path, kind) for path, kind, *_ in rows}
    assert kinds == {
        ("A levels", "school sixth form"),
        ("A levels", "A levels at a college"),
        ("diploma", "school sixth form"),
        ("diploma", "vocational course"),
    }
    assert all(completed > 0.99 and level == 3 for *_, completed, level in rows)


def test_the_reform_ends_the_as_level_on_the_way(ask):
    share = {}
    for year in (2014, 2020):
        [(share[year],)] = ask(f"""
            select avg(cast(pl_Sublevno_Ref = '121' as int))
            from NPD_I2."P2021".plams_amended_{year}
            where pl_NCYear = 12 and pl_Sublevno_Ref in ('111', '121')""")
    assert share[2014] == 1
    assert share[2020] < 0.5


def test_columns_of_sixth_form_aims_follow_the_years():
    columns = {
        year: {f.name for f in dictionary.view("NPD_I2", f"plams_amended_{year}").fields}
        for year in range(2008, 2022)
    }
    spans = {"pl_QAN": (2008, 2015), "pl_QN": (2016, 2021), "pl_LearningAimOutcome": (2012, 2012)}
    spans |= {"pl_LearningCompletionStatus": (2008, 2011), "pl_CoreAim": (2014, 2021)}
    for name, (first, last) in spans.items():
        assert {y for y, names in columns.items() if name in names} == set(range(first, last + 1))


def test_authorities_follow_the_young_less_long_from_2016(ask):
    rows = ask(f"""
        select cast(substr(NCCIS_ACADYR, 1, 4) as int) as y,
            avg(cast(y - ks4_year + 1 > 2 as int)) as later,
            bool_and(NCCIS_LDD_Flag is null), bool_and(NCCIS_SEND_flag is null)
        from {NCCIS} join {PEOPLE} on NCCIS_PupilMatchingRefAnonymous = pmr
        group by y order by y""")
    later = {year: share for year, share, *_ in rows}
    assert list(later) == list(range(2010, 2021))
    assert later[2015] > 0.3 > 0.25 > later[2017]
    assert all((ldd, send) == (year >= 2016, year < 2016) for year, _, ldd, send in rows)


def test_levels_at_19_rise_with_the_cohorts(ask):
    """They are empty where the age of 19 lies beyond the data."""
    rows = ask(f"""
        select ks4_year, avg(cast(level_at_19 >= 2 as int)), count(level_at_19)
        from {PEOPLE} group by 1 order by 1""")
    share = {year: level2 for year, level2, _ in rows}
    assert share[2012] > share[2002] + 0.08
    assert [known for year, _, known in rows if year > 2018] == [0, 0, 0]


def test_vocational_levels_are_dated(tiny):
    """``attained`` agrees with the programmes of TRUTH."""
    p = parameters.standard()
    people = model.make_people(build.STANDARD_SEED, 0, 2000, p)
    for domain in DOMAINS[: DOMAINS.index(colleges) + 1]:
        if hasattr(domain, "live"):
            domain.live(people, p)
    second, third = colleges.attained(people, p)
    connection = extract.truth(tiny)
    rows = connection.execute(f"""
        select person, min(year(end_date) + cast(month(end_date) > 7 as int)) from {LEARNING}
        where achieved and level >= 3 and kind in ('vocational course', 'apprenticeship')
        group by 1""").fetchall()
    first = np.zeros(2000, dtype=int)
    for person, year in rows:
        first[person] = year
    known = (first > 0) & (third > 0)
    assert known.sum() > 200
    assert (third[known] <= first[known]).all()
    assert (third[known] == first[known]).mean() > 0.9
    assert ((second > 0) >= (third > 0)).all()
