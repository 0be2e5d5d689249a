"""Sound designs recover the truth of the model, naive ones miss it, and lessons have the power."""

import re
import statistics
from math import sqrt

import pytest
from scipy.stats import binom

from leo_course import extract, recovery
from leo_course.recovery import Answer, summary
from leo_course.synthesis import build

STUDIES = {study.name: study for study in recovery.studies()}
STORED = recovery.stored()
SUMMARIES = [summary(study, answers) for (study, _), answers in STORED.items()]
SOUND = [one for one in SUMMARIES if one.sound]
NAIVE = [one for one in SUMMARIES if not one.sound]
SEEDS_OF_THE_GATE = range(30_001, 30_003)  # others than the stored ones


def name(one):
    return f"{one.study}: {one.design}"


def test_every_question_has_a_naive_and_a_sound_answer():
    for kind in (SOUND, NAIVE):
        assert {one.study for one in kind} == STUDIES.keys()
    assert {one.seeds for one in SUMMARIES} == {SUMMARIES[0].seeds}
    assert SUMMARIES[0].seeds >= 16


@pytest.mark.parametrize("study", STUDIES.values(), ids=lambda study: study.name)
def test_what_a_study_says_is_said_in_whole_sentences(study):
    for text in (study.estimand, study.reading):
        assert text[0].isupper() and text.endswith("."), text
        for sentence in re.split(r"(?<=[a-z]\.) ", text):
            assert re.search(r"\b(is|are|means?|counts|speaks)\b", sentence), sentence


@pytest.mark.parametrize("one", SOUND, ids=name)
def test_a_sound_design_covers_the_truth_as_often_as_it_says(one):
    covered = round(one.coverage * one.seeds)
    # Rarer than once in five hundred if the intervals held what they promise.
    assert binom.cdf(covered, one.seeds, 0.95) > 0.002, one
    # What is left of bias is less than the design's own uncertainty.
    assert abs(one.bias) < one.error, one


@pytest.mark.parametrize("one", NAIVE, ids=name)
def test_a_naive_design_misses_the_truth(one):
    assert abs(one.bias) > 4 * one.bias_error, one
    assert one.coverage <= 0.8, one


@pytest.mark.parametrize("one", SOUND, ids=name)
def test_teaching_size_has_the_power_that_lessons_need(one):
    if STUDIES[one.study].needs_power:
        assert one.power > 0.9, one


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """Answers of extracts of other seeds, made here and now, by study and design."""
    found = {}
    for seed in SEEDS_OF_THE_GATE:
        folder = tmp_path_factory.mktemp("recovery") / "extract"
        build.make(folder, "teaching", seed)
        with extract.truth(folder) as connection:
            for study, answer in recovery.answers(connection):
                found.setdefault((study.name, answer.design), []).append(answer)
    return found


@pytest.mark.slow
def test_what_is_stored_is_what_the_designs_say_today(fresh):
    assert fresh.keys() == STORED.keys()
    for key, answers in fresh.items():
        before = [one.estimate - one.truth for one in STORED[key]]
        today = [one.estimate - one.truth for one in answers]
        spread = statistics.stdev(before) * sqrt(1 / len(before) + 1 / len(today))
        shift = abs(statistics.mean(today) - statistics.mean(before))
        assert shift < 4.5 * spread, key


@pytest.mark.slow
def test_fresh_extracts_show_the_same(fresh):
    for key, answers in fresh.items():
        misses = [(one.estimate - one.truth) / one.error for one in answers]
        if answers[0].sound:
            assert max(map(abs, misses)) < 4.5, (key, misses)
            assert abs(statistics.mean(misses)) < 4 / sqrt(len(misses)), (key, misses)


def test_the_summary_counts_what_it_should():
    answers = [Answer("d", True, estimate, 0.1, 1.0) for estimate in (1.0, 1.1, 1.5)]
    one = summary("s", answers)
    assert one.coverage == pytest.approx(2 / 3)
    assert one.bias == pytest.approx(0.2)
    assert one.power > 0.999
    assert summary("s", [Answer("d", True, 0.0, 1.0, 0.0)] * 2).power == pytest.approx(
        0.05, abs=1e-3
    )
