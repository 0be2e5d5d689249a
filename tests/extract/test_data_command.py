"""`leo data`, as it is typed."""

import json

import pytest
from click.testing import CliRunner

from leo_course import dictionary
from leo_course.commands.data import command
from leo_course.errors import CourseError


def run(*words):
    return CliRunner().invoke(command, words)


def test_it_makes_an_extract_and_says_what(tmp_path):
    result = run("--size", "300", "--seed", "4", "--jobs", "1", "--to", str(tmp_path / "x"))
    assert result.exit_code == 0
    assert f"{len(dictionary.views())} views" in result.output
    assert "Synthetic and unofficial" in result.output
    content = json.loads((tmp_path / "x" / "MANIFEST.json").read_text(encoding="utf-8"))
    assert (content["people"], content["seed"], content["size"]) == (300, 4, "300")


def test_the_environment_names_the_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("LEO_EXTRACT", str(tmp_path / "mine"))
    assert run("--size", "300").exit_code == 0
    assert (tmp_path / "mine" / "MANIFEST.json").is_file()


@pytest.mark.parametrize(
    ("words", "message"),
    [(("--size", "enormous"), "is not a size"), (("--seed", "tuesday"), "is not a seed")],
)
def test_mistakes_are_told_in_one_sentence(tmp_path, words, message):
    result = run(*words, "--to", str(tmp_path / "x"))
    assert isinstance(result.exception, CourseError)
    assert message in str(result.exception)
    assert "\n" not in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_help_teaches_sizes_and_seed():
    text = run("--help").output
    for word in ("tiny", "teaching", "large", "60,000", "another seed", "unofficial"):
        assert word in text
