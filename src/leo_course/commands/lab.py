"""`leo lab`: JupyterLab on a start page, with the learner's own copies of what they work on."""

import json
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import click

from leo_course.commands.data import make_if_missing
from leo_course.errors import CourseError
from leo_course.grading import progress
from leo_course.paths import course_root

WORK = "my-work"
START_PAGE = "start-here.md"
RECORD = ".copied.json"
SETTINGS = Path(__file__).resolve().parents[1] / "lab_settings"


class Copied(NamedTuple):
    """What became of one notebook: its path in the learner's folder, and a word."""

    path: str
    word: str  # "new", "kept", "renewed" or "newer"


def fingerprint(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def sources(root: Path) -> list[tuple[str, Path]]:
    """Pairs of (path below my-work, the course's own notebook), in the course's order.

    A lesson and its exercise stand side by side, as deep as in the course, so that the links
    between pages work in both places.
    """
    from leo_course.book.contents import parts

    pairs = []
    for _, lessons in parts(root):
        for lesson in lessons:
            pairs.append((f"{lesson}.ipynb", root / "notebooks" / f"{lesson}.ipynb"))
            exercise = root / "exercises" / f"{lesson}.ipynb"
            if exercise.exists():
                pairs.append((f"{lesson}-exercise.ipynb", exercise))
    return pairs


def read_record(work: Path) -> dict[str, str]:
    try:
        return json.loads((work / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def copy_for_learner(root: Path) -> list[Copied]:
    """Copy lessons and exercises into my-work, and never overwrite what a learner has changed.

    A copy that is still as it was handed out is renewed when the course's notebook changes; a
    changed one is kept, and the caller is told that there is a newer one.
    """
    work = root / WORK
    record = read_record(work)
    done = []
    for name, source in sources(root):
        target, now = work / name, fingerprint(source)
        if not target.exists():
            word = "new"
        elif record.get(name) == now:
            word = "kept"
        elif fingerprint(target) == record.get(name):
            word = "renewed"
        else:
            word = "newer"
        if word in ("new", "renewed"):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            record[name] = now
        done.append(Copied(name, word))
    work.mkdir(exist_ok=True)
    (work / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
    return done


def title_of(notebook: Path) -> str:
    """The first heading of a notebook, which is its title."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        for line in "".join(cell["source"]).splitlines():
            if cell["cell_type"] == "markdown" and line.startswith("# "):
                return line[2:].strip()
    raise CourseError(f"{notebook} has no title: begin it with a heading such as `# First look`.")


def exercises(root: Path) -> dict[str, list[str]]:
    """The questions of each exercise, by the exercise's name, in the course's order."""
    from leo_course.book.contents import parts

    names = [lesson for _, lessons in parts(root) for lesson in lessons]
    return {name: asked for name in names if (asked := questions(root, name))}


def questions(root: Path, name: str) -> list[str]:
    """The questions of an exercise; [] if the lesson has none."""
    path = root / "exercises" / f"{name}.ipynb"
    if not path.exists():
        return []
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    marks = (re.match(r"# question: ([\w-]+)", "".join(cell["source"])) for cell in cells)
    return [mark[1] for mark in marks if mark]


def write_start_page(root: Path):
    """Write the start page anew, as things stand."""
    (root / WORK / START_PAGE).write_text(start_page(root), encoding="utf-8")


def start_page(root: Path) -> str:
    """The start page, in Markdown, with links relative to my-work."""
    from leo_course.book.contents import parts

    kept = progress.read(root / WORK)
    lines = [
        "# Start here",
        "",
        "Every person in these data is invented. The extract is synthetic and unofficial.",
        "",
        "The notebooks linked below are *your* copies, in the folder `my-work`: change them as you",
        "like. To have a fresh copy, rename or delete yours and start `leo lab` again.",
        "",
        f"**Your progress:** {progress.in_all(kept, exercises(root))}",
        "It is renewed when a check changes it (File, Reload from Disk shows it anew), and kept on",
        f"this machine alone, in `{WORK}/{progress.FILE}`: delete that file and it is forgotten.",
    ]
    for part, lessons in parts(root):
        lines += ["", f"## {part}", ""]
        for number, lesson in enumerate(lessons, start=1):
            title = title_of(root / "notebooks" / f"{lesson}.ipynb")
            lines.append(f"{number}. [{title}]({lesson}.ipynb)")
            if (root / "exercises" / f"{lesson}.ipynb").exists():
                done = progress.in_words(kept.get(lesson), questions(root, lesson))
                lines.append(f"   - [Exercise: {title}]({lesson}-exercise.ipynb): {done}")
    lines += [
        "",
        "## When something does not work",
        "",
        "Open a terminal (File, New, Terminal) and run `leo doctor`: it names what is wrong and",
        "what to do. Words you do not know stand in the [glossary](../book/glossary.md).",
        "",
    ]
    return "\n".join(lines)


def jupyter_settings(root: Path) -> list[str]:
    """Start on the start page, show Markdown as a page, and ask the network nothing."""
    return [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/lab/tree/{WORK}/{START_PAGE}",
        f"--LabApp.app_settings_dir={SETTINGS}",
    ]


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--prepare", is_flag=True, help="Copy the notebooks and stop; open nothing.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[JUPYTER OPTIONS]…")
def command(prepare, options):
    """Open JupyterLab on the start page.

    Lessons and exercises are copied into the folder my-work, side by side; a copy that you have
    changed is never overwritten. Options that are not known here go to JupyterLab, such as
    --no-browser or --port=8890.
    """
    root = course_root()
    for copied in copy_for_learner(root):
        if copied.word == "newer":
            click.echo(
                f"{WORK}/{copied.path} is yours and was kept; the course has a newer one: "
                "rename yours to get it."
            )
        elif copied.word != "kept":
            click.echo(f"{WORK}/{copied.path}: {copied.word}")
    write_start_page(root)
    click.echo(f"The extract: {make_if_missing()}.")
    if prepare:
        return
    jupyter = [sys.executable, "-m", "jupyterlab", *jupyter_settings(root), *options]
    # The learner's Ctrl-C is for JupyterLab, which asks whether it is meant.
    os.chdir(root)
    if os.name == "posix":
        os.execv(sys.executable, jupyter)
    sys.exit(subprocess.run(jupyter).returncode)
