"""Whose notebooks they are, which data they had, and a class side by side."""

import json
import os
import threading
from pathlib import Path

import nbformat
import pytest
from small_course import NAME

from leo_course.commands.grade import Extracts, check_roster
from leo_course.errors import CourseError
from leo_course.grading import classroom, journal, marking, notebooks, prove, report, sandbox
from leo_course.grading.canonical import MIME_DATA
from leo_course.grading.classroom import Submission, call_the_roll, mark_class, read_roster
from leo_course.grading.journal import Journal
from leo_course.grading.marking import Data, Marks, QuestionMark, find_exercise


def roster(tmp_path, text):
    path = tmp_path / "roster.csv"
    path.write_bytes(text.encode("utf-8-sig"))
    return read_roster(path)


def test_a_roster_is_read_by_its_heads(tmp_path):
    found = roster(tmp_path, "Learner, SEED ,email\nada,7,a@x\n bo ,,\n,9,\n")
    assert found["ada"] == {"learner": "ada", "seed": "7", "email": "a@x"}
    assert list(found) == ["ada", "bo"]


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_roster_may_be_separated_and_coded_as_spreadsheets_do(tmp_path, mark, code):
    path = tmp_path / "roster.csv"
    path.write_bytes(f"learner{mark}seed\r\nZoë{mark}7\r\n".encode(code))
    assert read_roster(path) == {"Zoë": {"learner": "Zoë", "seed": "7"}}


def test_a_name_is_found_on_the_roster_however_it_is_written(tmp_path):
    for name in ("jose\u0301", "ADA", "Bo", "bo"):  # as macOS writes it; in capitals; two people
        (tmp_path / f"{name}.ipynb").write_text("")
    known = roster(tmp_path, "learner,seed\njos\u00e9,7\nAda,8\nbo,9\nBO,10\n")
    given = classroom.submissions(tmp_path)
    words = call_the_roll(given, known)
    told = {one.file.stem: (one.learner, one.told.get("seed")) for one in given}
    assert told == {"jose\u0301": ("jos\u00e9", "7"), "ADA": ("Ada", "8"), "bo": ("bo", "9"),
                    "Bo": ("Bo", None)}  # fmt: skip
    assert words == ["On the roster without a notebook: BO.",
                     "Not on the roster, marked all the same: Bo."]  # fmt: skip


def test_what_is_no_notebook_is_named_and_not_passed_over(tmp_path):
    for name in ("ada.ipynb", "bo.IPYNB", "cy.zip", "di/notes.txt", ".hid/x.txt", "out/marks.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "ed.ipynb").mkdir()
    (tmp_path / "fay").symlink_to(tmp_path / "di")
    assert [one.learner for one in classroom.submissions(tmp_path)] == ["ada", "bo"]
    assert classroom.left_aside(tmp_path, (tmp_path / "out",)) == [
        "Left aside, because it is a folder: ed.ipynb.",
        "Left aside, because links are not followed: fay.",
        f"Left aside, because only .ipynb is marked: cy.zip, {Path('di', 'notes.txt')}.",
    ]


def test_names_of_files_are_made_fit_to_be_shown(tmp_path):
    for name in (b"caf\xe9.ipynb", b"a\nb.ipynb", b"\x1b[31m.ipynb"):
        try:
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text("")
        except OSError:
            pytest.skip("this system takes no such names")
    found = {one.learner for one in classroom.submissions(tmp_path)}
    assert found == {"caf\ufffd", "a b", "\ufffd[31m"}


@pytest.mark.parametrize(
    "change",
    [{"outputs": 5}, {"outputs": [5]}, {"metadata": {"leo": {"question": []}}}, {"metadata": 3}],
)
@pytest.mark.parametrize("kind", ["code", "markdown", "raw"])
def test_a_notebook_made_up_by_hand_does_not_stop_the_roll(tmp_path, small, shelf, kind, change):
    cell = {"cell_type": kind, "source": "x", "metadata": {}, **change}
    for leo in ({"exercise": []}, {"exercise": {}}, [], 3):
        made = {"cells": [cell], "nbformat": 4, "metadata": {"leo": leo}}
        (tmp_path / "ada.ipynb").write_text(json.dumps(made))
        assert call_the_roll(classroom.submissions(tmp_path), {}) == []
        notebook, _ = notebooks.open_notebook(tmp_path / "ada.ipynb")
        assert find_exercise(notebook, shelf)[0] == ""


def test_an_extract_is_the_same_whether_its_seed_is_a_number_or_text(tmp_path):
    ada = recorded(tmp_path / "ada.ipynb", seed=7, size=2000)
    call_the_roll([ada], {})
    assert ada.told == {"seed": "7", "size": "2000"}


def test_a_notebook_has_a_bearable_number_of_cells(tmp_path):
    cells = [{"cell_type": "code", "source": "", "metadata": {}}] * 2_001
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}))
    assert "more than 2,000 cells" in notebooks.open_notebook(tmp_path / "a.ipynb")[1]


