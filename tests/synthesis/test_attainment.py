"""Attainment: exam rows add up to the pupil table, columns keep to their years, growth is right."""

import csv

import numpy as np
import pytest
import yaml

from leo_course import dictionary
from leo_course.synthesis import model, parameters
from leo_course.synthesis.domains import childhood
from leo_course.synthesis.domains import childhood_exams as exams
from leo_course.synthesis.domains import childhood_results as results
from leo_course.synthesis.domains import childhood_stages as stages

NPD = 'NPD_I2."P2021".'
KS2, KS4 = f"{NPD}ks2pupil_1996_to_2016", f"{NPD}ks4pupil_2002_to_2021"
EXAMS = f"{NPD}ks4exam_2002_to_2021"
MINE = {  # collection -> column of its academic year
    "eyfsp": "FSP_ACADYR",
    "ks1pupil": "KS1_ACADYR",
    "ks2pupil": "KS2_ACADYR",
    "ks2exam": "KS2_ACADYR",
    "ks3pupil": "KS3_ACADYR",
    "ks3exam": "KS3_ACADYR",
    "ks4pupil": "KS4_ACADYR",
    "ks4exam": "KS4_ACADYR",
}
# Columns that we fill in other years than the form has, each for a reason.
BEYOND = {"KS4_URN_anon", "KS2_KS2APSFG"}  # the first for 2010/11 alone; the second stands twice


@pytest.fixture(scope="module")
def block():
    """People of a whole authority with what happened to them at school."""
    p = parameters.standard()
    people = model.make_people(2021, 0, 3000, p)
    childhood.live(people, p)
    return people, p


def _form_years(table):
    path = dictionary.folder() / "request-form.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["table"] == table]
    spans = {}
    for row in rows:
        first, _, last = row["years"].partition("-")
        spans[row["variable"]] = (int(first), int(last or first)) if first else (0, 9999)
    return spans


@pytest.mark.parametrize("collection", MINE)
def test_columns_are_filled_in_the_years_of_the_form_only(ask, collection):
    text = yaml.safe_load((dictionary.folder() / "NPD_I2" / f"{collection}.yml").read_text())
    spans, acadyr = _form_years(text["form_table"]), MINE[collection]
    view = f'{NPD}"{text["view"]}"'
    names = [f["name"] for f in text["fields"] if f.get("form_name")]
    counts = ", ".join(f'count("{name}")' for name in names)
    rows = ask(f"select cast(right({acadyr}, 4) as int) as y, {counts} from {view} group by 1")
    years = {row[0] for row in rows}
    filled = {name: {r[0] for r in rows if r[n]} for n, name in enumerate(names, start=1)}
    forms = {f["name"]: f["form_name"] for f in text["fields"] if f.get("form_name")}
    for name, found in filled.items():
        first, last = spans[forms[name]]
        allowed = {year for year in years if first <= year <= last}
        assert found, f"{name} is never filled"
        assert name in BEYOND or found <= allowed, f"{name} is filled in {found - allowed}"


def test_each_stage_shows_the_cohorts_that_reach_it(ask):
    for collection, first, last in (
        ("eyfsp", 2003, 2010),
        ("ks1pupil", 1998, 2012),
        ("ks2pupil", 1997, 2016),
        ("ks3pupil", 2000, 2013),
        ("ks2exam", 2007, 2016),
        ("ks3exam", 2007, 2008),
        ("ks4pupil", 2002, 2021),
    ):
        view = next(c for c in dictionary.collections() if c.name == collection).views[0].name
        [(low, high, count)] = ask(f"""select min(y), max(y), count(distinct y) from (
            select cast(right({MINE[collection]}, 4) as int) as y from {NPD}{view})""")
        assert (low, high, count) == (first, last, last - first + 1)


