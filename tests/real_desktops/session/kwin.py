"""KWin, headless, with Plasma's keeper of global shortcuts and its portal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, ClassVar

from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection
from jeepney.wrappers import DBusErrorResponse, unwrap_msg

from tests.desktop.session import asking
from tests.desktop.session.waiting import wait_for
from tests.real_desktops.session.desktop import RealDesktop
from tests.real_desktops.session.hands import KWinHands

SAYS_FOCUS = """
function say(window) { print("focused: " + (window ? window.resourceClass : "")); }
workspace.windowActivated.connect(say);
say(workspace.activeWindow);
"""
ACTIVATES = """
workspace.windowList().forEach(function (window) {{
    if (window.resourceClass == "{application}") workspace.activeWindow = window;
}});
"""

OVERLAY_LAYER = "/9"
LISTS = """
print("windows: " + workspace.windowList().map(function (window) {
    return window.resourceClass + "/" + window.caption + "/" + window.layer;
}).join(", "));
"""

_LAYOUTS = DBusAddress("/Layouts", "org.kde.keyboard", "org.kde.KeyboardLayouts")
_SCRIPTING = DBusAddress("/Scripting", "org.kde.KWin", "org.kde.kwin.Scripting")
_KWIN = DBusAddress("/KWin", "org.kde.KWin", "org.kde.KWin")
_SCREENSHOT = DBusAddress("/org/kde/KWin/ScreenShot2", "org.kde.KWin", "org.kde.KWin.ScreenShot2")


class KWin(RealDesktop):
    name = "kwin"
    shortcuts_dialog = remote_control_dialog = "org.freedesktop.impl.portal.desktop.kde"
    environment: ClassVar[dict[str, str]] = {
        "XDG_CURRENT_DESKTOP": "KDE",
        "QT_QPA_PLATFORMTHEME": "generic",
        "KWIN_WAYLAND_NO_PERMISSION_CHECKS": "1",
        "KWIN_SCREENSHOT_NO_PERMISSION_CHECKS": "1",
        "QT_FORCE_STDERR_LOGGING": "1",
        "QT_LOGGING_RULES": "kwin_scripting.debug=true;js.debug=true",
    }

    def __init__(self, output: Path) -> None:
        super().__init__(output)
        self._log = output / "kwin-compositor.log"
        self._scripts = 0

    def command(self) -> list[str]:
        size = ["--width", "1280", "--height", "720"]
        return ["kwin_wayland", "--virtual", *size, "--socket", self.socket, "--no-lockscreen", "--xwayland"]

    def configure(self) -> None:
        (self.home / ".config").mkdir(exist_ok=True)
        self._write_layouts("us")

    def new_hands(self) -> KWinHands:
        return KWinHands()

    def is_up(self) -> bool:
        asking.call(_KWIN, "supportInformation")
        self._run_script(SAYS_FOCUS)
        return True

    def set_layout(self, layout: str) -> None:
        self._write_layouts(layout)
        # What Plasma's settings send when they have written the file.
        signal = ["--object-path", "/kxkbrc", "--signal", "org.kde.kconfig.notify.ConfigChanged"]
        subprocess.run(["gdbus", "emit", "--session", *signal, "{'Layout': [b'LayoutList']}"], check=True, timeout=60)
        wait_for("KWin to take up the layouts", lambda: self._layouts() == layout.split(","))
        if "," in layout:
            self.switch_group(0)

    def switch_group(self, group: int) -> None:
        wait_for("KWin to switch the layout", lambda: asking.call(_LAYOUTS, "setLayout", "u", (group,)))

    def press_accept_shortcuts(self) -> None:
        self.hands.tap("KEY_ENTER")

    def press_accept_remote_control(self) -> None:
        self.hands.tap("KEY_ENTER")

    def shows_overlay(self) -> bool:
        self._run_script(LISTS)
        wait_for("KWin's list of windows", lambda: "windows: " in self._said())
        listed = self._said().rpartition("windows: ")[2].splitlines()[0].split(", ")
        return any(window.endswith(OVERLAY_LAYER) for window in listed)

    def activate(self, application: str) -> None:
        self._run_script(ACTIVATES.format(application=application))

    def focused_application(self) -> str:
        said = [line for line in self._said().splitlines() if "focused: " in line]
        return said[-1].rpartition("focused: ")[2].strip() if said else ""

    def take_picture(self, path: Path) -> None:
        """KWin takes none where it draws without a graphics processor, as in a container."""
        from PySide6.QtGui import QImage

        reading, writing = os.pipe()
        with open_dbus_connection("SESSION", enable_fds=True) as connection:
            call = new_method_call(_SCREENSHOT, "CaptureWorkspace", "a{sv}h", ({}, writing))
            reply = connection.send_and_get_reply(call, timeout=60)
        os.close(writing)
        try:
            (about,) = unwrap_msg(reply)
        except DBusErrorResponse:
            os.close(reading)
            return
        with os.fdopen(reading, "rb") as pipe:
            pixels = pipe.read()
        facts: dict[str, Any] = {name: value for name, (_signature, value) in about.items()}
        shape = (facts["width"], facts["height"], facts["stride"], QImage.Format(facts["format"]))
        QImage(pixels, *shape).save(str(path))

    def _said(self) -> str:
        return self._log.read_text(errors="replace")

    def _layouts(self) -> list[str]:
        return [name for name, _variant, _label in asking.call(_LAYOUTS, "getLayoutsList")]

    def _write_layouts(self, layout: str) -> None:
        text = f"[Layout]\nLayoutList={layout}\nUse=true\n"
        (self.home / ".config" / "kxkbrc").write_text(text)

    def _run_script(self, text: str) -> None:
        self._scripts += 1
        path = self.runtime / f"script-{self._scripts}.js"
        path.write_text(text)
        asking.call(_SCRIPTING, "loadScript", "ss", (str(path), path.stem))
        asking.call(_SCRIPTING, "start")
