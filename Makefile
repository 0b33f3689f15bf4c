# MediSecure. `make` lists what can be made.
PYTHON ?= python3
PORT ?= 8000
CLOUD_PORT ?= 4566
SCALE ?= 1
SEED ?= 1
WORKERS ?= auto
export PORT CLOUD_PORT ITEMS PAGE SOAK

BIN := .venv/bin
PY := $(BIN)/python
# One worker more than cores (tests/workers.py), each with a cloud of its own; more than eight do not pay.
SHARED := -n $(WORKERS) --maxprocesses=8
FAST := (not cloud or page) and not browser and not thorough and not drill and not bench
# What is killed takes along what it has started; so is what make itself starts.
TIED := exec $(PY) tools/tied.py $$PPID $(PY)

.DEFAULT_GOAL := help
.PHONY: help setup setup-test run code test test-fast test-slow lint bench profile drill infra image screenshots messages requirements clean

help: ## List these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

setup: ## Install what running needs (packages when root, virtual environments)
	@$(PYTHON) tools/bootstrap.py run

setup-test: ## Install what testing needs too (a browser, fonts)
	@$(PYTHON) tools/bootstrap.py test

run: setup ## Start MediSecure with a cloud of its own here (PORT=8000, CLOUD_PORT=4566, SECOND_FACTOR=1)
	@$(TIED) -m tools.run_local

code: setup-test ## Show the code of a demo person's second factor (SECRET="ABCD EFGH …")
	@SECRET="$(SECRET)" $(PY) -m tools.one_time_code

test: setup-test ## Run every test but drills and measurements
	@$(TIED) -m pytest $(SHARED) --junitxml=build/test.xml

test-fast: setup ## Run what needs no cloud, and ask for every page once as everybody
	@$(TIED) -m pytest $(SHARED) -m "$(FAST)"

test-slow: setup-test ## List the slowest 25 tests of the last `make test`
	@$(PY) -m tools.slowest build/test.xml

lint: setup ## Check style, types, import contracts and templates
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(PY) -m tools.without_cloud mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet templates

bench: setup-test ## Measure pages, bookings and the storage layer, and write build/bench.json (ITEMS=300000, SOAK=1 for what a worker weighs)
	@$(TIED) -m tools.bench

profile: setup-test ## Show what pages of a full day cost beside a plain page, and where it goes (PAGE=board)
	@$(TIED) -m tools.bench.profile

drill: setup-test ## Run the fault, attack and recovery drills, and write build/drill.json (DRILL=race)
	@$(PY) -m tools.drills $(DRILL) --scale $(SCALE) --seed $(SEED)
ifndef DRILL
	@$(PY) -m pytest -m drill
	@$(PY) -m pytest -m "hypothesis and not drill" --hypothesis-profile=drill
endif

infra: ## Describe MediSecure to AWS (CDK), check it and write build/infra.json (needs Node.js)
	@$(PYTHON) tools/bootstrap.py infra
	@.venv-cdk/bin/python -m infra.cdk

image: setup ## Build the container's image, its bill of materials, and walk through it (as root; BASE=image)
	@$(PYTHON) tools/bootstrap.py image
	@BASE=$(BASE) $(PY) -m tools.image

screenshots: setup-test ## Take the pictures of the README
	@$(PY) -m tests.screenshots

messages: setup ## Compile the translations
	@$(PYTHON) tools/bootstrap.py messages

requirements: setup ## Pin the newest allowed versions in every requirements file
	@$(PY) -m pip install --quiet uv
	@for name in requirements requirements-dev tools/local_cloud/requirements infra/cdk/requirements infra/container/requirements; do \
		$(PY) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 \
			--generate-hashes --no-emit-index-url --no-emit-find-links \
			--custom-compile-command "make requirements" $$name.in -o $$name.txt || exit 1; \
	done

clean: ## Remove what was built; people and data in .local stay
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +
