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
from dictate.keyboard.active_layout import ActiveLayout, CharacterMaps
from dictate.keyboard.character_map import CharacterMap
from dictate.keyboard.clipboard import Clipboard
from dictate.keyboard.contract import Route, TypingReport
from dictate.keyboard.key_device import KeyDevice
from dictate.keyboard.key_pace import KeyPace
from dictate.keyboard.key_run import KeyRun, Planned
from dictate.keyboard.keystroke import KEY_BACKSPACE, Keystroke
from dictate.keyboard.last_typed import LastTyped, Typed
from dictate.keyboard.layout_in_force import LayoutInForce
from dictate.keyboard.layout_watch import LayoutWatch
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.paste_chord import paste_chord
from dictate.keyboard.paster import Paster
from dictate.keyboard.plan import Means, Plan, PlannedCharacter, plan
from dictate.keyboard.player import KeyPlayer
from dictate.keyboard.typing_pause import TypingPause
from dictate.keyboard.undo import backspaces_for
from dictate.keyboard.undo_clock import UndoClock
from dictate.keyboard.window import FocusedWindow, paste_chord_for, prefers_paste
from dictate.system.usable import Usable
from dictate.wayland.presence import CompositorWatch
from dictate.wording.message import message

_logger = logging.getLogger(__name__)

