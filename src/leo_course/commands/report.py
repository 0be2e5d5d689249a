"""`leo report`: the invented people beside the published figures."""

import csv
import statistics
import tempfile
from pathlib import Path

import click

from leo_course import calibration

FIRST_SEED = 9001  # of the extracts that show the play of chance; any would do


def measured(seeds: int, size: str) -> dict[str, list[float]]:
    """Each measure in extracts of several seeds, by name."""
    from leo_course import extract
    from leo_course.synthesis import build

    found = {}
    with tempfile.TemporaryDirectory() as scratch, click.progressbar(range(seeds)) as bar:
        for number in bar:
            folder = Path(scratch) / str(number)
            build.make(folder, size, FIRST_SEED + number)
            with extract.truth(folder) as connection:
                for one in calibration.compare(connection, calibration.aims()):
                    found.setdefault(one.aim.measure, []).append(one.found)
    return found


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
def command(seeds):
    """Put the invented people beside the published figures that they should resemble.

    One line per figure: what was published, what the extract in use gives, the difference, the
    standard deviation over other seeds, and whether the difference is within its tolerance.
    """
    from leo_course import extract

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
