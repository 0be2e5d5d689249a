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

-- measure: he_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people t
    join NPD_I2."P2021".ks4pupil_2002_to_2021 k on k.KS4_PupilMatchingRefAnonymous = t.pmr
    where KS4_NORFLAGE <> 2 and KS4_FSM = 1;

-- measure: he_not_fsm
select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people t
    join NPD_I2."P2021".ks4pupil_2002_to_2021 k on k.KS4_PupilMatchingRefAnonymous = t.pmr
    where KS4_NORFLAGE <> 2 and KS4_FSM = 0;

-- measure: he_women_less_men
select (select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people t where female) - (select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people t where not female);

-- measure: he_engineering_men
select 100.0 * count(*) filter (HE_XJACSA01_1 = 'H') / count(*) from (
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2010 where HE_XFYRSR01 = 1
    union all
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2011 where HE_XFYRSR01 = 1
    union all
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2012 where HE_XFYRSR01 = 1
) where HE_GENDER = 1;

-- measure: he_engineering_women
select 100.0 * count(*) filter (HE_XJACSA01_1 = 'H') / count(*) from (
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2010 where HE_XFYRSR01 = 1
    union all
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2011 where HE_XFYRSR01 = 1
    union all
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2012 where HE_XFYRSR01 = 1
) where HE_GENDER = 2;

-- measure: he_nursing_women
select 100.0 * count(*) filter (HE_XJACS01_1 = 'B700') / count(*)
from HESA_I2."P2021".hesa_2012 where HE_XFYRSR01 = 1 and HE_GENDER = 2;

-- measure: he_business_men
select 100.0 * count(*) filter (HE_XJACSA01_1 = 'N') / count(*) from (
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2010 where HE_XFYRSR01 = 1
    union all
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2011 where HE_XFYRSR01 = 1
    union all
    select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2012 where HE_XFYRSR01 = 1
) where HE_GENDER = 1;

-- measure: he_first_class
select 100.0 * count(*) filter (HE_XCLASS01 <= 1) / count(*)
from HESA_I2."P2021".hesa_2013 where HE_XCLASS01 < 9;

-- measure: he_first_upper
select 100.0 * count(*) filter (HE_XCLASS01 <= 2) / count(*)
from HESA_I2."P2021".hesa_2013 where HE_XCLASS01 < 9;

-- measure: he_dropout
select 100 * avg(cast(not degree as int)) from TRUTH."P2021".people
            where he_entry_year is not null;

-- measure: linked
select 100 * avg(cast(linked as int)) from TRUTH."P2021".people;
