"""`leo report`: the people beside published figures, and estimates beside the truth."""

import csv
import statistics
import tempfile
from pathlib import Path

import click

from leo_course import calibration, recovery

FIRST_SEED = 9001  # of the extracts that show the play of chance; any would do


def extracts(seeds: int, size: str):
    """A connection, truth attached, to an extract of each of several seeds, one after another."""
    from leo_course import extract
    from leo_course.synthesis import build

    with tempfile.TemporaryDirectory() as scratch, click.progressbar(range(seeds)) as bar:
        for number in bar:
            folder = Path(scratch) / "extract"
            build.make(folder, size, FIRST_SEED + number)
            with extract.truth(folder) as connection:
                yield FIRST_SEED + number, connection


def measured(seeds: int, size: str) -> dict[str, list[float]]:
    """Each measure in extracts of several seeds, by name."""
    found = {}
    for _, connection in extracts(seeds, size):
        for one in calibration.compare(connection, calibration.aims()):
            found.setdefault(one.aim.measure, []).append(one.found)
    return found


def write_recovery(seeds: int, size: str) -> None:
    """Try every study on extracts of several seeds, and store what they answer."""
    rows = []
    for seed, connection in extracts(seeds, size):
        for study in recovery.studies():
            rows += [(seed, study.name, answer) for answer in study.answers(connection)]
        recovery.write(rows)  # after each seed, so that a stop loses little


def show_recovery() -> None:
    """Print what the stored answers come to."""
    click.echo(f"{'truth':>8} {'estimate':>8} {'error':>7} {'bias':>8} {'covers':>6} {'power':>6}")
    for (study, design), answers in recovery.stored().items():
        one = recovery.summary(study, answers)
        click.echo(
            f"{one.truth:8.4g} {one.estimate:8.4g} {one.error:7.2g} {one.bias:+8.2g} "
            f"{one.coverage:6.0%} {one.power:6.0%} {study}: {design}"
        )


def write_spread(seeds: int, size: str) -> None:
    path = calibration.folder() / calibration.SPREAD
    found = measured(seeds, size)
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["measure", "mean", "standard_deviation", "seeds", "size"])
        for measure, values in found.items():
            mean, deviation = statistics.mean(values), statistics.stdev(values)
            lines.writerow([measure, f"{mean:.4g}", f"{deviation:.3g}", seeds, size])


@click.command()
@click.option(
    "--spread",
    "seeds",
    type=click.IntRange(min=2),
    help="First make this many extracts of other seeds, to see how far chance moves each figure, "
    "and store it in data/calibration/spread.csv.",
)
@click.option(
    "--recovery",
    "tries",
    type=click.IntRange(min=2),
    help="Only try the designs of the modelling lessons on this many extracts of other seeds, and "
    "store in data/recovery.csv how far each is from the truth.",
)
def command(seeds, tries):
    """Put the invented people beside the published figures that they should resemble.

    One line per figure: what was published, what the extract in use gives, the difference, the
    standard deviation over other seeds, and whether the difference is within its tolerance.
    """
    from leo_course import extract

    if tries:
        write_recovery(tries, "teaching")
        show_recovery()
        return
    if seeds:
        write_spread(seeds, "teaching")
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
    met = sum(one.met for one in compared)
    click.echo(f"{met} of {len(compared)} figures are within their tolerance.")
