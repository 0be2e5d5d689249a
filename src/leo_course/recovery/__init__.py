"""Can the truth be found? Estimators tried on extracts of many seeds, beside what the model knows.

A study asks a question of a modelling lesson. It answers it from the records alone, once as one
would at first and once by the design that should recover the truth, and looks the truth up. Over
many seeds this shows whether the first answer misses, whether the intervals of the second cover
the truth as often as they say, and whether an extract of teaching size has the power to find the
effect at all. ``leo report --seeds 20`` tries them all and stores what they found in
``data/recovery.csv``.
"""

import csv
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import erf, sqrt
from pathlib import Path

import duckdb

from leo_course.paths import course_root

Z95 = 1.96
LOG_POINTS = "The numbers are log points: 0.10 is about 10% more pay, and -0.10 about 10% less."


@dataclass(frozen=True)
class Answer:
    """One estimate: what a design makes of the records of one extract, and the truth beside it."""

    design: str
    sound: bool  # the design should recover the truth; otherwise it is the naive one
    estimate: float
    error: float  # standard error that fits the design
    truth: float


@dataclass(frozen=True)
class Study:
    """A question, asked of one extract by ``answers(connection)``; the truth is attached to it.

    ``needs_power`` if a lesson relies on finding the effect at teaching size; ``why`` says why the
    naive answer misses and the sound one does not.
    """

    name: str
    lesson: str
    estimand: str  # what is looked for, in whole sentences
    reading: str  # what a number of it means, likewise
    answers: Callable[[duckdb.DuckDBPyConnection], Iterator[Answer]]
    needs_power: bool = True
    why: str = ""


@dataclass(frozen=True)
class Summary:
    """One design of one study over all seeds."""

    study: str
    design: str
    sound: bool
    seeds: int
    truth: float  # means over the seeds
    estimate: float
    error: float
    bias: float
    bias_error: float  # standard error of the bias over the seeds
    coverage: float  # share of 95% intervals that hold the truth
    power: float  # mean probability to find the effect at the 5% level


def path() -> Path:
    return course_root() / "data" / "recovery.csv"


def studies() -> tuple[Study, ...]:
    """Every study, in the order of the lessons."""
    from leo_course.recovery import (
        applications,
        degree,
        durations,
        firms,
        furlough,
        linkage,
        schools,
    )

    parts = (linkage, schools, applications, degree, firms, furlough, durations)
    return tuple(study for part in parts for study in part.STUDIES)


def answers(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Study, Answer]]:
    """Put every question to one extract, truth attached."""
    from leo_course.recovery import tables

    tables.prepare(connection)
    for study in studies():
        for answer in study.answers(connection):
            yield study, answer


def write(rows: list[tuple[int, str, Answer]]) -> None:
    """Store answers as ``(seed, name of the study, answer)``."""
    with path().open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["study", "design", "sound", "seed", "truth", "estimate", "error"])
        for seed, study, one in rows:
            numbers = (f"{number:.5g}" for number in (one.truth, one.estimate, one.error))
            lines.writerow([study, one.design, int(one.sound), seed, *numbers])


def stored() -> dict[tuple[str, str], list[Answer]]:
    """The stored answers by study and design, one for each seed."""
    found = {}
    with path().open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            numbers = {name: float(row[name]) for name in ("truth", "estimate", "error")}
            answer = Answer(row["design"], row["sound"] == "1", **numbers)
            found.setdefault((row["study"], row["design"]), []).append(answer)
    return found


def summary(study: str, answers: list[Answer]) -> Summary:
    """What a design makes of a question, over the seeds; needs two at least."""
    count = len(answers)
    misses = [one.estimate - one.truth for one in answers]
    return Summary(
        study=study,
        design=answers[0].design,
        sound=answers[0].sound,
        seeds=count,
        truth=statistics.mean(one.truth for one in answers),
        estimate=statistics.mean(one.estimate for one in answers),
        error=statistics.mean(one.error for one in answers),
        bias=statistics.mean(misses),
        bias_error=statistics.stdev(misses) / sqrt(count),
        coverage=sum(abs(m) <= Z95 * one.error for m, one in zip(misses, answers, strict=True))
        / count,
        power=statistics.mean(_power(one.truth, one.error) for one in answers),
    )


def _power(truth, error):
    """Chance that an unbiased, normal estimate with this error differs from 0 at the 5% level."""
    shift = abs(truth) / error
    return 1 - _below(Z95 - shift) + _below(-Z95 - shift)


def _below(x):
    return 0.5 * (1 + erf(x / sqrt(2)))
