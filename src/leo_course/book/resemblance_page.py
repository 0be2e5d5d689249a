"""The page that puts the invented people beside the published figures."""

from html import escape
from string import Template

from leo_course import calibration
from leo_course.calibration import Comparison


def resemblance_page(template: str, compared: list[Comparison], chance: dict[str, float]) -> str:
    """The page in MyST Markdown: the prose of `template`, and a row for each figure."""
    rows = "\n".join(_row(one, chance.get(one.aim.measure)) for one in compared)
    heads = (
        "figure",
        "unit",
        "published",
        "ours",
        "difference",
        "tolerance",
        "by chance",
        "source",
    )
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    table = f"""<div class="wide-table" tabindex="0" role="group" aria-label="Table of figures">
<table><thead><tr>{cells}</tr></thead>
<tbody>
{rows}
</tbody></table></div>"""
    summary = calibration.in_short(compared)
    return Template(template).substitute(summary=summary, table=table)


def _row(one, deviation):
    aim = one.aim
    out = "" if one.met else " <strong>(out of tolerance)</strong>"
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
