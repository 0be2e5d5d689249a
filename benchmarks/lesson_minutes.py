"""Whether each lesson takes the minutes that its card says, and runs in under 20 seconds.

    python benchmarks/lesson_minutes.py            words, cells, minutes: at once
    python benchmarks/lesson_minutes.py --run      and runs each lesson, for its seconds

`leo_course.book.minutes` says what a word, a cell and a check are taken to cost. Ends with 1 if a
card does not hold, or a lesson is too slow. Seconds are those of this machine, the start of the
kernel left out; nothing else should be running.
"""

import sys
import time

import click
import nbformat
from nbclient import NotebookClient

from leo_course.book import minutes
from leo_course.paths import course_root

HEAD = f"{'lesson':<34}{'words':>6}{'cells':>6}{'figures':>8}{'checks':>7}"
HEAD += f"{'alone':>7}{'card':>5}{'taught':>8}{'card':>5}"


def seconds(root, name):
    """Run a lesson as the site does, in its own folder; seconds for its cells."""
    path = root / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}})
    with client.setup_kernel():
        started = time.perf_counter()
        for place, cell in enumerate(notebook.cells):
            client.execute_cell(cell, place)
        return time.perf_counter() - started


@click.command()
@click.option("--run", is_flag=True, help="Run each lesson too, on the extract in use.")
def main(run):
    """Print a line for each lesson, and what does not hold."""
    root, faults = course_root(), []
    click.echo(HEAD + (f"{'seconds':>9}" if run else ""))
    for one in minutes.measured(root):
        line = f"{one.name:<34}{one.words:>6}{one.cells:>6}{one.figures:>8}{one.checks:>7}"
        line += f"{one.alone:>7.1f}{one.card_alone:>5}{one.taught:>8.1f}{one.card_taught:>5}"
        if run:
            took = seconds(root, one.name)
            line += f"{took:>9.1f}"
            if took >= minutes.SLOWEST:
                faults.append(f"notebooks/{one.name}.ipynb ran for {took:.1f} seconds.")
        click.echo(line)
        faults += one.faults()
    click.echo("\n".join(faults) or "Every card holds.")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
