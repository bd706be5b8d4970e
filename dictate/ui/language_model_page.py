"""The list of language models above the options of layout: choose, download, add, remove. Qt main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
)

from dictate.errors import DictateError
from dictate.models.progress import Observer, Stage
from dictate.ui.background import Background
from dictate.ui.file_drop import FileDrop
from dictate.ui.job_bar import JobBar
from dictate.ui.language_model_shelf import LanguageModelRow, LanguageModelShelf
from dictate.ui.model_jobs import ModelJobs
from dictate.ui.translation import sentence_of, translated
from dictate.ui.translation import translate as _

_ROWS_SHOWN = 4
_ROW_HEIGHTS = 2
_NAME, _SIZE, _LICENCE, _STATE = range(4)


class LanguageModelPage(FileDrop):
    """`chosen` tells the name in the settings (empty: none), `choose` writes another one there."""

    def __init__(
        self,
        shelf: LanguageModelShelf,
        background: Background,
        chosen: Callable[[], str],
        choose: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._shelf = shelf
        self._background = background
        self._chosen = chosen
        self._choose = choose
        self._rows: dict[str, LanguageModelRow] = {}
        self.jobs = ModelJobs(background, self)
        self._build()
        self.jobs.changed.connect(lambda _name: self._show_selection())
        self.jobs.ended.connect(self._job_ended)
        self.refresh()

    def refresh(self) -> None:
        """Ask the store again."""
        self._background.run(self._shelf.rows, self._show_rows, self._say_error)

    def add(self, path: Path) -> None:
        """Copy a GGUF file into the store, and use it."""
        self._say(_("Adding {source}…").format(source=path.name))

        def work(observer: Observer) -> str:
            name = self._shelf.add(path, observer)
            self._background.post(lambda: self._choose(name))
            return _("{name} is installed.").format(name=name)

        self.jobs.start(path.name, Stage.UNPACKING, work)

    def dropped(self, files: list[Path]) -> None:
        for file in files:
            self.add(file)

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
            _("None is needed. One helps to find paragraphs, and an instruct model can rewrite, if you want that."),
            wordWrap=True,
        )
        self._bar = JobBar(_("Progress of the selected model"), with_words=True)
        self._status = QLabel(wordWrap=True)
        self._status.setAccessibleName(_("What became of the last request"))
        self._use = self._button(_("&Use"), self._use_selected)
        self._none = self._button(_("Use no&ne"), self._use_none)
        self._download = self._button(_("&Download"), self._download_selected)
        self._stop = self._button(_("St&op"), self._stop_jobs)
        self._remove = self._button(_("&Remove…"), self._remove_selected)
        add = self._button(_("Add a &file…"), self._ask_for_a_file)

        buttons = QHBoxLayout()
        for button in (self._use, self._none, self._download, self._stop, self._remove):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        for widget in (about, self._list, self._bar):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addWidget(self._status)

    def _button(self, title: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(title, autoDefault=False)
        button.clicked.connect(pressed)
        return button

    def _show_rows(self, rows: list[LanguageModelRow]) -> None:
        selected = self._selected_name() or self._chosen()
        self._rows = {row.name: row for row in rows}
        self._list.clear()
        for row in rows:
            item = QTreeWidgetItem([row.title, f"{row.bytes / 1e6:.0f} MB", row.licence, self._state(row)])
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
            return _("Can be downloaded")
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

    def _say(self, sentence: str) -> None:
        self._status.setText(sentence)

    def _say_error(self, error: DictateError) -> None:
        self._say(sentence_of(error))

    def _job_ended(self, _name: str, sentence: str) -> None:
        self._say(sentence)
        self.refresh()

    def _use_or_download(self) -> None:
        (self._use_selected if self._use.isEnabled() else self._download_selected)()

    def _use_selected(self) -> None:
        if self._use.isEnabled():
            self._choose(self._selected_name())
            self._say(_("{name} helps from now on.").format(name=self._selected_name()))

    def _use_none(self) -> None:
        self._choose("")
        self._say(_("No language model helps from now on."))

    def _download_selected(self) -> None:
        name = self._selected_name()
        if not self._download.isEnabled():
            return

        def work(observer: Observer) -> str:
            self._shelf.download(name, observer)
            self._background.post(lambda: self._choose(name))
            return _("{name} is installed.").format(name=name)

        self.jobs.start(name, Stage.DOWNLOADING, work)

    def _stop_jobs(self) -> None:
        self.jobs.stop_all()

    def _remove_selected(self) -> None:
        name = self._selected_name()
        question = _("Remove the model {name} from this computer?").format(name=name)
        if QMessageBox.question(self, _("Remove a model"), question) is not QMessageBox.StandardButton.Yes:
            return

        def removed(_nothing: None) -> None:
            self._say(_("{name} was removed.").format(name=name))
            self.refresh()

        self._background.run(lambda: self._shelf.remove(name), removed, self._say_error)

    def _ask_for_a_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, _("Add a language model"), "", _("Language models (*.gguf);;All files (*)")
        )
        if path:
            self.add(Path(path))
