# Two commands for a newcomer: `make demo` and `make test`. Each sets up a private environment from a hash lock first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-input

.PHONY: help demo test check peers bench proofs fuzz archive lock clean
help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 20

demo: $(VENV)/run.ok ## the main job: an EU node and a NATO node with fictional papers, to click through in a browser
	@$(BIN)/concord demo

test: $(VENV)/dev.ok ## the tests; says what it skipped and how to get it
	@$(BIN)/python -m pytest -q -rs -n 2 --dist worksteal

check: $(VENV)/dev.ok ## what the gate adds: lint, format, types, import contracts, the wheel in a clean environment
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@scripts/check_wheel.sh

peers: $(VENV)/bench.ok ## the peers that measurements are held against; their tests then run, too

bench: $(VENV)/bench.ok ## measurements against peers and limits: `make bench`, `make bench NAME=matrix`, `make bench QUICK=1`
	@$(BIN)/python -m benches $(if $(QUICK),--quick) $(NAME)

proofs: $(VENV)/dev.ok ## the long form of every proof: differential, planted faults, promises, cases
	@$(BIN)/python -m benches.proofs $(if $(QUICK),--quick) $(NAME)
	@$(if $(QUICK)$(NAME),true,CONCORD_SCHEMA_EXAMPLES=500 $(BIN)/python -m pytest -q tests/web/proofs/test_schema.py)

fuzz: $(VENV)/dev.ok ## both parsers, ten minutes: `make fuzz SECONDS=600`
	@$(BIN)/python -m benches.fuzz_spif --seconds $(or $(SECONDS),600)
	@$(BIN)/python -m benches.fuzz_stanag4774 --seconds $(or $(SECONDS),600)

archive: $(VENV)/dev.ok ## an archive to install from without a network: dist/concord-VERSION-MACHINE.tar
	@scripts/archive.sh

lock: $(VENV)/dev.ok ## write the hash locks anew
	@scripts/lock.sh

clean: ## remove the environment and what tools left behind
	@rm -rf $(VENV) dist build .mypy_cache .ruff_cache .hypothesis .pytest_cache

$(VENV)/python.ok:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "expected Python 3.11 or later, found $$($(PYTHON) --version): say PYTHON=/path/to/python3.11"; exit 1; }
	@echo "setting up a private environment in $(VENV) (once)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.ok: requirements/run.lock pyproject.toml | $(VENV)/python.ok
	@$(PIP) --require-hashes -r requirements/run.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.ok: requirements/dev.lock pyproject.toml | $(VENV)/python.ok
	@$(PIP) --require-hashes -r requirements/dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.ok

$(VENV)/bench.ok: requirements/bench.lock pyproject.toml | $(VENV)/python.ok
	@$(PIP) --require-hashes -r requirements/bench.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.ok
