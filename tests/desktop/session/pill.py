"""Finds the overlay's pill in a picture of the screen, by the colours and the sign that the overlay draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from dictate.ui.overlay_glyphs import RED, paint_glyph
from dictate.ui.overlay_view import Face

OPAQUE = 255
SIGN_PX, PADDING_PX, HEIGHT_PX = 28, 8, 44
"""The disc at the left, what is around it and the whole pill, at a size of 1."""
SIZES = (0.8, 3.0)
ALIKE = 16
"""How far a channel may be off, where a compositor blends."""
LIGHTEST_DARK, DARKEST_LIGHT = 225, 64
"""The light ground on black and the dark one on white, with some room."""
ENOUGH = 0.85
"""Of the points of the sign; its rims depend on the fraction of a pixel at which it stands."""

_RED = np.array([RED.red(), RED.green(), RED.blue()], dtype=np.int16)


@dataclass(frozen=True)
class Pill:
    """Where it stands, in pixels of the picture; left and right as far as it is straight."""

    left: int
    right: int
    top: int
    bottom: int
    dark: bool


def find_pill(picture: Path) -> Pill | None:
    """The pill of a recording, light or dark; None when the picture shows none."""
    image = QImage(str(picture))
    assert not image.isNull(), f"{picture} is no picture"
    screen = _pixels(image)[:, :, :3]
    for disc in _red_discs(screen):
        for dark in (False, True):
            pill = _pill_around(screen, disc, dark=dark)
            if pill is not None:
                return pill
    return None


def _red_discs(screen: Any) -> Iterator[tuple[int, int, int, int]]:
    """First row, first column, rows and columns of each red spot that may be the sign."""
    rows, columns = np.nonzero(np.abs(screen - _RED).max(axis=2) <= ALIKE)
    left = set(zip(rows.tolist(), columns.tolist(), strict=True))
    while left:
        spot = _spot(left)
        top, first = min(row for row, _ in spot), min(column for _, column in spot)
        height, width = 1 + max(row for row, _ in spot) - top, 1 + max(column for _, column in spot) - first
        if abs(height - width) <= 2 and SIZES[0] * SIGN_PX <= width <= SIZES[1] * SIGN_PX:
            yield top, first, height, width


def _spot(points: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Take one of the points out, and all that are joined to it."""
    found = [points.pop()]
    for row, column in found:
        for beside in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
            if beside in points:
                points.remove(beside)
                found.append(beside)
    return found


def _pill_around(screen: Any, disc: tuple[int, int, int, int], *, dark: bool) -> Pill | None:
    """What surrounds that disc, if it is our sign and stands on our ground."""
    top, left, height, width = disc
    drawn = _pixels(_sign(width))
    seen = screen[top : top + height, left : left + width]
    if seen.shape[:2] != drawn.shape[:2]:
        return None
    counts = drawn[:, :, 3] == OPAQUE
    alike = np.abs(seen - drawn[:, :, :3]).max(axis=2) <= ALIKE
    if (alike & counts).sum() < ENOUGH * counts.sum():
        return None
    return _measure(screen, top, left, width / SIGN_PX, dark=dark)


def _sign(width: int) -> QImage:
    """The sign of a recording as the overlay draws it, `width` pixels wide. It needs no fonts, and so no display."""
    image = QImage(width, width, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(width / SIGN_PX, width / SIGN_PX)
    paint_glyph(painter, QRectF(0, 0, SIGN_PX, SIGN_PX), Face.LISTENING, QColor("white"), 0)
    painter.end()
    return image


def _measure(screen: Any, top: int, left: int, size: float, *, dark: bool) -> Pill | None:
    """The pill with its sign there; None where the sign stands on no ground of ours."""
    first = top - round(size * PADDING_PX)
    last = first + round(size * HEIGHT_PX) - 1
    if first < 0 or last >= screen.shape[0]:
        return None
    # Between the edge and the sign there is nothing but ground; it is nearly opaque.
    line, start = screen[first + 4], left + round(size * SIGN_PX / 2)
    ground = line[start]
    if (ground.max() > DARKEST_LIGHT) if dark else (ground.min() < LIGHTEST_DARK):
        return None
    is_ground = np.abs(line - ground).max(axis=1) <= ALIKE
    begin = start - int(np.argmin(is_ground[start::-1])) + 1
    end = start + int(np.argmin(is_ground[start:])) - 1
    return Pill(begin, end, first, last, dark)


def _pixels(image: QImage) -> Any:
    """Rows of columns of red, green, blue and alpha."""
    converted = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(bytes(converted.constBits()), dtype=np.uint8)
    rows = flat.reshape(converted.height(), converted.bytesPerLine())[:, : converted.width() * 4]
    return rows.reshape(converted.height(), converted.width(), 4).astype(np.int16)
