-- One query per measure of work.csv, asked of the extract with its truth.
-- Blocks begin with a line `-- measure: name`; `-- prepare` blocks run before those below them.
-- The published cohorts reached the end of Key Stage 4 from 2002 to 2007 and are followed to
-- 2018/19. Those in education are left out of the shares: they are the business of other figures.

-- prepare
create or replace temp table worked as
with years as (select unnest(range(2003, 2021)) as began)
select EduKey as edukey, began, sum(1 + date_diff('day', greatest(StartDate, make_date(began, 4, 6)),
    least(EndDate, make_date(began + 1, 4, 5)))) as days
from LEO_I2."P2021".leo_employment, years
where StartDate <= make_date(began + 1, 4, 5) and EndDate >= make_date(began, 4, 6)
group by all;

-- prepare
create or replace temp table prices as
select cast(split_part(parameter, '.', 3) as int) as began, cast(value as double) as price
from TRUTH."P2021".parameters where parameter like 'pay.prices.%';

-- prepare
create or replace temp table post16_people as
with level3 as (
    select person from TRUTH."P2021".learning join TRUTH."P2021".people using (person)
    where level >= 3 and achieved and end_date < make_date(ks4_year + 3, 9, 1)
    group by person)
select p.person, p.edukey, p.linked, ks4_year, p.female, p.degree, he_entry_year,
    case when ethnic_group in ('AIND', 'APKN', 'ABAN', 'AOTH') then 'Asian'
        when ethnic_group in ('BCRB', 'BAFR', 'BOTH') then 'Black' when ethnic_group = 'CHNE' then 'Chinese'
        when ethnic_group in ('MWBC', 'MWBA', 'MWAS', 'MOTH') then 'Mixed'
        when ethnic_group in ('WBRI', 'WIRI', 'WIRT', 'WROM', 'WOTH') then 'White' end as ethnic,
    region_at_16 as region,
    not independent_school as state, special_school as special,
    case when not independent_school then fsm_at_16 end as fsm, sen_at_16 as sen,
    five_at_16 as five, level3.person is not null as level3
from TRUTH."P2021".people p left join level3 on level3.person = p.person
where ks4_year between 2002 and 2007;

-- prepare
create or replace temp table post16_years as
with years as (
    select *, unnest([1, 3, 4, 5, 6, 8, 10, 13, 15]) as t, ks4_year + t as began from post16_people),
seen as (select * from years where began <= 2018),
courses as (
    select person, t, sum(greatest(0, 1 + date_diff('day',
            greatest(start_date, make_date(began, 8, 1)),
            least(coalesce(end_date, date '2030-01-01'), make_date(began + 1, 7, 31))))) >= 150 as course,
        bool_or(start_date <= make_date(began + 1, 4, 5)
            and coalesce(end_date, date '2030-01-01') >= make_date(began, 4, 6)) as noted
    from seen join TRUTH."P2021".learning using (person) group by all),
university as (
    select person, tax_year // 100 as began, studying, lag(studying) over (
        partition by person order by tax_year) as studied from TRUTH."P2021".pay),
claims as (
    select person, t, true as claims from seen join LEO_I2."P2021".leo_benefit b on b.EduKey = seen.edukey
    where Out_of_work_benefit = 1 and StartDate <= make_date(began + 1, 4, 5)
        and EndDate >= make_date(began, 4, 6) group by all)
select seen.*, Earnings / price * 365 / least(days, 365) as pay,
    coalesce(studying and began >= he_entry_year - 1, false) or coalesce(course, false) as studies,
    coalesce(days, 0) >= 273 as employed,
    days is null and claims is null and not coalesce(noted, false)
        and not coalesce(studied and he_entry_year <= began, false) as no_record
from seen join prices using (began) left join courses using (person, t)
left join university using (person, began) left join claims using (person, t)
left join worked using (edukey, began)
left join LEO_I2."P2021".leo_earnings e
    on e.Edukey = seen.edukey and TaxYear // 100 = began and Earnings > 0;

-- prepare
create or replace temp table post16 as
with whole as (
    select 'all' as who, * from post16_years where true
    union all
    select 'women' as who, * from post16_years where female
    union all
    select 'men' as who, * from post16_years where not female
    union all
    select 'fsm' as who, * from post16_years where fsm
    union all
    select 'not_fsm' as who, * from post16_years where not fsm
    union all
    select 'no_sen' as who, * from post16_years where state and sen = 'N'
    union all
    select 'sen' as who, * from post16_years where state and sen in ('A', 'P')
    union all
    select 'statement' as who, * from post16_years where state and sen = 'S'
    union all
    select 'asian' as who, * from post16_years where state and ethnic = 'Asian'
    union all
    select 'black' as who, * from post16_years where state and ethnic = 'Black'
    union all
    select 'chinese' as who, * from post16_years where state and ethnic = 'Chinese'
    union all
    select 'mixed' as who, * from post16_years where state and ethnic = 'Mixed'
    union all
    select 'white' as who, * from post16_years where state and ethnic = 'White'
    union all
    select 'mainstream' as who, * from post16_years where state and not special
    union all
    select 'independent_school' as who, * from post16_years where not state
    union all
    select 'five' as who, * from post16_years where five
    union all
    select 'not_five' as who, * from post16_years where not five
    union all
    select 'north_east' as who, * from post16_years where region = 'North East'
    union all
    select 'north_west' as who, * from post16_years where region = 'North West'
    union all
    select 'yorkshire' as who, * from post16_years where region = 'Yorkshire and The Humber'
    union all
    select 'east_midlands' as who, * from post16_years where region = 'East Midlands'
    union all
    select 'west_midlands' as who, * from post16_years where region = 'West Midlands'
    union all
    select 'east' as who, * from post16_years where region = 'East of England'
    union all
    select 'london' as who, * from post16_years where region = 'London'
    union all
    select 'south_east' as who, * from post16_years where region = 'South East'
    union all
    select 'south_west' as who, * from post16_years where region = 'South West'
    union all
    select 'graduates' as who, * from post16_years where degree
    union all
    select 'others' as who, * from post16_years where not degree
    union all
    select 'women_degree' as who, * from post16_years where female and degree
    union all
    select 'men_degree' as who, * from post16_years where not female and degree
    union all
    select 'women_none' as who, * from post16_years where female and not degree
    union all
    select 'men_none' as who, * from post16_years where not female and not degree
    union all
    select 'fsm_degree' as who, * from post16_years where fsm and degree
    union all
    select 'not_fsm_degree' as who, * from post16_years where not fsm and degree
    union all
    select 'fsm_none' as who, * from post16_years where fsm and not degree
    union all
    select 'not_fsm_none' as who, * from post16_years where not fsm and not degree
    union all
    select 'level3' as who, * from post16_years where not degree and level3
    union all
    select 'level2' as who, * from post16_years where not degree and not level3
    union all
    select 'women_level3' as who, * from post16_years where female and not degree and level3
    union all
    select 'men_level3' as who, * from post16_years where not female and not degree and level3
    union all
    select 'women_level2' as who, * from post16_years where female and not degree and not level3
    union all
    select 'men_level2' as who, * from post16_years where not female and not degree and not level3
)
select who, t, median(pay) as pay,
    100.0 * avg(cast(employed as int)) filter (linked and not studies) as employed,
    100.0 * avg(cast(no_record as int)) filter (linked and not studies) as no_record
from whole group by all;

-- prepare
create or replace temp table graduate_pay as
with months as (
    select began, m, make_date(began + cast(m < 4 as int), m, 1) as first
    from (select unnest(range(2007, 2021)) as began), (select unnest([10, 11, 12, 1, 2, 3]) as m)),
sustained as (
    select EduKey as edukey, began from LEO_I2."P2021".leo_employment join months
        on StartDate < first + interval 1 month and EndDate >= first
    group by all having count(distinct m) >= 5)
select p.person, began, began - degree_year as yag, p.female, subject, provider_group,
    fsm_at_16 and not independent_school as fsm, Earnings * 365 / least(days, 365) as pay, price,
    (select price from prices where began = 2016) as price_2016,
    (select price from prices where began = 2018) as price_2018
from TRUTH."P2021".people p join sustained using (edukey)
join LEO_I2."P2021".leo_earnings e
    on e.Edukey = p.edukey and TaxYear // 100 = began and Earnings > 0
join worked using (edukey, began) join prices using (began)
join TRUTH."P2021".pay y on y.person = p.person and y.tax_year // 100 = began
where degree and not studying;

-- measure: middle_all_1
select max(pay) from post16 where who = 'all' and t = 1;

-- measure: middle_all_3
select max(pay) from post16 where who = 'all' and t = 3;

-- measure: middle_all_5
select max(pay) from post16 where who = 'all' and t = 5;

-- measure: middle_all_8
select max(pay) from post16 where who = 'all' and t = 8;

-- measure: middle_all_10
select max(pay) from post16 where who = 'all' and t = 10;

-- measure: middle_all_13
select max(pay) from post16 where who = 'all' and t = 13;

-- measure: middle_all_15
select max(pay) from post16 where who = 'all' and t = 15;

-- measure: middle_women_1
select max(pay) from post16 where who = 'women' and t = 1;

-- measure: middle_women_3
select max(pay) from post16 where who = 'women' and t = 3;

-- measure: middle_women_5
select max(pay) from post16 where who = 'women' and t = 5;

-- measure: middle_women_8
select max(pay) from post16 where who = 'women' and t = 8;

-- measure: middle_women_10
select max(pay) from post16 where who = 'women' and t = 10;

-- measure: middle_women_13
select max(pay) from post16 where who = 'women' and t = 13;

-- measure: middle_women_15
select max(pay) from post16 where who = 'women' and t = 15;

