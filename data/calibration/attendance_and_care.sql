-- One query per measure of attendance_and_care.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- measure: absence_secondary_2006
select 100.0 * sum(OverallAbsence_3Term_ab06) / sum(SessionsPossible_3Term_ab06)
from NPD_I2."P2021".absence_2006_3term where try_cast(NCyearActual_ab06 as int) > 6;

-- measure: absence_secondary_2007
select 100.0 * sum(OverallAbsence_3Term_ab07) / sum(SessionsPossible_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where try_cast(NCyearActual_ab07 as int) > 6;

-- measure: absence_secondary_2008
select 100.0 * sum(OverallAbsence_3Term_ab08) / sum(SessionsPossible_3Term_ab08)
from NPD_I2."P2021".absence_2008_3term where try_cast(NCyearActual_ab08 as int) > 6;

-- measure: absence_secondary_2009
select 100.0 * sum(OverallAbsence_3Term_ab09) / sum(SessionsPossible_3Term_ab09)
from NPD_I2."P2021".absence_2009_3term where try_cast(NCyearActual_ab09 as int) > 6;

-- measure: absence_secondary_2010
select 100.0 * sum(OverallAbsence_3Term_ab10) / sum(SessionsPossible_3Term_ab10)
from NPD_I2."P2021".absence_2010_3term where try_cast(NCyearActual_ab10 as int) > 6;

-- measure: absence_secondary_2011
select 100.0 * sum(OverallAbsence_3Term_ab11) / sum(SessionsPossible_3Term_ab11)
from NPD_I2."P2021".absence_2011_3term where try_cast(NCyearActual_ab11 as int) > 6;

-- measure: absence_secondary_2012
select 100.0 * sum(OverallAbsence_3Term_ab12) / sum(SessionsPossible_3Term_ab12)
from NPD_I2."P2021".absence_2012_3term where try_cast(NCyearActual_ab12 as int) > 6;

-- measure: absence_secondary_2013
select 100.0 * sum(OverallAbsence_5HalfTerms_ab13) / sum(SessionsPossible_5HalfTerms_ab13)
from NPD_I2."P2021".absence_2013_3term where try_cast(NCyearActual_ab13 as int) > 6;

-- measure: absence_secondary_2014
select 100.0 * sum(OverallAbsence_5HalfTerms_ab14) / sum(SessionsPossible_5HalfTerms_ab14)
from NPD_I2."P2021".absence_2014_3term where try_cast(NCyearActual_ab14 as int) > 6;

-- measure: absence_secondary_2015
select 100.0 * sum(OverallAbsence_5HalfTerms_ab15) / sum(SessionsPossible_5HalfTerms_ab15)
from NPD_I2."P2021".absence_2015_3term where try_cast(NCyearActual_ab15 as int) > 6;

-- measure: absence_secondary_2016
select 100.0 * sum(OverallAbsence_5HalfTerms_ab16) / sum(SessionsPossible_5HalfTerms_ab16)
from NPD_I2."P2021".absence_2016_3term where try_cast(NCyearActual_ab16 as int) > 6;

-- measure: absence_secondary_2017
select 100.0 * sum(OverallAbsence_5HalfTerms_ab17) / sum(SessionsPossible_5HalfTerms_ab17)
from NPD_I2."P2021".absence_2017_3term where try_cast(NCyearActual_ab17 as int) > 6;

-- measure: absence_primary_2007
select 100.0 * sum(OverallAbsence_3Term_ab07) / sum(SessionsPossible_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where try_cast(NCyearActual_ab07 as int) < 7;

-- measure: absence_primary_2008
select 100.0 * sum(OverallAbsence_3Term_ab08) / sum(SessionsPossible_3Term_ab08)
from NPD_I2."P2021".absence_2008_3term where try_cast(NCyearActual_ab08 as int) < 7;

-- measure: absence_primary_2009
select 100.0 * sum(OverallAbsence_3Term_ab09) / sum(SessionsPossible_3Term_ab09)
from NPD_I2."P2021".absence_2009_3term where try_cast(NCyearActual_ab09 as int) < 7;

-- measure: absence_primary_2010
select 100.0 * sum(OverallAbsence_3Term_ab10) / sum(SessionsPossible_3Term_ab10)
from NPD_I2."P2021".absence_2010_3term where try_cast(NCyearActual_ab10 as int) < 7;

-- measure: absence_primary_2011
select 100.0 * sum(OverallAbsence_3Term_ab11) / sum(SessionsPossible_3Term_ab11)
from NPD_I2."P2021".absence_2011_3term where try_cast(NCyearActual_ab11 as int) < 7;

-- measure: absence_primary_2012
select 100.0 * sum(OverallAbsence_3Term_ab12) / sum(SessionsPossible_3Term_ab12)
from NPD_I2."P2021".absence_2012_3term where try_cast(NCyearActual_ab12 as int) < 7;

-- measure: absence_primary_2013
select 100.0 * sum(OverallAbsence_5HalfTerms_ab13) / sum(SessionsPossible_5HalfTerms_ab13)
from NPD_I2."P2021".absence_2013_3term where try_cast(NCyearActual_ab13 as int) < 7;

-- measure: absence_primary_2014
select 100.0 * sum(OverallAbsence_5HalfTerms_ab14) / sum(SessionsPossible_5HalfTerms_ab14)
from NPD_I2."P2021".absence_2014_3term where try_cast(NCyearActual_ab14 as int) < 7;

-- measure: absence_primary_2015
select 100.0 * sum(OverallAbsence_5HalfTerms_ab15) / sum(SessionsPossible_5HalfTerms_ab15)
from NPD_I2."P2021".absence_2015_3term where try_cast(NCyearActual_ab15 as int) < 7;

-- measure: absence_2018
select 100.0 * sum(OverallAbsence_6HalfTerms_ab18) / sum(SessionsPossible_6HalfTerms_ab18)
from NPD_I2."P2021".absence_2018_3term where try_cast(NCyearActual_ab18 as int) > 6;

-- measure: absence_2019
select 100.0 * sum(OverallAbsence_6HalfTerms_ab19) / sum(SessionsPossible_6HalfTerms_ab19)
from NPD_I2."P2021".absence_2019_3term where try_cast(NCyearActual_ab19 as int) > 6;

-- measure: absence_unauthorised_2019
select 100.0 * sum(UnauthorisedAbsence_6HalfTerms_ab19) / sum(SessionsPossible_6HalfTerms_ab19)
from NPD_I2."P2021".absence_2019_3term where try_cast(NCyearActual_ab19 as int) > 6;

-- measure: absence_fsm_2019
select 100.0 * sum(OverallAbsence_6HalfTerms_ab19) / sum(SessionsPossible_6HalfTerms_ab19)
from NPD_I2."P2021".absence_2019_3term where try_cast(NCyearActual_ab19 as int) > 6 and FSMeligible_ab19 = 1;

-- measure: absence_unauthorised_fsm_2019
select 100.0 * sum(UnauthorisedAbsence_6HalfTerms_ab19) / sum(SessionsPossible_6HalfTerms_ab19)
from NPD_I2."P2021".absence_2019_3term where try_cast(NCyearActual_ab19 as int) > 6 and FSMeligible_ab19 = 1;

-- measure: absence_others_2019
select 100.0 * sum(OverallAbsence_6HalfTerms_ab19) / sum(SessionsPossible_6HalfTerms_ab19)
from NPD_I2."P2021".absence_2019_3term where try_cast(NCyearActual_ab19 as int) > 6 and FSMeligible_ab19 = 0;

-- measure: absence_unauthorised_others_2019
select 100.0 * sum(UnauthorisedAbsence_6HalfTerms_ab19) / sum(SessionsPossible_6HalfTerms_ab19)
from NPD_I2."P2021".absence_2019_3term where try_cast(NCyearActual_ab19 as int) > 6 and FSMeligible_ab19 = 0;

-- measure: persistent_secondary_2009
select 100.0 * avg(cast(OverallAbsence_3Term_ab09 >= 46 as int))
from NPD_I2."P2021".absence_2009_3term where try_cast(NCyearActual_ab09 as int) > 6;

-- measure: persistent_primary_2009
select 100.0 * avg(cast(OverallAbsence_3Term_ab09 >= 46 as int))
from NPD_I2."P2021".absence_2009_3term where try_cast(NCyearActual_ab09 as int) < 7;

-- measure: persistent_secondary_2010
select 100.0 * avg(cast(OverallAbsence_3Term_ab10 >= 46 as int))
from NPD_I2."P2021".absence_2010_3term where try_cast(NCyearActual_ab10 as int) > 6;

-- measure: persistent_primary_2010
select 100.0 * avg(cast(OverallAbsence_3Term_ab10 >= 46 as int))
from NPD_I2."P2021".absence_2010_3term where try_cast(NCyearActual_ab10 as int) < 7;

-- measure: persistent_secondary_2011
select 100.0 * avg(cast(OverallAbsence_3Term_ab11 >= 46 as int))
from NPD_I2."P2021".absence_2011_3term where try_cast(NCyearActual_ab11 as int) > 6;

-- measure: persistent_primary_2011
select 100.0 * avg(cast(OverallAbsence_3Term_ab11 >= 46 as int))
from NPD_I2."P2021".absence_2011_3term where try_cast(NCyearActual_ab11 as int) < 7;

-- measure: persistent_secondary_2012
select 100.0 * avg(cast(OverallAbsence_3Term_ab12 >= 46 as int))
from NPD_I2."P2021".absence_2012_3term where try_cast(NCyearActual_ab12 as int) > 6;

-- measure: persistent_primary_2012
select 100.0 * avg(cast(OverallAbsence_3Term_ab12 >= 46 as int))
from NPD_I2."P2021".absence_2012_3term where try_cast(NCyearActual_ab12 as int) < 7;

-- measure: persistent_secondary_2013
select 100.0 * avg(cast(OverallAbsence_5HalfTerms_ab13 >= 46 as int))
from NPD_I2."P2021".absence_2013_3term where try_cast(NCyearActual_ab13 as int) > 6;

-- measure: persistent_primary_2013
select 100.0 * avg(cast(OverallAbsence_5HalfTerms_ab13 >= 46 as int))
from NPD_I2."P2021".absence_2013_3term where try_cast(NCyearActual_ab13 as int) < 7;

-- measure: persistent_year_1_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '1';

-- measure: persistent_year_2_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '2';

-- measure: persistent_year_4_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '4';

-- measure: persistent_year_6_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '6';

-- measure: persistent_year_7_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '7';

-- measure: persistent_year_8_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '8';

-- measure: persistent_year_9_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '9';

-- measure: persistent_year_10_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '10';

-- measure: persistent_year_11_2007
select 100.0 * avg(PersistentAbsentee_3Term_ab07)
from NPD_I2."P2021".absence_2007_3term where NCyearActual_ab07 = '11';

-- measure: persistent_fsm_2007
select 100.0 * avg(FSMeligible_ab07) from NPD_I2."P2021".absence_2007_3term
where PersistentAbsentee_3Term_ab07 = 1;

-- measure: persistent_2017
select 100.0 * avg(cast(10 * OverallAbsence_5HalfTerms_ab17 >= SessionsPossible_5HalfTerms_ab17
    and SessionsPossible_5HalfTerms_ab17 > 0 as int))
from NPD_I2."P2021".absence_2017_3term where try_cast(NCyearActual_ab17 as int) > 6;

-- measure: absence_autumn_2021
select 100.0 * sum(OverallAbsence_Autumn_ab21) / sum(SessionsPossible_Autumn_ab21)
from NPD_I2."P2021".absence_2021_3term where true;

-- measure: absence_spring_2021
select 100.0 * sum(OverallAbsence_Spring_ab21) / sum(SessionsPossible_Spring_ab21)
from NPD_I2."P2021".absence_2021_3term where true;

-- measure: absence_summer_2021
select 100.0 * sum(OverallAbsence_Summer_ab21) / sum(SessionsPossible_Summer_ab21)
from NPD_I2."P2021".absence_2021_3term where true;

-- measure: excluded_fixed_2006
select 100.0 * count(*) filter (Perm_Duplicate_ex06 = 0 and Category_ex06 = 'FIXD' and AgeAtStartOfAcademicYear_ex06 between 11 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2005 - ks4_year + 16 between 11 and 15)
from NPD_I2."P2021".exclusions_table_1_2006;

-- measure: excluded_fixed_2007
select 100.0 * count(*) filter (Perm_Duplicate_ex07 = 0 and Category_ex07 = 'FIXD' and AgeAtStartOfAcademicYear_ex07 between 11 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2006 - ks4_year + 16 between 11 and 15)
from NPD_I2."P2021".exclusions_table_1_2007;

-- measure: excluded_fixed_2009
select 100.0 * count(*) filter (Perm_Duplicate_ex09 = 0 and Category_ex09 = 'FIXD' and AgeAtStartOfAcademicYear_ex09 between 11 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2008 - ks4_year + 16 between 11 and 15)
from NPD_I2."P2021".exclusions_table_1_2009;

-- measure: excluded_fixed_2011
select 100.0 * count(*) filter (Perm_Duplicate_ex11 = 0 and Category_ex11 = 'FIXD' and AgeAtStartOfAcademicYear_ex11 between 11 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2010 - ks4_year + 16 between 11 and 15)
from NPD_I2."P2021".exclusions_table_1_2011;

-- measure: excluded_fixed_2013
select 100.0 * count(*) filter (Perm_Duplicate_ex13 = 0 and Category_ex13 = 'FIXD' and AgeAtStartOfAcademicYear_ex13 between 11 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2012 - ks4_year + 16 between 11 and 15)
from NPD_I2."P2021".exclusions_table_1_2013;

-- measure: excluded_fixed_2015
select 100.0 * count(*) filter (Perm_Duplicate_ex15 = 0 and Category_ex15 = 'FIXD' and AgeAtStartOfAcademicYear_ex15 between 11 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2014 - ks4_year + 16 between 11 and 15)
from NPD_I2."P2021".exclusions_table_1_2015;

-- measure: excluded_fixed_2017
select 100.0 * count(*) filter (Perm_Duplicate_ex17 = 0 and Category_ex17 = 'FIXD' and AgeAtStartOfAcademicYear_ex17 between 11 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2016 - ks4_year + 16 between 11 and 15)
from NPD_I2."P2021".exclusions_table_1_2017;

-- measure: excluded_primary_2007
select 100.0 * count(*) filter (Perm_Duplicate_ex07 = 0 and Category_ex07 = 'FIXD' and AgeAtStartOfAcademicYear_ex07 between 5 and 10)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2006 - ks4_year + 16 between 5 and 10)
from NPD_I2."P2021".exclusions_table_1_2007;

-- measure: excluded_2019
select 100.0 * count(*) filter (Perm_Duplicate_ex19 = 0 and Category_ex19 = 'FIXD' and AgeAtStartOfAcademicYear_ex19 between 13 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2018 - ks4_year + 16 between 13 and 15)
from NPD_I2."P2021".exclusions_table_1_2019;

-- measure: excluded_14_2020
select 100.0 * count(*) filter (Perm_Duplicate_ex20 = 0 and Category_ex20 = 'FIXD' and AgeAtStartOfAcademicYear_ex20 between 14 and 14)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2019 - ks4_year + 16 between 14 and 14)
from NPD_I2."P2021".exclusions_table_1_2020;

