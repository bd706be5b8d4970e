"""whisper.cpp's model files (ggml-base.en.bin and the like).

Layout, all numbers little-endian int32: magic, eleven sizes, the mel filters, the vocabulary as counted byte strings,
then tensors one after another: dimensions, length of the name, type, shape from the last dimension to the first, name,
data. Source: whisper.cpp, `models/convert-pt-to-ggml.py` and `whisper_model_load`.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dictate.models.importers import ggml_blocks, names
from dictate.models.importers.checkpoint import Checkpoint, SideFiles, checkpoint
from dictate.models.importers.errors import damaged
from dictate.models.importers.tensors import Tensor
from dictate.wording.message import message

MAGIC = b"lmgg"
_MOST_TOKENS = 1_000_000
_MOST_TOKEN_BYTES = 4096
_MOST_FILTERS = 1 << 20
_MOST_TENSORS = 20_000


@dataclass(frozen=True)
class _Sizes:
    tokens: int
    audio_heads: int
    text_heads: int


def is_ggml(path: Path) -> bool:
    """Whether a file begins as one of whisper.cpp's."""
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def read(path: Path) -> Checkpoint:
    """The model in a file of whisper.cpp. Its tokenizer is completed from the base model: the file has no merges.

    Raises NotImportableError.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        try:
            sizes = _head(path, file)
            tensors = _tensors(path, file, size)
        except (struct.error, UnicodeDecodeError) as error:
            raise damaged(path, "it ends too early or its names make no sense") from error
    return checkpoint(tensors, SideFiles(), "whisper.cpp GGML", (sizes.audio_heads, sizes.text_heads))


def _head(path: Path, file: BinaryIO) -> _Sizes:
    file.seek(4)
    tokens, _, _, audio_heads, _, _, _, text_heads, _, _, _ = struct.unpack("<11i", file.read(44))
    rows, columns = struct.unpack("<2i", file.read(8))
    if not (0 <= rows * columns <= _MOST_FILTERS and 0 < tokens <= _MOST_TOKENS):
        raise damaged(path, "its sizes are not those of a Whisper")
    file.seek(4 * rows * columns, 1)
    (count,) = struct.unpack("<i", file.read(4))
    if not 0 <= count <= _MOST_TOKENS:
        raise damaged(path, message("it claims {count:,} words", count=count))
    for _ in range(count):
        (length,) = struct.unpack("<I", file.read(4))
        if length > _MOST_TOKEN_BYTES:
            raise damaged(path, "a word in it is too long")
        file.seek(length, 1)
    return _Sizes(tokens, audio_heads, text_heads)


def _tensors(path: Path, file: BinaryIO, size: int) -> dict[str, Tensor]:
    tensors: dict[str, Tensor] = {}
    while file.tell() < size:
        rank, name_bytes, number = struct.unpack("<3i", file.read(12))
        if not (0 < rank <= 4 and 0 < name_bytes <= 256 and len(tensors) < _MOST_TENSORS):
            raise damaged(path, "a tensor in it makes no sense")
        shape = tuple(reversed(struct.unpack(f"<{rank}i", file.read(4 * rank))))
        name = file.read(name_bytes).decode()
        if min(shape) < 1:
            raise damaged(path, message("the tensor {name} is empty", name=name))
        kind = ggml_blocks.type_of(number, name)
        offset = file.tell()
        end = offset + ggml_blocks.byte_count(kind, shape)
        if end > size:
            raise damaged(path, message("it ends in the middle of {name}", name=name))
        tensors[names.from_openai(name)] = ggml_blocks.tensor(path, offset, shape, kind)
        file.seek(end)
    return tensors
