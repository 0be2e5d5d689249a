"""Mark one learner's notebook against a solution.

The learner's cells run in their order in a fresh kernel (`run`), the solution's set-up first.
Where the exercise has a check, and after each answer cell, a probe shows the answers in canonical
form; the verdict is made here, outside the kernel. A copied answer cell, a moved or deleted check,
a helper in a cell of the learner's own: each answer is judged wherever it can be seen, and the
best counts.

What running a learner's code this way protects from:

* a cell that runs too long, kills Python, uses too much memory or prints without end costs only
  its own question (a new kernel replays what ran well and goes on, three times at most);
* a notebook that cannot be read, or anything that fails while marking, gives 0 with the reason
  and never stops the class;
* values travel as text (JSON), are never unpickled, and are judged in this process: code in the
  notebook cannot change the comparison or the marks, and does not know the key;
* the kernel runs in a scratch folder with a home of its own, so files written by relative path
  are gone afterwards; processes it started are ended with it.

What it does not protect from: the code runs as the user who marks. It can read and write every
file that user can by absolute path (the solutions and their key included), use the network, start
processes that leave the kernel's family, and end this process. Memory is limited where the system
has such limits (not on Windows). Notebooks of people who are not trusted belong in a container or
under a user of their own, with no network and no solutions but the one that marks.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from leo_course.errors import CourseError
from leo_course.grading import authoring, notebooks, probe
from leo_course.grading.canonical import MIME
from leo_course.grading.compare import Verdict
from leo_course.grading.judge import Judgement, judge
from leo_course.grading.run import Limits, run_cells

_OPENING = re.compile(r"\bleo_course\.exercise\(\s*[\"']([^\"']+)[\"']")


@dataclass
class QuestionMark:
    """Marks for one question, with what to tell the learner."""

    question: str
    earned: float
    out_of: float
    code: str
    message: str
    reread: str = ""


@dataclass
class Marks:
    """Marks of one notebook. `exercise` is "" if it is not known; `note` is for the teacher."""

    learner: str
    file: str
    exercise: str = ""
    questions: list[QuestionMark] = field(default_factory=list)
    note: str = ""

    @property
    def total(self) -> float:
        """Marks earned."""
        return round(sum(q.earned for q in self.questions), 2)

    @property
    def out_of(self) -> float:
        """Marks that could be earned; 0 if the exercise is not known."""
        return sum(q.out_of for q in self.questions)


class Shelf:
    """The solutions that notebooks are marked against, with their keys, read when first asked for.

    Parameters
    ----------
    folder
        Holds the solutions: ``<folder>/<part>/<lesson>.ipynb`` is the exercise "part/lesson".
    key
        Gives the key of a solution on the data in use: ``key(solution, path)``.
    """

    def __init__(self, folder: Path, key: Callable[[authoring.Solution, Path], dict]):
        self._folder, self._key, self._read = folder, key, {}

    def paths(self) -> dict[str, Path]:
        """Give {name of exercise: path of its solution}, in order of name."""
        return solution_paths(self._folder)

    def get(self, name: str) -> tuple[authoring.Solution, dict]:
        """Give the solution and the key of an exercise."""
        if name not in self._read:
            path = self.paths().get(name)
            if path is None:
                known = ", ".join(self.paths()) or "none"
                raise CourseError(f"There is no exercise {name!r}; there are: {known}.")
            solution = authoring.sound(notebooks.read(path), path.name)
            self._read[name] = solution, self._key(solution, path)
        return self._read[name]


def solution_paths(folder: Path) -> dict[str, Path]:
    """Give {name of exercise: path of its solution} below a folder, in order of name."""
    found = {}
    for path in sorted(folder.rglob("*.ipynb")):
        parts = path.relative_to(folder).with_suffix("").parts
        if not any(part.startswith(".") for part in parts):
            found["/".join(parts)] = path
    return found


def mark_file(
    path: Path,
    learner: str,
    shelf: Shelf,
    exercise: str = "",
    environment: dict[str, str] | None = None,
    limits: Limits | None = None,
) -> Marks:
    """Mark a file, whatever it holds; never raises for what is in it."""
    marks = Marks(learner, path.name, exercise)
    if path.is_symlink():
        notebook, reason = None, "The file is a link, which is not followed: send the file itself."
    else:
        notebook, reason = notebooks.open_notebook(path)
    if notebook is not None:
        marks.exercise, reason = find_exercise(notebook, shelf, exercise)
    if not marks.exercise:
        marks.note = reason
        return marks
    solution, key = shelf.get(marks.exercise)
    if notebook is None:
        return nothing(marks, key, reason)
    try:
        marks.questions = mark(notebook, solution, key, environment, limits)
    except Exception as error:
        words = " ".join(str(error).split())[:200]
        return nothing(marks, key, f"It could not be marked ({type(error).__name__}: {words}).")
    marks.note = reason
    return marks


def nothing(marks: Marks, key: dict, reason: str) -> Marks:
    """Give 0 on every question, with the reason."""
    marks.exercise, marks.note = key["exercise"], reason
    marks.questions = [
        QuestionMark(name, 0, part["points"], "unread", reason)
        for name, part in key["questions"].items()
    ]
    return marks


def find_exercise(notebook, shelf: Shelf, told: str = "") -> tuple[str, str]:
    """Find which exercise a notebook is: (name or "", a note for the teacher).

    By its metadata, the name in its first cell, or the questions it holds. What the caller is
    told wins, with a note if the notebook says otherwise.
    """
    known = shelf.paths()
    says = notebooks.leo(notebook).get("exercise", "")
    if says not in known:
        names = (_OPENING.search(c.source) for c in notebook.cells if c.cell_type == "code")
        says = next((n.group(1) for n in names if n and n.group(1) in known), "")
    if told:
        odd = says and says != told
        return told, f"This looks like the exercise {says}, not {told}." if odd else ""
    if says:
        return says, ""
    asked = {q for q in (_question_of(cell) for cell in notebook.cells) if q}
    fits = [n for n in known if asked and asked == set(shelf.get(n)[0].questions)]
    if len(fits) == 1:
        return fits[0], "Recognised by its questions alone."
    reason = "holds no question of any exercise" if not asked else "does not say which exercise"
    return "", f"The notebook {reason} it is: name it with --exercise." if asked else (
        f"The notebook {reason}: is it the right file?"
    )


def _question_of(cell):
    own = authoring.question_mark(cell.source) or notebooks.leo(cell).get("question", "")
    return own if isinstance(own, str) else ""


def mark(
    notebook,
    solution: authoring.Solution,
    key: dict,
    environment: dict[str, str] | None = None,
    limits: Limits | None = None,
) -> list[QuestionMark]:
    """Run a learner's notebook and mark each question of the key."""
    plan = _plan(notebook, solution)
    results = run_cells([step.source for step in plan], limits, environment)
    return [
        _mark_question(name, part, list(zip(plan, results, strict=True)))
        for name, part in key["questions"].items()
    ]


# --- what to run -----------------------------------------------------------------------------


@dataclass
class _Step:
    kind: str  # setup, own, answer, probe
    source: str
    question: str = ""


def _plan(notebook, solution):
    """The cells to run: the learner's, the solution's set-up first, probes for checks."""
    setup = [
        _Step("setup", cell.source)
        for cell, role in zip(solution.notebook.cells, solution.roles, strict=True)
        if role == "setup" and cell.cell_type == "code"
    ]
    steps = list(setup)
    for cell in notebook.cells:
        steps += _steps(cell, solution, setup)
    probed = {step.question for step in steps if step.kind == "probe"}
    return steps + [_probe(solution, q) for q in solution.questions if q not in probed]


def _steps(cell, solution, setup):
    question, kind = _read_cell(cell, solution)
    if kind == "answer":
        return [_Step("answer", cell.source, question), _probe(solution, question)]
    if kind == "check":
        return [_probe(solution, question)]
    if cell.cell_type != "code":
        return []
    if kind == "setup":
        # What a learner added there (an import) counts; the solution's lines have the last word.
        theirs = cell.source.replace("leo_course.exercise(", "leo_course.solution(")
        known = {_squeeze(step.source) for step in setup}
        own = [] if _squeeze(theirs) in known else [_Step("own", theirs)]
        return own + (setup if own else [])
    return [_Step("own", cell.source)]


def _squeeze(text):
    return "".join(text.split())


def _read_cell(cell, solution):
    """What a cell is, by its first line, its call, its metadata: (question, kind)."""
    marked = authoring.question_mark(cell.source)
    if marked in solution.questions:
        return marked, "answer"
    call = authoring.method_call(cell.source) if cell.cell_type == "code" else None
    if call is not None and call.func.attr == "check" and call.args:
        asked = getattr(call.args[0], "value", None)
        if asked in solution.questions:
            return (asked, "check") if _only_statement(cell.source) else (asked, "answer")
    meta = notebooks.leo(cell)
    asked, role = meta.get("question"), meta.get("role")
    if role == "answer" and asked in solution.questions and cell.cell_type == "code":
        return asked, "answer"
    if role == "setup" or (cell.cell_type == "code" and _OPENING.search(cell.source)):
        return "", "setup"
    return "", "own"


def _only_statement(source):
    return len(ast.parse(source).body) == 1


def _probe(solution, question):
    answers = solution.questions[question].answers
    return _Step("probe", probe.source(question, answers), question)


# --- marks -------------------------------------------------------------------------------------


def _mark_question(name, part, ran):
    ran = [(step, result) for step, result in ran if step.question == name]
    judged = [_judge(part, result) for step, result in ran if step.kind == "probe"]
    best = max(reversed(judged), key=lambda j: (j.right, bool(j.slip), j.verdict.score))
    stopped = [r for step, r in ran if step.kind == "answer" and r.status != "ok"]
    if stopped and not best.right:
        best = _with_error(best, stopped[-1])
    elif not best.right and not any(step.kind == "answer" for step, _ in ran):
        best = _without_cell(best, name)
    earned = part["points"] if best.right else round(part["points"] * best.verdict.score, 2)
    verdict = best.verdict
    return QuestionMark(name, earned, part["points"], verdict.code, verdict.message, best.reread)


def _judge(part, result):
    if result.status != "ok":
        return Judgement(Verdict(0, result.status, f"Not reached: {result.error}."))
    shown = [output.get("data", {}).get(MIME) for output in result.outputs]
    shown = [form for form in shown if isinstance(form, dict)]
    try:
        return judge(shown[0]["answers"], part)
    except (IndexError, KeyError, TypeError, AttributeError, ValueError):
        return Judgement(Verdict(0, "unreadable", "The answer could not be read."))


def _with_error(best, result):
    words = f"Your cell stopped with {result.error}."
    if result.lost:
        words = f"Your cell was not finished: {result.error}."
    if best.verdict.code in ("absent", "dots") or result.lost:
        return Judgement(Verdict(0, result.status, words), "", best.reread)
    verdict = Verdict(best.verdict.score, best.verdict.code, f"{words} {best.verdict.message}")
    return Judgement(verdict, best.slip, best.reread)


def _without_cell(best, name):
    words = f"The answer cell of {name} (it begins `# question: {name}`) is not in the notebook."
    if best.verdict.code == "absent":
        return Judgement(Verdict(0, "absent", words), "", best.reread)
    return best
