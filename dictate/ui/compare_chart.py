"""Errors and speed of models as bars. Qt main thread."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from dictate.comparison.scores import ModelScore
from dictate.translation.catalogue import translate as _
from dictate.ui.compare_words import number

_ROW_PX = 26
_HEAD_PX = 24
_BAR_PX = 12
_GAP_PX = 12


class CompareChart(QWidget):
    """For each model a bar of word errors and one of computing time; shorter is better."""

    def __init__(self) -> None:
        super().__init__()
        self._scores: Sequence[ModelScore] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_scores(self, scores: Sequence[ModelScore]) -> None:
        self._scores = tuple(scores)
        self.setAccessibleDescription(
            "; ".join(f"{score.name}: {number(score.word_error_percent)} %" for score in scores)
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(500, _HEAD_PX + _ROW_PX * len(self._scores))

    def minimumSizeHint(self) -> QSize:
        return QSize(300, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            painter.translate(self.width(), 0)
            painter.scale(-1, 1)
        metrics = self.fontMetrics()
        names = max((metrics.horizontalAdvance(score.name) for score in self._scores), default=0) + _GAP_PX
        names = min(names, self.width() // 3)
        half = (self.width() - names) / 2
        self._text(painter, QRectF(names, 0, half, _HEAD_PX), _("Word errors in 100 words"))
        self._text(painter, QRectF(names + half, 0, half, _HEAD_PX), _("Computing time per second of speech"))
        worst = max((score.word_error_percent or 0.0 for score in self._scores), default=0.0) or 1.0
        slowest = max((score.real_time_factor for score in self._scores), default=0.0) or 1.0
        for row, score in enumerate(self._scores):
            top = _HEAD_PX + row * _ROW_PX
            name = metrics.elidedText(score.name, Qt.TextElideMode.ElideRight, names - _GAP_PX)
            self._text(painter, QRectF(0, top, names, _ROW_PX), name)
            rate = score.word_error_percent or 0.0
            self._bar(painter, QRectF(names, top, half, _ROW_PX), rate / worst, number(score.word_error_percent))
            speed = score.real_time_factor
            self._bar(
                painter,
                QRectF(names + half, top, half, _ROW_PX),
                speed / slowest,
                _("{seconds} s").format(seconds=number(speed, 3)),
            )
        painter.end()

    def _bar(self, painter: QPainter, place: QRectF, part: float, label: str) -> None:
        label_px = self.fontMetrics().horizontalAdvance(_("{seconds} s").format(seconds="00000")) + _GAP_PX
        length = max(2.0, (place.width() - label_px - _GAP_PX) * part)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Highlight))
        bar = QRectF(place.left(), place.center().y() - _BAR_PX / 2, length, _BAR_PX)
        painter.drawRoundedRect(bar, 3, 3)
        self._text(painter, QRectF(bar.right() + 6, place.top(), label_px, place.height()), label)

    def _text(self, painter: QPainter, place: QRectF, text: str) -> None:
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if mirrored:
            # The picture is mirrored as a whole; its letters must not be.
            painter.save()
            painter.translate(2 * place.left() + place.width(), 0)
            painter.scale(-1, 1)
        side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
        painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute, text)
        if mirrored:
            painter.restore()
