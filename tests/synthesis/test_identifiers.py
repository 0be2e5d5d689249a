"""Pseudonyms are unique, spelled right and visibly synthetic."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_course.synthesis import identifiers as ids

KINDS = (ids.PMR, ids.EDUKEY, ids.AE_ID, ids.RECORDID)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@given(seed=st.integers(0, 2**63 - 1), start=st.integers(0, 2**29))
@settings(max_examples=15, deadline=None)
def test_no_two_people_share_an_identifier(kind, seed, start):
    made = ids.make(seed, kind, np.arange(start, start + 2000))
    assert len(np.unique(made)) == 2000
    assert made.min() >= kind.offset
    assert made.max() < kind.offset + 2**kind.bits


@pytest.mark.parametrize(("kind", "length"), [(ids.PMR, 18), (ids.EDUKEY, 14)])
def test_spelling_has_the_length_of_the_form_and_says_synthetic(kind, length):
    made = ids.make(1, kind, np.arange(500))
    text = [bytes(line).decode() for line in ids.spell(kind, made)]
    assert {len(word) for word in text} == {length}
    assert all(word.startswith("SYN") for word in text)
    assert len(set(text)) == 500
    # The rows of a view are sorted by number; that must be the order of the text too.
    assert [text[place] for place in np.argsort(made)] == sorted(text)


def test_order_of_identifiers_says_nothing_of_the_order_of_people():
    made = ids.make(2021, ids.PMR, np.arange(20_000)).astype(float)
    other = ids.make(2021, ids.EDUKEY, np.arange(20_000)).astype(float)
    assert abs(np.corrcoef(made, np.arange(20_000))[0, 1]) < 0.03
    assert abs(np.corrcoef(made, other)[0, 1]) < 0.03
