"""The page on the troubles: how records go wrong between a life and the researcher."""

from html import escape
from string import Template

_NAMED = 6


def troubles_page(template: str, items) -> str:
    """The page in MyST Markdown: the prose of `template`, and a row for each trouble."""
    troubles = [item for item in items if item.name.startswith("trouble.")]
    rows = "\n".join(_row(item) for item in sorted(troubles, key=lambda item: item.name))
    table = f"""<div class="wide-table" tabindex="0" role="group" aria-label="Table of troubles">
<table>
<thead><tr><th scope="col">trouble</th><th scope="col">what happens</th><th scope="col">rate</th>
<th scope="col">seen in</th><th scope="col">source</th></tr></thead>
<tbody>
{rows}
</tbody></table></div>"""
    return Template(template).substitute(table=table)


def _row(item):
    name = item.name.removeprefix("trouble.")
    return (
        f'<tr id="{escape(name)}"><th scope="row">{escape(name.replace("_", " "))}</th>'
        f"<td>{escape(item.meaning)}</td>"
        f"<td>{escape(str(item.value))} <em>({escape(item.unit)})</em></td>"
        f"<td>{_views(item.views)}</td>"
        f"<td>{escape(item.source)}</td></tr>"
    )


def _views(views):
    """The collections, or how many there are where a trouble of the keys moves nearly all."""
    if len(views) > _NAMED:
        return f"{len(views)} collections"
    names = (f"<code>{escape(view).replace('_', '_<wbr>')}</code>" for view in views)
    return ", ".join(names)
