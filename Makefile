# Neural networks you can present, run and trust. `make` tells what there is to make.

VENV := .venv
BIN := $(VENV)/bin
LECTURES := $(sort $(wildcard notebooks/$(ONLY)*.ipynb))

define FOUND
@test -n "$(LECTURES)" || { echo "There is no lecture notebooks/$(ONLY)*.ipynb; there are:" \
  $(notdir $(wildcard notebooks/*.ipynb)); exit 1; }
endef

# Lectures and tests run side by side, as cores and memory allow; JOBS=1 runs them one
# after another. Each process of the tests takes a file at a time and has JAX and
# TensorFlow of its own, so that more than four want much memory.
JOBS :=
RUN := $(BIN)/python -m nnlib run $(if $(JOBS),--jobs $(JOBS))
SIDE_BY_SIDE := --numprocesses=$(or $(JOBS),logical) --maxprocesses=4 --dist=loadfile \
  --no-loadscope-reorder

.PHONY: help lectures student bundles site lab test mutants mutants-of-the-day settings colab check \
  outputs clean

help:
	@echo "make lectures   run the lectures, write a slide deck for each (ONLY=01: one)"
	@echo "make student    copy the lectures without solutions and notes (ONLY=01: one)"
	@echo "make bundles    write each as one file for Colab and the like (ONLY=01: one)"
	@echo "make site       run the lectures, write a site of all, with a reference (ONLY=01: of one)"
	@echo "make lab        open the lectures in JupyterLab, first 00_start_here.ipynb"
	@echo "make test       check everything: lint, unit, browser and notebook tests (ONLY=01: one lecture)"
	@echo "make check      look quickly whether the lectures can be committed (ONLY=01: one)"
	@echo "make mutants    put 100 small faults into a copy, look whether the tests see them (hours)"
	@echo "make mutants-of-the-day   a dozen of them, others every day, as CI does (minutes)"
	@echo "make settings   run all tests on other Pythons, versions and machines' settings (many hours)"
	@echo "make outputs    run the lectures in place, for committing (ONLY=01: one)"
	@echo "make colab      pin the versions that Colab has now, for the tests of the single files"
	@echo "make clean      remove what was built; the lectures stay"

lectures: $(VENV)/ready
	$(FOUND)
	@$(RUN) $(LECTURES)

student: $(VENV)/ready
	$(FOUND)
	@$(BIN)/python -m nnlib student $(LECTURES)

bundles: $(VENV)/ready
	$(FOUND)
	@$(BIN)/python -m nnlib bundle $(LECTURES)

site: $(VENV)/ready
	$(FOUND)
	@$(RUN) $(LECTURES)
	@echo "Making the reference; its examples run, which takes a minute or two."
	@$(BIN)/python docs/reference/build.py build/site/reference
	@$(BIN)/python -m nnlib site $(LECTURES)

lab: $(VENV)/ready
	$(BIN)/jupyter lab notebooks/00_start_here.ipynb

test: check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/ty check --quiet --python $(VENV) nnlib
	$(BIN)/lint-imports
	$(BIN)/deno fmt --quiet --check
	$(BIN)/deno lint --quiet
	$(BIN)/deno check --quiet nnlib/decks nnlib/explore/front nnlib/site
	$(BIN)/deno test --quiet nnlib/explore/front
	$(BIN)/pytest $(SIDE_BY_SIDE) $(if $(ONLY),$(OF_ONE))

mutants: $(VENV)/ready
	@$(BIN)/python -m tests.mutants $(if $(JOBS),--jobs $(JOBS))

mutants-of-the-day: $(VENV)/ready
	@$(BIN)/python -m tests.mutants --of-the-day $(if $(JOBS),--jobs $(JOBS))

settings: $(VENV)/ready
	@$(BIN)/python -m tests.settings

colab: $(VENV)/ready
	@$(BIN)/python -m tests.colab

# The tests of one lecture: its own file, its deck, its notebook beside its outputs.
FITS_ON_SLIDES := tests/browser/test_slides.py::test_every_slide_fits_and_every_formula_is_set
OF_ONE = tests/browser/test_lecture_decks.py $(foreach name,$(basename $(notdir $(LECTURES))), \
  notebooks/$(name).ipynb $(wildcard tests/lectures/test_$(name).py) \
  '$(FITS_ON_SLIDES)[$(name)-1280-720]' '$(FITS_ON_SLIDES)[$(name)-1920-1080]')

check: $(VENV)/ready
	$(FOUND)
	@$(BIN)/python -m nnlib check $(LECTURES)

outputs: $(VENV)/ready
	$(FOUND)
	@$(RUN) --in-place $(LECTURES)

clean:
	rm -rf build $(VENV) .pytest_cache .ruff_cache .import_linter_cache

# The environment: made once, and again when the packages that it needs change.
# PYTHON=python3.12 chooses another Python than the first fitting one.
FITS := import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
$(VENV)/ready: requirements.txt pyproject.toml
	@set -e; \
	for python in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python); do \
	  if $$python -c "$(FITS)" >/dev/null 2>&1; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11, 3.12 or 3.13 with the module venv is missing."; \
	  echo "Debian, Ubuntu: sudo apt install python3 python3-venv. macOS: brew install python@3.13."; \
	  echo "If it is there under another name: make PYTHON=/path/to/python3 ..."; \
	  exit 1; \
	fi; \
	echo "Setting up $(VENV) with $$($$found --version), once; it takes a minute or more."; \
	$$found -m venv $(VENV); \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check \
	  -r requirements.txt || { \
	  echo "The packages could not be installed; see above. Is there a network?"; exit 1; }; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .; \
	touch $@
