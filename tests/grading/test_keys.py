"""Keys: what an author must not ask for, and when a kept key no longer holds."""

import pandas as pd

from leo_course.grading import canonical, keys


def answer(value, **policy):
    part = {"answers": {"x": canonical.canonical(value)}, "policy": policy, "slips": []}
    return {"questions": {"q1": part | {"reread": ""}}}


def test_an_answer_that_cannot_be_compared_as_a_whole_is_a_fault():
    frame = pd.DataFrame({"pay": [1.5, 2.5], "n": [1, 2]})
    assert keys.faults(answer(frame)) == []
    (fault,) = keys.faults(answer(frame.set_axis(["F", "M"])))
    assert "the index of `x` in q1 has no name" in fault and ".reset_index()" in fault
    many = pd.DataFrame({"id": range(3000), "pay": 0.5})
    assert keys.faults(answer(many)) == []
    (fault,) = keys.faults(answer(many, tolerance=0.01))
    assert "too large to be compared with a tolerance" in fault


def test_a_kept_key_ends_with_the_form_it_is_written_in(small, tmp_path, monkeypatch):
    before = keys._source_hash(small)
    (tmp_path / "canonical.py").write_text("another form")
    monkeypatch.setattr(canonical, "__file__", str(tmp_path / "canonical.py"))
    assert keys._source_hash(small) != before
