"""From keys going down and up to presses and releases of a shortcut. Pure: no devices, no clock, no threads.

The same machine serves every source that sees keys themselves (evdev, X11), with kernel key codes.
"""

from collections.abc import Collection, Mapping

from dictate.hotkeys.contract import AnyShortcut, Chorded, HotkeyEvent, Lost, Pressed, Released
from dictate.hotkeys.keys import MODIFIER_CODES, Combination


class PressMachine:
    """Knows which keys are down on which device, and says when a bound combination starts and ends.

    - Auto-repeat, and a second keyboard with the same key down, make no second press.
    - A combination of modifiers is a press only with nothing else down, and void (Chorded) as soon as another key,
      a mouse button or the wheel follows: then it was the beginning of a shortcut such as Ctrl+C.
    - A combination with a main key starts when that key goes down while exactly its modifiers are held; what else
      is typed meanwhile does not matter.
    - It ends when any of its keys comes up.

    Not safe for concurrent use: the source calls it from its own thread. `device` is any name for where a key is.
    """

    def __init__(self, bindings: Mapping[AnyShortcut, Combination]) -> None:
        self._bindings = dict(bindings)
        self._held: dict[str, set[int]] = {}
        self._active: set[AnyShortcut] = set()

    def key(self, device: str, code: int, is_down: bool, time_s: float) -> tuple[HotkeyEvent, ...]:
        """A key went down (or repeats) or came up."""
        held = self._held.setdefault(device, set())
        if is_down == (code in held):
            return ()
        if is_down:
            held.add(code)
            return (*self._void_chords(code, time_s), *self._begin(code, time_s))
        held.discard(code)
        return self._end(time_s)

    def other_action(self, time_s: float) -> tuple[HotkeyEvent, ...]:
        """Something without a key that makes a chord of a held modifier: the mouse wheel."""
        return self._void_chords(None, time_s)

    def resynchronize(self, device: str, held: Collection[int], time_s: float) -> tuple[HotkeyEvent, ...]:
        """What is really down on a device that is new or whose events were dropped.

        Keys that are found down start nothing: when they went down is not known.
        """
        self._held[device] = set(held)
        return self._end(time_s)

    def held(self, device: str) -> set[int]:
        """The keys that are down on a device as far as is known."""
        return set(self._held.get(device, ()))

    def device_lost(self, device: str, reason: str, time_s: float) -> tuple[HotkeyEvent, ...]:
        """The device is gone. If a combination was held with it, everything that was held is lost."""
        self._held.pop(device, None)
        if all(self._is_down(self._bindings[shortcut]) for shortcut in self._active):
            return ()
        return self.lose_all(reason, time_s)

    def lose_all(self, reason: str, time_s: float) -> tuple[HotkeyEvent, ...]:
        """Nothing can be seen any more."""
        was_active = bool(self._active)
        self._active.clear()
        return (Lost(reason, time_s),) if was_active else ()

    def _begin(self, code: int, time_s: float) -> tuple[HotkeyEvent, ...]:
        started = [
            shortcut
            for shortcut, combination in self._bindings.items()
            if shortcut not in self._active and self._starts(combination, code)
        ]
        self._active.update(started)
        return tuple(Pressed(shortcut, time_s, self._bindings[shortcut].can_chord) for shortcut in started)

    def _starts(self, combination: Combination, code: int) -> bool:
        starters = combination.codes if combination.key is None else {combination.key.code}
        if code not in starters or not self._is_down(combination):
            return False
        others = self._all_held() - combination.codes
        return not others if combination.can_chord else not others & MODIFIER_CODES

    def _void_chords(self, code: int | None, time_s: float) -> tuple[HotkeyEvent, ...]:
        void = [
            shortcut
            for shortcut in self._bindings
            if shortcut in self._active
            and self._bindings[shortcut].can_chord
            and code not in self._bindings[shortcut].codes
        ]
        self._active.difference_update(void)
        return tuple(Chorded(shortcut, time_s) for shortcut in void)

    def _end(self, time_s: float) -> tuple[HotkeyEvent, ...]:
        ended = [
            shortcut
            for shortcut in self._bindings
            if shortcut in self._active and not self._is_down(self._bindings[shortcut])
        ]
        self._active.difference_update(ended)
        return tuple(Released(shortcut, time_s) for shortcut in ended)

    def _is_down(self, combination: Combination) -> bool:
        held = self._all_held()
        return all(held & part for part in combination.parts)

    def _all_held(self) -> set[int]:
        return set[int]().union(*self._held.values())
