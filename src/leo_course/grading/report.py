"""Marks as a table for the teacher and a page of feedback for each learner."""

import csv
import html
import io
import re
from collections import defaultdict
from pathlib import Path

from leo_course.grading import notebooks
from leo_course.grading.marking import Marks
from leo_course.grading.saying import code_to_html

FIRST, LAST = ["learner", "exercise"], ["total", "out_of", "note"]
NOTICE = "All data in this course are synthetic and unofficial; they hold no real person."


def write(out: Path, marked: list[Marks], headings: dict | None = None) -> list[str]:
    """Write ``marks.csv`` and a page for each learner into `out`; give notes on earlier marks.

    `headings` gives for each exercise the headings of its lesson, {anchor: text}.

    Rows of learners and exercises that were not marked now stay. Where a mark changes, or the
    earlier file cannot be read as marks, that file is kept as ``marks-before.csv``.
    """
    out.mkdir(parents=True, exist_ok=True)
    file = out / "marks.csv"
    rows = [row_of(marks) for marks in marked]
    earlier, notes = _earlier(file), []
    now = {(row["learner"], row["exercise"]) for row in rows}
    if earlier is None:
        notes.append(_keep(file, "The earlier marks.csv is not one of ours"))
        earlier = []
    changed = [r for r in earlier if (r["learner"], r["exercise"]) in now and r not in rows]
    if changed:
        count = f"{len(changed)} earlier {'mark' if len(changed) == 1 else 'marks'} changed"
        notes.append(_keep(file, count))
    rows += [r for r in earlier if (r["learner"], r["exercise"]) not in now]
    notebooks.write_text(file, to_csv(rows))
    by_learner = defaultdict(list)
    for marks in marked:
        by_learner[marks.learner].append(marks)
    for name, own in zip(page_names(list(by_learner)), by_learner.values(), strict=True):
        notebooks.write_text(out / name, page(own, headings or {}))
    return notes


def _keep(file, why):
    kept = file.with_name("marks-before.csv")
    notebooks.write_text(kept, file.read_text(encoding="utf-8-sig", errors="replace"))
    return f"{why}; the file as it was is kept as {kept.name}."


def _earlier(file):
    """Rows of an earlier table: [] if there is none, None if it is not such a table."""
    if not file.is_file():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            names = list(reader.fieldnames or [])
            if names[:2] != FIRST or names[-3:] != LAST:
                return None
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error):
        return None
    fields = set(names)
    if any(set(row) != fields or None in row.values() for row in rows):
        return None
    return [{name: value for name, value in row.items() if value or name in FIRST} for row in rows]


def row_of(marks: Marks) -> dict[str, str]:
    """Give the row of the table for one notebook; empty fields are left out."""
    row = {"learner": _field(marks.learner), "exercise": marks.exercise}
    row |= {mark.question: f"{mark.earned:g}" for mark in marks.questions}
    row |= {"total": f"{marks.total:g}", "out_of": f"{marks.out_of:g}" if marks.out_of else ""}
    row["note"] = _field(marks.note)
    return {name: value for name, value in row.items() if value or name in FIRST}


def _field(text):
    """Keep a spreadsheet from taking a learner's text for a formula."""
    line = " ".join(text.split())
    return f"'{line}" if line[:1] in ("=", "+", "-", "@") else line


def to_csv(rows: list[dict[str, str]]) -> str:
    """Write the table; a column for each question that any row has."""
    questions = {name for row in rows for name in row} - {*FIRST, *LAST}
    names = FIRST + sorted(questions, key=_natural) + LAST
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: (row["learner"].casefold(), row["exercise"])))
    return text.getvalue()


def _natural(name):
    return [(not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in re.split(r"(\d+)", name)]


def page_names(learners: list[str]) -> list[str]:
    """Give a file name for each learner's page, fit for any system, no two alike."""
    taken, names = set(), []
    for learner in learners:
        stem = re.sub(r"[^\w .()-]", "_", learner).strip(" .")[:80] or "learner"
        name, count = stem, 2
        while name.casefold() in taken:
            name, count = f"{stem}-{count}", count + 1
        taken.add(name.casefold())
        names.append(f"{name}.html")
    return names


_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem;
       color: CanvasText; background: Canvas; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
section section { border-left: .3rem solid GrayText; padding: .1rem 1rem; margin: 1rem 0; }
code { font-size: 1em; }
"""


def page(own: list[Marks], headings: dict) -> str:
    """Write a learner's page of feedback: complete in itself, no script, readable aloud."""
    title = f"Feedback for {html.escape(own[0].learner)}"
    parts = "".join(_exercise_part(m, headings.get(m.exercise, {})) for m in own)
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n{parts}<p><small>{NOTICE}</small></p>\n</main>\n</body>\n</html>\n"
    )


def _exercise_part(marks, headings):
    name = marks.exercise or marks.file
    head = f"<section>\n<h2>{html.escape(name)}</h2>\n"
    if marks.out_of:
        head += f"<p><strong>{marks.total:g} of {marks.out_of:g} marks.</strong></p>\n"
    if marks.note:
        head += f"<p>{code_to_html(marks.note)}</p>\n"
    if all(mark.code == "unread" for mark in marks.questions):
        return head + "</section>\n"
    parts = "".join(_question_part(mark, headings) for mark in marks.questions)
    return head + parts + "</section>\n"


def _question_part(mark, headings):
    state = "right" if mark.code == "right" else "partly right" if mark.earned else "not yet"
    lines = f"<section>\n<h3>{html.escape(mark.question)}: {state}, "
    lines += f"{mark.earned:g} of {mark.out_of:g}</h3>\n"
    if mark.message:
        lines += f"<p>{code_to_html(mark.message)}</p>\n"
    if mark.reread:
        place = html.escape(headings.get(mark.reread, mark.reread.replace("-", " ")))
        lines += f"<p>Reread in the lesson: “{place}”.</p>\n"
    return lines + "</section>\n"
