-- One query per measure of school-census.csv, asked of the extract.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- measure: census_fsm_secondary_2008
select 100.0 * count(*) filter (FSMeligible_SPR08 = 1) / count(*)
from NPD_I2."P2021".spring_census_2008 where coalesce(RecordStatus_SPR08, 0) < 100
    and NCyearActual_SPR08 in ('7', '8', '9', '10', '11', '12', '13', 'X');

-- measure: census_fsm_secondary_2009
select 100.0 * count(*) filter (FSMeligible_SPR09 = 1) / count(*)
from NPD_I2."P2021".spring_census_2009 where coalesce(RecordStatus_SPR09, 0) < 100
    and NCyearActual_SPR09 in ('7', '8', '9', '10', '11', '12', '13', 'X');

-- measure: census_fsm_secondary_2016
select 100.0 * count(*) filter (FSMeligible_SPR16 = 1) / count(*)
from NPD_I2."P2021".spring_census_2016 where coalesce(RecordStatus_SPR16, 0) < 100
    and NCyearActual_SPR16 in ('7', '8', '9', '10', '11', '12', '13', 'X');

-- measure: census_fsm_secondary_2017
select 100.0 * count(*) filter (FSMeligible_SPR17 = 1) / count(*)
from NPD_I2."P2021".spring_census_2017 where coalesce(RecordStatus_SPR17, 0) < 100
    and NCyearActual_SPR17 in ('7', '8', '9', '10', '11', '12', '13', 'X');

-- measure: census_fsm_secondary_2018
select 100.0 * count(*) filter (FSMeligible_SPR18 = 1) / count(*)
from NPD_I2."P2021".spring_census_2018 where coalesce(RecordStatus_SPR18, 0) < 100
    and NCyearActual_SPR18 in ('7', '8', '9', '10', '11', '12', '13', 'X');

-- measure: census_fsm_secondary_2019
select 100.0 * count(*) filter (FSMeligible_SPR19 = 1) / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 in ('9', '10', '11');

-- measure: census_fsm_secondary_2020
select 100.0 * count(*) filter (FSMeligible_SPR20 = 1) / count(*)
from NPD_I2."P2021".spring_census_2020 where coalesce(RecordStatus_SPR20, 0) < 100
    and NCyearActual_SPR20 in ('10', '11');

-- measure: census_fsm_secondary_2021
select 100.0 * count(*) filter (FSMeligible_SPR21 = 1) / count(*)
from NPD_I2."P2021".spring_census_2021 where coalesce(RecordStatus_SPR21, 0) < 100
    and NCyearActual_SPR21 = '11';

-- measure: census_fsm_all_2014
select 100.0 * count(*) filter (FSMeligible_SPR14 = 1) / count(*)
from NPD_I2."P2021".spring_census_2014 where coalesce(RecordStatus_SPR14, 0) < 100
    and true;

-- measure: census_fsm_all_2015
select 100.0 * count(*) filter (FSMeligible_SPR15 = 1) / count(*)
from NPD_I2."P2021".spring_census_2015 where coalesce(RecordStatus_SPR15, 0) < 100
    and true;

-- measure: census_fsm_all_2016
select 100.0 * count(*) filter (FSMeligible_SPR16 = 1) / count(*)
from NPD_I2."P2021".spring_census_2016 where coalesce(RecordStatus_SPR16, 0) < 100
    and true;

-- measure: census_fsm_at_15_2013
select 100.0 * count(*) filter (FSMeligible_SPR13 = 1) / count(*)
from NPD_I2."P2021".spring_census_2013 where coalesce(RecordStatus_SPR13, 0) < 100
    and NCyearActual_SPR13 = '11';

-- measure: census_fsm_at_15_2016
select 100.0 * count(*) filter (FSMeligible_SPR16 = 1) / count(*)
from NPD_I2."P2021".spring_census_2016 where coalesce(RecordStatus_SPR16, 0) < 100
    and NCyearActual_SPR16 = '11';

-- measure: census_fsm_at_15_2017
select 100.0 * count(*) filter (FSMeligible_SPR17 = 1) / count(*)
from NPD_I2."P2021".spring_census_2017 where coalesce(RecordStatus_SPR17, 0) < 100
    and NCyearActual_SPR17 = '11';

-- measure: census_ever_fsm_2019
select 100.0 * count(*) filter (EVERFSM_6_P_SPR19 = 1) / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11';

