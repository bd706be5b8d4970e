"""The last text: type it again, take it back. Used on the session thread, text() on any."""

from collections.abc import Callable

from dictate.errors import DictateError
from dictate.events import Finished, Problem, SessionEvent
from dictate.history.store import HistoryStore
from dictate.keyboard.contract import Route
from dictate.session.delivery import DeliveryJob, DeliveryQueue


class LastText:
    """Knows the job that typed last; `job` is replaced by the session whenever a new text goes out."""

    def __init__(self, history: HistoryStore, delivery: DeliveryQueue, notify: Callable[[SessionEvent], None]) -> None:
        self.job: DeliveryJob | None = None
        self._history = history
        self._delivery = delivery
        self._notify = notify

    def text(self) -> str:
        """The newest text in the history, or an empty string."""
        try:
            record = self._history.last()
        except DictateError:
            return ""
        return record.text if record else ""

    def type_again(self) -> None:
        try:
            record = self._history.last()
        except DictateError as error:
            self._notify(Problem(error.problem, error.mend))
            return
        if record is None:
            self._notify(Problem("There is no text to type again.", "Dictate something first."))
            return
        self.job = DeliveryJob(record.id, text=record.text, is_saved=True)
        self._delivery.submit(self.job)

    def type_other(self, text: str, *, replaces_last: bool = False) -> None:
        """Type a text of somebody else's choosing, or a corrected one in the place of what was typed last."""
        self.job = DeliveryJob("", text=text, is_saved=True, takes_back=int(replaces_last), corrects=replaces_last)
        self._delivery.submit(self.job)

    def undo(self) -> None:
        """Take back what was typed last, once."""
        job, self.job = self.job, None
        report = job.report if job else None
        if job is None or report is None or report.route in (Route.COPY, Route.NONE) or not report.typed:
            self._notify(Problem("There is nothing that Dictate typed and could take back."))
            return
        self._delivery.submit(DeliveryJob(job.utterance_id, undo_characters=len(report.typed), is_saved=True))

    def stop(self) -> None:
        """Stop typing."""
        if self.job is not None:
            self.job.stop.set()

    def report(self, job: DeliveryJob) -> None:
        """A text was typed again, or taken back: tell how it went."""
        if job.report is None or not (job.report.complete or job.report.route is Route.COPY):
            self._notify(Problem(job.report.reason if job.report else job.problem))
        elif job.text:
            self._notify(Finished(job.utterance_id, job.text, job.report.route, job.report.reason))
