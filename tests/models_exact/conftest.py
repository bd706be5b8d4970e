from pathlib import Path

import pytest

from dictate.models.download import ensure_model
from dictate.models.store import ModelStore


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The published tiny.en and base, downloaded once a session."""
    store = ModelStore(tmp_path_factory.mktemp("models"))
    return {name: ensure_model(name, store=store).folder for name in ("tiny.en", "base")}


@pytest.fixture(scope="session")
def tokenizers(published: dict[str, Path]) -> dict[int, Path]:
    """tokenizer.json by the number of tokens of the network."""
    return {51_864: published["tiny.en"] / "tokenizer.json", 51_865: published["base"] / "tokenizer.json"}
