"""Homes, self-employment, pandemic grants and benefits: their shape, their figures, their truth."""

from types import SimpleNamespace

import numpy as np
import pytest

from leo_course import calibration, dictionary
from leo_course.synthesis import model, parameters
from leo_course.synthesis.domains import (
    DOMAINS,
    benefits,
    geography,
    places,
    self_employment,
    university,
)
from leo_course.synthesis.domains.benefit_types import OUT_OF_WORK
from leo_course.synthesis.keys import make_keys
from leo_course.synthesis.streams import Draws

LIVED = [domain for domain in DOMAINS if hasattr(domain, "live")]
LEO = 'LEO_I2."P2021"'
PEOPLE = 'TRUTH."P2021".people'
KS4 = 'NPD_I2."P2021".ks4pupil_2002_to_2021'
KEYS = f"select EDUKEY from {LEO}.learner_ae_id_to_edukey_lookup"

# ------------------------------------------------------------------------------------- shape


@pytest.mark.parametrize("view", ["leo_benefit", "leo_self_assessment", "leo_geography"])
def test_every_key_stands_in_the_lookup(view, ask):
    [(rows, unknown)] = ask(f"""
        select count(*), count(*) filter (EDUKEY not in ({KEYS})) from {LEO}.{view}""")
    assert rows > 5000
    assert unknown == 0


@pytest.mark.parametrize(
    "view", ["leo_benefit", "leo_self_assessment", "leo_seiss", "leo_geography"]
)
def test_nothing_of_the_form_is_left_out(view):
    assert dictionary.view("LEO_I2", view).left_out == ()


def test_spells_do_not_heap_on_the_ends_of_tax_years(ask):
    [(heaped, every)] = ask(f"""
        select count(*) filter (strftime(EndDate, '%m-%d') = '04-05'), count(*)
        from {LEO}.leo_benefit where EndDate < '2021-04-05'""")
    assert heaped / every < 3 / 365


def test_spells_of_one_type_are_merged(ask):
    [(spells, touching, backwards)] = ask(f"""
        select count(*), count(*) filter (StartDate <= before + 1),
            count(*) filter (EndDate < StartDate)
        from (select *, lag(EndDate) over (
            partition by EduKey, Benefit_type order by StartDate) as before
            from {LEO}.leo_benefit)""")
    assert spells > 20_000
    assert (touching, backwards) == (0, 0)


def test_merging_joins_what_overlaps_or_abuts_and_nothing_else():
    row = np.array([0, 0, 0, 0, 0, 1])
    kind = np.array([1, 1, 1, 1, 2, 1])
    start, end = np.array([10, 12, 31, 50, 11, 21]), np.array([20, 30, 40, 60, 70, 30])
    got = benefits.merged(row, kind, start, end)
    assert list(zip(got.row, got.kind, got.start, got.end, strict=True)) == [
        (0, 1, 10, 40),
        (0, 2, 11, 70),
        (0, 1, 50, 60),
        (1, 1, 21, 30),
    ]


def test_the_flag_follows_from_the_type(ask):
    rows = ask(f"select distinct Benefit_type, Out_of_work_benefit from {LEO}.leo_benefit")
    assert all(flag == (kind in OUT_OF_WORK) for kind, flag in rows)
    flags = dict(rows)
    assert len(flags) == len(rows) >= 15
    # The same letter is a group in one place and a status in another.
    assert (flags["UAA"], flags["UNA"], flags["UAB"], flags["UBC"]) == (1, 0, 0, 1)


def test_universal_credit_takes_over(ask):
    query = f"""
        select year(StartDate), avg(cast(Benefit_type like 'U%' as int)) from {LEO}.leo_benefit
        where Out_of_work_benefit = 1 and Benefit_type <> 'ICA' group by 1"""
    share = dict(ask(query))
    assert all(share[year] == 0 for year in range(2008, 2013))
    assert share[2013] < 0.05 < share[2014] < share[2015] < share[2017] < share[2018]
    assert share[2019] > 0.95
    [(late,)] = ask(f"""
        select count(*) from {LEO}.leo_benefit
        where Benefit_type = 'IB' and StartDate >= '2008-10-27'""")
    assert late == 0


def test_nobody_claims_before_the_end_of_school(ask):
    [(early,)] = ask(f"""
        select count(*) from {LEO}.leo_benefit b join {PEOPLE} p on p.edukey = b.EduKey
        where Out_of_work_benefit = 1 and StartDate < make_date(ks4_year, 9, 1)""")
    assert early == 0


def test_benefits_for_seeking_work_and_jobs_exclude_each_other(ask):
    [(both,)] = ask(f"""
        select count(*) from {LEO}.leo_benefit b join {LEO}.leo_employment e using (EduKey)
        where Benefit_type = 'UAA' and not UncertainStartDate and not UncertainEndDate
            and b.StartDate <= e.EndDate and e.StartDate <= b.EndDate""")
    assert both == 0