AGAIN = f"""
    with counted as (
        select *, cast(right(KS4_ACADYR, 4) as int) as y, KS4_GRADE in ('D1', 'M1', 'P1') as low
        from {EXAMS}
        where coalesce(KS4_INCLUDE, 1) = 1 and coalesce(KS4_PTQ_INCLUDE, 1) = 1
            and coalesce(KS4_DISC3_CAP_PTQ_EE, KS4_DISC3_CAP, KS4_DISC3) = 0),
    parts as (
        select *, KS4_POINTS / KS4_GSIZE as each, coalesce(sum(KS4_GSIZE) over (
            partition by KS4_PupilMatchingRefAnonymous
            order by KS4_POINTS / KS4_GSIZE desc, KS4_QAN
            rows between unbounded preceding and 1 preceding), 0) as before
        from counted),
    sums as (
        select KS4_PupilMatchingRefAnonymous as pmr, sum(KS4_POINTS) as points,
            sum(KS4_LEV2) >= 100 as level2, count(*) as entries,
            sum(each * greatest(0, least(KS4_GSIZE, 8 - before))) as capped,
            bool_or(KS4_LEV2 >= 20 and (KS4_MAPPING = '5030' or y >= 2016
                and KS4_MAPPING = '5110')) as english,
            bool_or(KS4_LEV2 >= 20 and KS4_MAPPING = '2210') as maths,
            sum(KS4_LEV2 / 20) filter (KS4_SUBLEVNO in ('310', '330', '335')) as good
        from parts group by 1)
    select cast(right(KS4_ACADYR, 4) as int) as y, count(*), count(*) filter (
            coalesce(points, 0) = coalesce(KS4_PTSTNEWE, KS4_PTSTNEWE_PTQ, KS4_PTSTNEWE_PTQ_EE)),
        count(*) filter (abs(coalesce(capped, 0)
            - coalesce(KS4_PTSCNEWE, KS4_PTSCNEWE_PTQ, KS4_PTSCNEWE_PTQ_EE)) < 0.006),
        count(*) filter (cast(coalesce(level2, false) as int)
            = coalesce(KS4_LEVEL2, KS4_LEVEL2_PTQ, KS4_LEVEL2_PTQ_EE)),
        count(*) filter (cast(coalesce(level2 and english and maths, false) as int)
            = coalesce(KS4_LEVEL2_EM, KS4_LEVEL2_EM_PTQ, KS4_LEVEL2_EM_94)),
        count(*) filter (coalesce(entries, 0) = KS4_ENTRIES),
        count(*) filter (coalesce(good, 0)
            = coalesce(KS4_GCSE_AC, KS4_GCSE_AC_PTQ, KS4_GCSE_AC_PTQ_EE, good, 0))
    from {KS4} left join sums on pmr = KS4_PupilMatchingRefAnonymous
    where KS4_NORFLAGE <> 2 group by 1 order by 1
"""


def test_exam_rows_add_up_to_the_pupil_table(ask):
    rows = ask(AGAIN)
    assert [row[0] for row in rows] == list(range(2004, 2022))
    for year, pupils, *agreeing in rows:
        assert agreeing == [pupils] * 6, year


def test_attainment_8_can_be_worked_out_from_the_exam_rows(ask):
    [(pupils, same)] = ask(f"""
        with counted as (
            select KS4_PupilMatchingRefAnonymous as pmr, KS4_MAPPING as code, KS4_QAN as qan,
                KS4_A8POINTS as each, KS4_GSIZE as size, KS4_A8EBAC as academic, KS4_A8OTH as other
            from {EXAMS} where KS4_A8DISC = 0 and KS4_PTQ_INCLUDE = 1
                and KS4_ACADYR >= '2015/2016'),
        core as (
            select pmr, max(each) filter (code = '5030') as language,
                max(each) filter (code = '5110') as literature,
                max(each) filter (code = '2210') as maths from counted group by 1),
        slots as (
            select pmr, each, row_number() over (partition by pmr order by each desc) as place
            from (select pmr, each from counted where academic is not null
                union all select pmr, each from counted where academic is not null and size = 2)),
        rest as (
            select pmr, each, row_number() over (partition by pmr order by each desc) as place
            from (select pmr, each from slots where place > 3
                union all select pmr, each from counted where other is not null
                union all select pmr, least(language, literature) from core
                    where language is not null and literature is not null)),
        filled as (
            select pmr, sum(each) as points from (
                select * from slots where place <= 3 union all select * from rest where place <= 3)
            group by 1)
        select count(*), count(*) filter (abs(KS4_ATT8 - (
            coalesce(greatest(language, literature), 0)
                * if(language is not null and literature is not null, 2, 1)
            + coalesce(2 * maths, 0) + coalesce(points, 0))) < 0.001)
        from {KS4} left join core on core.pmr = KS4_PupilMatchingRefAnonymous
        left join filled on filled.pmr = KS4_PupilMatchingRefAnonymous
        where KS4_ATT8 is not null and KS4_NORFLAGE <> 2""")
    assert same == pupils > 15_000


