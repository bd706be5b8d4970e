"""What the session keeps about one utterance while it is alive. Touched by the session thread only."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from dictate.asr.contract import ModelChoice
from dictate.audio.block import RATE_HZ
from dictate.audio.contract import JournalWriter, RecordingReport
from dictate.audio.level import RecordingLevels
from dictate.delivery import DeliveryJob
from dictate.dictation import Dictation
from dictate.dispatch import Desk
from dictate.settings import Settings
from dictate.trace import Trace
from dictate.vad.contract import SpeechGate


@dataclass(eq=False)
class Utterance:
    """One utterance with everything that is at work for it."""

    id: str
    started_at: float
    settings: Settings
    choice: ModelChoice
    gate: SpeechGate
    journal: JournalWriter
    desk: Desk
    trace: Trace
    state: Dictation = field(default_factory=Dictation)
    levels: RecordingLevels = field(default_factory=RecordingLevels)
    sample_count: int = 0
    block_numbers: Iterator[int] = field(default_factory=lambda: count(1))
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