-- measure: middle_men_1
select max(pay) from post16 where who = 'men' and t = 1;

-- measure: middle_men_3
select max(pay) from post16 where who = 'men' and t = 3;

-- measure: middle_men_5
select max(pay) from post16 where who = 'men' and t = 5;

-- measure: middle_men_8
select max(pay) from post16 where who = 'men' and t = 8;

-- measure: middle_men_10
select max(pay) from post16 where who = 'men' and t = 10;

-- measure: middle_men_13
select max(pay) from post16 where who = 'men' and t = 13;

-- measure: middle_men_15
select max(pay) from post16 where who = 'men' and t = 15;

-- measure: middle_fsm_1
select max(pay) from post16 where who = 'fsm' and t = 1;

-- measure: middle_fsm_3
select max(pay) from post16 where who = 'fsm' and t = 3;

-- measure: middle_fsm_5
select max(pay) from post16 where who = 'fsm' and t = 5;

-- measure: middle_fsm_8
select max(pay) from post16 where who = 'fsm' and t = 8;

-- measure: middle_fsm_10
select max(pay) from post16 where who = 'fsm' and t = 10;

-- measure: middle_fsm_13
select max(pay) from post16 where who = 'fsm' and t = 13;

-- measure: middle_fsm_15
select max(pay) from post16 where who = 'fsm' and t = 15;

-- measure: middle_not_fsm_1
select max(pay) from post16 where who = 'not_fsm' and t = 1;

-- measure: middle_not_fsm_3
select max(pay) from post16 where who = 'not_fsm' and t = 3;

-- measure: middle_not_fsm_5
select max(pay) from post16 where who = 'not_fsm' and t = 5;

-- measure: middle_not_fsm_8
select max(pay) from post16 where who = 'not_fsm' and t = 8;

-- measure: middle_not_fsm_10
select max(pay) from post16 where who = 'not_fsm' and t = 10;

-- measure: middle_not_fsm_13
select max(pay) from post16 where who = 'not_fsm' and t = 13;

-- measure: middle_not_fsm_15
select max(pay) from post16 where who = 'not_fsm' and t = 15;

-- measure: middle_no_sen_1
select max(pay) from post16 where who = 'no_sen' and t = 1;

-- measure: middle_no_sen_3
select max(pay) from post16 where who = 'no_sen' and t = 3;

-- measure: middle_no_sen_5
select max(pay) from post16 where who = 'no_sen' and t = 5;

-- measure: middle_no_sen_8
select max(pay) from post16 where who = 'no_sen' and t = 8;

-- measure: middle_no_sen_10
select max(pay) from post16 where who = 'no_sen' and t = 10;

-- measure: middle_no_sen_13
select max(pay) from post16 where who = 'no_sen' and t = 13;

-- measure: middle_no_sen_15
select max(pay) from post16 where who = 'no_sen' and t = 15;

-- measure: middle_sen_1
select max(pay) from post16 where who = 'sen' and t = 1;

-- measure: middle_sen_3
select max(pay) from post16 where who = 'sen' and t = 3;

-- measure: middle_sen_5
select max(pay) from post16 where who = 'sen' and t = 5;

-- measure: middle_sen_8
select max(pay) from post16 where who = 'sen' and t = 8;

-- measure: middle_sen_10
select max(pay) from post16 where who = 'sen' and t = 10;

-- measure: middle_sen_13
select max(pay) from post16 where who = 'sen' and t = 13;

-- measure: middle_sen_15
select max(pay) from post16 where who = 'sen' and t = 15;

-- measure: middle_statement_1
select max(pay) from post16 where who = 'statement' and t = 1;

-- measure: middle_statement_3
select max(pay) from post16 where who = 'statement' and t = 3;

-- measure: middle_statement_5
select max(pay) from post16 where who = 'statement' and t = 5;

-- measure: middle_statement_8
select max(pay) from post16 where who = 'statement' and t = 8;

-- measure: middle_statement_10
select max(pay) from post16 where who = 'statement' and t = 10;

-- measure: middle_statement_13
select max(pay) from post16 where who = 'statement' and t = 13;

-- measure: middle_statement_15
select max(pay) from post16 where who = 'statement' and t = 15;

-- measure: middle_asian_1
select max(pay) from post16 where who = 'asian' and t = 1;

-- measure: middle_asian_3
select max(pay) from post16 where who = 'asian' and t = 3;

-- measure: middle_asian_5
select max(pay) from post16 where who = 'asian' and t = 5;

-- measure: middle_asian_8
select max(pay) from post16 where who = 'asian' and t = 8;

-- measure: middle_asian_10
select max(pay) from post16 where who = 'asian' and t = 10;

-- measure: middle_asian_13
select max(pay) from post16 where who = 'asian' and t = 13;

-- measure: middle_asian_15
select max(pay) from post16 where who = 'asian' and t = 15;

-- measure: middle_black_1
select max(pay) from post16 where who = 'black' and t = 1;

-- measure: middle_black_3
select max(pay) from post16 where who = 'black' and t = 3;

-- measure: middle_black_5
select max(pay) from post16 where who = 'black' and t = 5;

-- measure: middle_black_8
select max(pay) from post16 where who = 'black' and t = 8;

-- measure: middle_black_10
select max(pay) from post16 where who = 'black' and t = 10;

-- measure: middle_black_13
select max(pay) from post16 where who = 'black' and t = 13;

-- measure: middle_black_15
select max(pay) from post16 where who = 'black' and t = 15;

-- measure: middle_chinese_1
select max(pay) from post16 where who = 'chinese' and t = 1;

-- measure: middle_chinese_3
select max(pay) from post16 where who = 'chinese' and t = 3;

-- measure: middle_chinese_5
select max(pay) from post16 where who = 'chinese' and t = 5;

-- measure: middle_chinese_8
select max(pay) from post16 where who = 'chinese' and t = 8;

-- measure: middle_chinese_10
select max(pay) from post16 where who = 'chinese' and t = 10;

-- measure: middle_chinese_13
select max(pay) from post16 where who = 'chinese' and t = 13;

-- measure: middle_chinese_15
select max(pay) from post16 where who = 'chinese' and t = 15;

-- measure: middle_mixed_1
select max(pay) from post16 where who = 'mixed' and t = 1;

-- measure: middle_mixed_3
select max(pay) from post16 where who = 'mixed' and t = 3;

-- measure: middle_mixed_5
select max(pay) from post16 where who = 'mixed' and t = 5;

-- measure: middle_mixed_8
select max(pay) from post16 where who = 'mixed' and t = 8;

-- measure: middle_mixed_10
select max(pay) from post16 where who = 'mixed' and t = 10;

-- measure: middle_mixed_13
select max(pay) from post16 where who = 'mixed' and t = 13;

-- measure: middle_white_1
select max(pay) from post16 where who = 'white' and t = 1;

-- measure: middle_white_3
select max(pay) from post16 where who = 'white' and t = 3;

-- measure: middle_white_5
select max(pay) from post16 where who = 'white' and t = 5;

-- measure: middle_white_8
select max(pay) from post16 where who = 'white' and t = 8;

-- measure: middle_white_10
select max(pay) from post16 where who = 'white' and t = 10;

-- measure: middle_white_13
select max(pay) from post16 where who = 'white' and t = 13;

-- measure: middle_white_15
select max(pay) from post16 where who = 'white' and t = 15;

-- measure: middle_mainstream_1
select max(pay) from post16 where who = 'mainstream' and t = 1;

-- measure: middle_mainstream_3
select max(pay) from post16 where who = 'mainstream' and t = 3;

-- measure: middle_mainstream_5
select max(pay) from post16 where who = 'mainstream' and t = 5;

-- measure: middle_mainstream_8
select max(pay) from post16 where who = 'mainstream' and t = 8;

-- measure: middle_mainstream_10
select max(pay) from post16 where who = 'mainstream' and t = 10;

-- measure: middle_mainstream_13
select max(pay) from post16 where who = 'mainstream' and t = 13;

-- measure: middle_mainstream_15
select max(pay) from post16 where who = 'mainstream' and t = 15;

-- measure: middle_independent_school_1
select max(pay) from post16 where who = 'independent_school' and t = 1;

-- measure: middle_independent_school_3
select max(pay) from post16 where who = 'independent_school' and t = 3;

-- measure: middle_independent_school_5
select max(pay) from post16 where who = 'independent_school' and t = 5;

-- measure: middle_independent_school_8
select max(pay) from post16 where who = 'independent_school' and t = 8;

-- measure: middle_independent_school_10
select max(pay) from post16 where who = 'independent_school' and t = 10;

-- measure: middle_independent_school_13
select max(pay) from post16 where who = 'independent_school' and t = 13;

-- measure: middle_independent_school_15
select max(pay) from post16 where who = 'independent_school' and t = 15;

-- measure: middle_five_1
select max(pay) from post16 where who = 'five' and t = 1;

-- measure: middle_five_3
select max(pay) from post16 where who = 'five' and t = 3;

-- measure: middle_five_5
select max(pay) from post16 where who = 'five' and t = 5;

-- measure: middle_five_8
select max(pay) from post16 where who = 'five' and t = 8;

-- measure: middle_five_10
select max(pay) from post16 where who = 'five' and t = 10;

-- measure: middle_five_13
select max(pay) from post16 where who = 'five' and t = 13;

-- measure: middle_five_15
select max(pay) from post16 where who = 'five' and t = 15;

-- measure: middle_not_five_1
select max(pay) from post16 where who = 'not_five' and t = 1;

-- measure: middle_not_five_3
select max(pay) from post16 where who = 'not_five' and t = 3;

-- measure: middle_not_five_5
select max(pay) from post16 where who = 'not_five' and t = 5;

