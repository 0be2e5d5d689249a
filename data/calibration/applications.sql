-- One query per measure of applications.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- prepare
create or replace temp table choices as
select distinct unique_application_id_cycle as application, applicant_id as applicant,
    PupilMatchingRefAnonymous as pmr, application_cycle as cycle,
    he_provider_tariff_group as tariff, provider_decision_june30 as decision,
    app_response_june30 as reply, main_scheme_application_flag as main,
    application_route as way, acceptance_route as place, ethnic_group_detailed as ethnic,
    jacs3_sub_line_code as line, entry_year, course_identifier as course, accept_flag
from UCAS_I2."P2021".ucas_applications;

-- prepare
create or replace temp table predicted as
select distinct applicant_id as applicant, PupilMatchingRefAnonymous as pmr,
    application_cycle as cycle, lower(subject_title) as subject,
    case grade when '*' then 6 when 'A*' then 6 when 'A' then 5 when 'B' then 4 when 'C' then 3 when 'D' then 2 when 'E' then 1 when 'U' then 0 end as grade
from UCAS_I2."P2021".ucas_applications where qualification_status = 'Pending' and subject_title is not null
    and qualification_description = 'GCE Advanced Level' and grade is not null;

-- prepare
create or replace temp table achieved as
select KS5_PupilMatchingRefAnonymous as pmr, KS5_ACADYR as year, KS5_MAPPING as mapping,
    case KS5_GRADE when '*' then 6 when 'A*' then 6 when 'A' then 5 when 'B' then 4 when 'C' then 3 when 'D' then 2 when 'E' then 1 when 'U' then 0 end as grade
from NPD_I2."P2021".ks5exam_2002_to_2021 where KS5_SUBLEVNO = '111' and KS5_DISC2 = 0;

-- prepare
create or replace temp table best as
with p as (select applicant, any_value(pmr) as pmr, any_value(cycle) as cycle,
        count(*) as n,
        list_sum(list_reverse_sort(list(grade))[1:3]) as best
    from predicted group by applicant),
    a as (select pmr, count(*) as n, list_sum(list_reverse_sort(list(grade))[1:3]) as best
        from achieved group by pmr)
select p.applicant, p.pmr, cycle, p.best as predicted, a.best as achieved
from p join a using (pmr) where a.n >= 3 and p.n = a.n;

-- measure: a_level_students
select 100 * avg(cast(path_at_16 = 'A levels' as int)) from TRUTH."P2021".people;

-- measure: a_star_2010
select 100.0 * count(*) filter (grade >= 6) / count(*) from achieved where year = '2009/2010';

-- measure: a_2010
select 100.0 * count(*) filter (grade >= 5) / count(*) from achieved where year = '2009/2010';

-- measure: b_2010
select 100.0 * count(*) filter (grade >= 4) / count(*) from achieved where year = '2009/2010';

-- measure: c_2010
select 100.0 * count(*) filter (grade >= 3) / count(*) from achieved where year = '2009/2010';

-- measure: pass_2010
select 100.0 * count(*) filter (grade >= 1) / count(*) from achieved where year = '2009/2010';

-- measure: best3_exact
select 100.0 * count(*) filter (predicted = achieved) / count(*) from best where cycle >= 2010;

-- measure: best3_over
select 100.0 * count(*) filter (predicted > achieved) / count(*) from best where cycle >= 2010;

-- measure: best3_under
select 100.0 * count(*) filter (predicted < achieved) / count(*) from best where cycle >= 2010;

-- measure: best3_mean
select avg(predicted - achieved) from best where cycle >= 2010;

-- measure: single_exact
with p as (select pmr, unnest(list_reverse_sort(list(grade))) as p,
        unnest(range(1, count(*) + 1)) as place, count(*) as n
        from predicted where pmr is not null and cycle < 2010 group by pmr),
    a as (select pmr, unnest(list_reverse_sort(list(grade))) as a,
        unnest(range(1, count(*) + 1)) as place, count(*) as n from achieved group by pmr)
select 100.0 * count(*) filter (p = a) / count(*) from p join a using (pmr, place, n);

-- measure: single_under
with p as (select pmr, unnest(list_reverse_sort(list(grade))) as p,
        unnest(range(1, count(*) + 1)) as place, count(*) as n
        from predicted where pmr is not null and cycle < 2010 group by pmr),
    a as (select pmr, unnest(list_reverse_sort(list(grade))) as a,
        unnest(range(1, count(*) + 1)) as place, count(*) as n from achieved group by pmr)
