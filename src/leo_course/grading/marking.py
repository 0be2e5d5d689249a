"""Mark one learner's notebook against a solution.

The learner's cells run in their order in a process that is shut in (`sandbox`), the solution's
set-up first. Where the exercise has a check, and after each answer cell, a probe shows the answers
in canonical form; the verdict is made here, outside that process. A copied answer cell, a moved or
deleted check, a helper in a cell of the learner's own: each answer is judged wherever it can be
seen, and the best counts.

Two more runs see to what a single one gets wrong:

* *carried forward*: a question that failed after an earlier one had failed is run again on the
  solution's answers to those before it, so that one mistake is paid for once;
* *on other data*: the notebook is run on a second set of data. An answer that stays what it was
  where the right one changes was typed in, not computed, and earns nothing.

What a learner's code is kept from doing, and what not, stands in the teaching guide, which says
it in full; `confine` does it.
"""

import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from leo_course.errors import CourseError
from leo_course.grading import authoring, notebooks, probe, saying
from leo_course.grading.canonical import MIME
from leo_course.grading.cells import Limits
from leo_course.grading.compare import Verdict, compare
from leo_course.grading.judge import Judgement, judge
from leo_course.grading.sandbox import Place, run_cells

# How a note begins when the fault lies on the marker's side.
NOT_MARKED = "It could not be marked"
_MARKS = re.compile(r"^[ \t]*#\s*question\s*:\s*([\w-]+)", re.IGNORECASE | re.MULTILINE)
_OPENING = re.compile(r"\bleo_course\.exercise\(\s*[\"']([^\"']+)[\"']")


@dataclass(frozen=True)
class Data:
    """A set of data to mark on: its id, the variables that lead code to it, where code may look."""

    id: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    place: Place = field(default_factory=Place)


