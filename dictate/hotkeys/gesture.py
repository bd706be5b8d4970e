"""From presses of the shortcuts to what the dictation is to do: hold to talk, tap to start and tap to stop. Pure.

    IDLE ──Pressed: START──► HELD ──Released after tap_s: STOP──► IDLE
                              └──Released sooner: LATCH──► LATCHED ──Pressed: STOP──► SPENT ──Released──► IDLE

HELD ends also at a chord, at the longest time, when the source is lost, and at a second press: desktops lose
releases (GNOME drops Deactivated when a modifier comes up first), and a key that cannot be released must never stick.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import assert_never

from dictate.hotkeys.contract import Chorded, HotkeyEvent, Lost, Pressed, Released, Shortcut


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
    `can_chord`: the key is a modifier, so while
    latched only its release tells that it was no chord."""

    tap_s: float = 0.4
    debounce_s: float = 0.0
    maximum_s: float | None = None
    latched_maximum_s: float | None = None
    can_chord: bool = False


@dataclass(frozen=True)
class Gesture:
    """`pressed_s`: when the press of this phase began; `started_s`: when the recording did; `released_s`: last up."""

    phase: Phase = Phase.IDLE
    pressed_s: float = 0.0
    started_s: float = 0.0
    released_s: float = float("-inf")


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


def step(state: Gesture, event: HotkeyEvent | TimePassed, times: GestureTimes, is_recording: bool) -> Step:
    """The next state and the commands, for every event in every state.

    `is_recording` is what the dictation says of itself at this moment: recordings also begin and end elsewhere
    (tray, D-Bus, silence, a lost microphone), and a press must mean what the user sees.
    """
    match event:
        case Pressed(shortcut, time_s):
            match shortcut:
                case Shortcut.DICTATE | Shortcut.PRIVATE:
                    return _pressed(state, time_s, times, is_recording)
                case Shortcut.CANCEL:
                    return _after_cancel(state), (Command.CANCEL,)
                case Shortcut.PASTE_LAST:
                    return state, (Command.PASTE_LAST,)
        case Released(Shortcut.DICTATE | Shortcut.PRIVATE, time_s):
            return _released(state, time_s, times)
        case Chorded(Shortcut.DICTATE | Shortcut.PRIVATE):
            return _chorded(state)
        case Lost(_, time_s):
            return _lost(state, time_s)
        case TimePassed(time_s):
            return _time_passed(state, time_s, times)
        case Released() | Chorded():
            return state, ()
        case _:
            assert_never(event)


def _pressed(state: Gesture, time_s: float, times: GestureTimes, is_recording: bool) -> Step:
    start = Gesture(Phase.HELD, time_s, time_s, state.released_s), (Command.START,)
    match state.phase:
        case Phase.RELEASING:
            return replace(state, phase=Phase.HELD), ()
        case Phase.IDLE if time_s - state.released_s < times.debounce_s:
            return replace(state, phase=Phase.SPENT, pressed_s=time_s), ()
        case Phase.IDLE | Phase.HELD | Phase.LATCHED | Phase.ENDING | Phase.SPENT:
            if not is_recording:
                return start
            release_was_lost = state.phase in (Phase.HELD, Phase.ENDING)
            if times.can_chord and not release_was_lost:
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
