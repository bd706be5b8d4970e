"""The tray icon in real panels that come late, die and come back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.integration.ui.conftest import Display, need, until

pytestmark = pytest.mark.desktop

PROGRAM = Path(__file__).with_name("tray_program.py")
PANELS = {"StatusNotifierItem": "xfce4-panel", "XEmbed": "tint2"}


class Tray:
    def __init__(self, display: Display) -> None:
        self._state = display.folder / "tray.json"
        self.process = display.python(str(PROGRAM), str(self._state), stderr=subprocess.DEVNULL)

    def __getitem__(self, name: str) -> object:
        try:
            return json.loads(self._state.read_text())[name]
        except (OSError, ValueError):
            return None


@pytest.fixture
def tray(session: Display) -> Iterator[Tray]:
    tray = Tray(session)
    yield tray
    tray.process.terminate()
    tray.process.wait(10)


@pytest.fixture(params=PANELS)
def start_panel(request: pytest.FixtureRequest, session: Display) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    need(PANELS[request.param])
    options = ["--disable-wm-check"] if request.param == "StatusNotifierItem" else []
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        panel = session.start(
            PANELS[request.param],
            *options,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        started.append(panel)
        return panel

    yield start
    for panel in started:
        kill(panel)


def kill(panel: subprocess.Popen[bytes]) -> None:
    if panel.poll() is None:
        os.killpg(panel.pid, signal.SIGKILL)
        panel.wait(10)


def red_disc(display: Display) -> tuple[int, int] | None:
    """Where the icon of a recording is on the screen."""
    image = QImage(str(display.screenshot("import", "-window", "root")))
    for y in range(image.height()):
        red = [
            x
            for x in range(image.width())
            if (colour := image.pixelColor(x, y)).red() > 200 and colour.green() < 90 and colour.blue() < 110
        ]
        if len(red) >= 8:
            return red[len(red) // 2], y
    return None


def test_the_icon_comes_with_the_panel_and_again_after_its_death(
    session: Display, tray: Tray, start_panel: Callable[[], subprocess.Popen[bytes]]
) -> None:
    until(lambda: tray["available"] is False, "there is no tray yet")
    assert tray["icon"] is None
    panel = start_panel()
    until(lambda: red_disc(session) is not None, "the icon is in the panel", seconds=40)
    assert tray["available"] is True
    kill(panel)
    until(lambda: red_disc(session) is None, "the icon went with the panel")
    start_panel()
    until(lambda: red_disc(session) is not None, "the icon is in the new panel", seconds=40)


def test_a_click_on_the_icon_stops_the_recording(
    session: Display, tray: Tray, start_panel: Callable[[], subprocess.Popen[bytes]]
) -> None:
    start_panel()
    until(lambda: red_disc(session) is not None, "the icon is in the panel", seconds=40)
    place = red_disc(session)
    assert place is not None
    session.run("xdotool", "mousemove", str(place[0]), str(place[1] + 6), "click", "1")
    until(lambda: tray["chosen"] == ["stop"], "the click arrives")