def test_returns_begin_in_2013_and_add_up(ask):
    [(first, wrong, nothing, rows)] = ask(f"""
        select min(TaxYear), count(*) filter (coalesce(EARNINGS_PTR, 0) + coalesce(EARNINGS_SOLE, 0)
                <> coalesce(EARNINGS_SELF_EMPLOYMENT, 0)),
            count(*) filter (EARNINGS_SELF_EMPLOYMENT is null), count(*)
        from {LEO}.leo_self_assessment""")
    assert (first, wrong) == (201314, 0)
    assert 0.02 < nothing / rows < 0.1


def test_one_home_for_a_person_and_tax_year(ask):
    [(rows, pairs)] = ask(f"""
        select count(*), count(distinct (Edukey, TaxYear)) from {LEO}.leo_geography""")
    assert rows == pairs


def test_small_places_lie_in_larger_ones(ask):
    for small, large in (
        ("COA_2011", "PCON"),
        ("PCON", "LAUA_anon"),
        ("LAUA_anon", "GOR"),
        ("GOR", "CTRYNM"),
        ("PCON", "PCONNM"),
        ("PCONNM", "PCON"),
    ):
        query = f"""select count(*) from (select {small} from {LEO}.leo_geography
            where {small} is not null group by 1 having count(distinct {large}) > 1)"""
        assert ask(query) == [(0,)], (small, large)


def test_small_places_are_marked_as_invented_and_missing_abroad(ask):
    [(unmarked, known)] = ask(f"""
        select count(*) filter (not (COA_2011 like 'SYN%' and LAUA_anon like 'SYNLA%'
                and PCON like 'SYNP%' and PCONNM like '%(synthetic)')),
            count(*) filter (CTRYNM in ('Abroad', 'Unknown')
                and coalesce(COA_2011, LAUA_anon, PCON, PCONNM) is not null)
        from {LEO}.leo_geography""")
    assert (unmarked, known) == (0, 0)


def test_names_of_constituencies_differ():
    names = [places.constituency_name(n) for n in range(3000)]
    assert len(set(names)) == 3000
    assert max(map(len, names)) <= 43


# -------------------------------------------------------------------------------------- places


def test_regions_have_their_shares_whatever_is_asked_for():
    p, draws = parameters.standard(), Draws(7, 0, 10)
    found = places.regions(draws, np.arange(2000), p)
    for place, name in enumerate(places.REGIONS):
        assert (found == place).sum() == 100 * p["geography.quotas"][name]
    some = np.array([1999, 3, 404, 3])
    assert (places.regions(draws, some, p) == found[some]).all()
    diverse = draws.normal_of("place/diversity", np.arange(2000))
    wealth = draws.normal_of("place/authority", np.arange(2000))
    north_east, south_east = places.REGIONS.index("north east"), places.REGIONS.index("south east")
    assert diverse[found == places.LONDON].mean() > diverse.mean() + 0.5
    assert wealth[found == south_east].mean() > wealth[found == north_east].mean() + 0.8


def test_the_longest_held_home_counts_and_of_equals_the_later():
    years = len(model.TAX_YEARS)
    # A move on day `day` of a year of 365 days, and of 2011/12, which has 366 and so can tie.
    for year, day, counts in ((2012, 183, 6), (2012, 184, 5), (2011, 184, 6), (2011, 185, 5)):
        place = model.TAX_YEARS.index(year)
        moved = np.zeros((1, years), dtype=int)
        moved[0, place] = day
        after = np.where(np.arange(years) < place, 5, 6)[None, :]
        homes = SimpleNamespace(place=after, la=after, area=after, moved=moved)
        people = SimpleNamespace(lives={"geography": homes})
        for found in geography.recorded(people):
            assert found[0, place] == counts
            assert (found[0, :place] == 5).all()
            assert (found[0, place + 1 :] == 6).all()


def test_students_stand_at_their_university_if_they_say_so(ask):
    [(students, there)] = ask(f"""
        select count(*), count(*) filter (GOR = 'E1200000' || strpos('ABDEFGHJK', HE_XINSTG01))
        from HESA_I2."P2021".hesa_2012
        join {PEOPLE} p on p.pmr = HE_PUPILMATCHINGREFANONYMOUS
        join {LEO}.leo_geography g on g.Edukey = p.edukey and g.TaxYear = 201112
        where HE_XLEV601 = 4 and HE_YEARPRG = 2 and HE_YEARSTU = 2 and HE_XMODE01 = 1
            and HE_XAGEA01 < 21""")
    p = parameters.standard()
    expected = p["geography.students_tell"] * p["geography.away_far"]
    assert there / students == pytest.approx(expected + 0.07, abs=0.07)


