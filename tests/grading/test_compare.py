"""The comparison: every right answer counts, no wrong one does, and the message says why."""

import array
import collections
import datetime
import decimal
import fractions

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from leo_course.grading.canonical import FULL_CELLS, canonical
from leo_course.grading.compare import compare
from leo_course.grading.judge import judge

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def verdict(got, key, **policy):
    return compare(canonical(got), canonical(key), "x", policy)


def counts():
    return pd.DataFrame({"sex": ["F", "M"], "n": [2, 3]})


def frame():
    return pd.DataFrame(
        {
            "sex": ["F", "M", "F", "M"],
            "year": [2011, 2011, 2012, 2012],
            "pay": [100.5, 200.25, 150.125, np.nan],
        }
    )


# --- what a learner reads --------------------------------------------------------------------

MESSAGES = [
    (..., 4, "dots", "still `...`"),
    (None, 4, "none", "has no value"),
    ("4", 4, "kind", "quotation marks"),
    (len, 4, "kind", "call it"),
    (frame()[["sex"]].head(1), 4, "kind", ".iloc[0, 0]"),
    (frame()[["pay"]].head(1), 4, "big", "too big: you have 100.5"),
    ([None], 4, "none", "has no value"),
    ("1/9/2011", datetime.date(2011, 9, 1), "kind", "year first, as in 2011-09-01"),
    ("2011-09-02", datetime.date(2011, 9, 1), "value", "is 2011-09-02, which is not it"),
    ("35,139", 35139, "kind", "quotation marks"),
    (pd.Timedelta(weeks=4), 4, "kind", "pd.Timedelta(weeks=1)"),
    (True, 1, "kind", "True or False"),
    (400, 4, "factor 100", "factor of 100"),
    (0.25, 25, "factor 100", "factor of 100"),
    (4000, 4, "factor 1000", "factor of 1,000"),
    (-4, 4, "sign", "wrong sign"),
    (3.14, 3.14159, "rounded", "rounded"),
    (11600, 11627.18, "rounded", "rounded"),
    (270, 268, "big", "too big"),
    (0, 268, "small", "too small"),
    (0, 0.3, "small", "too small"),
    (5, 4, "big", "too big"),
    (3, 4, "small", "too small"),
    (2**60 + 1, 2**60, "big", "too big"),
    ("north ", "North", "letters", "capitals or spaces"),
    ("South", "North", "value", "not it"),
    ([1, 2, 3], [1, 2], "rows", "3 values, but 2 are expected: what you need is there, but so"),
    ([1, 2, 3], [1, 4], "rows", "did a filter keep too many?"),
    ([1, 2, 2], [1, 2], "rows", "some stand there more than once"),
    ({"a": "x"}, {"a": "x", "b": "y"}, "rows", "1 entry, but 2 are expected: what you have is"),
    ({"a": "x", "b": ...}, {"a": "x", "b": "y"}, "dots", "`x['b']` is still `...`"),
    ([1, ...], [1, 2], "dots", "`x[1]` is still `...`"),
    (4, {"a": "x", "b": "y"}, "kind", "a dictionary of single values is expected"),
    (frame().sex == "F", frame().sex, "dtype", "use it as a filter in `.loc[]`"),
    (["F", "M", "M", "M"], frame().sex, "values", "1 of 4 values differs: you have M."),
    ([x * 100 for x in (1.5, 2.5)], [1.5, 2.5], "factor 100", "2 values differ: each is out by"),
    ({"a": "y", "b": "x"}, {"a": "x", "b": "y"}, "paired", "beside the wrong labels"),
    ({"x": "a", "y": "b"}, {"a": "x", "b": "y"}, "values", "look at the labels"),
    (frame().head(3), frame(), "rows", "what you have is right, but something is lacking"),
    (frame().head(3).assign(year=1), frame(), "rows", "drop some"),
    (pd.concat([frame()] * 2), frame(), "rows", "some stand there more than once"),
    (pd.concat([frame(), frame().assign(year=1)]), frame().assign(year=2), "rows", "multiply"),
    (frame().rename(columns={"pay": "pays"}), frame(), "columns", "`pays` should be `pay`"),
    (frame().drop(columns="pay"), frame(), "columns", "lacks the column `pay`"),
    (frame().assign(z=1), frame(), "columns", "not asked for, `z`: leave it out"),
    (frame().astype({"year": str}), frame(), "dtype", "pd.to_numeric"),
    (frame().pay, frame(), "kind", "a table (DataFrame) is expected"),
    ((n for n in "ab"), ["a", "b"], "kind", "list(...)"),
    (frame().sex.value_counts(), ["F", "M"], "index", "use `x.index`"),
    (frame().sex.value_counts().rename(None), counts(), "index", "x.reset_index(name='n')"),
    (pd.Series({"F": 2, "M": 3}), counts(), "index", "x.rename_axis('sex').reset_index(name='n')"),
    (dict(frame().sex.value_counts()), counts(), "index", "pd.DataFrame(list(x.items()), col"),
    ([("F", 2), ("M", 2)], counts(), "kind", "pd.DataFrame(x, columns=['sex', 'n'])"),
    (pd.concat([counts(), counts().n], axis=1), counts(), "columns", "more than one column"),
    (counts().assign(sex=["f", "m "]), counts(), "letters", "only in capitals or spaces"),
    (counts().assign(sex=["F", ""]), counts(), "values", "'' at n 3"),
    (frame().assign(pay=frame().pay * 100), frame(), "factor 100", "`pay` is out by a factor"),
    (frame().assign(pay=-frame().pay), frame(), "sign", "wrong sign"),
    (frame().replace({"pay": {100.5: 101.5}}), frame(), "values", "101.5 at sex F, year 2011"),
    (frame().fillna(0), frame(), "values", "1 of 4 rows differs"),
    (counts().assign(sex="X", n=9), counts(), "values", "look at `sex`, `n`: you have X, 9; X, 9."),
    (frame()[["year", "pay"]] * 9, frame()[["year", "pay"]], "big", "big; look at `pay` too"),
]  # fmt: skip


