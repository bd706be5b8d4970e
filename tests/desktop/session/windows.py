"""Windows that write what they receive into a file, as fast as it comes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

from tests.desktop.session.compositor import Compositor
from tests.desktop.session.waiting import settled, wait_for

EDITOR_PROGRAM = Path(__file__).with_name("editor_window.py")
GTK_EDITOR_PROGRAM = Path(__file__).with_name("gtk_editor_window.py")

TOOLKITS = {"QT_QPA_PLATFORM": "wayland", "GDK_BACKEND": "wayland", "GSK_RENDERER": "cairo"}

# Neither a line at a time nor with signals: every character counts, Ctrl+C included. `>>`, since a test may truncate.
TERMINAL_PROGRAM = 'stty -icanon -isig min 1; : > "$1"; exec cat >> "$1"'


STALLED_S = 10.0
"""A text of which nothing more came for so long is taken as it is."""

TOO_MUCH_S = 0.3
"""How long a complete text is watched for characters too many."""


class Window:
    """An application with one text field. `received` is the text since the window took the focus last."""

    application = ""

    def __init__(self, compositor: Compositor, output: Path) -> None:
        self._compositor = compositor
        self._output = output
        self._text = Path(os.environ["XDG_RUNTIME_DIR"]) / f"{self.application}.txt"
        self._before = 0
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def __enter__(self) -> Self:
        with (self._output / f"{self.application}.log").open("wb") as log:
            self._process = subprocess.Popen(self.command(), stdout=log, stderr=log, env={**os.environ, **TOOLKITS})
        wait_for(f"the window of {self.application}", self._text.exists, limit_s=120)
        self._compositor.focus(self.application)
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=60)

    def take_focus(self) -> None:
        """Bring the window to the front and forget what it received so far."""
        self._compositor.focus(self.application)
        self._before = len(self._all())

    @property
    def received(self) -> str:
        return self._all()[self._before :]

    def wait_for_text(self, expected: str) -> str:
        """What was received: as soon as it is `expected`, or, when it is not, once nothing has come for a while."""
        settled(lambda: self.received, quiet_s=STALLED_S, done=lambda text: len(text) >= len(expected))
        time.sleep(TOO_MUCH_S)
        return self.received

    def wait_until_left(self, expected: str) -> str:
        """What is left of the text after characters were taken back: `expected`, or what it stays at."""
        return settled(lambda: self.received, quiet_s=STALLED_S, done=lambda text: text == expected)

    def assert_nothing_comes(self, watch_s: float) -> None:
        """Fail when any character arrives within that time, or has arrived since the focus was taken."""
        deadline = time.monotonic() + watch_s
        while time.monotonic() < deadline:
            assert self.received == ""
            time.sleep(0.2)

    def _all(self) -> str:
        return self._text.read_bytes().decode(errors="replace")


class Terminal(Window):
    application = "foot"

    def command(self) -> list[str]:
        font = "DejaVu Sans Mono:size=12"
        shell = ["sh", "-c", TERMINAL_PROGRAM, "sh", str(self._text)]
        return ["foot", "--app-id", self.application, "--font", font, *shell]


class QtEditor(Window):
    application = "editor"

    def command(self) -> list[str]:
        return [sys.executable, str(EDITOR_PROGRAM), self.application, str(self._text)]


class BusyQtEditor(Window):
    """A Qt text field in a program that does nothing for 50 ms, again and again."""

    application = "busyeditor"

    def command(self) -> list[str]:
        return [sys.executable, str(EDITOR_PROGRAM), self.application, str(self._text), "--stalls"]


class GtkEditor(Window):
    application = "org.example.gtkeditor"

    def command(self) -> list[str]:
        return [sys.executable, str(GTK_EDITOR_PROGRAM), self.application, str(self._text)]
