# The verbs of this project. On a fresh machine Python 3.11 and make are enough: the first of them makes .venv and fills it.

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv/bin/python

.DEFAULT_GOAL := check
.PHONY: check run test lint format bench soak promises conformance sample messages docs pictures

check: lint test              ## lint and test

run: .venv/installed          ## serve the sample group at http://localhost:8080
	$(VENV) main.py serve --demo

# Two at a time; a file stays with one of them, so that its server is started once. TESTS=tests/test_tidy.py runs only those.
test: .venv/installed         ## prove that it works
	@.ci/packages
	$(VENV) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

lint: .venv/installed         ## what can be seen without running it
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(VENV) -m mypy

format: .venv/installed       ## put the code into its usual form
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

bench: .venv/installed        ## measure the speed, each figure beside its reference
	$(VENV) -m tests.bench

# SOAK='--part 0.1' takes a tenth of the time; the page is written by a whole run only.
soak: .venv/installed         ## the proofs that take long; writes docs/soak.md
	$(VENV) -m tests.soak $(SOAK)

# PROMISES='--only 2.' takes those of one group.
promises: .venv/installed     ## take out the code behind each promise of docs/promises.md: its test has to fail
	@.ci/packages
	$(VENV) -m tests.taken_out $(PROMISES)

conformance: .venv/installed  ## hold the cases that others have published against the rules; writes docs/conformance.md
	$(VENV) -m tests.conformance

sample: .venv/installed       ## write sample_workbook.xlsx and samples/, always the same
	$(VENV) -m actions.samples

messages: .venv/installed     ## collect the texts of the code for the translators
	$(VENV) -m tests.messages

docs: .venv/installed         ## print docs/workbook.md and docs/problems.md from the code
	$(VENV) -m tests.documents

pictures: .venv/installed     ## take the pictures of the README anew, from the sample group
	@.ci/packages
	$(VENV) -m tests.pictures

# Filled once, and again when requirements.txt has changed.
.venv/installed: requirements.txt
	@test -n "$(PYTHON)" || { echo 'Python 3.11 or newer is needed. Please install it, then run make again.' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || .ci/packages python3-venv
	$(PYTHON) -m venv .venv
	$(VENV) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@cp requirements.txt .venv/installed