@pytest.mark.parametrize(("got", "key", "code", "words"), MESSAGES)
def test_the_first_thing_that_differs_is_said(got, key, code, words):
    said = verdict(got, key)
    assert (said.code, words in said.message) == (code, True), said.message
    assert said.score < 1


def test_a_nameless_index_is_pointed_out():
    key = pd.DataFrame({"sex": ["F", "M"], "pay": [1.5, 2.5]})
    got = pd.DataFrame({"pay": [1.5, 2.5]}, index=["F", "M"])
    said = verdict(got, key)
    assert (said.code, said.score) == ("index", 0.5)
    assert ".reset_index()" in said.message


def test_order_counts_only_where_it_is_asked_for():
    turned = frame().iloc[::-1]
    assert verdict(turned, frame()).right
    said = verdict(turned, frame(), ordered=True)
    assert (said.code, said.score) == ("order", 0.75)
    assert verdict(frame(), frame(), ordered=True).right


def test_the_key_is_not_given_away():
    assert "200.25" not in verdict(frame().assign(pay=1.0), frame()).message
    assert "4" not in verdict(17, 4).message.replace("17", "")


def test_labels_stay_with_their_values():
    key = frame().groupby("sex").pay.sum()
    assert verdict(key.sort_values(), key).right
    assert verdict(key.reset_index(name="total"), key).right
    assert verdict(key.to_frame(), key).right
    assert verdict(key.to_dict(), key).right
    assert verdict(list(key), key).right
    swapped = pd.Series(key.to_numpy()[::-1], index=key.index)
    assert verdict(swapped, key).code == "paired"
    assert verdict(list(key)[::-1], key).code == "labels"
    assert verdict(key, key.reset_index()).right
    assert verdict(key.reset_index().assign(n=1), key).code == "columns"


