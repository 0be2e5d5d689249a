"""Run a learner's cells in a process that is shut in, and survive whatever they do.

A server process imports the usual packages once and forks a process for each notebook, so that a
notebook waits for no import, and nothing that one learner's code does can reach the next: each
gets a fresh copy of a server in which no learner's code ever ran, in a scratch folder of its own,
and both are gone when it is done (`confine` says what else is closed to it).

A cell that raises is a result like any other and the next one runs. A cell that takes too long,
kills its process or uses too much costs its process: a new one replays the cells that ran well and
goes on, `Limits.revivals` times at most.

Where the system cannot fork safely (Windows, macOS) the cells run in a fresh kernel (`run`).
"""

import contextlib
import dataclasses
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from dataclasses import dataclass
from pathlib import Path

from leo_course.grading import cells, confine, scratch
from leo_course.grading.canonical import MIME
from leo_course.grading.cells import Limits, Result, Session, clean_environment, family, kill
from leo_course.grading.confine import Bounds

_LOOK = 0.1  # seconds between two looks at what a cell uses
_LOOK_CLOSELY = 1  # and between two at the files that it has removed and still holds
_ALWAYS = ("leo_course.grading.learner", "leo_course.grading.probe", "pandas", "numpy")


@dataclass(frozen=True)
class Place:
    """Where a learner's code runs.

    `beside` are the folders and files that stand in the scratch folder as in the course, {name:
    path}, which the code may read and not write; `readable` are others that it may read, by their
    own paths; nothing is readable that holds one of the `closed`.
    """

    beside: tuple[tuple[str, str], ...] = ()
    readable: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


def can_fork() -> bool:
    """Whether notebooks run in forked, shut-in processes on this system."""
    return sys.platform == "linux"


class _Server:
    """The server of this process, started once; it ends with this process."""

    def __init__(self, packages):
        home = tempfile.TemporaryDirectory(prefix="leo-server-")
        environment = clean_environment(home.name, {"MPLBACKEND": "agg"})
        # Packets, so that two requests never run into one.
        self.socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "leo_course.grading.nursery", str(theirs.fileno()), *packages],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # an interrupt at the terminal is for the marker to deal with
        )
        theirs.close()
        self.ready = False
        self.end = weakref.finalize(self, _end, self.process, self.socket, home)

    def fork(self, request, handles, patience):
        """Ask for a process that holds these two descriptors."""
        if not self.ready:
            self.socket.settimeout(patience)
            if self.socket.recv(1) != b"\n":
                raise OSError("the server of processes has ended")
            self.ready = True
        socket.send_fds(self.socket, [json.dumps(request).encode()], handles)


_lock = threading.Lock()
_server = None


def open_server(packages: tuple[str, ...] = ()) -> _Server:
    """Give the server; the first call starts it, with these packages besides the usual ones.

    It returns before the packages are imported, so that other work can go on meanwhile.
    """
    global _server
    with _lock:
        if _server is not None and _server.process.poll() is not None:
            _server.end()
            _server = None
        if _server is None:
            _server = _Server(dict.fromkeys([*_ALWAYS, *packages]))
        return _server


def _end(process, connection, home):
    """End the server; also when Python ends."""
    connection.close()
    process.kill()
    process.wait()
    home.cleanup()


def run_cells(
    sources: list[str],
    limits: Limits | None = None,
    environment: dict[str, str] | None = None,
    place: Place | None = None,
) -> list[Result]:
    """Run cells one after the other in a process of their own, shut in as far as can be.

    `environment` is set on top of a small clean set of variables.

    Returns one `Result` for each cell, whatever happens in them. Only answers that a probe shows
    are kept of their outputs.
    """
    if not can_fork():
        from leo_course.grading import run  # Jupyter's client takes a second to import

        return run.run_cells(sources, limits, environment)
    with scratch.scratch() as folder:
        own = _Process(limits or Limits(), environment or {}, folder, place or Place())
        return own.run(list(sources))


def protections() -> list[str]:
    """Which protections a learner's code runs under on this system, for a report."""
    if not can_fork():
        return []
    with scratch.scratch() as folder:
        own = _Process(Limits(), {}, folder, Place())
        own.start()
        own.stop()
        return own.taken


