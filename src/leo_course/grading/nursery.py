"""The server that a process for each notebook is forked from; Linux.

Run as ``python -m leo_course.grading.nursery FD PACKAGE...``: imports the packages once, then
forks for each request that comes over the socket FD, and leaves when the other end is closed. It
never runs a line of a learner's code, and has one thread, so that a fork is whole.
"""

import contextlib
import importlib
import json
import os
import socket
import sys

from leo_course.grading import inmate
from leo_course.grading.confine import Bounds

_LONGEST_REQUEST = 1 << 20


def main():
    """Import, then serve."""
    requests = socket.socket(fileno=int(sys.argv[1]))
    for package in sys.argv[2:]:
        with contextlib.suppress(ImportError):
            importlib.import_module(package)
    inmate.warm_up()
    requests.sendall(b"\n")
    while True:
        line, handles, _, _ = socket.recv_fds(requests, _LONGEST_REQUEST, 2)
        if not line:
            return
        if os.fork() == 0:
            requests.close()
            _become(json.loads(line), *handles)
        for handle in handles:
            os.close(handle)
        _bury()


def _become(request, control, output):
    try:
        bounds = Bounds(**request["bounds"])
        inmate.main(control, output, request["folder"], request["environment"], bounds)
    finally:
        os._exit(1)


def _bury():
    """Forget processes that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main()
