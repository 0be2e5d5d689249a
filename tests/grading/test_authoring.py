"""Reading a solution, deriving the exercise, finding leaks and the author's mistakes."""

import copy
import json

import pytest
from small_course import CHECK1, CHECK2, LESSON, Q1, Q2, SLIPS, build, solution_cells

from leo_course.errors import CourseError
from leo_course.grading import authoring, notebooks


def test_questions_are_read(small):
    assert small.name == "start/small"
    q1, q2 = small.questions.values()
    assert (q1.id, q1.points, q1.objective, q1.reread) == (
        "q1", 2, "small-1", "count-rows-and-people",
    )  # fmt: skip
    assert q1.hints[2] == "The skeleton:\npupils = table[...].nunique()"
    assert q1.given == ["columns = list(spring.columns)"]
    assert q1.answers == {"pupils": "pupils"}
    assert [slip.name for slip in q2.slips] == ["median", "all-rows"]
    assert q1.slips[0].answers == {"pupils": "len(spring)"}
    assert small.roles[2] == "prompt" and small.owners[2] == "q1"
    assert small.roles[6] == "explanation" and small.owners[6] == "q1"


def test_the_exercise_asks_and_gives_nothing_away(small):
    exercise = authoring.derive(small)
    sources = [cell.source for cell in exercise.cells]
    assert "# question: q1 (2 points)\ncolumns = list(spring.columns)\npupils = ..." in sources
    assert "# question: q2 (3 points)\nmean_pay = ..." in sources
    assert CHECK1 in sources and CHECK2 in sources and "spring.shape" in sources
    assert 'leo_course.exercise("start/small")' in sources[1]
    text = notebooks.dumps(exercise)
    for secret in ("nunique", "drop_duplicates", "slip", "two schools", "hint", "solution"):
        assert secret not in text
    assert authoring.leaks(small, exercise) == []
    assert exercise.metadata["leo"] == {"exercise": "start/small"}


def test_deriving_again_changes_nothing(small):
    first = notebooks.dumps(authoring.derive(small))
    assert first == notebooks.dumps(authoring.derive(small))
    stored = build(solution_cells())
    for count, cell in enumerate(c for c in stored.cells if c.cell_type == "code"):
        cell.execution_count, cell.metadata["execution"] = count + 7, {"iopub.execute_input": "x"}
    assert first == notebooks.dumps(authoring.derive(authoring.sound(stored, "again")))
    ids = [cell["id"] for cell in json.loads(first)["cells"]]
    assert len(set(ids)) == len(ids)


def test_a_function_is_given_with_its_arguments():
    cells = solution_cells()
    function = "def count(table, by='pupil'):\n    return table[by].nunique()"
    cells[3] = ("code", Q1.replace('pupils = spring["pupil"].nunique()', function))
    cells[4] = ("code", 'exercise.check("q1", pupils=count(spring))')
    exercise = authoring.derive(authoring.sound(build(cells), "f"))
    assert exercise.cells[3].source.endswith("def count(table, by='pupil'):\n    ...")


def test_code_after_the_end_mark_is_given():
    cells = solution_cells()
    cells[3] = ("code", Q1 + "\n# end\nprint(columns)")
    exercise = authoring.derive(authoring.sound(build(cells), "f"))
    assert "print(columns)" in exercise.cells[3].source
    assert "nunique" not in exercise.cells[3].source


# --- leaks -------------------------------------------------------------------------------------


def leaks_after(small, change):
    exercise = copy.deepcopy(authoring.derive(small))
    change(exercise)
    return authoring.leaks(small, exercise)


def test_a_surviving_line_is_found(small):
    def plant(exercise):
        exercise.cells[0].source += "\nTry people = spring.drop_duplicates( 'pupil' )"
        exercise.cells[5].source += '\n#  people=spring.drop_duplicates("pupil")'

    assert len(leaks_after(small, plant)) == 1


def test_a_surviving_line_in_metadata_is_found(small):
    def plant(exercise):
        exercise.cells[3].metadata["old"] = "pupils = spring['pupil'].nunique()".replace("'", '"')

    assert leaks_after(small, plant)


def test_surviving_outputs_and_their_text_are_found(small):
    small.notebook.cells[4].outputs = [
        {"output_type": "stream", "name": "stdout", "text": "the answer is 31415\n"}
    ]

    def plant_text(exercise):
        exercise.cells[0].source += "\n(the answer is 31415)"

    def plant_output(exercise):
        exercise.cells[3].execution_count = 3

    assert "31415" in leaks_after(small, plant_text)[0]
    assert "holds outputs" in leaks_after(small, plant_output)[0]
    assert leaks_after(small, lambda exercise: None) == []