def test_the_second_row_of_a_pupil_has_the_results_of_the_other_school(ask):
    rows = ask(f"""
        select k.KS4_ENTRIES, count(e.KS4_QAN) filter (KS4_DISC3 = 0 and e.KS4_INCLUDE = 1
            and coalesce(KS4_DISC3_CAP_PTQ_EE, KS4_DISC3_CAP, 0) = 0), max(a.KS4_ENTRIES)
        from {KS4} k join {KS4} a on a.KS4_PupilMatchingRefAnonymous
            = k.KS4_PupilMatchingRefAnonymous and a.KS4_NORFLAGE <> 2
        left join {EXAMS} e on e.KS4_PupilMatchingRefAnonymous = k.KS4_PupilMatchingRefAnonymous
            and e.KS4_LAESTAB_anon = k.KS4_LAESTAB_anon
        where k.KS4_NORFLAGE = 2 and k.KS4_ACADYR between '2006/2007' and '2018/2019'
        group by k.KS4_PupilMatchingRefAnonymous, k.KS4_ENTRIES""")
    assert len(rows) > 100
    assert all(entries == taken < whole for entries, taken, whole in rows if whole)


def test_grades_change_their_scale_subject_by_subject(ask):
    rows = ask(f"""
        select KS4_MAPPING, min(cast(right(KS4_ACADYR, 4) as int)) from {EXAMS}
        where KS4_GRADE in ('4', '5', '6', '44') and KS4_SUBLEVNO in ('310', '335') group by 1""")
    first = dict(rows)
    assert (first["5030"], first["2210"], first["4010"], first["3210"]) == (2017, 2017, 2018, 2019)
    for subject in exams.CATALOGUE:
        if subject.mapping in first:
            assert first[subject.mapping] == subject.reform


def test_no_school_is_named_beside_the_grades_of_teachers(ask):
    for table in (KS4, EXAMS):
        rows = ask(f"""select KS4_ACADYR >= '2019/2020' as late, count(KS4_LAESTAB_anon),
            count(KS4_URN_anon), count(*) from {table} group by 1 order by 1""")
        (_, *early), (_, schools, urns, _) = rows
        assert len(set(early)) == 1
        assert (schools, urns) == (0, 0)


def test_first_entries_count_from_2014_and_the_best_before(ask):
    rows = ask(f"""
        with pairs as (
            select cast(right(a.KS4_ACADYR, 4) as int) >= 2014 as late,
                a.KS4_LEV1 + a.KS4_POINTS as kept, b.KS4_LEV1 + b.KS4_POINTS as dropped,
                a.KS4_EXAMYEAR < b.KS4_EXAMYEAR as earlier
            from {EXAMS} a join {EXAMS} b using (KS4_PupilMatchingRefAnonymous, KS4_MAPPING)
            where a.KS4_DISC3 = 0 and b.KS4_DISC3 = 1 and a.KS4_POINTS is not null)
        select late, count(*), count(*) filter (earlier), count(*) filter (kept >= dropped)
        from pairs group by 1 order by 1""")
    (_, before, earlier, better), (_, after, first, _) = rows
    assert (earlier, better) == (0, before)
    assert first == after > 100


def test_what_pupils_hold_does_not_hang_on_what_the_tables_count(block):
    """``people.results`` counts international GCSEs too, and on one scale in all years."""
    people, _ = block
    sheet = people.lives["childhood"].exams
    held = sheet.take(np.flatnonzero(~sheet.discounted & ~sheet.capped))
    good = np.bincount(held.person, exams.both(held, exams.LEVEL_2), minlength=len(people.person))
    assert (people.results["level2"] == (good >= 5)).all()
    assert (people.results["level2_em"] <= people.results["level2"]).all()
    assert people.results["capped"].max() <= 8 * 67.5
    left_out = sheet.international & ~sheet.included
    assert left_out.any()
    for cohort in (2002, 2012, 2021):
        mean = people.results["capped"][people.cohort == cohort].mean()
        assert 250 < mean < 420


