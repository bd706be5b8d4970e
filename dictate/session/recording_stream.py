"""One run of the microphone, and the utterance that its audio belongs to at the moment."""

import threading
import time
from collections import deque
from collections.abc import Callable

from dictate.audio.block import AudioBlock, Samples
from dictate.audio.contract import RecordingReport
from dictate.session.hands_free import Silence
from dictate.session.utterance import Utterance

_LEAD_IN_BLOCKS = 16
"""So much audio (512 ms) from before a piece is given to it: the room for a soft beginning."""


class RecordingStream:
    """Keeps the audio on disk before anything else happens to it, and remembers how long it was silent.

    The capture thread may be ahead: what it journaled for a piece that ends, and nobody heard yet, goes on with the
    next one.

    `on_block` and `on_end` run on the capture thread, everything else on the session thread.
    """

    def __init__(
        self,
        utterance: Utterance,
        took: Callable[["RecordingStream", AudioBlock, float], None],
        ended: Callable[["RecordingStream", RecordingReport], None],
    ) -> None:
        self.utterance = utterance
        self.is_latched = False
        self._took = took
        self._ended = ended
        self._lock = threading.Lock()
        self._unheard: deque[Samples] = deque()
        self._recent: deque[Samples] = deque(maxlen=_LEAD_IN_BLOCKS)
        self._silent_samples_before = 0

    def on_block(self, block: AudioBlock) -> None:
        with self._lock:
            self.utterance.journal.append(block.samples)
            self._unheard.append(block.samples)
        self._took(self, block, time.monotonic())

    def on_end(self, report: RecordingReport) -> None:
        self._ended(self, report)

    def heard(self) -> None:
        """The session has come to the next block: it belongs to the present piece."""
        with self._lock:
            self._recent.append(self._unheard.popleft())

    @property
    def silence(self) -> Silence:
        return self.utterance.silence(self._silent_samples_before)

    def go_on_with(self, piece: Utterance) -> list[Samples]:
        """From now on the audio belongs to `piece`; returns what went before, which is its beginning."""
        self._silent_samples_before = self.utterance.samples_since_voice
        lead_in = list(self._recent)
        with self._lock:
            for samples in (*lead_in, *self._unheard):
                piece.journal.append(samples)
            # Only now: a crash in between may offer some words twice, never not at all.
            self.utterance.journal.drop_last(sum(len(samples) for samples in self._unheard))
            self.utterance = piece
        return lead_in
