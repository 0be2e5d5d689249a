"""From the sources to a checked site in ``_build/html``."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from leo_course.book import checks, contents, pages
from leo_course.commands.data import make_if_missing
from leo_course.errors import CourseError

_BUILD = "_build"
_HOME = "book/index.html"
_TELLING = re.compile(r"\b(WARNING|ERROR|CRITICAL|Error|Exception|Traceback)\b")
_NOT_TELLING = re.compile(r"build (finished|succeeded)|IPKernelApp|returns a non-zero exit code")
# As nbclient writes it: the cell between two rules, the traceback, and last the error itself.
_FAILED_CELL = re.compile(
    r"CellExecutionError: .*\n-{3,}\n(?P<code>(?:.*\n)*?)-{3,}\n(?:.*\n)*?"
    r"(?P<error>[\w.]*(?:Error|Exception|Interrupt)\b(?::.*\n(?:.*\n)*?|\n))"
    r"\n*The above exception was the direct cause"
)
_FAILED_NOTEBOOK = re.compile(r"ExecutionError: (\S.*\.ipynb)")
_LINES_SHOWN = 25
_BUILDER = "from jupyter_book.cli.main import main; main()"

_ENTRANCE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={home}">
<link rel="icon" href="_static/favicon.svg">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p><a href="{home}">Go to the home page</a></p>
<p class="course-notice">Unofficial course, synthetic data: nobody in it is a real person.</p>
</main>
</body>
</html>
"""


def build(root: Path, say: Callable[[str], None], offline: bool = False) -> Path:
    """Build the site of the course in `root` and check it; the path of its entrance.

    `say` is called with a line per stage. With `offline`, any attempt of the builder or of a
    notebook to reach another machine is refused and counts as a fault.
    Raises CourseError, with the faults, if the extract or the site cannot be made or does not
    hold what it must.
    """
    _stage(say, "The extract", make_if_missing)
    _stage(say, "Pages made for the site", lambda: pages.write(root))
    _stage(say, "Lessons run and pages built", lambda: run_builder(root, offline))
    write_entrance(root)
    _stage(say, "Site checked", lambda: _check(root))
    return root / _BUILD / "html" / "index.html"


def _stage(say, name, work):
    start = time.perf_counter()
    remark = work()
    seconds = time.perf_counter() - start
    say(f"{name}: {remark + ', ' if remark else ''}{seconds:.1f} s")


def run_builder(root: Path, offline: bool = False) -> str:
    """Run Jupyter Book afresh, from no cache, each warning an error; honours its exit code.

    Raises CourseError with the telling lines of the log if it fails; the whole log is in
    ``_build/book.log``.
    """
    folder = root / _BUILD
    for stale in ("html", ".doctrees", "jupyter_execute"):
        shutil.rmtree(folder / stale, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    log = folder / "book.log"
    with tempfile.TemporaryDirectory() as scratch:
        refused = Path(scratch) / "refused.txt"
        with log.open("w", encoding="utf-8") as out:
            done = subprocess.run(
                [sys.executable, "-c", _BUILDER, "build", ".", "--all", "-W", "--keep-going"],
                cwd=root,
                env=_environment(root, scratch, refused if offline else None),
                stdout=out,
                stderr=subprocess.STDOUT,
                check=False,
            )
        asked = sorted(set(refused.read_text().split())) if refused.exists() else []
    if done.returncode:
        told = "\n".join(telling_lines(log.read_text(encoding="utf-8", errors="replace")))
        raise CourseError(
            f"The site was not built (the builder ended with {done.returncode}):\n{told}\n"
            f"The whole log is in {log.relative_to(root)}."
        )
    if asked:
        raise CourseError(
            "The build is not offline: it asked for " + ", ".join(asked) + ". "
            "Find what does so, and keep its files in the course."
        )
    return f"{len(contents.lessons(root))} run"


def _environment(root, scratch, refused):
    """The builder's environment: this course, no settings of the user's own, UTF-8 everywhere."""
    env = os.environ | {
        "LEO_COURSE": str(root),
        "PYTHONUTF8": "1",
        "PYTHONIOENCODING": "utf-8",
        "IPYTHONDIR": scratch,  # start-up files of the user's must not change a lesson
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "NO_COLOR": "1",
    }
    env.pop("MPLBACKEND", None)
    if refused:
        guard = str(Path(__file__).parent / "offline")
        env["PYTHONPATH"] = os.pathsep.join([guard, *filter(None, [env.get("PYTHONPATH")])])
        env["LEO_REFUSED"] = str(refused)
    return env


def telling_lines(log: str) -> list[str]:
    """The lines of a builder's log that say what went wrong.

    If a cell of a notebook failed: the notebook, the cell and its error. Otherwise the warnings and
    errors, the last ones if there are many; and if there is none, the end of the log.
    """
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log)
    failed = _FAILED_CELL.search(plain)
    if failed:
        notebook = _FAILED_NOTEBOOK.search(plain, failed.end())
        where = notebook.group(1) if notebook else "a notebook"
        code = [f"    {line}" for line in failed.group("code").splitlines()]
        return [f"{where}: this cell failed:", *code, failed.group("error").strip()]
    lines = [line.rstrip() for line in plain.splitlines() if line.strip()]
    told = [line for line in lines if _TELLING.search(line) and not _NOT_TELLING.search(line)]
    return (told or lines)[-_LINES_SHOWN:]


def write_entrance(root: Path) -> None:
    """The site's ``index.html``, which leads to the home page also where scripts are off."""
    import yaml

    title = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["title"]
    entrance = root / _BUILD / "html" / "index.html"
    entrance.write_text(_ENTRANCE.format(home=_HOME, title=title), encoding="utf-8")


def _check(root):
    folder = root / _BUILD
    notebooks = [f"notebooks/{name}" for name in contents.lessons(root)]
    faults = checks.faults_of_site(folder / "html", folder / "jupyter_execute", notebooks)
    if faults:
        raise CourseError(
            f"The site was built, but {len(faults)} thing(s) are wrong with it:\n"
            + "\n".join(f"- {fault}" for fault in faults)
        )
    return f"{len(checks.page_names(folder / 'html'))} pages"
