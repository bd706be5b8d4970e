"""Pictures for the compositor through shared memory (wl_shm). One thread, that of the connection."""

import contextlib
import mmap
import os
from typing import Final

from dictate.wayland.connection import Connection
from dictate.wayland.wire import Event, signed, words

_SHM_CREATE_POOL: Final = 0
_POOL_CREATE_BUFFER: Final = 0
_POOL_DESTROY: Final = 1
_BUFFER_DESTROY: Final = 0
_BUFFER_RELEASE: Final = 0
_FORMAT_ARGB8888: Final = 0
"""Premultiplied, in the machine's byte order: Qt's Format_ARGB32_Premultiplied."""

_BUFFERS: Final = 2
"""While the compositor shows one, the next picture is written into the other."""


class Buffers:
    """Two buffers of one size."""

    def __init__(self, connection: Connection, shm: int, width: int, height: int) -> None:
        """`shm` is the bound wl_shm; `width` and `height` are in pixels."""
        self.width = width
        self.height = height
        self._connection = connection
        self._size = width * height * 4
        self._free: list[int] = []
        self._offsets: dict[int, int] = {}
        descriptor = os.memfd_create("dictate-overlay", os.MFD_CLOEXEC)
        try:
            os.ftruncate(descriptor, self._size * _BUFFERS)
            self._memory = mmap.mmap(descriptor, self._size * _BUFFERS)
            pool = connection.new_object()
            connection.request(shm, _SHM_CREATE_POOL, words(pool) + signed(self._size * _BUFFERS), descriptor)
        finally:
            os.close(descriptor)
        for number in range(_BUFFERS):
            self._make_buffer(pool, number * self._size)
        # The pool lives on in its buffers.
        connection.request(pool, _POOL_DESTROY)

    def write(self, pixels: bytes) -> int | None:
        """Put the picture into a buffer that the compositor does not read; None when it still reads both.

        `pixels` are width x height premultiplied ARGB words. Returns the wl_buffer to attach.
        """
        if not self._free or len(pixels) != self._size:
            return None
        buffer = self._free.pop()
        offset = self._offsets[buffer]
        self._memory[offset : offset + self._size] = pixels
        return buffer

    def close(self) -> None:
        """Destroy the buffers; what the compositor shows stays until the next picture. Raises WaylandError."""
        for buffer in self._offsets:
            self._connection.request(buffer, _BUFFER_DESTROY)
        self._offsets.clear()
        self._free.clear()
        with contextlib.suppress(BufferError):
            self._memory.close()

    def _make_buffer(self, pool: int, offset: int) -> None:
        def on_event(event: Event) -> None:
            if event.opcode == _BUFFER_RELEASE and event.object_id in self._offsets:
                self._free.append(event.object_id)

        buffer = self._connection.new_object(on_event)
        place = signed(offset) + signed(self.width) + signed(self.height) + signed(self.width * 4)
        self._connection.request(pool, _POOL_CREATE_BUFFER, words(buffer) + place + words(_FORMAT_ARGB8888))
        self._offsets[buffer] = offset
        self._free.append(buffer)
