# The commands of this repository. `make help` lists them.
SHELL := /bin/sh
UV    := .tools/bin/uv
PY    := .venv/bin/python
STAMP := .venv/.installed
MEMBERS := services/chassis services/suppliers services/dialogue services/gateway deploy/local clients/hrdd

# Use the certificates of the operating system, if it has some: they include the authority of an internal mirror.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt),true,false)
# pip is used once, to install uv; its notices about itself are not needed.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

CODE  := $(foreach member,$(MEMBERS),$(wildcard $(member)/*/__init__.py))

.PHONY: help setup lock run database database-url credentials first-accounts demo test visibility faults check lint types imports api migrations release-migrations release-fixture openapi bench-quick bench-bursts deploy-env deploy-check api-lint clients clients-check clean
help:            ## show this list
	@sed -nE 's/^([a-z-]+):.*## +/\1 /p' $(MAKEFILE_LIST) | while read -r verb about; do printf 'make %-18s %s\n' "$$verb" "$$about"; done

$(UV):
	@echo "Installing uv into .tools (once)" >&2
	@python3 -m venv .tools 2>/dev/null && .tools/bin/pip install -q uv || \
	 (rm -rf .tools && python3 -m pip install -q --target .tools uv) || \
	 (echo "uv was not installed. On Debian and Ubuntu, python3 may lack venv and pip: apt-get install python3-venv" >&2; exit 1)

$(STAMP): requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(MEMBERS)) | $(UV)
	@echo "Installing the packages of requirements.lock into .venv (half a minute)" >&2
	@test -x $(PY) || UV_PYTHON_DOWNLOADS=never $(UV) venv -q .venv || \
	 (echo "Python 3.11 or later is required; this machine has $$(python3 -V 2>&1). Debian 12 and Ubuntu 24.04 have it." >&2; exit 1)
	@$(UV) pip sync -q --compile-bytecode --python $(PY) requirements.lock
	@$(UV) pip install -q --python $(PY) --no-deps $(addprefix -e ./,$(MEMBERS))
	@touch $@

run: $(STAMP)    ## start the platform; GATEWAY_PORT=8001 HRDD_DATA=/a/folder starts a second one
	@exec $(PY) -m local_stack run

demo: $(STAMP)   ## play the story against the running platform and print what happens
	@exec $(PY) -m local_stack demo

credentials: $(STAMP)  ## print the demo's accounts and the gateway's address as JSON
	@exec $(PY) -m local_stack credentials

setup: $(STAMP)  ## install everything into .venv; the other commands do this by themselves

first-accounts: $(STAMP)  ## create the first accounts: make first-accounts < deploy/first-accounts.example.json
	@exec $(PY) -m local_stack first-accounts

database: $(STAMP)  ## start only the embedded database (to move data between PostgreSQL versions, for repairs)
	@exec $(PY) -m local_stack database

database-url: $(STAMP)  ## print the administrator's address of the running database
	@exec $(PY) -m local_stack database-url

test: $(STAMP)   ## run all tests; ARGS="tests/suppliers -k name" runs some
	@exec $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

visibility: $(STAMP)  ## try in many generated worlds whether people see only what they may know; SEED=7 WORLDS=10 STEPS=20
	@HRDD_VISIBILITY_SEED=$(SEED) HRDD_VISIBILITY_WORLDS=$(WORLDS) HRDD_VISIBILITY_STEPS=$(STEPS) \
	  $(PY) -m pytest -n 0 -s -o python_files="test_*.py many_worlds.py" tests/visibility

faults: $(STAMP)  ## send arbitrary requests to every operation and look for server errors; SEED=7 ROUNDS=50
	@SEED=$(or $(SEED),1) ROUNDS=$(or $(ROUNDS),20) $(PY) -m pytest -n 0 tests/system/test_no_request_is_a_fault.py

check: lint types imports api migrations  ## run all checks that must pass before a commit: the next five; the tests are separate

lint: $(STAMP)   ## part of check: ruff, rules and format
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: $(STAMP)  ## part of check: mypy --strict
	@$(PY) -m mypy $(dir $(CODE))

imports: $(STAMP)  ## part of check: import-linter, which module may import which
	@.venv/bin/lint-imports

api: $(STAMP)  ## part of check: openapi/ is up to date
	@$(PY) -m pytest tests/architecture/test_api_descriptions.py

migrations: $(STAMP)  ## part of check: upgrade, compare, downgrade; constraints match enums; released files are unchanged
	@$(PY) -m pytest tests/architecture/test_migrations.py tests/architecture/test_released_migrations.py

release-migrations: $(STAMP)  ## add new migrations and the files they read to the lists of files that never change
	@PYTHONPATH=tests $(PY) -m support.released_migrations

release-fixture: $(STAMP)  ## dump the databases of this version with data, for upgrade tests; NAME=0.2.0
	@PYTHONPATH=tests $(PY) -m support.release_fixture $(NAME) $(OF)

openapi: $(STAMP)  ## write openapi/ from the services
	@$(PY) -m local_stack openapi

bench-quick: $(STAMP)  ## measure the speed in two minutes, into bench/results.json
	@PYTHONPATH=tests exec $(PY) bench/quick.py

bench-bursts: $(STAMP)  ## measure how long others wait beside one organisation's 200 requests at once
	@PYTHONPATH=tests exec $(PY) bench/bursts.py

deploy-env: $(STAMP)  ## write deploy/.env for containers: deploy/env.example with new secrets
	@$(PY) -m local_stack deploy-env

deploy-check: $(STAMP)  ## lint the Dockerfile (hadolint) and the compose file (dclint, from npm)
	@.venv/bin/hadolint deploy/Dockerfile
	@npx --yes dclint@3.1.0 --config deploy/.dclintrc.json deploy/compose.yaml

clean:           ## delete tools, environment and caches; the data folder is kept
	@rm -rf .tools .venv build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find services deploy clients tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

API_PYTHON := .tools/api/bin/python
API_TOOLS  := .tools/api/.installed
NODE       := .tools/node/node_modules/.bin

$(API_TOOLS): openapi/tools/requirements.lock openapi/tools/package.json openapi/tools/package-lock.json | $(UV)
	@echo "Installing the tools of the API description into .tools (Node.js, linters, client generators)" >&2
	@UV_PYTHON_DOWNLOADS=never $(UV) venv -q --clear .tools/api
	@$(UV) pip sync -q --python $(API_PYTHON) openapi/tools/requirements.lock
	@mkdir -p .tools/node && cp openapi/tools/package.json openapi/tools/package-lock.json .tools/node/
	@PATH="$(CURDIR)/.tools/api/bin:$$PATH" npm ci --prefix .tools/node --ignore-scripts --no-audit --no-fund --loglevel=error >&2
	@touch $@

build/openapi.json: $(STAMP) $(wildcard openapi/*.json)
	@$(PY) -m local_stack whole-openapi >&2

api-lint: $(API_TOOLS) build/openapi.json  ## Redocly's linter and Spectral on openapi/ and on the description of the whole platform
	@PATH="$(CURDIR)/.tools/api/bin:$$PATH" REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true \
	  $(NODE)/redocly lint --config openapi/tools/redocly.yaml --format summary openapi/*.json build/openapi.json
	@PATH="$(CURDIR)/.tools/api/bin:$$PATH" \
	  $(NODE)/spectral lint --ruleset openapi/tools/spectral.yaml --fail-severity=warn openapi/*.json build/openapi.json

clients: $(API_TOOLS) build/openapi.json  ## generate the Python client and the TypeScript types into build/clients
	@$(PY) clients/checks/generation.py

clients-check: clients  ## start the platform, read everything in its demo with both clients, and make three calls with each
	@$(PY) -m pytest clients/checks

lock: | $(UV)    ## resolve all dependencies into requirements.lock (hashes, no registry addresses)
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11 --group pyproject.toml:dev \
	  --no-emit-package hrdd-chassis --no-emit-package hrdd-suppliers --no-emit-package hrdd-dialogue --no-emit-package hrdd-gateway --no-emit-package hrdd-hrdd \
	  $(addsuffix /pyproject.toml,$(MEMBERS)) -o requirements.lock
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11 --group pyproject.toml:api-tools \
	  -o openapi/tools/requirements.lock
	@cd openapi/tools && PATH="$(CURDIR)/.tools/api/bin:$$PATH" npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund --loglevel=error
