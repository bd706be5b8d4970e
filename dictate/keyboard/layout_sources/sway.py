"""sway: layouts belong to devices, and its socket tells each device's (sway-ipc(7))."""

import json
import socket
import struct
from dataclasses import dataclass
from typing import Any, Final

from dictate.keyboard.layout_sources.event_socket import EventSocket

_MAGIC: Final = b"i3-ipc"
_HEADER: Final = struct.Struct("=6sII")
_SUBSCRIBE: Final = 2
_GET_TREE: Final = 4
_GET_INPUTS: Final = 100
_TIMEOUT_S: Final = 0.5
_LARGEST_ANSWER_BYTES: Final = 16 << 20
_INPUT_EVENTS: Final = b'["input"]'
_OF_LAYOUTS: Final = (b'"xkb_layout"', b'"xkb_keymap"')
"""What an input event says has changed; the keys of a device are called otherwise."""


@dataclass(frozen=True)
class SwayKeyboard:
    """A keyboard as sway describes it; layouts by the names that keymaps give their groups."""

    name: str
    layout_names: tuple[str, ...]
    active_index: int


def keyboards(socket_path: str) -> tuple[SwayKeyboard, ...]:
    """Every keyboard that sway knows; empty when it does not answer."""
    return tuple(
        SwayKeyboard(
            str(device.get("name", "")),
            tuple(map(str, device.get("xkb_layout_names", ()))),
            int(device.get("xkb_active_layout_index", 0)),
        )
        for device in _ask(socket_path, _GET_INPUTS) or ()
        if device.get("type") == "keyboard"
    )


def watch(socket_path: str) -> EventSocket:
    """Switches of the layout and new keymaps, of any keyboard. Raises OSError when sway does not answer."""
    return EventSocket(socket_path, _HEADER.pack(_MAGIC, len(_INPUT_EVENTS), _SUBSCRIBE) + _INPUT_EVENTS, _OF_LAYOUTS)


def tree(socket_path: str) -> Any:
    """The tree of windows, as sway gives it; None when it does not answer."""
    return _ask(socket_path, _GET_TREE)


def _ask(socket_path: str, question: int) -> Any:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as link:
            link.settimeout(_TIMEOUT_S)
            link.connect(socket_path)
            link.sendall(_HEADER.pack(_MAGIC, 0, question))
            magic, length, _kind = _HEADER.unpack(_receive(link, _HEADER.size))
            if magic != _MAGIC or length > _LARGEST_ANSWER_BYTES:
                return None
            # Titles and device names need not be UTF-8.
            return json.loads(_receive(link, length).decode(errors="replace"))
    except (OSError, ValueError, struct.error):
        return None


def _receive(link: socket.socket, length: int) -> bytes:
    content = bytearray()
    while len(content) < length:
        part = link.recv(length - len(content))
        if not part:
            raise ConnectionError("sway closed the connection")
        content += part
    return bytes(content)
