"""A dictation that does as it is told and remembers what that was."""

import threading
from collections import defaultdict

from dictate.events import SessionState


class FakeControl:
    """Obeys the DictationControl protocol at once, on the caller's thread."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self._state = SessionState.IDLE
        self._called: defaultdict[str, threading.Event] = defaultdict(threading.Event)

    @property
    def state(self) -> SessionState:
        return self._state

    def called(self, name: str) -> threading.Event:
        """Set once the call of that name was made."""
        return self._called[name]

    def start(self) -> None:
        self._become("start", SessionState.RECORDING)

    def start_private(self) -> None:
        self._become("start_private", SessionState.RECORDING)

    def start_with_profile(self, name: str) -> None:
        self._become(f"start_with_profile {name}", SessionState.RECORDING)

    def stop(self) -> None:
        self._become("stop", SessionState.IDLE)

    def toggle(self) -> None:
        recording = self._state is SessionState.RECORDING
        self._become("toggle", SessionState.IDLE if recording else SessionState.RECORDING)

    def toggle_continuous(self) -> None:
        recording = self._state is SessionState.RECORDING
        self._become("toggle_continuous", SessionState.IDLE if recording else SessionState.RECORDING)

    def latch(self) -> None:
        self._become("latch", self._state)

    def cancel(self) -> None:
        self._become("cancel", SessionState.IDLE)

    def type_last_again(self) -> None:
        self._become("type_last_again", self._state)

    def undo_last(self) -> None:
        self._become("undo_last", self._state)

    def last_text(self) -> str:
        return "the last words"

    def _become(self, call: str, state: SessionState) -> None:
        self.calls.append(call)
        self._state = state
        self._called[call].set()
