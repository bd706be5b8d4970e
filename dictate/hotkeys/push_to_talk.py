"""Drives the dictation from the shortcuts: gives events and the passing of time to the gesture, obeys its commands.

`deliver` is called on the thread of whichever hotkey source is in use; time is given from a thread of its own, which
sleeps until the gesture has a deadline.
"""

import threading
import time
from typing import assert_never

from dictate.events import DictationControl, SessionState
from dictate.hotkeys.contract import HotkeyEvent, ProfileShortcut, Shortcut
from dictate.hotkeys.gesture import Command, Gesture, GestureTimes, TimePassed, deadline_s, step


class PushToTalk:
    """Owns the state of the gesture."""

    def __init__(self, times: GestureTimes, control: DictationControl) -> None:
        self._times = times
        self._control = control
        self._gesture = Gesture()
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._watch_time, name="push-to-talk", daemon=True)
        self._thread.start()

    def deliver(self, event: HotkeyEvent) -> None:
        """Take an event from a hotkey source. Safe from any thread; returns at once."""
        with self._changed:
            if self._closed:
                return
            self._step(event)

    def close(self) -> None:
        """Stop reacting. A recording under way is left alone."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _step(self, event: HotkeyEvent | TimePassed) -> None:
        is_recording = self._control.state is SessionState.RECORDING
        self._gesture, commands = step(self._gesture, event, self._times, is_recording)
        for command in commands:
            self._obey(command)
        self._changed.notify()

    def _obey(self, command: Command) -> None:
        match command:
            case Command.START:
                self._start()
            case Command.STOP:
                self._control.stop()
            case Command.CANCEL:
                self._control.cancel()
            case Command.LATCH:
                self._control.latch()
            case Command.PASTE_LAST:
                self._control.type_last_again()
            case _:
                assert_never(command)

    def _start(self) -> None:
        match self._gesture.shortcut:
            case Shortcut.PRIVATE:
                self._control.start_private()
            case ProfileShortcut(profile):
                self._control.start_with_profile(profile)
            case _:
                self._control.start()

    def _watch_time(self) -> None:
        with self._changed:
            while not self._closed:
                deadline = deadline_s(self._gesture, self._times)
                if deadline is None:
                    self._changed.wait()
                    continue
                now = time.monotonic()
                if now < deadline:
                    self._changed.wait(deadline - now)
                else:
                    self._step(TimePassed(now))
