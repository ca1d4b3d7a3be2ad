# Two commands do all the set-up on a fresh machine: `make run` and `make test`.
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
# The first Python from 3.11 to 3.14 that is here; PYTHON=… chooses another.
PYTHON ?= $(shell for each in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$each -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && echo $$each && break; done)

.PHONY: help run test lint types bench record-curl demo-clear screenshots clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

run: $(VENV)/.installed .env ## the whole desk on this machine: web, worker, beat, sweeper (PORT=8123 make run)
	@exec $(BIN)/python manage.py serve

test: $(VENV)/.tested .env ## all tests; what needs a service or a browser runs when it is there
	$(BIN)/python -m triage.tests.everything

lint: $(VENV)/.tested ## style
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.tested .env ## types: strict on the engine, django-stubs on the rest
	$(BIN)/mypy --strict --config-file pyproject.toml triage tickets

bench: $(VENV)/.tested .env ## benchmark tables: ratios measured in one run
	$(BIN)/python -m triage.benchmarks

record-curl: $(VENV)/.tested ## what the installed curl sends for each command of the corpus, written beside it
	$(BIN)/python -m triage.engine.tests.curl_oracle

demo-clear: $(VENV)/.installed .env ## removes the demo tickets and the demo login
	$(BIN)/python manage.py demo --clear

screenshots: $(VENV)/.tested .env ## the README's pictures, from a running desk in Chromium
	$(BIN)/python -m triage.tests.pictures .github/pictures

clean: ## removes what the other targets made
	rm -rf $(VENV) staticfiles var

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.14 is needed. Debian and Ubuntu: apt install python3 python3-venv"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "Python's venv module is missing. Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "installing requirements.txt into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

# Dependency groups (PEP 735) need pip 25.1 or newer.
$(VENV)/.tested: pyproject.toml $(VENV)/.installed
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --group test
	@touch $@

# Secrets of this machine alone; read by triage/settings.py, never committed.
.env: | $(VENV)/bin/python
	@umask 077 && $(BIN)/python -c 'import secrets; print("SECRET_KEY=" + secrets.token_urlsafe(50)); print("DEMO_PASSWORD=" + secrets.token_urlsafe(9))' > $@
