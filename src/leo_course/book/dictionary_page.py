"""The site's dictionary: a page to search in, and one for each collection of the extract.

Views of one collection (the spring census of each year, say) stand together, and so do the names
that one variable has in them. The search works on a script of our own that lists every column, so
that it needs no server.
"""

import json
import re
from html import escape

from leo_course.book.coverage import POINTS

_INTRODUCTION = """# Dictionary

Every view and column of the synthetic extract: {views} views, {columns} columns under all their
names, on a page for each collection. Views that are delivered year by year stand together, and so
do the names that one column bears in them.

Names, types, codes and years follow [public sources](../references.md#names-types-and-codes).
Where none gives a name we chose one in the same pattern and marked it
<span class="badge ours">our name</span>: in the Secure Research Service it may read otherwise.
Every column can be linked to: add `#`, the view, a dot and the column to this page's address, as
in `#{example}`.

```{{raw}} html
<form id="dictionary-search" role="search" aria-label="Dictionary" hidden>
<label for="dictionary-box">Find a column by name, meaning, code or label</label>
<input id="dictionary-box" type="search" name="q" autocomplete="off" spellcheck="false"
 aria-describedby="dictionary-count">
<p id="dictionary-count" role="status" aria-live="polite"></p>
</form>
<ul id="dictionary-results"></ul>
<script src="../../_static/dictionary-index.js" defer></script>
<script src="../../_static/dictionary.js" defer></script>
```

"""
_DATABASES = {
    "NPD_I2": "Schools, colleges' census and social care",
    "LILR_I2": "Further education",
    "UCAS_I2": "University applications",
    "HESA_I2": "Universities",
    "LEO_I2": "Lookups, work, pay, benefits, firms and places",
    "LINKAGE_LAB": "Linkage lab: what no researcher is shown",
    "TRUTH": "The truth: what no record holds",
}
_NAMED_BY = {
    "form": "in the variable request form",
    "code": "in public working code",
    "ours": "ours",
}
_CODES_IN_SIGHT = 10
_NAMES_IN_SIGHT = 6


def dictionary_pages(collections, rows: dict[str, int], covered=None) -> dict[str, str]:
    """The pages in MyST Markdown and the script that lists all columns, by the name of the file.

    `collections` are those of `leo_course.dictionary`; `rows` holds the rows of each view in the
    standard extract by its full name, such as "LEO_I2.leo_earnings"; `covered` is what
    `leo_course.book.coverage` found in the columns.
    """
    pages = {"dictionary.md": _front(collections, rows)}
    pages["_static/dictionary-index.js"] = _index(collections)
    for collection in collections:
        page = _collection(collection, rows, covered or {})
        pages[f"dictionary/{_file(collection)}.md"] = page
    return pages


def newest_columns(collections) -> set[tuple[str, str]]:
    """Of the columns that are the same but for their year, the newest, whose values are shown."""
    return {
        (named[-1][0].full_name, named[-1][1].name)
        for collection in collections
        for named in _by_variable(collection.views)
    }


def _file(collection):
    return f"{collection.database}-{collection.name}".lower().replace("_", "-")


def _title(collection):
    """The title of a collection that is delivered year by year, without the place for the year."""
    return re.sub(r",? *\{\w+\}", "", collection.title)


def _front(collections, rows):
    views = [view for collection in collections for view in collection.views]
    page = _INTRODUCTION.format(
        views=f"{len(views):,}",
        columns=f"{sum(len(view.fields) for view in views):,}",
        # A short one, which fits on a phone.
        example=min((f"{v.name}.{f.name}" for v in views for f in v.fields), key=len),
    )
    parts = []
    for database in dict.fromkeys(collection.database for collection in collections):
        parts += [f"## {database}", "", f"{_DATABASES[database]}.", ""]
        for one in (c for c in collections if c.database == database):
            count = sum(rows.get(view.full_name, 0) for view in one.views)
            entries = len(_by_variable(one.views))
            many = f"{len(one.views)} views" if len(one.views) > 1 else f"`{one.views[0].name}`"
            facts = f"{many}, {entries} columns" + (f", {count:,} rows" if count else "")
            parts.append(f"- [{_title(one)}](dictionary/{_file(one)}.md): {facts}")
        parts.append("")
    return page + "\n".join(parts)


