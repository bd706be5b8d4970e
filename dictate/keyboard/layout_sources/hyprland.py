"""Hyprland: layouts belong to devices, and its socket tells each device's, names included."""

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dictate.keyboard.layout_names import LayoutNames
from dictate.keyboard.locks import Locks

_TIMEOUT_S: Final = 0.5
_LARGEST_ANSWER_BYTES: Final = 16 << 20


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
    return Path(runtime) / "hypr" / signature / ".socket.sock" if signature and runtime else None


def keyboards(path: Path) -> tuple[HyprlandKeyboard, ...]:
    """Every keyboard that Hyprland knows; empty when it does not answer."""
    answer = ask(path, "devices")
    devices = answer.get("keyboards", ()) if isinstance(answer, dict) else ()
    return tuple(_read_keyboard(device) for device in devices if isinstance(device, dict))


def device_name(name: str) -> str:
    """How Hyprland writes the name of a device."""
    return name.lower().replace(" ", "-")


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
            return json.loads(content)
    except (OSError, ValueError):
        return None


def _read_keyboard(device: dict[str, Any]) -> HyprlandKeyboard:
    index = device.get("active_layout_index")
    return HyprlandKeyboard(
        name=str(device.get("name", "")),
        names=LayoutNames(
            layout=str(device.get("layout") or "us"),
            variant=str(device.get("variant") or ""),
            options=str(device.get("options") or ""),
            model=str(device.get("model") or "pc105"),
            rules=str(device.get("rules") or "evdev"),
        ),
        active_name=str(device.get("active_keymap", "")),
        active_index=index if isinstance(index, int) else None,
        locks=Locks(bool(device.get("capsLock", False)), bool(device.get("numLock", False))),
    )
