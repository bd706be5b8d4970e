"""The list of language models above the options of layout: choose, download, add, remove. Qt main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from dictate.models.progress import Observer, Stage
from dictate.translation.catalogue import translate as _
from dictate.translation.catalogue import translated
from dictate.ui.background import Background
from dictate.ui.installing_page import InstallingPage
from dictate.ui.language_model_shelf import LanguageModelRow, LanguageModelShelf
from dictate.ui.model_words import size_words

_ROWS_SHOWN = 4
_ROW_HEIGHTS = 2
_NAME, _SIZE, _LICENCE, _STATE = range(4)


class LanguageModelPage(InstallingPage):
    """`chosen` tells the name in the settings (empty: none), `choose` writes another one there."""

    def __init__(
        self,
        shelf: LanguageModelShelf,
        background: Background,
        chosen: Callable[[], str],
        choose: Callable[[str], None],
    ) -> None:
        super().__init__(shelf, background, choose)
        self._shelf = shelf
        self._chosen = chosen
        self._rows: dict[str, LanguageModelRow] = {}
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Ask the store again."""
        self._background.run(self._shelf.rows, self._show_rows, self._say_error)

    def add(self, source: str) -> None:
        """Put a GGUF file, or that of a repository, into the store, and use it."""
        path = Path(source)
        self._say(_("Adding {source}…").format(source=path.name))

        def work(observer: Observer) -> str:
            name = self._shelf.add(source, observer)
            self._background.post(lambda: self._choose(name))
            return _("{name} is installed.").format(name=name)

        self.jobs.start(path.name, Stage.UNPACKING if path.is_absolute() else Stage.DOWNLOADING, work)

    def dropped(self, files: list[Path]) -> None:
        for file in files:
            self.add(str(file))

    def _build(self) -> None:
        self._list = QTreeWidget()
        self._list.setRootIsDecorated(False)
        self._list.setAlternatingRowColors(True)
        self._list.setAllColumnsShowFocus(True)
        self._list.setAccessibleName(_("Language models"))
        self._list.setHeaderLabels([_("Language model"), _("Size"), _("Licence"), _("State")])
        header = self._list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self._list.setMinimumHeight(
            header.sizeHint().height() + _ROWS_SHOWN * _ROW_HEIGHTS * self.fontMetrics().height()
        )
        self._list.itemSelectionChanged.connect(self._show_selection)
        self._list.itemActivated.connect(lambda _item, _column: self._use_or_download())

        about = QLabel(
            _(
                "You need none of these. One helps to find paragraphs, and one with Instruct in its name can also "
                "rewrite, if you want that. For English texts those of embeddings are the quickest."
            ),
            wordWrap=True,
        )
        self._none = self._button(_("Use no&ne"), self._use_none)
        add = self._button(_("Add a &file…"), self._ask_for_a_file)
        fetch = self._button(_("Add from the &hub…"), self._ask_for_a_repository)

        buttons = QHBoxLayout()
        for button in (self._use, self._none, self._download, self._stop, self._remove):
            buttons.addWidget(button)
        buttons.addStretch()
        adding = QHBoxLayout()
        for button in (add, fetch):
            adding.addWidget(button)
        adding.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        for widget in (about, self._list, self._bar):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addLayout(adding)
        layout.addWidget(self._status)

    def _show_rows(self, rows: list[LanguageModelRow]) -> None:
        selected = self._selected_name() or self._chosen()
        self._rows = {row.name: row for row in rows}
        self._list.clear()
        for row in rows:
            title = _("{title} (English paragraphs only)").format(title=row.title) if row.embeds else row.title
            item = QTreeWidgetItem([title, size_words(row.bytes), row.licence, self._state(row)])
            item.setData(_NAME, Qt.ItemDataRole.UserRole, row.name)
            item.setTextAlignment(_SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            item.setToolTip(_STATE, translated(row.problem))
            item.setSizeHint(_NAME, QSize(0, _ROW_HEIGHTS * self.fontMetrics().height()))
            self._list.addTopLevelItem(item)
            if row.name == selected:
                self._list.setCurrentItem(item)
        self._show_selection()

    def _state(self, row: LanguageModelRow) -> str:
        if row.problem:
            return _("Broken")
        if not row.installed:
            return _("Available")
        return _("In use") if row.name == self._chosen() else _("Installed")

    def _show_selection(self) -> None:
        row = self._rows.get(self._selected_name())
        busy = bool(self.jobs.running())
        usable = row is not None and row.installed and not row.problem
        in_use = row is not None and row.name == self._chosen()
        self._use.setEnabled(usable and not in_use)
        self._none.setEnabled(bool(self._chosen()))
        self._download.setEnabled(row is not None and not usable and not busy)
        self._stop.setEnabled(busy)
        self._remove.setEnabled(row is not None and row.installed and not in_use and not busy)
        progress = self.jobs.progress(next(iter(self.jobs.running()), ""))
        self._bar.show_progress(progress)

    def _selected_name(self) -> str:
        item = self._list.currentItem()
        return str(item.data(_NAME, Qt.ItemDataRole.UserRole)) if item is not None else ""

    def _used(self, name: str) -> str:
        return _("{name} helps from now on.").format(name=name)

    def _downloaded(self, name: str) -> None:
        self._background.post(lambda: self._choose(name))

    def _use_none(self) -> None:
        self._choose("")
        self._say(_("No language model helps from now on."))

    def _stop_jobs(self) -> None:
        self.jobs.stop_all()

    def _ask_for_a_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, _("Add a language model"), "", _("Language models (*.gguf);;All files (*)")
        )
        if path:
            self.add(path)

    def _ask_for_a_repository(self) -> None:
        asked = _("A GGUF model of the Hugging Face hub, as owner/name or owner/name/file.gguf:")
        source, accepted = QInputDialog.getText(self, _("Add a language model"), asked)
        if accepted and source.strip():
            self.add(source.strip())
