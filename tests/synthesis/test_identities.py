"""The linkage lab: who the people are, what two files hold of them, and what the match found."""

from datetime import date

import pytest

from leo_course import dictionary, extract
from leo_course.synthesis import build, parameters, writer
from leo_course.synthesis.linkage import match, names

EDUCATION = 'LINKAGE_LAB."P2021".education_identities'
CUSTOMERS = 'LINKAGE_LAB."P2021".dwp_identities'
LOOKUP = 'LEO_I2."P2021".learner_ae_id_to_edukey_lookup'
PEOPLE = 'TRUTH."P2021".people'
LINKS = """(select * from TRUTH."P2021".links where source = 'EDUKEY')"""

# ----------------------------------------------------------------- the match, as SQL would do it

SEARCHED = f"""
    create or replace temp table searched as
    select *, left(forename, 1) as initial, postcode as code from {CUSTOMERS}
    union all
    select *, left(forename, 1), former_postcode from {CUSTOMERS}
    where former_postcode is not null
"""
STAGES = {
    1: """e.nino = c.nino and coalesce(e.forename = c.forename, false)::int
        + coalesce(e.surname = c.surname, false)::int
        + coalesce(e.date_of_birth = c.date_of_birth, false)::int
        + coalesce(e.sex = c.sex, false)::int + coalesce(e.postcode = c.code, false)::int >= 2""",
    2: """e.forename = c.forename and e.surname = c.surname
        and e.date_of_birth = c.date_of_birth and e.sex = c.sex and e.postcode = c.code""",
    3: """left(e.forename, 1) = c.initial and e.surname = c.surname
        and e.date_of_birth = c.date_of_birth and e.sex = c.sex and e.postcode = c.code""",
    4: """left(e.forename, 1) = c.initial and e.surname_code = c.surname_code
        and e.date_of_birth = c.date_of_birth and e.sex = c.sex
        and split_part(e.postcode, ' ', 1) = split_part(c.code, ' ', 1)""",
    5: """e.forename = c.forename and e.surname_code = c.surname_code
        and e.date_of_birth = c.date_of_birth""",
    6: """left(e.forename, 1) = c.initial and e.date_of_birth = c.date_of_birth
        and left(e.postcode, 2) = left(c.code, 2)""",
    7: """e.date_of_birth = c.date_of_birth and e.sex = c.sex
        and split_part(e.postcode, ' ', 1) = split_part(c.code, ' ', 1)""",
}


def reference(connection):
    """Run the staged match in SQL, on the lab's files alone: the table ``found``."""
    connection.execute(SEARCHED)
    connection.execute(
        "create or replace temp table found (AE_ID bigint, nino varchar, stage smallint)"
    )
    for stage, agrees in STAGES.items():
        connection.execute(f"""
            insert into found
            select e.AE_ID, min(c.nino), {stage}
            from (select * from {EDUCATION} where AE_ID not in (select AE_ID from found)) e
            join searched c on e.batch = c.batch and {agrees}
            group by e.AE_ID having count(distinct c.nino) = 1""")
    lookup = connection.execute(f"""
        select AE_ID, EDUKEY from found join {CUSTOMERS} using (nino) order by all""").fetchall()
    stages = connection.execute("select AE_ID, stage from found order by AE_ID").fetchall()
    return lookup, stages


def as_delivered(connection):
    lookup = connection.execute(f"select AE_ID, EDUKEY from {LOOKUP} order by all").fetchall()
    stages = connection.execute("""
        select AE_ID, stage from LINKAGE_LAB."P2021".match_results
        where stage is not null order by AE_ID""").fetchall()
    return lookup, stages


def test_sql_on_the_two_files_gives_the_lookup(teaching):
    connection = extract.truth(teaching)
    assert reference(connection) == as_delivered(connection)


@pytest.mark.slow
def test_sql_gives_the_lookup_of_several_batches_too(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "BLOCK", 700)
    build.make(tmp_path / "cut", "1500", jobs=1)
    connection = extract.truth(tmp_path / "cut")
    batches = connection.execute(f"select count(distinct batch) from {EDUCATION}").fetchall()
    assert batches == [(3,)]
    assert reference(connection) == as_delivered(connection)


