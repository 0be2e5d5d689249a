"""What a notebook of an exercise, or of its solution, calls: `exercise(name)`, `solution(name)`.

Both give an object with the same methods. In a solution, `check` and `slip` show the canonical
form of their values, and that stored output is the marking key. In an exercise, `check` compares
with the key and answers at once. The two functions are the one place where marking meets the
course: its folder and the identity of the extract in use.
"""

import contextlib
import difflib
import functools
import os
from pathlib import Path

from IPython.display import display

from leo_course.errors import CourseError
from leo_course.grading import authoring, keys, notebooks, saying
from leo_course.grading.canonical import MIME, MIME_DATA, canonical, describe, in_order
from leo_course.grading.compare import tolerances
from leo_course.grading.judge import judge
from leo_course.grading.progress import Record


def exercise(name: str) -> "Exercise":
    """Open an exercise, for example ``exercise("start/first-look")``, to check answers in it."""
    from leo_course.paths import course_root

    root = course_root()
    _say_which_extract(name)
    return Exercise(name, root, _extract_identity, functools.partial(_renew_start_page, root))


def _renew_start_page(root):
    """Show the new state on JupyterLab's start page, if there is one."""
    from leo_course.commands import lab

    if (root / lab.WORK / lab.START_PAGE).is_file():
        with contextlib.suppress(OSError, CourseError):
            lab.write_start_page(root)


def solution(name: str) -> "Solution":
    """Open a solution, in which a check shows the answer that will be the marking key."""
    return Solution(name)


def _extract_identity() -> str:
    from leo_course.extract import identity

    return identity()


def _say_which_extract(name):
    """Show which extract the answers are about; a marker reads it from the stored output."""
    from leo_course.extract import manifest

    try:
        made = manifest()
    except CourseError:
        return  # the first check says what is wrong with it
    said = {"seed": str(made["seed"]), "size": str(made["people"])}
    words = f"{name}, on {made['people']:,} invented people of seed {made['seed']}."
    display({**saying.box("note", words), MIME_DATA: said}, raw=True)


# --- in a solution ----------------------------------------------------------------------


class Solution:
    """The object that a solution notebook calls `exercise`."""

    def __init__(self, name: str):
        self.name = name
        self._ordered = set()  # questions in which the order of rows counts

    def check(self, question: str, *, tolerance=None, ordered=False, capitals=True, **answers):
        """Show the answers to a question in canonical form.

        `tolerance` says how far a right number may be off, absolute: a number, or {column:
        number}; `ordered` whether the order of rows is part of the answer; `capitals` whether
        capital letters in the values count. All other keywords are the names asked for, with
        their values.
        """
        self._ordered |= {question} if ordered else set()
        forms = self._forms(question, answers)
        policy = {"tolerance": tolerance, "ordered": bool(ordered)}
        policy |= {} if capitals else {"capitals": False}
        _refuse_key(question, forms, policy)
        shown = {"question": question, "answers": forms, "policy": policy}
        self._show(f"{question}, the answer:", forms, shown)

    def slip(self, question: str, slip: str, *, says: str, reread: str, **answers):
        """Show what the answers are after a known mistake, which `says` explains."""
        forms = self._forms(question, answers)
        shown = {"question": question, "slip": slip, "answers": forms}
        self._show(f"{question}, after the slip {slip}:", forms, shown)

    def hint(self, question: str):
        """Show nothing: hints are for the exercise."""

    def progress(self):
        """Show nothing: progress is kept in the exercise."""

    def _forms(self, question, answers):
        forms = {name: canonical(value) for name, value in answers.items()}
        if question in self._ordered:
            return forms
        return {name: in_order(form) for name, form in forms.items()}

    @staticmethod
    def _show(title, forms, shown):
        lines = [f"{name} = {describe(form)}" for name, form in forms.items()]
        display({"text/plain": "\n".join([title, *lines]), MIME: shown}, raw=True)


def _refuse_key(question, forms, policy):
    """Refuse what could not mark an answer, where the author sees it."""
    for name, form in forms.items():
        if form["kind"] in ("absent", "dots", "other", "unreadable"):
            raise CourseError(
                f"{question}: `{name}` is {form.get('type', '...')}, which cannot be compared; "
                "check a number, text, list or table in its place."
            )
    if "capitals" in policy and any(form.get("large") for form in forms.values()):
        raise CourseError(
            f"{question}: a table this large is compared with its capitals; leave out "
            "`capitals=False`."
        )
    stated = policy["tolerance"]
    if stated is not None and not any(_takes(n, f, stated) for n, f in forms.items()):
        raise CourseError(
            f"{question}: the tolerance fits no answer; for a table of whole numbers name the "
            'column, for example `tolerance={"people": 5}`.'
        )


def _takes(name, form, stated):
    """Whether a tolerance has any effect on an answer."""
    if isinstance(stated, dict) and name in stated:
        return True
    if form["kind"] in ("table", "column"):
        return set(tolerances(form, {"tolerance": stated})) - {"exact", None} != set()
    return not isinstance(stated, dict)


# --- in an exercise ----------------------------------------------------------------------


