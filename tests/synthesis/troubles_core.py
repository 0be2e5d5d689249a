"""Counts of the troubles of schools and work."""

# For each trouble a query that counts it, with the share of rows or people it is expected in.
COUNTS = {
    "duplicate_census": """
        select count(*) filter (RecordStatus_SPR07 in (1, 2, 3)), count(*)
        from NPD_I2."P2021".spring_census_2007 where coalesce(RecordStatus_SPR07, 0) < 100""",
    "off_roll_only": """
        select count(*) filter (RecordStatus_SPR07 is null
            and SourceTable_SPR07 = 'PupilsNoLongerOnRoll'), count(*)
        from NPD_I2."P2021".spring_census_2007""",
    # In both other censuses of the year and not in that of spring, at no other time missed.
    "census_missing": """
        select count(*) filter (s.PupilMatchingRefAnonymous_SPR09 is null), count(*)
        from NPD_I2."P2021".autumn_census_2009
        join NPD_I2."P2021".summer_census_2009
            on PupilMatchingRefAnonymous_SUM09 = PupilMatchingRefAnonymous_AUT09
        left join NPD_I2."P2021".spring_census_2009 s
            on PupilMatchingRefAnonymous_SPR09 = PupilMatchingRefAnonymous_AUT09""",
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
    "zero_earnings": """
        select count(*) filter (Earnings = 0), count(*) from LEO_I2."P2021".leo_earnings""",
}
