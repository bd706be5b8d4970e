"""Offers the words of recordings that came to no end, above the history. Qt main thread."""

from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from dictate.errors import DictateError
from dictate.recovery.lost_words import BroughtBack
from dictate.translation.catalogue import sentence_of, translate_plural, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.screen_reader import StatusLine


class Lost(Protocol):
    """dictate.recovery.lost_words.LostWords. Both may block and raise DictateError; any thread."""

    def count(self) -> int: ...

    def bring_back(self) -> BroughtBack: ...


class LostBanner(QWidget):
    """Hidden while nothing is lost."""

    brought_back = Signal(str)
    """The history has changed; carries a sentence for the user."""

    def __init__(self, lost: Lost, background: Background) -> None:
        super().__init__()
        self._lost = lost
        self._background = background
        self._sentence = StatusLine(_("Recordings without a text"))
        self._button = QPushButton(_("&Bring their words back"))
        self._button.clicked.connect(self._bring_back)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sentence, 1)
        layout.addWidget(self._button)
        self.hide()

    def refresh(self) -> None:
        """Look for lost recordings again."""
        if self._button.isEnabled():
            self._background.run(self._lost.count, self._show)

    def _show(self, count: int) -> None:
        said = translate_plural("{count} recording came to no end.", "{count} recordings came to no end.", count)
        self.setVisible(count > 0)
        self._sentence.say(said.format(count=count))

    def _bring_back(self) -> None:
        self._button.setEnabled(False)
        self._sentence.say(_("Their words are being written…"))
        self._background.run(self._lost.bring_back, self._done, self._failed)

    def _done(self, outcome: BroughtBack) -> None:
        self._button.setEnabled(True)
        texts, silent = outcome.texts, outcome.silent
        said = translate_plural(
            "{count} text is in the history again.", "{count} texts are in the history again.", texts
        ).format(count=texts)
        if silent:
            said += " " + _("Without speech: {count}.").format(count=silent)
        self.brought_back.emit(f"{said} {translated(outcome.problem)}".strip())
        self.refresh()

    def _failed(self, error: DictateError) -> None:
        self._button.setEnabled(True)
        self.brought_back.emit(sentence_of(error))
        self.refresh()
