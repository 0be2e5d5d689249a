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
import copy
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from leo_course.errors import CourseError
from leo_course.grading import authoring, canonical, notebooks
from leo_course.grading.canonical import MIME
from leo_course.grading.cells import Limits, clean_environment
from leo_course.grading.compare import tolerances
from leo_course.grading.judge import judge

LIMITS = Limits(cell=600, notebook=1800)


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
    solution: authoring.Solution, data: str, environment: dict[str, str], root: Path
) -> dict:
    """Make a key by running the solution on the data that the environment names.

    It is run in a scratch folder in which the folders of the course at `root` stand beside it, and
    then once more by plain nbval, which must find every output again.

    Raises
    ------
    CourseError
        If a cell stops, or nbval finds another output.
    """
    with tempfile.TemporaryDirectory(prefix="leo-key-") as scratch:
        folder = Path(scratch, "solutions", *Path(solution.name).parent.parts)
        folder.mkdir(parents=True)
        for name in ("book", "data"):
            if (root / name).is_dir():
                Path(scratch, name).symlink_to(root / name)
        executed = executed_copy(solution, environment, folder)
        key = from_outputs(
            solution, {p: cell.get("outputs", []) for p, cell in enumerate(executed.cells)}, data
        )
        file = folder / f"{Path(solution.name).name}.ipynb"
        notebooks.write_text(file, notebooks.dumps(executed))
        _prove_with_nbval(solution, file, environment, Path(scratch))
    return key


def executed_copy(solution, environment, folder, limits: Limits | None = None, progress=None):
    """Run a solution in `folder` and give a copy of its notebook with the outputs.

    Raises
    ------
    CourseError
        Naming the cell that stopped, and why.
    """
    from leo_course.grading.run import run_cells  # Jupyter's client takes a second to import

    notebook = copy.deepcopy(solution.notebook)
    places = [p for p, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    sources = [notebook.cells[place].source for place in places]
    results = run_cells(sources, limits or LIMITS, environment, folder, progress)
    for count, (place, result) in enumerate(zip(places, results, strict=True), 1):
        if result.status != "ok":
            where = f"{solution.label}, cell {place + 1}"
            raise CourseError(f"{where} stopped: {result.error}. Mend the cell and run it again.")
        notebook.cells[place].execution_count = count
        outputs = [normal(output, count) for output in result.outputs]
        notebook.cells[place].outputs = outputs
    return notebook


def normal(output, count):
    """Bring an output into the form in which two runs are the same text."""
    plain = dict(output)
    plain.pop("transient", None)
    if plain["output_type"] == "execute_result":
        plain["execution_count"] = count
    if "metadata" in plain:
        plain["metadata"] = {}
    return nbformat.from_dict(plain)


def _prove_with_nbval(solution, file, environment, scratch):
    """Let plain nbval run the executed notebook again and compare every output."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "nbval.plugin", "-p", "no:cacheprovider"]
    words += ["--nbval", "--nbval-current-env", f"--nbval-cell-timeout={LIMITS.cell:g}"]
    words += [f"--rootdir={scratch}", "--noconftest", str(file)]
    variables = clean_environment(str(scratch), environment)
    variables["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    done = subprocess.run(
        words, env=variables, cwd=scratch, capture_output=True, text=True, check=False
    )
    if done.returncode:
        last = (done.stdout.strip().splitlines() or [done.stderr.strip()])[-1]
        raise CourseError(
            f"{solution.label}: nbval does not find the same outputs a second time on these data "
            f"({last})."
        )


def key_for(
    solution: authoring.Solution,
    data: str,
    kept: Path,
    environment: dict[str, str],
    root: Path,
    announce=None,
) -> dict:
    """Give the key of a solution on the data with this id: stored, kept, or computed now.

    `kept` is the folder of computed keys; it need not exist, and if it cannot be written nothing
    is kept. `root` is the folder of the course. `announce` is called with a sentence before the
    solution is run, which takes a while.
    """
    if notebooks.leo(solution.notebook).get("data") == data:
        return stored(solution)
    file = kept / f"{solution.name.replace('/', '--')}-{_source_hash(solution)}-{data[:16]}.json"
    found = _read_key(file, solution, data)
    if found:
        return found
    if announce:
        announce(f"{solution.name}: working out the answers on an extract that is new here …")
    key = computed(solution, data, environment, root)
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
    """Tell apart what a key depends on besides the data: the solution, and the form of answers."""
    form = Path(canonical.__file__).read_text(encoding="utf-8")
    text = form + "\0".join(f"{cell.cell_type}\0{cell.source}" for cell in solution.notebook.cells)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def faults(key: dict) -> list[str]:
    """Say which answers of a key its own marking would not recognise as what they are.

    Each sentence names the question, or the slip as ``the slip "name" of q1``, and the remedy.
    """
    found = []
    for name, part in key["questions"].items():
        found += _beyond_comparing(name, part)
        if not judge(part["answers"], part).right:
            words = f"the right answer to {name} is not recognised as right"
            found.append(f"{words}: show in the check what can be compared")
        for slip in part["slips"]:
            judged = judge(slip["answers"], part)
            if judged.right:
                words = f'the slip "{slip["slip"]}" of {name} gives a right answer'
                found.append(f"{words}: let it be wrong by more than the tolerance, or drop it")
            elif judged.slip != slip["slip"]:
                words = f'the slip "{slip["slip"]}" of {name} is the slip "{judged.slip}" too'
                found.append(f"{words}: keep one of the two, or ask for an answer that differs")
    return found


def _beyond_comparing(question, part):
    """What the comparison could not see in an answer, so that a wrong one would count."""
    for name, form in part["answers"].items():
        if form["kind"] == "table" and any(level["name"] is None for level in form["index"]):
            words = f"the index of `{name}` in {question} has no name, so that it is not compared"
            yield f"{words}: make a column of it, with `.rename_axis(...).reset_index()`"
        if form.get("large") and set(tolerances(form, part["policy"])) - {"exact", None}:
            words = f"`{name}` in {question} is too large to be compared with a tolerance"
            yield f"{words}: ask for a summary of it, or for fewer rows"
