-- One query per measure of colleges.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.
-- Year t of the published main activities begins in the autumn of t years after Key Stage 4, for
-- university is entered in year 2. They are of the cohorts of 2002 to 2007, and in the later years
-- of those that have got so far.

-- prepare
create or replace temp table college_lives as
with pupils as (
    select person, ks4_year, female, independent_school, degree,
        case when not independent_school then cast(fsm_at_16 as int) end as fsm,
        cast(five_at_16 as int) as level2, he_entry_year, degree_year
    from TRUTH."P2021".people where ks4_year between 2002 and 2007),
thirds as (
    select distinct person from TRUTH."P2021".learning where achieved and level >= 3),
years as (
    select *, unnest(range(1, 16)) as t, ks4_year + t as y, person in (from thirds) as level3
    from pupils),
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
    coalesce(y >= he_entry_year - 1 and y < coalesce(degree_year, he_entry_year), false)
        as university
from years left join sums using (person, t) where y <= 2020;

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

-- measure: ks5_with_five
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and level2 = 1;

-- measure: ks5_without_five
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and level2 = 0;

-- measure: ks5_non_graduates
select 100 * avg(cast(ks5 as int)) from college_lives where t = 1 and not degree;

-- measure: other_all
select 100 * avg(cast(not ks5 and days >= 150 as int)) from college_lives where t = 1;

-- measure: other_women
select 100 * avg(cast(not ks5 and days >= 150 as int)) from college_lives where t = 1 and female;

-- measure: other_men
select 100 * avg(cast(not ks5 and days >= 150 as int)) from college_lives where t = 1 and not female;

-- measure: other_fsm
select 100 * avg(cast(not ks5 and days >= 150 as int)) from college_lives where t = 1 and fsm = 1;

-- measure: other_without_five
select 100 * avg(cast(not ks5 and days >= 150 as int)) from college_lives where t = 1 and level2 = 0;

-- measure: other_non_graduates
select 100 * avg(cast(not ks5 and days >= 150 as int)) from college_lives where t = 1 and not degree;

-- measure: other_2
select 100 * avg(cast(not ks5 and days >= 150 and not university as int)) from college_lives where t = 2;

-- measure: fe_all_3
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 3;

-- measure: fe_all_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4;

-- measure: fe_all_5
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 5;

-- measure: fe_all_6
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 6;

-- measure: fe_all_7
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 7;

-- measure: fe_all_8
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 8;

-- measure: fe_all_9
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 9;

-- measure: fe_all_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10;

-- measure: fe_all_12
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 12;

-- measure: fe_all_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15;

-- measure: fe_women_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and female;

-- measure: fe_women_7
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 7 and female;

-- measure: fe_women_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and female;

-- measure: fe_women_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and female;

-- measure: fe_men_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and not female;

-- measure: fe_men_7
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 7 and not female;

-- measure: fe_men_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and not female;

-- measure: fe_men_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and not female;

-- measure: fe_fsm_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and fsm = 1;

-- measure: fe_fsm_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and fsm = 1;

-- measure: fe_fsm_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and fsm = 1;

-- measure: fe_not_fsm_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and fsm = 0;

-- measure: fe_not_fsm_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and fsm = 0;

-- measure: fe_not_fsm_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and fsm = 0;

-- measure: fe_with_five_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and level2 = 1;

-- measure: fe_with_five_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and level2 = 1;

-- measure: fe_without_five_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and level2 = 0;

-- measure: fe_without_five_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and level2 = 0;

-- measure: fe_without_five_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and level2 = 0;

-- measure: fe_graduates_8
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 8 and degree;

-- measure: fe_graduates_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and degree;

-- measure: fe_graduates_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and degree;

-- measure: fe_non_graduates_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and not degree;

-- measure: fe_non_graduates_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and not degree;

-- measure: fe_non_graduates_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and not degree;

-- measure: fe_level2_or_below_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and not degree and not level3;

-- measure: fe_level2_or_below_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and not degree and not level3;

-- measure: fe_level3_4
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 4 and not degree and level3;

-- measure: fe_level3_10
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 10 and not degree and level3;

-- measure: fe_level3_15
select 100 * avg(cast(days >= 150 and not university as int)) from college_lives where t = 15 and not degree and level3;

-- measure: level2_19_2002
select 100 * avg(cast(level_at_19 >= 2 as int)) from TRUTH."P2021".people where ks4_year between 2002 and 2004 and not independent_school;

-- measure: level3_19_2002
select 100 * avg(cast(level_at_19 >= 3 as int)) from TRUTH."P2021".people where ks4_year between 2002 and 2004 and not independent_school;

-- measure: level2_19_2007
select 100 * avg(cast(level_at_19 >= 2 as int)) from TRUTH."P2021".people where ks4_year between 2007 and 2009 and not independent_school;

