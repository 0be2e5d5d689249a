"""The analysis tables on which the studies work, built from the records as a researcher would.

They are temporary tables of the connection: ``spine`` (pmr, edukey), ``pupils`` (Key Stage 4),
``declared`` (grades that were predicted to UCAS, by applicant, cycle and subject), ``predicted``
(points of the best of them, by applicant), ``degrees`` (first degrees in HESA), ``worked`` (days of
each tax year in PAYE spells) and ``pay`` (log pay for a full year, by person and tax year). Nothing
of TRUTH goes into them.
"""

import duckdb

HESA_YEARS = range(2005, 2021)

SPINE = """
    create or replace temp table spine as
    select p.PUPILMATCHINGREFANONYMOUS as pmr, min(e.EDUKEY) as edukey
    from LEO_I2."P2021".learner_ae_id_to_pmr_lookup p
    join LEO_I2."P2021".learner_ae_id_to_edukey_lookup e using (AE_ID)
    group by 1 having count(distinct e.EDUKEY) = 1
"""
# Ethnic group stands in columns of 0 and 1 up to 2012/13, in none for White British, and in one
# column of codes from 2014/15. Who has none on record counts as the largest group: they are those
# whom the census missed, and `fsm_known` sets them apart. Single groups are too small for a logit.
GROUPS = (
    "AIND APKN ABAN AOTH CHNE BCRB BAFR BOTH MWBC MWBA MWAS MOTH WIRI WIRT WROM WOTH OOTH UNCLA"
)
CODE = "coalesce(KS4_ETHNIC, {}, 'WBRI')".format(
    ", ".join(f"case when KS4_{code} = 1 then '{code}' end" for code in GROUPS.split())
)
ETHNIC = f"""case when {CODE} = 'WBRI' then 'White British' else case left({CODE}, 1)
        when 'W' then 'other White' when 'A' then 'Asian' when 'C' then 'Asian'
        when 'B' then 'Black' when 'M' then 'Mixed' else 'other, unknown' end end"""
PUPILS = f"""
    -- Free school meals stand in this table from 2006/07, the flag of the age group from 2003/04.
    create or replace temp table pupils as
    select KS4_PupilMatchingRefAnonymous as pmr, cast(right(KS4_ACADYR, 4) as int) as cohort,
        cast(KS4_GENDER = 'F' as int) as female, KS4_LAESTAB_anon as school,
        cast(KS4_ToE_CODE <> 11 as int) as state, KS4_ToE_CODE = 7 as special,
        KS4_FSM is not null as fsm_known, coalesce(cast(KS4_FSM as int), 0) as fsm,
        cast(coalesce(KS4_SENA, 0) + coalesce(KS4_SENPS, 0) > 0 as int) as sen,
        {ETHNIC} as ethnic,
        cast(coalesce(KS4_FLANG, 0) as int) as other_language,
        KS4_IDACI as idaci, KS4_MONTHOFBIRTH as month,
        coalesce(KS4_PTSCNEWE, KS4_PTSCNEWE_PTQ, KS4_PTSCNEWE_PTQ_EE) as points,
        coalesce(KS4_CVAP2APS, KS4_VAP2TAAPS, KS4_VAP2TAAPS_PTQ, KS4_VAP2TAAPS_PTQ_EE) as prior
    from NPD_I2."P2021".ks4pupil_2002_to_2021 where coalesce(KS4_NORFLAGE, 0) <> 2
    qualify row_number() over (partition by pmr order by points desc nulls last, school) = 1
"""
# Pending qualifications are those that an applicant has yet to sit: their grades are predictions.
DECLARED = """
    create or replace temp table declared as
    select distinct applicant_id as applicant, PupilMatchingRefAnonymous as pmr,
        application_cycle as cycle, qualification_description as kind, subject_title as subject,
        grade,
        case grade when 'A*' then 6 when 'A' then 5 when 'B' then 4 when 'C' then 3
            when 'D' then 2 when 'E' then 1 when 'U' then 0 end as points,
        case grade when 'PPP' then 3 when 'MPP' then 5 when 'MMP' then 7 when 'MMM' then 9
            when 'DMM' then 11 when 'DDM' then 13 when 'DDD' then 15 when 'D*DD' then 16
            when 'D*D*D' then 17 when 'D*D*D*' then 18 end as diploma
    from UCAS_I2."P2021".ucas_applications where qualification_status = 'Pending'
"""
# Points of the best three A levels, or of a diploma. Who applies in two cycles declares the same
# subject twice. ``complete`` if no grade was left out.
PREDICTED = """
    create or replace temp table predicted as
    select applicant, pmr, coalesce(list_sum(list_reverse_sort(
            list(points) filter (points is not null))[1:3]), max(diploma)) as predicted,
        count(*) filter (grade is null) = 0 as complete
    from (select distinct applicant, pmr, kind, subject, grade, points, diploma from declared)
    group by applicant, pmr
"""
DEGREES = """
    create or replace temp table degrees as
    select pmr, min(year) as year, arg_min(institution, year) as institution,
        arg_min(subject, year) as subject, arg_min(class, year) as class,
        arg_min(ended, year) as ended
    from ({years}) where level = 4 and obtained = 1 and pmr <> '' group by pmr
"""
WORKED = """
    create or replace temp table worked as
    select EduKey as edukey, began, sum(1 + date_diff('day',
            greatest(StartDate, make_date(began, 4, 6)),
            least(EndDate, make_date(began + 1, 4, 5)))) as days
    from LEO_I2."P2021".leo_employment, (select unnest(range(2003, 2021)) as began)
    where StartDate <= make_date(began + 1, 4, 5) and EndDate >= make_date(began, 4, 6)
    group by all
"""
PAY = """
    create or replace temp table pay as
    select e.Edukey as edukey, began, days, e.Earnings as earnings, e.Num_Employments as employers,
        e.main_enterprise as firm, e.enterprise_earnings as from_main, e.Main_Section as section,
        ln(e.Earnings * 365 / least(days, 365)) as log_pay
    from LEO_I2."P2021".leo_earnings e join worked w
        on w.edukey = e.Edukey and w.began = e.TaxYear // 100
    where e.Earnings > 0
"""


def hesa(columns: str, years=HESA_YEARS) -> str:
    """One query over the yearly HESA views; ``columns`` may hold ``{year}``."""
    return " union all by name ".join(
        f'select {columns.format(year=year)} from HESA_I2."P2021".hesa_{year}' for year in years
    )


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Build all tables; takes a second or two at teaching size."""
    each = []
    for year in HESA_YEARS:
        institution = "HE_INSTID_ANON" if year < 2008 else "HE_XINSTID01__ANON"
        ended = "null" if year < 2008 else "HE_ENDDATE"
        subject = "HE_XCAH02_1" if year == 2020 else "HE_XJACS01_1" if year > 2007 else "HE_SBJQA1"
        each.append(
            f"select HE_PUPILMATCHINGREFANONYMOUS as pmr, {year} as year, "
            f"{institution} as institution, cast({subject} as varchar) as subject, "
            f"cast(HE_XCLASS01 as varchar) as class, cast({ended} as date) as ended, "
            "HE_XQLEV601 as level, cast(HE_XPQUAL01 as int) as obtained "
            f'from HESA_I2."P2021".hesa_{year}'
        )
    degrees = DEGREES.format(years=" union all ".join(each))
    for statement in (SPINE, PUPILS, DECLARED, PREDICTED, degrees, WORKED, PAY):
        connection.execute(statement)
