"""Every lesson keeps the form, and each rule of the form notices when it is broken."""

import copy

import nbformat
import pytest
from lesson_form import RULES, source

from leo_course.book import objectives
from leo_course.book.contents import WITHOUT_EXERCISE, parts
from leo_course.grading import notebooks
from leo_course.paths import course_root

LESSONS = [lesson for _, lessons in parts(course_root()) for lesson in lessons]


def read(root, folder, lesson):
    return notebooks.read(root / folder / f"{lesson}.ipynb")


def test_the_contents_and_the_notebooks_agree(root):
    notebooks = (root / "notebooks").rglob("*.ipynb")
    there = {
        path.relative_to(root / "notebooks").with_suffix("").as_posix()
        for path in notebooks
        if ".ipynb_checkpoints" not in path.parts
    }
    assert there == set(LESSONS)
    assert len(LESSONS) == len(set(LESSONS))


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_lesson_keeps_the_form(root, lesson, rule):
    assert not list(rule(read(root, "notebooks", lesson)))


@pytest.mark.parametrize("lesson", LESSONS)
def test_objectives_are_traced(root, lesson):
    assert not objectives.faults(lesson, *objectives.read(root, lesson))


def test_only_the_opening_lesson_has_no_exercise(root):
    assert {LESSONS[0]} == WITHOUT_EXERCISE
    without = {name for name in LESSONS if not (root / "solutions" / f"{name}.ipynb").exists()}
    assert without == WITHOUT_EXERCISE


def code_cell(text):
    return nbformat.v4.new_code_cell(text, id="planted")


def add_cell(text, kind="code"):
    def fault(notebook):
        cell = code_cell(text)
        cell["cell_type"] = kind
        notebook["cells"].insert(-1, cell)

    return fault


def change(old, new):
    def fault(notebook):
        changed = 0
        for cell in notebook["cells"]:
            changed += old in source(cell)
            cell["source"] = source(cell).replace(old, new)
        assert changed, f"nothing to plant the fault in: {old!r}"

    return fault


def store_output(notebook):
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1"}]


def drop_alt(notebook):
    for cell in notebook["cells"]:
        cell["metadata"].pop("mystnb", None)


FAULTS = {
    "no minutes": change("**Minutes**", "**Time**"),
    "objectives without ids": change("- `first-look", "- first-look"),
    "a section is missing": change("## In the real LEO", "## Elsewhere"),
    "sections out of order": change("## Key points", "## The trouble, in a few rows"),
    "stored outputs": store_output,
    "a long cell": add_cell("\n".join(["1"] * 16)),
    "code without a sentence": lambda notebook: [
        notebook["cells"].insert(3, code_cell("1")),
        notebook["cells"].insert(3, code_cell("1")),
    ],
    "warnings silenced": add_cell("warnings.filterwarnings('ignore')"),
    "a helper of ours": add_cell("from leo_course import connect, paths"),
    "a figure without alt text": drop_alt,
    "a result typed": add_cell("The median was £21,300.", "markdown"),
    "a share typed": add_cell("That is 47.6% of pupils.", "markdown"),
    "an option that explains nothing": change("**Right.**", "**Right.**</details><!--"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_the_form_notices(root, name):
    notebook = copy.deepcopy(read(root, "notebooks", "start/first-look"))
    FAULTS[name](notebook)
    assert [sentence for rule in RULES for sentence in rule(notebook)], name


@pytest.mark.parametrize("fault", ["the exercise", "a section goes", "an exercise comes"])
def test_the_form_notices_in_the_opening_lesson_and_elsewhere(root, fault):
    name = "start/first-look" if fault == "the exercise" else LESSONS[0]
    notebook = copy.deepcopy(read(root, "notebooks", name))
    {
        "the exercise": change("## The exercise", "## No exercise here"),
        "a section goes": change("## Key points", "## Points"),
        "an exercise comes": add_cell("## The exercise\n\nHere.", "markdown"),
    }[fault](notebook)
    assert [sentence for rule in RULES for sentence in rule(notebook)], fault


ORPHANS = {  # where the fault is planted: lesson, "notebook" or "solution", old text, new text
    "a question gone": ("first-look", "solution", "# objective: first-look-4", ""),
    "a stranger asked": ("first-look", "solution", "first-look-4", "first-look-9"),
    "a key point gone": ("first-look", "notebook", "- `first-look-2` SQL and", "- SQL and"),
    "a check of nothing": ("first-look", "notebook", "<!-- objective: first-look-3 -->", ""),
    "a check of a stranger": (
        "first-look",
        "notebook",
        "objective: first-look-3",
        "objective: x-3",
    ),
    "an objective skipped": ("first-look", "notebook", "first-look-4", "first-look-5"),
    "the opening, unchecked": (
        "what-leo-can-tell-you",
        "notebook",
        "<!-- objective: what-leo-can-tell-you-3 -->",
        "<!-- objective: what-leo-can-tell-you-2 -->",
    ),
}


@pytest.mark.parametrize("name", ORPHANS)
def test_the_trace_notices_an_orphan(root, name):
    slug, place, old, new = ORPHANS[name]
    lesson, solution = objectives.read(root, f"start/{slug}")
    cells = {"notebook": lesson, "solution": solution}[place].cells
    assert any(old in cell.source for cell in cells), f"nothing to plant the fault in: {old!r}"
    for cell in cells:
        cell.source = cell.source.replace(old, new)
    assert objectives.faults(f"start/{slug}", lesson, solution)


def test_another_lesson_may_not_go_without_an_exercise(root):
    lesson, _ = objectives.read(root, "start/first-look")
    faults = objectives.faults("start/first-look", lesson, None)
    assert any("only the opening lesson" in fault for fault in faults)


def test_the_matrix_names_every_objective_where_it_stands(root):
    text, faults = objectives.report(root)
    assert not faults
    for lesson in LESSONS:
        for objective in objectives.promised(objectives.read(root, lesson)[0]):
            assert f"  {objective} " in text
