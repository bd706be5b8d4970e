"""Other ways to write the same text: forms of Unicode that a layout may have keys for, and plain ASCII quotes."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Final

from dictate.wording.message import message

CanType = Callable[[str], bool]
"""Whether the layout has keystrokes for a character."""

_LINE_ENDS: Final = str.maketrans({"\r": "\n", "\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
_BYTE_ORDER_MARK: Final = "\ufeff"

ASCII_FORMS: Final = {
    **dict.fromkeys("‘’‚‛′‹›", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
    "…": "...",
}
"""What people type on keyboards without typographic characters. Soft hyphens and letters are not among them."""

_QUOTES: Final = tuple(map(frozenset, ("“”„‟", "‘’‚‛", "«»", "‹›")))


def clean_lines(text: str) -> str:
    """Every kind of line end as a line feed, without a byte order mark at the beginning."""
    return text.removeprefix(_BYTE_ORDER_MARK).replace("\r\n", "\n").translate(_LINE_ENDS)


def untypable_reason(text: str) -> str:
    """Why no program could take the text at all, by keys or by clipboard; empty for ordinary text."""
    for character in text:
        if character in "\n\t":
            continue
        match unicodedata.category(character):
            case "Cs":
                return message(
                    "The text holds half a character (the lone surrogate {character}).", character=code_point(character)
                )
            case "Cc":
                return message(
                    "The text holds the control character {character}, which is no text.",
                    character=code_point(character),
                )
            case "Cn" if ord(character) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(character) <= 0xFDEF:
                return message(
                    "The text holds {character}, which Unicode says is no character.", character=code_point(character)
                )
    return ""


def code_point(character: str) -> str:
    """The usual way to write a code point, for example U+00E9."""
    return f"U+{ord(character):04X}"


def typable_form(text: str, can_type: CanType) -> str:
    """The same text, canonically equivalent, in the form that the layout has keys for.

    A letter with its marks is left as it is where it can be typed so; else it is composed (NFC) or decomposed (NFD)
    if that helps.
    """
    return "".join(_typable_cluster(cluster, can_type) for cluster in _clusters(text))


def ascii_form(text: str, can_type: CanType) -> str:
    """Plain quotes, hyphens and spaces for the typographic ones that the layout has no keys for.

    Quotes that belong together change together: US intl. with AltGr has “ and no „.
    """
    lacking = {character for character in ASCII_FORMS.keys() & set(text) if not can_type(character)}
    for quotes in _QUOTES:
        if lacking & quotes:
            lacking |= quotes
    return "".join(ASCII_FORMS[character] if character in lacking else character for character in text)


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for character in text:
        if cluster and not unicodedata.combining(character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


def _typable_cluster(cluster: str, can_type: CanType) -> str:
    # isascii() is a fast path: most of a text is ASCII, and ASCII has one form only.
    if cluster.isascii() or all(map(can_type, cluster)):
        return cluster
    for form in ("NFC", "NFD"):
        candidate = unicodedata.normalize(form, cluster)
        if all(map(can_type, candidate)):
            return candidate
    return cluster
