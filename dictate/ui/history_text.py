"""One dictation of the history: its texts, its segments, and what can be done with them. Qt main thread."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from dictate.errors import DictateError
from dictate.history.record import HistoryRecord, TextVersion, VersionKind
from dictate.history.segments import segments_from
from dictate.text.vocabulary import Vocabulary
from dictate.translation.catalogue import sentence_of, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.changed_words import mark_changes
from dictate.ui.direction import in_the_windows_direction
from dictate.ui.history_table import (
    TYPE_AFTER_MS,
    History,
    length_of,
    moment_title,
    when_of,
)
from dictate.ui.rereading import Rereading
from dictate.ui.screen_reader import name_list
from dictate.ui.text_size import give_rows_room
from dictate.ui.word_proposals import WordProposals

_RAW_KEY = Qt.Key.Key_F7


class DictationPanel(QWidget):
    """`type_text` types a text into the focused window; `recording_of` finds a kept recording, or None.
    `proposals` shows what a correction suggests for the vocabulary.
    """

    said = Signal(str)
    """A sentence for the user."""
    changed = Signal(str)
    """The dictation was changed; carries a sentence for the user."""
    delete_asked = Signal()

    def __init__(
        self,
        history: History,
        background: Background,
        type_text: Callable[[str], None],
        recording_of: Callable[[HistoryRecord], Path | None],
        rereading: Rereading | None,
        *,
        proposals: WordProposals | None = None,
    ) -> None:
        super().__init__()
        self._history = history
        self._background = background
        self._type_text = type_text
        self._recording_of = recording_of
        self._rereading = rereading
        self._proposals = proposals or WordProposals(Vocabulary, lambda _heard, _right: None, background)
        self._records: list[HistoryRecord] = []
        self._stop = threading.Event()
        self._is_reading = False
        self._build()
        self.show_records([])

    def show_records(self, records: Sequence[HistoryRecord]) -> None:
        """What is selected: one dictation is shown with all it has, several with their texts."""
        before, self._records = self._one(), list(records)
        record = self._one()
        if before is None or record is None or before.id != record.id:
            self._raw.setChecked(False)
            self._proposals.forget()
        self._show_text()
        self._show_segments(record)
        self._show_versions([])
        if record is not None:
            self._background.run(
                lambda: self._history.versions(record.id),
                lambda versions: self._show_versions(versions) if self._one() is record else None,
            )

    def stop(self) -> None:
        """Stop transcribing."""
        self._stop.set()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        self.said.emit(_("Copied."))

    # --- building ----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._facts = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._facts.setAccessibleDescription(_("About the selected dictation"))
        self._versions = QComboBox()
        self._versions.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._versions.setMinimumContentsLength(24)
        self._versions.activated.connect(lambda _index: self._use_version())
        buttons = self._buttons()
        top = QHBoxLayout()
        top.addWidget(self._versions)
        top.addStretch()
        top.addWidget(self._play_button)
        top.addWidget(self._again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.addWidget(self._facts)
        layout.addLayout(top)
        layout.addWidget(self._tabs(), 1)
        layout.addLayout(self._progress())
        layout.addWidget(self._proposals)
        layout.addLayout(buttons)
        name_list(self._versions, _("Texts of this dictation"))
        QShortcut(QKeySequence(_RAW_KEY), self, self._raw.click)

    def _tabs(self) -> QTabWidget:
        self._text = QPlainTextEdit(tabChangesFocus=True)
        self._text.setAccessibleName(_("Text of the selected dictation"))
        self._text.textChanged.connect(self._enable_buttons)
        self._segments = QTableWidget(0, 2)
        self._segments.setAccessibleName(_("Segments with times"))
        self._segments.setHorizontalHeaderLabels([_("Time"), _("Text")])
        self._segments.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._segments.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._segments.setTabKeyNavigation(False)
        self._segments.setShowGrid(False)
        self._segments.setAlternatingRowColors(True)
        self._segments.verticalHeader().hide()
        give_rows_room(self._segments)
        header = self._segments.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.setAccessibleName(_("Text and segments"))
        tabs.addTab(self._text, _("Text"))
        tabs.addTab(self._segments, _("Segments"))
        return tabs

    def _progress(self) -> QHBoxLayout:
        self._bar = QProgressBar()
        self._bar.setAccessibleName(_("Progress of transcribing"))
        self._stop_button = self._button(_("St&op"), self.stop)
        row = QHBoxLayout()
        row.addWidget(self._bar, 1)
        row.addWidget(self._stop_button)
        self._bar.hide()
        self._stop_button.hide()
        return row

    def _buttons(self) -> QHBoxLayout:
        self._copy_button = self._button(_("&Copy"), self.copy)
        self._type_button = self._button(_("Type &again"), self._type_again)
        self._correct_button = self._button(_("&Save correction"), self._correct)
        self._raw = QPushButton(_("As &recognized"))
        self._raw.setCheckable(True)
        self._raw.setToolTip(_("What the model wrote, before any rule changed it (F7)"))
        self._raw.toggled.connect(lambda _on: self._show_text())
        self._play_button = self._button(_("&Play recording"), self._play)
        self._again = QPushButton(_("&Transcribe again"))
        self._again.setMenu(QMenu(self._again))
        self._again.menu().aboutToShow.connect(self._fill_models)
        self._again.setVisible(self._rereading is not None)
        self._delete_button = self._button(_("&Delete"), self.delete_asked.emit)
        row = QHBoxLayout()
        for button in (self._copy_button, self._type_button, self._correct_button, self._raw):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self._delete_button)
        return row

    def _button(self, title: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(title)
        button.clicked.connect(pressed)
        return button

    # --- showing -----------------------------------------------------------------------------------------------

    def _one(self) -> HistoryRecord | None:
        return self._records[0] if len(self._records) == 1 else None

    def _show_text(self) -> None:
        record = self._one()
        raw = self._raw.isChecked() and record is not None
        self._text.setReadOnly(record is None or raw)
        self._text.setPlainText("\n".join(each.raw_text if raw else each.text for each in self._records))
        if record is not None:
            mark_changes(self._text, record.text if raw else record.raw_text)
        else:
            self._text.setExtraSelections([])
        self._facts.setText(in_the_windows_direction(_facts(record)) if record else "")
        self._enable_buttons()

    def _enable_buttons(self) -> None:
        record = self._one()
        recording = record is not None and self._recording_of(record) is not None
        changed = record is not None and not self._raw.isChecked() and self._text.toPlainText() != record.text
        self._copy_button.setEnabled(bool(self._records))
        self._delete_button.setEnabled(bool(self._records))
        self._type_button.setEnabled(record is not None and bool(record.text))
        self._correct_button.setEnabled(changed)
        self._raw.setEnabled(record is not None)
        self._play_button.setEnabled(recording)
        self._again.setEnabled(recording and not self._is_reading)

    def _show_segments(self, record: HistoryRecord | None) -> None:
        segments = segments_from(record.segments) if record is not None else ()
        self._segments.setRowCount(len(segments))
        for row, segment in enumerate(segments):
            times = f"{length_of(segment.start_s)} – {length_of(segment.end_s)}"
            self._segments.setItem(row, 0, QTableWidgetItem(times))
            self._segments.setItem(row, 1, QTableWidgetItem(segment.text.strip()))

    def _show_versions(self, versions: Sequence[TextVersion]) -> None:
        record = self._one()
        self._versions.clear()
        for number, version in enumerate(versions, start=1):
            self._versions.addItem(f"{number}. {_version_title(version)}", version)
            self._versions.setItemData(number - 1, moment_title(version.made_at), Qt.ItemDataRole.ToolTipRole)
        in_use = [
            row
            for row, version in enumerate(versions)
            if record is not None and (version.text, version.model) == (record.text, record.model)
        ]
        self._versions.setCurrentIndex(in_use[-1] if in_use else -1)
        self._versions.setVisible(len(versions) > 1)

    # --- doing -------------------------------------------------------------------------------------------------

    def _type_again(self) -> None:
        text = self._text.toPlainText()
        self.window().hide()
        QTimer.singleShot(TYPE_AFTER_MS, self, lambda: self._type_text(text))

    def _correct(self) -> None:
        record, text = self._one(), self._text.toPlainText()
        if record is not None:
            self._proposals.show_for_texts(record.text, text, record.language)
            self._change(lambda: self._history.correct(record.id, text), _("Saved."))

    def _use_version(self) -> None:
        record, version = self._one(), self._versions.currentData()
        if record is not None and version is not None:
            self._change(lambda: self._history.use_version(record.id, version), _("This text is used now."))

    def _play(self) -> None:
        record = self._one()
        recording = self._recording_of(record) if record is not None else None
        if recording is None or not QDesktopServices.openUrl(QUrl.fromLocalFile(str(recording))):
            self.said.emit(_("The recording cannot be played."))

    def _fill_models(self) -> None:
        if self._rereading is None:
            return
        menu = self._again.menu()
        menu.clear()
        for name in self._rereading.models():
            menu.addAction(name.replace("&", "&&")).triggered.connect(partial(self._model_chosen, name))
        if menu.isEmpty():
            menu.addAction(_("No model installed")).setEnabled(False)

    def _model_chosen(self, name: str, _checked: bool = False) -> None:
        self.read_again(name)

    def read_again(self, model: str) -> None:
        """Transcribe the recording of the selected dictation with `model`; its text comes beside the others."""
        record, rereading = self._one(), self._rereading
        if record is None or rereading is None or self._is_reading:
            return
        self._stop = stop = threading.Event()
        self._show_reading(True)
        self.said.emit(_("{model} transcribes the recording…").format(model=model))

        def heard(done_s: float, length_s: float | None) -> None:
            self._background.post(lambda: self._bar.setValue(int(100 * done_s / length_s) if length_s else 0))

        def work() -> None:
            self._history.add_version(record.id, rereading.read_again(record, model, heard, stop.is_set))

        def done(_nothing: None) -> None:
            self._show_reading(False)
            self.changed.emit(_("{model} wrote another text; the one before is kept.").format(model=model))

        def failed(error: DictateError) -> None:
            self._show_reading(False)
            self.said.emit(_("Stopped.") if stop.is_set() else sentence_of(error))

        self._background.run(work, done, failed)

    def _show_reading(self, reading: bool) -> None:
        self._is_reading = reading
        self._bar.setValue(0)
        self._bar.setVisible(reading)
        self._stop_button.setVisible(reading)
        self._enable_buttons()

    def _change(self, work: Callable[[], None], said: str) -> None:
        self._background.run(
            work, lambda _nothing: self.changed.emit(said), lambda error: self.said.emit(sentence_of(error))
        )


def _version_title(version: TextVersion) -> str:
    titles = {
        VersionKind.DICTATED: _("Dictated, {model}"),
        VersionKind.TRANSCRIBED: _("Transcribed again, {model}"),
        VersionKind.CORRECTED: _("Corrected by hand"),
    }
    return titles[version.kind].format(model=version.model)


def _facts(record: HistoryRecord) -> str:
    facts = [when_of(record), length_of(record.duration_s), record.model, record.language, record.application]
    delivered = translated(record.delivery.title)
    facts.append(f"{delivered}: {translated(record.note)}" if record.note else delivered)
    return " · ".join(fact for fact in facts if fact)
