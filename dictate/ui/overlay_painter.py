"""Draws the overlay's pill. Any thread that may use QPainter on a QImage."""

import math
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
)

from dictate.ui.overlay_glyphs import RED, paint_glyph
from dictate.ui.overlay_view import METER_LENGTH, Face, OverlayView

_SHADOW = 10.0
_HEIGHT = 44.0
_GLYPH = 28.0
_PADDING = 8.0
_GAP = 10.0
_END = 18.0
_BAR = 3.0
_BAR_GAP = 2.0
_BARS_BESIDE_WORDS = 10
_TEXT_PX = 14
_WIDEST_WORDS = 420.0
_WIDEST_SENTENCE = 640.0


@dataclass(frozen=True)
class OverlayLook:
    """How the pill looks and where it stands: `position` "bottom" or "top", `size` 1.0 for 44 pixels of height.

    `right_to_left` has its sign at the right, as the windows are written.
    """

    dark: bool = True
    reduced_motion: bool = False
    high_contrast: bool = False
    right_to_left: bool = False
    position: str = "bottom"
    size: float = 1.0
    margin_px: int = 28


@dataclass(frozen=True)
class _Colours:
    ground: QColor
    edge: QColor
    text: QColor
    faint: QColor
    edge_px: int = 1


_DARK = _Colours(QColor(30, 30, 34, 238), QColor(255, 255, 255, 38), QColor("#f6f6f8"), QColor("#a9aab3"))
_LIGHT = _Colours(QColor(255, 255, 255, 245), QColor(0, 0, 0, 46), QColor("#1c1d20"), QColor("#5d5e66"))
_HIGH_DARK = _Colours(QColor("black"), QColor("white"), QColor("white"), QColor("white"), edge_px=2)
_HIGH_LIGHT = _Colours(QColor("white"), QColor("black"), QColor("black"), QColor("black"), edge_px=2)


def size_of(view: OverlayView, look: OverlayLook) -> QSize:
    """Width and height of the picture in logical pixels, shadow included."""
    width = _PADDING + _GLYPH + _GAP + _content_width(view) + _END + 2 * _SHADOW
    return QSize(math.ceil(width * look.size), math.ceil((_HEIGHT + 2 * _SHADOW) * look.size))


