"""Links each term of the glossary where it first appears on a page of the site.

Writers link a term where they think of it; this links the rest while the site is built, so that
no page depends on it. The glossary's headings are the terms, and its page the only list of them.
"""

import re

from docutils import nodes

GLOSSARY = "book/glossary"
# Pages that explain or list terms themselves. Raw HTML, as the dictionary's, is not looked at.
_LEFT_ALONE = (GLOSSARY, "book/references", "book/licence")
# Terms of one word that is no everyday word too, as key, view and truth are: those are for writers.
_ONE_WORD = {
    *("attrition", "blocking", "cohort", "crosswalk", "disclosure", "dominance", "estimand"),
    *("furlough", "linkage", "lookup", "parquet", "proportionate", "pseudonym", "soundex"),
    *("spine", "splink", "vintage", "waterfall"),
}
# Terms that also mean something else: there is a self-assessment of ethics.
_BY_HAND = {"self-assessment"}
# Terms that pages also write out in full.
_IN_FULL = {
    "DfE": "Department for Education",
    "DWP": "Department for Work and Pensions",
    "FSM": "free school meals",
    "HMRC": "HM Revenue and Customs",
    "NINO": "National Insurance number",
    "NPD": "National Pupil Database",
    "ONS": "Office for National Statistics",
    "SEN": "special educational needs",
    "SRS": "Secure Research Service",
}
_NO_PLACE = (
    *(nodes.reference, nodes.title, nodes.literal, nodes.literal_block, nodes.raw, nodes.math),
    *(nodes.math_block, nodes.caption, nodes.rubric, nodes.comment, nodes.target),
)


def patterns(terms: dict[str, str]) -> dict[str, re.Pattern]:
    """What to look for, by the anchor of the term; `terms` are the headings by their anchor.

    Short forms must agree in case, other terms not; each may stand in the plural.
    """
    found = {}
    for anchor, term in terms.items():
        if term.lower() in _BY_HAND:
            continue
        wanted, full = re.escape(term), _IN_FULL.get(term)
        if re.search(r"[\s-]", term) or term.lower() in _ONE_WORD:
            wanted = f"(?i:{wanted})"
        elif term[1:] == term[1:].lower():
            continue
        wanted += f"|(?i:{re.escape(full)})" if full else ""
        found[anchor] = re.compile(rf"(?<![\w-])(?:{wanted})s?(?![\w-])")
    return found


def link_terms(doctree: nodes.document, wanted: dict[str, re.Pattern], address: str) -> list[str]:
    """Link the first appearance of each term in a page; the anchors linked, in order.

    A term that a writer has linked already counts as linked from there on. `address` is that of
    the glossary, as seen from the page.
    """
    left, made = dict(wanted), []
    for node in list(doctree.findall(lambda n: isinstance(n, nodes.Text | nodes.reference))):
        if isinstance(node, nodes.reference):
            page, _, anchor = node.get("refuri", "").partition("#")
            if page == address:
                left.pop(anchor, None)
        elif _may_hold_links(node):
            parts = _parted(node.astext(), left, address)
            made += [part["refuri"].partition("#")[2] for part in parts if not _is_text(part)]
            if len(parts) > 1 or not _is_text(parts[0]):
                node.parent.replace(node, parts)
    return made


def _is_text(node):
    return isinstance(node, nodes.Text)


def _may_hold_links(node):
    parent = node.parent
    while parent is not None:
        if isinstance(parent, _NO_PLACE) or "cell_output" in parent.get("classes", []):
            return False
        parent = parent.parent
    return True


def _parted(text, left, address):
    """The text as nodes, with a link for each term in `left`, which it is then taken from."""
    parts = []
    while found := _earliest(text, left):
        match, anchor = found
        del left[anchor]
        link = nodes.reference(
            "", match.group(), refuri=f"{address}#{anchor}", internal=True, classes=["term"]
        )
        parts += [nodes.Text(text[: match.start()])] if match.start() else []
        parts.append(link)
        text = text[match.end() :]
    return [*parts, nodes.Text(text)] if text or not parts else parts


def _earliest(text, left):
    """The first match of all, the longest where two begin together; nothing if there is none."""
    found = [(pattern.search(text), anchor) for anchor, pattern in left.items()]
    found = [(match, anchor) for match, anchor in found if match]
    return min(found, key=lambda one: (one[0].start(), -len(one[0].group())), default=None)


def terms_of(glossary: nodes.document) -> dict[str, str]:
    """The terms of the glossary's page: each heading below the first, by its anchor."""
    sections = [one for one in glossary.findall(nodes.section) if one.parent.parent is not None]
    return {one["ids"][0]: one.next_node(nodes.title).astext() for one in sections}


def on_page(app, doctree, docname):
    """Sphinx's event `doctree-resolved`: the page is whole, and its links lead somewhere."""
    if docname in _LEFT_ALONE or GLOSSARY not in app.env.found_docs:
        return
    if not hasattr(app, "glossary_patterns"):
        app.glossary_patterns = patterns(terms_of(app.env.get_doctree(GLOSSARY)))
    address = app.builder.get_relative_uri(docname, GLOSSARY)
    link_terms(doctree, app.glossary_patterns, address)
