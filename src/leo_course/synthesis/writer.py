"""From rows of variables to the files of an extract.

Looks each variable up in the dictionary, gives it the name, type and place that the view has for
it, and writes Parquet. People are made in blocks of constant size, so memory does not grow with
the population, and the files do not depend on the number of processes.
"""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from leo_course import __version__, dictionary
from leo_course.synthesis import identifiers, model, records, truth
from leo_course.synthesis.columns import Values
from leo_course.synthesis.parameters import Parameters

# People; part of what an extract is, so never a setting. Five local authorities, which keeps
# their people together, and a process within 0.6 GB.
BLOCK = 15_000
NOTICE = (
    "Synthetic and unofficial: invented people, no real person, not made by DfE, HMRC, DWP or ONS."
)
_WIDTHS = {"smallint": "<i2", "int": "<i4", "bigint": "<i8"}
_WIDTHS |= {"boolean": "u1", "date": "<i4", "number": "<i8"}
_LF = ord("\n")
_ARROW = {"smallint": pa.int16(), "int": pa.int32(), "bigint": pa.int64(), "date": pa.date32()}


def blocks(people: int) -> list[tuple[int, int]]:
    """The first and one past the last person of each block."""
    return [(first, min(first + BLOCK, people)) for first in range(0, people, BLOCK)]


def make_block(seed, first, last, parameters: Parameters, folder: Path) -> dict:
    """Write one block of people and return, per view, its rows and the digest of each column.

    The result is ``{view: (rows, {column: digest})}``. Views without rows are left out, but not
    from the first block, so that every view exists in the smallest extract.
    """
    block = model.make_people(seed, first, last, parameters)
    views = {(view.database, view.collection, view.year): view for view in dictionary.views()}
    done = {}

    def write(key, rows):
        view = views.pop(key, None)
        if view is None:
            raise LookupError(f"the dictionary has no view for {key}, or it was made twice")
        path = folder / view.database / view.name / f"part-{first:09d}.parquet"
        result = write_view(view, rows, path, even_if_empty=first == 0)
        if result:
            done[view.full_name] = result

    if first == 0:
        write(("TRUTH", "parameters", None), truth.parameter_rows(parameters))
    for key, rows in records.observe(block, parameters):
        write(key, rows)
    return done


def write_view(view: dictionary.View, rows: dict[str, Values], path: Path, even_if_empty=True):
    """Write the rows of one view in its order; None, and no file, if there are none."""
    order = _order([rows[name] for name in view.order_by])
    if not len(order) and not even_if_empty:
        return None
    columns, digests = {}, {}
    for field in view.fields:
        values = rows[field.variable].take(order)
        columns[field.name], digests[field.name] = to_column(field, values)
    mark = {"notice": NOTICE, "course_version": __version__, "view": view.full_name}
    table = pa.table(columns).replace_schema_metadata(mark)
    path.parent.mkdir(parents=True, exist_ok=True)
    coded = [name for name, column in columns.items() if pa.types.is_dictionary(column.type)]
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=1,
        use_dictionary=coded,
        # The least and greatest code of a list of codes let no reader skip anything.
        write_statistics=[name for name in columns if name not in set(coded)],
    )
    return len(order), digests


def _order(keys: list[Values]) -> np.ndarray:
    """Places of the rows in the order of the keys; rows equal in all of them stay as they stand.

    The first key tells most rows apart, so the others are looked at only where it does not.
    """
    first = _sortable(keys[0])
    order = np.argsort(first)
    again = first[order[1:]] == first[order[:-1]]
    tied = np.zeros(len(order), dtype=bool)
    tied[1:] |= again
    tied[:-1] |= again
    among = np.sort(order[tied])
    order[tied] = among[np.lexsort([_sortable(key.take(among)) for key in reversed(keys)])]
    return order


def _sortable(values: Values) -> np.ndarray:
    """Numbers in whose order the rows stand: labels by alphabet, missing values first."""
    data = values.data
    if values.labels is not None:
        data = np.argsort(np.argsort(values.labels, kind="stable"), kind="stable")[data]
    if values.null is None:
        return data
    # Unsigned numbers have no -1.
    signed = data.astype(np.int64) if data.dtype.kind == "u" else data
    return np.where(values.null, -1, signed)


