"""niri: one keymap for all keyboards, and its socket tells which group is active and which window has the focus."""

import json
import socket
from typing import Any, Final

from dictate.keyboard.layout_sources.event_socket import EventSocket

_TIMEOUT_S: Final = 0.5
_LONGEST_ANSWER: Final = 1 << 20
_OF_LAYOUTS: Final = (b'"KeyboardLayoutSwitched"', b'"KeyboardLayoutsChanged"')


def active_group(socket_path: str, group_names: tuple[str, ...]) -> int | None:
    """The index of the active group; None when niri does not say."""
    layouts = ask(socket_path, "KeyboardLayouts")
    try:
        index = int(layouts["current_idx"])
    except (KeyError, TypeError, ValueError):
        return None
    return index if 0 <= index < len(group_names) else None


def watch(socket_path: str) -> EventSocket:
    """Switches of the layout and new ones. niri begins with how it is now. Raises OSError when it does not answer."""
    return EventSocket(socket_path, b'"EventStream"\n', _OF_LAYOUTS)


def ask(socket_path: str, question: str) -> Any:
    """Ask one of the questions of niri's IPC that have no arguments; None when there is no answer."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as link:
            link.settimeout(_TIMEOUT_S)
            link.connect(socket_path)
            with link.makefile("rw", encoding="utf-8") as lines:
                lines.write(f'"{question}"\n')
                lines.flush()
                return json.loads(lines.readline(_LONGEST_ANSWER))["Ok"][question]
    except (OSError, ValueError, KeyError, TypeError):
        return None
