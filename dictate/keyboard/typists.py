"""Which typist this session gets. Called by the composition root, the command line and the doctor."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from dictate.errors import DictateError
from dictate.keyboard.active_layout import ActiveLayout, find_active_layout
from dictate.keyboard.clipboard import Clipboard
from dictate.keyboard.clipboards import LastingClipboard
from dictate.keyboard.contract import Typist
from dictate.keyboard.hid_gadget import HidGadget
from dictate.keyboard.key_device import KeyDevice
from dictate.keyboard.key_lag import key_lag_s
from dictate.keyboard.key_pace import KeyPace
from dictate.keyboard.keyboard_typist import KeyboardTypist, Surroundings
from dictate.keyboard.last_typed import LastTyped
from dictate.keyboard.layout_watch import LayoutWatch, watch_layout
from dictate.keyboard.options import AUTOMATIC, TypingOptions
from dictate.keyboard.portal_keyboard import PortalKeyboard
from dictate.keyboard.session_state import active_input_method, session_locked
from dictate.keyboard.stdout_typist import StdoutTypist
from dictate.keyboard.typing_pause import TypingPause
from dictate.keyboard.uinput import UinputKeyboard
from dictate.keyboard.undo_clock import UndoClock
from dictate.keyboard.window import focused_window
from dictate.keyboard.xtest import XTestKeyboard
from dictate.system.usable import Usable
from dictate.wayland.presence import CompositorWatch

_ONLY_WHEN_CHOSEN: Final = frozenset(("hid-gadget", "stdout"))
"""They do not type into this session's window."""


@dataclass(frozen=True)
class Candidate:
    """A typist that could be opened, and what it says of itself; for the doctor."""

    typist: Typist
    usable: Usable
    only_when_chosen: bool


@dataclass(frozen=True)
class Holds:
    """What others hold up: while `pause` is held nothing is typed, while `undo_clock` is, undoing stays possible.

    `last` is what one typist typed and the next may take back.
    """

    pause: TypingPause = field(default_factory=TypingPause)
    undo_clock: UndoClock = field(default_factory=UndoClock)
    last: LastTyped = field(default_factory=LastTyped)


def all_typists(
    options: TypingOptions, clipboard: Clipboard | None = None, holds: Holds | None = None
) -> tuple[Candidate, ...]:
    """Every typist with its score and reason, the best first. Opens nothing; close none of them.

    `clipboard` is the session's, the best one found when it is left out.
    """
    shared = clipboard if clipboard is not None else LastingClipboard()
    typists = [make(options, shared, holds or Holds()) for make in _MAKERS.values()]
    candidates = [Candidate(typist, typist.usable(), typist.name in _ONLY_WHEN_CHOSEN) for typist in typists]
    return tuple(sorted(candidates, key=lambda candidate: (candidate.only_when_chosen, -candidate.usable.score)))


def open_typist(options: TypingOptions, clipboard: Clipboard | None = None, holds: Holds | None = None) -> Typist:
    """Open the typist that the user chose, or the best that works here.

    Raises DictateError with the reason and the mend of the most likely one when none can be opened.
    """
    shared = clipboard if clipboard is not None else LastingClipboard()
    if options.backend != AUTOMATIC:
        chosen = _MAKERS[options.backend](options, shared, holds or Holds())
        _open(chosen)
        return chosen
    problems = []
    for candidate in all_typists(options, shared, holds):
        if candidate.only_when_chosen:
            continue
        if not candidate.usable:
            problems.append(DictateError(candidate.usable.reason, candidate.usable.mend))
            continue
        try:
            _open(candidate.typist)
        except DictateError as error:
            problems.append(error)
        else:
            return candidate.typist
    raise next((problem for problem in problems if problem.mend), problems[0])


def _open(typist: Typist) -> None:
    if isinstance(typist, KeyboardTypist):
        typist.open()


def _in_session(
    device: KeyDevice,
    options: TypingOptions,
    clipboard: Clipboard | None,
    holds: Holds,
    pace: Callable[[], KeyPace] = lambda: KeyPace({}),
) -> Typist:
    def find_layout() -> ActiveLayout:
        return find_active_layout(options.layout)

    def watch() -> LayoutWatch:
        return watch_layout(options.layout)

    surroundings = Surroundings(
        find_layout,
        focused_window,
        active_input_method,
        session_locked,
        holds.pause,
        key_lag_s,
        CompositorWatch,
        holds.undo_clock,
        holds.last,
        watch,
        pace,
    )
    return KeyboardTypist(device, clipboard, surroundings, options)


def _uinput(options: TypingOptions, clipboard: Clipboard | None, holds: Holds) -> Typist:
    return _in_session(UinputKeyboard(options.device_settle_ms / 1000), options, clipboard, holds, KeyPace)


def _xtest(options: TypingOptions, clipboard: Clipboard | None, holds: Holds) -> Typist:
    return _in_session(XTestKeyboard(), options, clipboard, holds)


def _portal(options: TypingOptions, clipboard: Clipboard | None, holds: Holds) -> Typist:
    return _in_session(PortalKeyboard(), options, clipboard, holds)


def _hid_gadget(options: TypingOptions, _clipboard: Clipboard | None, holds: Holds) -> Typist:
    """Types into another computer: nothing of this session counts but the layout that the user says it has."""

    def find_layout() -> ActiveLayout:
        return find_active_layout(options.hid_gadget_layout)

    elsewhere = Surroundings(find_layout, lambda: None, lambda: "", lambda: False, last=holds.last)
    return KeyboardTypist(HidGadget(options.hid_gadget_device), None, elsewhere, options)


def _stdout(_options: TypingOptions, _clipboard: Clipboard | None, _holds: Holds) -> Typist:
    return StdoutTypist()


_MAKERS: Final[dict[str, Callable[[TypingOptions, Clipboard | None, Holds], Typist]]] = {
    "uinput": _uinput,
    "xtest": _xtest,
    "portal": _portal,
    "hid-gadget": _hid_gadget,
    "stdout": _stdout,
}
