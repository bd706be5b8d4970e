"""What the pages of models and language models share: use, download, stop, remove the selected one. Qt main thread."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Protocol

from PySide6.QtWidgets import QMessageBox, QPushButton

from dictate.errors import DictateError
from dictate.models.progress import Observer, Stage
from dictate.translation.catalogue import sentence_of
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.file_drop import FileDrop
from dictate.ui.job_bar import JobBar
from dictate.ui.model_jobs import ModelJobs
from dictate.ui.screen_reader import StatusLine


class Installer(Protocol):
    """Either method may block and raises DictateError; any thread."""

    def download(self, name: str, observer: Observer) -> None: ...

    def remove(self, name: str) -> None: ...


class InstallingPage(FileDrop):
    """A page fills in `refresh` and the methods that say what is selected and how its own things are put.

    `choose` writes the name of what is used into the settings.
    """

    def __init__(self, installer: Installer, background: Background, choose: Callable[[str], None]) -> None:
        super().__init__()
        self._installer = installer
        self._background = background
        self._choose = choose
        self.jobs = ModelJobs(background, self)
        self._bar = JobBar(_("Progress of the selected model"), with_words=True)
        self._status = StatusLine(_("What became of the last request"))
        self._use = self._button(_("&Use"), self._use_selected)
        self._download = self._button(_("&Download"), self._download_selected)
        self._stop = self._button(_("St&op"), self._stop_jobs)
        self._remove = self._button(_("&Remove…"), self._remove_selected)
        self.jobs.changed.connect(lambda _name: self._show_selection())
        self.jobs.noticed.connect(self._say)
        self.jobs.ended.connect(self._job_ended)

    @abstractmethod
    def refresh(self) -> None:
        """Ask the store again."""

    @abstractmethod
    def _selected_name(self) -> str:
        """Empty while nothing is selected."""

    @abstractmethod
    def _show_selection(self) -> None:
        """Enable what can be done with the selected one."""

    @abstractmethod
    def _stop_jobs(self) -> None:
        """Stop what is under way."""

    @abstractmethod
    def _used(self, name: str) -> str:
        """The sentence for what is in use from now on."""

    def _downloaded(self, name: str) -> None:
        """On the job's thread."""

    def _question_before_removal(self, name: str) -> str:
        return _("Remove the model {name} from this computer?").format(name=name)

    def _button(self, title: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(title, autoDefault=False)
        button.clicked.connect(pressed)
        return button

    def _say(self, sentence: str) -> None:
        self._status.say(sentence)

    def _say_error(self, error: DictateError) -> None:
        self._say(sentence_of(error))

    def _job_ended(self, _name: str, sentence: str) -> None:
        self._say(sentence)
        self.refresh()

    def _use_or_download(self) -> None:
        (self._use_selected if self._use.isEnabled() else self._download_selected)()

    def _use_selected(self) -> None:
        name = self._selected_name()
        if self._use.isEnabled():
            self._choose(name)
            self._say(self._used(name))
            self.refresh()

    def _download_selected(self) -> None:
        name = self._selected_name()
        if not self._download.isEnabled():
            return

        def work(observer: Observer) -> str:
            self._installer.download(name, observer)
            self._downloaded(name)
            return _("{name} is installed.").format(name=name)

        self.jobs.start(name, Stage.DOWNLOADING, work)

    def _remove_selected(self) -> None:
        name = self._selected_name()
        question = self._question_before_removal(name)
        if QMessageBox.question(self, _("Remove a model"), question) is not QMessageBox.StandardButton.Yes:
            return

        def removed(_nothing: None) -> None:
            self._say(_("{name} was removed.").format(name=name))
            self.refresh()

        self._background.run(lambda: self._installer.remove(name), removed, self._say_error)
