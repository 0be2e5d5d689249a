"""What the dictionary says that a column holds is what it holds."""

import duckdb
import pytest

from leo_course import dictionary
from leo_course.book.coverage import POINTS, coverage
from leo_course.book.dictionary_page import _covered
from leo_course.dictionary import Field, View


def field(name, kind="integer", **more):
    return Field(name, more.pop("variable", name.lower()), kind, "int", "words", "form", **more)


FIELDS = (
    field("Code", "string", codes={"A": "first", "B": "second"}),
    field("Pay"),
    field("PMR", "string"),
    field("Empty"),
)
VIEW = View(
    "NPD_I2", "v_2008", "v", 2008, "T", "D", "a row", "ours", ("pmr",), FIELDS, "source", ()
)


def found():
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as NPD_I2")
    connection.execute('create schema NPD_I2."P2021"')
    connection.execute("""
        create table NPD_I2."P2021".v_2008 as
        select case when i < 75 then 'A' when i < 90 then 'B' end as "Code", i * 100 as "Pay",
            'SYN' || i as "PMR", cast(null as int) as "Empty"
        from range(100) t(i)""")
    return coverage(connection, [VIEW])


def test_shares_of_codes_are_of_the_filled_rows():
    code = found()["NPD_I2.v_2008", "Code"]
    assert code.filled == 0.9
    assert [(value, round(share, 3)) for value, share in code.shares] == [
        ("A", 0.833),
        ("B", 0.167),
    ]


def test_numbers_have_points_and_never_their_extremes():
    pay = found()["NPD_I2.v_2008", "Pay"]
    assert len(pay.points) == len(POINTS)
    assert "0" not in pay.points and "9,900" not in pay.points
    assert pay.points[2] == "4,900"


def test_keys_are_only_counted():
    pmr = found()["NPD_I2.v_2008", "PMR"]
    assert (pmr.different, pmr.shares, pmr.points) == (100, (), ())


def test_an_empty_column_says_so():
    facts = "".join(_covered([(VIEW, FIELDS[3])], found()))
    assert "0% of rows" in facts and "values" not in facts.lower()


@pytest.mark.slow
def test_every_column_of_the_extract_is_covered(tmp_path):
    from leo_course import extract
    from leo_course.synthesis import build

    build.make(tmp_path / "extract", "tiny", jobs=1)
    with extract.truth(tmp_path / "extract") as connection:
        covered = coverage(connection, dictionary.views())
    columns = {(view.full_name, f.name) for view in dictionary.views() for f in view.fields}
    assert covered.keys() == columns
    required = [
        one
        for view in dictionary.views()
        for f in view.fields
        if f.required
        for one in [covered[view.full_name, f.name]]
    ]
    assert required and all(one.filled == 1 for one in required)