@dataclass
class QuestionMark:
    """Marks for one question, with what to tell the learner."""

    question: str
    earned: float
    out_of: float
    code: str
    message: str
    reread: str = ""

    def __post_init__(self):
        self.message = saying.plain(self.message)  # a learner's own names and values stand in it


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
        Gives the key of a solution on some data: ``key(solution, path, data)``.
    """

    def __init__(self, folder: Path, key: Callable[[authoring.Solution, Path, Data], dict]):
        self._folder, self._key = folder, key
        self._solutions, self._keys = {}, {}
        self._lock, self._locks = threading.Lock(), defaultdict(threading.Lock)

    def paths(self) -> dict[str, Path]:
        """Give {name of exercise: path of its solution}, in order of name."""
        return solution_paths(self._folder)

    def solution(self, name: str) -> authoring.Solution:
        """Give the solution of an exercise."""
        with self._lock:
            if name not in self._solutions:
                path = self.paths().get(name)
                if path is None:
                    known = ", ".join(self.paths()) or "none"
                    raise CourseError(f"There is no exercise {name!r}; there are: {known}.")
                self._solutions[name] = authoring.sound(notebooks.read(path), path.name)
            return self._solutions[name]

    def key(self, name: str, data: Data) -> dict:
        """Give the key of an exercise on some data; several may be worked out at once."""
        solution, which = self.solution(name), (name, data.id)
        with self._lock:
            own = self._locks[which]
        with own:
            if which not in self._keys:
                self._keys[which] = self._key(solution, self.paths()[name], data)
            return self._keys[which]


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
    data: Callable[[], Data] = Data,
    other: Callable[[str, Shelf], Data | None] | None = None,
    exercise: str = "",
    limits: Limits | None = None,
) -> Marks:
    """Mark a file, whatever it holds, on its learner's data; never raises for what is in it.

    `data` gives the learner's data, which may have to be made; `other` gives the second data for an
    exercise, by which answers that were typed in are told from computed ones.
    """
    marks = Marks(learner, saying.plain(path.name), exercise)
    notebook, reason = opened(path)
    if notebook is not None:
        marks.exercise, reason = find_exercise(notebook, shelf, exercise)
    if not marks.exercise:
        marks.note = reason
        return marks
    solution = shelf.solution(marks.exercise)
    if notebook is None:
        return nothing(marks, solution, reason)
    try:
        own, second = data(), other and other(marks.exercise, shelf)
        key = shelf.key(marks.exercise, own)
        pair = (shelf.key(marks.exercise, second), second) if second else None
        marks.questions = mark(notebook, solution, key, own, limits, pair)
        alone = [one.question for one in marks.questions if one.message == _HERE_ALONE]
        if alone:
            reason = f"{reason} Right on these data alone: {', '.join(alone)}; look at the code."
    except CourseError as error:
        return nothing(marks, solution, f"{NOT_MARKED}: {error}")
    except Exception as error:
        words = " ".join(str(error).split())[:200]
        return nothing(marks, solution, f"{NOT_MARKED} ({type(error).__name__}: {words}).")
    marks.note = reason.strip()
    return marks


def opened(path: Path):
    """Read what a learner handed in: (notebook, "") or (None, the reason)."""
    if path.is_symlink():
        return None, "The file is a link, which is not followed: send the file itself."
    return notebooks.open_notebook(path)


def nothing(marks: Marks, solution: authoring.Solution, reason: str) -> Marks:
    """Give 0 on every question, with the reason."""
    marks.exercise, marks.note = solution.name, reason
    marks.questions = [
        QuestionMark(name, 0, question.points, "unread", reason)
        for name, question in solution.questions.items()
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
    fits = [n for n in known if asked and asked == set(shelf.solution(n).questions)]
    if len(fits) == 1:
        return fits[0], "Recognised by its questions alone."
    reason = "holds no question of any exercise" if not asked else "does not say which exercise"
    return "", f"The notebook {reason} it is: name it with --exercise." if asked else (
        f"The notebook {reason}: is it the right file?"
    )


def _question_of(cell):
    return authoring.question_mark(cell.source) or notebooks.leo(cell).get("question", "")


def mark(
    notebook,
    solution: authoring.Solution,
    key: dict,
    data: Data | None = None,
    limits: Limits | None = None,
    other: tuple[dict, Data] | None = None,
) -> list[QuestionMark]:
    """Run a learner's notebook on some data and mark each question of the key.

    `other` is a second set of data with its key: an answer that stays the same there, where the
    key changes, was typed in.
    """
    data, plan = data or Data(), _plan(notebook, solution)
    ran = _run(plan, data, limits)
    marks = {name: _mark_question(name, part, ran) for name, part in key["questions"].items()}
    again = _worth_another_run(marks, ran, solution)
    # What ran into a limit would do so again, and take as long.
    plan = [step for step, result in ran if not result.lost or result.status == "died"]
    if again:
        right = {name for name, one in marks.items() if one.code == "right"}
        ran_again = _run(_carried(plan, solution, again, right), data, limits)
        for name in again:
            second = _mark_question(name, key["questions"][name], ran_again)
            if second.code == "right":
                second.message = _CARRIED
                marks[name] = second
    if other:
        _find_typed(marks, ran, plan, key, other, limits)
    return list(marks.values())


def _run(plan, data, limits):
    sources = [step.source for step in plan]
    results = run_cells(sources, limits, data.environment, data.place)
    return list(zip(plan, results, strict=True))


# --- what to run -----------------------------------------------------------------------------


@dataclass
class _Step:
    kind: str  # setup, own, answer, probe
    source: str
    question: str = ""
    answers: tuple[str, ...] = ()  # the expressions that a probe looks at
    late: bool = False  # at the end, where a name may mean something else by now


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
    late = [q for q in solution.questions if _answered_late(steps, q)]
    return steps + [replace(_probe(solution, q), late=True) for q in late]


def _answered_late(steps, question):
    """Whether a cell after the last probe of a question names what it asks for."""
    probed = [step.kind == "probe" and step.question == question for step in steps]
    if not any(probed):
        return True
    last = len(steps) - 1 - probed[::-1].index(True)
    names = authoring.names_in(steps[last].answers)
    return any(
        step.kind in ("own", "answer") and set(re.findall(r"\w+", step.source)) & names
        for step in steps[last + 1 :]
    )


def _steps(cell, solution, setup):
    question, kind = _read_cell(cell, solution)
    if kind == "answer":
        # Two answer cells that were merged into one hold the marks of both.
        marked = [q for q in _MARKS.findall(cell.source) if q in solution.questions]
        asked = dict.fromkeys([question, *marked])
        return [_Step("answer", cell.source, question), *(_probe(solution, q) for q in asked)]
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
    if cell.cell_type == "code" and not marked:  # something was written above the mark
        marked = next(iter(_MARKS.findall(cell.source)), "")
    if marked in solution.questions:
        return marked, "answer"
    call = authoring.method_call(cell.source) if cell.cell_type == "code" else None
    if call is not None and call.func.attr == "check" and call.args:
        asked = getattr(call.args[0], "value", None)
        if asked in solution.questions:
            return asked, "check" if authoring.statements(cell.source) == 1 else "answer"
    meta = notebooks.leo(cell)
    asked, role = meta.get("question"), meta.get("role")
    if role == "answer" and asked in solution.questions and cell.cell_type == "code":
        return asked, "answer"
    if role == "setup" or (cell.cell_type == "code" and _OPENING.search(cell.source)):
        return "", "setup"
    return "", "own"


def _probe(solution, question):
    answers = solution.questions[question].answers
    return _Step("probe", probe.source(question, answers), question, tuple(answers.values()))


# --- a run on the right answers to earlier questions ------------------------------------------

_CARRIED = "Right on the right answers to the questions before it, so it counts in full."


def _worth_another_run(marks, ran, solution):
    """Questions that failed, were tried to the end, and stand after another that failed."""
    # One that ran to a limit would do so again; one that died may have found a broken state.
    lost = {
        step.question
        for step, result in ran
        if step.kind == "answer" and result.lost and result.status != "died"
    }
    tried = {step.question for step, _ in ran if step.kind == "answer"}
    failed = [name for name in solution.questions if marks[name].code != "right"]
    places = [step.question for step, _ in ran if step.kind == "answer"]
    in_order = places == sorted(places, key=list(solution.questions).index)
    first = failed[:1] if in_order else []
    return [
        name
        for name in failed
        if name in tried and name not in lost and name not in first and marks[name].code != "dots"
    ]


def _carried(plan, solution, again, right):
    """The plan with the solution's own answers before each answer that is tried again."""
    names, steps, given = list(solution.questions), [], set()
    setup = [step for step in plan if step.kind == "setup"]
    for step in plan:
        if step.question in given and step.kind == "answer":
            continue  # a second cell, or one out of order: its answer has been in sight by now
        if step.kind == "answer" and step.question in again:
            earlier = names[: names.index(step.question)]
            steps += setup + [_given_answer(solution.questions[name]) for name in earlier]
            steps += [step, _probe(solution, step.question)]
            given.update(earlier)
        elif step.kind in ("setup", "own") or (step.question in right and step.kind == "answer"):
            steps.append(step)
    return steps


