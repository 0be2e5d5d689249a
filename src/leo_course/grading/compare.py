"""Compare an answer's form with the key's, and say the first thing that differs.

Free: the order of rows and of columns, whether something is in the index or a column, int or
float, NaN or NA, Series or one-column frame or list, a number or a table of that one number, a
table or a dictionary of its columns or a list of its rows; capitals in the names of columns, which
SQL does not tell apart; what the labels of a lone column are called; a date or the text of it,
year first. Not free: other names of columns, what a column holds (text is not a number), the rows,
the values.

The *policy* of a question is ``{"tolerance": None | number | {name: number}, "ordered": bool}``;
with ``"capitals": False`` capital letters in the values do not count.
A tolerance is absolute. One number is for a lone number, a lone column, or the columns of a table
in which the key holds decimals; whole numbers in a table (years, counts, codes) are exact unless
their column is named. A name is that of an answer or of a column. Without a tolerance, decimals may
differ by one millionth.
"""

import difflib
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from leo_course.grading.canonical import show

RELATIVE, ABSOLUTE = 1e-6, 1e-9
_MATCHABLE = 500  # rows that agree in all exact columns, up to which every pairing is tried
_FAMILY = {"whole": "number", "decimal": "number"}
_WORDS = {
    "number": "a number",
    "text": "text",
    "truth": "True or False",
    "date": "a date",
    "duration": "a length of time",
    "none": "a missing value",
    "table": "a table (DataFrame)",
    "column": "a column of values (Series or list)",
    "items": "a list of things",
    "mapping": "a dictionary",
}
_HOLDS = {"number": "numbers", "truth": "True and False", "date": "dates", "text": "text",
          "duration": "lengths of time", "mixed": "values of several types",
          "other": "lists or other objects"}  # fmt: skip
# What to do with an object that is one step short of an answer.
_REMEDY = {
    "DuckDBPyConnection": "add `.df()` to turn the query into a table",
    "DataFrameGroupBy": "say what to compute for each group, for example `.size()`",
    "SeriesGroupBy": "say what to compute for each group, for example `.mean()`",
    "function": "call it, with brackets",
    "method": "call it, with brackets",
    "builtin_function_or_method": "call it, with brackets",
    "type": "make a value of it",
    "LazyFrame": "add `.collect()` to turn it into a table",
    **dict.fromkeys(
        ("generator", "map", "filter", "zip", "enumerate", "reversed"),
        "make a list of it with `list(...)`",
    ),
}


@dataclass(frozen=True)
class Verdict:
    """How much of the answer is right (0 to 1), a short code for reports, and words."""

    score: float
    code: str
    message: str

    @property
    def right(self) -> bool:
        """Whether the answer earns full marks."""
        return self.code == "right"


RIGHT = Verdict(1.0, "right", "")


def compare(got: dict, key: dict, name: str, policy: dict | None = None) -> Verdict:
    """Judge the form `got` of the answer `name` against the form `key`."""
    policy = dict(policy or {})
    if policy.get("capitals") is False:
        got, key = _folded(got), _folded(key)
    stated = policy.get("tolerance")
    if isinstance(stated, dict) and name in stated:
        policy["tolerance"] = stated[name]
    elif isinstance(stated, dict) and key["kind"] == "value":
        policy["tolerance"] = None
    early = _not_an_answer(got, name)
    if early:
        return early
    if key["kind"] == "value":
        return _value(got, key, name, policy)
    if key["kind"] in ("table", "column"):
        return _table(got, key, name, policy)
    if key["kind"] != got["kind"]:
        return _wrong_kind(got, key, name)
    if key["kind"] == "items":
        return _items(got, key, name, policy)
    if key["kind"] == "mapping":
        return _mapping(got, key, name, policy)
    return Verdict(0, "kind", f"`{name}` is {_a(got)}, which cannot be compared.")


def _folded(form):
    """The form with all texts that it holds in small letters; names stay as they are."""
    if isinstance(form, list):
        return [_folded(part) for part in form]
    if not isinstance(form, dict):
        return form.casefold() if isinstance(form, str) else form
    if form.get("kind") == "mapping":
        return form | {"items": {name: _folded(part) for name, part in form["items"].items()}}
    held = ("value", "values", "index", "columns", "items")
    return form | {part: _folded(form[part]) for part in held if part in form}


def _not_an_answer(got, name):
    kind = got["kind"]
    if kind == "absent":
        return Verdict(0, "absent", f"`{name}` does not exist yet: run the cell that makes it.")
    if kind == "dots":
        message = f"`{name}` is still `...`: write your answer in place of the dots."
        return Verdict(0, "dots", message)
    if kind == "unreadable":
        return Verdict(0, "unreadable", f"Looking at `{name}` stopped with {got['why']}.")
    return None


