"""Windows that write what they receive into a file, as fast as it comes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.desktop.session.sway import Sway
from tests.desktop.session.waiting import settled, wait_for

EDITOR_PROGRAM = Path(__file__).with_name("editor_window.py")

# Neither a line at a time nor with signals: every character counts, Ctrl+C included. `>>`, since a test may truncate.
TERMINAL_PROGRAM = 'stty -icanon -isig min 1; : > "$1"; exec cat >> "$1"'


class Window:
    """An application with one text field. `received` is the text since the window took the focus last."""

    application = ""

    def __init__(self, sway: Sway, output: Path) -> None:
        self._sway = sway
        self._output = output
        self._text = Path(os.environ["XDG_RUNTIME_DIR"]) / f"{self.application}.txt"
        self._before = 0
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def __enter__(self) -> Self:
        with (self._output / f"{self.application}.log").open("wb") as log:
            self._process = subprocess.Popen(
                self.command(), stdout=log, stderr=log, env={**os.environ, "QT_QPA_PLATFORM": "wayland"}
            )
        wait_for(f"the window of {self.application}", self._text.exists)
        wait_for(f"the focus of {self.application}", lambda: self._sway.focused_application() == self.application)
        return self

    def __exit__(self, *exception: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=60)

    def take_focus(self) -> None:
        """Bring the window to the front and forget what it received so far."""
        self._sway.command(f"[app_id={self.application}]", "focus")
        wait_for(f"the focus of {self.application}", lambda: self._sway.focused_application() == self.application)
        self._before = len(self._all())

    @property
    def received(self) -> str:
        return self._all()[self._before :]

    def wait_for_text(self, expected: str, limit_s: float = 60) -> str:
        """What was received once it is as long as `expected` and nothing more comes; on time-out what there is."""
        text = settled(lambda: self.received, quiet_s=1.0, limit_s=limit_s)
        while len(text) < len(expected) and text != (text := settled(lambda: self.received, 5.0, limit_s)):
            pass
        return text

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
