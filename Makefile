# `make` lists the targets. `make demo` and `make test` set up whatever they need.
PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
CLIP ?= sample_videos/air_squat_side.mp4
OUT ?= out/demo

export PYTHON
.DEFAULT_GOAL := help
.PHONY: help setup models demo test test-slow check format bench build clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

$(VENV)/.installed: pyproject.toml constraints.txt scripts/setup.sh
	@sh scripts/setup.sh $(VENV)
	@touch $@

setup: $(VENV)/.installed ## create the virtual environment (every other target does this by itself)

models: setup ## obtain the default pose model
	@$(BIN)/squatform models fetch full

demo: setup models ## analyse a sample clip: make demo CLIP=my.mp4 OUT=folder
	@$(BIN)/squatform analyze $(CLIP) --out $(OUT) --overwrite

test: setup ## run the tests (a few minutes)
	@$(BIN)/python -m pytest -m "not slow"

test-slow: setup ## run the slow tests too
	@$(BIN)/python -m pytest -m slow

check: setup ## formatting, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: setup ## format the code and mend what lint can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup ## measure speed and memory, as ratios taken side by side
	@$(BIN)/python -m benchmarks.speed

build: setup ## build the wheel and the source archive into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## remove what was built, and the virtual environment
	rm -rf $(VENV) dist build out .pytest_cache .mypy_cache .ruff_cache .hypothesis
