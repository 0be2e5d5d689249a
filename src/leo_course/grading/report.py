"""Marks as tables for the teacher, a page of feedback for each learner, a summary of the class.

======================= =====================================================================
marks.csv               a row for each learner, a column for each question
summary.html            which questions and which slips were common; who needs a look
<learner>.html          what to tell a learner, question by question
for-<platform>.csv      totals in the form that Moodle, Canvas and Brightspace import
======================= =====================================================================
"""

import csv
import html
import io
import math
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import quote

from leo_course.grading import notebooks, saying
from leo_course.grading.marking import NOT_MARKED, Marks

FIRST, LAST = ["learner"], ["total", "out_of", "note"]
NOTICE = "All data in this course are synthetic and unofficial; they hold no real person."
SUMMARY = "summary.html"


def write(
    out: Path, marked: list[Marks], headings: dict | None = None, roster: dict | None = None
) -> list[str]:
    """Write the tables and pages into `out`; give notes on earlier marks.

    `headings` gives for each exercise the headings of its lesson, {anchor: text}; `roster` what is
    known of each learner, {learner: {column: text}}.

    Marks of learners and exercises that were not marked now stay. Where a mark changes, or the
    earlier file cannot be read as marks, that file is kept as ``marks-before.csv``.
    """
    out.mkdir(parents=True, exist_ok=True)
    file = out / "marks.csv"
    earlier, notes = _earlier(file), []
    if earlier is None:
        notes.append(_keep(file, "The earlier marks.csv is not one of ours"))
        earlier = []
    rows, changed = _merged(earlier, marked)
    if changed:
        count = f"{changed} earlier {'mark' if changed == 1 else 'marks'} changed"
        notes.append(_keep(file, count))
    notebooks.write_text(file, to_csv(rows))
    for platform, table in _for_platforms(rows, roster or {}).items():
        notebooks.write_text(out / f"for-{platform}.csv", _csv(table))
    by_learner = defaultdict(list)
    for marks in marked:
        by_learner[marks.learner].append(marks)
    pages = dict(zip(by_learner, page_names(list(by_learner)), strict=True))
    for learner, own in by_learner.items():
        notebooks.write_text(out / pages[learner], page(own, headings or {}))
    notebooks.write_text(out / SUMMARY, summary(marked, pages))
    return notes


def _keep(file, why):
    kept, count = file.with_name("marks-before.csv"), 2
    while kept.exists():  # the first of them may hold marks that were set by hand
        kept, count = file.with_name(f"marks-before-{count}.csv"), count + 1
    notebooks.write_text(kept, file.read_text(encoding="utf-8-sig", errors="replace"))
    return f"{why}; the file as it was is kept as {kept.name}."


# --- the table -----------------------------------------------------------------------------------


def _earlier(file):
    """Rows of an earlier table: [] if there is none, None if it is not such a table."""
    if not file.is_file():
        return []
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            names = list(reader.fieldnames or [])
            if names[:1] != FIRST or names[-3:] != LAST:
                return None
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error):
        return None
    fields = set(names)
    if any(set(row) != fields or None in row.values() for row in rows):
        return None
    return [{name: value for name, value in row.items() if value or name in FIRST} for row in rows]


def _merged(earlier, marked):
    """Rows of the new table, and how many earlier marks it changes.

    A learner with two notebooks for an exercise has a second row, because nobody here can know
    which one counts.
    """
    now = defaultdict(lambda: defaultdict(list))
    for marks in marked:
        now[_field(marks.learner)][marks.exercise].append(row_of(marks))
    rows, changed = [], 0
    for learner, by_exercise in now.items():
        old = [row for row in earlier if row["learner"] == learner]
        stay = [{k: v for k, v in row.items() if _of(k) not in by_exercise} for row in old]
        for exercise, found in by_exercise.items():
            before = [_only(row, exercise) for row in old if _only(row, exercise)]
            changed += bool(exercise and before and before != [_only(r, exercise) for r in found])
        longest = max(map(len, by_exercise.values()))
        for place in range(longest):
            row = dict(stay[0]) if stay and place == 0 else {"learner": learner}
            row.pop("note", None)
            for found in by_exercise.values():
                if place < len(found):
                    row |= found[place]
            rows.append(_summed(row))
    rows += [row for row in earlier if row["learner"] not in now]
    return rows, changed