-- measure: excluded_permanent_2006
select 100.0 * count(*) filter (Perm_Duplicate_ex06 = 0 and Category_ex06 = 'PERM' and AgeAtStartOfAcademicYear_ex06 between 11 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2005 - ks4_year + 16 between 11 and 15)
from NPD_I2."P2021".exclusions_table_1_2006;

-- measure: excluded_permanent_later
select avg(rate) from ((select 100.0 * count(*) filter (Perm_Duplicate_ex17 = 0 and Category_ex17 = 'PERM' and AgeAtStartOfAcademicYear_ex17 between 12 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2016 - ks4_year + 16 between 12 and 15) as rate
from NPD_I2."P2021".exclusions_table_1_2017) union all (select 100.0 * count(*) filter (Perm_Duplicate_ex18 = 0 and Category_ex18 = 'PERM' and AgeAtStartOfAcademicYear_ex18 between 12 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2017 - ks4_year + 16 between 12 and 15) as rate
from NPD_I2."P2021".exclusions_table_1_2018) union all (select 100.0 * count(*) filter (Perm_Duplicate_ex19 = 0 and Category_ex19 = 'PERM' and AgeAtStartOfAcademicYear_ex19 between 13 and 15)
    / (select count(*) from TRUTH."P2021".people
    where not independent_school and 2018 - ks4_year + 16 between 13 and 15) as rate
from NPD_I2."P2021".exclusions_table_1_2019));

