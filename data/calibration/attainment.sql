-- One query per measure of attainment.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- prepare
create temp table if not exists core_passes as
select KS4_PupilMatchingRefAnonymous as pmr,
    max(cast(KS4_MAPPING = '5030' as int)) as english,
    max(cast(KS4_MAPPING = '2210' as int)) as maths
from NPD_I2."P2021".ks4exam_2002_to_2021
where KS4_DISC3 = 0 and coalesce(KS4_INCLUDE, 1) = 1 and coalesce(KS4_PTQ_INCLUDE, 1) = 1
    and KS4_GRADE in ('*', 'A', 'B', 'C', '9', '8', '7', '6', '5', '4')
group by 1;

-- prepare
create temp table if not exists at_sixteen as
select KS4_PupilMatchingRefAnonymous as pmr, cast(right(KS4_ACADYR, 4) as int) as y,
    bool_or(KS4_ToE_CODE <> 11) as state, max(KS4_GENDER) as sex, max(KS4_ETHNIC) as ethnic,
    max(KS4_FSM6CLA1A) as poor,
    max(coalesce(KS4_LEVEL2, KS4_LEVEL2_PTQ, KS4_LEVEL2_PTQ_EE, KS4_FIVEAC)) as five,
    max(coalesce(KS4_LEVEL2_EM, KS4_LEVEL2_EM_PTQ, KS4_LEVEL2_EM_94)) as five_em,
    max(KS4_L2BASICS_94) as basics, max(KS4_L2BASICS_95) as strong, max(KS4_ATT8) as att8,
    max(KS4_EBACC_E_PTQ_EE) as ebacc_entered, max(coalesce(english, 0)) as english,
    max(coalesce(maths, 0)) as maths, max(KS4_PTSCNEWE) as capped
from NPD_I2."P2021".ks4pupil_2002_to_2021
left join core_passes on pmr = KS4_PupilMatchingRefAnonymous
group by 1, 2;

-- measure: five_ac_2002
select 100 * avg(five) from at_sixteen where y = 2002;

-- measure: five_ac_2003
select 100 * avg(five) from at_sixteen where y = 2003;

-- measure: five_ac_2004
select 100 * avg(five) from at_sixteen where y = 2004;

-- measure: five_ac_2005
select 100 * avg(five) from at_sixteen where y = 2005;

-- measure: five_ac_2006
select 100 * avg(five) from at_sixteen where y = 2006;

-- measure: five_ac_2007
select 100 * avg(five) from at_sixteen where y = 2007;

-- measure: five_ac_2008
select 100 * avg(five) from at_sixteen where y = 2008;

-- measure: five_ac_2009
select 100 * avg(five) from at_sixteen where y = 2009;

-- measure: five_ac_2010
select 100 * avg(five) from at_sixteen where y = 2010;

-- measure: five_ac_2011
select 100 * avg(five) from at_sixteen where y = 2011;

-- measure: five_ac_2012
select 100 * avg(five) from at_sixteen where y = 2012;

-- measure: five_ac_2013
select 100 * avg(five) from at_sixteen where y = 2013;

-- measure: five_ac_2014
select 100 * avg(five) from at_sixteen where y = 2014;

-- measure: five_ac_2015
select 100 * avg(five) from at_sixteen where y = 2015;

-- measure: five_em_2002
select 100 * avg(cast(five = 1 and english = 1 and maths = 1 as int)) from at_sixteen where y = 2002;

-- measure: five_em_2003
select 100 * avg(cast(five = 1 and english = 1 and maths = 1 as int)) from at_sixteen where y = 2003;

-- measure: five_em_2004
select 100 * avg(five_em) from at_sixteen where y = 2004;

-- measure: five_em_2005
select 100 * avg(five_em) from at_sixteen where y = 2005;

-- measure: five_em_2006
select 100 * avg(five_em) from at_sixteen where y = 2006;

-- measure: five_em_2007
select 100 * avg(five_em) from at_sixteen where y = 2007;

-- measure: five_em_2008
select 100 * avg(five_em) from at_sixteen where y = 2008;

-- measure: five_em_2009
select 100 * avg(five_em) from at_sixteen where y = 2009;