def test_what_lone_labels_are_called_is_free():
    key = frame().groupby("sex").pay.sum()
    assert verdict(key.rename_axis("who"), key).right
    assert verdict(key.reset_index().rename(columns={"sex": "who"}), key).right
    swapped = pd.Series(key.to_numpy()[::-1], index=key.index)
    assert verdict(swapped.rename_axis("who"), key).code == "paired"
    two = frame().set_index(["sex", "year"]).pay
    assert verdict(two.rename_axis(["who", "year"]), two).code == "columns"


def test_capitals_in_the_names_of_columns_are_free():
    assert verdict(frame().rename(columns=str.upper), frame()).right
    assert verdict(frame().rename(columns=str.title).set_index("Sex"), frame()).right
    both = frame().assign(Pay=0.0)
    assert not verdict(both.drop(columns="year"), frame()).right
    assert not verdict(frame().rename(columns={"pay": "YEAR", "year": "PAY"}), frame()).right
    key = frame().assign(Pay=frame().pay + 1)
    assert not verdict(key.rename(columns={"pay": "Pay", "Pay": "pay"}), key).right


def test_capitals_in_the_values_are_free_where_the_question_says_so():
    assert verdict(["a", "B"], ["A", "b"], capitals=False).right
    assert verdict("north", "North", capitals=False).right
    assert verdict({"a": ["X"], "b": 1}, {"a": ["x"], "b": 1}, capitals=False).right
    assert verdict(counts().assign(sex=["f", "m"]), counts(), capitals=False).right
    assert not verdict(counts().assign(sex=["m", "f"]), counts(), capitals=False).right
    assert not verdict(["a", "c"], ["A", "b"], capitals=False).right
    assert not verdict(["a", "B"], ["A", "b"]).right


def test_blanks_around_a_text_are_nothing_anybody_sees():
    assert verdict(["F ", " M"], ["F", "M"]).right and verdict(" a\n", "a").right
    assert not verdict(["F F"], ["FF"]).right


def test_a_column_too_many_costs_half_if_all_else_is_right():
    said = verdict(frame().assign(z=1), frame())
    assert (said.score, said.code) == (0.5, "columns") and "right but for a column" in said.message
    said = verdict(frame().assign(z=1, y=2, pay=0), frame())
    assert said.score == 0 and "not asked for: `z`, `y`" in said.message


def test_a_date_may_be_written_year_first():
    days = pd.to_datetime(["2011-09-01", None, "2013-01-31"])
    key = pd.DataFrame({"on": days, "n": [1, 2, 3]})
    assert verdict("2011-09-01", datetime.date(2011, 9, 1)).right
    assert verdict("2011-09-01 00:00:00", datetime.date(2011, 9, 1)).right
    assert verdict(key.assign(on=["2011-09-01", None, "2013-01-31"]), key).right
    assert not verdict(key.assign(on=["2011-09-01", None, "2013-01-30"]), key).right
    for other in (["2011-09-01", "", "2013-01-31"], ["1/9/2011", None, "31/1/2013"]):
        assert verdict(key.assign(on=other), key).code == "dtype"


def test_tolerance_is_the_questions():
    assert verdict(3.4, 3.0, tolerance=0.5).right and not verdict(3.6, 3.0, tolerance=0.5).right
    near = frame().assign(pay=frame().pay + 0.4)
    assert verdict(near, frame(), tolerance=0.5).right and not verdict(near, frame()).right
    assert not verdict(near.assign(year=near.year + 1), frame(), tolerance=5).right
    later = frame().assign(year=frame().year + 1)
    assert verdict(later, frame(), tolerance={"year": 1}).right
    assert verdict(3.4, 3.0, tolerance={"x": 0.5}).right
    assert not verdict(3.4, 3.0, tolerance={"y": 0.5}).right
    assert verdict([3, 4], [3, 5], tolerance={"x": 1}).right


