"""What a session is made of: ports, and the few functions that the settings decide."""

from collections.abc import Callable
from dataclasses import dataclass

from dictate.asr.contract import ModelChoice, Recognizer, RecognizerRequest
from dictate.audio.contract import Journal, Recorder
from dictate.errors import DictateError
from dictate.events import SessionEvent
from dictate.history.store import HistoryStore
from dictate.keyboard.contract import Typist
from dictate.keyboard.options import TypingOptions
from dictate.session.delivery import Compose
from dictate.session.substitutes import SmallerModels
from dictate.session.trace import Trace
from dictate.settings.settings import Settings
from dictate.vad.contract import SpeechGate, SpeechSegment
from dictate.wording.message import message, short_name


def _no_profile(name: str) -> Settings:
    raise DictateError(message("There is no profile {name}.", name=short_name(name)))


@dataclass(frozen=True)
class Parts:
    """Everything that a session is made of; the composition root (or a test) chooses the adapters.

    `settings` is asked at each key-down, `settings_with` at that of a profile's own key, whose name it gets; it raises
    DictateError when there is no such profile. `choose_model` raises DictateError when the model is not installed.
    `smaller_models` may stand in for the chosen one and is asked on the recognition thread.
    `request` says how to transcribe, `prepare` levels a segment, `compose` turns
    transcripts into text on the typist thread and may take its time, `preview` does so at once on the session thread.
    `stop_composing` ends what a language model does for the text that is composed; it returns at once.
    `copy` puts a corrected text that cannot be typed on the clipboard and tells whether it is there; typist thread.
    `type_with` tells the typist the options of the text that comes, or None behind it; typist thread.
    `typing_of` tells, for a text that is typed again, the options in force now with the profile of the key by which it
    was dictated (empty for none); typist thread.
    `arm` makes the microphone ready ahead and is called on the session thread, as the recorder is.
    `notify` and `traced` are called on session threads and must return at once.
    """

    settings: Callable[[], Settings]
    recorder: Recorder
    new_gate: Callable[[Settings], SpeechGate]
    recognizer: Recognizer
    choose_model: Callable[[Settings], ModelChoice]
    request: Callable[[Settings], RecognizerRequest]
    prepare: Callable[[Settings], Callable[[SpeechSegment], SpeechSegment]]
    compose: Callable[[Settings], Compose]
    preview: Callable[[Settings], Compose]
    typist: Typist
    history: HistoryStore
    journal: Journal
    notify: Callable[[SessionEvent], None]
    settings_with: Callable[[str], Settings] = _no_profile
    smaller_models: SmallerModels = lambda _choice: ()
    stop_composing: Callable[[], None] = lambda: None
    copy: Callable[[str], bool] = lambda _text: False
    type_with: Callable[[TypingOptions | None], None] = lambda _options: None
    typing_of: Callable[[str], TypingOptions | None] = lambda _profile: None
    arm: Callable[[Settings], None] = lambda _settings: None
    traced: Callable[[str, Trace], None] = lambda _utterance_id, _trace: None