def _a(form):
    """Name what a form is: "a number", "a table (DataFrame)"."""
    if form["kind"] == "value":
        return _WORDS[_family(form["dtype"])]
    if form["kind"] == "column" and form["type"] == "dict":
        return "a dictionary of single values"
    if form["kind"] == "column" and form["type"] not in ("Series", "list"):
        return f"a column of values ({form['type']})"
    return _WORDS.get(form["kind"], f"of type {form.get('type', form['kind'])}")


def _family(dtype):
    return _FAMILY.get(dtype, dtype)


def _wrong_kind(got, key, name):
    parts = got.get("items", [])
    parts = parts.items() if isinstance(parts, dict) else enumerate(parts)
    for place, part in parts:
        if part["kind"] == "dots":
            return _not_an_answer(part, f"{name}[{place!r}]")
    message = f"`{name}` is {_a(got)}, but {_a(key)} is expected"
    if got.get("type") in _REMEDY:
        message += f": {_REMEDY[got['type']]}"
    elif key["kind"] == "table" and got["kind"] == "items":
        names = [column["name"] for column in _columns(key)]
        message += f": `pd.DataFrame({name}, columns={names})` makes one, if it is in that order"
    elif key["kind"] == "column" and got["kind"] == "items":
        message += ": each of its items is a list or table itself"
    elif key["kind"] == "value" and got["kind"] in ("table", "column"):
        message += _take_the_value(got)
    elif key["kind"] == "value" and _family(key["dtype"]) == "number" and _reads_as_number(got):
        message += ": it is a number in quotation marks"
    elif key.get("dtype") == "date" and got.get("dtype") == "text":
        message += ": write it year first, as in 2011-09-01, or make one with `pd.to_datetime`"
    elif got.get("dtype") == "duration" and _family(key.get("dtype")) == "number":
        message += ": divide it by a unit, for example `pd.Timedelta(weeks=1)`"
    return Verdict(0, "kind", message + ".")


def _take_the_value(got):
    if got["rows"] == 1 and len(got["columns"]) == 1:
        step = {"DataFrame": ".iloc[0, 0]", "Series": ".iloc[0]"}.get(got["type"], "[0]")
        return f": take the one value out of it with `{step}`"
    return f": it has {got['rows']:,} rows"


def _only_value(got):
    """The value of a table or column that holds one alone, as a query or `.mode()` gives it."""
    if got.get("rows", got.get("length")) == len(got.get("columns", [])) == 1:
        column = got["columns"][0]
        dtype = "none" if column["dtype"] == "empty" else column["dtype"]
        if dtype != "other":
            return {"kind": "value", "dtype": dtype, "value": column["values"][0]}
    return None


def _reads_as_number(got):
    if got.get("dtype") != "text":
        return False
    try:
        float(got["value"].replace(",", ""))
    except ValueError:
        return False
    return True


# --- single values -----------------------------------------------------------------------------


def close(a, b, tolerance=None) -> bool:
    """Whether the number `a` is the key's number `b`, within the tolerance."""
    if isinstance(a, str) or isinstance(b, str):  # infinities
        return a == b
    if tolerance is not None:
        return abs(a - b) <= tolerance * (1 + 1e-9) + 1e-12
    if isinstance(a, int) and isinstance(b, int):
        return a == b
    return abs(a - b) <= RELATIVE * abs(b) + ABSOLUTE


def _value(got, key, name, policy):
    alone = _only_value(got)
    if alone and _family(alone["dtype"]) in (_family(key["dtype"]), "none"):
        got = alone
    if got["kind"] != "value":
        return _wrong_kind(got, key, name)
    if key["dtype"] == "date":
        got = _as_date(got)
    a, b, family = got["value"], key["value"], _family(key["dtype"])
    if _family(got["dtype"]) != family:
        if got["dtype"] == "none":
            message = f"`{name}` has no value (None or missing), but {_a(key)} is expected."
            return Verdict(0, "none", message)
        return _wrong_kind(got, key, name)
    if family == "number":
        tolerance = policy.get("tolerance")
        if close(a, b, tolerance):
            return RIGHT
        code, words = number_difference(a, b, tolerance)
        return Verdict(0, code, f"`{name}` {words}: you have {show(a)}.")
    if family == "text":
        return _words(a, b, name)
    return RIGHT if a == b else Verdict(0, "value", f"`{name}` is {show(a)}, which is not it.")


_ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]00:00(?::00(?:\.0+)?)?)?")


def _as_date(part):
    """Read a text, or a column of texts, that names days year first as those days."""
    if part["dtype"] != "text" or "summary" in part:
        return part
    texts = part["values"] if "values" in part else [part["value"]]
    days = [text and _ISO_DATE.fullmatch(text) for text in texts]
    if not all(day or text is None for day, text in zip(days, texts, strict=True)):
        return part
    days = [day and day.group(1) for day in days]
    return part | {"dtype": "date"} | ({"values": days} if "values" in part else {"value": days[0]})


def _words(a, b, name):
    if a == b:
        return RIGHT
    if _plain(a) == _plain(b):
        message = f"`{name}` differs only in capitals or spaces: you have {a!r}."
        return Verdict(0.5, "letters", message)
    return Verdict(0, "value", f"`{name}` is {a[:80]!r}, which is not it.")


def _plain(text):
    return " ".join(text.split()).casefold()


def number_difference(a, b, tolerance=None) -> tuple[str, str]:
    """Say how the number `a` misses `b`, without giving `b` away: (code, words)."""
    if isinstance(a, str) or isinstance(b, str):
        return "value", "is infinite where it should not be" if isinstance(a, str) else "is wrong"
    if b and close(-a, b, tolerance):
        return "sign", "has the right size but the wrong sign (which is taken from which?)"
    for factor, words in _FACTORS.items():
        for scaled in (a * factor, a / factor):
            if a and abs(scaled - b) <= max(1e-4 * abs(b), _scaled(tolerance, factor, scaled / a)):
                return f"factor {factor}", f"is out by a factor of {factor:,} ({words}?)"
    if _rounds_to(a, b):
        return "rounded", "looks rounded (keep all the digits)"
    return ("big", "is too big") if a > b else ("small", "is too small")


def _rounds_to(a, b):
    """Whether `a` is `b` rounded. Counts are not rounded by anybody: 300 is no 268, nor is 0."""
    near = abs(a - b) <= 0.1 * abs(b)
    return near and not isinstance(b, int) and any(round(b, digits) == a for digits in range(-3, 7))


_FACTORS = {
    100: "percent or proportion",
    1000: "thousands or units",
    12: "a year or a month",
}


def _scaled(tolerance, factor, ratio):
    """The question's tolerance, where the learner's number is the coarser one."""
    return tolerance * factor if tolerance is not None and ratio > 1 else 0


# --- lists and dictionaries ----------------------------------------------------------------------


def _items(got, key, name, policy):
    if got["length"] != key["length"]:
        message = f"`{name}` has {got['length']:,} items, but {key['length']:,} are expected."
        return Verdict(0, "rows", message)
    pairs = zip(got["items"], key["items"], strict=True)
    return _all(compare(g, k, f"{name}[{i}]", policy) for i, (g, k) in enumerate(pairs))


def _mapping(got, key, name, policy):
    missing = [k for k in key["items"] if k not in got["items"]]
    extra = [k for k in got["items"] if k not in key["items"]]
    if missing or extra:
        return Verdict(0, "columns", _names_differ(name, missing, extra, "entry", "entries"))
    items = key["items"].items()
    return _all(compare(got["items"][k], form, f"{name}[{k!r}]", policy) for k, form in items)


def _all(verdicts):
    verdicts = list(verdicts)
    wrong = [verdict for verdict in verdicts if not verdict.right]
    if not wrong:
        return RIGHT
    share = sum(verdict.score for verdict in verdicts) / len(verdicts)
    return Verdict(round(share / 2, 2), wrong[0].code, wrong[0].message)


# --- tables --------------------------------------------------------------------------------------


def _table(got, key, name, policy):
    got = _as_table(got, key)
    if got["kind"] not in ("table", "column"):
        return _wrong_kind(got, key, name)
    got = _in_the_capitals_of(key, got)
    pairs, problem = _pair(got, key, name)
    if problem:
        return _right_but_for_more(got, key, name, policy) or problem
    pairs = [(_as_date(mine) if its["dtype"] == "date" else mine, its) for mine, its in pairs]
    problem = _filter_for_answer(pairs, key, name)
    if problem:
        return problem
    if got["rows"] != key["rows"]:
        return Verdict(0, "rows", _rows_differ(got, key, name, pairs, policy))
    problem = _dtypes(pairs, key, name)
    if problem:
        return _in_the_index(got, key, name) or problem
    if key.get("large") or got.get("large"):
        return _summaries(got, key, pairs, name, policy)
    return _rows(pairs, got, key, name, policy)