-- measure: excluded_boys_2007
select (select 100.0 * count(*) filter (Perm_Duplicate_ex07 = 0 and Category_ex07 = 'FIXD' and Gender_ex07 = 'M')
    / (select count(*) from NPD_I2."P2021".absence_2007_3term where MainRecord_ab07 = 1 and Gender_ab07 = 'M')
from NPD_I2."P2021".exclusions_table_1_2007) / (select 100.0 * count(*) filter (Perm_Duplicate_ex07 = 0 and Category_ex07 = 'FIXD' and Gender_ex07 = 'F')
    / (select count(*) from NPD_I2."P2021".absence_2007_3term where MainRecord_ab07 = 1 and Gender_ab07 = 'F')
from NPD_I2."P2021".exclusions_table_1_2007);

-- measure: excluded_boys_2019
select (select 100.0 * count(*) filter (Perm_Duplicate_ex19 = 0 and Category_ex19 = 'FIXD' and Gender_ex19 = 'M')
    / (select count(*) from NPD_I2."P2021".absence_2019_3term where MainRecord_ab19 = 1 and Gender_ab19 = 'M')
from NPD_I2."P2021".exclusions_table_1_2019) / (select 100.0 * count(*) filter (Perm_Duplicate_ex19 = 0 and Category_ex19 = 'FIXD' and Gender_ex19 = 'F')
    / (select count(*) from NPD_I2."P2021".absence_2019_3term where MainRecord_ab19 = 1 and Gender_ab19 = 'F')
from NPD_I2."P2021".exclusions_table_1_2019);

