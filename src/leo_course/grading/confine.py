"""Shut a process in before it runs a learner's code: what it may use, see and reach.

Each protection is taken where the system has it, and `shut_in` says which were:

========== ==================================================================================
limits     address space, file size, open files, processes, core dumps (`setrlimit`; any POSIX)
namespaces no network, no other process in reach, all of its own end with it (Linux, where an
           ordinary user may make namespaces; what runs can still be read in /proc)
files      only the named folders can be read, only the named ones written (Landlock, Linux
           5.13 and later); without namespaces also no TCP and no signals to others, if the
           kernel knows how
sockets    none at all but pairs, so that nothing is reached by the network, nor the user's own
           services (a desktop, a container engine, an agent of keys) by a file in a folder; no
           memory but a process's own; rights, owners and times of files stay as they are, which
           Landlock does not see to (seccomp, Linux on x86-64 and ARM)
========== ==================================================================================

The numbers are those of the kernel's own interface (``linux/landlock.h``, ``linux/sched.h``,
``linux/prctl.h``); Python has no binding for them before 3.12 or at all.
"""

import contextlib
import ctypes
import os
import platform
import struct
from dataclasses import dataclass
from pathlib import Path

_NEW_USER, _NEW_PID, _NEW_NET, _NEW_IPC = 0x10000000, 0x20000000, 0x40000000, 0x08000000
_NO_NEW_PRIVILEGES = 38
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_OF_RULES, _PATH_BENEATH = 1, 1
# Rights on files, by the version of Landlock that knows them.
_EXECUTE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 2, 1 << 3
_READ = _EXECUTE | _READ_FILE | _READ_DIR
_RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
_ON_FILES = _EXECUTE | 1 << 1 | _READ_FILE | 1 << 14 | 1 << 15  # what a rule on a file may say
# By machine: the number of its architecture, and those of the system calls that are refused:
# socket, io_uring_setup (which could make sockets too), add_key, request_key, keyctl (keys of the
# user), and shmget, memfd_create (memory that is counted as no process's).
_REFUSED = {
    "x86_64": (0xC000003E, (41, 425, 248, 249, 250, 29, 319)),
    "aarch64": (0xC00000B7, (198, 425, 217, 218, 219, 194, 279)),
}
# Those that do nothing and say that all is well, because a library calls some of them when it
# copies a file: chmod, chown, utime, setxattr, removexattr in all their forms. They work on every
# file of the user, also where no file is open to be read or written.
_IDLE = {
    "x86_64": (90, 91, 92, 93, 94, 132, 235, 260, 261, 268, 280, 452, 188, 189, 190, 197, 198, 199,
               463, 466, 469),
    "aarch64": (52, 53, 54, 55, 88, 452, 5, 6, 7, 14, 15, 16, 463, 466, 469),
}  # fmt: skip
_SET_SECCOMP, _FILTER, _ALLOW, _IDLES = 22, 2, 0x7FFF0000, 0x00050000
_REFUSE = _IDLES | 1  # EPERM
_SET_PARENT_DEATH, _SET_DUMPABLE, _CAPABILITIES, _PAST_OWNERS = 1, 4, 0x20080522, 1 << 1
_TCP, _SIGNALS_AND_SOCKETS = 0b11, 0b11
# Of /dev, only what is harmless: a terminal or a disk of the user can be read there.
SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc", "/opt", "/nix", "/proc",
          "/sys")  # fmt: skip
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


@dataclass(frozen=True)
class Bounds:
    """What a process may have: bytes, numbers, and the folders it may read and write."""

    memory: int
    file_size: int
    files: int
    processes: int
    readable: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()


def leave_others() -> list[str]:
    """Leave the network and the reach of other processes; the next fork is alone in its world.

    For a process with one thread, before it forks. Returns the protections taken: [] where the
    system does not let an ordinary user do so.
    """
    user, group = os.getuid(), os.getgid()
    if not _call("unshare", _NEW_USER | _NEW_PID | _NEW_NET | _NEW_IPC):
        return []
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        pass  # unmapped, it is nobody: files that all may read can still be read
    with contextlib.suppress(OSError):  # no namespaces within it, in which it would be its own root
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
    return ["network", "processes"]