def _index(collections):
    """A script that says what the search may find: pages with their views, and columns."""
    pages, columns = [], []
    for number, one in enumerate(collections):
        names = [view.name for view in one.views]
        left_out = sorted({name for view in one.views for name in view.left_out} - _held(one.views))
        file = f"dictionary/{_file(one)}.html"
        pages.append([file, _title(one), one.database, names, left_out])
        for named in _by_variable(one.views):
            view, field = named[-1]
            others = dict.fromkeys(f.name for _, f in named if f.name != field.name)
            labels = [f"{code} {label}" for code, label in (field.codes or {}).items()]
            described = " ".join(field.description.split())
            name = f"{view.name}.{field.name}"
            columns.append([number, name, described, " ".join(others), labels, _years(named)])
    content = json.dumps({"pages": pages, "columns": columns}, ensure_ascii=False)
    return f'"use strict";\nwindow.dictionaryIndex = {content};\n'


def _held(views):
    """What the form calls the columns that some view of a collection has."""
    return {field.form_name or field.name for view in views for field in view.fields}


def _collection(collection, rows, covered):
    newest = collection.views[-1]
    lines = [f"# {_title(collection)}", ""]
    lines += [f"A collection of `{collection.database}` in the [dictionary](../dictionary.md).", ""]
    lines += ["```{raw} html", '<div class="dictionary-view">']
    lines += [f"<p>{_line(newest.description)}</p>"]
    lines += ["<dl>", *_fact("Grain", _line(newest.grain)), *_keys(newest)]
    lines += [*_fact("Source", _line(newest.source)), "</dl>"]
    lines += _views(collection, rows)
    lines += _left_out(collection.views)
    lines += ["</div>", "```", "", "## Columns", "", "```{raw} html"]
    lines += ['<div class="dictionary-view"><ul class="dictionary-entries">']
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
            *_codes(field.codes or {}, *_newest(named, covered)),
            *_by_year(named, covered),
            "<dl>",
            *facts,
            "</dl>",
            *_other_names(named),
            "</li>",
        ]
    )


def _found(named, covered):
    """What was found in a column: pairs of a year and its coverage, the newest last."""
    found = [(view.year, covered.get((view.full_name, field.name))) for view, field in named]
    return [(year, one) for year, one in found if one]


def _newest(named, covered):
    """The share of each value in the newest year that has one, and that year."""
    year, newest = next(reversed(_found(named, covered)), (None, None))
    return dict(newest.shares) if newest else {}, year


def _by_year(named, covered):
    """In which share of rows the column is filled, a bar for each year, if the years differ."""
    found = _found(named, covered)
    if len({_percent(one.filled) for _, one in found}) < 2:
        return []
    items = [
        f'<li style="--share:{one.filled:.3f}">{year} <b>{_percent(one.filled)}</b></li>'
        for year, one in found
    ]
    return ["<p>Filled, of all rows, by year:</p>", '<ul class="by-year">', *items, "</ul>"]


def _covered(named, covered):
    """Facts on what the standard extract holds: filled rows, and values in the newest year."""
    found = _found(named, covered)
    if not found:
        return []
    shares = {_percent(one.filled) for _, one in found}
    facts = _fact("Filled in", f"{shares.pop()} of rows") if len(shares) == 1 else []
    year, newest = found[-1]
    when = f" ({year})" if year else ""
    if newest.points:
        names = ["median" if share == 0.5 else f"{share:.0%}" for share in POINTS]
        points = [f"{name} {_line(v)}" for name, v in zip(names, newest.points, strict=True)]
        return facts + _fact(f"Points of the distribution{when}", ", ".join(points))
    if newest.shares:
        more = newest.different - len(newest.shares)
        return facts + _fact(f"Values besides those shown{when}", f"{more:,}" if more > 0 else "")
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


def _codes(codes, shares, year):
    """The codes with their meaning and, where it was found, their share; other values likewise."""
    known = {str(code): str(label) for code, label in codes.items()}
    values = known | {value: "" for value in shares if value not in known}
    if not values:
        return []
    items = [_code_item(value, label, shares.get(value)) for value, label in values.items()]
    listed = ['<ul class="codes">', *items, "</ul>"]
    when = f" of {year}" if year else ""
    rarer = "; what has no number is rarer or absent" if len(values) > len(shares) else ""
    told = [f"<p>Share of the filled rows{when}{rarer}:</p>"] if shares else []
    if len(items) <= _CODES_IN_SIGHT:
        return [*told, *listed]
    what = f"{len(codes)} codes" if codes else f"the {len(values)} commonest values"
    return [f"<details><summary>{what}</summary>", *told, *listed, "</details>"]


def _code_item(value, label, share):
    words = f"<code>{escape(_shown(value))}</code> {_line(label)}".rstrip()
    if share is None:
        return f"<li>{words}</li>"
    bar = f'class="with-share" style="--share:{share:.3f}"'
    return f"<li {bar}>{words} <b>{_percent(share)}</b></li>"


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
