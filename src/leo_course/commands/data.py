"""`leo data`: make the synthetic extract."""

import subprocess
import sys
import time
from pathlib import Path

import click

from leo_course.errors import CourseError
from leo_course.paths import extract_folder

HELP = """Make the synthetic extract that lessons and exercises read.

\b
SIZE        people      seconds    on disk   good for
tiny        2,000       3          8 MB      trying things out
teaching    60,000      16         130 MB    the lessons; what the book shows
large       1,000,000   240        2.2 GB    practice with size
a number    from 200    in proportion

The seconds were measured on two cores of a small machine. Each process needs some 450 MB
of memory, at any size.

The SEED is a number that decides which people are invented. The same seed and size give the same
people on any machine; another seed gives other people who obey the same model, as a teacher needs
who wants marked work to differ between learners. Answers in the book are those of the standard
seed, 2021.

An earlier extract is replaced only when the new one is complete; a run that was interrupted goes on
from what it had done when the same command is given again. The data are synthetic and
unofficial: no real person is in them.
"""


@click.command(help=HELP, short_help="Make the synthetic extract.")
@click.option(
    "--size",
    default="teaching",
    show_default=True,
    help="tiny, teaching, large or a number of people.",
)
@click.option(
    "--seed", default="2021", show_default=True, help="A whole number that decides who is invented."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Processes to work at once; by default one for each core.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(path_type=Path),
    help="Folder to write to; by default data/extract of the course.",
)
def command(size, seed, jobs, folder):
    from leo_course.synthesis import build  # pyarrow takes a moment, and help must not

    people, seed = build.people_in(size), build.checked_seed(seed)
    folder = folder or extract_folder()
    started = time.monotonic()
    try:
        with click.progressbar(length=people, label=f"Inventing {people:,} people") as bar:
            content = build.make(folder, size, seed, jobs, progress=bar.update)
    except KeyboardInterrupt:
        click.echo("\nInterrupted: the same command goes on from what is done.", err=True)
        raise
    rows = sum(view["rows"] for view in content["views"].values())
    megabytes = sum(content["files"].values()) / 1e6
    click.echo(
        f"{len(content['views'])} views, {rows:,} rows, {megabytes:.1f} MB in {folder} "
        f"after {time.monotonic() - started:.1f} s."
    )
    click.echo("Synthetic and unofficial: no real person is in these data.")


def make_if_missing() -> str:
    """Make the standard extract unless one is there, and say which of the two it was.

    Raises CourseError if the one that is there cannot be used, or none could be made.
    """
    from leo_course import extract

    if (extract_folder() / "MANIFEST.json").exists():
        made = extract.manifest()
        return f"there already, {made['people']:,} people, seed {made['seed']}"
    # As the command does it, with its progress on the screen and workers of its own.
    if subprocess.run([sys.executable, "-m", "leo_course.cli", "data"], check=False).returncode:
        raise CourseError("The extract could not be made: run `leo data` and see what it says.")
    return "made"
