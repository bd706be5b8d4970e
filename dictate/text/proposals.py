"""What the user's own corrections suggest for the vocabulary. Pure; nothing here changes anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dictate.text.languages import LanguageTable
from dictate.text.vocabulary import Vocabulary, proposal_risk

_LONGEST_WORDS = 4
_LIKE_ENOUGH = 0.5
"""A text that shares less with what was heard was written anew, not corrected."""
_MARKS = ".,;:!?…\"'“”‘’„«»()[]"


@dataclass(frozen=True)
class Proposal:
    """`heard` became `right` by the user's hand, so many `times`. `risk` says what speaks against replacing it."""

    heard: str
    right: str
    times: int
    risk: str


def proposals(
    corrected: Iterable[tuple[str, str]], vocabulary: Vocabulary, language: LanguageTable
) -> tuple[Proposal, ...]:
    """From pairs (text that was heard, what the user made of it) to what the vocabulary does not have yet, often
    first.
    """
    pairs = (pair for heard, text in corrected for pair in changed(heard.split(), text.split()))
    return proposals_for(pairs, vocabulary, language)


def proposals_for(
    pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary, language: LanguageTable
) -> tuple[Proposal, ...]:
    """The same from pairs of words."""
    known = {(heard.lower(), entry.written) for entry in vocabulary.entries for heard in entry.misheard}
    known |= {(rule.heard.lower(), rule.written) for rule in vocabulary.rules}
    found = Counter(pair for pair in pairs if _is_worth_keeping(*pair))
    return tuple(
        Proposal(heard, right, times, proposal_risk(heard, language))
        for (heard, right), times in found.most_common()
        if (heard.lower(), right) not in known and not _is_ordinary(right, language)
    )


def changed(heard: Sequence[str], right: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs (words that were heard, words in their place), without the marks around them."""
    before, after = [_bare(word).lower() for word in heard], [_bare(word).lower() for word in right]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _LIKE_ENOUGH:
        return
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "replace" or max(end - start, new_end - new_start) > _LONGEST_WORDS:
            continue
        old = " ".join(_bare(word) for word in heard[start:end])
        new = " ".join(_bare(word) for word in right[new_start:new_end])
        if old and new:
            yield old, new


def _is_worth_keeping(heard: str, right: str) -> bool:
    """Digits for number words are the work of a rule, not of the user; a capital is not misheard."""
    has_digits = any(letter.isdigit() for letter in heard + right)
    return bool(heard and right) and not has_digits and heard.lower() != right.lower()


def _is_ordinary(words: str, language: LanguageTable) -> bool:
    return all(word.lower() in language.common_words for word in words.split())


def _bare(word: str) -> str:
    return word.strip(_MARKS)
