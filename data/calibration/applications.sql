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
from NPD_I2."P2021".ks5exam_2002_to_2021 where KS5_SUBLEVNO = '111'
    and coalesce(KS5_DISC2, KS5_DISC_ALL) = 0;

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

-- prepare
create or replace temp table subjects as
select * from (values
    ('5110', 'english literature'), ('5030', 'english language'), ('2210', 'mathematics'),
    ('2330', 'further mathematics'), ('1010', 'biology'), ('1110', 'chemistry'),
    ('1210', 'physics'), ('4850', 'psychology'), ('4890', 'sociology'),
    ('4010', 'history'), ('3910', 'geography'), ('4410', 'economics'),
    ('3210', 'business'), ('4610', 'religious studies'), ('4830', 'politics'),
    ('4770', 'law'), ('5650', 'french'), ('5750', 'spanish'),
    ('3510', 'art'), ('5210', 'drama'), ('5350', 'media'),
    ('7010', 'music'), ('7210', 'physical education'), ('9080', 'design and technology'),
    ('2610', 'computing')
) as s (mapping, subject);

-- prepare
create or replace temp table single as
select p.grade as predicted, a.grade as achieved from predicted p
join subjects using (subject) join achieved a using (pmr, mapping) where cycle < 2010;

-- prepare
create or replace temp table main as
select *, cast(decision ilike '%conditional offer' as int) as offer
from choices where main = 1 and way = 'Main scheme' and decision is not null;

-- prepare
create or replace temp table flags as
select distinct unique_application_id_cycle as application, unconditional_component_flag as component,
    conditional_unconditional_offer_flag as on_firm
from UCAS_I2."P2021".ucas_applications where ucas_unconditional_offer_flag = 1;

-- prepare
create or replace temp table firm as
select applicant, max(component) as free from choices join flags using (application)
where reply = 'Firm' group by applicant;

-- prepare
create or replace temp table placed as
select distinct applicant_id as applicant, application_cycle as cycle, gender as sex,
    ethnic_group_summary as ethnic, polar4_quintile as polar
from UCAS_I2."P2021".ucas_applications where acceptance_route is not null;

-- prepare
create or replace temp table leavers as
select *, not independent_school as state from TRUTH."P2021".people;

-- State pupils of Year 11, with the fifth of their small area as applicants from there show it.
-- prepare
create or replace temp table pupils as
with census as (select PupilMatchingRefAnonymous_04 as pmr, EthnicGroup_04 as minor,
    LLSOA_04 as area, '' as sen from NPD_I2."P2021".plasc_2004
where NCyearActual_04 = '11' and coalesce(RecordStatus_04, 1) < 100
 union all select PupilMatchingRefAnonymous_05 as pmr, EthnicGroup_05 as minor,
    LLSOA_05 as area, '' as sen from NPD_I2."P2021".plasc_2005
where NCyearActual_05 = '11' and coalesce(RecordStatus_05, 1) < 100
 union all select PupilMatchingRefAnonymous_SPR06, EthnicGroupMinor_SPR06,
    LLSOA_SPR06, SENprovision_SPR06 from NPD_I2."P2021".spring_census_2006
where NCyearActual_SPR06 = '11' and coalesce(RecordStatus_SPR06, 1) < 100
 union all select PupilMatchingRefAnonymous_SPR07, EthnicGroupMinor_SPR07,
    LLSOA_SPR07, SENprovision_SPR07 from NPD_I2."P2021".spring_census_2007
where NCyearActual_SPR07 = '11' and coalesce(RecordStatus_SPR07, 1) < 100
 union all select PupilMatchingRefAnonymous_SPR14, EthnicGroupMinor_SPR14,
    LSOA11_SPR14, SENprovision_SPR14 from NPD_I2."P2021".spring_census_2014
where NCyearActual_SPR14 = '11' and coalesce(RecordStatus_SPR14, 1) < 100
 union all select PupilMatchingRefAnonymous_SPR15, EthnicGroupMinor_SPR15,
    LSOA11_SPR15, SENprovision_SPR15 from NPD_I2."P2021".spring_census_2015
where NCyearActual_SPR15 = '11' and coalesce(RecordStatus_SPR15, 1) < 100
 union all select PupilMatchingRefAnonymous_SPR16, EthnicGroupMinor_SPR16,
    LSOA11_SPR16, SENprovision_SPR16 from NPD_I2."P2021".spring_census_2016
where NCyearActual_SPR16 = '11' and coalesce(RecordStatus_SPR16, 1) < 100
 union all select PupilMatchingRefAnonymous_SPR17, EthnicGroupMinor_SPR17,
    LSOA11_SPR17, SENprovision_SPR17 from NPD_I2."P2021".spring_census_2017
where NCyearActual_SPR17 = '11' and coalesce(RecordStatus_SPR17, 1) < 100),
    areas as (select area, cast(right(mode(polar4_quintile), 1) as int) as fifth
        from census join UCAS_I2."P2021".ucas_applications on PupilMatchingRefAnonymous = pmr
        where polar4_quintile <> 'Unknown' group by area)
