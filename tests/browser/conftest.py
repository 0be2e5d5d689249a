"""A browser and the built site, served from this machine."""

import functools
import http.server
import os
import threading

import pytest

from leo_course.book.browser import find_browser
from leo_course.paths import course_root

SITE = course_root() / "_build" / "html"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def site():
    """The address of the built site on this machine, without a slash at its end."""
    if not (SITE / "index.html").exists():
        pytest.fail(f"There is no site in {SITE}: build it with `leo book`.", pytrace=False)
    handler = functools.partial(QuietHandler, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    path = find_browser()
    if path is None:
        left_out = (
            "No Chromium found, so nothing was tried in a browser. Install one "
            "(such as `apt install chromium`) or name it in LEO_BROWSER."
        )
        # Where the gate decides, a test that is left out is no test.
        if os.environ.get("LEO_BROWSER_REQUIRED"):
            pytest.fail(left_out, pytrace=False)
        pytest.skip(left_out)
    with sync_playwright() as playwright:
        # Without a sandbox only where the tests run as root, as on a bare CI machine.
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        started = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox"] if root else []
        )
        yield started
        started.close()
