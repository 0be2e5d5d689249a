"""How long marking takes here, and with otter-grader, nbgrader and plain nbval.

    python benchmarks/against_graders.py                    a class of 30, three rounds
    python benchmarks/against_graders.py --learners 10 --rounds 1

The same notebook for all: ten code cells with pandas, three questions, a chart. Each tool marks
it with its own checks, as its documentation says to mark a class on one's own machine: `leo grade`,
`nbgrader autograde`, `otter run` in as many processes as the machine has cores (`otter grade` needs
Docker), and `pytest --nbval`, which marks nothing, over all files. The rounds go through the tools
in turn, so that a busy moment hits them alike; the ratios of the medians are what counts.

The first run installs the two graders, each into an environment of its own below `--place`.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import click
import nbformat

from leo_course.grading import authoring, notebooks, prove

SETUP = """import numpy as np
import pandas as pd
import matplotlib.pyplot as plt"""
FRAME = """rng = np.random.default_rng(1)
people = pd.DataFrame({"region": rng.choice(list("ABCD"), 200), "pay": rng.normal(2e4, 5e3, 200)})
people.loc[::17, "pay"] = np.nan"""
LOOK = ["people.head()", "people.describe()", 'people["region"].value_counts()']
CHART = 'people.groupby("region")["pay"].mean().plot.bar()\n_ = plt.ylabel("pay")'
QUESTIONS = {
    "q1": ("mean_pay", 'mean_pay = people["pay"].mean()', "abs(mean_pay - {q1}) < 1e-6"),
    "q2": ("by_region", 'by_region = people.groupby("region")["pay"].median()',
           "len(by_region) == 4 and abs(by_region.iloc[0] - {q2}) < 1e-6"),
    "q3": ("missing", 'missing = int(people["pay"].isna().sum())', "missing == {q3}"),
}  # fmt: skip


@click.command()
@click.option("--learners", default=30, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--place", type=click.Path(path_type=Path), help="Folder for the environments.")
def main(learners, rounds, place):
    """Print the seconds for a class and for one notebook, and how many times ours fits in."""
    place = place or Path(tempfile.gettempdir(), "leo-course-graders")
    otter = environment(place / "otter", "otter-grader", "matplotlib", "ipykernel")
    nbgrader = environment(place / "nbgrader", "nbgrader", "pandas", "matplotlib", "ipykernel")
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        ours, plain = our_course(root / "ours", learners), plain_class(root / "plain", learners)
        otters, others = (
            otter_class(root / "otter", learners),
            nbgrader_class(root / "nb", learners),
        )
        tools = {
            "leo grade": lambda n: our_grade(ours, n),
            "nbval, plain": lambda n: nbval(plain, n),
            "otter run": lambda n: otter_run(otter, otters, n),
            "nbgrader": lambda n: nbgrader_run(nbgrader, others, n),
        }
        for count in dict.fromkeys((learners, 1)):
            seconds = {name: [] for name in tools}
            for _ in range(rounds):
                for name, tool in tools.items():
                    seconds[name].append(tool(count))
            report(count, {name: statistics.median(own) for name, own in seconds.items()})


def report(count, medians):
    first = medians["leo grade"]
    click.echo(f"{count} {'notebook' if count == 1 else 'notebooks'}: seconds, times ours")
    for name, seconds in medians.items():
        click.echo(f"  {name:<14}{seconds:>8.2f}{seconds / first:>8.1f}")


def environment(folder, *packages):
    """Make an environment with these packages once; gives its folder of programs."""
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    if not (folder / "complete").is_file():
        click.echo(f"Installing {packages[0]} into {folder} …")
        run([sys.executable, "-m", "venv", "--clear", str(folder)])
        run([str(programs / "python"), "-m", "pip", "install", "--quiet", *packages])
        (folder / "complete").touch()
    return programs


def clocked(words, **more):
    """Run a command and give its seconds."""
    started = time.perf_counter()
    run(words, **more)
    return time.perf_counter() - started


def run(words, **more):
    done = subprocess.run(words, capture_output=True, text=True, check=False, **more)
    if done.returncode:
        tail = (done.stdout + done.stderr)[-1500:]
        raise click.ClickException(f"{' '.join(map(str, words))} failed:\n{tail}")
    return done.stdout


def values():
    names = {}
    exec("\n".join([SETUP, FRAME, *(code for _, code, _ in QUESTIONS.values())]), names)
    found = {"q1": float(names["mean_pay"]), "q2": float(names["by_region"].iloc[0])}
    return found | {"q3": names["missing"]}


def code(text, **metadata):
    return nbformat.v4.new_code_cell(text, metadata=metadata)


def notebook(cells):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


# --- ours ----------------------------------------------------------------------------------------


def our_course(root, learners):
    (root / "data" / "dictionary").mkdir(parents=True)
    (root / "_toc.yml").write_text("")
    hints = "# hint: a\n# hint: b\n# hint: c"
    opening = f'{SETUP}\nimport leo_course\nexercise = leo_course.solution("start/pay")'
    cells = [code(opening), code(FRAME), *map(code, LOOK)]
    for name, (answer, solution, _) in QUESTIONS.items():
        head = f"# question: {name}\n# points: 1\n# reread: pay\n{hints}\n# solution\n{solution}"
        cells += [
            nbformat.v4.new_markdown_cell(f"What is `{answer}`?"),
            code(head),
            code(f'exercise.check("{name}", {answer}={answer})'),
        ]
    cells.append(code(CHART))
    solution = notebook(cells)
    write(root / "solutions" / "start" / "pay.ipynb", solution)
    write(root / "notebooks" / "start" / "pay.ipynb", notebook(
        [nbformat.v4.new_markdown_cell("# Pay\n\n## Pay")]))  # fmt: skip
    # An extract that is none: the notebook reads no data, and the manifest names what is there.
    manifest = {"course_version": __import__("leo_course").__version__, "sha256": "0" * 64,
                "seed": 1, "people": 200, "files": {}, "views": {}}  # fmt: skip
    (root / "data" / "extract").mkdir()
    (root / "data" / "extract" / "MANIFEST.json").write_text(json.dumps(manifest))
    run([sys.executable, "-m", "leo_course.cli", "solutions"], env=ours_environment(root))
    stored = authoring.sound(notebooks.read(root / "solutions/start/pay.ipynb"), "pay.ipynb")
    for learner in range(learners):
        write(root / "class" / f"learner{learner:03d}.ipynb", prove.filled_in(stored))
    return root


def ours_environment(root):
    variables = dict(os.environ, LEO_COURSE=str(root))
    variables.pop("LEO_EXTRACT", None)
    return variables


def our_grade(root, count):
    marks = root / "marks"
    shutil.rmtree(marks, ignore_errors=True)
    given = root / "class" if count > 1 else root / "class" / "learner000.ipynb"
    words = [sys.executable, "-m", "leo_course.cli", "grade", str(given), "--out", str(marks)]
    # The notebook reads no extract, so there is no second one to run it on.
    took = clocked([*words, "--no-second-extract"], env=ours_environment(root), cwd=root)
    rows = (marks / "marks.csv").read_text().splitlines()[1:]
    expect(len(rows) == count and all(row.endswith(",3,3,") for row in rows), rows[:2])
    return took


def expect(true, seen):
    if not true:
        raise click.ClickException(f"a tool did not give full marks: {seen}")


def write(path, made):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(notebooks.dumps(made), encoding="utf-8")


# --- plain nbval ---------------------------------------------------------------------------------


def plain_class(root, learners):
    cells = [code(SETUP), code(FRAME), *map(code, LOOK)]
    cells += [code(solution) for _, solution, _ in QUESTIONS.values()]
    write(root / "one.ipynb", notebook([*cells, code(CHART)]))
    words = ["nbconvert", "--to", "notebook", "--execute", "--inplace", "one.ipynb"]
    run([sys.executable, "-m", *words], cwd=root)
    for learner in range(learners):
        shutil.copy(root / "one.ipynb", root / f"learner{learner:03d}.ipynb")
    (root / "one.ipynb").unlink()
    return root


def nbval(root, count):
    files = sorted(root.glob("learner*.ipynb"))[:count]
    words = [sys.executable, "-m", "pytest", "-q", "--nbval", "-p", "no:cacheprovider"]
    return clocked([*words, "--rootdir", str(root), *map(str, files)], cwd=root)


# --- otter-grader --------------------------------------------------------------------------------


def otter_class(root, learners):
    (root / "tests").mkdir(parents=True)
    for name, (_, _, test) in QUESTIONS.items():
        asked = f">>> bool({test.format(**values())})\nTrue"
        case = {"code": asked, "hidden": False, "locked": False}
        suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
        made = {"name": name, "points": 1, "suites": [suite]}
        (root / "tests" / f"{name}.py").write_text(f"OK_FORMAT = True\ntest = {made!r}\n")
    cells = [code(f"{SETUP}\nimport otter\ngrader = otter.Notebook()"), code(FRAME)]
    cells += map(code, LOOK)
    for name, (_, solution, _) in QUESTIONS.items():
        cells += [code(solution), code(f'grader.check("{name}")')]
    made = notebook([*cells, code(CHART)])
    for learner in range(learners):
        write(root / "class" / f"learner{learner:03d}" / "pay.ipynb", made)
    shutil.make_archive(str(root / "autograder"), "zip", root, "tests")
    return root


def otter_run(programs, root, count):
    def one(folder):
        words = [str(programs / "otter"), "run", "-a", str(root / "autograder.zip"), "pay.ipynb"]
        run(words, cwd=folder)
        results = json.loads((folder / "results.json").read_text())
        score = sum(test.get("score", 0) for test in results["tests"])
        expect(score == len(QUESTIONS), results)

    folders = sorted((root / "class").iterdir())[:count]
    started = time.perf_counter()
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(one, folders))
    return time.perf_counter() - started


# --- nbgrader ------------------------------------------------------------------------------------


def nbgrader_class(root, learners):
    def meta(name, **more):
        own = {"grade": False, "solution": False, "locked": False, "task": False}
        return {"nbgrader": own | {"grade_id": name, "schema_version": 3} | more}

    root.mkdir()
    (root / "nbgrader_config.py").write_text(
        'c = get_config()\nc.CourseDirectory.course_id = "c"\n'
    )
    cells = [code(SETUP), code(FRAME), *map(code, LOOK)]
    for name, (_, solution, test) in QUESTIONS.items():
        answer = f"### BEGIN SOLUTION\n{solution}\n### END SOLUTION"
        check = f"assert {test.format(**values())}"
        cells.append(code(answer, **meta(name, solution=True)))
        cells.append(code(check, **meta(f"t{name}", grade=True, locked=True, points=1)))
    made = notebook([*cells, code(CHART)])
    write(root / "source" / "ps1" / "pay.ipynb", made)
    handed_in = notebook(list(made.cells))
    for learner in range(learners):
        write(root / "kept" / f"learner{learner:03d}" / "ps1" / "pay.ipynb", handed_in)
    return root


def nbgrader_run(programs, root, count):
    for name in ("submitted", "autograded", "release"):
        shutil.rmtree(root / name, ignore_errors=True)
    (root / "gradebook.db").unlink(missing_ok=True)
    program = str(programs / "nbgrader")
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"  # it calls a program of its environment
    place = {"cwd": root, "env": dict(os.environ, PATH=path)}
    run([program, "generate_assignment", "ps1", "--force"], **place)
    for folder in sorted((root / "kept").iterdir())[:count]:
        shutil.copytree(folder, root / "submitted" / folder.name)
    took = clocked([program, "autograde", "ps1"], **place)
    graded = list((root / "autograded").rglob("pay.ipynb"))
    expect(len(graded) == count, len(graded))
    return took


if __name__ == "__main__":
    main()