def _of(column):
    """The exercise that a column belongs to; None for those of the learner as a whole."""
    return column.rsplit(" ", 1)[0] if " " in column else None


def _only(row, exercise):
    return {k: v for k, v in row.items() if _of(k) == exercise and not k.endswith(" note")}


def _summed(row):
    for name in ("total", "out_of"):
        row[name] = f"{sum(_mark(v) for k, v in row.items() if k.endswith(f' {name}')):g}"
    return row


def _mark(text):
    """The number in a field, which a teacher may have written by hand: "4,5", "absent"."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return 0
    return number if math.isfinite(number) else 0


def row_of(marks: Marks) -> dict[str, str]:
    """Give the part of a learner's row for one notebook; empty fields are left out."""
    row = {"learner": _field(marks.learner)}
    if not marks.exercise:
        return row | {"note": _field(marks.note)}
    own = {mark.question: f"{mark.earned:g}" for mark in marks.questions}
    own |= {"total": f"{marks.total:g}", "out_of": f"{marks.out_of:g}", "note": _field(marks.note)}
    return row | {f"{marks.exercise} {name}": value for name, value in own.items() if value}


def _field(text):
    """Keep a spreadsheet from taking a learner's text for a formula."""
    line = saying.plain(text)
    return f"'{line}" if line[:1] in ("=", "+", "-", "@") else line


def to_csv(rows: list[dict[str, str]]) -> str:
    """Write the table: exercises and questions in their natural order, learners by name."""
    columns = {name for row in rows for name in row if _of(name)}
    ends = {"total": 1, "out_of": 2, "note": 3}

    def order(column):
        exercise, last = column.rsplit(" ", 1)
        return exercise, ends.get(last, 0), _natural(last)

    heads = [*FIRST, *sorted(columns, key=order), *LAST]
    body = [
        [row.get(head, "") for head in heads]
        for row in sorted(rows, key=lambda row: row["learner"].casefold())
    ]
    return _csv([heads, *body])


def _csv(table):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


def _natural(name):
    return [(not p.isdigit(), int(p) if p.isdigit() else 0, p) for p in re.split(r"(\d+)", name)]


def _for_platforms(rows, roster):
    """Tables of totals as learning platforms import them, {platform: rows with a head}."""
    columns = sorted({name for row in rows for name in row if name.endswith(" total")})
    names = [column.removesuffix(" total") for column in columns]
    moodle = [["Email address", "ID number", *names]]
    canvas = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *names]]
    brightspace = [
        ["OrgDefinedId", "Username", *(f"{name} Points Grade" for name in names),
         "End-of-Line Indicator"]
    ]  # fmt: skip
    roster = {_field(learner): known for learner, known in roster.items()}
    seen = Counter(row["learner"] for row in rows)
    for row in rows:
        if seen[row["learner"]] > 1:  # two notebooks: the teacher decides
            continue
        known = roster.get(row["learner"], {})
        own, totals = row["learner"], [_total(row, name) for name in names]
        number, user = known.get("id", ""), known.get("username", own)
        name, section = known.get("name", own), known.get("section", "")
        moodle.append([known.get("email", own), number, *totals])
        canvas.append([name, known.get("canvas_id", ""), number, user, section, *totals])
        brightspace.append([number, user, *totals, "#"])
    return {"moodle": moodle, "canvas": canvas, "brightspace": brightspace}


def _total(row, exercise):
    """Nothing where the fault was on the marker's side: a learner's mark is not at stake."""
    failed = row.get(f"{exercise} note", "").startswith(NOT_MARKED)
    return "" if failed else row.get(f"{exercise} total", "")


# --- pages ---------------------------------------------------------------------------------------


# Names that Windows keeps for devices, whatever stands after a dot.
_DEVICES = {"con", "prn", "aux", "nul"} | {f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10)}


