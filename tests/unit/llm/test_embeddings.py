"""Sentence embeddings on a made-up model; the real one is in tests/integration/llm."""

from pathlib import Path

import numpy as np
import pytest

from dictate.errors import DictateError
from dictate.llm import embedding_file
from dictate.llm.embeddings import SentenceEmbedder
from tests.unit.llm.embedding_files import embedding_model

RAIN, BREAD = "The rain fell.", "Bread was baked."


@pytest.fixture
def embedder(tmp_path: Path) -> SentenceEmbedder:
    return SentenceEmbedder(embedding_file.inspect(embedding_model(tmp_path)))


def test_an_embedding_has_the_length_one(embedder: SentenceEmbedder) -> None:
    assert [float(np.linalg.norm(each)) for each in embedder.embeddings([RAIN, BREAD])] == pytest.approx([1, 1])


def test_a_sentence_does_not_look_at_its_neighbours(embedder: SentenceEmbedder) -> None:
    together = embedder.embeddings([RAIN, BREAD, RAIN])

    assert together[0] == pytest.approx(embedder.embeddings([RAIN])[0], abs=1e-6)
    assert together[0] == pytest.approx(together[2], abs=1e-6)
    assert together[1] != pytest.approx(together[0], abs=1e-3)


def test_many_sentences_are_read_in_several_batches(embedder: SentenceEmbedder) -> None:
    found = embedder.embeddings([RAIN, BREAD] * 40)

    assert len(found) == 80
    assert found[78] == pytest.approx(found[0], abs=1e-6)


def test_no_sentence_gives_no_embedding(embedder: SentenceEmbedder) -> None:
    assert embedder.embeddings([]) == []


@pytest.mark.parametrize("config", [{"model_type": "whisper"}, {"hidden_act": "relu"}, {"num_attention_heads": 3}])
def test_a_model_of_another_kind_is_refused(config: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(DictateError, match="no embedding model that can be used"):
        embedding_file.inspect(embedding_model(tmp_path, **config))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"model_type": 3', b"\xff"])
def test_a_description_without_sense_is_refused(content: bytes, tmp_path: Path) -> None:
    weights = embedding_model(tmp_path)
    (tmp_path / "config.json").write_bytes(content)

    with pytest.raises(DictateError, match="no embedding model that can be used"):
        embedding_file.inspect(weights)


def test_a_missing_tokenizer_is_named(tmp_path: Path) -> None:
    weights = embedding_model(tmp_path)
    (tmp_path / "tokenizer.json").unlink()

    with pytest.raises(DictateError, match=r"tokenizer\.json cannot be read"):
        embedding_file.inspect(weights)


@pytest.mark.parametrize("broken", ["tokenizer.json", "model.safetensors"])
def test_files_that_make_no_model_are_told_when_they_are_loaded(broken: str, tmp_path: Path) -> None:
    weights = embedding_model(tmp_path)
    (tmp_path / broken).write_text('{"a": 1}')

    with pytest.raises(DictateError):
        SentenceEmbedder(embedding_file.inspect(weights))


def test_more_layers_than_there_are_is_told(tmp_path: Path) -> None:
    weights = embedding_model(tmp_path, num_hidden_layers=5)

    with pytest.raises(DictateError, match="cannot be loaded"):
        SentenceEmbedder(embedding_file.inspect(weights))
