"""Messages between the app and a worker: length-prefixed frames over a stream socket.

A frame is eight bytes (two big-endian unsigned 32-bit lengths), a JSON object in UTF-8, and a binary payload that
carries samples. JSON instead of pickle: a worker that was taken over by a crafted model can send values, never code.
Both lengths are bounded before anything is allocated.
"""

import json
import socket
import struct
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

MAX_HEADER_BYTES = 1 << 20
MAX_PAYLOAD_BYTES = 1 << 28
"""256 MiB: more than an hour of samples."""

_LENGTHS = struct.Struct("!II")
_CHUNK_BYTES = 1 << 20
_SAMPLE_TYPE = np.dtype("<f4")

Header = Mapping[str, Any]
"""A JSON object. Its fields are checked where they are read."""


class FramingError(Exception):
    """The peer sent something that is no frame."""


class ConnectionClosedError(Exception):
    """The peer closed the connection or its process ended."""


@dataclass(frozen=True)
class Frame:
    header: Header
    payload: bytes = field(default=b"", repr=False)


class Channel:
    """One end of a worker's socket. Sending and receiving are each for one thread at a time."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def fileno(self) -> int:
        return self._connection.fileno()

    def send(self, frame: Frame, timeout_s: float | None = None) -> None:
        """Send the whole frame. Raises TimeoutError, ConnectionClosedError, or ValueError when it is too large."""
        header = json.dumps(frame.header, ensure_ascii=False, allow_nan=False).encode()
        if len(header) > MAX_HEADER_BYTES or len(frame.payload) > MAX_PAYLOAD_BYTES:
            raise ValueError(f"frame too large: {len(header)} bytes of header, {len(frame.payload)} of payload")
        self._connection.settimeout(timeout_s)
        try:
            self._connection.sendall(_LENGTHS.pack(len(header), len(frame.payload)) + header)
            if frame.payload:
                self._connection.sendall(frame.payload)
        except TimeoutError:
            raise
        except OSError as error:
            raise ConnectionClosedError(str(error)) from error

    def receive(self, timeout_s: float | None = None) -> Frame:
        """Wait for the next frame; the time-out covers all of it.

        Raises TimeoutError, ConnectionClosedError, or FramingError; after a TimeoutError or FramingError the channel is
        out of step and must be closed.
        """
        deadline = None if timeout_s is None else time.monotonic() + timeout_s
        header_length, payload_length = _LENGTHS.unpack(self._receive_exactly(_LENGTHS.size, deadline))
        if header_length > MAX_HEADER_BYTES or payload_length > MAX_PAYLOAD_BYTES:
            raise FramingError(f"frame too large: {header_length} bytes of header, {payload_length} of payload")
        raw_header = self._receive_exactly(header_length, deadline)
        payload = self._receive_exactly(payload_length, deadline)
        try:
            header = json.loads(raw_header)
        except ValueError as error:
            raise FramingError("the header is not JSON") from error
        if not isinstance(header, dict):
            raise FramingError("the header is not a JSON object")
        return Frame(header, payload)

    def close(self) -> None:
        self._connection.close()

    def _receive_exactly(self, size: int, deadline: float | None) -> bytes:
        received = bytearray()
        while len(received) < size:
            if deadline is not None:
                # A time-out of zero would switch the socket to non-blocking mode.
                self._connection.settimeout(max(1e-3, deadline - time.monotonic()))
            else:
                self._connection.settimeout(None)
            try:
                chunk = self._connection.recv(min(_CHUNK_BYTES, size - len(received)))
            except TimeoutError:
                raise
            except OSError as error:
                raise ConnectionClosedError(str(error)) from error
            if not chunk:
                raise ConnectionClosedError("the peer closed the connection")
            received += chunk
        return bytes(received)


def pack_samples(samples: npt.NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(samples, dtype=_SAMPLE_TYPE).tobytes()


def unpack_samples(payload: bytes) -> npt.NDArray[np.float32]:
    """Raises FramingError when the payload does not hold whole samples."""
    if len(payload) % _SAMPLE_TYPE.itemsize:
        raise FramingError("the payload does not hold whole samples")
    return np.frombuffer(payload, dtype=_SAMPLE_TYPE).astype(np.float32, copy=False)
