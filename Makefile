# `make run` opens the console on the demo company; `make test` runs the whole suite.
# Both set up what they need in .venv, again only after a lock has changed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input

READY_TO_RUN := $(VENV)/ready-to-run
READY_TO_DEVELOP := $(VENV)/ready-to-develop
CATALOGS := $(patsubst %.po,%.mo,$(wildcard locales/*/LC_MESSAGES/*.po))

.PHONY: run test check bench catalogs lock setup wheel

run: $(READY_TO_RUN) $(CATALOGS)
	$(BIN)/python -m opsconsole demo

test: $(READY_TO_DEVELOP)
	$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(READY_TO_DEVELOP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest tests/test_catalogs.py

bench: $(READY_TO_DEVELOP) $(CATALOGS)
	$(BIN)/python -m benchmarks $(ARGS)

catalogs: $(READY_TO_DEVELOP)
	$(BIN)/python -m tools.catalogs

wheel: $(READY_TO_DEVELOP)
	$(BIN)/python -m hatchling build

setup: $(READY_TO_DEVELOP)

# What is locked stays at its version; `make lock ARGS=--upgrade` takes the newest of everything.
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-annotate \
	--python-version 3.11 pyproject.toml --extra postgres $(ARGS)
lock: $(READY_TO_RUN)
	$(PIP) install "uv>=0.13"
	$(COMPILE) --group build --output-file requirements.lock
	$(COMPILE) --extra serve --group dev --constraints requirements.lock --output-file requirements-dev.lock

$(READY_TO_RUN): requirements.lock | $(BIN)/activate
	@echo "Installing what opsconsole needs into $(VENV) (about a minute, once)"
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(READY_TO_DEVELOP): requirements-dev.lock $(READY_TO_RUN)
	@echo "Installing what its tests and checks need as well"
	@$(PIP) install --require-hashes --requirement requirements-dev.lock
	@touch $@

# `activate` comes last in making an environment, so one left half-made is made again.
$(BIN)/activate:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "opsconsole needs Python 3.11 or newer: name one with make PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ echo "opsconsole needs Python's venv: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

%.mo: %.po | $(READY_TO_RUN)
	@$(BIN)/python -m tools.catalogs --compile $<