@pytest.mark.slow
def test_an_interrupted_marking_goes_on_where_it_was(tmp_path, small, shelf, monkeypatch):
    for name in "abcd":
        text = notebooks.dumps(prove.filled_in(small))
        (tmp_path / f"{name}.ipynb").write_text(text)
    marked, real = [], marking.mark_file

    def mark_file(path, learner, *more):
        if learner in "cd" and len(marked) == 2:
            raise KeyboardInterrupt
        marked.append(learner)
        return real(path, learner, *more)

    def go(about="x"):
        given, kept = classroom.submissions(tmp_path), Journal(tmp_path, about)
        done = mark_class(given, shelf, lambda one: Data("d1"), None, jobs=1, journal=kept)
        return [m.total for m in done], kept

    monkeypatch.setattr(marking, "mark_file", mark_file)
    with pytest.raises(KeyboardInterrupt):
        go()
    assert marked == ["a", "b"]
    (tmp_path / "b.ipynb").write_text("")  # handed in anew
    totals, kept = go()
    assert totals == [5, 0, 5, 5] and marked[2:] == ["b", "c", "d"]
    assert go("other solutions")[0] == totals and len(marked) == 9
    kept.close()
    assert go()[0] == totals and len(marked) == 13


def test_a_damaged_journal_is_as_good_as_none(tmp_path):
    one = Submission("ada", tmp_path / "ada.ipynb")
    one.file.write_text("x")
    kept = Journal(tmp_path, "x")
    kept.add(one, Marks("ada", "ada.ipynb", NAME, [QuestionMark("q1", 1, 2, "rows", "w")], "n"))
    kept.add(Submission("bo", tmp_path / "none"), Marks("bo", "none"))
    with (tmp_path / journal.NAME).open("a") as file:
        file.write('{"x\n[]\n[1, 2, 3]\n[["a"], 2]\nnull\n')
    found = Journal(tmp_path, "x").recall(one)
    assert (found.learner, found.total, found.note) == ("ada", 1, "n")
    assert Journal(tmp_path, "y").recall(one) is None
    for line in ("3", '{"questions": 4}', '{"questions": [{"q": 1}]}', '{"questions": []}'):
        text = (tmp_path / journal.NAME).read_text().split("\n")[0]
        name = json.loads(text)[0]
        (tmp_path / journal.NAME).write_text(f'["{name}", {line}]\n')
        assert Journal(tmp_path, "x").recall(one) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("name,seed\na,1\n", "no column `learner`"), ("learner\na\na\n", "names a twice"),
     ("", "no column")],
)  # fmt: skip
def test_a_roster_that_cannot_serve_is_refused_in_a_sentence(tmp_path, text, words):
    with pytest.raises(CourseError, match=words):
        roster(tmp_path, text)
    with pytest.raises(CourseError, match="cannot be read"):
        read_roster(tmp_path / "none.csv")


def recorded(path, **said):
    output = nbformat.v4.new_output("display_data", {MIME_DATA: said, "text/plain": "x"})
    cell = nbformat.v4.new_code_cell("1", outputs=[output])
    notebooks.write_text(path, notebooks.dumps(nbformat.v4.new_notebook(cells=[cell])))
    return Submission(path.stem, path)


