"""niri: one keymap for all keyboards, and its socket tells which group is active."""

import json
import socket
from typing import Final

_TIMEOUT_S: Final = 0.5


def active_group(socket_path: str, group_names: tuple[str, ...]) -> int | None:
    """The index of the active group; None when niri does not say."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as link:
            link.settimeout(_TIMEOUT_S)
            link.connect(socket_path)
            with link.makefile("rw", encoding="utf-8") as lines:
                lines.write('"KeyboardLayouts"\n')
                lines.flush()
                layouts = json.loads(lines.readline(65536))["Ok"]["KeyboardLayouts"]
        index = int(layouts["current_idx"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return index if 0 <= index < len(group_names) else None
