"""The session bus ends under the running program: the key works on, and with the bus the program is there again."""

from __future__ import annotations

import subprocess

import pytest

from tests.integration.audio_rig import FakeMicrophone
from tests.integration.desktop.conftest import BusDaemon
from tests.integration.ui.conftest import Display, until
from tests.integration.ui.somebody import sample, status, typed

pytestmark = pytest.mark.desktop

APP = "io.github.dictate_desktop.Dictate"


def test_the_message_bus_ends_and_comes_back(somebody: Display, bus: BusDaemon, microphone: FakeMicrophone) -> None:
    program = somebody.python("-m", "dictate", "run", "--background", stderr=subprocess.DEVNULL)
    try:
        until(lambda: "F9" in status(somebody).get("hotkey", ""), "the key was watched", 60)
        assert is_on_the_bus(somebody)
        bus.end()

        somebody.run("xdotool", "keydown", "F9")
        until(lambda: microphone.is_heard, "the microphone was opened")
        microphone.feed(sample())
        somebody.run("xdotool", "keyup", "F9")
        until(lambda: "locate them for you" in typed(somebody), "the words were typed", 60)

        bus.begin()
        until(lambda: is_on_the_bus(somebody), "the program was on the bus again")
    finally:
        program.terminate()
        program.wait(30)


def is_on_the_bus(display: Display) -> bool:
    command = ["dbus-send", "--session", "--print-reply", f"--dest={APP}", f"/{APP.replace('.', '/')}"]
    asked = display.start(
        *command, "org.freedesktop.DBus.Peer.Ping", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    return asked.wait(30) == 0
