"""What a compositor under test can be asked for. `Sway`, `KWin` and `GnomeShell` are the three."""

from __future__ import annotations

import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Self

from tests.desktop.session.waiting import wait_for


class Compositor(ABC):
    """A running compositor, as a context manager; the environment of this process points to it for as long."""

    name: str

    @abstractmethod
    def __enter__(self) -> Self: ...

    @abstractmethod
    def __exit__(self, *exception: object) -> None: ...

    @abstractmethod
    def set_layout(self, layout: str) -> None:
        """Set the layouts of all keyboards (`us`, or several: `us,il`); the first one is active afterwards."""

    @abstractmethod
    def switch_group(self, group: int) -> None:
        """Make the layout with that index active, as a layout switcher does."""

    @abstractmethod
    def has_keyboard(self, name: str) -> bool:
        """Whether the compositor has noticed the device."""

    @abstractmethod
    def activate(self, application: str) -> None:
        """Ask for the focus to move to the window of that application."""

    @abstractmethod
    def focused_application(self) -> str:
        """The application id of the focused window, empty when there is none."""

    @abstractmethod
    def take_picture(self, path: Path) -> None: ...

    def wait_for_keyboard(self, name: str) -> None:
        wait_for(f"the compositor to notice the keyboard {name}", lambda: self.has_keyboard(name))

    def focus(self, application: str) -> None:
        """Bring the window of that application to the front; it has the focus afterwards."""

        def has_focus() -> bool:
            if self.focused_application() == application:
                return True
            self.activate(application)
            return False

        wait_for(f"the focus of {application}", has_focus, limit_s=120, poll_s=0.3)

    def copy(self, text: str) -> None:
        """Put a text on the clipboard, by a program that is not ours."""
        subprocess.run(["wl-copy", text], check=True, timeout=60)

    def pasted(self) -> str:
        """The text on the clipboard, read by a program that is not ours."""
        command = ["wl-paste", "--no-newline"]
        return subprocess.run(command, check=True, timeout=60, capture_output=True, text=True).stdout
