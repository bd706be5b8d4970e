"""Whether the compositor still is there while keys are sent. For one thread.

A keyboard of the kernel outlives the compositor: what it types then lands at the login prompt or in the shell of a
text console, where a new line is a command.
"""

import errno
import os
import select
import socket
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from dictate.wayland.connection import socket_path

_CONNECT_S = 0.5


class CompositorWatch:
    """A connection that asks for nothing and only notices its end. A context manager; open one for each text."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        """Never raises: where the compositor cannot be asked, nothing is known of its end."""
        self._link: socket.socket | None = None
        self._is_gone = False
        path = socket_path(environment)
        if path is not None:
            self._connect(str(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    @property
    def is_gone(self) -> bool:
        """Takes microseconds. Once it has gone, it stays so for this watch, though another may have taken its place."""
        if self._link is not None and not self._is_gone:
            hang_up = select.poll()
            hang_up.register(self._link, select.POLLRDHUP)
            self._is_gone = bool(hang_up.poll(0))
        return self._is_gone

    def _connect(self, path: str) -> None:
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC)
        link.settimeout(_CONNECT_S)
        try:
            link.connect(path)
        except OSError as error:
            link.close()
            # The socket of a compositor that was killed stays behind.
            self._is_gone = error.errno == errno.ECONNREFUSED
        else:
            self._link = link
