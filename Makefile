# Two commands: `make run` and `make test`. Each sets up what it needs on a machine with Python 3.11+, git and make.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
# Node from the machine if there is one, else the wheel's, which installs into the environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
WORKERS ?= 2
# What does not wait for another is done at the same time: packages of Python and of Node, style, types and scripts.
MAKEFLAGS += --jobs=2

.DEFAULT_GOAL := help
.PHONY: help run setup test check types lint frontend-test lock clean diagrams bench

help: ## Print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: setup ## Build everything, load the demo agency, serve on http://127.0.0.1:8000 (PORT=… for another)
	@$(BIN)/sopflow setup
	@$(BIN)/sopflow serve --port $(PORT)

setup: .make/venv .make/node .make/feel .make/frontend .make/catalogues ## Install and build, without serving

.make/venv: pyproject.toml requirements/run.txt | .make
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "sopflow needs Python 3.11 or newer; run make PYTHON=/path/to/python3.11 …"; exit 1; }
	@sh requirements/make-venv.sh $(PYTHON) $(VENV)
	$(BIN)/pip install -q --require-hashes -r requirements/run.txt
	$(BIN)/pip install -q --no-deps -e .
	@touch $@

.make/node: | .make/venv
	@command -v npm >/dev/null || { echo "Node is not on this machine: installing it as a Python wheel"; $(BIN)/pip install -q --require-hashes -r requirements/node.txt; }
	@touch $@

.make/feel: engine/feel/js/package-lock.json $(shell find engine/feel/js/src -type f 2>/dev/null) .make/node
	cd engine/feel/js && npm ci --no-fund --no-audit --loglevel=error && npm run --silent build
	@touch $@

.make/frontend: web/frontend/package-lock.json $(shell find web/frontend -type f -not -path '*/node_modules/*' 2>/dev/null) .make/node
	cd web/frontend && npm ci --no-fund --no-audit --loglevel=error && npm run --silent build
	@touch $@

.make/catalogues: $(shell find web/translations -name '*.po' 2>/dev/null) .make/venv
	@if ls web/translations/*/LC_MESSAGES/*.po >/dev/null 2>&1; then $(BIN)/pybabel -q compile -d web/translations; fi
	@touch $@

.make/test: requirements/test.txt .make/venv .make/node | .make
	$(BIN)/pip install -q --require-hashes -r requirements/test.txt
	@sh requirements/debian-packages.sh
	@touch $@

.make:
	@mkdir -p .make

test: setup .make/test check frontend-test ## Install what the tests need, check style, types and contracts, run every test on both stores
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: .make/test lint types ## Style, types, import contracts

lint: .make/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: .make/test
	$(BIN)/mypy

frontend-test: .make/frontend .make/feel
	cd engine/feel/js && npm test --silent
	cd web/frontend && npm test --silent

diagrams: setup .make/test ## Draw every diagram as bpmn-js shows it into build/diagrams (SVG and PNG)
	@$(BIN)/python -m tests.draw_diagrams build/diagrams

bench: setup ## Print the benchmark figures
	$(BIN)/sopflow bench

lock: ## Pin every Python dependency anew (versions and hashes, no addresses)
	sh requirements/lock.sh $(PYTHON)

clean: ## Remove everything that was built (not the database in var/)
	rm -rf .venv .make build engine/feel/build web/static/build engine/feel/js/node_modules web/frontend/node_modules
