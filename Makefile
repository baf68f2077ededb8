# make demo: the whole round on a sample class     make test: every test
# make lab : JupyterLab on your own copy of the course, in my-course/
#
# Each of them sets up .venv first when that is needed; nothing is installed outside this folder.

VENV    := .venv
BIN     := $(VENV)/bin
READY   := $(VENV)/.ready
UV      := uv==0.13.9
PYTHON  ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
             command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# Trust what the system trusts: schools and firms often stand behind a certificate of their own.
export UV_SYSTEM_CERTS = 1

.PHONY: help setup demo test lab lint build site extras lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo   set up, then grade a sample class from hand-out to report"
	@echo "make test   set up, then run every test"
	@echo "make lab    set up, then open JupyterLab on your copy of the course (my-course/)"
	@echo "make lint   style and types         make build   derive the notebooks from their sources"
	@echo "make site   the course as static pages in build/site/html"
	@echo "make extras what some tests and benchmarks need besides: PyTorch, a browser's driver, Dask"
	@echo "make lock   resolve the dependencies again     make clean   remove .venv, demo/ and caches"

setup: $(READY)

$(READY): requirements.txt pyproject.toml
	@if [ -z "$(PYTHON)" ]; then \
	  echo "Python 3.11, 3.12 or 3.13 is needed; found: $$(python3 --version 2>&1 || echo none)."; \
	  echo "  Debian, Ubuntu:  sudo apt install python3 python3-venv"; \
	  echo "  Fedora:          sudo dnf install python3"; \
	  echo "  macOS:           brew install python@3.12"; \
	  echo "Then run make again, or name one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; fi
	@echo "Setting up $(VENV) with $(PYTHON) (once; about half a minute)"
	@$(PYTHON) -m venv --clear $(VENV) || { \
	  echo "This Python cannot make virtual environments."; \
	  echo "  Debian, Ubuntu:  sudo apt install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet $(UV)
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode \
	  -r requirements.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)
	@$(BIN)/autograder demo demo

test: $(READY)
	@$(BIN)/python -m pytest

lab: $(READY)
	@$(BIN)/autograder lab my-course

lint: $(READY)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

build: $(READY)
	@$(BIN)/autograder build

# The site has an environment of its own: students and graders need none of its tools.
site: $(READY)
	@test -x build/site/tools/bin/sphinx-build || { $(PYTHON) -m venv build/site/tools && \
	  $(BIN)/uv pip install --quiet --python build/site/tools/bin/python -c requirements.txt -e ".[site]"; }
	@build/site/tools/bin/python course/site/build.py

# What only some tests and benchmarks need, in an environment of its own (2 GB, kept out of .venv).
extras: $(READY)
	@$(PYTHON) -m venv --clear build/extras
	@$(BIN)/uv pip install --quiet --python build/extras/bin/python --require-hashes -r requirements.txt
	@build/extras/bin/python -m pip install --quiet -e ".[frameworks,browser,cluster,site,audit]"

lock:
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade --generate-hashes \
	  --no-annotate --no-header --extra test pyproject.toml -o requirements.txt
	@$(BIN)/python -m tests.tools.environment

clean:
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
