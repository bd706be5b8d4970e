"""A model that a recognizer's process has in memory cannot be taken away by accident."""

from __future__ import annotations

import pytest

from dictate.asr.client import WorkerRecognizer
from dictate.asr.contract import ModelChoice
from dictate.errors import DictateError
from dictate.models.store import ModelStore


def test_a_loaded_model_is_neither_removed_nor_renamed_until_it_is_unloaded(published: ModelStore) -> None:
    model = published.get("tiny.en")
    recognizer = WorkerRecognizer()
    try:
        recognizer.load(ModelChoice(model.name, model.folder))
        with pytest.raises(DictateError, match="in use by a running Dictate"):
            published.remove("tiny.en")
        with pytest.raises(DictateError, match="in use by a running Dictate"):
            published.rename("tiny.en", "other")
        recognizer.unload()
        published.rename("tiny.en", "other")
        published.rename("other", "tiny.en")
    finally:
        recognizer.close()
