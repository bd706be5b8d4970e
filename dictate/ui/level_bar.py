"""A horizontal level meter. Qt main thread."""

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QProgressBar, QSizePolicy

from dictate.events import Level
from dictate.ui.overlay_view import height
from dictate.ui.palette import motion_is_reduced

_SEGMENTS = 30
_STEPS = 5
_GREEN = QColor("#1f9d57")
_AMBER = QColor("#d97a06")
_RED = QColor("#c42b35")
_HOT_FROM = 0.8
_TOO_HOT_FROM = 0.95


class LevelBar(QProgressBar):
    """Segments that light up from the leading edge; the last ones mean too loud.

    To screen readers a bar with a value, which goes in steps: each change of it may be read aloud.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setRange(0, _STEPS)
        self._height = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def lit(self) -> float:
        """How much of it is lit, in [0, 1]."""
        return self._height

    def show_level(self, level: Level | None) -> None:
        target = height(level.rms_dbfs) if level is not None else 0.0
        if motion_is_reduced():
            # In five steps, for those whom movement disturbs.
            self._height = math.ceil(target * _STEPS) / _STEPS
        else:
            # It falls slowly, as meters do, so that the eye can follow.
            self._height = max(target, self._height - 0.06) if level is not None else 0.0
        self.setValue(round(self._height * _STEPS))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 22)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 22)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        unlit = self.palette().color(QPalette.ColorRole.Mid)
        step = self.width() / _SEGMENTS
        for number in range(_SEGMENTS):
            part = (number + 1) / _SEGMENTS
            colour = _RED if part > _TOO_HOT_FROM else _AMBER if part > _HOT_FROM else _GREEN
            painter.setBrush(colour if part <= self._height + 1e-6 else unlit)
            left = (
                number * step
                if self.layoutDirection() is Qt.LayoutDirection.LeftToRight
                else (self.width() - (number + 1) * step)
            )
            painter.drawRoundedRect(QRectF(left + 1, 2, step - 3, self.height() - 4), 2, 2)
        painter.end()
