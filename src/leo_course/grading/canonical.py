"""A learner's value as a plain JSON form that can be stored, compared and shown.

The form says what the value is, never whether it is right, and nothing is pickled: what leaves a
learner's kernel is text. Two values that mean the same have the same form where that can be
decided without knowing the question:

* numbers: ints exactly; floats to 10 significant digits, and as ints if they are whole, so that
  outputs stored on one machine prove equal on another; below 1e-12 in size they are 0;
* None, NaN, NA and NaT are one missing value; inf is the text "inf" in a column of numbers;
* text is what stands between the blanks around it, which nobody sees;
* dates and times are the day, ``YYYY-MM-DD``; lengths of time are numbers of days;
* a column's type is what its values are ("whole", "decimal", "text", ...), not how they are stored;
* an unnamed index of whole numbers is a left-over of earlier steps and is dropped.

Shapes of a form::

    {"kind": "value", "dtype": "whole", "value": 3}
    {"kind": "table", "type": "DataFrame", "rows": 2, "index": [column, ...], "columns": [...]}
    {"kind": "column", "type": "Series" | "list" | "array" | "dict" | "set" | ..., as a table}
    {"kind": "items", "type": "list", "items": [form, ...]}; with "columns" if they are rows
    {"kind": "mapping", "type": "dict", "items": {"name": form, ...}}
    {"kind": "absent"} | {"kind": "dots"} | {"kind": "other", "type": ...}
    {"kind": "unreadable", "type": ..., "why": ...}

A column is ``{"name": str | None, "dtype": ..., "values": [...]}``. A table of more than
`FULL_CELLS` cells is ``"large": True`` and its columns hold a ``"summary"`` in place of values.
"""

import array
import collections
import datetime
import decimal
import hashlib
import json
import math
import numbers

import numpy as np
import pandas as pd

MIME = "application/vnd.leo-course.answer+json"
MIME_DATA = "application/vnd.leo-course.extract+json"
FULL_CELLS = 2_000
LONGEST_TEXT = 10_000
_DEEPEST = 5
_MOST_ROWS = 50_000  # of a list that is read as a table; a real table may have more
_EXACT_FLOAT = 2**53


def canonical(value) -> dict:
    """Give the canonical form of any value; an object that raises or lies is "unreadable"."""
    try:
        return _form(value, 0)
    except (Exception, SystemExit) as error:
        return unreadable(type(value).__name__, error)


def absent() -> dict:
    """Form of a name that does not exist."""
    return {"kind": "absent"}


def unreadable(kind: str, error: BaseException) -> dict:
    """Form of something that could not be looked at, with the reason in a line."""
    try:
        why = f"{type(error).__name__}: {error}"
    except (Exception, SystemExit):
        why = type(error).__name__
    return {"kind": "unreadable", "type": kind, "why": " ".join(why.split())[:300]}


# --- single values ---------------------------------------------------------------------------


def _scalar(value):
    """Return (dtype, JSON value) of a single value, or None if it is not one.

    Looks at ``type(value)``, not ``isinstance``, because an object can lie about its class.
    """
    kind = type(value)
    if value is None or value is pd.NA or value is pd.NaT:
        return "none", None
    if issubclass(kind, (bool, np.bool_)):
        return "truth", bool(value)
    if issubclass(kind, (datetime.timedelta, np.timedelta64)):  # to numpy also an integer
        length = pd.Timedelta(value)
        return ("none", None) if length is pd.NaT else ("duration", _number(length / _ONE_DAY)[1])
    if issubclass(kind, (decimal.Decimal, numbers.Rational)) and _is_whole(value):
        value, kind = int(value), int
    if issubclass(kind, (int, np.integer)):
        whole = int.__int__(value) if issubclass(kind, int) else int(value)
        return ("whole", whole) if whole.bit_length() < 1024 else ("text", _huge(whole))
    if issubclass(kind, (float, np.floating, decimal.Decimal)):
        return _number(float(value))
    if issubclass(kind, str):
        return "text", _text(str.__str__(value).strip())
    if issubclass(kind, (datetime.date, np.datetime64)):
        return _day(value)
    if kind is pd.Period and value.freqstr == "D":
        return _day(value)
    if kind is pd.Period or kind is pd.Interval:
        return "text", str(value)
    if issubclass(kind, numbers.Rational):
        return _number(float(value))
    return None


_ONE_DAY = pd.Timedelta(days=1)


def _is_whole(value):
    """Whether a number that is exact, and may be beyond what a float holds, is a whole one."""
    return not issubclass(type(value), int) and math.isfinite(value) and value == int(value)


