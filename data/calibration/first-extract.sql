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
