"""From words to the window: compose the text, save it, then type it; one text at a time, in order.

`submit` may be called from any thread; everything else happens on the typist thread that this queue owns.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol

from dictate.errors import DictateError
from dictate.history.record import Delivery as DeliveryState
from dictate.history.record import HistoryRecord
from dictate.history.segments import segments_json
from dictate.history.store import HistoryStore
from dictate.keyboard.contract import Route, TypingReport, Typist
from dictate.keyboard.options import TypingOptions
from dictate.session.standing_text import StandingText
from dictate.system.replaced import explained
from dictate.text.assembly import assemble
from dictate.text.correction_requests import CorrectionRequest
from dictate.text.transcript import Transcript
from dictate.wording.message import joined, message

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Composed:
    """A text ready to be typed, and what the recognizer wrote before any rule."""

    text: str
    raw_text: str
    mode: str = "plain"
    notes: tuple[str, ...] = ()
    """Sentences for the user about what was left out, and why."""
    takes_back: int = 0
    """How many dictations before this one go first; the common beginning of their texts and this one stays."""
    corrects: bool = False
    """The text is that of the dictation before, corrected: worth nothing where that one cannot be taken back."""
    request: CorrectionRequest | None = None
    """There is nothing to type: what was said is for the correction window."""


class Compose(Protocol):
    def __call__(self, transcripts: tuple[Transcript, ...], /, before: tuple[str, ...] = ()) -> Composed:
        """The text of `transcripts`; `before` are the texts of earlier dictations that are known to stand right
        before the cursor, the newest last.
        """
        ...


@dataclass(eq=False)
class DeliveryJob:
    """One text on its way to the window.

    `transcripts` are composed when it is this job's turn; for a text typed again they are empty and `text` is set.
    Without `keep_text` it leaves the history once all of it was typed. With `undo_characters` nothing is typed, but
    that many characters are taken back. `typing` tells, when the text's turn has come, the options to type it with,
    None for those in force; `profile` is that of the key with which it was dictated. `report` and the times
    (time.monotonic() seconds) are written before `done` is called.
    """

    utterance_id: str
    compose: Compose | None = None
    transcripts: tuple[Transcript, ...] = ()
    started_at: float = 0.0
    duration_s: float = 0.0
    model: str = ""
    audio_file: str = ""
    keep_text: bool = True
    text: str = ""
    undo_characters: int = 0
    takes_back: int = 0
    corrects: bool = False
    request: CorrectionRequest | None = None
    typing: Callable[[], TypingOptions | None] = lambda: None
    profile: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    report: TypingReport | None = None
    problem: str = ""
    is_saved: bool = False
    notes: tuple[str, ...] = ()
    text_ready_s: float = 0.0
    typing_ended_s: float = 0.0


class DeliveryQueue:
    """The typist thread."""

    def __init__(
        self,
        typist: Typist,
        history: HistoryStore,
        ready: Callable[[DeliveryJob], None],
        done: Callable[[DeliveryJob], None],
        stop_composing: Callable[[], None] = lambda: None,
        *,
        copy: Callable[[str], bool] = lambda _text: False,
        type_with: Callable[[TypingOptions | None], None] = lambda _options: None,
    ) -> None:
        """`ready` is called when a text is safe in the history, `done` when the typist has returned;
        `stop_composing` ends what a language model is doing for the text that is composed, from any thread; `copy` puts
        a corrected text that cannot take the place of the old one on the clipboard; `type_with` tells the typist the
        options of the text that comes, and None behind it.
        """
        self._typist = typist
        self._standing = StandingText(typist)
        self._history = history
        self._ready = ready
        self._done = done
        self._stop_composing = stop_composing
        self._copy = copy
        self._type_with = type_with
        self._composing: DeliveryJob | None = None
        self._jobs: queue.SimpleQueue[DeliveryJob | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="typist", daemon=True)
        self._thread.start()

    def submit(self, job: DeliveryJob) -> None:
        self._jobs.put(job)

    def stop(self, job: DeliveryJob) -> None:
        """Type no more of the job's text; it is in the history all the same. Returns at once; any thread."""
        job.stop.set()
        if job is self._composing:
            self._stop_composing()

    def close(self) -> None:
        """Finish what is queued, then end the thread and release the typist."""
        self._jobs.put(None)
        self._thread.join()
        self._typist.close()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            try:
                self._type_with(job.typing())
                self._deliver(job)
            except Exception as error:
                # One text must not end dictation for good; what the exception says may hold words of the user.
                logger.error("delivering a text failed: %s", type(error).__name__)
                kept = message("The text is in the history.") if job.is_saved else message("Its recording is kept.")
                wrong = explained("Something went wrong inside Dictate while a text was typed.")
                job.problem = joined(wrong.sentence, kept)
            finally:
                self._type_with(None)
            self._done(job)

    def _deliver(self, job: DeliveryJob) -> None:
        if job.compose is not None:
            composed = self._composed(job, job.compose)
            job.text, job.notes = composed.text, composed.notes
            job.takes_back, job.corrects, job.request = composed.takes_back, composed.corrects, composed.request
            self._save(job, composed)
        job.text_ready_s = time.monotonic()
        self._ready(job)
        if job.undo_characters:
            self._undo(job)
        elif job.takes_back or job.text:
            self._type(job)
        else:
            # Every word was a command or a filler: there is nothing to type, and that is no fault.
            job.report = TypingReport(Route.NONE, "")
            if not job.keep_text:
                self._forget(job)
        job.typing_ended_s = time.monotonic()

    def _composed(self, job: DeliveryJob, compose: Compose) -> Composed:
        """The text, as the rules want it; the plain words where a rule fails."""
        self._composing = job
        try:
            return compose(job.transcripts, self._standing.before_cursor())
        except Exception as error:
            logger.error("composing a text failed: %s", type(error).__name__)
            text = assemble(job.transcripts)
            return Composed(text, text, notes=(message("The text could not be laid out; these are the plain words."),))
        finally:
            self._composing = None

    def _type(self, job: DeliveryJob) -> None:
        self._set_state(job, DeliveryState.TYPING, "")
        try:
            job.report = self._typed_after(self._taken_back(job), job)
        except DictateError as error:
            if self._is_copied(job):
                job.report = TypingReport(
                    Route.COPY, "", job.text, message("{error} The text is on the clipboard.", error=error.sentence)
                )
                return
            job.problem = (
                message("{error} The text is in the history.", error=error.sentence) if job.is_saved else error.sentence
            )
            self._set_state(job, DeliveryState.FAILED, error.problem)
        else:
            self._set_state(job, _state_after(job.report, job.stop.is_set()), job.report.reason)
            if job.report.complete and not job.keep_text:
                self._forget(job)

    def _is_copied(self, job: DeliveryJob) -> bool:
        """A text from the correction window may stand nowhere else; one that was spoken is in the history."""
        is_from_window = job.corrects and job.compose is None
        return is_from_window and not job.stop.is_set() and self._copy(job.text)

    def _taken_back(self, job: DeliveryJob) -> str:
        """Take back what the text replaces; returns the beginning of the text that stands already."""
        if not job.takes_back:
            return ""
        try:
            return self._standing.take_back(job.takes_back, job.stop, job.text)
        except DictateError as error:
            if job.corrects or job.stop.is_set():
                raise
            # What was said besides is typed all the same.
            job.notes = (*job.notes, error.sentence)
            return ""

    def _typed_after(self, kept: str, job: DeliveryJob) -> TypingReport:
        rest = job.text[len(kept) :]
        if not rest:
            self._standing.typed(kept)
            return TypingReport(Route.KEYS if kept else Route.NONE, kept)
        report = self._typist.type(rest, job.stop)
        report = replace(report, typed=kept + report.typed)
        self._standing.typed(report.typed)
        return report

    def _undo(self, job: DeliveryJob) -> None:
        try:
            job.report = self._typist.undo(job.undo_characters, job.stop)
            self._standing.forget_end(job.report)
        except DictateError as error:
            job.problem = error.sentence

    def _save(self, job: DeliveryJob, composed: Composed) -> None:
        record = HistoryRecord(
            id=job.utterance_id,
            started_at=job.started_at,
            duration_s=job.duration_s,
            text=composed.text,
            raw_text=composed.raw_text,
            language=job.transcripts[0].language if job.transcripts else "",
            model=job.model,
            mode=composed.mode,
            audio_file=job.audio_file,
            segments=segments_json(job.transcripts),
        )
        try:
            self._history.add(record)
            job.is_saved = True
        except DictateError as error:
            # The words must not be lost to a full disk: they are still typed, and their audio is kept.
            logger.error("%s", error)
            job.problem = error.sentence

    def _forget(self, job: DeliveryJob) -> None:
        try:
            self._history.delete([job.utterance_id])
        except DictateError as error:
            logger.error("%s", error)

    def _set_state(self, job: DeliveryJob, state: DeliveryState, note: str) -> None:
        if not job.is_saved:
            # A history that another program keeps locked is waited for once a text, not three times.
            return
        try:
            self._history.set_delivery(job.utterance_id, state, note)
        except DictateError as error:
            logger.error("%s", error)


def _state_after(report: TypingReport, was_stopped: bool) -> DeliveryState:
    match report.route:
        case Route.KEYS | Route.COMPOSED_KEYS:
            typed = DeliveryState.TYPED
        case Route.PASTE:
            typed = DeliveryState.PASTED
        case Route.COPY:
            return DeliveryState.COPIED
        case Route.NONE:
            return DeliveryState.FAILED
    if report.complete:
        return typed
    return DeliveryState.STOPPED if was_stopped else DeliveryState.FAILED