-- measure: middle_not_five_8
select max(pay) from post16 where who = 'not_five' and t = 8;

-- measure: middle_not_five_10
select max(pay) from post16 where who = 'not_five' and t = 10;

-- measure: middle_not_five_13
select max(pay) from post16 where who = 'not_five' and t = 13;

-- measure: middle_not_five_15
select max(pay) from post16 where who = 'not_five' and t = 15;

-- measure: middle_north_east_1
select max(pay) from post16 where who = 'north_east' and t = 1;

-- measure: middle_north_east_3
select max(pay) from post16 where who = 'north_east' and t = 3;

-- measure: middle_north_east_5
select max(pay) from post16 where who = 'north_east' and t = 5;

-- measure: middle_north_east_8
select max(pay) from post16 where who = 'north_east' and t = 8;

-- measure: middle_north_east_10
select max(pay) from post16 where who = 'north_east' and t = 10;

-- measure: middle_north_east_13
select max(pay) from post16 where who = 'north_east' and t = 13;

-- measure: middle_north_east_15
select max(pay) from post16 where who = 'north_east' and t = 15;

-- measure: middle_north_west_1
select max(pay) from post16 where who = 'north_west' and t = 1;

-- measure: middle_north_west_3
select max(pay) from post16 where who = 'north_west' and t = 3;

-- measure: middle_north_west_5
select max(pay) from post16 where who = 'north_west' and t = 5;

-- measure: middle_north_west_8
select max(pay) from post16 where who = 'north_west' and t = 8;

-- measure: middle_north_west_10
select max(pay) from post16 where who = 'north_west' and t = 10;

-- measure: middle_north_west_13
select max(pay) from post16 where who = 'north_west' and t = 13;

-- measure: middle_north_west_15
select max(pay) from post16 where who = 'north_west' and t = 15;

-- measure: middle_yorkshire_1
select max(pay) from post16 where who = 'yorkshire' and t = 1;

-- measure: middle_yorkshire_3
select max(pay) from post16 where who = 'yorkshire' and t = 3;

-- measure: middle_yorkshire_5
select max(pay) from post16 where who = 'yorkshire' and t = 5;

-- measure: middle_yorkshire_8
select max(pay) from post16 where who = 'yorkshire' and t = 8;

-- measure: middle_yorkshire_10
select max(pay) from post16 where who = 'yorkshire' and t = 10;

-- measure: middle_yorkshire_13
select max(pay) from post16 where who = 'yorkshire' and t = 13;

-- measure: middle_yorkshire_15
select max(pay) from post16 where who = 'yorkshire' and t = 15;

-- measure: middle_east_midlands_1
select max(pay) from post16 where who = 'east_midlands' and t = 1;

-- measure: middle_east_midlands_3
select max(pay) from post16 where who = 'east_midlands' and t = 3;

-- measure: middle_east_midlands_5
select max(pay) from post16 where who = 'east_midlands' and t = 5;

-- measure: middle_east_midlands_8
select max(pay) from post16 where who = 'east_midlands' and t = 8;

-- measure: middle_east_midlands_10
select max(pay) from post16 where who = 'east_midlands' and t = 10;

-- measure: middle_east_midlands_13
select max(pay) from post16 where who = 'east_midlands' and t = 13;

-- measure: middle_east_midlands_15
select max(pay) from post16 where who = 'east_midlands' and t = 15;

-- measure: middle_west_midlands_1
select max(pay) from post16 where who = 'west_midlands' and t = 1;

-- measure: middle_west_midlands_3
select max(pay) from post16 where who = 'west_midlands' and t = 3;

-- measure: middle_west_midlands_5
select max(pay) from post16 where who = 'west_midlands' and t = 5;

-- measure: middle_west_midlands_8
select max(pay) from post16 where who = 'west_midlands' and t = 8;

-- measure: middle_west_midlands_10
select max(pay) from post16 where who = 'west_midlands' and t = 10;

-- measure: middle_west_midlands_13
select max(pay) from post16 where who = 'west_midlands' and t = 13;

-- measure: middle_west_midlands_15
select max(pay) from post16 where who = 'west_midlands' and t = 15;

-- measure: middle_east_1
select max(pay) from post16 where who = 'east' and t = 1;

-- measure: middle_east_3
select max(pay) from post16 where who = 'east' and t = 3;

-- measure: middle_east_5
select max(pay) from post16 where who = 'east' and t = 5;

-- measure: middle_east_8
select max(pay) from post16 where who = 'east' and t = 8;

-- measure: middle_east_10
select max(pay) from post16 where who = 'east' and t = 10;

-- measure: middle_east_13
select max(pay) from post16 where who = 'east' and t = 13;

-- measure: middle_east_15
select max(pay) from post16 where who = 'east' and t = 15;

-- measure: middle_london_1
select max(pay) from post16 where who = 'london' and t = 1;

-- measure: middle_london_3
select max(pay) from post16 where who = 'london' and t = 3;

-- measure: middle_london_5
select max(pay) from post16 where who = 'london' and t = 5;

-- measure: middle_london_8
select max(pay) from post16 where who = 'london' and t = 8;

-- measure: middle_london_10
select max(pay) from post16 where who = 'london' and t = 10;

-- measure: middle_london_13
select max(pay) from post16 where who = 'london' and t = 13;

-- measure: middle_london_15
select max(pay) from post16 where who = 'london' and t = 15;

-- measure: middle_south_east_1
select max(pay) from post16 where who = 'south_east' and t = 1;

-- measure: middle_south_east_3
select max(pay) from post16 where who = 'south_east' and t = 3;

-- measure: middle_south_east_5
select max(pay) from post16 where who = 'south_east' and t = 5;

-- measure: middle_south_east_8
select max(pay) from post16 where who = 'south_east' and t = 8;

-- measure: middle_south_east_10
select max(pay) from post16 where who = 'south_east' and t = 10;

-- measure: middle_south_east_13
select max(pay) from post16 where who = 'south_east' and t = 13;

-- measure: middle_south_east_15
select max(pay) from post16 where who = 'south_east' and t = 15;

-- measure: middle_south_west_1
select max(pay) from post16 where who = 'south_west' and t = 1;

-- measure: middle_south_west_3
select max(pay) from post16 where who = 'south_west' and t = 3;

-- measure: middle_south_west_5
select max(pay) from post16 where who = 'south_west' and t = 5;

-- measure: middle_south_west_8
select max(pay) from post16 where who = 'south_west' and t = 8;

-- measure: middle_south_west_10
select max(pay) from post16 where who = 'south_west' and t = 10;

-- measure: middle_south_west_13
select max(pay) from post16 where who = 'south_west' and t = 13;

-- measure: middle_south_west_15
select max(pay) from post16 where who = 'south_west' and t = 15;

-- measure: middle_graduates_1
select max(pay) from post16 where who = 'graduates' and t = 1;

-- measure: middle_graduates_3
select max(pay) from post16 where who = 'graduates' and t = 3;

-- measure: middle_graduates_5
select max(pay) from post16 where who = 'graduates' and t = 5;

-- measure: middle_graduates_8
select max(pay) from post16 where who = 'graduates' and t = 8;

-- measure: middle_graduates_10
select max(pay) from post16 where who = 'graduates' and t = 10;

-- measure: middle_graduates_13
select max(pay) from post16 where who = 'graduates' and t = 13;

-- measure: middle_graduates_15
select max(pay) from post16 where who = 'graduates' and t = 15;

-- measure: middle_others_1
select max(pay) from post16 where who = 'others' and t = 1;

-- measure: middle_others_3
select max(pay) from post16 where who = 'others' and t = 3;

-- measure: middle_others_5
select max(pay) from post16 where who = 'others' and t = 5;

-- measure: middle_others_8
select max(pay) from post16 where who = 'others' and t = 8;

-- measure: middle_others_10
select max(pay) from post16 where who = 'others' and t = 10;

-- measure: middle_others_13
select max(pay) from post16 where who = 'others' and t = 13;

-- measure: middle_others_15
select max(pay) from post16 where who = 'others' and t = 15;

-- measure: middle_women_degree_1
select max(pay) from post16 where who = 'women_degree' and t = 1;

-- measure: middle_women_degree_3
select max(pay) from post16 where who = 'women_degree' and t = 3;

-- measure: middle_women_degree_5
select max(pay) from post16 where who = 'women_degree' and t = 5;

-- measure: middle_women_degree_8
select max(pay) from post16 where who = 'women_degree' and t = 8;

-- measure: middle_women_degree_10
select max(pay) from post16 where who = 'women_degree' and t = 10;

-- measure: middle_women_degree_13
select max(pay) from post16 where who = 'women_degree' and t = 13;

-- measure: middle_women_degree_15
select max(pay) from post16 where who = 'women_degree' and t = 15;

-- measure: middle_men_degree_1
select max(pay) from post16 where who = 'men_degree' and t = 1;

-- measure: middle_men_degree_3
select max(pay) from post16 where who = 'men_degree' and t = 3;

-- measure: middle_men_degree_5
select max(pay) from post16 where who = 'men_degree' and t = 5;

-- measure: middle_men_degree_8
select max(pay) from post16 where who = 'men_degree' and t = 8;

-- measure: middle_men_degree_10
select max(pay) from post16 where who = 'men_degree' and t = 10;

-- measure: middle_men_degree_13
select max(pay) from post16 where who = 'men_degree' and t = 13;

-- measure: middle_men_degree_15
select max(pay) from post16 where who = 'men_degree' and t = 15;

-- measure: middle_women_none_1
select max(pay) from post16 where who = 'women_none' and t = 1;

-- measure: middle_women_none_3
select max(pay) from post16 where who = 'women_none' and t = 3;

