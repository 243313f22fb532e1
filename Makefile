# make run     install what is missing and start the app: PORT=8501, HEADLESS=1 opens no window
# make test    everything: style, types, tests
# make lint    style and types only
# make check   style, types, and the tests that need neither a browser nor a model
# make render  what pages need that are empty without their scripts: Playwright and, where there is none, Chromium
# make desktop build the standalone folder dist/LeadHunter, which needs no Python
# make lock    write requirements/*.lock anew from requirements/*.in; UPGRADE=1 takes newer versions

PYTHON = .venv/bin/python
INSTALL = sh scripts/python.sh scripts/install.py
# The tests start some hundreds of Pythons: where nothing may keep compiled code, each compiles everything anew.
PYTEST = env -u PYTHONDONTWRITEBYTECODE $(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder

.PHONY: run test lint check render desktop lock
.NOTPARALLEL:

run:
	@$(INSTALL) app
	@exec $(PYTHON) -m scripts.launch

test: lint
	@$(PYTHON) -m scripts.browser
	$(PYTEST)

lint:
	@$(INSTALL) app test desktop
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

check: lint
	$(PYTEST) -m "not browser and not model"

render:
	@$(INSTALL) app render
	@$(PYTHON) -m scripts.browser

desktop:
	@$(INSTALL) app desktop
	@$(PYTHON) -m scripts.desktop

lock:
	@$(INSTALL) lock
