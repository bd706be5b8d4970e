"""Asks a running Dictate, for the command line: by its control socket, else by D-Bus (a sandboxed Dictate).

It has to be quick to import: no Qt, no GLib, and jeepney only when the socket is not there.
"""

import json
import os
import socket
import sys
from typing import Any

from dictate.errors import DictateError
from dictate.remote.errors import BusUnreachableError, NotRunningError
from dictate.remote.socket_address import socket_address
from dictate.system.paths import runtime_dir
from dictate.translation.catalogue import translated
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_PATIENCE_S = 5.0


def ask(word: str) -> dict[str, str]:
    """Have a running Dictate do `word` ("toggle", "status", "activate", ...); returns its status afterwards.

    Raises NotRunningError, BusUnreachableError, or DictateError when it refuses or does not answer.
    """
    request = {"do": word, "token": os.environ.get("XDG_ACTIVATION_TOKEN", "")}
    try:
        answer: dict[str, str] | None = _ask_socket(request)
    except (FileNotFoundError, ConnectionRefusedError):
        # Imported late: it takes as long as all the rest of the command.
        from dictate.remote.bus_client import ask_bus  # noqa: PLC0415

        answer = ask_bus(request)
    except TimeoutError as error:
        raise DictateError("Dictate is running but does not answer.", "Quit it and start it again.") from error
    except (OSError, ValueError) as error:
        raise DictateError(message("Dictate cannot be reached: {error}.", error=reason_of(error))) from error
    if answer is None:
        raise NotRunningError
    if "problem" in answer:
        raise DictateError(answer["problem"], answer["mend"])
    return answer


def wake_running_instance(*, quietly: bool = False) -> bool:
    """Bring the window of a running Dictate to the front, but for `quietly`; False when none is running.

    Raises DictateError when one is running and does not answer, or has no window.
    """
    try:
        ask("status" if quietly else "activate")
    except (NotRunningError, BusUnreachableError):
        # Nobody can be reached who could be woken; a bus that is gone must not keep Dictate from starting.
        return False
    return True


def say_it_is_running() -> None:
    """On the standard error output, before a second Dictate ends."""
    print(translated(message("Dictate is running already.")), file=sys.stderr)


def _ask_socket(request: dict[str, str]) -> dict[str, str]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_PATIENCE_S)
        with socket_address(runtime_dir()) as address:
            connection.connect(address)
        connection.sendall(json.dumps(request).encode() + b"\n")
        with connection.makefile("rb") as lines:
            answer: Any = json.loads(lines.readline())
    return {str(key): str(value) for key, value in answer.items()}
