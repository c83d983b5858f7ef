# Everything here needs Python 3.10 or later and make; the rest is installed into VENV, by hash.
VENV ?= .venv
PYTHON ?=
TEMPLATE ?= build/root.yaml
ROOM ?= iam evaluation cloudformation proof template service_roles
SAMPLE ?=
MODULES ?=
# One more than there are processors: tests wait for the commands and the emulator that they start.
WORKERS ?= $(shell expr 1 + `getconf _NPROCESSORS_ONLN`)
PYTEST_OPTIONS ?= -n $(WORKERS) --maxprocesses 4 --dist worksteal

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -qq
TEMPLATES = $(filter-out %-claims.yaml,$(sort $(wildcard templates/*.yaml)))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: help generated facts template lint test fuzz rehearse bench peers mutants docs screenshots site check package release requirements clean

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.requirements: requirements/dev.txt
	@$(BIN)/python -c '' 2>/dev/null || { \
	  python=$$(sh scripts/find_python.sh $(PYTHON)) && \
	  echo "installing into $(VENV) (once; a minute or two)" && \
	  "$$python" -m venv --clear $(VENV); }
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.installed: $(VENV)/.requirements setup.cfg pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q influmojo_cfn scripts
	@touch $@

template: $(VENV)/.installed ## Write the CloudFormation template of the roles, and lint it
	@$(BIN)/python -m scripts.make_template

check: $(VENV)/.installed ## Run every check on every template, and prove the claims
	@$(BIN)/influmojo-cfn check templates/*.yaml
	@$(BIN)/influmojo-cfn prove templates/influmojo-ecs-iam.yaml

test: $(VENV)/.installed ## Run every test
	@$(BIN)/python -m pytest $(PYTEST_OPTIONS)

fuzz: $(VENV)/.installed ## Run the tests of properties, each time on other examples
	@$(BIN)/python -m pytest $(PYTEST_OPTIONS) -m hypothesis --hypothesis-profile=random

lint: $(VENV)/.installed ## Lint code (ruff, mypy --strict) and templates (cfn-lint with our rules)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/cfn-lint -a influmojo_cfn.rules -- $(TEMPLATES)

rehearse: $(VENV)/.installed ## Deploy on a local engine and try what the roles may and may not do
	@$(BIN)/influmojo-cfn rehearse

bench: $(VENV)/.installed ## Measure speed and memory, as ratios within one run
	@$(BIN)/python -m bench $(if $(PAGE),--page $(PAGE))

peers: $(VENV)/.installed ## Compare with checkov, parliament and the AWS CDK, in .peers/
	@$(BIN)/python -m bench.peers

generated: $(VENV)/.installed ## Write all that is generated, or name what is stale: CHECK=1
	@$(BIN)/python -m scripts.make_generated $(if $(CHECK),--check)

facts: $(VENV)/.installed ## Refresh the tables of AWS's facts that a program can make
	@$(BIN)/python -m scripts.facts $(if $(CHECK),--check)

.mutants/.requirements: requirements/mutants.txt
	@$(BIN)/python -m venv --clear .mutants
	@.mutants/bin/python -m pip --disable-pip-version-check --no-input -qq install \
	  --require-hashes -r requirements/mutants.txt
	@touch $@

mutants: $(VENV)/.installed .mutants/.requirements ## Plant faults, count those that tests notice: ROOM=iam SAMPLE=200
	@for room in $(ROOM); do \
	  MODULES="$(MODULES)" .mutants/bin/python -m scripts.mutants.generate $$room && \
	  (cd build/mutants/$$room && ROOM=$$room SAMPLE=$(SAMPLE) $(abspath $(BIN))/python -m pytest \
	    -q -s -n0 -p no:cacheprovider -p scripts.mutants.runner \
	    $(or $(MODULES:%=$$(find tests/$$room -name test_%.py)),tests/$$room)) && \
	  $(BIN)/python -m scripts.mutants.record $$room || exit 1; \
	done

docs: $(VENV)/.installed ## Write the generated pages of docs/ and the diagram of README.md
	@$(BIN)/python -m scripts.make_generated README.md docs/

screenshots: $(VENV)/.installed ## Take the pictures of docs/images/ that are stale, with Chromium
	@$(BIN)/python -m scripts.screenshots

site: $(VENV)/.installed ## Build the documentation as a site, in build/site
	@$(BIN)/mkdocs build --quiet

package: $(VENV)/.installed ## Upload what a root template nests: make package BUCKET=my-bucket
	@test -n "$(BUCKET)" || { echo "name the bucket: make package BUCKET=my-bucket" >&2; exit 1; }
	@mkdir -p build
	@test "$(TEMPLATE)" != build/root.yaml || \
	  $(BIN)/influmojo-cfn service --templates-url ../templates --root-output build/root.yaml
	@$(BIN)/aws cloudformation package --template-file $(TEMPLATE) --s3-bucket $(BUCKET) \
	  --output-template-file build/packaged.yaml

release: $(VENV)/.installed ## Build wheel, source distribution and SBOM in dist/: make release TAG=v1.2.3
	@$(BIN)/python -m scripts.release build $(if $(TAG),--tag "$(TAG)")

requirements: $(VENV)/.installed ## Pin the newest versions of what setup.cfg asks for, by hash
	@$(PIP) install uv
	@$(BIN)/uv pip compile setup.cfg --extra test --universal --python-version 3.10 \
	  --generate-hashes --no-header --no-annotate --quiet --upgrade -o requirements/dev.txt

clean: ## Remove what was installed and built here
	@rm -rf $(VENV) .mutants .peers build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