def _number(x: float):
    if math.isnan(x):
        return "none", None
    if math.isinf(x):
        return "decimal", "inf" if x > 0 else "-inf"
    if abs(x) < 1e-12:
        return "whole", 0
    if abs(x) < _EXACT_FLOAT:
        nearest = round(x)
        if abs(x - nearest) <= 5e-11 * abs(x):
            return "whole", nearest
    return "decimal", float(f"{x:.10g}")


def _huge(whole: int) -> str:
    """Python writes no decimal digits of very long ints, and neither does JSON."""
    digest = hashlib.sha256(hex(whole).encode()).hexdigest()
    return f"whole number of {whole.bit_length():,} bits, sha256 {digest}"


def _text(text: str) -> str:
    if len(text) <= LONGEST_TEXT:
        # A lone surrogate cannot be written to JSON as UTF-8.
        return text.encode("utf-8", "replace").decode("utf-8")
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return f"{_text(text[:200])}... ({len(text):,} characters, sha256 {digest})"


def _day(value):
    if issubclass(type(value), np.datetime64):
        if np.isnat(value):
            return "none", None
        return "date", str(value.astype("datetime64[D]"))
    return "date", f"{value.year:04d}-{value.month:02d}-{value.day:02d}"


# --- shapes ----------------------------------------------------------------------------------


def _form(value, depth):
    if value is Ellipsis:
        return {"kind": "dots"}
    scalar = _scalar(value)
    if scalar:
        return {"kind": "value", "dtype": scalar[0], "value": scalar[1]}
    kind = type(value)
    if issubclass(kind, pd.DataFrame):
        return _frame(pd.DataFrame(value))
    if issubclass(kind, (pd.Series, pd.Index)):
        return _series(value, kind.__name__)
    if issubclass(kind, (np.ndarray, pd.api.extensions.ExtensionArray)):
        return _array(np.asarray(value), "array", depth)  # one word for all libraries' arrays
    plain = _from_elsewhere(kind)
    if plain:
        return _form(getattr(value, plain)(), depth + 1)
    if depth >= _DEEPEST:
        return {"kind": "other", "type": kind.__name__}
    if issubclass(kind, dict):
        return _dict(dict(value), depth)
    if issubclass(kind, _SEQUENCES):
        return _sequence(list(value), kind.__name__, depth)
    return {"kind": "other", "type": kind.__name__}


_TABLE_MODULES = ("pyarrow", "polars")


def _from_elsewhere(kind):
    """Name the method by which a value of another library becomes one of pandas or Python."""
    if kind.__module__.split(".")[0] in _TABLE_MODULES:
        ways = [way for way in ("to_pandas", "as_py") if callable(getattr(kind, way, None))]
        return ways[0] if ways else ""
    # A query not yet run: to look at it runs it, and leaves it as it was. (A connection's result,
    # in contrast, is used up by being read.)
    return "df" if kind.__name__ == "DuckDBPyRelation" else ""


_COLUMNS = (list, tuple, pd.Series, pd.Index, np.ndarray)
# Nothing that is used up by looking at it: the learner's next cell may want it.
_SEQUENCES = (list, tuple, set, frozenset, range, collections.deque, array.array,
              type({}.keys()), type({}.values()), type({}.items()))  # fmt: skip


def _frame(frame):
    columns = [(_name(name), frame.iloc[:, place]) for place, name in enumerate(frame.columns)]
    names = {name for name, _ in columns}  # a level kept as a column too says nothing more
    levels = [level for level in _levels(frame.index) if level[0] not in names]
    return _table("table", "DataFrame", len(frame), columns, levels)


def _series(value, kind):
    if issubclass(type(value), pd.MultiIndex):
        return _frame(value.to_frame(index=False))
    series = pd.Series(value.array if issubclass(type(value), pd.Index) else value)
    levels = [] if issubclass(type(value), pd.Index) else _levels(series.index)
    return _table("column", kind, len(series), [(_name(value.name), series)], levels)


def _array(values, kind, depth):
    if values.dtype.names and values.ndim == 1:
        return _frame(pd.DataFrame.from_records(values))
    if values.ndim == 0:
        return _form(values[()], depth + 1)
    if values.ndim == 1:
        items = values.tolist() if values.dtype.kind not in "mM" else list(values)
        return _sequence(items, kind, 0)
    return _sequence([list(row) for row in np.asarray(values)], kind, depth)


def _sequence(items, kind, depth):
    if all(_scalar(item) for item in items):
        return _table("column", kind, len(items), [(None, items)], [])
    columns = _across(items) if len(items) <= _MOST_ROWS else []
    form = {"kind": "items", "type": kind, "length": len(items)}
    if len(columns) * len(items) > FULL_CELLS:
        return form | {"items": []} | _large(columns, [], len(items))
    forms = [_form(item, depth + 1) for item in items[:FULL_CELLS]]
    columns = [_column(name, values) for name, values in columns]
    return form | {"items": forms} | ({"columns": columns} if columns else {})


