"""The texts to read and their recordings. Qt main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from dictate.comparison.clips import Imported
from dictate.comparison.texts import ReadingText, TextKind
from dictate.errors import DictateError
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.compare_desk import ComparisonDesk, Reading
from dictate.ui.compare_words import kind_hint, kind_title, number
from dictate.ui.direction import in_its_own_direction
from dictate.ui.level_bar import LevelBar
from dictate.ui.text_size import give_rows_room

_KIND, _TEXT, _LENGTH = range(3)


class CompareRecordings(QWidget):
    """Read the selected text aloud, or bring recordings from elsewhere."""

    said = Signal(str)
    """A sentence about what became of the last request."""

    def __init__(self, desk: ComparisonDesk, background: Background) -> None:
        super().__init__()
        self._desk = desk
        self._background = background
        self._own: list[Reading] = []
        self._readings: list[Reading] = []
        self._recording: ReadingText | None = None
        self._build()
        self.refresh()

    @property
    def recorded(self) -> int:
        """How many texts have a recording."""
        return sum(bool(each.clip) for each in self._readings)

    def refresh(self) -> None:
        """Ask the desk again."""
        self._background.run(self._desk.readings, self._show_readings, self._say_error)

    def stop(self) -> None:
        """Close the microphone without keeping anything."""
        if self._recording is not None:
            self._recording = None
            self._background.run(self._desk.drop)
            self._show_selection()

    def _build(self) -> None:
        hint = QLabel(
            _("Read these texts aloud once. The recordings stay on this computer, readable by you only."), wordWrap=True
        )
        self._table = QTableWidget(0, 3)
        self._table.setAccessibleName(_("Texts to read"))
        self._table.setHorizontalHeaderLabels([_("Kind"), _("Text"), _("Recording")])
        self._table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._table.setTabKeyNavigation(False)
        self._table.setShowGrid(False)
        self._table.setAlternatingRowColors(True)
        self._table.setWordWrap(False)
        self._table.verticalHeader().hide()
        give_rows_room(self._table)
        header = self._table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_TEXT, QHeaderView.ResizeMode.Stretch)
        self._table.itemSelectionChanged.connect(self._show_selection)

        self._text = QLabel(wordWrap=True)
        font = QFont(self._text.font())
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self._text.setFont(font)
        self._text.setAccessibleDescription(_("The text to read"))
        self._text.setMinimumHeight(4 * self._text.fontMetrics().lineSpacing())
        self._hint = QLabel(wordWrap=True)
        self._level = LevelBar()
        self._level.setAccessibleName(_("Level of the microphone"))
        self._record = QPushButton(autoDefault=False)
        self._record.clicked.connect(self._record_or_keep)
        record_row = QHBoxLayout()
        record_row.addWidget(self._record)
        record_row.addWidget(self._level, 1)
        frame = QFrame()
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        frame.setProperty("card", True)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(12, 10, 12, 12)
        inside.addWidget(self._text)
        inside.addWidget(self._hint)
        inside.addLayout(record_row)

        add = QPushButton(_("&Add"), autoDefault=False)
        add.setMenu(self._add_menu(add))
        self._remove = QPushButton(_("De&lete recording"), autoDefault=False)
        self._remove.clicked.connect(self._remove_selected)
        self._export = QPushButton(_("&Export…"), autoDefault=False)
        self._export.clicked.connect(self._choose_export)
        buttons = QHBoxLayout()
        buttons.addWidget(add)
        buttons.addWidget(self._remove)
        buttons.addStretch()
        buttons.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(hint)
        layout.addWidget(self._table, 1)
        layout.addWidget(frame)
        layout.addLayout(buttons)

    def _add_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        menu.addAction(_("A &text of your own…"), self._add_text)
        menu.addAction(_("An audio &folder with transcripts…"), self._add_folder)
        menu.addAction(_("&Corrected dictations from the history"), self._add_corrections)
        return menu

    # --- showing -----------------------------------------------------------------------------------------------

    def _show_readings(self, readings: list[Reading]) -> None:
        known = {each.text.text for each in readings}
        self._own = [each for each in self._own if each.text.text not in known]
        selected = self._table.currentRow()
        self._readings = [*readings, *self._own]
        self._table.setRowCount(len(self._readings))
        for row, reading in enumerate(self._readings):
            length = _("{seconds} s").format(seconds=number(reading.length_s)) if reading.clip else "–"
            text = QTableWidgetItem(in_its_own_direction(reading.text.text))
            text.setToolTip(reading.text.text)
            self._table.setItem(row, _KIND, QTableWidgetItem(kind_title(reading.text.kind)))
            self._table.setItem(row, _TEXT, text)
            item = QTableWidgetItem(length)
            item.setTextAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
            self._table.setItem(row, _LENGTH, item)
        if self._recording is None and self._readings:
            kept = 0 <= selected < len(self._readings) and not self._readings[selected].clip
            self._table.selectRow(selected if kept else self._next_unread())
        self._show_selection()

    def _next_unread(self) -> int:
        return next((row for row, reading in enumerate(self._readings) if not reading.clip), 0)

    def _selected(self) -> Reading | None:
        row = self._table.currentRow()
        return self._readings[row] if 0 <= row < len(self._readings) else None

    def _show_selection(self) -> None:
        reading = self._selected()
        busy = self._recording is not None
        text = self._recording or (reading.text if reading is not None else None)
        self._text.setText(text.text if text is not None else "")
        self._hint.setText(kind_hint(text.kind) if text is not None else "")
        again = reading is not None and bool(reading.clip)
        self._record.setText(_("&Done, keep it") if busy else _("&Record again") if again else _("&Record"))
        self._record.setEnabled(text is not None)
        self._remove.setEnabled(again and not busy)
        self._export.setEnabled(self.recorded > 0)
        self._table.setEnabled(not busy)

    def _say_error(self, error: DictateError) -> None:
        self._recording = None
        self._level.show_level(None)
        self.said.emit(sentence_of(error))
        self._show_selection()

    # --- doing -------------------------------------------------------------------------------------------------

    def _record_or_keep(self) -> None:
        text = self._recording
        if text is None:
            self._begin()
            return
        self._recording = None
        self._level.show_level(None)
        self._record.setEnabled(False)
        self._background.run(lambda: self._desk.end(text), lambda _nothing: self.refresh(), self._say_error)

    def _begin(self) -> None:
        reading = self._selected()
        if reading is None:
            return
        self._recording = reading.text
        post = self._background.post
        self.said.emit("")
        self._background.run(
            lambda: self._desk.begin(lambda level: post(lambda: self._level.show_level(level))),
            failed=self._say_error,
        )
        self._show_selection()

    def _add_text(self) -> None:
        text, accepted = QInputDialog.getMultiLineText(self, _("A text of your own"), _("The text that you will read:"))
        text = " ".join(text.split())
        if accepted and text:
            self._own.append(Reading(ReadingText(text, TextKind.OWN, self._desk.language())))
            self.refresh()

    def _add_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(
            self, _("An audio folder with metadata.csv, .jsonl or manifest.jsonl")
        )
        if folder:
            self._import(lambda: self._desk.add_folder(Path(folder)))

    def _add_corrections(self) -> None:
        self._import(self._desk.add_corrections)

    def _import(self, work: Callable[[], Imported]) -> None:
        def done(imported: Imported) -> None:
            sentence = _("{added} recordings added, {left_out} left out.")
            self.said.emit(sentence.format(added=imported.added, left_out=imported.left_out))
            self.refresh()

        self.said.emit(_("Adding recordings…"))
        self._background.run(work, done, self._say_error)

    def _remove_selected(self) -> None:
        reading = self._selected()
        if reading is not None and reading.clip:
            clip = reading.clip
            self._background.run(lambda: self._desk.remove([clip]), lambda _nothing: self.refresh(), self._say_error)

    def _choose_export(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("An empty folder for the recordings"))
        if folder:
            self._background.run(
                lambda: self._desk.export(Path(folder)),
                lambda count: self.said.emit(
                    _("{count} recordings written as a Hugging Face audio folder.").format(count=count)
                ),
                self._say_error,
            )
