-- One query per measure of childhood.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.

-- measure: ks2_english_2002
select 100.0 * count(*) filter (try_cast(KS2_ENGLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2001/2002';

-- measure: ks2_english_2003
select 100.0 * count(*) filter (try_cast(KS2_ENGLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2002/2003';

-- measure: ks2_english_2004
select 100.0 * count(*) filter (try_cast(KS2_ENGLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2003/2004';

-- measure: ks2_maths_2002
select 100.0 * count(*) filter (try_cast(KS2_MATLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2001/2002';

-- measure: ks2_maths_2003
select 100.0 * count(*) filter (try_cast(KS2_MATLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2002/2003';

-- measure: ks2_maths_2004
select 100.0 * count(*) filter (try_cast(KS2_MATLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2003/2004';

-- measure: ks2_english_girls_less_boys
select (select 100.0 * count(*) filter (try_cast(KS2_ENGLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2003/2004' and KS2_GENDER = 'F') - (select 100.0 * count(*) filter (try_cast(KS2_ENGLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2003/2004' and KS2_GENDER = 'M');

-- measure: ks2_maths_girls_less_boys
select (select 100.0 * count(*) filter (try_cast(KS2_MATLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2003/2004' and KS2_GENDER = 'F') - (select 100.0 * count(*) filter (try_cast(KS2_MATLEV as int) >= 4)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2003/2004' and KS2_GENDER = 'M');

-- measure: ks2_english_level_5
select 100.0 * count(*) filter (try_cast(KS2_ENGLEV as int) >= 5)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where true;

-- measure: ks2_maths_level_5
select 100.0 * count(*) filter (try_cast(KS2_MATLEV as int) >= 5)
/ count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016 where true;

-- measure: ks2_both
select 100.0 * count(*) filter (try_cast(KS2_ENGLEV as int) >= 4
and try_cast(KS2_MATLEV as int) >= 4) / count(*) from NPD_I2."P2021".ks2pupil_1996_to_2016
where KS2_ACADYR = '2003/2004';

-- measure: ks3_maths_2007
select 100.0 * count(*) filter (try_cast(KS3_MATLEV as int) >= 5)
/ count(*) from NPD_I2."P2021".ks3pupil_1998_to_2013 where KS3_ACADYR = '2006/2007';

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
with a as (select KS2_PupilMatchingRefAnonymous as pmr, coalesce(6 * try_cast(KS2_ENGLEV as int) + 3,
case when KS2_ENGLEV in ('B', 'N') then 15 end) + coalesce(6 * try_cast(KS2_MATLEV as int) + 3,
case when KS2_MATLEV in ('B', 'N') then 15 end) + coalesce(6 * try_cast(KS2_SCILEV as int) + 3,
case when KS2_SCILEV in ('B', 'N') then 15 end) as points
    from NPD_I2."P2021".ks2pupil_1996_to_2016), b as (select KS4_PupilMatchingRefAnonymous as pmr, KS4_PTSTNEWE as points from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_NORFLAGE <> 2)
    select 100 * corr(a.points, b.points) from a join b using (pmr);

-- measure: ks3_4_correlation
with a as (select KS3_PupilMatchingRefAnonymous as pmr, coalesce(6 * try_cast(KS3_ENGLEV as int) + 3,
case when KS3_ENGLEV in ('B', 'N') then 21 end) + coalesce(6 * try_cast(KS3_MATLEV as int) + 3,
case when KS3_MATLEV in ('B', 'N') then 21 end) + coalesce(6 * try_cast(KS3_SCILEV as int) + 3,
case when KS3_SCILEV in ('B', 'N') then 21 end) as points
    from NPD_I2."P2021".ks3pupil_1998_to_2013), b as (select KS4_PupilMatchingRefAnonymous as pmr, KS4_PTSTNEWE as points from NPD_I2."P2021".ks4pupil_2002_to_2021
where KS4_NORFLAGE <> 2)
    select 100 * corr(a.points, b.points) from a join b using (pmr);
