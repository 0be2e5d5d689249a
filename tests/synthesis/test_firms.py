"""Work: spells and pay by year, employers, furlough, the first job; and what can be found."""

import numpy as np

from leo_course.synthesis import model, parameters
from leo_course.synthesis.domains import firms
from leo_course.synthesis.domains.firms import SECTIONS

PAY = 'LEO_I2."P2021".leo_earnings'
REGISTER = 'LEO_I2."P2021".idbr_lookup'
WHO = 'TRUTH."P2021".people'
NAME = {letter: name for letter, (name, _) in SECTIONS.items()}
JOINED = f"""
    from {PAY} e join {REGISTER} r on r.ENTKEY = main_enterprise
        and r.SourceYear = case when TaxYear <= 201617 then '2019' else '2020' end
"""


def test_every_main_enterprise_joins_by_the_two_part_key_and_by_no_less(ask):
    [(without, rows, paid)] = ask(f"""
        select (select count(*) from {PAY} join {REGISTER} on ENTKEY = main_enterprise),
            (select count(*) {JOINED}),
            (select count(main_enterprise) from {PAY})""")
    assert rows == paid
    assert without > 1.4 * paid
    assert ask(f"""select count(*) from (select 1 from {REGISTER}
        group by ENTKEY, SourceYear having count(*) > 1)""") == [(0,)]


def test_pay_and_spells_cover_the_years_they_should(ask):
    rows = ask(f"select TaxYear // 100, count(*) from {PAY} group by 1 order by 1")
    assert [year for year, _ in rows] == list(range(2003, 2021))
    counts = [count for _, count in rows]
    assert counts[:-1] == sorted(counts[:-1]) and counts[0] > 500
    assert ask("""select min(StartDate) >= date '2002-04-05', max(StartDate) > date '2021-01-01'
        from LEO_I2."P2021".leo_employment""") == [(True, True)]


def test_nobody_is_paid_before_the_tax_year_of_their_sixteenth_birthday(ask):
    assert ask(f"""select count(*) from {PAY} e join {WHO} p on p.edukey = e.Edukey
        where TaxYear // 100 < ks4_year""") == [(0,)]


def test_a_firm_in_both_registers_mostly_keeps_its_key(ask):
    [(kept,)] = ask("""select avg(cast(entkey_2019 = entkey_2020 as int))
        from TRUTH."P2021".firms where held_2019 and held_2020""")
    assert 0.93 < kept < 0.98


def test_some_enterprises_stand_in_one_register_only(ask):
    for one, other in (("2019", "2020"), ("2020", "2019")):
        [(alone, both)] = ask(f"""
            select count(*) filter (b.ENTKEY is null), count(b.ENTKEY) from {REGISTER} a
            left join {REGISTER} b on b.ENTKEY = a.ENTKEY and b.SourceYear = '{other}'
            where a.SourceYear = '{one}'""")
        assert alone > 100
        assert both > 100


def test_columns_of_the_main_enterprise_agree_with_the_register(ask):
    assert ask(f"""select count(*) {JOINED}
        where main_enterprise_linked_section <> SECTIONNAME
            or main_enterprise_linked_sic2007 <> cast(SIC2007 as int)""") == [(0,)]


def test_sums_are_in_order(ask):
    [(wrong, partly, none)] = ask(f"""
        select count(*) filter (not (enterprise_earnings <= SIC_Earnings
                and SIC_Earnings <= Section_Earnings and Section_Earnings <= Earnings)
                and Earnings > 0 and main_enterprise_linked_section = Main_Section
                and main_enterprise_linked_sic2007 = Main_SIC2007),
            avg(cast(enterprise_earnings < Earnings as int)),
            count(*) filter (main_enterprise is null
                and (Num_Employments > 0 or Main_Section is not null or Section_Earnings > 0))
        from {PAY}""")
    assert (wrong, none) == (0, 0)
    assert 0.1 < partly < 0.5


