"""The wire format of Wayland: 32-bit words in the machine's byte order, strings and arrays padded to four bytes.

Source: the chapter "Wire Format" of the Wayland book.
"""

import os
import struct
from collections import deque
from typing import Final

from dictate.errors import DictateError

HEADER: Final = struct.Struct("=II")
_UINT: Final = struct.Struct("=I")
_INT: Final = struct.Struct("=i")


class WaylandError(DictateError):
    """The compositor could not be reached, closed the connection, or spoke nonsense."""


def words(*values: int) -> bytes:
    """Unsigned arguments: numbers, object ids and new ids, with 0 for no object."""
    return b"".join(_UINT.pack(value) for value in values)


def signed(value: int) -> bytes:
    return _INT.pack(value)


def string(text: str) -> bytes:
    encoded = text.encode() + b"\0"
    return _UINT.pack(len(encoded)) + encoded + bytes(-len(encoded) % 4)


class Event:
    """The arguments of one event, read in order. File descriptors are the reader's to close."""

    def __init__(self, object_id: int, opcode: int, body: bytes, descriptors: deque[int]) -> None:
        self.object_id = object_id
        self.opcode = opcode
        self._body = body
        self._offset = 0
        self._descriptors = descriptors

    def uint(self) -> int:
        return self._unpack(_UINT)

    def signed(self) -> int:
        return self._unpack(_INT)

    def string(self) -> str:
        return self.array().rstrip(b"\0").decode(errors="replace")

    def array(self) -> bytes:
        length = self.uint()
        end = self._offset + length
        if end > len(self._body):
            raise WaylandError("The compositor sent a message that ends too early.")
        content = self._body[self._offset : end]
        self._offset = end + -length % 4
        return content

    def descriptor(self) -> int:
        """A file descriptor that came with the message; close it."""
        if not self._descriptors:
            raise WaylandError("The compositor announced a file descriptor and sent none.")
        return self._descriptors.popleft()

    def _unpack(self, layout: struct.Struct) -> int:
        end = self._offset + layout.size
        if end > len(self._body):
            raise WaylandError("The compositor sent a message that ends too early.")
        (value,) = layout.unpack_from(self._body, self._offset)
        self._offset = end
        return int(value)


def close_all(descriptors: deque[int]) -> None:
    while descriptors:
        os.close(descriptors.popleft())