-- measure: five_em_2010
select 100 * avg(five_em) from at_sixteen where y = 2010;

-- measure: five_em_2011
select 100 * avg(five_em) from at_sixteen where y = 2011;

-- measure: five_em_2012
select 100 * avg(five_em) from at_sixteen where y = 2012;

-- measure: five_em_2013
select 100 * avg(five_em) from at_sixteen where y = 2013;

-- measure: five_em_2014
select 100 * avg(five_em) from at_sixteen where y = 2014;

-- measure: five_em_2015
select 100 * avg(five_em) from at_sixteen where y = 2015;

-- measure: english_ac_2002
select 100 * avg(english) from at_sixteen where y = 2002 and state;

-- measure: english_ac_2003
select 100 * avg(english) from at_sixteen where y = 2003 and state;

-- measure: english_ac_2004
select 100 * avg(english) from at_sixteen where y = 2004 and state;

-- measure: english_ac_2005
select 100 * avg(english) from at_sixteen where y = 2005 and state;

-- measure: english_ac_2006
select 100 * avg(english) from at_sixteen where y = 2006 and state;

-- measure: english_ac_2007
select 100 * avg(english) from at_sixteen where y = 2007 and state;

-- measure: english_ac_2008
select 100 * avg(english) from at_sixteen where y = 2008 and state;

-- measure: english_ac_2009
select 100 * avg(english) from at_sixteen where y = 2009 and state;

-- measure: english_ac_2010
select 100 * avg(english) from at_sixteen where y = 2010 and state;

-- measure: english_ac_2011
select 100 * avg(english) from at_sixteen where y = 2011 and state;

-- measure: maths_ac_2002
select 100 * avg(maths) from at_sixteen where y = 2002 and state;

-- measure: maths_ac_2003
select 100 * avg(maths) from at_sixteen where y = 2003 and state;

-- measure: maths_ac_2004
select 100 * avg(maths) from at_sixteen where y = 2004 and state;

-- measure: maths_ac_2005
select 100 * avg(maths) from at_sixteen where y = 2005 and state;

-- measure: maths_ac_2006
select 100 * avg(maths) from at_sixteen where y = 2006 and state;

-- measure: maths_ac_2007
select 100 * avg(maths) from at_sixteen where y = 2007 and state;

-- measure: maths_ac_2008
select 100 * avg(maths) from at_sixteen where y = 2008 and state;

-- measure: maths_ac_2009
select 100 * avg(maths) from at_sixteen where y = 2009 and state;

-- measure: maths_ac_2010
select 100 * avg(maths) from at_sixteen where y = 2010 and state;

-- measure: maths_ac_2011
select 100 * avg(maths) from at_sixteen where y = 2011 and state;

-- measure: att8_poor_2019
select avg(att8) from at_sixteen where y = 2019 and state and poor = 1;

-- measure: att8_other_2019
select avg(att8) from at_sixteen where y = 2019 and state and poor = 0;

-- measure: basics_poor_2019
select 100 * avg(basics) from at_sixteen where y = 2019 and state and poor = 1;

-- measure: basics_other_2019
select 100 * avg(basics) from at_sixteen where y = 2019 and state and poor = 0;

-- measure: att8_poor_2020
select avg(att8) from at_sixteen where y = 2020 and state and poor = 1;

-- measure: att8_other_2020
select avg(att8) from at_sixteen where y = 2020 and state and poor = 0;

-- measure: basics_poor_2020
select 100 * avg(basics) from at_sixteen where y = 2020 and state and poor = 1;

-- measure: basics_other_2020
select 100 * avg(basics) from at_sixteen where y = 2020 and state and poor = 0;

-- measure: disadvantaged_2019
select 100 * avg(poor) from at_sixteen where y = 2019 and state;

-- measure: att8_all_2019
select avg(att8) from at_sixteen where y = 2019;

-- measure: att8_girls_less_boys_2019
select (select avg(att8) from at_sixteen where y = 2019 and sex = 'F') - (select avg(att8) from at_sixteen where y = 2019 and sex = 'M');

-- measure: att8_state_2016
select avg(att8) from at_sixteen where y = 2016 and state;

-- measure: att8_state_2017
select avg(att8) from at_sixteen where y = 2017 and state;