def test_the_roster_wins_over_what_a_notebook_says(tmp_path):
    ada = recorded(tmp_path / "ada.ipynb", seed="7", size="2000")
    bo = recorded(tmp_path / "bo.ipynb", seed="8; rm", size=[3])
    cy = recorded(tmp_path / "cy.ipynb", seed="9")
    words = call_the_roll([ada, bo, cy], {"ada": {"seed": "5"}, "di": {}, "bo": {}})
    assert (
        ada.told == {"seed": "5", "size": "2000"} and "seed 7, while the roster says 5" in ada.note
    )
    assert bo.told == {} and cy.told == {"seed": "9"} and cy.note == ""
    assert words == ["On the roster without a notebook: di.",
                     "Not on the roster, marked all the same: cy."]  # fmt: skip
    (tmp_path / "broken.ipynb").write_text("[")
    assert call_the_roll([Submission("x", tmp_path / "broken.ipynb")], {}) == []


def test_a_copy_of_a_file_is_pointed_out_and_nobody_guesses(tmp_path):
    names = ["ada", "ada (1)", "bo-Copy1", "cy (2)", "di (x)"]
    given = [Submission(name, tmp_path / "none.ipynb") for name in names]
    call_the_roll(given, {"bo": {}})
    assert [bool(one.note) for one in given] == [False, True, True, False, False]
    assert given[1].note == "Its name looks like that of another copy of ada."


@pytest.mark.slow
def test_a_class_is_marked_in_its_order_whatever_it_holds(tmp_path, small, shelf):
    for name in ("a", "b", "c"):
        text = notebooks.dumps(prove.filled_in(small))
        notebooks.write_text(tmp_path / f"{name}.ipynb", text)
    notebooks.write_text(tmp_path / "d.ipynb", "[")
    said, lock = [], threading.Lock()

    def data_of(submission):
        if said:
            return Data("d1")
        raise CourseError("No data for you.")

    def done(marks):
        with lock:
            said.append(marks.learner)

    marked = mark_class(classroom.submissions(tmp_path), shelf, data_of, None, jobs=1, done=done)
    assert [m.learner for m in marked] == ["a", "b", "c", "d"] and sorted(said) == list("abcd")
    assert [m.total for m in marked] == [0, 5, 5, 0]
    assert marked[0].note == "It could not be marked: No data for you." and marked[0].out_of == 5
    assert "breaks off" in marked[3].note or "damaged" in marked[3].note
    again = mark_class(
        classroom.submissions(tmp_path), shelf, lambda submission: Data("d1"), None, jobs=3
    )
    assert [m.total for m in again] == [5, 5, 5, 0]


@pytest.mark.slow
def test_what_happens_to_files_and_processes_meanwhile_costs_those_alone(tmp_path, small, shelf):
    for name in "abcdef":
        text = notebooks.dumps(prove.filled_in(small))
        notebooks.write_text(tmp_path / f"{name}.ipynb", text)

    def meanwhile(marks):
        if marks.learner == "a":
            (tmp_path / "b.ipynb").unlink()
            (tmp_path / "c.ipynb").write_text("{")
            (tmp_path / "d.ipynb").unlink()
            (tmp_path / "d.ipynb").mkdir()
        if marks.learner == "e":
            server = sandbox.open_server().process
            server.kill()
            server.wait()

    given = classroom.submissions(tmp_path)
    marked = mark_class(given, shelf, lambda submission: Data("d1"), None, jobs=1, done=meanwhile)
    assert [m.total for m in marked] == [5, 0, 0, 0, 5, 5]
    assert all("cannot be read" in marked[n].note for n in (1, 3)) and "damaged" in marked[2].note
    assert all(m.out_of == 5 for m in marked)


