"""The pill on real displays: it is seen, it takes no focus, and clicks go through it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from dictate.ui.overlay_helper import PROCESS_NAME
from dictate.ui.overlay_painter import OverlayLook
from dictate.ui.overlay_view import Face, OverlayView
from dictate.ui.overlay_wire import Hide, Show, encode
from tests.integration.ui.conftest import TEXT_WINDOW, Display, until

pytestmark = pytest.mark.desktop

LISTENING = Show(OverlayView(Face.LISTENING, "", (0.8,) * 24, 3), OverlayLook(dark=True))
SCREEN = (1024, 600)
PILL_AT = (512, 600 - 28 - 32)
"""The middle of the pill: centred, the margin and half its height above the lower edge."""


@contextmanager
def text_window(display: Display) -> Iterator[Path]:
    state = display.folder / "state.json"
    process = display.python(str(TEXT_WINDOW), str(state), stderr=subprocess.DEVNULL)
    try:
        until(lambda: state_of(state).get("active", False) is True, "the text window has the focus")
        yield state
    finally:
        process.terminate()
        process.wait(10)


def state_of(path: Path) -> dict[str, object]:
    try:
        state: dict[str, object] = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return state


def is_dark(colour: QColor) -> bool:
    return colour.lightness() < 60


def pill_on(display: Display, *command: str) -> bool:
    """Whether the dark ground of the pill is on the screen, beside its red microphone."""
    image = QImage(str(display.screenshot(*command)))
    row = [image.pixelColor(x, PILL_AT[1]) for x in range(SCREEN[0] // 2 - 130, SCREEN[0] // 2 + 130)]
    red = [colour for colour in row if colour.red() > 200 and colour.green() < 90]
    return sum(is_dark(colour) for colour in row) > 60 and len(red) > 20


def test_on_x11_the_window_keeps_the_focus_the_keys_and_the_clicks(x11: Display) -> None:
    def seen() -> bool:
        return pill_on(x11, "import", "-window", "root")

    with text_window(x11) as state:
        helper = x11.python("-m", "dictate.ui.overlay_helper", stdin=subprocess.PIPE)
        assert helper.stdin is not None
        active = x11.run("xdotool", "getactivewindow")
        helper.stdin.write(encode(LISTENING))
        helper.stdin.flush()
        until(seen, "the pill is on the screen")
        (window,) = x11.run("xdotool", "search", "--onlyvisible", "--classname", "^dictate$").split()
        assert x11.run("xprop", "-id", window, "WM_CLASS").strip() == 'WM_CLASS(STRING) = "dictate", "Dictate"'
        assert Path(f"/proc/{helper.pid}/comm").read_text().strip() == PROCESS_NAME
        x11.run("xdotool", "type", "typed meanwhile")
        until(lambda: state_of(state).get("text") == "typed meanwhile", "the text arrives")
        x11.run("xdotool", "mousemove", str(PILL_AT[0]), str(PILL_AT[1]), "click", "1")
        until(lambda: state_of(state).get("clicks") == 1, "the click goes through")
        assert x11.run("xdotool", "getactivewindow") == active
        helper.stdin.write(encode(Hide()))
        helper.stdin.flush()
        until(lambda: not seen(), "the pill is gone")
        helper.stdin.close()
        assert helper.wait(10) == 0


LAYER_PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from dictate.ui.overlay_layer import LayerShellOverlay
from dictate.ui.overlay_painter import OverlayLook
from dictate.ui.overlay_view import Face, OverlayView
application = QGuiApplication(sys.argv)
overlay = LayerShellOverlay()
assert overlay.usable().score > 90, overlay.usable()
overlay.open()
frames = iter(range(1_000_000))
timer = QTimer(interval=50)
def frame():
    number = next(frames)
    level = (0.2 + 0.6 * (number % 2),)
    overlay.show(OverlayView(Face.LISTENING, "", level * 24, number // 20), OverlayLook(dark=True))
timer.timeout.connect(frame)
timer.start()
def stop(line):
    pass
from PySide6.QtCore import QSocketNotifier
notifier = QSocketNotifier(0, QSocketNotifier.Type.Read)
def on_input():
    timer.stop()
    overlay.hide()
    notifier.setEnabled(False)
    QTimer.singleShot(1000, application.quit)
notifier.activated.connect(on_input)
application.exec()
overlay.close()
"""


@pytest.mark.parametrize("scale", [1, 2])
def test_under_sway_the_window_keeps_the_focus_and_the_pill_is_drawn(sway: Display, scale: int) -> None:
    def seen() -> bool:
        return pill_on(sway, "grim", "-s", "1")

    with text_window(sway) as state:
        sway.run("swaymsg", "output", "HEADLESS-1", "resolution", f"{1024 * scale}x{600 * scale}", "scale", str(scale))
        program = sway.python("-c", LAYER_PROGRAM, stdin=subprocess.PIPE)
        assert program.stdin is not None
        until(seen, "the pill is on the screen")
        focused = json.loads(sway.run("swaymsg", "-t", "get_tree"))
        assert '"focused": true' in json.dumps(focused)
        assert state_of(state)["active"] is True
        program.stdin.write(b"\n")
        program.stdin.flush()
        until(lambda: not seen(), "the pill is gone")
        assert program.wait(10) == 0
