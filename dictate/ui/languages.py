"""The languages that Whisper writes, as people call them."""

from PySide6.QtCore import QLocale

from dictate.translation.catalogue import translate as _

_CODES = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id "
    "is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si "
    "sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo yue zh"
)
"""Whisper's tokenizer: 99 languages, and Cantonese since large-v3."""

_WHISPERS = {"fil": "tl", "jv": "jw", "nb": "no"}
"""Languages that desktops call otherwise."""

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
    titles = sorted(((code, language_title(code)) for code in _CODES.split()), key=lambda pair: pair[1].casefold())
    return [("auto", _("Automatic (listens once a dictation)")), *titles]


def desktop_language() -> str:
    """The first of the desktop's languages that Whisper writes, by its code there; empty where there is none."""
    codes = (_WHISPERS.get(code, code) for code in (name.split("-")[0] for name in QLocale.system().uiLanguages()))
    return next((code for code in codes if code in _CODES.split()), "")
