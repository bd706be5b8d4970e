"""Offers to put a damaged history aside, above the list. Qt main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from dictate.errors import DictateError
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background


class DamageBanner(QWidget):
    """Hidden until `show` is called. `put_aside` keeps the file under the name it returns and begins a new history."""

    put_aside = Signal(str)
    """A new history was begun; carries a sentence for the user."""
    failed = Signal(str)

    def __init__(self, put_aside: Callable[[], Path], background: Background) -> None:
        super().__init__()
        self._put_aside = put_aside
        self._background = background
        sentence = QLabel(_("The history is damaged. Dictation works, but its texts may not be kept."), wordWrap=True)
        self._button = QPushButton(_("&Put it aside and begin a new one"))
        self._button.clicked.connect(self._begin)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sentence, 1)
        layout.addWidget(self._button)
        self.hide()

    def _begin(self) -> None:
        self._button.setEnabled(False)
        self._background.run(self._put_aside, self._done, self._refused)

    def _done(self, aside: Path) -> None:
        self._button.setEnabled(True)
        self.hide()
        self.put_aside.emit(_("The damaged history is kept as {file}.").format(file=aside.name))

    def _refused(self, error: DictateError) -> None:
        self._button.setEnabled(True)
        self.failed.emit(sentence_of(error))
