"""Audio and video files to text: drop them, watch, read, export. Qt main thread."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dictate.errors import DictateError
from dictate.text.subtitles import as_srt, as_vtt, cues_of
from dictate.translation.catalogue import sentence_of, translate_plural, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.file_drop import FileDrop
from dictate.ui.file_queue import FileEntry, FileQueue, FileState
from dictate.ui.file_work import FileText, FileWork
from dictate.ui.history_table import length_of
from dictate.ui.screen_reader import StatusLine
from dictate.ui.text_export import write_export
from dictate.ui.text_size import give_rows_room, resize_for_text
from dictate.ui.window import Window

_FILE, _LENGTH, _PROGRESS, _STATE = range(4)
_WRITERS: dict[str, Callable[[FileText], str]] = {
    "txt": lambda result: result.text + "\n",
    "srt": lambda result: as_srt(cues_of(result.transcripts)),
    "vtt": lambda result: as_vtt(cues_of(result.transcripts)),
}


class _DroppingPlace(FileDrop):
    def __init__(self, take: Callable[[Sequence[Path]], None]) -> None:
        super().__init__()
        self._take = take

    def dropped(self, files: list[Path]) -> None:
        self._take(files)


class FilesWindow(Window):
    """One file is transcribed at a time; the others wait."""

    def __init__(self, work: FileWork, background: Background) -> None:
        super().__init__(_DroppingPlace(self.add))
        self._background = background
        self.queue = FileQueue(work, background)
        self.queue.added.connect(self._added)
        self.queue.changed.connect(self._changed)
        self.setWindowTitle(_("Transcribe files"))
        self._build()
        self._show_selection()
        resize_for_text(self, 760, 560)

    def add(self, paths: Sequence[Path]) -> None:
        """Put files into the queue."""
        for path in paths:
            self.queue.add(path)

    def _build(self) -> None:
        hint = QLabel(_("Drop audio or video files here, or add them. Nothing leaves this computer."), wordWrap=True)
        self._table = QTableWidget(0, 4)
        self._table.setAccessibleName(_("Files"))
        self._table.setHorizontalHeaderLabels([_("File"), _("Length"), _("Progress"), _("State")])
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.verticalHeader().hide()
        give_rows_room(self._table)
        header = self._table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_FILE, QHeaderView.ResizeMode.Stretch)
        self._table.itemSelectionChanged.connect(self._show_selection)

        self._text = QPlainTextEdit(readOnly=True, tabChangesFocus=True)
        self._text.setAccessibleName(_("Text of the selected file"))
        self._status = StatusLine(_("What became of the last request"))
        add = self._button(_("&Add files…"), self._choose)
        self._stop = self._button(_("St&op"), self._stop_selected)
        self._copy = self._button(_("&Copy text"), self._copy_text)
        self._export = self._button(_("&Export…"), self._choose_export)
        buttons = QHBoxLayout()
        for button in (add, self._stop):
            buttons.addWidget(button)
        buttons.addStretch()
        for button in (self._copy, self._export):
            buttons.addWidget(button)
        layout = QVBoxLayout(self.content)
        layout.addWidget(hint)
        layout.addWidget(self._table, 2)
        layout.addWidget(self._text, 3)
        layout.addLayout(buttons)
        layout.addWidget(self._status)
        QShortcut(QKeySequence.StandardKey.Open, self, self._choose)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)

    def _button(self, title: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(title)
        button.clicked.connect(pressed)
        return button

    def _added(self, number: int) -> None:
        entry = self.queue.entries[number]
        self._table.insertRow(number)
        name = QTableWidgetItem(entry.path.name)
        name.setToolTip(str(entry.path))
        self._table.setItem(number, _FILE, name)
        for column in (_LENGTH, _STATE):
            self._table.setItem(number, column, QTableWidgetItem())
        bar = QProgressBar()
        bar.setAccessibleName(_("Progress of {file}").format(file=entry.path.name))
        # In a place of its own: the table shows its widgets again, whatever was hidden.
        place = QWidget()
        inside = QVBoxLayout(place)
        inside.setContentsMargins(2, 2, 2, 2)
        inside.addWidget(bar)
        self._table.setCellWidget(number, _PROGRESS, place)
        self._changed(number)
        if number == 0:
            self._table.setCurrentCell(0, 0)

    def _changed(self, number: int) -> None:
        entry = self.queue.entries[number]
        length, state = self._table.item(number, _LENGTH), self._table.item(number, _STATE)
        bar = self._table.cellWidget(number, _PROGRESS).findChild(QProgressBar)
        assert length is not None
        assert state is not None
        assert isinstance(bar, QProgressBar)
        length.setText(length_of(entry.length_s) if entry.length_s else "")
        state.setText(_state_words(entry))
        state.setToolTip(entry.problem)
        unknown = entry.state is FileState.RUNNING and entry.percent is None
        bar.setRange(0, 0 if unknown else 100)
        bar.setVisible(entry.state in (FileState.RUNNING, FileState.DONE))
        bar.setValue(100 if entry.state is FileState.DONE else entry.percent or 0)
        if number == self._table.currentRow():
            self._show_selection()

    def _selected(self) -> FileEntry | None:
        row = self._table.currentRow()
        return self.queue.entries[row] if 0 <= row < len(self.queue.entries) else None

    def _show_selection(self) -> None:
        entry = self._selected()
        result = entry.result if entry else None
        self._status.say(translated(result.problem) if result else "")
        self._stop.setEnabled(entry is not None and entry.state in (FileState.WAITING, FileState.RUNNING))
        self._copy.setEnabled(result is not None and bool(result.text))
        self._export.setEnabled(result is not None)
        text = (result.text or _("No speech in this file.")) if result else (entry.problem if entry else "")
        if self._text.toPlainText() != text:
            self._text.setPlainText(text)

    def _choose(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, _("Audio and video files"))
        self.add([Path(name) for name in names])

    def _stop_selected(self) -> None:
        if self._selected() is not None:
            self.queue.stop(self._table.currentRow())

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        self._status.say(_("Copied."))

    def _choose_export(self) -> None:
        entry = self._selected()
        if entry is None:
            return
        filters = ";;".join((_("Text (*.txt)"), _("SubRip subtitles (*.srt)"), _("WebVTT subtitles (*.vtt)")))
        name, chosen = QFileDialog.getSaveFileName(
            self, _("Export the text"), str(entry.path.with_suffix(".txt")), filters
        )
        if name:
            path = Path(name)
            if path.suffix.lstrip(".").lower() not in _WRITERS:
                path = path.with_name(f"{path.name}.{next((each for each in _WRITERS if each in chosen), 'txt')}")
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the selected file's text; the ending says how: .txt, .srt or .vtt."""
        entry = self._selected()
        if entry is None or entry.result is None:
            return
        content = _WRITERS[path.suffix.lstrip(".").lower()](entry.result)

        def failed(error: DictateError) -> None:
            self._status.say(sentence_of(error))

        self._background.run(
            lambda: write_export(path, content),
            lambda _nothing: self._status.say(_("The text was written to {file}.").format(file=path)),
            failed,
        )


def _state_words(entry: FileEntry) -> str:
    match entry.state:
        case FileState.WAITING:
            return _("Waiting")
        case FileState.RUNNING:
            left = entry.left_s(time.monotonic())
            if left is None:
                return _("Listening")
            minutes = max(1, round(left / 60))
            if left < 60:
                return _("Less than a minute left")
            return translate_plural("{count} minute left", "{count} minutes left", minutes).format(count=minutes)
        case FileState.DONE:
            return _("Done")
        case FileState.STOPPED:
            return _("Stopped")
        case FileState.FAILED:
            return _("Failed")
