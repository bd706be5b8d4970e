"""Finds the overlay's pill in a picture of the screen, by the colours and the sign that the overlay draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtGui import QImage

from dictate.ui.overlay_glyphs import RED
from dictate.ui.overlay_painter import OverlayLook, image_of
from dictate.ui.overlay_view import Face, OverlayView

OPAQUE = 255
SIGN_PX = 28
"""The disc at the left, at a size of 1."""
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
    """Where it stands, in pixels of the picture (left and right as far as it is straight), and how many columns of it
    the meter fills with red.
    """

    left: int
    right: int
    top: int
    bottom: int
    meter_px: int
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
    drawn = _pixels(image_of(OverlayView(Face.LISTENING), OverlayLook(dark=dark, size=width / SIGN_PX)))
    sign = np.nonzero(np.abs(drawn[:, : drawn.shape[0], :3] - _RED).max(axis=2) <= ALIKE)
    first_row, first_column = int(sign[0].min()), int(sign[1].min())
    seen = screen[top : top + height, left : left + width]
    expected = drawn[first_row : first_row + height, first_column : first_column + width]
    if seen.shape[:2] != expected.shape[:2]:
        return None
    counts = expected[:, :, 3] == OPAQUE
    alike = np.abs(seen - expected[:, :, :3]).max(axis=2) <= ALIKE
    if (alike & counts).sum() < ENOUGH * counts.sum():
        return None
    return _measure(screen, drawn, top - first_row, left - first_column, dark=dark)


def _measure(screen: Any, drawn: Any, top: int, left: int, *, dark: bool) -> Pill | None:
    """The pill whose picture begins there; None where the sign stands on no ground of ours."""
    ground_rows = np.nonzero(drawn[:, drawn.shape[1] // 2, 3] > OPAQUE // 2)[0]
    first, last = top + int(ground_rows.min()), top + int(ground_rows.max())
    # Between the edge and the sign there is nothing but ground; it is nearly opaque.
    line, start = screen[first + 4], left + drawn.shape[0] // 2
    ground = line[start]
    if (ground.max() > DARKEST_LIGHT) if dark else (ground.min() < LIGHTEST_DARK):
        return None
    is_ground = np.abs(line - ground).max(axis=1) <= ALIKE
    begin = start - int(np.argmin(is_ground[start::-1])) + 1
    end = start + int(np.argmin(is_ground[start:])) - 1
    # Its bars are lighter at their upper ends.
    meter = screen[first : last + 1, left + drawn.shape[0] : end + 1]
    bars = (np.abs(meter - _RED).max(axis=2) <= 3 * ALIKE).any(axis=0)
    return Pill(begin, end, first, last, int(bars.sum()), dark)


def _pixels(image: QImage) -> Any:
    """Rows of columns of red, green, blue and alpha."""
    converted = image.convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(bytes(converted.constBits()), dtype=np.uint8)
    rows = flat.reshape(converted.height(), converted.bytesPerLine())[:, : converted.width() * 4]
    return rows.reshape(converted.height(), converted.width(), 4).astype(np.int16)