-- measure: excluded_fsm_2009
select (select 100.0 * count(*) filter (Perm_Duplicate_ex09 = 0 and Category_ex09 = 'FIXD' and FSMeligible_ex09 = 1)
    / (select count(*) from NPD_I2."P2021".absence_2009_3term where MainRecord_ab09 = 1 and FSMeligible_ab09 = 1)
from NPD_I2."P2021".exclusions_table_1_2009) / (select 100.0 * count(*) filter (Perm_Duplicate_ex09 = 0 and Category_ex09 = 'FIXD' and FSMeligible_ex09 = 0)
    / (select count(*) from NPD_I2."P2021".absence_2009_3term where MainRecord_ab09 = 1 and FSMeligible_ab09 = 0)
from NPD_I2."P2021".exclusions_table_1_2009);

-- measure: excluded_fsm_2018
select (select 100.0 * count(*) filter (Perm_Duplicate_ex18 = 0 and Category_ex18 = 'FIXD' and FSMeligible_ex18 = 1)
    / (select count(*) from NPD_I2."P2021".absence_2018_3term where MainRecord_ab18 = 1 and FSMeligible_ab18 = 1)
from NPD_I2."P2021".exclusions_table_1_2018) / (select 100.0 * count(*) filter (Perm_Duplicate_ex18 = 0 and Category_ex18 = 'FIXD' and FSMeligible_ex18 = 0)
    / (select count(*) from NPD_I2."P2021".absence_2018_3term where MainRecord_ab18 = 1 and FSMeligible_ab18 = 0)
from NPD_I2."P2021".exclusions_table_1_2018);

