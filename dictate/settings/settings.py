"""Every option of the program, composed from the rooms' own declarations."""

from dataclasses import dataclass, field

from dictate.asr.options import RecognitionOptions
from dictate.audio.options import CueOptions, GainOptions, JournalOptions, RecorderOptions
from dictate.hotkeys.options import HotkeyOptions
from dictate.keyboard.options import TypingOptions
from dictate.llm.options import LanguageModelOptions
from dictate.settings.hands_free import HandsFreeOptions
from dictate.settings.interface import InterfaceOptions, OverlayOptions
from dictate.text.options import TextOptions
from dictate.vad.options import GateOptions
from dictate.wording.options import option


@dataclass(frozen=True)
class GeneralOptions:
    """Which language, which model, and when the program starts."""

    language: str = option(
        "auto",
        "The language you dictate in (in the file its code, such as en or de); automatic listens once a dictation.",
        title="Language",
    )
    languages: tuple[str, ...] = option(
        (),
        "The languages that auto may choose among; empty means every language the model knows.",
        title="My languages",
    )
    model: str = option("base", "The name of the installed model that writes your words.", title="Model")
    profile: str = option(
        "",
        "A named set of options that lies over the others; while none is chosen, that of the focused program is used.",
        title="Profile in use",
    )
    pause_media: bool = option(
        False, "Pause music and films while you dictate, and let them go on afterwards.", title="Pause media"
    )
    lower_sounds: bool = option(
        False,
        "Make speakers and headphones quieter while you dictate, and as loud as before afterwards.",
        title="Lower other sounds",
    )
    start_at_login: bool = option(False, "Start Dictate when you log in.", title="Start at login")


@dataclass(frozen=True)
class PrivacyOptions:
    """What is remembered of what you said."""

    keep_text_days: int = option(
        30,
        "How long texts stay in the history; 0 deletes each once it is typed.",
        title="Keep texts",
        minimum=0,
        maximum=36500,
        unit="days",
    )


@dataclass(frozen=True)
class Settings:
    """All options; each section is a table of the settings file."""

    general: GeneralOptions = field(default_factory=GeneralOptions)
    interface: InterfaceOptions = field(default_factory=InterfaceOptions)
    overlay: OverlayOptions = field(default_factory=OverlayOptions)
    microphone: RecorderOptions = field(default_factory=RecorderOptions)
    level: GainOptions = field(default_factory=GainOptions)
    sounds: CueOptions = field(default_factory=CueOptions)
    shortcuts: HotkeyOptions = field(default_factory=HotkeyOptions)
    hands_free: HandsFreeOptions = field(default_factory=HandsFreeOptions)
    recognition: RecognitionOptions = field(default_factory=RecognitionOptions)
    gate: GateOptions = field(default_factory=GateOptions)
    text: TextOptions = field(default_factory=TextOptions)
    language_model: LanguageModelOptions = field(default_factory=LanguageModelOptions)
    typing: TypingOptions = field(default_factory=TypingOptions)
    privacy: PrivacyOptions = field(default_factory=PrivacyOptions)
    recordings: JournalOptions = field(default_factory=JournalOptions)
