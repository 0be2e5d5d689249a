"""A course of one small lesson and exercise, without the course's own data."""

import sys
import types

import nbformat
import pandas as pd
import pytest
from small_course import LESSON, NAME, Shelf, build, solution_cells

from leo_course.grading import authoring, notebooks
from leo_course.grading.canonical import canonical


@pytest.fixture
def small():
    """The small solution, parsed."""
    return authoring.sound(build(solution_cells()), "small.ipynb")


@pytest.fixture
def key():
    """The key of the small solution, written by hand from what its cells show when run."""

    def one(**answers):
        return {name: canonical(value) for name, value in answers.items()}

    def by_sex(women, men):
        return pd.Series([women, men], index=pd.Index(["F", "M"], name="sex"), name="pay")

    def slip(name, says, reread, **answers):
        return {"slip": name, "says": says, "reread": reread, "answers": one(**answers)}

    free = {"tolerance": None, "ordered": False}
    rows = "You counted records: a pupil has one for each school."
    return {
        "exercise": NAME,
        "data": "d1",
        "questions": {
            "q1": {
                "points": 2.0,
                "reread": "count-rows-and-people",
                "hints": ["One person can stand in several rows.", "two", "three"],
                "answers": one(pupils=3),
                "policy": free,
                "slips": [slip("rows-for-people", rows, "count-rows-and-people", pupils=4)],
            },
            "q2": {
                "points": 3.0,
                "reread": "pay-by-sex",
                "hints": ["one", "two", "three"],
                "answers": one(mean_pay=by_sex(10.0, 25.25)),
                "policy": free,
                "slips": [
                    slip("median", "That is the median less one.", "pay-by-sex",
                         mean_pay=by_sex(9.0, 24.25)),
                    slip("all-rows", "You added up where a mean is asked.", "pay-by-sex",
                         mean_pay=by_sex(20.0, 50.5)),
                ],
            },
        },
    }  # fmt: skip


@pytest.fixture
def shelf(small, key):
    """A shelf with the small solution and its key."""
    return Shelf(small, key)


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A scratch course with the small lesson and solution; its extract's identity is "d1"."""
    root = tmp_path / "course"
    (root / "data" / "dictionary").mkdir(parents=True)
    (root / "_toc.yml").write_text("")
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(LESSON)])
    for folder, notebook in (("solutions", build(solution_cells())), ("notebooks", lesson)):
        path = root / folder / f"{NAME}.ipynb"
        notebooks.write_text(path, notebooks.dumps(notebook))
    extract = types.ModuleType("leo_course.extract")

    def manifest(folder=None):
        return {"sha256": root.joinpath("identity").read_text(), "seed": 1, "people": 200}

    extract.manifest, extract.identity = manifest, lambda: manifest()["sha256"]
    (root / "identity").write_text("d1")
    monkeypatch.setitem(sys.modules, "leo_course.extract", extract)
    monkeypatch.setenv("LEO_COURSE", str(root))
    monkeypatch.chdir(tmp_path)
    return root
