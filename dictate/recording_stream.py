"""One run of the microphone, and the utterance that its audio belongs to at the moment."""

import time
from collections import deque
from collections.abc import Callable

from dictate.audio.block import AudioBlock, Samples
from dictate.audio.contract import RecordingReport
from dictate.hands_free import Silence
from dictate.utterance import Utterance

_LEAD_IN_BLOCKS = 16
"""So much audio (512 ms) from before a piece is given to it: the room for a soft beginning."""


class RecordingStream:
    """Keeps the audio on disk before anything else happens to it, and remembers how long it was silent.

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
        self._recent: deque[Samples] = deque(maxlen=_LEAD_IN_BLOCKS)
        self._silent_samples_before = 0

    def on_block(self, block: AudioBlock) -> None:
        self.utterance.journal.append(block.samples)
        self._took(self, block, time.monotonic())

    def on_end(self, report: RecordingReport) -> None:
        self._ended(self, report)

    def remember(self, samples: Samples) -> None:
        """Audio that the present piece has taken."""
        self._recent.append(samples)

    @property
    def silence(self) -> Silence:
        return self.utterance.silence(self._silent_samples_before)

    def go_on_with(self, piece: Utterance) -> list[Samples]:
        """From now on the audio belongs to `piece`; returns what went before, which is its beginning."""
        self._silent_samples_before = self.utterance.samples_since_voice
        lead_in = list(self._recent)
        for samples in lead_in:
            piece.journal.append(samples)
        self.utterance = piece
        return lead_in
