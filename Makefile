# Hoclieu: two commands are enough, `make run` and `make test`. Everything else is for the curious.
# PORT= and HOST= choose where `make run` serves: make run HOST=192.168.1.20 PORT=8080

PYTHON ?= python3
VENV := .venv/bin/python
LAUNCH := $(PYTHON) -m config.launch
# Bytecode is kept: every process of the house starts in half the time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup setup-dev setup-system test faults mutants check lint messages lock bench clean

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

run: ## Set up what is missing and serve the city
	@$(LAUNCH) run

setup: ## Everything that `make run` prepares, without serving
	@$(LAUNCH) setup

setup-dev: ## The tools for tests and checks, the front end, the translations
	@$(LAUNCH) setup-dev

setup-system: ## Debian, root: Chromium, gettext and the servers that the full tests need
	@sh .ci/system

test: setup-dev ## Every test this machine can run; names what was left out and why
	@$(VENV) -m tests.run $(ARGS)

faults: setup-dev ## The fault tests of attempts with 200 seeds each (DATABASE_URL: on PostgreSQL too)
	@FAULT_SEEDS=$${FAULT_SEEDS:-200} $(VENV) -m pytest -q -n0 tests/faults/test_attempts.py

mutants: setup-dev ## Faults on purpose, and what the tests let pass (docs/mutants.md): make mutants ARGS=marks
	@$(VENV) -m tests.mutants $(ARGS)

check: setup-dev ## Lint, types, import contracts, architecture, migrations, templates, translations
	@$(VENV) -m tests.check

messages: setup-dev ## Collect new texts into the catalogues and compile them
	@$(VENV) -m config.messages update compile

lock: setup-dev ## Renew the hashed locks from pyproject.toml
	@$(LAUNCH) lock

bench: setup-dev ## Figures of docs/capacity.md: make bench NAME=search
	@$(VENV) -m benchmarks $(NAME)

clean: ## Remove what was built; keeps the city's data in var/
	rm -rf build .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
