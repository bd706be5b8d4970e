"""Hyprland: layouts belong to devices, and its socket tells each device's, names included."""

import json
import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dictate.keyboard.layout_names import LayoutNames
from dictate.keyboard.layout_sources.event_socket import EventSocket
from dictate.keyboard.locks import Locks

_TIMEOUT_S: Final = 0.5
_LARGEST_ANSWER_BYTES: Final = 16 << 20

_SOCKET: Final = ".socket.sock"
_EVENT_SOCKET: Final = ".socket2.sock"
_OF_LAYOUTS: Final = (b"activelayout>>", b"configreloaded>>")
_FOLDER_BEFORE_0_40: Final = Path("/tmp/hypr")  # noqa: S108

_NO_INDEX: Final = re.compile(r'("active_layout_index": )none\b')
"""Hyprland 0.51 writes this, which is no JSON, for a keyboard without a keymap, as input methods make (HyprCtl.cpp)."""


@dataclass(frozen=True)
class HyprlandKeyboard:
    """A keyboard as Hyprland describes it. `active_index` is None in releases before 0.51, which do not tell it."""

    name: str
    names: LayoutNames
    active_name: str
    active_index: int | None
    locks: Locks


def socket_path(environment: Mapping[str, str]) -> Path | None:
    """Where Hyprland listens for questions; None when it does not run."""
    signature = environment.get("HYPRLAND_INSTANCE_SIGNATURE", "")
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    if not signature or not runtime:
        return None
    before_0_40 = _FOLDER_BEFORE_0_40 / signature / _SOCKET
    # Anybody may make that folder.
    if before_0_40.is_socket() and before_0_40.stat().st_uid == os.getuid():
        return before_0_40
    return Path(runtime) / "hypr" / signature / _SOCKET


def keyboards(path: Path, environment: Mapping[str, str]) -> tuple[HyprlandKeyboard, ...]:
    """Every keyboard that Hyprland knows; empty when it does not answer."""
    answer = ask(path, "devices")
    devices = answer.get("keyboards", ()) if isinstance(answer, dict) else ()
    return tuple(_read_keyboard(device, environment) for device in devices if isinstance(device, dict))


def watch(path: Path) -> EventSocket:
    """Switches of the layout of any keyboard, and a new configuration; `path` is where Hyprland listens for questions.

    Raises OSError when it is not there.
    """
    return EventSocket(str(path.with_name(_EVENT_SOCKET)), b"", _OF_LAYOUTS)


def is_named(keyboard: HyprlandKeyboard, name: str) -> bool:
    """Whether that is the name of the device, as Hyprland writes it: a second one of a name gets a number."""
    written = name.lower().replace(" ", "-")
    begin, _, number = keyboard.name.rpartition("-")
    return keyboard.name == written or (begin == written and number.isdecimal())


def ask(path: Path, question: str) -> Any:
    """Ask one of the questions that hyprctl -j knows; None when there is no answer."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_CLOEXEC) as link:
            link.settimeout(_TIMEOUT_S)
            link.connect(str(path))
            link.sendall(f"j/{question}".encode())
            content = bytearray()
            while part := link.recv(65536):
                content += part
                if len(content) > _LARGEST_ANSWER_BYTES:
                    return None
            return json.loads(_NO_INDEX.sub(r"\1null", content.decode(errors="replace")))
    except (OSError, ValueError):
        return None


def _read_keyboard(device: dict[str, Any], environment: Mapping[str, str]) -> HyprlandKeyboard:
    index = device.get("active_layout_index")

    # Hyprland leaves what is not set up to libxkbcommon, which asks these variables.
    def name(key: str, variable: str, default: str) -> str:
        return str(device.get(key) or environment.get(variable) or default)

    return HyprlandKeyboard(
        name=str(device.get("name", "")),
        names=LayoutNames(
            layout=str(device.get("layout") or "us"),
            variant=str(device.get("variant") or ""),
            options=name("options", "XKB_DEFAULT_OPTIONS", ""),
            model=name("model", "XKB_DEFAULT_MODEL", "pc105"),
            rules=name("rules", "XKB_DEFAULT_RULES", "evdev"),
        ),
        active_name=str(device.get("active_keymap", "")),
        active_index=index if isinstance(index, int) else None,
        locks=Locks(bool(device.get("capsLock", False)), bool(device.get("numLock", False))),
    )