def test_true_is_not_one_in_a_column():
    assert verdict([True, False], [1, 0]).code == "dtype"


def test_nested_lists_and_dictionaries():
    assert verdict([(1, "a"), (2, "b")], [(1.0, "a"), (2, "b")]).right
    assert not verdict([(1, "a"), (2, "c")], [(1, "a"), (2, "b")]).right
    assert verdict({"a": [1], "b": 2}, {"b": 2, "a": [1]}).right
    assert verdict({"a": [1], "c": 2}, {"b": 2, "a": [1]}).code == "columns"


# --- right answers by unusual ways, and near misses ---------------------------------------------

NAMES = ["hesa_2013", "hesa_2014", "hesa_2015"]
COLUMN = {
    "tuple": tuple, "set": set, "frozenset": frozenset, "index": pd.Index, "array": np.array,
    "keys": lambda v: dict.fromkeys(v).keys(), "values": lambda v: dict(enumerate(v)).values(),
    "deque": collections.deque, "categorical": pd.Categorical, "arrow": pa.array,
    "chunks": lambda v: pa.chunked_array([v]), "arrow table": lambda v: pa.table({"a": v}),
    "a frame": lambda v: pd.DataFrame({"anything": v}),
    "only an index": lambda v: pd.DataFrame({"a": v}).set_index("a"),
    "index of two levels": lambda v: pd.MultiIndex.from_arrays([v]),
    "fetchall": lambda v: [(one,) for one in v], "one column of an array": lambda v: np.c_[v],
    "nullable": lambda v: pd.Series(v, dtype="string"),
    "numbered": lambda v: pd.Series(v, index=[7, 9, 8]), "dictionary": lambda v: {9: v[2]} | dict(
        enumerate(v[:2])), "query": lambda v: duckdb.connect().sql(f"select unnest({v})"),
}  # fmt: skip


@pytest.mark.parametrize("way", COLUMN)
def test_a_column_of_names_counts_in_any_container(way):
    key = pd.Series(NAMES, name="table_name", index=[5, 7, 9])
    assert verdict(COLUMN[way](NAMES), key).right
    assert not verdict(COLUMN[way]([*NAMES[:2], "hesa_2016"]), key).right
    assert not verdict(COLUMN[way]([*NAMES[:2], "HESA_2015"]), key).right


def test_a_list_with_repeats_is_not_the_set():
    assert not verdict(NAMES + NAMES[:1], NAMES).right
    assert not verdict(set("ab"), ["a", "a", "b"]).right
    assert not verdict(", ".join(NAMES), NAMES).right


def test_a_list_of_bytes_of_another_library_is_a_list():
    assert verdict(array.array("i", [3, 1, 2]), [1, 2, 3]).right


NUMBER = {
    "whole": np.int16, "float": float, "small float": np.float32, "half": np.float16,
    "decimal": decimal.Decimal, "fraction": fractions.Fraction, "no dimension": np.array,
    "arrow": pa.scalar, "one row": lambda v: pd.DataFrame({"n": [v]}), "fetchone": lambda v: (v,),
    "fetchall": lambda v: [(v,)], "mode": lambda v: pd.Series([v, v, 0]).mode(),
    "labelled": lambda v: pd.Series([v], index=["F"]), "nullable": lambda v: pd.array([v])[0],
    "query": lambda v: duckdb.connect().sql(f"select {v}"), "noise": lambda v: v * (1 + 1e-12),
}  # fmt: skip


@pytest.mark.parametrize("way", NUMBER)
def test_a_number_counts_in_any_type_and_alone_in_a_table(way):
    assert verdict(NUMBER[way](268), 268).right
    assert not verdict(NUMBER[way](267), 268).right
    assert not verdict(NUMBER[way](-268), 268).right