def test_counts_are_in_order(ask):
    assert ask(f"""select count(*) from {PAY} where Num_Sections > Num_SIC
        or Num_SIC > Num_Employments or Num_Employments > 3
        or (Num_Employments = 1 and enterprise_earnings <> Section_Earnings)""") == [(0,)]


def test_the_main_section_can_differ_from_the_main_enterprise(ask):
    [(rows, differ, smaller)] = ask(f"""
        select count(*), count(*) filter (Main_Section <> main_enterprise_linked_section),
            count(*) filter (Main_Section <> main_enterprise_linked_section
                and (Section_Earnings < enterprise_earnings or Num_Employments < 3))
        from {PAY} where not (Tied_Main_Section_Flag = 1)""")
    assert 0.0002 < differ / rows < 0.01
    assert smaller == 0


def test_of_tied_enterprises_the_first_by_key_is_the_main_one(ask):
    rows = ask(f"""
        select count(*), count(*) filter (abs(Earnings - 2 * enterprise_earnings) <= 1
            and Num_Employments = 2) from {PAY} where tied_main_record_enterprise_sic_fg = 1
            and Earnings > 0""")
    [(tied, equal)] = rows
    assert tied == equal > 100


def test_an_earnings_sic_has_lost_the_zero_of_the_register(ask):
    [(short, asked)] = ask(f"""select count(*) filter (main_enterprise_linked_sic2007 < 10000),
        count(*) {JOINED} where SIC2007 like '0%'""")
    assert short == asked > 100


def test_a_firm_is_a_function_of_its_number():
    """Other people who live in the same markets meet the same firms."""
    p = parameters.standard()
    whole, part = (
        firms.make_firms(model.make_people(5, first, last, p), p)
        for first, last in ((0, 20_000), (13_000, 13_500))
    )
    where = np.searchsorted(whole.number, part.number)
    for name in ("number", "section", "size", "birth", "death", "effect", "sic", "key", "held"):
        assert (getattr(whole, name)[where] == getattr(part, name)).all(), name
    assert (part.birth <= part.death).all()


def people_of_one_employer(ask):
    """Log pay in years with one employer all year, long enough after any studies.

    Returns places of person, firm, and group (year, sex, time since school and since any degree),
    the group without the degree, log pay and the firm's true effect, one entry for each year.
    """
    rows = ask(f"""
        select p.person, f.firm, TaxYear // 100 - 2000 + 100 * (TaxYear // 100 - ks4_year)
                + 10000 * cast(female as int) as plain,
            coalesce(TaxYear // 100 - degree_year, 0), ln(Earnings), f.pay_effect
        from {PAY} e
        join {WHO} p on p.edukey = e.Edukey and (degree or he_entry_year is null)
        join LEO_I2."P2021".leo_employment s on s.EduKey = e.Edukey
            and StartDate < make_date(TaxYear // 100, 4, 6)
            and EndDate > make_date(TaxYear // 100 + 1, 4, 4)
        join TRUTH."P2021".firms f on f.entkey_2019 = main_enterprise
        join TRUTH."P2021".pay y on y.person = p.person and y.tax_year = TaxYear
            and not studying and log_gain_from_later_degree = 0
        where TaxYear between 201112 and 201617 and Num_Employments = 1
            and Earnings = enterprise_earnings and Earnings > 0
            and TaxYear // 100 >= coalesce(degree_year + 1, 0)""")
    rows = np.array(rows, dtype=float)
    keys = rows[:, 0], rows[:, 1], rows[:, 2] + 10**6 * rows[:, 3], rows[:, 2]
    places = (np.unique(key, return_inverse=True)[1] for key in keys)
    return *places, rows[:, 4], rows[:, 5]


def means(group, values):
    return np.bincount(group, values) / np.bincount(group)


