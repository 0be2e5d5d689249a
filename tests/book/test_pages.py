"""The pages made for the site: dictionary, exercise, status."""

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from leo_course.book import contents, exercise_page, minutes, pages
from leo_course.book.coverage import Coverage
from leo_course.book.dictionary_page import dictionary_pages
from leo_course.book.exercise_page import Question
from leo_course.book.status_page import status_page
from leo_course.dictionary import Collection, Field, View
from leo_course.errors import CourseError


def field(name, variable, **more):
    base = {"type": "string", "sql_type": "varchar(18)", "named_by": "form"}
    return Field(name=name, variable=variable, **{"description": f"About {name}."} | base | more)


def view(year, fields, left_out=()):
    return View(
        database="NPD_I2",
        name=f"census_{year}",
        collection="census",
        year=year,
        title="Census",
        description="Pupils in <state> schools.",
        grain="one row per pupil",
        named_by="ours",
        order_by=("pmr",),
        fields=tuple(fields),
        left_out=tuple(left_out),
        source="the form",
    )


@pytest.fixture
def census():
    """Two years of a collection, in which a column moves, one vanishes and one changes codes."""
    meals = {"codes": {"1": "yes", "0": "no"}}
    first = [field("PMR_08", "pmr"), field("FSM_08", "fsm", **meals), field("OLD_08", "old")]
    second = [
        field("PMR_09", "pmr", form_name="PupilRef"),
        field("FSM_09", "fsm", codes={"Y": "yes", "N": "no"}, named_by="ours"),
        field("AGE_09", "age", sql_type="int", unit="years"),
    ]
    views = (view(2008, first, ["GONE", "RARE"]), view(2009, second, ["GONE"]))
    title = "School census, {academic_year}"
    return Collection("NPD_I2", "census", title, "All", (2008, 2009), views, Path("x"))


@pytest.fixture
def dictionary(census):
    """The page of the collection and its raw HTML, parsed."""
    text = dictionary_pages([census], {"NPD_I2.census_2008": 1234})["dictionary/npd-i2-census.md"]
    return text, BeautifulSoup(text, "html.parser")


def test_dictionary_has_one_entry_per_variable_with_all_its_names(dictionary):
    _, html = dictionary
    entry = html.find(id="census_2009.PMR_09")
    assert "dictionary-entry" in entry["class"]
    assert entry.find(id="census_2008.PMR_08")
    assert "In other years: PMR_08" in entry.get_text()
    assert "2008 to 2009" in entry.get_text()
    assert "PupilRef" in entry.get_text()


def test_dictionary_keeps_apart_what_changed_its_codes(dictionary):
    _, html = dictionary
    new, old = html.find(id="census_2009.FSM_09"), html.find(id="census_2008.FSM_08")
    assert "Y yes" in new.get_text() and "1 yes" not in new.get_text()
    assert "1 yes" in old.get_text()
    assert "our name" in new.get_text() and "our name" not in old.get_text()


def test_dictionary_tells_of_each_view(dictionary):
    text, html = dictionary
    assert text.startswith("# School census\n")
    assert "1,234 rows in the standard extract" in html.find(id="census_2008").get_text()
    assert "rows" not in html.find(id="census_2009").get_text()
    assert "Left out: 2 of the request form's variables" in text
    assert "RARE</code> (2008)" in text and "GONE</code>," in text
    assert "one row per pupil" in text


