"""`leo solutions`, `leo exercises` and `leo grade`, on the small course."""

import csv
import os
import subprocess
import sys
import tempfile

import pytest
from click.testing import CliRunner
from small_course import NAME, SETUP, build, solution_cells

from leo_course.commands import exercises, grade, solutions
from leo_course.errors import CourseError
from leo_course.grading import authoring, classroom, notebooks, prove
from leo_course.grading.marking import Marks, QuestionMark

FILE = f"{NAME}.ipynb"


def leo(command, *args):
    done = CliRunner().invoke(command, args)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_exercises_are_derived_and_checked(course):
    with pytest.raises(CourseError, match="run `leo exercises`"):
        leo(exercises.command, "--check")
    assert not (course / "exercises").exists()
    assert leo(exercises.command) == f"exercises/{FILE}: written\n"
    assert leo(exercises.command, "--check") == f"exercises/{FILE}: up to date\n"
    assert leo(exercises.command) == f"exercises/{FILE}: up to date\n"


def test_a_stale_or_edited_exercise_is_named(course):
    leo(exercises.command)
    edit(course / "exercises" / FILE, "How many pupils", "How many people")
    with pytest.raises(CourseError, match=rf"exercises/{FILE} is not what its solution gives"):
        leo(exercises.command, "--check")
    edit(course / "exercises" / FILE, "How many people", "How many pupils")
    edit(course / "solutions" / FILE, "Mean pay by sex", "Mean pay of each sex")
    with pytest.raises(CourseError, match="is not what its solution gives"):
        leo(exercises.command, "--check")


def test_an_exercise_without_solution_is_named_and_removed(course):
    leo(exercises.command)
    (course / "exercises" / "start" / "old.ipynb").write_text("{}")
    with pytest.raises(CourseError, match=r"start/old\.ipynb has no solution"):
        leo(exercises.command, "--check")
    assert "removed" in leo(exercises.command)
    assert not (course / "exercises" / "start" / "old.ipynb").exists()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Mean pay by sex?", 'Use people = spring.drop_duplicates(\\"pupil\\").', "survives"),
        ("# points: 3\\n", "# points: none\\n", "not a number"),
        ("reread: pay-by-sex", "reread: pay-by-size", "no heading for reread"),
        ('solution(\\"start/small\\")', 'solution(\\"start/tall\\")', "opens `leo_course.solution"),
    ],
)
def test_faults_of_an_author_stop_the_exercise(course, old, new, words):
    edit(course / "solutions" / FILE, old, new)
    with pytest.raises(CourseError, match=words):
        leo(exercises.command)
    assert not (course / "exercises").exists()


def test_solutions_are_chosen_by_name(course):
    folder = course / "solutions"
    assert list(solutions.chosen(folder, ())) == [NAME]
    assert list(solutions.chosen(folder, (f"solutions/{FILE}",))) == [NAME]
    with pytest.raises(CourseError, match="there are: start/small"):
        solutions.chosen(folder, ("start/none",))
    with pytest.raises(CourseError, match="no solution notebook"):
        solutions.chosen(course / "notebooks" / "none", ())