def _across(rows):
    """Read a list of rows (tuples or dictionaries of single values, all alike) by its columns.

    Gives (name or None, values) of each column; [] if they are no such rows.
    """
    if all(issubclass(type(row), dict) for row in rows):
        names = list(rows[0])
        if any(set(row) != set(names) for row in rows):
            return []
        rows = [[row[name] for name in names] for row in rows]
    elif all(issubclass(type(row), (list, tuple)) for row in rows):
        names = list(getattr(type(rows[0]), "_fields", [None] * len(rows[0])))
        rows = [list(row) for row in rows]
    else:
        return []
    if any(len(row) != len(names) or not all(map(_scalar, row)) for row in rows):
        return []
    columns = zip(*rows, strict=True)
    return [(_name(name), list(values)) for name, values in zip(names, columns, strict=True)]


def _dict(items, depth):
    if items and all(_scalar(k) and _scalar(v) for k, v in items.items()):
        values = (None, list(items.values()))
        return _table("column", "dict", len(items), [values], [(None, list(items))])
    labels = _across(list(items)) if items and all(map(_scalar, items.values())) else []
    if labels:  # pairs of labels, as from a Series with two levels
        levels = [(None, list(level)) for level in zip(*items, strict=True)]
        return _table("column", "dict", len(items), [(None, list(items.values()))], levels)
    lengths = {len(v) if issubclass(type(v), _COLUMNS) else 0 for v in items.values()}
    if len(lengths) == 1 and len(items) * lengths.pop() > FULL_CELLS:
        return _frame(pd.DataFrame({name: list(v) for name, v in items.items()}))
    pairs = {str(k): _form(v, depth + 1) for k, v in list(items.items())[:FULL_CELLS]}
    return {"kind": "mapping", "type": "dict", "items": pairs}


def _name(name):
    if name is None:
        return None
    if issubclass(type(name), tuple):
        return "_".join(str(part) for part in name if str(part))
    return str(name).strip()


def _levels(index):
    """Levels of an index that carry meaning, as (name, values)."""
    if isinstance(index, pd.MultiIndex):
        count = range(index.nlevels)
        return [(_name(index.names[i]), index.get_level_values(i).to_series()) for i in count]
    if index.name is None and (
        isinstance(index, pd.RangeIndex) or pd.api.types.is_integer_dtype(index.dtype)
    ):
        return []
    return [(_name(index.name), index.to_series())]


def _table(kind, type_name, rows, columns, levels):
    form = {"kind": kind, "type": type_name, "rows": rows}
    if rows * (len(columns) + len(levels)) <= FULL_CELLS:
        form["index"] = [_column(name, values) for name, values in levels]
        form["columns"] = [_column(name, values) for name, values in columns]
        return form
    return form | _large(columns, levels, rows)


def in_order(form: dict) -> dict:
    """The form with its rows in an order of their own, for an answer whose order is free.

    A database returns rows as it likes; what is stored and compared to the letter must not.
    """
    parts = form.get("index", []) + form.get("columns", [])
    # A large table is told by sums, whatever the order of its rows.
    if form["kind"] not in ("table", "column") or not all(part.get("values") for part in parts):
        return form
    rows = sorted(zip(*(part["values"] for part in parts), strict=True), key=json.dumps)
    sorted_parts = [
        part | {"values": list(values)}
        for part, values in zip(parts, zip(*rows, strict=True), strict=True)
    ]
    levels = len(form["index"])
    return form | {"index": sorted_parts[:levels], "columns": sorted_parts[levels:]}


def _column(name, values):
    dtype, values = _typed(list(values))
    return {"name": name, "dtype": dtype, "values": values}


def _typed(items):
    """Return the dtype of a list of single values and their JSON forms."""
    pairs = [_scalar(item) or ("other", _nested(item)) for item in items]
    kinds = {kind for kind, _ in pairs} - {"none"}
    return _dtype(kinds), [value for _, value in pairs]


def _nested(item):
    return json.dumps(canonical(item), sort_keys=True)[:LONGEST_TEXT]


def _dtype(kinds):
    if not kinds:
        return "empty"
    if kinds <= {"whole", "decimal"}:
        return "decimal" if "decimal" in kinds else "whole"
    return kinds.pop() if len(kinds) == 1 else "mixed"


# --- tables too large to hold ------------------------------------------------------------------


