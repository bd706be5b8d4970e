"""What a GGUF file says about itself, read without llama.cpp: whether it is a text model and can chat.

Format: ggml's docs/gguf.md, versions 2 and 3, little-endian. Every length is bounded before anything is read, because
the file may come from anywhere.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dictate.errors import DictateError
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

SMALLEST_CONTEXT = 1024
"""Tokens below which a text of a few hundred words does not fit with what is read beside it."""

_MAX_VALUES = 10_000
_MAX_TEXT_BYTES = 1 << 24
_MAX_ITEMS = 1 << 24
_KEPT_TEXT_BYTES = 1 << 18
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _LIST = 8, 9
# Architectures in GGUF that write no text: encoders, speech, images.
_NO_LANGUAGE_MODELS = frozenset(
    ["bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "modern-bert", "neo-bert", "eurobert",
     "gemma-embedding", "whisper", "clip", "wavtokenizer-dec", "t5encoder", "flux", "sd1", "sd3", "sdxl", "ltxv"]
)  # fmt: skip

Value = str | int | float | bool


@dataclass(frozen=True)
class LanguageModelFile:
    """`trained_context` is 0 where the file does not say; without a chat template a model only goes on with a text."""

    path: Path
    name: str
    architecture: str
    licence: str
    trained_context: int
    has_chat_template: bool
    bytes: int


def inspect(path: Path) -> LanguageModelFile:
    """The model in a file. Raises DictateError where it can be no language model for Dictate."""
    try:
        size = path.stat().st_size
        if not (path.is_file() or path.is_dir()):
            # A pipe would be waited for, and a device may have no end.
            raise DictateError(message("{path} is not a file.", path=path), "Choose another GGUF file.")
        with path.open("rb") as file:
            values = _values(path, file)
    except OSError as error:
        raise DictateError(
            message("{path} cannot be read: {error}.", path=path, error=reason_of(error)),
            "Check the name and its permissions.",
        ) from error
    except (struct.error, UnicodeDecodeError, OverflowError) as error:
        raise _no_model(path, "it is damaged or was not downloaded to its end") from error
    architecture = str(values.get("general.architecture", ""))
    if not architecture or architecture in _NO_LANGUAGE_MODELS:
        raise _no_model(
            path, message("it holds a model of the kind '{kind}', which writes no text", kind=architecture or "unknown")
        )
    if "tokenizer.ggml.model" not in values:
        raise _no_model(path, "it has no tokenizer")
    context = values.get(f"{architecture}.context_length", 0)
    trained_context = int(context) if isinstance(context, int | float) else 0
    if 0 < trained_context < SMALLEST_CONTEXT:
        raise _no_model(
            path,
            message(
                "its context of {tokens} tokens is too small (at least {least})",
                tokens=trained_context,
                least=SMALLEST_CONTEXT,
            ),
        )
    return LanguageModelFile(
        path=path,
        name=str(values.get("general.name", path.stem)),
        architecture=architecture,
        licence=str(values.get("general.license", "")),
        trained_context=trained_context,
        has_chat_template=bool(values.get("tokenizer.chat_template")),
        bytes=size,
    )


def _no_model(path: Path, reason: str) -> DictateError:
    return DictateError(
        message("{file} is no language model that can be used: {reason}.", file=path.name, reason=reason),
        "Choose another GGUF file.",
    )


def _values(path: Path, file: BinaryIO) -> Mapping[str, Value]:
    """The simple values of the header; lists are passed over."""
    if file.read(4) != b"GGUF":
        raise _no_model(path, "it is no GGUF file")
    version, _, count = struct.unpack("<IQQ", file.read(20))
    if version not in (2, 3) or count > _MAX_VALUES:
        raise _no_model(
            path,
            message("its header makes no sense (version {version}, {count:,} values)", version=version, count=count),
        )
    found: dict[str, Value] = {}
    for _ in range(count):
        name = _text(path, file)
        (kind,) = struct.unpack("<I", file.read(4))
        value = _value(path, file, kind)
        if value is not None:
            found[name] = value
    return found


def _value(path: Path, file: BinaryIO, kind: int) -> Value | None:
    if kind == _TEXT:
        return _text(path, file)
    if kind == _LIST:
        _pass_over_list(path, file)
        return None
    form = _NUMBERS.get(kind)
    if form is None:
        raise _no_model(path, message("its header has a value of the unknown kind {kind}", kind=kind))
    (number,) = struct.unpack(f"<{form}", file.read(struct.calcsize(form)))
    return number if isinstance(number, int | float) else None


def _text(path: Path, file: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", file.read(8))
    if length > _MAX_TEXT_BYTES:
        raise _no_model(path, "its header makes no sense")
    raw = file.read(min(length, _KEPT_TEXT_BYTES))
    if len(raw) < min(length, _KEPT_TEXT_BYTES):
        raise struct.error("the text ends too early")
    file.seek(max(0, length - _KEPT_TEXT_BYTES), 1)
    return raw.decode("utf-8", "replace")


def _pass_over_list(path: Path, file: BinaryIO) -> None:
    kind, count = struct.unpack("<IQ", file.read(12))
    if count > _MAX_ITEMS:
        raise _no_model(path, "its header makes no sense")
    form = _NUMBERS.get(kind)
    if form is not None:
        file.seek(count * struct.calcsize(form), 1)
    elif kind == _TEXT:
        for _ in range(count):
            (length,) = struct.unpack("<Q", file.read(8))
            file.seek(min(length, _MAX_TEXT_BYTES), 1)
    else:
        raise _no_model(path, message("its header has a list of the unknown kind {kind}", kind=kind))
