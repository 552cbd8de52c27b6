# `make demo` shows the main job, `make test` checks everything. Both install what is missing first.

SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON := .build/venv/bin/python
ROLLOUT := .build/debug/rollout
PREFIX ?= $(HOME)/.local

.PHONY: help demo test faults stress fuzz build install uninstall examples lint deps test-deps sanitize bench clean

help: ## Show this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: build examples ## Ship five versions on this machine, two of them bad, while requests come; with a report in .build/demo.html
	@$(ROLLOUT) demo --report .build/demo.html

test: lint build examples $(PYTHON) ## Run every check
	Tests/run all swift test --disable-xctest
	Tests/traits.sh
	$(MAKE) --no-print-directory sanitize
	@echo "All checks passed."

# FAULT_CPU_PERCENT=10 (as root, cgroup v1) holds the hooks to a tenth of a core, FAULT_HOOK=PATH runs another build of FaultyHook:
# `rollout package FaultyHook --output-folder DIR` makes a static one.
faults: deps test-deps ## Print what CodeDeploy gets whatever goes wrong with a hook, each row within two seconds
	@ROLLOUT_CORE=1 swift build --build-tests --scratch-path .build/core
	@set -o pipefail; FAULT_TABLE=1 FAULT_LIMIT_MS=$${FAULT_LIMIT_MS:-$(if $(FAULT_CPU_PERCENT),5000,2000)} ROLLOUT_CORE=1 \
		swift test --skip-build --disable-xctest --scratch-path .build/core --filter FaultMatrix 2>&1 \
		| grep --line-buffered -E 'FAULT TABLE|✘|Test run' | sed 's/^FAULT TABLE  //'

# STRESS_SEED=N repeats what the workers of a run did, STRESS_SECONDS=N sets how long (600).
stress: build $(PYTHON) ## Create, change and delete in all services at once, with kill -9 and restarts, and look for what is lost
	@$(PYTHON) Tests/Integration/Support/stress.py $(ROLLOUT) $${STRESS_SEED:-$$RANDOM} $${STRESS_SECONDS:-600} \
		| tee /dev/stderr | grep -q '"problems": \[\]'

# HOSTILE_SEED=N and HOSTILE_CALLS=N choose the calls of the local cloud's operations, and how many of each.
fuzz: build $(PYTHON) ## Send a million hostile events and AppSpecs through the decoders, under the address sanitizer, and hostile calls to the local cloud
	ROLLOUT_CORE=1 ROLLOUT_FUZZ_ITERATIONS=$${ROLLOUT_FUZZ_ITERATIONS:-1000000} ASAN_OPTIONS=detect_leaks=0 \
		Tests/run fuzz swift test -c release -Xswiftc -enable-testing --disable-xctest --sanitize=address --scratch-path .build/fuzz \
		--filter 'FuzzTests/(mutations|noise)'
	swift build --build-tests
	HOSTILE_SEED=$${HOSTILE_SEED:-$$RANDOM} HOSTILE_CALLS=$${HOSTILE_CALLS:-50} \
		Tests/run hostile swift test --skip-build --disable-xctest --filter HostileInputTests

build: deps ## Build the package
	swift build

# Linked against nothing of the toolchain, so that another one can come. `make install PREFIX=/usr/local` as root is for all users.
install: deps ## Build the command rollout and install it with its completions in PREFIX (~/.local)
	swift build -c release --product rollout --static-swift-stdlib
	@Tools/install .build/release/rollout "$(PREFIX)"

uninstall: ## Remove what make install has put into PREFIX
	@Tools/install --remove "$(PREFIX)"

examples: deps ## Build the examples, a package of their own
	swift build --package-path Examples

# The fault matrix crashes its hooks on purpose, which is what a sanitizer is there to catch.
sanitize: deps test-deps ## Run the tests of floors 0 to 3 under the thread and the address sanitizer
	ROLLOUT_CORE=1 ROLLOUT_FUZZ_ITERATIONS=2000 TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/thread-sanitizer.supp \
		Tests/run thread swift test --disable-xctest --skip FaultMatrix --sanitize=thread --scratch-path .build/thread
	ROLLOUT_CORE=1 ASAN_OPTIONS=detect_leaks=0 \
		Tests/run address swift test --disable-xctest --skip FaultMatrix --sanitize=address --scratch-path .build/address

lint: ## Check the format of the sources
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples/Package.swift Examples/Sources Benchmarks/Package.swift Benchmarks/Sources Plugins

deps: ## Install the headers of libcurl and OpenSSL where they are missing
	@Tools/install-deps

test-deps:
	@Tools/install-deps tests

$(PYTHON): Tests/requirements.txt | test-deps
	python3 -m venv .build/venv
	.build/venv/bin/pip install --quiet --disable-pip-version-check -r Tests/requirements.txt
	@touch $@

bench: deps ## Measure against the floor (see Benchmarks/README.md)
	Benchmarks/run

clean: ## Remove everything that was built
	rm -rf .build Examples/.build Benchmarks/.build
