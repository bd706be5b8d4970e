"""GNOME Shell on the machine's own screen, whole but for the login manager."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any, Self

from jeepney import DBusAddress

from tests.desktop.session import asking, screen
from tests.desktop.session.compositor import Compositor
from tests.desktop.session.waiting import wait_for

SOCKET = "wayland-gnome"
EXTENSION = Path(__file__).with_name("gnome_extension")
EXTENSION_ID = "test-control@dictate"

ENVIRONMENT = {
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "XDG_CURRENT_DESKTOP": "GNOME",
    "XDG_SESSION_TYPE": "wayland",
}
SETTINGS = {
    # No repeat: in a slow machine a key that is released late would repeat.
    ("org.gnome.desktop.peripherals.keyboard", "repeat"): "false",
    ("org.gnome.desktop.interface", "enable-animations"): "false",
    ("org.gnome.desktop.session", "idle-delay"): "0",
    ("org.gnome.shell", "welcome-dialog-last-shown-version"): "'99'",
    ("org.gnome.shell", "enabled-extensions"): f"['{EXTENSION_ID}']",
    ("org.gnome.desktop.input-sources", "sources"): "[('xkb', 'us')]",
}
STARTED_WITHIN_S = 600
FOCUS_ARRIVES_S = 10

_CONTROL = DBusAddress("/", "org.example.TestControl", "org.example.TestControl")


class GnomeShell(Compositor):
    name = "gnome"

    def __init__(self, output: Path) -> None:
        self._log = output / "gnome.log"
        self._runtime = Path(os.environ["XDG_RUNTIME_DIR"])
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        os.environ.update(ENVIRONMENT)
        extensions = Path.home() / ".local" / "share" / "gnome-shell" / "extensions"
        shutil.copytree(EXTENSION, extensions / EXTENSION_ID, dirs_exist_ok=True)
        for (schema, key), value in SETTINGS.items():
            _set(schema, key, value)
        command = ["gnome-shell", "--wayland", "--display-server", "--wayland-display", SOCKET]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_for("GNOME Shell", (self._runtime / SOCKET).exists, limit_s=STARTED_WITHIN_S)
        os.environ["WAYLAND_DISPLAY"] = SOCKET
        wait_for("the shell to leave its overview", self._left_overview, limit_s=STARTED_WITHIN_S, poll_s=1)
        self._find_x_server()
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=60)

    def set_layout(self, layout: str) -> None:
        wanted = layout.split(",")
        _set("org.gnome.desktop.input-sources", "sources", str([("xkb", each) for each in wanted]))
        wait_for("the shell to take up the layouts", lambda: self._sources()["ids"] == wanted)
        if len(wanted) > 1:
            self.switch_group(0)

    def switch_group(self, group: int) -> None:
        asking.call(_CONTROL, "SwitchTo", "u", (group,))
        wait_for("the shell to switch the layout", lambda: self._sources()["current"] == group)

    def has_keyboard(self, name: str) -> bool:
        return name in asking.call(_CONTROL, "Devices")

    def focus(self, application: str) -> None:
        """The shell knows long before the window does."""
        if self.focused_application() != application:
            super().focus(application)
            time.sleep(FOCUS_ARRIVES_S)

    def activate(self, application: str) -> None:
        asking.call(_CONTROL, "Activate", "s", (application,))

    def focused_application(self) -> str:
        focused: str = asking.call(_CONTROL, "Focused")
        return focused

    def take_picture(self, path: Path) -> None:
        screen.take_picture(path)

    def copy(self, text: str) -> None:
        command = ["xclip", "-selection", "clipboard"]
        subprocess.run(command, input=text.encode(), check=True, timeout=60, stdout=subprocess.DEVNULL)

    def pasted(self) -> str:
        command = ["xclip", "-selection", "clipboard", "-out"]
        return subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout

    def _sources(self) -> dict[str, Any]:
        sources: dict[str, Any] = json.loads(asking.call(_CONTROL, "Sources"))
        return sources

    def _left_overview(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text(errors="replace")
        try:
            return bool(asking.call(_CONTROL, "LeaveOverview"))
        except Exception:  # the extension comes up some time after the socket
            return False

    def _find_x_server(self) -> None:
        """The shell tells the programs that it starts; ours are started beside it.

        It has a second display for its own services, which does not answer others.
        """
        public = re.search(r"Using public X11 display (:\d+)", self._log.read_text(errors="replace"))
        assert public is not None, "the shell did not say which X display is its public one"
        os.environ["DISPLAY"] = public[1]
        os.environ["XAUTHORITY"] = str(next(self._runtime.glob(".mutter-Xwaylandauth.*")))


def _set(schema: str, key: str, value: str) -> None:
    subprocess.run(["gsettings", "set", schema, key, value], check=True, timeout=120)
