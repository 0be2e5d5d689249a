"""The dictionary's files: valid schemas, complete descriptions, and the data obey them."""

import csv
import re

import frictionless
import pyarrow.parquet as parquet
import pytest

from leo_course import dictionary, extract
from leo_course.errors import CourseError

VIEWS = dictionary.views()
NAMES = [view.full_name for view in VIEWS]


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_the_schema_is_a_valid_table_schema(view):
    schema = frictionless.Schema.from_descriptor(view.schema)
    assert schema.field_names == [field.name for field in view.fields]
    assert "{" not in str(schema.field_names)


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_rows_obey_the_schema(view, tiny):
    connection = extract.truth(tiny)
    query = f'select * from {view.database}."P2021".{view.name} using sample 60 rows (reservoir, 1)'
    rows = connection.execute(query).fetchall()
    header = [field.name for field in view.fields]
    resource = frictionless.Resource(
        data=[header, *map(list, rows)],
        schema=frictionless.Schema.from_descriptor(view.schema),
    )
    report = resource.validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:5]


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_every_value_has_its_label_and_is_there_where_required(view, tiny):
    path = tiny / view.database / view.name / "part-000000000.parquet"
    asked = [field.name for field in view.fields if field.codes or field.required]
    columns = parquet.read_table(path, columns=asked)
    for field in view.fields:
        if field.codes:
            found = set(columns[field.name].unique().to_pylist()) - {None}
            assert found <= set(field.codes), field.name
        if field.required:
            assert columns[field.name].null_count == 0, field.name


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_a_newcomer_is_told_what_everything_means(view):
    assert view.title
    assert view.description.endswith(".")
    assert view.grain
    for field in view.fields:
        assert re.fullmatch(r"[^{}]{12,}\.", field.description), field.name
        assert all(str(label).strip() for label in (field.codes or {}).values()), field.name
        if field.type == "number":
            assert field.unit, field.name


def test_views_of_several_years_come_from_one_file():
    names = [view.name for view in VIEWS if view.collection == "spring_census"]
    assert names == [f"spring_census_{year}" for year in range(2006, 2022)]
    assert dictionary.view("NPD_I2", "spring_census_2006").fields[0].name.endswith("_SPR06")


def test_columns_come_and_go_with_the_years():
    def columns(year):
        return {field.name for field in dictionary.view("HESA_I2", f"hesa_{year}").fields}

    assert "HE_GENDER" in columns(2012) - columns(2013)
    assert "HE_SEXID" in columns(2013) - columns(2012)


def test_what_is_left_out_is_listed_for_the_year():
    census = dictionary.view("NPD_I2", "spring_census_2008").left_out
    assert "DistCurrSch_[term][yy]" in census
    assert "EVERFSM_6_[term][yy]" not in census  # the form fills it from 2016/17
    assert "FSMeligible_[term][yy]" not in census  # it is in the extract
    assert dictionary.view("LEO_I2", "leo_earnings").left_out == ()


def test_names_are_found_in_any_case():
    view = dictionary.view("npd_i2", "Spring_Census_2008")
    assert view.field("fsmeligible_spr08").name == "FSMeligible_SPR08"
    with pytest.raises(CourseError, match="There is no view"):
        dictionary.view("NPD_I2", "spring_census_1999")
    with pytest.raises(CourseError, match="has no column"):
        view.field("nonsense")


def test_the_truth_is_told_apart():
    delivered = {view.database for view in dictionary.views(truth=False)}
    assert delivered and delivered <= set(dictionary.DELIVERED)
    assert {view.database for view in VIEWS} == {*delivered, "TRUTH"}


@pytest.mark.parametrize(
    "change",
    [
        {"type": "text"},
        {"named_by": "nobody"},
        {"codes": {1: "one"}},
        {"type": "number"},
        {"unknown": 1},
    ],
)
def test_a_field_with_a_mistake_is_refused(change):
    entry = {
        "name": "X",
        "variable": "x",
        "type": "string",
        "sql_type": "varchar(1)",
        "description": "Some column.",
        "named_by": "form",
    }
    assert dictionary._field(entry).name == "X"
    with pytest.raises((ValueError, TypeError)):
        dictionary._field(entry | change)


# --------------------------------------------------------------- names in working code of others

# A later delivery than ours, which ends with 2020/21.
LATER = re.compile(r"(autumn_census|spring_census|summer_census|plams_amended)_2022")


def test_code_written_by_others_finds_its_columns():
    """Names of views and columns in published code for the real databases, and ours."""
    path = dictionary.folder() / "public-names.csv"
    ours = {
        (view.database.lower(), view.name.lower()): {field.name.lower() for field in view.fields}
        for view in dictionary.views()
    }
    missing = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            view = row["database"].lower(), row["view"].lower()
            if not LATER.fullmatch(view[1]) and row["column"].lower() not in ours.get(view, ()):
                missing.append(row)
    assert missing == []
