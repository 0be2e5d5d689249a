"""Each trouble is present at its rate, and gone when its rate is 0."""

from hashlib import blake2b
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from leo_course import dictionary, extract
from leo_course.synthesis import build, model, parameters, records
from leo_course.synthesis.domains.work import FIRST_OF_PAY
from leo_course.synthesis.model import TAX_YEARS

# Each domain's file troubles_<domain>.py holds COUNTS: for each trouble a query that gives the
# number of rows or people it is in, and the number it could be in.
COUNTS = {}
for module in sorted(Path(__file__).parent.glob("troubles_*.py")):
    COUNTS |= import_module(module.stem).COUNTS
# Dates that were set for want of the true ones may abut by themselves.
ABUTTING = """
    select count(*) from (select StartDate - lag(EndDate) over jobs as wait,
            UncertainStartDate or lag(UncertainEndDate) over jobs as set
        from LEO_I2."P2021".leo_employment
        window jobs as (partition by EduKey order by StartDate, EndDate))
    where wait = 1 and not set
"""


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """An extract in which every trouble is switched off."""
    folder = tmp_path_factory.mktemp("clean") / "extract"
    chosen = parameters.standard()
    chosen = chosen.having(**{f"trouble__{name}": 0 for name in parameters.troubles(chosen)})
    build.make(folder, "6000", jobs=1, chosen=chosen)
    return extract.truth(folder)


def test_every_trouble_is_tested():
    rates = parameters.troubles(parameters.standard())
    assert {*COUNTS, "merged_spells"} == set(rates)


@pytest.mark.parametrize("trouble", COUNTS)
def test_present_at_its_rate(trouble, ask):
    rate = parameters.troubles(parameters.standard())[trouble]
    [(troubled, every)] = ask(COUNTS[trouble])
    assert 0.4 * rate < troubled / every <= min(1, 2.5 * rate)


@pytest.mark.slow
@pytest.mark.parametrize("trouble", COUNTS)
def test_gone_without_it(trouble, clean):
    [(troubled, every)] = clean.execute(COUNTS[trouble]).fetchall()
    assert troubled == 0
    assert every > 40


def test_jobs_without_a_break_are_merged(ask, clean):
    assert ask(ABUTTING) == [(0,)]
    assert clean.execute(ABUTTING).fetchall()[0][0] > 100


def test_duplicates_follow_the_rules_of_record_status(ask):
    pairs = ask("""
        select m.RecordStatus_SPR07, d.RecordStatus_SPR07, m.LAEstab_anon_SPR07,
            d.LAEstab_anon_SPR07, m.SourceTable_SPR07 = 'PupilsOnRoll',
            d.SourceTable_SPR07 = 'PupilsOnRoll', m.LeavingDate_SPR07, d.LeavingDate_SPR07,
            m.EnrolStatus_SPR07, d.EnrolStatus_SPR07, m.EntryDate_SPR07, d.EntryDate_SPR07
        from NPD_I2."P2021".spring_census_2007 m
        join NPD_I2."P2021".spring_census_2007 d using (PupilMatchingRefAnonymous_SPR07)
        where m.RecordStatus_SPR07 < 100 and d.RecordStatus_SPR07 > 100""")
    assert {main for main, *_ in pairs} == {1, 2, 3, 4}
    for main, duplicate, school, other, on, other_on, left, other_left, *rest in pairs:
        enrol, other_enrol, entry, other_entry = rest
        assert duplicate == main + 100
        assert school != other
        there = {1: (True, False), 2: (False, False), 3: (True, True), 4: (True, True)}
        assert (on, other_on) == there[main]
        assert main != 4 or entry > other_entry
        assert main != 2 or left > other_left
        assert (enrol, other_enrol) == (("M", "S") if main == 3 else ("C", "C"))


def test_of_two_courses_in_a_year_the_first_ends_before_the_second_begins(ask):
    [(pairs, in_order, elsewhere)] = ask("""
        select count(*), count(*) filter (a.HE_ENDDATE < b.HE_COMDATE and a.HE_RSNEND = '03'),
            count(*) filter (a.HE_XINSTID01__ANON <> b.HE_XINSTID01__ANON)
        from HESA_I2."P2021".hesa_2011 a join HESA_I2."P2021".hesa_2011 b
            on a.HE_PUPILMATCHINGREFANONYMOUS = b.HE_PUPILMATCHINGREFANONYMOUS
            and a.HE_COMDATE < b.HE_COMDATE
        where a.HE_PUPILMATCHINGREFANONYMOUS <> '' and a.HE_XLEV601 = 4 and b.HE_XLEV601 = 4
            and a.HE_XFYRSR01 = 1 and b.HE_XFYRSR01 = 1""")
    assert pairs > 5
    assert (in_order, elsewhere) == (pairs, pairs)


