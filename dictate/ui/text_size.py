"""What has to grow with the size of the letters that the user chose. Qt main thread."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication, QTableView, QWidget

_ORDINARY_PX = 13.0
"""Letters of this size fit the windows' own sizes."""
_OF_THE_SCREEN = 0.92
_ROW_PX = 30


def text_scale() -> float:
    """How much larger than ordinary the letters are; at least 1."""
    return max(1.0, QFontInfo(QApplication.font()).pixelSize() / _ORDINARY_PX)


def resize_for_text(window: QWidget, width: int, height: int) -> None:
    """Give a window the size it needs at the ordinary size of letters, larger for larger ones, within the screen."""
    room = window.screen().availableSize() * _OF_THE_SCREEN
    window.resize((QSize(width, height) * text_scale()).boundedTo(room))


def give_rows_room(table: QTableView) -> None:
    """Make the rows of a table higher for larger letters, as Qt does not."""
    table.verticalHeader().setDefaultSectionSize(round(_ROW_PX * text_scale()))


def fixed_font() -> QFont:
    """The font of commands, as large as that of sentences."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    size = QApplication.font().pointSizeF()
    if size > 0:
        font.setPointSizeF(size)
    return font
