"""Reading notebooks that may be damaged; writing them so that a diff shows what changed."""

import errno
import hashlib
import json
import os
import re
import stat
import tempfile
from pathlib import Path

import nbformat

from leo_course.errors import CourseError
from leo_course.grading import saying

LARGEST, MOST_CELLS = 20_000_000, 2_000
ROLES = ("setup", "prompt", "answer", "check", "slip", "explanation")


def open_notebook(path: Path) -> tuple[nbformat.NotebookNode | None, str]:
    """Read a notebook that anyone may have made: (notebook, "") or (None, the reason).

    Never raises, whatever the file holds: empty, cut short, merge conflicts, another format, an
    old version, UTF-16, a byte-order mark.
    """
    try:
        raw = _bytes(path)
    except OSError as error:
        return None, f"The file cannot be read ({error.strerror or error})."
    if raw is None:
        return None, "This is not a file with something in it: send the notebook itself."
    if len(raw) > LARGEST:
        return None, f"The file is over {LARGEST // 10**6} MB: clear its outputs and send it again."
    if not raw.strip():
        return None, "The file is empty."
    if raw[:2] == b"PK":
        return None, "The file is a zip archive, not a notebook."
    text = _decode(raw)
    if re.search(r"^(<{7}|>{7}) ", text, re.M):
        return None, "The file has merge-conflict markers (<<<<<<<, >>>>>>>): settle the merge."
    if text.lstrip()[:1] == "<":
        return None, "The file is a web page, not a notebook: save it again with Download."
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        return None, f"The file is not a whole notebook: its JSON breaks off or is damaged{line}."
    return _as_notebook(data)


def _bytes(path):
    """What a file holds, up to one byte more than may be; None for a pipe, a device or the like."""
    if not stat.S_ISREG(path.stat().st_mode):
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        return None
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def _decode(raw):
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    return raw.decode("utf-8-sig", "replace")


def _as_notebook(data):
    if not isinstance(data, dict) or not isinstance(
        data.get("cells", data.get("worksheets")), list
    ):
        return None, "The file holds JSON, but not a notebook."
    if len(data.get("cells") or ()) > MOST_CELLS:
        words = f"The notebook has more than {MOST_CELLS:,} cells"
        return None, f"{words}: remove those that are not needed and send it again."
    version = data.get("nbformat")
    try:
        if version == 3:
            notebook = nbformat.convert(nbformat.from_dict(data), 4)
        elif version in (4, None):
            notebook = nbformat.from_dict(data)
        else:
            words = saying.plain(version, 20)
            return None, f"The notebook is of format {words}; save it again in JupyterLab 4."
        return _mended(notebook), ""
    except (Exception, RecursionError) as error:
        return None, f"The notebook's structure is damaged ({type(error).__name__})."


def _mended(notebook):
    """Give every cell its parts, in the types they must have; drop what is no cell."""
    cells = [c for c in notebook.get("cells", []) if isinstance(c, dict)]
    for place, cell in enumerate(cells):
        kind = cell.get("cell_type")
        cell["cell_type"] = kind if kind in ("code", "markdown", "raw") else "raw"
        source = cell.get("source", "")
        lines = source if isinstance(source, list) else [source or ""]
        cell["source"] = "".join(map(str, lines))
        if not isinstance(cell.get("metadata"), dict):
            cell["metadata"] = nbformat.NotebookNode()
        if not isinstance(cell.get("id"), str):
            cell["id"] = f"cell-{place}"
        if cell["cell_type"] == "code":
            outputs = cell.get("outputs")
            cell["outputs"] = outputs if isinstance(outputs, list) else []
            cell.setdefault("execution_count", None)
        else:
            cell.pop("outputs", None)
    notebook["cells"] = cells
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    if not isinstance(notebook.get("metadata"), dict):
        notebook["metadata"] = nbformat.NotebookNode()
    return notebook


def read(path: Path) -> nbformat.NotebookNode:
    """Read one of the course's own notebooks.

    Raises
    ------
    CourseError
        If it is missing or damaged.
    """
    if not path.is_file():
        raise CourseError(f"There is no notebook {path}: check its name.")
    notebook, reason = open_notebook(path)
    if notebook is None:
        raise CourseError(f"{path}: {reason}")
    return notebook


def leo(node) -> dict[str, str]:
    """Give the course's own metadata of a notebook or a cell, as far as it is text."""
    found = node.get("metadata", {}).get("leo", {})
    found = found if isinstance(found, dict) else {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def stable_ids(notebook):
    """Give each cell that has no fit id of its own one that depends on its place and text."""
    seen = set()
    for place, cell in enumerate(notebook.cells):
        own = cell.get("id", "")
        if not own or own in seen or own == f"cell-{place}":
            digest = hashlib.sha256(f"{place}\0{cell.source}".encode("utf-8", "replace"))
            own = digest.hexdigest()[:8]
            while own in seen:
                own += "x"
        cell["id"] = own
        seen.add(own)


def dumps(notebook) -> str:
    """Write a notebook as text: sorted keys, one space of indent, one newline at the end."""
    stable_ids(notebook)
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4).rstrip("\n") + "\n"


def write_text(path: Path, text: str):
    """Replace a file whole, or leave it as it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask():
    # mkstemp makes files that only the owner can read; the mask can be asked only by setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
