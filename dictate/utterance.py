"""What the session keeps about one utterance while it is alive. Touched by the session thread only."""

from dataclasses import dataclass, field

import numpy as np

from dictate.asr.contract import ModelChoice
from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.contract import JournalWriter, RecordingReport
from dictate.delivery import DeliveryJob
from dictate.dictation import Dictation
from dictate.segment_desk import SegmentDesk
from dictate.settings import Settings
from dictate.trace import Trace
from dictate.vad.contract import SpeechGate

_LOUD_ABOVE_FLOOR_DB = 12.0
_LOUD_AT_LEAST_DBFS = -50.0


@dataclass
class Loudness:
    """Follows the level of a recording, to tell a silent room from a voice that the gate did not recognize."""

    levels_dbfs: list[float] = field(default_factory=list)
    peak: float = 0.0

    def add(self, samples: Samples) -> tuple[float, float]:
        """Take a block; returns its RMS and peak in dBFS."""
        peak = float(np.max(np.abs(samples), initial=0.0))
        rms = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
        self.peak = max(self.peak, peak)
        self.levels_dbfs.append(_decibels(rms))
        return _decibels(rms), _decibels(peak)

    @property
    def was_digital_silence(self) -> bool:
        """Nothing but zeros: a muted or dead microphone, since even a quiet room has noise."""
        return self.peak == 0.0 and bool(self.levels_dbfs)

    @property
    def was_loud(self) -> bool:
        """Something was clearly louder than the room."""
        if not self.levels_dbfs:
            return False
        floor, loudest = np.percentile(self.levels_dbfs, [20, 98])
        return bool(loudest >= _LOUD_AT_LEAST_DBFS and loudest - floor >= _LOUD_ABOVE_FLOOR_DB)


def _decibels(amplitude: float) -> float:
    return 20.0 * float(np.log10(max(amplitude, 1e-6)))


@dataclass(eq=False)
class Utterance:
    """One utterance with everything that is at work for it."""

    id: str
    started_at: float
    settings: Settings
    choice: ModelChoice
    gate: SpeechGate
    journal: JournalWriter
    desk: SegmentDesk
    trace: Trace
    state: Dictation = field(default_factory=Dictation)
    loudness: Loudness = field(default_factory=Loudness)
    sample_count: int = 0
    recording: RecordingReport | None = None
    delivery: DeliveryJob | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def is_too_long(self) -> bool:
        """The recording has reached the longest length that the settings allow."""
        return self.sample_count > self.settings.microphone.max_recording_min * 60 * RATE_HZ

    def note_length(self) -> None:
        """Tell the user, at the end, why the recording ended."""
        minutes = self.settings.microphone.max_recording_min
        self.notes.append(f"The recording reached its longest length, {minutes:g} minutes.")
