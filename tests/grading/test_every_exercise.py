"""Every exercise of the course: nothing earns nothing, each slip its message, the solution all."""

from pathlib import Path

import pytest

from leo_course.commands.grade import Extracts, wired_key
from leo_course.extract import identity
from leo_course.grading import marking, notebooks, prove, sandbox

ROOT = Path(__file__).resolve().parents[2]
NAMES = list(marking.solution_paths(ROOT / "solutions"))


def test_the_course_has_exercises():
    assert NAMES, "there is no notebook in solutions/, so no exercise is proved"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_stored_key_is_that_of_the_standard_extract(name):
    """Otherwise the first check of every learner would have to work the answers out."""
    stored = notebooks.leo(notebooks.read(ROOT / "solutions" / f"{name}.ipynb"))["data"]
    assert stored == identity(), "run `make solutions`"


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_an_exercise_marks_as_it_should(name):
    shelf = marking.Shelf(ROOT / "solutions", wired_key(ROOT))
    solution, data = shelf.solution(name), Extracts(ROOT).of({})
    sandbox.open_server(tuple(solution.imports()))
    faults = prove.prove(solution, shelf.key(name, data), data)
    assert not faults, "\n".join(faults)
