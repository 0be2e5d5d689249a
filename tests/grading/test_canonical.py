"""The canonical form: what means the same looks the same, and nothing a value does can harm."""

import datetime
import decimal
import json

import numpy as np
import pandas as pd
import pytest

from leo_course.grading.canonical import FULL_CELLS, canonical, describe, in_order


def value(form):
    return form["dtype"], form["value"]


@pytest.mark.parametrize("three", [3, 3.0, np.int8(3), np.float32(3), decimal.Decimal(3),
                                   pd.Series([3], dtype="Int64")[0], np.array(3)])  # fmt: skip
def test_a_whole_number_has_one_form(three):
    assert value(canonical(three)) == ("whole", 3)


@pytest.mark.parametrize("none", [None, float("nan"), np.nan, pd.NA, pd.NaT, np.datetime64("NaT"),
                                  decimal.Decimal("NaN")])  # fmt: skip
def test_missing_values_are_one(none):
    assert value(canonical(none)) == ("none", None)


@pytest.mark.parametrize(
    "day",
    [
        datetime.date(2011, 9, 1),
        datetime.datetime(2011, 9, 1, 13),
        pd.Timestamp("2011-09-01"),
        np.datetime64("2011-09-01"),
    ],
)
def test_dates_are_days(day):
    assert value(canonical(day)) == ("date", "2011-09-01")


def test_noise_of_another_machine_is_gone():
    assert canonical(0.1 + 0.2) == canonical(0.3)
    assert canonical(1e-17) == canonical(0)
    assert canonical(1234567.0000000002) == canonical(1234567)
    assert canonical(-0.0) == canonical(0)


def test_identifiers_stay_exact():
    number = 123_456_789_012_345_678_901
    assert canonical(number)["value"] == number
    floats = canonical(pd.Series([123456789012.0, np.nan]))
    assert floats["columns"][0]["values"] == [123456789012, None]
    assert canonical(2**53 + 1) != canonical(2**53)


def test_true_is_not_one():
    assert value(canonical(True)) == value(canonical(np.bool_(True))) == ("truth", True)


@pytest.mark.parametrize("column", [
    pd.Series([1, 2, None]), pd.Series([1, 2, None], dtype="Int64"),
    pd.Series([1, 2, None], dtype=object), pd.Series([1.0, 2.0, np.nan], dtype="float32"),
])  # fmt: skip
def test_a_column_is_what_its_values_are(column):
    made = canonical(column)["columns"][0]
    assert (made["dtype"], made["values"]) == ("whole", [1, 2, None])


def test_text_is_text_however_stored():
    forms = [canonical(pd.Series(["a", "b"], dtype=d))["columns"] for d in ("category", object)]
    assert forms[0] == forms[1] == canonical(pd.Series(["a", "b"]))["columns"]


def test_only_an_index_that_says_something_is_kept():
    frame = pd.DataFrame({"a": [1, 2, 3]})
    assert canonical(frame[frame.a > 1])["index"] == []
    assert canonical(frame.set_index("a"))["index"][0]["name"] == "a"
    by = pd.DataFrame({"s": list("xxy"), "a": [1, 2, 3]}).groupby("s").a.sum()
    assert canonical(by)["index"][0]["values"] == ["x", "y"]


def test_columns_of_two_levels_are_joined():
    frame = pd.DataFrame({"s": list("xxy"), "a": [1, 2, 3]}).groupby("s").agg({"a": ["min"]})
    assert [column["name"] for column in canonical(frame)["columns"]] == ["a_min"]


class Hostile:
    def __getattribute__(self, name):
        raise SystemExit(f"no {name}")

    def __len__(self):
        raise RuntimeError

    def __eq__(self, other):
        return True

    __hash__ = None


class Liar(dict):
    def items(self):
        raise ValueError("no items")


class Pretends:
    @property
    def __class__(self):
        return pd.DataFrame


class Lengthless(list):
    def __iter__(self):
        raise OverflowError


ODD = {
    "hostile": Hostile,
    "liar": lambda: Liar(a=1),
    "pretends": Pretends,
    "no iteration": lambda: Lengthless([1]),
    "function": lambda: len,
    "object": object,
    "dots": lambda: ...,
    "deep": lambda: {"deep": [[[[[[[1]]]]]]]},
    "huge": lambda: 10**5000,
    "half a letter": lambda: "\ud800",
    "complex": lambda: 1j,
}


@pytest.mark.parametrize("name", ODD)  # by name: pytest itself trips over such objects
def test_nothing_escapes_and_everything_can_be_written(name):
    form = canonical(ODD[name]())
    text = json.dumps(form, allow_nan=False)
    assert text.encode("utf-8")
    assert describe(form)


def test_an_object_without_a_form_never_equals_a_value():
    assert canonical(Hostile())["kind"] in ("other", "unreadable")
    assert canonical(Pretends())["kind"] == "other"


def test_lists_of_rows_and_of_anything():
    assert canonical([(1, "a"), (2, "b")])["kind"] == "items"
    assert canonical({"a": 1, "b": 2})["kind"] == "column"
    assert canonical({"a": [1, 2]})["kind"] == "mapping"


def big_table():
    rng = np.random.default_rng(1)
    n = FULL_CELLS
    return pd.DataFrame({"id": np.arange(n), "s": rng.choice(list("abc"), n), "x": rng.random(n)})


def test_a_large_table_is_summed_up_whatever_its_order():
    frame = big_table()
    form = canonical(frame)
    again = canonical(frame.sample(frac=1, random_state=2)[["x", "s", "id"]].astype({"id": float}))
    assert form["large"] and len(json.dumps(form)) < 2000
    assert form["rows_digest"] == again["rows_digest"]
    assert form["rows_digest"] != canonical(frame.assign(id=frame.id.shift(1)))["rows_digest"]


def test_description_is_short_and_plain():
    frame = pd.DataFrame({"sex": list("FM") * 50, "pay": [1.5, None] * 50})
    lines = describe(canonical(frame)).split("\n")
    assert lines[0] == "DataFrame, 100 rows, 2 columns"
    assert lines[2].split() == ["F", "1.5"] and lines[-1] == "..."
    assert describe(canonical(12345)) == "12,345" and describe(canonical(2011)) == "2011"


def test_rows_in_an_order_of_their_own_do_not_depend_on_how_they_came():
    frame = pd.DataFrame({"a": [2, 1, None], "b": ["x", "y", "z"]})
    assert canonical(frame) != canonical(frame[::-1].reset_index(drop=True))
    assert in_order(canonical(frame)) == in_order(canonical(frame[::-1].reset_index(drop=True)))
    columns = [column["values"] for column in in_order(canonical(frame))["columns"]]
    rows = list(zip(*columns, strict=True))
    assert sorted(rows, key=str) == sorted([(2, "x"), (1, "y"), (None, "z")], key=str)
    assert in_order(canonical(3)) == canonical(3)
    assert in_order(canonical([])) == canonical([])
    large = canonical(pd.DataFrame({"a": range(5000)}))
    assert in_order(large) == large
