"""The pictures of the model: what happens to a person, and what acts on what."""

from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 124, 44
_COLUMN, _ROW = 164, 60
_MARGIN, _PORT = 4, 9  # _PORT: from one arrow to the next at the side of a box


@dataclass(frozen=True)
class Part:
    """One picture: boxes by column and row, which may be between two; it explains the new ones."""

    title: str
    columns: tuple[dict[str, float], ...]


HIDDEN = {"family advantage", "ability", "ambition", "pull of university"}
SHARED_BY_TWINS = {
    *("region", "neighbourhood", "ethnic group", "family advantage", "hardship and free meals"),
    "month of birth",
}
# Authorities are drawn first and put into regions that suit how well off and how diverse they are;
# here the region comes first. Either way they go together, and nothing else acts on them.
EDGES = {
    "region": ["neighbourhood", "ethnic group", "school", "pull of university", "pay"],
    "neighbourhood": ["family advantage", "pull of university", "employer"],
    "family advantage": [
        "ability", "ambition", "hardship and free meals", "school", "results at 16", "A levels",
        "applications and offers", "going to university", "pay",
    ],
    "sex": [
        "special needs", "ambition", "results at 16", "pull of university", "subject and provider",
        "degree", "first job", "employer", "being in work", "children", "benefits", "pay",
    ],
    "month of birth": ["results at 16"],
    "ethnic group": [
        "hardship and free meals", "special needs", "results at 16", "pull of university",
        "applications and offers", "subject and provider", "degree", "being in work", "children",
        "benefits", "pay",
    ],
    "school": ["results at 16", "pull of university", "pay"],
    "hardship and free meals": [
        "special needs", "results at 16", "pull of university", "first job", "being in work",
        "children", "benefits", "pay",
    ],
    "ability": ["special needs", "ambition", "school", "results at 16", "A levels", "pay"],
    "special needs": ["school", "results at 16", "being in work", "benefits", "pay"],
    "ambition": [
        "results at 16", "A levels", "applications and offers", "going to university", "degree",
        "being in work", "pay",
    ],
    "results at 16": [
        "A levels", "going to university", "subject and provider", "degree", "employer",
        "being in work", "children", "benefits", "pay",
    ],
    "pull of university": ["A levels", "applications and offers", "going to university"],
    "A levels": ["applications and offers", "degree", "being in work", "pay"],
    "applications and offers": ["going to university", "subject and provider"],
    "going to university": ["degree", "being in work", "pay"],
    "subject and provider": ["degree", "first job", "employer", "pay"],
    "degree": ["first job", "employer", "being in work", "children", "pay"],
    "first job": ["employer", "being in work"],
    "employer": ["being in work", "pay"],
    "being in work": ["children", "benefits", "pay"],
    "children": ["benefits"],
}  # fmt: skip
# What is new in a picture stands in the middle of it, with its causes around.
PARTS = (
    Part(
        "Family and home",
        (
            {"region": 1.5},
            {"neighbourhood": 0.75, "ethnic group": 3},
            {"family advantage": 0.75},
            {"ability": 1.25, "sex": 2.25, "hardship and free meals": 3.25},
            {"ambition": 0, "special needs": 2},
        ),
    ),
    Part(
        "Results at 16",
        (
            {"region": 0, "ability": 1, "family advantage": 2, "special needs": 3,
             "hardship and free meals": 4},
            {"school": 1, "results at 16": 3},
            {"ambition": 0.5, "sex": 1.5, "month of birth": 2.5, "ethnic group": 3.5},
        ),
    ),
    Part(
        "The pull of university",
        (
            {"region": 0, "neighbourhood": 1, "school": 2},
            {"pull of university": 1},
            {"hardship and free meals": 0, "sex": 1, "ethnic group": 2},
        ),
    ),
    Part(
        "Applying to university",
        (
            {"ability": 0, "results at 16": 1, "pull of university": 2},
            {"A levels": 0.5, "applications and offers": 2.5},
            {"family advantage": 0.5, "ambition": 1.5, "ethnic group": 2.5},
        ),
    ),
    Part(
        "At university",
        (
            {"family advantage": 0, "pull of university": 1, "applications and offers": 2,
             "results at 16": 3},
            {"going to university": 0.5, "degree": 2, "subject and provider": 3.5},
            {"ambition": 0.5, "A levels": 1.5, "ethnic group": 2.5, "sex": 3.5},
        ),
    ),
    Part(
        "Into work",
        (
            {"hardship and free meals": 0, "subject and provider": 1, "neighbourhood": 2,
             "degree": 3, "A levels": 4, "going to university": 5},
            {"first job": 0.5, "employer": 2, "being in work": 4},
            {"sex": 1, "results at 16": 2, "ambition": 3, "special needs": 4, "ethnic group": 5},
        ),
    ),
    Part(
        "Pay",
        (
            {"family advantage": 0, "ability": 1, "ambition": 2, "results at 16": 3, "A levels": 4,
             "hardship and free meals": 5, "special needs": 6, "sex": 7},
            {"pay": 3.5},
            {"region": 0, "school": 1, "ethnic group": 2, "going to university": 3,
             "subject and provider": 4, "degree": 5, "employer": 6, "being in work": 7},
        ),
    ),
    Part(
        "Children and benefits",
        (
            {"degree": 0, "results at 16": 1, "being in work": 2, "hardship and free meals": 3},
            {"children": 0.5, "benefits": 2.5},
            {"sex": 0.5, "ethnic group": 1.5, "special needs": 2.5},
        ),
    ),
)  # fmt: skip


def drawn(part: Part) -> list[tuple[str, str]]:
    """The arrows of a part, cause and effect: those into the boxes that no earlier part shows."""
    earlier = {name for one in PARTS[: PARTS.index(part)] for name in _names(one)}
    new = _names(part) - earlier
    return [(one, other) for one, effects in EDGES.items() for other in effects if other in new]


