"""Shortcuts by the desktop itself: the GlobalShortcuts portal. It needs no right to read the keyboard.

Everything, also the events, happens on the thread of the main loop that the bus delivers on.
"""

import logging
import time
from collections.abc import Callable, Mapping
from typing import assert_never

from dictate.bus.address import session_bus_address
from dictate.desktop.bus import Bus, End
from dictate.desktop.portal_request import PORTAL
from dictate.errors import DictateError
from dictate.hotkeys.contract import AnyShortcut, HotkeyEvent, ProfileShortcut, Shortcut
from dictate.hotkeys.heartbeat import Heartbeat
from dictate.hotkeys.keys import parse_combination
from dictate.hotkeys.options import HotkeyOptions
from dictate.hotkeys.portal_files import backend_with_shortcuts, gives_keys_by_itself, hyprland_line
from dictate.hotkeys.portal_session import Handlers, NotReadyError, PortalSession, WantedShortcut
from dictate.system.sandbox import is_sandboxed
from dictate.system.usable import Usable
from dictate.translation.catalogue import translated
from dictate.wording.message import message

_log = logging.getLogger(__name__)

_RETRY_AFTER_S = (1.0, 2.0, 4.0, 8.0, 16.0)


class PortalSource:
    """A HotkeySource on the desktop portal.

    Binding goes on after `start` has returned, for as long as the desktop's dialog is open. `failed` is told when it
    came to nothing; `noticed` gets a sentence for the user now and then. Both are called on the main loop's thread.
    """

    name = "portal"

    def __init__(
        self,
        options: HotkeyOptions,
        bus: Bus | None,
        app_id: str,
        failed: Callable[[DictateError], None] = lambda _error: None,
        noticed: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        """Raises DictateError for a key that cannot be read."""
        bindings = options.bindings()
        self._bus = bus
        self._app_id = app_id
        self._failed = failed
        self._noticed = noticed
        self._key_is_ours = bindings[Shortcut.DICTATE].portal_trigger is not None
        fallback_trigger = parse_combination(options.portal_key).portal_trigger or ""
        self._wanted = tuple(
            WantedShortcut(
                shortcut.value,
                translated(description_of(shortcut)),
                combination.portal_trigger or (fallback_trigger if shortcut is Shortcut.DICTATE else ""),
            )
            for shortcut, combination in bindings.items()
        )
        self._heartbeats = {shortcut.value: Heartbeat(shortcut) for shortcut in bindings}
        self._deliver: Callable[[HotkeyEvent], None] = lambda _event: None
        self._session: PortalSession | None = None
        self._end_watch: End | None = None
        self._end_retry: End = lambda: None
        self._end_checks: dict[str, End] = {}
        self._failures = 0
        self._toggles_noticed = self._no_key_noticed = False
        self.triggers: dict[str, str] = {}
        self.on_bound: Callable[[], None] = lambda: None
        """Called when the desktop has told which keys it gave."""

    def usable(self) -> Usable:
        if session_bus_address() is None:
            return Usable(0, "This session has no D-Bus message bus, so there is no portal.")
        backend = backend_with_shortcuts()
        # A Flatpak does not see the files, and has the portal by right.
        if backend is None and not is_sandboxed():
            return Usable(0, "This desktop's portal has no global shortcuts.")
        if not gives_keys_by_itself():
            return Usable(
                50,
                "Hyprland watches the key that its configuration names.",
                message("Add to Hyprland's configuration: {line}", line=hyprland_line(f"{self._app_id}:dictate")),
            )
        if self._key_is_ours:
            return Usable(90, "The desktop watches the key for Dictate.")
        return Usable(
            60,
            message("The desktop cannot watch this key and is asked for {key} instead.", key=self._wanted[0].trigger),
        )

    def start(self, deliver: Callable[[HotkeyEvent], None]) -> None:
        if self._bus is None:
            raise DictateError("This session has no D-Bus message bus, so there is no portal.")
        self._deliver = deliver
        self._end_watch = self._bus.watch_name(PORTAL, self._portal_changed)
        self._bind()

    def stop(self) -> None:
        if self._end_watch is None:
            return
        self._end_watch()
        self._end_watch = None
        self._give_up("Dictate stopped watching the key.")

    def describe(self) -> str:
        """The key that the desktop has bound, in its own words; empty before it has, and where it does not say."""
        return self.triggers.get(Shortcut.DICTATE.value, "")

    def _bind(self) -> None:
        self._end_retry()
        if self._session is not None:
            self._session.close()
        assert self._bus is not None
        handlers = Handlers(self._bound, self._activated, self._deactivated, self._binding_failed)
        self._session = PortalSession(self._bus, self._app_id, self._wanted, handlers)

    def _bound(self, triggers: Mapping[str, str]) -> None:
        self._failures = 0
        self.triggers = dict(triggers)
        _log.info("shortcuts are bound: %s", self.triggers)
        self.on_bound()
        if not self.describe() and gives_keys_by_itself() and not self._no_key_noticed:
            # Somebody else has it, or the user took it away in the desktop's settings.
            self._no_key_noticed = True
            self._noticed(
                message("The desktop gave Dictate no key. Choose one for it in the desktop's settings for shortcuts.")
            )

    def _binding_failed(self, error: DictateError) -> None:
        _log.info("the shortcuts portal: %s", error)
        self._session = None
        self._lose_held(error.problem)
        if not (isinstance(error, NotReadyError) and self._try_later()):
            self._failed(error)

    def _portal_changed(self, owner: str) -> None:
        """The portal ended or began: sessions do not survive it."""
        if owner:
            self._bind()
            return
        self._give_up("The desktop's portal ended.")
        # Nobody restarts a portal that crashed: the next call to it does.
        if not self._try_later():
            self._failed(DictateError("The desktop's portal ends again and again.", "Use another key source."))

    def _try_later(self) -> bool:
        """Bind again after a while; False when that was tried often enough."""
        if self._failures == len(_RETRY_AFTER_S):
            return False
        assert self._bus is not None
        self._end_retry = self._bus.after(_RETRY_AFTER_S[self._failures], self._bind)
        self._failures += 1
        return True

    def _give_up(self, reason: str) -> None:
        self._end_retry()
        if self._session is not None:
            self._session.close()
            self._session = None
        self.triggers = {}
        self._lose_held(reason)

    def _lose_held(self, reason: str) -> None:
        for shortcut, heartbeat in self._heartbeats.items():
            self._say(shortcut, heartbeat.lose(reason, time.monotonic()))

    def _activated(self, shortcut: str) -> None:
        if shortcut in self._heartbeats:
            self._say(shortcut, self._heartbeats[shortcut].activated(time.monotonic()))

    def _deactivated(self, shortcut: str) -> None:
        if shortcut in self._heartbeats:
            self._say(shortcut, self._heartbeats[shortcut].deactivated(time.monotonic()))

    def _check(self, shortcut: str) -> None:
        self._end_checks.pop(shortcut, None)
        self._say(shortcut, self._heartbeats[shortcut].check(time.monotonic()))

    def _say(self, shortcut: str, events: tuple[HotkeyEvent, ...]) -> None:
        for event in events:
            self._deliver(event)
        self._watch_heartbeat(shortcut)

    def _watch_heartbeat(self, shortcut: str) -> None:
        heartbeat = self._heartbeats[shortcut]
        if end := self._end_checks.pop(shortcut, None):
            end()
        if heartbeat.deadline_s is not None and self._bus is not None:
            delay_s = max(0.0, heartbeat.deadline_s - time.monotonic())
            self._end_checks[shortcut] = self._bus.after(delay_s, lambda: self._check(shortcut))
        if heartbeat.lost_release and not self._toggles_noticed:
            self._toggles_noticed = True
            self._noticed(
                message(
                    "The desktop did not tell when the key came up, so a press began the recording and the next one "
                    "ended it. Let go of the main key before Ctrl, Alt or Super, or choose a key without them."
                )
            )


def description_of(shortcut: AnyShortcut) -> str:
    """What the desktop says of the shortcut in its dialog and its settings."""
    match shortcut:
        case Shortcut.DICTATE:
            return message("Hold to dictate, tap to start and stop")
        case Shortcut.PRIVATE:
            return message("Dictate without keeping anything")
        case Shortcut.CANCEL:
            return message("Cancel the dictation")
        case Shortcut.PASTE_LAST:
            return message("Type the last text again")
        case ProfileShortcut(profile):
            return message("Dictate with the profile {name}", name=profile)
        case _:
            assert_never(shortcut)