-- measure: middle_women_none_5
select max(pay) from post16 where who = 'women_none' and t = 5;

-- measure: middle_women_none_8
select max(pay) from post16 where who = 'women_none' and t = 8;

-- measure: middle_women_none_10
select max(pay) from post16 where who = 'women_none' and t = 10;

-- measure: middle_women_none_13
select max(pay) from post16 where who = 'women_none' and t = 13;

-- measure: middle_women_none_15
select max(pay) from post16 where who = 'women_none' and t = 15;

-- measure: middle_men_none_1
select max(pay) from post16 where who = 'men_none' and t = 1;

-- measure: middle_men_none_3
select max(pay) from post16 where who = 'men_none' and t = 3;

-- measure: middle_men_none_5
select max(pay) from post16 where who = 'men_none' and t = 5;

-- measure: middle_men_none_8
select max(pay) from post16 where who = 'men_none' and t = 8;

-- measure: middle_men_none_10
select max(pay) from post16 where who = 'men_none' and t = 10;

-- measure: middle_men_none_13
select max(pay) from post16 where who = 'men_none' and t = 13;

-- measure: middle_men_none_15
select max(pay) from post16 where who = 'men_none' and t = 15;

-- measure: middle_fsm_degree_1
select max(pay) from post16 where who = 'fsm_degree' and t = 1;

-- measure: middle_fsm_degree_3
select max(pay) from post16 where who = 'fsm_degree' and t = 3;

-- measure: middle_fsm_degree_5
select max(pay) from post16 where who = 'fsm_degree' and t = 5;

-- measure: middle_fsm_degree_8
select max(pay) from post16 where who = 'fsm_degree' and t = 8;

-- measure: middle_fsm_degree_10
select max(pay) from post16 where who = 'fsm_degree' and t = 10;

-- measure: middle_fsm_degree_13
select max(pay) from post16 where who = 'fsm_degree' and t = 13;

-- measure: middle_fsm_degree_15
select max(pay) from post16 where who = 'fsm_degree' and t = 15;

-- measure: middle_not_fsm_degree_1
select max(pay) from post16 where who = 'not_fsm_degree' and t = 1;

-- measure: middle_not_fsm_degree_3
select max(pay) from post16 where who = 'not_fsm_degree' and t = 3;

-- measure: middle_not_fsm_degree_5
select max(pay) from post16 where who = 'not_fsm_degree' and t = 5;

-- measure: middle_not_fsm_degree_8
select max(pay) from post16 where who = 'not_fsm_degree' and t = 8;

-- measure: middle_not_fsm_degree_10
select max(pay) from post16 where who = 'not_fsm_degree' and t = 10;

-- measure: middle_not_fsm_degree_13
select max(pay) from post16 where who = 'not_fsm_degree' and t = 13;

-- measure: middle_not_fsm_degree_15
select max(pay) from post16 where who = 'not_fsm_degree' and t = 15;

-- measure: middle_fsm_none_1
select max(pay) from post16 where who = 'fsm_none' and t = 1;

-- measure: middle_fsm_none_3
select max(pay) from post16 where who = 'fsm_none' and t = 3;

-- measure: middle_fsm_none_5
select max(pay) from post16 where who = 'fsm_none' and t = 5;

-- measure: middle_fsm_none_8
select max(pay) from post16 where who = 'fsm_none' and t = 8;

-- measure: middle_fsm_none_10
select max(pay) from post16 where who = 'fsm_none' and t = 10;

-- measure: middle_fsm_none_13
select max(pay) from post16 where who = 'fsm_none' and t = 13;

-- measure: middle_fsm_none_15
select max(pay) from post16 where who = 'fsm_none' and t = 15;

-- measure: middle_not_fsm_none_1
select max(pay) from post16 where who = 'not_fsm_none' and t = 1;

-- measure: middle_not_fsm_none_3
select max(pay) from post16 where who = 'not_fsm_none' and t = 3;

-- measure: middle_not_fsm_none_5
select max(pay) from post16 where who = 'not_fsm_none' and t = 5;

-- measure: middle_not_fsm_none_8
select max(pay) from post16 where who = 'not_fsm_none' and t = 8;

-- measure: middle_not_fsm_none_10
select max(pay) from post16 where who = 'not_fsm_none' and t = 10;

-- measure: middle_not_fsm_none_13
select max(pay) from post16 where who = 'not_fsm_none' and t = 13;

-- measure: middle_not_fsm_none_15
select max(pay) from post16 where who = 'not_fsm_none' and t = 15;

-- measure: middle_level3_1
select max(pay) from post16 where who = 'level3' and t = 1;

-- measure: middle_level3_3
select max(pay) from post16 where who = 'level3' and t = 3;

-- measure: middle_level3_5
select max(pay) from post16 where who = 'level3' and t = 5;

-- measure: middle_level3_8
select max(pay) from post16 where who = 'level3' and t = 8;

-- measure: middle_level3_10
select max(pay) from post16 where who = 'level3' and t = 10;

-- measure: middle_level3_13
select max(pay) from post16 where who = 'level3' and t = 13;

-- measure: middle_level3_15
select max(pay) from post16 where who = 'level3' and t = 15;

-- measure: middle_level2_1
select max(pay) from post16 where who = 'level2' and t = 1;

-- measure: middle_level2_3
select max(pay) from post16 where who = 'level2' and t = 3;

-- measure: middle_level2_5
select max(pay) from post16 where who = 'level2' and t = 5;

-- measure: middle_level2_8
select max(pay) from post16 where who = 'level2' and t = 8;

-- measure: middle_level2_10
select max(pay) from post16 where who = 'level2' and t = 10;

-- measure: middle_level2_13
select max(pay) from post16 where who = 'level2' and t = 13;

-- measure: middle_level2_15
select max(pay) from post16 where who = 'level2' and t = 15;

-- measure: middle_women_level3_1
select max(pay) from post16 where who = 'women_level3' and t = 1;

-- measure: middle_women_level3_3
select max(pay) from post16 where who = 'women_level3' and t = 3;

-- measure: middle_women_level3_5
select max(pay) from post16 where who = 'women_level3' and t = 5;

-- measure: middle_women_level3_8
select max(pay) from post16 where who = 'women_level3' and t = 8;

-- measure: middle_women_level3_10
select max(pay) from post16 where who = 'women_level3' and t = 10;

-- measure: middle_women_level3_13
select max(pay) from post16 where who = 'women_level3' and t = 13;

-- measure: middle_women_level3_15
select max(pay) from post16 where who = 'women_level3' and t = 15;

-- measure: middle_men_level3_1
select max(pay) from post16 where who = 'men_level3' and t = 1;

-- measure: middle_men_level3_3
select max(pay) from post16 where who = 'men_level3' and t = 3;

-- measure: middle_men_level3_5
select max(pay) from post16 where who = 'men_level3' and t = 5;

-- measure: middle_men_level3_8
select max(pay) from post16 where who = 'men_level3' and t = 8;

-- measure: middle_men_level3_10
select max(pay) from post16 where who = 'men_level3' and t = 10;

-- measure: middle_men_level3_13
select max(pay) from post16 where who = 'men_level3' and t = 13;

-- measure: middle_men_level3_15
select max(pay) from post16 where who = 'men_level3' and t = 15;

-- measure: middle_women_level2_1
select max(pay) from post16 where who = 'women_level2' and t = 1;

-- measure: middle_women_level2_3
select max(pay) from post16 where who = 'women_level2' and t = 3;

-- measure: middle_women_level2_5
select max(pay) from post16 where who = 'women_level2' and t = 5;

-- measure: middle_women_level2_8
select max(pay) from post16 where who = 'women_level2' and t = 8;

-- measure: middle_women_level2_10
select max(pay) from post16 where who = 'women_level2' and t = 10;

-- measure: middle_women_level2_13
select max(pay) from post16 where who = 'women_level2' and t = 13;

-- measure: middle_women_level2_15
select max(pay) from post16 where who = 'women_level2' and t = 15;

-- measure: middle_men_level2_1
select max(pay) from post16 where who = 'men_level2' and t = 1;

-- measure: middle_men_level2_3
select max(pay) from post16 where who = 'men_level2' and t = 3;

-- measure: middle_men_level2_5
select max(pay) from post16 where who = 'men_level2' and t = 5;

-- measure: middle_men_level2_8
select max(pay) from post16 where who = 'men_level2' and t = 8;

-- measure: middle_men_level2_10
select max(pay) from post16 where who = 'men_level2' and t = 10;

-- measure: middle_men_level2_13
select max(pay) from post16 where who = 'men_level2' and t = 13;

-- measure: middle_men_level2_15
select max(pay) from post16 where who = 'men_level2' and t = 15;

-- measure: employed_all_4
select max(employed) from post16 where who = 'all' and t = 4;

-- measure: employed_all_6
select max(employed) from post16 where who = 'all' and t = 6;

-- measure: employed_all_8
select max(employed) from post16 where who = 'all' and t = 8;

-- measure: employed_all_10
select max(employed) from post16 where who = 'all' and t = 10;

-- measure: no_record_all_10
select max(no_record) from post16 where who = 'all' and t = 10;

-- measure: employed_all_13
select max(employed) from post16 where who = 'all' and t = 13;

-- measure: no_record_all_13
select max(no_record) from post16 where who = 'all' and t = 13;

-- measure: employed_all_15
select max(employed) from post16 where who = 'all' and t = 15;

-- measure: no_record_all_15
select max(no_record) from post16 where who = 'all' and t = 15;

-- measure: employed_women_4
select max(employed) from post16 where who = 'women' and t = 4;

-- measure: employed_women_6
select max(employed) from post16 where who = 'women' and t = 6;

