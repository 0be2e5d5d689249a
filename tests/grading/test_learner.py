"""What a learner sees from check, hint and progress; what an author sees in a solution."""

import json

import nbformat
import pandas as pd
import pytest

from leo_course.errors import CourseError
from leo_course.grading import classroom, keys, learner, notebooks
from leo_course.grading.canonical import MIME, canonical
from leo_course.grading.run import run_cells

NAME = "start/small"


@pytest.fixture
def shown(monkeypatch):
    """What is displayed, as {MIME type: content}, newest last."""
    seen = []
    monkeypatch.setattr(learner, "display", lambda data, raw: seen.append(data))
    return seen


@pytest.fixture
def exercise(course, key, monkeypatch, shown):
    """The open exercise; its key is the one written by hand."""
    monkeypatch.setattr(keys, "stored", lambda solution: key)
    monkeypatch.setattr(keys.notebooks, "leo", lambda node: {"data": "d1"})
    return learner.exercise(NAME)


def plain(shown):
    return shown[-1]["text/plain"]


def test_an_exercise_says_which_extract_it_is_about_and_a_marker_reads_it(
    exercise, shown, tmp_path
):
    assert plain(shown) == "start/small, on 200 invented people of seed 1."
    output = nbformat.v4.new_output("display_data", shown[-1])
    cell = nbformat.v4.new_code_cell("exercise = ...", outputs=[output])
    path = tmp_path / "ada.ipynb"
    notebooks.write_text(path, notebooks.dumps(nbformat.v4.new_notebook(cells=[cell])))
    handed_in = classroom.submissions(path)
    classroom.call_the_roll(handed_in, {})
    assert handed_in[0].told == {"seed": "1", "size": "200"}


def test_right_is_said_at_once(exercise, shown):
    exercise.check("q1", pupils=3.0)
    assert plain(shown) == "q1: right."
    assert 'role="status"' in shown[-1]["text/html"] and "right" in shown[-1]["text/html"]


def test_not_yet_comes_with_reason_and_heading(exercise, shown):
    exercise.check("q1", pupils=300)
    assert plain(shown).startswith("q1: not yet. pupils is out by a factor of 100")
    assert "Reread: “Count rows and people” in the lesson small." in plain(shown)
    assert "small.ipynb#Count-rows-and-people" in shown[-1]["text/html"]


def test_a_slip_is_told_in_its_own_words(exercise, shown):
    exercise.check("q1", pupils=4)
    assert "You counted records: a pupil has one for each school." in plain(shown)


def test_a_right_answer_is_never_a_slip(exercise, shown, key):
    key["questions"]["q1"]["slips"][0]["answers"] = {"pupils": canonical(3)}
    exercise.check("q1", pupils=3)
    assert plain(shown) == "q1: right."


def test_dots_and_tables(exercise, shown):
    exercise.check("q2", mean_pay=...)
    assert "still ..." in plain(shown)
    exercise.check("q2", mean_pay=pd.DataFrame({"sex": ["M", "F"], "pay": [25.25, 10]}))
    assert plain(shown) == "q2: right."


def test_of_several_wrong_answers_the_first_in_the_call_is_spoken_of(exercise, shown, key):
    stored = {"a": canonical(1), "z": canonical(2)}  # by the alphabet, as JSON keeps them
    key["questions"]["q1"] |= {"answers": stored, "slips": []}
    exercise.check("q1", z=9, a=9)
    assert "z is too big" in plain(shown)


def test_text_from_a_learner_is_escaped(exercise, shown):
    exercise.check("q1", pupils="<script>x</script>")
    exercise.check("q2", mean_pay=pd.DataFrame({"<b>": [1, 2], "y": [2, 3], "z": [3, 4]}))
    assert "<b>" not in shown[-1]["text/html"] and "&lt;b&gt;" in shown[-1]["text/html"]


def test_misuse_is_one_sentence(exercise, shown):
    exercise.check("q3", pupils=1)
    assert "There is no question 'q3'" in plain(shown) and "q1, q2" in plain(shown)
    exercise.check("q1")
    assert 'exercise.check("q1", pupils=pupils)' in plain(shown)
    exercise.check("q1", people=3)
    assert "Give the answer as well" in plain(shown)
    exercise.check()
    assert "Say which question" in plain(shown)
    exercise.hint()
    assert "Say for which question" in plain(shown)


def test_an_unknown_exercise_is_one_sentence(course, shown):
    learner.exercise("start/none").check("q1", pupils=1)
    assert "There is no exercise 'start/none'" in plain(shown)


def test_three_hints_and_no_more(exercise, shown):
    for rung in (1, 2, 3):
        exercise.hint("q1")
        assert plain(shown).startswith(f"q1, hint {rung} of 3: ")
    exercise.hint("q1")
    assert "that is the last hint" in plain(shown)


def test_progress_is_kept_and_may_be_deleted(exercise, shown, course):
    exercise.check("q1", pupils=4)
    exercise.check("q1", pupils=3)
    exercise.hint("q2")
    exercise.progress()
    rows = [line.split() for line in plain(shown).split("\n")]
    assert rows[2:] == [["q1", "2", "right", "2", "0"], ["q2", "3", "not", "tried", "0", "1"]]
    assert "<caption>" in shown[-1]["text/html"] and 'scope="row"' in shown[-1]["text/html"]
    file = course / "my-work" / ".progress.json"
    assert json.loads(file.read_text())[NAME]["q1"] == {"last": "right", "right": True, "tries": 2}
    file.unlink()
    learner.exercise(NAME).progress()
    assert "not tried" in plain(shown)


