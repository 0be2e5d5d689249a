"""The comparison: every right answer counts, no wrong one does, and the message says why."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from leo_course.grading.canonical import FULL_CELLS, canonical
from leo_course.grading.compare import compare
from leo_course.grading.judge import judge

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def verdict(got, key, **policy):
    return compare(canonical(got), canonical(key), "x", policy)


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
    (frame()[["pay"]].head(1), 4, "kind", ".iloc[0, 0]"),
    (True, 1, "kind", "True or False"),
    (400, 4, "factor 100", "factor of 100"),
    (0.25, 25, "factor 100", "factor of 100"),
    (4000, 4, "factor 1000", "factor of 1,000"),
    (-4, 4, "sign", "wrong sign"),
    (3.14, 3.14159, "rounded", "rounded"),
    (5, 4, "big", "too big"),
    (3, 4, "small", "too small"),
    (2**60 + 1, 2**60, "big", "too big"),
    ("north ", "North", "letters", "capitals or spaces"),
    ("South", "North", "value", "not it"),
    ([1, 2, 3], [1, 2], "rows", "3 rows"),
    (frame().head(3), frame(), "rows", "drop some"),
    (pd.concat([frame()] * 2), frame(), "rows", "multiply"),
    (frame().rename(columns={"pay": "Pay"}), frame(), "columns", "`Pay` should be `pay`"),
    (frame().drop(columns="pay"), frame(), "columns", "lacks the column `pay`"),
    (frame().assign(z=1), frame(), "columns", "not asked for: `z`"),
    (frame().astype({"year": str}), frame(), "dtype", "pd.to_numeric"),
    (frame().pay, frame(), "kind", "a table (DataFrame) is expected"),
    (frame().assign(pay=frame().pay * 100), frame(), "factor 100", "`pay` is out by a factor"),
    (frame().assign(pay=-frame().pay), frame(), "sign", "wrong sign"),
    (frame().replace({"pay": {100.5: 101.5}}), frame(), "values", "101.5 at sex F, year 2011"),
    (frame().fillna(0), frame(), "values", "1 of 4 rows differs"),
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
    assert (
        verdict(key.rename_axis("Sex"), key).message
        == "In `x`, `Sex` should be `sex`: check the name."
    )
    assert verdict(key.reset_index().rename(columns={"sex": "who"}), key).code == "columns"
    assert verdict(key.reset_index().assign(n=1), key).code == "columns"


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
    assert verdict(key.assign(x=key.x.shift(1).fillna(key.x.iloc[-1])), key).code == "values"
    assert verdict(key.assign(code=rng.permutation(key.code)), key).code in ("paired", "values")
    assert verdict(key.assign(code=key.code.fillna("c")), key).code == "values"
    assert verdict(key.assign(id=key.id + 1), key).code == "values"
    assert verdict(key.assign(x=key.x + 0.4), key, tolerance=0.5).right


def test_of_several_wrong_answers_the_first_that_is_asked_for_is_spoken_of():
    key = {"a": canonical(1), "z": canonical(2)}
    question = {"answers": key, "policy": {}, "slips": [], "reread": "here"}
    said = judge({"z": canonical(30), "a": canonical(10)}, question)
    assert said.verdict.message.startswith("`z`") and said.reread == "here"
