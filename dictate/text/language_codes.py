"""The codes of the languages that Whisper writes. Pure."""

_CODES = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw he hi hr ht hu hy id "
    "is it ja jw ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my ne nl nn no oc pa pl ps pt ro ru sa sd si "
    "sk sl sn so sq sr su sv sw ta te tg th tk tl tr tt uk ur uz vi yi yo yue zh"
)
LANGUAGE_CODES = tuple(_CODES.split())
"""Whisper's tokenizer: 99 languages, and Cantonese since large-v3."""

_OTHERWISE = {"fil": "tl", "jv": "jw", "nb": "no"}
"""Languages that desktops call otherwise."""


def language_code_of(name: str) -> str:
    """Whisper's code for a language as desktops and people write it, "pt" for "pt_BR"; empty where there is none."""
    base = name.strip().lower().replace("_", "-").split("-")[0]
    code = _OTHERWISE.get(base, base)
    return code if code in LANGUAGE_CODES else ""
