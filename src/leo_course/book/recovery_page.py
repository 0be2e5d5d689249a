"""The page that says which questions the synthetic extract can answer, and by which design."""

from html import escape
from string import Template

from leo_course.recovery import Answer, Study, summary


def recovery_page(template: str, studies: tuple[Study, ...], stored: dict) -> str:
    """The page in MyST Markdown: the prose of `template`, and a table for each study.

    `stored` holds lists of answers by (study, design), as `leo_course.recovery.stored` reads them.
    """
    seeds = max(len(answers) for answers in stored.values())
    parts = "\n\n".join(_study(study, stored) for study in studies)
    return Template(template).substitute(seeds=seeds, studies=parts)


def _study(study, stored):
    heads = ("design", "truth", "estimate", "standard error", "intervals that cover", "power")
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    designs = [answers for (name, _), answers in stored.items() if name == study.name]
    rows = "\n".join(_row(study.name, answers) for answers in designs)
    return f"""## {study.name[0].upper()}{study.name[1:]}

{study.estimand} {study.reading}

```{{raw}} html
<div class="wide-table" tabindex="0" role="group" aria-label="{escape(study.name)}">
<table><thead><tr>{cells}</tr></thead>
<tbody>
{rows}
</tbody></table></div>
```

{study.why}"""


def _row(name, answers: list[Answer]):
    one = summary(name, answers)
    kind = "" if one.sound else " <em>(naive)</em>"
    power = f"{one.power:.0%}" if one.sound else ""
    numbers = (f"{one.truth:.3g}", f"{one.estimate:.3g}", f"{one.error:.2g}", f"{one.coverage:.0%}")
    cells = "".join(f"<td>{cell}</td>" for cell in (*numbers, power))
    return f'<tr><th scope="row">{escape(one.design)}{kind}</th>{cells}</tr>'
