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
years as (select unnest(range(2007, 2021)) as began),
days as (
    select edukey, began, sum(1 + date_diff('day',
        greatest(a, make_date(began, 4, 6)), least(b, make_date(began + 1, 4, 5)))) as days
    from islands, years
    where a <= make_date(began + 1, 4, 5) and b >= make_date(began, 4, 6) group by all),
pupils as (
    select p.*, k.KS4_FSM as fsm, k.KS4_LEVEL2 as level2 from TRUTH."P2021".people p
    left join NPD_I2."P2021".ks4pupil_2002_to_2021 k on k.KS4_PupilMatchingRefAnonymous = p.pmr and k.KS4_NORFLAGE <> 2
    where p.linked)
select pupils.*, began - ks4_year as t, coalesce(days, 0) as days
from (select * from pupils, years) pupils left join days using (edukey, began);

-- measure: oow_all_1
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 1 and true;

-- measure: oow_all_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and true;

-- measure: oow_all_8
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 8 and true;

-- measure: oow_all_10
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 10 and true;

-- measure: oow_women_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and female;

-- measure: oow_men_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and not female;

-- measure: oow_women_8
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 8 and female;

-- measure: oow_men_8
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 8 and not female;

-- measure: oow_fsm_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and fsm = 1;

-- measure: oow_fsm_8
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 8 and fsm = 1;

-- measure: oow_fsm_10
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 10 and fsm = 1;

-- measure: oow_not_fsm_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and fsm = 0;

-- measure: oow_not_fsm_10
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 10 and fsm = 0;

-- measure: oow_graduates_8
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 8 and degree;

-- measure: oow_graduates_10
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 10 and degree;

-- measure: oow_others_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and not degree;

-- measure: oow_others_10
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 10 and not degree;

-- measure: oow_graduates_fsm_8
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 8 and degree and fsm = 1;

-- measure: oow_others_fsm_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and not degree and fsm = 1;

-- measure: oow_other_women_8
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 8 and not degree and female;

-- measure: oow_other_men_8
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 8 and not degree and not female;

-- measure: oow_level2_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and level2 = 1;

-- measure: oow_no_level2_4
select 100.0 * avg(cast(days >= 183 as int)) from claimed where t = 4 and level2 = 0;

-- measure: self_6
select 100.0 * count(a.Edukey) / count(*) from TRUTH."P2021".people p
left join LEO_I2."P2021".leo_self_assessment a on a.Edukey = p.edukey
    and a.TaxYear // 100 = p.ks4_year + 6
where linked and ks4_year + 6 between 2013 and 2020;

-- measure: self_10
select 100.0 * count(a.Edukey) / count(*) from TRUTH."P2021".people p
left join LEO_I2."P2021".leo_self_assessment a on a.Edukey = p.edukey
    and a.TaxYear // 100 = p.ks4_year + 10
where linked and ks4_year + 10 between 2013 and 2020;

-- measure: self_13
select 100.0 * count(a.Edukey) / count(*) from TRUTH."P2021".people p
left join LEO_I2."P2021".leo_self_assessment a on a.Edukey = p.edukey
    and a.TaxYear // 100 = p.ks4_year + 13
where linked and ks4_year + 13 between 2013 and 2020;

-- measure: self_men_to_women
select 100 * (
   select 100.0 * count(a.Edukey) / count(*) from TRUTH."P2021".people p
   left join LEO_I2."P2021".leo_self_assessment a on a.Edukey = p.edukey
       and a.TaxYear // 100 = p.ks4_year + 10
   where linked and ks4_year + 10 between 2013 and 2020
and not female) / (
   select 100.0 * count(a.Edukey) / count(*) from TRUTH."P2021".people p
   left join LEO_I2."P2021".leo_self_assessment a on a.Edukey = p.edukey
       and a.TaxYear // 100 = p.ks4_year + 10
   where linked and ks4_year + 10 between 2013 and 2020
and female);

-- measure: seiss_men
select 100.0 * count(s.EDUKEY) / count(*) from TRUTH."P2021".people p
left join LEO_I2."P2021".leo_seiss s on s.EDUKEY = p.edukey
where seiss_eligible and linked and female = false;

-- measure: seiss_women
select 100.0 * count(s.EDUKEY) / count(*) from TRUTH."P2021".people p
left join LEO_I2."P2021".leo_seiss s on s.EDUKEY = p.edukey
where seiss_eligible and linked and female = true;

-- measure: seiss_grant_men
select sum(SEISS_TOT_AMT) / sum(SEISS_TOT_WKS / 13 - 0.04) from TRUTH."P2021".people p
left join LEO_I2."P2021".leo_seiss s on s.EDUKEY = p.edukey
where seiss_eligible and linked and female = false;

-- measure: seiss_grant_women
select sum(SEISS_TOT_AMT) / sum(SEISS_TOT_WKS / 13 - 0.04) from TRUTH."P2021".people p
left join LEO_I2."P2021".leo_seiss s on s.EDUKEY = p.edukey
where seiss_eligible and linked and female = true;

-- measure: london_graduates
select 100.0 * avg(cast(GORNM = 'London' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_geography g on g.Edukey = p.edukey and g.TaxYear // 100 = p.ks4_year + 8
where linked and region_at_16 <> 'London' and degree;

-- measure: london_others
select 100.0 * avg(cast(GORNM = 'London' as int)) from TRUTH."P2021".people p
join LEO_I2."P2021".leo_geography g on g.Edukey = p.edukey and g.TaxYear // 100 = p.ks4_year + 8
where linked and region_at_16 <> 'London' and not degree;

-- measure: left_by_10
select 100.0 * avg(cast(coalesce(left_tax_year // 100 <= ks4_year + 10, false) as int))
from TRUTH."P2021".people;