def page_names(learners: list[str]) -> list[str]:
    """Give a file name for each learner's page, fit for any system, no two alike."""
    taken, names = {SUMMARY.removesuffix(".html")}, []
    for learner in learners:
        stem = re.sub(r"[^\w .()-]", "_", unicodedata.normalize("NFC", learner)).strip(" .")
        # Cut by bytes, which is what a file system counts.
        stem = stem.encode()[:90].decode(errors="ignore").strip() or "learner"
        if stem.split(".")[0].casefold() in _DEVICES:
            stem = f"_{stem}"
        name, count = stem, 2
        while name.casefold() in taken:
            name, count = f"{stem}-{count}", count + 1
        taken.add(name.casefold())
        names.append(f"{name}.html")
    return names


_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.55 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
       color: CanvasText; background: Canvas; overflow-wrap: anywhere; }
h1, h2, h3 { line-height: 1.25; }
section section { border-left: .3rem solid GrayText; padding: .1rem 1rem; margin: 1rem 0; }
code { font-size: 1em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
caption span { display: block; position: sticky; left: 0; max-width: calc(100vw - 2.5rem); }
th, td { border-bottom: 1px solid GrayText; padding: .25rem .6rem; text-align: left;
         vertical-align: top; overflow-wrap: normal; min-width: max-content; }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.s { white-space: nowrap; }
td:not(.n, .s) { min-width: 14rem; }
th { white-space: nowrap; }
"""


def _escaped(text):
    return html.escape(saying.plain(text))


def _words(text):
    return saying.code_to_html(saying.plain(text))


# Nothing in a page may run or be fetched, whatever a learner's words should turn out to be.
_ALLOWED = "default-src 'none'; style-src 'unsafe-inline'"


def _document(title, body):
    return (
        f'<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_ALLOWED}">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n{body}<p><small>{NOTICE}</small></p>\n</main>\n</body>\n</html>\n"
    )


def page(own: list[Marks], headings: dict) -> str:
    """Write a learner's page of feedback: complete in itself, no script, readable aloud."""
    title = f"Feedback for {_escaped(own[0].learner)}"
    return _document(title, "".join(_exercise_part(m, headings.get(m.exercise, {})) for m in own))


def _exercise_part(marks, headings):
    name = marks.exercise or marks.file
    head = f"<section>\n<h2>{_escaped(name)}</h2>\n"
    if marks.out_of:
        head += f"<p><strong>{marks.total:g} of {marks.out_of:g} marks.</strong></p>\n"
    if marks.note:
        head += f"<p>{_words(marks.note)}</p>\n"
    if all(mark.code == "unread" for mark in marks.questions):
        return head + "</section>\n"
    parts = "".join(_question_part(mark, headings) for mark in marks.questions)
    return head + parts + "</section>\n"


def _question_part(mark, headings):
    state = "right" if mark.code == "right" else "partly right" if mark.earned else "not yet"
    lines = f"<section>\n<h3>{html.escape(mark.question)}: {state}, "
    lines += f"{mark.earned:g} of {mark.out_of:g}</h3>\n"
    if mark.message:
        lines += f"<p>{_words(mark.message)}</p>\n"
    if mark.reread:
        place = html.escape(headings.get(mark.reread, mark.reread.replace("-", " ")))
        lines += f"<p>Reread in the lesson: “{place}”.</p>\n"
    return lines + "</section>\n"


# --- the summary of the class --------------------------------------------------------------------


def summary(marked: list[Marks], pages: dict[str, str]) -> str:
    """Write the page for the teacher: questions, slips, learners; `pages` links to each learner."""
    by_exercise = defaultdict(list)
    for marks in marked:
        by_exercise[marks.exercise].append(marks)
    unknown = by_exercise.pop("", [])
    body = "".join(_class_part(name, by_exercise[name], pages) for name in sorted(by_exercise))
    if unknown:
        rows = [[_link(m.learner, pages), _words(m.note)] for m in unknown]
        body += _table("Notebooks of no known exercise", ["learner", "why"], rows)
    return _document("Summary of the class", body)


def _class_part(name, marked, pages):
    read = [m for m in marked if any(q.code != "unread" for q in m.questions)]
    head = f"<section>\n<h2>{html.escape(name)}</h2>\n"
    head += f"<p>{len(marked):,} {'notebook' if len(marked) == 1 else 'notebooks'}"
    if read:
        totals = sorted(m.total for m in read)
        middle = (totals[(len(totals) - 1) // 2] + totals[len(totals) // 2]) / 2
        head += f"; of those that could be read, half have {middle:g} of {read[0].out_of:g} or more"
    head += ".</p>\n"
    questions = list(dict.fromkeys(q.question for m in read for q in m.questions))
    by_question = {q: [x for m in read for x in m.questions if x.question == q] for q in questions}
    return (
        head
        + _table(
            "Questions, with the most common reason for losing marks",
            [
                "question",
                "right",
                "partly",
                "not yet",
                "most common slip or fault",
                "learners who had it",
            ],
            [_question_row(q, by_question[q]) for q in questions],
        )
        + _slips(by_question)
        + _learners(marked, questions, pages)
        + "</section>\n"
    )


# What a code of the comparison means to a teacher; any other is said as it is.
_REASONS = {
    "dots": "left as dots", "absent": "not made", "error": "the cell stopped with an error",
    "time": "the cell ran too long", "died": "the cell ended Python", "memory": "too much memory",
    "output": "printed too much", "processes": "too many processes", "room": "wrote too much",
    "skipped": "not reached", "typed": "typed in, not computed", "kind": "another kind of thing",
    "columns": "other columns", "rows": "another number of rows", "dtype": "another type of value",
    "values": "other values", "paired": "values beside the wrong rows", "order": "another order",
    "index": "index in place of a column", "big": "too big", "small": "too small",
    "sign": "the other sign", "rounded": "rounded", "letters": "capitals or spaces",
    "unreadable": "could not be looked at", "labels": "without its labels", "none": "missing value",
    "value": "another value",
}  # fmt: skip


def _reason(code):
    return _REASONS.get(code, code.removeprefix("slip "))


def _question_row(question, marks):
    right = sum(m.code == "right" for m in marks)
    partly = sum(m.code != "right" and m.earned > 0 for m in marks)
    wrong = Counter(m.code for m in marks if m.code != "right")
    code, count = wrong.most_common(1)[0] if wrong else ("", 0)
    return [
        html.escape(question), _n(right), _n(partly), _n(len(marks) - right - partly),
        html.escape(_reason(code)), _n(count) if count else "",
    ]  # fmt: skip


def _slips(by_question):
    """What the class should talk about: each slip that was recognised, by how many made it."""
    found = Counter(
        (m.code.removeprefix("slip "), question, m.message)
        for question, marks in by_question.items()
        for m in marks
        if m.code.startswith("slip ")
    )
    rows = [
        [html.escape(slip), _short(question), _n(count), _words(message)]
        for (slip, question, message), count in sorted(
            found.items(), key=lambda item: (-item[1], item[0])
        )
    ]
    return _table("Slips that were recognised", ["slip", "question", "learners", "told"], rows)


def _learners(marked, questions, pages):
    rows = []
    for marks in sorted(marked, key=lambda m: m.learner.casefold()):
        own = {q.question: q for q in marks.questions}
        cells = [_n(f"{own[q].earned:g}") if q in own else "" for q in questions]
        note = _words(marks.note)
        rows.append([_link(marks.learner, pages), *cells, _n(f"{marks.total:g}"), note])
    heads = ["learner", *map(html.escape, questions), "total", "note"]
    return _table("Learners", heads, rows)


def _n(number):
    return f'<td class="n">{number}</td>'


def _short(text):
    return f'<td class="s">{html.escape(text)}</td>'


def _link(learner, pages):
    return f'<a href="{quote(pages[learner])}">{_escaped(learner)}</a>'


def _table(caption, heads, rows):
    """A table with a caption; a cell that is not one yet is wrapped. Nothing without rows."""
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{word}</th>' for word in heads)
    body = ""
    for first, *rest in rows:
        cells = "".join(c if c.startswith("<td") else f"<td>{c}</td>" for c in rest)
        body += f'<tr><th scope="row">{first}</th>{cells}</tr>\n'
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{caption}">\n<table>\n'
        f"<caption><span>{caption}</span></caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n"
        "</table>\n</div>\n"
    )