select t.*, fifth, case when minor = 'CHNE' then 'C' when minor in ('OOTH', 'REFU', 'NOBT') then 'O'
        else left(minor, 1) end as ethnic,
    case when sen in ('A', 'P', 'K') then 'support' when sen in ('S', 'E') then 'plan' end as need
from census join TRUTH."P2021".people t using (pmr) left join areas using (area);

-- measure: a_level_students
select 100 * avg(cast(path_at_16 = 'A levels' as int)) from TRUTH."P2021".people where ks4_year between 2007 and 2009;

-- measure: a_2004
select 100.0 * count(*) filter (grade >= 5) / count(*) from achieved where year = '2003/2004';

-- measure: a_2009
select 100.0 * count(*) filter (grade >= 5) / count(*) from achieved where year = '2008/2009';

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

-- measure: a_2015
select 100.0 * count(*) filter (grade >= 5) / count(*) from achieved where year = '2014/2015';

-- measure: a_star_2019
select 100.0 * count(*) filter (grade >= 6) / count(*) from achieved where year = '2018/2019';

-- measure: a_2019
select 100.0 * count(*) filter (grade >= 5) / count(*) from achieved where year = '2018/2019';

-- measure: a_star_2020
select 100.0 * count(*) filter (grade >= 6) / count(*) from achieved where year = '2019/2020';

-- measure: a_2020
select 100.0 * count(*) filter (grade >= 5) / count(*) from achieved where year = '2019/2020';

-- measure: a_star_2021
select 100.0 * count(*) filter (grade >= 6) / count(*) from achieved where year = '2020/2021';

-- measure: a_2021
select 100.0 * count(*) filter (grade >= 5) / count(*) from achieved where year = '2020/2021';

-- measure: best3_exact
select 100.0 * count(*) filter (predicted = achieved) / count(*) from best where cycle between 2013 and 2015;

-- measure: best3_over
select 100.0 * count(*) filter (predicted > achieved) / count(*) from best where cycle between 2013 and 2015;

-- measure: best3_under
select 100.0 * count(*) filter (predicted < achieved) / count(*) from best where cycle between 2013 and 2015;

-- measure: best3_mean
select avg(predicted - achieved) from best where cycle between 2013 and 2015;

-- measure: single_exact
select 100.0 * count(*) filter (predicted = achieved) / count(*) from single;

-- measure: single_under
select 100.0 * count(*) filter (predicted < achieved) / count(*) from single;

-- measure: miss_two
select 100.0 * count(*) filter (predicted - achieved >= 2) / count(*) from best where cycle between 2014 and 2016;

-- measure: miss_free
select 100.0 * count(*) filter (predicted - achieved >= 2) / count(*) from best join firm using (applicant) where cycle between 2017 and 2019 and free = 1;

-- measure: miss_bound
select 100.0 * count(*) filter (predicted - achieved >= 2) / count(*) from best join firm using (applicant) where cycle between 2017 and 2019 and free = 0;

-- measure: choices
select count(*) / count(distinct (applicant, cycle)) from main;

-- measure: offer_rate_2011
select 100 * avg(offer) from main where cycle between 2010 and 2012;

-- measure: offer_rate_2018
select 100 * avg(offer) from main where cycle between 2018 and 2018;

-- measure: offer_rate_2019
select 100 * avg(offer) from main where cycle between 2019 and 2019;

-- measure: offer_higher_2019
select 100 * avg(offer) from main where cycle between 2018 and 2019 and tariff = 'Higher tariff';

-- measure: offer_medium_2019
select 100 * avg(offer) from main where cycle between 2018 and 2019 and tariff = 'Medium tariff';

-- measure: offer_lower_2019
select 100 * avg(offer) from main where cycle between 2018 and 2019 and tariff = 'Lower tariff';

-- measure: any_offer
select 100 * avg(most) from (select max(offer) as most from main group by applicant);

