# tiny · test · check · bench · docs.  Needs Python 3.11+, git and make, and nothing of ours.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
TRIED := .venv/tried

.PHONY: tiny test crash check bench clean

tiny: $(TRIED)          ## raw pages to the page of foretold beside found
	$(BIN)/foretell run recipes/tiny.toml

test: $(INSTALLED)      ## all the tests, the journey included
	$(BIN)/python -m pytest -n 2 --dist worksteal

crash: $(INSTALLED)     ## kill the journey at 200 random moments (KILLS, SEED): what is left is the same every time
	$(BIN)/python -m tests.journey.killing --kills $(or $(KILLS),200) $(if $(SEED),--seed $(SEED))

bench: $(INSTALLED)     ## laws fitted beside others: make bench POINTS=points.csv
	$(BIN)/python benchmarks/laws.py $(POINTS)

check: $(INSTALLED)     ## lint and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# torch by itself and first: this exact pin has a CPU build, a looser one pulls in CUDA
$(TRIED): pyproject.toml constraints.txt
	@echo "installing into .venv: a minute or two"
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --constraint constraints.txt torch==2.13.0
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[tiny]'
	touch $(TRIED)

$(INSTALLED): $(TRIED)
	$(BIN)/pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(INSTALLED)

clean:                  ## remove what the tests and builds left; the store stays
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
