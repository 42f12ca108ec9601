# The relief desk: `make demo` opens a working desk, `make test` runs everything.
SHELL := /bin/bash
PORT ?= 8000
DATA ?= data
AT ?=
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin

.PHONY: help setup demo test bench lock clean
.DEFAULT_GOAL := help

help:  ## Show the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16
	@echo
	@echo "  PORT=8000 and DATA=data say where the demo listens and keeps its files;"
	@echo "  AT=night|goods|rebuild is the hour of the earthquake it opens on."

setup: .venv/ready .cache/vendor-ready  ## Prepare .venv and the browser's files (needs the package registries once)

demo: setup  ## Open a working desk on the Jishishan earthquake
	@$(BIN)/python -m relief --data $(DATA) demo --port $(PORT) $(if $(AT),--at $(AT))

test: setup  ## Run everything: style, types, tests on SQLite and PostGIS, browser walks
	@$(BIN)/python -m tests.support.run_all

bench: setup  ## Measure against stated baselines, as ratios
	@$(BIN)/python -m tests.benchmarks

lock: .venv/ready  ## Write requirements.txt and package-lock.json anew from the direct requirements
	$(BIN)/python -m uv pip compile --universal --generate-hashes --no-header --python-version 3.11 \
		--group dev pyproject.toml -o requirements.txt
	npm install --package-lock-only --no-audit --no-fund

clean:  ## Remove what set-up and tests made (never DATA)
	rm -rf .venv .cache node_modules relief/web/static/vendor .mypy_cache .ruff_cache

.venv/ready: requirements.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed: apt-get install python3 python3-venv"; exit 3; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || \
		{ echo "venv is missing: apt-get install python3-venv"; rm -rf .venv; exit 3; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.cache/vendor-ready: .venv/ready package-lock.json relief/vendor.py
	$(BIN)/python -m relief.vendor --fetch
	@mkdir -p .cache && touch $@
