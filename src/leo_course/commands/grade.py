"""`leo grade`: mark one notebook, or a folder of them."""

import os
import tempfile
import threading
import time
from pathlib import Path

import click

import leo_course
from leo_course.errors import CourseError
from leo_course.grading import classroom, journal, keys, marking, report, sandbox, saying
from leo_course.grading.cells import Limits
from leo_course.paths import course_root, extract_folder

# The second extract, on which an answer that was typed in stays what it was.
SECOND_PEOPLE, SECOND_SEED = 6_000, 7_919
# A notebook may say that it had an extract of up to this size; a roster may say anything.
LARGEST_SAID = 60_000


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--exercise", default="", help="Which exercise it is, if the notebooks do not say.")
@click.option(
    "--roster",
    type=click.Path(path_type=Path, dir_okay=False),
    help="CSV with a line for each learner: learner, and if you like seed, size, email, id.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("marks"),
    show_default=True,
    help="Folder for the tables and the pages of feedback.",
)
@click.option(
    "--seconds", type=float, default=60, show_default=True, help="Time limit for one cell."
)
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    help="Notebooks to mark at once; by default one for each core.",
)
@click.option(
    "--second-extract/--no-second-extract",
    default=True,
    show_default=True,
    help="Also run on another extract, to tell typed-in answers from computed ones.",
)
def command(path, exercise, roster, out, seconds, jobs, second_extract):
    """Mark one notebook, or a folder of them.

    In a folder, each notebook is one learner's, named after the file; a sub-folder is one
    learner's, named after the sub-folder. Each is marked on the extract that its learner had: the
    roster's seed, or the one recorded in the notebook, or else the extract in use.

    Writes tables of marks, a page of feedback for each learner and a summary of the class. A
    notebook that cannot be read or run earns 0 with the reason, and the others are marked all the
    same. The notebooks' code runs shut in: the teaching guide says what it is kept from.
    """
    root = course_root()
    shelf = marking.Shelf(root / "solutions", wired_key(root))
    if exercise and exercise not in shelf.paths():
        known = ", ".join(shelf.paths()) or "none"
        raise CourseError(f"There is no exercise {exercise!r}; there are: {known}.")
    started = time.monotonic()
    handed_in = classroom.submissions(path)
    try_out(out)
    register = classroom.read_roster(roster) if roster else {}
    check_roster(register)
    ours = (out, roster) if roster else (out,)
    for words in (
        *classroom.call_the_roll(handed_in, register),
        *classroom.left_aside(path, ours),
    ):
        click.echo(words)
    extracts = Extracts(root, closed=(path, *ours))
    counter = Counter(len(handed_in))
    about = journal.circumstances(
        Path(leo_course.__file__).parent,
        root / "solutions",
        exercise,
        seconds,
        second_extract,
        extracts.in_use(),
    )
    kept = journal.Journal(out, about)
    marked = marked_or_kept(
        counter,
        handed_in,
        shelf,
        lambda one: extracts.of(one.told, one.sized),
        extracts.second if second_extract else None,
        exercise,
        Limits(cell=seconds, notebook=max(300, 5 * seconds)),
        jobs or os.cpu_count() or 1,
        ("leo_course.extract",),
        counter.show,
        kept,
    )
    headings = classroom.headings(root, {marks.exercise for marks in marked})
    out, notes = written(out, marked, headings, register)
    kept.close()
    for note in [*extracts.notes, *notes]:
        click.echo(note)
    click.echo(shut_in_words(sandbox.protections()))
    learners = len({marks.learner for marks in marked})
    took = time.monotonic() - started
    click.echo(f"{plural(learners, 'learner')} marked in {took:.0f} s: see {out / 'summary.html'}.")


def marked_or_kept(counter, *class_and_how):
    """Mark a class; if that is interrupted, say how it goes on."""
    try:
        return classroom.mark_class(*class_and_how)
    except KeyboardInterrupt:
        raise CourseError(
            f"Stopped, with {counter.done} of {plural(counter.total, 'notebook')} marked: give the "
            "same command again, and it goes on from there."
        ) from None


def check_roster(register: dict[str, dict[str, str]]):
    """Find out before the marking whether every seed and size of a roster is one."""
    if any(line.get("seed") or line.get("size") for line in register.values()):
        from leo_course.synthesis import build  # pyarrow takes a moment to import

        for learner, line in register.items():
            try:
                build.checked_seed(line.get("seed") or 0)
                build.people_in(line.get("size") or build.SMALLEST)
            except CourseError as error:
                raise CourseError(f"The roster's line of {learner}: {error}") from error


