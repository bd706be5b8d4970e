"""Tells a screen reader what the overlay shows to the eye. Qt main thread."""

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QObject

from dictate.events import (
    AudioFlows,
    Cancelled,
    CorrectionAsked,
    Finished,
    HeardNothing,
    Latched,
    Level,
    Notice,
    Partial,
    Problem,
    SessionEvent,
    SessionState,
    StateChanged,
)
from dictate.translation.catalogue import translate as _
from dictate.translation.catalogue import translated
from dictate.ui.bridge import SessionBridge
from dictate.ui.overlay_view import after
from dictate.ui.screen_reader import announce


class Announcer(QObject):
    """Announces how each dictation ends, and where no sound does (`has_sounds`), how it begins, too.

    While somebody speaks nothing is said that a sound can tell: the microphone would hear it.
    """

    def __init__(self, bridge: SessionBridge, has_sounds: Callable[[], bool], source: QObject) -> None:
        super().__init__(source)
        self._has_sounds = has_sounds
        self._source = source
        bridge.any_event.connect(self._on_event)

    def _on_event(self, event: SessionEvent) -> None:
        sentence = announcement(event, has_sounds=self._has_sounds())
        announce(sentence, self._source, urgent=isinstance(event, Problem))


def announcement(event: SessionEvent, *, has_sounds: bool) -> str:
    """What is read aloud once `event` has happened; empty for nothing."""
    match event:
        case AudioFlows():
            return "" if has_sounds else _("Listening…")
        case StateChanged(SessionState.WORKING):
            return "" if has_sounds else _("Writing…")
        case Finished() | HeardNothing():
            view = after(None, event, words=False)
            return view.text if view is not None else ""
        case Cancelled():
            return _("Cancelled")
        case Problem(problem, mend):
            return f"{translated(problem)} {translated(mend)}".strip()
        case StateChanged() | Latched() | Level() | Partial() | CorrectionAsked() | Notice():
            # Notices and texts that did not arrive come as notifications, which screen readers read by themselves.
            return ""
        case _:
            assert_never(event)