def _in_the_capitals_of(key, got):
    """Give columns that are called as in the key, but for capitals, the key's names."""
    asked = [column["name"] for column in _columns(key) if column["name"]]
    there = Counter(str(column["name"]).casefold() for column in _columns(got))
    names = {n.casefold(): n for n in asked if there[n.casefold()] == 1}
    if len({n.casefold() for n in asked}) < len(asked):
        return got
    renamed = {
        part: [c | {"name": names.get(str(c["name"]).casefold(), c["name"])} for c in got[part]]
        for part in ("index", "columns")
    }
    return got | renamed


def _right_but_for_more(got, key, name, policy):
    """The table is right, and has columns besides that the question does not name."""
    asked = [column["name"] for column in _columns(key)]
    rest = [column for column in got["columns"] if column["name"] in asked]
    more = [column["name"] for column in got["columns"] if column["name"] not in asked]
    if got["kind"] != key["kind"] or not rest or not more or key.get("large") or got.get("large"):
        return None
    if not _table(got | {"columns": rest}, key, name, policy).right:
        return None
    words = "a column that was" if len(more) == 1 else "columns that were"
    words = f"`{name}` is right but for {words} not asked for, {_quoted(more)}: leave "
    return Verdict(0.5, "columns", words + ("it out." if len(more) == 1 else "them out."))


def _filter_for_answer(pairs, key, name):
    if key["kind"] != "column" or pairs[-1][0]["dtype"] != "truth":
        return None
    if pairs[-1][1]["dtype"] == "truth":
        return None
    words = f"`{name}` holds True and False: use it as a filter in `.loc[]`"
    return Verdict(0.25, "dtype", f"{words} to get what is asked for.")


def _as_table(got, key):
    """Read what pandas would make a table of: a dictionary of columns, a list of rows."""
    if got["kind"] == "mapping":
        parts = got["items"]
        rows = {part["rows"] for part in parts.values() if part["kind"] == "column"}
        if len(rows) == 1 and all("columns" in p and not p.get("large") for p in parts.values()):
            columns = [part["columns"][0] | {"name": n} for n, part in parts.items()]
            return {"kind": "table", "type": "dict", "rows": rows.pop(), "index": [],
                    "columns": columns}  # fmt: skip
    columns = got.get("columns", []) if got["kind"] == "items" else []
    totals = {part: got[part] for part in ("large", "rows_digest") if part in got}
    # Without names, only the labels and the value of a lone column can be told by their places.
    alone = key["kind"] == "column" and len(columns) == len(key["index"]) + 1
    if columns and (alone or all(column["name"] is not None for column in columns)):
        return {"kind": "table", "type": got["type"], "rows": got["length"], "index": [],
                "columns": columns} | totals  # fmt: skip
    return got


def _pair(got, key, name):
    """Pair each column of the key with one of the answer: ([(got, key), ...], None | Verdict)."""
    if key["kind"] == "column" or (got["kind"] == "column" and len(key["columns"]) == 1):
        return _pair_lone(got, key, name)
    pool = _by_name(got)
    wanted = [level for level in key["index"] if level["name"] is not None] + key["columns"]
    names = [column["name"] for column in wanted]
    missing = [n for n in names if n not in pool]
    extra = [c["name"] for c in got["columns"] if c["name"] not in names]
    if missing and got["kind"] == "column":
        return None, _column_for_table(got, key, name)
    if missing or extra:
        return None, _columns_differ(got, key, name, missing, extra)
    twice = [n for n, count in Counter(c["name"] for c in got["columns"]).items() if count > 1]
    if twice:
        words = f"`{name}` has more than one column of the name {_quoted(twice)}: keep one."
        return None, Verdict(0, "columns", words)
    return [(pool[column["name"]], column) for column in wanted], None


def _column_for_table(got, key, name):
    """A Series or dictionary with labels, where a table is asked for."""
    wanted = [column["name"] for column in _columns(key)]
    labels = [level["name"] for level in got["index"]]
    lacking = [n for n in wanted if n not in labels]
    if got["type"] == "dict" and len(wanted) == 2:
        step = f"pd.DataFrame(list({name}.items()), columns={wanted})"
    elif got["type"] == "Series" and labels and len(lacking) == 1:
        step = f"{name}.reset_index(name={lacking[0]!r})"
    elif got["type"] == "Series" and labels == [None] and len(wanted) == 2:
        step = f"{name}.rename_axis({wanted[0]!r}).reset_index(name={wanted[1]!r})"
    else:
        return _wrong_kind(got, key, name)
    words = f"`{name}` is a column of values where a table with the columns {_quoted(wanted)} is"
    return Verdict(0.25, "index", f"{words} expected: use `{step}`.")


