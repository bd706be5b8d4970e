"""A socket on which a compositor tells of events, watched without waiting for them. For one thread."""

import contextlib
import socket
from collections.abc import Sequence
from typing import Final

_ANSWERS_WITHIN_S: Final = 0.5
_READ_BYTES: Final = 65536


class EventSocket:
    """Whether one of the wanted events was told of since it was asked last. Close it; between texts nobody reads it."""

    def __init__(self, path: str, request: bytes, wanted: Sequence[bytes]) -> None:
        """`request` subscribes and is answered; where it is empty, connecting does. `wanted` is how the events look.

        Raises OSError when nobody listens there or the request is not answered.
        """
        self._wanted = tuple(wanted)
        self._longest = max(map(len, self._wanted))
        self._begun = b""
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        try:
            self._link.settimeout(_ANSWERS_WITHIN_S)
            self._link.connect(path)
            if request:
                self._link.sendall(request)
                # What comes with the answer was so before: whoever watches asks for it afterwards.
                self._read()
            self._link.setblocking(False)
        except OSError:
            self.close()
            raise

    def has_fired(self) -> bool:
        """Takes microseconds. Raises OSError when the compositor is gone."""
        fired = False
        with contextlib.suppress(BlockingIOError):
            while True:
                told = self._begun + self._read()
                fired |= any(event in told for event in self._wanted)
                # An event may be cut in two; what is whole in it was seen.
                self._begun = told[-self._longest + 1 :]
        return fired

    def close(self) -> None:
        """Never raises."""
        with contextlib.suppress(OSError):
            self._link.close()

    def _read(self) -> bytes:
        told = self._link.recv(_READ_BYTES)
        if not told:
            raise ConnectionError("the compositor closed the socket")
        return told
