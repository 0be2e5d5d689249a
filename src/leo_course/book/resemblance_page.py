"""The page that puts the invented people beside the published figures."""

from html import escape
from string import Template

from leo_course import calibration
from leo_course.calibration import Comparison

# Files of data/calibration, in the order of a life.
GROUPS = {
    "first-extract": "Cohorts, school and first pay",
    "school-census": "School census",
    "attainment": "Results at school",
    "attendance_and_care": "Attendance, exclusion, need and care",
    "colleges": "Colleges and the years after 16",
    "applications": "A levels and applications",
    "university": "University",
    "work": "Work and pay",
    "firms": "Firms and industries",
    "state_and_place": "Benefits, furlough, self-employment, places",
    "identities": "Links",
}
_OUT = " <strong>(out of tolerance)</strong>"
_HEADS = (
    "figure",
    "unit",
    "published",
    "ours",
    "difference",
    "tolerance",
    "by chance",
    "source",
)


def resemblance_page(template: str, compared: list[Comparison], chance: dict[str, float]) -> str:
    """The page in MyST Markdown: the prose of `template`, what misses, and each figure."""
    misses = [one for one in compared if not one.met]
    groups = {name: [] for name in GROUPS}
    for one in compared:
        groups.setdefault(one.aim.group, []).append(one)
    shown = "\n".join(_group(name, some, chance) for name, some in groups.items() if some)
    return Template(template).substitute(
        summary=calibration.in_short(compared),
        misses=_table("What misses", misses, chance, mark="") if misses else "<p>None.</p>",
        table=shown,
    )


def _group(name, compared, chance):
    """A folded table of one kind of figure, which says how many of its figures are met."""
    title = GROUPS.get(name, name.replace("-", " ").replace("_", " ").capitalize())
    met = sum(one.met for one in compared)
    summary = f"{title}: {met:,} of {len(compared):,}"
    return (
        f"<details><summary>{escape(summary)}</summary>\n"
        f"{_table(title, compared, chance)}\n</details>"
    )


def _table(title, compared, chance, mark=_OUT):
    rows = "\n".join(_row(one, chance.get(one.aim.measure), mark) for one in compared)
    cells = "".join(f'<th scope="col">{head}</th>' for head in _HEADS)
    return f"""<div class="wide-table" tabindex="0" role="group" aria-label="{escape(title)}">
<table><thead><tr>{cells}</tr></thead>
<tbody>
{rows}
</tbody></table></div>"""


def _row(one, deviation, mark):
    aim = one.aim
    out = "" if one.met else mark
    by_chance = "not known" if deviation is None else _number(deviation)
    numbers = (_number(aim.value), _number(one.found), f"{_number(one.difference, '+')}{out}")
    limits = (_number(aim.allowed), by_chance)
    cells = "".join(f"<td>{cell}</td>" for cell in (*numbers, *limits))
    unit = aim.unit.removeprefix("percent of ")
    return (
        f'<tr><th scope="row">{escape(aim.figure)}</th><td>{escape(unit)}</td>{cells}'
        f"<td>{escape(aim.source)} <strong>{aim.confidence}</strong></td></tr>"
    )


def _number(value, sign=""):
    return f"{value:{sign},.0f}" if abs(value) >= 1000 else f"{value:{sign}.3g}"
