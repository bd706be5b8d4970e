"""The history as a Qt table model that reads a page at a time, off the Qt main thread."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QPersistentModelIndex, Qt, Signal

from dictate.errors import DictateError
from dictate.history.record import HistoryRecord, TextVersion
from dictate.history.store import HistoryIsDamagedError
from dictate.translation.catalogue import sentence_of, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.direction import in_its_own_direction

PAGE = 200
"""Rows read at once."""

TYPE_AFTER_MS = 800
"""The desktop needs this long to give the focus back to the window that had it before this one."""

_LONGEST_PREVIEW = 200
_Index = QModelIndex | QPersistentModelIndex


class History(Protocol):
    """What the window asks of the history store. Methods may block and raise DictateError; any thread."""

    def search(self, query: str = "", limit: int = 100, offset: int = 0) -> list[HistoryRecord]: ...

    def count(self, query: str = "") -> int: ...

    def last(self) -> HistoryRecord | None: ...

    def correct(self, record_id: str, text: str) -> None: ...

    def versions(self, record_id: str) -> list[TextVersion]: ...

    def add_version(self, record_id: str, version: TextVersion) -> None: ...

    def use_version(self, record_id: str, version: TextVersion) -> None: ...

    def delete(self, record_ids: Sequence[str]) -> None: ...

    def delete_all(self) -> None: ...

    def put_aside(self) -> Path: ...


class Column(IntEnum):
    TIME = 0
    TEXT = 1
    DURATION = 2
    MODEL = 3
    DELIVERY = 4


class HistoryTable(QAbstractTableModel):
    """Rows that match the query, newest first; more are read when the view scrolls near the end."""

    loaded = Signal(int)
    """A page arrived; carries how many rows match in all."""
    failed = Signal(str)
    damaged = Signal()
    """The history can only be put aside."""

    def __init__(self, history: History, background: Background) -> None:
        super().__init__()
        self._history = history
        self._background = background
        self._records: list[HistoryRecord] = []
        self._query = ""
        self._total = 0
        self._loading = False
        self._search = 0

    @property
    def query(self) -> str:
        return self._query

    def show(self, query: str) -> None:
        """Show what matches `query` from the beginning; what an earlier search still brings is dropped."""
        self._query = query
        self._search += 1
        self._loading = True
        search = self._search

        def read() -> tuple[int, list[HistoryRecord]]:
            return self._history.count(query), self._history.search(query, PAGE, 0)

        def arrived(found: tuple[int, list[HistoryRecord]]) -> None:
            if search == self._search:
                self.beginResetModel()
                self._total, self._records = found
                self._loading = False
                self.endResetModel()
                self.loaded.emit(self._total)

        self._background.run(read, arrived, self._say)

    def record(self, row: int) -> HistoryRecord:
        return self._records[row]

    def row_of(self, record_id: str) -> int | None:
        """The row of a dictation among those read by now."""
        return next((row for row, record in enumerate(self._records) if record.id == record_id), None)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._records)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._loading and len(self._records) < self._total

    def fetchMore(self, parent: _Index) -> None:
        if not self.canFetchMore(parent):
            return
        self._loading = True
        query, search, offset = self._query, self._search, len(self._records)

        def arrived(records: list[HistoryRecord]) -> None:
            if search != self._search:
                return
            self._loading = False
            if not records:
                self._total = offset
                return
            self.beginInsertRows(QModelIndex(), offset, offset + len(records) - 1)
            self._records += records
            self.endInsertRows()
            self.loaded.emit(self._total)

        self._background.run(lambda: self._history.search(query, PAGE, offset), arrived, self._say)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            Column.TIME: _("Time"),
            Column.TEXT: _("Text"),
            Column.DURATION: _("Length"),
            Column.MODEL: _("Model"),
            Column.DELIVERY: _("Delivery"),
        }
        return titles[Column(section)]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        record = self._records[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return in_its_own_direction(_shown(record, Column(index.column())))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == Column.DELIVERY:
            return translated(record.note) or None
        return None

    def _say(self, error: DictateError) -> None:
        self._loading = False
        self.failed.emit(sentence_of(error))
        if isinstance(error, HistoryIsDamagedError):
            self.damaged.emit()


def when_of(record: HistoryRecord) -> str:
    """The beginning of the dictation in local time, as the user's locale writes it."""
    return moment_title(record.started_at)


def moment_title(seconds: float) -> str:
    """A moment (seconds since the epoch) in local time, as the user's locale writes it."""
    local = datetime.fromtimestamp(seconds, UTC).astimezone()
    moment = QDateTime.fromSecsSinceEpoch(int(local.timestamp()))
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat)


def length_of(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _shown(record: HistoryRecord, column: Column) -> str:
    match column:
        case Column.TIME:
            return when_of(record)
        case Column.TEXT:
            return " ".join(record.text[:_LONGEST_PREVIEW].split())
        case Column.DURATION:
            return length_of(record.duration_s)
        case Column.MODEL:
            return record.model
        case Column.DELIVERY:
            return translated(record.delivery.title)
