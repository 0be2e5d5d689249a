-- One query per measure of state_and_place.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- prepare
create or replace temp table claimed as
with spells as (
    select EduKey as edukey, StartDate as a, least(EndDate, date '2021-04-05') as b
    from LEO_I2."P2021".leo_benefit where Out_of_work_benefit = 1),
marked as (
    select *, coalesce(a > 1 + max(b) over (
        partition by edukey order by a, b rows between unbounded preceding and 1 preceding
        ), true) as fresh from spells),
numbered as (
    select *, sum(cast(fresh as int)) over (
        partition by edukey order by a, b rows unbounded preceding) as part from marked),
islands as (select edukey, min(a) as a, max(b) as b from numbered group by edukey, part),
years as (select unnest(range(2002, 2021)) as began),
days as (
    select edukey, began, sum(1 + date_diff('day',
        greatest(a, make_date(began, 4, 6)), least(b, make_date(began + 1, 4, 5)))) as days
    from islands, years
    where a <= make_date(began + 1, 4, 5) and b >= make_date(began, 4, 6) group by all),
pupils as (select *, case
        when ethnic_group in ('AIND', 'APKN', 'ABAN', 'AOTH') then 'Asian'
        when ethnic_group in ('BCRB', 'BAFR', 'BOTH') then 'Black'
        when ethnic_group in ('MWBC', 'MWBA', 'MWAS', 'MOTH') then 'Mixed'
        when ethnic_group = 'CHNE' then 'Chinese'
        when ethnic_group[1] = 'W' then 'White'
        else 'Other' end as major
    from TRUTH."P2021".people where linked)
select pupils.*, began - ks4_year as t, coalesce(days, 0) as days
from (select * from pupils, years where began >= ks4_year) pupils
left join days using (edukey, began);

-- prepare
-- The published figures: people whose Key Stage 4 ended up to 2007, followed up to 2017/18.
create or replace temp view published as
select * from claimed where ks4_year <= 2007 and began <= 2017;

-- prepare
-- A row for each person and tax year for which returns are held.
create or replace temp table returns as
select p.*, p.began - ks4_year as t, a.Edukey is not null as filed
from (select * from TRUTH."P2021".people, (select unnest(range(2013, 2021)) as began)
    where linked and began >= ks4_year) p
left join LEO_I2."P2021".leo_self_assessment a
    on a.Edukey = p.edukey and a.TaxYear // 100 = p.began;

-- prepare
-- Those eligible for the grants. The months say which ones they had; the first and the third pay
-- 80 percent of three months' profits, the second 70, so it counts 7/8 of a first one.
create or replace temp table grants as
select *, SEISS_TOT_AMT as amount,
    cast(first as int) + 0.875 * cast(second as int) + cast(third as int) as shares
from (select *, coalesce(SEISS_DTM_IND[1] = '1', false) as first,
        coalesce(SEISS_DTM_IND[5] = '1', false) as second,
        coalesce(SEISS_DTM_IND[9] = '1', false) as third
    from TRUTH."P2021".people p left join LEO_I2."P2021".leo_seiss s on s.EDUKEY = p.edukey
    where seiss_eligible and linked);

-- measure: oow_all_1
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 1 and true;

-- measure: oow_all_2
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 2 and true;

-- measure: oow_all_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and true;

-- measure: oow_all_6
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 6 and true;

-- measure: oow_all_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and true;

-- measure: oow_all_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and true;

-- measure: oow_all_13
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 13 and true;

-- measure: oow_all_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and true;

-- measure: oow_women_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and female;

-- measure: oow_women_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and female;

-- measure: oow_women_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and female;

-- measure: oow_women_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and female;

-- measure: oow_men_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not female;

-- measure: oow_men_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and not female;

-- measure: oow_men_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not female;

-- measure: oow_men_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and not female;

-- measure: oow_fsm_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and fsm_at_16 and not independent_school;

-- measure: oow_fsm_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and fsm_at_16 and not independent_school;

-- measure: oow_fsm_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and fsm_at_16 and not independent_school;

-- measure: oow_fsm_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and fsm_at_16 and not independent_school;

-- measure: oow_not_fsm_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not fsm_at_16 and not independent_school;

-- measure: oow_not_fsm_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and not fsm_at_16 and not independent_school;

-- measure: oow_not_fsm_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not fsm_at_16 and not independent_school;

-- measure: oow_not_fsm_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and not fsm_at_16 and not independent_school;

-- measure: oow_no_need_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and sen_at_16 = 'N' and not independent_school;

-- measure: oow_no_need_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and sen_at_16 = 'N' and not independent_school;

-- measure: oow_no_need_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and sen_at_16 = 'N' and not independent_school;

-- measure: oow_need_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and sen_at_16 in ('A', 'P') and not independent_school;

-- measure: oow_need_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and sen_at_16 in ('A', 'P') and not independent_school;

-- measure: oow_need_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and sen_at_16 in ('A', 'P') and not independent_school;

-- measure: oow_statement_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and sen_at_16 = 'S' and not independent_school;

-- measure: oow_statement_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and sen_at_16 = 'S' and not independent_school;

-- measure: oow_white_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and major = 'White';

-- measure: oow_white_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and major = 'White';

-- measure: oow_asian_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and major = 'Asian';

-- measure: oow_asian_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and major = 'Asian';

-- measure: oow_black_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and major = 'Black';

-- measure: oow_black_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and major = 'Black';

-- measure: oow_mixed_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and major = 'Mixed';

-- measure: oow_mixed_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and major = 'Mixed';

-- measure: oow_chinese_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and major = 'Chinese';

-- measure: oow_chinese_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and major = 'Chinese';

-- measure: oow_independent_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and independent_school;

-- measure: oow_independent_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and independent_school;

