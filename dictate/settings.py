"""Every option of the program, composed from the rooms' own declarations."""

from dataclasses import dataclass, field

from dictate.options import option


@dataclass(frozen=True)
class GeneralOptions:
    language: str = option(
        "auto",
        "The language you dictate in, as a code such as en or de; auto decides once a dictation by listening.",
        title="Language",
    )
    languages: tuple[str, ...] = option(
        (),
        "The languages that auto may choose among; empty means every language the model knows.",
        title="My languages",
    )
    model: str = option("base", "The name of the installed model that writes your words.", title="Model")
    start_at_login: bool = option(False, "Start Dictate when you log in.", title="Start at login")


@dataclass(frozen=True)
class PrivacyOptions:
    keep_text_days: int = option(
        30,
        "How long texts stay in the history; 0 deletes them once they are typed.",
        minimum=0,
        maximum=36500,
        unit="days",
    )
    keep_audio_hours: int = option(
        24, "How long recordings are kept after their text is safe; 0 keeps none.", minimum=0, maximum=876000, unit="h"
    )


@dataclass(frozen=True)
class Settings:
    """All options; each section is a table of the settings file."""

    general: GeneralOptions = field(default_factory=GeneralOptions)
    privacy: PrivacyOptions = field(default_factory=PrivacyOptions)
