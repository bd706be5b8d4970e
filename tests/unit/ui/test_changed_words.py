"""What a text has that the other has not is underlined."""

from PySide6.QtWidgets import QApplication, QPlainTextEdit

from dictate.ui.changed_words import mark_changes


def marked(shown: str, other: str) -> list[str]:
    editor = QPlainTextEdit(shown)
    mark_changes(editor, other)
    return [mark.cursor.selectedText() for mark in editor.extraSelections()]


def test_changed_words_are_marked(qapp: QApplication) -> None:
    assert marked("The key is under the mat.", "um the key is under the mat") == ["The", "mat."]
    assert marked("Um, the key.", "The key.") == ["Um, the"]


def test_the_same_words_are_not(qapp: QApplication) -> None:
    assert marked("One.\n\nTwo.", "One. Two.") == []
    assert marked("", "One.") == []


def test_marks_stand_behind_characters_that_take_two_units(qapp: QApplication) -> None:
    assert marked("😀 One.", "😀 Two.") == ["One."]


def test_long_texts_are_left_alone(qapp: QApplication) -> None:
    assert marked("word " * 3000, "other " * 3000) == []
