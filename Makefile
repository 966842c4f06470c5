# One command each, on a machine with python3, gcc and make:
#   make run    set everything up in .venv and open the window
#   make demo   the whole story without a screen, written to demo/
#   make test   every test; ARGS="tests/nets -x" hands words on to pytest
# Also: make lint, make oracle (against PyTorch and OpenCV), make bench and make report, make screenshots, make lock.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run demo test lint lock wheel screenshots samples oracle bench kills report clean help

run: $(VENV)/.ready-run
	@$(BIN)/filterlab

demo: $(VENV)/.ready-run
	@$(BIN)/filterlab demo -o demo

test: $(VENV)/.ready-dev
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

lint: $(VENV)/.ready-dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# Writes the lock files anew; everything else installs from them, hashes checked.
lock: $(VENV)/.ready-dev
	@sh scripts/lock.sh $(BIN)/uv

wheel: $(VENV)/.ready-dev
	@$(BIN)/python -m build --wheel --no-isolation --outdir dist

samples: $(VENV)/.ready-run
	@$(BIN)/python scripts/make_samples.py

screenshots: $(VENV)/.ready-run
	@$(BIN)/python scripts/make_screenshots.py $(ARGS)

# PyTorch (a CPU build where the machine has one), OpenCV, real handwritten digits, readers of what we export: our oracles, outside the lock.
$(VENV)/.ready-oracle: $(VENV)/.ready-dev
	@$(PIP) install torch==2.13.0 opencv-python-headless mlxtend onnx onnxruntime tensorboard
	@touch $@

oracle: $(VENV)/.ready-oracle
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/oracle

bench: $(VENV)/.ready-oracle
	@$(BIN)/python benchmarks/speed.py
	@$(BIN)/python benchmarks/memory.py
	@$(BIN)/python benchmarks/start.py
	@$(BIN)/python benchmarks/scaling.py
	@$(BIN)/python benchmarks/paint.py
	@$(BIN)/python benchmarks/recording.py
	@$(BIN)/python benchmarks/units.py
	@$(BIN)/python benchmarks/strokes_transfer.py

# Kills the program at random moments while it edits, saves as, trains and migrates; ARGS="5000" for more.
kills: $(VENV)/.ready-dev
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python tests/project/kills.py $(or $(ARGS),1000)

# Puts the figures of the last `make bench` into docs/performance.md.
report: $(VENV)/.ready-oracle
	@$(BIN)/python benchmarks/report.py

$(BIN)/python:
	@$(PYTHON) scripts/check_machine.py
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-run: $(BIN)/python locks/run.txt pyproject.toml
	@echo "Installing FilterLab and its libraries into $(VENV) ..."
	@$(PIP) install --require-hashes -r locks/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@echo "Compiling the engine's kernels (once) ..."
	-@$(BIN)/filterlab kernels
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready-run locks/dev.txt
	@echo "Installing the test and lint tools into $(VENV) ..."
	@$(PIP) install --require-hashes -r locks/dev.txt
	@touch $@

clean:
	rm -rf $(VENV) build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis

help:
	@sed -n '1,5p' Makefile