@pytest.mark.slow
def test_a_thousand_notebooks_are_a_thousand_rows(tmp_path, small, shelf):
    for number in range(1000):
        (tmp_path / f"learner {number}.ipynb").write_text("[" * (number % 3))
    given = classroom.submissions(tmp_path)
    marked = mark_class(given, shelf, lambda submission: Data("d1"), None, NAME, jobs=4)
    assert len(marked) == 1000 and all(m.note and m.out_of == 5 for m in marked)
    report.write(tmp_path / "out", marked)
    assert len(list((tmp_path / "out").glob("learner*.html"))) == 1000


@pytest.mark.slow
def test_a_path_to_the_extract_leads_to_the_one_marked_on(course, tmp_path, monkeypatch):
    monkeypatch.setenv("LEO_EXTRACT", str(course / "data" / "extract"))
    (course / "data" / "extract").mkdir()
    place = Extracts(course).of({}).place
    assert dict(place.beside)["data/dictionary"] == str(course / "data" / "dictionary")
    own = dict(place.beside)["data/extract"]
    assert own == str(course / "data" / "extract") and own in place.readable
    text = "open('../../data/extract/seed').read()"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "seed").write_text("7")
    other = sandbox.Place(
        beside=(("data/dictionary", str(course)), ("data/extract", str(tmp_path / "other")))
    )
    if sandbox.can_fork():
        (ran,) = sandbox.run_cells([f"assert {text} == '7'"], place=other)
        assert ran.status == "ok", ran.error


def test_what_is_said_of_an_extract_is_checked(course, monkeypatch):
    extracts, made = Extracts(course), []
    monkeypatch.setattr(Extracts, "_make", lambda self, n, seed: made.append((n, seed)) or course)
    assert extracts.of({}).id == "d1" == extracts.of({"seed": "1", "size": "200"}).id
    with pytest.raises(CourseError, match="more than is made for a notebook's word"):
        extracts.of({"seed": "1", "size": "900000"}, sized=False)
    for told in ({"seed": "abc"}, {"seed": "-1"}, {"size": "many"}):
        with pytest.raises(CourseError, match="is not a"):
            extracts.of(told)
    assert made == []
    extracts.of({"size": "900000"})
    extracts.of({"seed": "7", "size": "2000"}, sized=False)
    assert made == [(900_000, 1), (2_000, 7)]


@pytest.mark.parametrize("line", [{"seed": "abc"}, {"size": "many"}, {"seed": "1", "size": "3"}])
def test_a_roster_s_seed_that_is_none_is_told_before_the_marking(line):
    check_roster({"ada": {"seed": "7", "email": "a@x"}, "cy": {"seed": "", "size": "2000"}})
    with pytest.raises(CourseError, match=r"line of bo: .* is not a"):
        check_roster({"ada": {"seed": "7"}, "bo": line})


def test_the_size_is_the_roster_s_or_the_notebook_s_word(tmp_path):
    ada = recorded(tmp_path / "ada.ipynb", seed="7", size="90000")
    bo = recorded(tmp_path / "bo.ipynb", seed="7", size="90000")
    call_the_roll([ada, bo], {"ada": {"size": "70000"}, "bo": {"seed": "7"}})
    assert (ada.told, ada.sized) == ({"seed": "7", "size": "70000"}, True)
    assert (bo.told, bo.sized) == ({"seed": "7", "size": "90000"}, False)


def test_each_learner_is_marked_on_an_extract_of_their_own(tmp_path, monkeypatch):
    from leo_course.paths import course_root

    extracts = Extracts(course_root())
    made = []
    monkeypatch.setattr(Extracts, "_make", lambda self, n, seed: made.append((n, seed)) or tmp_path)
    monkeypatch.setattr(
        Extracts, "_manifest",
        staticmethod(lambda folder: {"sha256": str(folder), "seed": 2021, "people": 2000}),
    )  # fmt: skip
    own = extracts.of({"seed": "7"})
    assert made == [(2000, 7)] and own.environment["LEO_EXTRACT"] == str(tmp_path)
    assert str(course_root() / "solutions") in own.place.closed
    assert str(tmp_path) in own.place.readable
    assert extracts.of({"seed": "2021"}).id != own.id and len(made) == 1
