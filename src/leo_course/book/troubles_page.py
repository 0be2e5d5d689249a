"""The page on the troubles: how records go wrong between a life and the researcher."""

from html import escape
from string import Template

from leo_course.book.taught import Lesson

_NAMED = 6
# Where a trouble is met first, by the database of the first collection that shows it.
_KINDS = {
    "many": "Who is linked to whom",
    "NPD_I2": "Schools and social care",
    "LILR_I2": "Colleges and apprenticeships",
    "UCAS_I2": "Applications to university",
    "HESA_I2": "Universities",
    "LEO_I2": "Links, work, pay and places",
    "LINKAGE_LAB": "The linkage lab",
}


def troubles_page(template: str, items, taught: dict[str, list[Lesson]]) -> str:
    """The page in MyST Markdown: the prose of `template`, and by kind a row for each trouble.

    `taught` gives the lessons that teach a trouble, by its name.
    """
    troubles = [item for item in items if item.name.startswith("trouble.")]
    kinds = {kind: [] for kind in _KINDS}
    for item in sorted(troubles, key=lambda item: item.name):
        kinds[_kind(item)].append(item)
    met = {_KINDS[kind]: found for kind, found in kinds.items() if found}
    tables = "\n".join(_table(title, found, taught) for title, found in met.items())
    links = " · ".join(map(_jump, met))
    return Template(template).substitute(links=links, tables=tables)


def _jump(title):
    """A link to the heading of a kind, by the anchor that the builder gives it."""
    return f"[{title}](#{title.lower().replace(',', '').replace(' ', '-')})"


def _kind(item):
    return "many" if len(item.views) > _NAMED else item.views[0].partition(".")[0]


def _table(title, troubles, taught):
    rows = "\n".join(_row(item, taught) for item in troubles)
    return f"""## {title}

```{{raw}} html
<div class="wide-table" tabindex="0" role="group" aria-label="{escape(title)}">
<table>
<thead><tr><th scope="col">trouble</th><th scope="col">what happens</th><th scope="col">rate</th>
<th scope="col">seen in</th><th scope="col">source</th></tr></thead>
<tbody>
{rows}
</tbody></table></div>
```
"""


def _row(item, taught):
    name = item.name.removeprefix("trouble.")
    return (
        f'<tr id="{escape(name)}"><th scope="row">{escape(name.replace("_", " "))}</th>'
        f"<td>{escape(item.meaning)}{_lessons(taught.get(name, []))}</td>"
        f"<td>{escape(str(item.value))} <em>({escape(item.unit)})</em></td>"
        f"<td>{_views(item.views)}</td>"
        f"<td>{escape(item.source)}</td></tr>"
    )


def _lessons(lessons):
    """Links to the lessons that teach a trouble; nothing where none does yet."""
    links = ", ".join(
        f'<a href="../../notebooks/{escape(one.name)}.html"><em>{escape(one.title)}</em></a>'
        for one in lessons
    )
    return f" Taught in {links}." if links else ""


def _views(views):
    """The collections, or how many there are where a trouble of the keys moves nearly all."""
    if len(views) > _NAMED:
        return f"{len(views)} collections"
    return ", ".join(map(_linked, views))


def _linked(view):
    """A collection, with a link to its page of the dictionary."""
    file = view.lower().replace(".", "-").replace("_", "-")
    name = escape(view).replace("_", "_<wbr>")
    return f'<a href="dictionary/{file}.html"><code>{name}</code></a>'