class GivenUp(BaseException):
    """Whoever marks has given up: nothing of what runs is of use any more."""


_given_up = threading.Event()


def give_up(now: bool = True):
    """Stop all that runs in this process's sandboxes; or, with False, let things run again."""
    if now:
        _given_up.set()
    else:
        _given_up.clear()


class _Lost(Exception):
    """The process is gone: (status, words)."""


class _Process(Session):
    """A forked process that is shut in, in a scratch folder, and what it says and uses."""

    def __init__(self, limits, environment, room, place):
        super().__init__(limits)
        self.taken, self.alive, self.room = [], False, room
        # As deep as a learner's copy stands in the course, so that relative paths lead somewhere.
        self.folder = room / "course" / "my-work" / "part"
        self.beside = place.beside
        self.environment = clean_environment(str(room / "home"), environment)
        self.environment |= {"TMPDIR": str(room / "tmp"), "MPLBACKEND": "agg"}
        self.bounds = Bounds(
            memory=limits.memory,
            file_size=limits.file_size,
            files=1024,
            processes=limits.processes * 40,  # of the user as a whole, threads counted
            readable=_open_ones(place, self.environment["MPLCONFIGDIR"]),
            writable=(str(room),),
        )

    def _make_room(self):
        """Lay out the scratch folder; what a lost process has left there is made again or gone."""
        for folder in (self.room / "course", self.room / "home", self.room / "tmp"):
            scratch.remove(folder)
        for folder in (self.folder, self.room / "home", self.room / "tmp"):
            folder.mkdir(parents=True, exist_ok=True)
        for name, target in self.beside:
            there = self.room / "course" / name
            there.parent.mkdir(parents=True, exist_ok=True)
            there.symlink_to(target)

    def start(self):
        self._make_room()
        try:
            self._begin()
        except OSError:  # the server has just ended; the next call starts another
            self.stop()
            self._begin()

    def _begin(self):
        server = open_server()
        self.control, control = socket.socketpair()
        self.printed, output = os.pipe()
        request = {
            "folder": str(self.folder),
            "environment": self.environment,
            "bounds": dataclasses.asdict(self.bounds),
        }
        self.heard, self.said, self.held, self.rest, self.pids = 0, 0, 0, b"", (0, 0)
        self.looked = self.looked_closely = time.monotonic()
        self.alive = True
        try:
            with _lock:
                server.fork(request, [control.fileno(), output], self.limits.start)
        finally:
            control.close()
            os.close(output)
        end = time.monotonic() + self.limits.start
        try:
            # One from either side of the inner fork, in whatever order.
            outer, inner = sorted((self._listen(end), self._listen(end)), key=len, reverse=True)
            self.pids = int(outer["inner"]), int(outer["outer"])
            self.taken = [*outer["taken"], *inner["taken"]]
        except (_Lost, KeyError, TypeError, ValueError) as error:
            self.stop()
            raise RuntimeError("no process for the notebook could be started") from error

    def stop(self):
        if not self.alive:
            return
        self.alive = False
        inner, outer = self.pids
        kill([*family(outer), *family(inner)])
        # In a namespace of its own all that it started has ended with it; elsewhere, what has left
        # the family may still be in its group.
        if outer:
            with contextlib.suppress(OSError):
                os.killpg(outer, signal.SIGKILL)
        self.control.close()
        os.close(self.printed)

    def cell(self, source, end):
        self.heard = 0
        line = json.dumps({"source": source.encode("utf-8", "replace").decode()}).encode() + b"\n"
        try:
            with contextlib.suppress(BrokenPipeError):
                self._send(line, end)
            said = self._listen(min(end, time.monotonic() + self.limits.cell))
        except _Lost as lost:
            status, words = lost.args
            return Result(status, [], words)
        return _result(said)

    def _send(self, line, end):
        view, number = memoryview(line), self.control.fileno()
        while view:
            self._wait(end, [number])
            view = view[os.write(number, view[:65_536]) :]

    def _listen(self, end):
        """Give the next line that the process says, while watching what it uses."""
        while b"\n" not in self.rest:
            self._wait(end)
            if self._ready:
                try:
                    part = os.read(self.control.fileno(), 1 << 20)
                except OSError:
                    part = b""
                if not part:
                    raise _Lost("died", cells.DIED)
                self.rest += part
                self.said += len(part)
                if len(self.rest) > self.limits.shown or self.said > self.limits.shown_in_all:
                    raise _Lost("output", cells.FLOOD)
        line, self.rest = self.rest.split(b"\n", 1)
        try:
            said = json.loads(line)
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict):
            raise _Lost("died", cells.DIED)
        return said

    def _wait(self, end, writing=()):
        """Wait for the process until `end`; look every now and then at what it uses."""
        watched = [self.printed] if writing else [self.control.fileno(), self.printed]
        self._ready = False
        while not self._ready:
            readable, writable, _ = select.select(watched, writing, [], _LOOK)
            if self.printed in readable and not self._drain():
                watched.remove(self.printed)
            self._ready = bool(writable) or self.control.fileno() in readable
            # Also of one that keeps talking: a word now and then is not an end.
            now = time.monotonic()
            if _given_up.is_set():
                raise GivenUp
            if now > end:
                raise _Lost("time", cells.TOO_LONG)
            if now - self.looked > _LOOK:
                self.looked = now
                self._look(now)

    def _drain(self):
        """Read and forget what was printed; False when nothing more can come."""
        try:
            part = os.read(self.printed, 1 << 20)
        except OSError:
            part = b""
        self.heard += len(part)
        if self.heard > self.limits.output:
            raise _Lost("output", cells.FLOOD)
        return bool(part)

    def _look(self, now):
        """End what uses too much: memory of all its processes, their number, room on the disk."""
        processes = family(self.pids[0])
        if sum(map(_memory, processes)) > self.limits.resident:
            raise _Lost("memory", cells.TOO_MUCH_MEMORY)
        if len(processes) > self.limits.processes:
            raise _Lost("processes", cells.TOO_MANY_PROCESSES)
        if now - self.looked_closely > _LOOK_CLOSELY:
            self.looked_closely, self.held = now, sum(map(_held, processes))
        size, count = scratch.size(self.room, self.limits.room, self.limits.entries)
        if size + self.held > self.limits.room or count > self.limits.entries:
            raise _Lost("room", cells.TOO_MUCH_WRITTEN)