def test_every_stage_links_somebody(ask):
    found = ask("""select distinct stage from LINKAGE_LAB."P2021".match_results
        where stage is not null order by 1""")
    codes = dictionary.view("LINKAGE_LAB", "match_results").field("stage").codes
    assert [stage for (stage,) in found] == sorted(codes) == sorted(STAGES) == [1, *match.STAGES]


# --------------------------------------------------------------------------- rates and causes


BOTH = f"from {PEOPLE} p join {EDUCATION} e using (ae_id) join {CUSTOMERS} d using (edukey)"
GROUPS = {
    "women who changed their name": ("female and name_changed is not null", "female"),
    "people who moved far": ("left(home_postcode, 2) <> left(i.postcode, 2)", "true"),
    "independent schools": ("independent_school", "not independent_school"),
    "not White British": ("minority", "not minority"),
}


@pytest.mark.parametrize("group", GROUPS)
def test_some_people_are_linked_less_often(group, ask):
    some, others = GROUPS[group]
    [(low, high)] = ask(f"""
        select avg((l.person is not null)::int) filter ({some}),
            avg((l.person is not null)::int) filter ({others})
        from {PEOPLE} p join TRUTH."P2021".identities i using (person)
        left join (select distinct person from {LINKS} where "right") l using (person)
        left join (select PupilMatchingRefAnonymous_SPR08 as pmr,
            any_value(EthnicGroupMinor_SPR08 <> 'WBRI') as minority
            from NPD_I2."P2021".spring_census_2008 group by all) using (pmr)""")
    assert low < high - 0.004


def test_wrong_links_have_causes_that_can_be_found(ask):
    """Most agree on the date of birth, some come from a twin, and no own record was in order."""
    [(wrong, twins, same_birth, own)] = ask(f"""
        select count(*), count(*) filter (t.twin = o.person),
            count(*) filter (e.date_of_birth = d.date_of_birth),
            count(*) filter (not i.customer or m.person is not null or i.surname <> i.birth_surname
                or i.postcode <> i.home_postcode or e.postcode is null)
        from {LINKS} l join {EDUCATION} e using (ae_id)
        join {CUSTOMERS} d on d.EDUKEY = l.key
        join TRUTH."P2021".identities i using (person)
        join TRUTH."P2021".identities o on o.nino = d.nino
        left join TRUTH."P2021".identities t on t.person = l.person
        left join (select distinct person from TRUTH."P2021".identity_mistakes) m
            on m.person = l.person
        where not "right" """)
    assert wrong > 100
    assert twins > 0.05 * wrong
    assert same_birth > 0.9 * wrong
    assert own == wrong


def test_mistakes_of_one_person_come_together(ask):
    """More records have two mistakes than chance alone would give."""
    [(one, both)] = ask("""
        with m as (select person, bool_or(file = 'education') as e, bool_or(file = 'customers') as d
            from TRUTH."P2021".identity_mistakes group by person)
        select avg(coalesce(e, false)::int) * avg(coalesce(d, false)::int),
            avg(coalesce(e and d, false)::int)
        from TRUTH."P2021".identities left join m using (person)""")
    assert both > 1.1 * one


# ---------------------------------------------------------------------- what the files hold


def test_a_record_without_mistakes_holds_the_truth(ask):
    [(education, customers)] = ask(f"""
        with m as (select distinct person, file from TRUTH."P2021".identity_mistakes)
        select
            (select count(*) from {PEOPLE} join TRUTH."P2021".identities i using (person)
                join {EDUCATION} h using (ae_id)
                anti join (from m where file = 'education') using (person)
                where h.forename <> i.forename or h.surname <> birth_surname
                or h.date_of_birth is distinct from i.date_of_birth or h.sex is null
                or (h.sex = 'F') <> female or h.postcode <> home_postcode or h.nino <> i.nino),
            (select count(*) from {PEOPLE} join TRUTH."P2021".identities i using (person)
                join {CUSTOMERS} h using (edukey)
                anti join (from m where file = 'customers') using (person)
                where h.forename <> i.forename or h.surname <> i.surname
                or h.date_of_birth is distinct from i.date_of_birth or h.sex is null
                or (h.sex = 'F') <> female or h.postcode is distinct from i.postcode
                or h.nino <> i.nino or h.former_postcode <> home_postcode)""")
    assert (education, customers) == (0, 0)


