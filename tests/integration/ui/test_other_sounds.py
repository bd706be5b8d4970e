"""The outputs while somebody dictates with the running program: quieter, also those that come late, and loud again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.integration.audio.test_ducking import HEADPHONES, SPEAKERS, becomes, pactl, plug
from tests.integration.ui.conftest import Display, until
from tests.integration.ui.somebody import status

pytestmark = pytest.mark.desktop

Start = Callable[[], subprocess.Popen[bytes]]


@pytest.fixture
def start(somebody: Display) -> Iterator[Start]:
    """Starts the program, with the setting that lowers other sounds, and waits until it watches the key."""
    settings = Path(somebody.environment["HOME"]) / ".config/dictate/settings.toml"
    settings.write_text(settings.read_text() + "lower_sounds = true\n")
    programs: list[subprocess.Popen[bytes]] = []

    def started() -> subprocess.Popen[bytes]:
        programs.append(somebody.python("-m", "dictate", "run", "--background", stderr=subprocess.DEVNULL))
        until(lambda: "F9" in status(somebody).get("hotkey", ""), "the key was watched", 60)
        return programs[-1]

    yield started
    for program in programs:
        program.terminate()
        program.wait(30)


def test_headphones_plugged_in_and_made_the_default_in_mid_recording(somebody: Display, start: Start) -> None:
    plug(SPEAKERS)
    start()
    somebody.run("xdotool", "key", "F9")
    becomes(SPEAKERS, [40, 40])
    plug(HEADPHONES)
    pactl("set-default-sink", HEADPHONES)
    becomes(HEADPHONES, [40, 40])
    somebody.run("xdotool", "key", "F9")
    becomes(SPEAKERS, [100, 100])
    becomes(HEADPHONES, [100, 100])


def test_headphones_that_went_while_they_were_quiet_are_raised_when_they_come_back(
    somebody: Display, start: Start
) -> None:
    # A server that remembers volumes, as every desktop's does.
    pactl("load-module", "module-device-restore")
    plug(SPEAKERS)
    headphones = plug(HEADPHONES)
    start()
    somebody.run("xdotool", "key", "F9")
    becomes(HEADPHONES, [40, 40])
    pactl("unload-module", headphones)
    somebody.run("xdotool", "key", "F9")
    becomes(SPEAKERS, [100, 100])
    until(lambda: status(somebody).get("state") in ("idle", "error"), "the dictation is over")
    plug(HEADPHONES)
    becomes(HEADPHONES, [100, 100])


def test_the_program_is_killed_while_somebody_dictates(somebody: Display, start: Start) -> None:
    plug(SPEAKERS)
    program = start()
    somebody.run("xdotool", "key", "F9")
    becomes(SPEAKERS, [40, 40])
    program.kill()
    program.wait(30)
    start()
    becomes(SPEAKERS, [100, 100])
