"""The table of marks and the pages of feedback."""

import csv

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


def test_the_table_has_a_row_for_each_learner(tmp_path):
    unread = Marks("zed", "zed.ipynb", "", [], "The file is empty.")
    assert report.write(tmp_path, [unread, marks("Bo"), marks("ada", 2)]) == []
    header = "learner,exercise,q1,total,out_of,note"
    assert (tmp_path / "marks.csv").read_text().splitlines() == [
        header,
        "ada,start/small,2,2,2,",
        "Bo,start/small,1.5,1.5,2,",
        "zed,,,0,,The file is empty.",
    ]


def test_earlier_marks_stay_and_changed_ones_are_kept_aside(tmp_path):
    report.write(tmp_path, [marks("ada"), marks("bo")])
    first = (tmp_path / "marks.csv").read_text()
    assert report.write(tmp_path, [marks("ada"), marks("cy")]) == []
    assert [row["learner"] for row in rows(tmp_path)] == ["ada", "bo", "cy"]
    notes = report.write(tmp_path, [marks("ada", 2)])
    assert notes and "1 earlier mark changed" in notes[0]
    assert (tmp_path / "marks-before.csv").read_text().startswith(first[:40])
    assert [row["total"] for row in rows(tmp_path)] == ["2", "1.5", "1.5"]


def test_a_foreign_table_is_kept_aside(tmp_path):
    (tmp_path / "marks.csv").write_text("name;grade\nada;7\n")
    assert "not one of ours" in report.write(tmp_path, [marks("ada")])[0]
    assert (tmp_path / "marks-before.csv").read_text() == "name;grade\nada;7\n"


def test_questions_stand_in_their_natural_order():
    header = report.to_csv([{"learner": "a", "exercise": "e", "q10": "1", "q2": "1"}]).split("\n")[
        0
    ]
    assert header == "learner,exercise,q2,q10,total,out_of,note"


def test_a_spreadsheet_takes_no_text_for_a_formula():
    assert report.row_of(marks("=cmd()", note="@x"))["learner"] == "'=cmd()"
    assert report.row_of(marks("a", note="-1\n2"))["note"] == "'-1 2"


def test_pages_have_names_fit_for_every_system():
    names = report.page_names(["ada", "Ada", "a/b:c", "..", "é ö (1)", "x" * 200])
    assert names[:5] == ["ada.html", "Ada-2.html", "a_b_c.html", "learner.html", "é ö (1).html"]
    assert len(names[5]) < 100 and len({n.casefold() for n in names}) == 6


def test_a_page_is_complete_escaped_and_in_order(tmp_path):
    report.write(tmp_path, [marks("<i>ada", note="Late."), marks("<i>ada", 2, exercise="start/b")])
    (path,) = tmp_path.glob("*.html")
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    assert page.html["lang"] == "en-GB" and page.title.text == "Feedback for <i>ada"
    assert [h.name for h in page.find_all(["h1", "h2", "h3"])] == ["h1", "h2", "h3", "h2", "h3"]
    assert page.h3.text == "q1: partly right, 1.5 of 2"
    assert page.code.text == "x" and page.find("b") is None and page.find("script") is None
    assert not page.find_all(src=True) and not page.find_all("link")
    assert "synthetic and unofficial" in page.text and "Late." in page.text