-- measure: level3_19_2007
select 100 * avg(cast(level_at_19 >= 3 as int)) from TRUTH."P2021".people where ks4_year between 2007 and 2009 and not independent_school;

-- measure: level2_19_2013
select 100 * avg(cast(level_at_19 >= 2 as int)) from TRUTH."P2021".people where ks4_year between 2013 and 2015 and not independent_school;

-- measure: level3_19_2013
select 100 * avg(cast(level_at_19 >= 3 as int)) from TRUTH."P2021".people where ks4_year between 2013 and 2015 and not independent_school;

-- measure: level3_19_fsm
select 100 * avg(cast(level_at_19 >= 3 as int)) from TRUTH."P2021".people join NPD_I2."P2021".ks4pupil_2002_to_2021 on KS4_PupilMatchingRefAnonymous = pmr and KS4_NORFLAGE = 0 where ks4_year between 2007 and 2009 and not independent_school and KS4_FSM = 1;

-- measure: apprentice_19
select 100.0 * count(distinct l.person) / (select count(*) from TRUTH."P2021".people where ks4_year between 2007 and 2009)
from TRUTH."P2021".learning l join TRUTH."P2021".people p using (person)
where kind = 'apprenticeship' and year < ks4_year + 3 and ks4_year between 2007 and 2009;

-- measure: apprentice_19_late
select 100.0 * count(distinct l.person) / (select count(*) from TRUTH."P2021".people where ks4_year in (2017, 2018))
from TRUTH."P2021".learning l join TRUTH."P2021".people p using (person)
where kind = 'apprenticeship' and year < ks4_year + 3 and ks4_year in (2017, 2018);

-- measure: apprentice_achieved
select 100 * avg(cast(achieved as int)) from TRUTH."P2021".learning where kind = 'apprenticeship' and end_date is not null and year between 2007 and 2011;

-- measure: neet_16_18
select 100.0 * count(*) filter (NCCIS_Current_Activity_Code between 510 and 680) / count(*) filter (NCCIS_Current_Activity_Code < 810)
from NPD_I2."P2021".nccis_2011_to_2021 join TRUTH."P2021".people on NCCIS_PupilMatchingRefAnonymous = pmr
where NCCIS_MonthNo in (12, 1, 2) and cast(substr(NCCIS_ACADYR, 1, 4) as int) between 2010 and 2012
    and cast(substr(NCCIS_ACADYR, 1, 4) as int) - ks4_year < 3;

-- measure: neet_16_17
select 100.0 * count(*) filter (NCCIS_Current_Activity_Code between 510 and 680) / count(*) filter (true)
from NPD_I2."P2021".nccis_2011_to_2021 join TRUTH."P2021".people on NCCIS_PupilMatchingRefAnonymous = pmr
where NCCIS_MonthNo in (12, 1, 2) and cast(substr(NCCIS_ACADYR, 1, 4) as int) between 2016 and 2020
    and cast(substr(NCCIS_ACADYR, 1, 4) as int) - ks4_year < 2;

-- measure: not_known
select 100.0 * count(*) filter (NCCIS_Current_Activity_Code >= 810) / count(*) filter (true)
from NPD_I2."P2021".nccis_2011_to_2021 join TRUTH."P2021".people on NCCIS_PupilMatchingRefAnonymous = pmr
where NCCIS_MonthNo in (12, 1, 2) and cast(substr(NCCIS_ACADYR, 1, 4) as int) between 2010 and 2012
    and cast(substr(NCCIS_ACADYR, 1, 4) as int) - ks4_year < 3;

-- measure: not_known_16_17
select 100.0 * count(*) filter (NCCIS_Current_Activity_Code >= 810) / count(*) filter (true)
from NPD_I2."P2021".nccis_2011_to_2021 join TRUTH."P2021".people on NCCIS_PupilMatchingRefAnonymous = pmr
where NCCIS_MonthNo in (12, 1, 2) and cast(substr(NCCIS_ACADYR, 1, 4) as int) between 2016 and 2020
    and cast(substr(NCCIS_ACADYR, 1, 4) as int) - ks4_year < 2;

-- measure: learns_at_16_2007
select 100.0 * count(l.person) / count(*) from TRUTH."P2021".people p left join (
    select distinct l.person from TRUTH."P2021".learning l join TRUTH."P2021".people using (person)
    where start_date <= make_date(ks4_year, 12, 31) and coalesce(end_date, '2030-01-01') > make_date(ks4_year, 12, 31)) l
    using (person) where ks4_year between 2006 and 2008;

-- measure: learns_at_16_2015
select 100.0 * count(l.person) / count(*) from TRUTH."P2021".people p left join (
    select distinct l.person from TRUTH."P2021".learning l join TRUTH."P2021".people using (person)
    where start_date <= make_date(ks4_year, 12, 31) and coalesce(end_date, '2030-01-01') > make_date(ks4_year, 12, 31)) l
    using (person) where ks4_year between 2014 and 2016;