def test_grades_follow_attainment(block):
    people, _ = block
    for cohorts in (range(2002, 2006), range(2017, 2020)):
        chosen = np.isin(people.cohort, list(cohorts))
        found = np.corrcoef(people.attainment[chosen], people.results["capped"][chosen])[0, 1]
        assert found > 0.88


def test_best_eight_take_a_part_of_a_large_qualification():
    points = np.array([4 * 40.0, 4 * 52.0, 58.0, 58.0, 16.0])
    size, pupil = np.array([4.0, 4.0, 1.0, 1.0, 1.0]), np.zeros(5, dtype=np.int64)
    found = results.capped(points, size, pupil, 2)
    assert found.tolist() == [58 + 58 + 4 * 52 + 2 * 40, 0]


def test_combined_science_has_the_same_or_neighbouring_grades(block):
    people, _ = block
    sheet = people.lives["childhood"].exams
    rows = exams.FAMILY[sheet.subject] == exams.COMBINED
    step = (sheet.second - sheet.grade)[rows & (sheet.grade != exams.U)]
    assert set(step.tolist()) == {0, 1}
    assert (sheet.second == sheet.grade)[~rows].all()


def test_courses_are_entered_in_their_years_only(block):
    people, _ = block
    sheet = people.lives["childhood"].exams
    first, last = (np.array([s.years[n] for s in exams.CATALOGUE])[sheet.subject] for n in (0, 1))
    assert ((sheet.cohort >= first) & (sheet.cohort <= last)).all()
    double = sheet.subject == exams.DOUBLE_SCIENCE
    combined = sheet.subject == exams.COMBINED_SCIENCE
    assert sheet.cohort[double].max() == 2007
    assert sheet.cohort[combined].min() == 2018


def test_profile_points_and_their_totals(ask):
    [(rows, wrong, none)] = ask(f"""
        select count(*), count(*) filter (try_cast(FSP_PSE_TOTAL as int) <>
            try_cast(FSP_PSE_AS1 as int) + try_cast(FSP_PSE_AS2 as int)
            + try_cast(FSP_PSE_AS3 as int)),
            count(*) filter (FSP_EYFSP_TOTAL = 'N' and FSP_CLL_AS3 <> 'N')
        from {NPD}eyfsp_2003_to_2010 where FSP_PSE_AS1 <> 'N' or FSP_EYFSP_TOTAL = 'N'""")
    assert rows > 8000
    assert (wrong, none) == (0, 0)
    [(sample, whole)] = ask(f"""select count(*) filter (FSP_ACADYR = '2004/2005'),
        count(*) filter (FSP_ACADYR = '2008/2009') from {NPD}eyfsp_2003_to_2010""")
    assert 0.05 < sample / whole < 0.16


def test_the_boycott_of_2010_emptied_whole_schools(ask):
    [(schools, mixed, empty)] = ask(f"""
        with by_school as (
            select KS2_LAESTAB_anon, count(KS2_MATLEV) as tested, count(*) as pupils,
                count(KS2_MATLEVTA) as judged from {KS2}
            where KS2_ACADYR = '2009/2010' group by 1)
        select count(*), count(*) filter (tested > 0 and tested < pupils or judged < pupils),
            count(*) filter (tested = 0) from by_school""")
    assert mixed == 0
    assert 0.18 < empty / schools < 0.34


def test_single_results_say_what_the_pupil_table_says(ask):
    [(pairs, same)] = ask(f"""
        select count(*), count(*) filter (KS2_TESTLEV is not distinct from KS2_MATLEV
            and KS2_SCORE is not distinct from KS2_MATSCORE)
        from {NPD}ks2exam_2007_to_2016 e join {KS2} k
            on k.KS2_PupilMatchingRefAnonymous = e.KS2_PUPILMATCHINGREFANONYMOUS
        where e.KS2_LEAPCODE = 'Mathematics'""")
    assert same == pairs > 20_000


