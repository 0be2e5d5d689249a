"""`leo solutions`: run the solution notebooks and store their outputs, the marking key."""

import sys
from pathlib import Path

import click

from leo_course.errors import CourseError
from leo_course.grading.learner import course_environment
from leo_course.grading.marking import solution_paths
from leo_course.paths import course_root


@click.command()
@click.argument("names", nargs=-1)
def command(names):
    """Run solution notebooks and store their outputs: the marking key.

    NAMES are exercises such as start/first-look; without any, all are run. Each is run in its own
    folder, on the extract in use, and its outputs are stored in a form in which two runs are the
    same text. After an edit, run this and then `leo exercises`.
    """
    from leo_course.extract import identity
    from leo_course.grading import storing

    root, data, failed = course_root(), identity(), []
    for name, path in chosen(root / "solutions", names).items():
        label = f"solutions/{name}.ipynb"
        try:
            changed = storing.store(path, label, data, course_environment(), counter(label))
        except CourseError as error:
            failed.append(str(error))
            click.echo(f"{label}: not stored")
            continue
        start = "\r" if sys.stderr.isatty() and sys.stdout.isatty() else ""
        click.echo(f"{start}{label}: {'stored' if changed else 'unchanged'}      ".rstrip())
    if failed:
        raise CourseError("\n".join(failed))


def counter(label: str):
    """Show on a terminal how many cells have run; into a file or pipe nothing."""
    if not sys.stderr.isatty():
        return None

    def show(done):
        click.echo(f"\r{label}: {done:,} cells run ", nl=False, err=True)

    return show


def chosen(folder: Path, names: tuple[str, ...]) -> dict[str, Path]:
    """Give the solutions with these names, or all: {name: path}."""
    known = solution_paths(folder)
    if not known:
        raise CourseError(f"There is no solution notebook in {folder}.")
    out = {}
    for name in names or known:
        plain = name.replace("\\", "/").removeprefix("solutions/").removesuffix(".ipynb")
        if plain not in known:
            raise CourseError(f"There is no solution {name!r}; there are: {', '.join(known)}.")
        out[plain] = known[plain]
    return out
