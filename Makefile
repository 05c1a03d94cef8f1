# Everything this project asks of a machine: Python 3.11+ with pip and venv, git, make.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test check format lint types contracts wheel quality bench soak reference lock clean

$(READY): requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "monitor needs Python 3.11 or newer")'
	@echo "setting up .venv (once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY)  ## the whole job against the built-in newsroom; says where the digest is
	@$(BIN)/monitor demo --out demo-out

test: $(READY)  ## every test
	@$(BIN)/python -m pytest -n 2 --dist worksteal

check: lint types contracts test wheel  ## everything a commit must pass

lint: $(READY)
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(READY)
	@$(BIN)/mypy

contracts: $(READY)
	@$(BIN)/lint-imports

wheel: $(READY)  ## dist/monitor-*.whl, once it has run the demonstration in an empty environment
	@$(BIN)/python tools/try_wheel.py

quality: $(READY)  ## figures on the labelled data
	@$(BIN)/python bench/quality.py

bench: $(READY)  ## speed and memory beside peers and floors
	@$(BIN)/python bench/all.py

soak: $(READY)  ## long runs; never in CI
	@$(BIN)/python bench/soak.py

reference: $(READY)  ## rewrite docs/cli.md, docs/configuration.md, the JSON Schema and the manual page from the program
	@$(BIN)/python tools/reference.py

lock: $(READY)  ## remake the hashed requirements from pyproject.toml
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --extra postgres --extra archive --group dev pyproject.toml -o requirements/dev.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  pyproject.toml -o requirements/core.txt

clean:
	rm -rf .venv demo-out dist build
