"""`leo report`: the people beside published figures, and estimates beside the truth."""

import csv
import statistics
import tempfile
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path

import click

from leo_course import calibration, recovery

FIRST_SEED = 9001  # of the extracts that show the play of chance; any would do


def one_seed(seed: int, size: str) -> tuple[int, dict[str, float], list]:
    """What an extract of a seed gives for every figure, and what every study answers."""
    from leo_course import extract
    from leo_course.synthesis import build

    with tempfile.TemporaryDirectory() as scratch:
        build.make(Path(scratch) / "extract", size, seed, jobs=1)
        with extract.truth(Path(scratch) / "extract") as connection:
            compared = calibration.compare(connection, calibration.aims())
            answers = [(seed, study.name, one) for study, one in recovery.answers(connection)]
    return seed, {one.aim.measure: one.found for one in compared}, answers


def write_seeds(seeds: int, size: str) -> None:
    """Make extracts of several seeds; store the play of chance and the answers of the studies."""
    found, answers = {}, {}
    numbers = [FIRST_SEED + number for number in range(seeds)]
    with (
        ProcessPoolExecutor(mp_context=get_context("spawn")) as pool,
        click.progressbar(length=seeds, label=f"Making {seeds} extracts") as bar,
    ):
        for done in as_completed([pool.submit(one_seed, number, size) for number in numbers]):
            seed, figures, told = done.result()
            answers[seed] = told
            for measure, value in figures.items():
                found.setdefault(measure, []).append(value)
            bar.update(1)
    recovery.write([row for seed in numbers for row in answers[seed]])
    write_spread(found, seeds, size)


def write_spread(found: dict[str, list[float]], seeds: int, size: str) -> None:
    path = calibration.folder() / calibration.SPREAD
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["measure", "mean", "standard_deviation", "seeds", "size"])
        for aim in calibration.aims():
            values = found[aim.measure]
            mean, deviation = statistics.mean(values), statistics.stdev(values)
            lines.writerow([aim.measure, f"{mean:.4g}", f"{deviation:.3g}", seeds, size])


def show_recovery() -> None:
    """Print what the stored answers come to."""
    click.echo(f"{'truth':>8} {'estimate':>8} {'error':>7} {'bias':>8} {'covers':>6} {'power':>6}")
    for (study, design), answers in recovery.stored().items():
        one = recovery.summary(study, answers)
        click.echo(
            f"{one.truth:8.4g} {one.estimate:8.4g} {one.error:7.2g} {one.bias:+8.2g} "
            f"{one.coverage:6.0%} {one.power:6.0%} {study}: {design}"
        )


@click.command()
@click.option(
    "--seeds",
    type=click.IntRange(min=2),
    help="First make this many extracts of other seeds (a minute each); store in "
    "data/calibration/spread.csv how far chance moves each figure, and in data/recovery.csv what "
    "the designs of the modelling lessons answer.",
)
def command(seeds):
    """Put the invented people beside the published figures that they should resemble.

    One line per figure: what was published, what the extract in use gives, the difference, the
    standard deviation over other seeds, and whether the difference is within its tolerance and
    twice that. Then one line per research design: the truth, what the design finds, and how often
    its intervals hold the truth.
    """
    from leo_course import extract

    if seeds:
        write_seeds(seeds, "teaching")
    chance = calibration.spread()
    with extract.truth() as connection:
        compared = calibration.compare(connection, calibration.aims())
    click.echo(f"{'published':>10} {'ours':>10} {'differs by':>10} {'by chance':>10}")
    for one in compared:
        deviation = chance.get(one.aim.measure)
        by_chance = f"{deviation:10.4g}" if deviation is not None else f"{'not known':>10}"
        word = "   " if one.met else "OUT"
        click.echo(
            f"{one.aim.value:10.4g} {one.found:10.4g} {one.difference:+10.3g} {by_chance} {word} "
            f"{one.aim.figure} [{one.aim.confidence}]"
        )
    click.echo(calibration.in_short(compared))
    show_recovery()
