"""How long it takes to make and to open an extract, and how much memory and disk that needs.

    python benchmarks/make_extract.py                      teaching, three times, with 1 process
    python benchmarks/make_extract.py --size large --jobs 2 --runs 1

Each run is a fresh process, timed from its start to its end, as `leo data` would be. Rows a second
and core are rows divided by the processor time of all its processes, which depends less on what
else runs than the time on the clock does. Memory is that of the largest process at its peak.
Medians over the runs. Nothing else should be running.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click
import psutil

MAKE = "from leo_course.synthesis import build as b; from pathlib import Path; import sys; "
MAKE += "b.make(Path(sys.argv[1]), sys.argv[2], jobs=int(sys.argv[3]))"
OPEN = "import leo_course, sys; c = leo_course.connect(sys.argv[1]); "
OPEN += "c.sql('select avg(Earnings) from LEO_I2.\"P2021\".leo_earnings').fetchall()"


def timed(code, *words):
    """Seconds, processor seconds and peak memory of Python code in a fresh process.

    Processor time counts the processes that it starts; memory is MB of the largest of them.
    """
    started, busy, peak = time.perf_counter(), processor_time(), 0
    process = psutil.Popen([sys.executable, "-c", code, *map(str, words)])
    while process.poll() is None:
        peak = max([peak, *map(memory, family(process))])
        time.sleep(0.01)
    if process.returncode:
        raise click.ClickException(f"a run failed with exit code {process.returncode}")
    return time.perf_counter() - started, processor_time() - busy, peak / 1e6


def processor_time():
    """Seconds of all processes that came from this one and have ended, for programs and kernel."""
    times = os.times()
    return times.children_user + times.children_system


def family(process):
    try:
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def memory(process):
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


@click.command()
@click.option("--size", default="teaching", show_default=True)
@click.option("--jobs", default=1, show_default=True)
@click.option("--runs", default=3, show_default=True)
def main(size, jobs, runs):
    """Print a table with the medians of several runs."""
    made, worked, opened, peaks = [], [], [], []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "extract"
        for _ in range(runs):
            seconds, busy, peak = timed(MAKE, folder, size, jobs)
            made.append(seconds)
            worked.append(busy)
            peaks.append(peak)
            opened.append(timed(OPEN, folder)[0])
        content = json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))
    bare = statistics.median(timed("pass")[0] for _ in range(3))
    seconds, busy = statistics.median(made), statistics.median(worked)
    rows = sum(view["rows"] for view in content["views"].values())
    table = {
        "people": f"{content['people']:,}",
        "processes": f"{jobs}",
        "runs": f"{runs}",
        "seconds to make": f"{seconds:.2f}",
        "people a second": f"{content['people'] / seconds:,.0f}",
        "rows a second": f"{rows / seconds:,.0f}",
        "processor seconds": f"{busy:.2f}",
        "rows a second and core": f"{rows / busy:,.0f}",
        "peak memory of a process, MB": f"{max(peaks):,.0f}",
        "on disk, MB": f"{sum(content['files'].values()) / 1e6:,.1f}",
        "seconds to open and ask": f"{statistics.median(opened):.2f}",
        "  of which to start Python": f"{bare:.2f}",
    }
    for name, value in table.items():
        click.echo(f"{name:<32}{value:>14}")


if __name__ == "__main__":
    if subprocess.run([sys.executable, "-c", "import leo_course"], check=False).returncode:
        raise SystemExit("install the course first: pip install -e .")
    main()
