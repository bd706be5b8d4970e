from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.models.store import ModelStore
from tests.unit.models.hub_server import HubServer, running_hub
from tests.unit.models.observers import RecordingObserver


@pytest.fixture
def hub_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with running_hub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


@pytest.fixture
def observer() -> RecordingObserver:
    return RecordingObserver()