def _in_one_sentence(method):
    """Show a mistake in the use of a method as one sentence, without a traceback."""

    @functools.wraps(method)
    def wrapped(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except CourseError as error:
            display(saying.box("note", str(error)), raw=True)
            return None

    return wrapped


class Exercise:
    """The object that an exercise notebook calls `exercise`.

    Parameters
    ----------
    name
        Part and name, as in "start/first-look".
    root
        The course's folder.
    data
        A function that gives the id of the data in use.
    changed
        Called when a question has come to stand otherwise than before.
    """

    def __init__(self, name: str, root: Path, data, changed=None):
        self.name, self._root, self._data = name, root, data
        self._key, self._key_data, self._headings = None, None, None
        self._rungs = {}
        self._record = Record(root / "my-work", name, changed)

    @_in_one_sentence
    def check(self, question: str | None = None, **answers):
        """Say at once whether the answers to a question are right, and if not, why not."""
        if question is None:
            raise CourseError('Say which question, for example `exercise.check("q1", ...)`.')
        part = self._question(question)
        for option in authoring.OPTIONS:
            answers.pop(option, None)
        missing = [name for name in part["answers"] if name not in answers]
        if missing:
            call = ", ".join(f"{name}={name}" for name in part["answers"])
            raise CourseError(f'Give the answer as well: `exercise.check("{question}", {call})`.')
        # In the order of the call, which is the question's; a stored key keeps none.
        asked = [name for name in answers if name in part["answers"]]
        judgement = judge({name: canonical(answers[name]) for name in asked}, part)
        self._record.attempt(question, judgement)
        reread, link = self._place(judgement.reread)
        words = judgement.verdict.message
        display(saying.verdict(question, judgement.right, words, reread, link), raw=True)

    def slip(self, *args, **kwargs):
        """Do nothing: slips stand in the solution."""

    @_in_one_sentence
    def hint(self, question: str | None = None):
        """Show the next hint for a question: the idea, the function, the skeleton."""
        if question is None:
            raise CourseError('Say for which question, for example `exercise.hint("q1")`.')
        hints = self._question(question)["hints"]
        rung = self._rungs.get(question, 0)
        if rung >= len(hints):
            reread, _ = self._place(self._question(question)["reread"])
            words = f"{question}: that is the last hint. Reread: {reread}."
            display(saying.box("note", words), raw=True)
            return
        self._rungs[question] = rung + 1
        self._record.hint(question, rung + 1)
        words = f"{question}, hint {rung + 1} of {len(hints)}: {hints[rung]}"
        display(saying.box("note", words, _hint_html(words)), raw=True)

    @_in_one_sentence
    def progress(self):
        """Show each question with its points, its state, tries and hints."""
        rows = []
        for name, part in self._questions().items():
            kept = self._record.of(name)
            state = (
                "right" if kept.get("right") else "not yet" if kept.get("tries") else "not tried"
            )
            tries, hints = kept.get("tries", 0), kept.get("hints", 0)
            rows.append([name, f"{part['points']:g}", state, tries, hints])
        heads = ["question", "points", "state", "tries", "hints"]
        display(saying.table(f"{self.name}: your progress", heads, rows), raw=True)

    def _question(self, name):
        questions = self._questions()
        if name not in questions:
            near = difflib.get_close_matches(str(name), questions, 1)
            known = ", ".join(questions)
            words = f"did you mean {near[0]}? " if near else ""
            raise CourseError(f"There is no question {name!r}: {words}This exercise has {known}.")
        return questions[name]

    def _questions(self):
        data = self._data()
        if self._key is None or self._key_data != data:
            path = self._root / "solutions" / f"{self.name}.ipynb"
            if not path.is_file():
                raise CourseError(
                    f"There is no exercise {self.name!r} in {self._root}: check the name in the "
                    "first cell."
                )
            found = authoring.sound(notebooks.read(path), f"solutions/{self.name}.ipynb")
            kept = self._root / "_build" / "keys"
            passed = course_environment()
            announce = functools.partial(_announce, self.name)
            self._key = keys.key_for(found, data, kept, passed, self._root, announce)
            self._key_data = data
        return self._key["questions"]

    def _place(self, anchor):
        """Give the heading of the lesson with that anchor in words, and a link to it."""
        if not anchor:
            return "", ""
        part, _, lesson = self.name.rpartition("/")
        near = Path(f"{lesson}.ipynb")
        path = near if near.is_file() else self._root / "notebooks" / part / near.name
        if self._headings is None:
            notebook, _ = notebooks.open_notebook(path)
            self._headings = authoring.headings(notebook) if notebook else {}
        heading = self._headings.get(anchor)
        words = f"“{heading or anchor.replace('-', ' ')}” in the lesson {lesson}"
        if heading is None:
            return words, ""
        try:
            link = os.path.relpath(path).replace(os.sep, "/")
        except ValueError:  # another drive on Windows
            return words, ""
        # JupyterLab's anchors keep capitals; only spaces become hyphens.
        return words, f"{link}#{heading.replace(' ', '-')}"


def course_environment() -> dict[str, str]:
    """Variables that tell another process which course and which extract are in use."""
    return {n: os.environ[n] for n in ("LEO_COURSE", "LEO_EXTRACT") if n in os.environ}


def _announce(name, words):
    display(saying.box("note", f"{name}: {words}"), raw=True)


def _hint_html(words):
    first, *code = words.split("\n")
    body = saying.code_to_html(first)
    if code:
        body += "<pre>" + saying.html.escape("\n".join(code)) + "</pre>"
    return body
