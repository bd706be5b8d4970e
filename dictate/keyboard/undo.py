"""How many BackSpaces take a text back.

One code point each is right wherever a code point is what the user sees as a letter. Programs differ where several
code points make one visible letter: GTK (through Pango) deletes it whole for Latin, Greek, Cyrillic, kana, Hangul and
emoji and by code point elsewhere; Qt deletes by code point; Chromium deletes emoji sequences whole.
"""

import unicodedata
from typing import Final

from dictate.errors import DictateError

_SCRIPTS_DELETED_WHOLE: Final = ("LATIN", "GREEK", "CYRILLIC", "HIRAGANA", "KATAKANA", "HANGUL")
_ZERO_WIDTH_JOINER: Final = "\u200d"
_VARIATION_SELECTORS: Final = range(0xFE00, 0xFE10)
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_REGIONAL_INDICATORS: Final = range(0x1F1E6, 0x1F200)


def backspaces_for(text: str) -> int:
    """The number of BackSpaces that removes `text` in every program.

    Raises DictateError when programs would disagree about it.
    """
    base = ""
    for character in text:
        if _deleted_with_neighbour(base, character):
            raise DictateError(
                "The text cannot be taken back exactly: programs disagree on how many BackSpaces it needs.",
                "Use the program's own undo.",
            )
        if not unicodedata.combining(character):
            base = character
    return len(text)


def _deleted_with_neighbour(base: str, character: str) -> bool:
    number = ord(character)
    if number in _VARIATION_SELECTORS or number in _SKIN_TONES or number in _REGIONAL_INDICATORS:
        return True
    if character in (_ZERO_WIDTH_JOINER, "\t"):
        # A tab may have become spaces, or moved to the next field.
        return True
    if not unicodedata.combining(character):
        return False
    return not base or unicodedata.name(base, "").startswith(_SCRIPTS_DELETED_WHOLE)
