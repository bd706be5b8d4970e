"""The history: everything said, to search, copy, type again, correct, export and delete. Qt main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
)

from dictate.errors import DictateError
from dictate.history.export import export
from dictate.history.record import HistoryRecord
from dictate.translation.catalogue import sentence_of, translate_plural
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.damage_banner import DamageBanner
from dictate.ui.history_table import Column, History, HistoryTable
from dictate.ui.history_text import DictationPanel
from dictate.ui.lost_banner import Lost, LostBanner
from dictate.ui.rereading import Rereading
from dictate.ui.screen_reader import StatusLine
from dictate.ui.text_export import write_export
from dictate.ui.text_size import give_rows_room, resize_for_text
from dictate.ui.window import Window
from dictate.ui.word_proposals import WordProposals

_SEARCH_PAUSE_MS = 150
_TYPE_AFTER_MS = 800
"""The desktop needs this long to give the focus back to the window that had it before this one."""

_FILTERS = {"txt": "text", "md": "markdown", "json": "json", "srt": "srt", "vtt": "vtt"}


class HistoryWindow(Window):
    """`type_text` types a text into the focused window; `recording_of` finds a kept recording, or None.

    Without `rereading` nothing can be transcribed again; without `lost` nothing is offered for recovery.
    """

    def __init__(
        self,
        history: History,
        background: Background,
        type_text: Callable[[str], None],
        recording_of: Callable[[HistoryRecord], Path | None] = lambda _record: None,
        rereading: Rereading | None = None,
        *,
        lost: Lost | None = None,
        proposals: WordProposals | None = None,
    ) -> None:
        super().__init__()
        self._history = history
        self._background = background
        self._panel = DictationPanel(history, background, type_text, recording_of, rereading, proposals=proposals)
        self._damage = DamageBanner(history.put_aside, background)
        self._banner = LostBanner(lost, background) if lost is not None else None
        self._keep_selected = ""
        self._table = HistoryTable(history, background)
        self._table.loaded.connect(self._page_arrived)
        self._table.failed.connect(self._say)
        self._table.damaged.connect(self._damage.show)
        self.setWindowTitle(_("Dictation history"))
        self._search_soon = QTimer(self, singleShot=True, interval=_SEARCH_PAUSE_MS)
        self._search_soon.timeout.connect(self.refresh)
        self._build()
        self._show_selection()
        self.refresh()
        resize_for_text(self, 900, 620)

    def refresh(self) -> None:
        """Read again, for what was dictated since."""
        self._table.show(self._search.text().strip())
        if self._banner is not None:
            self._banner.refresh()

    # --- building ----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._search = QLineEdit(placeholderText=_("Search what you said"), clearButtonEnabled=True)
        self._search.setAccessibleName(_("Search what you said"))
        self._search.textChanged.connect(lambda _text: self._search_soon.start())
        QShortcut(QKeySequence.StandardKey.Find, self, self._search.setFocus)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)
        self._count = QLabel()
        self._count.setAccessibleDescription(_("Number of dictations found"))
        self._status = StatusLine(_("What became of the last request"))
        top = QHBoxLayout()
        top.addWidget(self._search, 1)
        top.addWidget(self._count)
        top.addSpacing(6)
        top.addWidget(self._button(_("&Export…"), self._export))
        top.addWidget(self._button(_("Delete a&ll…"), self._delete_all))
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self._list())
        parts.addWidget(self._one_text())
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        layout = QVBoxLayout(self.content)
        if self._banner is not None:
            self._banner.brought_back.connect(self._changed)
            layout.addWidget(self._banner)
        self._damage.put_aside.connect(self._changed)
        self._damage.failed.connect(self._say)
        layout.addWidget(self._damage)
        layout.addLayout(top)
        layout.addWidget(parts, 1)
        layout.addWidget(self._status)

    def _list(self) -> QTableView:
        self._view = QTableView()
        self._view.setModel(self._table)
        self._view.setAccessibleName(_("Dictations"))
        self._view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._view.setTabKeyNavigation(False)
        self._view.setShowGrid(False)
        self._view.setAlternatingRowColors(True)
        self._empty = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        QVBoxLayout(self._view.viewport()).addWidget(self._empty)
        self._view.setWordWrap(False)
        self._view.verticalHeader().hide()
        give_rows_room(self._view)
        header = self._view.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.TEXT, QHeaderView.ResizeMode.Stretch)
        # The width of thousands of rows need not be measured, those on the screen will do.
        header.setResizeContentsPrecision(50)
        self._view.selectionModel().selectionChanged.connect(lambda _now, _before: self._show_selection())
        QShortcut(QKeySequence.StandardKey.Delete, self._view, self._delete, context=Qt.ShortcutContext.WidgetShortcut)
        QShortcut(
            QKeySequence.StandardKey.Copy, self._view, self._panel.copy, context=Qt.ShortcutContext.WidgetShortcut
        )
        return self._view

    def _one_text(self) -> DictationPanel:
        self._panel.said.connect(self._say)
        self._panel.changed.connect(self._changed)
        self._panel.delete_asked.connect(self._delete)
        return self._panel

    def _button(self, title: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(title)
        button.clicked.connect(pressed)
        return button

    # --- showing -----------------------------------------------------------------------------------------------

    def _page_arrived(self, total: int) -> None:
        self._show_emptiness(total)
        self._count.setText(translate_plural("{count} dictation", "{count} dictations", total).format(count=total))
        if not self._selected() and self._table.rowCount():
            row = self._table.row_of(self._keep_selected) or 0
            # selectRow selects nothing where writing goes from right to left (seen with Qt 6.11).
            self._view.setCurrentIndex(self._table.index(row, 0))
        self._show_selection()

    def _show_emptiness(self, total: int) -> None:
        nothing = _("Nothing matches.") if self._table.query else _("What you dictate appears here.")
        self._empty.setText(nothing if total == 0 else "")
        self._empty.setVisible(total == 0)

    def _selected(self) -> list[HistoryRecord]:
        rows = self._view.selectionModel().selectedRows()
        return [self._table.record(index.row()) for index in sorted(rows)]

    def _show_selection(self) -> None:
        self._panel.show_records(self._selected())

    def _say(self, sentence: str) -> None:
        self._status.say(sentence)

    def _say_error(self, error: DictateError) -> None:
        self._say(sentence_of(error))

    # --- doing -------------------------------------------------------------------------------------------------

    def _delete(self) -> None:
        ids = [record.id for record in self._selected()]
        if ids:
            said = translate_plural("{count} dictation was deleted.", "{count} dictations were deleted.", len(ids))
            self._change(lambda: self._history.delete(ids), said.format(count=len(ids)))

    def _delete_all(self) -> None:
        question = _("Delete everything you ever dictated from this computer? This cannot be undone.")
        if QMessageBox.question(self, _("Delete all"), question) is QMessageBox.StandardButton.Yes:
            self._change(self._history.delete_all, _("The history is empty."))

    def _change(self, work: Callable[[], None], said: str) -> None:
        self._background.run(work, lambda _nothing: self._changed(said), self._say_error)

    def _changed(self, said: str) -> None:
        self._keep_selected = next((each.id for each in self._selected()), "")
        self._say(said)
        self.refresh()

    def stop(self) -> None:
        """Stop transcribing."""
        self._panel.stop()

    def _export(self) -> None:
        titles = (_("Text (*.txt)"), _("Markdown (*.md)"), _("JSON (*.json)"), _("Subtitles with times (*.srt)"))
        filters = ";;".join((*titles, "WebVTT (*.vtt)"))
        name, chosen = QFileDialog.getSaveFileName(self, _("Export dictations"), "dictations.txt", filters)
        if name:
            path = Path(name)
            suffix = path.suffix.lstrip(".").lower()
            if suffix not in _FILTERS:
                suffix = next((each for each in _FILTERS if f"*.{each}" in chosen), "txt")
                path = path.with_name(f"{path.name}.{suffix}")
            self.export_to(path, _FILTERS[suffix])

    def export_to(self, path: Path, form: str) -> None:
        """Write what is selected, or all that matches the search when at most one is selected."""
        selected, query = self._selected(), self._table.query

        def work() -> int:
            few = len(selected) > 1
            records = selected if few else self._history.search(query, max(1, self._history.count(query)), 0)
            write_export(path, export(records, form))
            return len(records)

        def done(count: int) -> None:
            said = translate_plural(
                "{count} dictation was written to {file}.", "{count} dictations were written to {file}.", count
            )
            self._say(said.format(count=count, file=path))

        self._background.run(work, done, self._say_error)
