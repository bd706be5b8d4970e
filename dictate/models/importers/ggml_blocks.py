"""GGML's element types, and its blocks of 32 quantized numbers made into float32.

Layouts: `ggml-common.h` (block_q4_0 ... block_q8_0). A number is scale * code (+ minimum); low halves of the bytes
hold the first sixteen codes of a block, high halves the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dictate.models.importers.errors import NotImportableError
from dictate.models.importers.tensors import Array, Element, FileTensor, Float32, Tensor, read_exactly, row_elements
from dictate.wording.message import message

BLOCK = 32
Bytes = NDArray[np.uint8]


class GgmlType(IntEnum):
    """The types that are read, by their numbers in files."""

    F32 = 0
    F16 = 1
    Q4_0 = 2
    Q4_1 = 3
    Q5_0 = 6
    Q5_1 = 7
    Q8_0 = 8
    BF16 = 30


_NOT_READ = {
    9: "q8_1", 10: "q2_k", 11: "q3_k", 12: "q4_k", 13: "q5_k", 14: "q6_k", 15: "q8_k", 16: "iq2_xxs", 17: "iq2_xs",
    18: "iq3_xxs", 19: "iq1_s", 20: "iq4_nl", 21: "iq3_s", 22: "iq2_s", 23: "iq4_xs", 29: "iq1_m",
}  # fmt: skip
"""Types that ggml has besides (`enum ggml_type` of ggml.h), to name them."""

_BLOCK_BYTES = {GgmlType.Q4_0: 18, GgmlType.Q4_1: 20, GgmlType.Q5_0: 22, GgmlType.Q5_1: 24, GgmlType.Q8_0: 34}
_PLAIN = {GgmlType.F32: Element.FLOAT32, GgmlType.F16: Element.FLOAT16, GgmlType.BF16: Element.BFLOAT16}


def type_of(number: int, name: str) -> GgmlType:
    """The type with this number. Raises NotImportableError naming the tensor for one that is not read."""
    try:
        return GgmlType(number)
    except ValueError as error:
        raise NotImportableError(
            message(
                "The weights are quantized as {kind}, which is not read ({name}).",
                kind=_NOT_READ.get(number, number),
                name=name[:80],
            ),
            "Use the file in f16, q8_0, q5_0, q5_1, q4_0 or q4_1.",
        ) from error


def byte_count(kind: GgmlType, shape: tuple[int, ...]) -> int:
    """Bytes of a tensor. Raises NotImportableError when its rows are not whole blocks."""
    elements = 1
    for length in shape:
        elements *= length
    if kind in _PLAIN:
        return elements * _PLAIN[kind].bytes
    if not shape or shape[-1] % BLOCK:
        raise NotImportableError(
            message("A quantized tensor has rows of {shape} numbers, not of whole blocks.", shape=shape[-1:])
        )
    return elements // BLOCK * _BLOCK_BYTES[kind]


def tensor(path: Path, offset: int, shape: tuple[int, ...], kind: GgmlType) -> Tensor:
    """The tensor at `offset` of a file."""
    if kind in _PLAIN:
        return FileTensor(path, offset, shape, _PLAIN[kind])
    return _Quantized(path, offset, shape, kind)


@dataclass(frozen=True)
class _Quantized:
    path: Path
    offset: int
    shape: tuple[int, ...]
    kind: GgmlType

    @property
    def element(self) -> Element:
        return Element.FLOAT32

    def rows(self, start: int, stop: int) -> Array:
        row_bytes = row_elements(self) // BLOCK * _BLOCK_BYTES[self.kind]
        content = read_exactly(self.path, self.offset + start * row_bytes, (stop - start) * row_bytes)
        return dequantized(self.kind, content).reshape(stop - start, *self.shape[1:])


def dequantized(kind: GgmlType, content: bytes) -> Float32:
    """The numbers in whole blocks of `kind`, in order."""
    blocks = np.frombuffer(content, dtype=np.uint8).reshape(-1, _BLOCK_BYTES[kind])
    readers: dict[GgmlType, Callable[[Bytes], Float32]] = {
        GgmlType.Q4_0: lambda given: _half(given, 0) * (_nibbles(given[:, 2:]).astype(np.float32) - 8),
        GgmlType.Q4_1: lambda given: _half(given, 0) * _nibbles(given[:, 4:]).astype(np.float32) + _half(given, 2),
        GgmlType.Q5_0: lambda given: _half(given, 0) * (_five_bits(given[:, 2:6], given[:, 6:]) - 16),
        GgmlType.Q5_1: lambda given: _half(given, 0) * _five_bits(given[:, 4:8], given[:, 8:]) + _half(given, 2),
        GgmlType.Q8_0: lambda given: _half(given, 0) * np.ascontiguousarray(given[:, 2:]).view(np.int8),
    }
    return readers[kind](blocks).astype(np.float32, copy=False).reshape(-1)


def _half(blocks: Bytes, position: int) -> Float32:
    """The float16 at `position` of each block, as a column of float32."""
    return np.ascontiguousarray(blocks[:, position : position + 2]).view("<f2").astype(np.float32)


def _nibbles(packed: Bytes) -> Bytes:
    return np.concatenate([packed & np.uint8(15), packed >> np.uint8(4)], axis=1)


def _five_bits(fifth: Bytes, packed: Bytes) -> Float32:
    """Codes of five bits: the fifth ones of a block stand together in one 32-bit number."""
    high: NDArray[Any] = np.unpackbits(fifth, axis=1, bitorder="little")
    return (_nibbles(packed) | (high << np.uint8(4))).astype(np.float32)
