"""The alarms ring: a fault planted in a fresh copy of the course turns its layer of the gate red.

Each test copies what git holds, plants one fault, and runs the very target that `make test` runs.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("make") is None, reason="these tests run `make`"),
]

LESSON = "notebooks/start/first-look.ipynb"
SOLUTION = "solutions/start/first-look.ipynb"
EXERCISE = "exercises/start/first-look.ipynb"
LAYERS = [
    "gate-style",
    "gate-exercises",
    "gate-objectives",
    "gate-fast",
    "gate-solutions",
    "gate-book",
    "gate-slow",
]


@pytest.fixture
def copy(root, tmp_path):
    """A fresh copy of what git holds or would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (root / name).exists():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, tmp_path / name)
    return tmp_path


def gate(copy, layer):
    """Run one layer of the gate in the copy, with this environment and an extract of its own."""
    environment = {name: value for name, value in os.environ.items() if name != "LEO_EXTRACT"}
    environment["LEO_COURSE"] = str(copy)
    return subprocess.run(
        ["make", layer, f"VENV={Path(sys.executable).parents[1]}"],
        cwd=copy,
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
    )


def edit(path, change):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def text_of(cell):
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def test_the_gate_runs_every_layer(root):
    run = subprocess.run(
        ["make", "-n", "test", f"VENV={Path(sys.executable).parents[1]}"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    parts = (
        "ruff",
        "exercises --check",
        "leo objectives",
        '-m "not slow"',
        "--nbval",
        "leo book",
        "-m slow",
    )
    for part in parts:
        assert part in run.stdout, f"`make test` leaves out {part}"
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert all(f"\n{layer}:" in makefile for layer in LAYERS)


def test_an_untouched_copy_is_green(copy):
    for layer in ("gate-exercises", "gate-solutions"):
        run = gate(copy, layer)
        assert run.returncode == 0, run.stdout + run.stderr


def test_a_stale_exercise(copy):
    def reword(notebook):
        cell = next(c for c in notebook["cells"] if c["cell_type"] == "markdown")
        cell["source"] = text_of(cell) + "\nAn edit that belongs in the solution."

    edit(copy / EXERCISE, reword)
    run = gate(copy, "gate-exercises")
    assert run.returncode != 0
    assert "first-look" in run.stdout + run.stderr


def test_an_objective_that_nobody_exercises(copy):
    def forget(notebook):
        for cell in notebook["cells"]:
            cell["source"] = text_of(cell).replace("# objective: first-look-1", "")

    edit(copy / SOLUTION, forget)
    run = gate(copy, "gate-objectives")
    assert run.returncode != 0
    assert "first-look-1" in run.stderr


def test_a_changed_output(copy):
    def falsify(notebook):
        outputs = [o for c in notebook["cells"] for o in c.get("outputs", []) if "data" in o]
        plain = outputs[0]["data"]["text/plain"]
        outputs[0]["data"]["text/plain"] = "".join(plain) + "1"

    edit(copy / SOLUTION, falsify)
    run = gate(copy, "gate-solutions")
    assert run.returncode != 0
    assert "1 failed" in run.stdout


def test_a_failing_cell(copy):
    def break_it(notebook):
        cell = next(c for c in reversed(notebook["cells"]) if c["cell_type"] == "code")
        cell["source"] = text_of(cell) + "\n1 / 0"

    edit(copy / LESSON, break_it)
    run = gate(copy, "gate-book")
    assert run.returncode != 0
    assert "ZeroDivisionError" in run.stdout + run.stderr


def test_a_figure_without_alt_text(copy):
    def strip(notebook):
        stripped = [c["metadata"].pop("mystnb", None) for c in notebook["cells"]]
        assert any(stripped), "the lesson has no figure to strip"

    edit(copy / LESSON, strip)
    run = gate(copy, "gate-book")
    assert run.returncode != 0
    assert "alt" in run.stdout + run.stderr


def test_a_dead_cross_reference(copy):
    page = copy / "book" / "references.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n[gone](no-such-page.md)\n")
    run = gate(copy, "gate-book")
    assert run.returncode != 0
    assert "no-such-page" in run.stdout + run.stderr
