# `make demo` and `make test` need git and Python 3.11 or newer; they set up the rest in .venv.
.PHONY: bench check demo long snapshots test variants FORCE
.DELETE_ON_ERROR:

# Git sets these for its hooks; the tests and the demo work in repositories of their own.
unexport GIT_COMMON_DIR GIT_DIR GIT_INDEX_FILE GIT_NAMESPACE GIT_OBJECT_DIRECTORY GIT_PREFIX GIT_WORK_TREE

BIN := .venv/bin
READY := .venv/.ready
# The file names the directory that .venv was made for; one that was moved, or lost its Python, is made again.
STALE := $(shell test -x $(BIN)/python && { test ! -s $(READY) || pwd -P | cmp -s - $(READY); } || echo FORCE)
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

demo: $(READY)  ## Generate, migrate and test the bookshop in a new directory, and send its service three requests
	$(BIN)/python -m blueprint.doors.demo

test: $(READY)  ## The project's own tests, with all variants; GRAPHS=99 takes more random entity files
	$(BIN)/pytest -n auto --maxschedchunk 1 -m "not long" $(ARGS)

long: $(READY)  ## What takes long: projects updated again and again, inputs at random; WALKS=9 takes more random updates
	$(BIN)/pytest -n auto --maxschedchunk 1 -m long $(ARGS)

bench: $(READY)  ## In three minutes: the generated bookshop against a textbook service, on PostgreSQL
	$(BIN)/python -m benchmarks

check: $(READY)  ## In a minute: format, lint, types, and the tests that are not slow
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --maxschedchunk 1 -m "not slow and not long" $(ARGS)

variants: $(READY)  ## In a minute: compute the variants that have every pair of options between them
	$(BIN)/python -m tests.matrix

snapshots: $(READY)  ## Render the bookshop into snapshots/, where a review sees what a change of the template does
	$(BIN)/python -m tests.snapshots

$(READY): pyproject.toml $(STALE)
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3"; exit 1; }
	@if command -v uv >/dev/null; then \
		echo "Setting up .venv with uv"; \
		export UV_PYTHON_DOWNLOADS=never; \
		uv venv --quiet --clear --python "$$(command -v $(PYTHON))" .venv && \
		uv pip install --quiet --python $(BIN)/python --group dev; \
	else \
		echo "Setting up .venv with uv, which pip gets, or else with pip itself"; \
		$(PYTHON) -m venv --clear .venv && { \
			$(BIN)/python -m pip install --quiet uv && \
			$(BIN)/uv pip install --quiet --python $(BIN)/python --group dev || { \
				$(BIN)/python -m pip install --quiet --upgrade pip && \
				$(BIN)/python -m pip install --quiet --no-compile --group dev; \
			}; \
		}; \
	fi
	@pwd -P > $@
