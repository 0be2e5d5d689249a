-- One query per measure of university.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- prepare
create or replace temp table student_years as
select 2005 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_GENDER as sex, HE_INSTID_ANON as provider, HE_RSNLEAVE as why, HE_SBJQA1 as jacs, HE_SBJQA2 as jacs_2, null as share
from HESA_I2."P2021".hesa_2005
union all
select 2006 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_GENDER as sex, HE_INSTID_ANON as provider, HE_RSNLEAVE as why, HE_SBJQA1 as jacs, HE_SBJQA2 as jacs_2, null as share
from HESA_I2."P2021".hesa_2006
union all
select 2007 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_GENDER as sex, HE_INSTID_ANON as provider, HE_RSNLEAVE as why, HE_SBJQA1 as jacs, HE_SBJQA2 as jacs_2, null as share
from HESA_I2."P2021".hesa_2007
union all
select 2008 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_GENDER as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2008
union all
select 2009 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_GENDER as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2009
union all
select 2010 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_GENDER as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2010
union all
select 2011 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_GENDER as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2011
union all
select 2012 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_GENDER as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2012
union all
select 2013 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_SEXID as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2013
union all
select 2014 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_SEXID as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2014
union all
select 2015 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_SEXID as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2015
union all
select 2016 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_SEXID as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2016
union all
select 2017 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_SEXID as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2017
union all
select 2018 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_SEXID as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2018
union all
select 2019 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_SEXID as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, HE_XJACS01_1 as jacs, HE_XJACS01_2 as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2019
union all
select 2020 as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPSR01 as registered, HE_XFYRSR01 as first_year, HE_XPQUAL01 as qualified,
    HE_XLEV601 as level, HE_XQLEV601 as level_obtained, HE_XMODE01 as mode, HE_YEARPRG as stage, HE_XCLASS01 as class,
    HE_XAGEA01 as age, HE_ETHNIC as ethnic,
    HE_SEXID as sex, HE_XINSTID01__ANON as provider, HE_RSNEND as why, null as jacs, null as jacs_2, HE_XFPE01_1 as share
from HESA_I2."P2021".hesa_2020;

-- prepare
create or replace temp table starters as
with entrants as (
    select s.*, t.person, t.prepared, KS5_ALEV as a_levels
    from student_years s
    join TRUTH."P2021".people t using (pmr)
    left join (select distinct KS5_PupilMatchingRefAnonymous as pmr, 1 as KS5_ALEV
        from NPD_I2."P2021".ks5student_2002_to_2021 where KS5_PASS2LV3ALEV = 1) k using (pmr)
    where first_year = 1 and level = 4 and mode < 3 and stage = 1 and pmr <> '' and y < 2020)
select e.*, age < 21 as young, substr(ethnic, 1, 1) = '2' as black, ethnic = '34' as chinese,
    exists (select 1 from student_years n where n.pmr = e.pmr and n.y = e.y + 1 and registered = 1)
        or exists (select 1 from student_years n where n.pmr = e.pmr and n.y = e.y and qualified = 1)
        as stays
from entrants e
qualify row_number() over (partition by pmr, y order by why nulls first) = 1;

