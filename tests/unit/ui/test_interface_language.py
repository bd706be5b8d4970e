"""The language of everything on the screen, ours and Qt's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from dictate.ui.interface_language import apply_language, decimal


@pytest.fixture(autouse=True)
def english_afterwards(qapp: QApplication) -> Iterator[None]:
    yield
    apply_language(qapp, "en")


def word_of_qt() -> str:
    return QCoreApplication.translate("QPlatformTheme", "Cancel")


def test_qts_own_words_and_numbers_follow_the_language(qapp: QApplication) -> None:
    apply_language(qapp, "de")
    assert (word_of_qt(), decimal(0.5, 1)) == ("Abbrechen", "0,5")


def test_qts_own_words_turn_back_to_english(qapp: QApplication) -> None:
    apply_language(qapp, "de")
    apply_language(qapp, "en")
    assert (word_of_qt(), decimal(0.5, 1)) == ("Cancel", "0.5")


def test_hebrew_is_written_from_right_to_left(qapp: QApplication) -> None:
    apply_language(qapp, "he")
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft
