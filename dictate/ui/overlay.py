"""The overlay: follows the session's events and keeps the pill on the screen. Qt main thread."""

import dataclasses
import logging
import time
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer

from dictate.errors import DictateError
from dictate.events import Level, SessionEvent
from dictate.ui.bridge import SessionBridge
from dictate.ui.overlay_backend import OverlayBackend
from dictate.ui.overlay_painter import OverlayLook
from dictate.ui.overlay_view import Face, OverlayView, after, lasts_s

_logger = logging.getLogger(__name__)

_FRAME_MS = 50
_CALM_FRAME_MS = 250
_CHANCES = 3
_PATIENCE_MS = 250
"""A microphone that delivers within this time needs no "One moment…" before."""


@dataclasses.dataclass(frozen=True)
class OverlaySettings:
    """What the overlay asks for at each picture."""

    shown: bool = True
    words: bool = True
    look: OverlayLook = dataclasses.field(default_factory=OverlayLook)


class Overlay(QObject):
    """Shows what happens through the best backend that opens; the next one is tried when one breaks."""

    def __init__(
        self,
        bridge: SessionBridge,
        settings: Callable[[], OverlaySettings],
        backends: Sequence[OverlayBackend],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._clock = clock
        self._candidates = sorted(backends, key=lambda each: each.usable().score, reverse=True)
        self._chances = dict.fromkeys((each.name for each in backends), _CHANCES)
        self._backend: OverlayBackend | None = None
        self._view: OverlayView | None = None
        self._asked = settings()
        self._visible = False
        self._began_at = 0.0
        self._frames = QTimer(self, singleShot=True)
        self._frames.timeout.connect(self._draw)
        self._end = QTimer(self, singleShot=True)
        self._end.timeout.connect(lambda: self._become(None))
        bridge.any_event.connect(self._on_event)

    @property
    def view(self) -> OverlayView | None:
        """What is, or is about to be, on the screen."""
        return self._view

    @property
    def backend_name(self) -> str:
        """The backend in use, empty while there is none."""
        return self._backend.name if self._backend is not None else ""

    def close(self) -> None:
        """Take the pill away and give the backend back."""
        self._frames.stop()
        self._end.stop()
        self._view = None
        if self._backend is not None:
            self._backend.close()
            self._backend = None

    def _on_event(self, event: SessionEvent) -> None:
        if not isinstance(event, Level):
            # Thirty levels come a second; settings and fonts need not be looked at for each.
            self._asked = self._settings()
        if not self._asked.shown:
            self._become(None)
            return
        view = after(self._view, event, words=self._asked.words)
        if view != self._view:
            self._become(view)

    def _become(self, view: OverlayView | None) -> None:
        before, self._view = self._view, view
        if view is None:
            self._end.stop()
            self._frames.stop()
            self._hide()
            return
        if before is None or before.face is not view.face:
            seconds = lasts_s(view)
            if seconds is None:
                self._end.stop()
            else:
                self._end.start(round(seconds * 1000))
            if view.face is Face.STARTING:
                self._began_at = self._clock()
                self._frames.start(_PATIENCE_MS)
                return
            self._frames.start(0)
        elif not self._frames.isActive():
            self._frames.start(self._frame_ms())

    def _frame_ms(self) -> int:
        return _CALM_FRAME_MS if self._asked.look.reduced_motion else _FRAME_MS

    def _draw(self) -> None:
        view = self._view
        if view is None:
            return
        look = self._asked.look
        view = dataclasses.replace(view, seconds=int(self._clock() - self._began_at))
        if view.face is Face.WORKING and not look.reduced_motion:
            view = dataclasses.replace(view, frame=view.frame + 1)
            self._frames.start(_FRAME_MS)
        self._view = view
        self._show(view, look)

    def _show(self, view: OverlayView, look: OverlayLook) -> None:
        while self._backend is not None or self._open_next():
            assert self._backend is not None
            try:
                self._backend.show(view, look)
            except DictateError as error:
                self._give_up(self._backend, error)
            else:
                self._visible = True
                return

    def _hide(self) -> None:
        if self._backend is None or not self._visible:
            return
        self._visible = False
        try:
            self._backend.hide()
        except DictateError as error:
            self._give_up(self._backend, error)

    def _open_next(self) -> bool:
        while self._candidates:
            backend = self._candidates[0]
            try:
                if backend.usable():
                    backend.open()
                    self._backend = backend
                    return True
            except DictateError as error:
                self._give_up(backend, error)
            else:
                self._candidates.remove(backend)
        return False

    def _give_up(self, backend: OverlayBackend, error: DictateError) -> None:
        """Try the others first; one that broke gets a few more chances."""
        _logger.info("overlay: %s broke: %s", backend.name, error.problem)
        backend.close()
        self._backend = None
        self._chances[backend.name] -= 1
        self._candidates.remove(backend)
        if self._chances[backend.name] > 0:
            self._candidates.append(backend)
