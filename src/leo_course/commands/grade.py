"""`leo grade`: mark one notebook, or a folder of them."""

import time
from pathlib import Path

import click

from leo_course.errors import CourseError
from leo_course.grading import authoring, keys, marking, notebooks, report
from leo_course.grading.learner import course_environment
from leo_course.grading.run import Limits
from leo_course.paths import course_root


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--exercise", default="", help="Which exercise it is, if the notebooks do not say.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("marks"),
    show_default=True,
    help="Folder for marks.csv and the pages of feedback.",
)
@click.option(
    "--seconds", type=float, default=60, show_default=True, help="Time limit for one cell."
)
def command(path, exercise, out, seconds):
    """Mark one notebook, or a folder of them.

    In a folder, each notebook is one learner's, named after the file; a sub-folder is one
    learner's, named after the sub-folder. The answers are run on the extract in use and compared
    with the solution's on the same extract.

    Writes a table (marks.csv) and a page of feedback for each learner. A notebook that cannot be
    read or run earns 0 with the reason, and the others are marked all the same. The notebooks' code
    runs as you: mark only what people you trust have sent, or mark in a container.
    """
    root = course_root()
    shelf = marking.Shelf(root / "solutions", wired_key(root))
    if exercise and exercise not in shelf.paths():
        known = ", ".join(shelf.paths()) or "none"
        raise CourseError(f"There is no exercise {exercise!r}; there are: {known}.")
    files = notebooks_of(path)
    limits = Limits(cell=seconds, notebook=max(300, 5 * seconds))
    started, marked = time.monotonic(), []
    for count, (learner, file) in enumerate(files, 1):
        marks = marking.mark_file(file, learner, shelf, exercise, course_environment(), limits)
        marked.append(marks)
        click.echo(f"[{count}/{len(files)}] {line(marks)}")
    settle(marked, shelf)
    notes = report.write(out, marked, lesson_headings(root, {m.exercise for m in marked}))
    for note in notes:
        click.echo(note)
    learners = len({marks.learner for marks in marked})
    took = time.monotonic() - started
    click.echo(f"{plural(learners, 'learner')} marked in {took:.0f} s: see {out / 'marks.csv'}.")


def lesson_headings(root: Path, names: set[str]) -> dict[str, dict[str, str]]:
    """Give the headings of the lessons with these names, {name: {anchor: text}}."""
    found = {}
    for name in names - {""}:
        lesson, _ = notebooks.open_notebook(root / "notebooks" / f"{name}.ipynb")
        found[name] = authoring.headings(lesson) if lesson else {}
    return found


def wired_key(root: Path):
    """Give the function that finds the key of a solution on the extract in use."""

    def key(solution, path):
        from leo_course.extract import identity

        kept = root / "_build" / "keys"
        environment = course_environment()
        return keys.key_for(solution, identity(), kept, environment, path.parent, click.echo)

    return key


def notebooks_of(path: Path) -> list[tuple[str, Path]]:
    """Give (learner, notebook) for a notebook, or for each notebook in a folder.

    Raises
    ------
    CourseError
        If there is no such file or folder, or no notebook in it.
    """
    if path.is_file():
        return [(path.stem, path)]
    if not path.is_dir():
        raise CourseError(f"There is no file or folder {path}.")
    found = []
    for file in sorted(path.rglob("*.ipynb")):
        parts = file.relative_to(path).parts
        if any(part.startswith(".") for part in parts) or file.is_dir():
            continue
        found.append((file.stem if len(parts) == 1 else parts[0], file))
    if not found:
        raise CourseError(f"There is no notebook (.ipynb) in {path}.")
    return found


def settle(marked: list[marking.Marks], shelf: marking.Shelf):
    """Settle what shows only in the class as a whole.

    A file that cannot be read counts as the exercise that all the others are; two notebooks of
    one learner for one exercise are both listed, and both say so.
    """
    known = {marks.exercise for marks in marked if marks.exercise}
    if len(known) == 1:
        _, key = shelf.get(known.pop())
        for marks in marked:
            if not marks.exercise:
                marking.nothing(marks, key, marks.note)
    for marks in marked:
        same = (marks.learner, marks.exercise)
        twins = [m.file for m in marked if (m.learner, m.exercise) == same]
        if len(twins) > 1:
            words = f"One of {len(twins)} notebooks for this exercise ({marks.file})."
            marks.note = f"{marks.note} {words}".strip()


def line(marks: marking.Marks) -> str:
    """Say in a line how a notebook did."""
    if marks.out_of:
        words = f"{marks.learner}: {marks.total:g} of {marks.out_of:g} ({marks.exercise})"
        return f"{words}. {marks.note}" if marks.note else words
    return f"{marks.learner}: 0. {marks.note}"


def plural(count: int, word: str) -> str:
    """Give a count with its word: "1 learner", "2 learners"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
