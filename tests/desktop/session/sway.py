"""Sway without a screen: it draws in memory and takes its input from the kernel's devices, as on a desktop."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from tests.desktop.session.waiting import wait_for

BACKENDS = {
    "WLR_BACKENDS": "headless,libinput",
    "WLR_RENDERER": "pixman",
    "WLR_LIBINPUT_NO_DEVICES": "1",
    "LIBSEAT_BACKEND": "seatd",
}

# No repeat: in a slow machine a key that is released late would repeat.
CONFIGURATION = """
xwayland disable
output HEADLESS-1 resolution 800x400
default_border none
input type:keyboard repeat_rate 0
exec touch {ready}
"""


class Sway:
    """A running compositor; the environment of this process points to it for as long as it runs."""

    def __init__(self, output: Path) -> None:
        self._runtime = Path(os.environ["XDG_RUNTIME_DIR"])
        self._log = output / "sway.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Sway:
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
        answers = json.loads(self._swaymsg(*words))
        refused = [answer["error"] for answer in answers if not answer["success"]]
        if refused:
            raise RuntimeError(f"sway: {refused}")

    def set_layout(self, layout: str, keyboard: str = "") -> None:
        """Set the layout of all keyboards, or of the one with that device name."""
        which = self._keyboards()[keyboard]["identifier"] if keyboard else "type:keyboard"
        # Quoted: sway takes a bare comma for the end of a command.
        self.command("input", which, "xkb_layout", f'"{layout}"')

    def switch_group(self, group: int) -> None:
        """Make the layout with that index active on all keyboards, as a layout switcher does."""
        self.command("input", "type:keyboard", "xkb_switch_layout", str(group))

    def wait_for_keyboard(self, name: str) -> None:
        wait_for(f"sway to notice the keyboard {name}", lambda: name in self._keyboards())

    def focused_application(self) -> str:
        """The application id of the focused window, empty when there is none."""
        return _focused(json.loads(self._swaymsg("--type", "get_tree"))) or ""

    def take_picture(self, path: Path) -> None:
        subprocess.run(["grim", "-l", "1", str(path)], check=True, timeout=60)

    def _keyboards(self) -> dict[str, Any]:
        devices = json.loads(self._swaymsg("--type", "get_inputs"))
        return {device["name"]: device for device in devices if device["type"] == "keyboard"}

    def _swaymsg(self, *words: str) -> str:
        done = subprocess.run(["swaymsg", "--raw", *words], capture_output=True, text=True, check=False, timeout=60)
        return done.stdout


def _focused(node: dict[str, Any]) -> str | None:
    if node["focused"] and node.get("pid"):
        return node.get("app_id") or ""
    for child in node["nodes"] + node["floating_nodes"]:
        found = _focused(child)
        if found is not None:
            return found
    return None