def test_no_mistake_leaves_its_record_as_it_should_be(ask):
    [(logged, unseen)] = ask(f"""
        select count(*), count(*) filter (h.forename = i.forename and h.surname = birth_surname
            and h.date_of_birth = i.date_of_birth and (h.sex = 'F') = female
            and h.postcode = home_postcode and h.nino = i.nino)
        from TRUTH."P2021".identity_mistakes m join {PEOPLE} using (person)
        join TRUTH."P2021".identities i using (person) join {EDUCATION} h using (ae_id)
        where m.file = 'education'""")
    assert logged > 1000
    assert unseen < 0.005 * logged


def test_every_customer_is_known_by_one_number(ask):
    assert ask(f"""select count(*) from (select nino from {CUSTOMERS} d
        join (select edukey, person from {PEOPLE}) using (edukey)
        group by nino having count(distinct person) > 1)""") == [(0,)]
    [(accounts, twice)] = ask(f"""select count(*), count(*) filter (n = 2) from
        (select count(*) as n from {CUSTOMERS} group by nino)""")
    assert accounts > twice > 100


def test_all_identities_are_visibly_synthetic(ask):
    for table in (EDUCATION, CUSTOMERS, 'TRUTH."P2021".identities'):
        assert ask(f"""
            select count(*) from {table} where not regexp_full_match(nino, 'QQ[0-9]{{6}}[A-S]')
            or not regexp_full_match(postcode, 'X[A-Y][0-9]{{1,2}} [0-9][A-Z]{{2}}')""") == [(0,)]


def test_twins_share_what_twins_share(ask):
    [(pairs, odd)] = ask("""
        select count(*), count(*) filter (a.birth_surname <> b.birth_surname
                and (a.birth_surname not in ('Kaur', 'Singh'))  -- by sex
            or a.date_of_birth <> b.date_of_birth or a.home_postcode <> b.home_postcode
            or b.twin <> a.person or a.forename = b.forename or a.nino = b.nino)
        from TRUTH."P2021".identities a join TRUTH."P2021".identities b on a.twin = b.person""")
    assert pairs > 500
    assert odd == 0


def test_dates_follow_each_other(ask):
    assert ask(f"""select count(*) from {CUSTOMERS}
        where former_postcode_until >= postcode_from or date_of_birth > '2007-01-01'""") == [(0,)]
    [(first, last)] = ask("""select min(name_changed - year(date_of_birth)), max(name_changed)
        from TRUTH."P2021".identities""")
    assert (first >= 20, last <= 2020) == (True, True)
    assert isinstance(ask(f"select max(postcode_from) from {CUSTOMERS}")[0][0], date)


@pytest.mark.slow
def test_without_troubles_everybody_is_linked_rightly(tmp_path):
    chosen = parameters.standard()
    chosen = chosen.having(**{f"trouble__{name}": 0 for name in parameters.troubles(chosen)})
    build.make(tmp_path / "clean", "6000", jobs=1, chosen=chosen)
    connection = extract.truth(tmp_path / "clean")
    assert connection.execute(f"""
        select count(*), count(distinct person), bool_and("right") from {LINKS}
        """).fetchall() == [(6000, 6000, True)]


# ------------------------------------------------------------------------------------- names


def test_soundex():
    words = {"Robert": "R163", "Rupert": "R163", "Ashcraft": "A261", "Tymczak": "T522"}
    words |= {"Pfister": "P236", "Lee": "L000", "O'Brien": "O165", "Clarke": "C462"}
    assert {word: names.soundex(word) for word in words} == words


@pytest.mark.parametrize("table", [names.forenames(), names.surnames()], ids=["fore", "sur"])
def test_a_slip_of_the_keyboard_gives_another_word(table):
    assert len(set(table.text)) == len(table.text)
    for place in range(0, len(table.text), 97):
        word = table.text[place]
        assert table.text[table.initial[place]] == word[0]
        typed = {table.text[wrong] for wrong in table.typed[place]}
        assert typed == {word} or word not in typed  # wrong spellings have no further ones