@pytest.mark.parametrize("miss", ["268", "268.0", True, [268, 268], 268.4, None, np.nan, np.inf,
                                  [], {"n": [268, 1]}, "268 pupils", 26800, 2.68])  # fmt: skip
def test_a_near_miss_of_a_number_does_not_count(miss):
    assert not verdict(miss, 268).right


TABLE = {
    "records": lambda t: t.to_dict("records"), "lists": lambda t: t.to_dict("list"),
    "series": lambda t: t.to_dict("series"), "record array": lambda t: t.to_records(index=False),
    "named tuples": lambda t: list(t.itertuples(index=False)), "arrow": pa.Table.from_pandas,
    "arrow types": lambda t: t.convert_dtypes(dtype_backend="pyarrow"),
    "query": lambda t: duckdb.connect().sql("select * from t"),
    "objects": lambda t: t.astype(object),
    "nullable": lambda t: t.convert_dtypes(), "category": lambda t: t.astype("category"),
    "all in the index": lambda t: t.set_index(list(t.columns)),
    "index kept": lambda t: t.set_index("sex", drop=False),
    "two headings": lambda t: t.set_axis(pd.MultiIndex.from_product([t.columns, [""]]), axis=1),
}  # fmt: skip


@pytest.mark.parametrize("way", TABLE)
def test_a_table_counts_in_any_form_that_names_its_columns(way):
    key = pd.DataFrame(
        {
            "sex": ["F", "M", None],
            "on": pd.to_datetime(["2011-09-01", None, "2013-01-31"]),
            "ids": [2**60 + 1, 7, 12],
            "mean": [0.5, np.nan, 3.25],
        }
    )
    assert verdict(TABLE[way](key), key).right
    assert not verdict(TABLE[way](key.assign(ids=[2**60, 7, 12])), key).right
    assert not verdict(TABLE[way](key.assign(mean=[0.5, 3.25, np.nan])), key).right
    assert not verdict(TABLE[way](key.assign(sex=["M", "F", None])), key).right
    assert not verdict(TABLE[way](key.assign(on=key.on + pd.Timedelta(days=1))), key).right
    many = pd.concat([key.assign(ids=key.ids + 13 * n) for n in range(FULL_CELLS // 12 + 2)])
    many = pd.concat([many, key.tail(1).assign(ids=0)], ignore_index=True)
    assert canonical(many)["large"] and verdict(TABLE[way](many), many).right
    assert not verdict(TABLE[way](many.assign(ids=many.ids + 1)), many).right


def test_dates_are_days_in_every_type():
    day = datetime.date(2011, 9, 1)
    for same in (pd.Timestamp(day, tz="Europe/London"), np.array(np.datetime64(day, "ns")),
                 pd.Period(day, "D"), pa.scalar(day), datetime.datetime(2011, 9, 1)):  # fmt: skip
        assert verdict(same, day).right
    for other in (datetime.date(2011, 9, 2), 20110901, "2011-09-02", pd.Period(day, "M")):
        assert not verdict(other, day).right
    assert verdict(np.array(np.timedelta64(3, "D")), pd.Timedelta("3D")).right
    assert not verdict(3, pd.Timedelta("3D")).right


def test_labels_of_a_series_may_come_in_pairs():
    key = pd.Series([0.5, 1.5], index=pd.MultiIndex.from_tuples([("F", 1), ("M", 2)],
                    names=["sex", "year"]))  # fmt: skip
    assert verdict(key.to_dict(), key).right
    assert verdict([("M", 2, 1.5), ("F", 1, 0.5)], key).right
    assert verdict(key.swaplevel(), key).right
    assert not verdict({("F", 1): 1.5, ("M", 2): 0.5}, key).right
    assert not verdict([("M", 2, 0.5), ("F", 1, 1.5)], key).right
    one = key.droplevel(1)
    assert verdict(list(one.items()), one).right and verdict(one.to_dict().items(), one).right
    assert not verdict([("F", 1.5), ("M", 0.5)], one).right


def test_an_answer_is_not_used_up_by_looking_at_it():
    query, names = duckdb.connect().sql("select 1 as n"), iter(NAMES)
    assert verdict(query, 1).right and verdict(query, 1).right
    assert not verdict(names, NAMES).right
    assert list(names) == NAMES


# --- any table -------------------------------------------------------------------------------


@st.composite
def tables(draw):
    """A table of text, whole numbers and decimals with missing values; rows may repeat."""
    rows = draw(st.integers(2, 8))

    def column(values):
        return draw(st.lists(values, min_size=rows, max_size=rows))

    decimals = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3) + 0.0005)
    return pd.DataFrame(
        {
            "name": pd.Series(column(st.sampled_from("abc") | st.none()), dtype=object),
            "count": column(st.integers(-(10**12), 10**12)),
            "mean": pd.Series(column(decimals | st.none()), dtype=float),
        }
    )


@QUICK
@given(tables(), st.randoms(use_true_random=False))
def test_rows_and_columns_may_stand_in_any_order(key, random):
    columns = list(key.columns)
    random.shuffle(columns)
    got = key.sample(frac=1, random_state=random.randint(0, 99))[columns]
    assert verdict(got, key).right


@QUICK
@given(tables(), st.sampled_from([["name"], ["count"], ["name", "count"]]))
def test_index_or_column_is_free(key, index):
    assert verdict(key.set_index(index), key).right
    assert verdict(key, key.set_index(index)).right
    assert verdict(key.set_index(index).reset_index(), key).right


@QUICK
@given(tables())
def test_the_type_of_storage_is_free(key):
    assert verdict(key.astype({"count": float}), key).right
    assert verdict(key.astype({"count": "Int64", "mean": "Float64"}), key).right
    assert verdict(key.astype({"name": "category", "count": object}), key).right
    assert verdict(key["mean"].tolist(), key["mean"]).right
    assert verdict(key[["mean"]], key["mean"]).right
    assert verdict(key["mean"].to_numpy(), key[["mean"]]).right


@QUICK
@given(tables(), st.lists(st.floats(-0.99, 0.99), min_size=8, max_size=8), st.randoms())
def test_within_the_tolerance_is_right(key, noise, random):
    assume(canonical(key)["columns"][2]["dtype"] == "decimal")
    got = key.assign(mean=key["mean"] + np.array(noise[: len(key)]) * 0.01)
    got = got.sample(frac=1, random_state=random.randint(0, 99))
    assert verdict(got, key, tolerance=0.01).right


@QUICK
@given(tables(), st.integers(0, 7), st.sampled_from([-1, 1]))
def test_beyond_the_tolerance_is_not_right(key, place, sign):
    # All values further apart than the error, or another row could take the wrong one's place.
    means = np.arange(len(key)) * 10 + 0.25
    key = key.assign(mean=means)
    got = key.copy()
    got.loc[place % len(key), "mean"] += sign * 0.0101
    said = verdict(got, key, tolerance=0.01)
    assert not said.right and "differs" in said.message
    assert not verdict(got, key).right


@QUICK
@given(tables(), st.sampled_from(["name", "count", "mean"]))
def test_values_in_the_wrong_rows_are_not_right(key, column):
    key = key.assign(id=[f"p{i}" for i in range(len(key))])
    got = key.copy()
    got[column] = key[column].tolist()[1:] + key[column].tolist()[:1]
    same = canonical(got)["columns"] == canonical(key)["columns"]
    assert verdict(got, key).right == same


@QUICK
@given(tables(), st.integers(0, 7))
def test_a_row_more_or_less_is_not_right(key, place):
    assert verdict(key.drop(index=place % len(key)), key).code == "rows"
    assert verdict(pd.concat([key, key.iloc[[place % len(key)]]]), key).code == "rows"


@st.composite
def changed(draw, key):
    """The table in another shape that means the same."""
    got = key.sample(frac=1, random_state=draw(st.integers(0, 99)))
    got = got[draw(st.permutations(list(key.columns)))]
    whole = draw(st.sampled_from(["int64", "Int64", "Float64", "object", "category", "float64"]))
    decimal = draw(st.sampled_from(["float64", "Float64", "object", "category"]))
    text = draw(st.sampled_from(["object", "string", "category"]))
    got = got.astype({"name": text, "count": whole, "mean": decimal})
    index = draw(st.sets(st.sampled_from(["name", "count", "mean"])))
    got = got.set_index(sorted(index)) if index else got.reset_index(drop=True)
    got = got.rename(columns=draw(st.sampled_from([str, str.upper, str.title])))
    back = draw(st.booleans())
    return (
        pa.Table.from_pandas(got.reset_index(drop=not index))
        if back and whole != "object" and "object" not in (decimal, text)
        else got
    )


@QUICK
@given(st.data())
def test_any_shape_that_means_the_same_is_right(data):
    key = data.draw(tables())
    assert verdict(data.draw(changed(key)), key).right


def spoilt(data, key):
    """The table with one thing wrong, which no order of its rows can mend."""
    got, row = key.copy(), data.draw(st.integers(0, len(key) - 1))
    what = data.draw(st.sampled_from(["value", "count", "name", "drop", "double", "swap"]))
    if what == "value":
        got.loc[row, "mean"] += data.draw(st.sampled_from([-1, 1])) * 0.0101
    elif what == "count":
        got.loc[row, "count"] += data.draw(st.sampled_from([-1, 1]))
    elif what == "name":
        got.loc[row, "name"] = "d"
    elif what == "drop":
        got = got.drop(index=row)
    elif what == "double":
        got = pd.concat([got, got.iloc[[row]]], ignore_index=True)
    else:
        other = (row + 1) % len(key)
        got.loc[[row, other], "mean"] = key.loc[[other, row], "mean"].to_numpy()
    return got


@QUICK
@given(st.data())
def test_one_thing_wrong_in_any_shape_is_not_right(data):
    key = data.draw(tables())
    # Means far apart and counts that differ by more than one, so that no row passes for another.
    key = key.assign(mean=np.arange(len(key)) * 10 + 0.25, count=np.arange(len(key)) * 5)
    got = data.draw(changed(spoilt(data, key)))
    assert not verdict(got, key).right
    assert not verdict(got, key, tolerance=0.01).right


# --- tables too large to hold ------------------------------------------------------------------


def large():
    rng = np.random.default_rng(3)
    n = FULL_CELLS
    codes = rng.choice(["a", "b", None], n)
    return pd.DataFrame({"id": np.arange(n) * 7, "code": codes, "x": rng.normal(size=n)})


def test_a_large_table_is_judged_by_its_sums():
    key = large()
    rng = np.random.default_rng(4)
    mixed = key.sample(frac=1, random_state=1)[["x", "id", "code"]]
    noise = mixed.assign(x=mixed.x * (1 + 1e-12 * rng.normal(size=len(mixed))))
    assert verdict(mixed, key).right and verdict(noise, key).right
    assert verdict(key.set_index("id"), key).right
    assert verdict(key.assign(x=key.x.shift(1).fillna(key.x.iloc[-1])), key).code == "paired"
    assert verdict(key.assign(code=rng.permutation(key.code)), key).code in ("paired", "values")
    assert verdict(key.assign(code=key.code.fillna("c")), key).code == "values"
    assert verdict(key.assign(id=key.id + 1), key).code == "values"
    assert verdict(key.assign(x=key.x + 0.4), key, tolerance=0.5).right
    assert verdict(key.to_dict("list"), key).right and verdict(key.to_dict("records"), key).right


def test_one_wrong_value_in_a_large_table_is_seen():
    key = large().assign(x=np.linspace(10_000, 30_000, FULL_CELLS))
    for column, other in (("x", 20_000.5), ("id", 1), ("code", "z")):
        got = key.astype({"code": object}).copy()
        got.loc[FULL_CELLS // 2, column] = other
        said = verdict(got, key)
        assert said.code == "values" and f"in `{column}`." in said.message, said.message
    got = key.copy()
    got.loc[[8, 9], "x"] = key.loc[[9, 8], "x"].to_numpy()
    assert verdict(got, key).code == "paired"


def test_a_large_column_keeps_its_labels():
    key = large().set_index("id")["x"]
    assert verdict(key.sample(frac=1, random_state=1).reset_index(name="other"), key).right
    assert verdict(list(key), key).code == "labels"
    assert verdict(dict(key), key).right and verdict(list(key.items()), key).right
    codes = large().set_index("id")["code"]
    assert verdict(codes.reset_index(name="other"), codes).right
    assert verdict(codes, codes.reset_index()).right
    assert verdict(codes.reset_index().set_index("code"), codes.reset_index()).right
    more = codes.reset_index().set_axis(pd.Index(range(len(codes)), name="row"))
    assert ".reset_index(drop=True)" in verdict(more, codes.reset_index()).message
    assert verdict(key[::-1].set_axis(key.index), key).code == "paired"
    ids = large()["id"] + 2**60
    assert verdict(set(ids), ids).right and verdict([(one,) for one in ids], ids).right
    assert verdict([ids[0] + 1, *ids[1:]], ids).code == "values"


def slipped():
    """A question with two answers, and a slip that spoils both."""
    form = {"n": canonical(400), "share": canonical(0.5), "other": canonical("x")}
    slip = {"slip": "rows", "says": "You counted rows.", "reread": "there"}
    slip["answers"] = form | {"n": canonical(500), "share": canonical(0.6)}
    return {"answers": form, "policy": {}, "slips": [slip], "reread": "here"}


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"n": 500, "share": 0.6, "other": "x"}, "You counted rows."),
        ({"n": 500, "share": 0.5, "other": "x"}, "Judging by `n`: You counted rows."),
        ({"n": 500, "share": ..., "other": ...}, "Judging by `n`: You counted rows."),
        ({"n": 500, "share": 0.6, "other": "y"}, "Judging by `n` and `share`: You counted rows."),
    ],
)
def test_a_slip_is_told_by_the_answers_that_show_it(answers, message):
    said = judge({name: canonical(value) for name, value in answers.items()}, slipped())
    assert (said.verdict.message, said.slip, said.reread) == (message, "rows", "there")