-- measure: unconditional_2010
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2010;

-- measure: unconditional_2011
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2011;

-- measure: unconditional_2012
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2012;

-- measure: unconditional_2013
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2013;

-- measure: unconditional_2014
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2014;

-- measure: unconditional_2015
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2015;

-- measure: unconditional_2016
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2016;

-- measure: unconditional_2017
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2017;

-- measure: unconditional_2018
select 100.0 * count(*) filter (decision = 'Unconditional offer') / count(*) from main where offer = 1 and cycle = 2018;

-- measure: component_2018
select 100 * avg(most) from (select max(component) as most from main join flags using (application) where cycle = 2018 group by applicant);

-- measure: component_2019
select 100 * avg(most) from (select max(component) as most from main join flags using (application) where cycle = 2019 group by applicant);

-- measure: on_firm_2019
select 100 * avg(most) from (select max(on_firm) as most from main join flags using (application) where cycle = 2019 group by applicant);

-- measure: late_applicants
select 100 * avg(1 - early) from (select max(cast(way in ('Main scheme', 'RPA') as int)) as early from choices group by applicant);

-- measure: accepted
select 100.0 * count(distinct applicant) filter (accept_flag = 1) / count(distinct applicant) from choices;

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
select 100.0 * count(*) filter (tariff = 'Higher tariff') / count(*) from choices where place is not null and cycle <= 2011;

-- measure: tariff_medium
select 100.0 * count(*) filter (tariff = 'Medium tariff') / count(*) from choices where place is not null and cycle <= 2011;

-- measure: tariff_lower
select 100.0 * count(*) filter (tariff = 'Lower tariff') / count(*) from choices where place is not null and cycle <= 2011;

-- measure: placed_2011
select 100 * avg(cast(place_at_18 <> 'no place' as int)) from TRUTH."P2021".people where ks4_year = 2009;

-- measure: placed_2012
select 100 * avg(cast(place_at_18 <> 'no place' as int)) from TRUTH."P2021".people where ks4_year = 2010;

-- measure: placed_2017
select 100 * avg(cast(place_at_18 <> 'no place' as int)) from TRUTH."P2021".people where ks4_year = 2015;

-- measure: placed_2019
select 100 * avg(cast(place_at_18 <> 'no place' as int)) from TRUTH."P2021".people where ks4_year = 2017;

-- measure: placed_2021
select 100 * avg(cast(place_at_18 <> 'no place' as int)) from TRUTH."P2021".people where ks4_year = 2019;

-- measure: results_day_2017
select 100 * avg(cast(place_at_18 in ('firm choice', 'insurance choice', 'extra', 'RPA') as int)) from TRUTH."P2021".people where ks4_year = 2015;

-- measure: results_day_q1
select 100 * avg(cast(place_at_18 in ('firm choice', 'insurance choice', 'extra', 'RPA') as int)) from pupils where ks4_year between 2014 and 2016 and fifth = 1;

-- measure: entrants_q1
select 100.0 * count(distinct applicant) filter (polar = 'Quintile 1') / count(distinct applicant) from placed where cycle between 2018 and 2020;

-- measure: entrants_q5
select 100.0 * count(distinct applicant) filter (polar = 'Quintile 5') / count(distinct applicant) from placed where cycle between 2018 and 2020;

-- measure: entrants_women
select 100.0 * count(distinct applicant) filter (sex = 'Female') / count(distinct applicant) from placed where cycle between 2018 and 2020;

-- measure: entrants_asian
select 100.0 * count(distinct applicant) filter (ethnic = 'Asian') / count(distinct applicant) from placed where cycle between 2018 and 2020;

-- measure: entrants_black
select 100.0 * count(distinct applicant) filter (ethnic = 'Black') / count(distinct applicant) from placed where cycle between 2018 and 2020;

-- measure: entrants_white
select 100.0 * count(distinct applicant) filter (ethnic = 'White') / count(distinct applicant) from placed where cycle between 2018 and 2020;

-- measure: by_19_fsm_2002
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year = 2002;

-- measure: by_19_not_fsm_2002
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and not fsm_at_16 and ks4_year = 2002;

-- measure: by_19_fsm_2013
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year = 2013;

-- measure: by_19_fsm_2015
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year = 2015;

-- measure: by_19_not_fsm_2015
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and not fsm_at_16 and ks4_year = 2015;

-- measure: by_19_fsm_2016
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year = 2016;

-- measure: by_19_not_fsm_2016
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and not fsm_at_16 and ks4_year = 2016;

