# Everything a person or CI does with this checkout. `make demo` and `make test` need no more
# than make, python3 (3.11 or later) and python3-venv.

PYTHON ?= python3
VENV ?= .venv
SEEDS ?= 1000
BENCH ?=
CORPUS ?= examples
FUZZ_SECONDS ?= 600

# Sleeping tests (namespaces, real timers) share the cores well: most of them wait.
LAB_WORKERS ?= 6
CHECK_WORKERS ?= 2

BIN := $(VENV)/bin
READY := $(VENV)/.ready

PURE_TESTS := $(wildcard tests/unit tests/prop tests/golden tests/conformance tests/sim)
SYSTEM_TESTS := $(wildcard tests/contract tests/lab tests/interop tests/fuzz)

.PHONY: setup demo test check bench sim corpus fuzz fmt generate setup-tests lint system-tests clean help

.NOTPARALLEL:

help:
	@echo 'make demo          two routers and a client, a real failover (sets up first)'
	@echo 'make test          the whole suite; as root it installs what the tests need from Debian'
	@echo 'make check         what needs no root: format, lint, types, layers, pure tests'
	@echo 'make setup         the environment in $(VENV) and nothing else'
	@echo 'make bench         ratios to the packaged keepalived (root)'
	@echo 'make sim SEEDS=n   n fresh seeds through the simulator'
	@echo 'make corpus CORPUS=DIR  vipd and keepalived on a folder of configurations'
	@echo 'make fuzz          ten minutes of anything at all through the reader'
	@echo 'make fmt           format the code'
	@echo 'make generate      write what is generated in docs anew'
	@echo 'make clean         remove the environment and all caches'

setup: $(READY)

# The stamp is written last: an interrupted installation is taken up again.
$(READY): requirements/dev.txt pyproject.toml src/vipd/__init__.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo 'vipd needs Python 3.11 or later: make PYTHON=/path/to/python3 $@' >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	    { echo 'python3-venv is missing: apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	    --require-hashes --requirement requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
	    --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup
	@$(BIN)/vipd demo

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.tidy
	$(BIN)/python -m tools.generate --check

check: lint
	$(BIN)/python -m pytest -q -n $(CHECK_WORKERS) --dist worksteal $(PURE_TESTS)

setup-tests:
	@if [ "$$(id -u)" = 0 ]; then tools/setup-tests; else \
	    echo 'setup-tests: not root, nothing is installed; tests that lack something say so'; fi

# What measures time runs last and alone. The first run must not hide the result of the second.
system-tests: setup
	@first=0; second=0; \
	$(BIN)/python -m pytest -q -n $(LAB_WORKERS) -m 'not exclusive' $(SYSTEM_TESTS) || first=$$?; \
	$(BIN)/python -m pytest -q -m exclusive $(SYSTEM_TESTS) || second=$$?; \
	[ $$second != 5 ] || second=0; \
	[ $$first = 0 ] && [ $$second = 0 ]

test: setup-tests check system-tests

bench: setup
	$(BIN)/python -m bench $(BENCH)

sim: setup
	$(BIN)/python -m tools.sim --seeds $(SEEDS)

fuzz: setup
	VIPD_FUZZ_SECONDS=$(FUZZ_SECONDS) VIPD_FUZZ_FIRST=$$(date +%s)000 $(BIN)/python -m pytest -q tests/fuzz

corpus: setup
	@$(BIN)/python -m tools.corpus $(CORPUS)

generate: setup
	$(BIN)/python -m tools.generate

fmt: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
