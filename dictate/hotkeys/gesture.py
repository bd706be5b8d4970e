"""From presses of the shortcuts to what the dictation is to do: hold to talk, tap to start and tap to stop. Pure.

    IDLE ──Pressed: START──► HELD ──Released after tap_s: STOP──► IDLE
                              └──Released sooner: LATCH──► LATCHED ──Pressed: STOP──► SPENT ──Released──► IDLE

HELD ends also at a chord, at the longest time, when the source is lost, and at a second press: desktops lose
releases (GNOME drops Deactivated when a modifier comes up first), and a key that cannot be released must never stick.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import assert_never

from dictate.hotkeys.contract import (
    AnyShortcut,
    Chorded,
    HotkeyEvent,
    Lost,
    Pressed,
    ProfileShortcut,
    Released,
    Shortcut,
)


class Command(Enum):
    START = auto()
    STOP = auto()
    CANCEL = auto()
    LATCH = auto()
    """The press was a tap: the recording goes on without the key."""
    PASTE_LAST = auto()


class Phase(Enum):
    IDLE = auto()
    HELD = auto()
    RELEASING = auto()
    """The key came up; it counts once it has stayed up for the debounce time."""
    LATCHED = auto()
    ENDING = auto()
    """A second press that may still turn out to be a chord; it ends the recording when it comes up."""
    SPENT = auto()
    """The key is down and means nothing any more."""


@dataclass(frozen=True)
class GestureTimes:
    """`tap_s`: a shorter press latches; 0 switches latching off. `debounce_s`: shorter gaps are one press; 0 trusts
    every edge. `maximum_s`: the longest recording with the key held, `latched_maximum_s` without it, None for no limit.
    """

    tap_s: float = 0.4
    debounce_s: float = 0.0
    maximum_s: float | None = None
    latched_maximum_s: float | None = None


@dataclass(frozen=True)
class Gesture:
    """`pressed_s`: when the press of this phase began; `started_s`: when the recording did; `released_s`: last up.

    `shortcut` is the dictation key that went down last; how another one comes up means nothing. `ended_s`: when the
    dictation was last told to end.
    """

    phase: Phase = Phase.IDLE
    pressed_s: float = 0.0
    started_s: float = 0.0
    released_s: float = float("-inf")
    shortcut: AnyShortcut = Shortcut.DICTATE
    ended_s: float = float("-inf")


@dataclass(frozen=True)
class TimePassed:
    """The deadline of the present phase may have come."""

    time_s: float


Step = tuple[Gesture, tuple[Command, ...]]


def deadline_s(state: Gesture, times: GestureTimes) -> float | None:
    """When TimePassed has to be given to `step`, on the clock of the events; None when time changes nothing."""
    match state.phase:
        case Phase.HELD:
            return None if times.maximum_s is None else state.started_s + times.maximum_s
        case Phase.LATCHED:
            return None if times.latched_maximum_s is None else state.started_s + times.latched_maximum_s
        case Phase.RELEASING:
            return state.released_s + times.debounce_s
        case Phase.ENDING:
            return state.pressed_s + times.tap_s
        case Phase.IDLE | Phase.SPENT:
            return None
        case _:
            assert_never(state.phase)


OBEYED_WITHIN_S = 0.05
"""The dictation obeys on a thread of its own: for so long after its end it may still say that it records."""


def step(state: Gesture, event: HotkeyEvent | TimePassed, times: GestureTimes, is_recording: bool) -> Step:
    """The next state and the commands, for every event in every state.

    `is_recording` is what the dictation says of itself at this moment: recordings also begin and end elsewhere
    (tray, D-Bus, silence, a lost microphone), and a press must mean what the user sees.
    """
    following, commands = _step(state, event, times, is_recording and event.time_s - state.ended_s >= OBEYED_WITHIN_S)
    if Command.STOP in commands or Command.CANCEL in commands:
        following = replace(following, ended_s=event.time_s)
    return following, commands


def _step(state: Gesture, event: HotkeyEvent | TimePassed, times: GestureTimes, is_recording: bool) -> Step:
    match event:
        case Pressed(shortcut):
            match shortcut:
                case Shortcut.DICTATE | Shortcut.PRIVATE | ProfileShortcut():
                    return _pressed(state, event, times, is_recording)
                case Shortcut.CANCEL:
                    return _after_cancel(state), (Command.CANCEL,)
                case Shortcut.PASTE_LAST:
                    return state, (Command.PASTE_LAST,)
                case _:
                    assert_never(shortcut)
        case Released(shortcut, time_s) if shortcut == state.shortcut:
            return _released(state, time_s, times)
        case Chorded(shortcut) if shortcut == state.shortcut:
            return _chorded(state)
        case Lost(_, time_s):
            return _lost(state, time_s)
        case TimePassed(time_s):
            return _time_passed(state, time_s, times)
        case Released() | Chorded():
            return state, ()
        case _:
            assert_never(event)


def _pressed(state: Gesture, press: Pressed, times: GestureTimes, is_recording: bool) -> Step:
    time_s = press.time_s
    start = Gesture(Phase.HELD, time_s, time_s, state.released_s, press.shortcut), (Command.START,)
    again = press.shortcut == state.shortcut
    state = replace(state, shortcut=press.shortcut)
    match state.phase:
        case Phase.RELEASING if again:
            return replace(state, phase=Phase.HELD), ()
        case Phase.RELEASING:
            # Another key: the first one is up for good.
            if state.released_s - state.pressed_s < times.tap_s:
                return replace(state, phase=Phase.SPENT, pressed_s=time_s), (Command.STOP,)
            return start[0], (Command.STOP, Command.START)
        case Phase.IDLE if again and time_s - state.released_s < times.debounce_s:
            return replace(state, phase=Phase.SPENT, pressed_s=time_s), ()
        case Phase.IDLE | Phase.HELD | Phase.LATCHED | Phase.ENDING | Phase.SPENT:
            if not is_recording:
                return start
            release_was_lost = state.phase in (Phase.HELD, Phase.ENDING)
            if press.can_chord and not release_was_lost:
                return replace(state, phase=Phase.ENDING, pressed_s=time_s), ()
            return replace(state, phase=Phase.SPENT, pressed_s=time_s), (Command.STOP,)
        case _:
            assert_never(state.phase)


def _released(state: Gesture, time_s: float, times: GestureTimes) -> Step:
    released = replace(state, released_s=time_s)
    match state.phase:
        case Phase.HELD if times.debounce_s > 0:
            return replace(released, phase=Phase.RELEASING), ()
        case Phase.HELD:
            return _let_go(released, times)
        case Phase.ENDING:
            return replace(released, phase=Phase.IDLE), (Command.STOP,)
        case Phase.SPENT:
            return replace(released, phase=Phase.IDLE), ()
        case Phase.IDLE | Phase.RELEASING | Phase.LATCHED:
            return state, ()
        case _:
            assert_never(state.phase)


def _let_go(state: Gesture, times: GestureTimes) -> Step:
    """The key stays up since `released_s`."""
    if state.released_s - state.pressed_s < times.tap_s:
        return replace(state, phase=Phase.LATCHED), (Command.LATCH,)
    return replace(state, phase=Phase.IDLE), (Command.STOP,)


def _chorded(state: Gesture) -> Step:
    match state.phase:
        case Phase.HELD:
            return replace(state, phase=Phase.IDLE), (Command.CANCEL,)
        case Phase.ENDING:
            return replace(state, phase=Phase.LATCHED), ()
        case Phase.SPENT:
            return replace(state, phase=Phase.IDLE), ()
        case Phase.IDLE | Phase.RELEASING | Phase.LATCHED:
            return state, ()
        case _:
            assert_never(state.phase)


def _lost(state: Gesture, time_s: float) -> Step:
    match state.phase:
        case Phase.HELD | Phase.RELEASING | Phase.ENDING:
            return replace(state, phase=Phase.IDLE, released_s=time_s), (Command.STOP,)
        case Phase.SPENT:
            return replace(state, phase=Phase.IDLE, released_s=time_s), ()
        case Phase.IDLE | Phase.LATCHED:
            return state, ()
        case _:
            assert_never(state.phase)


def _time_passed(state: Gesture, time_s: float, times: GestureTimes) -> Step:
    deadline = deadline_s(state, times)
    if deadline is None or time_s < deadline:
        return state, ()
    match state.phase:
        case Phase.RELEASING:
            return _let_go(state, times)
        case Phase.HELD | Phase.ENDING:
            return replace(state, phase=Phase.SPENT), (Command.STOP,)
        case Phase.LATCHED:
            return replace(state, phase=Phase.IDLE), (Command.STOP,)
        case Phase.IDLE | Phase.SPENT:
            return state, ()
        case _:
            assert_never(state.phase)


def _after_cancel(state: Gesture) -> Gesture:
    match state.phase:
        case Phase.HELD | Phase.ENDING:
            return replace(state, phase=Phase.SPENT)
        case Phase.RELEASING | Phase.LATCHED:
            return replace(state, phase=Phase.IDLE)
        case Phase.IDLE | Phase.SPENT:
            return state
        case _:
            assert_never(state.phase)
