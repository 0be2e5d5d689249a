"""The house is in order: one version, one list of packages, workflows that a linter accepts."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

import leo_course

BIN = Path(sys.executable).parent
SCHEMA = [BIN / "check-jsonschema", "--builtin-schema", "vendor.github-workflows"]
ZIZMOR = [BIN / "zizmor", "--offline", "--no-progress"]
TRACKED_TEXT = {".py", ".md", ".yml", ".toml", ".ipynb", ".txt", ".cff", ".css", ".js", ".sh", ""}


def tracked(root):
    """Files that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = [root / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.exists()]


def test_one_version(root):
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == leo_course.__version__
    changes = (root / "book" / "changes.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+), (\d+ \w+ \d{4})$", changes, re.M)
    assert newest[1] == leo_course.__version__
    released = citation["date-released"]
    assert newest[2] == f"{released.day} {released:%B %Y}"


def test_the_lock_holds_every_direct_dependency_with_hashes(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (root / "requirements.txt").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.M))
    for wanted in project["dependencies"]:
        name = re.match(r"[A-Za-z0-9_.-]+", wanted)[0].lower().replace("_", "-")
        assert name in locked, f"{name} is not in requirements.txt: run `make lock`"
    # one version per package for all three Pythons, so that outputs are the same on each
    assert len(re.findall(r"^[a-z0-9._-]+==", lock, re.M)) == len(locked)
    unhashed = [block for block in re.split(r"\n(?=[a-z0-9])", lock) if "==" in block]
    assert all("--hash=sha256:" in block for block in unhashed)


@pytest.mark.parametrize("workflow", ["gate.yml", "publish.yml"])
def test_workflows_follow_the_schema_and_are_safe(root, workflow):
    path = root / ".github" / "workflows" / workflow
    for linter in (SCHEMA, ZIZMOR):
        run = subprocess.run([*linter, path], capture_output=True, text=True, timeout=60)
        assert run.returncode == 0, run.stdout + run.stderr


def test_the_linters_notice_a_broken_workflow(tmp_path):
    path = tmp_path / "bad.yml"
    path.write_text("on: push\njobs:\n  one:\n    run-on: ubuntu-latest\n    steps: []\n")
    assert subprocess.run([*SCHEMA, path], capture_output=True).returncode == 1
    path.write_text(
        "on: pull_request_target\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - uses: actions/checkout@v4\n"
        "      - run: echo ${{ github.event.pull_request.title }}\n"
    )
    run = subprocess.run([*ZIZMOR, path], capture_output=True, text=True)
    assert run.returncode > 10 and "template-injection" in run.stdout


def test_no_file_holds_the_path_of_a_machine_or_an_unfinished_mark(root):
    this = __file__
    unwanted = re.compile(
        r"/home/[a-z]+/|/Users/|/root/|C:\\\\Users|\bTODO\b|\bFIXME\b|\bXXX\b|lorem ipsum", re.I
    )
    found = []
    for path in tracked(root):
        if path.suffix in TRACKED_TEXT and path.name != "requirements.txt" and str(path) != this:
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                if unwanted.search(line):
                    found.append(f"{path.relative_to(root)}:{number}: {line.strip()[:80]}")
    assert not found, "\n".join(found)


def test_nothing_large_is_tracked(root):
    large = [path for path in tracked(root) if path.stat().st_size > 1_000_000]
    assert not large


def test_readme_names_only_targets_and_commands_that_exist(root):
    readme = (root / "README.md").read_text(encoding="utf-8")
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"\bmake ([a-z]+)\b", "\n".join(re.findall(r"`([^`]*)`", readme))):
        assert re.search(rf"^{target}:", makefile, re.M), f"README names `make {target}`"
    from leo_course.cli import COMMANDS

    for name in re.findall(r"leo ([a-z]+)", "\n".join(re.findall(r"`([^`]*)`", readme))):
        assert name in COMMANDS, f"README names `leo {name}`"
