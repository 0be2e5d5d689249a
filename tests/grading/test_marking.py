"""Marks for whole notebooks: what learners hand in, in all its states."""

import copy
import json
import os

import pytest
from small_course import NAME, build, solution_cells

from leo_course.errors import CourseError
from leo_course.grading import authoring, marking, notebooks, prove
from leo_course.grading.canonical import canonical
from leo_course.grading.cells import Limits
from leo_course.grading.marking import Data, Marks, QuestionMark, find_exercise, mark, mark_file


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
    assert two.earned == 0.75 and "1 of 2 values differs" in two.message


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
    "builtins": ("import builtins; del builtins.len, builtins.print; pupils = 1", ""),
    "fork": ("import os; os.fork(); pupils = 1", ""),
    "answers for itself": ("import os\nfor _ in range(3): os.write(3, b'{}\\n')", ""),
    "closes all": ("import os; os.closerange(3, 99)", "stopped in this cell"),
    "removes its folder": ("import os, shutil; shutil.rmtree(os.getcwd()); pupils = 1", ""),
    "transforms cells": (
        "get_ipython().input_transformers_cleanup.append(lambda lines: ['x = 1'])", ""),
    "holds itself": ("pupils = []; pupils.append(pupils)", "list of things"),
    "a million rows": ("pupils = [[1] * 10] * 1_000_000", "list of things"),
    "surrogate": ("pupils = '\\ud800'", "text"),
    "error that is no text": (
        "import os; os.write(3, b'{\"error\": \"E \\\\ud800 \\\\u001b[31m\"}\\n')", "E \ufffd"),
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


def insert(notebook, place, source):
    notebook.cells.insert(place, build([("code", source)]).cells[0])
    return notebook


def split(small):
    notebook = prove.filled_in(small)
    place = next(p for p, c in enumerate(notebook.cells) if "mean_pay =" in c.source)
    lines = notebook.cells[place].source.split("\n")
    notebook.cells[place].source = "\n".join(lines[:-1])
    return insert(notebook, place + 1, lines[-1])


def merged(small):
    """Both answers in one cell, as JupyterLab merges cells, in a notebook without metadata."""
    notebook = stripped(small)
    first, second = (c for c in notebook.cells if authoring.question_mark(c.source))
    first.source += "\n" + second.source
    notebook.cells.remove(second)
    return notebook


def marked_below(small):
    notebook = stripped(small)
    for cell in notebook.cells:
        if authoring.question_mark(cell.source):
            cell.source = f"# my answer\n\n{cell.source}"
    return notebook


def timed(small):
    notebook = stripped(small)
    for cell in notebook.cells:
        if authoring.question_mark(cell.source):
            cell.source = f"%%time\n{cell.source}"
    return notebook


def answered_elsewhere(small):
    notebook = authoring.derive(small)
    code = "\n".join(line for q in small.questions.values() for line in q.code)
    return insert(notebook, len(notebook.cells), code)


def answered_above(small):
    """The answer in a cell of the learner's own, and the dots deleted."""
    notebook = answered(small, q1="")
    return insert(notebook, 2, "pupils = spring['pupil'].nunique()")


def copied_unanswered(small):
    """A copy of the untouched cell below: its dots come last."""
    notebook = prove.filled_in(small)
    blank = next(c for c in authoring.derive(small).cells if c.source.startswith("# question: q1"))
    notebook.cells.append(blank)
    return notebook


def checked_with_magic(small):
    return answered(small, q1='pupils = 3\n%time rows = 4\nexercise.check("q1", pupils=pupils)')


def odd_marks(small):
    """The course's metadata made into what it never is."""
    notebook = prove.filled_in(small)
    notebook.metadata["leo"] = {"exercise": ["start/small"]}
    for cell in notebook.cells:
        cell.metadata["leo"] = {"question": ["q1"], "role": {"answer": 1}}
    return notebook


def checked_by_magic(small):
    return insert(prove.filled_in(small), 4, '%matplotlib inline\nexercise.check("q1", pupils=3)')


def in_r(small):
    notebook = prove.filled_in(small)
    notebook.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    notebook.metadata["language_info"] = {"name": "R"}
    return notebook


def own_cells(*sources):
    def change(small):
        notebook = prove.filled_in(small)
        for source in sources:
            insert(notebook, 2, source)
        return notebook

    return change