def test_dictionary_shows_shares_beside_codes_and_filled_rows_by_year(census):
    covered = {
        ("NPD_I2.census_2008", "FSM_08"): Coverage(0.5, 2, (("0", 0.75), ("1", 0.25))),
        ("NPD_I2.census_2008", "PMR_08"): Coverage(1.0, 900),
        ("NPD_I2.census_2009", "PMR_09"): Coverage(0.9, 800),
        ("NPD_I2.census_2009", "AGE_09"): Coverage(1.0, 3, (("15", 0.6), ("14", 0.4))),
    }
    page = dictionary_pages([census], {}, covered)["dictionary/npd-i2-census.md"]
    html = BeautifulSoup(page, "html.parser")
    meals = [item.get_text() for item in html.find(id="census_2008.FSM_08").select(".codes li")]
    assert meals == ["1 yes 25.0%", "0 no 75.0%"]  # in the order of the codes
    pupil = html.find(id="census_2009.PMR_09")
    filled = [item.get_text() for item in pupil.select(".by-year li")]
    assert filled == ["2008 100%", "2009 90.0%"]
    assert "Different values (2009): 800" in pupil.get_text().replace("\n", "").replace(
        "(2009)800", "(2009): 800"
    )
    age = [item.get_text() for item in html.find(id="census_2009.AGE_09").select(".codes li")]
    assert age == ["15 60.0%", "14 40.0%"]  # values without a meaning


def test_dictionary_escapes_what_it_quotes(dictionary):
    text, _ = dictionary
    assert "<state>" not in text and "&lt;state&gt;" in text


