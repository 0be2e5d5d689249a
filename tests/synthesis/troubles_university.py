"""Counts of the troubles of students and of attainment by 19."""

P = '"P2021"'
STUDENTS = " union all ".join(
    f"""select {year} as y, HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_XPQUAL01 as qualified,
        HE_RSNEND as why, HE_NOTACT as away, HE_XLEV601 as level, HE_XFYRSR01 as first_year,
        HE_XINSTID01__ANON as provider, HE_COMDATE as start
        from HESA_I2.{P}.hesa_{year}"""
    for year in range(2008, 2020)
)
LEFT = """(why is not null and why <> '03' and qualified = 0)"""

COUNTS = {
    "two_courses": f"""
        select count(*) filter (n > 1), count(*) from (select count(*) as n from ({STUDENTS})
        where first_year = 1 and level = 4 and pmr <> '' group by pmr, y)""",
    # Who entered in years of HESA's records and stands in none of them, with or without a name.
    "he_unlinked": f"""
        select count(*) filter (found is null), count(*) from TRUTH.{P}.people t
        left join (select distinct pmr, 1 as found from ({STUDENTS})) using (pmr)
        where he_entry_year between 2008 and 2019""",
    "he_without_pmr": f"select count(*) filter (pmr = ''), count(*) from ({STUDENTS})",
    # A last record that is dormant, among those who were not there at the end of the data.
    "he_kept_open": f"""
        with last as (
            select *, {LEFT} as gone from ({STUDENTS}) where level in (4, 5) and pmr <> ''
            qualify row_number() over (partition by pmr, provider, start order by y desc) = 1)
        select count(*) filter (away = '1'), count(*) filter (away = '1' or gone)
        from last where y < 2019""",
    "ypmad_unmatched": f"""
        with learning as (
            select distinct person, year + 1 as y from TRUTH.{P}.learning
            join TRUTH.{P}.people using (person)
            where kind in ('vocational course', 'apprenticeship')
                and year + 1 between ks4_year + 1 and ks4_year + 3
                and year < 2021)
        select count(*) filter (coalesce(YPMAD_ILR_FE_DATAONPUPIL, 0) = 0
            and coalesce(YPMAD_ILR_WBL_DATAONPUPIL, 0) = 0), count(*)
        from learning join TRUTH.{P}.people using (person)
        left join NPD_I2.{P}.ypmad_2002_to_2021
            on YPMAD_PupilMatchingRefAnonymous = pmr and YPMAD_Ac_Year = learning.y""",
}
