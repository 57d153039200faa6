# `make` lists the targets. `make demo` and `make test` set up whatever they need.
PYTHON ?=
VENV ?= .venv
BIN := $(VENV)/bin
CLIP ?= sample_videos/air_squat_side.mp4
OUT ?= out/demo
CLIPS ?= sample_videos
EVALUATION ?= out/evaluation
FAULTS ?= out/faults

export PYTHON
.DEFAULT_GOAL := help
.PHONY: help setup models demo test test-slow check format bench bench-batch bench-live bench-load samples accuracy accuracy-clips correction back build clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

$(VENV)/.installed: pyproject.toml constraints.txt scripts/setup.sh
	@sh scripts/setup.sh $(VENV)
	@touch $@

setup: $(VENV)/.installed ## create the virtual environment (every other target does this by itself)

models: setup ## obtain the default pose model
	@$(BIN)/squatform models fetch full

demo: setup models ## analyse a sample clip: make demo CLIP=my.mp4 OUT=folder
	@$(BIN)/squatform analyze $(CLIP) --out $(OUT) --overwrite

test: setup ## run the tests (a few minutes, on all cores)
	@$(BIN)/python -m pytest -m "not slow" --numprocesses logical --dist worksteal

test-slow: setup ## run the slow tests too
	@$(BIN)/python -m pytest -m slow

check: setup ## formatting, lint and types
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

format: setup ## format the code and mend what lint can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: setup models ## measure speed and memory, as ratios taken side by side (15 minutes)
	@$(BIN)/python -m benchmarks.speed

bench-batch: setup models ## measure batches: scaling, against the usual loop, memory (15 minutes)
	@$(BIN)/python -m benchmarks.batch

bench-live: setup models ## measure delay, age and memory of live coaching (half an hour)
	@$(BIN)/python -m benchmarks.live

bench-load: setup models ## measure the server: 50 clips at once beside live sessions, and a kill (ten minutes)
	@$(BIN)/squatform models fetch lite
	@$(BIN)/python -m benchmarks.load

samples: setup ## render the sample clips again from their YAML files
	@$(BIN)/python -m studio render sample_videos/*.yaml --out sample_videos
	@$(BIN)/python -m studio stills sample_videos/*.mp4 --out sample_videos/stills

accuracy: setup models ## measure accuracy on clips with truth: make accuracy CLIPS=folder
	@$(BIN)/python -m benchmarks.accuracy $(CLIPS)

accuracy-clips: setup ## render the clips of the published accuracy into EVALUATION and FAULTS (one to two hours)
	@$(BIN)/python -m studio draw --split evaluation --count 120 --out $(EVALUATION)
	@sh scripts/draw_faults.sh $(BIN)/python $(FAULTS)
	@$(BIN)/python -m studio render $(EVALUATION)/*.yaml --out $(EVALUATION) --missing
	@$(BIN)/python -m studio render $(FAULTS)/*.yaml --out $(FAULTS) --missing

correction: setup models ## learn the correction of angles anew from rendered people (half an hour)
	@$(BIN)/python -m benchmarks.correction

back: setup models ## learn the reading of upper backs anew from rendered people (ten minutes)
	@$(BIN)/python -m benchmarks.back

build: setup ## build the wheel and the source archive into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## remove what was built, and the virtual environment
	rm -rf $(VENV) dist build out .pytest_cache .mypy_cache .ruff_cache .hypothesis
