# Two commands do everything: `make demo` and `make test`.
PYTHON ?= python3
BIN := .venv/bin
export MIDEX_SHARED ?= ../shared

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench experiments experiment components clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/'

setup: $(BIN)/.ready ## create .venv from the hashed lock

$(BIN)/.ready: requirements/setup.lock requirements/uv.lock pyproject.toml verifier/pyproject.toml
	@tools/setup setup $(PYTHON)

demo: setup ## hub, six nodes and a case node on this machine: main job, then serve
	@$(BIN)/midex demo

test: $(BIN)/.ready-test components ## everything that is checked, as CI does it
	@tools/check

lint: $(BIN)/.ready-test ## style, types and contracts only
	@tools/check lint

bench: $(BIN)/.ready-test ## ratios measured in one run -> benchmarks/RESULTS.md
	@tools/bench

experiments: $(BIN)/.ready-test components ## every promise put to the test, with sabotage -> docs/promises.md
	@$(BIN)/python -m tools.experiments $(AGAIN)

experiment: $(BIN)/.ready-test components ## one promise: make experiment P=P2 (AGAIN=--again starts afresh)
	@$(BIN)/python -m tools.experiments $(P) $(AGAIN)

$(BIN)/.ready-test: requirements/test.lock requirements/uv.lock pyproject.toml verifier/pyproject.toml
	@tools/setup test $(PYTHON)

components:
	@tools/components

clean: ## remove .venv and var
	rm -rf .venv .venv-* var