def test_some_output_areas_change_their_code_after_2012(ask):
    stays = f"""
        select avg(cast(a.COA_2011 <> b.COA_2011 as int)) from {LEO}.leo_geography a
        join {LEO}.leo_geography b using (Edukey, LAUA_anon)
        where b.TaxYear = a.TaxYear + 101 and a.TaxYear = {{}}"""
    [(before,)], [(change,)], [(after,)] = (ask(stays.format(y)) for y in (201112, 201213, 201314))
    assert change > max(before, after) + 0.04


def test_who_goes_for_good_leaves_the_records(ask):
    [(died, abroad, late_job, late_claim, late_home)] = ask(f"""
        with gone as (select *, make_date(left_tax_year // 100 + 1, 4, 5) as day from {PEOPLE}
            where left_tax_year is not null)
        select count(*) filter (left_because = 'died'), count(*) filter (left_because = 'abroad'),
            (select count(*) from gone join {LEO}.leo_employment e on e.EduKey = gone.edukey
                and e.StartDate > day),
            (select count(*) from gone join {LEO}.leo_benefit b on b.EduKey = gone.edukey
                and b.EndDate > day),
            (select count(*) from gone join {LEO}.leo_geography g on g.Edukey = gone.edukey
                and g.TaxYear > left_tax_year and left_because = 'died')
        from gone""")
    assert 40 < died < 400 < abroad
    assert (late_job, late_claim, late_home) == (0, 0, 0)


# ------------------------------------------------------------------------------------- grants


def test_grants_need_a_return_for_2018_and_little_profit(ask):
    [(grants, no_return, rich, newcomers)] = ask(f"""
        select count(*), count(*) filter (a.Edukey is null),
            count(*) filter (a.EARNINGS_SELF_EMPLOYMENT > 50000),
            count(*) filter (not p.seiss_eligible)
        from {LEO}.leo_seiss s join {PEOPLE} p on p.edukey = s.EDUKEY
        left join {LEO}.leo_self_assessment a on a.Edukey = s.EDUKEY and a.TaxYear = 201819""")
    assert grants > 400
    assert no_return / grants < 3 * parameters.standard()["trouble.missing_return"]
    assert (rich, newcomers) == (0, 0)


def test_months_and_weeks_of_grants_agree(ask):
    patterns = ask(f"""
        select distinct SEISS_EOM_IND, SEISS_DTM_IND, SEISS_TOT_WKS from {LEO}.leo_seiss""")
    assert len(patterns) >= 5
    for at_end, during, weeks in patterns:
        assert len(at_end) == len(during) == 12
        assert all(d >= e for e, d in zip(at_end, during, strict=True))
        grants = weeks // 13
        assert weeks == 13 * grants
        # Three months each; a grant begins or ends within a month, never more than two of them.
        assert 2 * grants <= at_end.count("1") <= 3 * grants
        assert at_end.count("1") <= during.count("1") <= 4 * grants
    first = next(p for p in patterns if p[2] == 13 and p[1].startswith("1"))
    assert first[:2] == ("111000000000", "111100000000")


# ------------------------------------------------------------------------- truth and mechanisms


@pytest.fixture(scope="module")
def people():
    """A block of people with their lives in these domains, not observed."""
    return lived(parameters.standard())


def lived(p, count=12_000):
    block = model.make_people(2021, 0, count, p)
    for domain in LIVED:
        domain.live(block, p)
    return block


def claimed(block, first, last):
    """Days on out-of-work benefits that begin in the tax years from ``first`` to ``last``."""
    spells = block.lives["benefits"]
    out = np.array([kind in OUT_OF_WORK for kind in benefits.KINDS])[spells.kind]
    year = 1970 + (spells.start - 95) // 365.25
    return (spells.end - spells.start + 1)[out & (year >= first) & (year <= last)].sum()


def test_the_recession_shows(people):
    p = parameters.standard()
    flat = lived(p.having(benefits__slump=dict.fromkeys(p["benefits.slump"], 0.0)))
    assert claimed(people, 2009, 2012) > 1.1 * claimed(flat, 2009, 2012)
    assert claimed(people, 2020, 2020) > 1.15 * claimed(flat, 2020, 2020)


def test_the_pandemic_shows_in_the_records(ask):
    [(before, since)] = ask(f"""
        select count(*) filter (StartDate between '2019-04-06' and '2019-12-31'),
            count(*) filter (StartDate between '2020-04-06' and '2020-12-31')
        from {LEO}.leo_benefit where Benefit_type = 'UAA'""")
    assert since > 1.2 * before


