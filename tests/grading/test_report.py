"""The table of marks and the pages of feedback."""

import csv
from urllib.parse import unquote

from bs4 import BeautifulSoup

from leo_course.grading import report
from leo_course.grading.marking import Marks, QuestionMark


def marks(learner, earned=1.5, note="", exercise="start/small"):
    question = QuestionMark(
        "q1", earned, 2, "right" if earned == 2 else "rows", "`x` <b> off", "a-b"
    )
    return Marks(learner, f"{learner}.ipynb", exercise, [question], note)


def rows(out):
    with (out / "marks.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_table_has_a_row_for_each_learner_and_a_column_for_each_question(tmp_path):
    unread = Marks("zed", "zed.ipynb", "", [], "The file is empty.")
    two = [marks("ada", 2), marks("ada", 1, exercise="start/next", note="Late.")]
    assert report.write(tmp_path, [unread, marks("Bo"), *two]) == []
    assert (tmp_path / "marks.csv").read_text().splitlines() == [
        "learner,start/next q1,start/next total,start/next out_of,start/next note,"
        "start/small q1,start/small total,start/small out_of,total,out_of,note",
        "ada,1,1,2,Late.,2,2,2,3,4,",
        "Bo,,,,,1.5,1.5,2,1.5,2,",
        "zed,,,,,,,,0,0,The file is empty.",
    ]


def test_earlier_marks_stay_and_changed_ones_are_kept_aside(tmp_path):
    report.write(tmp_path, [marks("ada"), marks("bo"), marks("ada", 2, exercise="start/b")])
    first = (tmp_path / "marks.csv").read_text()
    assert report.write(tmp_path, [marks("ada"), marks("cy")]) == []
    assert [row["learner"] for row in rows(tmp_path)] == ["ada", "bo", "cy"]
    notes = report.write(tmp_path, [marks("ada", 2)])
    assert notes and "1 earlier mark changed" in notes[0]
    assert (tmp_path / "marks-before.csv").read_text().startswith(first[:40])
    assert [row["total"] for row in rows(tmp_path)] == ["4", "1.5", "1.5"]


def test_two_notebooks_of_one_learner_have_a_row_each_and_go_to_no_platform(tmp_path):
    report.write(tmp_path, [marks("ada", 2), marks("ada", 1), marks("bo")])
    assert [(row["learner"], row["total"]) for row in rows(tmp_path)] == [
        ("ada", "2"), ("ada", "1"), ("bo", "1.5"),
    ]  # fmt: skip
    assert "ada" not in (tmp_path / "for-moodle.csv").read_text()


def test_totals_in_the_form_of_learning_platforms(tmp_path):
    roster = {"ada": {"email": "ada@example.org", "id": "7", "name": "Lovelace, A"}}
    report.write(tmp_path, [marks("ada", 2), marks("bo")], {}, roster)

    def lines(platform):
        return (tmp_path / f"for-{platform}.csv").read_text().splitlines()

    assert lines("moodle")[:2] == [
        "Email address,ID number,start/small", "ada@example.org,7,2",
    ]  # fmt: skip
    assert lines("canvas")[:2] == [
        "Student,ID,SIS User ID,SIS Login ID,Section,start/small", '"Lovelace, A",,7,ada,,2',
    ]  # fmt: skip
    assert lines("brightspace")[:2] == [
        "OrgDefinedId,Username,start/small Points Grade,End-of-Line Indicator", "7,ada,2,#",
    ]  # fmt: skip


def test_a_fault_on_the_marker_s_side_is_no_mark(tmp_path):
    report.write(
        tmp_path, [marks("ada", 0, note="It could not be marked (OSError: x)."), marks("b")]
    )
    assert (tmp_path / "for-moodle.csv").read_text().splitlines()[1:] == ["ada,,", "b,,1.5"]
    assert [row["start/small total"] for row in rows(tmp_path)] == ["0", "1.5"]


def test_the_summary_shows_questions_slips_and_learners(tmp_path):
    slip = QuestionMark("q1", 0, 2, "slip rows-for-people", "You counted `rows`.", "a-b")
    slipped = [Marks(name, name, "start/small", [slip]) for name in ("cy", "di")]
    unread = Marks("zed", "zed.ipynb", "", [], "The file is empty.")
    report.write(tmp_path, [marks("ada", 2), marks("<b>o"), *slipped, unread])
    page = BeautifulSoup((tmp_path / "summary.html").read_text(encoding="utf-8"), "html.parser")
    assert page.html["lang"] == "en-GB" and not page.find("script") and not page.find("b")
    questions, slips, learners, unknown = page.find_all("table")
    assert [c.text for c in questions.tbody.tr.find_all(["th", "td"])] == [
        "q1", "1", "1", "2", "rows-for-people", "2",
    ]  # fmt: skip
    assert [c.text for c in slips.tbody.tr.find_all(["th", "td"])] == [
        "rows-for-people", "q1", "2", "You counted rows.",
    ]  # fmt: skip
    for link in learners.find_all("a"):
        assert (tmp_path / unquote(link["href"])).is_file()
    assert "The file is empty." in unknown.text
    assert all(table.caption and table.th["scope"] == "col" for table in page.find_all("table"))


def test_a_foreign_table_is_kept_aside(tmp_path):
    (tmp_path / "marks.csv").write_text("name;grade\nada;7\n")
    assert "not one of ours" in report.write(tmp_path, [marks("ada")])[0]
    assert (tmp_path / "marks-before.csv").read_text() == "name;grade\nada;7\n"


def test_marks_that_were_set_by_hand_stay_and_stop_nothing(tmp_path):
    report.write(tmp_path, [marks("ada"), marks("bo")])
    table = tmp_path / "marks.csv"
    by_hand = table.read_text().replace("bo,1.5,1.5,2", 'bo,1.5,"1,75",absent')
    table.write_text(by_hand)
    report.write(tmp_path, [marks("ada", 2), marks("bo", 2, exercise="start/next")])
    report.write(tmp_path, [marks("ada", 1)])
    assert [row["total"] for row in rows(tmp_path)] == ["1", "3.75"]
    assert rows(tmp_path)[1]["start/small out_of"] == "absent"
    # The first copy, which holds them, is not written over by the next.
    assert (tmp_path / "marks-before.csv").read_text() == by_hand
    assert (tmp_path / "marks-before-2.csv").is_file()


def test_what_cannot_be_written_as_text_costs_nobody_a_page(tmp_path):
    odd = marks("caf\udce9 \x1b[31m\u202e", note="\ud800")
    odd.questions[0].message = "\ud800"
    report.write(tmp_path, [odd, marks("ada")])
    pages = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert len(rows(tmp_path)) == 2 and not any(b"\x1b" in page for page in pages.values())
    assert "caf_ __31m_.html" in pages


def test_a_learner_whose_name_looks_like_a_formula_is_found_on_the_roster(tmp_path):
    roster = {"@ada": {"email": "ada@example.org", "id": "7"}}
    report.write(tmp_path, [marks("@ada", 2)], {}, roster)
    assert (tmp_path / "for-moodle.csv").read_text().splitlines()[1] == "ada@example.org,7,2"


def test_pages_let_nothing_run_and_fetch_nothing(tmp_path):
    report.write(tmp_path, [marks("ada")])
    for name in ("ada.html", "summary.html"):
        page = BeautifulSoup((tmp_path / name).read_text(encoding="utf-8"), "html.parser")
        (rule,) = page.find_all("meta", {"http-equiv": "Content-Security-Policy"})
        assert rule["content"].startswith("default-src 'none'")


def test_questions_stand_in_their_natural_order():
    names = ("e q10", "e q2", "e total", "e out_of", "e note")
    header = report.to_csv([{"learner": "a"} | dict.fromkeys(names, "1")]).split("\n")[0]
    assert header == "learner,e q2,e q10,e total,e out_of,e note,total,out_of,note"


def test_a_spreadsheet_takes_no_text_for_a_formula():
    assert report.row_of(marks("=cmd()", note="@x"))["learner"] == "'=cmd()"
    assert report.row_of(marks("a", note="-1\n2"))["start/small note"] == "'-1 2"


def test_pages_have_names_fit_for_every_system():
    names = report.page_names(["ada", "Ada", "a/b:c", "..", "é ö (1)", "x" * 200, "Summary"])
    assert names[:5] == ["ada.html", "Ada-2.html", "a_b_c.html", "learner.html", "é ö (1).html"]
    assert len(names[5]) < 100 and len({n.casefold() for n in names}) == 7
    assert names[6] == "Summary-2.html"


def test_a_page_is_complete_escaped_and_in_order(tmp_path):
    report.write(tmp_path, [marks("<i>ada", note="Late."), marks("<i>ada", 2, exercise="start/b")])
    (path,) = (p for p in tmp_path.glob("*.html") if p.name != "summary.html")
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    assert page.html["lang"] == "en-GB" and page.title.text == "Feedback for <i>ada"
    assert [h.name for h in page.find_all(["h1", "h2", "h3"])] == ["h1", "h2", "h3", "h2", "h3"]
    assert page.h3.text == "q1: partly right, 1.5 of 2"
    assert page.code.text == "x" and page.find("b") is None and page.find("script") is None
    assert not page.find_all(src=True) and not page.find_all("link")
    assert "synthetic and unofficial" in page.text and "Late." in page.text


def test_names_of_pages_fit_any_system():
    names = report.page_names(
        ["con", "nul.txt", "\U0001d538" * 80, "名" * 90, "a/b", "..", "a_b", "A_B"]
    )
    assert names[0] == "_con.html" and names[1] == "_nul.txt.html" and "learner.html" in names
    assert max(len(name.encode()) for name in names) < 100
    assert len({name.casefold() for name in names}) == len(names)
