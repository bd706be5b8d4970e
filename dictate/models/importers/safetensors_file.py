"""The safetensors format: a JSON header with names, types, shapes and offsets, then the bytes.

Own reader instead of the `safetensors` package, whose numpy side refuses bfloat16 and reads whole tensors.
Format: https://github.com/huggingface/safetensors (README, "Format").
"""

import itertools
import json
import re
import struct
from pathlib import Path
from typing import Any

from dictate.models.importers.errors import NotImportableError, damaged
from dictate.models.importers.tensors import Element, FileTensor, Float64Tensor, Tensor, read_exactly
from dictate.wording.message import message

# The largest Whisper has 1,260 tensors in a header of 200 kB.
_MOST_HEADER_BYTES = 4 << 20
_MOST_TENSORS = 20_000
_MOST_DIMENSIONS = 8
_BYTES = {
    "BOOL": 1,
    "U8": 1,
    "I8": 1,
    "F8_E5M2": 1,
    "F8_E4M3": 1,
    "I16": 2,
    "U16": 2,
    "F16": 2,
    "BF16": 2,
    "I32": 4,
    "U32": 4,
    "F32": 4,
    "F64": 8,
    "I64": 8,
    "U64": 8,
}
_TYPE = re.compile(r"[A-Z][A-Z0-9_]{0,15}")
_ELEMENTS = {"F32": Element.FLOAT32, "F16": Element.FLOAT16, "BF16": Element.BFLOAT16}


def read(path: Path) -> dict[str, Tensor]:
    """The floating-point tensors of a file by name; others (counters, 8-bit weights) are left out.

    Raises NotImportableError for a header that lies.
    """
    tensors: dict[str, Tensor] = {}
    size = path.stat().st_size
    content = _header_content(path)
    header = _header(path, content)
    data = 8 + len(content)
    spans = []
    other_kinds = set()
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        kind, shape, start, stop = _entry(path, name, entry)
        if not 0 <= start <= stop <= size - data:
            raise damaged(path, message("the tensor {name} lies outside of it", name=name[:80]))
        if _product(shape) * _BYTES[kind] != stop - start:
            raise damaged(path, message("the size of the tensor {name} contradicts its shape", name=name[:80]))
        spans.append((start, stop))
        if kind in _ELEMENTS:
            tensors[name] = FileTensor(path, data + start, shape, _ELEMENTS[kind])
        elif kind == "F64":
            tensors[name] = Float64Tensor(path, data + start, shape)
        else:
            other_kinds.add(kind)
    if other_kinds and not tensors:
        raise _other_type(path, min(other_kinds))
    spans.sort()
    if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
        raise damaged(path, "its tensors overlap")
    return tensors


def is_safetensors(path: Path) -> bool:
    """Whether a file begins as one with at least one tensor."""
    try:
        header_bytes = struct.unpack("<Q", read_exactly(path, 0, 8))[0]
        # Before the size is believed: other formats begin with any number.
        if header_bytes > path.stat().st_size - 8 or read_exactly(path, 8, 1) != b"{":
            return False
        return bool(_header(path, _header_content(path)).keys() - {"__metadata__"})
    except NotImportableError:
        return False


def _header_content(path: Path) -> bytes:
    header_bytes = struct.unpack("<Q", read_exactly(path, 0, 8))[0]
    if header_bytes > min(_MOST_HEADER_BYTES, path.stat().st_size - 8):
        raise damaged(path, message("its header claims {header_bytes:,} bytes", header_bytes=header_bytes))
    return read_exactly(path, 8, header_bytes)


def _header(path: Path, content: bytes) -> dict[str, Any]:
    try:
        header = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise damaged(path, "its header is not JSON") from error
    if not isinstance(header, dict):
        raise damaged(path, "its header is not a table")
    if len(header) > _MOST_TENSORS:
        raise NotImportableError(
            message("{file} has {count:,} tensors; no Whisper has so many.", file=path.name, count=len(header))
        )
    return header


def _entry(path: Path, name: str, entry: object) -> tuple[str, tuple[int, ...], int, int]:
    try:
        assert isinstance(entry, dict)
        kind, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
        start, stop = offsets
        numbers = [*shape, start, stop]
        if isinstance(kind, str) and _TYPE.fullmatch(kind) and kind not in _BYTES:
            raise _other_type(path, kind)
        assert kind in _BYTES
        assert len(shape) <= _MOST_DIMENSIONS
        # bool is an int to Python, but not to the format
        assert all(type(number) is int and 0 <= number < 1 << 62 for number in numbers)
    except (AssertionError, KeyError, TypeError, ValueError) as error:
        raise damaged(path, message("the header's entry of {name} makes no sense", name=name[:80])) from error
    return kind, tuple(shape), start, stop


def _other_type(path: Path, kind: str) -> NotImportableError:
    return NotImportableError(
        message("{file} keeps its weights as {kind}, which is not read.", file=path.name, kind=kind),
        "Save the model in float16: model.half().save_pretrained(FOLDER).",
    )


def _product(shape: tuple[int, ...]) -> int:
    product = 1
    for size in shape:
        product *= size
    return product
