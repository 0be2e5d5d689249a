"""A learner's copies: made once, renewed while untouched, never overwritten once changed."""

import json
import re
import shutil

import pytest
from click.testing import CliRunner

from leo_course.commands import lab


@pytest.fixture
def course(root, tmp_path, monkeypatch):
    """A course of its own, with the real lessons, in a folder that a test may change."""
    for name in ("notebooks", "exercises"):
        shutil.copytree(root / name, tmp_path / name)
    shutil.copy(root / "_toc.yml", tmp_path)
    (tmp_path / "data" / "dictionary").mkdir(parents=True)
    monkeypatch.setenv("LEO_COURSE", str(tmp_path))
    monkeypatch.setattr(lab, "make_if_missing", lambda: "there already")
    return tmp_path


def prepare():
    run = CliRunner().invoke(lab.command, ["--prepare"], catch_exceptions=False)
    assert run.exit_code == 0
    return run.output.replace("The extract: there already.\n", "")


def test_copies_stand_side_by_side_and_are_made_once(course):
    assert "start/first-look-exercise.ipynb: new" in prepare()
    copied = course / "my-work" / "start" / "first-look.ipynb"
    assert copied.read_bytes() == (course / "notebooks/start/first-look.ipynb").read_bytes()
    assert prepare() == ""


def test_a_changed_copy_is_kept_and_the_learner_is_told(course):
    prepare()
    mine = course / "my-work" / "start" / "first-look-exercise.ipynb"
    mine.write_text("my answers", encoding="utf-8")
    assert prepare() == ""
    theirs = course / "exercises" / "start" / "first-look.ipynb"
    theirs.write_text(theirs.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "was kept" in prepare()
    assert mine.read_text(encoding="utf-8") == "my answers"


def test_an_untouched_copy_is_renewed(course):
    prepare()
    theirs = course / "exercises" / "start" / "first-look.ipynb"
    theirs.write_text(theirs.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "first-look-exercise.ipynb: renewed" in prepare()
    mine = course / "my-work" / "start" / "first-look-exercise.ipynb"
    assert mine.read_bytes() == theirs.read_bytes()


def test_a_lost_record_costs_nothing(course):
    prepare()
    mine = course / "my-work" / "start" / "first-look-exercise.ipynb"
    mine.write_text("my answers", encoding="utf-8")
    (course / "my-work" / lab.RECORD).write_text("{", encoding="utf-8")
    prepare()
    assert mine.read_text(encoding="utf-8") == "my answers"


def test_the_start_page_lists_every_lesson_with_links_that_lead_somewhere(course):
    prepare()
    page = (course / "my-work" / lab.START_PAGE).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", page) if link.endswith(".ipynb")]
    assert "start/first-look.ipynb" in links
    for link in links:
        assert (course / "my-work" / link).exists(), link
    assert "synthetic and unofficial" in page


def test_the_start_page_shows_progress(course):
    lab.copy_for_learner(course)
    asked = lab.questions(course, "start/first-look")
    assert asked == ["q1", "q2", "q3", "q4", "q5", "q6"]
    assert "not begun, 6 questions" in lab.start_page(course)
    kept = {"start/first-look": {"q1": {"right": True}, "q2": {"right": False}, "gone": {}}}
    file = course / "my-work" / ".progress.json"
    file.write_text(json.dumps(kept))
    page = lab.start_page(course)
    assert "(start/first-look-exercise.ipynb): 1 of 6 questions right" in page
    assert "**Your progress:** 1 of " in page and " 0 of " in page
    file.write_text(json.dumps({"start/first-look": {q: {"right": True} for q in asked}}))
    assert "all 6 questions right" in lab.start_page(course)
    file.unlink()
    assert "not begun" in lab.start_page(course)


def test_a_notebook_without_a_title_is_named(tmp_path):
    path = tmp_path / "untitled.ipynb"
    path.write_text(json.dumps({"cells": []}))
    with pytest.raises(lab.CourseError, match=r"untitled\.ipynb has no title"):
        lab.title_of(path)
