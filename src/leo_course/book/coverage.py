"""What the extract holds in each column: in how many rows it is filled, and with what.

Computed from the extract for the dictionary's pages. Extremes are left out on purpose: in real
data the smallest and the largest value belong to somebody.
"""

from dataclasses import dataclass

from leo_course.dictionary import View

POINTS = (0.05, 0.25, 0.5, 0.75, 0.95)
_MOST_VALUES = 12


@dataclass(frozen=True)
class Coverage:
    """One column of one view.

    `filled` is the share of rows with a value, from 0 to 1. `shares` lists the commonest values
    with their share among the filled rows; `points` holds the values at the shares of `POINTS`
    in order of size. One of the two is empty; both are for keys, of which only the number of
    different values is told.
    """

    filled: float
    different: int
    shares: tuple[tuple[str, float], ...] = ()
    points: tuple[str, ...] = ()


def coverage(
    connection, views: list[View], in_detail: set[tuple[str, str]] | None = None
) -> dict[tuple[str, str], Coverage]:
    """The coverage of every column of some views, by (full name of the view, name of the column).

    `connection` is one of `leo_course.connect()` or, for the views of TRUTH, `truth()`. With
    `in_detail`, shares and points are worked out for these columns only, which saves minutes.
    """
    return {
        (view.full_name, name): found
        for view in views
        for name, found in _of_view(connection, view, in_detail).items()
    }


def _of_view(connection, view, in_detail):
    source = f'{view.database}."P2021"."{view.name}"'
    counted = ", ".join(f'count("{f.name}"), count(distinct "{f.name}")' for f in view.fields)
    rows, *counts = connection.sql(f"select count(*), {counted} from {source}").fetchall()[0]
    found = {}
    for field, filled, different in zip(view.fields, counts[::2], counts[1::2], strict=True):
        share = filled / rows if rows else 0.0
        wanted = in_detail is None or (view.full_name, field.name) in in_detail
        values = _values(connection, source, field, different) if wanted else {}
        found[field.name] = Coverage(share, different, **values)
    return found


def _values(connection, source, field, different):
    """The distribution that fits the column: shares of codes, points of numbers and dates."""
    column = f'"{field.name}"'
    if field.codes or field.type == "boolean" or different <= _MOST_VALUES:
        found = connection.sql(f"""
            select cast({column} as varchar), count(*) / sum(count(*)) over () as share
            from {source} where {column} is not null group by 1
            order by share desc, 1 limit {_MOST_VALUES}
        """).fetchall()
        return {"shares": tuple((value, float(share)) for value, share in found)}
    if field.type == "string" or "key" in field.variable:
        return {}
    points = ", ".join(f"quantile_disc({column}, {point})" for point in POINTS)
    found = connection.sql(f"select {points} from {source}").fetchall()[0]
    return {"points": tuple(_plain(value) for value in found)}


def _plain(value):
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)
