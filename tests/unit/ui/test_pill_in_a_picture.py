"""The tests on real desktops look for the overlay in pictures of the screen: that they can find it, and miss it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QGradient, QImage, QPainter

from dictate.ui.overlay_glyphs import RED
from dictate.ui.overlay_painter import OverlayLook, image_of, size_of
from dictate.ui.overlay_view import Face, OverlayView
from tests.desktop.session.pill import find_pill

LISTENING = OverlayView(Face.LISTENING, levels=(0.0, 0.5, 1.0), seconds=4)
SHADOW_PX = 10


def screen(tmp_path: Path, view: OverlayView | None, look: OverlayLook, at: QPoint) -> Path:
    picture = QImage(800, 600, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QGradient(QGradient.Preset.DeepBlue))
    painter.fillRect(100, 0, 600, 500, QColor("#242424"))
    if view is not None:
        painter.drawImage(at, image_of(view, look))
    painter.end()
    path = tmp_path / "screen.png"
    picture.save(str(path))
    return path


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [1.0, 1.25, 1.5])
def test_the_pill_of_a_recording_is_found_where_it_stands(
    qapp: object, tmp_path: Path, dark: bool, size: float
) -> None:
    look = OverlayLook(dark=dark, size=size)
    pill = find_pill(screen(tmp_path, LISTENING, look, QPoint(200, 480)))
    assert pill is not None
    assert pill.dark is dark
    centre = 200 + size_of(LISTENING, look).width() / 2
    assert (pill.left + pill.right + 1) / 2 == pytest.approx(centre, abs=1.5)
    assert pill.top == pytest.approx(480 + SHADOW_PX * size, abs=1.5)


@pytest.mark.parametrize("face", [each for each in Face if each is not Face.LISTENING])
def test_the_pill_is_not_found_when_it_does_not_listen(qapp: object, tmp_path: Path, face: Face) -> None:
    assert find_pill(screen(tmp_path, OverlayView(face, "words"), OverlayLook(), QPoint(200, 480))) is None


def test_a_screen_without_the_pill_has_none(qapp: object, tmp_path: Path) -> None:
    assert find_pill(screen(tmp_path, None, OverlayLook(), QPoint())) is None


def test_a_red_disc_without_the_sign_is_no_pill(qapp: object, tmp_path: Path) -> None:
    path = screen(tmp_path, None, OverlayLook(), QPoint())
    picture = QImage(str(path))
    painter = QPainter(picture)
    painter.setBrush(RED)
    painter.drawEllipse(300, 500, 28, 28)
    painter.end()
    picture.save(str(path))
    assert find_pill(path) is None
