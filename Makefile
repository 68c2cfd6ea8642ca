# 星图 Xingtu. `make help` lists the verbs.
PYTHON ?= python3
BIN := .venv/bin
HOME_DEMO := .demo/home
CITY := .demo/city/city.toml
XINGTU := XINGTU_HOME=$(HOME_DEMO) $(BIN)/xingtu

PORT ?= 8000
REPOS ?= .

.DEFAULT_GOAL := help
.PHONY: help run demo test lint messages docs bench system lock clean

help: ## list these verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/run.done: requirements/run.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.done: requirements/dev.txt .venv/run.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

.venv/translations.done: .venv/run.done $(wildcard src/portal/*/locale/*/LC_MESSAGES/*.po)
	$(BIN)/python -m portal.house.translations compile
	@touch $@

$(CITY): .venv/run.done $(wildcard examples/city/*.py)
	@rm -rf .demo/city
	PYTHONPATH=examples $(BIN)/python -m city.build .demo/city
	@# this repository itself, as real input, on one of the city's invented hosts
	@! git rev-parse --git-dir >/dev/null 2>&1 || git clone --quiet --bare . .demo/city/hosts/git.xinghe.example/xinghe/xingtu.git

run: demo ## the portal of the example city on http://127.0.0.1:8000 (PORT=…), with this repository as real input; prints the sign-ins
	exec env XINGTU_HOME=$(HOME_DEMO) $(BIN)/xingtu serve --demonstration --port $(PORT)

demo: $(CITY) .venv/translations.done ## all that `make run` serves, without serving: scan, rank, report, evidence of the portal
	@rm -rf $(HOME_DEMO); mkdir -p -m 700 $(HOME_DEMO) && printf 'demonstration only' > $(HOME_DEMO)/city.key
	$(XINGTU) scan --city $(CITY)
	$(XINGTU) scan .
	$(XINGTU) rank contribution-award-2025
	@run=$$($(XINGTU) rank contribution-award-2025 --format json | $(BIN)/python -c 'import json, sys; print(json.load(sys.stdin)["run_id"][:12])') && \
	  index=$$($(XINGTU) report $$run --out .demo/report) && \
	  printf '\n报告 report   %s\n重算 replay   XINGTU_HOME=%s %s/xingtu replay %s\n\n' "$$index" '$(HOME_DEMO)' '$(BIN)' "$$run"
	$(XINGTU) demonstration --city $(CITY)

test: lint system .venv/translations.done ## every check and test: engine and portal, SQLite and PostgreSQL, browser
	$(BIN)/python -m pytest -n auto --dist loadfile
	@# how pages look does not depend on the database
	$(BIN)/python -m pytest -n auto --dist loadfile --database=postgresql tests/portal --ignore-glob="*/test_looks*"

system: ## what the tests need of the system: PostgreSQL, Chromium, a Chinese font (Debian: installed when you are root)
	@.ci/system

lint: .venv/dev.done ## format, style, types, direction of imports, texts, docs, licences
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m portal.house.translations check
	PYTHONPATH=src $(BIN)/cog --check docs/*.md
	$(BIN)/reuse --suppress-deprecation lint --quiet

messages: .venv/dev.done ## bring new texts into the translation files
	$(BIN)/python -m portal.house.translations extract

docs: .venv/dev.done ## print the generated parts of docs/ anew
	PYTHONPATH=src $(BIN)/cog -r docs/*.md

bench: .venv/dev.done ## equality with git, then ratios; REPOS='path …' names the clones to measure on
	$(BIN)/python bench/scan.py $(REPOS)
	$(BIN)/python bench/ranking_50m.py

lock: ## compile the locks from pyproject.toml (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra build pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11 --extra build --extra dev pyproject.toml -o requirements/dev.txt

clean: ## remove what make made
	rm -rf .venv .demo .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