-- measure: census_ever_fsm_2020
select 100.0 * count(*) filter (EVERFSM_6_P_SPR20 = 1) / count(*)
from NPD_I2."P2021".spring_census_2020 where coalesce(RecordStatus_SPR20, 0) < 100
    and NCyearActual_SPR20 = '11';

-- measure: census_ever_fsm_2021
select 100.0 * count(*) filter (EVERFSM_6_P_SPR21 = 1) / count(*)
from NPD_I2."P2021".spring_census_2021 where coalesce(RecordStatus_SPR21, 0) < 100
    and NCyearActual_SPR21 = '11';

-- measure: census_other_language_2002
select 100.0 * count(*) filter (MotherTongue_02 in ('OTH', 'OTB', 'Other than English',
    'Believed to be Other than English')) / count(*)
from NPD_I2."P2021".plasc_2002 where coalesce(RecordStatus_02, 0) < 100
    and ActualNCYearGroup_02 in ('7', '8', '9', '10', '11');

-- measure: census_other_language_2008
select 100.0 * count(*) filter (LanguageGroupMajor_SPR08 = '2_OTH') / count(*)
from NPD_I2."P2021".spring_census_2008 where coalesce(RecordStatus_SPR08, 0) < 100
    and NCyearActual_SPR08 in ('7', '8', '9', '10', '11', '12', '13', 'X');

-- measure: census_other_language_2009
select 100.0 * count(*) filter (LanguageGroupMajor_SPR09 = '2_OTH') / count(*)
from NPD_I2."P2021".spring_census_2009 where coalesce(RecordStatus_SPR09, 0) < 100
    and NCyearActual_SPR09 in ('7', '8', '9', '10', '11', '12', '13', 'X');

-- measure: census_other_language_2015
select 100.0 * count(*) filter (LanguageGroupMajor_SPR15 = '2_OTH') / count(*)
from NPD_I2."P2021".spring_census_2015 where coalesce(RecordStatus_SPR15, 0) < 100
    and NCyearActual_SPR15 in ('7', '8', '9', '10', '11', '12', '13', 'X');

-- measure: census_not_white_british_2008
select 100.0 * count(*) filter (EthnicGroupMinor_SPR08 <> 'WBRI') / count(*)
from NPD_I2."P2021".spring_census_2008 where coalesce(RecordStatus_SPR08, 0) < 100
    and NCyearActual_SPR08 in ('7', '8', '9', '10', '11', '12', '13', 'X')
    and EthnicGroupMajor_SPR08 <> 'UNCL';

-- measure: census_not_white_british_2009
select 100.0 * count(*) filter (EthnicGroupMinor_SPR09 <> 'WBRI') / count(*)
from NPD_I2."P2021".spring_census_2009 where coalesce(RecordStatus_SPR09, 0) < 100
    and NCyearActual_SPR09 in ('7', '8', '9', '10', '11', '12', '13', 'X')
    and EthnicGroupMajor_SPR09 <> 'UNCL';

-- measure: census_white_2019
select 100.0 * count(*) filter (EthnicGroupMajor_SPR19 = 'WHIT') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_white_british_2019
select 100.0 * count(*) filter (EthnicGroupMinor_SPR19 = 'WBRI') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_asian_2019
select 100.0 * count(*) filter (EthnicGroupMajor_SPR19 = 'ASIA') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_pakistani_2019
select 100.0 * count(*) filter (EthnicGroupMinor_SPR19 = 'APKN') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_indian_2019
select 100.0 * count(*) filter (EthnicGroupMinor_SPR19 = 'AIND') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_bangladeshi_2019
select 100.0 * count(*) filter (EthnicGroupMinor_SPR19 = 'ABAN') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_black_2019
select 100.0 * count(*) filter (EthnicGroupMajor_SPR19 = 'BLAC') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_black_african_2019
select 100.0 * count(*) filter (EthnicGroupMinor_SPR19 = 'BAFR') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_black_caribbean_2019
select 100.0 * count(*) filter (EthnicGroupMinor_SPR19 = 'BCRB') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_mixed_2019
select 100.0 * count(*) filter (EthnicGroupMajor_SPR19 = 'MIXD') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_chinese_2019
select 100.0 * count(*) filter (EthnicGroupMajor_SPR19 = 'CHIN') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_other_2019
select 100.0 * count(*) filter (EthnicGroupMajor_SPR19 = 'AOEG') / count(*)
from NPD_I2."P2021".spring_census_2019 where coalesce(RecordStatus_SPR19, 0) < 100
    and NCyearActual_SPR19 = '11' and EthnicGroupMajor_SPR19 <> 'UNCL';

