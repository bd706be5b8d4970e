"""Whether there is a display to open windows on, asked before Qt, which aborts the process where there is none."""

import os
import socket
from collections.abc import Mapping
from pathlib import Path

from Xlib.error import DisplayError

from dictate.errors import DictateError
from dictate.system.x_display import open_display
from dictate.wording.message import message


def has_display(environment: Mapping[str, str] = os.environ) -> bool:
    """True when a Wayland compositor or an X server answers; False when the environment names none.

    Raises DictateError when it names one that does not answer.
    """
    wayland, x11 = environment.get("WAYLAND_DISPLAY", ""), environment.get("DISPLAY", "")
    if not wayland and not x11:
        return False
    if (wayland and _wayland_answers(wayland, environment)) or (x11 and _x11_answers(x11)):
        return True
    raise DictateError(
        message("The display {display} does not answer.", display=wayland or x11),
        "Start Dictate inside your desktop, or with `dictate run --headless` for one without windows.",
    )


def _wayland_answers(name: str, environment: Mapping[str, str]) -> bool:
    path = Path(environment.get("XDG_RUNTIME_DIR", "/run")) / name
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        try:
            connection.connect(str(path))
        except OSError:
            return False
    return True


def _x11_answers(name: str) -> bool:
    try:
        open_display(name).close()
    except (DisplayError, OSError):
        return False
    return True
