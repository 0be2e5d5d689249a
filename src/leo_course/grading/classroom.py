"""A class: whose notebooks they are, which data each learner had, and marking them side by side."""

import csv
import io
import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from leo_course.errors import CourseError
from leo_course.grading import authoring, marking, notebooks, sandbox, saying
from leo_course.grading.canonical import MIME_DATA
from leo_course.grading.cells import Limits
from leo_course.grading.journal import Journal
from leo_course.grading.marking import Data, Marks, Shelf

LEARNER = "learner"


@dataclass
class Submission:
    """A notebook that somebody handed in, and what it or a roster says of its data.

    `told` holds `seed` and `size`, as far as they are said; `sized` tells whether the roster says
    the size, which may then be any.
    """

    learner: str
    file: Path
    told: dict = field(default_factory=dict)
    sized: bool = False
    note: str = ""


def submissions(path: Path) -> list[Submission]:
    """Find the notebook at `path`, or each notebook in that folder.

    In a folder, a notebook is the learner's whose name the file has; one in a sub-folder is the
    learner's whose name the sub-folder has.

    Raises
    ------
    CourseError
        If there is no such file or folder, or no notebook in it.
    """
    if path.is_file():
        return [Submission(named(path.stem), path)]
    if not path.is_dir():
        raise CourseError(f"There is no file or folder {path}.")
    found = [file for file, why in _looked_through(path) if not why]
    if not found:
        raise CourseError(f"There is no notebook (.ipynb) in {path}.")
    return [_of_whom(file, file.relative_to(path).parts) for file in found]


def _of_whom(file, parts):
    return Submission(named(file.stem if len(parts) == 1 else parts[0]), file)


def named(text: str) -> str:
    """A learner's name as it is compared and shown: letters with accents are written in one way."""
    return unicodedata.normalize("NFC", saying.plain(text, 250)) or "?"


def left_aside(path: Path, ours: tuple[Path, ...] = ()) -> list[str]:
    """Say what was handed in and is not marked; `ours` are files and folders that nobody sent."""
    ours = {own.resolve() for own in ours}
    reasons = defaultdict(list)
    for file, why in _looked_through(path) if path.is_dir() else ():
        if why and not ours & {file.resolve(), *file.resolve().parents}:
            reasons[why].append(saying.plain(file.relative_to(path), 80))
    return [f"Left aside, because {why}: {_some(names)}." for why, names in sorted(reasons.items())]


def _some(names, most=8):
    shown = ", ".join(sorted(names)[:most])
    return shown + (f" and {len(names) - most:,} more" if len(names) > most else "")


def _looked_through(folder):
    """Give each file of a folder with "", or the reason why it is not marked; hidden ones not."""
    found, refused = [], []
    for place, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if Path(place, name).is_symlink():
                found.append((Path(place, name), "links are not followed"))
            elif name.casefold().endswith(".ipynb"):
                found.append((Path(place, name), "it is a folder"))
        for name in files:
            fits = Path(name).suffix.casefold() == ".ipynb"
            if not name.startswith("."):
                found.append((Path(place, name), "" if fits else "only .ipynb is marked"))
    found += [(Path(error.filename), "the folder cannot be opened") for error in refused]
    return sorted(found)


# --- which data a learner had ------------------------------------------------------------------


def read_roster(path: Path) -> dict[str, dict[str, str]]:
    """Read a roster: a CSV with a row for each learner, {learner: {column: text}}.

    The column `learner` holds the names as the files or sub-folders have them. All others are
    free; `seed` and `size` say which data a learner had, and `email` or `id` go into the tables
    for learning platforms.

    Raises
    ------
    CourseError
        If it cannot be read, has no such column, or names a learner twice.
    """
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        first = text.split("\n", 1)[0]
        mark = max(",;\t", key=first.count)  # a spreadsheet writes what its country is used to
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
        heads = [head.strip().casefold() for head in reader.fieldnames or []]
        reader.fieldnames = heads
        rows = [{k: (v or "").strip() for k, v in row.items() if k} for row in reader]
    except OSError as error:
        raise CourseError(f"The roster {path} cannot be read ({error.strerror}).") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CourseError(f"The roster {path} is no CSV in UTF-8: save it as one.") from error
    if LEARNER not in heads:
        raise CourseError(f"The roster {path} has no column `learner`: name it in its first line.")
    rows = [row | {LEARNER: named(row[LEARNER])} for row in rows if row[LEARNER]]
    names = Counter(row[LEARNER] for row in rows)
    twice = [name for name, count in names.items() if count > 1]
    if twice:
        raise CourseError(f"The roster {path} names {twice[0]} twice: keep one line.")
    return {row[LEARNER]: row for row in rows}


# What browsers and file managers add to the name of a copy.
_COPY = re.compile(r"( ?\(\d{1,2}\)|-Copy\d{1,2}| - Copy| copy( \d)?)+$", re.IGNORECASE)


