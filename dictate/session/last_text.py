"""The last text: type it again, take it back. Used on the session thread, text() on any."""

from collections.abc import Callable

from dictate.errors import DictateError
from dictate.events import Finished, Problem, SessionEvent
from dictate.history.store import HistoryStore
from dictate.keyboard.contract import Route
from dictate.keyboard.options import TypingOptions
from dictate.session.delivery import DeliveryJob, DeliveryQueue


class LastText:
    """Knows the job that typed last, and by whose key the last text was dictated.

    Where a text is typed a second time, so are its profile's options, as they are by then; `typing_of` has them.
    """

    def __init__(
        self,
        history: HistoryStore,
        delivery: DeliveryQueue,
        notify: Callable[[SessionEvent], None],
        typing_of: Callable[[str], TypingOptions | None],
    ) -> None:
        self._job: DeliveryJob | None = None
        self._dictated_id = ""
        self._profile = ""
        self._history = history
        self._delivery = delivery
        self._notify = notify
        self._typing_of = typing_of

    def went_out(self, job: DeliveryJob) -> None:
        """A text that was dictated goes to the window."""
        self._job = job
        self._dictated_id, self._profile = job.utterance_id, job.profile

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
        # The newest text in the history may be older than the last one: a private one is not kept.
        profile = self._profile if record.id == self._dictated_id else ""
        self._submit(DeliveryJob(record.id, text=record.text, is_saved=True, typing=lambda: self._typing_of(profile)))

    def type_other(self, text: str, *, replaces_last: bool = False) -> None:
        """Type a text of somebody else's choosing, or a corrected one in the place of what was typed last."""
        profile = self._profile if replaces_last else ""
        self._submit(
            DeliveryJob(
                "",
                text=text,
                is_saved=True,
                takes_back=int(replaces_last),
                corrects=replaces_last,
                typing=lambda: self._typing_of(profile),
            )
        )

    def undo(self) -> None:
        """Take back what was typed last, once."""
        job, self._job = self._job, None
        report = job.report if job else None
        if job is None or report is None or report.route in (Route.COPY, Route.NONE) or not report.typed:
            self._notify(Problem("There is nothing that Dictate typed and could take back."))
            return
        self._delivery.submit(
            DeliveryJob(job.utterance_id, undo_characters=len(report.typed), is_saved=True, typing=job.typing)
        )

    def stop(self) -> None:
        """Stop typing."""
        if self._job is not None:
            self._job.stop.set()

    def _submit(self, job: DeliveryJob) -> None:
        self._job = job
        self._delivery.submit(job)

    def report(self, job: DeliveryJob) -> None:
        """A text was typed again, or taken back: tell how it went."""
        if job.report is None or not (job.report.complete or job.report.route is Route.COPY):
            self._notify(Problem(job.report.reason if job.report else job.problem))
        elif job.text:
            self._notify(Finished(job.utterance_id, job.text, job.report.route, job.report.reason))
