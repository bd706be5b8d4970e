"""GGUF files that hold a Whisper.

There is no agreed layout of Whisper in GGUF; the tensors tell all that is needed. Files are read whose tensors bear
Hugging Face's names (candle's `tensor-tools quantize`) or OpenAI's (whisper-burn's `convert_whisper.py`, and
converters that follow whisper.cpp). Format: ggml's `docs/gguf.md`, versions 2 and 3, little-endian.
"""

import struct
from pathlib import Path
from typing import BinaryIO

from dictate.models.importers import ggml_blocks, names
from dictate.models.importers.checkpoint import Checkpoint, SideFiles, checkpoint
from dictate.models.importers.errors import NotImportableError, damaged
from dictate.models.importers.tensors import Tensor
from dictate.wording.message import message

MAGIC = b"GGUF"
_MOST_TENSORS = 20_000
_MOST_VALUES = 20_000
_MOST_TEXT_BYTES = 1 << 20
_MOST_ITEMS = 4_000_000
_MOST_DEPTH = 4
# Type numbers of values with their bytes; 8 is a text, 9 a list.
_VALUE_BYTES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_TEXT, _LIST, _UINT32 = 8, 9, 4


def is_gguf(path: Path) -> bool:
    """Whether a file begins as a GGUF."""
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def read(path: Path) -> Checkpoint:
    """The Whisper in a GGUF file. Raises NotImportableError."""
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            tensors = _Reader(path, file, size).tensors()
        except (struct.error, UnicodeDecodeError, OverflowError, ValueError) as error:
            raise damaged(path, "it ends too early or makes no sense") from error
    return checkpoint(tensors, SideFiles(), "GGUF")


class _Reader:
    def __init__(self, path: Path, file: BinaryIO, size: int) -> None:
        self._path = path
        self._file = file
        self._size = size
        self._alignment = 32
        self._architecture = ""

    def tensors(self) -> dict[str, Tensor]:
        self._file.seek(4)
        version, tensor_count, value_count = struct.unpack("<IQQ", self._file.read(20))
        if version not in (2, 3):
            raise NotImportableError(
                message(
                    "{file} is a GGUF of version {version}; 2 and 3 are read.", file=self._path.name, version=version
                )
            )
        if tensor_count > _MOST_TENSORS or value_count > _MOST_VALUES:
            raise NotImportableError(
                message(
                    "{file} claims {count:,} tensors; no Whisper has so many.", file=self._path.name, count=tensor_count
                )
            )
        for _ in range(value_count):
            self._value()
        if self._architecture not in ("", "whisper"):
            raise NotImportableError(
                message("This GGUF holds a model of the kind {kind!r}, not a Whisper.", kind=self._architecture[:40])
            )
        entries = [self._entry() for _ in range(tensor_count)]
        start = -(-self._file.tell() // self._alignment) * self._alignment
        tensors: dict[str, Tensor] = {}
        for name, shape, kind, offset in entries:
            if start + offset + ggml_blocks.byte_count(kind, shape) > self._size:
                raise damaged(self._path, message("it ends in the middle of {name}", name=name[:80]))
            plain = names.from_openai(name.removeprefix("model."))
            tensors[plain] = ggml_blocks.tensor(self._path, start + offset, shape, kind)
        return tensors

    def _value(self) -> None:
        name = self._text()
        (kind,) = struct.unpack("<I", self._file.read(4))
        if name == "general.architecture" and kind == _TEXT:
            self._architecture = self._text()
        elif name == "general.alignment" and kind == _UINT32:
            (self._alignment,) = struct.unpack("<I", self._file.read(4))
            if not 0 < self._alignment <= 1 << 20:
                raise damaged(self._path, "its alignment makes no sense")
        else:
            self._skip(kind, 0)

    def _skip(self, kind: int, depth: int) -> None:
        if kind == _TEXT:
            (length,) = struct.unpack("<Q", self._file.read(8))
            self._forward(length)
        elif kind == _LIST and depth < _MOST_DEPTH:
            inner, count = struct.unpack("<IQ", self._file.read(12))
            if inner in _VALUE_BYTES:
                self._forward(count * _VALUE_BYTES[inner])
            elif count <= _MOST_ITEMS:
                for _ in range(count):
                    self._skip(inner, depth + 1)
            else:
                raise damaged(self._path, message("it claims a list of {count:,} texts", count=count))
        elif kind in _VALUE_BYTES:
            self._forward(_VALUE_BYTES[kind])
        else:
            raise damaged(self._path, message("it has a value of the unknown type {kind}", kind=kind))

    def _forward(self, count: int) -> None:
        if self._file.tell() + count > self._size:
            raise damaged(self._path, "it ends too early")
        self._file.seek(count, 1)

    def _text(self) -> str:
        (length,) = struct.unpack("<Q", self._file.read(8))
        if length > _MOST_TEXT_BYTES:
            raise damaged(self._path, "a name in it is too long")
        content = self._file.read(length)
        if len(content) < length:
            raise damaged(self._path, "it ends too early")
        return content.decode()

    def _entry(self) -> tuple[str, tuple[int, ...], ggml_blocks.GgmlType, int]:
        name = self._text()
        (rank,) = struct.unpack("<I", self._file.read(4))
        if not 0 < rank <= 4:
            raise damaged(self._path, message("the tensor {name} has {rank} dimensions", name=name[:80], rank=rank))
        shape = tuple(reversed(struct.unpack(f"<{rank}Q", self._file.read(8 * rank))))
        kind, offset = struct.unpack("<IQ", self._file.read(12))
        if min(shape) < 1:
            raise damaged(self._path, message("the tensor {name} is empty", name=name[:80]))
        return name, shape, ggml_blocks.type_of(kind, name), offset
