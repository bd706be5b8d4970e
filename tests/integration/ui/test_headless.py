"""The program without windows in a desktop session."""

from __future__ import annotations

import sys

import pytest

from tests.integration.ui.conftest import Display, until
from tests.integration.ui.somebody import status
from tests.integration.ui.test_instances import end, start

pytestmark = pytest.mark.desktop

LOCKS = """
import time
from dictate.desktop import dbus_link
from dictate.desktop.bus import Typed
link = dbus_link.connect()
assert link.own_name("org.gnome.ScreenSaver")
time.sleep(0.5)
link.emit("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", Typed("(b)", (True,)))
time.sleep(0.5)
link.close()
"""


def test_a_dictate_without_windows_ends_a_recording_when_the_screen_is_locked(somebody: Display) -> None:
    program = start(somebody, "--headless")
    until(lambda: "F9" in status(somebody).get("hotkey", ""), "the key was watched", 60)
    somebody.run(sys.executable, "-m", "dictate", "toggle")
    until(lambda: status(somebody).get("state") == "recording", "it recorded")
    locks = somebody.python("-c", LOCKS)
    until(lambda: status(somebody).get("state") != "recording", "the recording ended")
    end(program)
    locks.wait(30)
