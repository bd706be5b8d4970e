"""What the session keeps about one utterance while it is alive. Touched by the session thread only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from dictate.asr.contract import ModelChoice
from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.contract import JournalWriter, RecordingReport
from dictate.audio.level import RecordingLevels
from dictate.errors import DictateError
from dictate.session.delivery import DeliveryJob
from dictate.session.dictation import Dictation
from dictate.session.dispatch import Desk
from dictate.session.hands_free import Silence
from dictate.session.trace import Trace
from dictate.settings.settings import Settings
from dictate.vad.contract import GateEvent, SpeechGate
from dictate.vad.open_gate import DeafGate
from dictate.wording.message import message


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
    profile: str = ""
    """That of the key that was pressed, or empty."""
    state: Dictation = field(default_factory=Dictation)
    levels: RecordingLevels = field(default_factory=RecordingLevels)
    sample_count: int = 0
    block_numbers: Iterator[int] = field(default_factory=lambda: count(1))
    recording: RecordingReport | None = None
    delivery: DeliveryJob | None = None
    written_by: str = ""
    """The model that wrote last."""
    is_later_piece: bool = False
    """It goes on where another ended, in the same recording."""
    gate_problem: DictateError | None = None
    """Why nothing is heard any more."""
    _voice_end: int | None = None
    notes: list[str] = field(default_factory=list)

    def take(self, samples: Samples) -> list[GateEvent]:
        """The next audio; returns what the gate decided."""
        self.sample_count += len(samples)
        events = self._listen(lambda: self.gate.feed(samples))
        if self.gate.in_speech:
            self._voice_end = self.sample_count
        return events

    def hear_end(self) -> list[GateEvent]:
        """No more audio will come; returns what the gate decided."""
        return self._listen(self.gate.finish)

    def _listen(self, hear: Callable[[], list[GateEvent]]) -> list[GateEvent]:
        try:
            return hear()
        except DictateError as error:
            self.gate_problem = error
            self.gate = DeafGate()
            return []

    @property
    def samples_since_voice(self) -> int:
        return self.sample_count - (self._voice_end or 0)

    def silence(self, samples_before: int = 0) -> Silence:
        """How long nobody has spoken; `samples_before` of silence went before this utterance."""
        before = samples_before if self._voice_end is None else 0
        return Silence((before + self.samples_since_voice) / RATE_HZ, self.state.found)

    @property
    def is_too_long(self) -> bool:
        """The recording has reached the longest length that the settings allow."""
        return self.sample_count > self.settings.microphone.max_recording_min * 60 * RATE_HZ

    def note_length(self) -> None:
        """Tell the user, at the end, why the recording ended."""
        minutes = self.settings.microphone.max_recording_min
        self.notes.append(message("The recording reached its longest length, {minutes:g} minutes.", minutes=minutes))
