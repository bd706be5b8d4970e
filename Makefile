# Two commands do everything: `make run` and `make test`. Both set up what they need, and say it.
PYTHON ?= python3
VENV := .venv/bin
MODELS := $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/dictate/models

.PHONY: run setup integrate uninstall test check unit test-desktops test-portals test-models test-faults test-deb test-flatpak wheel deb release bench clean

run:
	@$(PYTHON) packaging/set_up.py --integrate
	@$(VENV)/dictate run

setup:
	@$(PYTHON) packaging/set_up.py

integrate:
	@$(PYTHON) packaging/desktop_integration.py install

uninstall:
	@$(PYTHON) packaging/desktop_integration.py uninstall

test:
	@$(PYTHON) packaging/set_up.py --test
	@$(MAKE) --no-print-directory check
	@$(VENV)/pytest tests/unit tests/packaging tests/integration tests/faults tests/desktop -m "not desktops and not long"

check:
	$(VENV)/ruff format --check dictate tests packaging flatpak hatch_build.py
	$(VENV)/ruff check dictate tests packaging flatpak hatch_build.py
	$(VENV)/mypy
	$(VENV)/mypy packaging/*.py packaging/deb/*.py flatpak/*.py
	$(VENV)/lint-imports

unit:
	@$(VENV)/pytest tests/unit

test-desktops:
	@$(PYTHON) packaging/set_up.py --test
	@$(PYTHON) packaging/debian_packages.py "to test on other desktops" tests/desktop/packages-desktops.txt
	@$(VENV)/pytest tests/desktop -m desktops

# docs/testing-real-desktops.md
test-portals:
	@$(PYTHON) packaging/set_up.py --test
	@$(PYTHON) packaging/debian_packages.py "to test on today's KWin and GNOME Shell" tests/real_desktops/host-packages.txt tests/desktop/packages.txt
	@$(VENV)/python -m tests.real_desktops
	@$(VENV)/python -m tests.real_desktops.machine -k "kwin and held"

test-models: .venv-models/set-up
	@.venv-models/bin/python -m pytest -q tests/models_exact

# docs/testing-faults.md
FAULTS ?= 500
test-faults:
	@$(PYTHON) packaging/set_up.py --test
	@$(VENV)/python -m tests.faults --count $(FAULTS)

# The reference tools, PyTorch among them, have an environment of their own: the program never needs them.
.venv-models/set-up: tests/models_exact/requirements.txt
	$(PYTHON) -m venv .venv-models
	.venv-models/bin/pip install --quiet --requirement tests/models_exact/requirements.txt hypothesis
	@touch $@

bench:
	@$(VENV)/dictate bench

wheel:
	@$(PYTHON) packaging/set_up.py
	@$(VENV)/python packaging/release.py wheel

deb:
	@$(PYTHON) packaging/set_up.py
	@$(PYTHON) packaging/debian_packages.py "to build the Debian package" packaging/deb/packages.txt
	@$(VENV)/python packaging/release.py deb $(if $(SUITE),--suite $(SUITE))

release:
	@$(PYTHON) packaging/set_up.py
	@$(PYTHON) packaging/debian_packages.py "to build a release" packaging/deb/packages.txt flatpak/packages.txt
	@$(VENV)/python packaging/release.py all $(if $(SIGN),--sign '$(SIGN)')

test-deb: deb
	@packaging/deb/check.sh dist/dictate_*.deb $(MODELS)/base build/deb-check

test-flatpak: wheel
	@$(PYTHON) packaging/debian_packages.py "to build and check the flatpak" flatpak/packages.txt
	@flatpak/test.sh dist/dictate-*.whl $(MODELS)/base

clean:
	rm -rf build dist .venv .venv-models .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
