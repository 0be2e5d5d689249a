"""Makes an extract: blocks of people in one process or several, then a swap at the end.

Everything is written into a folder beside the target, which takes the target's place only when
all is done. So a run that fails or is interrupted leaves the earlier extract as it was. What an
interrupted run had finished is used by the next one, if that has the same people to make.
"""

import errno
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import psutil

from leo_course import __version__, dictionary
from leo_course.errors import CourseError
from leo_course.synthesis import manifest, parameters, writer
from leo_course.synthesis.streams import MAX_SEED

SIZES = {"tiny": 2_000, "teaching": 60_000, "large": 1_000_000}
STANDARD_SEED = 2021
SMALLEST = 200
LARGEST = 100_000_000  # identifiers would run out beyond
BYTES_PER_PERSON = 3_000  # on disk, with room to spare; measured: about 2,200
_MARK = "run.json"  # in the folder of a run in progress: whose it is, and what is made in it
_DONE = "blocks"  # there too, with a note for each finished block

README = """\
A synthetic extract for the course on the LEO linked administrative data
========================================================================

{notice}

{people:,} invented people, seed {seed}, made by version {version} of the course.
There is a folder for each database, with a folder for each view, with Parquet files.
Open them with `leo_course.connect()`. The course's dictionary says what each column means.

TRUTH holds what no real extract can: the hidden traits of the people, their pay with and without
a degree, and which links are right. Try the lessons first.

LINKAGE_LAB holds the two files of invented names and addresses from whose match the lookups of
LEO_I2 result. No researcher is ever shown such files.

MANIFEST.json holds the number of rows and a hash of the content of each column.
Remake this folder with: leo data --size {people} --seed {seed}
"""


def people_in(size: str) -> int:
    """The number of people that a size means: a word of ``SIZES``, or a whole number."""
    text = str(size).strip().lower().replace(",", "").replace("_", "")
    if text in SIZES:
        return SIZES[text]
    if not text.isascii() or not text.isdigit() or not SMALLEST <= int(text) <= LARGEST:
        raise CourseError(
            f"{size!r} is not a size: give {', '.join(SIZES)} "
            f"or a number of people from {SMALLEST} to {LARGEST:,}."
        )
    return int(text)


def checked_seed(seed) -> int:
    """The seed as a whole number from 0 to 2**63 - 1."""
    text = str(seed).strip()
    if not (text.isascii() and text.isdigit()) or int(text) > MAX_SEED:
        raise CourseError(f"{seed!r} is not a seed: give a whole number from 0 to {MAX_SEED}.")
    return int(text)


def make(
    folder: Path,
    size: str = "teaching",
    seed: int = STANDARD_SEED,
    jobs: int | None = None,
    chosen: parameters.Parameters | None = None,
    progress: Callable[[int], None] = lambda people: None,
) -> dict:
    """Make an extract in ``folder`` and return its manifest.

    ``progress`` is called with the number of people done since the last call. Raises
    ``CourseError`` for anything that the user can put right, before any long work where possible.
    """
    people, seed = people_in(size), checked_seed(seed)
    chosen = chosen or parameters.standard()
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 (resolve would follow a link)
    _check_target(folder)
    with _staging(folder, _recipe(people, seed, chosen)) as staging:
        _check_room(staging, people)
        try:
            tasks = [(seed, a, b, chosen, staging) for a, b in writer.blocks(people)]
            results = _run(tasks, jobs, progress)
            shutil.rmtree(staging / _DONE)
            content = _finish(staging, str(size), people, seed, results)
        except OSError as error:
            raise _explained(error, folder) from error
        except BrokenProcessPool as error:
            raise CourseError(
                "A process that made a block of people was stopped, perhaps for want of memory: "
                "try again with --jobs 1."
            ) from error
        _swap(staging, folder)
    return content


def _recipe(people, seed, chosen):
    """All that decides the content: a block of another extract is never taken for one of ours."""
    sources = [*Path(__file__).parent.rglob("*.py"), *dictionary.folder().rglob("*.yml")]
    text = sha256()
    for path in sorted(sources):
        text.update(path.read_bytes())
    text.update(repr((__version__, people, seed, writer.BLOCK)).encode())
    text.update(repr(getattr(chosen, "items", None)).encode())
    return text.hexdigest()


def _run(tasks, jobs, progress):
    """The result of every block, in the order of people; finished blocks are not made again."""
    results = [_noted(task) for task in tasks]
    left = [place for place, result in enumerate(results) if result is None]
    for place in set(range(len(tasks))).difference(left):
        progress(_size(tasks[place]))
    jobs = min(jobs or os.cpu_count() or 1, len(left))
    if jobs <= 1:
        for place in left:
            results[place] = _note(tasks[place], writer.make_block(*tasks[place]), progress)
        return results
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_quiet)
    try:
        waiting = {pool.submit(writer.make_block, *tasks[place]): place for place in left}
        for done in as_completed(waiting):
            place = waiting[done]
            results[place] = _note(tasks[place], done.result(), progress)
        return results
    except BaseException:
        # Blocks at work would hold up whoever stopped the run for seconds.
        for process in list((getattr(pool, "_processes", None) or {}).values()):
            process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _size(task):
    return task[2] - task[1]


def _place_of_note(task):
    return task[4] / _DONE / f"{task[1]}.json"


def _note(task, result, progress):
    """Put down that a block is finished, and what it came to."""
    plain = {
        view: (rows, {column: digest.hex() for column, digest in digests.items()})
        for view, (rows, digests) in result.items()
    }
    path = _place_of_note(task)
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps(plain), encoding="utf-8")
    unfinished.rename(path)
    progress(_size(task))
    return result


