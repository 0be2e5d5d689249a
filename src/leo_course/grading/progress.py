"""What a learner has tried, in a file of their own that they may delete at any time.

Never fatal: if the file cannot be read it counts as empty, and if it cannot be written the
exercise goes on without it. It never leaves the machine and never counts in marking.
"""

import json
from pathlib import Path

from leo_course.grading import notebooks

FILE = ".progress.json"


def read(work: Path) -> dict[str, dict[str, dict]]:
    """Give what is kept in the learner's folder: {exercise: {question: what is kept on it}}."""
    try:
        kept = json.loads((work / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {name: own for name, own in kept.items() if isinstance(own, dict)}


def right(own: dict | None, questions: list[str]) -> int:
    """How many of these questions stand as right."""
    kept = [(own or {}).get(question) for question in questions]
    return sum(isinstance(one, dict) and one.get("right") is True for one in kept)


def in_words(own: dict | None, questions: list[str]) -> str:
    """Say how far a learner is with an exercise."""
    done = right(own, questions)
    if done == len(questions):
        return f"all {done} questions right"
    if not own:
        return f"not begun, {len(questions)} questions"
    return f"{done} of {len(questions)} questions right"


def in_all(kept: dict, exercises: dict[str, list[str]]) -> str:
    """Say how far a learner is with the course, {exercise: its questions}."""
    done = sum(right(kept.get(name), asked) for name, asked in exercises.items())
    total = sum(map(len, exercises.values()))
    whole = sum(right(kept.get(name), asked) == len(asked) for name, asked in exercises.items())
    words = f"{done} of {total} questions right"
    return f"{words}, {whole} of {len(exercises)} exercises done."


class Record:
    """What is kept on the questions of one exercise.

    Parameters
    ----------
    work
        The learner's folder.
    exercise
        The exercise's name.
    changed
        Called when a question has come to stand otherwise than before.
    """

    def __init__(self, work: Path, exercise: str, changed=None):
        self.work, self.exercise, self._changed = work, exercise, changed

    def of(self, question: str) -> dict:
        """Give what is kept on one question: tries, right, hints, last; {} if nothing."""
        kept = read(self.work).get(self.exercise, {}).get(question, {})
        return kept if isinstance(kept, dict) else {}

    def attempt(self, question: str, judgement):
        """Count one more try."""
        before = self.of(question)
        tries = before.get("tries", 0) + 1
        last = judgement.verdict.code
        self._keep(question, {**before, "tries": tries, "right": judgement.right, "last": last})
        if self._changed and before.get("right") is not judgement.right:
            self._changed()

    def hint(self, question: str, rung: int):
        """Keep the highest hint that was shown."""
        kept = self.of(question)
        self._keep(question, {**kept, "hints": max(rung, kept.get("hints", 0))})

    def _keep(self, question, kept):
        everything = read(self.work)
        everything[self.exercise] = {**everything.get(self.exercise, {}), question: kept}
        text = json.dumps(everything, indent=1, sort_keys=True) + "\n"
        try:
            notebooks.write_text(self.work / FILE, text)
        except OSError:
            return