def try_out(out: Path):
    """Find out before the marking, not after it, whether the folder for its results is one."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        why = error.strerror or error
        raise CourseError(
            f"The folder {out} cannot be written to ({why}): choose another with --out."
        ) from error


def written(out: Path, marked, headings, register) -> tuple[Path, list[str]]:
    """Write tables and pages into `out`, or where there is room: (folder, notes)."""
    try:
        return out, report.write(out, marked, headings, register)
    except OSError as error:
        why = f"The results could not be written into {out} ({error.strerror or error})"
    try:
        other = Path(tempfile.mkdtemp(prefix="leo-marks-"))
        notes = report.write(other, marked, headings, register)
    except OSError as error:
        raise CourseError(
            f"{why}, nor elsewhere: free some room and mark again; the totals stand above."
        ) from error
    return other, [*notes, f"{why}; they are in {other}."]


class Counter:
    """Shows how each notebook did, as it is done."""

    def __init__(self, total):
        self.total, self.done, self.lock = total, 0, threading.Lock()

    def show(self, marks):
        """Write a line for one notebook."""
        with self.lock:
            self.done += 1
            click.echo(f"[{self.done}/{self.total}] {line(marks)}")


class Extracts:
    """The extracts that notebooks are marked on, made when first asked for."""

    def __init__(self, root: Path, closed: tuple[Path, ...] = ()):
        self.root, self.notes = root, []
        secret = (root / "solutions", keys_folder(root), *closed)
        self._closed = tuple(str(p.resolve()) for p in secret)
        self._lock, self._made = threading.RLock(), {}

    def of(self, told: dict, sized: bool = True) -> marking.Data:
        """Give the data of a learner: by the seed and size that are told, or the one in use.

        Raises
        ------
        CourseError
            If they make no sense, or if a large size is only a notebook's word (not `sized`).
        """
        in_use = self._manifest(extract_folder())
        there = {"seed": str(in_use["seed"]), "size": str(in_use["people"])}
        wanted = there | told
        if wanted == there:
            return self._at(extract_folder())
        from leo_course.synthesis import build  # pyarrow takes a moment to import

        people, seed = build.people_in(wanted["size"]), build.checked_seed(wanted["seed"])
        if people > max(LARGEST_SAID, in_use["people"]) and not sized:
            raise CourseError(
                f"The notebook says that it had an extract of {people:,} people, more than is "
                "made for a notebook's word: give its size in a roster."
            )
        return self._at(self._make(people, seed))

    def in_use(self) -> str:
        """The id of the extract in use; "" if there is none."""
        try:
            return self._manifest(extract_folder())["sha256"]
        except CourseError:
            return ""

    def second(self, exercise: str, shelf: marking.Shelf) -> marking.Data | None:
        """Give the data on which typed-in answers show; None if the exercise cannot run there."""
        with self._lock:
            if ("second", exercise) not in self._made:
                data = self._at(self._make(SECOND_PEOPLE, SECOND_SEED))
                try:
                    shelf.key(exercise, data)
                except CourseError as error:
                    words = f"{exercise}: typed-in answers are not looked for, because the solution"
                    self.notes.append(f"{words} does not run on the second extract ({error}).")
                    data = None
                self._made["second", exercise] = data
            return self._made["second", exercise]

    def _make(self, people, seed):
        from leo_course.synthesis import build

        folder = self.root / "_build" / "extracts" / f"{people}-{seed}"
        with self._lock:
            if folder not in self._made:
                if not self._there(folder):
                    click.echo(f"Making the extract of seed {seed} with {people:,} people …")
                    folder.parent.mkdir(parents=True, exist_ok=True)
                    build.make(folder, str(people), seed)
                self._made[folder] = folder
        return folder

    def _there(self, folder):
        try:
            self._manifest(folder)
        except CourseError:
            return False
        return True

    @staticmethod
    def _manifest(folder):
        from leo_course.extract import manifest

        return manifest(folder)

    def _at(self, folder):
        identity = self._manifest(folder)["sha256"]
        # As in the course, but data/extract is the one to mark on, whoever opens it by its path.
        parts = [self.root / "book", *sorted((self.root / "data").glob("*"))]
        beside = {str(part.relative_to(self.root)): str(part.resolve()) for part in parts}
        beside["data/extract"] = str(folder.resolve())
        place = sandbox.Place(
            beside=tuple(pair for pair in beside.items() if Path(pair[1]).exists()),
            readable=(str(folder.resolve()),),
            closed=self._closed,
        )
        environment = {"LEO_COURSE": str(self.root), "LEO_EXTRACT": str(folder.resolve())}
        return marking.Data(identity, environment, place)


def keys_folder(root: Path) -> Path:
    """Where computed keys are kept."""
    return root / "_build" / "keys"


def wired_key(root: Path):
    """Give the function that finds the key of a solution on some data."""

    def key(solution, path, data):
        kept = keys_folder(root)
        return keys.key_for(solution, data.id, kept, data.environment, root, click.echo)

    return key


def shut_in_words(taken: list[str]) -> str:
    """Say in a sentence what the notebooks' code was kept from."""
    if not taken:
        return "The code ran as you, within limits of time and output: mark only what you trust."
    kept = []
    if {"network", "sockets"} & set(taken):
        kept.append("without network")
    elif "tcp" in taken:
        kept.append("without TCP connections")
    if "processes" in taken:
        kept.append("out of reach of other processes")
    if "files" in taken:
        kept.append("with solutions, keys and other learners' files closed to it")
    kept.append("within limits of time, memory, output, processes and disk")
    return f"The code ran {', '.join(kept)}."


def line(marks: marking.Marks) -> str:
    """Say in a line how a notebook did."""
    note = saying.plain(marks.note)
    if marks.out_of:
        words = f"{marks.learner}: {marks.total:g} of {marks.out_of:g} ({marks.exercise})"
        return f"{words}. {note}" if note else words
    return f"{marks.learner}: 0. {note}"


def plural(count: int, word: str) -> str:
    """Give a count with its word: "1 learner", "2 learners"."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
