# Every target sets up what it needs first; a second call starts at once.
PYTHON ?= python3
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

# nbgrader calls `alembic` by name, so the environment's programs must come first.
export PATH := $(CURDIR)/.venv/bin:$(PATH)
# Both would make every start slower or wrong: no byte-code kept, foreign packages first.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH PYTHONHOME

step := @scripts/step

.PHONY: help setup start test build bench soak lint format lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv from the lock, and on Debian as root the system packages too
	@$(PYTHON) scripts/bootstrap.py

start: setup ## run the demo hub (Ctrl-C ends it)
	@course demo

test: setup ## everything CI runs, stopping at the first failure
	$(step) "ruff check" ruff check .
	$(step) "ruff format" ruff format --check .
	$(step) "mypy" mypy
	$(step) "course build --check" course build --check
	$(step) "course lint" course lint
	$(step) "nbval on the masters" scripts/nbval
	$(step) "pytest" pytest -n 2 --dist loadfile --no-loadscope-reorder

build: setup ## build masters, sources and releases from the authors' text
	@course build

bench: setup ## print ratios of run times, measured in one run
	@python scripts/bench.py

soak: setup ## the long tests
	$(step) "pytest -m soak" pytest -m soak

lint: setup ## check style and types only
	$(step) "ruff check" ruff check .
	$(step) "ruff format" ruff format --check .
	$(step) "mypy" mypy

format: setup ## put code into the project's form
	@ruff check --fix-only --quiet .
	@ruff format .

lock: setup ## resolve requirements.lock again (newer releases: make lock UPGRADE=--upgrade)
	@uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
		--constraint scripts/lock-constraints.txt $(UPGRADE) \
		--custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean: ## remove .venv and caches, never notebooks, answers or marks
	rm -rf .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find course scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +
