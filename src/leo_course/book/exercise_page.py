"""The site's page of an exercise: what it asks, how to get it, how it is checked, the solutions.

The page is made from the solution notebook, the only thing of an exercise that is written by hand.
"""

import re
from dataclasses import dataclass, field
from html import escape

_HEADING = re.compile(r"^(#+)\s+(.+?)\s*#*$", re.MULTILINE)
_NEXT_HINTS = ("The next hint: what does it", "The last hint: the skeleton")
# From book/made/exercises/<part>/<lesson>.md to the root of the course.
_UP = "../../../../"
_HOW = """## How to get it

`make lab` (or `leo lab`) opens JupyterLab with your own copy, `my-work/{name}-exercise.ipynb`.
The copy is yours: nothing in the course writes over what you changed. If you would rather fetch it
by hand, [download the notebook](path:{up}exercises/{name}.ipynb) and save it under that name.

## How it is checked

Replace each `...` and run the check below it. It answers at once and offline: *right*, *not yet*,
or the slip it recognises and the section to reread. `exercise.hint("q1")` gives the next of three
hints, which are folded below each question here, and `exercise.progress()` shows how far you are.
How you get to an answer, in SQL or in pandas, in which order of rows or columns, makes no
difference.

## The questions
"""


@dataclass
class Question:
    """One question of an exercise, as the page shows it.

    `given` is the code that learners get, `code` what they are to write; `outputs` is Markdown;
    `hints` are plain text, from the idea to the skeleton.
    """

    points: float
    objective: str
    prompt: str
    given: str
    code: str
    outputs: list[str] = field(default_factory=list)
    explanation: str = ""
    hints: list[str] = field(default_factory=list)


def exercise_page(
    name: str, title: str, questions: list[Question], objectives: dict[str, str]
) -> str:
    """The page, in MyST Markdown, of the exercise of lesson `name` (such as "start/first-look").

    `objectives` gives the words of each objective's id, as the lesson's card has them.
    """
    points = sum(question.points for question in questions)
    lesson = f"{_UP}notebooks/{name}.ipynb"
    lines = [
        f"# Exercise: {title}",
        "",
        f"{_count(len(questions), 'question')}, {_count(points, 'point')}. "
        f"It belongs to the lesson [{title}]({lesson}).",
        "",
        _HOW.format(name=name, up=_UP),
    ]
    for number, question in enumerate(questions, start=1):
        lines += _question(number, question, objectives)
    return "\n".join(lines).rstrip() + "\n"


def _question(number, question, objectives):
    title, prompt = _split_heading(question.prompt, number)
    lines = [f"### {title}", ""]
    facts = [] if "point" in title else [f"{_count(question.points, 'point')}."]
    if question.objective in objectives:
        facts.append(f"You practise to {_rebased(objectives[question.objective])}.")
    lines += [f"*{' '.join(facts)}*"] if facts else []
    lines += ["", _rebased(prompt), ""]
    if question.given:
        lines += ["Given:", "", *_fence(question.given, "python")]
    lines += [*_hints(question.hints, number), ""] if question.hints else []
    lines += ["<details>", f"<summary>Solution of question {number}</summary>", ""]
    lines += _fence(question.code, "python")
    for output in question.outputs:
        lines += [output, ""]
    if question.explanation:
        lines += [_rebased(_no_headings(question.explanation)), ""]
    return [*lines, "</details>", ""]


def _hints(hints, number):
    """The hints in folds, each inside the one before: whoever opens one sees the next, shut."""
    lines = []
    for place, hint in enumerate(hints):
        name = f"Hint for question {number}" if place == 0 else _NEXT_HINTS[place - 1]
        # The lines of a skeleton are kept; an empty one would end the block of raw HTML.
        words = "<br>".join(escape(line) for line in hint.splitlines() if line.strip())
        shown = f"<code>{words}</code>" if place == len(hints) - 1 else words
        lines += [f"<details><summary>{name}</summary>", f"<p>{shown}</p>"]
    return [*lines, "</details>" * len(hints)]


def _split_heading(prompt, number):
    """The heading that a prompt begins with, or one of our own, and the rest of the prompt."""
    found = _HEADING.match(prompt.lstrip())
    if not found:
        return f"Question {number}", _no_headings(prompt.strip())
    return found.group(2), _no_headings(prompt.lstrip()[found.end() :].strip())


def _no_headings(markdown):
    """Headings inside of a question become bold lines: the page's outline stays the page's."""
    return _HEADING.sub(r"**\2**", markdown)


def _rebased(markdown):
    """Links from a solution, two folders deep, as they read on the page, four deep."""
    return re.sub(r"\]\(\.\./\.\./", f"]({_UP}", markdown)


def _count(number, word):
    shown = f"{number:g}"
    return f"{shown} {word}" if number == 1 else f"{shown} {word}s"


def _fence(text, language):
    """A fenced block that no fence within `text` can end."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}{language}", text.rstrip("\n"), fence, ""]


def shown_output(output: dict, figure_name: str) -> tuple[str, str | None]:
    """An output as Markdown, and its picture in base64 if it is one (to be saved as `figure_name`).

    A table is shown as the text that proves the key, and not as HTML.
    """
    if output["output_type"] == "stream":
        return "\n".join(_fence("".join(output["text"]), "text")), None
    data = output.get("data", {})
    if "image/png" in data:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        return f"![{alt}]({figure_name})", "".join(data["image/png"])
    if "text/plain" in data:
        return "\n".join(_fence("".join(data["text/plain"]), "text")), None
    return "", None
