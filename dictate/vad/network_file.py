"""Reads the weights of the Silero network out of its ONNX file. Pure.

ONNX is a protobuf message (onnx.proto names the fields, protobuf.dev has the encoding). Of all that such a file may
hold, this one needs little: the model has a graph, the graph has one `If` on the sampling rate, and the branch for
16 kHz has its weights as constants with a name.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float32]

_MODEL_GRAPH = 7
_GRAPH_NODE = 1
_NODE_ATTRIBUTE = 5
_ATTRIBUTE_NAME, _ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH = 1, 5, 6
_TENSOR_DIMENSION, _TENSOR_TYPE, _TENSOR_NAME, _TENSOR_BYTES = 1, 2, 8, 9
_FLOAT = 1
_BRANCH_16_KHZ = b"then_branch"

_LONGEST_VARINT = 10


def read_weights(content: bytes) -> dict[str, Weights]:
    """The named float constants of the branch for 16 kHz. Raises ValueError when `content` is not such a file."""
    weights: dict[str, Weights] = {}
    for attribute in _inside(memoryview(content), _MODEL_GRAPH, _GRAPH_NODE, _NODE_ATTRIBUTE):
        if any(name == _BRANCH_16_KHZ for name in _inside(attribute, _ATTRIBUTE_NAME)):
            for tensor in _inside(attribute, _ATTRIBUTE_GRAPH, _GRAPH_NODE, _NODE_ATTRIBUTE, _ATTRIBUTE_TENSOR):
                weights.update(_named(tensor))
    return weights


def _named(tensor: memoryview) -> dict[str, Weights]:
    fields = list(_fields(tensor))
    if (_TENSOR_TYPE, _FLOAT) not in fields:
        return {}
    shape = [value for number, value in fields if number == _TENSOR_DIMENSION and isinstance(value, int)]
    named: dict[str, Weights] = {}
    for name in _inside(tensor, _TENSOR_NAME):
        for values in _inside(tensor, _TENSOR_BYTES):
            if len(values) != 4 * math.prod(shape):
                raise ValueError(f"{len(values)} bytes for numbers of the shape {shape}")
            named[bytes(name).decode()] = np.frombuffer(values, dtype="<f4").reshape(shape)
    return named


def _inside(message: memoryview, number: int, *further: int) -> Iterator[memoryview]:
    """The messages that stand in field `number`, or those in the `further` fields of these."""
    for found, value in _fields(message):
        if found == number and isinstance(value, memoryview):
            if further:
                yield from _inside(value, *further)
            else:
                yield value


def _fields(message: memoryview) -> Iterator[tuple[int, int | memoryview]]:
    """The fields of one message in order: the number of each, and its own number or bytes."""
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        match key & 7:
            case 0:  # a number
                value, position = _varint(message, position)
                yield key >> 3, value
                continue
            case 1:  # eight bytes
                length = 8
            case 2:  # bytes after their count
                length, position = _varint(message, position)
            case 5:  # four bytes
                length = 4
            case kind:
                raise ValueError(f"a field of the unknown kind {kind} at byte {position}")
        if length > len(message) - position:
            raise ValueError(f"a field of {length} bytes at byte {position} of {len(message)}")
        yield key >> 3, message[position : position + length]
        position += length


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and the position after it."""
    number = 0
    for index, byte in enumerate(message[position : position + _LONGEST_VARINT]):
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return number, position + index + 1
    raise ValueError(f"a number without end at byte {position}")
