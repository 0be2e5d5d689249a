"""A learner's code in a process of its own: shut in, and whatever it does the rest runs."""

import os
import platform
import signal
import socket
import subprocess
import sys
import tempfile
import time

import psutil
import pytest

from leo_course.grading import sandbox
from leo_course.grading.canonical import MIME
from leo_course.grading.cells import Limits
from leo_course.grading.sandbox import Place, run_cells

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks safely on Linux alone")

TIGHT = Limits(cell=3, memory=3 * 2**30, resident=600 * 2**20, output=200_000, processes=30,
               file_size=20 * 2**20, room=60 * 2**20, entries=2_000)  # fmt: skip


def status(cells, limits=TIGHT, **more):
    return [(r.status, r.error) for r in run_cells(cells, limits, **more)]


def test_cells_share_a_state_and_show_answers_alone():
    ran = run_cells(
        [
            "x = 2",
            f"from IPython.display import display\ndisplay({{{MIME!r}: {{'x': x}}}}, raw=True)\nx",
            "_ + 1",
            "1 / 0",
            "def f(:",
            "%time y = 5",
            "await __import__('asyncio').sleep(0)\ny",
        ]
    )
    assert [r.status for r in ran] == ["ok", "ok", "ok", "error", "error", "ok", "ok"]
    assert [r.outputs for r in ran] == [[], [{"data": {MIME: {"x": 2}}}], *[[]] * 5]
    assert ran[3].error == "ZeroDivisionError: division by zero"
    assert ran[4].error.startswith("SyntaxError")


def test_each_notebook_has_a_fresh_process_and_folder():
    first = run_cells(["import pandas as pd, os\npd.leak = 1\nopen('left', 'w').close()\nkept = 1"])
    second = "assert not hasattr(pd, 'leak') and not os.path.exists('left')\nkept"
    ran = run_cells(["import pandas as pd, os", second])
    assert first[0].status == ran[0].status == "ok"
    assert ran[1].error == "NameError: name 'kept' is not defined"


def test_chance_and_hashes_are_the_same_each_time():
    cells = ["import random, numpy as np", "raise ValueError(random.random(), np.random.rand(),"
             "hash('a'))"]  # fmt: skip
    assert run_cells(cells)[1].error == run_cells(cells)[1].error


def test_the_folders_beside_stand_as_in_the_course(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "style").write_text("line")
    place = Place(beside=(("book", str(tmp_path / "book")),))
    read = "assert open('../../book/style').read() == 'line'"
    assert status([read], place=place) == [("ok", "")]
    words = status(["open('../../book/style', 'w')"], place=place)[0][1]
    assert "files" not in sandbox.protections() or words.startswith("PermissionError")


