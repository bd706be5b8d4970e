"""Somebody in front of the desktop, with the running program, a microphone, and a hand that answers its dialogs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from dictate.measures.word_errors import word_errors
from tests.desktop.session.dictate_program import DictateProgram
from tests.desktop.session.pill import Pill, find_pill
from tests.desktop.session.waiting import wait_for
from tests.integration.audio_rig import FakeMicrophone
from tests.integration.prompts import Prompt
from tests.real_desktops.session.desktop import ASKED_WITHIN_S, RealDesktop

OVERLAY_WITHIN_S = 300
"""On GNOME it is a program of its own, whose libraries an emulated machine first has to read."""
OFF_CENTRE_PX = 2

KEY = "KEY_F9"
PROFILE_KEY = "KEY_F10"
PROFILE = "letters"
PRIVATE_CHORD = ("KEY_LEFTCTRL", "KEY_LEFTMETA", "KEY_SPACE")
SETTINGS = """
key_interval_ms = {key_interval_ms}

[shortcuts]
source = "{source}"
private_key = "Ctrl+Super+Space"
profile_keys = ["letters = F10"]

[interface]
reduced_motion = true

[profiles.letters]
text.mode = "plain"
"""


@dataclass(frozen=True)
class User:
    desktop: RealDesktop
    program: DictateProgram
    microphone: FakeMicrophone

    def say(self, spoken: Prompt) -> None:
        """Speak while the program records."""
        wait_for("the microphone to be heard", lambda: self.microphone.is_heard)
        self.microphone.feed(spoken.samples_int16())
        self.microphone.feed_silence(0.3)

    def hold_and_say(self, spoken: Prompt, key: str = KEY) -> str:
        """Returns the status while the key was held."""
        self.desktop.hands.press(key)
        self.program.wait_until_recording()
        self.say(spoken)
        status = self.status()
        self.desktop.hands.release(key)
        return status

    @property
    def has_key(self) -> bool:
        """Whether the desktop has bound the key."""
        return "F9" in self.status()

    def wait_for_key(self) -> None:
        wait_for("the key to be bound", lambda: self.has_key, limit_s=ASKED_WITHIN_S, poll_s=0.5)

    def wait_for_pill(self, output: Path) -> None:
        """Until a picture of the screen shows the overlay at the middle of its lower edge. It is kept."""
        picture = output / f"{self.desktop.name}-recording.png"

        def pill() -> Pill | None:
            self.desktop.take_picture(picture)
            return find_pill(picture)

        found = wait_for("the pill in the picture", pill, limit_s=OVERLAY_WITHIN_S, poll_s=1)
        assert found is not None
        screen = QImage(str(picture)).size()
        assert abs(found.left + found.right + 1 - screen.width()) <= OFF_CENTRE_PX * 2, found
        assert found.top > screen.height() * 3 / 4, found

    def status(self) -> str:
        return self.program.run("status").stdout

    def allow_typing(self) -> None:
        """Answer the dialog that comes with the first text."""
        self.desktop.accept_remote_control()
        self.program.wait_until_idle()
        # The keyboard of the portal is new, and the window takes its first keys when it has noticed.
        time.sleep(1)


def assert_heard(text: str, words: str) -> None:
    assert word_errors(words, text).errors <= len(words.split()) / 5, f"{words!r} became {text!r}"
