-- One query per measure of childhood.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- measure: absence_2007
select 100.0 * sum(AuthorisedAbsence_Autumn_ab07 + AuthorisedAbsence_Spring_ab07
    + AuthorisedAbsence_Summer_ab07 + UnauthorisedAbsence_Autumn_ab07
    + UnauthorisedAbsence_Spring_ab07 + UnauthorisedAbsence_Summer_ab07)
/ sum(SessionsPossible_Autumn_ab07 + SessionsPossible_Spring_ab07
    + SessionsPossible_Summer_ab07)
from NPD_I2."P2021".absence_2007_3term where true;

-- measure: absence_fsm_2007
select 100.0 * sum(AuthorisedAbsence_Autumn_ab07 + AuthorisedAbsence_Spring_ab07
    + AuthorisedAbsence_Summer_ab07 + UnauthorisedAbsence_Autumn_ab07
    + UnauthorisedAbsence_Spring_ab07 + UnauthorisedAbsence_Summer_ab07)
/ sum(SessionsPossible_Autumn_ab07 + SessionsPossible_Spring_ab07
    + SessionsPossible_Summer_ab07)
from NPD_I2."P2021".absence_2007_3term where FSMeligible_ab07 = 1;

-- measure: persistent_2007
select 100 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term;

-- measure: excluded_fixed_2007
select 100.0 * count(*) filter (Perm_Duplicate_ex07 = 0 and Category_ex07 <> 'PERM') / (select count(distinct PupilMatchingRefAnonymous_ab07) from NPD_I2."P2021".absence_2007_3term)
from NPD_I2."P2021".exclusions_table_1_2007;

-- measure: excluded_permanent_2007
select 100.0 * count(*) filter (Perm_Duplicate_ex07 = 0 and Category_ex07 = 'PERM') / (select count(distinct PupilMatchingRefAnonymous_ab07) from NPD_I2."P2021".absence_2007_3term)
from NPD_I2."P2021".exclusions_table_1_2007;

-- measure: excluded_boys_2007
select 100.0 * avg(cast(Gender_ex07 = 'M' as int))
from NPD_I2."P2021".exclusions_table_1_2007;

-- measure: looked_after_2007
select 100.0 * count(*) filter (CLA_CLA_31_MARCH = 1) / (
    select count(*) from TRUTH."P2021".people) from NPD_I2."P2021".cla_2006_to_2021
where CLA_PROCESSING_YEAR = 2007;

-- measure: in_need_2009
select 100.0 * count(*) filter (CIN_CINAt31March = 1)
    / (select count(*) from TRUTH."P2021".people where ks4_year = 2009)
from NPD_I2."P2021".cin_2009_to_2021
where CIN_ACADYR = '2008/2009' and CIN_YearOfBirth * 12 + CIN_MonthOfBirth >= 1992 * 12 + 9;
