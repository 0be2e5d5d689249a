"""Show that an exercise marks as it should: nothing for nothing, each slip its own message."""

import ast
import copy
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import nbformat

from leo_course.grading import authoring, marking
from leo_course.grading.cells import Limits


@dataclass
class Wrong:
    """A filled-in exercise in which one question's answer is a known slip."""

    question: str
    slip: str
    says: str
    notebook: nbformat.NotebookNode


def filled_in(solution: authoring.Solution) -> nbformat.NotebookNode:
    """Give the exercise as a learner hands it in who writes what the solution says."""
    exercise = authoring.derive(solution)
    for question in solution.questions.values():
        cell = _answer_cell(exercise, question.id)
        cell.source = "\n".join([cell.source.split("\n")[0], *question.given, *question.code])
    return exercise


def wrong_answers(solution: authoring.Solution) -> list[Wrong]:
    """Make a filled-in exercise for each slip; all other answers are the solution's."""
    right, made = filled_in(solution), []
    for question in solution.questions.values():
        for slip in question.slips:
            notebook = copy.deepcopy(right)
            cell = _answer_cell(notebook, question.id)
            earlier = question.slips[: question.slips.index(slip) + 1]
            parts = [cell.source, *(s.code for s in earlier if s.code), _mistaken(question, slip)]
            cell.source = "\n".join(parts)
            made.append(Wrong(question.id, slip.name, slip.says, notebook))
    return made


def _answer_cell(notebook, question):
    cells = [c for c in notebook.cells if authoring.question_mark(c.source) == question]
    return cells[0]


def _mistaken(question, slip):
    """Assign what the slip says to what the check looks at.

    Where the check looks at a call, as in ``gap(df)``, the function is replaced by one that gives
    the slip's value.
    """
    targets, values = [], []
    for name, expression in question.answers.items():
        node = ast.parse(expression, mode="eval").body
        value = f"({slip.answers[name]})"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            targets.append(node.func.id)
            values.append(f"(lambda value: lambda *args, **kwargs: value)({value})")
        else:
            targets.append(ast.unparse(node))
            values.append(value)
    # All at once, because a slip may be computed from the right answer.
    return f"{', '.join(targets)}, = {', '.join(values)},"


def prove(
    solution: authoring.Solution,
    key: dict,
    data: marking.Data | None = None,
    limits: Limits | None = None,
    fewest_slips: int = 3,
) -> list[str]:
    """Mark the untouched exercise, the solution and each slip; say what is not as it should be.

    Returns one sentence for each fault, naming the solution; an empty list proves the exercise.
    """

    def marked(notebook):
        return marking.mark(notebook, solution, key, data, limits)

    exercise = authoring.derive(solution)
    faults = [f"the exercise leaks: {leak}" for leak in authoring.leaks(solution, exercise)]
    wrong = wrong_answers(solution)
    if len(wrong) < fewest_slips:
        faults.append(f"it has {len(wrong)} slips; an exercise has at least {fewest_slips}")
    handed_in = [exercise, filled_in(solution), *(case.notebook for case in wrong)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        untouched, solved, *slipped = pool.map(marked, handed_in)
    for mark in untouched:
        if mark.earned or mark.code == "right" or not mark.message:
            faults.append(f"the untouched exercise earns {mark.earned:g} on {mark.question}")
    for mark in solved:
        if mark.earned != mark.out_of or mark.code != "right":
            faults.append(f"the solution is not right on {mark.question}: {mark.message}")
    for case, marks in zip(wrong, slipped, strict=True):
        faults += _slip_faults(case, marks)
    return [f"{solution.name}: {fault}." for fault in faults]


def _slip_faults(case, marks):
    own = next(mark for mark in marks if mark.question == case.question)
    named = f'the slip "{case.slip}" of {case.question}'
    if own.earned == own.out_of:
        return [f"{named} earns full marks"]
    if own.code != f"slip {case.slip}" or case.says not in own.message:
        return [f"{named} is told: {own.message!r}"]
    return []
