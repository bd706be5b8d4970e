"""Tells the typist when a shortcut is held that would change what it types. On the source's thread."""

from collections.abc import Callable

from dictate.hotkeys.contract import AnyShortcut, Chorded, HotkeyEvent, Lost, Pressed, Released, Shortcut


class TypingGuard:
    """Passes events on. `disturbs` says whether typing would go wrong while the shortcut is held."""

    def __init__(
        self,
        deliver: Callable[[HotkeyEvent], None],
        hold: Callable[[bool], None],
        disturbs: Callable[[AnyShortcut], bool],
    ) -> None:
        self._deliver = deliver
        self._hold = hold
        self._disturbs = disturbs
        self._held: set[AnyShortcut] = set()

    def __call__(self, event: HotkeyEvent) -> None:
        match event:
            # Cancelling stops the typing anyway, and Escape comes without a release.
            case Pressed(shortcut) if shortcut is not Shortcut.CANCEL and self._disturbs(shortcut):
                self._held.add(shortcut)
            case Released(shortcut) | Chorded(shortcut):
                self._held.discard(shortcut)
            case Lost():
                self._held.clear()
            case _:
                pass
        self._hold(bool(self._held))
        self._deliver(event)
