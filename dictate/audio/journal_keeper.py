"""The session's Journal over the folder of recordings: what takes time (FLAC, pruning) has a thread of its own.

open() is called on the session thread, append() on the capture thread, everything else on the session thread.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from dictate.audio.block import Samples
from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal as Folder
from dictate.audio.journal_writer import JournalWriter as FileWriter
from dictate.errors import DictateError

logger = logging.getLogger(__name__)


class JournalKeeper:
    """See dictate.audio.contract.Journal."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._housekeeping = ThreadPoolExecutor(max_workers=1, thread_name_prefix="journal")

    def open(self, utterance_id: str, started_at: float) -> "KeptRecording":
        writer = self._folder.open(utterance_id, datetime.fromtimestamp(started_at, UTC))
        return KeptRecording(writer, lambda keep: self._end(utterance_id, keep))

    def audio(self, utterance_id: str) -> Samples:
        try:
            return self._folder.audio(utterance_id)
        except OSError as error:
            raise DictateError("That recording is not there any more.", "Say it once more.") from error

    def discard(self, utterance_id: str) -> None:
        self._end(utterance_id, keep=False)

    def close(self) -> None:
        """Finish what is under way. Blocks."""
        self._housekeeping.shutdown()

    def _end(self, utterance_id: str, keep: bool) -> None:
        self._housekeeping.submit(self._tidy, utterance_id, keep)

    def _tidy(self, utterance_id: str, keep: bool) -> None:
        try:
            if keep:
                self._folder.finish(utterance_id)
            else:
                self._folder.discard(utterance_id)
        except OSError as error:
            logger.error("the recording %s stays as it is: %s", utterance_id, error)
        self._folder.prune()


class KeptRecording:
    """See dictate.audio.contract.JournalWriter."""

    def __init__(self, writer: FileWriter, end: Callable[[bool], None]) -> None:
        self._writer = writer
        self._end = end
        self._state = UtteranceState.RECORDING

    @property
    def problem(self) -> str:
        return self._writer.problem

    def append(self, samples: Samples) -> None:
        self._writer.append(samples)

    def drop_last(self, sample_count: int) -> None:
        self._writer.drop_last(sample_count)

    def set_state(self, state: UtteranceState) -> None:
        self._state = state
        self._writer.set_state(state)

    def close(self, keep: bool) -> None:
        self._writer.close()
        # Only what is done becomes a kept FLAC; a raw recording in any other state is what recovery looks for.
        if not keep or self._state is UtteranceState.DONE:
            self._end(keep)
