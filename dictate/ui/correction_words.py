"""The words of a dictation as a table, with a column for the right ones. Qt main thread."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from dictate.history.words import TextWord
from dictate.translation.catalogue import translate as _
from dictate.ui.direction import in_its_own_direction
from dictate.ui.text_size import give_rows_room

_WRITTEN, _HEARD, _SURE, _RIGHT = range(4)
_NOTHING: Mapping[TextWord, str] = MappingProxyType({})
_IS_LEFT_OUT = Qt.ItemDataRole.UserRole


class _OwnDirection(QStyledItemDelegate):
    """Shows words of another direction than the window's with their marks on the right side ("tap." in Hebrew)."""

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        return in_its_own_direction(super().displayText(value, locale))


class CorrectionWords(QTableWidget):
    """Rows are numbered, so that they can be named aloud. `edited` tells that a right word changed."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self.words: tuple[TextWord, ...] = ()
        self._before: list[tuple[int, str | None]] = []
        self.setAccessibleName(_("Words"))
        self.setHorizontalHeaderLabels([_("Word"), _("Heard"), _("Certainty"), _("Right word")])
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setItemDelegate(_OwnDirection(self))
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.verticalHeader().setHighlightSections(False)
        give_rows_room(self)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_SURE, QHeaderView.ResizeMode.ResizeToContents)
        self.itemChanged.connect(self._typed)

    def show_words(self, words: Sequence[TextWord], right: Mapping[TextWord, str] = _NOTHING) -> None:
        """Begin anew with these, in their order, and with what is right instead of some."""
        self.words = tuple(words)
        self._before = []
        self.blockSignals(True)
        self.setRowCount(len(self.words))
        for row, word in enumerate(self.words):
            sure = "" if word.probability is None else f"{word.probability:.0%}"
            for column, shown in ((_WRITTEN, word.written), (_HEARD, word.heard), (_SURE, sure), (_RIGHT, "")):
                item = QTableWidgetItem(shown)
                if column != _RIGHT:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self.setItem(row, column, item)
            if word in right:
                self._set(self._right_item(row), right[word])
        self.blockSignals(False)
        knows = any(word.probability is not None for word in self.words)
        self.setColumnHidden(_HEARD, not knows)
        self.setColumnHidden(_SURE, not knows)
        self.go_to(0)

    def current_word(self) -> TextWord | None:
        row = self.currentRow()
        return self.words[row] if 0 <= row < len(self.words) else None

    def go_to(self, row: int) -> bool:
        """Make a row the current one; False where there is none of this number, from 0 on."""
        if not 0 <= row < len(self.words):
            return False
        self.setCurrentCell(row, _RIGHT)
        return True

    def write(self, right: str) -> None:
        """`right` instead of the current word; an empty one leaves it out."""
        row = self.currentRow()
        if not 0 <= row < len(self.words):
            return
        self._before.append((row, self.right_words().get(self.words[row])))
        self._set(self._right_item(row), right)
        self.edited.emit()

    def take_back(self) -> None:
        """Undo the last write."""
        if self._before:
            row, right = self._before.pop()
            self._set(self._right_item(row), right)
            self.edited.emit()
            self.go_to(row)

    def right_words(self) -> dict[TextWord, str]:
        """What is to stand in the place of which words."""
        found = {}
        for row, word in enumerate(self.words):
            item = self._right_item(row)
            typed = item.text().strip()
            if item.data(_IS_LEFT_OUT):
                found[word] = ""
            elif typed:
                found[word] = typed
        return found

    def _right_item(self, row: int) -> QTableWidgetItem:
        item = self.item(row, _RIGHT)
        assert item is not None
        return item

    def _set(self, item: QTableWidgetItem, right: str | None) -> None:
        """None leaves the word as it is."""
        self.blockSignals(True)
        item.setText(_("(left out)") if right == "" else right or "")
        item.setData(_IS_LEFT_OUT, right == "")
        self.blockSignals(False)
        self.viewport().update()

    def _typed(self, item: QTableWidgetItem) -> None:
        # A word that was typed into a row is no longer left out.
        self._set(item, item.text() or None)
        self.edited.emit()
