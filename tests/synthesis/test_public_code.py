"""What code that others wrote for the real views takes for granted holds of ours too."""

import pytest

from leo_course import dictionary, extract

NPD = 'NPD_I2."P2021".'
TERMLY = ("autumn_census", "spring_census", "summer_census")
# Kinds of columns that working code found missing for pupils who are no longer on roll.
OF_THE_PRESENT = ("FSM", "SENprovision", "PrimarySENtype", "LSOA11", "LLSOA", "IDACIScore")


@pytest.fixture(scope="module")
def query(tiny):
    connection = extract.connect(tiny)
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()


@pytest.mark.parametrize(
    ("view", "column"),
    [
        ("ap_census_2008_to_2021", "AP_LANumber_geog"),
        ("cin_2009_to_2021", "CIN_LA_geog"),
        ("pru_census_2010_to_2013", "PRU_LA_geog"),
    ],
)
def test_an_authority_that_is_no_pseudonym_is_a_number_of_three_digits(query, view, column):
    [(low, high, kind)] = query(
        f"select min({column}), max({column}), any_value(typeof({column})) from {NPD}{view}"
    )
    assert kind == "SMALLINT"
    assert 101 <= low <= high <= 999


def test_the_number_of_an_authority_is_the_one_in_its_schools_pseudonyms(query):
    [(rows, same)] = query(f"""
        select count(*), count(*) filter (
            PRU_LAEstab_anon like 'SYN' || lpad(cast(PRU_LA_geog as varchar), 5, '0') || '%')
        from {NPD}pru_census_2010_to_2013""")
    assert same == rows > 0


@pytest.mark.parametrize("year", [2002, 2003, 2004, 2005])
def test_an_old_exclusion_is_permanent_by_the_letter_p(query, year):
    column = f"PermanentExclusionInd_ex{year % 100:02}"
    assert query(f"select distinct {column} from {NPD}exclusions_{year}") in ([("P",)], [])


@pytest.mark.parametrize("year", [2005, 2012, 2020])
def test_whoever_is_not_marked_as_suspended_passes_a_filter_for_that(query, year):
    [(rows, active, dormant)] = query(f"""
        select count(*), count(*) filter (HE_NOTACT <> '1'), count(*) filter (HE_NOTACT = '1')
        from HESA_I2."P2021".hesa_{year}""")
    assert active + dormant == rows
    assert active > 0.9 * rows


@pytest.mark.parametrize(
    ("view", "column"),
    [
        (NPD + "plams_amended_2012", "pl_QAN"),
        (NPD + "plams_amended_2018", "pl_QN"),
        (NPD + "ks4exam_2002_to_2021", "KS4_QAN"),
        (NPD + "ks5exam_2002_to_2021", "KS5_QAN"),
    ],
)
def test_a_qualification_number_has_the_form_that_the_request_form_states(query, view, column):
    [(rows, right)] = query(f"""
        select count(*), count(*) filter (regexp_full_match({column}, '[0-9A-Z][0-9]{{6}}[0-9A-Z]'))
        from {view}""")
    assert right == rows > 0


def test_an_aim_of_colleges_has_eight_characters(query):
    assert query('select distinct length(learning_aim_id) from LILR_I2."P2021".aims') == [(8,)]
    assert query('select distinct length(LearnAimRef) from LILR_I2."P2021".lars') == [(8,)]


@pytest.mark.parametrize("collection", TERMLY)
def test_of_who_has_left_a_census_says_neither_meals_nor_needs_nor_home(query, collection):
    seen = set()
    for view in dictionary.views():
        # Only from then on OnRoll is in the census of every term.
        if view.collection != collection or view.year < 2010:
            continue
        suffix = f"_{collection[:3].upper()}{view.year % 100:02}"
        for name in (field.name for field in view.fields):
            stem = next((stem for stem in OF_THE_PRESENT if name.startswith(stem)), None)
            if stem:
                seen.add(stem)
                [(gone, told, known)] = query(f"""
                    select count(*) filter (OnRoll{suffix} = 0),
                        count(*) filter (OnRoll{suffix} = 0 and {name} is not null),
                        count(*) filter (OnRoll{suffix} = 1 and {name} is not null)
                    from {NPD}{view.name}""")
                assert told == 0 < known, name
                assert gone > 0, view.name
    assert {"FSM", "SENprovision", "LSOA11", "LLSOA", "IDACIScore"} <= seen


def test_every_activity_after_school_that_authorities_may_note_occurs(ask):
    view = dictionary.view("NPD_I2", "nccis_2011_to_2021")
    [codes] = [f.codes for f in view.fields if f.name == "NCCIS_Current_Activity_Code"]
    found = {
        code
        for (code,) in ask(f"select distinct NCCIS_Current_Activity_Code from {NPD}{view.name}")
    }
    # 110 to 150 are for children of school age, whom the view does not follow.
    assert found == {code for code in codes if code >= 200}
