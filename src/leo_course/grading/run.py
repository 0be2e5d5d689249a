"""Run a list of cells in a fresh Jupyter kernel, within limits, and survive whatever they do.

For the course's own notebooks, whose outputs are kept; and for a learner's where the system
cannot do better (`sandbox`).

A cell that raises is a result like any other and the next one runs. A cell that takes too long,
kills its kernel or prints without end costs its kernel: a new one replays the cells that ran well
and goes on, `Limits.revivals` times at most.
"""

import asyncio
import math
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from leo_course.grading.cells import (
    DIED,
    FLOOD,
    TOO_LONG,
    Limits,
    Result,
    Session,
    clean_environment,
    family,
    kill,
)


def run_cells(
    sources: list[str],
    limits: Limits | None = None,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    progress=None,
) -> list[Result]:
    """Run cells one after the other in a fresh kernel.

    `environment` is set on top of a small clean set of variables. The kernel runs in `folder`;
    without it in a scratch folder that is removed afterwards. `progress` is called with the number
    of cells done so far.

    Returns one `Result` for each cell, whatever happens in them; raises only if no kernel starts.
    """
    out = []

    def work():
        # zmq cannot use the loop that is Windows' default.
        with (
            tempfile.TemporaryDirectory(prefix="leo-", ignore_cleanup_errors=True) as scratch,
            asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as loop,
        ):
            kernel = _Kernel(limits or Limits(), environment or {}, scratch, folder, loop)
            out.append(kernel.run(list(sources), progress))

    # A thread of its own, because a notebook's kernel has a loop running in this one already.
    thread = threading.Thread(target=_guarded, args=(work, out))
    thread.start()
    thread.join()
    if isinstance(out[-1], BaseException):
        raise out[-1]
    return out[-1]


def _guarded(work, out):
    try:
        work()
    except BaseException as error:
        out.append(error)


class _Specs(KernelSpecManager):
    """Knows one kernel: this Python, started within limits, whatever the notebook asks for."""

    def get_kernel_spec(self, kernel_name):
        argv = [sys.executable, "-m", "leo_course.grading.kernel", "-f", "{connection_file}"]
        quiet = ["--HistoryManager.hist_file=:memory:", "--InteractiveShell.xmode=Plain"]
        return KernelSpec(argv=argv + quiet, display_name="Python 3", language="python")


class _Client(NotebookClient):
    """A notebook client that stops listening to a cell that prints without end."""

    most = 0
    heard = 0

    def process_message(self, msg, cell, cell_index):
        content = msg.get("content", {})
        if self.heard > self.most:
            return None
        self.heard += len(content.get("text", "") or "")
        self.heard += sum(len(str(part)) for part in content.get("data", {}).values())
        if self.heard > self.most:
            _end(self.km)
            return None
        return super().process_message(msg, cell, cell_index)


class _Kernel(Session):
    """A Jupyter kernel; its client wants a loop, which runs only while there is something to do."""

    def __init__(self, limits, environment, scratch, folder, loop):
        super().__init__(limits)
        self.environment = clean_environment(scratch, environment)
        self.environment["LEO_KERNEL_MEMORY"] = str(limits.memory)
        self.folder = str(folder or Path(scratch, "work"))
        Path(self.folder).mkdir(exist_ok=True)
        self.client, self.loop = None, loop

    @property
    def alive(self):
        return self.client is not None

    def start(self):
        self.loop.run(self._start())

    def stop(self):
        self.loop.run(self._stop())

    def cell(self, source, end):
        return self.loop.run(self._cell(source, end))

    async def _start(self):
        manager = AsyncKernelManager(kernel_name="course", kernel_spec_manager=_Specs())
        self.client = _Client(
            nbformat.v4.new_notebook(),
            km=manager,
            kernel_name="course",
            startup_timeout=int(self.limits.start),
            iopub_timeout=5,
            allow_errors=True,
            record_timing=False,
            store_widget_state=False,
        )
        self.client.most = self.limits.output
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        await self.client.async_start_new_kernel(cwd=self.folder, env=self.environment, **quiet)
        await self.client.async_start_new_kernel_client()

    async def _stop(self):
        client, self.client = self.client, None
        if client is None or client.km is None:  # it has none if it died while it started
            return
        _end(client.km)
        if client.kc is not None:
            client.kc.stop_channels()
        await client.km.shutdown_kernel(now=True)
        await client.km.cleanup_resources()

    async def _cell(self, source, end):
        client, cell = self.client, nbformat.v4.new_code_cell(source)
        client.heard = 0
        # Whole seconds, as the client wants them.
        client.timeout = max(1, math.ceil(min(self.limits.cell, end - time.monotonic())))
        client.nb.cells = [cell]
        try:
            await client.async_execute_cell(cell, 0, store_history=True)
        except (CellTimeoutError, DeadKernelError) as error:
            if client.heard > client.most:
                return Result("output", [], FLOOD)
            if isinstance(error, DeadKernelError):
                return Result("died", [], DIED)
            return Result("time", cell.outputs, TOO_LONG)
        except CellExecutionError:
            # Messages that come late; the outputs hold the error itself.
            pass
        return _result(cell.outputs)


def _result(outputs):
    for output in outputs:
        if output.output_type == "error":
            status = "memory" if output.ename == "MemoryError" else "error"
            lines = f"{output.ename}: {output.evalue}".strip().splitlines()
            return Result(status, outputs, lines[0][:300] if lines else output.ename)
    return Result("ok", outputs)


def _end(manager):
    """Kill a kernel and every process it started."""
    if manager.provisioner:
        kill(family(getattr(manager.provisioner, "pid", None)))
