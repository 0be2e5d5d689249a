"""`leo doctor` says one line per thing, and the remedy for what is wrong."""

import pytest
from click.testing import CliRunner

from leo_course.commands import doctor
from leo_course.commands.doctor import Finding
from leo_course.errors import CourseError


def run(*looks, monkeypatch):
    monkeypatch.setattr(doctor, "LOOKS", list(looks))
    return CliRunner().invoke(doctor.command)


def test_all_well(monkeypatch):
    result = run(lambda: Finding("disk", True, "plenty"), monkeypatch=monkeypatch)
    assert result.exit_code == 0
    assert "ok    disk:" in result.output and "remedy" not in result.output


def test_what_is_wrong_comes_with_its_remedy_and_a_failing_end(monkeypatch):
    result = run(
        lambda: Finding("disk", False, "full", "make room"),
        lambda: Finding("kernel", True, "fine"),
        monkeypatch=monkeypatch,
    )
    assert isinstance(result.exception, CourseError)
    assert "fix   disk:" in result.output and "make room" in result.output
    assert "ok    kernel:" in result.output


def test_what_is_not_needed_does_not_fail(monkeypatch):
    result = run(
        lambda: Finding("browser", False, "none", "install one", needed=False),
        monkeypatch=monkeypatch,
    )
    assert result.exit_code == 0 and "note  browser" in result.output


def test_a_look_that_breaks_is_a_line_not_a_traceback(monkeypatch):
    def broken_thing():
        raise RuntimeError("no such luck")

    result = run(broken_thing, monkeypatch=monkeypatch)
    assert isinstance(result.exception, CourseError)
    assert "broken thing:" in result.output and "no such luck" in result.output


def test_packages_are_held_against_the_lock(monkeypatch):
    assert doctor.packages().well
    monkeypatch.setattr(doctor, "version", lambda name: "0.0.1")
    finding = doctor.packages()
    assert not finding.well and "is 0.0.1, not" in finding.says


def test_a_missing_extract_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("LEO_EXTRACT", str(tmp_path / "nothing"))
    finding = doctor.extract()
    assert not finding.well and "leo data" in finding.says + finding.remedy
    assert finding.says.count("\n") == 0


@pytest.mark.parametrize("look", [doctor.python_version, doctor.room, doctor.writable])
def test_this_machine_is_well(look):
    assert look().well