def test_learners_are_files_or_folders(tmp_path):
    for name in ("ada.ipynb", "bo/a.ipynb", "bo/more/b.ipynb", ".ipynb_checkpoints/x.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    found = [(one.learner, one.file.name) for one in classroom.submissions(tmp_path)]
    assert found == [("ada", "ada.ipynb"), ("bo", "a.ipynb"), ("bo", "b.ipynb")]
    (alone,) = classroom.submissions(tmp_path / "ada.ipynb")
    assert (alone.learner, alone.file) == ("ada", tmp_path / "ada.ipynb")
    with pytest.raises(CourseError, match="no file or folder"):
        classroom.submissions(tmp_path / "none")
    (tmp_path / "none").mkdir()
    with pytest.raises(CourseError, match="no notebook"):
        classroom.submissions(tmp_path / "none")


def test_two_notebooks_of_one_learner_are_both_listed(small):
    class Shelf:
        def solution(self, name):
            return small

    asked = [QuestionMark("q1", 2, 2, "right", "")]
    marked = [Marks("bo", "a.ipynb", NAME, asked), Marks("bo", "b.ipynb", NAME, asked)]
    marked.append(Marks("cy", "c.ipynb"))
    classroom.settle(marked, Shelf())
    assert marked[0].note == "One of 2 notebooks for this exercise (a.ipynb)."
    assert marked[2].exercise == NAME and marked[2].out_of == 5


def test_a_folder_that_cannot_be_written_is_said_before_the_marking(course, tmp_path):
    (tmp_path / "ada.ipynb").write_text("")
    with pytest.raises(CourseError, match=r"cannot be written to .*--out"):
        leo(grade.command, str(tmp_path / "ada.ipynb"), "--out", str(tmp_path / "ada.ipynb" / "x"))


def test_results_that_cannot_be_written_there_are_written_elsewhere(tmp_path, monkeypatch):
    marked = [Marks("bo", "a.ipynb", NAME, [QuestionMark("q1", 2, 2, "right", "")])]
    real, full = notebooks.write_text, tmp_path / "full"

    def write(path, text):
        if path.is_relative_to(full) and path.suffix == ".html":
            raise OSError(28, "No space left on device")
        real(path, text)

    monkeypatch.setattr(notebooks, "write_text", write)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    out, notes = grade.written(full, marked, {}, {})
    assert out.parent == tmp_path and (out / "bo.html").is_file() and "No space" in notes[-1]
    full = tmp_path
    with pytest.raises(CourseError, match="nor elsewhere"):
        grade.written(tmp_path / "full", marked, {}, {})


@pytest.mark.slow
def test_from_solution_to_marks(course, tmp_path):
    file = course / "solutions" / FILE
    assert leo(solutions.command) == f"solutions/{FILE}: stored\n"
    first = file.read_bytes()
    assert leo(solutions.command, NAME) == f"solutions/{FILE}: unchanged\n"
    assert file.read_bytes() == first

    proof = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider",
         "--rootdir", str(course), str(file)],
        capture_output=True, text=True, env=os.environ | {"PYTHONHASHSEED": "0"},
    )  # fmt: skip
    assert proof.returncode == 0, proof.stdout
    assert "9 passed" in proof.stdout

    leo(exercises.command)
    found = authoring.sound(notebooks.read(file), FILE)
    given = tmp_path / "class"
    notebooks.write_text(given / "ada.ipynb", notebooks.dumps(prove.filled_in(found)))
    untouched = (course / "exercises" / FILE).read_text(encoding="utf-8")
    notebooks.write_text(given / "bo" / "anything.ipynb", untouched)
    notebooks.write_text(given / "cy.ipynb", "")
    before = {p: p.read_bytes() for p in given.rglob("*.ipynb")}
    said = leo(grade.command, str(given), "--out", "out", "--no-second-extract")
    assert "ada: 5 of 5 (start/small)" in said and "3 learners marked" in said
    with (tmp_path / "out" / "marks.csv").open(newline="") as table:
        rows = {row["learner"]: row for row in csv.DictReader(table)}
    assert [rows[name]["total"] for name in ("ada", "bo", "cy")] == ["5", "0", "0"]
    assert [rows["ada"][f"{NAME} {question}"] for question in ("q1", "q2")] == ["2", "3"]
    assert rows["cy"][f"{NAME} note"] == "The file is empty." and rows["cy"]["out_of"] == "5"
    page = (tmp_path / "out" / "bo.html").read_text(encoding="utf-8")
    assert "not yet, 0 of 3" in page and "“Pay by sex”" in page
    assert before == {p: p.read_bytes() for p in given.rglob("*.ipynb")}


@pytest.mark.slow
def test_a_changed_output_of_a_solution_is_noticed(course):
    leo(solutions.command)
    file = course / "solutions" / FILE
    edit(file, '"value": 3', '"value": 4')
    run = [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"]
    proof = subprocess.run([*run, "--rootdir", str(course), str(file)], capture_output=True)
    assert proof.returncode == 1 and b"1 failed" in proof.stdout


@pytest.mark.slow
def test_a_key_on_another_extract_is_worked_out_once(course):
    leo(solutions.command)
    leo(exercises.command)
    (course / "identity").write_text("d2")
    given = str(course / "exercises" / FILE)
    assert "working out the answers" in leo(grade.command, given, "--no-second-extract")
    assert "working out the answers" not in leo(grade.command, given, "--no-second-extract")
    assert len(list((course / "_build" / "keys").iterdir())) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("1 / 0", "cell 2 stopped: ZeroDivisionError"),
        ("import warnings; warnings.warn('old')", "cell 2 writes a warning"),
        ("object()", "cell 2 shows a memory address"),
    ],
)
def test_a_solution_that_cannot_be_stored_stays_as_it_was(course, extra, words):
    cells = solution_cells()
    cells[1] = ("code", f"{SETUP}\n{extra}")
    file = course / "solutions" / FILE
    notebooks.write_text(file, notebooks.dumps(build(cells)))
    before = file.read_bytes()
    with pytest.raises(CourseError, match=words):
        leo(solutions.command)
    assert file.read_bytes() == before
