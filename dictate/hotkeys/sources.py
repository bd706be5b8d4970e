"""Chooses how the keys are watched: the source with the best score that opens, the next when it fails.

`Hotkeys` is started, stopped and restarted on the main loop's thread, where the portal's failures arrive too.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from dictate import APP_ID
from dictate.desktop.bus import Bus
from dictate.errors import DictateError
from dictate.hotkeys.contract import AnyShortcut, HotkeyEvent, HotkeySource, KeyInUse, Shortcut
from dictate.hotkeys.evdev_source import EvdevSource
from dictate.hotkeys.options import READ_KEY, SUGGESTED_KEY, HotkeyOptions
from dictate.hotkeys.portal_source import PortalSource
from dictate.hotkeys.trigger_text import key_in
from dictate.hotkeys.x11_source import X11Source
from dictate.system.usable import Usable
from dictate.wording.message import joined, message

_log = logging.getLogger(__name__)

Deliver = Callable[[HotkeyEvent], None]
_MODIFIER_WORDS = ("ctrl", "control", "strg", "alt", "shift", "super", "meta", "logo", "+")
OWN_SHORTCUT = message("Bind a key of your desktop to the command: dictate toggle")


@runtime_checkable
class _ConsumesEscape(Protocol):
    def consume_escape(self, wanted: bool) -> None: ...


class Hotkeys:
    """A HotkeySource that keeps one of several running. `noticed` gets sentences for the user, on the loop's thread."""

    def __init__(
        self,
        options: HotkeyOptions,
        bus: Bus | None,
        noticed: Callable[[str], None] = lambda _sentence: None,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`changed` is called when `in_use` is another one. Raises DictateError for a key that cannot be read."""
        self._options = options
        self._noticed = noticed
        self._changed = changed
        self._sources = make_sources(options, bus, self._active_failed, noticed)
        for source in self._sources:
            if isinstance(source, PortalSource):
                source.on_bound = changed
        self._deliver: Deliver = lambda _event: None
        self._waiting: list[HotkeySource] = []
        self._active: HotkeySource | None = None

    @property
    def name(self) -> str:
        """The source that is at work, or "none"."""
        return self._active.name if self._active is not None else "none"

    def usable(self) -> Usable:
        return judged(self._sources)[0][1]

    def start(self, deliver: Deliver) -> None:
        """Begin to watch. Raises DictateError when no source opens; `restart` may be tried later all the same."""
        self._deliver = deliver
        self._waiting = wanted_sources(self._options, self._sources)
        self._open_next(None)

    def restart(self) -> None:
        """Choose anew: after a refusal, a new permission, another desktop. Raises DictateError as `start` does."""
        self.stop()
        self.start(self._deliver)

    def stop(self) -> None:
        if self._active is not None:
            self._active.stop()
            self._active = None

    def recording_changed(self, is_recording: bool) -> None:
        """Lets Escape cancel while something is recorded, where the source can keep it from the window. Any thread."""
        source = self._active
        if isinstance(source, _ConsumesEscape):
            source.consume_escape(is_recording)

    def disturbs_typing(self, shortcut: AnyShortcut) -> bool:
        """Whether keys that are typed while the shortcut is held go wrong."""
        match self._active:
            case X11Source():
                # The server gives all keys to whoever has a grabbed key that is down.
                return True
            case PortalSource() as portal:
                trigger = portal.triggers.get(shortcut.value, "").casefold()
                return not trigger or any(word in trigger for word in _MODIFIER_WORDS)
            case _:
                combination = self._options.bindings(unset_key(self.name)).get(shortcut)
                return combination is not None and (bool(combination.modifiers) or combination.can_chord)

    def in_use(self) -> KeyInUse:
        """The key that people press."""
        match self._active:
            case None:
                return KeyInUse()
            case PortalSource() as portal:
                return KeyInUse(key_in(portal.describe()), portal.name)
            case source:
                return KeyInUse(key_label(self._options, source.name), source.name)

    def describe(self) -> str:
        """Which key is watched and by what, for the status and the tray's tooltip."""
        match self._active:
            case None:
                return "no key is watched"
            case PortalSource() as portal:
                return f"{portal.describe() or 'the key that the desktop gives'} (portal)"
            case source:
                return f"{key_label(self._options, source.name)} ({source.name})"

    def _open_next(self, cause: DictateError | None) -> None:
        """Open the best of those that wait. Raises what the last one said, or `cause`."""
        while self._waiting:
            source = self._waiting.pop(0)
            try:
                source.start(self._deliver)
            except DictateError as error:
                _log.info("the key source %s does not open: %s", source.name, error)
                cause = error
            else:
                self._active = source
                _log.info("the key source is %s", source.name)
                self._changed()
                return
        if cause is not None:
            raise cause

    def _active_failed(self, error: DictateError) -> None:
        """The portal said no, or went; what it was watching goes to the next source."""
        _log.info("the key source %s failed: %s", self.name, error)
        self.stop()
        try:
            self._open_next(error)
        except DictateError as last:
            self._changed()
            self._noticed(joined(last.sentence, OWN_SHORTCUT))


def all_sources(options: HotkeyOptions) -> list[tuple[HotkeySource, Usable]]:
    """Every source with its judgement of this session, best first, for the doctor.

    Raises DictateError for a key that cannot be read.
    """
    return judged(make_sources(options, None))


def make_sources(
    options: HotkeyOptions,
    bus: Bus | None,
    failed: Callable[[DictateError], None] = lambda _error: None,
    noticed: Callable[[str], None] = lambda _sentence: None,
) -> tuple[HotkeySource, ...]:
    """Every source, whether it works here or not. Raises DictateError for a key that cannot be read."""
    return (
        PortalSource(options, bus, APP_ID, failed, noticed),
        X11Source(options.bindings(), noticed=noticed),
        EvdevSource(options.bindings(unset_key(EvdevSource.name))),
    )


def unset_key(source: str) -> str:
    """The dictation key of a source where the user named none."""
    return READ_KEY if source == EvdevSource.name else SUGGESTED_KEY


def key_label(options: HotkeyOptions, source: str, shortcut: AnyShortcut = Shortcut.DICTATE) -> str:
    """A key as people read it, when that source watches it. Raises DictateError for a key that cannot be read."""
    return options.bindings(unset_key(source))[shortcut].label


def judged(sources: Sequence[HotkeySource]) -> list[tuple[HotkeySource, Usable]]:
    """Sources with their judgements, best first."""
    return sorted(((source, source.usable()) for source in sources), key=lambda pair: -pair[1].score)


def wanted_sources(options: HotkeyOptions, sources: Sequence[HotkeySource]) -> list[HotkeySource]:
    """The sources that the user's choice and the session allow, best first; empty for the choice "none".

    Raises DictateError when there are none though some are wanted.
    """
    if options.source == "none":
        return []
    candidates = judged([source for source in sources if options.source in ("auto", source.name)])
    usable = [source for source, verdict in candidates if verdict]
    if not usable:
        raise _nothing_works([verdict for _, verdict in candidates])
    return usable


def _nothing_works(verdicts: list[Usable]) -> DictateError:
    reasons = joined(*(verdict.reason for verdict in verdicts))
    mends = [verdict.mend for verdict in verdicts if verdict.mend]
    return DictateError(
        message("The dictation key cannot be watched. {reasons}", reasons=reasons), joined(*mends, OWN_SHORTCUT)
    )