-- measure: by_19_fsm_2017
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year = 2017;

-- measure: by_19_not_fsm_2017
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and not fsm_at_16 and ks4_year = 2017;

-- measure: gap_low
select 100 * (avg(cast(he_entry_year is not null as int)) filter (not fsm_at_16) - avg(cast(he_entry_year is not null as int)) filter (fsm_at_16)) from leavers where state and ks4_year between 2009 and 2011;

-- measure: gap_early
select 100 * (avg(cast(he_entry_year is not null as int)) filter (not fsm_at_16) - avg(cast(he_entry_year is not null as int)) filter (fsm_at_16)) from leavers where state and ks4_year between 2002 and 2004;

-- measure: gap_late
select 100 * (avg(cast(he_entry_year is not null as int)) filter (not fsm_at_16) - avg(cast(he_entry_year is not null as int)) filter (fsm_at_16)) from leavers where state and ks4_year between 2015 and 2017;

-- measure: high_fsm_2006
select 100 * avg(cast(he_entry_year is not null and provider_group = 'higher' as int)) from leavers where state and fsm_at_16 and ks4_year between 2005 and 2007;

-- measure: high_not_fsm_2006
select 100 * avg(cast(he_entry_year is not null and provider_group = 'higher' as int)) from leavers where state and not fsm_at_16 and ks4_year between 2005 and 2007;

-- measure: high_fsm_2015
select 100 * avg(cast(he_entry_year is not null and provider_group = 'higher' as int)) from leavers where state and fsm_at_16 and ks4_year between 2014 and 2016;

-- measure: high_not_fsm_2015
select 100 * avg(cast(he_entry_year is not null and provider_group = 'higher' as int)) from leavers where state and not fsm_at_16 and ks4_year between 2014 and 2016;

-- measure: high_fsm_2017
select 100 * avg(cast(he_entry_year is not null and provider_group = 'higher' as int)) from leavers where state and fsm_at_16 and ks4_year between 2016 and 2018;

-- measure: high_not_fsm_2017
select 100 * avg(cast(he_entry_year is not null and provider_group = 'higher' as int)) from leavers where state and not fsm_at_16 and ks4_year between 2016 and 2018;

-- measure: london_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year between 2013 and 2018 and region_at_16 = 'London';

-- measure: london_not_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and not fsm_at_16 and ks4_year between 2013 and 2018 and region_at_16 = 'London';

-- measure: south_east_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year between 2013 and 2018 and region_at_16 = 'South East';

-- measure: south_west_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year between 2013 and 2018 and region_at_16 = 'South West';

-- measure: south_west_not_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and not fsm_at_16 and ks4_year between 2013 and 2018 and region_at_16 = 'South West';

-- measure: polar_gap
select 100 * (avg(cast(he_entry_year is not null as int)) filter (fifth = 5) - avg(cast(he_entry_year is not null as int)) filter (fifth = 1)) from pupils where ks4_year between 2014 and 2017;

-- measure: higher_independent
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where not state and ks4_year between 2003 and 2007;

-- measure: fsm_mid_2000s
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and fsm_at_16 and ks4_year between 2003 and 2007;

-- measure: he_white
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2004 and 2007 and ethnic = 'W';

-- measure: he_asian
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2004 and 2007 and ethnic = 'A';

-- measure: he_black
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2004 and 2007 and ethnic = 'B';

-- measure: he_mixed
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2004 and 2007 and ethnic = 'M';

-- measure: he_chinese
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2004 and 2007 and ethnic = 'C';

-- measure: late_white
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2014 and 2017 and ethnic = 'W';

-- measure: late_asian
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2014 and 2017 and ethnic = 'A';

-- measure: late_black
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2014 and 2017 and ethnic = 'B';

-- measure: late_mixed
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2014 and 2017 and ethnic = 'M';

-- measure: late_chinese
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2014 and 2017 and ethnic = 'C';

-- measure: he_women
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where female and ks4_year between 2002 and 2007;

-- measure: late_women
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and female and ks4_year between 2015 and 2017;

-- measure: he_men
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where not female and ks4_year between 2002 and 2007;

-- measure: late_men
select 100 * avg(cast(he_entry_year is not null as int)) from leavers where state and not female and ks4_year between 2015 and 2017;

-- measure: sen_support
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2015 and 2017 and need = 'support';

-- measure: sen_plan
select 100 * avg(cast(he_entry_year is not null as int)) from pupils where ks4_year between 2014 and 2017 and need = 'plan';