-- measure: att8_state_2018
select avg(att8) from at_sixteen where y = 2018 and state;

-- measure: att8_spread
select stddev(att8) from at_sixteen where y between 2017 and 2019 and state;

-- measure: strong_white_british
select 100 * avg(strong) from at_sixteen where y between 2017 and 2019 and state and ethnic = 'WBRI';

-- measure: strong_indian
select 100 * avg(strong) from at_sixteen where y between 2017 and 2019 and state and ethnic = 'AIND';

-- measure: strong_pakistani
select 100 * avg(strong) from at_sixteen where y between 2017 and 2019 and state and ethnic = 'APKN';

-- measure: strong_black_african
select 100 * avg(strong) from at_sixteen where y between 2017 and 2019 and state and ethnic = 'BAFR';

-- measure: strong_black_caribbean
select 100 * avg(strong) from at_sixteen where y between 2017 and 2019 and state and ethnic = 'BCRB';

-- measure: strong_mixed
select 100 * avg(strong) from at_sixteen where y between 2017 and 2019 and state and ethnic in ('MWBC', 'MWBA', 'MWAS', 'MOTH');

-- measure: strong_chinese
select 100 * avg(strong) from at_sixteen where y between 2017 and 2019 and state and ethnic = 'CHNE';

-- measure: strong_gypsy_roma_and_traveller
select 100 * avg(strong) from at_sixteen where y between 2017 and 2019 and state and ethnic in ('WROM', 'WIRT');

-- measure: ks2_english_1997
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '1996/1997';

-- measure: ks2_english_1998
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '1997/1998';

-- measure: ks2_english_1999
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '1998/1999';

-- measure: ks2_english_2000
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '1999/2000';

-- measure: ks2_english_2001
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2000/2001';

-- measure: ks2_english_2002
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2001/2002';

-- measure: ks2_english_2003
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2002/2003';

-- measure: ks2_english_2004
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2003/2004';

-- measure: ks2_english_2005
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2004/2005';

-- measure: ks2_english_2006
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2005/2006';

-- measure: ks2_english_2007
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2006/2007';

-- measure: ks2_english_2008
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008';

-- measure: ks2_english_2009
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009';

-- measure: ks2_english_2010
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2009/2010' and KS2_ENGLEV is not null;

-- measure: ks2_english_2011
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2010/2011';

-- measure: ks2_english_2012
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2011/2012';

-- measure: ks2_maths_1997
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '1996/1997';

-- measure: ks2_maths_1998
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '1997/1998';

-- measure: ks2_maths_1999
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '1998/1999';

-- measure: ks2_maths_2000
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '1999/2000';

-- measure: ks2_maths_2001
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2000/2001';

-- measure: ks2_maths_2002
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2001/2002';

-- measure: ks2_maths_2003
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2002/2003';

-- measure: ks2_maths_2004
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2003/2004';

-- measure: ks2_maths_2005
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2004/2005';

-- measure: ks2_maths_2006
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2005/2006';

-- measure: ks2_maths_2007
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2006/2007';

-- measure: ks2_maths_2008
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008';

-- measure: ks2_maths_2009
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009';

-- measure: ks2_maths_2010
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2009/2010' and KS2_MATLEV is not null;

-- measure: ks2_maths_2011
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2010/2011';

-- measure: ks2_maths_2012
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2011/2012';

-- measure: ks2_maths_2013
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2012/2013';