-- measure: employed_women_8
select max(employed) from post16 where who = 'women' and t = 8;

-- measure: employed_women_10
select max(employed) from post16 where who = 'women' and t = 10;

-- measure: no_record_women_10
select max(no_record) from post16 where who = 'women' and t = 10;

-- measure: employed_women_13
select max(employed) from post16 where who = 'women' and t = 13;

-- measure: no_record_women_13
select max(no_record) from post16 where who = 'women' and t = 13;

-- measure: employed_women_15
select max(employed) from post16 where who = 'women' and t = 15;

-- measure: no_record_women_15
select max(no_record) from post16 where who = 'women' and t = 15;

-- measure: employed_men_4
select max(employed) from post16 where who = 'men' and t = 4;

-- measure: employed_men_6
select max(employed) from post16 where who = 'men' and t = 6;

-- measure: employed_men_8
select max(employed) from post16 where who = 'men' and t = 8;

-- measure: employed_men_10
select max(employed) from post16 where who = 'men' and t = 10;

-- measure: no_record_men_10
select max(no_record) from post16 where who = 'men' and t = 10;

-- measure: employed_men_13
select max(employed) from post16 where who = 'men' and t = 13;

-- measure: no_record_men_13
select max(no_record) from post16 where who = 'men' and t = 13;

-- measure: employed_men_15
select max(employed) from post16 where who = 'men' and t = 15;

-- measure: no_record_men_15
select max(no_record) from post16 where who = 'men' and t = 15;

-- measure: employed_fsm_4
select max(employed) from post16 where who = 'fsm' and t = 4;

-- measure: employed_fsm_6
select max(employed) from post16 where who = 'fsm' and t = 6;

-- measure: employed_fsm_8
select max(employed) from post16 where who = 'fsm' and t = 8;

-- measure: employed_fsm_10
select max(employed) from post16 where who = 'fsm' and t = 10;

-- measure: no_record_fsm_10
select max(no_record) from post16 where who = 'fsm' and t = 10;

-- measure: employed_fsm_13
select max(employed) from post16 where who = 'fsm' and t = 13;

-- measure: no_record_fsm_13
select max(no_record) from post16 where who = 'fsm' and t = 13;

-- measure: employed_fsm_15
select max(employed) from post16 where who = 'fsm' and t = 15;

-- measure: no_record_fsm_15
select max(no_record) from post16 where who = 'fsm' and t = 15;

-- measure: employed_not_fsm_4
select max(employed) from post16 where who = 'not_fsm' and t = 4;

-- measure: employed_not_fsm_6
select max(employed) from post16 where who = 'not_fsm' and t = 6;

-- measure: employed_not_fsm_8
select max(employed) from post16 where who = 'not_fsm' and t = 8;

-- measure: employed_not_fsm_10
select max(employed) from post16 where who = 'not_fsm' and t = 10;

-- measure: no_record_not_fsm_10
select max(no_record) from post16 where who = 'not_fsm' and t = 10;

-- measure: employed_not_fsm_13
select max(employed) from post16 where who = 'not_fsm' and t = 13;

-- measure: no_record_not_fsm_13
select max(no_record) from post16 where who = 'not_fsm' and t = 13;

-- measure: employed_not_fsm_15
select max(employed) from post16 where who = 'not_fsm' and t = 15;

-- measure: no_record_not_fsm_15
select max(no_record) from post16 where who = 'not_fsm' and t = 15;

-- measure: employed_no_sen_4
select max(employed) from post16 where who = 'no_sen' and t = 4;

-- measure: employed_no_sen_6
select max(employed) from post16 where who = 'no_sen' and t = 6;

-- measure: employed_no_sen_8
select max(employed) from post16 where who = 'no_sen' and t = 8;

-- measure: employed_no_sen_10
select max(employed) from post16 where who = 'no_sen' and t = 10;

-- measure: no_record_no_sen_10
select max(no_record) from post16 where who = 'no_sen' and t = 10;

-- measure: employed_no_sen_13
select max(employed) from post16 where who = 'no_sen' and t = 13;

-- measure: no_record_no_sen_13
select max(no_record) from post16 where who = 'no_sen' and t = 13;

-- measure: employed_no_sen_15
select max(employed) from post16 where who = 'no_sen' and t = 15;

-- measure: no_record_no_sen_15
select max(no_record) from post16 where who = 'no_sen' and t = 15;

-- measure: employed_sen_4
select max(employed) from post16 where who = 'sen' and t = 4;

-- measure: employed_sen_6
select max(employed) from post16 where who = 'sen' and t = 6;

-- measure: employed_sen_8
select max(employed) from post16 where who = 'sen' and t = 8;

-- measure: employed_sen_10
select max(employed) from post16 where who = 'sen' and t = 10;

-- measure: no_record_sen_10
select max(no_record) from post16 where who = 'sen' and t = 10;

-- measure: employed_sen_13
select max(employed) from post16 where who = 'sen' and t = 13;

-- measure: no_record_sen_13
select max(no_record) from post16 where who = 'sen' and t = 13;

-- measure: employed_sen_15
select max(employed) from post16 where who = 'sen' and t = 15;

-- measure: no_record_sen_15
select max(no_record) from post16 where who = 'sen' and t = 15;

-- measure: employed_statement_4
select max(employed) from post16 where who = 'statement' and t = 4;

-- measure: employed_statement_6
select max(employed) from post16 where who = 'statement' and t = 6;

-- measure: employed_statement_8
select max(employed) from post16 where who = 'statement' and t = 8;

-- measure: employed_statement_10
select max(employed) from post16 where who = 'statement' and t = 10;

-- measure: no_record_statement_10
select max(no_record) from post16 where who = 'statement' and t = 10;

-- measure: employed_statement_13
select max(employed) from post16 where who = 'statement' and t = 13;

-- measure: no_record_statement_13
select max(no_record) from post16 where who = 'statement' and t = 13;

-- measure: employed_statement_15
select max(employed) from post16 where who = 'statement' and t = 15;

-- measure: no_record_statement_15
select max(no_record) from post16 where who = 'statement' and t = 15;

-- measure: employed_asian_4
select max(employed) from post16 where who = 'asian' and t = 4;

-- measure: employed_asian_6
select max(employed) from post16 where who = 'asian' and t = 6;

-- measure: employed_asian_8
select max(employed) from post16 where who = 'asian' and t = 8;

-- measure: employed_asian_10
select max(employed) from post16 where who = 'asian' and t = 10;

-- measure: no_record_asian_10
select max(no_record) from post16 where who = 'asian' and t = 10;

-- measure: employed_asian_13
select max(employed) from post16 where who = 'asian' and t = 13;

-- measure: no_record_asian_13
select max(no_record) from post16 where who = 'asian' and t = 13;

-- measure: employed_asian_15
select max(employed) from post16 where who = 'asian' and t = 15;

-- measure: no_record_asian_15
select max(no_record) from post16 where who = 'asian' and t = 15;

-- measure: employed_black_4
select max(employed) from post16 where who = 'black' and t = 4;

-- measure: employed_black_6
select max(employed) from post16 where who = 'black' and t = 6;

-- measure: employed_black_8
select max(employed) from post16 where who = 'black' and t = 8;

-- measure: employed_black_10
select max(employed) from post16 where who = 'black' and t = 10;

-- measure: no_record_black_10
select max(no_record) from post16 where who = 'black' and t = 10;

-- measure: employed_black_13
select max(employed) from post16 where who = 'black' and t = 13;

-- measure: no_record_black_13
select max(no_record) from post16 where who = 'black' and t = 13;

-- measure: employed_black_15
select max(employed) from post16 where who = 'black' and t = 15;

-- measure: no_record_black_15
select max(no_record) from post16 where who = 'black' and t = 15;

-- measure: employed_chinese_8
select max(employed) from post16 where who = 'chinese' and t = 8;

-- measure: employed_chinese_10
select max(employed) from post16 where who = 'chinese' and t = 10;

-- measure: no_record_chinese_10
select max(no_record) from post16 where who = 'chinese' and t = 10;

-- measure: employed_chinese_13
select max(employed) from post16 where who = 'chinese' and t = 13;

-- measure: no_record_chinese_13
select max(no_record) from post16 where who = 'chinese' and t = 13;

-- measure: employed_chinese_15
select max(employed) from post16 where who = 'chinese' and t = 15;

-- measure: no_record_chinese_15
select max(no_record) from post16 where who = 'chinese' and t = 15;

-- measure: employed_mixed_4
select max(employed) from post16 where who = 'mixed' and t = 4;

-- measure: employed_mixed_6
select max(employed) from post16 where who = 'mixed' and t = 6;

-- measure: employed_mixed_8
select max(employed) from post16 where who = 'mixed' and t = 8;

-- measure: employed_mixed_10
select max(employed) from post16 where who = 'mixed' and t = 10;

-- measure: no_record_mixed_10
select max(no_record) from post16 where who = 'mixed' and t = 10;

-- measure: employed_mixed_13
select max(employed) from post16 where who = 'mixed' and t = 13;

-- measure: no_record_mixed_13
select max(no_record) from post16 where who = 'mixed' and t = 13;

-- measure: employed_mixed_15
select max(employed) from post16 where who = 'mixed' and t = 15;

-- measure: no_record_mixed_15
select max(no_record) from post16 where who = 'mixed' and t = 15;

-- measure: employed_white_4
select max(employed) from post16 where who = 'white' and t = 4;

-- measure: employed_white_6
select max(employed) from post16 where who = 'white' and t = 6;

-- measure: employed_white_8
select max(employed) from post16 where who = 'white' and t = 8;

