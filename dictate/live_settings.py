"""The settings in force: the file is the truth, and an edit counts from the next dictation on. Any thread."""

import threading
from collections.abc import Callable
from pathlib import Path

from dictate.settings import Settings
from dictate.settings_file import load_settings

_Stamp = tuple[int, int, int] | None


class LiveSettings:
    """Reads the file again when it has changed; looking costs one stat()."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: _Stamp = None
        self._settings = Settings()
        self._problems: tuple[str, ...] = ()
        self._listeners: list[Callable[[Settings], None]] = []
        self.current()

    @property
    def path(self) -> Path:
        return self._path

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about the file as it was last read."""
        return self._problems

    def on_change(self, listener: Callable[[Settings], None]) -> None:
        """`listener` is called with the new settings, on the thread that noticed the change."""
        self._listeners.append(listener)

    def current(self) -> Settings:
        """The settings as the file has them now."""
        with self._lock:
            stamp = _stamp_of(self._path)
            if stamp == self._stamp:
                return self._settings
            self._stamp = stamp
            loaded = load_settings(self._path)
            changed = loaded.settings != self._settings
            self._settings, self._problems = loaded.settings, loaded.problems
        if changed:
            for listener in self._listeners:
                listener(loaded.settings)
        return loaded.settings


def _stamp_of(path: Path) -> _Stamp:
    try:
        status = path.stat()
    except OSError:
        return None
    # The inode changes with every atomic replacement, even within one tick of the clock.
    return status.st_mtime_ns, status.st_size, status.st_ino
