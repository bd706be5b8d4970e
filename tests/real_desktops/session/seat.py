"""The same desktops on a machine's own screen, with a keyboard of the kernel's under the user's hands."""

from __future__ import annotations

import os
from pathlib import Path

from evdev import UInput, ecodes
from jeepney import DBusAddress

from tests.desktop.session import asking, screen
from tests.desktop.session.keyboard import KEYS
from tests.real_desktops.session.gnome import GnomeShell
from tests.real_desktops.session.hands import Hands
from tests.real_desktops.session.kwin import KWin

_DEVICES = DBusAddress("/org/kde/KWin/InputDevice", "org.kde.KWin", "org.kde.KWin.InputDeviceManager")


class KernelHands(Hands):
    """A uinput device, which the compositor cannot tell from a keyboard that was plugged in."""

    name = "Test keyboard"

    def __init__(self) -> None:
        self._device = UInput({ecodes.EV_KEY: KEYS}, name=self.name)

    def key(self, code: int, *, down: bool) -> None:
        self._device.write(ecodes.EV_KEY, code, int(down))
        self._device.syn()

    def close(self) -> None:
        self._device.close()


class KWinOnSeat(KWin):
    def __init__(self, output: Path) -> None:
        super().__init__(output)
        os.environ["KWIN_COMPOSE"] = "Q"  # drawn by the processor

    def command(self) -> list[str]:
        return ["kwin_wayland", "--socket", self.socket, "--no-lockscreen", "--xwayland"]

    def new_hands(self) -> KernelHands:
        hands = KernelHands()
        self.wait_for_keyboard(hands.name)
        return hands

    def has_keyboard(self, name: str) -> bool:
        names = asking.get_property(_DEVICES, "devicesSysNames")
        return name in {asking.get_property(_device(each), "name") for each in names}

    def take_picture(self, path: Path) -> None:
        screen.take_picture(path)


class GnomeShellOnSeat(GnomeShell):
    def command(self) -> list[str]:
        # unsafe: it may be asked which window has the focus.
        return ["gnome-shell", "--wayland", "--display-server", "--wayland-display", self.socket, "--unsafe-mode"]

    def configure(self) -> None:
        super().configure()
        # In a slow machine a key that is released late would repeat, and unevenly.
        self._set("org.gnome.desktop.peripherals.keyboard", "repeat", "false")

    def new_hands(self) -> KernelHands:
        hands = KernelHands()
        self.wait_for_keyboard(hands.name)
        return hands

    def has_keyboard(self, name: str) -> bool:
        devices = "global.stage.context.get_backend().get_default_seat().list_devices()"
        return name in self._evaluate(f"{devices}.map(device => device.get_device_name())")

    def take_picture(self, path: Path) -> None:
        screen.take_picture(path)


def _device(system_name: str) -> DBusAddress:
    return DBusAddress(f"/org/kde/KWin/InputDevice/{system_name}", "org.kde.KWin", "org.kde.KWin.InputDevice")
