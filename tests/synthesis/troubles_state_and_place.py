"""Counts of the troubles of homes, self-employment and benefits."""

LEO = 'LEO_I2."P2021"'
PEOPLE = 'TRUTH."P2021".people'
LINKS = 'TRUTH."P2021".links'
KEYS = f"select EDUKEY from {LEO}.learner_ae_id_to_edukey_lookup"

# For each trouble a query that counts it, with the share of rows or people it is expected in.
COUNTS = {
    "stale_address": f"""
        select count(*) filter (g.CTRYNM not in ('Abroad', 'Unknown')), count(*) from {PEOPLE} p
        left join {LEO}.leo_geography g on g.Edukey = p.edukey and g.TaxYear = p.left_tax_year
        where left_because = 'abroad' and p.edukey in ({KEYS})""",
    "address_unknown": f"""
        select count(*) filter (CTRYNM = 'Unknown'), count(*) from {LEO}.leo_geography""",
    "address_gap": f"""
        select sum(last - first + 1 - n), sum(last - first + 1) from (
            select min(TaxYear // 100) as first, max(TaxYear // 100) as last, count(*) as n
            from {LEO}.leo_geography group by Edukey)""",
    # Returns stand under either of a person's keys.
    "missing_return": f"""
        with due as (
            select person, self_employed_years as years from {PEOPLE} p
            where exists (select 1 from {LINKS} k
                where k.person = p.person and k.source = 'EDUKEY' and k."right")),
        filed as (
            select l.person, count(*) as years from {LEO}.leo_self_assessment a
            join {LINKS} l on l.source = 'EDUKEY' and l.key = a.Edukey and l."right"
            group by 1)
        select sum(due.years - coalesce(filed.years, 0)), sum(due.years)
        from due left join filed using (person)""",
    "seiss_other_key": f"""
        select coalesce(sum(SEISS_TOT_WKS) filter (EDUKEY not in ({KEYS})), 0) / 13,
            sum(SEISS_TOT_WKS) / 13 from {LEO}.leo_seiss""",
    "benefit_open_end": f"""
        select count(*) filter (EndDate = '9999-12-31'), count(*) filter (EndDate >= '2021-04-05')
        from {LEO}.leo_benefit""",
    "benefit_overlap": f"""
        select count(*) filter (StartDate <= before), count(*) filter (StartDate <= before + 1)
        from (
            select EduKey, StartDate, lag(EndDate) over (
                partition by EduKey order by StartDate) as before
            from {LEO}.leo_benefit where Benefit_type in ('JSA', 'JTA', 'IB', 'ESA'))""",
}
