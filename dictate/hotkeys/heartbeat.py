"""Presses and releases out of what portals really send. Pure.

KDE sends Activated once and Deactivated reliably. GNOME repeats Activated with the keyboard's auto-repeat, and never
sends Deactivated when a modifier is released before the main key (seen with 50.5, 3 of 3 times). The repeats are a
heartbeat then: when they cease, the key is up. Without them (auto-repeat off, a short press) a lost release shows only
at the next press. All times are our own clock's: portals send zero time stamps.
"""

from dictate.hotkeys.contract import AnyShortcut, HotkeyEvent, Lost, Pressed, Released

FIRST_REPEAT_S = 0.8
"""A second Activated within this time of the first can be auto-repeat, whose usual delay is 0.5 s."""
CEASED_S = 0.3
"""Repeats come every 0.03 s; when none came for this long they have ceased."""
SLOWEST_S = 1.5
"""The same at the slowest pace: three repeats of half a second, the slowest that desktops offer."""
UNKNOWN_PACE_S = 0.6
"""The same after the first repeat, when the pace is not known yet."""
VERDICT_S = 0.2
"""A late Activated that another one follows within this time was a slow repeat, else it was a new press."""
STALL_S = 0.1
"""A check that comes later than this after its time means that our own loop stood still, and messages may wait."""


class Heartbeat:
    """Follows one shortcut. `deadline_s` is when `check` has to be called."""

    def __init__(self, shortcut: AnyShortcut) -> None:
        self._shortcut = shortcut
        self._held = False
        self._repeats = False
        self._last_s = 0.0
        self._doubted = False
        self.deadline_s: float | None = None
        self.lost_release = False
        """Whether a release was found lost that no heartbeat told: the key acts as a toggle."""

    def activated(self, now_s: float) -> tuple[HotkeyEvent, ...]:
        gap_s, self._last_s = now_s - self._last_s, now_s
        if not self._held:
            self._held, self._repeats, self._doubted = True, False, False
            self.deadline_s = None
            return (Pressed(self._shortcut, now_s),)
        if not self._repeats and not self._doubted and gap_s > FIRST_REPEAT_S:
            self._doubted = True
            self.deadline_s = now_s + VERDICT_S
            return ()
        pace_known = self._repeats or self._doubted
        self._repeats, self._doubted = True, False
        patience_s = min(max(CEASED_S, 3 * gap_s), SLOWEST_S) if pace_known else UNKNOWN_PACE_S
        self.deadline_s = now_s + patience_s
        return ()

    def deactivated(self, now_s: float) -> tuple[HotkeyEvent, ...]:
        if not self._held:
            return ()
        self._let_go()
        return (Released(self._shortcut, now_s),)

    def check(self, now_s: float) -> tuple[HotkeyEvent, ...]:
        """To be called at `deadline_s`; sets a new one when it is too early to say."""
        if self.deadline_s is None or now_s < self.deadline_s:
            return ()
        if now_s - self.deadline_s > STALL_S:
            self.deadline_s = now_s + STALL_S
            return ()
        if self._doubted:
            self._doubted = False
            self.deadline_s = None
            self.lost_release = True
            return (Pressed(self._shortcut, self._last_s),)
        self._let_go()
        return (Released(self._shortcut, self._last_s, assumed=True),)

    def lose(self, reason: str, now_s: float) -> tuple[HotkeyEvent, ...]:
        """Nothing more will be heard."""
        was_held = self._held
        self._let_go()
        return (Lost(reason, now_s),) if was_held else ()

    def _let_go(self) -> None:
        self._held = self._repeats = self._doubted = False
        self.deadline_s = None