-- measure: ks2_reading_2013
select 100 * avg(cast(coalesce(try_cast(KS2_READLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2012/2013';

-- measure: ks2_english_4_girls_2008
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'F';

-- measure: ks2_english_4_boys_2008
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'M';

-- measure: ks2_english_5_girls_2008
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'F';

-- measure: ks2_english_5_boys_2008
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'M';

-- measure: ks2_english_5_all_2008
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008';

-- measure: ks2_english_4_girls_2009
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009' and KS2_GENDER = 'F';

-- measure: ks2_english_4_boys_2009
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009' and KS2_GENDER = 'M';

-- measure: ks2_english_5_girls_2009
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009' and KS2_GENDER = 'F';

-- measure: ks2_english_5_boys_2009
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009' and KS2_GENDER = 'M';

-- measure: ks2_english_5_all_2009
select 100 * avg(cast(coalesce(try_cast(KS2_ENGLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009';

-- measure: ks2_maths_4_girls_2008
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'F';

-- measure: ks2_maths_4_boys_2008
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'M';

-- measure: ks2_maths_5_girls_2008
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'F';

-- measure: ks2_maths_5_boys_2008
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'M';

-- measure: ks2_maths_5_all_2008
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008';

-- measure: ks2_maths_4_girls_2009
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009' and KS2_GENDER = 'F';

-- measure: ks2_maths_4_boys_2009
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 4, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009' and KS2_GENDER = 'M';

-- measure: ks2_maths_5_girls_2009
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009' and KS2_GENDER = 'F';

-- measure: ks2_maths_5_boys_2009
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009' and KS2_GENDER = 'M';

-- measure: ks2_maths_5_all_2009
select 100 * avg(cast(coalesce(try_cast(KS2_MATLEV as int) >= 5, false) as int))
from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2008/2009';

-- measure: ks2_both_all_2008
select 100 * avg(KS2_LEVXENGMAT) from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008';

-- measure: ks2_both_girls_2008
select 100 * avg(KS2_LEVXENGMAT) from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'F';

-- measure: ks2_both_boys_2008
select 100 * avg(KS2_LEVXENGMAT) from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2007/2008' and KS2_GENDER = 'M';

-- measure: ks2_readexp_2016
select 100 * avg(KS2_READEXP) from NPD_I2."P2021".ks2pupil_1996_to_2016;

-- measure: ks2_matexp_2016
select 100 * avg(KS2_MATEXP) from NPD_I2."P2021".ks2pupil_1996_to_2016;

-- measure: ks2_rwmexp_2016
select 100 * avg(KS2_RWMEXP) from NPD_I2."P2021".ks2pupil_1996_to_2016;

-- measure: ks3_maths_2007
select 100.0 * count(*) filter (try_cast(KS3_MATLEV as int) >= 5) / count(*)
from NPD_I2."P2021".ks3pupil_1998_to_2013 where KS3_ACADYR = '2006/2007';

-- measure: good_level_2007
select 100 * avg(cast(coalesce(try_cast(FSP_EYFSP_TOTAL as int) >= 78 and least(try_cast(FSP_PSE_AS1 as int),
    try_cast(FSP_PSE_AS2 as int), try_cast(FSP_PSE_AS3 as int), try_cast(FSP_CLL_AS1 as int),
    try_cast(FSP_CLL_AS2 as int), try_cast(FSP_CLL_AS3 as int), try_cast(FSP_CLL_AS4 as int)) >= 6, false) as int))
from NPD_I2."P2021".eyfsp_2003_to_2010 where FSP_ACADYR = '2006/2007';

-- measure: good_level_2008
select 100 * avg(cast(coalesce(try_cast(FSP_EYFSP_TOTAL as int) >= 78 and least(try_cast(FSP_PSE_AS1 as int),
    try_cast(FSP_PSE_AS2 as int), try_cast(FSP_PSE_AS3 as int), try_cast(FSP_CLL_AS1 as int),
    try_cast(FSP_CLL_AS2 as int), try_cast(FSP_CLL_AS3 as int), try_cast(FSP_CLL_AS4 as int)) >= 6, false) as int))
from NPD_I2."P2021".eyfsp_2003_to_2010 where FSP_ACADYR = '2007/2008';

-- measure: good_level_2009
select 100 * avg(cast(coalesce(try_cast(FSP_EYFSP_TOTAL as int) >= 78 and least(try_cast(FSP_PSE_AS1 as int),
    try_cast(FSP_PSE_AS2 as int), try_cast(FSP_PSE_AS3 as int), try_cast(FSP_CLL_AS1 as int),
    try_cast(FSP_CLL_AS2 as int), try_cast(FSP_CLL_AS3 as int), try_cast(FSP_CLL_AS4 as int)) >= 6, false) as int))
from NPD_I2."P2021".eyfsp_2003_to_2010 where FSP_ACADYR = '2008/2009';

-- measure: good_level_2010
select 100 * avg(cast(coalesce(try_cast(FSP_EYFSP_TOTAL as int) >= 78 and least(try_cast(FSP_PSE_AS1 as int),
    try_cast(FSP_PSE_AS2 as int), try_cast(FSP_PSE_AS3 as int), try_cast(FSP_CLL_AS1 as int),
    try_cast(FSP_CLL_AS2 as int), try_cast(FSP_CLL_AS3 as int), try_cast(FSP_CLL_AS4 as int)) >= 6, false) as int))
from NPD_I2."P2021".eyfsp_2003_to_2010 where FSP_ACADYR = '2009/2010';

-- measure: good_level_girls_less_boys
select (select 100 * avg(cast(coalesce(try_cast(FSP_EYFSP_TOTAL as int) >= 78 and least(try_cast(FSP_PSE_AS1 as int),
    try_cast(FSP_PSE_AS2 as int), try_cast(FSP_PSE_AS3 as int), try_cast(FSP_CLL_AS1 as int),
    try_cast(FSP_CLL_AS2 as int), try_cast(FSP_CLL_AS3 as int), try_cast(FSP_CLL_AS4 as int)) >= 6, false) as int)) from NPD_I2."P2021".eyfsp_2003_to_2010 where FSP_ACADYR > '2006' and FSP_GENDER = 'F') - (
select 100 * avg(cast(coalesce(try_cast(FSP_EYFSP_TOTAL as int) >= 78 and least(try_cast(FSP_PSE_AS1 as int),
    try_cast(FSP_PSE_AS2 as int), try_cast(FSP_PSE_AS3 as int), try_cast(FSP_CLL_AS1 as int),
    try_cast(FSP_CLL_AS2 as int), try_cast(FSP_CLL_AS3 as int), try_cast(FSP_CLL_AS4 as int)) >= 6, false) as int)) from NPD_I2."P2021".eyfsp_2003_to_2010 where FSP_ACADYR > '2006' and FSP_GENDER = 'M');

-- measure: ks1_2_correlation
with a as (select KS1_PupilMatchingRefAnonymous as pmr, sum(points) as points from (
unpivot (select KS1_PupilMatchingRefAnonymous, KS1_READING, KS1_WRITING, KS1_MATHS from NPD_I2."P2021".ks1pupil_1998_to_2012)
on KS1_READING, KS1_WRITING, KS1_MATHS into name subject value level)
join (values ('W', 3), ('1', 9), ('2C', 13), ('2B', 15), ('2A', 17), ('3', 21))
    p(level, points) using (level) group by 1), b as (select KS2_PupilMatchingRefAnonymous as pmr, coalesce(6 * try_cast(KS2_ENGLEV as int) + 3,
case when KS2_ENGLEV in ('B', 'N') then 15 end) + coalesce(6 * try_cast(KS2_MATLEV as int) + 3,
case when KS2_MATLEV in ('B', 'N') then 15 end) + coalesce(6 * try_cast(KS2_SCILEV as int) + 3,
case when KS2_SCILEV in ('B', 'N') then 15 end) as points
    from NPD_I2."P2021".ks2pupil_1996_to_2016)
    select 100 * corr(a.points, b.points) from a join b using (pmr);

-- measure: ks2_4_correlation
with two as (select KS2_PupilMatchingRefAnonymous as pmr, KS2_CVAAPS as points from NPD_I2."P2021".ks2pupil_1996_to_2016)
select 100 * corr(points, capped) from two join at_sixteen using (pmr) where y between 2011 and 2013;

-- measure: ks2_att8_correlation
select 100 * corr(KS4_KS2EMFG, KS4_ATT8) from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_INP8CALC = 1 and KS4_ACADYR between '2015/2016' and '2019/2020';

-- measure: ks3_4_correlation
with three as (select KS3_PUPILMATCHINGREFANONYMOUS as pmr, KS3_VAOUTPUT as points from NPD_I2."P2021".ks3pupil_1998_to_2013
where KS3_ACADYR <= '2005/2006')
select 100 * corr(points, capped) from three join at_sixteen using (pmr);

-- measure: progress_mean_2019
select avg(KS4_P8SCORE) from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_ACADYR = '2018/2019';
