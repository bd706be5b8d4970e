"""Fixtures that every test folder shares."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes is the machine's affair: a test fails for what it finds.
settings.register_profile("dictate", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("dictate")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
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