OWN = {
    "installs": own_cells("%pip install nosuch_package_zz", "!pip install nosuch_package_zz"),
    "opens a window": own_cells(
        "%matplotlib qt", "import matplotlib; matplotlib.use('TkAgg')",
        "import matplotlib.pyplot as plt\nplt.plot([1]); plt.show(block=True)"),
    "stops for a debugger": own_cells("breakpoint()", "%debug", "import pdb; pdb.set_trace()"),
    "hides names": own_cells("exercise = pd = leo_course = None\nimport pandas as pd"),
    "shell cells": own_cells("%%bash\nexit 3", "%load_ext nothing", "spring?"),
    "turns warnings into errors": own_cells("import warnings; warnings.simplefilter('error')"),
    "asks for help": own_cells("exercise.hint('q1'); exercise.progress()", "exercise.chek('q1')"),
    "a file named as a library": own_cells(
        "open('pandas.py', 'w').write('1 / 0'); open('probe.py', 'w').write('1 / 0')",
        "import pandas as pd, importlib\nimportlib.invalidate_caches()"),
    "nests without end": own_cells("not " * 100_000 + "0"),
    "patches pandas": own_cells(
        "class Odd(pd.Series):\n    def nunique(self): return 99\npd.options.display.max_rows = 1"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", OWN)
def test_what_a_learner_does_besides_costs_nothing(small, key, name):
    assert earned(mark(OWN[name](small), small, key, limits=Limits(cell=20))) == RIGHT


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [shuffled, stripped, copied, unchecked, broken_setup, own_import, unmarked_line, helper_cell,
     as_text, checked_in_place, split, merged, marked_below, timed, answered_elsewhere,
     answered_above, copied_unanswered, checked_with_magic, checked_by_magic, odd_marks, in_r],
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


# --- a second run: on right answers before it, and on other data --------------------------------


@pytest.mark.slow
def test_one_mistake_is_paid_for_once(small, key):
    wrong = {"q1": "pupils = 99\nspring = spring.head(1)", "q2": small.questions["q2"].code[-1]}
    wrong["q2"] = "\n".join(small.questions["q2"].code)
    one, two = mark(answered(small, **wrong), small, key)
    assert one.earned == 0
    assert (two.earned, two.code) == (3, "right") and "before it" in two.message


@pytest.mark.slow
def test_an_endless_loop_is_waited_for_once(small, key, monkeypatch):
    loops = []
    real = marking.run_cells

    def run(sources, *more):
        loops.append(sum("while True" in source for source in sources))
        return real(sources, *more)

    monkeypatch.setattr(marking, "run_cells", run)
    notebook = answered(small, q1="pupils = 0", q2="mean_pay = spring.groupby('sex').pay.mean()")
    insert(notebook, 2, "while True: pass")
    other = on_other_data(key), Data("d2", {"ROWS": "3"})
    marks = mark(notebook, small, key, limits=Limits(cell=1), other=other)
    assert loops[0] == 1 and sum(loops) == 1 and len(marks) == 2
    notebook = insert(answered(small, q1="while True: pass"), 2, READS)
    marks = mark(notebook, small, key, limits=Limits(cell=1), other=other)
    assert sum(loops) == 2 and (marks[0].code, marks[1].code) == ("time", "right")


@pytest.mark.slow
def test_a_state_that_is_wiped_costs_one_question(small, key):
    notebook = answered(small, q1="%reset -f\npupils = 0")
    one, two = mark(notebook, small, key)
    assert one.earned == 0 and (two.earned, two.code) == (3, "right")


@pytest.mark.slow
def test_the_second_run_is_no_present(small, key):
    """Nothing of the solution's own answer to a question can be had by looking at names."""
    steal = "mean_pay = globals().get('mean_pay', 0)\nn = [v for v in In]\npupils = pupils"
    one, two = mark(answered(small, q1="pupils = 0", q2=steal), small, key)
    assert one.earned == 0 and two.earned == 0


@pytest.mark.slow
def test_no_answer_counts_that_could_have_seen_the_solution(small, key):
    """The second run shows q1's answer to q2: a cell for q1 below that does not count."""
    notebook = answered(
        small, q1="pupils = 0", q2="try: seen = pupils\nexcept NameError: pass\n1/0"
    )
    again = "# question: q1\npupils = globals().get('seen', 0)"
    one, two = mark(insert(notebook, len(notebook.cells), again), small, key)
    assert one.earned == 0 and two.earned == 0


@pytest.mark.slow
def test_a_name_that_is_used_again_does_not_change_what_is_said(small, key):
    notebook = answered(small, q1="pupils = 7")
    again = insert(notebook, len(notebook.cells), "pupils = spring[['pupil', 'sex']]")
    assert mark(again, small, key)[0].code == "big"
    notebook = answered(small, q1="")
    again = insert(notebook, len(notebook.cells), "pupils = spring[['pupil', 'sex']]")
    assert mark(again, small, key)[0].code == "kind"


def on_other_data(key):
    """The small solution reads its rows from the environment; the key for other rows."""
    other = copy.deepcopy(key)
    other["questions"]["q1"]["answers"]["pupils"]["value"] = 2
    pay = other["questions"]["q2"]["answers"]["mean_pay"]["columns"][0]
    pay["values"], pay["dtype"] = [10.0, 20.5], "decimal"
    return other


READS = "import os\nspring = spring.head(int(os.environ.get('ROWS', '4')))"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("q1", "codes"),
    [
        ("pupils = spring.pupil.nunique()", ("right", "right")),
        ("pupils = 3", ("typed", "right")),
        ("pupils = 3 if len(spring) else 0", ("typed", "right")),
        ("import json\npupils = json.loads('[1, 3]')[1]", ("typed", "right")),
        ("open('n', 'w').write('3')\npupils = int(open('n').read())", ("typed", "right")),
        ("pupils = 3 if len(spring) > 3 else 1 / 0", ("right", "right")),
        ("pupils = spring.pupil.head(3).nunique() + (len(spring) > 3)", ("right", "right")),
        ("pupils = len(spring)", ("slip rows-for-people", "right")),
    ],
)
def test_an_answer_that_was_typed_in_earns_nothing(small, key, q1, codes):
    notebook = answered(small, q1=q1)
    own = build([("code", READS)]).cells[0]
    notebook.cells.insert(2, own)
    other = on_other_data(key), Data("d2", {"ROWS": "3"})
    marks = mark(notebook, small, key, Data("d1"), other=other)
    assert tuple(m.code for m in marks) == codes
    if codes[0] == "typed":
        assert marks[0].earned == 0 and "compute it" in marks[0].message and marks[0].reread


@pytest.mark.slow
def test_code_that_fits_these_data_alone_is_noted(tmp_path, small, shelf, key):
    there, second = {"d1": key, "d2": on_other_data(key)}, Data("d2", {"ROWS": "3"})
    shelf.key = lambda name, data: there[data.id]
    for q1, alone in (("pupils = 3 if len(spring) > 3 else 9", True), ("", False)):
        notebook = answered(small, **({"q1": q1} if q1 else {}))
        path = tmp_path / "ada.ipynb"
        path.write_text(notebooks.dumps(insert(notebook, 2, READS)))
        marks = mark_file(path, "ada", shelf, lambda: Data("d1"), lambda name, shelf: second)
        assert marks.total == 5
        assert marks.note == ("Right on these data alone: q1; look at the code." if alone else "")
        assert ("belongs to one extract" in marks.questions[0].message) == alone


@pytest.mark.slow
def test_a_rounded_answer_is_not_taken_for_a_typed_one(tmp_path, small, shelf, key):
    """0.16 is within 0.001 of 0.15995, and what 0.1585 is rounded to."""
    small.questions["q1"].answers = {"share": "share"}
    other = on_other_data(key)
    for one, share in ((key, 0.15995), (other, 0.1585)):
        part = one["questions"]["q1"]
        part["answers"], part["slips"] = {"share": canonical(share)}, []
        part["policy"] = {"tolerance": 0.001, "ordered": False}
    there, second = {"d1": key, "d2": other}, Data("d2", {"ROWS": "3"})
    shelf.key = lambda name, data: there[data.id]
    for digits in (2, 4):
        q1 = f"share = round(0.15995 if len(spring) == 4 else 0.1585, {digits})"
        path = tmp_path / "ada.ipynb"
        path.write_text(notebooks.dumps(insert(answered(small, q1=q1), 2, READS)))
        marks = mark_file(path, "ada", shelf, lambda: Data("d1"), lambda name, shelf: second)
        assert (marks.questions[0].code, marks.note) == ("right", "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("q1", "mark_of_q1"),
    [
        ("pupils, rows = 3, 4", (0, "typed")),
        ("pupils, rows = 3, len(spring)", (1, "typed")),
        ("pupils, rows = spring.pupil.nunique(), 4", (1, "typed")),
        ("pupils, rows = spring.pupil.nunique(), len(spring)", (2, "right")),
        ("pupils, rows = 3, 77", (0, "typed")),
        ("pupils, rows = spring.pupil.nunique(), 77", (1, "big")),
    ],
)
def test_each_typed_in_answer_costs_its_share(small, key, q1, mark_of_q1):
    small.questions["q1"].answers["rows"] = "rows"
    other = on_other_data(key)
    key["questions"]["q1"]["slips"] = []
    for one, rows in ((key, 4), (other, 3)):
        one["questions"]["q1"]["answers"]["rows"] = canonical(rows)
    notebook = insert(answered(small, q1=q1), 2, READS)
    marks = mark(notebook, small, key, other=(other, Data("d2", {"ROWS": "3"})))
    assert (marks[0].earned, marks[0].code) == mark_of_q1
    if marks[0].code == "typed":
        assert "compute it" in marks[0].message


@pytest.mark.slow
def test_what_does_not_change_may_be_typed(small, key):
    notebook = answered(small, q1="pupils = 3")
    marks = mark(notebook, small, key, other=(key, Data("d2")))
    assert marks[0].code == "right"


@pytest.mark.slow
def test_made_up_forms_earn_nothing_and_stop_nothing(small, key):
    forge = """
import IPython
show = IPython.get_ipython().display_pub.publish
odd = {"pupils": {"kind": "value"}, "mean_pay": {"kind": "column", "rows": "x"}}
for form in (3, {"answers": 3}, {"answers": {"pupils": {"kind": "table"}}}, {"answers": odd}):
    show({"application/vnd.leo-course.answer+json": form})
import leo_course.grading.probe as p
p.canonical = lambda v: {"kind": "table", "rows": 1, "index": [], "columns": [{"name": 0}]}
"""
    marks = mark(answered(small, q1=forge), small, key)
    assert marks[0].earned == 0 and {m.code for m in marks} <= {"unreadable", "absent", "kind",
                                                               "right", "columns"}  # fmt: skip


# --- files and names ---------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["", "[1", "<html>", "{}", '{"cells": []}', '{"cells": [3]}'])
def test_a_file_that_is_no_exercise_is_a_note(tmp_path, shelf, content):
    path = tmp_path / "ada.ipynb"
    path.write_text(content)
    marks = mark_file(path, "ada", shelf)
    assert (marks.exercise, marks.total) == ("", 0) and marks.note
    if "cells" not in content:  # with cells there is something to run
        told = mark_file(path, "ada", shelf, exercise=NAME)
        assert (told.out_of, told.total) == (5, 0)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path, shelf):
    os.mkfifo(tmp_path / "ada.ipynb")
    assert "send the notebook itself" in mark_file(tmp_path / "ada.ipynb", "ada", shelf).note
    (tmp_path / "bo.ipynb").mkdir()
    assert "cannot be read" in mark_file(tmp_path / "bo.ipynb", "bo", shelf).note


def test_what_is_told_is_short_and_can_be_shown_anywhere():
    said = QuestionMark("q1", 0, 1, "error", "a\x1b[31m\ud800\u202e\n" + "b" * 10_000).message
    assert said.startswith("a\ufffd[31m\ufffd\ufffd bbb") and len(said) <= 1_000


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
    made = []

    def key(solution, path, data):
        made.append(data.id)
        return {"of": path.stem, "on": data.id}

    shelf = marking.Shelf(course / "solutions", key)
    assert list(shelf.paths()) == [NAME]
    assert shelf.key(NAME, Data("a")) == shelf.key(NAME, Data("a")) == {"of": "small", "on": "a"}
    assert shelf.key(NAME, Data("b"))["on"] == "b" and made == ["a", "b"]
    with pytest.raises(CourseError, match="there are: start/small"):
        shelf.solution("start/none")


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
