"""The course map: each lesson that stands, with its question, its minutes and its exercise."""

import re
from pathlib import Path
from string import Template

from leo_course.book import contents, minutes
from leo_course.grading import authoring, notebooks

_QUESTION = re.compile(r"^\| \*\*Question\*\* \| (.+?) \|$", re.MULTILINE)
_PLANNED = re.compile(r"^### Part (\d+)\.", re.MULTILINE)
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def map_page(template: str, root: Path) -> str:
    """The page in MyST Markdown: the prose of `template`, and a table for each part in `root`.

    What is planned stands in the template, by hand.
    """
    parts = contents.parts(root)
    measured = {one.name: one for one in minutes.measured(root)}
    standing = [
        _part(number, caption, names, measured, root)
        for number, (caption, names) in enumerate(parts, start=1)
    ]
    lessons = sum(len(names) for _, names in parts)
    planned = len(planned_parts(template))
    return Template(template).substitute(
        parts=in_words(len(parts) + planned).capitalize(),
        standing=in_words(len(parts)).capitalize(),
        lessons=in_words(lessons),
        tables="\n".join(standing),
    )


def planned_parts(template: str) -> list[int]:
    """The numbers of the parts that the template names as planned."""
    return [int(number) for number in _PLANNED.findall(template)]


def in_words(number: int) -> str:
    return NUMBERS[number] if number < len(NUMBERS) else str(number)


def _part(number, caption, names, measured, root):
    rows = "\n".join(_row(name, measured[name], root) for name in names)
    return f"""### Part {number}. {caption}

| lesson | what it answers | minutes alone | in class | exercise |
|---|---|---|---|---|
{rows}
"""


def _row(name, lesson, root):
    notebook = notebooks.read(root / "notebooks" / f"{name}.ipynb")
    asked, title = _QUESTION.search(notebook.cells[0].source)[1], contents.title(notebook)
    return (
        f"| [{title}](../../notebooks/{name}.ipynb) | {asked} | {lesson.card_alone} "
        f"| {lesson.card_taught} | {_exercise(name, root)} |"
    )


def _exercise(name, root):
    path = root / "solutions" / f"{name}.ipynb"
    if not path.exists():
        return "none"
    questions = authoring.parse(notebooks.read(path), str(path)).questions
    return f"[{len(questions)} questions](exercises/{name}.md)"
