"""The Typist that sends keys: a keyboard device, the layout in force, and the clipboard for what keys cannot do.

All of it runs on the typist thread, but for `usable`.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Final

from dictate.errors import DictateError
from dictate.keyboard.active_layout import ActiveLayout, CharacterMaps, with_locks_of
from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.clipboard import Clipboard
from dictate.keyboard.contract import Route, TypingReport
from dictate.keyboard.key_device import KeyDevice
from dictate.keyboard.keystroke import KEY_BACKSPACE, Keystroke
from dictate.keyboard.last_typed import LastTyped, Typed
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.paste_chord import paste_chord
from dictate.keyboard.paster import Paster
from dictate.keyboard.plan import Means, Plan, PlannedCharacter, plan
from dictate.keyboard.player import KeyPlayer
from dictate.keyboard.typing_pause import TypingPause
from dictate.keyboard.undo import backspaces_for
from dictate.keyboard.undo_clock import UndoClock
from dictate.keyboard.window import FocusedWindow, paste_chord_for, prefers_paste
from dictate.message import message
from dictate.usable import Usable
from dictate.wayland.presence import CompositorWatch

_logger = logging.getLogger(__name__)

_POLL_S: Final = 0.03
_SLOW_KEY_S: Final = 0.05
"""A desktop that takes longer for a key stalls for longer than the waits that keep Shift and its key together."""
_ASKED_AGAIN: Final = 2
_DEVICE_NOTICED_WITHIN_S: Final = 5.0
_LOOK_FOR_LOCK_EVERY_S: Final = 1.0
_LOOK_FOR_UNLOCK_EVERY_S: Final = 1.0
_AFTER_UNLOCK_S: Final = 1.0
_REMEMBERED_CHARACTERS: Final = 20_000
_SLOW: Final = message("The desktop answers so slowly that typed capitals could become small.")
_DISPLAY_GONE: Final = message("The desktop has ended.")
_BACKSPACE: Final = PlannedCharacter("\b", (Keystroke(KEY_BACKSPACE),))


@dataclass(frozen=True)
class Surroundings:
    """What a typist asks about the session. Each is a function, so that a test can answer."""

    find_layout: Callable[[], ActiveLayout]
    focused_window: Callable[[], FocusedWindow | None]
    input_method: Callable[[], str]
    session_locked: Callable[[], bool]
    pause: TypingPause = field(default_factory=TypingPause)
    key_lag_s: Callable[[], float] = lambda: 0.0
    watch_display: Callable[[], CompositorWatch] = lambda: CompositorWatch({})
    undo_clock: UndoClock = field(default_factory=UndoClock)
    last: LastTyped = field(default_factory=LastTyped)


class KeyboardTypist:
    """See `dictate.keyboard.contract.Typist`."""

    def __init__(
        self,
        device: KeyDevice,
        clipboard: Clipboard | None,
        surroundings: Surroundings,
        options: TypingOptions,
    ) -> None:
        self._device = device
        self._clipboard = clipboard
        self._surroundings = surroundings
        self._options = options
        self._maps = CharacterMaps(keycodes=device.keycodes)
        interval_s, guard_s = options.key_interval_ms / 1000, options.composed_guard_ms / 1000
        self._key_lag_s = 0.0
        self._player = KeyPlayer(
            device,
            interval_s,
            guard_s,
            self._may_go_on,
            options.modifier_guard_ms / 1000,
            lambda: self._key_lag_s,
            self._ask_key_lag_s,
        )
        self._last = surroundings.last
        self._display = CompositorWatch({})

    @property
    def name(self) -> str:
        return self._device.name

    def usable(self) -> Usable:
        return self._device.usable()

    def open(self) -> None:
        """Make the keyboard ahead of the first text, so that the desktop notices it in time. Raises DictateError."""
        self._device.open()

    def type(self, text: str, stop: Event) -> TypingReport:
        with self._surroundings.watch_display() as self._display:
            if self._display.is_gone:
                return TypingReport(Route.NONE, "", text, _DISPLAY_GONE)
            return self._type(text, stop)

    def _type(self, text: str, stop: Event) -> TypingReport:
        last, self._last.typed = self._typed_before(), None
        self._device.open()
        self._device.wait_ready(stop)
        if not self._wait_until_unlocked(stop):
            return TypingReport(Route.NONE, "", text, "The screen is locked.")
        layout = self._layout(stop)
        window, began_s = self._surroundings.focused_window(), self._surroundings.undo_clock.now_s()
        if layout.provisional:
            return self._copy(text, message("The desktop has not taken up the virtual keyboard."))
        characters = self._maps.of(layout)
        self._key_lag_s = self._usual_key_lag_s()
        chosen = self._plan(text, characters, layout, window)
        if stop.is_set():
            return TypingReport(chosen.route, "", chosen.text, "Stopped.")
        _logger.debug("%s characters by %s on the layout of %s", len(text), chosen.route.value, layout.source)
        # Which group is in force may be unknown; where Ctrl and Shift are is the same in all of them.
        for_chords = characters or self._maps.of(replace(layout, group=0))
        report = self._carry_out(chosen, for_chords, window, stop)
        if report.typed:
            before = self._standing(last, window, began_s)[-_REMEMBERED_CHARACTERS:]
            self._last.typed = Typed(before + report.typed, self.name, window, self._surroundings.undo_clock.now_s())
        return report

    def undo(self, character_count: int, stop: Event) -> TypingReport:
        """Take back the end of the text typed last with BackSpace.

        Raises DictateError, with nothing deleted, when it is not known to stand right before the cursor: nothing
        was typed, too long ago, another window has the focus; or when programs disagree on how to delete it.
        """
        last = self._typed_before()
        if last is None or character_count > len(last.text):
            raise DictateError("There is nothing to take back: this text was not the last one typed.")
        if self._surroundings.session_locked():
            raise DictateError("The screen is locked.", "Unlock it first.")
        if self._surroundings.undo_clock.now_s() - last.ended_s > self._options.undo_within_s:
            raise DictateError("The text was typed too long ago to take it back safely.", "Use the program's own undo.")
        if self._surroundings.focused_window() != last.window:
            raise DictateError("Another window has the focus now.", "Go back to the window with the text.")
        text = last.text[len(last.text) - character_count :]
        count = backspaces_for(text)
        self._device.open()
        self._device.wait_ready(stop)
        if not self._modifiers_released(stop):
            raise DictateError("A modifier key is held down.", "Let go of Shift, Ctrl, Alt and Super.")
        played = self._player.play([_BACKSPACE] * count, stop)
        kept = text[: count - played.count]
        rest = last.text[: len(last.text) - played.count]
        self._last.typed = replace(last, text=rest) if rest else None
        return TypingReport(Route.KEYS, text[len(kept) :], kept, played.problem or ("Stopped." if kept else ""))

    def before_cursor(self) -> str:
        """Known for as long as undoing is safe, and only where the desktop tells which window has the focus."""
        around = self._surroundings
        return self._standing(self._typed_before(), around.focused_window(), around.undo_clock.now_s())

    def close(self) -> None:
        self._device.close()
        if self._clipboard is not None:
            self._clipboard.hand_over()
            self._clipboard.close()

    def _typed_before(self) -> Typed | None:
        """What this keyboard typed last, with these options or others."""
        last = self._last.typed
        return last if last is not None and last.device == self.name else None

    def _standing(self, last: Typed | None, window: FocusedWindow | None, now_s: float) -> str:
        """What of `last` may be taken for what stands before the cursor of `window`."""
        if last is None or window is None or window != last.window:
            return ""
        return last.text if now_s - last.ended_s <= self._options.undo_within_s else ""

    def _layout(self, stop: Event) -> ActiveLayout:
        deadline = time.monotonic() + _DEVICE_NOTICED_WITHIN_S
        layout = self._surroundings.find_layout()
        while layout.provisional and time.monotonic() < deadline and not stop.wait(_POLL_S):
            layout = self._surroundings.find_layout()
        input_method = self._surroundings.input_method()
        if input_method:
            reason = f'The input method "{input_method}" is on and would change what is typed.'
            return replace(layout, group=None, reason=reason)
        return with_locks_of(layout, self._device.lamps())

    def _plan(
        self, text: str, characters: CharacterMap | None, layout: ActiveLayout, window: FocusedWindow | None
    ) -> Plan:
        has_clipboard = self._has_clipboard()
        prefer_paste = prefers_paste(window, self._options)
        if self._key_lag_s > _SLOW_KEY_S:
            prefer_paste = prefer_paste or _SLOW
        means = Means(has_clipboard, has_clipboard, prefer_paste)
        return plan(text, characters, layout.reason, self._options, means)

    def _ask_key_lag_s(self) -> float:
        self._key_lag_s = self._surroundings.key_lag_s()
        return self._key_lag_s

    def _has_clipboard(self) -> bool:
        return self._clipboard is not None and bool(self._clipboard.usable())

    def _usual_key_lag_s(self) -> float:
        """The least of several answers when the first was slow: once may be chance."""
        lag_s = self._surroundings.key_lag_s()
        for _ in range(_ASKED_AGAIN if lag_s > _SLOW_KEY_S else 0):
            lag_s = min(lag_s, self._surroundings.key_lag_s())
        return lag_s

    def _carry_out(
        self, chosen: Plan, characters: CharacterMap | None, window: FocusedWindow | None, stop: Event
    ) -> TypingReport:
        match chosen.route:
            case Route.KEYS | Route.COMPOSED_KEYS | Route.PASTE if not self._modifiers_released(stop):
                return self._copy(chosen.text, "A modifier key is held down.")
            case Route.KEYS | Route.COMPOSED_KEYS:
                return self._type_keys(chosen, characters, window, stop)
            case Route.PASTE:
                return self._paste(chosen, characters, window, stop)
            case Route.COPY:
                return self._copy(chosen.text, chosen.reason)
            case Route.NONE:
                return TypingReport(Route.NONE, "", chosen.text, chosen.reason)

    def _wait_until_unlocked(self, stop: Event) -> bool:
        """Whether keys may be sent; False when `stop` came first. Keys would land in the password field."""
        if not self._surroundings.session_locked():
            return True
        _logger.info("the screen is locked: the text waits")
        while not stop.wait(_LOOK_FOR_UNLOCK_EVERY_S):
            if not self._surroundings.session_locked():
                # The lock screen is still fading, and the window gets its focus back.
                return not stop.wait(_AFTER_UNLOCK_S)
        return False

    def _type_keys(
        self, chosen: Plan, characters: CharacterMap | None, window: FocusedWindow | None, stop: Event
    ) -> TypingReport:
        looked_s = time.monotonic()
        may_paste = self._has_clipboard() and self._options.route != "keys"

        def interruption() -> str:
            nonlocal looked_s
            if time.monotonic() - looked_s > _LOOK_FOR_LOCK_EVERY_S:
                if self._surroundings.session_locked():
                    return message("The screen was locked.")
                looked_s = time.monotonic()
            if self._ask_key_lag_s() > _SLOW_KEY_S and may_paste and self._usual_key_lag_s() > _SLOW_KEY_S:
                return _SLOW
            now = self._surroundings.focused_window()
            # A desktop too busy to answer has not moved the focus.
            moved = None not in (window, now) and now != window
            return message("Another window got the focus.") if moved else ""

        played = self._player.play(chosen.characters, stop, interruption)
        typed, remaining = chosen.text[: played.count], chosen.text[played.count :]
        if not remaining:
            return TypingReport(chosen.route, typed, reason=chosen.reason)
        if played.problem == _SLOW:
            try:
                pasted = self._paste(replace(chosen, text=remaining, reason=_SLOW), characters, window, stop)
            except DictateError as error:
                return TypingReport(chosen.route, typed, remaining, error.problem)
            return TypingReport(chosen.route, typed + pasted.typed, pasted.remaining, pasted.reason)
        reason = played.problem or message("Stopped.")
        copied = self._copy(remaining, reason)
        if copied.route is Route.COPY:
            reason = message("{reason} The rest is on the clipboard.", reason=reason)
        return TypingReport(chosen.route, typed, remaining, reason)

    def _paste(
        self, chosen: Plan, characters: CharacterMap | None, window: FocusedWindow | None, stop: Event
    ) -> TypingReport:
        assert self._clipboard is not None
        paster = Paster(
            self._clipboard, self._player, self._options.paste_wait_ms / 1000, self._options.restore_clipboard
        )
        chord = paste_chord(paste_chord_for(window, self._options), characters)
        if chord is None:
            return self._copy(chosen.text, chosen.reason)
        return paster.paste(chosen.text, chord, chosen.reason, stop)

    def _copy(self, text: str, reason: str) -> TypingReport:
        if self._clipboard is None or not self._clipboard.usable():
            return TypingReport(Route.NONE, "", text, reason)
        try:
            self._clipboard.offer(text, sensitive=True)
        except DictateError as error:
            return TypingReport(
                Route.NONE, "", text, message("{reason} {problem}", reason=reason, problem=error.problem)
            )
        return TypingReport(Route.COPY, "", text, reason)

    def _may_go_on(self, stop: Event) -> str:
        """While a shortcut is held, typed keys would be part of it. Returns why not to go on, if anything."""
        if self._display.is_gone:
            return _DISPLAY_GONE
        if not self._surroundings.pause.is_held:
            return ""
        return "" if self._modifiers_released(stop) else "A modifier key is held down."

    def _modifiers_released(self, stop: Event) -> bool:
        self._surroundings.pause.wait(stop)
        deadline = time.monotonic() + self._options.modifier_wait_ms / 1000
        held = self._device.held_modifiers()
        if held is None:
            stop.wait(self._options.modifier_settle_ms / 1000)
            return True
        while held and time.monotonic() < deadline and not stop.wait(_POLL_S):
            held = self._device.held_modifiers()
        return not held
