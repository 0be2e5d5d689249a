"""Opens the synthetic extract as it would stand in the Secure Research Service.

Each database is attached under its own name, with the views in the schema of the (fictional)
project::

    import leo_course
    con = leo_course.connect()
    con.sql('select count(*) from LEO_I2."P2021".leo_earnings')

This module knows nothing of how the data came about.
"""

import json
from pathlib import Path

import duckdb

from leo_course import __version__
from leo_course.errors import CourseError
from leo_course.paths import extract_folder

SCHEMA = "P2021"
TRUTH = "TRUTH"
_REMAKE = "make it again with `leo data`."


def connect(folder: str | Path | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection to the extract, with the databases of the extract, such as NPD_I2.

    ``folder`` is the extract's folder; by default the course's own, or ``LEO_EXTRACT``. The
    connection is in memory and the views cannot be written to. Raises ``CourseError`` if there
    is no extract there, if it is damaged, or if another version of the course made it.
    """
    return _open(folder, hidden={TRUTH})


def truth(folder: str | Path | None = None) -> duckdb.DuckDBPyConnection:
    """The same connection with one database more, TRUTH: what no real extract can show.

    Among its views are ``people`` (hidden traits, pay with and without a degree), ``links`` (which
    links of the lookups are right), ``identities`` and ``identity_mistakes`` (who the people of
    the linkage lab are), and ``parameters`` (the numbers of the model).
    """
    return _open(folder, hidden=set())


def manifest(folder: str | Path | None = None) -> dict:
    """The extract's manifest, checked: version, and every file present in its full length."""
    place = Path(folder) if folder is not None else extract_folder()
    path = place / "MANIFEST.json"
    if not path.is_file():
        raise CourseError(f"There is no extract in {place}: run `leo data` to make one.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version, files = content["course_version"], dict(content["files"])
        _ = content["sha256"], content["views"].items()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(
            f"The manifest of the extract in {place} is damaged: {_REMAKE}"
        ) from error
    if version != __version__:
        raise CourseError(
            f"The extract in {place} was made by version {version} of the course and this is "
            f"{__version__}: {_REMAKE}"
        )
    for name, size in files.items():
        if _size(place / name) != size:
            raise CourseError(f"{place / name} is missing or damaged: {_REMAKE}")
    return content


def identity(folder: str | Path | None = None) -> str:
    """The hash that stands for the whole content of the extract."""
    return manifest(folder)["sha256"]


def _size(path):
    try:
        return path.stat().st_size
    except OSError:
        return None


def _open(folder, hidden):
    place = Path(folder) if folder is not None else extract_folder()
    parts: dict[tuple[str, str], list[str]] = {}
    for name in manifest(place)["files"]:
        database, view, _ = name.split("/")
        parts.setdefault((database, view), []).append(_literal(place / name))
    connection = duckdb.connect(":memory:")
    # In Jupyter the bar is off unless ipywidgets is there, and without it even "off" is refused.
    if connection.sql("select current_setting('enable_progress_bar')").fetchall()[0][0]:
        connection.execute("set enable_progress_bar = false")
    databases = {database for database, _ in parts} - hidden
    for database in sorted(databases):
        connection.execute(f"attach ':memory:' as {database}")
        connection.execute(f'create schema {database}."{SCHEMA}"')
    for (database, view), files in sorted(parts.items()):
        if database in databases:
            source = f"select * from read_parquet([{', '.join(files)}])"
            connection.execute(f'create view {database}."{SCHEMA}"."{view}" as {source}')
    return connection


def _literal(path):
    """A path as an SQL string in which no character is read as a pattern."""
    text = str(path.resolve())
    for character in "[*?":
        text = text.replace(character, {"[": "[[]", "*": "[*]", "?": "[?]"}[character])
    return "'" + text.replace("'", "''") + "'"