-- measure: census_white_british_2002
select 100.0 * count(*) filter (EthnicGroup_02 in ('WBRI', 'White British')) / count(*)
from NPD_I2."P2021".plasc_2002 where coalesce(RecordStatus_02, 0) < 100 and ActualNCYearGroup_02 = '11'
    and EthnicGroup_02 not in ('Pre 2002 Code', 'REFU', 'NOBT', 'Refused', 'Information Not Obtained');

-- measure: census_asian_2002
select 100.0 * count(*) filter (EthnicGroup_02 in ('AIND', 'APKN', 'ABAN', 'AOTH',
    'Indian', 'Pakistani', 'Bangladeshi', 'Any Other Asian Background')) / count(*)
from NPD_I2."P2021".plasc_2002 where coalesce(RecordStatus_02, 0) < 100 and ActualNCYearGroup_02 = '11'
    and EthnicGroup_02 not in ('Pre 2002 Code', 'REFU', 'NOBT', 'Refused', 'Information Not Obtained');

-- measure: census_black_2002
select 100.0 * count(*) filter (EthnicGroup_02 in ('BCRB', 'BAFR', 'BOTH', 'Caribbean',
    'African', 'Any Other Black Background')) / count(*)
from NPD_I2."P2021".plasc_2002 where coalesce(RecordStatus_02, 0) < 100 and ActualNCYearGroup_02 = '11'
    and EthnicGroup_02 not in ('Pre 2002 Code', 'REFU', 'NOBT', 'Refused', 'Information Not Obtained');

-- measure: census_mixed_2002
select 100.0 * count(*) filter (EthnicGroup_02 in ('MWBC', 'MWBA', 'MWAS', 'MOTH',
    'White and Black Caribbean', 'White and Black African', 'White and Asian',
    'Any Other Mixed Background')) / count(*)
from NPD_I2."P2021".plasc_2002 where coalesce(RecordStatus_02, 0) < 100 and ActualNCYearGroup_02 = '11'
    and EthnicGroup_02 not in ('Pre 2002 Code', 'REFU', 'NOBT', 'Refused', 'Information Not Obtained');

-- measure: census_sen_2010
select 100.0 * count(*) filter (SENprovision_SPR10 <> 'N') / count(*)
from NPD_I2."P2021".spring_census_2010 where coalesce(RecordStatus_SPR10, 0) < 100
    and true;

-- measure: census_statement_2010
select 100.0 * count(*) filter (SENprovision_SPR10 = 'S') / count(*)
from NPD_I2."P2021".spring_census_2010 where coalesce(RecordStatus_SPR10, 0) < 100
    and true;

-- measure: census_sen_2018
select 100.0 * count(*) filter (SENprovision_SPR18 <> 'N') / count(*)
from NPD_I2."P2021".spring_census_2018 where coalesce(RecordStatus_SPR18, 0) < 100
    and true;

-- measure: census_plan_2018
select 100.0 * count(*) filter (SENprovision_SPR18 in ('S', 'E')) / count(*)
from NPD_I2."P2021".spring_census_2018 where coalesce(RecordStatus_SPR18, 0) < 100
    and true;

-- measure: census_sen_boys_to_girls
select 100 * avg(cast(SENprovision_SPR10 <> 'N' as int)) filter (Gender_SPR10 = 'M')
    / avg(cast(SENprovision_SPR10 <> 'N' as int)) filter (Gender_SPR10 = 'F')
from NPD_I2."P2021".spring_census_2010 where coalesce(RecordStatus_SPR10, 0) < 100;

-- measure: census_fsm_support
select 100.0 * avg(cast(fsm_at_16 as int)) filter (sen_at_16 in ('A', 'P')) / avg(cast(fsm_at_16 as int)) filter (sen_at_16 = 'N')
from TRUTH."P2021".people where not independent_school;

-- measure: census_fsm_plan
select 100.0 * avg(cast(fsm_at_16 as int)) filter (sen_at_16 = 'S') / avg(cast(fsm_at_16 as int)) filter (sen_at_16 = 'N')
from TRUTH."P2021".people where not independent_school;
