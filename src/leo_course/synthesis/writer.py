"""From rows of variables to the files of an extract.

Looks each variable up in the dictionary, gives it the name, type and place that the view has for
it, and writes Parquet. People are made in blocks of constant size, so memory does not grow with
the population, and the files do not depend on the number of processes.
"""

from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
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
    order = np.lexsort([_sortable(rows[name]) for name in reversed(view.order_by)])
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
    if field.type == "string":
        column = _text(values)
        return column, _text_digest(column) if values.labels is None else _code_digest(values)
    null = None if values.null is None or not values.null.any() else values.null
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
    if not np.array_equal(whole, data):
        raise OverflowError(f"{field.name} holds a number that is not a whole {field.sql_type}")
    return whole


def _number(field, whole, null):
    if field.type == "number":
        return pa.array(whole / 10**field.places, mask=null)
    if field.type == "boolean":
        return pa.array(whole.view(bool), mask=null)
    column = pa.array(whole, mask=null)
    return column.view(pa.date32()) if field.type == "date" else column


def _text(values):
    """A string column: identifiers spelled out, labels as an Arrow dictionary, or plain bytes."""
    if values.kind is not None:
        text = identifiers.spell(values.kind, values.data)
        ends = np.arange(len(text) + 1, dtype=np.int32) * text.shape[1]
        column = pa.StringArray.from_buffers(len(text), pa.py_buffer(ends), pa.py_buffer(text))
        return column if values.null is None else pc.if_else(values.null, None, column)
    if values.labels is not None:
        places = pa.array(values.data.astype(np.int32), mask=values.null)
        return pa.DictionaryArray.from_arrays(places, pa.array(values.labels, pa.string()))
    return pa.array(values.data, pa.binary(), mask=values.null).cast(pa.string())


def _code_digest(values):
    present = values.data if values.null is None else values.data[~values.null]
    occurs = np.flatnonzero(np.bincount(present, minlength=len(values.labels)))
    codes = sorted({values.labels[place] for place in occurs})
    at = {code: place for place, code in enumerate(codes)}
    places = np.array([at.get(code, -1) for code in values.labels], dtype="<i4")[values.data]
    if values.null is not None:
        places[values.null] = -1
    digest = sha256("".join(code + "\n" for code in codes).encode())
    digest.update(places)
    return digest.digest()


def _text_digest(column):
    plain = column.cast(pa.string()).fill_null("\0")
    closed = pc.binary_join_element_wise(plain, "", "\n")
    return sha256(closed.buffers()[2] or b"").digest()
