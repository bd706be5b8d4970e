"""The page of models: choose, download, add, verify, remove. Qt main thread."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QPushButton,
    QVBoxLayout,
)

from dictate.errors import DictateError
from dictate.models.adding import AddRequest
from dictate.models.importers.errors import AnswerNeededError
from dictate.models.overview import ModelRow
from dictate.models.progress import CancelledError, Observer, Stage
from dictate.translation.catalogue import sentence_of, translated
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.installing_page import InstallingPage
from dictate.ui.model_add import ModelAddDialog
from dictate.ui.model_details import ModelDetailsDialog
from dictate.ui.model_list import ModelList
from dictate.ui.model_shelf import ModelDetails, ModelShelf
from dictate.ui.model_words import description, verdict

_RUNNING = ("ready", "doubtful")
"""States of models that can be used."""


class ModelPage(InstallingPage):
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
        super().__init__(shelf, background, choose)
        self._shelf = shelf
        self._chosen = chosen
        self._compare = compare
        self._installed: list[str] = []
        self._list = ModelList(self.jobs)
        self._build()
        self.refresh()

    def refresh(self) -> None:
        """Ask the store again."""
        chosen = self._chosen()
        self._background.run(lambda: self._shelf.rows(chosen), self._show_rows, self._say_error)

    def add(self, request: AddRequest) -> None:
        """Import a folder, a file or a repository; asks when something is missing, such as another name."""

        def work(observer: Observer) -> str:
            try:
                name = self._shelf.add(request, observer)
            except AnswerNeededError as error:
                problem = translated(error.problem)
                self._background.post(lambda: self._ask_what_to_add(request, problem))
                return problem
            return self._checked(name, observer)

        self._say(_("Adding {source}…").format(source=request.source))
        self.jobs.start(request.source, Stage.CONVERTING, work)

    def _checked(self, name: str, observer: Observer) -> str:
        """On the job's thread: a new model is tried before it is trusted."""
        installed = _("{name} is installed.").format(name=name)
        try:
            return f"{installed} {verdict(name, self._shelf.check(name, observer))}"
        except CancelledError:
            return f"{installed} " + _("Its check was stopped.")
        except DictateError as error:
            return f"{installed} " + _("It could not be checked: {problem}").format(problem=sentence_of(error))

    def dropped(self, files: list[Path]) -> None:
        for file in files:
            self.add(AddRequest(str(file)))

    def _build(self) -> None:
        self._list.activated.connect(self._use_or_download)
        self._list.selected.connect(self._show_selection)

        self._details = QLabel(wordWrap=True)
        self._details.setAccessibleDescription(_("About the selected model"))
        self._verify = self._button(_("&Verify"), self._verify_selected)
        self._check = self._button(_("Chec&k"), self._check_selected)
        self._rename = self._button(_("Re&name…"), self._rename_selected)
        self._settings = self._button(_("Se&ttings…"), lambda: self._open_details(self._show_settings))
        self._card = self._button(_("Model c&ard…"), lambda: self._open_details(self._show_card))
        folder = self._button(_("Show &folder"), self._show_folder)
        add = self._button(_("Add &your own…"), lambda: self._ask_what_to_add(AddRequest("")))
        compare = self._button(_("Co&mpare…"), self._compare)
        of_one = (
            (self._use, self._download, self._stop, self._remove),
            (self._settings, self._card, self._rename, self._check, self._verify),
        )
        self._list.offer([button for row in of_one for button in row] + [folder])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        for widget in (self._list, self._details, self._bar):
            layout.addWidget(widget)
        # Three rows: a wider one makes the page wider than its window, in German and with large letters.
        for row in (*of_one, (add, compare, folder)):
            layout.addLayout(_row(row))
        layout.addWidget(self._status)

    # --- showing -----------------------------------------------------------------------------------------------

    def _show_rows(self, rows: list[ModelRow]) -> None:
        self._installed = [row.name for row in rows if row.state in _RUNNING]
        chosen = self._chosen()
        if chosen not in self._installed and not self.jobs.running():
            sentence = _("The model {name} is chosen, but not installed: choose another one, or install it.")
            self._say(sentence.format(name=chosen))
        self._list.show_rows(rows)

    def _show_selection(self) -> None:
        row = self._selected()
        idle = row is not None and self.jobs.progress(row.name) is None
        state = row.state if row is not None and idle else ""
        chosen = row is not None and row.chosen
        runs = state in _RUNNING
        paused = state == "available" and row is not None and row.downloaded_bytes > 0
        self._use.setEnabled(row is not None and row.state in _RUNNING and not chosen)
        self._download.setEnabled(state in ("available", "broken"))
        self._download.setText(_("R&esume") if paused else _("&Download"))
        self._verify.setEnabled(runs or state == "broken")
        self._check.setEnabled(runs)
        for button in (self._settings, self._card):
            button.setEnabled(row is not None and row.state in _RUNNING)
        self._rename.setEnabled(runs)
        self._remove.setEnabled((runs or state == "broken" or paused) and not chosen)
        # It begins with a Latin name: without the mark the whole sentence would run from left to right.
        mark = "\N{RIGHT-TO-LEFT MARK}" if self.isRightToLeft() else ""
        self._details.setText("\n".join(mark + line for line in description(row).split("\n")) if row else "")
        progress = self.jobs.progress(self._job_shown())
        self._stop.setEnabled(progress is not None)
        pausing = progress is not None and progress.stage is Stage.DOWNLOADING
        self._stop.setText(_("&Pause") if pausing else _("St&op"))
        self._bar.show_progress(progress)

    def _selected(self) -> ModelRow | None:
        return self._list.row()

    def _selected_name(self) -> str:
        row = self._selected()
        return row.name if row else ""

    def _job_shown(self) -> str:
        """The job of the selected model, else any: what is being added is not in the list yet."""
        running = self.jobs.running()
        selected = self._selected_name()
        return selected if selected in running else next(iter(running), "")

    def _stop_jobs(self) -> None:
        self.jobs.stop(self._job_shown())

    # --- doing -------------------------------------------------------------------------------------------------

    def _used(self, name: str) -> str:
        return _("{name} writes your words from now on.").format(name=name)

    def _verify_selected(self) -> None:
        name = self._selected_name()

        def work(observer: Observer) -> str:
            problems = self._shelf.verify(name, observer)
            return "\n".join(map(translated, problems)) or _("Every file of {name} is as it was installed.").format(
                name=name
            )

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

    def _open_details(self, show: Callable[[ModelDetails], None]) -> None:
        name = self._selected_name()
        self._background.run(lambda: self._shelf.details(name), show, self._say_error)

    def _show_card(self, details: ModelDetails) -> None:
        if details.card:
            self._show_settings(details, card=True)
        else:
            self._say(_("{name} came without a model card.").format(name=details.name))

    def _show_settings(self, details: ModelDetails, card: bool = False) -> None:
        dialog = ModelDetailsDialog(details, self, card=card)
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

    def _question_before_removal(self, name: str) -> str:
        row = self._selected()
        if row is not None and row.state == "available":
            return _("Delete what was downloaded of {name}?").format(name=name)
        return super()._question_before_removal(name)

    def _ask_what_to_add(self, request: AddRequest, problem: str = "") -> None:
        dialog = ModelAddDialog(request, self._installed, problem, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.add(dialog.request))
        dialog.open()

    def _show_folder(self) -> None:
        row = self._selected()
        folder = Path(row.folder) if row is not None and row.folder else self._shelf.folder()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._say(_("The models are in {folder}.").format(folder=folder))


def _row(buttons: Sequence[QPushButton]) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in buttons:
        row.addWidget(button)
    row.addStretch()
    return row