def _given_answer(question):
    return _Step("given", "\n".join([*question.given, *question.code]))


# --- a run on other data ----------------------------------------------------------------------

_TYPED = (
    "right on these data, but on other data your code gives the same answer, where another is "
    "right: compute it from the data in place of typing it in."
)
_HERE_ALONE = (
    "Right on these data, so it counts. On other data your code does not give the right answer: "
    "does it hold something that belongs to one extract?"
)


def _find_typed(marks, ran, plan, key, other, limits):
    """Take the marks from answers that do not follow the data; note what fits one extract alone."""
    other_key, other_data = other
    changing = {
        name: _changing(key["questions"][name], other_key["questions"][name])
        for name, one in marks.items()
        if one.earned
    }
    if not any(changing.values()):
        return
    ran_there = _run(plan, other_data, limits)
    for name, answers in changing.items():
        one, part, other_part = marks[name], key["questions"][name], other_key["questions"][name]
        here, there = _forms(ran, name), _forms(ran_there, name)
        typed = [a for a in answers if _was_typed(a, one, here, there, part, other_part)]
        if typed:
            marks[name] = _without_typed(one, typed, answers, part)
        elif (
            answers
            and one.code == "right"
            and not one.message
            and not any(all(_follows(f.get(a), other_part, a) for a in answers) for f in there)
        ):
            one.message = _HERE_ALONE


