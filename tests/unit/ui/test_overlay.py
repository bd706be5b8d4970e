from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from dictate.errors import DictateError
from dictate.events import AudioFlows, Finished, Level, SessionState, StateChanged
from dictate.keyboard.contract import Route
from dictate.system.usable import Usable
from dictate.ui.bridge import SessionBridge
from dictate.ui.overlay import Overlay, OverlaySettings
from dictate.ui.overlay_painter import OverlayLook, image_of, size_of
from dictate.ui.overlay_view import METER_LENGTH, Face, OverlayView
from dictate.ui.overlay_x11 import place

RECORDING = StateChanged(SessionState.RECORDING)
FLOWS = AudioFlows("u1", 0.1)


class FakeBackend:
    def __init__(self, name: str, score: int, *, opens: bool = True) -> None:
        self.name = name
        self.score = score
        self.opens = opens
        self.breaks = False
        self.shown: list[OverlayView] = []
        self.visible = False
        self.opened = 0

    def usable(self) -> Usable:
        return Usable(self.score, "a fake")

    def open(self) -> None:
        if not self.opens:
            raise DictateError("It does not open.")
        self.opened += 1

    def show(self, view: OverlayView, look: OverlayLook) -> None:
        if self.breaks:
            raise DictateError("It broke.")
        self.shown.append(view)
        self.visible = True

    def hide(self) -> None:
        self.visible = False

    def close(self) -> None:
        self.visible = False


@pytest.fixture
def bridge(qtbot: QtBot) -> SessionBridge:
    return SessionBridge()


def overlay(bridge: SessionBridge, *backends: FakeBackend, settings: OverlaySettings | None = None) -> Overlay:
    return Overlay(bridge, lambda: settings or OverlaySettings(), backends)


def test_the_best_backend_that_opens_shows_the_recording(qtbot: QtBot, bridge: SessionBridge) -> None:
    worse, best, broken = FakeBackend("worse", 10), FakeBackend("best", 50), FakeBackend("broken", 90, opens=False)
    shown = overlay(bridge, worse, best, broken)
    for event in (RECORDING, FLOWS):
        bridge.deliver(event)
    qtbot.waitUntil(lambda: best.visible, timeout=2000)
    assert best.shown[-1].face is Face.LISTENING
    assert worse.opened == 0
    assert shown.backend_name == "best"


def test_when_a_backend_breaks_the_next_shows_the_same(qtbot: QtBot, bridge: SessionBridge) -> None:
    first, second = FakeBackend("first", 90), FakeBackend("second", 50)
    shown = overlay(bridge, first, second)
    first.breaks = True
    for event in (RECORDING, FLOWS):
        bridge.deliver(event)
    qtbot.waitUntil(lambda: second.visible, timeout=2000)
    assert shown.backend_name == "second"


def test_a_backend_that_breaks_once_is_tried_again(qtbot: QtBot, bridge: SessionBridge) -> None:
    only = FakeBackend("only", 90)
    _overlay = overlay(bridge, only)
    for event in (RECORDING, FLOWS):
        bridge.deliver(event)
    qtbot.waitUntil(lambda: only.visible, timeout=2000)
    only.breaks = True
    bridge.deliver(Level(-20.0, -10.0, voiced=True))
    qtbot.waitUntil(lambda: only.opened == 3, timeout=2000)


def test_with_no_usable_backend_nothing_happens(qtbot: QtBot, bridge: SessionBridge) -> None:
    none = FakeBackend("none", 0)
    shown = overlay(bridge, none)
    for event in (RECORDING, FLOWS):
        bridge.deliver(event)
    qtbot.wait(50)
    assert shown.view is not None
    assert none.opened == 0


def test_a_microphone_that_is_quick_needs_no_one_moment(qtbot: QtBot, bridge: SessionBridge) -> None:
    backend = FakeBackend("only", 90)
    _overlay = overlay(bridge, backend)
    for event in (RECORDING, FLOWS):
        bridge.deliver(event)
    qtbot.waitUntil(lambda: backend.visible, timeout=2000)
    assert Face.STARTING not in [view.face for view in backend.shown]


