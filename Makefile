# What there is to do here; `make` alone lists it.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Compiled dependencies outlive a clone when there is a cache for them; CI makes one.
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/whatworks
ifdef CI
  export CARGO_TARGET_DIR ?= $(CACHE)/target
else ifneq ($(wildcard $(CACHE)/target),)
  export CARGO_TARGET_DIR ?= $(CACHE)/target
endif
TARGET := $(or $(CARGO_TARGET_DIR),target)
VENV := $(TARGET)/venv
export WHATWORKS_PYTHON ?= $(abspath $(VENV)/bin/python)

# Installs Debian packages when this may be done here, else says what is missing.
define need
	@command -v $(1) > /dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    [ -e $(TARGET)/.apt-updated ] || { mkdir -p $(TARGET); apt-get update -q && touch $(TARGET)/.apt-updated; }; \
	    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $(2); \
	  else echo "missing: $(1). Install the package(s) $(2)$(3)" >&2; exit 1; fi; }
endef

.PHONY: help
help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | column -t -s "$$(printf '\t')"

.PHONY: run
run: rust explorer-if-possible ## serve the directory with the seed data on http://127.0.0.1:8080 (PORT changes the port)
	cargo run --release -- serve

.PHONY: test
test: rust test-tools ## everything that decides whether a change lands
	WHATWORKS_TESTS_COMPLETE=1 cargo test --locked --features pdf

.PHONY: check
check: rust ## every problem of the ontology and the seed data
	cargo run --quiet -- check ontology seed-data

.PHONY: bench
bench: rust ## measure; tables are printed and written to docs/benchmarks.md
	$(call need,wrk,wrk,)
	cargo bench --locked --bench bench

.PHONY: torture
torture: rust test-tools ## the long forms of the fault tests (hours)
	WHATWORKS_TORTURE=long WHATWORKS_TESTS_COMPLETE=1 cargo test --locked --release -- --nocapture

.PHONY: lint
lint: rust ## clippy with the lints of the house
	cargo clippy --locked --all-targets -- -D warnings

.PHONY: contracts
contracts: rust ## write docs/api anew
	WHATWORKS_WRITE=1 cargo test --locked --test whatworks contracts

.PHONY: screenshots
screenshots: rust test-tools ## take pictures of the main pages into docs/pictures
	cargo build --locked
	port=18080; $(TARGET)/debug/whatworks serve --demo --listen 127.0.0.1:$$port > /dev/null & server=$$!; trap "kill $$server" EXIT; \
	until curl -sf 127.0.0.1:$$port/health/ready > /dev/null; do sleep 0.2; done; \
	cd tests/door/node && node pictures.mjs http://127.0.0.1:$$port ../../../docs/pictures

.PHONY: explorer
explorer: ## bundle the GraphQL explorer into the next build
	$(call need,npm,nodejs npm,)
	cd src/http/explorer && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build

.PHONY: explorer-if-possible
explorer-if-possible:
	@if [ ! -d src/http/explorer/dist ]; then $(MAKE) --no-print-directory explorer || echo "the explorer is left out; a plain page stands in for it until 'make explorer' succeeds" >&2; fi

.PHONY: rust
rust:
	@command -v cargo > /dev/null || { echo "missing: Rust. Install it from https://rustup.rs" >&2; exit 1; }
	$(call need,cc,gcc libc6-dev,)

.PHONY: test-tools
test-tools: explorer venv
	$(call need,chromium,chromium,)
	$(call need,mkfs.ext4,e2fsprogs,)
	$(call need,java,default-jre-headless,)
	cd tests/door/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

.PHONY: venv
venv:
	$(call need,python3,python3 python3-venv,)
	@[ -x $(VENV)/bin/python ] || python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
