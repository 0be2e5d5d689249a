"""The order of the course, read from ``_toc.yml``, the only place that holds it."""

import re
from pathlib import Path

import yaml

from leo_course.errors import CourseError
from leo_course.paths import course_root

_LESSONS = "notebooks/"

# The opening lesson has no exercise: it shows what the others teach. Every other lesson has one.
WITHOUT_EXERCISE = frozenset({"start/what-leo-can-tell-you"})


def parts(root: Path | None = None) -> list[tuple[str, list[str]]]:
    """The parts that hold lessons, in order: ``[("Before the data", ["start/first-look"]), ...]``.

    A lesson's name is its path under ``notebooks/`` without the ending. A part of the site that
    holds no lesson (look-up pages, say) is left out.
    Raises CourseError if ``_toc.yml`` cannot be read.
    """
    found = []
    for part in _toc(root).get("parts", []):
        names = [page for page in _pages(part) if page.startswith(_LESSONS)]
        if names:
            found.append((part["caption"], [name.removeprefix(_LESSONS) for name in names]))
    return found


def lessons(root: Path | None = None) -> list[str]:
    """The names of all lessons in the course's order."""
    return [name for _, names in parts(root) for name in names]


def title(lesson) -> str:
    """The short title of a lesson's notebook: its first main heading, up to a colon.

    Raises CourseError if it has none.
    """
    for cell in lesson.cells:
        found = re.search(r"^# +(.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and found:
            return found.group(1).split(":")[0].strip()
    raise CourseError("A lesson has no title: begin its first cell with `# `.")


def _toc(root):
    path = (root or course_root()) / "_toc.yml"
    try:
        toc = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise CourseError(f"The list of contents {path} cannot be read: {error}") from error
    if not isinstance(toc, dict):
        raise CourseError(f"The list of contents {path} holds no mapping of root and parts.")
    return toc


def _pages(entry):
    """The pages of a part or chapter and of all below it, in reading order."""
    for child in entry.get("chapters", []) + entry.get("sections", []):
        if "file" in child:  # else a pattern, for pages that are made
            yield child["file"]
        yield from _pages(child)
