"""Correct the last dictation word by word, the doubtful ones first. Qt main thread."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dictate.errors import DictateError
from dictate.history.record import HistoryRecord
from dictate.history.segments import segments_from
from dictate.history.words import TextWord, most_doubtful_first, with_replacements, words_of
from dictate.ui.background import Background
from dictate.ui.history_table import TYPE_AFTER_MS, History
from dictate.ui.translation import translate as _

_WRITTEN, _HEARD, _SURE, _RIGHT = range(4)


class CorrectionWindow(QWidget):
    """`retype` puts a text in the place of the one that was typed last, in the window that has the focus then."""

    def __init__(self, history: History, background: Background, retype: Callable[[str], None]) -> None:
        super().__init__()
        self._history = history
        self._background = background
        self._retype = retype
        self._record: HistoryRecord | None = None
        self._words: tuple[TextWord, ...] = ()
        self.setWindowTitle(_("Correct the last dictation"))
        self._build()
        self.refresh()
        self.resize(680, 560)

    def refresh(self) -> None:
        """Read the last dictation again."""
        self._background.run(self._history.last, self._show, lambda error: self._say(str(error)))

    def text(self) -> str:
        """The text with the words that were typed into the table."""
        if self._record is None:
            return ""
        typed = {word: self._typed(row) for row, word in enumerate(self._words)}
        return with_replacements(self._record.text, {word: right for word, right in typed.items() if right})

    def _typed(self, row: int) -> str:
        item = self._table.item(row, _RIGHT)
        return item.text().strip() if item is not None else ""

    def _build(self) -> None:
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setAccessibleName(_("How the words are ordered"))
        self._table = QTableWidget(0, 4)
        self._table.setAccessibleName(_("Words"))
        self._table.setHorizontalHeaderLabels([_("Word"), _("Heard"), _("Certainty"), _("Right word")])
        self._table.setTabKeyNavigation(False)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setAlternatingRowColors(True)
        self._table.setShowGrid(False)
        self._table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self._table.verticalHeader().hide()
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_SURE, QHeaderView.ResizeMode.ResizeToContents)
        self._table.itemChanged.connect(lambda _item: self._show_text())
        self._text = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
        self._text.setAccessibleName(_("The corrected text"))
        self._text.setMaximumHeight(140)
        self._status = QLabel(wordWrap=True)
        self._status.setAccessibleName(_("What became of the last request"))
        self._type_button = QPushButton(_("&Replace what was typed"))
        self._type_button.clicked.connect(lambda: self._save(then_type=True))
        self._save_button = QPushButton(_("&Save only"))
        self._save_button.clicked.connect(lambda: self._save(then_type=False))
        buttons = QDialogButtonBox()
        buttons.addButton(self._type_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self._save_button, QDialogButtonBox.ButtonRole.ApplyRole)
        close = QPushButton(_("C&lose"))
        close.clicked.connect(self.close)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        layout = QVBoxLayout(self)
        layout.addWidget(self._sentence)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._text)
        layout.addWidget(self._status)
        layout.addWidget(buttons)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    def _show(self, record: HistoryRecord | None) -> None:
        self._record = record
        text = record.text if record else ""
        self._words = most_doubtful_first(words_of(text, segments_from(record.segments) if record else ()))
        knows = any(word.probability is not None for word in self._words)
        if not self._words:
            self._sentence.setText(_("Nothing dictated yet"))
        elif knows:
            self._sentence.setText(
                _("The words that the model was least sure of come first. Type the right word beside a wrong one.")
            )
        else:
            self._sentence.setText(
                _(
                    "Type the right word beside a wrong one. The words stand in their order: how sure the model was of"
                    " each is known only where spoken commands or accurate reading are on."
                )
            )
        self._fill()
        self._table.setColumnHidden(_HEARD, not knows)
        self._table.setColumnHidden(_SURE, not knows)
        self._say("")
        self._show_text()

    def _fill(self) -> None:
        self._table.blockSignals(True)
        self._table.setRowCount(len(self._words))
        for row, word in enumerate(self._words):
            sure = "" if word.probability is None else f"{word.probability:.0%}"
            for column, shown in ((_WRITTEN, word.written), (_HEARD, word.heard), (_SURE, sure), (_RIGHT, "")):
                item = QTableWidgetItem(shown)
                if column != _RIGHT:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEditable)
                self._table.setItem(row, column, item)
        self._table.blockSignals(False)
        if self._words:
            self._table.setCurrentCell(0, _RIGHT)

    def _show_text(self) -> None:
        text = self.text()
        self._text.setPlainText(text)
        changed = self._record is not None and text != self._record.text
        self._type_button.setEnabled(changed)
        self._save_button.setEnabled(changed)

    def _save(self, *, then_type: bool) -> None:
        record, text = self._record, self.text()
        if record is None:
            return

        def done(_nothing: None) -> None:
            if then_type:
                self.close()
                QTimer.singleShot(TYPE_AFTER_MS, self, lambda: self._retype(text))
            else:
                self.refresh()
                self._say(_("Saved."))

        self._background.run(lambda: self._history.correct(record.id, text), done, self._say_error)

    def _say(self, sentence: str) -> None:
        self._status.setText(sentence)
        self._status.setVisible(bool(sentence))

    def _say_error(self, error: DictateError) -> None:
        self._say(str(error))
