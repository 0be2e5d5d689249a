"""A scratch folder that anything may be put into: it can be measured, and goes away again."""

import contextlib
import os
import tempfile
from pathlib import Path

_LONGEST_PATH = 3_000  # where a path is longer, nobody could look any more


@contextlib.contextmanager
def scratch():
    """Give a folder that is gone afterwards."""
    folder = tempfile.mkdtemp(prefix="leo-")
    try:
        yield Path(folder)
    finally:
        remove(folder)


def remove(folder: str | os.PathLike):
    """Remove a folder with all that is in it, at whatever depth.

    What lies two levels down is first moved up a level, because neither Python nor the system can
    go down as far as a learner's code can.
    """
    tag = os.urandom(8).hex()
    left, count = _opened(folder), 0
    while left:
        path = left.pop()
        for inner in _opened(path):
            count += 1
            above = Path(folder, f"{tag}-{count}")
            with contextlib.suppress(OSError):
                Path(inner).chmod(0o700)  # what may not be written may not be moved
                Path(inner).replace(above)
                left.append(above)
        with contextlib.suppress(OSError):
            Path(path).rmdir()
    with contextlib.suppress(OSError):
        Path(folder).rmdir()


def _opened(folder):
    """Remove the files in a folder and give the folders in it, as far as both can be done."""
    found = []
    with contextlib.suppress(OSError):
        Path(folder).chmod(0o700)
        with os.scandir(folder) as entries:
            found = list(entries)
    folders = []
    for entry in found:
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                Path(entry.path).unlink()
    return folders


def size(folder: str | os.PathLike, most: int, most_entries: int) -> tuple[int, int]:
    """Bytes and number of the files below a folder; stops counting beyond `most` of either."""
    total, count, left = 0, 0, [os.fspath(folder)]
    while left and total <= most and count <= most_entries:
        path = left.pop()
        if len(os.fsencode(path)) > _LONGEST_PATH:
            return most + 1, count
        with contextlib.suppress(OSError), os.scandir(path) as entries:
            for entry in entries:
                count += 1
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
                if count > most_entries:
                    break
    return total, count
