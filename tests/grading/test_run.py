"""Cells in a kernel: within limits, and whatever they do the rest runs."""

import os
import time

import psutil
import pytest

from leo_course.grading.cells import Limits, clean_environment
from leo_course.grading.run import run_cells


def texts(result):
    return [o.get("text") or o["data"]["text/plain"] for o in result.outputs]


def test_cells_run_in_a_folder_and_environment_of_their_own():
    environment = {"LEO_EXTRACT": "somewhere"}
    ran = run_cells(
        ["import os\nos.environ['LEO_EXTRACT'], os.environ['OMP_NUM_THREADS']",
         "open('left', 'w').close()\nprint(os.getcwd())", "1/0", "x = 2;", "x"],
        environment=environment,
    )  # fmt: skip
    assert [r.status for r in ran] == ["ok", "ok", "error", "ok", "ok"]
    assert texts(ran[0]) == ["('somewhere', '1')"]
    assert ran[2].error == "ZeroDivisionError: division by zero"
    folder = texts(ran[1])[0].strip()
    assert folder != os.getcwd() and not os.path.exists(folder)  # noqa: PTH109, PTH110
    assert texts(ran[4]) == ["2"]


def test_the_environment_is_small(monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "x")
    made = clean_environment("scratch", {"LEO_COURSE": "y"})
    assert "SECRET_TOKEN" not in made
    assert made["HOME"] == "scratch" and made["PYTHONHASHSEED"] == "0" and made["LEO_COURSE"] == "y"


LOSSES = {
    "time": "while True: pass",
    "stubborn": "import time\nwhile True:\n    try: time.sleep(9)\n    except BaseException: pass",
    "exit": "import os; os._exit(0)",
    "crash": "import ctypes; ctypes.string_at(0)",
    "flood": "while True: print('a' * 10_000)",
}
STATUS = {"time": "time", "stubborn": "time", "exit": "died", "crash": "died", "flood": "output"}


@pytest.mark.slow
@pytest.mark.parametrize("name", LOSSES)
def test_a_lost_kernel_costs_one_cell(name):
    cells = ["x = 1", LOSSES[name], "x + 1"]
    ran = run_cells(cells, Limits(cell=4, output=200_000))
    assert [r.status for r in ran] == ["ok", STATUS[name], "ok"]
    assert texts(ran[2]) == ["2"] and ran[1].error


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="this system has no limit of memory")
def test_too_much_memory_is_an_error_of_that_cell():
    ran = run_cells(["b = bytearray(20 * 2**30)", "1"], Limits(memory=4 * 2**30))
    assert [r.status for r in ran] == ["memory", "ok"]


@pytest.mark.slow
def test_exit_leaves_the_rest_alone():
    ran = run_cells(["import sys", "sys.exit(3)", "1"])
    assert ran[1].status in ("error", "died") and ran[2].status == "ok"


@pytest.mark.slow
def test_after_three_new_kernels_the_rest_is_skipped():
    ran = run_cells(["import os", *["os._exit(1)"] * 5, "1"])
    assert [r.status for r in ran] == ["ok", *["died"] * 4, "skipped", "skipped"]


@pytest.mark.slow
def test_the_notebook_as_a_whole_has_a_limit():
    started = time.monotonic()
    ran = run_cells(["import time; time.sleep(2)"] * 20, Limits(cell=30, notebook=5))
    assert time.monotonic() - started < 20
    assert ran[-1].status == "skipped" and len(ran) == 20


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="uses sleep")
def test_processes_that_a_cell_starts_end_with_it():
    run_cells(["import subprocess; p = subprocess.Popen(['sleep', '4242'])"])
    time.sleep(0.5)
    running = [p.info["cmdline"] for p in psutil.process_iter(["cmdline"])]
    assert ["sleep", "4242"] not in running
