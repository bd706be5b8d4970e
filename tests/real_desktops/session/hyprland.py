"""Hyprland on a machine's own screen: it draws by OpenGL on a kernel's display, so a container cannot run it."""

from __future__ import annotations

import json
import os
import socket
from typing import Any, ClassVar

from dictate import APP_ID
from tests.real_desktops.session.own_configuration import OwnConfiguration

# The lines are those of docs/hotkeys.md. Without decoration: every shadow is drawn by the processor.
CONFIGURATION = f"""
hl.monitor({{ output = "", mode = "preferred", position = "auto", scale = 1 }})
hl.config({{
    animations = {{ enabled = false }},
    decoration = {{ shadow = {{ enabled = false }}, blur = {{ enabled = false }} }},
    misc = {{
        disable_hyprland_logo = true,
        force_default_wallpaper = 0,
        disable_hyprland_guiutils_check = true,
        disable_watchdog_warning = true,
    }},
    ecosystem = {{ no_update_news = true, no_donation_nag = true }},
    xwayland = {{ enabled = false }},
    input = {{ kb_layout = "us" }},
    debug = {{ disable_logs = false, enable_stdout_logs = true }},
}})
hl.bind("F9", hl.dsp.exec_cmd("dictate start"))
hl.bind("F9", hl.dsp.exec_cmd("dictate stop"), {{ release = true }})
hl.bind("F10", hl.dsp.exec_cmd("dictate toggle"))
hl.bind("F11", hl.dsp.global("{APP_ID}:dictate"))
hl.bind("F11", hl.dsp.global("{APP_ID}:dictate"), {{ release = true }})
"""

OVERLAY = "dictate-overlay"


class HyprlandOnSeat(OwnConfiguration):
    name = "hyprland"
    configuration = CONFIGURATION
    configuration_name = "hypr/hyprland.lua"
    # 0 is passed over.
    socket = "wayland-1"
    environment: ClassVar[dict[str, str]] = {"XDG_CURRENT_DESKTOP": "Hyprland"}

    def command(self) -> list[str]:
        return ["Hyprland", "--config", str(self.configuration_file)]

    def is_up(self) -> bool:
        os.environ["HYPRLAND_INSTANCE_SIGNATURE"] = next(self.runtime.glob("hypr/*/")).name
        return bool(self._ask("monitors"))

    def set_layout(self, layout: str) -> None:
        self._ask(f"eval hl.config({{ input = {{ kb_layout = '{layout}' }} }})")

    def switch_group(self, group: int) -> None:
        self._ask(f"switchxkblayout all {group}")

    def has_keyboard(self, name: str) -> bool:
        written = name.lower().replace(" ", "-")
        return written in {keyboard["name"] for keyboard in self._ask("devices")["keyboards"]}

    def shows_overlay(self) -> bool:
        screens = self._ask("layers").values()
        layers = [surfaces for shown in screens for surfaces in shown["levels"].values()]
        return OVERLAY in {surface["namespace"] for surfaces in layers for surface in surfaces}

    def activate(self, application: str) -> None:
        self._ask(f"dispatch hl.dsp.focus({{ window = 'class:{application}' }})")

    def focused_application(self) -> str:
        return str(self._ask("activewindow").get("class", ""))

    def _ask(self, question: str) -> Any:
        """What hyprctl -j would print; plain text where that is no JSON."""
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(60)
            folder = self.runtime / "hypr" / os.environ["HYPRLAND_INSTANCE_SIGNATURE"]
            link.connect(str(folder / ".socket.sock"))
            link.sendall(f"j/{question}".encode())
            with link.makefile("rb") as stream:
                answer = stream.read().decode()
        try:
            return json.loads(answer)
        except ValueError:
            return answer
