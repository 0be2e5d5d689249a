"""Marks for whole notebooks: what learners hand in, in all its states."""

import copy
import json

import pytest
from small_course import NAME, build, solution_cells

from leo_course.errors import CourseError
from leo_course.grading import authoring, marking, notebooks, prove
from leo_course.grading.marking import Marks, QuestionMark, find_exercise, mark, mark_file
from leo_course.grading.run import Limits


class Shelf:
    """A shelf with the small solution alone."""

    def __init__(self, small, key):
        self.small, self.key = small, key

    def paths(self):
        return {NAME: None}

    def get(self, name):
        return self.small, self.key


@pytest.fixture
def shelf(small, key):
    return Shelf(small, key)


def answered(small, **answers):
    """The filled-in exercise with other text in the answer cells of these questions."""
    notebook = prove.filled_in(small)
    for cell in notebook.cells:
        question = authoring.question_mark(cell.source)
        if question in answers:
            cell.source = f"# question: {question}\n{answers[question]}"
    return notebook


def earned(marks):
    return {m.question: (m.earned, m.code) for m in marks}


RIGHT = {"q1": (2, "right"), "q2": (3, "right")}


def test_a_mixed_notebook_gets_partial_credit(small, key):
    answers = {
        "q1": "pupils = len(spring)",
        "q2": "mean_pay = spring.drop_duplicates('pupil').groupby('sex').pay.mean()\n"
        "mean_pay.loc['M'] = 25",
    }
    one, two = mark(answered(small, **answers), small, key)
    assert (one.earned, one.code) == (0, "slip rows-for-people")
    assert one.reread == "count-rows-and-people"
    assert two.earned == 0.75 and "1 of 2 rows differs" in two.message


@pytest.mark.slow
def test_nothing_slips_and_all(small, key):
    assert prove.prove(small, key) == []


@pytest.mark.slow
def test_the_proof_notices_what_is_wrong(small, key):
    key["questions"]["q2"]["slips"][0]["says"] = "Other words."
    key["questions"]["q1"]["answers"] = {"pupils": {"kind": "value", "dtype": "whole", "value": 7}}
    faults = " ".join(prove.prove(small, key, fewest_slips=4))
    assert "it has 3 slips; an exercise has at least 4" in faults
    assert "the solution is not right on q1" in faults
    assert 'the slip "median" of q2 is told' in faults


