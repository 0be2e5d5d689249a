"""A learner's value as a plain JSON form that can be stored, compared and shown.

The form says what the value is, never whether it is right, and nothing is pickled: what leaves a
learner's kernel is text. Two values that mean the same have the same form where that can be
decided without knowing the question:

* numbers: ints exactly; floats to 10 significant digits, and as ints if they are whole, so that
  outputs stored on one machine prove equal on another; below 1e-12 in size they are 0;
* None, NaN, NA and NaT are one missing value; inf is the text "inf" in a column of numbers;
* dates and times are the day, ``YYYY-MM-DD``; lengths of time are numbers of days;
* a column's type is what its values are ("whole", "decimal", "text", ...), not how they are stored;
* an unnamed index of whole numbers is a left-over of earlier steps and is dropped.

Shapes of a form::

    {"kind": "value", "dtype": "whole", "value": 3}
    {"kind": "table", "type": "DataFrame", "rows": 2, "index": [column, ...], "columns": [...]}
    {"kind": "column", "type": "Series" | "list" | "array" | "dict" | "set" | ..., as a table}
    {"kind": "items", "type": "list", "items": [form, ...]}
    {"kind": "mapping", "type": "dict", "items": {"name": form, ...}}
    {"kind": "absent"} | {"kind": "dots"} | {"kind": "other", "type": ...}
    {"kind": "unreadable", "type": ..., "why": ...}

A column is ``{"name": str | None, "dtype": ..., "values": [...]}``. A table of more than
`FULL_CELLS` cells is ``"large": True`` and its columns hold a ``"summary"`` in place of values.
"""

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
_EXACT_FLOAT = 2**53
_TABLE_MODULES = ("pyarrow", "polars")


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
    if issubclass(kind, (int, np.integer)):
        whole = int.__int__(value) if issubclass(kind, int) else int(value)
        return ("whole", whole) if whole.bit_length() < 1024 else ("text", _huge(whole))
    if issubclass(kind, (float, np.floating, decimal.Decimal)):
        return _number(float(value))
    if issubclass(kind, str):
        return "text", _text(str.__str__(value))
    if issubclass(kind, (datetime.date, np.datetime64)):
        return _day(value)
    if issubclass(kind, (datetime.timedelta, np.timedelta64)):
        length = pd.Timedelta(value)
        return ("none", None) if length is pd.NaT else ("duration", _number(length / _ONE_DAY)[1])
    if kind is pd.Period or kind is pd.Interval:
        return "text", str(value)
    if issubclass(kind, numbers.Rational):
        return _number(float(value))
    return None


_ONE_DAY = pd.Timedelta(days=1)


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
    if kind.__module__.split(".")[0] in _TABLE_MODULES and callable(getattr(kind, "to_pandas", 0)):
        return _form(value.to_pandas(), depth + 1)
    if depth >= _DEEPEST:
        return {"kind": "other", "type": kind.__name__}
    if issubclass(kind, dict):
        return _dict(dict(value), depth)
    if issubclass(kind, (list, tuple, set, frozenset, range)) or kind in _VIEWS:
        return _sequence(list(value), kind.__name__, depth)
    return {"kind": "other", "type": kind.__name__}


_VIEWS = (type({}.keys()), type({}.values()))


def _frame(frame):
    columns = [(_name(name), frame.iloc[:, place]) for place, name in enumerate(frame.columns)]
    return _table("table", "DataFrame", len(frame), columns, _levels(frame.index))


def _series(value, kind):
    series = pd.Series(value.array if issubclass(type(value), pd.Index) else value)
    levels = [] if issubclass(type(value), pd.Index) else _levels(series.index)
    return _table("column", kind, len(series), [(_name(value.name), series)], levels)


def _array(array, kind, depth):
    if array.ndim == 0:
        return _form(array.item(), depth + 1)
    if array.ndim == 1:
        return _sequence(array.tolist() if array.dtype.kind not in "mM" else list(array), kind, 0)
    return _sequence([list(row) for row in array], kind, depth)


def _sequence(items, kind, depth):
    if all(_scalar(item) for item in items):
        return _table("column", kind, len(items), [(None, items)], [])
    forms = [_form(item, depth + 1) for item in items[:FULL_CELLS]]
    return {"kind": "items", "type": kind, "length": len(items), "items": forms}


def _dict(items, depth):
    if items and all(_scalar(k) and _scalar(v) for k, v in items.items()):
        level, values = (None, list(items)), (None, list(items.values()))
        return _table("column", "dict", len(items), [values], [level])
    pairs = {str(k): _form(v, depth + 1) for k, v in list(items.items())[:FULL_CELLS]}
    return {"kind": "mapping", "type": "dict", "items": pairs}


def _name(name):
    if name is None:
        return None
    if issubclass(type(name), tuple):
        return "_".join(str(part) for part in name if str(part))
    return str(name)


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
    return form | _large(columns, levels)


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


def _large(columns, levels):
    """Aggregates that do not depend on the order of rows and stand a little noise in decimals.

    Each row gets a weight between 0 and 1 from its exact columns; a decimal column's weighted sum
    then shows whether its values stand beside the right labels.
    """
    coded = [_coded(name, values) for name, values in levels]
    coded_columns = [_coded(name, values) for name, values in columns]
    if len(coded_columns) == 1:
        coded_columns[0]["hash_name"] = "value"  # a lone column's name is free
    everything = coded + coded_columns
    mixed = _row_hashes([c for c in everything if c["dtype"] != "decimal"], len(columns[0][1]))
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
        "hash_name": name or "",
        "dtype": dtype,
        "codes": codes,
        "forms": forms,
        "missing": int((codes == len(forms) - 1).sum()),
    }


def _value_hashes(column):
    texts = (f"{column['hash_name']}\0{form!r}" for form in column["forms"])
    digests = [hashlib.blake2b(text.encode(), digest_size=8).digest() for text in texts]
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
        hashes = _value_hashes(column | {"hash_name": ""})[column["codes"]]
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
