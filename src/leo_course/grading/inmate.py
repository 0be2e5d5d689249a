"""What runs in the process that a learner's code gets: takes cells, runs them, shows answers.

The process is a fork of a server that has imported the usual packages and has run no learner's
code. It talks with the marker in lines of JSON over one connection:

========================================= ====================================================
it is told ``{"source": "..."}``          it says ``{"error": "" | "Name: words", "shown": [...]}``
at its start                              both halves say ``{"taken": ["limits", ...]}``
========================================= ====================================================

Nothing it says is trusted: it may be what a learner's code made up.
"""

import builtins
import contextlib
import gc
import json
import os
import random
import signal
import sys
import tempfile
from functools import cache

from leo_course.grading.canonical import MIME
from leo_course.grading.confine import Bounds, end_with_parent, hide, leave_others, shut_in

_LONGEST_ERROR = 300
# Taken now: what a learner's code puts in their places is its own.
_dumps, _loads, _write = json.dumps, json.loads, os.write


def warm_up():
    """Make in the server what every notebook needs; each fork has a copy of its own."""
    shell()
    gc.collect()
    gc.freeze()  # so that a collection in a fork does not copy every page of the server


@cache
def shell():
    """Give the one interactive shell of this process, which keeps no history and shows nothing."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import DisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets import Type
    from traitlets.config import Config

    class Hook(DisplayHook):
        """Keep the value of a cell's last line as `_` and show nothing."""

        def compute_format_data(self, result):
            return {}, {}

        def write_output_prompt(self):
            """Write nothing."""

        def write_format_data(self, format_dict, md_dict=None):
            """Write nothing."""

    class Publisher(DisplayPublisher):
        """Keep the answers that a probe displays."""

        def publish(self, data, metadata=None, **more):
            if MIME in data:
                self.shell.shown.append(data[MIME])

    class Shell(InteractiveShell):
        """A shell with this hook and this publisher."""

        display_pub_class = Type(Publisher)
        displayhook_class = Type(Hook)

        def ask_exit(self):
            """Go on: `exit` in a cell ends nothing here."""

    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.xmode = "Minimal"
    made = Shell.instance(config=settings)
    made.shown = []
    return made


def main(control: int, output: int, folder: str, environment: dict, bounds: Bounds):
    """Become the process of a notebook: fork once more, shut in, and serve until it is ended.

    `control` and `output` are file descriptors; the function does not return.
    """
    os.setsid()
    taken = leave_others()
    inner = os.fork()
    if inner:
        hide()  # it is in the notebook's namespace, but within reach of the user's other processes
        # A marker that is killed takes its server with it, and so this one the notebook.
        signal.signal(signal.SIGTERM, lambda *_: os.kill(inner, signal.SIGKILL))
        end_with_parent(signal.SIGTERM)
        _say(control, {"outer": os.getpid(), "inner": inner, "taken": taken})
        os.close(control)
        os.close(output)
        with contextlib.suppress(OSError):
            os.waitpid(inner, 0)
        os._exit(0)
    try:
        _settle(output, folder, environment)
        _close_all_but(control)
        _say(control, {"taken": shut_in(bounds)})
        _serve(control)
    finally:
        os._exit(0)


def _settle(output, folder, environment):
    """Put the process into its place: streams, variables, folder, chance."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for stream in (1, 2):
        os.dup2(output, stream)
    sys.stdin = _stream(0, "r")
    sys.stdout, sys.stderr = _stream(1, "w"), _stream(2, "w")
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    tempfile.tempdir = None
    sys.argv = ["notebook"]
    sys.path[:] = ["", *(p for p in sys.path if p)]
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    builtins.input = _no_input


def _stream(number, mode):
    """Open a stream of this process for as long as it lives."""
    return os.fdopen(number, mode, encoding="utf-8", errors="replace", closefd=False)


def _no_input(prompt=""):
    raise EOFError("nobody is there to answer input() when a notebook is marked")


def _close_all_but(kept):
    """Leave no way back to the server and its other children."""
    os.closerange(3, kept)
    os.closerange(kept + 1, 65_536)


def _say(control, message):
    line = _dumps(message, separators=(",", ":")).encode() + b"\n"
    view = memoryview(line)
    while view:
        view = view[_write(control, view) :]


def _serve(control):
    own = os.getpid()
    with os.fdopen(control, "rb", closefd=False) as lines:
        for line in lines:
            said = run(_loads(line)["source"])
            if os.getpid() != own:  # a cell has forked, and this is the copy
                return
            _say(control, said)


def run(source: str) -> dict:
    """Run a cell; whatever it does to the shell, the next one has a shell that shows answers."""
    own = shell()
    own.shown = []
    error = ""
    try:
        result = own.run_cell(source, store_history=True)
        found = result.error_before_exec or result.error_in_exec
        if found is not None:
            error = _words(found)
    except BaseException as raised:
        error = _words(raised)
    _tidy()
    return {"error": error, "shown": own.shown}


def _words(error):
    try:
        text = f"{type(error).__name__}: {error}".strip()
    except Exception:
        text = type(error).__name__
    lines = text.splitlines()
    return lines[0][:_LONGEST_ERROR].encode("utf-8", "replace").decode() if lines else "Error"


def _tidy():
    """Close figures, as a notebook does after each cell; mend streams that a cell closed."""
    plots = sys.modules.get("matplotlib.pyplot")
    if plots is not None:
        with contextlib.suppress(Exception):
            plots.close("all")
    for name, number in (("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        with contextlib.suppress(Exception):
            if stream is not None and not stream.closed:
                stream.flush()
                continue
        setattr(sys, name, _stream(number, "w"))
