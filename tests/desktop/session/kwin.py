"""KWin on the machine's own screen, as Plasma starts it, but without Plasma."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Self

from jeepney import DBusAddress

from tests.desktop.session import asking, screen
from tests.desktop.session.compositor import Compositor
from tests.desktop.session.waiting import wait_for

SOCKET = "wayland-kwin"

ENVIRONMENT = {
    "KWIN_COMPOSE": "Q",  # drawn by the processor
    "QT_FORCE_STDERR_LOGGING": "1",
    "QT_LOGGING_RULES": "kwin_scripting.debug=true;js.debug=true",
    "XDG_CURRENT_DESKTOP": "KDE",
    "XDG_SESSION_TYPE": "wayland",
}

# No repeat: in a slow machine a key that is released late would repeat.
NO_REPEAT = "[Keyboard]\nKeyRepeat=nothing\nRepeatRate=0\n"

SAYS_FOCUS = """
function say(client) { print("focused: " + (client ? client.resourceClass : "")); }
workspace.clientActivated.connect(say);
say(workspace.activeClient);
"""
ACTIVATES = """
workspace.clientList().forEach(function (client) {{
    if (client.resourceClass == "{application}") workspace.activeClient = client;
}});
"""

_LAYOUTS = DBusAddress("/Layouts", "org.kde.keyboard", "org.kde.KeyboardLayouts")
_SCRIPTING = DBusAddress("/Scripting", "org.kde.KWin", "org.kde.kwin.Scripting")
_DEVICES = DBusAddress("/org/kde/KWin/InputDevice", "org.kde.KWin", "org.kde.KWin.InputDeviceManager")
_KWIN = DBusAddress("/KWin", "org.kde.KWin", "org.kde.KWin")


class KWin(Compositor):
    name = "kwin"

    def __init__(self, output: Path) -> None:
        self._log = output / "kwin.log"
        self._folder = Path(os.environ["XDG_RUNTIME_DIR"])
        self._configuration = self._folder / "kwin-config"
        self._process: subprocess.Popen[bytes] | None = None
        self._scripts = 0

    def __enter__(self) -> Self:
        os.environ.update(ENVIRONMENT, XDG_CONFIG_HOME=str(self._configuration))
        self._configuration.mkdir(exist_ok=True)
        (self._configuration / "kcminputrc").write_text(NO_REPEAT)
        self._write_layouts("us")
        command = ["kwin_wayland", "--socket", SOCKET, "--no-lockscreen", "--no-global-shortcuts"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        wait_for("KWin", (self._folder / SOCKET).exists, limit_s=180)
        os.environ["WAYLAND_DISPLAY"] = SOCKET
        wait_for("KWin's scripts", self._says_focus, limit_s=120, poll_s=1)
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=60)

    def set_layout(self, layout: str) -> None:
        self._write_layouts(layout)
        asking.emit("/Layouts", "org.kde.keyboard", "reloadConfig")
        # Answered after the signal was: KWin does one after the other.
        asking.call(_KWIN, "supportInformation")
        if "," in layout:
            self.switch_group(0)

    def switch_group(self, group: int) -> None:
        wait_for("KWin to switch the layout", lambda: asking.call(_LAYOUTS, "setLayout", "u", (group,)))

    def has_keyboard(self, name: str) -> bool:
        names = asking.get_property(_DEVICES, "devicesSysNames")
        return name in {asking.get_property(_device(each), "name") for each in names}

    def activate(self, application: str) -> None:
        self._run_script(ACTIVATES.format(application=application))

    def focused_application(self) -> str:
        said = [line for line in self._log.read_text(errors="replace").splitlines() if "focused: " in line]
        return said[-1].rpartition("focused: ")[2].strip() if said else ""

    def take_picture(self, path: Path) -> None:
        screen.take_picture(path)

    def _write_layouts(self, layout: str) -> None:
        text = f"[Layout]\nLayoutList={layout}\nUse=true\n"
        (self._configuration / "kxkbrc").write_text(text)

    def _says_focus(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text(errors="replace")
        try:
            self._run_script(SAYS_FOCUS)
        except Exception:  # the service comes up some time after the socket
            return False
        return True

    def _run_script(self, text: str) -> None:
        self._scripts += 1
        path = self._folder / f"script-{self._scripts}.js"
        path.write_text(text)
        asking.call(_SCRIPTING, "loadScript", "ss", (str(path), path.stem))
        asking.call(_SCRIPTING, "start")


def _device(system_name: str) -> DBusAddress:
    return DBusAddress(f"/org/kde/KWin/InputDevice/{system_name}", "org.kde.KWin", "org.kde.KWin.InputDevice")
