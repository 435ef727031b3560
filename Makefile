# Each target does its own set-up: the virtual environment, the pinned packages, the compiled catalogues.
# Nothing is done twice. `make demo` and `make test` are all that a newcomer needs.

# The system's own Python is built for speed, which others beside it often are not: a tenth of a page's time.
PYTHON ?= $(or $(shell /usr/bin/python3 -c 'import ensurepip, sys, venv; print(sys.executable if sys.version_info >= (3, 11) else "")' 2>/dev/null),python3)
PYTHON := $(PYTHON)
VENV   ?= .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed-with
DEMO   ?= var/demo
PORT   ?= 8000
JOBS   ?= 2
TESTS  ?= tests

# What was compiled is kept: a command would otherwise compile every library anew each time it starts.
unexport PYTHONDONTWRITEBYTECODE

CATALOGUES := $(wildcard capacity/translations/*/LC_MESSAGES/messages.po)
COMPILED   := $(CATALOGUES:.po=.mo)

CHECKS := mypy ruff format imports catalogues migrations

.PHONY: help demo test test-all lint $(CHECKS:%=lint-%) format bench catalogues migration ready wheel clean

help: ## What can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

demo: ready ## Build the demo once and serve it on port 8000 (PORT=…)
	@$(BIN)/capacity demo --data $(DEMO) --port $(PORT)

test: ready ## The whole suite, on SQLite and PostgreSQL (TESTS=tests/core for a part)
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal -m "not allpages" $(TESTS)

test-all: ready ## The suite, every page in three languages and two widths, and longer searches for counterexamples
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal --hypothesis-profile=long $(TESTS)

lint: ready ## ruff, mypy, import-linter, catalogues, migrations
	@$(MAKE) --no-print-directory -j $(JOBS) $(CHECKS:%=lint-%)
	@echo "All is in order."

lint-mypy: ; @echo "mypy"; $(BIN)/mypy --no-error-summary
lint-ruff: ; @echo "ruff"; $(BIN)/ruff check -q .
lint-format: ; @echo "format"; $(BIN)/ruff format -q --check .
lint-imports: ; @echo "imports"; $(BIN)/lint-imports >$(VENV)/imports.txt 2>&1 || { sed -n '/^Broken/,$$p' $(VENV)/imports.txt; exit 1; }
lint-catalogues: ; @echo "catalogues"; $(BIN)/python -m tests.architecture.catalogues
lint-migrations: ; @echo "migrations"; $(BIN)/python -m tests.architecture.migrations

format: ready ## Lay the code out as lint wants it
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format -q .

bench: ready ## Print what pages, exports and the last hour cost (BENCH="pages table --write" for parts, and into the README)
	@$(BIN)/python -m tests.benchmarks $(BENCH)

catalogues: ready ## Collect the messages of code and templates into the catalogues
	@$(BIN)/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --no-location --sort-output --project capacity -o capacity/translations/messages.pot .
	@for language in ar fr; do $(BIN)/pybabel -q update -N --ignore-obsolete -w 107 -l $$language -d capacity/translations -i capacity/translations/messages.pot && sed -i -E '/^"(Report-Msgid|POT-Creation|PO-Revision|Last-Translator|Language-Team|Generated-By)/d' capacity/translations/$$language/LC_MESSAGES/messages.po; done
	@$(BIN)/python -m tests.architecture.catalogues

migration: ready ## Write the migration from the last one to the models (m="what changes")
	@test -n "$(m)" || { echo 'Say what changes: make migration m="rooms for sessions"'; exit 2; }
	@$(BIN)/python -m tests.architecture.migrations "$(m)"

wheel: ready ## Build the wheel into dist/
	@$(BIN)/pip -q wheel --no-deps -w dist .

clean: ## Forget the environment, caches and compiled catalogues; the demo and data stay
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dist build $(COMPILED)

ready: $(STAMP) $(COMPILED)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name it with make PYTHON=python3.12"; exit 2; }
	@test -x $(BIN)/pip || { \
	  echo "Making the virtual environment $(VENV)"; \
	  $(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); \
	    echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; exit 2; }; }
	@echo "Installing the pinned packages (a minute, once)"
	@$(BIN)/pip install -q --no-compile --disable-pip-version-check -c constraints.txt -e '.[test,lint,postgres]'
	@touch $@

$(COMPILED) &: $(CATALOGUES) $(STAMP)
	@$(BIN)/pybabel -q compile -d capacity/translations 2>/dev/null
	@touch $(COMPILED)