-- measure: employed_white_10
select max(employed) from post16 where who = 'white' and t = 10;

-- measure: no_record_white_10
select max(no_record) from post16 where who = 'white' and t = 10;

-- measure: employed_white_13
select max(employed) from post16 where who = 'white' and t = 13;

-- measure: no_record_white_13
select max(no_record) from post16 where who = 'white' and t = 13;

-- measure: employed_white_15
select max(employed) from post16 where who = 'white' and t = 15;

-- measure: no_record_white_15
select max(no_record) from post16 where who = 'white' and t = 15;

-- measure: employed_mainstream_4
select max(employed) from post16 where who = 'mainstream' and t = 4;

-- measure: employed_mainstream_6
select max(employed) from post16 where who = 'mainstream' and t = 6;

-- measure: employed_mainstream_8
select max(employed) from post16 where who = 'mainstream' and t = 8;

-- measure: employed_mainstream_10
select max(employed) from post16 where who = 'mainstream' and t = 10;

-- measure: no_record_mainstream_10
select max(no_record) from post16 where who = 'mainstream' and t = 10;

-- measure: employed_mainstream_13
select max(employed) from post16 where who = 'mainstream' and t = 13;

-- measure: no_record_mainstream_13
select max(no_record) from post16 where who = 'mainstream' and t = 13;

-- measure: employed_mainstream_15
select max(employed) from post16 where who = 'mainstream' and t = 15;

-- measure: no_record_mainstream_15
select max(no_record) from post16 where who = 'mainstream' and t = 15;

-- measure: employed_independent_school_8
select max(employed) from post16 where who = 'independent_school' and t = 8;

-- measure: employed_independent_school_10
select max(employed) from post16 where who = 'independent_school' and t = 10;

-- measure: no_record_independent_school_10
select max(no_record) from post16 where who = 'independent_school' and t = 10;

-- measure: employed_independent_school_13
select max(employed) from post16 where who = 'independent_school' and t = 13;

-- measure: no_record_independent_school_13
select max(no_record) from post16 where who = 'independent_school' and t = 13;

-- measure: employed_independent_school_15
select max(employed) from post16 where who = 'independent_school' and t = 15;

-- measure: no_record_independent_school_15
select max(no_record) from post16 where who = 'independent_school' and t = 15;

-- measure: employed_five_4
select max(employed) from post16 where who = 'five' and t = 4;

-- measure: employed_five_6
select max(employed) from post16 where who = 'five' and t = 6;

-- measure: employed_five_8
select max(employed) from post16 where who = 'five' and t = 8;

-- measure: employed_five_10
select max(employed) from post16 where who = 'five' and t = 10;

-- measure: no_record_five_10
select max(no_record) from post16 where who = 'five' and t = 10;

-- measure: employed_five_13
select max(employed) from post16 where who = 'five' and t = 13;

-- measure: no_record_five_13
select max(no_record) from post16 where who = 'five' and t = 13;

-- measure: employed_five_15
select max(employed) from post16 where who = 'five' and t = 15;

-- measure: no_record_five_15
select max(no_record) from post16 where who = 'five' and t = 15;

-- measure: employed_not_five_4
select max(employed) from post16 where who = 'not_five' and t = 4;

-- measure: employed_not_five_6
select max(employed) from post16 where who = 'not_five' and t = 6;

-- measure: employed_not_five_8
select max(employed) from post16 where who = 'not_five' and t = 8;

-- measure: employed_not_five_10
select max(employed) from post16 where who = 'not_five' and t = 10;

-- measure: no_record_not_five_10
select max(no_record) from post16 where who = 'not_five' and t = 10;

-- measure: employed_not_five_13
select max(employed) from post16 where who = 'not_five' and t = 13;

-- measure: no_record_not_five_13
select max(no_record) from post16 where who = 'not_five' and t = 13;

-- measure: employed_not_five_15
select max(employed) from post16 where who = 'not_five' and t = 15;

-- measure: no_record_not_five_15
select max(no_record) from post16 where who = 'not_five' and t = 15;

-- measure: employed_north_east_4
select max(employed) from post16 where who = 'north_east' and t = 4;

-- measure: employed_north_east_6
select max(employed) from post16 where who = 'north_east' and t = 6;

-- measure: employed_north_east_8
select max(employed) from post16 where who = 'north_east' and t = 8;

-- measure: employed_north_east_10
select max(employed) from post16 where who = 'north_east' and t = 10;

-- measure: no_record_north_east_10
select max(no_record) from post16 where who = 'north_east' and t = 10;

-- measure: employed_north_east_13
select max(employed) from post16 where who = 'north_east' and t = 13;

-- measure: no_record_north_east_13
select max(no_record) from post16 where who = 'north_east' and t = 13;

-- measure: employed_north_east_15
select max(employed) from post16 where who = 'north_east' and t = 15;

-- measure: no_record_north_east_15
select max(no_record) from post16 where who = 'north_east' and t = 15;

-- measure: employed_north_west_4
select max(employed) from post16 where who = 'north_west' and t = 4;

-- measure: employed_north_west_6
select max(employed) from post16 where who = 'north_west' and t = 6;

-- measure: employed_north_west_8
select max(employed) from post16 where who = 'north_west' and t = 8;

-- measure: employed_north_west_10
select max(employed) from post16 where who = 'north_west' and t = 10;

-- measure: no_record_north_west_10
select max(no_record) from post16 where who = 'north_west' and t = 10;

-- measure: employed_north_west_13
select max(employed) from post16 where who = 'north_west' and t = 13;

-- measure: no_record_north_west_13
select max(no_record) from post16 where who = 'north_west' and t = 13;

-- measure: employed_north_west_15
select max(employed) from post16 where who = 'north_west' and t = 15;

-- measure: no_record_north_west_15
select max(no_record) from post16 where who = 'north_west' and t = 15;

-- measure: employed_yorkshire_4
select max(employed) from post16 where who = 'yorkshire' and t = 4;

-- measure: employed_yorkshire_6
select max(employed) from post16 where who = 'yorkshire' and t = 6;

-- measure: employed_yorkshire_8
select max(employed) from post16 where who = 'yorkshire' and t = 8;

-- measure: employed_yorkshire_10
select max(employed) from post16 where who = 'yorkshire' and t = 10;

-- measure: no_record_yorkshire_10
select max(no_record) from post16 where who = 'yorkshire' and t = 10;

-- measure: employed_yorkshire_13
select max(employed) from post16 where who = 'yorkshire' and t = 13;

-- measure: no_record_yorkshire_13
select max(no_record) from post16 where who = 'yorkshire' and t = 13;

-- measure: employed_yorkshire_15
select max(employed) from post16 where who = 'yorkshire' and t = 15;

-- measure: no_record_yorkshire_15
select max(no_record) from post16 where who = 'yorkshire' and t = 15;

-- measure: employed_east_midlands_4
select max(employed) from post16 where who = 'east_midlands' and t = 4;

-- measure: employed_east_midlands_6
select max(employed) from post16 where who = 'east_midlands' and t = 6;

-- measure: employed_east_midlands_8
select max(employed) from post16 where who = 'east_midlands' and t = 8;

-- measure: employed_east_midlands_10
select max(employed) from post16 where who = 'east_midlands' and t = 10;

-- measure: no_record_east_midlands_10
select max(no_record) from post16 where who = 'east_midlands' and t = 10;

-- measure: employed_east_midlands_13
select max(employed) from post16 where who = 'east_midlands' and t = 13;

-- measure: no_record_east_midlands_13
select max(no_record) from post16 where who = 'east_midlands' and t = 13;

-- measure: employed_east_midlands_15
select max(employed) from post16 where who = 'east_midlands' and t = 15;

-- measure: no_record_east_midlands_15
select max(no_record) from post16 where who = 'east_midlands' and t = 15;

-- measure: employed_west_midlands_4
select max(employed) from post16 where who = 'west_midlands' and t = 4;

-- measure: employed_west_midlands_6
select max(employed) from post16 where who = 'west_midlands' and t = 6;

-- measure: employed_west_midlands_8
select max(employed) from post16 where who = 'west_midlands' and t = 8;

-- measure: employed_west_midlands_10
select max(employed) from post16 where who = 'west_midlands' and t = 10;

-- measure: no_record_west_midlands_10
select max(no_record) from post16 where who = 'west_midlands' and t = 10;

-- measure: employed_west_midlands_13
select max(employed) from post16 where who = 'west_midlands' and t = 13;

-- measure: no_record_west_midlands_13
select max(no_record) from post16 where who = 'west_midlands' and t = 13;

-- measure: employed_west_midlands_15
select max(employed) from post16 where who = 'west_midlands' and t = 15;

-- measure: no_record_west_midlands_15
select max(no_record) from post16 where who = 'west_midlands' and t = 15;

-- measure: employed_east_4
select max(employed) from post16 where who = 'east' and t = 4;

-- measure: employed_east_6
select max(employed) from post16 where who = 'east' and t = 6;

-- measure: employed_east_8
select max(employed) from post16 where who = 'east' and t = 8;

-- measure: employed_east_10
select max(employed) from post16 where who = 'east' and t = 10;

-- measure: no_record_east_10
select max(no_record) from post16 where who = 'east' and t = 10;

-- measure: employed_east_13
select max(employed) from post16 where who = 'east' and t = 13;

-- measure: no_record_east_13
select max(no_record) from post16 where who = 'east' and t = 13;

-- measure: employed_east_15
select max(employed) from post16 where who = 'east' and t = 15;

-- measure: no_record_east_15
select max(no_record) from post16 where who = 'east' and t = 15;

-- measure: employed_london_4
select max(employed) from post16 where who = 'london' and t = 4;

-- measure: employed_london_6
select max(employed) from post16 where who = 'london' and t = 6;