select 100.0 * count(*) filter (p < a) / count(*) from p join a using (pmr, place, n);

-- measure: miss_two
select 100.0 * count(*) filter (predicted - achieved >= 2) / count(*) from best where cycle >= 2010;

-- measure: choices
select count(*) / count(distinct applicant) from choices where main = 1 and way = 'Main scheme' and decision is not null;

-- measure: offer_rate
select 100.0 * count(*) filter (decision ilike '%conditional offer') / count(*) from choices where main = 1 and way = 'Main scheme' and decision is not null;

-- measure: any_offer
select 100 * avg(cast(n > 0 as int)) from (select
count(*) filter (decision ilike '%conditional offer') as n
from choices where main = 1 and way = 'Main scheme' and decision is not null group by applicant);

-- measure: unconditional
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from choices where main = 1 and way = 'Main scheme' and decision is not null and decision ilike '%conditional offer';

-- measure: accepted
select 100.0 * count(distinct applicant) filter (accept_flag = 1)
/ count(distinct applicant) from choices;

-- measure: by_firm
select 100.0 * count(*) filter (place = 'Firm Choice') / count(*) from choices where place is not null;

-- measure: by_insurance
select 100.0 * count(*) filter (place = 'Insurance Choice') / count(*) from choices where place is not null;

-- measure: by_clearing
select 100.0 * count(*) filter (place like '%Clearing') / count(*) from choices where place is not null;

-- measure: by_other
select 100.0 * count(*) filter (place = 'Other Main Scheme Choice') / count(*) from choices where place is not null;

-- measure: by_extra
select 100.0 * count(*) filter (place = 'Extra') / count(*) from choices where place is not null;

-- measure: by_rpa
select 100.0 * count(*) filter (place = 'RPA') / count(*) from choices where place is not null;

-- measure: by_adjustment
select 100.0 * count(*) filter (place = 'Adjustment') / count(*) from choices where place is not null;

-- measure: tariff_higher
select 100.0 * count(*) filter (tariff = 'Higher tariff') / count(*) from choices where place is not null;

-- measure: tariff_medium
select 100.0 * count(*) filter (tariff = 'Medium tariff') / count(*) from choices where place is not null;

-- measure: entry_18
select 100 * avg(cast(he_at_18 as int)) from TRUTH."P2021".people;

-- measure: high_fsm
select 100 * avg(cast(he_entry_year is not null and provider_group = 'higher'
    as int)) from TRUTH."P2021".people
join NPD_I2."P2021".ks4pupil_2002_to_2021 on KS4_PupilMatchingRefAnonymous = pmr
where KS4_NORFLAGE <> 2 and KS4_FSM = 1;

-- measure: high_not_fsm
select 100 * avg(cast(he_entry_year is not null and provider_group = 'higher'
    as int)) from TRUTH."P2021".people
join NPD_I2."P2021".ks4pupil_2002_to_2021 on KS4_PupilMatchingRefAnonymous = pmr
where KS4_NORFLAGE <> 2 and KS4_FSM = 0;

-- measure: he_white
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people
join NPD_I2."P2021".spring_census_2008 on PupilMatchingRefAnonymous_SPR08 = pmr
where NCyearActual_SPR08 in ('10', '11') and EthnicGroupMajor_SPR08 = 'WHIT';

-- measure: he_asian
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people
join NPD_I2."P2021".spring_census_2008 on PupilMatchingRefAnonymous_SPR08 = pmr
where NCyearActual_SPR08 in ('10', '11') and EthnicGroupMajor_SPR08 = 'ASIA';

-- measure: he_black
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people
join NPD_I2."P2021".spring_census_2008 on PupilMatchingRefAnonymous_SPR08 = pmr
where NCyearActual_SPR08 in ('10', '11') and EthnicGroupMajor_SPR08 = 'BLAC';

-- measure: he_mixed
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people
join NPD_I2."P2021".spring_census_2008 on PupilMatchingRefAnonymous_SPR08 = pmr
where NCyearActual_SPR08 in ('10', '11') and EthnicGroupMajor_SPR08 = 'MIXD';

-- measure: he_chinese
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people
join NPD_I2."P2021".spring_census_2008 on PupilMatchingRefAnonymous_SPR08 = pmr
where NCyearActual_SPR08 in ('10', '11') and EthnicGroupMajor_SPR08 = 'CHIN';

-- measure: he_women
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people
where female;

-- measure: he_men
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people
where not female;
