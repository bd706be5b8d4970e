"""Tensors that stay on disk: their rows are read when they are written, a few megabytes at a time."""

import os
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dictate.models.importers.errors import damaged, unreadable
from dictate.wording.message import message

Array = NDArray[Any]
Float32 = NDArray[np.float32]


class Element(Enum):
    """The type of a tensor's elements; `value` is CTranslate2's name for it."""

    FLOAT32 = "float32"
    FLOAT16 = "float16"
    BFLOAT16 = "bfloat16"
    INT8 = "int8"

    @property
    def bytes(self) -> int:
        match self:
            case Element.FLOAT32:
                return 4
            case Element.FLOAT16 | Element.BFLOAT16:
                return 2
            case Element.INT8:
                return 1


class Tensor(Protocol):
    """Something with rows along its first dimension."""

    @property
    def shape(self) -> tuple[int, ...]: ...

    @property
    def element(self) -> Element: ...

    def rows(self, start: int, stop: int) -> Array:
        """Rows `start` to `stop` as an array of their own; bfloat16 as its bits in uint16.

        Raises NotImportableError when the file does not hold them.
        """
        ...


def float32(element: Element, rows: Array) -> Float32:
    """What `Tensor.rows` gave, as float32; exact for every element type here."""
    if element is Element.BFLOAT16:
        # A bfloat16 is the upper half of a float32.
        return (rows.astype(np.uint32) << np.uint32(16)).view(np.float32)
    return rows.astype(np.float32)


def bfloat16_bits(values: Float32) -> NDArray[np.uint16]:
    """float32 rounded to the nearest bfloat16, ties to even, as bits. Finite values only."""
    bits = values.view(np.uint32)
    rounded: NDArray[np.uint16] = ((bits + np.uint32(0x7FFF) + ((bits >> 16) & np.uint32(1))) >> 16).astype(np.uint16)
    return rounded


def row_count(tensor: Tensor) -> int:
    """Rows of a tensor; a vector's elements."""
    return tensor.shape[0]


def row_elements(tensor: Tensor) -> int:
    """Elements in one row."""
    return int(np.prod(tensor.shape[1:], dtype=np.int64))


def read_exactly(path: Path, offset: int, count: int) -> bytes:
    """`count` bytes of a file from `offset`. Raises NotImportableError when it ends before, or cannot be read."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            pieces = bytearray()
            while len(pieces) < count:
                piece = os.pread(descriptor, count - len(pieces), offset + len(pieces))
                if not piece:
                    raise damaged(path, message("it ends before byte {offset:,}", offset=offset + count))
                pieces += piece
            return bytes(pieces)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise unreadable(path, error) from error


_NUMPY = {Element.FLOAT32: "<f4", Element.FLOAT16: "<f2", Element.BFLOAT16: "<u2", Element.INT8: "i1"}


@dataclass(frozen=True)
class FileTensor:
    """A tensor that lies in a file as it is, row after row, little-endian.

    Read with pread, not mapped: a file that shrinks meanwhile then raises an error instead of a bus error.
    """

    path: Path
    offset: int
    shape: tuple[int, ...]
    element: Element

    def rows(self, start: int, stop: int) -> Array:
        width = row_elements(self)
        size = self.element.bytes
        content = read_exactly(self.path, self.offset + start * width * size, (stop - start) * width * size)
        return np.frombuffer(content, dtype=_NUMPY[self.element]).reshape(stop - start, *self.shape[1:])


@dataclass(frozen=True)
class Float64Tensor:
    """A float64 tensor in a file, read as float32: CTranslate2 knows nothing wider."""

    path: Path
    offset: int
    shape: tuple[int, ...]
    element: Element = Element.FLOAT32

    def rows(self, start: int, stop: int) -> Array:
        width = row_elements(self)
        content = read_exactly(self.path, self.offset + start * width * 8, (stop - start) * width * 8)
        values = np.frombuffer(content, dtype="<f8").astype(np.float32)
        return values.reshape(stop - start, *self.shape[1:])


@dataclass(frozen=True)
class Zeros:
    """A tensor of zeros: the bias that Whisper's key projections do not have."""

    shape: tuple[int, ...]
    element: Element

    def rows(self, start: int, stop: int) -> Array:
        return np.zeros((stop - start, *self.shape[1:]), dtype=_NUMPY[self.element])


@dataclass(frozen=True)
class Reshaped:
    """The same elements under another shape with as many rows, such as a bias stored as a column."""

    original: Tensor
    shape: tuple[int, ...]

    @property
    def element(self) -> Element:
        return self.original.element

    def rows(self, start: int, stop: int) -> Array:
        return self.original.rows(start, stop).reshape(stop - start, *self.shape[1:])


@dataclass(frozen=True)
class Slice:
    """Rows `first` to `last` of another tensor."""

    original: Tensor
    first: int
    last: int

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.last - self.first, *self.original.shape[1:])

    @property
    def element(self) -> Element:
        return self.original.element

    def rows(self, start: int, stop: int) -> Array:
        return self.original.rows(self.first + start, self.first + stop)


@dataclass(frozen=True)
class Stack:
    """Tensors of one width and type, one below the other: fused projections."""

    parts: tuple[Tensor, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return (sum(part.shape[0] for part in self.parts), *self.parts[0].shape[1:])

    @property
    def element(self) -> Element:
        return self.parts[0].element

    def rows(self, start: int, stop: int) -> Array:
        pieces = []
        base = 0
        for part in self.parts:
            first, last = max(start, base), min(stop, base + part.shape[0])
            if first < last:
                pieces.append(part.rows(first - base, last - base))
            base += part.shape[0]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)
