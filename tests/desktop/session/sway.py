"""Sway without a screen: it draws in memory and takes its input from the kernel's devices, as on a desktop."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import time
from pathlib import Path
from typing import Any, Self

from tests.desktop.session.compositor import Compositor
from tests.desktop.session.waiting import wait_for

BACKENDS = {
    "WLR_BACKENDS": "headless,libinput",
    "WLR_RENDERER": "pixman",
    "WLR_LIBINPUT_NO_DEVICES": "1",
    "LIBSEAT_BACKEND": "seatd",
}

_MAGIC = b"i3-ipc"
_HEADER = struct.Struct("=6sII")
_RUN_COMMAND, _GET_TREE, _GET_INPUTS = 0, 4, 100

# No repeat: in a slow machine a key that is released late would repeat.
CONFIGURATION = """
xwayland disable
output HEADLESS-1 resolution 800x400
default_border none
input type:keyboard repeat_rate 0
exec touch {ready}
"""


class Sway(Compositor):
    name = "sway"

    def __init__(self, output: Path) -> None:
        self._runtime = Path(os.environ["XDG_RUNTIME_DIR"])
        self._log = output / "sway.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        ready, configuration = self._runtime / "sway-ready", self._runtime / "sway.conf"
        configuration.write_text(CONFIGURATION.format(ready=ready))
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                ["sway", "--debug", "--config", str(configuration)],
                env={**os.environ, **BACKENDS},
                stdout=log,
                stderr=log,
            )
        wait_for("sway", ready.exists)
        os.environ["SWAYSOCK"] = str(next(self._runtime.glob("sway-ipc.*.sock")))
        os.environ["WAYLAND_DISPLAY"] = next(self._runtime.glob("wayland-?")).name
        os.environ["XDG_CURRENT_DESKTOP"] = "sway"
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=60)

    def command(self, *words: str) -> None:
        """Run a sway command. Raises RuntimeError when sway refuses it."""
        answers = _ask(_RUN_COMMAND, " ".join(words))
        refused = [answer["error"] for answer in answers if not answer["success"]]
        if refused:
            raise RuntimeError(f"sway: {refused}")

    def set_layout(self, layout: str, keyboard: str = "") -> None:
        """As everywhere, or of the one keyboard with that device name."""
        which = self._keyboards()[keyboard]["identifier"] if keyboard else "type:keyboard"
        # Quoted: sway takes a bare comma for the end of a command.
        self.command("input", which, "xkb_layout", f'"{layout}"')

    def switch_group(self, group: int) -> None:
        self.command("input", "type:keyboard", "xkb_switch_layout", str(group))

    def has_keyboard(self, name: str) -> bool:
        return name in self._keyboards()

    def activate(self, application: str) -> None:
        # Refused as long as it has no window.
        with contextlib.suppress(RuntimeError):
            self.command(f"[app_id={application}]", "focus")

    def focused_application(self) -> str:
        return _focused(_ask(_GET_TREE)) or ""

    def stand_still(self, seconds: float) -> None:
        """As one does that draws for too long, or waits for the disk."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        self._process.send_signal(signal.SIGCONT)

    def take_picture(self, path: Path) -> None:
        subprocess.run(["grim", "-l", "1", str(path)], check=True, timeout=60)

    def _keyboards(self) -> dict[str, Any]:
        return {device["name"]: device for device in _ask(_GET_INPUTS) if device["type"] == "keyboard"}


def _ask(kind: int, payload: str = "") -> Any:
    """One message of sway-ipc(7). Not by swaymsg: it gives up after three seconds, too few for an emulated machine."""
    content = payload.encode()
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(60)
        link.connect(os.environ["SWAYSOCK"])
        link.sendall(_HEADER.pack(_MAGIC, len(content), kind) + content)
        with link.makefile("rb") as answer:
            _magic, length, _kind = _HEADER.unpack(answer.read(_HEADER.size))
            return json.loads(answer.read(length))


def _focused(node: dict[str, Any]) -> str | None:
    if node["focused"] and node.get("pid"):
        return node.get("app_id") or ""
    for child in node["nodes"] + node["floating_nodes"]:
        found = _focused(child)
        if found is not None:
            return found
    return None
