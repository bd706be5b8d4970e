"""Word error rate, with the normalization that makes two honest spellings of the same words equal.

Lower case, NFKC, no punctuation or quotes, hyphen to space, mister = mr and the like, British = American spelling,
digits as words. Spanish without diacritics, Russian ё = е; Chinese and Japanese by character.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from dictate.measures.number_words import spoken_number

_BY_CHARACTER = frozenset(["zh", "ja", "yue"])
_TITLES = {"mister": "mr", "missus": "mrs", "doctor": "dr"}
_AMERICAN = {
    "colour": "color",
    "honour": "honor",
    "favour": "favor",
    "humour": "humor",
    "neighbour": "neighbor",
    "labour": "labor",
    "harbour": "harbor",
    "behaviour": "behavior",
    "endeavour": "endeavor",
    "splendour": "splendor",
    "theatre": "theater",
    "centre": "center",
    "grey": "gray",
    "realise": "realize",
    "recognise": "recognize",
    "organise": "organize",
    "apologise": "apologize",
    "defence": "defense",
    "offence": "offense",
    "travelled": "traveled",
    "travelling": "traveling",
    "towards": "toward",
    "judgement": "judgment",
}
_BRITISH = re.compile("|".join(sorted(_AMERICAN, key=len, reverse=True)))
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:st|nd|rd|th)?")


@dataclass(frozen=True)
class WordErrors:
    """Errors of a text against its reference; they add up over recordings."""

    errors: int = 0
    words: int = 0
    insertions: int = 0

    def __add__(self, other: "WordErrors") -> "WordErrors":
        return WordErrors(self.errors + other.errors, self.words + other.words, self.insertions + other.insertions)

    @property
    def rate_percent(self) -> float | None:
        """Errors per hundred words of the reference; None when it has none."""
        return 100.0 * self.errors / self.words if self.words else None


def words(text: str, language: str = "en") -> list[str]:
    """The normalized words (characters, in scripts without spaces) of a text."""
    text = unicodedata.normalize("NFKC", text).lower().replace("’", "'").replace("-", " ")
    if language == "es":
        decomposed = unicodedata.normalize("NFD", text)
        text = "".join(each for each in decomposed if unicodedata.category(each) != "Mn")
    if language == "ru":
        text = text.replace("ё", "е")
    if language in _BY_CHARACTER:
        return re.findall(r"\w", text)
    if language == "en":
        text = _NUMBER.sub(lambda found: f" {spoken_number(found.group())} ", text)
        text = _BRITISH.sub(lambda found: _AMERICAN[found.group()], text)
    bare = re.sub(r"[^\w\s']", " ", text).replace("'", "")
    return [_TITLES.get(word, word) for word in bare.split()]


def word_errors(reference: str, hypothesis: str, language: str = "en") -> WordErrors:
    """The fewest insertions, deletions and substitutions that lead from one to the other (Levenshtein)."""
    return _distance(words(reference, language), words(hypothesis, language))


def _distance(reference: Sequence[str], hypothesis: Sequence[str]) -> WordErrors:
    # Each cell: errors, and how many of them are insertions, on the best way there.
    row = [(count, count) for count in range(len(hypothesis) + 1)]
    for position, wanted in enumerate(reference, 1):
        diagonal, row[0] = row[0], (position, 0)
        for column, heard in enumerate(hypothesis, 1):
            above = row[column]
            left = row[column - 1]
            best = min(
                (diagonal[0] + (wanted != heard), diagonal[1]),
                (above[0] + 1, above[1]),
                (left[0] + 1, left[1] + 1),
            )
            diagonal, row[column] = above, best
    errors, insertions = row[-1]
    return WordErrors(errors, len(reference), insertions)
