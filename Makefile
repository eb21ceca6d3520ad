# The verbs of this house. `make help` lists them.
SHELL := /bin/sh
UV    := .tools/bin/uv
PY    := .venv/bin/python
STAMP := .venv/.installed
MEMBERS := services/chassis services/suppliers services/dialogue services/gateway deploy/local clients/hrdd

# A machine's own certificates, where it has some: it alone knows the authority of a mirror within its walls.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)
# pip is used once, to bring uv; its advice about itself helps nobody here.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

CODE  := $(foreach member,$(MEMBERS),$(wildcard $(member)/*/__init__.py))

.PHONY: help setup lock run database database-url credentials first-accounts demo test check lint types imports api migrations release-migrations release-fixture openapi bench-quick deploy-env deploy-check clean
help:            ## this list
	@sed -nE 's/^([a-z-]+):.*## +/\1 /p' $(MAKEFILE_LIST) | while read -r verb about; do printf 'make %-18s %s\n' "$$verb" "$$about"; done

$(UV):
	@echo "Installing uv into .tools, this once" >&2
	@python3 -m venv .tools 2>/dev/null && .tools/bin/pip install -q uv || \
	 (rm -rf .tools && python3 -m pip install -q --target .tools uv) || \
	 (echo "uv could not be installed. Where python3 lacks venv and pip (Debian, Ubuntu): apt-get install python3-venv" >&2; exit 1)

$(STAMP): requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(MEMBERS)) | $(UV)
	@echo "Installing what requirements.lock names into .venv, which takes half a minute" >&2
	@test -x $(PY) || UV_PYTHON_DOWNLOADS=never $(UV) venv -q .venv || \
	 (echo "Python 3.11 or later is needed; this machine's python3 is $$(python3 -V 2>&1). Debian 12 and Ubuntu 24.04 have it." >&2; exit 1)
	@$(UV) pip sync -q --compile-bytecode --python $(PY) requirements.lock
	@$(UV) pip install -q --python $(PY) --no-deps $(addprefix -e ./,$(MEMBERS))
	@touch $@

run: $(STAMP)    ## start the whole platform; GATEWAY_PORT=8001 HRDD_DATA=/a/folder for a second one beside it
	@exec $(PY) -m local_stack run

demo: $(STAMP)   ## play the story against the running platform, and say what happens
	@exec $(PY) -m local_stack demo

credentials: $(STAMP)  ## the demo's accounts and the gateway's address, as JSON
	@exec $(PY) -m local_stack credentials

setup: $(STAMP)  ## install everything into .venv; the others do it by themselves

first-accounts: $(STAMP)  ## the first accounts on a server of your own: make first-accounts < deploy/first-accounts.example.json
	@exec $(PY) -m local_stack first-accounts

database: $(STAMP)  ## start the embedded database alone (moving data between PostgreSQL versions, repairs)
	@exec $(PY) -m local_stack database

database-url: $(STAMP)  ## the administrator's address of the running database
	@exec $(PY) -m local_stack database-url

test: $(STAMP)   ## all tests; ARGS="tests/suppliers -k name" for some
	@exec $(PY) -m pytest -n 2 --dist loadfile $(ARGS)

check: lint types imports api migrations  ## everything that must be clean before a commit, but for the tests: the next five

lint: $(STAMP)   ## of check: ruff, rules and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(STAMP)  ## of check: mypy --strict
	@$(PY) -m mypy $(dir $(CODE))

imports: $(STAMP)  ## of check: import-linter, what may import what
	@.venv/bin/lint-imports

api: $(STAMP)  ## of check: openapi/ is what the services say
	@$(PY) -m pytest tests/architecture/test_api_descriptions.py

migrations: $(STAMP)  ## of check: up, check, down; constraints against enums; released files unchanged
	@$(PY) -m pytest tests/architecture/test_migrations.py tests/architecture/test_released_migrations.py

release-migrations: $(STAMP)  ## add new migrations, and what they read, to the lists of files that never change
	@PYTHONPATH=tests $(PY) -m support.released_migrations

release-fixture: $(STAMP)  ## dump this version's databases with data, for the tests of upgrades; NAME=0.2.0
	@PYTHONPATH=tests $(PY) -m support.release_fixture $(NAME) $(OF)

openapi: $(STAMP)  ## write openapi/ anew from the services
	@$(PY) -m local_stack openapi

bench-quick: $(STAMP)  ## how fast it is, in two minutes, into bench/results.json
	@PYTHONPATH=tests exec $(PY) bench/quick.py

deploy-env: $(STAMP)  ## deploy/.env for containers: deploy/env.example with new secrets
	@$(PY) -m local_stack deploy-env

deploy-check: $(STAMP)  ## the Dockerfile by hadolint, the compose file by dclint (from npm)
	@.venv/bin/hadolint deploy/Dockerfile
	@npx --yes dclint@3.1.0 --config deploy/.dclintrc.json deploy/compose.yaml

clean:           ## remove tools, environment and caches; the data folder stays
	@rm -rf .tools .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find services deploy clients tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

lock: | $(UV)    ## resolve all dependencies anew into requirements.lock (hashes, no registry addresses)
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11 --group pyproject.toml:dev \
	  --no-emit-package hrdd-chassis --no-emit-package hrdd-suppliers --no-emit-package hrdd-dialogue --no-emit-package hrdd-gateway --no-emit-package hrdd-hrdd \
	  $(addsuffix /pyproject.toml,$(MEMBERS)) -o requirements.lock
