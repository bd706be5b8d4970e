"""Writes into the log what the session does: states, durations, routes, faults. Never words. Session threads."""

import logging
import os
import platform
import time
from collections.abc import Callable

from dictate import __version__
from dictate.events import (
    AudioFlows,
    Cancelled,
    Finished,
    HeardNothing,
    Latched,
    Level,
    Notice,
    Partial,
    Problem,
    SessionEvent,
    SessionState,
    StateChanged,
)
from dictate.settings.profiles import Profile
from dictate.settings.settings import Settings

_log = logging.getLogger(__name__)


class ActivityLog:
    """`settings` and `profile` are what is in force; the name of a profile of the user's own is not written."""

    def __init__(self, settings: Callable[[], Settings], profile: Callable[[], Profile | None]) -> None:
        self._settings = settings
        self._profile = profile
        self._state = SessionState.IDLE
        self._since_s = time.monotonic()

    def started(self, hotkey: str) -> None:
        """The program runs: on what, and with which choices."""
        desktop = os.environ.get("XDG_CURRENT_DESKTOP", "") or "no desktop"
        session = os.environ.get("XDG_SESSION_TYPE", "") or "no session type"
        _log.info(
            "Dictate %s on Python %s, Linux %s, %s, %s",
            __version__,
            platform.python_version(),
            platform.release(),
            desktop,
            session,
        )
        _log.info("key: %s", hotkey)
        self.settings_changed()

    def settings_changed(self) -> None:
        """Other choices count from now on."""
        settings = self._settings()
        _log.info(
            "model %s, language %s, mode %s, typing %s, keys %s, profile %s",
            settings.general.model,
            settings.general.language,
            settings.text.mode,
            settings.typing.backend,
            settings.shortcuts.source,
            self._profile_name(),
        )

    def ended(self) -> None:
        """The program ends in order; a log without this line tells of a crash."""
        _log.info("Dictate ends")

    def on_event(self, event: SessionEvent) -> None:
        """What happened, without a word of the user's."""
        match event:
            case StateChanged(state):
                self._change(state)
            case AudioFlows(utterance_id, opened_after_s):
                _log.info("%s: audio after %.2f s", utterance_id, opened_after_s)
            case Latched(utterance_id):
                _log.info("%s: goes on without the key", utterance_id)
            case Finished(utterance_id, text, route, note):
                _log.info("%s: %d characters by %s. %s", utterance_id or "again", len(text), route.value, note)
            case HeardNothing(utterance_id, loud):
                _log.info("%s: heard nothing%s", utterance_id, ", but something was loud" if loud else "")
            case Cancelled(utterance_id):
                _log.info("%s: cancelled", utterance_id)
            case Problem(problem, mend, utterance_id):
                _log.warning("%s: %s %s", utterance_id or "problem", problem, mend)
            case Notice(sentence):
                _log.info("told: %s", sentence)
            case Level() | Partial():
                return

    def _change(self, state: SessionState) -> None:
        now_s = time.monotonic()
        profile = self._profile_name()
        with_what = f", model {self._settings().general.model}, profile {profile}"
        _log.info(
            "%s after %.2f s of %s%s",
            state.value,
            now_s - self._since_s,
            self._state.value,
            with_what if state is SessionState.RECORDING else "",
        )
        self._state, self._since_s = state, now_s

    def _profile_name(self) -> str:
        profile = self._profile()
        if profile is None:
            return "none"
        return profile.name if profile.built_in else "of the user's own"
