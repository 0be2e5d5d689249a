"""What CONTRIBUTING.md teaches works: its question, put into a copy of the course as it says."""

import re
import shutil

import nbformat
import pytest
from click.testing import CliRunner

from leo_course.commands import exercises, prove, solutions
from leo_course.grading import authoring, notebooks
from leo_course.paths import extract_folder

NAME = "start/first-look"


def taught(root):
    """The cells of the walk through, as (kind, text)."""
    text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    part = text[text.index("## To add a question") : text.index("## To add a lesson")]
    return re.findall(r"```(markdown|python)\n(.*?)\n```", part, re.S)


def make_cells(found):
    make = {"markdown": nbformat.v4.new_markdown_cell, "python": nbformat.v4.new_code_cell}
    cells = [make[kind](text) for kind, text in found]
    cells[-1].metadata["tags"] = ["explanation"]
    return cells


def test_the_question_that_is_taught_has_all_its_parts(root):
    solution = notebooks.read(root / "solutions" / f"{NAME}.ipynb")
    solution.cells += make_cells(taught(root))
    found = authoring.sound(solution, "x.ipynb")
    assert len(found.questions["q7"].slips) == 1 and len(found.questions["q7"].hints) == 3
    assert found.roles[-5:] == ["prompt", "answer", "check", "slip", "explanation"]


@pytest.mark.slow
def test_a_question_is_added_as_it_is_taught(root, tmp_path, monkeypatch):
    course = tmp_path / "course"
    for name in ("solutions", "notebooks", "exercises", "book", "data/dictionary"):
        shutil.copytree(root / name, course / name, ignore=shutil.ignore_patterns("made"))
    shutil.copy(root / "_toc.yml", course)
    monkeypatch.setenv("LEO_EXTRACT", str(extract_folder()))
    monkeypatch.setenv("LEO_COURSE", str(course))
    path = course / "solutions" / f"{NAME}.ipynb"
    solution = notebooks.read(path)
    solution.cells += make_cells(taught(root))
    notebooks.write_text(path, notebooks.dumps(solution))

    def leo(command, *words):
        return CliRunner().invoke(command, words, catch_exceptions=False).output

    assert "stored" in leo(solutions.command, NAME)
    assert f"exercises/{NAME}.ipynb: written" in leo(exercises.command)
    exercise = (course / "exercises" / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert "pupils_per_school = ..." in exercise and "year_group" in exercise
    assert "nunique() / schools" not in exercise and "q7" in exercise
    assert "7 questions" in leo(prove.command, NAME)
    assert "all as it should be" in leo(prove.command, NAME)
