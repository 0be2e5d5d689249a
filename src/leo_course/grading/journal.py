"""Marks of a class as they come, kept until all are there: an interrupted marking goes on later.

The journal is a file of one JSON object a line. A line counts again only for the same notebook,
byte for byte, of the same learner, in the same circumstances (solutions, extract, options,
program); when the class is done the journal is removed, so that the next marking is a fresh one.
"""

import contextlib
import hashlib
import json
import threading
from dataclasses import asdict
from pathlib import Path

from leo_course.grading.marking import NOT_MARKED, Marks, QuestionMark

NAME = ".marks-so-far.jsonl"


def circumstances(*parts: object) -> str:
    """Tell apart what marks depend on besides the notebooks; folders count with their files."""
    text = hashlib.sha256()
    for part in parts:
        for file in sorted(part.rglob("*")) if isinstance(part, Path) else ():
            if file.suffix in (".py", ".ipynb"):
                text.update(f"{file.name}\0".encode("utf-8", "replace") + file.read_bytes())
        text.update(b"" if isinstance(part, Path) else repr(part).encode("utf-8", "replace"))
    return text.hexdigest()


class Journal:
    """Remembers marks in a file; what cannot be written or read is worked out again."""

    def __init__(self, folder: Path, about: str):
        self._file, self._about, self._lock = folder / NAME, about, threading.Lock()
        self._known = dict(_lines(self._file))

    def recall(self, submission) -> Marks | None:
        """Give the marks that this very notebook had before an interruption."""
        try:
            found = dict(self._known[self._name(submission)])
            questions = [QuestionMark(**one) for one in found.pop("questions")]
            return Marks(**found, questions=questions)
        except (KeyError, TypeError):  # it is not there, or damaged
            return None

    def add(self, submission, marks: Marks):
        """Remember marks; not those that failed for a reason that may be gone the next time."""
        name = self._name(submission)
        if not name or marks.note.startswith(NOT_MARKED):
            return
        line = json.dumps([name, asdict(marks)])
        with self._lock, contextlib.suppress(OSError), self._file.open("a", encoding="utf-8") as f:
            f.write(line + "\n")

    def close(self):
        """Forget all, because the class is done."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)

    def _name(self, submission):
        with contextlib.suppress(OSError):
            if not submission.file.is_file():
                return ""
            text = hashlib.sha256(submission.file.read_bytes())
            told = (self._about, submission.learner, str(submission.file), submission.told)
            text.update(repr(told).encode("utf-8", "replace"))
            return text.hexdigest()
        return ""


def _lines(file):
    with contextlib.suppress(OSError):
        for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
            with contextlib.suppress(ValueError, TypeError):
                name, marks = json.loads(line)
                yield str(name), dict(marks)
