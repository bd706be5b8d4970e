"""A private Unix socket by which other programs of the user reach a running Dictate, also where there is no D-Bus.

One request a connection: a line of JSON {"do": WORD, "token": TEXT}
answered by one line, the status or {"problem": ..., "mend": ...}. The thread `control-socket` serves one at a time.
"""

import contextlib
import dataclasses
import json
import logging
import socket
import threading
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.remote.remote import Remote
from dictate.remote.runtime_folder import runtime_folder
from dictate.remote.socket_address import SOCKET_NAME, socket_address

MAXIMUM_LINE_BYTES = 4096
_PATIENCE_S = 2.0

_log = logging.getLogger(__name__)


class ControlSocket:
    """Serves a Remote until closed."""

    def __init__(self, remote: Remote, listener: socket.socket, path: Path) -> None:
        self._remote = remote
        self._listener = listener
        self._path = path
        self._thread = threading.Thread(target=self._serve, name="control-socket", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving."""
        # Closing does not wake accept(); shutting down does.
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()
        self._path.unlink(missing_ok=True)

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(_PATIENCE_S)
                try:
                    connection.sendall(json.dumps(self._answer(connection)).encode() + b"\n")
                except OSError as error:
                    _log.info("a request on the control socket broke off: %s", error)

    def _answer(self, connection: socket.socket) -> dict[str, Any]:
        try:
            self._obey(_request(connection))
        except DictateError as error:
            return {"problem": error.problem, "mend": error.mend}
        return dataclasses.asdict(self._remote.status())

    def _obey(self, request: dict[str, str]) -> None:
        match request["do"]:
            case "status":
                return
            case "activate":
                self._remote.activate(request["token"])
            case action:
                self._remote.do(action)


def serve(remote: Remote) -> ControlSocket:
    """Serve `remote`. Only for the one instance of this user (`instance_lock`).

    Raises DictateError when the runtime folder cannot be used.
    """
    with runtime_folder() as folder:
        path = folder / SOCKET_NAME
        # One that is left behind means nothing.
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with socket_address(folder) as address:
            listener.bind(address)
        path.chmod(0o600)
    listener.listen()
    return ControlSocket(remote, listener, path)


def _request(connection: socket.socket) -> dict[str, str]:
    """Read and check one line. Raises DictateError for rubbish, OSError when the caller is too slow."""
    data = b""
    while not data.endswith(b"\n") and len(data) <= MAXIMUM_LINE_BYTES:
        chunk = connection.recv(MAXIMUM_LINE_BYTES)
        if not chunk:
            break
        data += chunk
    try:
        request = json.loads(data)
        word, token = request["do"], request.get("token", "")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DictateError("The request cannot be read.", 'Send a line such as {"do": "toggle"}.') from error
    if not isinstance(word, str) or not isinstance(token, str) or len(data) > MAXIMUM_LINE_BYTES:
        raise DictateError("The request is not a word and a token of reasonable length.")
    return {"do": word, "token": token}
