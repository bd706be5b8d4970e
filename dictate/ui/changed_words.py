"""Marks in an editor the words that another text does not have. Qt main thread."""

from PySide6.QtGui import QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from dictate.text.rewriting import changed_words

_MOST_WORDS = 2000
"""Comparing longer texts would hold up the window."""


def mark_changes(editor: QPlainTextEdit, other: str) -> None:
    """Underline what stands in the editor and not in `other`; nothing where a text is long."""
    shown = editor.toPlainText()
    marks: list[QTextEdit.ExtraSelection] = []
    if max(len(shown.split()), len(other.split())) <= _MOST_WORDS:
        for change in changed_words(shown, other):
            if shown[change.start : change.end].strip():
                marks.append(_mark(editor, shown, change.start, change.end))
    editor.setExtraSelections(marks)


def _mark(editor: QPlainTextEdit, shown: str, start: int, end: int) -> QTextEdit.ExtraSelection:
    form = QTextCharFormat()
    form.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    form.setUnderlineColor(editor.palette().color(QPalette.ColorRole.Link))
    cursor = QTextCursor(editor.document())
    cursor.setPosition(_place(shown, start))
    cursor.setPosition(_place(shown, end), QTextCursor.MoveMode.KeepAnchor)
    mark = QTextEdit.ExtraSelection()
    mark.cursor, mark.format = cursor, form
    return mark


def _place(text: str, offset: int) -> int:
    """Qt counts in units of UTF-16."""
    return len(text[:offset].encode("utf-16-le", "surrogatepass")) // 2
