"""Counts of the troubles of Key Stage 5 and of UCAS."""

UCAS = 'UCAS_I2."P2021".ucas_applications'

COUNTS = {
    "ucas_unmatched": f"""
        select count(distinct applicant_id) filter (PupilMatchingRefAnonymous is null),
            count(distinct applicant_id) from {UCAS}""",
    "ucas_age": f"""
        select count(distinct applicant_id) filter (applicant_age = 0),
            count(distinct applicant_id) from {UCAS}""",
    "grade_not_given": f"""
        select count(*) filter (grade is null), count(*) from {UCAS}
        where qualification_status = 'Pending'""",
    "subject_not_given": f"""
        select count(*) filter (subject_title is null), count(*) from {UCAS}""",
    "june_not_held": f"""
        select count(*) filter (course_identifier_june30_deadline is null), count(*)
        from {UCAS} where main_scheme_application_flag = 1""",
    "ks5_resit": """
        select count(*) filter (gone = 1), count(*) filter (gone = 0)
        from (select coalesce(KS5_DISC2, KS5_DISC_ALL) as gone
            from NPD_I2."P2021".ks5exam_2002_to_2021 where KS5_SUBLEVNO = '111')""",
    "ucas_postcode": f"""
        select count(distinct applicant_id) filter (applicant_region = 'Unknown'),
            count(distinct applicant_id) from {UCAS}""",
    "subject_approximate": f"""
        select count(*) filter (split_part(course_identifier, '-', 2)[:2] <> jacs3_sub_line_code),
            count(*)
        from (select distinct course_identifier, jacs3_sub_line_code from {UCAS}
            where application_cycle <= 2011 or application_cycle >= 2019)""",
}