# What a cell does, the status it ends with, and words of the reason. The number is that of the
# list of failure inputs that marking has to survive.
LOSES = {
    "1 endless loop": ("while True: pass", "time", "too long"),
    "2 stubborn loop": (
        "while True:\n try:\n  while True: pass\n except BaseException: pass", "time", "too long"),
    "3 exit at once": ("import os; os._exit(0)", "died", "stopped in this cell"),
    "6 segfault": ("import ctypes; ctypes.string_at(0)", "died", "stopped in this cell"),
    "8 eats memory": (
        "a = []\nwhile True: a.append(b'1' * 50_000_000)", "memory", "memory"),
    "9 prints for ever": ("while True: print('x' * 1000)", "output", "printed too much"),
    "10 prints 200 MB": ("print('x' * 200_000_000)", "output", "printed too much"),
    "12 ignores signals": (
        "import signal, time\nsignal.signal(2, signal.SIG_IGN)\ntime.sleep(99)", "time", "long"),
    "18 sleeps in C": ("import ctypes; ctypes.CDLL(None).sleep(99)", "time", "too long"),
    "19 awaits": ("import asyncio; await asyncio.sleep(1e6)", "time", "too long"),
    "30 fills the disk": (
        "i = 0\nwhile True:\n i += 1\n open(f'g{i}', 'wb').write(b'0' * 10**7)", "room", "disk"),
    "removed files that it holds": (
        "import time\nk = []\nfor i in range(9):\n f = open('f', 'wb'); os.unlink('f')\n"
        " f.write(b'0' * 10**7); f.flush(); k.append(f)\ntime.sleep(9)", "room", "disk"),
    "removed files that it maps": (
        "import time, mmap\nk = []\nfor i in range(9):\n f = open('f', 'w+b'); os.unlink('f')\n"
        " f.write(b'0' * 10**7); f.flush(); k.append(mmap.mmap(f.fileno(), 0)); f.close()\n"
        "time.sleep(9)", "room", "disk"),
    "files where no path leads": (
        "import time\nfor i in range(20): os.mkdir('d' * 250); os.chdir('d' * 250)\n"
        "open('f', 'w').close(); time.sleep(9)", "room", "disk"),
    "very many files": ("for i in range(3_000): open(f'f{i}', 'w').close()\n"
        "import time; time.sleep(9)", "room", "disk"),
    "memory it shares": (
        "import mmap, time\nm = mmap.mmap(-1, 10**9)\nfor i in range(0, 10**9, 10**7):"
        " m[i:i + 10**7] = b'1' * 10**7\ntime.sleep(9)", "memory", "memory"),
    "talks without end": (
        "import time\nwhile True: os.write(3, b' '); time.sleep(.001)", "time", "too long"),
    "shows too much": (
        "os.write(3, b'{\"shown\":[' + b'[],' * 3_000_000 + b'[]]}\\n')", "output", "too much"),
    "31 forks for ever": ("import os\nwhile True: os.fork()", None, ""),
    "floods the marker": (
        "import os\nfor n in range(3, 50):\n try:\n  while True: os.write(n, b'x' * 10**6)\n"
        " except OSError: pass", None, ""),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", LOSES)
def test_a_lost_process_costs_one_cell(name):
    code, expected, words = LOSES[name]
    slowly = "import time; time.sleep(.3)\nx + 1"  # so long that what it has left would be seen
    before, lost, after = status(["import os\nx = 1", code, slowly])
    assert before == after == ("ok", "")
    assert lost[0] == expected or (expected is None and lost[0] != "ok")
    assert words in lost[1]


# What costs the cell nothing but itself; "" is a cell that ends well.
STAYS = {
    "4 sys.exit": ("import sys; sys.exit(3)", "SystemExit: 3"),
    "5 exit": ("exit()", ""),
    "7 kills itself": ("import os; os.kill(os.getpid(), 15)", None),
    "11 endless recursion": ("def f(): return f()\nf()", "RecursionError"),
    "13 leaves a process behind": ("import subprocess; subprocess.Popen(['sleep', '7771'])", ""),
    "14 thread that prints later": (
        "import threading; threading.Timer(.2, lambda: print('late')).start()", ""),
    "16 input": ("input()", "EOFError"),
    "17 syntax error": ("x = = 1", "SyntaxError"),
    "21 closes its streams": ("import sys; sys.stdout.close(); sys.stderr.close()", ""),
    "22 kills its parent": ("import os; os.kill(os.getppid(), 15)", None),
    "26 fifty threads": (
        "import threading, time\nfor _ in range(50): threading.Thread(target=time.sleep,"
        " args=(.1,)).start()", ""),
    "27 goes elsewhere": ("import os; os.chdir('/')", ""),
    "30 one large file": ("open('f', 'wb').write(b'0' * 10**8)", "OSError"),
    "55 surrogate": ("'\ud800'", None),
    "NUL byte": ("x = '\0'", None),
    "huge array": ("bytearray(20 * 2**30)", "MemoryError"),
    "error that cannot be shown": (
        "class E(Exception):\n def __str__(self): raise self\nraise E", "E"),
    "replaces json": ("import json\njson.dumps = None", ""),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", STAYS)
def test_a_cell_that_goes_wrong_costs_itself(name):
    code, error = STAYS[name]
    before, tried, after = status(["x = 1", code, "x + 1"])
    assert before == after == ("ok", "")
    if error is not None:
        assert tried[1].startswith(error) and bool(tried[1]) == bool(error)


@pytest.mark.slow
def test_nothing_is_left_behind():
    away = "import os\nif os.fork() == 0:\n os.setsid()\n os.execvp('sleep', ['sleep', '7773'])"
    run_cells(["import subprocess; subprocess.Popen(['sleep', '7773'])", away], TIGHT)
    time.sleep(0.2)
    left = [p for p in psutil.process_iter(["cmdline"]) if "7773" in (p.info["cmdline"] or [])]
    assert left == [] or "processes" not in sandbox.protections()


def test_too_many_losses_end_the_notebook():
    ran = run_cells(["import os", *["os._exit(1)"] * 5, "1"])
    assert [r.status for r in ran] == ["ok", *["died"] * 4, "skipped", "skipped"]


def test_a_notebook_has_a_limit_too():
    started = time.monotonic()
    ran = run_cells(["import time; time.sleep(2)"] * 9, Limits(cell=30, notebook=3))
    assert time.monotonic() - started < 15
    assert ran[0].status == "ok" and "ok" not in {r.status for r in ran[2:]}


# --- what it cannot reach ------------------------------------------------------------------------


def need(protection):
    if protection not in sandbox.protections():
        pytest.skip(f"this system does not let an ordinary user have the protection {protection!r}")


def test_files_outside_are_closed(tmp_path):
    need("files")
    course, extract = tmp_path / "course", tmp_path / "extract"
    for folder in (course / "solutions", extract):
        folder.mkdir(parents=True)
        (folder / "key").write_text("42")
    place = Place(readable=(str(extract),), closed=(str(course / "solutions"),))
    data, secret = str(extract / "key"), str(course / "solutions" / "key")
    tries = [f"open({data!r}).read()", f"open({data!r}, 'a')", f"open({secret!r}).read()",
             f"import os; os.unlink({data!r})", f"import os; os.listdir({str(course)!r})",
             "open('mine', 'w').write('1')",
             "import subprocess as s\n"
             f"assert s.run(['cat', {secret!r}], capture_output=True).returncode"]  # fmt: skip
    ran = status(tries, place=place)
    assert [error.split(":")[0] for _, error in ran] == [
        "", "PermissionError", "PermissionError", "PermissionError", "PermissionError", "", "",
    ]  # fmt: skip
    assert (extract / "key").read_text() == "42"


def test_a_folder_that_holds_a_closed_one_is_not_opened(tmp_path):
    need("files")
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "key").write_text("42")
    place = Place(readable=(str(tmp_path),), closed=(str(tmp_path / "solutions"),))
    ran = status([f"open({str(tmp_path / 'solutions' / 'key')!r})"], place=place)
    assert ran[0][1].startswith("PermissionError")


@pytest.mark.slow
def test_rights_owners_and_times_of_files_outside_stay(tmp_path):
    """Landlock does not see to them, and each of them could hide another learner's notebook."""
    need("sockets")
    other = tmp_path / "other.ipynb"
    other.write_text("{}")
    before = other.stat()
    name, folder = str(other), str(tmp_path)
    ran = status(
        [
            f"import os\nos.chmod({name!r}, 0); os.chmod({folder!r}, 0)",
            f"os.chown({name!r}, -1, os.getgid())\ntry: os.setxattr({name!r}, 'user.x', b'1')\n"
            "except OSError: pass",
            f"os.chmod('../part', 0, dir_fd=os.open('.', os.O_RDONLY)); os.utime({name!r})",
            "import shutil\nopen('a', 'w').write('1'); shutil.copy2('a', 'b'); open('b').read()",
        ]
    )
    assert [error for _, error in ran] == [""] * 4
    after = other.stat()
    assert (after.st_mode, after.st_mtime, after.st_ctime) == (
        before.st_mode, before.st_mtime, before.st_ctime,
    )  # fmt: skip


@pytest.mark.slow
def test_terminals_disks_and_shared_memory_of_the_user_are_closed():
    need("files")
    number = {"x86_64": 29, "aarch64": 194}[platform.machine()]
    ours, theirs = os.openpty()
    tries = [f"open({os.ttyname(theirs)!r}, 'rb')", "import os; os.listdir('/dev/shm')",
             "import os; os.listdir('/dev')",
             "open('/dev/null', 'w').write('1'); assert open('/dev/urandom', 'rb').read(1)",
             f"import ctypes; assert ctypes.CDLL(None).syscall({number}, 0, 9, 0o1600) == -1",
             "import os; os.memfd_create('x')"]  # fmt: skip
    ran = [error.split(":")[0] for _, error in status(tries)]
    closed = "PermissionError"
    assert ran[:4] == [closed, closed, closed, ""]
    assert ran[4:] == ["", closed] or "sockets" not in sandbox.protections()
    os.close(ours)
    os.close(theirs)


@pytest.mark.slow
def test_an_administrator_s_powers_are_given_up():
    need("processes")
    unshare = "import ctypes; assert ctypes.CDLL(None).unshare(0x10000000) == -1"
    powers = "import re; text = open('/proc/self/status').read()\n"
    powers += "assert int(re.search(r'CapEff:\\s+(\\w+)', text)[1], 16) & ~2 == 0, text"
    score = "assert open('/proc/self/oom_score_adj').read() == '1000\\n'"
    assert status([unshare, powers, score]) == [("ok", "")] * 3


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_what_runs_ends_with_a_marker_that_is_killed(ending):
    loop = "import ctypes\nctypes.CDLL(None).prctl(1, 0)\nwhile True: pass"
    code = f"from leo_course.grading import sandbox as s; s.run_cells(['1', {loop!r}])"
    marker = subprocess.Popen([sys.executable, "-c", code])
    own, busy = psutil.Process(marker.pid), []
    for _ in range(300):
        time.sleep(0.1)
        busy = [p for p in own.children(recursive=True) if p.cpu_times().user > 0.5]
        if len(own.children(recursive=True)) > 2 and busy:
            break
    started = own.children(recursive=True)
    marker.send_signal(ending)
    marker.wait()
    gone, alive = psutil.wait_procs(started, timeout=10)
    assert len(gone) > 2 and alive == []


def test_there_is_no_network():
    if not {"network", "tcp", "sockets"} & set(sandbox.protections()):
        pytest.skip("this system does not let an ordinary user leave the network")
    tcp = "import socket; socket.create_connection(('127.0.0.1', 22), 1)"
    udp = "import socket; socket.socket(2, 2).sendto(b'x', ('198.51.100.1', 9))"
    ran = status([tcp, udp])
    full = {"network", "sockets"} & set(sandbox.protections())
    assert all(error for _, error in ran) or not full
    assert ran[0][1].startswith(("PermissionError", "OSError"))


@pytest.mark.slow
def test_services_of_the_user_cannot_be_reached(tmp_path):
    need("sockets")
    service = socket.socket(socket.AF_UNIX)
    service.bind(str(tmp_path / "bus"))
    service.listen()
    for address in (str(tmp_path / "bus"), "\0hidden"):
        reach = f"import socket; socket.socket(socket.AF_UNIX).connect({address!r})"
        assert status([reach])[0][1].startswith("PermissionError")
    service.close()
    number = {"x86_64": 250, "aarch64": 219}[platform.machine()]
    keys = f"import ctypes; assert ctypes.CDLL(None).syscall({number}, 0, -3, 0) == -1"
    asynchronous = "import asyncio\nasync def f(): return 1\nassert asyncio.run(f()) == 1"
    others = "import socket, subprocess\nsocket.socketpair()\nsubprocess.run(['true'], check=True)"
    assert status([keys, asynchronous, others]) == [("ok", "")] * 3


def test_other_processes_cannot_be_ended():
    need("processes")
    status([f"import os\nos.kill({os.getpid()}, 9)", "import os\nos.kill(-1, 9)"])
    assert psutil.pid_exists(os.getpid())
    assert status(["1"]) == [("ok", "")]


def test_limits_are_those_that_were_asked_for():
    ran = run_cells(["import resource as r\nraise ValueError(r.getrlimit(r.RLIMIT_AS)[1],"
                     "r.getrlimit(r.RLIMIT_FSIZE)[1], r.getrlimit(r.RLIMIT_CORE)[1])"],
                    TIGHT)  # fmt: skip
    assert ran[0].error == f"ValueError: ({TIGHT.memory}, {TIGHT.file_size}, 0)"


def test_a_server_that_died_is_started_again():
    server = sandbox.open_server()
    server.process.kill()
    server.process.wait()
    assert status(["1"]) == [("ok", "")]


def test_without_forks_a_fresh_kernel_does_it(monkeypatch):
    monkeypatch.setattr(sandbox, "can_fork", lambda: False)
    assert [r.status for r in run_cells(["x = 1", "x"])] == ["ok", "ok"]
    assert sandbox.protections() == []


def test_the_server_ends_with_its_owner():
    code = "from leo_course.grading import sandbox as s; s.run_cells(['1'])"
    code += "\nprint(s._server.process.pid)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for _ in range(50):
        if not psutil.pid_exists(int(done.stdout)):
            break
        time.sleep(0.1)
    assert not psutil.pid_exists(int(done.stdout))


@pytest.mark.slow
def test_a_long_path_to_the_scratch_folder_is_no_matter(tmp_path, monkeypatch):
    deep = tmp_path.joinpath("x" * 120, "y (1) é" * 10)
    deep.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    assert status(["open('a', 'w').close()"]) == [("ok", "")]


def test_no_scratch_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run_cells(["open('x', 'w').write('1')", "import os; os.mkdir('d'); os.chmod('d', 0)"])
    deep = "import os\nfor i in range(1_500): os.mkdir('d'); os.chdir('d')\nopen('x', 'w')"
    run_cells([deep, "import os; os.umask(0o777); os.mkdir('/'.join(['..'] * 1_500 + ['e']))"])
    assert [p.name for p in tmp_path.iterdir() if not p.name.startswith("leo-ipython")] == []
