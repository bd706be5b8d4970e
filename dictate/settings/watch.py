"""Tells when the settings file has changed, by an editor or another process. Sleeps in the kernel until then.

One thread, `settings-watch`, which calls `changed`.
"""

import logging
import os
import selectors
import threading
from collections.abc import Callable
from pathlib import Path

from inotify_simple import INotify, flags

_log = logging.getLogger(__name__)
_CHANGES = flags.CLOSE_WRITE | flags.MOVED_TO | flags.CREATE | flags.DELETE
_POLL_S = 5.0
"""Where the kernel cannot watch: network folders, or all its watches are taken."""


class SettingsWatch:
    """Watches the folder, for editors replace the file; where the file is a link, also the folder it leads to."""

    def __init__(self, path: Path, changed: Callable[[], None]) -> None:
        self._path = path
        self._changed = changed
        self._stopping = False
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="settings-watch", daemon=True)
        self._watched = threading.Event()
        self._thread.start()
        # A change right after this must not be missed.
        self._watched.wait()

    def close(self) -> None:
        """End the thread; from any other one."""
        self._stopping = True
        os.eventfd_write(self._wake, 1)
        self._thread.join()
        os.close(self._wake)

    def _run(self) -> None:
        with INotify(nonblocking=True) as notify, selectors.DefaultSelector() as selector:
            selector.register(notify, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ)
            can_watch = self._watch(notify)
            self._watched.set()
            while True:
                selector.select(None if can_watch else _POLL_S)
                if self._stopping:
                    return
                names = {change.name for change in notify.read(timeout=0)}
                if not can_watch or names & {self._path.name, self._path.resolve().name}:
                    can_watch = self._watch(notify)
                    self._changed()

    def _watch(self, notify: INotify) -> bool:
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in {self._path.parent, self._path.resolve().parent}:
                notify.add_watch(folder, _CHANGES)
        except OSError as error:
            _log.info("the settings file cannot be watched, so it is looked at now and then: %s", error)
            return False
        return True