_POLL_S: Final = 0.03
_SLOW_KEY_S: Final = 0.05
"""A desktop that takes longer for a key stalls for longer than the waits that keep Shift and its key together."""
_ASKED_AGAIN: Final = 2
_LOOK_FOR_LOCK_EVERY_S: Final = 1.0
_LOOK_FOR_UNLOCK_EVERY_S: Final = 1.0
_AFTER_UNLOCK_S: Final = 1.0
_AFTER_SWITCH_S: Final = 0.3
"""Whoever switched the layout may still hold the keys that did it, and that need not be known."""
_REMEMBERED_CHARACTERS: Final = 20_000
_SLOW: Final = message("The desktop answers so slowly that typed capitals could become small.")
_DISPLAY_GONE: Final = message("The desktop has ended.")
_STALLED: Final = message("The desktop does not answer.")
_SWITCHED: Final = message(
    "The keyboard layout was switched while the text was typed: letters around the switch may be wrong."
)
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
    watch_layout: Callable[[], LayoutWatch] = LayoutWatch
    pace: Callable[[], KeyPace] = lambda: KeyPace({})


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
            self._key_moved,
        )
        self._last = surroundings.last
        self._display = CompositorWatch({})
        self._pace = KeyPace({})
        self._sure_from = 0

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
        around = self._surroundings
        with around.watch_layout() as watch, around.pace() as self._pace:
            in_force = LayoutInForce(around.find_layout, around.input_method, self._device.lamps, watch)
            return self._type_on(in_force, text, last, stop)

    def _type_on(self, in_force: LayoutInForce, text: str, last: Typed | None, stop: Event) -> TypingReport:
        layout, self._sure_from = in_force.ask(stop), 0
        window, began_s = self._surroundings.focused_window(), self._surroundings.undo_clock.now_s()
        if layout.provisional:
            return self._copy(text, message("The desktop has not taken up the virtual keyboard."))
        self._key_lag_s = self._usual_key_lag_s()
        chosen = self._plan_on(text, layout, window)
        if stop.is_set():
            return TypingReport(chosen.plan.route, "", chosen.plan.text, "Stopped.")
        _logger.debug("%s characters by %s on the layout of %s", len(text), chosen.plan.route.value, layout.source)
        report = self._carry_out(chosen, in_force, window, stop)
        if report.typed:
            before = "" if self._sure_from else self._standing(last, window, began_s)[-_REMEMBERED_CHARACTERS:]
            standing = before + report.typed[self._sure_from :]
            self._last.typed = Typed(standing, self.name, window, self._surroundings.undo_clock.now_s())
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
        with self._surroundings.pace() as self._pace:
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

    def _plan_on(self, text: str, layout: ActiveLayout, window: FocusedWindow | None) -> Planned:
        characters = self._maps.of(layout)
        for_chords = characters or self._maps.of(replace(layout, group=0))
        return Planned(self._plan(text, characters, layout, window), characters, for_chords)

    def _plan_anew(self, text: str, layout: ActiveLayout, window: FocusedWindow | None) -> Planned:
        """After a switch: with a part of the text typed, a layout that cannot be understood is one that is unknown."""
        try:
            return self._plan_on(text, replace(layout, group=None) if layout.provisional else layout, window)
        except DictateError as error:
            unknown = replace(layout, keymap=None, group=None, reason=error.problem)
            return Planned(self._plan(text, None, unknown, window), None, None)

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

    def _key_moved(self) -> None:
        self._pace.moved()

    def _has_clipboard(self) -> bool:
        return self._clipboard is not None and bool(self._clipboard.usable())

    def _usual_key_lag_s(self) -> float:
        """The least of several answers when the first was slow: once may be chance."""
        lag_s = self._surroundings.key_lag_s()
        for _ in range(_ASKED_AGAIN if lag_s > _SLOW_KEY_S else 0):
            lag_s = min(lag_s, self._surroundings.key_lag_s())
        return lag_s

    def _carry_out(
        self, chosen: Planned, in_force: LayoutInForce, window: FocusedWindow | None, stop: Event
    ) -> TypingReport:
        plan = chosen.plan
        match plan.route:
            case Route.KEYS | Route.COMPOSED_KEYS | Route.PASTE if not self._modifiers_released(stop):
                return self._copy(plan.text, "A modifier key is held down.")
            case Route.KEYS | Route.COMPOSED_KEYS:
                return self._type_keys(chosen, in_force, window, stop)
            case Route.PASTE:
                return self._paste(chosen, window, stop)
            case Route.COPY:
                return self._copy(plan.text, plan.reason)
            case Route.NONE:
                return TypingReport(Route.NONE, "", plan.text, plan.reason)

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
        self, chosen: Planned, in_force: LayoutInForce, window: FocusedWindow | None, stop: Event
    ) -> TypingReport:
        def plan_on(text: str, layout: ActiveLayout) -> Planned:
            return self._plan_anew(text, layout, window)

        run = KeyRun(self._player, in_force, plan_on, self._switch_keys_released, self._interruption(window))
        ended = run.play(chosen, stop)
        self._sure_from = ended.sure_from
        typed, left, reason = ended.typed, ended.left, _SWITCHED if ended.in_doubt else chosen.plan.reason
        if not left.plan.text:
            return TypingReport(chosen.plan.route, typed, reason=reason)
        if ended.problem == _SLOW:
            left = replace(left, plan=replace(left.plan, route=Route.PASTE, reason=_SLOW))
        if left.plan.route is Route.PASTE and ended.problem in ("", _SLOW):
            try:
                pasted = self._paste(left, window, stop)
            except DictateError as error:
                return TypingReport(chosen.plan.route, typed, left.plan.text, error.problem)
            return TypingReport(chosen.plan.route, typed + pasted.typed, pasted.remaining, pasted.reason)
        by_keys = left.plan.route in (Route.KEYS, Route.COMPOSED_KEYS)
        reason = ended.problem or (message("Stopped.") if by_keys else left.plan.reason)
        copied = self._copy(left.plan.text, reason)
        if copied.route is Route.COPY:
            reason = message("{reason} The rest is on the clipboard.", reason=reason)
        return TypingReport(chosen.plan.route, typed, left.plan.text, reason)

    def _interruption(self, window: FocusedWindow | None) -> Callable[[], str]:
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

        return interruption

    def _switch_keys_released(self, stop: Event) -> bool:
        stop.wait(_AFTER_SWITCH_S)
        return self._modifiers_released(stop)

    def _paste(self, chosen: Planned, window: FocusedWindow | None, stop: Event) -> TypingReport:
        assert self._clipboard is not None
        paster = Paster(
            self._clipboard, self._player, self._options.paste_wait_ms / 1000, self._options.restore_clipboard
        )
        chord = paste_chord(paste_chord_for(window, self._options), chosen.for_chords)
        if chord is None:
            return self._copy(chosen.plan.text, chosen.plan.reason)
        return paster.paste(chosen.plan.text, chord, chosen.plan.reason, stop)

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
        if self._pace.is_stalled:
            return _STALLED
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
