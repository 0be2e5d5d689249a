"""The teaching guide quotes what the commands really say."""

import pytest

from leo_course.commands.grade import shut_in_words
from leo_course.grading.cells import Limits

EVERYTHING = ["network", "processes", "limits", "files", "tcp", "signals"]


@pytest.fixture
def guide(root):
    return " ".join((root / "book" / "teach.md").read_text(encoding="utf-8").split())


@pytest.mark.parametrize("taken", [EVERYTHING, []], ids=["all", "nothing"])
def test_the_guide_quotes_the_line_on_what_code_was_kept_from(guide, taken):
    assert shut_in_words(taken) in guide


def test_the_guide_s_heads_are_the_parts_of_that_line(guide):
    for words in ("without network", "without TCP connections", "out of reach of other processes"):
        assert f"| {words}" in guide
    assert "without TCP connections" in shut_in_words(["limits", "files", "tcp"])


def test_the_guide_s_limits_are_those_in_force(guide):
    limits = Limits()
    assert (limits.cell, limits.notebook) == (60, 300)
    assert "more than a minute in a cell (`--seconds`) or five in all" in guide
    assert limits.resident == 2 * 2**30 and "more than 2 GB" in guide
    assert limits.output == 2_000_000 and "more than 2 million characters in a cell" in guide
    assert limits.processes == 50 and "more than 50 processes" in guide
    assert (limits.file_size, limits.room) == (200 * 2**20, 500 * 2**20)
    assert "more than 200 MB or more than 500 MB in all" in guide
    assert limits.entries == 20_000 and "or more than 20,000 files" in guide
