"""Homes, self-employment, pandemic grants and benefits: their shape, their figures, their truth."""

from types import SimpleNamespace

import numpy as np
import pytest

from leo_course import calibration, dictionary
from leo_course.synthesis import model, parameters
from leo_course.synthesis.columns import day
from leo_course.synthesis.domains import (
    DOMAINS,
    benefit_types,
    benefits,
    families,
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
    assert all(share[year] == 0 for year in range(2002, 2013))
    assert share[2013] < 0.03 < share[2014] < share[2015] < share[2017] < share[2018]
    assert share[2019] > 0.95
    [(late,)] = ask(f"""
        select count(*) from {LEO}.leo_benefit
        where Benefit_type = 'IB' and StartDate >= '2008-10-27'""")
    assert late == 0


def test_each_benefit_has_its_time(ask):
    """First and last starts of claims, by the law of the day."""
    first_and_last = {
        kind: (first, last)
        for kind, first, last in ask(f"""
            select Benefit_type, cast(min(StartDate) as varchar), cast(max(StartDate) as varchar)
            from {LEO}.leo_benefit group by 1""")
    }
    assert first_and_last["IB"][1] < "2008-10-27" <= first_and_last["ESA"][0]
    assert first_and_last["JTA"][1] < "2013-12-31"
    assert first_and_last["DLA"][1] < "2013-04-08" <= first_and_last["PIP"][0]
    assert first_and_last["IS"][1] < "2019-06-01"
    assert min(first for first, _ in first_and_last.values()) >= "2002-04-06"
    # No new claims when our people came of age, or for the old.
    assert not {"SDA", "PIB", "WB", "AA", "PC", "RP"} & first_and_last.keys()
    assert set(benefits.KINDS) == set(first_and_last)


def test_universal_credit_came_to_the_north_west_first(ask):
    """Among simple claims before the full service, which was nowhere before May 2016."""
    share = dict(
        ask(f"""
            select GORNM, avg(cast(Benefit_type = 'UAA' as int)) from {LEO}.leo_benefit
            join {LEO}.leo_geography using (Edukey)
            where Benefit_type in ('JSA', 'UAA') and TaxYear = 201415
                and StartDate between '2014-01-01' and '2015-02-15' group by 1""")
    )
    assert share["North West"] > 0.2
    others = {"North East", "East Midlands", "West Midlands", "London", "South East"}
    assert max(share[region] for region in others) < 0.1


def test_lone_parents_must_seek_work_ever_earlier():
    """The day from which they must, by when the youngest child was born and how the rule moved."""
    born = np.array([int(day(year, 3, 1)) for year in (1996, 2000, 2003, 2007, 2010)])
    first = benefit_types.lone_limit(born, np.zeros(5))
    age = (first - born) / 365.25
    assert np.round(age, 1).tolist() == [12.7, 10.0, 7.7, 5.2, 5.0]
    late = benefit_types.lone_limit(born, np.ones(5))
    assert ((late >= first) & (late <= first + 366)).all()


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
    [(rows, pairs, first, last)] = ask(f"""
        select count(*), count(distinct (Edukey, TaxYear)), min(TaxYear), max(TaxYear)
        from {LEO}.leo_geography""")
    assert rows == pairs
    # People of 16 in 2002 have no address before the table begins.
    assert (first, last) == (200405, 202021)


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
        # The extract of the course has twenty authorities.
        assert (found[:20] == place).sum() == p["geography.quotas"][name]
    some = np.array([1999, 3, 404, 3])
    assert (places.regions(draws, some, p) == found[some]).all()
    diverse = draws.normal_of("place/diversity", np.arange(2000))
    wealth = draws.normal_of("place/authority", np.arange(2000))
    north_east, south_east = places.REGIONS.index("north east"), places.REGIONS.index("south east")
    assert diverse[found == places.LONDON].mean() > diverse.mean() + 0.5
    assert wealth[found == south_east].mean() > wealth[found == north_east].mean() + 0.8


def test_london_is_the_most_diverse_region_under_almost_any_seed():
    p, la, first = parameters.standard(), np.arange(20), 0
    for seed in range(40):
        draws = Draws(seed, 0, 10)
        region, diverse = places.regions(draws, la, p), draws.normal_of("place/diversity", la)
        means = [diverse[region == place].mean() for place in range(len(places.REGIONS))]
        first += int(np.argmax(means)) == places.LONDON
    assert first >= 34


def test_londoners_come_in_their_twenties_and_go_in_their_thirties(people):
    """Among graduates who did not grow up there."""
    homes = people.lives["geography"]
    others = (homes.home != places.LONDON) & people.degree
    share = {
        t: (homes.place[rows, year] == places.LONDON).mean()
        for t in (2, 9, 18)
        for rows, year in [np.nonzero((people.after == t) & others[:, None])]
    }
    assert share[2] < 0.3 * share[9]
    assert share[18] < share[9]


def test_the_longest_held_home_counts_and_of_equals_the_later():
    years = len(model.TAX_YEARS)
    # A move on day `moves` of a year of 365 days, and of 2011/12, which has 366 and so can tie.
    for year, moves, counts in ((2012, 183, 6), (2012, 184, 5), (2011, 184, 6), (2011, 185, 5)):
        place = model.TAX_YEARS.index(year)
        moved = np.zeros((1, years), dtype=int)
        moved[0, place] = moves
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
            select female, fsm_at_16, 100.0 * avg(cast(days >= 183 as int)) from claimed
            where t = 6 and not independent_school group by all""")
    }
    for female in (True, False):
        assert 2 < share[female, True] / share[female, False] < 5
    reasons = dict(
        ask(f"""
            select Benefit_type, avg(cast(female as int)) from {LEO}.leo_benefit b
            join {PEOPLE} p on p.edukey = b.EduKey group by 1""")
    )
    # Income support is for lone parents, and a few carers, ill people and minors.
    assert reasons["IS"] > 0.65
    assert reasons["JSA"] < 0.55


def test_ill_health_is_what_incapacity_claims_are_about(ask):
    [(ill, seeking)] = ask(f"""
        select avg(ill_health) filter (Benefit_type = 'ESA'),
            avg(ill_health) filter (Benefit_type = 'JSA')
        from {LEO}.leo_benefit b join {PEOPLE} p on p.edukey = b.EduKey""")
    assert ill > seeking + 1


def test_mothers_have_their_children_in_order_and_after_school(people):
    family = people.lives["families"]
    born = family.births
    mothers = born[:, 0] < families.NEVER
    assert people.female[mothers].all()
    known = born < families.NEVER
    assert not (known[:, 1:] & ~known[:, :-1]).any()
    waits = (born[:, 1:] - born[:, :-1])[known[:, 1:]]
    assert waits.min() > 300
    age = (born[mothers, 0] - day(people.birth_year[mothers], people.birth_month[mothers])) / 365
    assert age.min() > 15
    assert not (family.lone & ~family.with_child).any()
    by_35 = (people.after == 18) & people.female[:, None]
    assert 0.45 < family.with_child[by_35].mean() < 0.8
    young = (people.after == 4) & people.female[:, None]
    assert 0.05 < family.with_child[young].mean() < 0.2
    graduates = young & people.degree[:, None]
    assert family.with_child[graduates].mean() < 0.02


def test_lone_parents_have_fewer_jobs_and_more_benefits(people):
    """Families, work and benefits of one person go together, year by year."""
    family, spells = people.lives["families"], people.lives["benefits"]
    asked = people.female[:, None] & (people.after >= 3) & ~people.studying
    lone = people.works[asked & family.lone].mean()
    none = people.works[asked & ~family.with_child].mean()
    assert lone < none - 0.15
    support = spells.kind == benefits.KINDS.index("IS")
    year = benefits.year_at(spells.start)
    at = spells.row[support], year[support]
    women = people.female[at[0]]
    assert family.lone[at][women].mean() > 0.6


def test_who_was_in_care_claims_more_at_equal_results(people):
    care = people.lives["childhood"].care_until > 0
    spells = people.lives["benefits"]
    out = np.array([kind in OUT_OF_WORK for kind in benefits.KINDS])[spells.kind]
    ever = np.zeros(len(people.person), dtype=bool)
    ever[spells.row[out]] = True
    old = people.cohort <= 2012
    low = (people.attainment < 0) & old
    assert ever[low & care].mean() > ever[low & ~care].mean() + 0.1


def test_nobody_seeks_work_while_at_school_or_before_18_but_a_few(people):
    spells = people.lives["benefits"]
    seeks = np.isin(spells.kind, [benefits.KINDS.index(kind) for kind in ("JSA", "UAA")])
    row, start = spells.row[seeks], spells.start[seeks]
    adult = day(people.birth_year[row] + 18, people.birth_month[row], 15)
    assert (start < adult).mean() < 0.03
    life = people.lives["colleges"]["learning"]
    first = np.flatnonzero(np.isin(life.kind[:, 8], (0, 1)) & (people.cohort == 2010))
    until = dict(zip(first.tolist(), life.end[first, 8].tolist(), strict=True))
    begins = np.where(np.isin(row, first), start, 0)
    there = [until.get(r, 0) for r in row.tolist()]
    assert ((begins == 0) | (begins > np.array(there))).all()


def test_incapacity_and_income_support_may_stand_side_by_side(ask):
    [(both,)] = ask(f"""
        select count(*) from {LEO}.leo_benefit a join {LEO}.leo_benefit b using (EduKey)
        where a.Benefit_type = 'IB' and b.Benefit_type = 'IS'
            and a.StartDate <= b.EndDate and b.StartDate <= a.EndDate""")
    assert both > 10


def test_what_is_asked_of_parents_grows_with_the_child(people):
    """Universal Credit of lone parents: nothing, interviews, preparation, work."""
    family, spells = people.lives["families"], people.lives["benefits"]
    youngest = np.where(
        family.births[spells.row] <= spells.start[:, None], family.births[spells.row], -1
    ).max(axis=1)
    age = (spells.start - youngest) / 365.25
    alone = family.lone[spells.row, benefits.year_at(spells.start)] & (youngest > 0)
    middle = {
        kind: np.median(age[alone & (spells.kind == benefits.KINDS.index(kind))])
        for kind in ("UDF", "UBC", "UAA")
    }
    assert 0.9 <= middle["UDF"] <= middle["UBC"] <= middle["UAA"]


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
            for _, columns in domain.observe(one, make_keys(one, p), p):
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
    block = model.make_people(2021, 0, 15_000, p)
    # The cause is drawn for everybody, and counts for those who leave PAYE for good.
    _, _, cause = geography._departures(block, p)
    abroad, code = cause == 1, model.ETHNIC_GROUPS.index
    mobile = np.isin(block.ethnic, [code("CHNE"), code("WOTH")])
    assert abroad[mobile].mean() > 1.4 * abroad[block.ethnic == code("WBRI")].mean()


def test_london_pays_nothing_and_seems_to(ask):
    """Ambition takes graduates to London and raises pay; London itself does not, in this model."""
    rows = ask(f"""
        select cast(region_at_end = 'London' as int), ambition, attainment, family, ability,
            cast(female as int), subject, provider_group, degree_year - ks4_year,
            log_pay_with_degree
        from {PEOPLE} where degree and region_at_16 <> 'London' and left_tax_year is null
            and log_pay_with_degree is not null""")
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
    asked &= second < len(model.TAX_YEARS)
    place = homes.place[np.flatnonzero(asked), second[asked]]
    away = place != homes.home[asked]
    assert (place[away] == campus[asked][away]).all()
    assert away.mean() == pytest.approx(0.52, abs=0.04)
