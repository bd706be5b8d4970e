"""The page of models: choose, download, add, verify, remove. Qt main thread."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from dictate.errors import DictateError
from dictate.models.overview import ModelRow
from dictate.models.progress import CancelledError, Observer, Stage
from dictate.ui.background import Background
from dictate.ui.model_details import ModelDetailsDialog
from dictate.ui.model_jobs import ModelJobs
from dictate.ui.model_shelf import ModelDetails, ModelShelf
from dictate.ui.model_table import Column, ModelTable
from dictate.ui.model_words import description, verdict
from dictate.ui.translation import translate as _

_VISIBLE_ROWS = 9


class ModelPage(QWidget):
    """`chosen` tells the name of the model in the settings, `choose` writes another one there, `compare` opens the
    window that compares models."""

    def __init__(
        self,
        shelf: ModelShelf,
        background: Background,
        chosen: Callable[[], str],
        choose: Callable[[str], None],
        compare: Callable[[], None],
    ) -> None:
        super().__init__()
        self._shelf = shelf
        self._background = background
        self._chosen = chosen
        self._choose = choose
        self._compare = compare
        self.jobs = ModelJobs(background, self)
        self._table = ModelTable(self.jobs)
        self.setAcceptDrops(True)
        self._build()
        self.jobs.changed.connect(lambda _name: self._show_selection())
        self.jobs.ended.connect(self._job_ended)
        self.refresh()

    def refresh(self) -> None:
        """Ask the store again."""
        chosen = self._chosen()
        self._background.run(lambda: self._shelf.rows(chosen), self._show_rows, self._say_error)

    def add(self, source: str) -> None:
        """Import a folder, a file or a repository."""

        def work(observer: Observer) -> str:
            name = self._shelf.add(source, "", observer)
            return self._checked(name, observer)

        self.jobs.start(source, Stage.CONVERTING, work)
        self._say(_("Adding {source}…").format(source=source))

    def _checked(self, name: str, observer: Observer) -> str:
        """On the job's thread: a new model is tried before it is trusted."""
        installed = _("{name} is installed.").format(name=name)
        try:
            return f"{installed} {verdict(name, self._shelf.check(name, observer))}"
        except CancelledError:
            return f"{installed} " + _("Its check was stopped.")
        except DictateError as error:
            return f"{installed} " + _("It could not be checked: {problem}").format(problem=error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls():
            if url.isLocalFile():
                self.add(url.toLocalFile())
        event.acceptProposedAction()

    def _build(self) -> None:
        self._view = QTableView()
        self._view.setModel(self._table)
        self._view.setAccessibleName(_("Models"))
        self._view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self._view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._view.setTabKeyNavigation(False)
        self._view.setShowGrid(False)
        self._view.setAlternatingRowColors(True)
        self._view.verticalHeader().hide()
        header = self._view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        self._view.activated.connect(lambda _index: self._use_or_download())
        self._view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_selection())
        row_height = self._view.verticalHeader().defaultSectionSize()
        self._view.setMinimumHeight(header.sizeHint().height() + _VISIBLE_ROWS * row_height)

        self._details = QLabel(wordWrap=True)
        self._details.setAccessibleName(_("About the selected model"))
        self._bar = QProgressBar()
        self._bar.setAccessibleName(_("Progress of the selected model"))
        self._bar.hide()
        self._status = QLabel(wordWrap=True)
        self._status.setAccessibleName(_("What became of the last request"))

        self._use = self._button(_("&Use"), self._use_selected)
        self._download = self._button(_("&Download"), self._download_selected)
        self._stop = self._button(_("St&op"), self._stop_job)
        self._verify = self._button(_("&Verify"), self._verify_selected)
        self._remove = self._button(_("&Remove…"), self._remove_selected)
        self._check = self._button(_("Chec&k"), self._check_selected)
        self._rename = self._button(_("Re&name…"), self._rename_selected)
        self._settings = self._button(_("Se&ttings…"), self._open_details)
        add = QPushButton(_("&Add your own"), autoDefault=False)
        add.setMenu(self._add_menu(add))
        folder = self._button(_("Show &folder"), self._show_folder)
        compare = self._button(_("Co&mpare…"), self._compare)
        buttons = QHBoxLayout()
        for button in (self._use, self._download, self._stop, self._settings, self._rename, self._remove):
            buttons.addWidget(button)
        buttons.addStretch()
        general = QHBoxLayout()
        for button in (self._check, self._verify):
            general.addWidget(button)
        general.addStretch()
        for button in (add, compare, folder):
            general.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        for widget in (self._view, self._details, self._bar):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        layout.addLayout(general)
        layout.addWidget(self._status)

    def _button(self, title: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(title, autoDefault=False)
        button.clicked.connect(pressed)
        return button

    def _add_menu(self, parent: QWidget) -> QMenu:
        menu = QMenu(parent)
        menu.addAction(_("From a f&older…"), self._add_folder)
        menu.addAction(_("From a &file…"), self._add_file)
        menu.addAction(_("From &Hugging Face…"), self._add_repository)
        return menu

    # --- showing -----------------------------------------------------------------------------------------------

    def _show_rows(self, rows: list[ModelRow]) -> None:
        name = self._selected_name() or next((row.name for row in rows if row.chosen), "")
        self._table.show_rows(rows)
        self._view.setCurrentIndex(self._table.index(max(0, self._table.number_of(name)), 0))
        self._show_selection()

    def _show_selection(self) -> None:
        row = self._selected()
        idle = row is not None and self.jobs.progress(row.name) is None
        state = row.state if row is not None and idle else ""
        chosen = row is not None and row.chosen
        runs = state in ("ready", "doubtful")
        self._use.setEnabled(row is not None and row.state in ("ready", "doubtful") and not chosen)
        self._download.setEnabled(state in ("available", "broken"))
        self._verify.setEnabled(runs or state == "broken")
        self._check.setEnabled(runs)
        self._settings.setEnabled(row is not None and row.state in ("ready", "doubtful"))
        self._rename.setEnabled(runs)
        self._remove.setEnabled((runs or state == "broken") and not chosen)
        self._details.setText(description(row) if row else "")
        progress = self.jobs.progress(self._job_shown())
        self._stop.setEnabled(progress is not None)
        self._bar.setVisible(progress is not None)
        if progress is not None:
            percent = progress.percent
            self._bar.setRange(0, 0 if percent is None else 100)
            self._bar.setValue(percent or 0)

    def _selected(self) -> ModelRow | None:
        index = self._view.currentIndex()
        return self._table.row(index.row()) if index.isValid() else None

    def _selected_name(self) -> str:
        row = self._selected()
        return row.name if row else ""

    def _job_shown(self) -> str:
        """The job of the selected model, else any: what is being added is not in the list yet."""
        running = self.jobs.running()
        selected = self._selected_name()
        return selected if selected in running else next(iter(running), "")

    def _stop_job(self) -> None:
        self.jobs.stop(self._job_shown())

    def _say(self, sentence: str) -> None:
        self._status.setText(sentence)

    def _say_error(self, error: DictateError) -> None:
        self._say(str(error))

    def _job_ended(self, _name: str, sentence: str) -> None:
        self._say(sentence)
        self.refresh()

    # --- doing -------------------------------------------------------------------------------------------------

    def _use_or_download(self) -> None:
        (self._use_selected if self._use.isEnabled() else self._download_selected)()

    def _use_selected(self) -> None:
        if self._use.isEnabled():
            self._choose(self._selected_name())
            self._say(_("{name} writes your words from now on.").format(name=self._selected_name()))
            self.refresh()

    def _download_selected(self) -> None:
        name = self._selected_name()
        if not self._download.isEnabled():
            return

        def work(observer: Observer) -> str:
            self._shelf.download(name, observer)
            return _("{name} is installed.").format(name=name)

        self.jobs.start(name, Stage.DOWNLOADING, work)

    def _verify_selected(self) -> None:
        name = self._selected_name()

        def work(observer: Observer) -> str:
            problems = self._shelf.verify(name, observer)
            return "\n".join(problems) or _("Every file of {name} is as it was installed.").format(name=name)

        self.jobs.start(name, Stage.VERIFYING, work)

    def _check_selected(self) -> None:
        name = self._selected_name()
        self.jobs.start(
            name,
            Stage.CHECKING,
            lambda observer: verdict(name, self._shelf.check(name, observer)),
            stopped=_("Its check was stopped."),
        )

    def _rename_selected(self) -> None:
        row = self._selected()
        if row is None:
            return
        name, chosen = row.name, row.chosen
        new, accepted = QInputDialog.getText(self, _("Rename a model"), _("New name:"), text=name)
        new = new.strip()
        if not accepted or not new or new == name:
            return

        def renamed(_nothing: None) -> None:
            if chosen:
                self._choose(new)
            self._say(_("{name} is called {new} now.").format(name=name, new=new))
            self.refresh()

        self._background.run(lambda: self._shelf.rename(name, new), renamed, self._say_error)

    def _open_details(self) -> None:
        name = self._selected_name()
        self._background.run(lambda: self._shelf.details(name), self._show_details, self._say_error)

    def _show_details(self, details: ModelDetails) -> None:
        dialog = ModelDetailsDialog(details, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def keep() -> None:
            settings = dialog.settings
            self._background.run(
                lambda: self._shelf.set_own(details.name, settings),
                lambda _nothing: self._say(_("The settings of {name} are kept.").format(name=details.name)),
                self._say_error,
            )

        dialog.accepted.connect(keep)
        dialog.open()

    def _remove_selected(self) -> None:
        name = self._selected_name()
        question = _("Remove the model {name} from this computer?").format(name=name)
        if QMessageBox.question(self, _("Remove a model"), question) is not QMessageBox.StandardButton.Yes:
            return

        def removed(_nothing: None) -> None:
            self._say(_("{name} was removed.").format(name=name))
            self.refresh()

        self._background.run(lambda: self._shelf.remove(name), removed, self._say_error)

    def _add_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, _("A folder with a Whisper model"))
        if folder:
            self.add(folder)

    def _add_file(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(self, _("A file with a Whisper model"))
        if path:
            self.add(path)

    def _add_repository(self) -> None:
        name, accepted = QInputDialog.getText(
            self, _("From Hugging Face"), _("Repository, such as openai/whisper-small:")
        )
        if accepted and name.strip():
            self.add(name.strip())

    def _show_folder(self) -> None:
        folder: Path = self._shelf.folder()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._say(_("The models are in {folder}.").format(folder=folder))