-- prepare
create or replace temp table graduates as
select *, case
    when code[1:2] in ('A1', 'A2', 'A3', 'A4') then 'Medicine and dentistry'
    when code[1:2] = 'B7' then 'Nursing and midwifery'
    when code[1:2] = 'B2' then 'Pharmacology, toxicology and pharmacy'
    when code in ('B100', 'B120', 'B821') then 'Medical sciences'
    when code[1] = 'B' then 'Allied health'
    when code[1:2] = 'C8' then 'Psychology'
    when code[1:2] = 'C6' then 'Sport and exercise sciences'
    when code[1] = 'C' then 'Biosciences'
    when code in ('D100', 'D200', 'D310') then 'Veterinary sciences'
    when code[1] = 'D' then 'Agriculture, food and related studies'
    when code[1:2] = 'F1' then 'Chemistry'
    when code[1:2] in ('F3', 'F5') then 'Physics and astronomy'
    when code[1:2] = 'F4' then 'General, applied and forensic sciences'
    when code[1:2] in ('F6', 'F8', 'L7') then 'Geography, earth and environmental studies'
    when code[1] = 'G' and code[2] < '4' then 'Mathematical sciences'
    when code[1] in ('G', 'I') then 'Computing'
    when code[1] = 'J' then 'Materials and technology'
    when code[1] = 'H' then 'Engineering'
    when code[1] = 'K' then 'Architecture, building and planning'
    when code[1:2] = 'L1' then 'Economics'
    when code[1:2] = 'L2' then 'Politics'
    when code[1:2] = 'L5' then 'Health and social care'
    when code[1] = 'L' then 'Sociology, social policy and anthropology'
    when code[1] = 'M' then 'Law'
    when code[1] = 'N' then 'Business and management'
    when code[1] = 'P' then 'Media, journalism and communications'
    when code[1] = 'Q' or code = 'W800' then 'English studies'
    when code[1] in ('R', 'T') then 'Languages and area studies'
    when code[1:2] in ('V5', 'V6') then 'Philosophy and religious studies'
    when code[1] = 'V' then 'History and archaeology'
    when code[1:2] in ('W3', 'W4', 'W5') then 'Performing arts'
    when code[1] = 'W' then 'Creative arts and design'
    when code[1] = 'X' then 'Education and teaching' end as cah2
from (
    select y, sex, jacs as code, share as weight from student_years
    where qualified = 1 and level_obtained = 4 and y between 2014 and 2019
    union all
    select y, sex, jacs_2, 1 - share from student_years
    where qualified = 1 and level_obtained = 4 and y between 2014 and 2019 and jacs_2 is not null);

-- prepare
create or replace temp table activity as
select t.person, t.female, degree or later_degree_year is not null as graduate,
    h.y - ks4_year - 1 as t
from TRUTH."P2021".people t
join (select distinct pmr, y from student_years) h using (pmr)
where ks4_year between 2002 and 2007;

-- measure: he_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people t
    join NPD_I2."P2021".ks4pupil_2002_to_2021 k on k.KS4_PupilMatchingRefAnonymous = t.pmr
    where KS4_NORFLAGE <> 2 and ks4_year between 2007 and 2009 and KS4_FSM = 1;

-- measure: he_not_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people t
    join NPD_I2."P2021".ks4pupil_2002_to_2021 k on k.KS4_PupilMatchingRefAnonymous = t.pmr
    where KS4_NORFLAGE <> 2 and ks4_year between 2007 and 2009 and KS4_FSM = 0;

-- measure: he_women_less_men
select 100 * (avg(cast(he_entry_year is not null as int)) filter (female)
    - avg(cast(he_entry_year is not null as int)) filter (not female))
from TRUTH."P2021".people where ks4_year <= 2007;

