"""What the synthesis hands to the writer: values of one variable, before any type or name."""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis.identifiers import Kind


@dataclass
class Values:
    """Values of one variable for the rows of a view.

    ``data`` holds numbers, truth values, days since 1970-01-01, places in ``labels``, identifiers
    of a ``kind`` as whole numbers, or text as bytes. Where ``null`` is True there is no value.
    """

    data: np.ndarray
    null: np.ndarray | None = None
    labels: tuple[str, ...] | None = None
    kind: Kind | None = None

    def take(self, rows: np.ndarray) -> "Values":
        null = None if self.null is None else self.null.take(rows)
        return Values(self.data.take(rows), null, self.labels, self.kind)


def day(year, month=1, date=1):
    """Days since 1970-01-01, for numbers or arrays."""
    year, month = np.asarray(year), np.asarray(month)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) + date - 1


def tax_year_label(year):
    """200809 for the tax year that begins in 2008."""
    return year * 100 + (year + 1) % 100


def labelled(texts):
    labels, places = np.unique(texts, return_inverse=True)
    return Values(places, labels=tuple(labels.tolist()))


def constant(text, count):
    return Values(np.zeros(count, dtype=np.int64), labels=(text,))


OPEN_END = int(day(9999, 12, 31))