SURVIVES = {
    "error": ("pupils = spring['pupills'].nunique()", "KeyError: 'pupills'"),
    "syntax": ("pupils = = 3", "SyntaxError"),
    "loop": ("while True: pass", "too long"),
    "exit": ("import os; os._exit(0)", "stopped in this cell"),
    "input": ("pupils = input()", "stopped with"),
    "close": ("import sys; sys.stdout.close(); pupils = 1", ""),
    "chdir": ("import os; os.chdir('/'); pupils = 1", "too small"),
    "patch": ("import leo_course.grading.compare as c; c.close = lambda *a: True; pupils = 1", ""),
    "forge": ("class P:\n    def __eq__(self, o): return True\n    __sub__ = __eq__\npupils = P()",
              "type P"),
    "surrogate": ("pupils = '\\ud800'", "text"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", SURVIVES)
def test_other_questions_keep_their_marks(small, key, name):
    code, words = SURVIVES[name]
    one, two = mark(answered(small, q1=code), small, key, limits=Limits(cell=5))
    assert one.earned == 0 and words in one.message
    assert (two.earned, two.code) == (3, "right")


def shuffled(small):
    notebook = prove.filled_in(small)
    notebook.cells.reverse()
    return notebook


def stripped(small):
    notebook = prove.filled_in(small)
    for count, cell in enumerate(notebook.cells):
        cell.metadata, cell.id = {}, f"c{count}"
    return notebook


def copied(small):
    notebook = prove.filled_in(small)
    first = copy.deepcopy(notebook.cells[3])
    first.source = "# question: q1\npupils = 99"
    notebook.cells.insert(3, first)
    return notebook


def unchecked(small):
    notebook = prove.filled_in(small)
    notebook.cells = [c for c in notebook.cells if "exercise.check" not in c.source]
    return notebook


def broken_setup(small):
    notebook = prove.filled_in(small)
    notebook.cells[1].source = notebook.cells[1].source.replace("[1, 1, 2, 3]", "[1, 1")
    return notebook


def own_import(small):
    notebook = answered(small, q1="pupils = int(np.unique(spring.pupil).size)")
    notebook.cells[1].source += "\nimport numpy as np"
    return notebook


def unmarked_line(small):
    notebook = prove.filled_in(small)
    notebook.cells[3].source = notebook.cells[3].source.split("\n", 1)[1]
    return notebook


def helper_cell(small):
    notebook = answered(small, q1="pupils = count(spring)")
    helper = build([("code", "def count(t): return t.pupil.nunique()")]).cells[0]
    notebook.cells.insert(2, helper)
    return notebook


def as_text(small):
    notebook = prove.filled_in(small)
    notebook.cells[3].cell_type = "markdown"
    return notebook


def checked_in_place(small):
    return answered(small, q1='pupils = 3\nexercise.check("q1", pupils=pupils)')


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [shuffled, stripped, copied, unchecked, broken_setup, own_import, unmarked_line, helper_cell,
     as_text, checked_in_place],
)  # fmt: skip
def test_a_right_answer_counts_in_whatever_state_the_notebook_is(small, key, change):
    assert earned(mark(change(small), small, key)) == RIGHT


@pytest.mark.slow
def test_a_deleted_answer_costs_itself(small, key):
    notebook = prove.filled_in(small)
    del notebook.cells[3]
    one, two = mark(notebook, small, key)
    assert one.earned == 0 and "not in the notebook" in one.message
    assert two.code == "right"


# --- files and names ---------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "[1", "<html>", "{}", '{"cells": []}', '{"cells": [3]}'])
def test_a_file_that_is_no_exercise_is_a_note(tmp_path, shelf, content):
    path = tmp_path / "ada.ipynb"
    path.write_text(content)
    marks = mark_file(path, "ada", shelf)
    assert (marks.exercise, marks.total) == ("", 0) and marks.note
    if "cells" not in content:  # with cells there is something to run
        told = mark_file(path, "ada", shelf, NAME)
        assert (told.out_of, told.total) == (5, 0)


def test_a_link_is_not_followed(tmp_path, shelf):
    (tmp_path / "real.ipynb").write_text(notebooks.dumps(build(solution_cells())))
    try:
        (tmp_path / "link.ipynb").symlink_to(tmp_path / "real.ipynb")
    except OSError:
        pytest.skip("this system makes no links")
    assert "is a link" in mark_file(tmp_path / "link.ipynb", "x", shelf).note


def test_a_failure_of_the_marking_is_a_note(tmp_path, small, shelf, monkeypatch):
    def fail(*args):
        raise RuntimeError("no kernel\nstarts")

    monkeypatch.setattr(marking, "run_cells", fail)
    path = tmp_path / "ada.ipynb"
    path.write_text(notebooks.dumps(prove.filled_in(small)))
    marks = mark_file(path, "ada", shelf)
    assert marks.note == "It could not be marked (RuntimeError: no kernel starts)."
    assert (marks.total, marks.out_of) == (0, 5)


def test_the_exercise_is_found_by_what_is_left(small, shelf):
    notebook = prove.filled_in(small)
    assert find_exercise(notebook, shelf) == (NAME, "")
    notebook.metadata = {}
    assert find_exercise(notebook, shelf) == (NAME, "")
    del notebook.cells[1]
    found, note = find_exercise(notebook, shelf)
    assert found == NAME and "by its questions" in note
    notebook.cells = notebook.cells[:1]
    assert find_exercise(notebook, shelf)[0] == ""


def test_what_the_teacher_says_wins_with_a_note(small, shelf):
    found, note = find_exercise(prove.filled_in(small), shelf, "start/other")
    assert found == "start/other" and "looks like the exercise start/small" in note


def test_a_shelf_names_what_it_has(course):
    shelf = marking.Shelf(course / "solutions", lambda solution, path: {"of": path.stem})
    assert list(shelf.paths()) == [NAME]
    assert shelf.get(NAME)[1] == {"of": "small"}
    with pytest.raises(CourseError, match="there are: start/small"):
        shelf.get("start/none")


def test_marks_add_up():
    marks = Marks("ada", "a", NAME, [QuestionMark("q1", 0.75, 2, "x", ""),
                                     QuestionMark("q2", 3, 3, "right", "")])  # fmt: skip
    assert (marks.total, marks.out_of) == (3.75, 5)


def test_wrong_answers_are_made_from_the_slips(small):
    wrong = prove.wrong_answers(small)
    assert [(w.question, w.slip) for w in wrong] == [
        ("q1", "rows-for-people"), ("q2", "median"), ("q2", "all-rows"),
    ]  # fmt: skip
    text = json.dumps(wrong[0].notebook)
    assert "pupils, = (len(spring))," in text and "drop_duplicates" in text
