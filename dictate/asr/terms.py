"""Which of the user's names and terms a text may hold in disguise, so that the decoder can be asked again with them.

The likeness chooses what is asked, never what is written: that is the decoder's, from the sound. Pure.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

_ASKED_AT_ONCE = 8
"""The more terms the decoder is told, the likelier is one that was not said."""
_LIKE_ENOUGH = 0.4
_FURTHER_WORDS = 2
"""A term that the model does not know falls into more words than it has ("cooper netties")."""
_SOUNDS = (
    ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("ch", "c"), ("sh", "s"), ("ph", "f"), ("gh", "g"), ("th", "t"),
    ("ck", "k"), ("qu", "kw"), ("q", "k"), ("x", "ks"), ("z", "s"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("v", "f"),
    ("y", "i"), ("j", "i"), ("w", "u"),
)  # fmt: skip

Term = tuple[str, ...]
"""How it is written, and then, perhaps, spellings of how it is said."""


def likely_terms(text: str, terms: Sequence[Term]) -> tuple[str, ...]:
    """The written forms that resemble a stretch of `text`, the most alike first, as many as are asked at once."""
    words = [skeleton for word in re.findall(r"[\w'’]+", text) if (skeleton := _skeleton(word))]
    stretches = {length: [_pairs("".join(each)) for each in _runs(words, length)] for length in range(1, 7)}
    heard = frozenset(pair for each in stretches.values() for pairs in each for pair in pairs)
    scored = []
    for term in terms:
        score = max((_likeness(form, stretches, heard) for form in term if form), default=0.0)
        if score >= _LIKE_ENOUGH:
            scored.append((score, term[0]))
    scored.sort(key=lambda each: -each[0])
    return tuple(dict.fromkeys(written for _, written in scored[:_ASKED_AT_ONCE]))


def holds(text: str, term: str) -> bool:
    """Whether `term` stands in `text` as whole words, whatever its case."""
    return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE) is not None


def _likeness(form: str, stretches: dict[int, list[frozenset[str]]], heard: frozenset[str]) -> float:
    """Dice's coefficient of the pairs of letters, for the stretch of words that is most alike."""
    pairs, count = _form_pairs(form)
    size = len(pairs)
    known = len(pairs & heard)
    if 2 * known < _LIKE_ENOUGH * (size + known):
        return 0.0
    best = 0.0
    for length in range(1, min(6, count + _FURTHER_WORDS) + 1):
        for other in stretches[length]:
            best = max(best, 2 * len(pairs & other) / (size + len(other)))
    return best


@lru_cache(maxsize=20_000)
def _form_pairs(form: str) -> tuple[frozenset[str], int]:
    words = form.split()
    return _pairs("".join(_skeleton(word) for word in words)), len(words)


def _pairs(skeleton: str) -> frozenset[str]:
    padded = f"^{skeleton}$"
    return frozenset(padded[index : index + 2] for index in range(len(padded) - 1))


def _runs(words: Sequence[str], length: int) -> Iterator[Sequence[str]]:
    return (words[index : index + length] for index in range(len(words) - length + 1))


def _skeleton(word: str) -> str:
    """The letters by their usual sound, without accents and doublings."""
    folded = unicodedata.normalize("NFKD", word.lower())
    letters = "".join(letter for letter in folded if letter.isalnum())
    for spelling, sound in _SOUNDS:
        letters = letters.replace(spelling, sound)
    return re.sub(r"(.)\1+", r"\1", letters)
