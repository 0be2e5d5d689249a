"""Every card says the minutes that its lesson takes, and every run sheet adds up to them."""

import copy
import re

import pytest

from leo_course.book import minutes
from leo_course.book.contents import lessons
from leo_course.book.sphinx_extension import seconds_in_words
from leo_course.grading import notebooks
from leo_course.paths import course_root

LESSONS = {one.name: one for one in minutes.measured(course_root())}
SHEETS = "book/teach"
ROW = re.compile(r"^\| (\d+) \| (\d+) \| (.+?) \| (.*?) \|$", re.MULTILINE)
CUT = re.compile(r"^- \*\*(\d+) min\*\*", re.MULTILINE)
WAYS = ("type", "run", "show")


def lesson(name="start/first-look"):
    return copy.deepcopy(notebooks.read(course_root() / "notebooks" / f"{name}.ipynb"))


@pytest.mark.parametrize("name", LESSONS)
def test_the_card_says_what_the_lesson_takes(name):
    assert not LESSONS[name].faults()


@pytest.mark.parametrize("minutes_said", ["20 alone, 45 taught", "40 alone, 30 taught"])
def test_a_card_that_says_too_little_or_too_much_is_noticed(minutes_said):
    notebook = lesson()
    card = notebook.cells[0].source
    notebook.cells[0].source = re.sub(r"\d+ alone, \d+ taught", minutes_said, card)
    assert notebook.cells[0].source != card
    assert minutes.measure("start/first-look", notebook).faults()


def test_a_lesson_that_grows_is_noticed():
    notebook = lesson()
    before = minutes.measure("start/first-look", notebook)
    notebook.cells[3].source += " more" * 3000
    after = minutes.measure("start/first-look", notebook)
    assert after.words == before.words + 3000
    assert after.alone - before.alone == pytest.approx(15)
    assert after.taught - before.taught == pytest.approx(10)
    assert len(after.faults()) == 2


def test_a_drawing_in_the_text_is_looked_at_like_a_figure():
    notebook = lesson()
    before = minutes.measure("start/first-look", notebook)
    notebook.cells[3].source += "\n\n![A map of four boxes.](../../book/_static/map.svg)\n"
    after = minutes.measure("start/first-look", notebook)
    assert (after.figures, after.words) == (before.figures + 1, before.words)


def test_words_are_those_that_are_read():
    text = """# A title

| one | two |
|---|---|
| [three four](../../a/b.md#c) | **five** |

![What it shows.](../../a/b.svg)

<details>
<summary>A. `six`, seven</summary>
<!-- objective: look-1 -->
"""
    read = "A title one two three four five A. six seven"
    assert minutes.words(text) == read.count(" ") + 1


def test_seconds_are_told_and_slowness_too():
    assert seconds_in_words(None) == "not run"
    assert seconds_in_words(3.14) == "3.1"
    assert "too slow" in seconds_in_words(minutes.SLOWEST)


# --- run sheets ---------------------------------------------------------------------------------


def sheet(root, name):
    return (root / SHEETS / f"{name.rpartition('/')[2]}.md").read_text(encoding="utf-8")


def part(text, heading):
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def cells_of(column):
    """What the last column of a minute plan names: [(way, id of a cell)], in its order."""
    named, way = [], None
    for word in re.findall(r"\w+(?:-\w+)*", column):
        if word in WAYS:
            way = word
        else:
            named.append((way, word))
    return named


def test_every_lesson_has_a_run_sheet_and_every_run_sheet_a_lesson(root):
    there = {path.stem for path in (root / SHEETS).glob("*.md")}
    assert there == {name.rpartition("/")[2] for name in lessons(root)}
    contents = (root / "_toc.yml").read_text(encoding="utf-8")
    guide = (root / "book" / "teach.md").read_text(encoding="utf-8")
    for slug in there:
        assert f"file: {SHEETS}/{slug}\n" in contents
        assert f"(teach/{slug}.md)" in guide


@pytest.mark.parametrize("name", LESSONS)
def test_the_minute_plan_adds_up_to_the_card(root, name):
    plan, now = ROW.findall(sheet(root, name)), 0
    for begins, takes, *_ in plan:
        assert int(begins) == now
        now += int(takes)
    assert now == LESSONS[name].card_taught


@pytest.mark.parametrize("name", LESSONS)
def test_the_plan_names_each_cell_of_code_once_in_the_lesson_s_order(root, name):
    named = [one for *_, cells in ROW.findall(sheet(root, name)) for one in cells_of(cells)]
    code = [cell.id for cell in lesson(name).cells if cell.cell_type == "code"]
    assert [cell for _, cell in named] == code
    assert {way for way, _ in named} <= set(WAYS)
    assert any(way == "type" for way, _ in named)


@pytest.mark.parametrize("name", LESSONS)
def test_a_run_sheet_says_what_to_cut_what_to_expect_and_what_to_discuss(root, name):
    text = sheet(root, name)
    cuts = CUT.findall(part(text, "Twenty minutes late"))
    assert len(cuts) >= 3 and sum(map(int, cuts)) >= 20
    replies = part(text, "Wrong answers to expect")
    assert replies.count("\n| ") >= 5  # a head and four answers, each with a reply
    assert len(part(text, "To discuss").split()) > 25


@pytest.mark.parametrize("name", LESSONS)
def test_the_slips_that_a_run_sheet_names_are_those_of_the_exercise(root, name):
    expected = part(sheet(root, name), "Wrong answers to expect")
    named = {
        slip
        for together in re.findall(r"\((\*[a-z*, -]+\*)\) \|", expected)
        for slip in re.findall(r"[a-z-]+-[a-z-]+", together)
    }
    path = root / "solutions" / f"{name}.ipynb"
    there = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert not {slip for slip in named if f'\\"{slip}\\"' not in there}
    assert named or not there
