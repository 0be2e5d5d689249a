"""The site's dictionary: every view and column of the extract, on one page that can be filtered.

Views of one collection (the spring census of each year, say) stand together, and so do the names
that one variable has in them.
"""

import re
from html import escape

from leo_course.book.coverage import POINTS

_INTRODUCTION = """# Dictionary

Every view and column of the synthetic extract: {views} views, {columns} columns under all their
names. Views that are delivered year by year stand together, and so do the names that one column
bears in them.

Names, types, codes and years follow [public sources](../references.md#names-types-and-codes).
Where none gives a name we chose one in the same pattern and marked it
<span class="badge ours">our name</span>: in the Secure Research Service it may read otherwise.
Every column can be linked to: add `#`, the view, a dot and the column to this page's address, as
in <a href="#{example}"><code>#{example}</code></a>.

```{{raw}} html
<form id="dictionary-search" role="search" aria-label="Dictionary" hidden>
<label for="dictionary-box">Filter by name, meaning, code or label</label>
<input id="dictionary-box" type="search" name="q" autocomplete="off" spellcheck="false"
 aria-describedby="dictionary-count">
<p id="dictionary-count" role="status" aria-live="polite"></p>
</form>
```

"""
_SCRIPT = """```{raw} html
<script src="../../_static/dictionary.js" defer></script>
```
"""
_NAMED_BY = {
    "form": "in the variable request form",
    "code": "in public working code",
    "ours": "ours",
}
_CODES_IN_SIGHT = 10
_NAMES_IN_SIGHT = 6


def dictionary_page(collections, rows: dict[str, int], covered=None) -> str:
    """The page, in MyST Markdown with raw HTML for what Markdown has no words for.

    `collections` are those of `leo_course.dictionary`; `rows` holds the rows of each view in the
    standard extract by its full name, such as "LEO_I2.leo_earnings"; `covered` is what
    `leo_course.book.coverage` found in the columns.
    """
    views = [view for collection in collections for view in collection.views]
    page = _INTRODUCTION.format(
        views=f"{len(views):,}",
        columns=f"{sum(len(view.fields) for view in views):,}",
        example=f"{views[0].name}.{views[0].fields[0].name}",
    )
    return (
        page
        + "\n".join(_collection(one, rows, covered or {}) for one in collections)
        + "\n"
        + _SCRIPT
    )


def _collection(collection, rows, covered):
    newest = collection.views[-1]
    words = " ".join([collection.database, *(view.name for view in collection.views)])
    # The title of a collection that is delivered year by year has a place for the year.
    title = re.sub(r",? *\{\w+\}", "", collection.title)
    lines = [f"## {title}", "", "```{raw} html"]
    lines += [f'<div class="dictionary-view" data-words="{escape(words)}">']
    lines += [f"<p>{_line(newest.description)}</p>"]
    lines += ["<dl>", *_fact("Grain", _line(newest.grain)), *_keys(newest)]
    lines += [*_fact("Source", _line(newest.source)), "</dl>"]
    lines += _views(collection, rows)
    lines += _left_out(collection.views)
    lines += ['<ul class="dictionary-entries">']
    lines += [_entry(named, covered) for named in _by_variable(collection.views)]
    lines += ["</ul>", "</div>", "```", ""]
    return "\n".join(lines)


def _keys(view):
    names = {field.variable: field.name for field in view.fields}
    keys = [f"<code>{_breakable(names[key])}</code>" for key in view.order_by if key in names]
    return _fact("Keys, in the order of the rows", ", ".join(keys))


def _views(collection, rows):
    items = []
    for view in collection.views:
        count = rows.get(view.full_name)
        shown = f": {count:,} rows in the standard extract" if count is not None else ""
        ours = ' <span class="badge ours">our name</span>' if view.named_by == "ours" else ""
        name = f"<code>{escape(view.database)}.{_breakable(view.name)}</code>"
        items.append(f'<li id="{escape(view.name)}">{name}{ours}{shown}</li>')
    return ['<ul class="view-names">', *items, "</ul>"]


def _by_variable(views):
    """Lists of (view, field) that are the same column: same variable, type, codes and source."""
    found = {}
    for view in reversed(views):  # the newest first: its words are shown
        for field in view.fields:
            codes = tuple((field.codes or {}).items())
            same = (field.variable, field.sql_type, codes, field.named_by, field.unit)
            found.setdefault(same, []).append((view, field))
    return [list(reversed(named)) for named in found.values()]


def _entry(named, covered):
    field = named[-1][1]
    ids = [escape(f"{view.name}.{one.name}") for view, one in named]
    more = "".join(f'<span id="{one}"></span>' for one in ids[:-1])
    ours = ' <span class="badge ours">our name</span>' if field.named_by == "ours" else ""
    unit = f" ({escape(field.unit)})" if field.unit else ""
    facts = [
        *_fact("Type", f"<code>{escape(field.sql_type)}</code>{unit}"),
        *_fact("Years", _years(named)),
        *_fact("Name", _name_source(field)),
        *_fact("Source", _line(field.source or "")),
        *_covered(named, covered),
    ]
    return "\n".join(
        [
            f'<li class="dictionary-entry" id="{ids[-1]}">{more}',
            f'<h3><a href="#{ids[-1]}"><code>{_breakable(field.name)}</code></a>{ours}</h3>',
            f"<p>{_line(field.description)}</p>",
            *_other_names(named),
            *_codes(field.codes or {}),
            "<dl>",
            *facts,
            "</dl>",
            "</li>",
        ]
    )