def image_of(view: OverlayView, look: OverlayLook, pixel_ratio: float = 1.0) -> QImage:
    """The picture, premultiplied ARGB with `pixel_ratio` device pixels a logical one."""
    size = size_of(view, look)
    image = QImage(size * pixel_ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    paint(painter, view, look)
    painter.end()
    return image


def outline_of(view: OverlayView, look: OverlayLook) -> QPainterPath:
    """The edge of the pill inside the picture, in logical pixels; outside it there is only shadow."""
    size = size_of(view, look)
    shadow, height = _SHADOW * look.size, _HEIGHT * look.size
    path = QPainterPath()
    path.addRoundedRect(QRectF(shadow, shadow, size.width() - 2 * shadow, height), height / 2, height / 2)
    return path


def paint(painter: QPainter, view: OverlayView, look: OverlayLook) -> None:
    """Draw `view` with its top left corner at the painter's origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(look.size, look.size)
    colours = _colours(dark=look.dark, high_contrast=look.high_contrast)
    width = size_of(view, look).width() / look.size - 2 * _SHADOW
    pill = QRectF(_SHADOW, _SHADOW, width, _HEIGHT)
    pixel_ratio = painter.device().devicePixelRatioF() * look.size
    painter.drawImage(QPointF(0, 0), _ground(width, pixel_ratio, look.dark, look.high_contrast))
    left = pill.right() - _PADDING - _GLYPH if look.right_to_left else pill.left() + _PADDING
    glyph = QRectF(left, pill.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)
    frame = 0 if look.reduced_motion else view.frame
    paint_glyph(painter, glyph, view.face, colours.faint, frame)
    content_left = pill.left() + _END if look.right_to_left else glyph.right() + _GAP
    content = QRectF(content_left, pill.top(), width - _PADDING - _GLYPH - _GAP - _END, pill.height())
    _paint_content(painter, content, view, look, colours)


def _colours(*, dark: bool, high_contrast: bool) -> _Colours:
    if high_contrast:
        return _HIGH_DARK if dark else _HIGH_LIGHT
    return _DARK if dark else _LIGHT


def _font(*, bold: bool = False) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPixelSize(_TEXT_PX)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Medium)
    return font


def _elided(view: OverlayView) -> str:
    return _fitted(view.text, view.face in (Face.LISTENING, Face.WORKING), _font().key())


@lru_cache(maxsize=4)
def _fitted(text: str, are_words: bool, _font_key: str) -> str:
    """Twenty pictures a second have the same text, each several times."""
    metrics = QFontMetricsF(_font())
    if not are_words:
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, _WIDEST_SENTENCE)
    # Of words being spoken the newest matter, and whole words are quicker to read.
    cut = metrics.elidedText(text, Qt.TextElideMode.ElideLeft, _WIDEST_WORDS)
    _broken, space, whole = cut.partition(" ")
    return f"… {whole}" if cut != text and space else cut


def _text_width(text: str) -> float:
    return _width(text, _font().key())


@lru_cache(maxsize=4)
def _width(text: str, _font_key: str) -> float:
    return math.ceil(QFontMetricsF(_font()).horizontalAdvance(text)) + 1.0


def _bars(view: OverlayView) -> int:
    if view.face is not Face.LISTENING:
        return 0
    return _BARS_BESIDE_WORDS if view.text else METER_LENGTH


def _meter_width(bars: int) -> float:
    return bars * _BAR + max(0, bars - 1) * _BAR_GAP


def _content_width(view: OverlayView) -> float:
    if view.face is Face.LISTENING:
        beside = _text_width(_elided(view)) if view.text else _text_width(_clock(view.seconds, width=True))
        return _meter_width(_bars(view)) + _GAP + beside
    return _text_width(_elided(view))


def _clock(seconds: int, *, width: bool = False) -> str:
    # Digits of a proportional font would make the pill tremble: its width is that of the widest.
    return ("00:00" if seconds >= 600 else "0:00") if width else f"{seconds // 60}:{seconds % 60:02d}"


@lru_cache(maxsize=2)
def _ground(width: float, pixel_ratio: float, dark: bool, high_contrast: bool) -> QImage:
    """An empty pill of that width with its shadow: the greater part of the work on a picture, and always the same."""
    size = QSize(math.ceil((width + 2 * _SHADOW) * pixel_ratio), math.ceil((_HEIGHT + 2 * _SHADOW) * pixel_ratio))
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(pixel_ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pill = QRectF(_SHADOW, _SHADOW, width, _HEIGHT)
    _paint_ground(painter, pill, _colours(dark=dark, high_contrast=high_contrast))
    painter.end()
    return image


def _paint_ground(painter: QPainter, pill: QRectF, colours: _Colours) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(6):
        spread = _SHADOW * (1 - step / 6)
        painter.setBrush(QColor(0, 0, 0, 5 + step))
        soft = pill.adjusted(-spread, -spread + 3, spread, min(spread + 2, _SHADOW))
        painter.drawRoundedRect(soft, soft.height() / 2, soft.height() / 2)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.setBrush(colours.ground)
    painter.drawRoundedRect(pill, _HEIGHT / 2, _HEIGHT / 2)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    painter.setPen(QPen(colours.edge, colours.edge_px))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = colours.edge_px / 2
    painter.drawRoundedRect(pill.adjusted(inset, inset, -inset, -inset), _HEIGHT / 2, _HEIGHT / 2)


def _paint_content(painter: QPainter, box: QRectF, view: OverlayView, look: OverlayLook, colours: _Colours) -> None:
    if view.face is Face.LISTENING:
        width = _meter_width(_bars(view))
        meter = QRectF(box.right() - width if look.right_to_left else box.left(), box.top(), width, box.height())
        if look.reduced_motion:
            _paint_steady_meter(painter, meter, view, colours)
        else:
            _paint_meter(painter, meter, view, colours)
        beside = width + _GAP
        box = box.adjusted(0, 0, -beside, 0) if look.right_to_left else box.adjusted(beside, 0, 0, 0)
        text = _elided(view) if view.text else _clock(view.seconds)
        _paint_text(painter, box, text, colours.text if view.text else colours.faint, look)
    else:
        faint = view.face in (Face.STARTING, Face.WORKING)
        _paint_text(painter, box, _elided(view), colours.faint if faint else colours.text, look)


def _paint_text(painter: QPainter, box: QRectF, text: str, colour: QColor, look: OverlayLook) -> None:
    painter.setFont(_font())
    painter.setPen(colour)
    side = Qt.AlignmentFlag.AlignRight if look.right_to_left else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | side, text)


def _paint_meter(painter: QPainter, box: QRectF, view: OverlayView, colours: _Colours) -> None:
    bars = _bars(view)
    levels = ((0.0,) * bars + view.levels)[-bars:]
    painter.setPen(Qt.PenStyle.NoPen)
    tallest = 22.0
    gradient = QLinearGradient(0, box.center().y() - tallest / 2, 0, box.center().y() + tallest / 2)
    gradient.setColorAt(0, RED.lighter(125))
    gradient.setColorAt(1, RED)
    for number, level in enumerate(levels):
        tall = 3.0 + (tallest - 3.0) * level
        left = box.left() + number * (_BAR + _BAR_GAP)
        painter.setBrush(gradient if level > 0.02 else colours.faint)
        painter.drawRoundedRect(QRectF(left, box.center().y() - tall / 2, _BAR, tall), _BAR / 2, _BAR / 2)


def _paint_steady_meter(painter: QPainter, box: QRectF, view: OverlayView, colours: _Colours) -> None:
    """One bar in five steps, for those whom moving bars disturb."""
    newest = max(view.levels[-8:], default=0.0)
    step = math.ceil(newest * 5) / 5
    track = QRectF(box.left(), box.center().y() - 4, box.width(), 8)
    painter.setPen(QPen(colours.faint, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(track, 4, 4)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(RED)
    if step > 0:
        painter.drawRoundedRect(QRectF(track.left(), track.top(), max(8.0, track.width() * step), 8), 4, 4)
