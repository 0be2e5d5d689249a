"""What it is to run cells: limits, results, going on after a loss, and the variables code sees.

`run` and `sandbox` are the two places where cells run; what they have in common stands here.
"""

import contextlib
import os
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import psutil

_PASSED_ON = ("PATH", "SYSTEMROOT", "WINDIR", "TEMP", "TMP", "LD_LIBRARY_PATH", "VIRTUAL_ENV",
              "PYTHONPATH", "LANG", "LC_ALL")  # fmt: skip

TOO_LONG = "it ran too long and was stopped (an endless loop?)"
DIED = "Python itself stopped in this cell (an exit, a crash, or too little memory)"
FLOOD = "it printed too much and was stopped"
TOO_MUCH_MEMORY = "it used too much memory and was stopped"
TOO_MANY_PROCESSES = "it started too many processes and was stopped"
TOO_MUCH_WRITTEN = "it wrote too much to the disk and was stopped"


@dataclass(frozen=True)
class Limits:
    """What a notebook may take.

    Seconds for a cell, the notebook, and the start of its process; bytes of address space for
    each process and of memory for all; characters of output of a cell; processes at once; bytes of
    one file and of all, and how many files; bytes of the answers it shows, in one cell and in all;
    and how often a new process may take over.
    """

    cell: float = 60
    notebook: float = 300
    start: float = 60
    memory: int = 6 * 2**30
    resident: int = 2 * 2**30
    output: int = 2_000_000
    processes: int = 50
    file_size: int = 200 * 2**20
    room: int = 500 * 2**20
    entries: int = 20_000
    shown: int = 4_000_000
    shown_in_all: int = 20_000_000
    revivals: int = 3


@dataclass
class Result:
    """What one cell did.

    `status` is ok, error, time, died, output, memory, processes, room or skipped.
    """

    status: str
    outputs: list = field(default_factory=list)
    error: str = ""

    @property
    def lost(self) -> bool:
        """Whether the cell cost its process."""
        spent = self.status == "memory" and not self.error.startswith("MemoryError")
        return spent or self.status in ("time", "died", "output", "processes", "room")


class Session:
    """Runs cells one after the other, and goes on in a new process when one is lost.

    A subclass says in `alive` whether there is a process, and gives `start`, `stop` (of what there
    may be) and ``cell(source, end)``, which runs one cell until the time `end` at most.
    """

    def __init__(self, limits: Limits):
        self.limits = limits

    def run(self, sources: list[str], progress=None) -> list[Result]:
        """Run all cells; gives a result for each, whatever happens in them."""
        end = time.monotonic() + self.limits.notebook
        results, revived = [], 0
        try:
            self.start()
            for done, source in enumerate(sources):
                if not self.alive:
                    results.append(Result("skipped", error="an earlier cell stopped the notebook"))
                    continue
                results.append(self.cell(source, end))
                if results[-1].lost:
                    self.stop()
                    if revived < self.limits.revivals and time.monotonic() < end:
                        revived += 1
                        self._revive(sources, results, end)
                if progress:
                    progress(done + 1)
        finally:
            self.stop()
        return results

    def _revive(self, sources, results, end):
        """Start again with what ran well; give up if even that does not run."""
        self.start()
        for source, result in list(zip(sources, results, strict=False)):
            if result.status == "ok" and self.cell(source, end).lost:
                self.stop()
                return


def family(pid: int | None) -> list[psutil.Process]:
    """A process and all that it started, as far as they are there; [] without a number."""
    try:
        own = psutil.Process(pid) if pid else None
        return [own, *own.children(recursive=True)] if own else []
    except psutil.Error:
        return []


def kill(processes: list[psutil.Process]):
    """End processes at once."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()


def clean_environment(scratch: str, more: dict[str, str]) -> dict[str, str]:
    """Give the environment of a kernel: few variables, the same on every machine."""
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return {
        **kept,
        "HOME": scratch,
        "USERPROFILE": scratch,
        "IPYTHONDIR": scratch,
        "JUPYTER_PLATFORM_DIRS": "1",
        # Kept between runs: building matplotlib's list of fonts takes seconds.
        "MPLCONFIGDIR": os.environ.get(
            "MPLCONFIGDIR", str(Path(tempfile.gettempdir(), "leo-course-matplotlib"))
        ),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "IPYKERNEL_CELL_NAME": "cell",
        "TZ": "UTC",
        **{f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")},
        **more,
    }
