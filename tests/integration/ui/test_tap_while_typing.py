"""A tap while the text before is still being typed: typing waits for the key, and both texts come in order."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.integration.audio_rig import FakeMicrophone
from tests.integration.ui.conftest import TEXT_WINDOW, Display, until
from tests.integration.ui.somebody import sample, status

pytestmark = pytest.mark.desktop

WORDS = "locate them for you"
SLOW = "\n[typing]\nkey_interval_ms = 40\npaste_from_characters = 0\n"
"""Two pauses a letter: the sentence takes some seconds."""


def test_a_tap_while_the_text_before_is_being_typed(somebody: Display, microphone: FakeMicrophone) -> None:
    home = Path(somebody.environment["HOME"])
    with (home / ".config/dictate/settings.toml").open("a") as settings:
        settings.write(SLOW)
    state = somebody.folder / "window.json"

    def window() -> dict[str, object]:
        try:
            told: dict[str, object] = json.loads(state.read_text())
        except (OSError, ValueError):
            return {}
        return told

    def text() -> str:
        return str(window().get("text", ""))

    field = somebody.python(str(TEXT_WINDOW), str(state))
    program = somebody.python("-m", "dictate", "run", "--background", stderr=subprocess.DEVNULL)
    try:
        until(lambda: window().get("active") is True, "the window has the focus")
        until(lambda: "F9" in status(somebody).get("hotkey", ""), "the key was watched", 60)
        somebody.run("xdotool", "keydown", "F9")
        until(lambda: microphone.is_heard, "the microphone was opened")
        microphone.feed(sample())
        somebody.run("xdotool", "keyup", "F9")
        until(lambda: len(text()) > 5, "typing began", 60)

        somebody.run("xdotool", "keydown", "F9", "sleep", "0.2", "keyup", "F9")
        assert WORDS not in text(), "the first text was typed before the tap: nothing was tried"
        until(lambda: status(somebody)["state"] == "recording", "the tap began a recording")
        until(lambda: microphone.is_heard, "the microphone was opened again")
        microphone.feed(sample())
        until(lambda: text().count(WORDS) == 1, "the first text was typed to its end", 60)
        assert status(somebody)["state"] == "recording", "it goes on without the key"

        somebody.run("xdotool", "key", "F9")
        until(lambda: text().count(WORDS) == 2, "the second text was typed", 60)
        first, _, second = text().partition(WORDS)
        assert second.count(first.strip()) == 1, "neither text stands in the other"
    finally:
        for process in (program, field):
            process.terminate()
            process.wait(30)
