# make run | test | check | bench | screenshots. Python 3.11 or newer is all that has to be there beforehand.

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.PHONY: run test check bench screenshots

# Without a key of one's own, everything runs in demo mode.
export DEMO ?= $(if $(SECRET_KEY),,1)
export PORT

run: .venv/runtime
	@.ci/serve

test: .venv/development
	@.ci/test

check: .venv/development
	@export DEMO=1
	set -x
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/djlint templates --lint --quiet

bench: .venv/development
	@$(BIN)/python -m bench

# Every page as pictures in screenshots/. For some of them: make screenshots ARGS="today client"; ARGS=--readme draws docs/timeline.png.
screenshots: .venv/development
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

# The stamps: packages are installed when the list of them has changed, and only then.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv

.venv/runtime: requirements.txt | .venv/bin/python
	@echo Installing the packages of requirements.txt ...
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

.venv/development: requirements-dev.txt .venv/runtime
	@echo Installing the packages of requirements-dev.txt ...
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@
