"""Correct the last dictation word by word, the doubtful ones first, by mouse, keys or voice. Qt main thread."""

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)

from dictate.errors import DictateError
from dictate.history.alternatives import Alternatives
from dictate.history.record import HistoryRecord
from dictate.history.segments import segments_from
from dictate.history.words import most_doubtful_first, with_phrase, with_replacements, words_of
from dictate.text.correction_requests import (
    Choose,
    CorrectionRequest,
    Mark,
    Open,
    Replace,
    Select,
    Step,
    WindowState,
    Write,
)
from dictate.text.corrections import fitted, place_of
from dictate.text.vocabulary import Vocabulary
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.correction_words import CorrectionWords
from dictate.ui.history_table import TYPE_AFTER_MS, History
from dictate.ui.screen_reader import StatusLine
from dictate.ui.text_size import resize_for_text
from dictate.ui.window import Window
from dictate.ui.word_proposals import WordProposals


class CorrectionWindow(Window):
    """`retype` puts a text in the place of the one that was typed last, in the window that has the focus then.

    `alternatives` finds those of a dictation's words and may block. `tell` is told whether the window takes what is
    dictated: while it has the focus, and from an opening by voice until it has lost the focus.
    """

    def __init__(
        self,
        history: History,
        background: Background,
        retype: Callable[[str], None],
        *,
        alternatives: Callable[[HistoryRecord], Alternatives] = lambda _record: lambda _word: (),
        tell: Callable[[WindowState], None] = lambda _state: None,
        proposals: WordProposals | None = None,
    ) -> None:
        super().__init__()
        self._history = history
        self._background = background
        self._retype = retype
        self._find_alternatives = alternatives
        self._alternatives_of: Alternatives = lambda _word: ()
        self._tell = tell
        self._proposals = proposals or WordProposals(Vocabulary, lambda _heard, _right: None, background)
        self._record: HistoryRecord | None = None
        self._opened_by_voice = False
        self._waiting: list[CorrectionRequest] = []
        self._is_reading = False
        self._readings = 0
        self.setWindowTitle(_("Correct the last dictation"))
        self._build()
        self.refresh()
        resize_for_text(self, 760, 580)

    def refresh(self) -> None:
        """Read the last dictation again."""
        self._read("", "")

    def obey(self, request: CorrectionRequest) -> None:
        """Do what was said. Requests that come while the window still reads wait until it has."""
        if isinstance(request, Open):
            self._opened_by_voice = True
            self._read(request.text, request.marked)
        elif self._is_reading:
            self._waiting.append(request)
        else:
            self._obey(request)
        self._tell_state()

    def text(self) -> str:
        """The text with the right words in the places of the wrong ones."""
        return with_replacements(self._record.text, self._table.right_words()) if self._record is not None else ""

    def _read(self, text: str, marked: str) -> None:
        self._is_reading = True
        self._readings += 1
        this = self._readings

        def found() -> tuple[HistoryRecord | None, Alternatives]:
            record = self._history.last()
            if text and (record is None or record.text.strip() != text.strip()):
                # The dictation is not kept; its text is known all the same.
                record = HistoryRecord("", 0.0, 0.0, text, text)
            return record, self._find_alternatives(record) if record is not None else lambda _word: ()

        def show(what: tuple[HistoryRecord | None, Alternatives]) -> None:
            # Of readings that overtake each other the last that was asked for counts.
            if this == self._readings:
                self._show(*what, marked)

        def failed(error: DictateError) -> None:
            self._is_reading = False
            self._say(sentence_of(error))

        self._background.run(found, show, failed)

    def _obey(self, request: CorrectionRequest) -> None:
        self._say("")
        match request:
            case Step():
                self._take_step(request)
            case Choose(number):
                self._choose(number - 1)
            case Select(number):
                if not self._table.go_to(number - 1):
                    self._say(_("There is no word {number}.").format(number=number))
            case Mark(words):
                self._mark(words)
            case Write(right, is_exact):
                self._write(right, is_exact)
            case Replace(old, new):
                self._mark(old)
                self._write(new, is_exact=False)
            case Open():
                pass
            case _:
                assert_never(request)

    def _take_step(self, step: Step) -> None:
        row = self._table.currentRow()
        match step:
            case Step.NEXT:
                self._table.go_to(row + 1)
            case Step.PREVIOUS:
                self._table.go_to(row - 1)
            case Step.OMIT:
                self._table.write("")
            case Step.CAPITALIZE:
                self._capitalize()
            case Step.LEARN:
                self._proposals.accept()
            case Step.UNDO:
                self._table.take_back()
            case Step.DONE if self._is_changed():
                self._save(then_type=True)
            case Step.SAVE if self._is_changed():
                self._save(then_type=False)
            case Step.DONE | Step.SAVE | Step.CANCEL:
                self.close()
            case _:
                assert_never(step)

    def _choose(self, row: int) -> None:
        item = self._choices.item(row)
        if item is None:
            self._say(_("There is no alternative {number}.").format(number=row + 1))
            return
        self._table.write(item.data(Qt.ItemDataRole.UserRole))

    def _write(self, right: str, is_exact: bool) -> None:
        word = self._table.current_word()
        if word is not None:
            language = self._record.language if self._record is not None else ""
            known = is_exact or right in self._alternatives_of(word)
            self._table.write(right if known else fitted(right, word.written, language))

    def _capitalize(self) -> None:
        """The other case for the first letter of the right word, or of the word itself."""
        word = self._table.current_word()
        if word is not None:
            right = self._table.right_words().get(word, word.written)
            self._table.write(right[:1].swapcase() + right[1:])

    def _mark(self, words: str) -> None:
        """Make these words one row, as they may be wrong together, and go there."""
        text = self._record.text if self._record is not None else ""
        place = place_of(words, text)
        if place is None:
            return
        marked = text[place[0] : place[1]]
        known = {(word.start, word.written): row for row, word in enumerate(self._table.words)}
        row = known.get((place[0], marked))
        if row is None:
            self._table.show_words(with_phrase(self._table.words, text, place), self._table.right_words())
        self._table.go_to(row or 0)

    def _build(self) -> None:
        self._sentence = QLabel(wordWrap=True)
        self._sentence.setAccessibleDescription(_("How the words are ordered"))
        self._table = CorrectionWords()
        self._table.edited.connect(self._show_text)
        self._table.currentCellChanged.connect(lambda *_cells: self._show_choices())
        self._choices = QListWidget()
        self._choices.setSpacing(2)
        self._choices.setAccessibleName(_("Alternatives"))
        self._choices.itemClicked.connect(lambda item: self._choose(self._choices.row(item)))
        self._choices.itemActivated.connect(lambda item: self._choose(self._choices.row(item)))
        heading = QLabel(_("&Alternatives"))
        heading.setBuddy(self._choices)
        self._text = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
        self._text.setAccessibleName(_("The corrected text"))
        self._text.setMaximumHeight(120)
        self._hint = QLabel(
            _(
                "With the dictation key, say the right word, or “choose 2”, “word 3”, “next word”, “spell that: J, O”,"
                " “delete word”, “undo”, “add to vocabulary”, “done” or “cancel”."
            ),
            wordWrap=True,
        )
        self._hint.setAccessibleDescription(_("What may be said"))
        self._status = StatusLine(_("What became of the last request"))
        right = QVBoxLayout()
        right.addWidget(heading)
        right.addWidget(self._choices, 1)
        middle = QHBoxLayout()
        middle.addWidget(self._table, 5)
        middle.addLayout(right, 2)
        layout = QVBoxLayout(self.content)
        layout.addWidget(self._sentence)
        layout.addLayout(middle, 1)
        layout.addWidget(self._text)
        layout.addWidget(self._proposals)
        layout.addWidget(self._hint)
        layout.addWidget(self._status)
        layout.addWidget(self._buttons())
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)

    def _buttons(self) -> QDialogButtonBox:
        self._type_button = QPushButton(_("&Replace what was typed"))
        self._type_button.clicked.connect(lambda: self._save(then_type=True))
        self._save_button = QPushButton(_("&Save only"))
        self._save_button.clicked.connect(lambda: self._save(then_type=False))
        close = QPushButton(_("C&lose"))
        close.clicked.connect(self.close)
        buttons = QDialogButtonBox()
        buttons.addButton(self._type_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self._save_button, QDialogButtonBox.ButtonRole.ApplyRole)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        return buttons

    def _show(self, record: HistoryRecord | None, alternatives: Alternatives, marked: str) -> None:
        self._is_reading = False
        self._record, self._alternatives_of = record, alternatives
        text = record.text if record else ""
        words = most_doubtful_first(words_of(text, segments_from(record.segments) if record else ()))
        if not words:
            self._sentence.setText(_("Nothing dictated yet"))
        elif any(word.probability is not None for word in words):
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
        self._table.show_words(words)
        self._mark(marked)
        self._say("")
        self._show_choices()
        self._show_text()
        self._tell_state()
        waiting, self._waiting = self._waiting, []
        for request in waiting:
            self._obey(request)

    def _show_choices(self) -> None:
        word = self._table.current_word()
        self._choices.clear()
        for number, form in enumerate(self._alternatives_of(word) if word is not None else (), start=1):
            self._choices.addItem(f"{number}   {form}")
            self._choices.item(number - 1).setData(Qt.ItemDataRole.UserRole, form)

    def _show_text(self) -> None:
        self._text.setPlainText(self.text())
        language = self._record.language if self._record is not None else ""
        self._proposals.show_for(self._table.right_words(), language)
        self._type_button.setEnabled(self._is_changed())
        self._save_button.setEnabled(self._is_changed() and self._record is not None and bool(self._record.id))

    def _is_changed(self) -> bool:
        return self._record is not None and self.text() != self._record.text

    def _save(self, *, then_type: bool) -> None:
        record, text = self._record, self.text()
        if record is None:
            return

        def save() -> None:
            if record.id:
                self._history.correct(record.id, text)

        def done(_nothing: None) -> None:
            if then_type:
                self.close()
                QTimer.singleShot(TYPE_AFTER_MS, self, lambda: self._retype(text))
            else:
                self.refresh()
                self._say(_("Saved."))

        self._background.run(save, done, self._say_error)

    def _say(self, sentence: str) -> None:
        self._status.setVisible(bool(sentence))
        self._status.say(sentence)

    def _say_error(self, error: DictateError) -> None:
        self._say(sentence_of(error))

    # --- who hears ---------------------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ActivationChange:
            if not self.isActiveWindow():
                # The user turned to another window: what is said is for that one.
                self._opened_by_voice = False
            self._tell_state()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_state()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._opened_by_voice = False
        self._tell_state()

    def _tell_state(self) -> None:
        listens = self.isVisible() and self._table.rowCount() > 0 and (self.isActiveWindow() or self._opened_by_voice)
        shown = self._record.text if self._record is not None else ""
        self._tell(
            WindowState(can_open=True, listens=listens, has_focus=self.isActiveWindow(), shown=shown if listens else "")
        )