-- measure: employed_london_8
select max(employed) from post16 where who = 'london' and t = 8;

-- measure: employed_london_10
select max(employed) from post16 where who = 'london' and t = 10;

-- measure: no_record_london_10
select max(no_record) from post16 where who = 'london' and t = 10;

-- measure: employed_london_13
select max(employed) from post16 where who = 'london' and t = 13;

-- measure: no_record_london_13
select max(no_record) from post16 where who = 'london' and t = 13;

-- measure: employed_london_15
select max(employed) from post16 where who = 'london' and t = 15;

-- measure: no_record_london_15
select max(no_record) from post16 where who = 'london' and t = 15;

-- measure: employed_south_east_4
select max(employed) from post16 where who = 'south_east' and t = 4;

-- measure: employed_south_east_6
select max(employed) from post16 where who = 'south_east' and t = 6;

-- measure: employed_south_east_8
select max(employed) from post16 where who = 'south_east' and t = 8;

-- measure: employed_south_east_10
select max(employed) from post16 where who = 'south_east' and t = 10;

-- measure: no_record_south_east_10
select max(no_record) from post16 where who = 'south_east' and t = 10;

-- measure: employed_south_east_13
select max(employed) from post16 where who = 'south_east' and t = 13;

-- measure: no_record_south_east_13
select max(no_record) from post16 where who = 'south_east' and t = 13;

-- measure: employed_south_east_15
select max(employed) from post16 where who = 'south_east' and t = 15;

-- measure: no_record_south_east_15
select max(no_record) from post16 where who = 'south_east' and t = 15;

-- measure: employed_south_west_4
select max(employed) from post16 where who = 'south_west' and t = 4;

-- measure: employed_south_west_6
select max(employed) from post16 where who = 'south_west' and t = 6;

-- measure: employed_south_west_8
select max(employed) from post16 where who = 'south_west' and t = 8;

-- measure: employed_south_west_10
select max(employed) from post16 where who = 'south_west' and t = 10;

-- measure: no_record_south_west_10
select max(no_record) from post16 where who = 'south_west' and t = 10;

-- measure: employed_south_west_13
select max(employed) from post16 where who = 'south_west' and t = 13;

-- measure: no_record_south_west_13
select max(no_record) from post16 where who = 'south_west' and t = 13;

-- measure: employed_south_west_15
select max(employed) from post16 where who = 'south_west' and t = 15;

-- measure: no_record_south_west_15
select max(no_record) from post16 where who = 'south_west' and t = 15;

-- measure: employed_graduates_8
select max(employed) from post16 where who = 'graduates' and t = 8;

-- measure: employed_graduates_10
select max(employed) from post16 where who = 'graduates' and t = 10;

-- measure: no_record_graduates_10
select max(no_record) from post16 where who = 'graduates' and t = 10;

-- measure: employed_graduates_13
select max(employed) from post16 where who = 'graduates' and t = 13;

-- measure: no_record_graduates_13
select max(no_record) from post16 where who = 'graduates' and t = 13;

-- measure: employed_graduates_15
select max(employed) from post16 where who = 'graduates' and t = 15;

-- measure: no_record_graduates_15
select max(no_record) from post16 where who = 'graduates' and t = 15;

-- measure: employed_others_4
select max(employed) from post16 where who = 'others' and t = 4;

-- measure: employed_others_6
select max(employed) from post16 where who = 'others' and t = 6;

-- measure: employed_others_8
select max(employed) from post16 where who = 'others' and t = 8;

-- measure: employed_others_10
select max(employed) from post16 where who = 'others' and t = 10;

-- measure: no_record_others_10
select max(no_record) from post16 where who = 'others' and t = 10;

-- measure: employed_others_13
select max(employed) from post16 where who = 'others' and t = 13;

-- measure: no_record_others_13
select max(no_record) from post16 where who = 'others' and t = 13;

-- measure: employed_others_15
select max(employed) from post16 where who = 'others' and t = 15;

-- measure: no_record_others_15
select max(no_record) from post16 where who = 'others' and t = 15;

-- measure: employed_women_degree_8
select max(employed) from post16 where who = 'women_degree' and t = 8;

-- measure: employed_women_degree_10
select max(employed) from post16 where who = 'women_degree' and t = 10;

-- measure: no_record_women_degree_10
select max(no_record) from post16 where who = 'women_degree' and t = 10;

-- measure: employed_women_degree_13
select max(employed) from post16 where who = 'women_degree' and t = 13;

-- measure: no_record_women_degree_13
select max(no_record) from post16 where who = 'women_degree' and t = 13;

-- measure: employed_women_degree_15
select max(employed) from post16 where who = 'women_degree' and t = 15;

-- measure: no_record_women_degree_15
select max(no_record) from post16 where who = 'women_degree' and t = 15;

-- measure: employed_men_degree_8
select max(employed) from post16 where who = 'men_degree' and t = 8;

-- measure: employed_men_degree_10
select max(employed) from post16 where who = 'men_degree' and t = 10;

-- measure: no_record_men_degree_10
select max(no_record) from post16 where who = 'men_degree' and t = 10;

-- measure: employed_men_degree_13
select max(employed) from post16 where who = 'men_degree' and t = 13;

-- measure: no_record_men_degree_13
select max(no_record) from post16 where who = 'men_degree' and t = 13;

-- measure: employed_men_degree_15
select max(employed) from post16 where who = 'men_degree' and t = 15;

-- measure: no_record_men_degree_15
select max(no_record) from post16 where who = 'men_degree' and t = 15;

-- measure: employed_women_none_4
select max(employed) from post16 where who = 'women_none' and t = 4;

-- measure: employed_women_none_6
select max(employed) from post16 where who = 'women_none' and t = 6;

-- measure: employed_women_none_8
select max(employed) from post16 where who = 'women_none' and t = 8;

-- measure: employed_women_none_10
select max(employed) from post16 where who = 'women_none' and t = 10;

-- measure: no_record_women_none_10
select max(no_record) from post16 where who = 'women_none' and t = 10;

-- measure: employed_women_none_13
select max(employed) from post16 where who = 'women_none' and t = 13;

-- measure: no_record_women_none_13
select max(no_record) from post16 where who = 'women_none' and t = 13;

-- measure: employed_women_none_15
select max(employed) from post16 where who = 'women_none' and t = 15;

-- measure: no_record_women_none_15
select max(no_record) from post16 where who = 'women_none' and t = 15;

-- measure: employed_men_none_4
select max(employed) from post16 where who = 'men_none' and t = 4;

-- measure: employed_men_none_6
select max(employed) from post16 where who = 'men_none' and t = 6;

-- measure: employed_men_none_8
select max(employed) from post16 where who = 'men_none' and t = 8;

-- measure: employed_men_none_10
select max(employed) from post16 where who = 'men_none' and t = 10;

-- measure: no_record_men_none_10
select max(no_record) from post16 where who = 'men_none' and t = 10;

-- measure: employed_men_none_13
select max(employed) from post16 where who = 'men_none' and t = 13;

-- measure: no_record_men_none_13
select max(no_record) from post16 where who = 'men_none' and t = 13;

-- measure: employed_men_none_15
select max(employed) from post16 where who = 'men_none' and t = 15;

-- measure: no_record_men_none_15
select max(no_record) from post16 where who = 'men_none' and t = 15;

-- measure: employed_fsm_degree_8
select max(employed) from post16 where who = 'fsm_degree' and t = 8;

-- measure: employed_fsm_degree_10
select max(employed) from post16 where who = 'fsm_degree' and t = 10;

-- measure: no_record_fsm_degree_10
select max(no_record) from post16 where who = 'fsm_degree' and t = 10;

-- measure: employed_fsm_degree_13
select max(employed) from post16 where who = 'fsm_degree' and t = 13;

-- measure: no_record_fsm_degree_13
select max(no_record) from post16 where who = 'fsm_degree' and t = 13;

-- measure: employed_fsm_degree_15
select max(employed) from post16 where who = 'fsm_degree' and t = 15;

-- measure: no_record_fsm_degree_15
select max(no_record) from post16 where who = 'fsm_degree' and t = 15;

-- measure: employed_not_fsm_degree_8
select max(employed) from post16 where who = 'not_fsm_degree' and t = 8;

-- measure: employed_not_fsm_degree_10
select max(employed) from post16 where who = 'not_fsm_degree' and t = 10;

-- measure: no_record_not_fsm_degree_10
select max(no_record) from post16 where who = 'not_fsm_degree' and t = 10;

-- measure: employed_not_fsm_degree_13
select max(employed) from post16 where who = 'not_fsm_degree' and t = 13;

-- measure: no_record_not_fsm_degree_13
select max(no_record) from post16 where who = 'not_fsm_degree' and t = 13;

-- measure: employed_not_fsm_degree_15
select max(employed) from post16 where who = 'not_fsm_degree' and t = 15;

-- measure: no_record_not_fsm_degree_15
select max(no_record) from post16 where who = 'not_fsm_degree' and t = 15;

-- measure: employed_fsm_none_4
select max(employed) from post16 where who = 'fsm_none' and t = 4;

-- measure: employed_fsm_none_6
select max(employed) from post16 where who = 'fsm_none' and t = 6;

-- measure: employed_fsm_none_8
select max(employed) from post16 where who = 'fsm_none' and t = 8;

-- measure: employed_fsm_none_10
select max(employed) from post16 where who = 'fsm_none' and t = 10;

-- measure: no_record_fsm_none_10
select max(no_record) from post16 where who = 'fsm_none' and t = 10;

-- measure: employed_fsm_none_13
select max(employed) from post16 where who = 'fsm_none' and t = 13;

