"""The sign of a part's health: a tick, an exclamation mark, a cross. Qt main thread."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from dictate.doctor.doctor import Health
from dictate.translation.catalogue import translate as _
from dictate.ui.overlay_glyphs import paint_glyph, round_pen
from dictate.ui.overlay_view import Face

_PIXELS = 28
_RED = QColor("#c42b35")


def health_title(health: Health) -> str:
    titles = {Health.OK: _("OK"), Health.WARNING: _("Warning"), Health.BROKEN: _("Broken")}
    return titles[health]


def health_sign(health: Health, pixel_ratio: float) -> QPixmap:
    """A picture of 28 by 28 logical pixels."""
    pixmap = QPixmap(QSize(_PIXELS, _PIXELS) * pixel_ratio)
    pixmap.setDevicePixelRatio(pixel_ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(1, 1, _PIXELS - 2, _PIXELS - 2)
    match health:
        case Health.OK:
            paint_glyph(painter, box, Face.DONE, QColor(), 0)
        case Health.WARNING:
            paint_glyph(painter, box, Face.PROBLEM, QColor(), 0)
        case Health.BROKEN:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_RED)
            painter.drawEllipse(box)
            painter.setPen(round_pen(QColor("white"), 2.6))
            painter.drawLine(QPointF(9.5, 9.5), QPointF(18.5, 18.5))
            painter.drawLine(QPointF(18.5, 9.5), QPointF(9.5, 18.5))
    painter.end()
    return pixmap
