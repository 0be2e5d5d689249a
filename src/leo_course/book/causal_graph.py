"""The picture of the model: what happens to a person, and what acts on what."""

from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 122, 50
_COLUMN, _ROW = 154, 76
_MARGIN = 6


@dataclass(frozen=True)
class Node:
    """A thing of the model, in a column (a stage of life) and a row (may be between two)."""

    name: str
    stage: int
    row: float
    hidden: bool = False  # no record shows it


STAGES = ("At birth", "Childhood", "At 16", "At 18", "University", "Work")
NODES = (
    Node("neighbourhood", 0, 0),
    Node("family advantage", 0, 1.5, hidden=True),
    Node("sex and month of birth", 0, 3),
    Node("ethnic group", 0, 4.5),
    Node("school", 1, 0),
    Node("hardship, free meals", 1, 1),
    Node("ability", 1, 2, hidden=True),
    Node("special needs", 1, 3),
    Node("ambition", 1, 4, hidden=True),
    Node("results at 16", 2, 2),
    Node("taste for university", 2, 4, hidden=True),
    Node("A levels", 3, 1.5),
    Node("applications, offers", 3, 3.5),
    Node("going to university", 4, 1),
    Node("subject, provider", 4, 2.5),
    Node("degree", 4, 4),
    Node("employer", 5, 1),
    Node("being in work", 5, 2.5),
    Node("pay", 5, 4),
)
EDGES = {
    "neighbourhood": ["family advantage", "employer"],
    "family advantage": [
        "ability", "ambition", "hardship, free meals", "school", "results at 16", "A levels",
        "applications, offers", "pay",
    ],
    "sex and month of birth": [
        "special needs", "ambition", "results at 16", "applications, offers",
        "subject, provider", "degree", "employer", "pay",
    ],
    "ethnic group": ["hardship, free meals", "results at 16", "applications, offers"],
    "school": ["results at 16"],
    "hardship, free meals": ["results at 16", "being in work"],
    "ability": ["special needs", "ambition", "school", "results at 16", "A levels", "pay"],
    "special needs": ["results at 16"],
    "ambition": [
        "results at 16", "A levels", "applications, offers", "degree", "being in work", "pay",
    ],
    "results at 16": [
        "A levels", "subject, provider", "degree", "employer", "being in work", "pay",
    ],
    "taste for university": ["applications, offers"],
    "A levels": ["applications, offers"],
    "applications, offers": ["going to university", "subject, provider"],
    "going to university": ["degree", "being in work"],
    "subject, provider": ["employer", "pay"],
    "degree": ["pay"],
    "employer": ["being in work", "pay"],
    "being in work": ["pay"],
}  # fmt: skip


def picture(name: str) -> str:
    """The graph as an SVG that takes its colours from the page, with `name` as its description."""
    places = {node.name: _place(node) for node in NODES}
    lines = [
        _arrow(places[cause], places[effect], strong=effect == "pay")
        for cause, effects in EDGES.items()
        for effect in effects
    ]
    width = _MARGIN * 2 + _COLUMN * (len(STAGES) - 1) + _WIDTH
    height = _MARGIN * 2 + 34 + _ROW * max(node.row for node in NODES) + _HEIGHT
    heads = [
        f'<text class="stage" x="{_MARGIN + _COLUMN * i + _WIDTH / 2}" y="18">{stage}</text>'
        for i, stage in enumerate(STAGES)
    ]
    boxes = [_box(node, *places[node.name]) for node in NODES]
    return "\n".join(
        [
            f'<svg class="causal-graph" viewBox="0 0 {width:g} {height:g}" role="img"'
            f' aria-label="{escape(name)}">',
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7"'
            ' markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z"/></marker></defs>',
            *lines,
            *boxes,
            *heads,
            "</svg>",
        ]
    )


def in_words() -> list[str]:
    """The same as sentences, for whoever does not see the picture: "Ability acts on …"."""
    return [
        f"{cause[0].upper()}{cause[1:]} acts on {_listed(effects)}."
        for cause, effects in EDGES.items()
    ]


def _place(node):
    return _MARGIN + _COLUMN * node.stage, _MARGIN + 34 + _ROW * node.row


def _box(node, x, y):
    kind = "hidden-trait" if node.hidden else "seen-trait"
    words = node.name.split(" ")
    half = (len(words) + 1) // 2
    lines = (
        [node.name] if len(node.name) <= 13 else [" ".join(words[:half]), " ".join(words[half:])]
    )
    start = y + _HEIGHT / 2 - 9 * (len(lines) - 1)
    text = "".join(
        f'<tspan x="{x + _WIDTH / 2:g}" y="{start + 6 + 18 * i:g}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    return (
        f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{_WIDTH}" height="{_HEIGHT}" rx="6"/>'
        f"<text>{text}</text>"
    )


def _arrow(start, end, strong):
    """A curve from the side of one box to the nearest side of another."""
    (x1, y1), (x2, y2) = start, end
    kind = ' class="to-pay"' if strong else ""
    if x1 == x2:
        down = y2 > y1
        x = x1 + _WIDTH * 0.8
        a, b = (y1 + _HEIGHT, y2) if down else (y1, y2 + _HEIGHT)
        bow = x + 22 if abs(y2 - y1) > 1.4 * _ROW else x
        return f'<path{kind} d="M{x:g} {a:g} C{bow:g} {a:g} {bow:g} {b:g} {x:g} {b:g}"/>'
    a, b = (x1 + _WIDTH, y1 + _HEIGHT / 2), (x2, y2 + _HEIGHT / 2)
    middle = (a[0] + b[0]) / 2
    return (
        f'<path{kind} d="M{a[0]:g} {a[1]:g} C{middle:g} {a[1]:g} {middle:g} {b[1]:g} '
        f'{b[0]:g} {b[1]:g}"/>'
    )


def _listed(names):
    return names[0] if len(names) == 1 else f"{'; '.join(names[:-1])}; and {names[-1]}"
