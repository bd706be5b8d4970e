"""A switch between on and off. Qt main thread."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy

_RING_PX = 2
_KNOB = 0.6
"""Of the height of the track."""


class SwitchBox(QCheckBox):
    """A check box drawn as a switch: the knob's place and the filling tell its state, the colour only repeats it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        height = self.fontMetrics().height() + 2
        return QSize(round(1.8 * height) + 4 * _RING_PX, height + 4 * _RING_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        room = 2 * _RING_PX
        track = QRectF(self.rect()).adjusted(room, room, -room, -room)
        round_px = track.height() / 2
        strong = palette.color(QPalette.ColorRole.PlaceholderText)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
        else:
            painter.setPen(QPen(strong, 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(track, round_px, round_px)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.HighlightedText) if self.isChecked() else strong)
        painter.drawEllipse(self._knob(track))
        if self.hasFocus():
            painter.setPen(QPen(palette.color(QPalette.ColorRole.WindowText), _RING_PX))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            ring = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            painter.drawRoundedRect(ring, ring.height() / 2, ring.height() / 2)
        painter.end()

    def _knob(self, track: QRectF) -> QRectF:
        size = track.height() * _KNOB
        inset = (track.height() - size) / 2
        at_right = self.isChecked() is (self.layoutDirection() is Qt.LayoutDirection.LeftToRight)
        left = track.right() - inset - size if at_right else track.left() + inset
        return QRectF(left, track.top() + inset, size, size)
