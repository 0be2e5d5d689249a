"""The synthetic people resemble the published figures of data/calibration/first-extract.csv."""

import csv

import pytest

from leo_course.paths import course_root
from leo_course.synthesis import model, parameters

PATH = course_root() / "data" / "calibration" / "first-extract.csv"
with PATH.open(encoding="utf-8", newline="") as lines:
    AIMS = {row["measure"]: row for row in csv.DictReader(lines)}

PRICES = parameters.standard().table("pay.prices")
KS4 = 'NPD_I2."P2021".ks4pupil_2002_to_2021'
CENSUS = """
    select 100 * avg({what}) from NPD_I2."P2021".spring_census_{year}
    where NCyearActual_SPR{yy} = '11' and coalesce(RecordStatus_SPR{yy}, 0) < 100
"""
FIRST_YEAR = """
    select 100.0 * count(*) filter (HE_XJACSA01_1 {what}) / count(*) from (
        select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2010 where HE_XFYRSR01 = 1
        union all
        select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2011 where HE_XFYRSR01 = 1
        union all
        select HE_XJACSA01_1, HE_GENDER from HESA_I2."P2021".hesa_2012 where HE_XFYRSR01 = 1
    ) where HE_GENDER = {sex}
"""
NURSING = """
    select 100.0 * count(*) filter (HE_XJACS01_1 = 'B700') / count(*)
    from HESA_I2."P2021".hesa_2012 where HE_XFYRSR01 = 1 and HE_GENDER = 2
"""
CLASS = """
    select 100.0 * count(*) filter (HE_XCLASS01 <= {worst}) / count(*)
    from HESA_I2."P2021".hesa_2013 where HE_XCLASS01 < 9
"""
HE = 'select 100 * avg(cast(he_entry_year is not null as int)) from TRUTH."P2021".people t {more}'
JOIN_KS4 = f"""
    join {KS4} k on k.KS4_PupilMatchingRefAnonymous = t.pmr
    where KS4_NORFLAGE <> 2 and KS4_FSM = {{fsm}}
"""
# Pay for a full year in 2017/18 prices, from the rows of pay and the days in the spells.
ANNUALISED = f"""
    create temp table if not exists annualised as
    with years as (select unnest(range(2007, 2021)) as began),
    prices(began, price) as (values {", ".join(f"({y}, {p})" for y, p in PRICES.items())}),
    days as (
        select EduKey, began, sum(1 + date_diff('day',
            greatest(StartDate, make_date(began, 4, 6)),
            least(EndDate, make_date(began + 1, 4, 5)))) as days
        from LEO_I2."P2021".leo_employment, years
        where StartDate <= make_date(began + 1, 4, 5) and EndDate >= make_date(began, 4, 6)
        group by all),
    pupils as (
        select t.*, KS4_FSM as fsm from TRUTH."P2021".people t
        join {KS4} on KS4_PupilMatchingRefAnonymous = pmr where KS4_NORFLAGE <> 2)
    select pupils.*, prices.began - ks4_year as t, days,
        Earnings / price * 365 / least(days, 365) as pay
    from pupils
    join LEO_I2."P2021".leo_earnings e on e.Edukey = pupils.edukey and Earnings > 0
    join prices on prices.began = TaxYear // 100
    left join days on days.EduKey = e.Edukey and days.began = prices.began
"""


def _simple():
    """The measures that one query answers, by name."""
    census = {
        f"fsm_{year}": CENSUS.format(
            what=f"FSMeligible_SPR{year % 100:02d}", year=year, yy=f"0{year % 10}"
        )
        for year in (2007, 2008)
    }
    flags = {
        "other_language_2008": "LanguageGroupMajor_SPR08 = '2_OTH'",
        "not_white_british_2008": "EthnicGroupMinor_SPR08 <> 'WBRI'",
        "sen_2008": "SENprovision_SPR08 <> 'N'",
    }
    for name, flag in flags.items():
        census[name] = CENSUS.format(what=f"cast({flag} as int)", year=2008, yy="08")
    results = {
        f"{column.lower().removeprefix('ks4_')}_{year}": f"""
            select 100 * avg({column}) from {KS4}
            where KS4_ACADYR = '{year - 1}/{year}' and KS4_NORFLAGE <> 2"""
        for year in model.COHORTS
        for column in ("KS4_LEVEL2", "KS4_LEVEL2_EM")
    }
    university = {
        "independent": f"select 100 * avg(cast(KS4_ToE_CODE = 11 as int)) from {KS4}",
        "he_fsm": HE.format(more=JOIN_KS4.format(fsm=1)),
        "he_not_fsm": HE.format(more=JOIN_KS4.format(fsm=0)),
        "he_women_less_men": f"select ({HE.format(more='where female')})"
        f" - ({HE.format(more='where not female')})",
        "he_engineering_men": FIRST_YEAR.format(what="= 'H'", sex=1),
        "he_engineering_women": FIRST_YEAR.format(what="= 'H'", sex=2),
        "he_nursing_women": NURSING,
        "he_business_men": FIRST_YEAR.format(what="= 'N'", sex=1),
        "he_first_class": CLASS.format(worst=1),
        "he_first_upper": CLASS.format(worst=2),
        "he_dropout": """select 100 * avg(cast(not degree as int)) from TRUTH."P2021".people
            where he_entry_year is not null""",
        "linked": 'select 100 * avg(cast(linked as int)) from TRUTH."P2021".people',
    }
    return census | results | university


def _work():
    """The measures of pay and work, asked of the table of annualised pay."""
    groups = {
        "women_no_degree": "female and not degree",
        "men_no_degree": "not female and not degree",
        "women_degree": "female and degree",
        "men_degree": "not female and degree",
        "fsm": "fsm = 1",
        "not_fsm": "fsm = 0",
    }
    pay = {
        f"pay_{name}_{year}": f"select median(pay) from annualised where {where} and t = {year}"
        for name, where in groups.items()
        for year in (5, 7, 10)
    }
    quartile = "select 100 * quantile_cont(pay, {q}) / median(pay) from annualised"
    for name, q in (("lower", 0.25), ("upper", 0.75)):
        pay[f"pay_{name}_quartile"] = quartile.format(q=q) + " where degree and t = 10"
    for name, where in (("no_degree", "not degree"), ("degree", "degree")):
        pay[f"work_{name}_10"] = f"""
            select 100.0 * count(*) filter (days >= 273) / (
                select count(*) from TRUTH."P2021".people where linked and {where})
            from annualised where linked and {where} and t = 10"""
    return pay


MEASURES = _simple() | _work()


@pytest.mark.parametrize("measure", AIMS)
def test_published_figure_is_met(measure, ask):
    aim = AIMS[measure]
    if measure in _work():
        ask(ANNUALISED)
    [(found,)] = ask(MEASURES[measure])
    value, tolerance = float(aim["value"]), float(aim["tolerance"])
    if aim["unit"].startswith("percent of"):
        tolerance = value * tolerance / 100
    assert abs(found - value) <= tolerance, f"{aim['figure']}: {found:.1f}, aim {value}"


def test_every_figure_says_where_it_comes_from():
    for aim in AIMS.values():
        assert aim["confidence"] in {"V", "D", "G"}
        assert all(aim[column].strip() for column in ("figure", "unit", "source"))
