"""Where the control socket is, for both of its ends. Quick to import: `dictate toggle` does."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

SOCKET_NAME = "control.sock"


@contextlib.contextmanager
def socket_address(folder: Path) -> Iterator[str]:
    """A name of the socket in `folder` that fits the 108 bytes of sockaddr_un however long the path is."""
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{descriptor}/{SOCKET_NAME}"
    finally:
        os.close(descriptor)
