"""From settings to parts: the choices that the tray, the headless run, the benchmark and the commands share.

Imports no Qt and opens no device by itself.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.errors import DictateError
from dictate.models import check_report, own_settings
from dictate.models.own_settings import ModelSettings
from dictate.models.store import ModelStore
from dictate.session.delivery import Compose, Composed
from dictate.session.gain import leveled
from dictate.settings.settings import Settings
from dictate.text.commands import phrases_of
from dictate.text.correction_requests import window_phrases
from dictate.text.languages import language_table
from dictate.text.pipeline import TextContext, process
from dictate.text.rewriting import OFF
from dictate.text.transcript import Transcript
from dictate.text.vocabulary import Script, Vocabulary
from dictate.vad.contract import SpeechGate, SpeechSegment
from dictate.vad.near_voice import KnownVoice, NearVoiceGate
from dictate.vad.open_gate import open_gate_that_hears_twice
from dictate.vad.silero import SileroModel
from dictate.wording.message import message

logger = logging.getLogger(__name__)

NO_WORDS = Vocabulary()


def model_choice(settings: Settings) -> ModelChoice:
    """The model that the settings name, run as its own settings or else the program's say.

    Raises DictateError when it is not installed or broken.
    """
    model = ModelStore().get(settings.general.model)
    own = own_settings.load(model.folder)
    recognition = settings.recognition
    return ModelChoice(
        name=model.name,
        folder=model.folder,
        device=own.device or recognition.device,
        compute_type=own.compute_type or recognition.compute_type,
        threads=recognition.threads,
    )


def unwritten_language(settings: Settings) -> str:
    """A sentence where the chosen model does not write the language that is set; empty where it does. Never raises."""
    try:
        model = ModelStore().find(settings.general.model)
    except DictateError:
        return ""
    known = model.manifest.languages if model is not None else ()
    language = _own_settings(settings.general.model).language or settings.general.language
    if language == own_settings.AUTOMATIC or _knows(known, (language,)):
        return ""
    return message(
        "{model} does not write the language {language}, which is set, but {languages}.",
        model=settings.general.model,
        language=language,
        languages=", ".join(known),
    )


def smaller_models(settings: Settings, choice: ModelChoice) -> list[ModelChoice]:
    """The ready models that are smaller than `choice` and know the language, the largest first."""
    store = ModelStore()
    chosen = store.find(choice.name)
    if chosen is None:
        return []
    wanted = chosen.manifest.languages if settings.general.language == "auto" else (settings.general.language,)
    smaller = [
        model
        for model in store.installed()
        if model.ready and model.manifest.bytes < chosen.manifest.bytes and _knows(model.manifest.languages, wanted)
    ]
    smaller.sort(key=lambda model: model.manifest.bytes, reverse=True)
    return [replace(choice, name=model.name, folder=model.folder) for model in smaller]


def _knows(languages: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """No languages stand for all."""
    return not languages or (bool(wanted) and set(wanted) <= set(languages))


def recognizer_request(
    settings: Settings, vocabulary: Vocabulary = NO_WORDS, *, correcting: bool = False
) -> RecognizerRequest:
    """How the settings, the chosen model's own first, want segments transcribed.

    Names and terms of the model and of the vocabulary are told to the recognizer; while `correcting`, what may be said
    to the correction window, too.
    """
    script = Script(settings.text.vocabulary_script)
    recognition = settings.recognition
    own = _own_settings(settings.general.model)
    language = own.language or settings.general.language
    return RecognizerRequest(
        language=None if language == own_settings.AUTOMATIC else language,
        hotwords=", ".join(own.hotword_list),
        prompt=own.prompt,
        terms=(*vocabulary.terms(script), *_command_phrases(settings, language, correcting)),
        beam_size=own.beam_size or recognition.beam_size,
        # A command is one only where it stands alone between pauses, which word times tell.
        word_times=settings.text.spoken_commands,
        full_window=recognition.full_window,
    )


def _command_phrases(settings: Settings, language: str, correcting: bool) -> tuple[tuple[str, ...], ...]:
    if language == own_settings.AUTOMATIC:
        return ()
    try:
        table = language_table(language)
        if correcting:
            return tuple((phrase,) for phrase in window_phrases(table))
        opening = tuple((phrase,) for phrase in table.corrections.open)
        return (*phrases_of(table), *opening) if settings.text.spoken_commands else ()
    except DictateError as error:
        # The text pipeline tells the user about it.
        logger.warning("%s", error)
        return ()


def _writes_marks(name: str) -> bool | None:
    """Whether the model writes punctuation, as its check told; None where there was none."""
    try:
        model = ModelStore().find(name)
    except DictateError:
        return None
    report = check_report.load(model.folder) if model is not None else None
    return report.writes_marks if report is not None else None


def _own_settings(name: str) -> ModelSettings:
    model = ModelStore().find(name)
    return own_settings.load(model.folder) if model is not None else ModelSettings()


def prepare_for(settings: Settings) -> Callable[[SpeechSegment], SpeechSegment]:
    """Brings a segment to the level of speech, if the settings say so."""
    return lambda segment: replace(segment, samples=leveled(segment, settings.level))


def compose_for(settings: Settings, context: TextContext | None = None) -> Compose:
    """From transcripts to the text that is typed."""

    def compose(transcripts: tuple[Transcript, ...], /, before: tuple[str, ...] = ()) -> Composed:
        known = replace(context or TextContext(), before=before, writes_marks=_writes_marks(settings.general.model))
        result = process(transcripts, settings.text, known)
        return Composed(
            result.text,
            result.raw_text,
            result.mode.value,
            result.notes,
            result.takes_back_previous,
            result.corrects,
            result.request,
        )

    return compose


def compose_without_rewriting(settings: Settings, context: TextContext) -> Compose:
    """The same without rewriting: what is shown while the user speaks, and the text of a file."""
    return compose_for(replace(settings, text=replace(settings.text, rewriting=OFF)), context)


class GateMaker:
    """Makes a gate for each recording; Silero is loaded once. Session thread, but for load_ahead()."""

    def __init__(self) -> None:
        self._model: SileroModel | None = None
        self._voices: dict[str, KnownVoice] = {}

    def load_ahead(self) -> None:
        """Load the detector before the first key press, so that no disk stands before it. Any thread; never raises."""
        with suppress(DictateError):
            self._model = SileroModel()

    def __call__(self, settings: Settings) -> SpeechGate:
        """Raises DictateError when the detector's file is missing or damaged."""
        self._model = self._model or SileroModel()
        gate = open_gate_that_hears_twice(self._model, settings.gate)
        if not settings.gate.ignore_far_voices:
            return gate
        voice = self._voices.setdefault(settings.microphone.device, KnownVoice())
        return NearVoiceGate(gate, voice, settings.gate.far_by_db)