def hide():
    """Let no other process of the user look into this one, nor write there."""
    _call("prctl", _SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent(number: int):
    """Have this signal sent to this process when the one that started it ends."""
    _call("prctl", _SET_PARENT_DEATH, number, 0, 0, 0)


def shut_in(bounds: Bounds) -> list[str]:
    """Set the limits of this process for good; returns the names of the protections taken."""
    taken = ["limits"] if _limit(bounds) else []
    with contextlib.suppress(OSError):  # where memory runs out, this goes before the marker
        Path("/proc/self/oom_score_adj").write_text("1000")
    taken += _close_files(bounds) + _close_sockets()
    _give_up_powers()
    return taken


def _give_up_powers():
    """Keep of an administrator's powers only that on files of others, where they are open."""
    if hasattr(os, "O_PATH"):
        kept = struct.pack("<6I", _PAST_OWNERS, _PAST_OWNERS, *(0,) * 4)
        none = struct.pack("<6I", *(0,) * 6)
        who = struct.pack("<Ii", _CAPABILITIES, 0)
        _call("capset", who, kept) or _call("capset", who, none)


def _limit(bounds):
    try:
        import resource
    except ImportError:
        return False
    wanted = {
        "RLIMIT_AS": bounds.memory,
        "RLIMIT_FSIZE": bounds.file_size,
        "RLIMIT_NOFILE": bounds.files,
        "RLIMIT_NPROC": bounds.processes,
        "RLIMIT_CORE": 0,
    }
    for name, most in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (most, most))
    return True


def _call(name, *arguments):
    """Call a function of the C library that gives 0 if all is well; False if there is none."""
    try:
        return getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments) == 0
    except (OSError, AttributeError, TypeError):
        return False


# --- sockets ---------------------------------------------------------------------------------


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def _close_sockets():
    machine = platform.machine()
    architecture, refused = _REFUSED.get(machine, (0, ()))
    if not refused or struct.calcsize("P") != 8:
        return []
    idle = _IDLE[machine]
    # Each step: what to do, how many steps to skip if it is so and if not, and a number.
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    numbers = [*((n, 1) for n in refused), *((n, 2) for n in idle)]
    allow = len(numbers) + 4  # after it the steps that refuse and that do nothing
    steps = [
        (load, 0, 0, 4),  # the architecture
        (equal, 0, allow - 1, architecture),  # that of an older kind of program is refused
        (load, 0, 0, 0),  # the number of the call
        (at_least, allow - 3, 0, 0x40000000),  # the same, counted in another way
        *((equal, allow - 5 - at + what, 0, n) for at, (n, what) in enumerate(numbers)),
        (give, 0, 0, _ALLOW),
        (give, 0, 0, _REFUSE),
        (give, 0, 0, _IDLES),
    ]
    packed = b"".join(struct.pack("<HBBI", *step) for step in steps)
    program = _Program(len(steps), packed)
    shut = _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0) and _call(
        "prctl", _SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0
    )
    return ["sockets"] if shut else []


# --- files -----------------------------------------------------------------------------------


def landlock() -> int:
    """Version of Landlock that the running kernel has; 0 if none."""
    if not hasattr(os, "O_PATH"):
        return 0
    return max(0, _syscall(_CREATE_RULESET, None, 0, _VERSION_OF_RULES))


def _syscall(*arguments):
    words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return ctypes.CDLL(None, use_errno=True).syscall(*words)


def _close_files(bounds):
    version = landlock()
    if not version:
        return []
    everything = sum(right for since, right in _RIGHTS.items() if since <= version)
    rules = struct.pack("<Q", everything)
    taken = ["files"]
    if version >= 4:
        rules += struct.pack("<Q", _TCP)
        taken.append("tcp")
    if version >= 6:
        rules += struct.pack("<Q", _SIGNALS_AND_SOCKETS)
        taken.append("signals")
    ruleset = _syscall(_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0:
        return []
    try:
        for path in bounds.readable:
            _allow(ruleset, path, _READ & everything)
        for path in (*DEVICES, *bounds.writable):
            _allow(ruleset, path, everything)
        shut = _call("prctl", _NO_NEW_PRIVILEGES, 1, 0, 0, 0) and (
            _syscall(_RESTRICT_SELF, ruleset, 0) == 0
        )
    finally:
        os.close(ruleset)
    return taken if shut else []


def _allow(ruleset, path, rights):
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not Path(path).is_dir():
            rights &= _ON_FILES
        _syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("<Qi", rights, place), 0)
    finally:
        os.close(place)