def _by_name(form):
    return {column["name"]: column for column in form["index"] + form["columns"]}


def _pair_lone(got, key, name):
    """The key is one column, perhaps with labels in its index; its own name is free."""
    levels, value = key["index"], key["columns"][0]
    rest_levels = [] if got["kind"] == "table" and not got["index"] else list(got["index"])
    rest = list(got["columns"])
    if not rest:  # a table of an index alone, as a groupby without columns leaves it
        rest, rest_levels = list(got["index"]), []
    pairs, unnamed = [], []
    for level in levels:
        found = _take(level["name"], rest_levels) or (
            _take(level["name"], rest) if len(rest) > 1 else None
        )
        if found:
            pairs.append((found, level))
        else:
            unnamed.append(level)
    if len(rest) > 1:
        own = _take(value["name"], rest)
        rest = [*rest, own] if own else rest
    for level in unnamed:
        # Labels without a name are matched by where they stand; a plain list has none.
        source = rest_levels or (rest if len(rest) > 1 else [])
        if not source:
            continue
        # What lone labels are called is free.
        several = len(levels) > 1 or len(source) + (source is rest_levels) > 2
        if several and level["name"] is not None and source[0]["name"] is not None:
            others = [column["name"] for column in source]
            words = _names_differ(name, [level["name"]], others, "column", "columns")
            return None, Verdict(0, "columns", words)
        pairs.append((source.pop(0), level))
    if len(rest) != 1:
        extra = [str(column["name"]) for column in rest if column["name"] != value["name"]]
        words = f"`{name}` has {len(got['columns']):,} columns where one is expected"
        return None, Verdict(0, "columns", f"{words}; see {_quoted(extra)}.")
    return [*pairs, (rest[0], value)], None


def _take(name, columns):
    """Take the column of that name out of the list."""
    for place, column in enumerate(columns):
        if name is not None and column["name"] == name:
            return columns.pop(place)
    return None


def _columns_differ(got, key, name, missing, extra):
    nameless = [level for level in got["index"] if level["name"] is None]
    if missing and not extra and nameless and len(missing) == len(nameless):
        step = f"`.rename_axis({missing[0]!r}).reset_index()`"
        message = f"`{missing[0]}` seems to be the index of `{name}`, without its name: use {step}."
        return Verdict(0.5, "index", message)
    words = _names_differ(name, missing, extra, "column", "columns")
    return Verdict(0, "columns", words)


def _names_differ(name, missing, extra, one, many):
    near = {e: _near(e, missing) for e in extra if _near(e, missing)}
    if near:
        words = " and ".join(f"`{e}` should be `{m}`" for e, m in list(near.items())[:3])
        return f"In `{name}`, {words}: check the name."
    if missing:
        words = f"`{name}` lacks the {one if len(missing) == 1 else many} {_quoted(missing)}"
        return words + (f"; it has {_quoted(extra)}." if extra else ".")
    words = f"a {one} that was" if len(extra) == 1 else f"{many} that were"
    return f"`{name}` has {words} not asked for: {_quoted(extra)}."


def _near(name, candidates):
    plain = {_plain(str(c)).replace(" ", "_"): c for c in candidates if c is not None}
    own = _plain(str(name)).replace(" ", "_")
    found = difflib.get_close_matches(own, plain, 1, 0.75)
    return plain[found[0]] if found else None


