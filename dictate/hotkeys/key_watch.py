"""Everything that watches keys for the program: the dictation key, and pedals beside it. Main loop's thread."""

from collections.abc import Callable

from dictate.desktop.bus import Bus
from dictate.errors import DictateError
from dictate.hotkeys.contract import HotkeyEvent, KeyInUse
from dictate.hotkeys.options import HotkeyOptions
from dictate.hotkeys.pedal_source import PedalSource
from dictate.hotkeys.sources import Hotkeys
from dictate.hotkeys.typing_guard import TypingGuard


class KeyWatch:
    """What cannot be watched is said through `noticed`, never raised: the rest works on."""

    def __init__(
        self,
        noticed: Callable[[str], None],
        hold_typing: Callable[[bool], None],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`hold_typing` is told, on any thread, when keys must not be typed because of a shortcut that is held.

        `changed` is called when the key in use is another one.
        """
        self._noticed = noticed
        self._changed = changed
        self._hold_typing = hold_typing
        self._hotkeys: Hotkeys | None = None
        self._pedals: PedalSource | None = None
        self._again: Callable[[], None] = lambda: None

    def start(self, options: HotkeyOptions, bus: Bus | None, deliver: Callable[[HotkeyEvent], None]) -> None:
        """Watch what the options name; what was watched before is let go."""
        self._again = lambda: self.start(options, bus, deliver)
        self.stop()
        self._attempt(lambda: self._start_pedals(options, deliver))
        self._attempt(lambda: self._start_hotkeys(options, bus, deliver))

    def restart(self) -> None:
        """Choose and ask anew: after a refusal, a new permission, another desktop."""
        self._again()

    def stop(self) -> None:
        """Watch nothing; what is held counts as lost."""
        for source in (self._hotkeys, self._pedals):
            if source is not None:
                source.stop()
        self._hotkeys = self._pedals = None

    def recording_changed(self, is_recording: bool) -> None:
        """See Hotkeys.recording_changed. Any thread."""
        hotkeys = self._hotkeys
        if hotkeys is not None:
            hotkeys.recording_changed(is_recording)

    def in_use(self) -> KeyInUse:
        """The dictation key that people press."""
        return self._hotkeys.in_use() if self._hotkeys is not None else KeyInUse()

    def describe(self) -> str:
        """Which keys are watched and by what, for the status and the tray's tooltip."""
        hotkeys = self._hotkeys.describe() if self._hotkeys is not None else "no key is watched"
        return f"{hotkeys}, pedal" if self._pedals is not None and self._pedals.usable() else hotkeys

    def _start_pedals(self, options: HotkeyOptions, deliver: Callable[[HotkeyEvent], None]) -> None:
        bindings = options.pedals()
        if bindings:
            self._pedals = PedalSource(bindings, self._noticed)
            self._pedals.start(deliver)

    def _start_hotkeys(self, options: HotkeyOptions, bus: Bus | None, deliver: Callable[[HotkeyEvent], None]) -> None:
        try:
            options.require_readable()
        except DictateError as error:
            # One key too many is no reason to watch none.
            options = options.watchable()
            options.require_readable()
            self._noticed(error.sentence)
        self._hotkeys = hotkeys = Hotkeys(options, bus, self._noticed, self._changed)
        hotkeys.start(TypingGuard(deliver, self._hold_typing, hotkeys.disturbs_typing))

    def _attempt(self, start: Callable[[], None]) -> None:
        try:
            start()
        except DictateError as error:
            self._noticed(error.sentence)
