"""Each check of the built site is fed a page that breaks its rule: the alarm must ring."""

import json

import pytest

from leo_course.book import checks

ALT = "Line chart of median pay by years after GCSEs, women and men, rising apart."
GOOD = f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>A page</title>
<link rel="stylesheet" href="_static/course.css"><script src="_static/a.js"></script>
<link rel="canonical" href="https://elsewhere.org/page.html">
</head>
<body>
<h1 id="top">A page</h1>
<p><a href="https://elsewhere.org">out</a> <a href="other.html#there">in</a>
<a href="#top">up</a></p>
<img src="_images/abc.png" alt="{ALT}">
<div class="course-notice">Synthetic data, unofficial course, no real person.</div>
<script>const drawing = "http://www.w3.org/2000/svg";</script>
<div class="onlyprint"><h1>A page</h1></div>
</body></html>"""
OTHER = GOOD.replace('<a href="other.html#there">in</a>', '<a name="there"></a>')


@pytest.fixture
def site(tmp_path):
    """A small site without fault, and the notebook that was run for it."""
    html = tmp_path / "html"
    for name, text in {
        "page.html": GOOD,
        "other.html": OTHER,
        "_static/course.css": "@import 'basic.css'; a { background: url(dot.png) }",
        "_static/a.js": "",
        "_static/ignored.html": "<p>not a page of ours</p>",
        "_images/abc.png": "",
    }.items():
        path = html / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    write_notebook(tmp_path / "run" / "lesson.ipynb", [code_cell()])
    return html


def code_cell(**changes):
    return {"cell_type": "code", "source": ["1 + 1"], "execution_count": 1, "outputs": []} | changes


def write_notebook(path, cells):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells}), encoding="utf-8")


def faults(site):
    return checks.faults_of_site(site, site.parent / "run", ["lesson"])


def test_a_site_without_fault_passes(site):
    assert faults(site) == []


def test_an_empty_folder_is_a_fault(tmp_path):
    assert "no page" in faults(tmp_path / "html")[0]


PLANTED = {
    "no language": ('<html lang="en-GB">', "<html>", "does not say its language"),
    "no title": ("<title>A page</title>", "<title> </title>", "has no title"),
    "title of a page without heading": ("A page</title>", "&lt;no title&gt;</title>", "no title"),
    "not for phones": ('<meta name="viewport" content="width=device-width">', "", "phone"),
    "two main headings": ("<p><a", "<h1>Two</h1><p><a", "2 main headings"),
    "no main heading": ('<h1 id="top">A page</h1>', '<p id="top"></p>', "0 main headings"),
    "no notice": ('class="course-notice"', "", "does not say 'synthetic'"),
    "notice without its word": ("unofficial", "official", "does not say 'unofficial'"),
    "no alt text": (f'alt="{ALT}"', "", "has 0 characters"),
    "short alt text": (ALT, "A chart of pay by year.", "has 23 characters"),
    "file name as alt text": (ALT, "../_images/0123456789abcdef0123456789abcdef.png", "file name"),
    "hash as alt text": (ALT, "0123456789abcdef" * 4, "file name"),
    "script from elsewhere": ("_static/a.js", "https://cdn.example.org/a.js", "<script> fetches"),
    "script without a scheme": ("_static/a.js", "//cdn.example.org/a.js", "<script> fetches"),
    "style from elsewhere": ("_static/course.css", "https://example.org/a.css", "<link> fetches"),
    "picture from elsewhere": ("_images/abc.png", "http://example.org/a.png", "<img> fetches"),
    "picture from elsewhere on fine screens": (
        'src="_images/abc.png"',
        'src="_images/abc.png" srcset="_images/abc.png 1x, https://example.org/a.png 2x"',
        "<img> fetches https://example.org/a.png",
    ),
    "frame from elsewhere": ("<p><a", '<iframe src="https://a.org"></iframe><p><a', "<iframe>"),
    "script that names an address": (
        '"http://www.w3.org/2000/svg"',
        '"https://unpkg.com/thebe/index.js"',
        "a script in the page names the outside address https://unpkg.com",
    ),
    "style in the page that fetches": (
        "</head>",
        "<style>@import 'https://fonts.example.org/a.css';</style></head>",
        "a style in the page fetches https://fonts.example.org/a.css",
    ),
    "link to no page": ('href="other.html#there"', 'href="gone.html"', "gone.html leads nowhere"),
    "link out of the site": ('href="other.html#there"', 'href="../x.html"', "leads nowhere"),
    "link to no anchor": ('href="#top"', 'href="#bottom"', "anchor that page.html does not have"),
    "link to no anchor elsewhere": ("#there", "#nowhere", "anchor that other.html does not have"),
    "picture without file": ("_images/abc.png", "_images/gone.png", "gone.png leads nowhere"),
    "cell with an error": ("<p><a", '<div class="output traceback"></div><p><a', "in an error"),
    "cell with a warning": ("<p><a", '<div class="output stderr"></div><p><a', "standard error"),
}  # fmt: skip


@pytest.mark.parametrize(("good", "bad", "words"), PLANTED.values(), ids=PLANTED)
def test_a_planted_fault_is_found(site, good, bad, words):
    assert good in GOOD
    (site / "page.html").write_text(GOOD.replace(good, bad), encoding="utf-8")
    found = faults(site)
    assert any(words in fault and fault.startswith("page.html") for fault in found), found


def test_a_style_sheet_that_fetches_is_found(site):
    css = "@font-face { src: url(https://fonts.example.org/a.woff2) }"
    (site / "_static" / "course.css").write_text(css, encoding="utf-8")
    assert faults(site) == [
        "_static/course.css fetches https://fonts.example.org/a.woff2 from outside."
    ]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([code_cell(execution_count=None)], "cell 1 was not run"),
        ([code_cell(outputs=[{"output_type": "error"}])], "cell 1 ended in an error"),
    ],
)
def test_a_cell_that_did_not_run_well_is_found(site, cells, words):
    write_notebook(site.parent / "run" / "lesson.ipynb", cells)
    assert any(words in fault for fault in faults(site))


def test_cells_without_code_need_not_run(site):
    empty = code_cell(source=["\n"], execution_count=None)
    text = {"cell_type": "markdown", "source": ["# Words"]}
    write_notebook(site.parent / "run" / "lesson.ipynb", [empty, text])
    assert faults(site) == []


def test_a_notebook_that_was_never_run_is_found(site):
    (site.parent / "run" / "lesson.ipynb").unlink()
    assert faults(site) == ["lesson: the builder did not run this notebook."]


def test_links_are_resolved_as_a_browser_does():
    assert checks._resolve("book/made/status.html", "../index.html") == "book/index.html"
    assert checks._resolve("book/index.html", "made/") == "book/made/index.html"
    assert checks._resolve("book/index.html", "../../x.html") is None
