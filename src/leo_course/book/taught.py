"""Which lesson teaches a trouble: each lesson names those that it teaches in a comment of its card.

    <!-- troubles: duplicate_census off_roll_only -->

So the registry of troubles, which belongs to the synthesis, need not know of lessons.
"""

import re
from pathlib import Path
from typing import NamedTuple

from leo_course.book import contents
from leo_course.grading import notebooks

_NAMED = re.compile(r"<!--\s*troubles:\s*(.*?)\s*-->", re.DOTALL)


class Lesson(NamedTuple):
    """A lesson by its path below ``notebooks/``, without the ending, and its short title."""

    name: str
    title: str


def named(lesson) -> list[str]:
    """Give the troubles that the card of a lesson's notebook names, in its order."""
    return " ".join(_NAMED.findall(lesson.cells[0].source)).split()


def taught(root: Path) -> dict[str, list[Lesson]]:
    """Give for each trouble that a lesson teaches its lessons, in the order of the course."""
    found = {}
    for name in contents.lessons(root):
        lesson = notebooks.read(root / "notebooks" / f"{name}.ipynb")
        for trouble in named(lesson):
            found.setdefault(trouble, []).append(Lesson(name, contents.title(lesson)))
    return found


def faults(lesson, registry: set[str]) -> list[str]:
    """Say which troubles a lesson names that are not in the registry, one sentence each."""
    return [
        f"its card names the trouble {trouble!r}, which is not one of the model's"
        for trouble in named(lesson)
        if trouble not in registry
    ]