def _noted(task):
    """What a finished block came to; None if it is not finished."""
    path = _place_of_note(task)
    if not path.exists():
        return None
    plain = json.loads(path.read_text(encoding="utf-8"))
    return {
        view: (rows, {column: bytes.fromhex(digest) for column, digest in digests.items()})
        for view, (rows, digests) in plain.items()
    }


def _quiet():
    """Leave an interruption from the keyboard to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _finish(staging, size, people, seed, results):
    """Write the manifest and the note for whoever opens the folder."""
    views = manifest.combine(results)
    files = sorted(staging.rglob("*.parquet"))
    content = {
        "notice": writer.NOTICE,
        "course_version": __version__,
        "size": size,
        "people": people,
        "seed": seed,
        "views": views,
        "files": {path.relative_to(staging).as_posix(): path.stat().st_size for path in files},
        "sha256": manifest.overall(views),
    }
    note = README.format(notice=writer.NOTICE, people=people, seed=seed, version=__version__)
    (staging / "README.txt").write_text(note, encoding="utf-8")
    text = json.dumps(content, indent=1) + "\n"
    (staging / "MANIFEST.json").write_text(text, encoding="utf-8")
    return content


# ------------------------------------------------------------------------------ folders and swap


def _beside(folder, what):
    return folder.with_name(f"{folder.name}.{what}")


def _check_target(folder):
    """Refuse to replace anything that is not an extract."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CourseError(f"{folder} is not a folder: choose another with --to.")
    if folder.exists() and any(folder.iterdir()) and not (folder / "MANIFEST.json").is_file():
        raise CourseError(
            f"{folder} holds files that are no extract: empty it, or choose another with --to."
        )


def _check_room(folder, people):
    need = people * BYTES_PER_PERSON + 20_000_000
    free = shutil.disk_usage(folder).free
    if free < need:
        raise CourseError(
            f"There is no room for {people:,} people: {folder.parent} needs about "
            f"{need // 1_000_000 + 1:,} MB and has {free // 1_000_000:,} MB free; "
            "clear some, or choose a smaller --size."
        )


def _explained(error, folder):
    if error.errno == errno.ENOSPC:
        return CourseError(
            "The disk ran full: free some room, or choose a smaller --size; "
            "what was there before is as it was."
        )
    return CourseError(f"{folder} could not be written ({error.strerror or error}): check it.")


@contextmanager
def _staging(folder: Path, recipe: str = "") -> Iterator[Path]:
    """A folder beside the target to write into; only one run at a time can have it.

    It stays if the run is interrupted, for the next one with the same recipe.
    """
    staging = _beside(folder, "making")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _take(staging, recipe)
        _restore(folder)
    except OSError as error:
        raise CourseError(
            f"{folder.parent} cannot be written ({error.strerror or error}): "
            "choose another place with --to."
        ) from error
    try:
        yield staging
    except KeyboardInterrupt:
        if (staging / _DONE).exists():
            # No longer anybody's, but still of this recipe.
            (staging / _MARK).write_text(json.dumps([0, 0, recipe]), encoding="utf-8")
        else:
            shutil.rmtree(staging, ignore_errors=True)
        raise
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    else:
        shutil.rmtree(staging, ignore_errors=True)


def _take(staging, recipe):
    """Create the staging folder, which is the lock; use or clear away what a dead run left."""
    # With the mark inside before it has its name, nobody can see the folder without it.
    me = psutil.Process()
    unnamed = staging.with_name(f"{staging.name}-{me.pid}")
    if staging.exists() and not _in_progress(staging):
        if recipe and _mark(staging)[2:] == [recipe]:
            staging.rename(unnamed)
        else:
            shutil.rmtree(staging)
    unnamed.mkdir(exist_ok=True)
    try:
        mark = json.dumps([me.pid, me.create_time(), recipe])
        (unnamed / _MARK).write_text(mark, encoding="utf-8")
        if staging.exists():
            raise CourseError(
                "Another `leo data` is at work on this folder: wait until it has finished."
            )
        unnamed.rename(staging)
    finally:
        shutil.rmtree(unnamed, ignore_errors=True)


def _mark(staging):
    """What a run put down in its folder; an empty list if that cannot be read."""
    try:
        mark = json.loads((staging / _MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return mark if isinstance(mark, list) else []


def _in_progress(staging):
    """Whether the process that took the folder still runs."""
    try:
        pid, started = _mark(staging)[:2]
        return abs(psutil.Process(pid).create_time() - started) < 1
    except (ValueError, TypeError, psutil.Error):
        return False


def _restore(folder):
    """Put right what a run left that died in the middle of a swap."""
    before = _beside(folder, "before")
    if not before.exists():
        return
    if folder.exists():
        shutil.rmtree(before)
    else:
        before.rename(folder)


def _swap(staging, folder):
    """Let the finished folder take the place of the earlier one."""
    before = _beside(folder, "before")
    try:
        if folder.exists():
            folder.rename(before)
        try:
            staging.rename(folder)
        except OSError:
            if before.exists():
                before.rename(folder)
            raise
    except OSError as error:
        raise CourseError(
            f"{folder} is in use ({error.strerror or error}): "
            "close the notebooks that have it open and run this again."
        ) from error
    (folder / _MARK).unlink(missing_ok=True)
    shutil.rmtree(before, ignore_errors=True)
