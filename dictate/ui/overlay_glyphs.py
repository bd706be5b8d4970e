"""The signs at the left of the overlay's pill: they differ in shape, not only in colour."""

from typing import assert_never

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from dictate.ui.overlay_view import Face

RED = QColor("#e0303b")
_BLUE = QColor("#4f7df3")
_GREEN = QColor("#1f9d57")
_AMBER = QColor("#d97a06")
_GREY = QColor("#74757e")
SPINNER_STEPS = 12
"""Frames of one turn."""


def paint_glyph(painter: QPainter, box: QRectF, face: Face, faint: QColor, frame: int) -> None:
    """Draw the sign of `face` into `box` of 28 by 28; `frame` turns the spinner, `faint` is the colour of waiting."""
    match face:
        case Face.STARTING:
            _paint_ring(painter, box, faint)
            _paint_microphone(painter, box, faint)
        case Face.LISTENING:
            _paint_disc(painter, box, RED)
            _paint_microphone(painter, box, QColor("white"))
        case Face.WORKING:
            _paint_spinner(painter, box, frame)
        case Face.DONE:
            _paint_disc(painter, box, _GREEN)
            _paint_lines(painter, box, ((8.2, 14.6), (12.2, 18.6), (20.0, 9.8)))
        case Face.COPIED:
            _paint_disc(painter, box, _BLUE)
            _paint_sheets(painter, box)
        case Face.NOTHING:
            _paint_disc(painter, box, _GREY)
            _paint_microphone(painter, box, QColor("white"))
            painter.setPen(round_pen(_GREY, 5.0))
            painter.drawLine(box.topLeft() + QPointF(8, 8), box.topLeft() + QPointF(20, 20))
            _paint_lines(painter, box, ((8.0, 8.0), (20.0, 20.0)))
        case Face.PROBLEM:
            _paint_triangle(painter, box)
        case _:
            assert_never(face)


def round_pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _paint_disc(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(box)


def _paint_ring(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.setPen(QPen(colour, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))


def _paint_microphone(painter: QPainter, box: QRectF, colour: QColor) -> None:
    painter.save()
    painter.translate(box.topLeft())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(QRectF(11.2, 5.4, 5.6, 10.6), 2.8, 2.8)
    painter.setPen(round_pen(colour, 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawArc(QRectF(8.2, 7.0, 11.6, 11.6), 180 * 16, 180 * 16)
    painter.drawLine(QPointF(14, 18.8), QPointF(14, 22.2))
    painter.restore()


def _paint_lines(painter: QPainter, box: QRectF, points: tuple[tuple[float, float], ...]) -> None:
    painter.setPen(round_pen(QColor("white"), 2.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline([box.topLeft() + QPointF(*point) for point in points])


def _paint_sheets(painter: QPainter, box: QRectF) -> None:
    painter.setPen(round_pen(QColor("white"), 1.8))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(box.left() + 8, box.top() + 7, 8, 10), 1.6, 1.6)
    painter.setBrush(_BLUE)
    painter.drawRoundedRect(QRectF(box.left() + 12, box.top() + 11, 8, 10), 1.6, 1.6)


def _paint_triangle(painter: QPainter, box: QRectF) -> None:
    origin = box.topLeft()
    triangle = QPainterPath(origin + QPointF(14, 4.5))
    triangle.lineTo(origin + QPointF(25, 23))
    triangle.lineTo(origin + QPointF(3, 23))
    triangle.closeSubpath()
    painter.setPen(round_pen(_AMBER, 3))
    painter.setBrush(_AMBER)
    painter.drawPath(triangle)
    painter.setPen(round_pen(QColor("white"), 2.4))
    painter.drawLine(origin + QPointF(14, 10.5), origin + QPointF(14, 16))
    painter.drawPoint(origin + QPointF(14, 20.3))


def _paint_spinner(painter: QPainter, box: QRectF, frame: int) -> None:
    track = QColor(_BLUE)
    track.setAlpha(70)
    ring = box.adjusted(2.5, 2.5, -2.5, -2.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(track, 3))
    painter.drawEllipse(ring)
    painter.setPen(round_pen(_BLUE, 3))
    start = 90 - 360 * (frame % SPINNER_STEPS) / SPINNER_STEPS
    painter.drawArc(ring, round(start * 16), -110 * 16)