def _quoted(names, most=4):
    shown = ", ".join(f"`{name}`" for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")


def _rows_differ(got, key, name, pairs, policy):
    a, b = got["rows"], key["rows"]
    words = f"`{name}` has {_count(a, got, key)}, but {b:,} {'is' if b == 1 else 'are'} expected"
    if "values" in pairs[0][0] and "values" in pairs[0][1]:
        ours, theirs, limits = _side_by_side(pairs, key, policy)
        loose, missed = _match(ours, theirs, limits)
        if a > b == len(set(ours)):
            return f"{words}: some stand there more than once."
        if not missed:
            shown = "; ".join(", ".join(map(_visible, ours[i])) for i in loose[:3])
            return f"{words}: what you need is there, but so is {shown}."
        if not loose and a:
            return f"{words}: what you have is right, but something is lacking."
    if key["kind"] == "column":
        return f"{words}: did a filter {'keep too many' if a > b else 'drop some'}?"
    if a > b:
        return f"{words}: did a join multiply rows, or a filter keep too many?"
    return f"{words}: did a join or a filter drop some?"


def _count(number, got, key):
    """Give a number of rows, or of the values of a lone column, with its word."""
    one, many = "row", "rows"
    if key["kind"] == "column":
        one, many = ("entry", "entries") if got["type"] == "dict" else ("value", "values")
    return f"{number:,} {one if number == 1 else many}"


def _in_the_index(got, key, name):
    """The values asked for are the labels of what a count or a mean has given."""
    if key["kind"] != "column" or key["index"] or len(got["index"]) != 1:
        return None
    if _family(got["index"][0]["dtype"]) != _family(key["columns"][0]["dtype"]):
        return None
    message = f"What is asked for seems to be the index of `{name}`: use `{name}.index`."
    return Verdict(0.25, "index", message)


def _dtypes(pairs, whole, name):
    for got, key in pairs:
        a, b = _family(got["dtype"]), _family(key["dtype"])
        if a == b or "empty" in (a, b):
            continue
        where = f"The column `{key['name']}` of `{name}`"
        if whole["kind"] == "column":
            where = f"`{name}`" if key in whole["columns"] else f"The label column of `{name}`"
        message = f"{where} holds {_HOLDS.get(a, a)}, but {_HOLDS.get(b, b)} should be there"
        if a == "text" and b in ("number", "date"):
            step = "pd.to_numeric" if b == "number" else "pd.to_datetime"
            message += f": `{step}` makes them so"
            message += "" if b == "number" else " (with `dayfirst=True` for 31/12/2011)"
        return Verdict(0.25, "dtype", message + ".")
    return None


def tolerances(key: dict, policy: dict) -> list:
    """Give for each column of the key (index first) "exact", or None or a number (see `close`)."""
    stated, columns = policy.get("tolerance"), key["index"] + key["columns"]
    lone = len(key["columns"]) == 1 and key["kind"] == "column"
    out = []
    for place, column in enumerate(columns):
        own = stated.get(column["name"]) if isinstance(stated, dict) else None
        if own is not None:
            out.append(own)
        elif column["dtype"] == "decimal" or (
            lone and column["dtype"] == "whole" and place == len(key["index"])
        ):
            out.append(None if isinstance(stated, dict) else stated)
        else:
            out.append("exact")
    if lone and columns[-1]["dtype"] == "whole" and out[-1] is None:
        out[-1] = "exact"
    return out


def _rows(pairs, got, key, name, policy):
    ours, theirs, limits = _side_by_side(pairs, key, policy)
    if all(_same(a, b, limits) for a, b in zip(ours, theirs, strict=True)):
        return RIGHT
    if len(pairs) < len(_columns(key)):
        return _without_labels(len(ours), key, name)
    loose, missed = _match(ours, theirs, limits)
    if not missed:
        if policy.get("ordered"):
            return Verdict(0.75, "order", f"`{name}` has the right rows in the wrong order.")
        return RIGHT
    share = round(0.5 * (1 - len(missed) / len(theirs)), 2)
    count = _count(len(theirs), got, key)
    verb = "differs" if len(missed) == 1 else "differ"
    code, words = _difference(loose, missed, ours, theirs, pairs, limits, key)
    return Verdict(share, code, f"In `{name}`, {len(missed):,} of {count} {verb}{words}.")


def _side_by_side(pairs, key, policy):
    """Give the rows of the answer, those of the key, and the limit of each of their columns."""
    limits = {id(c): t for c, t in zip(_columns(key), tolerances(key, policy), strict=True)}
    ours = list(zip(*(column["values"] for column, _ in pairs), strict=True))
    theirs = list(zip(*(column["values"] for _, column in pairs), strict=True))
    return ours, theirs, [limits[id(column)] for _, column in pairs]


def _columns(form):
    return form["index"] + form["columns"]


def _same(a, b, limits):
    return all(_equal(x, y, limit) for x, y, limit in zip(a, b, limits, strict=True))


def _equal(x, y, limit):
    if x is None or y is None:
        return x is y
    if limit == "exact" or isinstance(x, str) or isinstance(y, str):
        return x == y and isinstance(x, bool) == isinstance(y, bool)
    return close(x, y, limit)


def _without_labels(count, key, name):
    """The answer is a plain list, in another order than the key; its labels are lost."""
    labels = _quoted([level["name"] for level in key["index"] if level["name"]])
    words = f"`{name}` holds {count:,} values without saying what they belong to, or they"
    words += f" are wrong: keep {labels or 'the labels'} as index or as a column."
    return Verdict(0, "labels", words)


def _match(ours, theirs, limits):
    """Pair rows as a multiset: (places of ours left over, places of theirs left over)."""
    exact = [i for i, limit in enumerate(limits) if limit == "exact"]
    soft = [i for i, limit in enumerate(limits) if limit != "exact"]
    groups = defaultdict(lambda: ([], []))
    for side, rows in enumerate((ours, theirs)):
        for place, row in enumerate(rows):
            groups[_exact_key(row, exact, soft)][side].append(place)
    loose, missed = [], []
    for a, b in groups.values():
        extra, lost = _match_group(a, b, ours, theirs, soft, limits)
        loose += extra
        missed += lost
    return sorted(loose), sorted(missed)


def _exact_key(row, exact, soft):
    # Which decimals are missing is exact too. True is not 1.
    return tuple((type(row[i]) is bool, row[i]) for i in exact), tuple(row[i] is None for i in soft)


def _match_group(a, b, ours, theirs, soft, limits):
    """Pair rows that agree in all exact columns."""
    if not soft or not a or not b:
        both = min(len(a), len(b))
        return a[both:], b[both:]
    a = sorted(a, key=lambda i: [_order(ours[i][c]) for c in soft])
    b = sorted(b, key=lambda i: [_order(theirs[i][c]) for c in soft])
    fits = [[_same(ours[i], theirs[j], limits)] for i, j in zip(a, b, strict=False)]
    if len(a) == len(b) and all(fit for (fit,) in fits):
        return [], []
    if max(len(a), len(b)) > _MATCHABLE:
        wrong = [n for n, (fit,) in enumerate(fits) if not fit]
        both = min(len(a), len(b))
        return [a[n] for n in wrong] + a[both:], [b[n] for n in wrong] + b[both:]
    partner = _assign(a, b, lambda i, j: _same(ours[i], theirs[j], limits))
    return [i for i in a if i not in partner.values()], [j for j in b if j not in partner]


def _order(value):
    if value is None or isinstance(value, str):
        return (1, 0.0, str(value))
    return (0, float(value), "")


def _assign(a, b, fits):
    """Largest pairing of a with b (augmenting paths): {member of b: member of a}."""
    choices = {i: [j for j in b if fits(i, j)] for i in a}
    partner = {}

    def place(i, seen):
        for j in choices[i]:
            if j not in seen:
                seen.add(j)
                if j not in partner or place(partner[j], seen):
                    partner[j] = i
                    return True
        return False

    for i in a:
        place(i, set())
    return partner


def _difference(loose, missed, ours, theirs, pairs, limits, key):
    """Say in which columns rows differ, and for the first few where: (code, words)."""
    lone = key["kind"] == "column"
    wrong = _wrong_columns(ours, theirs, pairs, limits)
    if not wrong and lone:
        return "paired", ": the values are right, but they stand beside the wrong labels"
    if not wrong:
        words = ": each column is right by itself, but values stand beside the wrong rows"
        return "paired", words
    number, names = wrong[0], [pairs[c][1]["name"] for c in wrong]
    columns, first, more = _quoted(names), _quoted(names[:1]), _quoted(names[1:])
    if lone:  # a name that the key's happens to have would tell a learner nothing
        columns, first, more = "the labels", "each", ""
    couples = _couples(loose, missed, ours, theirs, wrong, len(pairs))
    code, words = _common(couples, number, limits[number])
    if words:
        return code, f": {first} {words}" + (f"; look at {more} too" if more else "")
    where = "" if lone and wrong == [len(pairs) - 1] else f"; look at {columns}"
    return "values", f"{where}: you have {_examples(couples, loose, ours, pairs, number)}"


def _wrong_columns(ours, theirs, pairs, limits):
    """Places of columns that are wrong even by themselves."""
    wrong = []
    for c in range(len(pairs)):
        a, b = [(row[c],) for row in ours], [(row[c],) for row in theirs]
        if _match(a, b, [limits[c]])[1]:
            wrong.append(c)
    return wrong


def _couples(loose, missed, ours, theirs, wrong, width):
    """Left-over rows of both sides that agree in the columns that are not wrong, one to one."""
    shared = [c for c in range(width) if c not in wrong]
    if not shared:
        return [(i, i, ours[i], theirs[i]) for i in missed if i in set(loose)]

    def label(row):
        return tuple(str(row[c]) for c in shared)

    mine = Counter(label(ours[i]) for i in loose)
    yours = Counter(label(theirs[j]) for j in missed)
    where = {label(ours[i]): i for i in loose}
    return [
        (where[label(theirs[j])], j, ours[where[label(theirs[j])]], theirs[j])
        for j in missed
        if mine[label(theirs[j])] == 1 and yours[label(theirs[j])] == 1
    ]


def _common(couples, column, limit):
    """What all wrong numbers have in common (sign, factor, rounding), if there are several."""
    tolerance = None if limit == "exact" else limit
    kinds = set()
    cells = [(mine[column], yours[column]) for _, _, mine, yours in couples]
    if cells and all(
        isinstance(a, str) and isinstance(b, str) and _plain(a) == _plain(b) for a, b in cells
    ):
        return "letters", "differs only in capitals or spaces"
    for a, b in cells:
        if not all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in (a, b)):
            return "", ""
        kinds.add(number_difference(a, b, tolerance))
    if len(couples) > 1 and len(kinds) == 1:
        code, words = kinds.pop()
        return code, words
    return "", ""


