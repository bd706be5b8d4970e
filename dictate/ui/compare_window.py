"""Which model hears you best: read texts aloud, let every model hear them, choose. Qt main thread."""

from collections.abc import Callable

from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout

from dictate.comparison.kept import KeptComparison
from dictate.comparison.runner import ComparisonResult
from dictate.models.progress import Observer, Stage
from dictate.translation.catalogue import translate as _
from dictate.ui.background import Background
from dictate.ui.compare_desk import ComparisonDesk
from dictate.ui.compare_recordings import CompareRecordings
from dictate.ui.compare_result import CompareResult
from dictate.ui.job_bar import JobBar
from dictate.ui.model_jobs import ModelJobs
from dictate.ui.screen_reader import StatusLine
from dictate.ui.text_size import resize_for_text
from dictate.ui.window import Window

_JOB = "comparison"


class CompareWindow(Window):
    """`choose` makes a model the one that dictation uses."""

    def __init__(self, desk: ComparisonDesk, background: Background, choose: Callable[[str], None]) -> None:
        super().__init__()
        self._desk = desk
        self._choose = choose
        self._background = background
        self._compared = False
        self._status = StatusLine(_("What became of the last request"))
        self.jobs = ModelJobs(background, self)
        self.jobs.changed.connect(lambda _name: self._show_progress())
        self.jobs.ended.connect(lambda _name, sentence: self._say(sentence))
        self.setWindowTitle(_("Compare models"))
        self._recordings = CompareRecordings(desk, background)
        self._recordings.said.connect(self._say)
        self._result = CompareResult(self._use)
        self._build()
        self._show_progress()
        resize_for_text(self, 780, 640)
        background.run(lambda: (desk.last(), desk.models()), self._show_last)

    def refresh(self) -> None:
        """Ask for the recordings again."""
        self._recordings.refresh()

    def stop(self) -> None:
        """Stop comparing and recording."""
        self.jobs.stop_all()
        self._recordings.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)

    def _build(self) -> None:
        self._tabs = QTabWidget()
        self._tabs.addTab(self._recordings, _("Recordings"))
        self._tabs.addTab(self._result, _("Result"))
        self._bar = JobBar(_("Progress of the comparison"))
        self._compare = QPushButton(_("&Compare all models"), autoDefault=False)
        self._compare.clicked.connect(self.compare)
        self._stop = QPushButton(_("St&op"), autoDefault=False)
        self._stop.clicked.connect(self.jobs.stop_all)
        bottom = QHBoxLayout()
        bottom.addWidget(self._status, 1)
        bottom.addWidget(self._bar, 1)
        bottom.addWidget(self._stop)
        bottom.addWidget(self._compare)
        layout = QVBoxLayout(self.content)
        layout.addWidget(self._tabs, 1)
        layout.addLayout(bottom)
        QShortcut(QKeySequence.StandardKey.Close, self, self.close)

    def compare(self) -> None:
        """Let every model hear every recording."""
        self._say("")

        def work(observer: Observer) -> str:
            result = self._desk.compare(self._desk.models(), observer)
            self._background.post(lambda: self._show_result(result))
            return ""

        self.jobs.start(_JOB, Stage.COMPARING, work, stopped=_("Stopped."))

    def _show_last(self, found: tuple[KeptComparison | None, list[str]]) -> None:
        kept, installed = found
        # A new one may have been begun meanwhile.
        if kept is not None and self.jobs.progress(_JOB) is None and not self._compared:
            self._result.show_kept(kept, installed)
            self._tabs.setCurrentWidget(self._result)

    def _show_result(self, result: ComparisonResult) -> None:
        self._compared = True
        self._result.show_result(result)
        self._tabs.setCurrentWidget(self._result)

    def _show_progress(self) -> None:
        progress = self.jobs.progress(_JOB)
        busy = progress is not None
        self._bar.show_progress(progress)
        self._stop.setVisible(busy)
        self._status.setVisible(not busy)
        self._compare.setEnabled(not busy)

    def _use(self, name: str) -> None:
        self._choose(name)
        self._say(_("{name} writes your words from now on.").format(name=name))

    def _say(self, sentence: str) -> None:
        self._status.say(sentence)
