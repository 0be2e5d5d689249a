#!/bin/sh
# Do the course's notebooks and tests also run on the newest packages, pandas 3 among them?
# An environment of its own, without the exact versions. It decides nothing in the gate.
#   sh benchmarks/canary.sh [python]
set -eu
cd "$(dirname "$0")/.."
python="${1:-python3}"
env=.venv-canary

"$python" -m venv --clear "$env"
# The names of pyproject.toml without their upper bounds. pandas is held below 3 there only for
# a library that a later lesson uses.
"$env/bin/python" - <<'PY' >"$env/newest.txt"
import re, tomllib
with open("pyproject.toml", "rb") as file:
    wanted = tomllib.load(file)["project"]["dependencies"]
keep = {"jupyter-book", "nbval"}  # held for reasons that a newer release does not end
for line in wanted:
    name = re.match(r"[A-Za-z0-9_.-]+", line)[0]
    print(line if name in keep else name + (">=3" if name == "pandas" else ""))
PY
"$env/bin/python" -m pip install --quiet --upgrade -r "$env/newest.txt"
"$env/bin/python" -m pip install --quiet --no-deps --no-build-isolation -e .
"$env/bin/python" -c 'import duckdb, numpy, pandas, seaborn, statsmodels
for package in (pandas, numpy, duckdb, seaborn, statsmodels):
    print(f"{package.__name__:12} {package.__version__}")'

work="$env/work"
mkdir -p "$work"
status=0
LEO_EXTRACT="$PWD/$work/extract" && export LEO_EXTRACT
"$env/bin/leo" data
# One test holds the packages against the lock, and here they differ on purpose.
"$env/bin/python" -m pytest -q -m "not slow" \
  --deselect tests/course/test_doctor.py::test_packages_are_held_against_the_lock || status=1
echo "Notebooks, with every warning of the libraries they use an error:"
for notebook in notebooks/*/*.ipynb solutions/*/*.ipynb; do
  PYTHONWARNINGS=error::DeprecationWarning,error::FutureWarning,error::UserWarning "$env/bin/python" -m nbconvert --log-level=ERROR --to notebook \
    --execute --output-dir "$work" "$notebook" && echo "  ran: $notebook" || { status=1; echo "  FAILED: $notebook"; }
done
# What the answers are on the newest packages: any difference from the stored key is shown.
"$env/bin/python" -m pytest -q --nbval --nbval-cell-timeout=120 solutions || status=1
exit $status
