"""labwc, which LXQt and others use for their windows, on a machine's own screen."""

from __future__ import annotations

import os
from typing import ClassVar

from dictate.wayland.connection import connect
from tests.real_desktops.session.hands import PATIENCE_S
from tests.real_desktops.session.own_configuration import OwnConfiguration
from tests.real_desktops.session.toplevels import MANAGER, Toplevels

# The line is that of docs/hotkeys.md.
CONFIGURATION = """<?xml version="1.0"?>
<labwc_config>
  <keyboard>
    <keybind key="F10" onRelease="yes"><action name="Execute" command="dictate toggle"/></keybind>
  </keyboard>
</labwc_config>
"""


class LabwcOnSeat(OwnConfiguration):
    name = "labwc"
    configuration = CONFIGURATION
    configuration_name = "labwc/rc.xml"
    # Drawn by the processor. The root has portals of other desktops, which know no key of labwc's.
    environment: ClassVar[dict[str, str]] = {"XDG_CURRENT_DESKTOP": "labwc:wlroots", "WLR_RENDERER": "pixman"}
    key_source = "none"
    """Left alone, Dictate asks one of those: `default=wlr;*` (labwc-portals.conf)."""

    def command(self) -> list[str]:
        return ["labwc", "--debug", "--config-dir", str(self.configuration_file.parent)]

    def is_up(self) -> bool:
        os.environ["WAYLAND_DISPLAY"] = self.socket
        with connect(timeout_s=PATIENCE_S) as connection:
            return connection.find_global(MANAGER) is not None

    def set_layout(self, layout: str) -> None:
        raise NotImplementedError("labwc reads layouts at its start")

    def switch_group(self, group: int) -> None:
        raise NotImplementedError("labwc has keys for that, and no command")

    def has_keyboard(self, name: str) -> bool:
        return name in (self._output / f"{self.name}-compositor.log").read_text(errors="replace")

    def shows_overlay(self) -> bool:
        """It tells nobody of layer surfaces: the picture of the screen has to show it."""
        return True

    def activate(self, application: str) -> None:
        with connect(timeout_s=PATIENCE_S) as connection:
            Toplevels(connection).activate(application)

    def focused_application(self) -> str:
        with connect(timeout_s=PATIENCE_S) as connection:
            return Toplevels(connection).focused