@pytest.mark.parametrize(
    "answers",
    [
        {"n": 500, "share": 0.7, "other": "x"},
        {"n": 400, "share": 0.5, "other": "y"},
        {"n": ..., "share": ..., "other": ...},
    ],
)
def test_an_answer_that_speaks_against_a_slip_is_heard(answers):
    said = judge({name: canonical(value) for name, value in answers.items()}, slipped())
    assert not said.right and not said.slip


def test_a_value_that_chance_may_give_tells_no_slip_against_a_right_answer():
    small = slipped()
    for answers in (small["answers"], small["slips"][0]["answers"]):
        answers["n"] = canonical(answers["n"]["value"] // 100)
    said = judge({"n": canonical(5), "share": canonical(0.5), "other": canonical("x")}, small)
    assert not said.slip
    said = judge({"n": canonical(5), "share": canonical(0.6), "other": canonical("y")}, small)
    assert said.slip


def test_of_several_wrong_answers_the_first_that_is_asked_for_is_spoken_of():
    key = {"a": canonical(1), "z": canonical(2)}
    question = {"answers": key, "policy": {}, "slips": [], "reread": "here"}
    said = judge({"z": canonical(30), "a": canonical(10)}, question)
    assert said.verdict.message.startswith("`z`") and said.reread == "here"
