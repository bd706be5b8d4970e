"""Fixtures that every test folder shares."""

from __future__ import annotations

import locale
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from dictate.translation.catalogue import catalogue

# How long an example takes is the machine's affair: a test fails for what it finds.
settings.register_profile("dictate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dictate")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def same_environment() -> Iterator[None]:
    """No test leaves its environment or its language to the next one: their order does not matter."""
    before, locale_before = dict(os.environ), locale.setlocale(locale.LC_ALL)
    yield
    # PYTEST_CURRENT_TEST is pytest's own, which changes it between the phases of a test.
    for name in set(os.environ) - set(before) - {"PYTEST_CURRENT_TEST"}:
        del os.environ[name]
    for name, value in before.items():
        if name != "PYTEST_CURRENT_TEST" and os.environ.get(name) != value:
            os.environ[name] = value
    # The C library keeps the words of its errors ("No such file or directory") as it once translated them, until the
    # locale changes.
    locale.setlocale(locale.LC_MESSAGES, "C")
    locale.setlocale(locale.LC_ALL, locale_before)
    catalogue.cache_clear()


@pytest.fixture(autouse=True)
def private_home(same_environment: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has a home of its own: nothing is read from or written to the user's."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real recordings beside the project; tests that need them say so when they are not there."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the recordings in ../shared/data are not on this machine")
    return SHARED_DATA