_MEMORY = re.compile(r"^Rss(?:Anon|Shmem):\s+(\d+) kB", re.MULTILINE)
_REMOVED = re.compile(
    r"^([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ [1-9]\d* +(?!/dev/zero|/SYSV)/.* \(deleted\)$",
    re.MULTILINE,
)


def _memory(process):
    """Bytes of memory of a process that are not those of a file."""
    try:
        text = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    return 1024 * sum(map(int, _MEMORY.findall(text)))


def _held(process):
    """Bytes on the disk of files that have no name any more, but that a process holds open."""
    own, total = Path(f"/proc/{process.pid}"), 0
    with contextlib.suppress(OSError):
        for handle in (own / "fd").iterdir():
            with contextlib.suppress(OSError):
                found = handle.stat()
                total += found.st_blocks * 512 if not found.st_nlink else 0
    with contextlib.suppress(OSError):
        maps = (own / "maps").read_text(encoding="utf-8", errors="replace")
        total += sum(int(b, 16) - int(a, 16) for a, b in _REMOVED.findall(maps))
    return total


def _open_ones(place, fonts):
    """Folders to be read: the system's, Python's, the place's own; none that holds a closed one."""
    python = {sys.prefix, sys.base_prefix, sys.exec_prefix, *map(os.path.realpath, sys.path)}
    python.add(str(Path(sys.executable).resolve().parents[1]))
    beside = [target for _, target in place.beside]
    wanted = {*confine.SYSTEM, *python, *place.readable, *beside, fonts}
    return tuple(sorted(path for path in wanted if not any(_holds(path, c) for c in place.closed)))


def _holds(folder, path):
    return Path(path).is_relative_to(Path(folder).resolve())


def _result(said):
    error = said.get("error")
    error = error if isinstance(error, str) else ""
    shown = said.get("shown")
    outputs = [{"data": {MIME: form}} for form in shown] if isinstance(shown, list) else []
    if not error:
        return Result("ok", outputs)
    return Result("memory" if error.startswith("MemoryError") else "error", outputs, error[:300])
