"""What each lesson promises, and where it is exercised and restated: the matrix of objectives.

An objective is a line of the card, ``- `first-look-1` find the views;``. It is exercised by a check
for understanding, which names it in a comment below its heading::

    ### 2. What is one row?

    <!-- objective: first-look-4 -->

and by a question of the exercise (``# objective: first-look-4``). One key point restates it.
"""

import re
from pathlib import Path
from typing import NamedTuple

from leo_course.book import taught
from leo_course.book.contents import WITHOUT_EXERCISE, lessons
from leo_course.grading import authoring, notebooks
from leo_course.synthesis import parameters

_PROMISE = re.compile(r"^- `([a-z0-9-]+-\d+)`", re.MULTILINE)
_NAMED = re.compile(r"<!--\s*objectives?:\s*(.*?)\s*-->", re.DOTALL)


class Row(NamedTuple):
    """An objective: numbers of its checks, ids of its questions, number of its key points."""

    objective: str
    checks: list[int]
    questions: list[str]
    key_points: int


def section(lesson, heading: str) -> str:
    """Give the Markdown below a second-level heading of a notebook, up to the next one."""
    cells = [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]
    pattern = rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)"
    found = re.search(pattern, "\n\n".join(cells), re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def promised(lesson) -> list[str]:
    """Give the ids of the objectives on a lesson's card."""
    return _PROMISE.findall(lesson.cells[0].source)


def named_by_checks(lesson) -> list[list[str]]:
    """Give for each check for understanding the objectives that it names."""
    checks = re.split(r"^### ", section(lesson, "Check your understanding"), flags=re.MULTILINE)[1:]
    return [re.findall(r"[\w-]+", " ".join(_NAMED.findall(check))) for check in checks]


def named_by_questions(solution) -> dict[str, str]:
    """Give the objective of each question of a solution; nothing if there is no solution."""
    if solution is None:
        return {}
    return {one.id: one.objective for one in authoring.parse(solution, "").questions.values()}


def matrix(lesson, solution) -> list[Row]:
    """Trace the objectives of a lesson, in the order of its card."""
    checks, questions = named_by_checks(lesson), named_by_questions(solution)
    restated = _PROMISE.findall(section(lesson, "Key points"))
    return [
        Row(
            objective,
            [number for number, named in enumerate(checks, 1) if objective in named],
            [name for name, exercised in questions.items() if exercised == objective],
            restated.count(objective),
        )
        for objective in promised(lesson)
    ]


def faults(name: str, lesson, solution) -> list[str]:
    """Say what is not traced in the lesson `name`, one sentence each.

    Each objective has one key point and at least one question; in a lesson without an exercise, at
    least one check for understanding instead. Each check and each question names objectives of the
    card.
    """
    there, slug, found = promised(lesson), name.rpartition("/")[2], []
    if there != [f"{slug}-{number}" for number in range(1, len(there) + 1)]:
        found.append(f"the card's objectives are not `{slug}-1`, `{slug}-2` and so on")
    if solution is None and name not in WITHOUT_EXERCISE:
        found.append(
            f"there is no solutions/{name}.ipynb, and only the opening lesson may lack one"
        )
    if solution is not None and name in WITHOUT_EXERCISE:
        found.append("it has an exercise, though it is listed as the lesson without one")
    for row in matrix(lesson, solution):
        if row.key_points != 1:
            found.append(f"{row.objective} is restated by {row.key_points} key points, not by one")
        if solution is None and not row.checks:
            found.append(f"no check for understanding exercises {row.objective}")
        if solution is not None and not row.questions:
            found.append(f"no question exercises {row.objective}")
    for number, named in enumerate(named_by_checks(lesson), 1):
        if not named:
            words = f"write `<!-- objective: {slug}-1 -->` below its heading"
            found.append(f"check {number} for understanding names no objective: {words}")
        found += _strangers(f"check {number} for understanding", named, there)
    for question, objective in named_by_questions(solution).items():
        found += _strangers(f"question {question}", [objective], there)
    found += _strangers("a key point", _PROMISE.findall(section(lesson, "Key points")), there)
    return found


def _strangers(what, named, there):
    return [
        f"{what} names the objective {objective!r}, which the card does not state"
        for objective in named
        if objective not in there
    ]


def read(root: Path, name: str):
    """Read the lesson `name` of the course in `root` and its solution, None if there is none."""
    solution = root / "solutions" / f"{name}.ipynb"
    lesson = notebooks.read(root / "notebooks" / f"{name}.ipynb")
    return lesson, notebooks.read(solution) if solution.is_file() else None


def report(root: Path) -> tuple[str, list[str]]:
    """Give the matrix of all lessons as text, in the course's order, and all faults."""
    lines, found = [], []
    registry = parameters.troubles(parameters.standard()).keys()
    for name in lessons(root):
        lesson, solution = read(root, name)
        lines.append(f"{name}{'' if solution else ' (no exercise)'}")
        lines += [_line(row) for row in matrix(lesson, solution)]
        wrong = [*faults(name, lesson, solution), *taught.faults(lesson, registry)]
        found += [f"notebooks/{name}.ipynb: {fault}." for fault in wrong]
    heading = f"{'objective':<36}{'checks':<10}{'questions':<16}key points"
    return "\n".join([heading, *lines]), found


def _line(row):
    checks = " ".join(map(str, row.checks)) or "–"
    questions = " ".join(row.questions) or "–"
    return f"  {row.objective:<34}{checks:<10}{questions:<16}{row.key_points}"
