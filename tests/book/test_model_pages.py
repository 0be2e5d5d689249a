"""The pages on the model and on the troubles show all of it; the pictures are a causal graph."""

import itertools
import re
from graphlib import TopologicalSorter

import nbformat
from bs4 import BeautifulSoup

from leo_course import calibration, recovery
from leo_course.book import causal_graph, taught
from leo_course.book.people_page import SECTIONS, people_page
from leo_course.book.resemblance_page import GROUPS, resemblance_page
from leo_course.book.troubles_page import troubles_page
from leo_course.calibration import Aim, Comparison
from leo_course.synthesis import parameters

ITEMS = parameters.standard().items
NAMES = causal_graph.EDGES.keys() | {one for some in causal_graph.EDGES.values() for one in some}


def shown(page):
    return BeautifulSoup(page, "html.parser")


def test_every_number_and_every_trouble_stands_on_its_page(root):
    prose = (root / "book" / "templates" / "people.md").read_text(encoding="utf-8")
    people = {code.text for code in shown(people_page(prose, ITEMS)).select("th code")}
    prose = (root / "book" / "templates" / "troubles.md").read_text(encoding="utf-8")
    troubles = {row["id"] for row in shown(troubles_page(prose, ITEMS, {})).select("tr[id]")}
    for item in ITEMS:
        if item.name.startswith("trouble."):
            assert item.name.removeprefix("trouble.") in troubles
        else:
            assert item.name in people
    assert len(people) + len(troubles) == len(ITEMS)


def test_a_trouble_leads_to_the_lessons_that_teach_it(root):
    there = taught.taught(root)
    page = shown(troubles_page("$links $tables", ITEMS, there))
    for trouble, lessons in there.items():
        links = page.find(id=trouble).select("a[href*='/notebooks/']")
        assert [(link["href"], link.text) for link in links] == [
            (f"../../notebooks/{one.name}.html", one.title) for one in lessons
        ]
    assert len(page.select("a[href*='/notebooks/']")) == sum(map(len, there.values())) > 20


def test_a_lesson_cannot_name_a_trouble_that_there_is_not():
    card = nbformat.v4.new_markdown_cell("# A lesson\n\n<!-- troubles: open_end no_such -->")
    lesson = nbformat.v4.new_notebook(cells=[card])
    [fault] = taught.faults(lesson, {"open_end"})
    assert "'no_such'" in fault


def test_every_section_of_numbers_has_a_title_and_no_title_is_idle():
    sections = {item.name.split(".")[0] for item in ITEMS} - {"trouble"}
    assert sections == SECTIONS.keys()


def test_what_a_parameter_says_cannot_break_the_page():
    wild = parameters.Parameter("pay.x", {"<b>": 1}, "£ & more", "<script>", "a\nb")
    page = people_page("$pictures $words $count", [wild])
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert "pay.x" in page and "$" not in page


def test_the_graph_has_no_circle_and_nothing_comes_after_pay():
    order = TopologicalSorter()
    for cause, effects in causal_graph.EDGES.items():
        assert len(set(effects)) == len(effects)
        for effect in effects:
            order.add(effect, cause)
    assert set(order.static_order()) == NAMES
    assert NAMES - causal_graph.EDGES.keys() == {"pay", "benefits"}
    assert NAMES >= causal_graph.HIDDEN | causal_graph.SHARED_BY_TWINS


def test_every_arrow_is_drawn_once_between_boxes_of_its_picture():
    drawn = [arrow for part in causal_graph.PARTS for arrow in causal_graph.drawn(part)]
    arrows = [(one, other) for one, effects in causal_graph.EDGES.items() for other in effects]
    assert sorted(drawn) == sorted(arrows)
    for part in causal_graph.PARTS:
        boxes = [name for column in part.columns for name in column]
        used = {name for arrow in causal_graph.drawn(part) for name in arrow}
        assert set(boxes) == used and len(boxes) == len(used), part.title
        svg = shown(causal_graph.picture(part))
        assert len(svg.select("svg > path")) == len(causal_graph.drawn(part))
        assert len(svg.select("rect.hidden-trait")) == len(used & causal_graph.HIDDEN)
        assert len(svg.select("rect.shared-by-twins")) == len(used & causal_graph.SHARED_BY_TWINS)
        label = svg.svg["aria-label"]
        assert part.title in label and all(name in label for name in used)


def test_boxes_of_a_picture_do_not_overlap():
    for part in causal_graph.PARTS:
        for column in part.columns:
            rows = sorted(column.values())
            assert all(b - a >= 0.85 for a, b in itertools.pairwise(rows)), part.title


def test_the_words_name_every_box():
    words = " ".join(causal_graph.in_words())
    assert all(name in words or name[0].upper() + name[1:] in words for name in NAMES)
    assert len(re.findall(r"acts on", words)) == len(causal_graph.EDGES)


def test_the_figures_stand_beside_ours_and_what_is_out_says_so():
    aim = Aim("m", "Pay <of> all", 1000.0, 5, "pounds", "A source", "G", "g")
    page = resemblance_page(
        "$summary $misses END $table",
        [Comparison(aim, 1003.0), Comparison(aim, 1060.0)],
        {"m": 2.5},
    )
    misses, table = page.split(" END ")
    assert "1 of 2 figures" in page and table.count("(out of tolerance)") == 1
    assert misses.count('<th scope="row">') == 1 and "1,060" in misses
    assert "<summary>G: 1 of 2</summary>" in table
    assert "Pay &lt;of&gt; all" in page and "<strong>G</strong>" in page
    assert "+60" in page and "2.5" in page


def test_every_group_of_figures_has_a_title_and_no_title_is_idle():
    assert {aim.group for aim in calibration.aims()} == GROUPS.keys()


def test_every_study_says_why_its_first_answer_misses():
    for study in recovery.studies():
        assert study.why.endswith("."), study.name


def test_the_recovery_page_shows_each_design_beside_the_truth():
    from leo_course.book.recovery_page import recovery_page
    from leo_course.recovery import Answer, Study

    study = Study(
        "what it is worth",
        "lesson",
        "It is the effect.",
        "0.1 is much.",
        lambda _: (),
        why="It is hidden.",
    )
    stored = {
        ("what it is worth", "raw gap"): [Answer("raw gap", False, 0.3, 0.01, 0.1)] * 2,
        ("what it is worth", "sound"): [Answer("sound", True, 0.11, 0.02, 0.1)] * 2,
    }
    page = recovery_page("$seeds extracts\n\n$studies", (study,), stored)
    assert page.startswith("2 extracts")
    assert page.rstrip().endswith("It is hidden.")
    assert "## What it is worth" in page and "It is the effect. 0.1 is much." in page
    naive, sound = (line for line in page.splitlines() if line.startswith('<tr><th scope="row"'))
    assert "<em>(naive)</em>" in naive and "<td>0%</td><td></td>" in naive
    assert "<td>100%</td><td>100%</td>" in sound