def _names(part):
    return {name for column in part.columns for name in column}


def picture(part: Part) -> str:
    """A part as an SVG that takes its colours from the page."""
    boxes = {
        name: _Box(place, row)
        for place, column in enumerate(part.columns)
        for name, row in column.items()
    }
    arrows = [_Arrow(boxes[cause], boxes[effect]) for cause, effect in drawn(part)]
    _spread(arrows, boxes.values())
    mark = f"tip-{PARTS.index(part)}"
    width = max(box.x for box in boxes.values()) + _WIDTH + _MARGIN
    height = max(box.y for box in boxes.values()) + _HEIGHT + _MARGIN
    return "\n".join(
        [
            f'<svg class="causal-graph" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
            f' role="img" aria-label="{escape(_in_short(part))}">',
            f'<defs><marker id="{mark}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8"'
            ' markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
            '<path d="M0 0 L8 4 L0 8 z"/></marker></defs>',
            *(f'<path marker-end="url(#{mark})" d="{arrow.line()}"/>' for arrow in arrows),
            *(_drawn_box(name, box) for name, box in boxes.items()),
            "</svg>",
        ]
    )


def _in_short(part):
    """What a picture shows, for whoever does not see it."""
    causes = {}
    for cause, effect in drawn(part):
        causes.setdefault(effect, []).append(cause)
    return f"{part.title}: arrows to " + "; to ".join(
        f"{effect} from {_listed(names)}" for effect, names in causes.items()
    )


def pictures() -> str:
    """All parts as figures, each with its title."""
    figures = []
    for part in PARTS:
        kind = ' class="wide"' if len(part.columns) > 3 else ""
        title = f"<figcaption>{escape(part.title)}</figcaption>"
        figures.append(
            f"<figure{kind}>{title}\n"
            f'<div class="causal-graph-frame" tabindex="0" role="group"'
            f' aria-label="{escape(part.title)}">\n{picture(part)}\n</div></figure>'
        )
    return "\n".join(figures)


def in_words() -> list[str]:
    """The same as sentences, for whoever does not see the picture: "Ability acts on …"."""
    return [
        f"{cause[0].upper()}{cause[1:]} acts on {_listed(effects)}."
        for cause, effects in EDGES.items()
    ]


class _Box:
    def __init__(self, column, row):
        self.x, self.y = _MARGIN + _COLUMN * column, _MARGIN + _ROW * row
        self.middle = self.y + _HEIGHT / 2


class _Arrow:
    """From the side of one box to the facing side of another, or down to one below."""

    def __init__(self, start, end):
        self.start, self.end = start, end
        self.y1, self.y2 = start.middle, end.middle
        self.below = start.x == end.x
        self.ahead = start.x < end.x

    def line(self):
        if self.below:
            down = self.start.y < self.end.y
            y1, y2 = self.start.y + _HEIGHT * down, self.end.y + _HEIGHT * (not down)
            x = self.start.x + _WIDTH / 2
            if abs(y2 - y1) < 2 * _ROW:
                return f"M{x:g} {y1:g} V{y2:g}"
            x, out = self.start.x + _WIDTH - 8, self.start.x + _WIDTH + 30  # around a box between
            return f"M{x:g} {y1:g} C{out:g} {y1 + _ROW:g} {out:g} {y2 - _ROW:g} {x:g} {y2:g}"
        x1 = self.start.x + _WIDTH * self.ahead
        x2 = self.end.x + _WIDTH * (not self.ahead)
        mid = (x1 + x2) / 2
        return f"M{x1:g} {self.y1:g} C{mid:g} {self.y1:g} {mid:g} {self.y2:g} {x2:g} {self.y2:g}"


def _spread(arrows, boxes):
    """Let arrows begin and end side by side at a box, in the order in which they come and go."""
    for box in boxes:
        for ahead in (True, False):
            here = [one for one in arrows if one.ahead is ahead and not one.below]
            out = sorted((a for a in here if a.start is box), key=lambda a: a.end.middle)
            into = sorted((a for a in here if a.end is box), key=lambda a: a.start.middle)
            for place, arrow in enumerate(out):
                arrow.y1 = box.middle + _step(out) * (place - (len(out) - 1) / 2)
            for place, arrow in enumerate(into):
                arrow.y2 = box.middle + _step(into) * (place - (len(into) - 1) / 2)


def _step(arrows):
    return min(_PORT, (_HEIGHT - 8) / max(len(arrows) - 1, 1))


def _drawn_box(name, box):
    kind = "hidden-trait" if name in HIDDEN else "seen-trait"
    lines = [name] if len(name) <= 13 else _two_lines(name.split(" "))
    start = box.middle - 9 * (len(lines) - 1) + 5
    text = "".join(
        f'<tspan x="{box.x + _WIDTH / 2:g}" y="{start + 18 * i:g}">{escape(line)}</tspan>'
        for i, line in enumerate(lines)
    )
    inner = (
        f'<rect class="shared-by-twins" x="{box.x + 3:g}" y="{box.y + 3:g}" width="{_WIDTH - 6}"'
        f' height="{_HEIGHT - 6}" rx="4"/>'
    )
    return (
        f'<rect class="{kind}" x="{box.x:g}" y="{box.y:g}" width="{_WIDTH}" height="{_HEIGHT}"'
        f' rx="6"/>{inner if name in SHARED_BY_TWINS else ""}<text>{text}</text>'
    )


def _two_lines(words):
    """Parted where the longer of the two lines is shortest."""
    parted = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return min(parted, key=lambda lines: max(map(len, lines)))


def _listed(names):
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, and {names[-1]}"
