-- One query per measure of first-extract.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- measure: fsm_2007
select 100 * avg(FSMeligible_SPR07) from NPD_I2."P2021".spring_census_2007
where NCyearActual_SPR07 = '11' and coalesce(RecordStatus_SPR07, 0) < 100;

-- measure: fsm_2008
select 100 * avg(FSMeligible_SPR08) from
NPD_I2."P2021".spring_census_2008 where NCyearActual_SPR08 = '11' and coalesce(RecordStatus_SPR08, 0) < 100;

-- measure: other_language_2008
select 100 * avg(cast(LanguageGroupMajor_SPR08 = '2_OTH' as int)) from
NPD_I2."P2021".spring_census_2008 where NCyearActual_SPR08 = '11' and coalesce(RecordStatus_SPR08, 0) < 100;

-- measure: not_white_british_2008
select 100 * avg(cast(EthnicGroupMinor_SPR08 <> 'WBRI' as int)) from
NPD_I2."P2021".spring_census_2008 where NCyearActual_SPR08 = '11' and coalesce(RecordStatus_SPR08, 0) < 100;

-- measure: sen_2008
select 100 * avg(cast(SENprovision_SPR08 <> 'N' as int)) from
NPD_I2."P2021".spring_census_2008 where NCyearActual_SPR08 = '11' and coalesce(RecordStatus_SPR08, 0) < 100;

-- measure: level2_2007
select 100 * avg(KS4_LEVEL2) from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_ACADYR = '2006/2007' and KS4_NORFLAGE <> 2;

-- measure: level2_em_2007
select 100 * avg(KS4_LEVEL2_EM) from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_ACADYR = '2006/2007' and KS4_NORFLAGE <> 2;

-- measure: level2_2008
select 100 * avg(KS4_LEVEL2) from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_ACADYR = '2007/2008' and KS4_NORFLAGE <> 2;

-- measure: level2_em_2008
select 100 * avg(KS4_LEVEL2_EM) from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_ACADYR = '2007/2008' and KS4_NORFLAGE <> 2;

-- measure: level2_2009
select 100 * avg(KS4_LEVEL2) from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_ACADYR = '2008/2009' and KS4_NORFLAGE <> 2;

-- measure: level2_em_2009
select 100 * avg(KS4_LEVEL2_EM) from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_ACADYR = '2008/2009' and KS4_NORFLAGE <> 2;

-- measure: independent
select 100 * avg(cast(KS4_ToE_CODE = 11 as int)) from NPD_I2."P2021".ks4pupil_2002_to_2021;

-- measure: linked
select 100 * avg(cast(linked as int)) from TRUTH."P2021".people;

-- prepare
create temp table if not exists annualised as
with years as (select unnest(range(2007, 2021)) as began),
prices as (
    select cast(split_part(parameter, '.', 3) as int) as began, cast(value as double) as price
    from TRUTH."P2021".parameters where parameter like 'pay.prices.%'),
days as (
    select EduKey, began, sum(1 + date_diff('day',
        greatest(StartDate, make_date(began, 4, 6)),
        least(EndDate, make_date(began + 1, 4, 5)))) as days
    from LEO_I2."P2021".leo_employment, years
    where StartDate <= make_date(began + 1, 4, 5) and EndDate >= make_date(began, 4, 6)
    group by all),
pupils as (
    select t.*, KS4_FSM as fsm from TRUTH."P2021".people t
    join NPD_I2."P2021".ks4pupil_2002_to_2021 on KS4_PupilMatchingRefAnonymous = pmr where KS4_NORFLAGE <> 2)
select pupils.*, prices.began - ks4_year as t, days,
    Earnings / price * 365 / least(days, 365) as pay
from pupils
join LEO_I2."P2021".leo_earnings e on e.Edukey = pupils.edukey and Earnings > 0
join prices on prices.began = TaxYear // 100
left join days on days.EduKey = e.Edukey and days.began = prices.began;

-- measure: pay_women_no_degree_5
select median(pay) from annualised where female and not degree and t = 5;

-- measure: pay_women_no_degree_10
select median(pay) from annualised where female and not degree and t = 10;

-- measure: pay_men_no_degree_5
select median(pay) from annualised where not female and not degree and t = 5;

-- measure: pay_men_no_degree_10
select median(pay) from annualised where not female and not degree and t = 10;

-- measure: pay_women_degree_5
select median(pay) from annualised where female and degree and t = 5;

-- measure: pay_women_degree_7
select median(pay) from annualised where female and degree and t = 7;

-- measure: pay_women_degree_10
select median(pay) from annualised where female and degree and t = 10;

-- measure: pay_men_degree_5
select median(pay) from annualised where not female and degree and t = 5;

-- measure: pay_men_degree_7
select median(pay) from annualised where not female and degree and t = 7;

-- measure: pay_men_degree_10
select median(pay) from annualised where not female and degree and t = 10;

-- measure: pay_fsm_10
select median(pay) from annualised where fsm = 1 and t = 10;

-- measure: pay_not_fsm_10
select median(pay) from annualised where fsm = 0 and t = 10;

-- measure: pay_lower_quartile
select 100 * quantile_cont(pay, 0.25) / median(pay) from annualised where degree and t = 10;

-- measure: pay_upper_quartile
select 100 * quantile_cont(pay, 0.75) / median(pay) from annualised where degree and t = 10;

-- measure: work_no_degree_10
select 100.0 * count(*) filter (days >= 273) / (
    select count(*) from TRUTH."P2021".people where linked and not degree)
from annualised where linked and not degree and t = 10;

-- measure: work_degree_10
select 100.0 * count(*) filter (days >= 273) / (
    select count(*) from TRUTH."P2021".people where linked and degree)
from annualised where linked and degree and t = 10;
