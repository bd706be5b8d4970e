"""What the overlay shows, as plain data that follows the session's events. Pure."""

import dataclasses
from dataclasses import dataclass
from enum import Enum
from typing import assert_never

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
from dictate.keyboard.contract import Route
from dictate.translation.catalogue import translate as _
from dictate.translation.catalogue import translated

METER_LENGTH = 24
"""How many of the last levels are kept, the newest last."""

_QUIETEST_DBFS = -60.0
_LOUDEST_DBFS = -10.0
"""Speech at a laptop microphone lies between; the meter is empty below and full above."""


class Face(Enum):
    """What the pill says at a glance, by shape as well as by colour."""

    STARTING = "starting"
    """The key is down, no audio has come yet: what is said now would be lost."""
    LISTENING = "listening"
    WORKING = "working"
    DONE = "done"
    COPIED = "copied"
    NOTHING = "nothing"
    PROBLEM = "problem"


@dataclass(frozen=True)
class OverlayView:
    """One picture of the pill.

    `text` stands in it; `levels` in [0, 1] drive the meter; `seconds` is the age of the recording; `frame` counts up
    while something moves.
    """

    face: Face
    text: str = ""
    levels: tuple[float, ...] = ()
    seconds: int = 0
    frame: int = 0
    latched: bool = False
    """The recording goes on without the key."""


def after(view: OverlayView | None, event: SessionEvent, *, words: bool) -> OverlayView | None:
    """What to show once `event` has happened; None shows nothing. `words` allows the words while they are spoken."""
    recording = view is not None and view.face in (Face.STARTING, Face.LISTENING)
    match event:
        case StateChanged(state):
            return _after_state(view, state)
        case AudioFlows():
            return _listening(view) if view is not None and recording else view
        case Latched():
            return _listening(view, latched=True) if view is not None and recording else view
        case Level() if view is not None and recording:
            levels = (*view.levels, height(event.rms_dbfs))[-METER_LENGTH:]
            return dataclasses.replace(view, face=Face.LISTENING, levels=levels)
        case Partial() if view is not None and words and view.face in (Face.LISTENING, Face.WORKING):
            return dataclasses.replace(view, text=" ".join(event.text.split()))
        case Level() | Partial() | Notice() | CorrectionAsked():
            return view
        case Finished():
            # Another recording may be under way already: it is what the user wants to see.
            return view if recording else _finished(event)
        case HeardNothing():
            return view if recording else OverlayView(Face.NOTHING, _("Heard nothing"))
        case Cancelled():
            return None
        case Problem():
            return OverlayView(Face.PROBLEM, translated(event.problem))
        case _:
            assert_never(event)


def lasts_s(view: OverlayView) -> float | None:
    """After how long the view goes away by itself; None for one that waits for the next event."""
    match view.face:
        case Face.STARTING | Face.LISTENING | Face.WORKING:
            return None
        case Face.DONE:
            return 1.2
        case Face.NOTHING:
            return 2.0
        case Face.COPIED:
            return 4.0
        case Face.PROBLEM:
            return 6.0
        case _:
            assert_never(view.face)


def height(rms_dbfs: float) -> float:
    """A level as the height of a bar, in [0, 1]."""
    return min(1.0, max(0.0, (rms_dbfs - _QUIETEST_DBFS) / (_LOUDEST_DBFS - _QUIETEST_DBFS)))


def _listening(view: OverlayView, *, latched: bool = False) -> OverlayView:
    """A recording, or a part of one, begins to be heard: no words yet."""
    if view.face is Face.STARTING and latched:
        return dataclasses.replace(view, latched=True)
    stays = latched or view.latched
    return OverlayView(Face.LISTENING, _how_to_end() if stays else "", view.levels, view.seconds, latched=stays)


def _how_to_end() -> str:
    return _("Press again to end")


def _after_state(view: OverlayView | None, state: SessionState) -> OverlayView | None:
    match state:
        case SessionState.RECORDING:
            return OverlayView(Face.STARTING, _("One moment…"))
        case SessionState.WORKING:
            words = view.text if view is not None and view.face is Face.LISTENING else ""
            return OverlayView(Face.WORKING, words if words and words != _how_to_end() else _("Writing…"))
        case SessionState.IDLE | SessionState.ERROR:
            # What came of it was said by another event and stays for its time.
            unfinished = view is not None and lasts_s(view) is None
            return None if unfinished else view
        case _:
            assert_never(state)


def _finished(event: Finished) -> OverlayView:
    match event.route:
        case Route.KEYS | Route.COMPOSED_KEYS | Route.PASTE:
            return OverlayView(Face.DONE, _("Written"))
        case Route.COPY:
            return OverlayView(Face.COPIED, translated(event.note) or _("Copied: paste it where you want it"))
        case Route.NONE if not event.text:
            # A command was obeyed: there was nothing to write.
            return OverlayView(Face.COPIED, translated(event.note)) if event.note else OverlayView(Face.DONE, _("Done"))
        case Route.NONE:
            return OverlayView(Face.COPIED, translated(event.note) or _("Kept in the history"))
        case _:
            assert_never(event.route)
