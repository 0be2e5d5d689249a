"""Where the parts of the course stand, seen from wherever a command or a notebook runs."""

import os
from pathlib import Path

_MARKS = ("_toc.yml", "data/dictionary")


def course_root() -> Path:
    """The folder that holds the course: the checkout this package was installed from.

    ``LEO_COURSE`` overrides it, for a scratch copy of the course.
    """
    chosen = os.environ.get("LEO_COURSE")
    root = Path(chosen).resolve() if chosen else Path(__file__).resolve().parents[2]
    missing = [mark for mark in _MARKS if not (root / mark).exists()]
    if missing:
        raise FileNotFoundError(
            f"{root} is not the course's folder (it has no {missing[0]}): "
            "install the package from a checkout of the course with `pip install -e .`."
        )
    return root


def extract_folder() -> Path:
    """The folder of the synthetic extract: ``LEO_EXTRACT`` if set, otherwise ``data/extract``."""
    chosen = os.environ.get("LEO_EXTRACT")
    return Path(chosen).resolve() if chosen else course_root() / "data" / "extract"
