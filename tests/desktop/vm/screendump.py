"""Pictures of the guest's screen, for compositors in which no program may take one: asked of qemu over QMP."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

REQUEST_PREFIX = ".picture."


def take_requested(qmp_socket: Path, output: Path) -> None:
    """Make `NAME.png` for every file `.picture.NAME` that the guest put into its $OUT, and delete the request."""
    for request in output.glob(f"{REQUEST_PREFIX}*"):
        picture = output / f"{request.name.removeprefix(REQUEST_PREFIX)}.png"
        _execute(qmp_socket, "screendump", {"filename": str(picture), "format": "png"})
        request.unlink()


def _execute(qmp_socket: Path, command: str, arguments: dict[str, Any]) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(30)
        connection.connect(str(qmp_socket))
        with connection.makefile("rw") as stream:
            stream.readline()
            for request in ({"execute": "qmp_capabilities"}, {"execute": command, "arguments": arguments}):
                stream.write(json.dumps(request) + "\n")
                stream.flush()
                _answer(stream)


def _answer(stream: Any) -> None:
    while True:
        message = json.loads(stream.readline())
        if "error" in message:
            raise RuntimeError(f"qemu: {message['error']['desc']}")
        if "return" in message:
            return