-- measure: excluded_need_2018
select (select 100.0 * count(*) filter (Perm_Duplicate_ex18 = 0 and Category_ex18 = 'FIXD' and SENprovision_ex18 <> 'N')
    / (select count(*) from NPD_I2."P2021".absence_2018_3term where MainRecord_ab18 = 1 and SENprovision_ab18 <> 'N')
from NPD_I2."P2021".exclusions_table_1_2018) / (select 100.0 * count(*) filter (Perm_Duplicate_ex18 = 0 and Category_ex18 = 'FIXD' and SENprovision_ex18 = 'N')
    / (select count(*) from NPD_I2."P2021".absence_2018_3term where MainRecord_ab18 = 1 and SENprovision_ab18 = 'N')
from NPD_I2."P2021".exclusions_table_1_2018);

-- measure: excluded_each_2006
select avg(TotalFixedExclusions_ex06) from NPD_I2."P2021".exclusions_table_3_2006
where TotalFixedExclusions_ex06 > 0 and AgeAtStartOfAcademicYear_ex06 between 11 and 15;

-- measure: excluded_length_2009
select avg(Sessions_ex09) / 2 from NPD_I2."P2021".exclusions_table_1_2009
where Category_ex09 = 'FIXD' and AgeAtStartOfAcademicYear_ex09 > 10;

