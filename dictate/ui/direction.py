"""Lines that mix both directions of writing, in windows that are written from right to left. Qt main thread.

The marks are those of Unicode Standard Annex 9.
"""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

_PATH = re.compile(r"/(?:[\w.-]+/)*[\w-]+")
_EDGE_PX = 8
_MARKS = re.compile("[\u200e\u200f\u2060\u2066-\u2069]")


def in_the_windows_direction(line: str) -> str:
    """A line of ours that begins with a number or an English name, which would have it written from left to right."""
    return f"\u200f{line}" if _right_to_left() else line


def in_its_own_direction(text: str) -> str:
    """Text that is not ours, so that its marks stay on the right side."""
    return f"\u2068{text}\u2069" if _right_to_left() else text


def with_whole_paths(sentence: str) -> str:
    """A sentence of ours whose paths are not broken over two lines, which in Hebrew tears them apart."""
    if not _right_to_left():
        return sentence
    return _PATH.sub(lambda path: path.group().replace("/", "/\u2060"), sentence)


def without_marks(text: str) -> str:
    """What a shell understands: the text without marks of direction."""
    return _MARKS.sub("", text)


def keep_from_edge(label: QLabel) -> None:
    """Written from right to left, Qt moves a line by the space at its end, over the left edge of a label that wraps."""
    label.setContentsMargins(_EDGE_PX if _right_to_left() else 0, 0, 0, 0)


def _right_to_left() -> bool:
    return QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
