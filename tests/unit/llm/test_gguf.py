"""What a GGUF file says about itself, and files that are none."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.errors import DictateError
from dictate.llm.gguf import inspect
from tests.unit.llm.gguf_files import header, language_model


def written(folder: Path, content: bytes) -> Path:
    path = folder / "model.gguf"
    path.write_bytes(content)
    return path


def test_a_language_model_is_described(tmp_path: Path) -> None:
    found = inspect(written(tmp_path, language_model()))

    assert (found.name, found.architecture, found.licence) == ("Tiny", "llama", "mit")
    assert found.trained_context == 2048
    assert not found.has_chat_template


def test_a_chat_template_is_noticed(tmp_path: Path) -> None:
    assert inspect(written(tmp_path, language_model(tokenizer__chat_template="{{ messages }}"))).has_chat_template


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no GGUF file"),
        (b"hello world" * 100, "no GGUF file"),
        (language_model()[:60], "damaged"),
        (header({"general.architecture": "bert", "tokenizer.ggml.model": "bert"}), "'bert', which writes no text"),
        (header({"general.architecture": "whisper"}), "'whisper', which writes no text"),
        (header({}), "'unknown'"),
        (header({"general.architecture": "llama"}), "no tokenizer"),
        (language_model(llama__context_length=512), "512 tokens is too small"),
        (header({"general.architecture": "llama"}, version=7), "version 7"),
    ],
)
def test_what_cannot_be_used_is_a_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(DictateError, match=reason):
        inspect(written(tmp_path, content))


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DictateError, match="cannot be read"):
        inspect(tmp_path / "nothing.gguf")


@given(st.binary(max_size=200))
def test_garbage_behind_the_magic_never_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, tail: bytes
) -> None:
    path = tmp_path_factory.mktemp("gguf") / "model.gguf"
    path.write_bytes(b"GGUF" + tail)

    with pytest.raises(DictateError):
        inspect(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "model.gguf"
    os.mkfifo(pipe)
    with pytest.raises(DictateError, match="not a file"):
        inspect(pipe)