-- measure: no_record_fsm_none_13
select max(no_record) from post16 where who = 'fsm_none' and t = 13;

-- measure: employed_fsm_none_15
select max(employed) from post16 where who = 'fsm_none' and t = 15;

-- measure: no_record_fsm_none_15
select max(no_record) from post16 where who = 'fsm_none' and t = 15;

-- measure: employed_not_fsm_none_4
select max(employed) from post16 where who = 'not_fsm_none' and t = 4;

-- measure: employed_not_fsm_none_6
select max(employed) from post16 where who = 'not_fsm_none' and t = 6;

-- measure: employed_not_fsm_none_8
select max(employed) from post16 where who = 'not_fsm_none' and t = 8;

-- measure: employed_not_fsm_none_10
select max(employed) from post16 where who = 'not_fsm_none' and t = 10;

-- measure: no_record_not_fsm_none_10
select max(no_record) from post16 where who = 'not_fsm_none' and t = 10;

-- measure: employed_not_fsm_none_13
select max(employed) from post16 where who = 'not_fsm_none' and t = 13;

-- measure: no_record_not_fsm_none_13
select max(no_record) from post16 where who = 'not_fsm_none' and t = 13;

-- measure: employed_not_fsm_none_15
select max(employed) from post16 where who = 'not_fsm_none' and t = 15;

-- measure: no_record_not_fsm_none_15
select max(no_record) from post16 where who = 'not_fsm_none' and t = 15;

-- measure: employed_level3_4
select max(employed) from post16 where who = 'level3' and t = 4;

-- measure: employed_level3_6
select max(employed) from post16 where who = 'level3' and t = 6;

-- measure: employed_level3_8
select max(employed) from post16 where who = 'level3' and t = 8;

-- measure: employed_level3_10
select max(employed) from post16 where who = 'level3' and t = 10;

-- measure: no_record_level3_10
select max(no_record) from post16 where who = 'level3' and t = 10;

-- measure: employed_level3_13
select max(employed) from post16 where who = 'level3' and t = 13;

-- measure: no_record_level3_13
select max(no_record) from post16 where who = 'level3' and t = 13;

-- measure: employed_level3_15
select max(employed) from post16 where who = 'level3' and t = 15;

-- measure: no_record_level3_15
select max(no_record) from post16 where who = 'level3' and t = 15;

-- measure: employed_level2_4
select max(employed) from post16 where who = 'level2' and t = 4;

-- measure: employed_level2_6
select max(employed) from post16 where who = 'level2' and t = 6;

-- measure: employed_level2_8
select max(employed) from post16 where who = 'level2' and t = 8;

-- measure: employed_level2_10
select max(employed) from post16 where who = 'level2' and t = 10;

-- measure: no_record_level2_10
select max(no_record) from post16 where who = 'level2' and t = 10;

-- measure: employed_level2_13
select max(employed) from post16 where who = 'level2' and t = 13;

-- measure: no_record_level2_13
select max(no_record) from post16 where who = 'level2' and t = 13;

-- measure: employed_level2_15
select max(employed) from post16 where who = 'level2' and t = 15;

-- measure: no_record_level2_15
select max(no_record) from post16 where who = 'level2' and t = 15;

-- measure: employed_women_level3_4
select max(employed) from post16 where who = 'women_level3' and t = 4;

-- measure: employed_women_level3_6
select max(employed) from post16 where who = 'women_level3' and t = 6;

-- measure: employed_women_level3_8
select max(employed) from post16 where who = 'women_level3' and t = 8;

-- measure: employed_women_level3_10
select max(employed) from post16 where who = 'women_level3' and t = 10;

-- measure: no_record_women_level3_10
select max(no_record) from post16 where who = 'women_level3' and t = 10;

-- measure: employed_women_level3_13
select max(employed) from post16 where who = 'women_level3' and t = 13;

-- measure: no_record_women_level3_13
select max(no_record) from post16 where who = 'women_level3' and t = 13;

-- measure: employed_women_level3_15
select max(employed) from post16 where who = 'women_level3' and t = 15;

-- measure: no_record_women_level3_15
select max(no_record) from post16 where who = 'women_level3' and t = 15;

-- measure: employed_men_level3_4
select max(employed) from post16 where who = 'men_level3' and t = 4;

-- measure: employed_men_level3_6
select max(employed) from post16 where who = 'men_level3' and t = 6;

-- measure: employed_men_level3_8
select max(employed) from post16 where who = 'men_level3' and t = 8;

-- measure: employed_men_level3_10
select max(employed) from post16 where who = 'men_level3' and t = 10;

-- measure: no_record_men_level3_10
select max(no_record) from post16 where who = 'men_level3' and t = 10;

-- measure: employed_men_level3_13
select max(employed) from post16 where who = 'men_level3' and t = 13;

-- measure: no_record_men_level3_13
select max(no_record) from post16 where who = 'men_level3' and t = 13;

-- measure: employed_men_level3_15
select max(employed) from post16 where who = 'men_level3' and t = 15;

-- measure: no_record_men_level3_15
select max(no_record) from post16 where who = 'men_level3' and t = 15;

-- measure: employed_women_level2_4
select max(employed) from post16 where who = 'women_level2' and t = 4;

-- measure: employed_women_level2_6
select max(employed) from post16 where who = 'women_level2' and t = 6;

-- measure: employed_women_level2_8
select max(employed) from post16 where who = 'women_level2' and t = 8;

-- measure: employed_women_level2_10
select max(employed) from post16 where who = 'women_level2' and t = 10;

-- measure: no_record_women_level2_10
select max(no_record) from post16 where who = 'women_level2' and t = 10;

-- measure: employed_women_level2_13
select max(employed) from post16 where who = 'women_level2' and t = 13;

-- measure: no_record_women_level2_13
select max(no_record) from post16 where who = 'women_level2' and t = 13;

-- measure: employed_women_level2_15
select max(employed) from post16 where who = 'women_level2' and t = 15;

-- measure: no_record_women_level2_15
select max(no_record) from post16 where who = 'women_level2' and t = 15;

-- measure: employed_men_level2_4
select max(employed) from post16 where who = 'men_level2' and t = 4;

-- measure: employed_men_level2_6
select max(employed) from post16 where who = 'men_level2' and t = 6;

-- measure: employed_men_level2_8
select max(employed) from post16 where who = 'men_level2' and t = 8;

-- measure: employed_men_level2_10
select max(employed) from post16 where who = 'men_level2' and t = 10;

-- measure: no_record_men_level2_10
select max(no_record) from post16 where who = 'men_level2' and t = 10;

-- measure: employed_men_level2_13
select max(employed) from post16 where who = 'men_level2' and t = 13;

-- measure: no_record_men_level2_13
select max(no_record) from post16 where who = 'men_level2' and t = 13;

-- measure: employed_men_level2_15
select max(employed) from post16 where who = 'men_level2' and t = 15;

-- measure: no_record_men_level2_15
select max(no_record) from post16 where who = 'men_level2' and t = 15;

-- measure: graduates_1_201617
select median(pay) from graduate_pay where began = 2016 and yag = 1;

-- measure: graduates_3_201617
select median(pay) from graduate_pay where began = 2016 and yag = 3;

-- measure: graduates_5_201617
select median(pay) from graduate_pay where began = 2016 and yag = 5;

-- measure: graduates_5_201819
select median(pay) from graduate_pay where began = 2018 and yag = 5;

-- measure: graduates_5_202021
select median(pay) from graduate_pay where began = 2020 and yag = 5;

-- measure: graduates_10_2017_on
select median(pay / price) * any_value(price_2016) from graduate_pay where began between 2017 and 2019 and yag = 10;

-- measure: graduates_fsm_202021
select median(pay) from graduate_pay where began = 2020 and yag = 5 and fsm;

-- measure: graduates_sex_gap
select 100 * (1 - median(pay) filter (female) / median(pay) filter (not female)) from graduate_pay where began = 2020 and yag = 5;

-- measure: graduates_higher_men
select 100 * median(pay / price) filter (provider_group = 'higher') / median(pay / price) filter (provider_group = 'lower') from graduate_pay where yag = 5 and not female;

-- measure: graduates_higher_women
select 100 * median(pay / price) filter (provider_group = 'higher') / median(pay / price) filter (provider_group = 'lower') from graduate_pay where yag = 5 and female;

-- measure: pay_lower_quartile
select 100 * quantile_cont(pay / price, 0.25) / median(pay / price) from graduate_pay where yag = 5;

-- measure: pay_upper_quartile
select 100 * quantile_cont(pay / price, 0.75) / median(pay / price) from graduate_pay where yag = 5;

-- measure: subject_medicine
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'medicine';

-- measure: subject_economics
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'economics';

-- measure: subject_mathematics
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'mathematics';

-- measure: subject_physical_sciences
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'physical sciences';

-- measure: subject_engineering
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'engineering';

-- measure: subject_computing
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'computing';

-- measure: subject_architecture
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'architecture';

-- measure: subject_languages
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'languages';

-- measure: subject_business
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'business';

-- measure: subject_nursing
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'nursing';

-- measure: subject_history
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'history';

-- measure: subject_law
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'law';

-- measure: subject_allied_health
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'allied health';

-- measure: subject_biosciences
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'biosciences';

-- measure: subject_english
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'english';

-- measure: subject_education
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'education';

-- measure: subject_media
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'media';

-- measure: subject_psychology
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'psychology';

-- measure: subject_sport
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'sport';

-- measure: subject_agriculture
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'agriculture';

-- measure: subject_social_studies
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'social studies';

-- measure: subject_creative_arts
select median(pay / price) * any_value(price_2018) from graduate_pay where yag = 5 and subject = 'creative arts';
