"""The one Dictate of a session: several started at once, started by the bus, started where there is no tray."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from dictate import APP_ID
from tests.integration.ui.conftest import Display, need, until
from tests.integration.ui.somebody import status

pytestmark = pytest.mark.desktop

RUNNING = "Dictate is running already."
PATIENCE_S = 60.0
TRAY_ABSENCE_S = 32.0
"""For half a minute after its start a tray may still come."""


def windows(display: Display) -> list[str]:
    """The main windows that are on the screen. The overlay has their title, and the window manager knows it not."""
    search = ["xdotool", "search", "--onlyvisible", "--name", "^Dictate$"]
    found = subprocess.run(
        search, env=display.environment, capture_output=True, text=True, timeout=30, check=False
    ).stdout.split()
    managed = display.run("xprop", "-root", "_NET_CLIENT_LIST").replace(",", " ").split()
    return [each for each in found if hex(int(each)) in managed]


def start(display: Display, *options: str) -> subprocess.Popen[bytes]:
    return display.python("-m", "dictate", "run", *options, stderr=subprocess.PIPE)


def end(program: subprocess.Popen[bytes]) -> str:
    """What it said."""
    program.terminate()
    told: bytes = program.communicate(timeout=30)[1]
    return told.decode()


def test_of_two_that_are_started_at_once_one_stays_and_the_other_one_says_so(somebody: Display) -> None:
    both = [start(somebody, "--background"), start(somebody, "--headless")]
    until(lambda: any(each.poll() is not None for each in both), "one of them ended", PATIENCE_S)
    # At this moment a key of the desktop may be pressed.
    until(lambda: somebody.python("-m", "dictate", "toggle", stderr=subprocess.DEVNULL).wait(30) == 0, "it was heard")
    until(lambda: status(somebody).get("state") == "recording", "it was obeyed")
    (stayed,) = [each for each in both if each.poll() is None]
    (ended,) = [each for each in both if each is not stayed]
    assert (ended.returncode, RUNNING in end(ended)) == (0, True)
    end(stayed)
    assert stayed.returncode == 0


def test_without_a_tray_there_is_a_window_that_comes_again_when_it_is_started_again(somebody: Display) -> None:
    said = Path(somebody.environment["HOME"]) / ".local/state/dictate/said/no-tray"
    program = start(somebody)
    until(lambda: windows(somebody), "the window was there", PATIENCE_S)
    until(said.exists, "it said why")
    somebody.run("xdotool", "windowactivate", "--sync", windows(somebody)[0], "key", "alt+F4")
    until(lambda: not windows(somebody), "it was closed")

    for quietly in ("--background", "--headless"):
        second = start(somebody, quietly)
        assert second.wait(PATIENCE_S) == 0
        assert RUNNING in end(second)
    assert status(somebody)["state"] == "idle"
    assert not windows(somebody)

    second = start(somebody)
    assert second.wait(PATIENCE_S) == 0
    until(lambda: windows(somebody), "the window was there again")
    end(program)


def test_started_without_a_window_it_never_opens_one_by_itself(somebody: Display) -> None:
    """It would take the focus from whoever dictates or types at that moment: a notification says it."""
    said = Path(somebody.environment["HOME"]) / ".local/state/dictate/said/no-tray"
    program = start(somebody, "--background")
    until(said.exists, "it said that there is no tray", TRAY_ABSENCE_S + PATIENCE_S)
    time.sleep(2)
    assert not windows(somebody)
    end(program)


def test_a_dictate_without_windows_says_that_it_has_none(somebody: Display) -> None:
    program = start(somebody, "--headless")
    until(lambda: "F9" in status(somebody).get("hotkey", ""), "the key was watched", PATIENCE_S)
    second = start(somebody)
    assert second.wait(PATIENCE_S) == 1
    assert "without windows" in end(second)
    end(program)


def test_an_action_of_the_menu_entry_starts_the_program(somebody: Display) -> None:
    need("gapplication")
    service = somebody.folder / "services" / f"{APP_ID}.service"
    service.write_text(
        f"[D-BUS Service]\nName={APP_ID}\n"
        f"Exec=/usr/bin/env {' '.join(f'{name}={somebody.environment[name]}' for name in _NEEDED)} "
        f"{sys.executable} -m dictate run --background\n"
    )
    somebody.run("gapplication", "action", APP_ID, "toggle")
    until(lambda: status(somebody).get("state") == "recording", "it recorded", PATIENCE_S)
    somebody.run("gapplication", "action", APP_ID, "cancel")
    until(lambda: status(somebody).get("state") == "idle", "it was cancelled")
    somebody.run("gapplication", "action", APP_ID, "quit")
    until(lambda: not status(somebody).get("state"), "it ended")


_NEEDED = ("HOME", "DISPLAY", "PYTHONPATH", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER")