# --- the author's mistakes ---------------------------------------------------------------------


def changed(place, old, new):
    cells = solution_cells()
    kind, text = cells[place]
    assert old in text
    cells[place] = (kind, text.replace(old, new))
    return cells


def without(place):
    cells = solution_cells()
    del cells[place]
    return cells


MISTAKES = {
    "no check": (without(4), "cell 4: q1 has no check"),
    "same id twice": (changed(9, "question: q2", "question: q1"), "cell 10: question q1 stands in"),
    "no points": (changed(3, "# points: 2\n", ""), "cell 4: q1 has no points; add `# points: 2`"),
    "odd points": (changed(3, "points: 2", "points: two"), "`# points: two` is not a number"),
    "a semicolon": (changed(7, "spring.shape", "spring.shape;"), "hides nothing when nbval"),
    "a hint short": (changed(9, "# hint: Then groupby and mean.\n", ""), "2 of the 3 hints"),
    "no reread": (changed(3, "# reread: count-rows-and-people\n", ""), "does not say what"),
    "no solution": (changed(3, "# solution\n", ""), "q1 has no solution"),
    "unknown name": (changed(4, "pupils=pupils", "pupils=pupil_count"), "`pupil_count`, which"),
    "hint gives away": (changed(3, "One person can", 'Use spring["pupil"].nunique(); one can'),
                        "the first hint of q1 holds solution code"),
    "slip of no question": (changed(5, '"q1"', '"q7"'), "names the question 'q7'"),
    "slip without words": (changed(5, "says=", "words="), "needs `says"),
    "slip without reread": (changed(5, ', reread="count-rows-and-people"', ""), "needs `reread"),
    "slip of other names": (changed(5, "pupils=len", "people=len"), "differ in people, pupils"),
    "slip twice": (changed(12, '"all-rows"', '"median"'), 'has a slip "median" already'),
    "empty check": (changed(4, ", pupils=pupils", ""), "give it the answer"),
    "no prompt": (without(2), "cell 3: q1 has no prompt; write a Markdown cell right above it"),
    "no Python": (changed(3, "pupils = spring", "pupils = = spring"),
                  "cell 4: it is not Python (line 11: invalid syntax); mend it"),
    "other points": (changed(2, "How many", "(3 points) How many"), "cell 3: it says 3 points"),
    "tolerance unsaid": (changed(10, "pay=mean_pay", "pay=mean_pay, tolerance={'pay': 0.5}"),
                         "cell 9: the check of q2 has the tolerance 0.5, which the question"),
    "tolerance said otherwise": (
        changed(10, "pay=mean_pay", "pay=mean_pay, tolerance=5e-05"), "write `right to within 5e"),
    "tolerance said alone": (changed(8, "Mean", "(right to within 0.1) Mean"),
                             "cell 11: it says how far off q2 may be"),
    "no opening": (changed(1, "leo_course.solution", "leo_course.start"), "no cell opens it"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_with_its_cell_and_remedy(name):
    cells, words = MISTAKES[name]
    with pytest.raises(CourseError) as error:
        authoring.sound(build(cells), "small.ipynb")
    assert words in str(error.value)
    assert str(error.value).startswith("small.ipynb")


def test_points_and_tolerances_that_are_said_are_no_mistake():
    cells = changed(2, "How many", "(2 points) How many")
    cells[8] = ("markdown", "Mean pay, right to within 0.5?")
    cells[10] = ("code", cells[10][1].replace("pay=mean_pay", "pay=mean_pay, tolerance=0.5"))
    assert authoring.sound(build(cells), "small.ipynb").problems == []


def test_an_unknown_role_is_named():
    notebook = build(solution_cells())
    notebook.cells[7].metadata["leo"] = {"role": "puzzle"}
    assert "cell 8: unknown role 'puzzle'" in authoring.parse(notebook, "x").problems[0]


def test_every_slip_of_the_small_course_is_used():
    assert len(SLIPS) == 3 and Q2.count("# hint:") == 3


def test_headings_and_what_points_at_none(small):
    anchors = authoring.headings(build([("markdown", LESSON + "\n```\n# code\n```\n")]))
    assert anchors == {
        "small": "Small",
        "count-rows-and-people": "Count rows and people",
        "pay-by-sex": "Pay by sex",
    }
    assert authoring.reread_problems(small, anchors) == []
    del anchors["pay-by-sex"]
    problems = authoring.reread_problems(small, anchors)
    assert len(problems) == 3 and "cell 10" in problems[0]
