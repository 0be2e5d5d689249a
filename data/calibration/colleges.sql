-- One query per measure of colleges.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- prepare
create or replace temp table college_lives as
with pupils as (
    select person, ks4_year, female, independent_school, degree, KS4_FSM as fsm,
        KS4_LEVEL2 as level2, he_entry_year, degree_year
    from TRUTH."P2021".people join NPD_I2."P2021".ks4pupil_2002_to_2021 on KS4_PupilMatchingRefAnonymous = pmr and KS4_NORFLAGE <> 2),
years as (select *, unnest(range(1, 10)) as t, ks4_year + t - 1 as y from pupils),
spells as (
    select years.person, years.t, kind, level, 1 + date_diff('day',
        greatest(start_date, make_date(y, 8, 1)),
        least(coalesce(end_date, '2030-01-01'), make_date(y + 1, 7, 31))) as days
    from years join TRUTH."P2021".learning using (person)
    where start_date <= make_date(y + 1, 7, 31)
        and coalesce(end_date, '2030-01-01') >= make_date(y, 8, 1)),
sums as (
    select person, t, sum(days) as days, coalesce(max(days) filter (level = 3 and kind in
        ('school sixth form', 'A levels at a college')), 0) as ks5
    from spells group by all)
select years.*, coalesce(days, 0) as days, coalesce(ks5, 0) >= 180 as ks5,
    y >= he_entry_year - 1 and y < coalesce(degree_year, he_entry_year) as university
from years left join sums using (person, t);

-- measure: ks5_all
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1;

-- measure: ks5_women
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and female;

-- measure: ks5_men
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and not female;

-- measure: ks5_fsm
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and fsm = 1;

-- measure: ks5_not_fsm
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and fsm = 0;

-- measure: ks5_independent
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and independent_school;

-- measure: ks5_without_five
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and level2 = 0;

-- measure: other_all
select 100 * avg(cast(not ks5 and days >= 150 as int)) from college_lives where t = 1;

-- measure: other_fsm
select 100 * avg(cast(not ks5 and days >= 150 as int)) from college_lives where t = 1 and fsm = 1;

-- measure: fe_3
select 100 * avg(cast(days >= 150 and not coalesce(university, false) as int)) from college_lives where t = 3;

-- measure: fe_4
select 100 * avg(cast(days >= 150 and not coalesce(university, false) as int)) from college_lives where t = 4;

-- measure: fe_5
select 100 * avg(cast(days >= 150 and not coalesce(university, false) as int)) from college_lives where t = 5;

-- measure: fe_7
select 100 * avg(cast(days >= 150 and not coalesce(university, false) as int)) from college_lives where t = 7;

-- measure: fe_9
select 100 * avg(cast(days >= 150 and not coalesce(university, false) as int)) from college_lives where t = 9;

-- measure: fe_women_7
select 100 * avg(cast(days >= 150 and not coalesce(university, false) as int)) from college_lives where t = 7 and female;

-- measure: fe_men_7
select 100 * avg(cast(days >= 150 and not coalesce(university, false) as int)) from college_lives where t = 7 and not female;

-- measure: level2_19
select 100 * avg(cast(greatest(held_at_19, level2 * 2) >= 2 as int)) from (
    select person, max(level2) as level2, coalesce(max(case when achieved
        and kind <> 'adult course' then level end), 0) as held_at_19
    from college_lives left join TRUTH."P2021".learning l using (person)
    where t = 1 and not independent_school and true
        and coalesce(l.year < ks4_year + 3 and end_date < make_date(ks4_year + 3, 9, 1)
            or l.year is null, true)
    group by person);

-- measure: level3_19
select 100 * avg(cast(greatest(held_at_19, level2 * 2) >= 3 as int)) from (
    select person, max(level2) as level2, coalesce(max(case when achieved
        and kind <> 'adult course' then level end), 0) as held_at_19
    from college_lives left join TRUTH."P2021".learning l using (person)
    where t = 1 and not independent_school and true
        and coalesce(l.year < ks4_year + 3 and end_date < make_date(ks4_year + 3, 9, 1)
            or l.year is null, true)
    group by person);

-- measure: level3_19_fsm
select 100 * avg(cast(greatest(held_at_19, level2 * 2) >= 3 as int)) from (
    select person, max(level2) as level2, coalesce(max(case when achieved
        and kind <> 'adult course' then level end), 0) as held_at_19
    from college_lives left join TRUTH."P2021".learning l using (person)
    where t = 1 and not independent_school and fsm = 1
        and coalesce(l.year < ks4_year + 3 and end_date < make_date(ks4_year + 3, 9, 1)
            or l.year is null, true)
    group by person);

-- measure: apprentice_19
select 100.0 * count(distinct person) filter (l.person is not null) / (
    select count(*) from TRUTH."P2021".people) from (
    select l.person from TRUTH."P2021".learning l join TRUTH."P2021".people p using (person)
    where kind = 'apprenticeship' and year < ks4_year + 3) l;

-- measure: apprentice_achieved
select 100 * avg(cast(achieved as int)) from TRUTH."P2021".learning
where kind = 'apprenticeship' and end_date is not null;

-- measure: neet_16_18
select 100.0 * count(*) filter (NCCIS_Current_Activity_Code between 510 and 680)
    / count(*) filter (NCCIS_Current_Activity_Code < 810)
from NPD_I2."P2021".nccis_2011_to_2021 join TRUTH."P2021".people on NCCIS_PupilMatchingRefAnonymous = pmr
where cast(substr(NCCIS_ACADYR, 1, 4) as int) < ks4_year + 3;

-- measure: not_known
select 100.0 * count(*) filter (NCCIS_Current_Activity_Code >= 810) / count(*)
from NPD_I2."P2021".nccis_2011_to_2021 join TRUTH."P2021".people on NCCIS_PupilMatchingRefAnonymous = pmr
where cast(substr(NCCIS_ACADYR, 1, 4) as int) < ks4_year + 3;
