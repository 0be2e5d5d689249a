"""The synthetic people resemble the published figures of data/calibration."""

import csv
import statistics

import pytest
from click.testing import CliRunner

from leo_course import calibration, extract
from leo_course.calibration import Aim, Comparison
from leo_course.errors import CourseError

AIMS = calibration.aims()


@pytest.fixture(scope="module")
def compared(teaching):
    with extract.truth(teaching) as connection:
        return {one.aim: one for one in calibration.compare(connection, AIMS)}


# Of any group, at most this share may be out; the page that shows the figures marks each of them.
MOST_OUT = 0.03


@pytest.mark.parametrize("group", sorted({aim.group for aim in AIMS}))
def test_published_figures_are_met(group, compared):
    here = [one for aim, one in compared.items() if aim.group == group]
    out = [f"{one.aim.measure}: {one.found:.4g}" for one in here if not one.met]
    assert len(out) / len(here) <= MOST_OUT, out


def test_figures_are_met_on_the_whole(compared):
    """Half of the pay figures within 5 percent, half of the shares within 2 points."""
    pay = [one for aim, one in compared.items() if aim.unit.startswith("percent of pounds")]
    shares = [one for aim, one in compared.items() if aim.unit in ("percent", "percentage points")]
    assert statistics.median(abs(one.difference) / one.aim.value for one in pay) < 0.05
    assert statistics.median(abs(one.difference) for one in shares) < 2
    assert len(pay) > 100 and len(shares) > 500


def test_every_figure_says_where_it_comes_from():
    assert len({aim.measure for aim in AIMS}) == len(AIMS)
    for aim in AIMS:
        assert aim.confidence in {"V", "D", "G"}
        assert all(text.strip() for text in (aim.figure, aim.unit, aim.source))
        assert aim.tolerance > 0


def test_every_query_is_for_a_figure():
    for group in {aim.group for aim in AIMS}:
        measures = {aim.measure for aim in AIMS if aim.group == group}
        assert calibration.queries(group)[1].keys() == measures


def test_a_figure_that_is_out_is_noticed():
    aim = Aim("a", "A", 200.0, 5, "percent of pounds", "s", "V", "g")
    assert aim.allowed == 10
    assert Comparison(aim, 209.9).met and not Comparison(aim, 210.1).met
    assert Comparison(aim, 190.0).difference == -10
    assert Comparison(aim, 211.9, chance=1.0).met and not Comparison(aim, 212.1, chance=1.0).met


def test_a_figure_without_a_query_is_named(teaching):
    aim = Aim("none", "A", 1.0, 1, "percent", "s", "V", AIMS[0].group)
    with extract.truth(teaching) as connection, pytest.raises(CourseError, match="no query for"):
        calibration.compare(connection, [aim])


def test_the_play_of_chance_is_known_for_every_figure():
    with (calibration.folder() / calibration.SPREAD).open(encoding="utf-8", newline="") as lines:
        rows = {row["measure"]: row for row in csv.DictReader(lines)}
    assert rows.keys() == {aim.measure for aim in AIMS}
    assert all(float(row["standard_deviation"]) > 0 for row in rows.values())


def test_the_command_shows_each_figure(teaching, monkeypatch):
    from leo_course.commands.report import command

    monkeypatch.setenv("LEO_EXTRACT", str(teaching))
    run = CliRunner().invoke(command, catch_exceptions=False)
    assert run.exit_code == 0
    assert f" of {len(AIMS):,} figures are within their tolerance, and " in run.output
    assert all(aim.figure in run.output for aim in AIMS)