def _large(columns, levels, rows):
    """Aggregates that do not depend on the order of rows and stand a little noise in decimals.

    Each row gets a weight between 0 and 1 from its exact columns; a decimal column's weighted sum
    then shows whether its values stand beside the right labels. The weight does not depend on the
    names of the columns, because some are free; which values stand in which column is told by each
    column's own summary.
    """
    coded = [_coded(name, values) for name, values in levels]
    coded_columns = [_coded(name, values) for name, values in columns]
    mixed = _row_hashes([c for c in coded + coded_columns if c["dtype"] != "decimal"], rows)
    weights = (mixed >> np.uint64(11)).astype(float) / 2.0**53
    return {
        "large": True,
        "rows_digest": f"{int(mixed.sum(dtype=np.uint64)):016x}",
        "index": [_summary(c, weights) for c in coded],
        "columns": [_summary(c, weights) for c in coded_columns],
    }


def _coded(name, values):
    """Split a column into codes and distinct values, so that only the distinct ones are read."""
    series = pd.Series(values)
    codes, distinct = pd.factorize(series, use_na_sentinel=True)
    dtype, forms = _typed(list(distinct))
    codes = np.where(codes < 0, len(forms), codes)
    forms = [*forms, None]
    return {
        "name": name,
        "dtype": dtype,
        "codes": codes,
        "forms": forms,
        "missing": int((codes == len(forms) - 1).sum()),
    }


def _value_hashes(column):
    texts = (repr(form).encode() for form in column["forms"])
    digests = [hashlib.blake2b(text, digest_size=8).digest() for text in texts]
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)


def _row_hashes(columns, rows):
    total = np.zeros(rows, dtype=np.uint64)
    for column in columns:
        total += _value_hashes(column)[column["codes"]]
    # A multiplication and a fold, so that the sum over rows depends on what stands together.
    total *= np.uint64(0x9E3779B97F4A7C15)
    total ^= total >> np.uint64(29)
    total *= np.uint64(0xBF58476D1CE4E5B9)
    return total ^ (total >> np.uint64(32))


def _summary(column, weights):
    summary = {"missing": column["missing"], "distinct": len(set(column["forms"]) - {None})}
    if column["dtype"] in ("whole", "decimal"):
        numeric = np.array([_finite(form) for form in column["forms"]])[column["codes"]]
        known = numeric[~np.isnan(numeric)]
        summary |= {
            "sum": _number(float(known.sum()))[1],
            "size": _number(float(np.abs(known).sum()))[1],
            "smallest": _number(float(known.min()))[1] if known.size else None,
            "largest": _number(float(known.max()))[1] if known.size else None,
            "weighted": _number(float(np.nansum(numeric * weights)))[1],
        }
    else:
        hashes = _value_hashes(column)[column["codes"]]
        summary["digest"] = f"{int(hashes.sum(dtype=np.uint64)):016x}"
    return {"name": column["name"], "dtype": column["dtype"], "summary": summary}


def _finite(form):
    return float(form) if isinstance(form, (int, float)) else math.nan


# --- words -------------------------------------------------------------------------------------


def describe(form: dict, rows: int = 6) -> str:
    """Say in a few plain characters what a form holds; a table shows its first `rows` rows."""
    kind = form["kind"]
    if kind == "value":
        return show(form["value"])
    if kind in ("table", "column"):
        return _describe_table(form, rows)
    if kind == "items":
        return f"{form['type']} of {form['length']:,}"
    if kind == "mapping":
        return "{" + ", ".join(f"{k}: {describe(v)}" for k, v in form["items"].items()) + "}"
    return {"absent": "does not exist", "dots": "..."}.get(kind, form.get("type", kind))


def show(value) -> str:
    """Show one JSON value as a person writes it."""
    if value is None:
        return "missing"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    # A year is not 2,011.
    if isinstance(value, int):
        return str(value) if abs(value) < 10_000 else f"{value:,}"
    return f"{value:,.10g}"


def _describe_table(form, rows):
    columns = form["index"] + form["columns"]
    head = f"{form['type']}, {form['rows']:,} rows"
    if form["kind"] == "table":
        head += f", {len(form['columns']):,} columns"
    if form.get("large"):
        names = ", ".join(str(column["name"]) for column in columns)
        return f"{head} ({names}), compared by sums and counts"
    if form["kind"] == "column" and not form["index"]:
        values = ", ".join(show(value) for value in columns[0]["values"][:rows])
        return f"{head}: {values}" + (", ..." if form["rows"] > rows else "")
    lines = [[column["name"] or "" for column in columns]]
    lines += [[show(c["values"][i]) for c in columns] for i in range(min(rows, form["rows"]))]
    widths = [max(len(line[i]) for line in lines) for i in range(len(columns))]
    text = ["  ".join(map(str.rjust, line, widths)) for line in lines]
    more = ["..."] if form["rows"] > rows else []
    return "\n".join([head, *text, *more])