def test_firm_effects_are_found_from_movers(ask):
    """Person and firm effects by turns find them; means of pay also hold who works where."""
    person, firm, group, plain, pay, true = people_of_one_employer(ask)
    effect, usual = np.zeros(firm.max() + 1), np.zeros(group.max() + 1)
    for _ in range(150):
        own = means(person, pay - effect[firm] - usual[group])
        effect = means(firm, pay - own[person] - usual[group])
        usual = means(group, pay - own[person] - effect[firm])
    raw = means(firm, pay - means(plain, pay)[plain])
    pairs = np.unique(person * 10**6 + firm)
    moved = np.bincount(pairs // 10**6, minlength=person.max() + 1) > 1
    movers = np.bincount(pairs[moved[pairs // 10**6]] % 10**6, minlength=len(effect))
    enough = movers[firm] >= 10
    weights = np.bincount(firm[enough], minlength=len(effect))
    true = means(firm, true)

    def spread(x, y):
        x, y = x - np.average(x, weights=weights), y - np.average(y, weights=weights)
        return np.average(x * y, weights=weights) / spread_true

    spread_true = 1.0
    spread_true = spread(true, true)
    assert (movers >= 10).sum() > 150
    assert 0.93 < spread(true, effect) < 1.07 < 1.15 < spread(true, raw)
    assert spread(true, effect) > 0.88 * np.sqrt(spread(effect, effect))
    # With few movers the spread of the estimates is too wide: a known bias, less than of means.
    assert 1.02 < spread(effect, effect) < 1.35 < spread(raw, raw)


def test_better_results_lead_to_better_firms(ask):
    [(slope,)] = ask(f"select regr_slope(firm_effect, attainment) from {WHO} where not degree")
    assert 0.02 < slope < 0.1


def test_firms_keep_potential_outcomes_apart_from_the_effect_of_a_degree(ask):
    """What the firm adds beyond the usual does not depend on the degree, at equal attainment."""
    rows = np.array(
        ask(f"""select firm_luck, attainment, cast(degree as int), cast(female as int)
            from {WHO} where firm_luck is not null"""),
        dtype=float,
    )
    x = np.column_stack([np.ones(len(rows)), rows[:, 1:]])
    assert abs(np.linalg.lstsq(x, rows[:, 0], rcond=None)[0][2]) < 0.025


def test_those_who_studied_together_meet_again(ask):
    """Pairs of one subject and year are in one firm more often if also of one provider."""
    [(together, apart)] = ask(f"""
        with first as (
            select he_pupilmatchingreferenceanonymous as pmr, provider from (
                select HE_PUPILMATCHINGREFANONYMOUS as he_pupilmatchingreferenceanonymous,
                    HE_XINSTID01__ANON as provider
                from HESA_I2."P2021".hesa_2013 where HE_XPQUAL01 = 1 and HE_XQLEV601 = 4)),
        pairs as (
            select a.provider = b.provider as same, p.firm = q.firm as meet
            from first a join {WHO} p on p.pmr = a.pmr
            join {WHO} q on q.subject = p.subject and q.person > p.person
                and q.degree_year = p.degree_year
            join first b on b.pmr = q.pmr)
        select avg(cast(meet as int)) filter (same), avg(cast(meet as int)) filter (not same)
        from pairs""")
    assert together > apart


def test_furlough_strings_hang_together(ask):
    [(rows, wrong, months, weeks, early)] = ask("""
        select count(*),
            count(*) filter (length(CJRS_EOM_IND) <> 12 or length(CJRS_DTM_IND) <> 12
                or regexp_matches(CJRS_EOM_IND || CJRS_DTM_IND, '[^01]')),
            count(*) filter (cast(CJRS_EOM_IND as bigint) > cast(CJRS_DTM_IND as bigint)),
            count(*) filter (CJRS_TOT_WKS < 1
                or CJRS_TOT_WKS > ceil(31 / 7 * len(replace(CJRS_DTM_IND, '0', '')))),
            count(*) filter (TAXYEAR = 201920 and CJRS_DTM_IND <> '000000000001')
        from LEO_I2."P2021".leo_cjrs""")
    assert (wrong, months, weeks, early) == (0, 0, 0, 0)
    assert rows > 5000
    assert ask("""select count(*) from LEO_I2."P2021".leo_cjrs, range(1, 13) months(k)
        where CJRS_EOM_IND[k] = '1' and CJRS_DTM_IND[k] = '0'""") == [(0,)]


def test_only_people_in_work_are_furloughed(ask):
    assert ask(f"""select count(*) from LEO_I2."P2021".leo_cjrs c
        left join {PAY} e on e.Edukey = c.EDUKEY and e.TaxYear = c.TAXYEAR
        where e.Edukey is null""") == [(0,)]


LOSS = f"""
    with people as (
        select p.*, cast(furloughed as int) as f, main_enterprise_linked_section as section,
            cast(coalesce(not exists (select 1 from LEO_I2."P2021".leo_employment s
                where s.EduKey = p.edukey and EndDate >= '2021-04-04'), true) as int) as lost
        from {WHO} p join {PAY} e on e.Edukey = p.edukey and TaxYear = 201920
        where in_work_in_march_2020 and job_lost_if_furloughed is not null)
"""


def test_furlough_costs_jobs_and_the_naive_comparison_overstates_it(ask):
    """Sections that closed furloughed more, and lost more jobs anyway; within them it is right."""
    [(true, naive, within)] = ask(
        LOSS
        + """
        , cells as (
            select section, regr_slope(lost, f) as slope, sum(f) as n from people
            where section is not null group by section having sum(f) between 5 and count(*) - 5)
        select avg(cast(job_lost_if_furloughed as int) - cast(job_lost_if_not_furloughed as int)),
            avg(lost) filter (f = 1) - avg(lost) filter (f = 0),
            (select sum(slope * n) / sum(n) from cells)
        from people"""
    )
    assert 0.02 < true < 0.05
    assert naive > true + 0.004
    assert abs(within - true) < 0.012


def test_furlough_costs_pay(ask):
    [(furloughed, others)] = ask(f"""
        select median(b.Earnings / a.Earnings) filter (furloughed),
            median(b.Earnings / a.Earnings) filter (not furloughed)
        from {WHO} p join {PAY} a on a.Edukey = p.edukey and a.TaxYear = 201920
        join {PAY} b on b.Edukey = p.edukey and b.TaxYear = 202021
        where a.Earnings > 8000 and not job_lost_if_furloughed""")
    assert furloughed < others - 0.04


def rate(ask, year, after):
    """Share of the linked with any pay in a tax year, that many years after Key Stage 4."""
    [(share,)] = ask(f"""select avg(cast(e.Edukey is not null as int)) from {WHO} p
        left join {PAY} e on e.Edukey = p.edukey and TaxYear // 100 = {year}
        where linked and ks4_year = {year - after}""")
    return share


def test_the_slump_costs_the_young_their_jobs(ask):
    for after in (1, 3):
        before = np.mean([rate(ask, year, after) for year in (2005, 2006, 2007)])
        during = np.mean([rate(ask, year, after) for year in (2010, 2011, 2012)])
        assert during < before - 0.03, after


def test_the_pandemic_takes_the_first_jobs_and_fewer_of_the_others(ask):
    first = rate(ask, 2019, 1) - rate(ask, 2020, 1)
    later = rate(ask, 2019, 12) - rate(ask, 2020, 12)
    assert first > 0.08 > later


def test_real_pay_falls_in_the_slump_and_comes_back(ask):
    """Without a degree, eight years on: cohorts that are otherwise alike."""
    rows = dict(
        ask(f"""select TaxYear // 100, median(Earnings / cast(value as double)) from {PAY} e
        join {WHO} p on p.edukey = e.Edukey
        join TRUTH."P2021".parameters on parameter = 'pay.prices.' || TaxYear // 100
        where not degree and TaxYear // 100 = ks4_year + 8 and Earnings > 8000 group by 1""")
    )
    assert rows[2013] < 0.97 * rows[2010] and rows[2013] < rows[2019]


def test_who_enters_the_labour_market_in_a_slump_earns_less_for_years():
    p = parameters.standard()
    none = p.having(pay__scar=0.0)
    hit, free = (model.make_people(3, 0, 4000, q) for q in (p, none))
    cost = hit.log_pay_1 - free.log_pay_1
    graduates = hit.degree & (hit.entry_year + hit.years - 1 + hit.masters == 2011)
    later = model.TAX_YEARS.index(2013)
    assert graduates.sum() > 20
    assert (cost[graduates, later] < -0.04).all()
    assert (cost[graduates, model.TAX_YEARS.index(2020)] > cost[graduates, later]).all()
    assert cost.max() == 0


def test_nobody_works_after_leaving_for_good(ask):
    assert ask(f"""select count(*) from {PAY} e join {WHO} p on p.edukey = e.Edukey
        where TaxYear > left_tax_year""") == [(0,)]


FIRST_JOB = f"""
    with done as (
        select pmr, max(ended) as ended from (
            select HE_PUPILMATCHINGREFANONYMOUS as pmr, HE_ENDDATE as ended
            from HESA_I2."P2021".hesa_2012 where HE_XPQUAL01 = 1 and HE_XQLEV601 = 4
            union all select HE_PUPILMATCHINGREFANONYMOUS, HE_ENDDATE
            from HESA_I2."P2021".hesa_2013 where HE_XPQUAL01 = 1 and HE_XQLEV601 = 4)
        group by pmr),
    jobs as (
        select p.person, min_by(StartDate, StartDate) as began,
            min_by(UncertainStartDate, StartDate) as unsure
        from {WHO} p join done using (pmr) join LEO_I2."P2021".leo_employment s
            on s.EduKey = p.edukey and StartDate > ended
            and date_diff('day', StartDate, EndDate) >= 182
        group by p.person)
    select months_to_first_job, date_diff('day', ended, began) / 30.4375, unsure
    from {WHO} p join done using (pmr) left join jobs using (person)
    join TRUTH."P2021".pay y on y.person = p.person and y.tax_year // 100 = p.degree_year
    where linked and degree and ks4_year <= 2011 and degree_year = year(ended) and not studying
"""


def test_the_first_sustained_job_is_where_the_truth_says(ask):
    rows = [row for row in ask(FIRST_JOB) if not row[2]]
    found = np.array([row[:2] for row in rows if row[1] is not None], dtype=float)
    assert len(found) > 0.9 * len(rows) > 500
    assert np.mean(abs(found[:, 0] - found[:, 1]) < 0.1) > 0.85


def test_poorer_graduates_search_longer(ask):
    [(poorer, others)] = ask(f"""select median(months_to_first_job) filter (fsm_at_16),
        median(months_to_first_job) filter (not fsm_at_16) from {WHO}""")
    assert poorer > others


def test_difference_in_differences_finds_what_furlough_costs_in_a_year(ask):
    """Within industry, among people long in work; levels of pay would say far more."""
    rows = ask(f"""
        select cast(furloughed as int), a.main_enterprise_linked_section, furlough_year_effect,
            ln(b.Earnings / a.Earnings), ln(b.Earnings)
        from {WHO} p join {PAY} a on a.Edukey = p.edukey and a.TaxYear = 201920
        join {PAY} b on b.Edukey = p.edukey and b.TaxYear = 202021
        join LEO_I2."P2021".leo_employment s on s.EduKey = p.edukey
            and StartDate < date '2019-04-06' and EndDate > date '2021-04-04'
        where ks4_year <= 2011 and (degree_year is null or degree_year <= 2016)
            and in_work_in_march_2020 and a.main_enterprise_linked_section is not null
            and a.Earnings > 1000 and b.Earnings > 1000""")
    who, effect = np.array([r[0] for r in rows]), np.array([r[2] for r in rows])
    section = np.unique([r[1] for r in rows], return_inverse=True)[1]
    own = who - means(section, who)[section]
    change, level = (np.array([r[k] for r in rows]) for k in (3, 4))
    true = effect[who == 1].mean()
    assert abs((own @ change) / (own @ own) - true) < 0.02
    assert (own @ level) / (own @ own) < true - 0.05
