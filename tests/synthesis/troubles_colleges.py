"""Counts of the troubles of colleges, sixth forms and monthly activities."""

AIMS = 'LILR_I2."P2021".aims'
NCCIS = 'NPD_I2."P2021".nccis_2011_to_2021'
PLAMS = 'NPD_I2."P2021".plams_amended_2009'

COUNTS = {
    "record_unresolved": """
        select count(*) filter (l.AE_ID is null), count(*)
        from (select distinct RECORDID from LILR_I2."P2021".learners)
        left join LEO_I2."P2021".education_records_lookup l using (RECORDID)""",
    # Two records of a learner whom one provider knows by one number.
    "new_record": """
        select count(*) filter (RECORDID <> before), count(*) from (
            select RECORDID, lag(RECORDID) over (
                partition by ukprn_anon, learner_id order by Year) as before
            from LILR_I2."P2021".learners) where before is not null""",
    "two_providers": f"""
        select count(*) filter (providers > 1), count(*) from (
            select count(distinct a.ukprn_anon) as providers from {AIMS} a
            join TRUTH."P2021".learner_records t on t.record_id = a.RECORDID
            group by person, Year, learning_aim_id, start_date, end_date_expected)""",
    "no_end_date": f"""
        select count(*) filter (end_date is null), count(*) from {AIMS} where Compstatus = 3""",
    "default_1900": f"""
        select count(*) filter (Achievement_date = '1900-01-01'), count(*) from {AIMS}
        where outcome not in (1, 7)""",
    "skill_in_words": f"""
        select count(*) filter (length(SFL_finetype) > 4), count(*) from {AIMS} where SFL = 1""",
    "aims_not_listed": f"""
        select count(*) filter (Notional_Level_v2 is null), count(*) from {AIMS}
        where learning_aim_id <> 'ZPROG001' and Year between 2004 and 2009""",
    # Students in their first September at university, still under what they did before.
    "activity_late": f"""
        select count(*) filter (NCCIS_Current_Activity_Code <> 240), count(*) from {NCCIS}
        join TRUTH."P2021".people t on NCCIS_PupilMatchingRefAnonymous = t.pmr
        where NCCIS_MonthNo = 9 and NCCIS_Current_Activity_Code < 810
            and cast(substr(NCCIS_ACADYR, 1, 4) as int) = he_entry_year - 1""",
    "activity_unknown": f"""
        select count(*) filter (NCCIS_Current_Activity_Code >= 810), count(*) from {NCCIS}""",
    "activity_without_start": f"""
        select count(*) filter (NCCIS_Current_Activity_Start_Date is null), count(*)
        from {NCCIS}""",
    "activity_without_pmr": f"""
        select count(*) filter (NCCIS_PupilMatchingRefAnonymous = ''), count(*) from {NCCIS}""",
    "two_authorities": f"""
        select count(*) filter (n > 1), count(*) from (select count(*) as n from {NCCIS}
        where NCCIS_PupilMatchingRefAnonymous <> ''
        group by NCCIS_PupilMatchingRefAnonymous, NCCIS_ACADYR, NCCIS_MonthNo)""",
    "sixth_form_no_end": f"""
        select count(*) filter (pl_LearningActualEndDate = ''), count(*) from {PLAMS}
        where pl_LearningCompletionStatus <> '1'""",
    # The same aim of a learner with the same dates, under two numbers.
    "aim_twice": f"""
        select count(*) filter (n > 1), count(*) from (select count(*) as n from {AIMS}
        group by external_id, learning_aim_id, start_date, end_date_expected)""",
    # Aims that go on in another year, under the number of another provider.
    "merged_provider": f"""
        select count(*) filter (ukprn_anon <> before), count(*) from (
            select Year, ukprn_anon, lag(ukprn_anon) over (
                partition by RECORDID, learning_aim_id, start_date order by Year) as before
            from {AIMS}) where before is not null and Year between 2010 and 2018""",
    "status_behind": f"""
        select count(*) filter (Compstatus = 1), count(*) from {AIMS} where outcome in (1, 7)""",
    "full_level_unfilled": f"""
        select count(*) filter (L_FullLevel2 is null and L_FullLevel3 is null), count(*)
        from LILR_I2."P2021".learners where dataset_identifier in ('WBL')
            and external_id in (select external_id from {AIMS} where app = 1
                and Notional_Level in (2, 3))""",
    "aim_without_result": f"""
        select count(*) filter (pl_Source_ATT = '0'), count(*) from {PLAMS}
        where pl_LearningCompletionStatus = '2'""",
}
# Sixth formers who stand in another code in the middle of a year of study.
COUNTS["activity_wrong"] = f"""
    select count(*) filter (NCCIS_Current_Activity_Code = 230), count(*) from {NCCIS}
    join TRUTH."P2021".people t on NCCIS_PupilMatchingRefAnonymous = t.pmr
    join TRUTH."P2021".learning l using (person)
    where kind = 'school sixth form' and NCCIS_MonthNo = 3
        and NCCIS_Current_Activity_Code in (210, 230)
        and make_date(cast(substr(NCCIS_ACADYR, 6, 4) as int), 3, 15)
            between l.start_date and l.end_date"""
