"""The marking key of an exercise on one set of data.

A solution's check and slip cells show the canonical form of their values; the stored outputs are
the key for the data they were made on (the notebook's metadata names its *data id*). For other
data the key is had by running the solution there, and kept in a folder of keys.

A key is plain JSON::

    {"exercise": "start/first-look", "data": "<data id>", "questions": {"q1": {
        "points": 2, "reread": "anchor", "hints": [...], "answers": {"pupils": form},
        "policy": {"tolerance": None, "ordered": False},
        "slips": [{"slip": "name", "answers": {...}, "says": "...", "reread": "anchor"}]}}}
"""

import contextlib
import hashlib
import json
from pathlib import Path

from leo_course.errors import CourseError
from leo_course.grading import authoring, notebooks
from leo_course.grading.canonical import MIME
from leo_course.grading.judge import judge
from leo_course.grading.run import Limits, run_cells


def from_outputs(solution: authoring.Solution, outputs: dict[int, list], data: str) -> dict:
    """Make a key from the outputs of a solution's cells: {place of cell: outputs}.

    Raises
    ------
    CourseError
        If a check or slip cell shows no answer.
    """
    questions = {}
    for question in solution.questions.values():
        checked = _shown(solution, outputs, question.check)
        questions[question.id] = {
            "points": question.points,
            "reread": question.reread,
            "hints": question.hints,
            "answers": checked["answers"],
            "policy": checked["policy"],
            "slips": [
                {
                    "slip": slip.name,
                    "answers": _shown(solution, outputs, slip.place)["answers"],
                    "says": slip.says,
                    "reread": slip.reread,
                }
                for slip in question.slips
            ],
        }
    return {"exercise": solution.name, "data": data, "questions": questions}


def _shown(solution, outputs, place):
    for output in outputs.get(place, []):
        form = output.get("data", {}).get(MIME)
        if isinstance(form, dict):
            return form
    raise CourseError(
        f"{solution.label}, cell {place + 1} shows no answer: run `leo solutions {solution.name}`."
    )


def stored(solution: authoring.Solution) -> dict:
    """Give the key that a solution notebook holds in its outputs."""
    cells = solution.notebook.cells
    outputs = {place: cell.get("outputs", []) for place, cell in enumerate(cells)}
    return from_outputs(solution, outputs, notebooks.leo(solution.notebook).get("data", ""))


def computed(
    solution: authoring.Solution,
    data: str,
    environment: dict[str, str],
    folder: Path,
    limits: Limits | None = None,
) -> dict:
    """Make a key by running the solution, in `folder`, on the data that the environment names."""
    places = [p for p, c in enumerate(solution.notebook.cells) if c.cell_type == "code"]
    sources = [solution.notebook.cells[place].source for place in places]
    results = run_cells(sources, limits or Limits(600, 1800), environment, folder)
    for place, result in zip(places, results, strict=True):
        if result.status != "ok":
            raise CourseError(f"{solution.label}, cell {place + 1} stopped: {result.error}.")
    outputs = {p: result.outputs for p, result in zip(places, results, strict=True)}
    return from_outputs(solution, outputs, data)


def key_for(
    solution: authoring.Solution,
    data: str,
    kept: Path,
    environment: dict[str, str],
    folder: Path,
    announce=None,
) -> dict:
    """Give the key of a solution on the data with this id: stored, kept, or computed now.

    `kept` is the folder of computed keys; it need not exist, and if it cannot be written nothing
    is kept. `announce` is called with a sentence before the solution is run, which takes a while.
    """
    if notebooks.leo(solution.notebook).get("data") == data:
        return stored(solution)
    file = kept / f"{solution.name.replace('/', '--')}-{_source_hash(solution)}-{data[:16]}.json"
    found = _read_key(file, solution, data)
    if found:
        return found
    if announce:
        announce("This extract is new here: working out the answers on it, about a minute.")
    key = computed(solution, data, environment, folder)
    with contextlib.suppress(OSError):  # then it is worked out again the next time
        notebooks.write_text(file, json.dumps(key, sort_keys=True))
    return key


def _read_key(file, solution, data):
    try:
        key = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    fits = isinstance(key, dict) and key.get("data") == data
    return key if fits and set(key.get("questions", {})) == set(solution.questions) else None


def _source_hash(solution):
    text = "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in solution.notebook.cells)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def faults(key: dict) -> list[str]:
    """Say which answers of a key its own marking would not recognise as what they are."""
    found = []
    for name, part in key["questions"].items():
        if not judge(part["answers"], part).right:
            found.append(f"the right answer to {name} is not recognised as right")
        for slip in part["slips"]:
            judged = judge(slip["answers"], part)
            if judged.right:
                found.append(f'the slip "{slip["slip"]}" of {name} gives a right answer')
            elif judged.slip != slip["slip"]:
                found.append(f'the slip "{slip["slip"]}" of {name} is the slip "{judged.slip}" too')
    return found