def test_hardship_counts_for_both_sexes(ask):
    """Combinations that no figure names."""
    for statement in calibration.queries("state_and_place")[0]:
        ask(statement)
    share = {
        (female, fsm): found
        for female, fsm, found in ask("""
            select female, fsm, 100.0 * avg(cast(days >= 183 as int)) from claimed
            where t = 6 and fsm is not null group by all""")
    }
    for female in (True, False):
        assert 2 < share[female, 1] / share[female, 0] < 5
    assert share[True, 0] > share[False, 0]
    reasons = dict(
        ask(f"""
            select Benefit_type, avg(cast(female as int)) from {LEO}.leo_benefit b
            join {PEOPLE} p on p.edukey = b.EduKey group by 1""")
    )
    assert reasons["IS"] > 0.9
    assert reasons["JSA"] < 0.5


def test_ill_health_is_what_incapacity_claims_are_about(ask):
    [(ill, seeking)] = ask(f"""
        select avg(ill_health) filter (Benefit_type = 'ESA'),
            avg(ill_health) filter (Benefit_type = 'JSA')
        from {LEO}.leo_benefit b join {PEOPLE} p on p.edukey = b.EduKey""")
    assert ill > seeking + 1


@pytest.mark.slow
def test_a_block_may_hold_a_single_person(people):
    """Whoever has no claim, no key or no grant; and nobody depends on the others in the block."""
    p = people.parameters
    whole = people.lives["benefits"]
    for number in range(40):
        one = model.make_people(2021, number, number + 1, p)
        for domain in LIVED:
            domain.live(one, p)
        for domain in (geography, self_employment, benefits):
            rows = domain.observe(one, make_keys(one, p), p)
            for columns in rows.values():
                assert len({len(values.data) for values in columns.values()}) == 1
        spells = one.lives["benefits"]
        mine = whole.row == number
        assert spells.start.tolist() == whole.start[mine].tolist()
        assert spells.kind.tolist() == whole.kind[mine].tolist()


def test_creative_arts_graduates_are_self_employed_most_often(people):
    names = model.subjects(people.parameters)
    own = people.lives["self_employment"].trades & (people.after >= 8)
    years = (people.after >= 8).sum(axis=1)
    share = {
        name: own[mask].sum() / years[mask].sum()
        for number, name in enumerate(names)
        if (mask := people.degree & (people.subject == number)).sum() > 150
    }
    assert len(share) > 8
    assert max(share, key=share.get) == "creative arts"


def test_groups_that_come_from_abroad_leave_more_often():
    p = parameters.standard()
    block = model.make_people(2021, 0, 40_000, p)
    left, _, cause = geography._departures(block, p)
    gone = (left < len(model.TAX_YEARS)) & (cause == 1)
    code = model.ETHNIC_GROUPS.index
    mobile = np.isin(block.ethnic, [code("CHNE"), code("WOTH")])
    assert gone[mobile].mean() > 1.4 * gone[block.ethnic == code("WBRI")].mean()


def test_london_pays_nothing_and_seems_to(ask):
    """Ambition takes graduates to London and raises pay; London itself does not, in this model."""
    rows = ask(f"""
        select cast(region_at_end = 'London' as int), ambition, attainment, family, ability,
            cast(female as int), subject, provider_group, degree_year - ks4_year,
            log_pay_with_degree
        from {PEOPLE} where degree and region_at_16 <> 'London' and left_tax_year is null""")
    london = np.array([row[0] for row in rows])
    traits = np.array([row[1:6] for row in rows], dtype=float)
    pay = np.array([float(row[-1]) for row in rows])
    groups = [np.array([f"{row[6:9]}|{row[5]}" for row in rows])]
    dummies = [np.unique(g, return_inverse=True)[1] for g in groups]

    def effect(*columns):
        design = np.column_stack([np.ones(len(london)), london, *columns])
        return np.linalg.lstsq(design, pay, rcond=None)[0][1]

    def within(values):
        """Differences from the mean of people of the same subject, group, length and sex."""
        count = np.bincount(dummies[0])
        return values - (np.bincount(dummies[0], weights=values) / count)[dummies[0]]

    naive = effect()
    design = np.column_stack([within(london), *(within(column) for column in traits.T[:4])])
    known, *_ = np.linalg.lstsq(design, within(pay), rcond=None)
    assert naive > 0.03
    assert abs(known[0]) < 0.03


def test_the_campus_is_the_one_that_hesa_names(people):
    homes = people.lives["geography"]
    campus = university.provider_region(people)[university.provider_of(people)]
    second = people.entry_year - model.TAX_YEARS[0]
    asked = people.entered & (people.years_done > 1) & (homes.home != campus)
    place = homes.place[np.flatnonzero(asked), second[asked]]
    away = place != homes.home[asked]
    assert (place[away] == campus[asked][away]).all()
    assert away.mean() == pytest.approx(0.52, abs=0.04)
