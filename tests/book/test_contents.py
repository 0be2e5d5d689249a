"""The order of the course, as `_toc.yml` holds it."""

import pytest

from leo_course.book import contents
from leo_course.errors import CourseError
from leo_course.paths import course_root

TOC = """
format: jb-book
root: book/index
parts:
  - caption: First
    chapters:
      - file: notebooks/start/one
        sections:
          - file: book/made/exercises/start/one
      - file: notebooks/start/two
  - caption: Look up
    chapters:
      - file: book/glossary
  - caption: Second
    chapters:
      - file: notebooks/link/three
"""


def test_parts_hold_lessons_in_order_and_nothing_else(tmp_path):
    (tmp_path / "_toc.yml").write_text(TOC, encoding="utf-8")
    assert contents.parts(tmp_path) == [
        ("First", ["start/one", "start/two"]),
        ("Second", ["link/three"]),
    ]
    assert contents.lessons(tmp_path) == ["start/one", "start/two", "link/three"]


@pytest.mark.parametrize("text", ["parts: [", "- a list"])
def test_a_broken_list_of_contents_says_where_it_is(tmp_path, text):
    (tmp_path / "_toc.yml").write_text(text, encoding="utf-8")
    with pytest.raises(CourseError, match=r"_toc\.yml"):
        contents.parts(tmp_path)


def test_every_page_of_the_course_has_its_file():
    root = course_root()
    pages = [page for part in contents._toc(root)["parts"] for page in contents._pages(part)]
    assert pages
    for page in pages:
        if not page.startswith("book/made/"):
            assert any((root / f"{page}{end}").exists() for end in (".md", ".ipynb")), page


def test_each_lesson_with_a_solution_has_its_exercise_page():
    root = course_root()
    pages = [page for part in contents._toc(root)["parts"] for page in contents._pages(part)]
    for name in contents.lessons(root):
        solution = root / "solutions" / f"{name}.ipynb"
        assert (f"book/made/exercises/{name}" in pages) == solution.exists(), name
