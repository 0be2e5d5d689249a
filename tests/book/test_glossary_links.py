"""Terms of the glossary are linked where they first appear on a page."""

import pytest
from docutils import nodes
from docutils.core import publish_doctree

from leo_course.book import glossary_links

TERMS = {"srs": "SRS", "spine": "Spine", "tax-year": "Tax year", "fsm": "FSM", "key": "Key"}
ADDRESS = "../glossary.html"


def linked(text):
    """The links that were made, as pairs of words and anchor, and the page."""
    doctree = publish_doctree(f"Title of SRS\n============\n\n{text}\n")
    glossary_links.link_terms(doctree, glossary_links.patterns(TERMS), ADDRESS)
    links = [one for one in doctree.findall(nodes.reference) if "term" in one["classes"]]
    return [(one.astext(), one["refuri"].partition("#")[2]) for one in links], doctree


def test_the_first_appearance_is_linked_and_no_other():
    links, page = linked("In the SRS, two tax years; the SRS and a spine.\n\nThe SRS again.")
    assert links == [("SRS", "srs"), ("tax years", "tax-year"), ("spine", "spine")]
    assert page.astext().count("SRS") == 4


def test_a_short_form_counts_when_it_is_written_out():
    assert linked("Free school meals, or FSM.")[0] == [("Free school meals", "fsm")]


@pytest.mark.parametrize(
    "text",
    [
        "``SRS`` as code",
        "SRSX, X-SRS and srs are other words",
        "a key is an everyday word",
        f"`SRS <{ADDRESS}#srs>`_, linked by a writer, and then SRS",
        "`the SRS <elsewhere.html>`_",
    ],
)
def test_what_is_left_alone(text):
    assert linked(text)[0] == []


def test_the_terms_are_the_headings_of_the_glossary():
    page = publish_doctree(
        "Glossary\n========\n\nA\n-\n\nx\n\nB b\n---\n\ny\n",
        settings_overrides={"doctitle_xform": False},
    )
    assert glossary_links.terms_of(page) == {"a": "A", "b-b": "B b"}


def test_every_term_with_a_rule_of_its_own_is_in_the_glossary(root):
    text = (root / "book" / "glossary.md").read_text(encoding="utf-8")
    headings = {line[3:] for line in text.splitlines() if line.startswith("## ")}
    assert glossary_links._IN_FULL.keys() <= headings
    by_hand = glossary_links._BY_HAND | glossary_links._ONE_WORD
    assert {one.capitalize() for one in by_hand} <= headings
