"""Extracts that the tests of the synthesis share, made in temporary folders."""

import pytest

from leo_course import extract
from leo_course.synthesis import build


def pytest_collection_modifyitems(items):
    """Whatever asks an extract of teaching size is slow: it takes seconds to make."""
    for item in items:
        if "teaching" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    """The folder of a tiny extract under the standard seed."""
    folder = tmp_path_factory.mktemp("tiny") / "extract"
    build.make(folder, "tiny", jobs=1)
    return folder


@pytest.fixture(scope="session")
def teaching(tmp_path_factory):
    """The folder of the extract that the lessons use."""
    folder = tmp_path_factory.mktemp("teaching") / "extract"
    build.make(folder, "teaching", jobs=1)
    return folder


@pytest.fixture(scope="session")
def ask(teaching):
    """Ask the teaching extract, truth included: ``ask(sql)`` gives the rows as tuples."""
    connection = extract.truth(teaching)
    yield lambda sql: connection.execute(sql).fetchall()
    connection.close()
