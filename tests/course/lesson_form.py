"""The form that every lesson keeps, as rules that a test applies and a planted fault can break.

Each rule is a generator of sentences, one for each place where a notebook breaks it.
"""

import re

from leo_course.book.contents import WITHOUT_EXERCISE
from leo_course.book.minutes import CARD
from leo_course.book.objectives import promised, section

SECTIONS = [  # headings that every lesson has, in this order; its own steps stand after the first
    "The trouble, in a few rows",
    "Check your understanding",
    "In the real LEO",
    "Could this leave the room?",
    "Key points",
    "The exercise",
]
LONGEST_CELL = 15  # lines
LONGEST_SITTING = 50  # minutes
SHORTEST_ALT = 40  # characters
FORBIDDEN = {
    r"filterwarnings": "silences warnings",
    r"import \*": "imports everything",
    r"%pylab|%matplotlib": "uses a magic that hides what is imported",
    r"^\s*[!%]\s*pip": "installs packages",
    r"read_csv\(.http": "reads from the network",
    r"\.show\(\)": "prints with .show(), which nothing can compare: end with .df()",
}
FROM_US = re.compile(r"leo_course\.(\w+)|from leo_course import ([\w, ]+)")
ALLOWED_FROM_US = {"connect", "truth", "exercise", "solution"}
FIGURE = re.compile(r"plt\.subplots|sns\.\w+plot\(|\.plot\(|\.hist\(")
RESULT_IN_PROSE = re.compile(r"£\s?\d|\b\d+(\.\d+)?\s?(%|per cent)|\b\d{1,3}(,\d{3})+\b")


def source(cell) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def markdown(notebook) -> str:
    cells = notebook["cells"]
    return "\n\n".join(source(cell) for cell in cells if cell["cell_type"] == "markdown")


def card(notebook):
    text = source(notebook["cells"][0])
    for wanted in ("**Question**", "**Minutes**", "**Before**", "**Views**", "synthetic", "# "):
        if wanted not in text:
            yield f"the card has no {wanted}"
    minutes = CARD.search(text)
    if not minutes:
        yield "the card does not say minutes as `40 alone, 50 taught`"
    elif max(map(int, minutes.groups())) > LONGEST_SITTING:
        yield f"the lesson takes more than {LONGEST_SITTING} minutes"
    if not promised(notebook):
        yield "the card states no objective, such as - `first-look-1` …"


def sections(notebook) -> list[str]:
    """The headings that this lesson must have: the opening lesson alone has no exercise."""
    opening = {name.rpartition("/")[2] for name in WITHOUT_EXERCISE}
    own = {objective.rpartition("-")[0] for objective in promised(notebook)}
    return SECTIONS[:-1] if own and own <= opening else SECTIONS


def order(notebook):
    wanted = sections(notebook)
    headings = re.findall(r"^## (.+)$", markdown(notebook), re.M)
    where = [headings.index(name) if name in headings else None for name in wanted]
    for name, place in zip(wanted, where, strict=True):
        if place is None:
            yield f"there is no section `## {name}`"
    there = [place for place in where if place is not None]
    if there != sorted(there):
        yield f"the sections are not in the order {', '.join(wanted)}"
    for name in set(SECTIONS) - set(wanted):
        if name in headings:
            yield f"there is a section `## {name}`, and this lesson has none"


def stored_clean(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        if cell["outputs"] or cell["execution_count"] is not None:
            yield f"cell {cell['id']} is stored with outputs: clear them"


def cells(notebook):
    before = None
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            lines = source(cell).splitlines()
            if len(lines) > LONGEST_CELL:
                yield f"cell {cell['id']} has {len(lines)} lines, more than {LONGEST_CELL}"
            if before != "markdown":
                yield f"no sentence stands before cell {cell['id']}"
        if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", cell["id"]):
            yield f"cell {cell['id']} has a random id: name it by what it does"
        before = cell["cell_type"]
    if before == "code":
        yield "the last cell is code that nobody reads: say what its output means"


def code(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        for pattern, what in FORBIDDEN.items():
            if re.search(pattern, source(cell), re.M):
                yield f"cell {cell['id']} {what}"
        for attribute, names in FROM_US.findall(source(cell)):
            for name in filter(None, [*re.split(r",\s*", names), attribute]):
                if name not in ALLOWED_FROM_US:
                    yield f"cell {cell['id']} uses {name} of ours, which the SRS does not have"


def figures(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and FIGURE.search(source(cell)):
            alt = cell["metadata"].get("mystnb", {}).get("image", {}).get("alt", "")
            if len(alt) < SHORTEST_ALT:
                yield f"the figure of cell {cell['id']} has no alt text of {SHORTEST_ALT} letters"


def prose(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            for found in RESULT_IN_PROSE.finditer(source(cell)):
                if "[facts]" not in cell["metadata"].get("tags", []) and "facts" not in cell[
                    "metadata"
                ].get("tags", []):
                    yield f"cell {cell['id']} types a result, {found[0]!r}: let code print it"


def checks_for_understanding(notebook):
    text = section(notebook, "Check your understanding")
    questions = len(re.findall(r"^### ", text, re.M))
    options = re.findall(r"<details>\s*<summary>(.+?)</summary>(.*?)</details>", text, re.S)
    if questions < 3:
        yield f"there are {questions} checks for understanding, and three are the least"
    if len(options) < 3 * questions:
        yield "a check for understanding has fewer than three options"
    for label, explanation in options:
        if len(explanation.split()) < 6:
            yield f"the option {label!r} does not explain itself"
    right = len([1 for _, explanation in options if explanation.strip().startswith("**Right.**")])
    if right != questions:
        yield f"{right} options say **Right.** for {questions} questions"


RULES = [
    card,
    order,
    stored_clean,
    cells,
    code,
    figures,
    prose,
    checks_for_understanding,
]
