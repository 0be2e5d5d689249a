"""Building: what is told of a failure, and that a build that should be offline is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from leo_course.book import build
from leo_course.book.sphinx_extension import mathml

LOG = """\x1b[01mreading sources... \x1b[39;49;00m[100%]
/course/notebooks/start/one.ipynb: Executing notebook using local CWD [mystnb]
Exception occurred:
Traceback (most recent call last):
  File "client.py", line 1, in run
nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:
------------------
pupils = leo.sql("select 1")
pupils.no_such()
------------------


---------------------------------------------------------------------------
AttributeError                            Traceback (most recent call last)
Cell In[2], line 2
----> 2 pupils.no_such()

\x1b[31mAttributeError\x1b[39m: no attribute 'no_such'
Did you mean: 'df'?


The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "direct.py", line 51, in start_client
myst_nb.core.execute.base.ExecutionError: /course/notebooks/start/one.ipynb
"""


def test_a_failed_cell_is_told_with_its_notebook_and_error():
    assert build.telling_lines(LOG) == [
        "/course/notebooks/start/one.ipynb: this cell failed:",
        '    pupils = leo.sql("select 1")',
        "    pupils.no_such()",
        "AttributeError: no attribute 'no_such'\nDid you mean: 'df'?",
    ]


def test_warnings_are_told_and_the_rest_is_not():
    log = "reading\nbook/a.md:3: WARNING: no such page\n[IPKernelApp] WARNING | TCP\ndone\n"
    assert build.telling_lines(log) == ["book/a.md:3: WARNING: no such page"]


def test_without_a_telling_line_the_end_of_the_log_is_told():
    log = "\n".join(f"line {n}" for n in range(100))
    assert build.telling_lines(log)[-1] == "line 99"


def test_the_entrance_leads_home_and_passes_the_checks(tmp_path):
    from bs4 import BeautifulSoup

    from leo_course.book import checks

    (tmp_path / "_config.yml").write_text("title: Linked lives\n", encoding="utf-8")
    (tmp_path / "_build" / "html").mkdir(parents=True)
    build.write_entrance(tmp_path)
    text = (tmp_path / "_build" / "html" / "index.html").read_text(encoding="utf-8")
    assert "url=book/index.html" in text and "<title>Linked lives</title>" in text
    assert (
        checks.faults_of_page(checks.Page("index.html", BeautifulSoup(text, "html.parser"))) == []
    )


def test_formulas_need_no_script():
    formula = mathml(r"\hat\beta = \frac{a}{b}", "block")
    assert formula.startswith("<math") and "<mfrac>" in formula and "script" not in formula


TRY = """
import socket
try:
    socket.{call}
except OSError as error:
    print("refused" if "offline" in str(error) else f"not tried: {{error!r}}")
else:
    print("let through")
"""


def run_offline(call, tmp_path):
    """What Python says that starts with the guard, and what the guard wrote down."""
    refused = tmp_path / "refused.txt"
    guard = Path(build.__file__).parent / "offline"
    env = os.environ | {"PYTHONPATH": str(guard), "LEO_REFUSED": str(refused)}
    command = [sys.executable, "-c", TRY.format(call=call)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=True)
    return done.stdout.strip(), refused.read_text().split() if refused.exists() else []


@pytest.mark.parametrize(
    ("call", "host"),
    [
        ('getaddrinfo("example.org", 443)', "example.org"),
        ('create_connection(("192.0.2.1", 80), timeout=1)', "192.0.2.1"),
        ('socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.1", 53))', "192.0.2.1"),
    ],
)
def test_a_build_offline_refuses_and_records_other_machines(call, host, tmp_path):
    assert run_offline(call, tmp_path) == ("refused", [host])


@pytest.mark.parametrize("call", ['getaddrinfo("localhost", 80)', 'getaddrinfo("127.0.0.1", 80)'])
def test_a_build_offline_may_talk_to_this_machine(call, tmp_path):
    assert run_offline(call, tmp_path) == ("let through", [])
