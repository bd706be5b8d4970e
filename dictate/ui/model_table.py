"""The list of models as a Qt table model. Qt main thread."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from dictate.models.overview import ModelRow
from dictate.translation.catalogue import translate as _
from dictate.translation.catalogue import translated
from dictate.ui.direction import in_its_own_direction
from dictate.ui.model_jobs import ModelJobs
from dictate.ui.model_words import size_words, speed_words

_Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    NAME = 0
    SIZE = 1
    LANGUAGES = 2
    SPEED = 3
    MEMORY = 4
    LICENCE = 5
    STATE = 6


_NUMBERS = (Column.SIZE, Column.SPEED, Column.MEMORY)


class ModelTable(QAbstractTableModel):
    """Rows as the shelf gave them, with the progress of jobs in the last column."""

    def __init__(self, jobs: ModelJobs) -> None:
        super().__init__()
        self._rows: list[ModelRow] = []
        self._jobs = jobs
        jobs.changed.connect(self._job_changed)

    def show_rows(self, rows: Sequence[ModelRow]) -> None:
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, number: int) -> ModelRow:
        return self._rows[number]

    def number_of(self, name: str) -> int:
        """The line of a model, -1 when it is not in the list."""
        return next((number for number, row in enumerate(self._rows) if row.name == name), -1)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tips().get(Column(section))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignTrailing if section in _NUMBERS else Qt.AlignmentFlag.AlignLeading
            return side | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            Column.NAME: _("Model"),
            Column.SIZE: _("Size"),
            Column.LANGUAGES: _("Languages"),
            Column.SPEED: _("Real time"),
            Column.MEMORY: _("Memory"),
            Column.LICENCE: _("Licence"),
            Column.STATE: _("State"),
        }
        return titles[Column(section)]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return in_its_own_direction(self._text(row, Column(index.column())))
        if role == Qt.ItemDataRole.ToolTipRole:
            return translated(row.problem) or f"{row.title or row.name} — {row.publisher or translated(row.source)}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in _NUMBERS:
            return Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.FontRole and row.chosen:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _text(self, row: ModelRow, column: Column) -> str:
        match column:
            case Column.NAME:
                return row.name
            case Column.SIZE:
                return size_words(row.bytes)
            case Column.SPEED:
                return speed_words(row.check.real_time_factor) if row.check is not None else ""
            case Column.MEMORY:
                return _("{megabytes} MB").format(megabytes=row.memory_mb) if row.memory_mb else ""
            case Column.LANGUAGES:
                return ", ".join(row.languages) if row.languages else _("many")
            case Column.LICENCE:
                return row.licence or _("unknown")
            case Column.STATE:
                return self._state(row)

    def _state(self, row: ModelRow) -> str:
        progress = self._jobs.progress(row.name)
        if progress is not None:
            return progress.words
        if row.state == "broken":
            return _("Broken")
        if row.state == "doubtful":
            return _("In use, doubtful") if row.chosen else _("Doubtful")
        if row.state == "available":
            if row.downloaded_bytes:
                return _("Paused at {percent} %").format(percent=row.downloaded_percent)
            return _("Available")
        return _("In use") if row.chosen else _("Installed")

    def _job_changed(self, name: str) -> None:
        number = self.number_of(name)
        if number >= 0:
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(Column) - 1))


def _tips() -> dict[Column, str]:
    return {
        Column.SPEED: _("Computing time per second of speech, measured on this computer"),
        Column.MEMORY: _("Memory in use: measured on this computer where a time is shown, else elsewhere"),
    }