def to_column(field: dictionary.Field, values: Values):
    """The Arrow column of a field, and the digest of its canonical bytes.

    Canonical are: numbers in little-endian order, as wide as the view's type has them (numbers with
    decimals multiplied up and in eight bytes, dates as days since 1970-01-01 in four), followed by
    a byte map of missing values if there are any; codes as the sorted list of those that occur,
    each closed by a line feed, and the place in it of every row, -1 if missing, in four bytes;
    other text as UTF-8, each value closed by a line feed, a missing one written as a NUL.
    """
    null = None if values.null is None or not values.null.any() else values.null
    if values.labels is not None:
        return _codes(values.labels, values.data, null)
    if field.type == "string":
        return _text(values, null)
    whole = _whole(field, values.data, null)
    digest = sha256(whole)
    if null is not None:
        digest.update(null)
    return _number(field, whole, null), digest.digest()


def _whole(field, data, null):
    """Whole numbers of the width that the view has, 0 where there is no value."""
    if field.type == "number":
        data = np.rint(data * 10**field.places)
    if null is not None:
        data = np.where(null, 0, data)
    whole = data.astype(_WIDTHS[field.sql_type if field.type == "integer" else field.type])
    # Comparing is needed only where the type of the data could hold what the view's cannot.
    if not np.can_cast(data.dtype, whole.dtype) and not np.array_equal(whole, data):
        raise OverflowError(f"{field.name} holds a number that is not a whole {field.sql_type}")
    return whole


def _array(kind, data, null):
    """An Arrow array over the memory of ``data``: ``pa.array`` would load pandas to do the same."""
    return pa.Array.from_buffers(kind, len(data), [_there(null), pa.py_buffer(data)])


def _there(null):
    """Arrow's map of the rows that have a value, a bit for each; None if all have one."""
    return None if null is None else pa.py_buffer(np.packbits(~null, bitorder="little"))


def _number(field, whole, null):
    if field.type == "number":
        return _array(pa.float64(), whole / 10**field.places, null)
    if field.type == "boolean":
        return _array(pa.uint8(), whole, null).cast(pa.bool_())
    return _array(_ARROW[field.sql_type if field.type == "integer" else field.type], whole, null)


def _codes(labels, data, null):
    """A column of codes, as an Arrow dictionary of those that occur, and its digest.

    Parquet must not be given a label twice: it leaves room for both, with whatever was there.
    """
    places = data.astype("<i4")
    if null is not None:
        places[null] = -1
    occurs = np.zeros(len(labels) + 1, dtype=bool)
    occurs[places] = True
    found = np.flatnonzero(occurs[:-1]).tolist()
    codes = sorted({labels[place] for place in found})
    if tuple(codes) != labels:
        at = {code: place for place, code in enumerate(codes)}
        moved = np.full(len(labels) + 1, -1, dtype="<i4")  # -1 leads to the last
        moved[found] = [at[labels[place]] for place in found]
        places = moved.take(places, mode="wrap")
    closed = np.frombuffer("\n".join([*codes, ""]).encode(), dtype=np.uint8)
    digest = sha256(closed)
    digest.update(places)
    lengths = np.diff(np.flatnonzero(closed == _LF), prepend=-1) - 1
    texts = _strings(lengths, closed[closed != _LF])
    column = pa.DictionaryArray.from_arrays(_array(pa.int32(), places, null), texts)
    return column, digest.digest()


def _text(values, null):
    """A column of text, identifiers spelled out, and its digest."""
    if values.kind is not None:
        text = identifiers.spell(values.kind, values.data)
    else:
        # Bytes, with NULs at the end of what is shorter.
        text = values.data.view(np.uint8).reshape(len(values.data), values.data.itemsize)
    closed = np.concatenate([text, np.full((len(text), 1), _LF, np.uint8)], axis=1)
    if values.kind is not None and null is None:
        return _strings(np.full(len(text), text.shape[1]), text), sha256(closed).digest()
    used = closed != 0
    if null is not None:
        used[null, :-1] = False
    column = _strings(used[:, :-1].sum(axis=1), text[used[:, :-1]], null)
    if null is not None:
        closed[null, 0], used[null, 0] = 0, True
    return column, sha256(closed[used]).digest()


def _strings(lengths, text, null=None):
    """An Arrow array of strings, from the number of bytes of each and the bytes of all."""
    ends = np.zeros(len(lengths) + 1, dtype=np.int32)
    np.cumsum(lengths, out=ends[1:], dtype=np.int32)
    buffers = (pa.py_buffer(ends), pa.py_buffer(text), _there(null))
    return pa.StringArray.from_buffers(len(lengths), *buffers)
