"""Small GGUF headers for tests."""

import struct
from collections.abc import Mapping


def header(values: Mapping[str, str | int | list[str]], version: int = 3) -> bytes:
    """A GGUF file without tensors."""
    content = b"GGUF" + struct.pack("<IQQ", version, 0, len(values))
    for name, value in values.items():
        content += _text(name) + _value(value)
    return content


def language_model(**extra: str | int | list[str]) -> bytes:
    """What a text model says about itself."""
    values: dict[str, str | int | list[str]] = {
        "general.architecture": "llama",
        "general.name": "Tiny",
        "general.license": "mit",
        "llama.context_length": 2048,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": ["a", "b"],
    }
    return header(values | {name.replace("__", "."): value for name, value in extra.items()})


def _text(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _value(value: str | int | list[str]) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    return struct.pack("<IIQ", 9, 8, len(value)) + b"".join(_text(each) for each in value)
