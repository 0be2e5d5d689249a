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
_NUMBERS = {"smallint": pa.int16(), "int": pa.int32(), "bigint": pa.int64()}


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
    pq.write_table(table, path, compression="zstd", compression_level=1)
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

    Canonical are: whole numbers as little-endian int64 (numbers with decimals multiplied up,
    dates as days since 1970-01-01), each preceded by a byte map of missing values; text as UTF-8,
    each value closed by a line feed, a missing one written as a NUL.
    """
    if field.type == "string":
        column = _text(values)
        return column, _text_digest(column)
    whole = values.data
    if field.type == "number":
        whole = np.rint(whole * 10**field.places)
    whole = whole.astype("<i8")
    null = values.null
    if null is not None:
        whole = np.where(null, 0, whole)
    missing = np.zeros(len(whole), dtype=np.uint8) if null is None else null.astype(np.uint8)
    digest = sha256(missing.tobytes() + whole.tobytes()).digest()
    return _number(field, whole, null), digest


def _number(field, whole, null):
    if field.type == "number":
        return pa.array(whole / 10**field.places, mask=null)
    if field.type == "boolean":
        return pa.array(whole.astype(bool), mask=null)
    if field.type == "date":
        return pa.array(whole.astype(np.int32), pa.int32(), mask=null).cast(pa.date32())
    return pa.array(whole, mask=null).cast(_NUMBERS[field.sql_type])


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


def _text_digest(column):
    plain = column.cast(pa.string()).fill_null("\0")
    closed = pc.binary_join_element_wise(plain, "", "\n")
    return sha256(closed.buffers()[2] or b"").digest()
