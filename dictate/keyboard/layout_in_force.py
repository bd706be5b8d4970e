"""The layout that the keys of a text are chosen on, and whether it still is the one in force. For the typist thread."""

import time
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Final

from dictate.keyboard.active_layout import ActiveLayout, with_locks_of
from dictate.keyboard.layout_watch import LayoutWatch
from dictate.keyboard.locks import Lamps
from dictate.wording.message import message

_DEVICE_NOTICED_WITHIN_S: Final = 5.0
_POLL_S: Final = 0.03


class LayoutInForce:
    """For one text. `lamps` tells which lamps are lit on our keyboard, `watch` when to ask anew."""

    def __init__(
        self,
        find_layout: Callable[[], ActiveLayout],
        input_method: Callable[[], str],
        lamps: Callable[[], Lamps | None],
        watch: LayoutWatch,
    ) -> None:
        self._find_layout = find_layout
        self._input_method = input_method
        self._lamps = lamps
        self._watch = watch
        self._lit: Lamps | None = None
        self._layout = ActiveLayout(None, None, "")

    def ask(self, stop: Event) -> ActiveLayout:
        """Ask the session. Waits for a desktop that has not noticed our keyboard, seconds at most."""
        deadline = time.monotonic() + _DEVICE_NOTICED_WITHIN_S
        layout = self._find_layout()
        while layout.provisional and time.monotonic() < deadline and not stop.wait(_POLL_S):
            layout = self._find_layout()
        self._lit = self._lamps()
        input_method = self._input_method()
        if input_method:
            reason = message(
                'The input method "{input_method}" is on and would change what is typed.', input_method=input_method
            )
            self._layout = replace(layout, group=None, reason=reason)
        else:
            self._layout = with_locks_of(layout, self._lit)
        return self._layout

    def may_have_changed(self) -> bool:
        """Whether a switch or a lock was told of since this was asked last. Takes microseconds."""
        told, lit_before = self._watch.has_fired(), self._lit
        self._lit = self._lamps()
        return told or self._lit != lit_before

    def differs(self) -> bool:
        """Ask anew, for what nobody tells of. A session too busy to answer has switched nothing."""
        if self._input_method():
            return True
        now, before = with_locks_of(self._find_layout(), self._lit), self._layout
        asked = now.known and not now.provisional
        return asked and (now.keymap, now.group, now.locks) != (before.keymap, before.group, before.locks)
