"""The languages that Whisper writes, as people call them."""

from PySide6.QtCore import QLocale

from dictate.text.language_codes import LANGUAGE_CODES, language_code_of
from dictate.translation.catalogue import translate as _

_NAMES = {
    "en": "English",
    "es": "Español",
    "ka": "ქართული",
    "zh": "中文",
    "ht": "Kreyòl ayisyen",
    "jw": "Basa Jawa",
    "la": "Latina",
    "no": "Norsk bokmål",
    "sa": "संस्कृतम्",
    "sn": "chiShona",
    "su": "Basa Sunda",
    "tl": "Tagalog",
    "tt": "Татар",
    "yi": "ייִדיש",
}
"""What Qt's locale data lacks or calls by a wider name."""


def language_title(code: str) -> str:
    """The language's own name for itself, and the code."""
    if code in _NAMES:
        return f"{_NAMES[code]} ({code})"
    name = QLocale(code).nativeLanguageName()
    return f"{name[:1].upper()}{name[1:]} ({code})" if name else code


def language_choices() -> list[tuple[str, str]]:
    """Pairs (code, title), the automatic choice first, the others by title."""
    titles = sorted(((code, language_title(code)) for code in LANGUAGE_CODES), key=lambda pair: pair[1].casefold())
    return [("auto", _("Automatic (listens once a dictation)")), *titles]


def desktop_language() -> str:
    """The first of the desktop's languages that Whisper writes, by its code there; empty where there is none."""
    codes = (language_code_of(name) for name in QLocale.system().uiLanguages())
    return next((code for code in codes if code), "")