def _examples(couples, loose, ours, pairs, column, most=3):
    """The learner's own values in the first rows that differ, with what stands beside them."""
    if not couples:
        return "; ".join(", ".join(map(_visible, ours[i])) for i in loose[:most])
    shown = []
    for i, _, _, yours in couples[:most]:
        beside = [
            f"{pairs[c][1]['name'] or 'label'} {_visible(ours[i][c])}"
            for c in range(len(pairs))
            if c != column and ours[i][c] == yours[c]
        ]
        mine = f"{_visible(ours[i][column])} at {', '.join(beside[:2])}"
        shown.append(mine if beside else ", ".join(map(_visible, ours[i])))
    return "; ".join(shown)


def _visible(value):
    """Show a value so that an empty text, or one that reads like a missing value, is seen."""
    odd = isinstance(value, str) and (value != value.strip() or value.casefold() in _LIKE_MISSING)
    return repr(value) if odd else show(value)


_LIKE_MISSING = ("", "nan", "none", "nat", "<na>", "null", "missing")


# --- large tables ------------------------------------------------------------------------------


def _summaries(got, key, pairs, name, policy):
    if policy.get("ordered"):
        message = f"`{name}` is too large to compare in order."
        return Verdict(0, "large", message)
    if not got.get("large"):  # nor could it be, unless labels are lacking
        return _without_labels(got["rows"], key, name)
    if not key.get("large"):
        return _carries_more(name)
    limits = {id(c): t for c, t in zip(_columns(key), tolerances(key, policy), strict=True)}

    def differ(*sums):
        return [
            yours["name"] or "the values"
            for mine, yours in pairs
            if not _same_summary(mine["summary"], yours["summary"], limits[id(yours)], key, sums)
        ]

    wrong = differ("sum")
    # A row's weight comes from all its exact columns, so it says something only if they are right.
    beside = wrong or differ("sum", "weighted")
    if not wrong and not beside:
        beside = got["rows_digest"] != key["rows_digest"]
    if not beside:
        return RIGHT
    if wrong or len(_columns(key)) == 1:
        columns = _quoted(wrong or [key["columns"][0]["name"] or "the values"])
        message = f"`{name}` has the right number of rows, but the values differ in {columns}."
        return Verdict(0.25, "values", message)
    if len(pairs) < len(_columns(key)):
        return _without_labels(got["rows"], key, name)
    if len(_columns(got)) > len(_columns(key)):
        return _carries_more(name)
    message = f"In `{name}`, each column is right by itself, but values stand beside the "
    return Verdict(0.25, "paired", message + "wrong rows.")


def _carries_more(name):
    words = f"`{name}` carries more than was asked for, in its index"
    return Verdict(0.5, "index", f"{words}: drop it with `.reset_index(drop=True)`.")


def _same_summary(mine, yours, limit, key, sums):
    if mine["missing"] != yours["missing"] or ("sum" in mine) != ("sum" in yours):
        return False
    if "digest" in yours:
        return mine["digest"] == yours["digest"]
    if limit == "exact":
        return all(mine[k] == yours[k] for k in ("distinct", "sum", "smallest", "largest"))
    if yours["smallest"] is None:
        return mine["smallest"] is None
    rows = key["rows"]
    each = limit if limit is not None else RELATIVE * yours["size"] / rows + ABSOLUTE
    ends = all(abs(mine[k] - yours[k]) <= each + RELATIVE * abs(yours[k])
               for k in ("smallest", "largest"))  # fmt: skip
    # Errors of the arithmetic go either way and cancel in a sum; a wrong value does not. So without
    # a stated tolerance the sums must agree far more closely than a single value.
    noise = 2e-9 * yours["size"] + (limit * rows if limit is not None else 0)
    return ends and all(abs(mine[k] - yours[k]) <= noise for k in sums)