def _covered(named, covered):
    """Facts on what the standard extract holds: filled rows by year, and values in the newest."""
    found = [(view.year, covered.get((view.full_name, field.name))) for view, field in named]
    found = [(year, one) for year, one in found if one]
    if not found:
        return []
    shares = {_percent(one.filled) for _, one in found}
    by_year = [f"{year}: {_percent(one.filled)}" for year, one in found]
    filled = f"{shares.pop()} of rows" if len(shares) == 1 else ", ".join(by_year)
    year, newest = found[-1]
    when = f" ({year})" if year else ""
    facts = _fact("Filled in", filled)
    if newest.shares:
        values = [
            f"<code>{_line(value)}</code> {_percent(share)}" for value, share in newest.shares
        ]
        more = newest.different - len(newest.shares)
        values += [f"and {more:,} more"] if more > 0 else []
        return facts + _fact(f"Commonest values{when}", ", ".join(values))
    if newest.points:
        names = ["median" if share == 0.5 else f"{share:.0%}" for share in POINTS]
        points = [f"{name} {_line(v)}" for name, v in zip(names, newest.points, strict=True)]
        return facts + _fact(f"Points of the distribution{when}", ", ".join(points))
    return facts + _fact(
        f"Different values{when}", f"{newest.different:,}" if newest.different else ""
    )


def _percent(share):
    """A share as a percentage; what is more than nothing never reads as 0%."""
    if 0 < share < 0.001:
        return "under 0.1%"
    return "100%" if share == 1 else f"{min(share, 0.999):.1%}"


def _name_source(field):
    """Where the name is from, and what the request form calls the column if that differs."""
    source = _NAMED_BY[field.named_by]
    if field.form_name and field.form_name.lower() != field.name.lower():
        source += f"; the request form has {_code(field.form_name)}"
    return source


def _other_names(named):
    newest = named[-1][1].name
    names = [f"<code>{_breakable(one.name)}</code>" for _, one in named if one.name != newest]
    if not names:
        return []
    listed = ", ".join(dict.fromkeys(names))
    if len(names) <= _NAMES_IN_SIGHT:
        return [f"<p>In other years: {listed}</p>"]
    return [
        f"<details><summary>{len(names)} names in other years</summary><p>{listed}</p></details>"
    ]


def _codes(codes):
    items = [
        f"<li><code>{escape(_shown(code))}</code> {_line(str(label))}</li>"
        for code, label in codes.items()
    ]
    if not items:
        return []
    listed = ['<ul class="codes">', *items, "</ul>"]
    if len(items) <= _CODES_IN_SIGHT:
        return listed
    return [f"<details><summary>{len(items)} codes</summary>", *listed, "</details>"]


def _shown(code):
    return str(code) if str(code).strip() else "(blank)"


def _years(named):
    """The years of the views that hold the column, as ranges; of the field in a pooled view."""
    years = [view.year for view, _ in named if view.year is not None]
    if not years:
        span = named[-1][1].years
        return "" if span is None else _range(*span)
    ranges = []
    for year in sorted(years):
        if ranges and year == ranges[-1][1] + 1:
            ranges[-1][1] = year
        else:
            ranges.append([year, year])
    return ", ".join(_range(*span) for span in ranges)


def _range(first, last):
    return f"{first}" if first == last else f"{first} to {last}"


def _left_out(views):
    """The request form's variables that no view of the collection has, or not in each year."""
    years = {}
    for view in views:
        for name in view.left_out:
            years.setdefault(name, []).append(view.year)
    if not years:
        return []
    names = []
    for name, missing in sorted(years.items(), key=lambda pair: pair[0].lower()):
        some = f" ({_range(min(missing), max(missing))})" if len(missing) < len(views) else ""
        names.append(f"<code>{_breakable(name)}</code>{some}")
    summary = f"Left out: {len(names):,} of the request form's variables"
    return [f"<details><summary>{summary}</summary><p>{', '.join(names)}</p></details>"]


def _fact(name, value):
    """A pair of a description list, or nothing where there is nothing to say."""
    return [f"<div><dt>{name}</dt><dd>{value}</dd></div>"] if value else []


def _code(text):
    return f"<code>{_breakable(text)}</code>" if text else ""


def _line(text):
    """Escaped, on one line: an empty line would end the block of raw HTML."""
    return escape(" ".join(text.split()))


def _breakable(name):
    """A long name may break after an underscore, so that it fits on a phone."""
    return escape(name).replace("_", "_<wbr>")
