# The course, from a fresh machine: `make book` makes and shows it, `make test` passes its tests.
# Windows, where there is no make: the plain commands stand in README.md.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
PYTEST := $(BIN)/python -m pytest

.PHONY: help book lab test check gate-style gate-exercises gate-objectives gate-fast gate-solutions gate-book \
  gate-slow data exercises solutions lock canary benchmark clean
.NOTPARALLEL:
.DEFAULT_GOAL := help

help:
	@echo "make book       make the environment, the extract and the website; says where to open it"
	@echo "make lab        open JupyterLab on a start page with every lesson and exercise"
	@echo "make test       the whole gate (about twenty minutes)"
	@echo "make check      the gate's first minute, for working"
	@echo "make data       make the synthetic extract"
	@echo "make solutions  run the solution notebooks and store their outputs"
	@echo "make exercises  derive the exercises from the solutions"
	@echo "make lock       compile requirements.txt from pyproject.toml"
	@echo "make canary     try the newest packages, pandas 3 among them; decides nothing"
	@echo "make benchmark  measure speed, memory, and each lesson's minutes and seconds"
	@echo "make clean      remove what was made, but nothing of yours"

# --- the environment -------------------------------------------------------------------------
# The stamp is written last, so that an interrupted install is begun again.
$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else \
	  f"This course needs Python 3.11, 3.12 or 3.13, and {sys.executable} is {v[0]}.{v[1]}: name another with `make PYTHON=python3.12 …`.")'
	@echo "Making the environment in $(VENV) (about a minute, once) …"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# --- using the course ------------------------------------------------------------------------
data: $(READY)
	@$(BIN)/leo data

book: $(READY)
	@$(BIN)/leo book

lab: $(READY)
	@$(BIN)/leo lab

# --- the gate: fast layers first ----------------------------------------------------------------
# Each layer can be run by itself; tests/alarms plants a fault for each in a copy and runs it there.
test: check gate-solutions gate-book gate-slow

check: gate-style gate-exercises gate-objectives gate-fast

gate-style: $(READY)
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check .

# Exercises are what their solutions say, and give nothing away.
gate-exercises: $(READY)
	@$(BIN)/leo exercises --check

# Every objective is exercised and restated; prints where.
gate-objectives: $(READY)
	@$(BIN)/leo objectives

# Needs no extract: these tests make tiny ones.
gate-fast: $(READY)
	@$(PYTEST) -q -m "not slow"

# The layers below work on an extract of their own, made anew, and leave yours as it is.
gate-solutions gate-book gate-slow: export LEO_EXTRACT := $(or $(LEO_EXTRACT),$(CURDIR)/_build/extract)

# Stock nbval proves the marking key, strictly, on the extract that this version makes.
gate-solutions: $(READY)
	@$(BIN)/leo data
	@$(PYTEST) -q --nbval --nbval-cell-timeout=120 solutions

# The book, built with the network off where the system allows it.
gate-book: $(READY)
	@$(BIN)/leo data
	@$(BIN)/leo book --offline

# Real runs: notebooks, marking, the built site in a browser, the alarms.
gate-slow: $(READY)
	@$(PYTEST) -q -m slow

# --- writing the course ------------------------------------------------------------------------
# On the standard extract, whatever yours is: its answers are the key that is stored.
solutions: export LEO_EXTRACT := $(CURDIR)/_build/extract
solutions: $(READY)
	@$(BIN)/leo data
	@$(BIN)/leo solutions

exercises: $(READY)
	@$(BIN)/leo exercises

# One list for all of Python 3.11 to 3.13; needs uv (`pip install uv`).
lock:
	uv pip compile pyproject.toml --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o requirements.txt $(LOCK)

canary:
	@sh benchmarks/canary.sh $(PYTHON)

benchmark: $(READY)
	@$(BIN)/python benchmarks/make_extract.py
	@$(BIN)/python benchmarks/lesson_minutes.py --run

clean:
	rm -rf _build book/made .pytest_cache .ruff_cache .hypothesis data/extract