-- measure: excluded_disruption_2019
select 100.0 * avg(cast(Reason_ex19 = 'DB' as int)) from NPD_I2."P2021".exclusions_table_1_2019
where Category_ex19 = 'FIXD';

-- measure: excluded_disruption_2021
select 100.0 * avg(cast('DB' in (Reason_A_ex21, coalesce(Reason_B_ex21, ''), coalesce(Reason_C_ex21, '')) as int))
from NPD_I2."P2021".exclusions_table_1_2021 where Category_ex21 = 'FIXD';

-- measure: excluded_autumn_2020
select 100.0 * avg(cast(Term_ex20 = 'Autumn' as int)) from NPD_I2."P2021".exclusions_table_1_2020
where Category_ex20 = 'FIXD';

-- measure: looked_after_2006
select 10000.0 * count(distinct CLA_EPI_IDX // 100)
    / (select sum(greatest(0, least(1, ((2006 - ks4_year + 17 - 0) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2006 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cla_2006_to_2021
where CLA_PROCESSING_YEAR = 2006 and CLA_CLA_31_MARCH = 1 and CLA_LEGAL_STATUS <> 'V4';

-- measure: looked_after_2009
select 10000.0 * count(distinct CLA_EPI_IDX // 100)
    / (select sum(greatest(0, least(1, ((2009 - ks4_year + 17 - 3) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2009 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cla_2006_to_2021
where CLA_PROCESSING_YEAR = 2009 and CLA_CLA_31_MARCH = 1 and CLA_LEGAL_STATUS <> 'V4';

-- measure: looked_after_2021
select 10000.0 * count(distinct CLA_EPI_IDX // 100)
    / (select sum(greatest(0, least(1, ((2021 - ks4_year + 17 - 15) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2021 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cla_2006_to_2021
where CLA_PROCESSING_YEAR = 2021 and CLA_CLA_31_MARCH = 1 and CLA_LEGAL_STATUS <> 'V4';

-- measure: looked_after_boys
select 100.0 * avg(cast(CLA_SEX = 1 as int)) from NPD_I2."P2021".cla_2006_to_2021
where CLA_CLA_31_MARCH = 1 and CLA_LEGAL_STATUS <> 'V4';

-- measure: looked_after_agreed_2009
select 100.0 * avg(cast(CLA_LEGAL_STATUS = 'V2' as int)) from NPD_I2."P2021".cla_2006_to_2021
where CLA_CLA_31_MARCH = 1 and CLA_LEGAL_STATUS <> 'V4' and CLA_PROCESSING_YEAR = 2009;

-- measure: looked_after_agreed_2020
select 100.0 * avg(cast(CLA_LEGAL_STATUS = 'V2' as int)) from NPD_I2."P2021".cla_2006_to_2021
where CLA_CLA_31_MARCH = 1 and CLA_LEGAL_STATUS <> 'V4' and CLA_PROCESSING_YEAR = 2020;

-- measure: looked_after_fostered_2009
select 100.0 * avg(cast(CLA_PLACEMENT in ('Q1', 'Q2') as int)) from NPD_I2."P2021".cla_2006_to_2021
where CLA_CLA_31_MARCH = 1 and CLA_LEGAL_STATUS <> 'V4' and CLA_PROCESSING_YEAR = 2009;

-- measure: looked_after_abuse_2009
select 100.0 * avg(cast(CLA_CAT_NEED = 'N1' as int)) from NPD_I2."P2021".cla_2006_to_2021
where CLA_CLA_31_MARCH = 1 and CLA_LEGAL_STATUS <> 'V4' and CLA_PROCESSING_YEAR = 2009;

-- measure: looked_after_mixed
select (select avg(cast(CLA_ETHNIC in ('MWBC', 'MWBA', 'MWAS', 'MOTH') as int))
    from NPD_I2."P2021".cla_2006_to_2021 where CLA_CLA_31_MARCH = 1 and CLA_PROCESSING_YEAR = 2009)
/ (select avg(cast(EthnicGroupMajor_ab09 = 'MIXD' as int)) from NPD_I2."P2021".absence_2009_3term);

-- measure: in_need_2010
select 10000.0 * count(distinct (CIN_LA_geog, CIN_ReferralDate, CIN_YearOfBirth, CIN_MonthOfBirth,
    CIN_Gender, CIN_EthnicGroupMinor, CIN_PrimaryNeedCode)) / (select sum(greatest(0, least(1, ((2010 - ks4_year + 17 - 4) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2010 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cin_2009_to_2021 where CIN_ACADYR = '2009/2010' and CIN_CINAt31March = 1;

-- measure: in_need_2012
select 10000.0 * count(distinct (CIN_LA_geog, CIN_ReferralDate, CIN_YearOfBirth, CIN_MonthOfBirth,
    CIN_Gender, CIN_EthnicGroupMinor, CIN_PrimaryNeedCode)) / (select sum(greatest(0, least(1, ((2012 - ks4_year + 17 - 6) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2012 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cin_2009_to_2021 where CIN_ACADYR = '2011/2012' and CIN_CINAt31March = 1;

-- measure: in_need_2014
select 10000.0 * count(distinct (CIN_LA_geog, CIN_ReferralDate, CIN_YearOfBirth, CIN_MonthOfBirth,
    CIN_Gender, CIN_EthnicGroupMinor, CIN_PrimaryNeedCode)) / (select sum(greatest(0, least(1, ((2014 - ks4_year + 17 - 8) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2014 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cin_2009_to_2021 where CIN_ACADYR = '2013/2014' and CIN_CINAt31March = 1;

-- measure: in_need_2015
select 10000.0 * count(distinct (CIN_LA_geog, CIN_ReferralDate, CIN_YearOfBirth, CIN_MonthOfBirth,
    CIN_Gender, CIN_EthnicGroupMinor, CIN_PrimaryNeedCode)) / (select sum(greatest(0, least(1, ((2015 - ks4_year + 17 - 9) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2015 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cin_2009_to_2021 where CIN_ACADYR = '2014/2015' and CIN_CINAt31March = 1;

-- measure: in_need_2019
select 10000.0 * count(distinct (CIN_LA_geog, CIN_ReferralDate, CIN_YearOfBirth, CIN_MonthOfBirth,
    CIN_Gender, CIN_EthnicGroupMinor, CIN_PrimaryNeedCode)) / (select sum(greatest(0, least(1, ((2019 - ks4_year + 17 - 13) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2019 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cin_2009_to_2021 where CIN_ACADYR = '2018/2019' and CIN_CINAt31March = 1;

-- measure: in_need_2020
select 10000.0 * count(distinct (CIN_LA_geog, CIN_ReferralDate, CIN_YearOfBirth, CIN_MonthOfBirth,
    CIN_Gender, CIN_EthnicGroupMinor, CIN_PrimaryNeedCode)) / (select sum(greatest(0, least(1, ((2020 - ks4_year + 17 - 14) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2020 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cin_2009_to_2021 where CIN_ACADYR = '2019/2020' and CIN_CINAt31March = 1;

-- measure: protection_2010
select 10000.0 * count(*) filter (CIN_CPPstartDate is not null and CIN_CINAt31March = 1 and CIN_CPPindicator = 1)
    / (select sum(greatest(0, least(1, ((2010 - ks4_year + 17 - 4) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2010 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cin_2009_to_2021 where CIN_ACADYR = '2009/2010';

-- measure: protection_2014
select 10000.0 * count(*) filter (CIN_CPPstartDate is not null and CIN_CINAt31March = 1 and CIN_CPPendDate is null)
    / (select sum(greatest(0, least(1, ((2014 - ks4_year + 17 - 8) * 12 - 5) / 12.0))
        - greatest(0, least(1, ((2014 - ks4_year + 16 - 17) * 12 - 5) / 12.0)))
    from TRUTH."P2021".people)
from NPD_I2."P2021".cin_2009_to_2021 where CIN_ACADYR = '2013/2014';

-- measure: in_need_abuse_2014
select 100.0 * avg(cast(CIN_PrimaryNeedCode = 'N1' as int)) from NPD_I2."P2021".cin_2009_to_2021
where CIN_ACADYR = '2013/2014' and CIN_CINAt31March = 1;

-- measure: in_need_police_2014
select 100.0 * avg(cast(CIN_ReferralSource = '6' as int)) from NPD_I2."P2021".cin_2009_to_2021
where CIN_ACADYR = '2013/2014' and CIN_ReferralDate >= date '2013-04-01';
