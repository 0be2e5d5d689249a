"""Holds the synthetic people against the published figures that they are meant to resemble.

``data/calibration/<name>.csv`` lists the figures, each with its source; ``<name>.sql`` beside it
has for each the query that asks the extract, its truth included, for the same thing.
"""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from leo_course.errors import CourseError
from leo_course.paths import course_root

_BLOCK = re.compile(r"^-- (?:(prepare)|measure: (\w+))$", re.M)
SPREAD = "spread.csv"


@dataclass(frozen=True)
class Aim:
    """A published figure: `value` in `unit`, and how far ours may be from it.

    `tolerance` is in the unit too, or in percent of the value where the unit begins so.
    `confidence` is V (verified in the source), D (derived from one) or G (illustrative).
    """

    measure: str
    figure: str
    value: float
    tolerance: float
    unit: str
    source: str
    confidence: str
    group: str  # the file it stands in

    @property
    def allowed(self) -> float:
        """The tolerance in the unit of the value."""
        relative = self.unit.startswith("percent of")
        return self.tolerance * self.value / 100 if relative else self.tolerance


@dataclass(frozen=True)
class Comparison:
    """An aim beside what the extract gives.

    `chance` is the standard deviation of the figure over extracts of other seeds, if it is known.
    """

    aim: Aim
    found: float
    chance: float = 0.0

    @property
    def difference(self) -> float:
        return self.found - self.aim.value

    @property
    def within(self) -> bool:
        """Whether ours is within the tolerance as it stands."""
        return abs(self.difference) <= self.aim.allowed

    @property
    def met(self) -> bool:
        """Whether ours is within the tolerance, apart from what chance may do to it."""
        return abs(self.difference) <= self.aim.allowed + 2 * self.chance


def folder() -> Path:
    return course_root() / "data" / "calibration"


def aims() -> list[Aim]:
    """Every published figure that we aim at, in the order of files and lines."""
    found = []
    for path in sorted(folder().glob("*.csv")):
        if path.name == SPREAD:
            continue
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                numbers = {name: float(row[name]) for name in ("value", "tolerance")}
                found.append(Aim(**(row | numbers), group=path.stem))
    return found


@cache
def queries(group: str) -> tuple[list[str], dict[str, str]]:
    """The queries of a file: those that prepare, and one for each measure."""
    path = folder() / f"{group}.sql"
    parts = _BLOCK.split(path.read_text(encoding="utf-8"))[1:]
    prepare, measures = [], {}
    for is_prepare, measure, query in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if is_prepare:
            prepare.append(query)
        else:
            measures[measure] = query
    return prepare, measures


def compare(connection: duckdb.DuckDBPyConnection, chosen: list[Aim]) -> list[Comparison]:
    """Ask an extract for each of some aims; `connection` is one of `leo_course.truth()`.

    Raises CourseError for a figure without a query, or a query without an answer.
    """
    ready, done, chance = set(), [], spread()
    for aim in chosen:
        prepare, measures = queries(aim.group)
        if aim.measure not in measures:
            raise CourseError(
                f"data/calibration/{aim.group}.sql has no query for {aim.measure}: add one."
            )
        if aim.group not in ready:
            for query in prepare:
                connection.execute(query)
            ready.add(aim.group)
        [(found,)] = connection.execute(measures[aim.measure]).fetchall()
        if found is None:
            raise CourseError(f"The extract has nobody to ask about {aim.measure}: make it larger.")
        done.append(Comparison(aim, float(found), chance.get(aim.measure, 0.0)))
    return done


def spread() -> dict[str, float]:
    """How far each measure moves by chance: its standard deviation over extracts of other seeds."""
    path = folder() / SPREAD
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["measure"]: float(row["standard_deviation"]) for row in csv.DictReader(lines)}


def in_short(compared: list[Comparison]) -> str:
    """Say how many figures are met, with and without what chance may do."""
    within, met = sum(one.within for one in compared), sum(one.met for one in compared)
    return (
        f"{within:,} of {len(compared):,} figures are within their tolerance, and {met:,} if twice "
        "what chance does is allowed for."
    )
