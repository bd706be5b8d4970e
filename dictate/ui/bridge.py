"""Session events, which come on session threads, become Qt signals on the Qt main thread."""

from typing import assert_never

from PySide6.QtCore import QObject, Qt, Signal, Slot

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
    StateChanged,
)


class SessionBridge(QObject):
    """Made on the Qt main thread. Each signal carries the event named like it, see `dictate.events`."""

    state_changed = Signal(object)
    audio_flows = Signal(object)
    latched = Signal(object)
    level = Signal(object)
    partial = Signal(object)
    finished = Signal(object)
    correction_asked = Signal(object)
    heard_nothing = Signal(object)
    cancelled = Signal(object)
    problem = Signal(object)
    notice = Signal(object)

    any_event = Signal(object)
    """Every event, after its own signal."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def deliver(self, event: SessionEvent) -> None:
        """Give it to the session as its listener: callable from any thread, returns at once, keeps the order."""
        self._arrived.emit(event)

    @Slot(object)
    def _pass_on(self, event: SessionEvent) -> None:
        match event:
            case StateChanged():
                self.state_changed.emit(event)
            case AudioFlows():
                self.audio_flows.emit(event)
            case Latched():
                self.latched.emit(event)
            case Level():
                self.level.emit(event)
            case Partial():
                self.partial.emit(event)
            case Finished():
                self.finished.emit(event)
            case CorrectionAsked():
                self.correction_asked.emit(event)
            case HeardNothing():
                self.heard_nothing.emit(event)
            case Cancelled():
                self.cancelled.emit(event)
            case Problem():
                self.problem.emit(event)
            case Notice():
                self.notice.emit(event)
            case _:
                assert_never(event)
        self.any_event.emit(event)
