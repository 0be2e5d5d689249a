"""Counts of the troubles of childhood: key stages, absence, exclusion, need and care."""

COUNTS = {
    "stage_absent": """
        select count(*) filter (KS2_MATLEV = 'A'), count(*)
        from NPD_I2."P2021".ks2pupil_1996_to_2016""",
    "stage_missing": """
        select count(*) filter (KS2_ENGLEV = 'M') + count(*) filter (KS2_SCILEV = 'M'),
            count(KS2_ENGLEV) + count(KS2_SCILEV) from NPD_I2."P2021".ks2pupil_1996_to_2016""",
    # Pupils of state secondary schools who were in the country: in the census of Year 5 or 6.
    "ks2_unmatched": """
        select count(*) filter (k.KS2_ACADYR is null), count(*)
        from NPD_I2."P2021".plasc_2004 c left join NPD_I2."P2021".ks2pupil_1996_to_2016 k
            on KS2_PupilMatchingRefAnonymous = PupilMatchingRefAnonymous_04
        where NCyearActual_04 = '6'""",
    "absence_two_schools": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from NPD_I2."P2021".absence_2007_3term group by PupilMatchingRefAnonymous_ab07)""",
    "exclusion_twice": """
        select count(*) - count(distinct (PupilMatchingRefAnonymous_ex07, StartDate_ex07,
                Category_ex07, Reason_ex07, Sessions_ex07)), count(*)
        from NPD_I2."P2021".exclusions_table_1_2007""",
    "ks2_boycott": """
        select count(*) filter (KS2_MATLEV is null), count(*)
        from NPD_I2."P2021".ks2pupil_1996_to_2016 where KS2_ACADYR = '2009/2010'""",
    "profile_missing": """
        select count(*) filter (FSP_EYFSP_TOTAL = 'N'), count(*)
        from NPD_I2."P2021".eyfsp_2003_to_2010""",
    # International GCSEs that count in no table, among pupils of independent schools.
    "igcse_not_counted": """
        select count(*) filter (uncounted), count(*) from (
            select bool_or(KS4_INCLUDE = 0 or KS4_PTQ_INCLUDE = 0) as uncounted
            from NPD_I2."P2021".ks4exam_2002_to_2021 e
            join NPD_I2."P2021".ks4pupil_2002_to_2021 k using (KS4_PupilMatchingRefAnonymous)
            where k.KS4_ToE_CODE = 11 and k.KS4_ACADYR >= '2006/2007'
            group by KS4_PupilMatchingRefAnonymous)""",
    "exam_resits": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from NPD_I2."P2021".ks4exam_2002_to_2021 where KS4_MAPPING = '2210'
        group by KS4_PupilMatchingRefAnonymous)""",
    "need_without_pupil": """
        select count(*) filter (CIN_PupilMatchingRefAnonymous is null), count(*)
        from NPD_I2."P2021".cin_2009_to_2021""",
    "care_without_pupil": """
        select count(*) filter (CLA_PupilMatchingRefAnonymous is null), count(*)
        from NPD_I2."P2021".cla_2006_to_2021""",
    "duplicate_term": """
        select count(*) filter (RecordStatus_SUM07 < 100), count(*)
        from NPD_I2."P2021".summer_census_2007 where coalesce(RecordStatus_SUM07, 0) < 100""",
    "off_roll_term": """
        select count(*) filter (RecordStatus_AUT08 is null
            and SourceTable_AUT08 = 'PupilsNoLongerOnRoll'), count(*)
        from NPD_I2."P2021".autumn_census_2008""",
}