def test_dictionary_anchors_are_unique_and_links_in_it_lead_somewhere(dictionary):
    _, html = dictionary
    ids = [tag["id"] for tag in html.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = [tag["href"] for tag in html.find_all("a", href=True)]
    assert links and all(link.removeprefix("#") in ids for link in links)


def test_no_empty_line_ends_the_raw_html_early(dictionary):
    text, _ = dictionary
    for block in text.split("```{raw} html\n")[1:]:
        assert "\n\n" not in block.split("```")[0]


def test_long_lists_of_codes_and_names_are_folded():
    codes = {str(code): f"label {code}" for code in range(30)}
    years = range(2000, 2012)
    views = tuple(view(year, [field(f"X_{year}", "x", codes=codes)]) for year in years)
    one = Collection("TRUTH", "b", "T", "D", tuple(years), views, Path("x"))
    page = dictionary_pages([one], {})["dictionary/truth-b.md"]
    assert "<summary>30 codes</summary>" in page
    assert "<summary>11 names in other years</summary>" in page


def test_dictionary_front_page_lists_the_collections(census):
    page = dictionary_pages([census], {"NPD_I2.census_2008": 1234})["dictionary.md"]
    line = "- [School census](dictionary/npd-i2-census.md): 2 views, 5 columns, 1,234 rows"
    assert line in page.splitlines()


def test_dictionary_index_has_every_name_and_code(census):
    script = dictionary_pages([census], {})["_static/dictionary-index.js"]
    index = json.loads(script[script.index("{") : script.rindex("}") + 1])
    assert index["pages"] == [
        [
            "dictionary/npd-i2-census.html",
            "School census",
            "NPD_I2",
            ["census_2008", "census_2009"],
            ["GONE", "RARE"],
        ]
    ]
    by_id = {entry[1]: entry for entry in index["columns"]}
    assert by_id["census_2009.PMR_09"][3] == "PMR_08"
    assert by_id["census_2009.FSM_09"][4] == ["Y yes", "N no"]
    assert by_id["census_2009.PMR_09"][5] == "2008 to 2009"
    assert by_id["census_2008.OLD_08"][2] == "About OLD_08."


# --- exercise ------------------------------------------------------------------------------------


def question(**more):
    base = {"points": 2, "objective": "look-1", "prompt": "Count them.", "given": "", "outputs": []}
    return Question(**base | {"code": "pupils = 1", "explanation": "Rows are not people."} | more)


def page(*questions):
    objectives = {"look-1": "count rows and people"}
    return exercise_page.exercise_page("start/look", "A look", list(questions), objectives)


def test_exercise_page_asks_shows_the_way_and_folds_the_solution():
    text = page(question(), question(points=1))
    assert text.startswith("# Exercise: A look\n")
    assert "2 questions, 3 points." in text
    assert "my-work/start/look-exercise.ipynb" in text
    assert "](path:../../../../exercises/start/look.ipynb)" in text
    assert "](../../../../notebooks/start/look.ipynb)" in text
    assert text.index("Count them.") < text.index("<details>") < text.index("pupils = 1")
    assert text.index("pupils = 1") < text.index("Rows are not people.") < text.index("</details>")
    assert "2 points. You practise to count rows and people." in text
    assert "<details open" not in text


def test_hints_are_folded_one_inside_the_other_and_before_the_solution():
    text = page(question(hints=["Think <of> rows.", "count()", "len(…)\n\nof …"]))
    html = BeautifulSoup(text[: text.index("<summary>Solution")], "html.parser")
    assert [len(one.find_all("details")) for one in html.find_all("details")[:3]] == [2, 1, 0]
    assert "Think &lt;of&gt; rows." in text and "<code>len(…)<br>of …</code>" in text
    assert "Hint for question" not in page(question())


def test_given_code_is_in_sight_and_not_in_the_fold():
    text = page(question(given="leo = connect()"))
    assert text.index("leo = connect()") < text.index("<details>")


def test_a_heading_of_the_prompt_names_the_question():
    text = page(question(prompt="## 1. Rows (2 points)\n\nCount.\n\n## Mind\n\nthat."))
    assert "### 1. Rows (2 points)\n" in text
    assert "Question 1\n" not in text.split("<summary>")[0]
    assert "**Mind**" in text
    assert "*2 points." not in text


def test_links_of_the_solution_lead_to_the_same_place_from_the_page():
    text = page(question(prompt="A [PMR](../../book/glossary.md#pmr).", explanation="[x](../../a)"))
    assert "[PMR](../../../../book/glossary.md#pmr)" in text
    assert "[x](../../../../a)" in text


def test_code_with_fences_stays_within_its_fence():
    text = page(question(code="words = '''```'''"))
    assert "````python\nwords = '''```'''\n````" in text


def test_outputs_are_shown_as_text_and_pictures_with_their_words():
    stream = {"output_type": "stream", "text": "two\n"}
    assert exercise_page.shown_output(stream, "x.png") == ("```text\ntwo\n```\n", None)
    table = {"output_type": "display_data", "data": {"text/plain": "a", "text/html": "<b>"}}
    assert exercise_page.shown_output(table, "x.png") == ("```text\na\n```\n", None)
    alt = {"image/png": {"alt": "Bars."}}
    figure = {"output_type": "display_data", "data": {"image/png": "aGk="}, "metadata": alt}
    assert exercise_page.shown_output(figure, "x.png") == ("![Bars.](x.png)", "aGk=")


def test_objectives_are_read_from_the_card():
    import nbformat

    card = "# A look: where?\n\n- `look-1` find the\n  views;\n- `look-2` count.\n- `code` not one"
    lesson = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(card)])
    assert pages._objectives(lesson) == {"look-1": "find the views", "look-2": "count"}
    assert contents.title(lesson) == "A look"


def test_a_lesson_without_title_is_an_error_in_words():
    import nbformat

    with pytest.raises(CourseError, match="no title"):
        contents.title(nbformat.v4.new_notebook())


# --- status --------------------------------------------------------------------------------------


def test_status_tells_what_the_site_was_built_from():
    manifest = {
        "course_version": "9.9",
        "size": "tiny",
        "people": 2000,
        "seed": 7,
        "sha256": "abc",
        "views": {"A.b": {"rows": 1500}, "A.c": {"rows": 2}},
    }
    lesson = minutes.Lesson("start/look", 2000, 400, 10, 1, 4, 30, 40)
    text = status_page(manifest, "3.12.1", {"pandas": "2.3.3"}, [lesson])
    for line in (
        "| size | tiny |",
        "| people | 2,000 |",
        "| seed | 7 |",
        "| rows in all of them | 1,502 |",
        "`abc`",
        "| Python | 3.12.1 |",
        "| pandas | 2.3.3 |",
        "| [](../../notebooks/start/look.ipynb) | 2,000 | 10 | 25 (30) | 27 (40) "
        "| {seconds}`notebooks/start/look` |",
    ):
        assert line in text, line
