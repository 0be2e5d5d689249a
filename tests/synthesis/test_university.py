"""Students and attainment by 19: columns and codes of each year, lives that hang together."""

from collections import defaultdict

import numpy as np
import pytest

from leo_course import dictionary
from leo_course.synthesis import model, parameters, studying
from leo_course.synthesis.domains import university, university_subjects

P = '"P2021"'


@pytest.fixture(scope="module")
def people():
    return model.make_people(1, 0, 6000, parameters.standard())


def columns(year):
    return {field.name: field for field in dictionary.view("HESA_I2", f"hesa_{year}").fields}


# -------------------------------------------------------------------------- columns and codes


@pytest.mark.parametrize("year", university.HESA_YEARS)
def test_the_columns_are_those_of_the_year(year):
    names = set(columns(year))
    assert ("HE_GENDER" in names) == (year <= 2012) == ("HE_SEXID" not in names)
    assert ("HE_SBJQA1" in names) == (year <= 2007) == ("HE_INSTID_ANON" in names)
    assert ("HE_DATELEFT" in names) == (year <= 2007) == ("HE_ENDDATE" not in names)
    assert ("HE_RSNLEAVE" in names) == (year <= 2007) == ("HE_RSNEND" not in names)
    assert ("HE_XHECOS_1" in names) == (year == 2020) == ("HE_XCAH02_1" in names)
    assert ("HE_XFPE01_1" in names) == (year >= 2008)
    assert ("HE_QUALENT2" in names) == (year <= 2014)
    assert ("HE_QUALENT3" in names) == (year >= 2011)
    tariffs = [name for name in names if "TARIFF" in name or name == "HE_TOTALTS"]
    assert len(tariffs) == (year <= 2017)
    asked_by_code = {f"HE_XJACS01_{n}" for n in (1, 2, 3, 4)} | {"HE_YEARPRG", "HE_XPSR01"}
    assert asked_by_code <= names


def test_the_codes_of_subjects_hang_together():
    p = parameters.standard()
    assert set(university_subjects.CODES) == set(model.subjects(p))
    seen = defaultdict(set)
    for subject, lines in university_subjects.CODES.items():
        assert len(lines) >= 3
        main = university_subjects.JACS[subject]
        assert main[0][0] in {line[0][0] for line in lines}
        for old, new, hecos, cah, women, men in lines:
            assert len(old) == len(new) == 4 and old[1:].isdigit() and new[1:].isdigit()
            assert len(hecos) == 6 and hecos.startswith("100")
            assert len(cah) == 11 and cah.startswith("CAH")
            assert women > 0 and men > 0
            assert old == new or subject in ("computing", "sport")
            seen[hecos].add(cah)
    assert all(len(groups) == 1 for groups in seen.values())
    assert university_subjects.area("G400") == university_subjects.area("I100") == "8"
    assert university_subjects.area("G100") == "7"
    assert university_subjects.area("D200") == "4" and university_subjects.area("D400") == "5"


# ------------------------------------------------------------------------------------- lives


def test_courses_last_as_long_as_they_may(people):
    courses = people.lives["university"]
    assert (courses.years >= 1).all()
    first = (courses.kind == studying.FIRST) & (courses.end == studying.OBTAINED)
    on_time = first & (courses.extra == 0)
    left = courses.length - courses.begins + 1
    assert (courses.years[on_time] == left[on_time]).all()
    late = first & (courses.extra > 0)
    assert (courses.years[late] == left[late] + 1).all()
    assert (courses.years[courses.end == studying.LEFT] <= 6).all()
    begun_late = courses.provider == studying.LATER
    age = courses.first - people.cohort[courses.row] + 15
    assert (age[begun_late] >= 20).all()
    assert not people.degree[courses.row[begun_late]].any()


def test_the_courses_tell_of_the_degree_that_the_model_knows(people):
    courses = people.lives["university"]
    early = np.isin(courses.provider, (studying.AT_FIRST, studying.AFTER_MOVE))
    got = early & (courses.kind == studying.FIRST) & (courses.end == studying.OBTAINED)
    rows = courses.row[got]
    assert sorted(rows.tolist()) == np.flatnonzero(people.degree).tolist()
    finish = (courses.first + courses.years - 1)[got]
    assert (finish == (people.entry_year + people.years - 1)[rows]).all()
    entrants = np.zeros(len(people.person), dtype=bool)
    entrants[courses.row[early]] = True
    assert (entrants == people.entered).all()


