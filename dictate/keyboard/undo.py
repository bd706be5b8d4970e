"""How many BackSpaces take a text back.

One code point each is right wherever a code point is what the user sees as a letter. Programs differ where several
code points make one visible letter: Qt deletes by code point; Chromium deletes emoji sequences whole; GTK deletes a
letter with its marks whole in some scripts (Pango's break.c), and in all others takes a letter apart that Unicode
says is made of several. Tried with all of Unicode in GTK 3 and 4 (tests/integration/keyboard/test_undo_in_gtk.py).
"""

import unicodedata
from typing import Final

from dictate.errors import DictateError

_DELETED_WHOLE: Final = (
    range(0x20, 0x2B0),  # Latin, with punctuation and digits
    range(0x370, 0x530),  # Greek, Cyrillic
    range(0x1E00, 0x2000),  # more Latin and Greek
    range(0x3040, 0x3100),  # kana
    range(0xAC00, 0xD7A4),  # Hangul
)
_ARABIC_HAMZA: Final = range(0x622, 0x627)
"""Letters of several parts that GTK leaves whole, unless they carry a mark."""
_TELUGU_EE: Final = "\u0c47"
"""GTK takes it for a vowel sign of two parts, and deletes its letter with it."""
_SYMBOLS: Final = range(0x2100, 0x2150)
"""Some of them are letters to Unicode; with an enclosing mark they are symbols to GTK."""
_PARTS_OF_EMOJI: Final = (
    range(0x200D, 0x200E),  # zero width joiner
    range(0x20E3, 0x20E4),  # keycap
    range(0xFE00, 0xFE10),  # variation selectors
    range(0x1F1E6, 0x1F200),  # regional indicators
    range(0x1F3FB, 0x1F400),  # skin tones
    range(0xE0020, 0xE0080),  # tags
    range(0xE0100, 0xE01F0),  # more variation selectors
)


def backspaces_for(text: str) -> int:
    """The number of BackSpaces that removes `text` in every program.

    Raises DictateError when programs would disagree about it.
    """
    base = ""
    for character in text:
        if _deleted_with_neighbour(base, character) or _taken_apart(character):
            raise DictateError(
                "The text cannot be taken back exactly: programs disagree on how many BackSpaces it needs.",
                "Use the program's own undo.",
            )
        if not _is_mark(character):
            base = character
    return len(text)


def _deleted_with_neighbour(base: str, character: str) -> bool:
    # A tab may have become spaces, or moved to the next field.
    if character == "\t" or _is_in(character, _PARTS_OF_EMOJI):
        return True
    if not _is_mark(character):
        return False
    if not base or character == _TELUGU_EE or ord(base) in _ARABIC_HAMZA or ord(base) in _SYMBOLS:
        return True
    return _is_in(base, _DELETED_WHOLE) or not unicodedata.category(base).startswith("L")


def _taken_apart(character: str) -> bool:
    if _is_in(character, _DELETED_WHOLE) or ord(character) in _ARABIC_HAMZA:
        return False
    return len(unicodedata.normalize("NFD", character)) > 1


def _is_mark(character: str) -> bool:
    return unicodedata.category(character).startswith("M")


def _is_in(character: str, ranges: tuple[range, ...]) -> bool:
    return any(ord(character) in each for each in ranges)
