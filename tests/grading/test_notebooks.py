"""Reading what people and machines do to notebook files, and writing them."""

import json

import pytest
from small_course import build, solution_cells

from leo_course.errors import CourseError
from leo_course.grading import notebooks

GOOD = notebooks.dumps(build(solution_cells()))
CELL = {"cell_type": "code", "metadata": {}, "source": ["x = 1\n", "y"], "outputs": []}

BROKEN = {
    "empty": (b"", "empty"),
    "blank": (b" \n", "empty"),
    "cut in half": (GOOD[: len(GOOD) // 2].encode(), "breaks off"),
    "conflict at the start": (b"<<<<<<< mine\n{", "merge"),
    "conflict": (GOOD.replace('\n "cells"', '\n<<<<<<< mine\n "cells"').encode(), "merge"),
    "web page": (b"<!DOCTYPE html><p>Log in", "web page"),
    "zip": (b"PK\x03\x04rest", "zip"),
    "list": (b"[]", "not a notebook"),
    "number": (b"3", "not a notebook"),
    "no cells": (b'{"cells": null, "nbformat": 4}', "not a notebook"),
    "deep": (b"[" * 100_000, "damaged"),
    "noise": (bytes(range(256)) * 4, "damaged"),
    "too old": (b'{"nbformat": 2, "cells": []}', "format 2"),
    "too new": (b'{"nbformat": 5, "cells": []}', "format 5"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_damaged_file_is_a_reason(tmp_path, name):
    path = tmp_path / "a.ipynb"
    path.write_bytes(BROKEN[name][0])
    notebook, reason = notebooks.open_notebook(path)
    assert notebook is None and BROKEN[name][1] in reason
    with pytest.raises(CourseError, match=r"a\.ipynb"):
        notebooks.read(path)


@pytest.mark.parametrize(
    "raw",
    [GOOD.encode("utf-8-sig"), GOOD.encode("utf-16"), GOOD.replace("\n", "\r\n").encode()],
    ids=["byte-order mark", "UTF-16", "Windows lines"],
)
def test_another_encoding_is_read(tmp_path, raw):
    path = tmp_path / "a.ipynb"
    path.write_bytes(raw)
    notebook, _ = notebooks.open_notebook(path)
    assert [c.source for c in notebook.cells] == [c.source for c in build(solution_cells()).cells]


def test_a_mangled_structure_is_mended(tmp_path):
    cells = [CELL, None, "text", {**CELL, "source": None, "metadata": 3, "outputs": None}, {}]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": None}))
    notebook, reason = notebooks.open_notebook(path)
    assert reason == "" and [c.source for c in notebook.cells] == ["x = 1\ny", "", ""]


def test_version_three_is_brought_up(tmp_path):
    cell = {"cell_type": "code", "input": "z = 1", "language": "python", "outputs": []}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [cell]}]}
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(old))
    notebook, _ = notebooks.open_notebook(path)
    assert notebook.cells[0].source == "z = 1"


def test_a_missing_or_huge_file_is_a_reason(tmp_path, monkeypatch):
    assert "cannot be read" in notebooks.open_notebook(tmp_path / "no.ipynb")[1]
    (tmp_path / "a.ipynb").write_text(GOOD)
    monkeypatch.setattr(notebooks, "LARGEST", 100)
    assert "clear its outputs" in notebooks.open_notebook(tmp_path / "a.ipynb")[1]


def test_writing_is_stable_and_whole(tmp_path):
    path = tmp_path / "new" / "a.ipynb"
    notebooks.write_text(path, GOOD)
    assert path.read_bytes() == GOOD.encode() and GOOD.endswith("}\n")
    assert notebooks.dumps(notebooks.read(path)) == GOOD
    with pytest.raises(UnicodeEncodeError):
        notebooks.write_text(path, "\ud800")
    assert path.read_text() == GOOD and list(path.parent.iterdir()) == [path]