def test_default_dates_are_the_first_and_last_day_of_a_tax_year(ask):
    [(wrong_start, wrong_end)] = ask("""
        select count(*) filter (UncertainStartDate and strftime(StartDate, '%m-%d') <> '04-06'
                and StartDate <> EndDate - 1),
            count(*) filter (UncertainEndDate and strftime(EndDate, '%m-%d') <> '04-05')
        from LEO_I2."P2021".leo_employment""")
    assert (wrong_start, wrong_end) == (0, 0)


def test_some_links_fail_more_often_by_group(ask):
    [(men, women, state, independent)] = ask("""
        select avg(cast(linked as int)) filter (not female),
            avg(cast(linked as int)) filter (female),
            avg(cast(linked as int)) filter (not independent_school),
            avg(cast(linked as int)) filter (independent_school)
        from TRUTH."P2021".people""")
    assert men > women
    assert state > independent


def test_the_year_in_the_name_of_a_hesa_view_is_the_end_year(ask):
    assert ask("""select min(HE_COMDATE) >= '2011-09-01' and max(HE_COMDATE) < '2012-02-01'
        from HESA_I2."P2021".hesa_2012 where HE_XFYRSR01 = 1 and HE_XLEV601 = 4""") == [(True,)]


def test_computing_changes_its_code(ask):
    query = """select count(*) filter (HE_XJACS01_1 = 'I100'),
        count(*) filter (HE_XJACS01_1 = 'G400') from HESA_I2."P2021".hesa_{}"""
    [(new, old)] = ask(query.format(2012))
    assert (new, old > 0) == (0, True)
    [(new, old)] = ask(query.format(2013))
    assert (new > 0, old) == (True, 0)


def test_wrongly_linked_people_get_somebody_elses_pay(ask):
    [(wrong, others)] = ask("""
        select count(*), count(o.person) from TRUTH."P2021".links l
        left join LINKAGE_LAB."P2021".dwp_identities d on d.EDUKEY = l.key
        left join TRUTH."P2021".identities o on o.nino = d.nino and o.person <> l.person
        where l.source = 'EDUKEY' and not l."right" """)
    assert wrong == others > 0


@pytest.mark.slow
def test_spells_are_in_order_and_do_not_overlap(clean):
    assert clean.execute("""
        select count(*) from (select StartDate, EndDate, lag(EndDate) over (
            partition by EduKey order by StartDate) as before from LEO_I2."P2021".leo_employment)
        where EndDate < StartDate or StartDate <= before""").fetchall() == [(0,)]


@pytest.mark.slow
def test_pay_and_spells_tell_of_the_same_years(clean):
    """Without troubles, a tax year has pay if and only if a spell touches it."""
    assert clean.execute(f"""
        with spells as (
            select distinct EduKey, began from LEO_I2."P2021".leo_employment,
                (select unnest(range({FIRST_OF_PAY}, {TAX_YEARS[-1] + 1})) as began)
            where StartDate <= make_date(began + 1, 4, 5) and EndDate >= make_date(began, 4, 6)),
        pay as (select Edukey, TaxYear // 100 as began from LEO_I2."P2021".leo_earnings)
        select count(*) from spells full join pay using (EduKey, began)
        where pay.began is null or spells.began is null""").fetchall() == [(0,)]


RATES = parameters.troubles(parameters.standard())
STATED = {
    item.name.removeprefix("trouble."): set(item.views)
    for item in parameters.standard().items
    if item.name.startswith("trouble.")
}
VIEWS = {(view.database, view.collection, view.year): view for view in dictionary.views()}


def contents(chosen):
    """The rows of each view of 1,500 people as one hash, without the time that files take."""
    found = {}
    people = model.make_people(build.STANDARD_SEED, 0, 1500, chosen)
    for (database, collection, year), rows in records.observe(people, chosen):
        view = VIEWS[database, collection, year]
        content = blake2b()
        for field in view.fields:
            values = rows[field.variable]
            data = np.ascontiguousarray(values.data)
            if values.null is not None:
                content.update(values.null.tobytes())
                data = np.where(values.null, data.dtype.type(0), data)
            content.update(data.tobytes() + repr(values.labels).encode())
        found[database, collection, year] = content.digest()
    return found


@pytest.fixture(scope="module")
def with_all():
    return contents(parameters.standard())


@pytest.mark.slow
@pytest.mark.parametrize("trouble", RATES)
def test_it_touches_only_the_views_it_names(trouble, with_all):
    """What the registry says is what switching the trouble off changes, or more for the rare."""
    without = contents(parameters.standard().having(**{f"trouble__{trouble}": 0}))
    changed = {
        f"{database}.{collection}"
        for database, collection, year in with_all
        if with_all[database, collection, year] != without[database, collection, year]
    }
    assert {c for c in changed if not c.startswith("TRUTH.")} <= STATED[trouble]
    assert STATED[trouble]


def test_every_collection_that_a_trouble_names_is_there():
    known = {f"{database}.{collection}" for database, collection, _ in VIEWS}
    assert set().union(*STATED.values()) <= known