def test_the_start_page_follows_a_check(exercise, shown, course, monkeypatch):
    from leo_course.commands import lab

    written = []
    monkeypatch.setattr(lab, "write_start_page", written.append)
    exercise.check("q1", pupils=3)
    assert written == []  # nobody has a start page who did not start `leo lab`
    (course / "my-work" / lab.START_PAGE).write_text("")
    for answer in (3, 4, 4, 3):
        exercise.check("q1", pupils=answer)
    assert written == [course, course]


@pytest.mark.parametrize("content", ["", "[]", '{"start/small": 3}', '{"start/small": {"q1": 1}}'])
def test_a_spoilt_record_is_never_fatal(exercise, shown, course, content):
    file = course / "my-work" / ".progress.json"
    file.parent.mkdir()
    file.write_text(content)
    exercise.check("q1", pupils=3)
    assert plain(shown) == "q1: right."


def test_a_record_that_cannot_be_written_is_never_fatal(exercise, shown, course):
    (course / "my-work").write_text("a file in the way")
    exercise.check("q1", pupils=3)
    assert plain(shown) == "q1: right."


# --- in a solution -------------------------------------------------------------------------------


def test_a_solution_shows_the_key(shown):
    opened = learner.solution(NAME)
    opened.check("q1", pupils=3, tolerance=0.5)
    assert plain(shown) == "q1, the answer:\npupils = 3"
    assert shown[-1][MIME]["answers"] == {"pupils": canonical(3)}
    assert shown[-1][MIME]["policy"] == {"tolerance": 0.5, "ordered": False}
    opened.slip("q1", "rows", pupils=4, says="Rows.", reread="a")
    assert shown[-1][MIME]["slip"] == "rows" and "Rows." not in str(shown[-1])


@pytest.mark.parametrize("odd", [..., len, object()], ids=["dots", "function", "object"])
def test_a_key_that_cannot_mark_is_refused(shown, odd):
    with pytest.raises(CourseError, match="cannot be compared"):
        learner.solution(NAME).check("q1", pupils=odd)


def test_a_tolerance_that_fits_nothing_is_refused(shown):
    counts = pd.DataFrame({"sex": ["F", "M"], "people": [3, 4]})
    with pytest.raises(CourseError, match="name the column"):
        learner.solution(NAME).check("q1", counts=counts, tolerance=1)
    learner.solution(NAME).check("q1", counts=counts, tolerance={"people": 1})
    learner.solution(NAME).check("q1", counts=counts, share=0.5, tolerance=0.1)
    assert len(shown) == 2


# --- keys ----------------------------------------------------------------------------------------


def test_an_author_says_where_capitals_do_not_count(shown):
    solution = learner.solution(NAME)
    solution.check("q1", names=["Data"], capitals=False)
    assert shown[-1][MIME]["policy"] == {"tolerance": None, "ordered": False, "capitals": False}
    solution.check("q1", names=["Data"])
    assert "capitals" not in shown[-1][MIME]["policy"]
    with pytest.raises(CourseError, match="leave out `capitals=False`"):
        solution.check("q1", names=["Data"] * 3000, capitals=False)


def test_slips_that_cannot_be_told_apart_are_faults(key):
    assert keys.faults(key) == []
    q1, q2 = (json.loads(json.dumps(key["questions"][q])) for q in ("q1", "q2"))
    q1["slips"][0]["answers"] = q1["answers"]
    q2["slips"][1]["answers"] = q2["slips"][0]["answers"]
    faults = keys.faults({"questions": {"q1": q1, "q2": q2}})
    assert faults == [
        'the slip "rows-for-people" of q1 gives a right answer: let it be wrong by more than the '
        "tolerance, or drop it",
        'the slip "all-rows" of q2 is the slip "median" too: keep one of the two, or ask for an '
        "answer that differs",
    ]


def test_a_key_on_other_data_is_computed_once_and_kept(small, key, tmp_path, monkeypatch):
    runs, said = [], []

    def computed(solution, data, environment, folder):
        runs.append(data)
        return {**key, "data": data}

    monkeypatch.setattr(keys, "computed", computed)
    for data in ("d2", "d2", "d3"):
        assert keys.key_for(small, data, tmp_path / "k", {}, tmp_path, said.append)["data"] == data
    assert runs == ["d2", "d3"] and len(said) == 2
    for file in (tmp_path / "k").iterdir():
        file.write_text("{")
    keys.key_for(small, "d2", tmp_path / "k", {}, tmp_path)
    assert runs == ["d2", "d3", "d2"]


def test_a_solution_without_outputs_has_no_key(small):
    with pytest.raises(CourseError, match="leo solutions start/small"):
        keys.stored(small)


@pytest.mark.slow
def test_a_live_notebook_works_the_key_out_on_its_own_extract(course):
    """The check starts a kernel from within a kernel, whose loop is running already."""
    extract = "import sys, types\nm = types.ModuleType('leo_course.extract')\n"
    extract += "m.manifest = lambda: {'sha256': 'd9', 'seed': 4, 'people': 200}\n"
    extract += "m.identity = lambda: 'd9'\nsys.modules['leo_course.extract'] = m"
    opening = f"import leo_course\nexercise = leo_course.exercise({NAME!r})"
    cells = [extract, opening, 'exercise.check("q1", pupils=3)', 'exercise.check("q1", pupils=4)']
    ran = run_cells(cells, environment={"LEO_COURSE": str(course)})
    assert [result.error for result in ran] == [""] * 4
    announced, right = (output["data"]["text/plain"] for output in ran[2].outputs)
    assert "working out the answers" in announced and right == "q1: right."
    assert "You counted records" in ran[3].outputs[0]["data"]["text/plain"]
    assert len(list((course / "_build" / "keys").iterdir())) == 1