def call_the_roll(handed_in: list[Submission], roster: dict[str, dict[str, str]]) -> list[str]:
    """Note on each submission what its roster line, or else the notebook itself, says of its data.

    Returns sentences on learners without a notebook, and on notebooks of nobody on the roster.
    """
    alike = defaultdict(list)
    for name in roster:
        alike[name.casefold()].append(name)
    for one in handed_in:
        if one.learner not in roster and len(alike[one.learner.casefold()]) == 1:
            one.learner = alike[one.learner.casefold()][0]  # "ada" for the roster's "Ada"
        recorded = _recorded(one.file)
        line = {k: v for k, v in roster.get(one.learner, {}).items() if k in ("seed", "size") and v}
        one.told, one.sized = {**recorded, **line}, "size" in line
        if line.get("seed") and recorded.get("seed", line["seed"]) != line["seed"]:
            one.note = f"Worked on seed {recorded['seed']}, while the roster says {line['seed']}."
    there = {one.learner for one in handed_in}
    for one in handed_in:
        name = _COPY.sub("", one.learner)
        if name != one.learner and (name in there or name in roster):
            one.note = f"{one.note} Its name looks like that of another copy of {name}.".strip()
    if not roster:
        return []
    missing = [name for name in roster if name not in there]
    strangers = sorted(there - set(roster))
    words = []
    if missing:
        words.append(f"On the roster without a notebook: {', '.join(missing)}.")
    if strangers:
        words.append(f"Not on the roster, marked all the same: {', '.join(strangers)}.")
    return words


def _recorded(file):
    """What the outputs of a notebook say of the data it was run on; {} if nothing."""
    notebook, _ = marking.opened(file)
    for cell in notebook.cells if notebook else ():
        for output in cell.get("outputs", []):
            data = output.get("data") if isinstance(output, dict) else None
            found = data.get(MIME_DATA) if isinstance(data, dict) else None
            if isinstance(found, dict):
                said = {name: str(found.get(name, "")) for name in ("seed", "size")}
                return {k: v for k, v in said.items() if re.fullmatch(r"[0-9]{1,19}", v)}
    return {}


# --- marking -----------------------------------------------------------------------------------


def mark_class(
    handed_in: list[Submission],
    shelf: Shelf,
    data_of: Callable[[Submission], Data],
    other: Callable[[str, Shelf], Data | None] | None = None,
    exercise: str = "",
    limits: Limits | None = None,
    jobs: int = 1,
    packages: tuple[str, ...] = (),
    done: Callable[[Marks], None] | None = None,
    journal: Journal | None = None,
) -> list[Marks]:
    """Mark each notebook, several at once; one that cannot be marked gets 0 and the reason.

    `data_of` gives the data that a notebook was made on, `other` the second data for an exercise.
    `packages` are modules that every notebook needs besides what the solutions import. `done` is
    called with each learner's marks as they come; `journal` keeps them, and has those of an
    interrupted marking.

    Returns the marks in the order of `handed_in`.
    """
    sandbox.give_up(False)
    sandbox.open_server((*packages, *_packages(handed_in, shelf, exercise)))

    def one(submission):
        marks = journal and journal.recall(submission)
        if not marks:
            marks = fresh(submission)
            if journal:
                journal.add(submission, marks)
        if done:
            done(marks)
        return marks

    def fresh(submission):
        marks = marking.mark_file(
            submission.file,
            submission.learner,
            shelf,
            lambda: data_of(submission),
            other,
            exercise,
            limits,
        )
        marks.note = f"{marks.note} {submission.note}".strip()
        return marks

    with ThreadPoolExecutor(max(1, jobs)) as pool:
        try:
            marked = list(pool.map(one, handed_in))
        except BaseException:
            sandbox.give_up()
            raise
    settle(marked, shelf)
    return marked


def _packages(handed_in, shelf, exercise):
    """What the solutions of these exercises import, so that it is imported once for all."""
    names = {exercise} if exercise else set()
    for one in handed_in if not exercise else ():
        notebook, _ = marking.opened(one.file)
        names.add(marking.find_exercise(notebook, shelf)[0] if notebook else "")
    return tuple(
        sorted(set().union(*(shelf.solution(name).imports() for name in names - {""}), ()))
    )


def settle(marked: list[Marks], shelf: Shelf):
    """Settle what shows only in the class as a whole.

    A file that cannot be read counts as the exercise that all the others are; two notebooks of
    one learner for one exercise are both listed, and both say so.
    """
    known = {marks.exercise for marks in marked if marks.exercise}
    if len(known) == 1:
        solution = shelf.solution(known.pop())
        for marks in marked:
            if not marks.exercise or not marks.questions:
                marking.nothing(marks, solution, marks.note)
    for marks in marked:
        same = (marks.learner, marks.exercise)
        twins = [m.file for m in marked if (m.learner, m.exercise) == same]
        if len(twins) > 1:
            words = f"One of {len(twins)} notebooks for this exercise ({marks.file})."
            marks.note = f"{marks.note} {words}".strip()


def headings(root: Path, names: set[str]) -> dict[str, dict[str, str]]:
    """Give the headings of the lessons with these names, {name: {anchor: text}}."""
    found = {}
    for name in names - {""}:
        lesson, _ = notebooks.open_notebook(root / "notebooks" / f"{name}.ipynb")
        found[name] = authoring.headings(lesson) if lesson else {}
    return found
