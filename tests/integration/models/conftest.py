from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.models.download import ensure_model
from dictate.models.progress import SilentObserver
from dictate.models.store import ModelStore


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    """A store with the published tiny.en and base."""
    store = ModelStore(tmp_path_factory.mktemp("published"))
    for name in ("tiny.en", "base"):
        try:
            ensure_model(name, SilentObserver(), store)
        except DictateError as error:
            pytest.skip(f"the model {name} is not to be had here: {error}")
    return store


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")
