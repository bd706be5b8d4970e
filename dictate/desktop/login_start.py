"""Keeps the start at login in step with the settings: by the autostart file, or in a sandbox through its portal.

Main loop's thread.
"""

from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from dictate.desktop.autostart import LoginFile, ask_portal_to_start_at_login, login_file, set_start_at_login
from dictate.desktop.bus import Bus
from dictate.errors import DictateError
from dictate.wording.message import message
from dictate.wording.reasons import reason_of


class LoginStart:
    """`mark` is a file that is there while the portal starts the program: a portal tells no one what it was asked.

    `failed` gets what could not be done.
    """

    def __init__(self, bus: Bus | None, *, sandboxed: bool, mark: Path, failed: Callable[[DictateError], None]) -> None:
        self._bus = bus
        self._sandboxed = sandboxed
        self._mark = mark
        self._failed = failed
        self._asked: bool | None = None
        self._followed: bool | None = None

    def follow(self, wanted: bool) -> None:
        """Do what the settings say, once a change: a portal may show a dialog, and a failure is told."""
        try:
            if not self._sandboxed:
                before, self._followed = self._followed, wanted
                if _has_to_be_set(wanted, before):
                    set_start_at_login(wanted)
            elif self._bus is not None and wanted not in (self._mark.exists(), self._asked):
                self._asked = wanted
                ask_portal_to_start_at_login(self._bus, wanted, lambda error: self._answered(wanted, error))
            elif wanted == self._mark.exists():
                self._asked = None
        except DictateError as error:
            self._failed(error)

    def _answered(self, wanted: bool, error: DictateError | None) -> None:
        if error is not None:
            self._failed(error)
            return
        try:
            if wanted:
                self._mark.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._mark.touch(mode=0o600)
            else:
                self._mark.unlink(missing_ok=True)
        except OSError as problem:
            self._failed(
                DictateError(message("{path} cannot be written: {error}.", path=self._mark, error=reason_of(problem)))
            )


def _has_to_be_set(wanted: bool, before: bool | None) -> bool:
    """At the program's start, where `before` is None, what was made or switched off by hand is left as it is."""
    if before is not None:
        return wanted is not before
    match login_file():
        case LoginFile.NONE | LoginFile.OURS_BROKEN:
            return wanted
        case LoginFile.OURS:
            return not wanted
        case LoginFile.SOMEBODY_ELSES:
            return False
        case other:
            assert_never(other)
