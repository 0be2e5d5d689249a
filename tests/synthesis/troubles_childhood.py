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
    "absence_no_sessions": """
        select count(*) filter (SessionsPossible_3Term_ab09 = 0), count(*)
        from NPD_I2."P2021".absence_2009_3term""",
    "absence_totals_only": """
        select count(*) filter (AuthorisedAbsenceFlag_Autumn_ab09 = 'Total'), count(*)
        from NPD_I2."P2021".absence_2009_3term""",
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
        from NPD_I2."P2021".cin_2009_to_2021 where CIN_Age_Start >= 5""",
    # Two rows of one case: the day of referral differs, but not that of closing.
    "need_twice": """
        select count(*) - count(distinct (CIN_PupilMatchingRefAnonymous, CIN_ACADYR,
                CIN_CINClosureDate, CIN_PrimaryNeedCode)), count(*)
        from NPD_I2."P2021".cin_2009_to_2021
        where CIN_CINClosureDate is not null and CIN_PupilMatchingRefAnonymous is not null""",
    "care_without_pupil": """
        select count(*) filter (CLA_PupilMatchingRefAnonymous is null), count(*)
        from NPD_I2."P2021".cla_2006_to_2021 where CLA_AGE_AUG >= 5""",
    "care_twice": """
        select count(*) - count(distinct (CLA_EPI_IDX // 100, CLA_PROCESSING_YEAR)), count(*)
        from NPD_I2."P2021".cla_2006_to_2021""",
    "ethnicity_differs": """
        select count(*) filter (a.EthnicGroupMinor_SPR08 <> b.EthnicGroupMinor_SPR12), count(*)
        from NPD_I2."P2021".spring_census_2008 a join NPD_I2."P2021".spring_census_2012 b
            on PupilMatchingRefAnonymous_SPR08 = PupilMatchingRefAnonymous_SPR12
        where a.NCyearActual_SPR08 in ('4', '5', '6')""",
    "language_differs": """
        select count(*) filter (a.LanguageGroupMinor_SPR08 <> b.LanguageGroupMinor_SPR12), count(*)
        from NPD_I2."P2021".spring_census_2008 a join NPD_I2."P2021".spring_census_2012 b
            on PupilMatchingRefAnonymous_SPR08 = PupilMatchingRefAnonymous_SPR12
        where a.NCyearActual_SPR08 in ('4', '5', '6')""",
    # Schools named fewer needs every year from 2010, so that nobody came to one but late.
    "sen_late": """
        select count(*) filter (a.SENprovision_SPR11 = 'N'), count(*)
        from NPD_I2."P2021".spring_census_2011 a join NPD_I2."P2021".spring_census_2016 b
            on PupilMatchingRefAnonymous_SPR11 = PupilMatchingRefAnonymous_SPR16
        where a.NCyearActual_SPR11 in ('1', '2', '3') and b.SENprovision_SPR16 <> 'N'""",
    "words_for_codes": """
        select count(*) filter (length(EthnicGroup_04) > 4 and length(FirstLanguage_04) > 3),
            count(*) from NPD_I2."P2021".plasc_2004""",
    "old_ethnic_codes": """
        select count(*) filter (EthnicGroup_02 = 'Pre 2002 Code'), count(*)
        from NPD_I2."P2021".plasc_2002""",
    "boys_and_girls": """
        select count(*) filter (Gender_03 in ('B', 'G')), count(*)
        from NPD_I2."P2021".plasc_2003""",
    "type_for_provision": """
        select sum(wrong), sum(needs) from (
            select count(*) filter (length(SENprovision_SPR08) > 1) as wrong, count(*) as needs
            from NPD_I2."P2021".spring_census_2008 where SENprovision_SPR08 <> 'N'
            union all
            select count(*) filter (length(SENprovision_SPR09) > 1), count(*)
            from NPD_I2."P2021".spring_census_2009 where SENprovision_SPR09 <> 'N'
            union all
            select count(*) filter (length(SENprovision_AUT16) > 1), count(*)
            from NPD_I2."P2021".autumn_census_2016 where SENprovision_AUT16 <> 'N')""",
    "provision_twice": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from NPD_I2."P2021".ap_census_2008_to_2021 group by AP_PupilMatchingRefAnonymous, AP_Year)
    """,
    # The last row of a child says still looked after: nothing follows in the next year.
    "care_left_open": """
        with rows as (select *, CLA_EPI_IDX // 100 as child from NPD_I2."P2021".cla_2006_to_2021)
        select count(*) filter (CLA_REC = '-10'), count(*) from rows r
        where CLA_PROCESSING_YEAR < 2021 and not exists (from rows n
            where n.child = r.child and n.CLA_PROCESSING_YEAR = r.CLA_PROCESSING_YEAR + 1)""",
}