def test_what_graduates_study_comes_after_the_degree(people):
    courses = people.lives["university"]
    after = courses.provider == studying.AFTERWARDS
    finish = np.where(people.degree, people.entry_year + people.years - 1, people.later_degree)[
        courses.row
    ]
    assert after.any()
    assert (courses.first[after] > finish[after]).all()
    for kind in (studying.MASTERS, studying.TEACHING, studying.DOCTORATE):
        rows = courses.row[after & (courses.kind == kind)]
        assert len(set(rows.tolist())) == len(rows)


def test_later_degrees_leave_the_potential_outcomes_alone():
    """Without later courses nobody's pay with or without the early degree is another."""
    p = parameters.standard()
    centre = dict.fromkeys(p["later.centre"], -9.0)
    some, none = (model.make_people(1, 0, 1500, q) for q in (p, p.having(later__centre=centre)))
    assert (some.later_degree > 0).any() and not (none.later_degree > 0).any()
    assert (some.log_pay_0 == none.log_pay_0).all()
    assert (some.log_pay_1 == none.log_pay_1).all()
    assert (some.degree == none.degree).all()
    gained = np.abs(some.later_gain).sum(axis=1) > 0
    assert (gained <= (some.later_degree > 0)).all()


# ------------------------------------------------------------------------------ the records


def test_no_end_stands_in_the_first_two_years(ask):
    counts = [
        ask(f"select count(HE_DATELEFT), count(HE_RSNLEAVE) from HESA_I2.{P}.hesa_{year}")[0]
        for year in (2005, 2006, 2007)
    ]
    assert [dates for dates, _ in counts[:2]] == [0, 0]
    assert all(reasons > 10 for _, reasons in counts)
    assert counts[2][0] == counts[2][1]


def test_subjects_are_coded_in_the_way_of_the_year(ask):
    def distinct(column, year):
        rows = ask(f"select distinct {column} from HESA_I2.{P}.hesa_{year}")
        return {value for (value,) in rows if value}

    assert distinct("HE_XJACS01_1", 2007) == set() == distinct("HE_XJACS01_1", 2020)
    assert any(code.startswith("G4") for code in distinct("HE_SBJQA1", 2007))
    assert any(code.startswith("G4") for code in distinct("HE_XJACS01_1", 2012))
    assert not any(code.startswith("I") for code in distinct("HE_XJACS01_1", 2012))
    assert any(code.startswith("I1") for code in distinct("HE_XJACS01_1", 2013))
    assert len(distinct("HE_XHECOS_1", 2020)) > 80
    [(wrong, joint)] = ask(f"""
        select count(*) filter (not starts_with(HE_XCAH03_1, HE_XCAH02_1)
                or not starts_with(HE_XCAH02_1, HE_XCAH01_1)),
            count(*) filter (HE_XHECOS_2 is not null)
        from HESA_I2.{P}.hesa_2020""")
    assert wrong == 0 and joint > 100
    [(off,)] = ask(f"""select count(*) from HESA_I2.{P}.hesa_2016 where
        abs(HE_XFPE01_1 + coalesce(HE_XFPE01_2, 0) + coalesce(HE_XFPE01_3, 0) - 1) > 0.011""")
    assert off == 0


def test_a_degree_is_obtained_once_and_in_the_year_of_the_truth(ask):
    """But for degrees within medicine; a second one is a later degree's."""
    union = " union all ".join(
        f"select {year} as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XELSP01 as band "
        f"from HESA_I2.{P}.hesa_{year} where HE_XPQUAL01 = 1 and HE_XQLEV601 = 4"
        for year in university.HESA_YEARS
    )
    [(people, other, missing)] = ask(f"""
        select count(*), count(*) filter (right_year = 0 and found > 0), count(*) filter (found = 0)
        from (select t.pmr, count(q.y) as found,
                count(*) filter (q.y = coalesce(degree_year, later_degree_year)) as right_year
            from TRUTH.{P}.people t left join ({union}) q using (pmr)
            where coalesce(degree_year, later_degree_year) between 2007 and 2020 group by 1)""")
    assert people > 12_000
    assert other == 0
    assert missing < 0.05 * people


