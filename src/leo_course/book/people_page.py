"""The page on the model: who the invented people are, and every number behind them."""

from html import escape
from itertools import groupby
from string import Template

from leo_course.book import causal_graph

_SECTIONS = {
    "place": "Places",
    "person": "Traits",
    "ethnicity": "Ethnic groups and languages",
    "school": "Schools",
    "fsm": "Free school meals",
    "sen": "Special educational needs",
    "ks4": "Results at 16",
    "he": "University",
    "work": "Being in work",
    "pay": "Pay",
    "fe": "Further education records",
}


def people_page(template: str, items) -> str:
    """The page in MyST Markdown: the prose of `template`, with the picture and every number.

    `items` are the parameters of the model, in order.
    """
    items = [item for item in items if not item.name.startswith("trouble.")]
    sentences = [f"<li>{escape(sentence)}</li>" for sentence in causal_graph.in_words()]
    page = Template(template).substitute(
        picture=causal_graph.picture(
            "Boxes for the things of the model in six stages of life, joined by arrows from "
            "each cause to what it acts on; the list below has the same in words."
        ),
        words="\n".join(sentences),
        count=f"{sum(len(i.value) if isinstance(i.value, dict) else 1 for i in items):,}",
    )
    sections = groupby(items, key=lambda item: item.name.split(".")[0])
    return page + "\n".join(_section(name, list(group)) for name, group in sections)


def _section(name, items):
    title = _SECTIONS.get(name, name.replace("_", " ").capitalize())
    rows = "\n".join(_row(item) for item in items)
    return f"""
### {title}

```{{raw}} html
<details><summary>{len(items)} parameters</summary>
<div class="wide-table" tabindex="0" role="group" aria-label="Parameters: {escape(title)}"><table>
<thead><tr><th scope="col">name</th><th scope="col">value</th><th scope="col">meaning</th>
<th scope="col">source</th></tr></thead>
<tbody>
{rows}
</tbody></table></div></details>
```
"""


def _row(item):
    meaning = f"{escape(item.meaning)} <em>({escape(item.unit)})</em>"
    return (
        f"<tr><th scope='row'><code>{escape(item.name).replace('_', '_<wbr>')}</code></th>"
        f"<td>{_value(item.value)}</td><td>{meaning}</td><td>{escape(item.source)}</td></tr>"
    )


def _value(value):
    if not isinstance(value, dict):
        return escape(str(value))
    pairs = ", ".join(f"{escape(str(key))}: {escape(str(one))}" for key, one in value.items())
    return f"<span class='by-code'>{pairs}</span>"