def test_a_microphone_that_is_slow_gets_one(qtbot: QtBot, bridge: SessionBridge) -> None:
    backend = FakeBackend("only", 90)
    _overlay = overlay(bridge, backend)
    bridge.deliver(RECORDING)
    qtbot.waitUntil(lambda: backend.visible, timeout=2000)
    assert backend.shown[0].face is Face.STARTING


def test_the_end_is_shown_and_then_goes(qtbot: QtBot, bridge: SessionBridge) -> None:
    backend = FakeBackend("only", 90)
    _overlay = overlay(bridge, backend)
    bridge.deliver(Finished("u1", "Hello.", Route.KEYS))
    qtbot.waitUntil(lambda: backend.visible, timeout=2000)
    assert backend.shown[-1].face is Face.DONE
    qtbot.waitUntil(lambda: not backend.visible, timeout=3000)


def test_switched_off_it_shows_nothing(qtbot: QtBot, bridge: SessionBridge) -> None:
    backend = FakeBackend("only", 90)
    _overlay = overlay(bridge, backend, settings=OverlaySettings(shown=False))
    for event in (RECORDING, FLOWS):
        bridge.deliver(event)
    qtbot.wait(50)
    assert backend.opened == 0


def test_settings_are_not_asked_for_with_each_of_thirty_levels_a_second(qtbot: QtBot, bridge: SessionBridge) -> None:
    asked: list[OverlaySettings] = []

    def settings() -> OverlaySettings:
        asked.append(OverlaySettings())
        return asked[-1]

    backend = FakeBackend("only", 90)
    shown = Overlay(bridge, settings, [backend])
    for event in (RECORDING, FLOWS):
        bridge.deliver(event)
    qtbot.waitUntil(lambda: backend.visible, timeout=2000)
    before = len(asked)
    for number in range(30):
        bridge.deliver(Level(number - 30.0, 0.0, voiced=True))
    qtbot.waitUntil(lambda: shown.view is not None and len(shown.view.levels) >= METER_LENGTH, timeout=2000)
    assert len(asked) == before


def test_with_reduced_motion_nothing_turns_while_working(qtbot: QtBot, bridge: SessionBridge) -> None:
    backend = FakeBackend("only", 90)
    _overlay = overlay(bridge, backend, settings=OverlaySettings(look=OverlayLook(reduced_motion=True)))
    bridge.deliver(StateChanged(SessionState.WORKING))
    qtbot.waitUntil(lambda: backend.visible, timeout=2000)
    qtbot.wait(200)
    assert len(backend.shown) == 1


@pytest.mark.parametrize("face", Face)
@pytest.mark.parametrize("dark", [True, False])
def test_every_face_is_drawn_at_every_scale(qtbot: QtBot, face: Face, dark: bool) -> None:
    view = OverlayView(face, "Hello there", (0.5,) * 24, 75)
    look = OverlayLook(dark=dark)
    for ratio in (1.0, 2.0):
        image = image_of(view, look, ratio)
        assert image.width() == size_of(view, look).width() * ratio
        assert image.pixelColor(0, 0).alpha() < 30
        assert image.pixelColor(image.width() // 2, image.height() // 2).alpha() > 200


def test_a_long_text_does_not_make_it_wider_than_a_small_screen(qtbot: QtBot) -> None:
    for face in Face:
        assert size_of(OverlayView(face, "word " * 500), OverlayLook()).width() < 800


def test_it_stands_at_the_middle_of_its_edge() -> None:
    screen = QRect(1920, 30, 1280, 770)
    bottom = place(200, 60, screen, OverlayLook(position="bottom", margin_px=20))
    top = place(200, 60, screen, OverlayLook(position="top", margin_px=20))
    assert (bottom.x(), bottom.y()) == (1920 + 540, 800 - 60 - 20)
    assert (top.x(), top.y()) == (1920 + 540, 50)
