"""The rate at which rows are made, beside the best known generator of records to link.

    python benchmarks/against_pseudopeople.py

pseudopeople (https://pypi.org/project/pseudopeople/) makes records of an invented American
population, with mistakes, and is installed for this into a folder that is removed afterwards
(some 650 MB). Its records are made from a population that comes with it, ours from nothing; its
tables are other than ours. So read the ratio as an order of magnitude. One core each, by turns,
medians of three runs, start of Python included in neither.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import click

THEIRS = """
import time, pseudopeople as p
p.generate_decennial_census(verbose=False)
for make in (p.generate_decennial_census, p.generate_taxes_w2_and_1099, p.generate_social_security):
    began = time.perf_counter()
    rows = len(make(verbose=False))
    print(make.__name__, rows, time.perf_counter() - began)
"""
OURS = """
import sys, time
from pathlib import Path
from leo_course.synthesis import build
build.make(Path(sys.argv[1]), "200", jobs=1)
began = time.perf_counter()
made = build.make(Path(sys.argv[1]), sys.argv[2], jobs=1)
rows = sum(view["rows"] for view in made["views"].values())
print("leo", rows, time.perf_counter() - began)
"""
ONE_CORE = {"OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}


def rates(python, code, *words):
    """Rows a second by name, as the code prints them, in a process bound to one core."""
    done = subprocess.run(
        [python, "-W", "ignore", "-c", code, *words],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | ONE_CORE,
        preexec_fn=bind if hasattr(os, "sched_setaffinity") else None,
    )
    lines = (line.split() for line in done.stdout.splitlines())
    return {words[0]: int(words[1]) / float(words[2]) for words in lines if len(words) == 3}


def bind():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


@click.command()
@click.option("--size", default="teaching", show_default=True)
@click.option("--runs", default=3, show_default=True)
def main(size, runs):
    """Print rows a second of each, and how many times ours is faster."""
    found = {}
    with tempfile.TemporaryDirectory() as place:
        theirs = Path(place) / "venv"
        subprocess.run([sys.executable, "-m", "venv", theirs], check=True)
        python = theirs / ("Scripts" if os.name == "nt" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", "pseudopeople==1.3.1"], check=True)
        for _ in range(runs):
            one = rates(str(python), THEIRS)
            one |= rates(sys.executable, OURS, str(Path(place) / "extract"), size)
            for name, rate in one.items():
                found.setdefault(name, []).append(rate)
    medians = {name: statistics.median(values) for name, values in found.items()}
    ours = medians.pop("leo")
    click.echo(f"{'this course':<36}{ours:>12,.0f} rows a second")
    for name, rate in medians.items():
        click.echo(f"{name:<36}{rate:>12,.0f} rows a second; ours is {ours / rate:,.0f} times that")


if __name__ == "__main__":
    main()
