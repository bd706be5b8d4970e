"""The home of one scenario: its folders, the victim's log, and the window that survives the victim."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

ENTRY, AFTER_NAME = "\x1e", "\x1f"
MARKER = "DICTATE_FAULTS_HOME"
"""In the environment of every process of a scenario, so that what is left over can be found."""


@dataclass(frozen=True)
class Home:
    root: Path

    @property
    def log(self) -> Path:
        """What the victim did, line by line."""
        return self.root / "log"

    @property
    def window(self) -> Path:
        """What was typed: entries of ENTRY, the utterance, AFTER_NAME, the characters that arrived."""
        return self.root / "window"

    @property
    def errors(self) -> Path:
        return self.root / "stderr"

    @property
    def plan(self) -> Path:
        return self.root / "plan.json"

    @property
    def disk(self) -> Path:
        """XDG_DATA_HOME; a file system of its own where that can be had."""
        return self.root / "disk"

    @property
    def image(self) -> Path:
        """The device under `disk`, where its power is to be cut."""
        return self.root / "disk.img"

    @property
    def data(self) -> Path:
        return self.disk / "dictate"

    @property
    def journal(self) -> Path:
        return self.data / "journal"

    @property
    def history(self) -> Path:
        return self.data / "history.sqlite3"

    def environment(self) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
        return {
            **inherited,
            "HOME": str(self.root),
            "XDG_CONFIG_HOME": str(self.root / "config"),
            "XDG_DATA_HOME": str(self.disk),
            "XDG_STATE_HOME": str(self.root / "state"),
            "XDG_CACHE_HOME": str(self.root / "cache"),
            "XDG_RUNTIME_DIR": str(self.root / "run"),
            "PYTHONDONTWRITEBYTECODE": "1",
            MARKER: str(self.root),
        }

    def make(self) -> None:
        for folder in (self.disk, self.root / "run"):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.log.touch()
        self.window.touch()

    def lines(self) -> list[list[str]]:
        return [line.split(" ", 2) for line in self.log.read_text().splitlines()]

    def typed(self) -> list[tuple[str, str]]:
        """Utterance and characters of every text that began to be typed, in order."""
        entries = self.window.read_text(encoding="utf-8").split(ENTRY)[1:]
        return [(name, text) for name, _, text in (entry.partition(AFTER_NAME) for entry in entries)]


class Appender:
    """Writes to a file that outlives this process: each call reaches the kernel at once."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def write(self, text: str) -> None:
        os.write(self._descriptor, text.encode())
