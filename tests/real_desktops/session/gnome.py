"""GNOME Shell, headless, with the part of GNOME's settings daemon that watches keys, and its portal."""

from __future__ import annotations

import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any, ClassVar

from jeepney import DBusAddress

from tests.desktop.session import asking
from tests.desktop.session.waiting import wait_for
from tests.real_desktops.session.desktop import PORTAL, STARTED_WITHIN_S, RealDesktop
from tests.real_desktops.session.hands import MutterHands

SETTINGS = {
    ("org.gnome.desktop.interface", "enable-animations"): "false",
    ("org.gnome.desktop.session", "idle-delay"): "0",
    ("org.gnome.shell", "welcome-dialog-last-shown-version"): "'99'",
    ("org.gnome.desktop.input-sources", "sources"): "[('xkb', 'us')]",
}

REMEMBER = ("KEY_LEFTALT", "KEY_R")
X_AUTHORITY = ".mutter-Xwaylandauth.*"
X_SETTINGS = "org.gnome.SettingsDaemon.XSettings"

_SHELL = DBusAddress("/org/gnome/Shell", "org.gnome.Shell", "org.gnome.Shell")
_SCREENSHOT = DBusAddress("/org/gnome/Shell/Screenshot", "org.gnome.Shell", "org.gnome.Shell.Screenshot")
_SOURCES = "Main.panel.statusArea.keyboard._inputSourceManager"
_INPUT_SOURCES = "org.gnome.desktop.input-sources"


class GnomeShell(RealDesktop):
    name = "gnome"
    shortcuts_dialog = "org.gnome.Settings.GlobalShortcutsProvider"
    remote_control_dialog = "xdg-desktop-portal-gnome"
    # Left alone, GNOME's part keeps the keys for the sessions of the portal that ended: no new one gets them (50.0).
    portal_services = ("org.freedesktop.impl.portal.desktop.gnome", PORTAL)
    environment: ClassVar[dict[str, str]] = {
        "XDG_CURRENT_DESKTOP": "GNOME",
        "XDG_SESSION_DESKTOP": "gnome",
        "GSETTINGS_BACKEND": "keyfile",
    }

    def command(self) -> list[str]:
        # unsafe: it may be asked which window has the focus.
        screen = ["--headless", "--virtual-monitor", "1280x720"]
        return ["gnome-shell", *screen, "--wayland-display", self.socket, "--unsafe-mode"]

    def configure(self) -> None:
        for (schema, key), value in SETTINGS.items():
            self._set(schema, key, value)

    def start(self) -> None:
        for left_by_a_crash in self.runtime.glob(X_AUTHORITY):
            left_by_a_crash.unlink()
        super().start()
        self.run("media-keys", "/usr/libexec/gsd-media-keys")
        # The shell tells the programs that it starts; ours are started beside it.
        os.environ["DISPLAY"] = ":0"
        os.environ["XAUTHORITY"] = str(next(self.runtime.glob(X_AUTHORITY)))
        # The shell has systemd start this when XWayland comes up, and waits for it.
        self.run("xsettings", "/usr/libexec/gsd-xsettings")
        wait_for("XWayland", lambda: self.owner_process(X_SETTINGS), limit_s=STARTED_WITHIN_S, poll_s=0.5)

    def new_hands(self) -> MutterHands:
        return MutterHands()

    def is_up(self) -> bool:
        if self._evaluate("Main.layoutManager._startingUp"):
            return False
        self._evaluate("Main.overview.hide()")
        return self._evaluate("Main.overview.visible") is False

    def set_layout(self, layout: str) -> None:
        sources = [("xkb", each) for each in layout.split(",")]
        self._set(_INPUT_SOURCES, "sources", str(sources))
        wait_for("the shell to take up the layouts", lambda: self._layouts() == layout.split(","))
        if len(sources) > 1:
            self.switch_group(0)
        time.sleep(1)

    def switch_group(self, group: int) -> None:
        """As choosing it in the shell's menu does: its shortcut goes back and forth between the two used last."""
        self._evaluate(f"{_SOURCES}.inputSources[{group}].activate(true)")
        wait_for("the shell to switch the layout", lambda: self._evaluate(f"{_SOURCES}.currentSource.index") == group)
        time.sleep(1)

    def press_accept_shortcuts(self) -> None:
        self.hands.tap("KEY_TAB")
        self.hands.tap("KEY_LEFTALT", "KEY_A")

    def press_accept_remote_control(self) -> None:
        """“Remember This Selection” off and on again, which takes the focus there; the switch behind it; “Share”."""
        for keys in [REMEMBER, REMEMBER, ("KEY_TAB",), ("KEY_SPACE",), ("KEY_LEFTALT", "KEY_S")]:
            self.hands.tap(*keys)
            time.sleep(0.5)

    def shows_overlay(self) -> bool:
        """The only program here that comes through XWayland is the overlay's helper."""
        through_x = "w => w.get_client_type() === imports.gi.Meta.WindowClientType.X11"
        return bool(self._evaluate(f"global.get_window_actors().map(a => a.meta_window).some({through_x})"))

    def activate(self, application: str) -> None:
        found = f"global.get_window_actors().map(a => a.meta_window).filter(w => w.get_wm_class() === '{application}')"
        self._evaluate(f"{found}.forEach(w => w.activate(global.get_current_time()))")

    def focused_application(self) -> str:
        return str(self._evaluate("global.display.focus_window ? global.display.focus_window.get_wm_class() : ''"))

    def take_picture(self, path: Path) -> None:
        asking.call(_SCREENSHOT, "Screenshot", "bbs", (False, False, str(path)))

    def copy(self, text: str) -> None:
        command = ["xclip", "-selection", "clipboard"]
        subprocess.run(command, input=text.encode(), check=True, timeout=60, stdout=subprocess.DEVNULL)

    def pasted(self) -> str:
        command = ["xclip", "-selection", "clipboard", "-out"]
        return subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout

    def _layouts(self) -> list[str]:
        found: list[str] = self._evaluate(f"Object.values({_SOURCES}.inputSources).map(source => source.id)")
        return found

    def _set(self, schema: str, key: str, value: str) -> None:
        environment = {**os.environ, "HOME": str(self.home)}
        subprocess.run(["gsettings", "set", schema, key, value], env=environment, check=True, timeout=120)

    def _evaluate(self, code: str) -> Any:
        worked, answer = asking.call(_SHELL, "Eval", "s", (code,))
        assert worked, f"{code}: {answer}"
        return json.loads(answer) if answer else None
