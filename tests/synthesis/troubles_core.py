"""Counts of the troubles of schools, university, work and links."""

# For each trouble a query that counts it, with the share of rows or people it is expected in.
COUNTS = {
    "duplicate_census": """
        select count(*) filter (RecordStatus_SPR07 in (1, 2, 3)), count(*)
        from NPD_I2."P2021".spring_census_2007 where coalesce(RecordStatus_SPR07, 0) < 100""",
    "off_roll_only": """
        select count(*) filter (RecordStatus_SPR07 is null
            and SourceTable_SPR07 = 'PupilsNoLongerOnRoll'), count(*)
        from NPD_I2."P2021".spring_census_2007""",
    "two_pmrs": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from LEO_I2."P2021".learner_ae_id_to_pmr_lookup group by AE_ID)""",
    "pmr_without_ae_id": """
        select count(*) filter (l.AE_ID is null), count(*) from TRUTH."P2021".people
        left join LEO_I2."P2021".learner_ae_id_to_pmr_lookup l on pmr = PUPILMATCHINGREFANONYMOUS
        """,
    "two_edukeys": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from LEO_I2."P2021".learner_ae_id_to_edukey_lookup group by AE_ID)""",
    "unlinked": """
        select count(*) filter (l.AE_ID is null), count(*) from TRUTH."P2021".people p
        left join LEO_I2."P2021".learner_ae_id_to_edukey_lookup l on p.ae_id = l.AE_ID""",
    "wrong_links": """
        select count(*) filter (not "right"), count(*) from TRUTH."P2021".links
        where source = 'EDUKEY'""",
    "open_end": """
        select count(*) filter (EndDate = '9999-12-31'), count(*) filter (EndDate >= '2021-04-05')
        from LEO_I2."P2021".leo_employment where not UncertainEndDate""",
    "default_start": """
        select count(*) filter (UncertainStartDate), count(*) from LEO_I2."P2021".leo_employment""",
    "default_end": """
        select count(*) filter (UncertainEndDate), count(*) from LEO_I2."P2021".leo_employment
        where EndDate < '9999-12-31'""",
    "ks4_duplicates": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from NPD_I2."P2021".ks4pupil_2002_to_2021 group by KS4_PupilMatchingRefAnonymous)""",
    "two_courses": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from HESA_I2."P2021".hesa_2011 where HE_XFYRSR01 = 1
        group by HE_PUPILMATCHINGREFANONYMOUS)""",
    "zero_earnings": """
        select count(*) filter (Earnings = 0), count(*) from LEO_I2."P2021".leo_earnings""",
}
