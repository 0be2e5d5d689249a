"""Run a solution notebook where it stands and store its outputs, in normal form, as the key."""

import re
from pathlib import Path

import nbformat

from leo_course.errors import CourseError
from leo_course.grading import authoring, keys, notebooks

_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b")


def store(path: Path, label: str, data: str, environment: dict[str, str], progress=None) -> bool:
    """Run the solution at `path`, in its own folder, and store its outputs.

    `label` names the file in messages; `data` is the id of the data it is run on, kept in the
    notebook's metadata; `progress` is called with the number of cells run.

    Returns whether the file changed.

    Raises
    ------
    CourseError
        Naming file, cell and reason; the file is then as it was.
    """
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    solution = authoring.sound(notebooks.read(path), label)
    notebook = keys.executed_copy(solution, environment, path.parent, progress=progress)
    for place, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.from_dict(_metadata(solution, place))
        for output in cell.get("outputs", []):
            _refuse(label, place, output)
    solution.notebook = notebook
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
            "leo": {"exercise": solution.name, "data": data},
        }
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    faults = keys.faults(keys.stored(solution))
    if faults:
        raise CourseError("\n".join(f"{_where(solution, fault)}: {fault}." for fault in faults))
    text = notebooks.dumps(notebook)
    if text == before:
        return False
    notebooks.write_text(path, text)
    return True


def _where(solution, fault):
    """The file and the cell that a fault of the key is about."""
    for question in solution.questions.values():
        for slip in question.slips:
            if f'the slip "{slip.name}" of {question.id} ' in fault:
                return f"{solution.label}, cell {slip.place + 1}"
    for question in solution.questions.values():
        if re.search(rf"\b{re.escape(question.id)}\b", fault):
            return f"{solution.label}, cell {question.check + 1}"
    return solution.label


def _metadata(solution, place):
    """Keep what an author may have set on purpose; drop timing, scrolling, collapsing."""
    own = solution.notebook.cells[place].metadata
    kept = {name: own[name] for name in ("jupyter", "slideshow") if name in own}
    return {**kept, **authoring.marks(solution, place)}


def _refuse(label, place, output):
    where = f"{label}, cell {place + 1}"
    text = str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
    if output.output_type == "stream" and output.name == "stderr":
        line = text.strip().splitlines()[0] if text.strip() else ""
        raise CourseError(f"{where} writes a warning ({line[:120]}): remove its cause.")
    if _ADDRESS.search(text):
        raise CourseError(
            f"{where} shows a memory address, another one on each run: end a plotting cell "
            "with `_ = ...`, or show a value in place of the object."
        )