def test_progress_8_is_attainment_less_what_equals_attain(ask):
    [(rows, mean, wrong)] = ask(f"""
        select count(*), avg(KS4_P8SCORE), count(*) filter (abs(coalesce(KS4_P8SCORE_ORIG,
            KS4_P8SCORE) - (KS4_ATT8 - KS4_ATT8_PRED) / 10) > 0.002)
        from {KS4} where KS4_INP8CALC = 1""")
    assert rows > 10_000
    assert wrong == 0
    assert abs(mean) < 0.12


def test_growth_is_in_order(block):
    """What lies nearer to 16 tells more of attainment at 16."""
    people, _ = block
    general = people.lives["childhood"].general
    found = [np.corrcoef(general[stage], people.attainment)[0, 1] for stage in range(4)]
    assert found == sorted(found)
    assert 0.5 < found[0] < 0.75 < found[3]


def _spread(residual, school):
    """Spread of school effects in residuals, free of that of the pupils, by moments."""
    count = np.bincount(school)
    keep = count >= 60
    rows = keep[school]
    residual, school = residual[rows], (np.cumsum(keep) - 1)[school[rows]]
    count = count[keep]
    means = np.bincount(school, residual) / count
    within = residual - means[school]
    noise = (within @ within) / (len(residual) - len(count))
    variance = np.average((means - means.mean()) ** 2) - noise * (1 / count).mean()
    return np.sqrt(max(variance, 0.0))


def test_value_added_finds_the_spread_of_school_effects(ask):
    """Points standardised within cohorts on what is known before, with the school's intake.

    Raw means overstate the effects; Key Stage 2 alone does so too, for it measures with error
    what schools select on; the intake's means take most of that away.
    """
    rows = ask(f"""
        select KS4_LAESTAB_anon, cast(right(KS4_ACADYR, 4) as int), coalesce(KS4_ATT8,
            KS4_PTSCNEWE, KS4_PTSCNEWE_PTQ, KS4_PTSCNEWE_PTQ_EE), cast(KS4_GENDER = 'F' as int),
            coalesce(KS4_CVAP2APS, KS4_VAP2TAAPS, KS4_VAP2TAAPS_PTQ, KS4_VAP2TAAPS_PTQ_EE),
            KS4_FSM, KS4_FLANG, KS4_IDACI, KS4_MONTHOFBIRTH
        from {KS4} where KS4_NORFLAGE <> 2 and KS4_ToE_CODE not in (7, 11)
            and KS4_ACADYR between '2006/2007' and '2018/2019'""")
    rows = [row for row in rows if None not in row]
    _, school = np.unique([row[0] for row in rows], return_inverse=True)
    data = np.array([row[1:] for row in rows], dtype=float)
    cohort, y, x = data[:, 0], data[:, 1], data[:, 2:]
    x[:, -1] = (x[:, -1] + 3) % 12
    for year in np.unique(cohort):
        these = cohort == year
        y[these] = (y[these] - y[these].mean()) / y[these].std()
        prior = x[these, 1]
        x[these, 1] = (prior - prior.mean()) / prior.std()
    count = np.bincount(school)

    def residual(*columns):
        design = np.column_stack([np.ones(len(y)), *columns])
        return y - design @ np.linalg.lstsq(design, y, rcond=None)[0]

    intake = np.column_stack([np.bincount(school, column) / count for column in x.T])[school]
    raw = _spread(y, school)
    prior = _spread(residual(x[:, 1], x[:, 1] ** 2), school)
    full = _spread(residual(x, x[:, 1] ** 2, intake[:, [1, 3, 5]]), school)
    true = parameters.standard()["school.effect_spread"]
    assert raw > prior > full
    assert abs(full - true) < 0.05


def test_bars_and_stages_know_all_their_years():
    p = parameters.standard()
    assert exams._bars(p).shape == (len(model.COHORTS), len(exams.CATALOGUE))
    for stage, subject in ((2, "english"), (2, "mathematics"), (3, "science")):
        table = p.table(f"levels.ks{stage}_{subject}")
        first, last = stages.YEARS[stage]
        reached = {c - stages.AFTER[stage] for c in model.COHORTS}
        missing = {y for y in reached if first <= y <= last and y not in table}
        assert not missing or min(missing) > max(table)
