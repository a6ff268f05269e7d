# The commands of this project. They run from a clone on Debian 12 with Python 3.11; nothing else is needed.
SHELL := /bin/bash
.NOTPARALLEL:

PORT ?= 8000
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/python -m pytest

# WeasyPrint's libraries, and on a bare Debian the module that makes environments. Then what only the tests use:
# libatomic1 is for the program inside the playwright package.
RUN_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
	$(shell $(PYTHON) -c 'import ensurepip' 2>/dev/null || echo python3-venv)
TEST_PACKAGES := chromium gettext libatomic1 postgresql
# The server as in operation, but for plain HTTP on this machine. The worker of long tasks ends with it.
SERVE := DEBUG=off SECURE_TLS=off ALLOWED_HOSTS=127.0.0.1,localhost

.PHONY: setup run demo serve test check lint bench messages lock clean system system-test

setup: system .venv/locked .env
	@$(MANAGE) bootstrap

run: demo serve

demo: system .venv/locked .env
	@$(MANAGE) demo

serve: .venv/locked .env staticfiles/staticfiles.json
	@echo "Öppna http://127.0.0.1:$(PORT)/ (avsluta med Ctrl-C)"
	@export $(SERVE); setpriv --pdeathsig TERM $(MANAGE) db_worker --no-reload --no-startup-delay & \
	exec $(BIN)/gunicorn overenskommelse.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 \
		--log-level warning --no-control-socket

# What is not about a database is held once: the pure domain, the contracts of the code, printed papers, files that are
# read and written.
ONCE := tests/domain tests/contracts $(wildcard tests/*/test_*documents.py tests/*/test_*heard.py tests/*/test_fuzz.py \
	tests/*/test_*round_trip.py tests/*/test_workbook*.py)

test: system-test .venv/locked
	$(PYTEST) -m "not browser" -n auto
	scripts/with_postgresql.sh $(PYTEST) -m "not browser" $(ONCE:%=--ignore=%) -n auto
	$(PYTEST) -m browser -n auto --dist loadgroup

check: lint test

lint: system-test .venv/locked .env
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MANAGE) check --fail-level WARNING
	$(MANAGE) makemigrations --check --dry-run

bench: system .venv/locked
	$(PYTEST) tests/bench -o python_files='bench_*.py' -p no:cacheprovider -s

# Gathers every string into the Swedish catalogue, and compiles it.
messages: .venv/locked .env
	$(MANAGE) makemessages --locale sv --no-location --no-wrap --no-obsolete --ignore .venv --ignore tests
	$(MANAGE) compilemessages --locale sv --ignore .venv

# Newest allowed versions. The lock names no package index: whoever installs uses their own.
PIP_COMPILE = $(BIN)/pip-compile --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options
lock: .venv/locked
	$(PIP_COMPILE) --output-file requirements.txt pyproject.toml
	$(PIP_COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml

# Leaves .env and the database: they are yours.
clean:
	rm -rf .venv staticfiles output .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system:
	@scripts/system_packages.sh "$(RUN_PACKAGES)" "$(TEST_PACKAGES)"

system-test:
	@scripts/system_packages.sh "$(RUN_PACKAGES) $(TEST_PACKAGES)"

.venv/locked: requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "Python 3.11 behövs")'
	@echo "Installerar Pythonpaket i .venv" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes --requirement requirements-dev.txt
	@touch $@

# Compressing takes seconds, so only when something to serve has changed.
staticfiles/staticfiles.json: .venv/locked $(shell find */static -type f) | .env
	@$(SERVE) $(MANAGE) collectstatic --no-input --verbosity 0
	@touch $@

.env:
	@umask 077 && printf 'DEBUG=on\nSECRET_KEY=%s\n' \
		"$$($(PYTHON) -c 'import secrets; print(secrets.token_hex(32))')" > $@