def _forms(ran, question):
    """What the probes of a question showed."""
    shown = [_shown(r) for step, r in ran if step.kind == "probe" and step.question == question]
    return [form["answers"] for form in shown if _readable(form)]


def _was_typed(answer, one, here, there, part, other_part):
    """Whether an answer is right here, and there still what it was, which is wrong there."""
    counted = one.code == "right" or any(_agrees(f.get(answer), part, answer) for f in here)
    if not counted or any(_follows(f.get(answer), other_part, answer) for f in there):
        return False
    return any(_agrees(form.get(answer), part, answer) for form in there)


def _without_typed(one, typed, changing, part):
    """The marks without the share of the answers that were typed in.

    Of a question that is right, only the answers that other data change show anything.
    """
    names = " and ".join(f"`{name}`" for name in typed)
    words = f"{names} {'is' if len(typed) == 1 else 'are'} {_TYPED}"
    if one.code == "right":
        earned = one.earned * (1 - len(typed) / len(changing))
    else:
        words = f"{one.message} {words}"
        earned = one.earned - one.out_of * len(typed) / len(part["answers"])
    return QuestionMark(
        one.question, max(0, round(earned, 2)), one.out_of, "typed", words, part["reread"]
    )


def _changing(part, other_part):
    """Names of the answers to a question that the other data change."""
    policy, answers = part["policy"], part["answers"]
    return [
        name
        for name, form in answers.items()
        if not compare(other_part["answers"][name], form, name, policy).right
    ]


def _agrees(form, part, name):
    return _code(form, part, name) == "right"


def _follows(form, part, name):
    # Code that rounds can be within the tolerance on one extract and just beyond it on another.
    return _code(form, part, name) in ("right", "rounded")


def _code(form, part, name):
    try:
        return compare(form, part["answers"][name], name, part["policy"]).code
    except Exception:  # a made-up form can go wrong anywhere
        return ""


# --- marks -------------------------------------------------------------------------------------


def _mark_question(name, part, ran):
    ran = [(step, result) for step, result in ran if step.question == name]
    judged = [(_judge(part, r), step.late) for step, r in ran if step.kind == "probe"]
    # Of several that are equally good, the last that says something.
    best = max(
        reversed(judged),
        key=lambda j: (
            j[0].right, bool(j[0].slip), j[0].verdict.score,
            j[0].verdict.code not in ("dots", "absent"), not j[1]),
    )[0]  # fmt: skip
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
    form = _shown(result)
    if not _readable(form):
        return Judgement(Verdict(0, "unreadable", "The answer could not be read."))
    return _judged(part, form["answers"])


def _shown(result):
    """What a probe showed, which may be anything."""
    shown = [output.get("data", {}).get(MIME) for output in result.outputs]
    return next((form for form in shown if isinstance(form, dict)), None)


def _readable(form):
    return isinstance(form, dict) and isinstance(form.get("answers"), dict)


def _judged(part, answers):
    try:
        return judge(answers, part)
    except Exception:  # a made-up form can go wrong anywhere
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
