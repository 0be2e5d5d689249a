"""connect() opens the extract as in the SRS; truth() adds what nobody could know there."""

import json
import shutil

import duckdb
import pytest

import leo_course
from leo_course import dictionary, extract
from leo_course.errors import CourseError

SQL_TYPES = {
    "smallint": "SMALLINT",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "float": "DOUBLE",
    "bit": "BOOLEAN",
    "date": "DATE",
}


@pytest.fixture
def copy(tmp_path, tiny):
    folder = tmp_path / "extract"
    shutil.copytree(tiny, folder)
    return folder


def attached(connection):
    rows = connection.execute("select distinct database_name from duckdb_views()").fetchall()
    return {name for (name,) in rows} - {"system", "temp"}


def test_three_part_names_work_in_any_case(tiny):
    connection = leo_course.connect(tiny)
    for name in ('LEO_I2."P2021".leo_earnings', "leo_i2.p2021.LEO_EARNINGS"):
        [(rows,)] = connection.execute(f"select count(*) from {name}").fetchall()
        assert rows > 10_000


def test_every_view_has_the_columns_and_types_of_the_dictionary(tiny):
    connection = leo_course.truth(tiny)
    for view in dictionary.views():
        found = connection.execute(
            f'describe select * from {view.database}."P2021".{view.name}'
        ).fetchall()
        expected = [(f.name, SQL_TYPES.get(f.sql_type, "VARCHAR")) for f in view.fields]
        assert [(name, kind) for name, kind, *_ in found] == expected


@pytest.mark.slow
def test_text_fits_its_sql_type(tiny):
    connection = leo_course.truth(tiny)
    for view in dictionary.views():
        for field in view.fields:
            if field.type == "string":
                longest = int(field.sql_type.removeprefix("varchar(").removesuffix(")"))
                query = (
                    f'select max(length("{field.name}")) from {view.database}."P2021".{view.name}'
                )
                [(length,)] = connection.execute(query).fetchall()
                assert (length or 0) <= longest, f"{view.full_name}.{field.name}"


def test_the_truth_is_out_of_reach_of_connect(tiny):
    connection = leo_course.connect(tiny)
    assert attached(connection) == {view.database for view in dictionary.views(truth=False)}
    with pytest.raises(duckdb.Error, match="TRUTH"):
        connection.execute('select * from TRUTH."P2021".people')


def test_truth_adds_one_database(tiny):
    connection = leo_course.truth(tiny)
    assert attached(connection) == {view.database for view in dictionary.views()}
    tables = connection.execute(
        "select view_name from duckdb_views() where database_name = 'TRUTH' order by 1"
    ).fetchall()
    assert [name for (name,) in tables if name in ("people", "links", "parameters")] == [
        *("links", "parameters", "people")
    ]
    assert connection.execute('select count(*) from TRUTH."P2021".people').fetchall() == [(2000,)]


def test_views_cannot_be_written_to(tiny):
    connection = leo_course.connect(tiny)
    with pytest.raises(duckdb.Error):
        connection.execute('delete from LEO_I2."P2021".leo_earnings')


def test_connections_are_apart_and_quiet(tiny):
    first, second = leo_course.connect(tiny), leo_course.connect(tiny)
    first.execute("create table mine as select 1 as x")
    with pytest.raises(duckdb.Error, match="mine"):
        second.execute("select * from mine")
    progress = "select value from duckdb_settings() where name = 'enable_progress_bar'"
    assert first.execute(progress).fetchall() == [("false",)]


def test_pandas_gets_frames(tiny):
    frame = leo_course.connect(tiny).sql('select * from LEO_I2."P2021".leo_employment').df()
    assert list(frame.columns)[:3] == ["EduKey", "StartDate", "EndDate"]
    assert frame["UncertainStartDate"].mean() > 0.02


def test_the_environment_names_the_folder(tiny, monkeypatch):
    monkeypatch.setenv("LEO_EXTRACT", str(tiny))
    assert extract.identity() == extract.manifest(tiny)["sha256"]
    assert leo_course.connect().execute("select 1").fetchall() == [(1,)]


def test_any_folder_name_will_do(tmp_path, tiny):
    folder = tmp_path / "it's [my] 100% café"
    shutil.copytree(tiny, folder)
    query = 'select count(*) from LEO_I2."P2021".leo_earnings'
    assert (
        leo_course.connect(folder).execute(query).fetchall()
        == leo_course.connect(tiny).execute(query).fetchall()
    )


def refusal(folder):
    with pytest.raises(CourseError) as caught:
        leo_course.connect(folder)
    message = str(caught.value)
    assert "`leo data`" in message
    assert "\n" not in message
    return message


def test_no_extract_is_refused(tmp_path):
    assert "There is no extract in" in refusal(tmp_path / "nowhere")


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '"x"', '{"course_version": "0.1.0", "files": 3}', '{"files": {}}']
)
def test_a_damaged_manifest_is_refused(copy, text):
    (copy / "MANIFEST.json").write_text(text, encoding="utf-8")
    assert "is damaged" in refusal(copy)


@pytest.mark.parametrize("damage", ["missing", "cut short"])
def test_a_damaged_file_is_refused(copy, damage):
    path = next((copy / "LEO_I2" / "leo_earnings").iterdir())
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-10])
    assert "is missing or damaged" in refusal(copy)


def test_another_version_is_refused(copy):
    content = extract.manifest(copy)
    content["course_version"] = "0.0.9"
    (copy / "MANIFEST.json").write_text(json.dumps(content), encoding="utf-8")
    assert "was made by version 0.0.9" in refusal(copy)


def test_every_file_says_synthetic_and_unofficial(tiny):
    import pyarrow.parquet as pq

    files = list(tiny.rglob("*.parquet"))
    assert len(files) == len(dictionary.views())
    for path in files:
        notice = pq.read_schema(path).metadata[b"notice"].decode().lower()
        assert "synthetic" in notice
        assert "unofficial" in notice
    assert "Synthetic and unofficial" in (tiny / "README.txt").read_text(encoding="utf-8")


def test_row_order_does_not_link_views(tiny):
    """Rows stand in the order of their own key, which differs from view to view."""
    connection = leo_course.truth(tiny)
    by_key = {
        'NPD_I2."P2021".spring_census_2008': "PupilMatchingRefAnonymous_SPR08",
        'LEO_I2."P2021".leo_earnings': "Edukey",
        'LEO_I2."P2021".learner_ae_id_to_edukey_lookup': "AE_ID",
    }
    for view, key in by_key.items():
        keys = [value for (value,) in connection.execute(f"select {key} from {view}").fetchall()]
        assert keys == sorted(keys)
    [(correlation,)] = connection.execute("""
        select corr(a, b) from (select row_number() over (order by pmr) as a,
            row_number() over (order by edukey) as b from TRUTH."P2021".people)""").fetchall()
    assert abs(correlation) < 0.1
