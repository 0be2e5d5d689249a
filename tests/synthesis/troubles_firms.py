"""Counts of the troubles of the business register and of the columns joined to it."""

COUNTS = {
    "unmatched_enterprise": """
        select count(*) filter (not held_2019), count(*) from TRUTH."P2021".firms
        where birth < '2018-01-01'""",
    "register_lag": """
        select count(*) filter (not held_2020), count(*) from TRUTH."P2021".firms
        where birth > '2020-09-01'""",
    "new_entkey": """
        select count(*) filter (entkey_2019 <> entkey_2020), count(*) from TRUTH."P2021".firms""",
    "reclassified": """
        select count(*) filter (a.SIC2007 <> b.SIC2007), count(*) from TRUTH."P2021".firms
        join LEO_I2."P2021".idbr_lookup a on a.ENTKEY = entkey_2019 and a.SourceYear = '2019'
        join LEO_I2."P2021".idbr_lookup b on b.ENTKEY = entkey_2020 and b.SourceYear = '2020'""",
    "stale_employees": """
        select count(*) filter (Employees > 0), count(*) from LEO_I2."P2021".idbr_lookup
        where SourceYear = '2019' and Death_month is not null""",
    "tied_enterprise": """
        select count(*) filter (tied_main_record_enterprise_sic_fg = 1), count(*)
        from LEO_I2."P2021".leo_earnings where Num_Employments > 1""",
}
COUNTS["capped_weeks"] = """
    select count(*) filter (CJRS_WKS_CAPPED = 1), count(*) from LEO_I2."P2021".leo_cjrs"""