def test_dormant_years_are_outside_the_count(ask):
    for year in (2009, 2016):
        [(dormant, counted, ended, loaded)] = ask(f"""
            select count(*), sum(HE_XPSR01), count(HE_RSNEND) + count(HE_ENDDATE),
                count(*) filter (HE_STULOAD > 0)
            from HESA_I2.{P}.hesa_{year} where HE_NOTACT = '1'""")
        assert dormant > 15
        assert (counted, ended, loaded) == (0, 0, 0)


def test_mature_students_come_in_time(ask):
    shares = [
        ask(f"""select avg(cast(HE_XAGEA01 >= 21 as int)) from HESA_I2.{P}.hesa_{year}
            where HE_XFYRSR01 = 1 and HE_XLEV601 = 4 and HE_YEARPRG = 1""")[0][0]
        for year in (2005, 2010, 2016)
    ]
    assert shares[0] == 0  # nobody of these cohorts is so old yet
    assert 0.02 < shares[1] < shares[2] < 0.25


def test_the_snapshot_says_what_the_years_say(ask):
    [(people, differs)] = ask(f"""
        with years as (
            select YPMAD_PupilMatchingRefAnonymous as pmr, max(YPMAD_L2_OVERALL) as level2,
                max(YPMAD_L3_OVERALL) as level3
            from NPD_I2.{P}.ypmad_2002_to_2021
            where YPMAD_AgeAtStartofAcadYear <= 18 group by 1)
        select count(*), count(*) filter (level2 > YPMAD_L2_at_19 or level3 > YPMAD_L3_at_19)
        from NPD_I2.{P}.ypmad_snapshot_2021
        join years on pmr = YPMAD_PupilMatchingRefAnonymous where YPMAD_L3_at_19 is not null""")
    assert people > 40_000
    assert differs == 0


def test_levels_stay_once_they_are_reached(ask):
    [(steps, falls)] = ask(f"""
        select count(*), count(*) filter (a.YPMAD_L3_OVERALL > b.YPMAD_L3_OVERALL
            or a.YPMAD_L2_OVERALL > b.YPMAD_L2_OVERALL or a.YPMAD_L2_GCSE_AC > b.YPMAD_L2_GCSE_AC)
        from NPD_I2.{P}.ypmad_2002_to_2021 a join NPD_I2.{P}.ypmad_2002_to_2021 b
            on a.YPMAD_PupilMatchingRefAnonymous = b.YPMAD_PupilMatchingRefAnonymous
            and b.YPMAD_Ac_Year = a.YPMAD_Ac_Year + 1""")
    assert steps > 50_000
    assert falls == 0
    [(wrong,)] = ask(f"""select count(*) from NPD_I2.{P}.ypmad_snapshot_2021 where
        YPMAD_L3_at_19 > YPMAD_L2_at_19 or YPMAD_L2_at_16 > YPMAD_L2_at_19
        or (YPMAD_Year_L3 is null) <> (YPMAD_Academic_Age_L3 is null)""")
    assert wrong == 0


def test_results_at_16_are_those_of_key_stage_4(ask):
    [(pupils, level2, english)] = ask(f"""
        select count(*), count(*) filter (YPMAD_L2_ACADEMIC < KS4_LEVEL2),
            count(*) filter (KS4_LEVEL2_EM = 1 and YPMAD_EN_L2_ACADEMIC = 0)
        from NPD_I2.{P}.ypmad_2002_to_2021
        join NPD_I2.{P}.ks4pupil_2002_to_2021
            on KS4_PupilMatchingRefAnonymous = YPMAD_PupilMatchingRefAnonymous
        where YPMAD_AgeAtStartofAcadYear = 15""")
    assert pupils > 59_000
    assert (level2, english) == (0, 0)