-- measure: oow_level2_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and five_at_16;

-- measure: oow_level2_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and five_at_16;

-- measure: oow_level2_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and five_at_16;

-- measure: oow_no_level2_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not five_at_16;

-- measure: oow_no_level2_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not five_at_16;

-- measure: oow_no_level2_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and not five_at_16;

-- measure: oow_graduates_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and degree;

-- measure: oow_graduates_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and degree;

-- measure: oow_graduates_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and degree;

-- measure: oow_others_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not degree;

-- measure: oow_others_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not degree;

-- measure: oow_others_15
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 15 and not degree;

-- measure: oow_graduate_women_6
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 6 and degree and female;

-- measure: oow_graduate_women_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and degree and female;

-- measure: oow_graduate_men_6
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 6 and degree and not female;

-- measure: oow_graduate_men_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and degree and not female;

-- measure: oow_other_women_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not degree and female;

-- measure: oow_other_women_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and not degree and female;

-- measure: oow_other_women_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not degree and female;

-- measure: oow_other_men_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not degree and not female;

-- measure: oow_other_men_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and not degree and not female;

-- measure: oow_other_men_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not degree and not female;

-- measure: oow_graduates_fsm_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and degree and fsm_at_16 and not independent_school;

-- measure: oow_graduates_not_fsm_8
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 8 and degree and not fsm_at_16 and not independent_school;

-- measure: oow_others_fsm_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not degree and fsm_at_16 and not independent_school;

-- measure: oow_others_fsm_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not degree and fsm_at_16 and not independent_school;

-- measure: oow_others_not_fsm_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not degree and not fsm_at_16 and not independent_school;

-- measure: oow_others_not_fsm_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not degree and not fsm_at_16 and not independent_school;

-- measure: oow_below_level3_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not degree and level_held < 3;

-- measure: oow_below_level3_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not degree and level_held < 3;

-- measure: oow_level3_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4 and not degree and level_held >= 3;

-- measure: oow_level3_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10 and not degree and level_held >= 3;

-- measure: oow_north_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4
    and region_at_16 in ('North East', 'North West', 'Yorkshire and The Humber');

-- measure: oow_north_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10
    and region_at_16 in ('North East', 'North West', 'Yorkshire and The Humber');

-- measure: oow_middle_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4
    and region_at_16 in ('East Midlands', 'West Midlands', 'London');

-- measure: oow_middle_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10
    and region_at_16 in ('East Midlands', 'West Midlands', 'London');

-- measure: oow_south_4
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 4
    and region_at_16 in ('East of England', 'South East', 'South West');

-- measure: oow_south_10
select 100.0 * avg(cast(days >= 183 as int)) from published where t = 10
    and region_at_16 in ('East of England', 'South East', 'South West');

-- measure: self_6
select 100.0 * avg(cast(filed as int)) from returns where t = 6;

-- measure: self_10
select 100.0 * avg(cast(filed as int)) from returns where t = 10;

-- measure: self_14
select 100.0 * avg(cast(filed as int)) from returns where t = 14;

-- measure: self_men_to_women
select 100 * avg(cast(filed as int)) filter (not female) / avg(cast(filed as int)) filter (female)
from returns where t = 10;

-- measure: self_creative
select 100.0 * avg(cast(filed as int)) from returns
where degree and subject = 'creative arts' and began = degree_year + 5;

-- measure: seiss_men
select 100.0 * avg(cast(first as int)) from grants where not female;

-- measure: seiss_women
select 100.0 * avg(cast(first as int)) from grants where female;

-- measure: seiss_all
select 100.0 * avg(cast(first as int)) from grants;

-- measure: seiss_young
select 100.0 * avg(cast(first as int)) from grants where ks4_year >= 2012;

-- measure: seiss_third
select 100.0 * avg(cast(third as int)) from grants;

-- measure: seiss_men_share
select 100.0 * avg(cast(not female as int)) from grants;

-- measure: seiss_grant_men
select sum(amount) / sum(shares) from grants where not female;

-- measure: seiss_grant_women
select sum(amount) / sum(shares) from grants where female;

-- measure: seiss_grant_all
select sum(amount) / sum(shares) from grants;

-- measure: london_graduates
select 100.0 * avg(cast(GORNM = 'London' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_geography g on g.Edukey = p.edukey and g.TaxYear // 100 = p.ks4_year + 8
where linked and region_at_16 <> 'London' and degree;

-- measure: london_graduates_all
select 100.0 * avg(cast(GORNM = 'London' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_geography g on g.Edukey = p.edukey and g.TaxYear // 100 = p.ks4_year + 8
where linked and degree;

-- measure: london_others
select 100.0 * avg(cast(GORNM = 'London' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_geography g on g.Edukey = p.edukey and g.TaxYear // 100 = p.ks4_year + 8
where linked and region_at_16 <> 'London' and not degree;

-- measure: left_by_10
select 100.0 * avg(cast(coalesce(left_tax_year // 100 <= ks4_year + 10, false) as int))
from TRUTH."P2021".people where ks4_year <= 2010;

-- measure: self_pakistani_bangladeshi
with working as (
    select p.ethnic_group in ('APKN', 'ABAN') as here, Self_Employed is not null as own
    from TRUTH."P2021".people p join TRUTH."P2021".pay y using (person)
    left join LEO_I2."P2021".leo_self_assessment s on s.Edukey = p.edukey and s.TaxYear = y.tax_year
    left join LEO_I2."P2021".leo_earnings e on e.Edukey = p.edukey and e.TaxYear = y.tax_year and Earnings > 0
    where p.linked and y.tax_year // 100 - ks4_year between 10 and 15 and (s.Edukey is not null or e.Edukey is not null))
select 100.0 * avg(cast(own as int)) filter (here) / avg(cast(own as int)) from working;
