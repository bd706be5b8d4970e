"""What arrives in the session thread's queue."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from dictate.audio.block import AudioBlock
from dictate.audio.contract import RecordingReport
from dictate.session.delivery import DeliveryJob
from dictate.session.parts import Parts
from dictate.session.recognition import RecognitionJob
from dictate.session.recording_stream import RecordingStream
from dictate.settings.profiles import PRIVATE, with_profile
from dictate.settings.settings import Settings


class Command(Enum):
    START = auto()
    START_PRIVATE = auto()
    STOP = auto()
    TOGGLE = auto()
    TOGGLE_CONTINUOUS = auto()
    LATCH = auto()
    CANCEL = auto()
    TYPE_AGAIN = auto()
    UNDO = auto()
    ARM = auto()
    STOP_TYPING = auto()
    CLOSE = auto()


@dataclass(frozen=True)
class Asked:
    """`profile` is that of the key that was pressed, or empty."""

    command: Command
    at_s: float
    profile: str = ""


@dataclass(frozen=True)
class StartAsked:
    """A recording is wanted: `latched` when nobody holds a key, `continuous` or `private` whatever the settings say."""

    at_s: float
    latched: bool = False
    continuous: bool = False
    private: bool = False
    profile: str = ""

    def settings(self, parts: Parts) -> Settings:
        """The settings for this recording. Raises DictateError when there is no such profile."""
        settings = parts.settings_with(self.profile) if self.profile else parts.settings()
        if self.continuous:
            settings = replace(settings, hands_free=replace(settings.hands_free, continuous=True))
        return with_profile(settings, PRIVATE) if self.private else settings


@dataclass(frozen=True)
class BlockCame:
    stream: RecordingStream
    block: AudioBlock
    at_s: float


@dataclass(frozen=True)
class RecorderEnded:
    stream: RecordingStream
    report: RecordingReport


@dataclass(frozen=True)
class Recognized:
    job: RecognitionJob


@dataclass(frozen=True)
class TextReady:
    job: DeliveryJob


@dataclass(frozen=True)
class DeliveryDone:
    job: DeliveryJob


@dataclass(frozen=True)
class TypeText:
    """Type a text that is not from a dictation under way: one of the history, or a test.

    With `replaces_last` it takes the place of what was typed last.
    """

    text: str
    replaces_last: bool = False


@dataclass(frozen=True)
class TranscribeAnyway:
    """The user says that there was speech in a recording in which none was heard."""

    utterance_id: str


Message = TypeText | TranscribeAnyway | Asked | BlockCame | RecorderEnded | Recognized | TextReady | DeliveryDone