-- measure: he_agriculture_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Agriculture, food and related studies'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_agriculture_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Agriculture, food and related studies'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_allied_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Allied health'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_allied_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Allied health'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_architecture_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Architecture, building and planning'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_architecture_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Architecture, building and planning'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_biosciences_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Biosciences'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_biosciences_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Biosciences'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_business_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Business and management'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_business_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Business and management'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_chemistry_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Chemistry'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_chemistry_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Chemistry'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_computing_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Computing'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_computing_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Computing'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_creative_arts_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Creative arts and design'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_creative_arts_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Creative arts and design'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_economics_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Economics'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_economics_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Economics'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_education_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Education and teaching'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_education_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Education and teaching'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_engineering_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Engineering'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_engineering_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Engineering'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_english_women
select 100 * coalesce(sum(weight) filter (cah2 = 'English studies'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_english_men
select 100 * coalesce(sum(weight) filter (cah2 = 'English studies'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_general_applied_women
select 100 * coalesce(sum(weight) filter (cah2 = 'General, applied and forensic sciences'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_general_applied_men
select 100 * coalesce(sum(weight) filter (cah2 = 'General, applied and forensic sciences'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_geography_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Geography, earth and environmental studies'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_geography_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Geography, earth and environmental studies'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_health_and_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Health and social care'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_health_and_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Health and social care'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_history_women
select 100 * coalesce(sum(weight) filter (cah2 = 'History and archaeology'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_history_men
select 100 * coalesce(sum(weight) filter (cah2 = 'History and archaeology'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_languages_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Languages and area studies'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_languages_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Languages and area studies'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_law_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Law'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_law_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Law'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_materials_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Materials and technology'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_materials_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Materials and technology'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_mathematical_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Mathematical sciences'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_mathematical_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Mathematical sciences'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_media_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Media, journalism and communications'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_media_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Media, journalism and communications'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_medical_sciences_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Medical sciences'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_medical_sciences_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Medical sciences'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_medicine_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Medicine and dentistry'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_medicine_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Medicine and dentistry'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_nursing_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Nursing and midwifery'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_nursing_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Nursing and midwifery'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_performing_arts_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Performing arts'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_performing_arts_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Performing arts'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_pharmacology_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Pharmacology, toxicology and pharmacy'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_pharmacology_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Pharmacology, toxicology and pharmacy'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_philosophy_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Philosophy and religious studies'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_philosophy_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Philosophy and religious studies'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_physics_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Physics and astronomy'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_physics_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Physics and astronomy'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_politics_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Politics'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_politics_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Politics'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_psychology_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Psychology'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_psychology_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Psychology'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_sociology_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Sociology, social policy and anthropology'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_sociology_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Sociology, social policy and anthropology'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_sport_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Sport and exercise sciences'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_sport_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Sport and exercise sciences'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_veterinary_women
select 100 * coalesce(sum(weight) filter (cah2 = 'Veterinary sciences'), 0) / sum(weight) from graduates where sex = 2;

-- measure: he_veterinary_men
select 100 * coalesce(sum(weight) filter (cah2 = 'Veterinary sciences'), 0) / sum(weight) from graduates where sex = 1;

-- measure: he_first_2007
select 100 * avg(cast(class = 1 as int)) from student_years
where y = 2007 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_upper_2007
select 100 * avg(cast(class = 2 as int)) from student_years
where y = 2007 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_lower_2007
select 100 * avg(cast(class = 3 as int)) from student_years
where y = 2007 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_third_2007
select 100 * avg(cast(class = 4 as int)) from student_years
where y = 2007 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_first_2010
select 100 * avg(cast(class = 1 as int)) from student_years
where y = 2010 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_first_2018
select 100 * avg(cast(class = 1 as int)) from student_years
where y = 2018 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_first_2019
select 100 * avg(cast(class = 1 as int)) from student_years
where y = 2019 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_first_2020
select 100 * avg(cast(class = 1 as int)) from student_years
where y = 2020 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_first_upper_2019
select 100 * avg(cast(class <= 2 as int)) from student_years
where y = 2019 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_upper_2018
select 100 * avg(cast(class = 2 as int)) from student_years
where y between 2016 and 2019 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_leaves_young
select 100 * avg(cast(not stays as int)) from starters where young and y between 2010 and 2012;

-- measure: he_leaves_mature
select 100 * avg(cast(not stays as int)) from starters where not young and y between 2009 and 2015;

-- measure: he_leaves_women
select 100 * avg(cast(not stays as int)) from starters where sex = 2 and y between 2010 and 2012;

-- measure: he_leaves_men
select 100 * avg(cast(not stays as int)) from starters where sex = 1 and y between 2010 and 2012;

-- measure: he_leaves_black
select 100 * avg(cast(not stays as int)) from starters where black and y between 2008 and 2015;

-- measure: he_leaves_chinese
select 100 * avg(cast(not stays as int)) from starters where chinese and y between 2006 and 2019;

-- measure: he_leaves_computing
select 100 * avg(cast(not stays as int)) from starters where y between 2008 and 2015 and (substr(jacs, 1, 1) = 'I' or substr(jacs, 1, 2) in ('G4', 'G5', 'G6', 'G7'));

-- measure: he_leaves_medicine
select 100 * avg(cast(not stays as int)) from starters where substr(jacs, 1, 1) = 'A' and y between 2006 and 2019;

-- measure: he_leaves_2012
select 100 * avg(cast(not stays as int)) from starters where y between 2011 and 2013;

-- measure: he_leaves_2015
select 100 * avg(cast(not stays as int)) from starters where y between 2014 and 2016;

-- measure: he_leaves_2016
select 100 * avg(cast(not stays as int)) from starters where y between 2015 and 2017;

-- measure: he_leaves_since_2006
select 100 * avg(cast(not stays as int)) from starters where y between 2006 and 2011;

-- measure: he_leaves_best
select 100 * avg(cast(not stays as int)) from starters s
join TRUTH."P2021".people t using (person) where s.young and s.y between 2006 and 2016
    and t.path_at_16 = 'A levels' and points_achieved >= 15;

-- measure: he_leaves_lowest
select 100 * avg(cast(not stays as int)) from starters s
join TRUTH."P2021".people t using (person) where s.young and s.y between 2006 and 2016
    and t.path_at_16 = 'A levels' and points_achieved <= 6;

-- measure: he_leaves_diploma
select 100 * avg(cast(not stays as int)) from starters s
join TRUTH."P2021".people t using (person) where s.young and s.y between 2006 and 2016
    and t.path_at_16 = 'diploma' and true;

-- measure: he_leaves_three
select 100 * avg(cast(not stays as int)) from starters s
join TRUTH."P2021".people t using (person) where s.young and s.y between 2006 and 2016
    and t.path_at_16 = 'A levels' and points_achieved >= 9;

-- measure: he_moves
select 100.0 * count(*) filter (why = '03') / count(*) from (
    select pmr, y, max(why) as why from student_years
    where first_year = 1 and level = 4 and mode < 3 and stage = 1 and y between 2006 and 2019
        and pmr <> '' group by all having count(*) = 1);

-- measure: he_year_2
select 100.0 * count(distinct person) filter (t = 2 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 2 + 1 <= 2020 and true)
from activity;

-- measure: he_year_3
select 100.0 * count(distinct person) filter (t = 3 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 3 + 1 <= 2020 and true)
from activity;

-- measure: he_year_4
select 100.0 * count(distinct person) filter (t = 4 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 4 + 1 <= 2020 and true)
from activity;

-- measure: he_year_5
select 100.0 * count(distinct person) filter (t = 5 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 5 + 1 <= 2020 and true)
from activity;

-- measure: he_year_6
select 100.0 * count(distinct person) filter (t = 6 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 6 + 1 <= 2020 and true)
from activity;

-- measure: he_year_7
select 100.0 * count(distinct person) filter (t = 7 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 7 + 1 <= 2020 and true)
from activity;

-- measure: he_year_8
select 100.0 * count(distinct person) filter (t = 8 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 8 + 1 <= 2020 and true)
from activity;

-- measure: he_year_9
select 100.0 * count(distinct person) filter (t = 9 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 9 + 1 <= 2020 and true)
from activity;

-- measure: he_year_10
select 100.0 * count(distinct person) filter (t = 10 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 10 + 1 <= 2020 and true)
from activity;

-- measure: he_year_12
select 100.0 * count(distinct person) filter (t = 12 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 12 + 1 <= 2020 and true)
from activity;

-- measure: he_year_15
select 100.0 * count(distinct person) filter (t = 15 and true) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 15 + 1 <= 2020 and true)
from activity;

-- measure: he_women_10
select 100.0 * count(distinct person) filter (t = 10 and female) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 10 + 1 <= 2020 and female)
from activity;

-- measure: he_men_10
select 100.0 * count(distinct person) filter (t = 10 and not female) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 10 + 1 <= 2020 and not female)
from activity;

-- measure: he_graduates_8
select 100.0 * count(distinct person) filter (t = 8 and graduate) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 8 + 1 <= 2020 and (degree or later_degree_year is not null))
from activity;

-- measure: he_graduates_10
select 100.0 * count(distinct person) filter (t = 10 and graduate) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 10 + 1 <= 2020 and (degree or later_degree_year is not null))
from activity;

-- measure: he_graduates_15
select 100.0 * count(distinct person) filter (t = 15 and graduate) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 15 + 1 <= 2020 and (degree or later_degree_year is not null))
from activity;

-- measure: he_others_10
select 100.0 * count(distinct person) filter (t = 10 and not graduate) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 10 + 1 <= 2020 and not (degree or later_degree_year is not null))
from activity;

-- measure: he_others_15
select 100.0 * count(distinct person) filter (t = 15 and not graduate) / (
    select count(*) from TRUTH."P2021".people where ks4_year between 2002 and 2007 and ks4_year + 15 + 1 <= 2020 and not (degree or later_degree_year is not null))
from activity;

-- measure: he_dropout
select 100 * avg(cast(left_university is not null and not exists (
        select 1 from student_years s where s.pmr = t.pmr and qualified = 1) as int))
from TRUTH."P2021".people t where he_entry_year between 2005 and 2016;

-- measure: he_lower_group
select 100 * avg(cast(provider_group = 'lower' as int)) from TRUTH."P2021".people where he_entry_year is not null;

-- measure: ypmad_english_2002
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2002;

-- measure: ypmad_maths_2002
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2002;

-- measure: ypmad_english_2003
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2003;

-- measure: ypmad_maths_2003
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2003;

-- measure: ypmad_english_2004
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2004;

-- measure: ypmad_maths_2004
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2004;

-- measure: ypmad_english_2005
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2005;

-- measure: ypmad_maths_2005
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2005;

-- measure: ypmad_english_2006
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2006;

-- measure: ypmad_maths_2006
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2006;

-- measure: ypmad_english_2007
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2007;

-- measure: ypmad_maths_2007
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2007;

-- measure: ypmad_english_2008
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2008;

-- measure: ypmad_maths_2008
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2008;

-- measure: ypmad_english_2009
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2009;

-- measure: ypmad_maths_2009
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2009;

-- measure: ypmad_english_2010
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2010;

-- measure: ypmad_maths_2010
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2010;

-- measure: ypmad_english_2011
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2011;

-- measure: ypmad_maths_2011
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 15) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2011;

-- measure: ypmad_maths_2003_by_19
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 18) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2003;

-- measure: ypmad_maths_2011_by_19
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Maths <= 18) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2011;

-- measure: ypmad_english_2003_by_19
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 18) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2003;

-- measure: ypmad_english_2009_by_19
select 100.0 * count(*) filter (YPMAD_AcAge_AcL2Eng <= 18) / count(*) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2009;

-- measure: ypmad_level3_2002
select 100 * avg(YPMAD_L3_at_19) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2002;

-- measure: ypmad_level3_2017
select 100 * avg(YPMAD_L3_at_19) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year = 2017;

-- measure: ypmad_resits_agree
select 100 * (avg(YPMAD_L2_at_19) - avg(YPMAD_L2_at_16)) from NPD_I2."P2021".ypmad_snapshot_2021 where YPMAD_Chars15CensusSource is not null and YPMAD_Base_Year <= 2005;

-- measure: he_good_white_black
select 100.0 * (count(*) filter (class < 3 and ethnic like '1%') / count(*) filter (ethnic like '1%')
    - count(*) filter (class < 3 and ethnic[1] = '2') / count(*) filter (ethnic[1] = '2'))
from student_years where y between 2012 and 2020 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_good_white_minority
select 100.0 * (count(*) filter (class < 3 and ethnic like '1%') / count(*) filter (ethnic like '1%')
    - count(*) filter (class < 3 and ethnic[1] in ('2', '3', '4', '5', '8')) / count(*) filter (ethnic[1] in ('2', '3', '4', '5', '8')))
from student_years where y between 2012 and 2020 and qualified = 1 and level_obtained = 4 and class < 9;

-- measure: he_medicine_minority
with first_degrees as (select ethnic, coalesce(jacs[1] = 'A', false) as here from student_years
    where y between 2015 and 2019 and registered = 1 and level = 4 and ethnic < '90')
select 100.0 * avg(cast(ethnic > '20' as int)) filter (here) / avg(cast(ethnic > '20' as int)) from first_degrees;

-- measure: he_agriculture_minority
with first_degrees as (select ethnic, coalesce(jacs[1] = 'D', false) as here from student_years
    where y between 2015 and 2019 and registered = 1 and level = 4 and ethnic < '90')
select 100.0 * avg(cast(ethnic > '20' as int)) filter (here) / avg(cast(ethnic > '20' as int)) from first_degrees;
