"""The course map, and what pages say of how much of the course stands."""

from leo_course.book import contents
from leo_course.book.map_page import in_words, map_page, planned_parts


def template(root):
    return (root / "book" / "templates" / "map.md").read_text(encoding="utf-8")


def test_the_map_has_every_lesson_with_its_question_minutes_and_exercise(root):
    page = map_page(template(root), root)
    for name in contents.lessons(root):
        row = next(line for line in page.splitlines() if f"notebooks/{name}.ipynb" in line)
        assert row.count("|") == 6 and "?" in row
        assert (f"exercises/{name}.md" in row) == (name not in contents.WITHOUT_EXERCISE)
    assert "$" not in page


def test_planned_parts_go_on_where_those_that_stand_end(root):
    standing = len(contents.parts(root))
    planned = planned_parts(template(root))
    assert planned == list(range(standing + 1, standing + 1 + len(planned)))


def test_the_pages_written_by_hand_say_how_much_stands(root):
    standing, lessons = len(contents.parts(root)), len(contents.lessons(root))
    every = standing + len(planned_parts(template(root)))
    home = " ".join((root / "book" / "index.md").read_text(encoding="utf-8").split())
    said = f"{in_words(lessons)} lessons stand, in {in_words(standing)} of {in_words(every)} parts"
    assert said.capitalize() in home
    readme = " ".join((root / "README.md").read_text(encoding="utf-8").split())
    assert (
        f"{in_words(lessons)} lessons stand, in {in_words(standing)} parts".capitalize() in readme
    )
