"""`leo doctor`: is this machine ready for the course?"""

import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import NamedTuple

import click

from leo_course import __version__
from leo_course.errors import CourseError
from leo_course.paths import course_root, extract_folder

ROOM_NEEDED = 1_000_000_000  # bytes: the extract, a built site and some room to work


class Finding(NamedTuple):
    """One line of the report: a thing looked at, whether it is well, and the remedy if not."""

    thing: str
    well: bool
    says: str
    remedy: str = ""
    needed: bool = True


def python_version() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding(
        "Python", fits, found, "install Python 3.11, 3.12 or 3.13 and make the environment with it"
    )


def packages() -> Finding:
    """Every package of requirements.txt that applies to this machine, at its exact version."""
    from packaging.requirements import Requirement

    wrong, total = [], 0
    for line in (course_root() / "requirements.txt").read_text(encoding="utf-8").splitlines():
        if "==" not in line or line.lstrip().startswith(("#", "--")):
            continue
        wanted = Requirement(line.rstrip("\\ "))
        if wanted.marker and not wanted.marker.evaluate():
            continue
        total += 1
        try:
            found = version(wanted.name)
        except PackageNotFoundError:
            wrong.append(f"{wanted.name} is missing")
            continue
        if found not in wanted.specifier:
            wrong.append(f"{wanted.name} is {found}, not {str(wanted.specifier)[2:]}")
    says = f"{total} at their exact versions"
    if wrong:
        more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        says = "; ".join(wrong[:3]) + more
    return Finding(
        "packages",
        not wrong,
        says,
        "python -m pip install --require-hashes -r requirements.txt",
    )


def kernel() -> Finding:
    """JupyterLab must run notebooks with this very Python, or the packages are not found."""
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    remedy = "python -m ipykernel install --sys-prefix"
    try:
        command = KernelSpecManager().get_kernel_spec("python3").argv[0]
    except NoSuchKernel:
        return Finding("notebook kernel", False, "none named python3 is installed", remedy)
    found = shutil.which(command) or command
    same = command in ("python", "python3") or found == sys.executable
    return Finding(
        "notebook kernel", same, "this Python" if same else f"another Python, {found}", remedy
    )


def extract() -> Finding:
    from leo_course.extract import connect, manifest

    try:
        made = manifest()
        with connect() as connection:
            connection.sql('select count(*) from LEO_I2."P2021".leo_earnings').fetchall()
    except CourseError as error:
        return Finding("extract", False, str(error), "leo data")
    return Finding(
        "extract",
        True,
        f"{made['people']:,} invented people, seed {made['seed']}, {made['sha256'][:12]}",
    )


def room() -> Finding:
    free = shutil.disk_usage(course_root()).free
    return Finding(
        "disk", free >= ROOM_NEEDED, f"{free / 1e9:.0f} GB free", "make at least 1 GB of room"
    )


def writable() -> Finding:
    folder = extract_folder().parent
    try:
        probe = folder / ".leo-doctor"
        probe.touch()
        probe.unlink()
    except OSError:
        return Finding(
            "folder", False, f"{folder} cannot be written", "copy the course to a folder of yours"
        )
    return Finding("folder", True, f"{course_root()} can be written")


def browser() -> Finding:
    from leo_course.book.browser import find_browser

    found = find_browser()
    return Finding(
        "browser for tests",
        found is not None,
        str(found) if found else "none found; only the tests of the website need it",
        "install Chromium, or set LEO_BROWSER to one",
        needed=False,
    )


LOOKS: list[Callable[[], Finding]] = [
    python_version,
    packages,
    kernel,
    writable,
    room,
    extract,
    browser,
]


def findings() -> Iterator[Finding]:
    """Look at one thing after another; a look that itself fails is a finding, not a traceback."""
    for look in LOOKS:
        try:
            yield look()
        except Exception as error:  # whatever is broken here, the other lines are still of use
            yield Finding(
                look.__name__.replace("_", " "),
                False,
                f"could not be looked at ({error})",
                "make the environment anew, as the README says",
            )


@click.command()
def command():
    """Check your set-up, one line per thing, with the remedy.

    Ends with 0 if lessons, exercises and the book will work here, otherwise with 1.
    """
    click.echo(f"leo {__version__}: synthetic and unofficial data, no real person")
    to_mend = 0
    for finding in findings():
        word = "ok  " if finding.well else "fix " if finding.needed else "note"
        click.echo(f"{word}  {finding.thing + ':':19}{finding.says}")
        if not finding.well:
            click.echo(f"      {'remedy:':19}{finding.remedy}")
            to_mend += finding.needed
    if to_mend:
        raise CourseError(f"{to_mend} of these must be put right before the course will work.")
    click.echo("All is well: `leo lab` opens the course.")
