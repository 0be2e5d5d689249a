"""A tiny extract that the tests of reading share."""

import pytest

from leo_course.synthesis import build


@pytest.fixture(scope="session")
def tiny(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny") / "extract"
    build.make(folder, "tiny", jobs=1)
    return folder
