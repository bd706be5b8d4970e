"""Compositors on a machine's own screen whose own configuration binds the key."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from tests.desktop.session import screen
from tests.real_desktops.session.desktop import RealDesktop
from tests.real_desktops.session.seat import KernelHands


class OwnConfiguration(RealDesktop):
    configuration: ClassVar[str]
    configuration_name: ClassVar[str]
    """Below ~/.config."""

    @property
    def configuration_file(self) -> Path:
        return self.home / ".config" / self.configuration_name

    def configure(self) -> None:
        self.configuration_file.parent.mkdir(parents=True)
        self.configuration_file.write_text(self.configuration)
        self.place_command()

    def new_hands(self) -> KernelHands:
        hands = KernelHands()
        self.wait_for_keyboard(hands.name)
        return hands

    def take_picture(self, path: Path) -> None:
        screen.take_picture(path)
