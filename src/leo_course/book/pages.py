"""Writes the pages that are made from other parts of the course into ``book/made``."""

import base64
import platform
import re
import shutil
from importlib.metadata import version
from pathlib import Path

import nbformat

from leo_course.book import contents, minutes
from leo_course.book.coverage import coverage
from leo_course.book.dictionary_page import dictionary_pages, newest_columns
from leo_course.book.exercise_page import Question, exercise_page, shown_output
from leo_course.book.map_page import map_page
from leo_course.book.people_page import people_page
from leo_course.book.recovery_page import recovery_page
from leo_course.book.resemblance_page import resemblance_page
from leo_course.book.status_page import PACKAGES, status_page
from leo_course.book.taught import taught
from leo_course.book.troubles_page import troubles_page
from leo_course.grading import authoring

MADE = Path("book") / "made"
_PROMISE = re.compile(r"^- `([\w-]+-\d+)` (.+(?:\n {2,}.+)*)$", re.MULTILINE)


def write(root: Path) -> str:
    """Write all pages anew, below ``book/made`` of the course in `root`; says how many.

    Needs the extract, whose manifest the dictionary and the status page quote.
    """
    from leo_course import calibration, dictionary, extract, recovery
    from leo_course.synthesis import parameters

    manifest = extract.manifest()
    rows = {name: view["rows"] for name, view in manifest["views"].items()}
    with extract.truth() as connection:
        newest = newest_columns(dictionary.collections())
        covered = coverage(connection, dictionary.views(), newest)
        compared = calibration.compare(connection, calibration.aims())
    versions = {name: version(name) for name in PACKAGES}
    files = {
        **dictionary_pages(dictionary.collections(), rows, covered),
        "map.md": map_page(_prose(root, "map"), root),
        "people.md": people_page(_prose(root, "people"), parameters.standard().items),
        "troubles.md": troubles_page(
            _prose(root, "troubles"), parameters.standard().items, taught(root)
        ),
        "resemblance.md": resemblance_page(
            _prose(root, "resemblance"), compared, calibration.spread()
        ),
        "recovery.md": recovery_page(
            _prose(root, "recovery"), recovery.studies(), recovery.stored()
        ),
        "status.md": status_page(
            manifest, platform.python_version(), versions, minutes.measured(root)
        ),
    }
    for name in contents.lessons(root):
        if (root / "solutions" / f"{name}.ipynb").exists():
            files |= exercise_files(root, name)
    made = root / MADE
    shutil.rmtree(made, ignore_errors=True)
    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content, encoding="utf-8", newline="\n")
    return f"{sum(name.endswith('.md') for name in files)} pages"


def _prose(root, name):
    """The hand-written part of a generated page."""
    return (root / "book" / "templates" / f"{name}.md").read_text(encoding="utf-8")


def exercise_files(root: Path, name: str) -> dict[str, str | bytes]:
    """The page of the exercise of lesson `name`, and the pictures in its solutions."""
    lesson = nbformat.read(root / "notebooks" / f"{name}.ipynb", as_version=4)
    path = root / "solutions" / f"{name}.ipynb"
    solution = authoring.sound(nbformat.read(path, as_version=4), f"solutions/{name}.ipynb")
    stem = f"exercises/{name}"
    files = {}
    questions = [_question(solution, one, stem, files) for one in solution.questions.values()]
    files[f"{stem}.md"] = exercise_page(
        name, contents.title(lesson), questions, _objectives(lesson)
    )
    return files


def _question(solution, question, stem, files):
    """A question as the page shows it; pictures among its outputs are added to `files`."""
    words = {"prompt": "", "explanation": ""}
    for cell, role, owner in zip(
        solution.notebook.cells, solution.roles, solution.owners, strict=True
    ):
        if owner == question.id and role in words:
            words[role] += cell.source + "\n\n"
    cells = [solution.notebook.cells[place] for place in (question.place, question.check)]
    outputs = []
    for number, output in enumerate([one for cell in cells for one in cell.outputs], start=1):
        figure = f"{stem}-{question.id}-{number}.png"
        text, picture = shown_output(output, figure.rsplit("/", 1)[-1])
        outputs.append(text)
        if picture:
            files[figure] = base64.b64decode(picture)
    return Question(
        points=question.points,
        objective=question.objective,
        prompt=words["prompt"],
        given="\n".join(question.given).strip("\n"),
        code="\n".join(question.code).strip("\n"),
        outputs=outputs,
        explanation=words["explanation"].strip(),
        hints=question.hints,
    )


def _objectives(lesson):
    """What a lesson's card promises, by id: lines such as "- `first-look-1` find the views;"."""
    found = {}
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            for name, words in _PROMISE.findall(cell.source):
                found.setdefault(name, " ".join(words.split()).rstrip(".;"))
    return found
