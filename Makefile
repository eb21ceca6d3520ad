# The verbs of this house. `make help` lists them.
SHELL := /bin/sh
UV    := .tools/bin/uv
PY    := .venv/bin/python
STAMP := .venv/.installed
MEMBERS := services/chassis services/suppliers services/dialogue services/gateway deploy/local clients/hrdd

.PHONY: help setup lock
help:            ## what can be made
	@grep -hE '^[a-z-]+: .*##|^[a-z-]+:  *##' $(MAKEFILE_LIST) | sed 's/:.*##/ -/' | sort

$(UV):
	@python3 -m venv .tools 2>/dev/null && .tools/bin/pip install -q uv || \
	 (rm -rf .tools && python3 -m pip install -q --target .tools uv)

$(STAMP): requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(MEMBERS)) | $(UV)
	@test -x $(PY) || UV_PYTHON_DOWNLOADS=never $(UV) venv -q .venv
	@$(UV) pip sync -q --python $(PY) requirements.lock
	@$(UV) pip install -q --python $(PY) --no-deps $(addprefix -e ./,$(MEMBERS))
	@touch $@

setup: $(STAMP)  ## install everything into .venv

lock: | $(UV)    ## resolve all dependencies anew into requirements.lock (hashes, no registry addresses)
	@$(UV) pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate --no-header --python-version 3.11 --group pyproject.toml:dev \
	  --no-emit-package hrdd-chassis --no-emit-package hrdd-suppliers --no-emit-package hrdd-dialogue --no-emit-package hrdd-gateway --no-emit-package hrdd-hrdd \
	  $(addsuffix /pyproject.toml,$(MEMBERS)) -o requirements.lock
