"""What it is to run a cell: limits, results, the variables that code sees, the words for an end."""

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

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
    one file and of all; and how often a new process may take over.
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
