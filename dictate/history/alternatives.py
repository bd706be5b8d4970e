"""What a doubtful word may have been instead: for the correction window. Any thread."""

from collections.abc import Callable, Iterator, Sequence

from dictate.asr.terms import likely_terms
from dictate.errors import DictateError
from dictate.history.record import HistoryRecord
from dictate.history.store import HistoryStore
from dictate.history.words import TextWord
from dictate.text.languages import LanguageTable, guessed_language, language_table
from dictate.text.proposals import changed
from dictate.text.vocabulary import Vocabulary

MOST = 9
"""As many as there are digits to say."""
_CORRECTIONS = 1000
_MARKS = ".,;:!?…\"'“”‘’„«»()[]"

Alternatives = Callable[[TextWord], tuple[str, ...]]


def alternatives_for(record: HistoryRecord, history: HistoryStore, vocabulary: Vocabulary) -> Alternatives:
    """The alternatives of each word of the record, the likeliest first. Reads the history; what it returns does not."""
    try:
        corrections = history.corrections(_CORRECTIONS)
        others = [version.text for version in history.versions(record.id)] if record.id else []
    except DictateError:
        corrections, others = [], []
    pairs = [pair for each in corrections for pair in changed(each.before.split(), each.after.split())]
    pairs += [pair for other in others for pair in changed(record.text.split(), other.split())]
    return lambda word: tuple(_found(word, pairs, vocabulary, _table(record)))[:MOST]


def _table(record: HistoryRecord) -> LanguageTable:
    try:
        return language_table(record.language or guessed_language(record.text))
    except DictateError:
        return LanguageTable()


def _found(
    word: TextWord, pairs: Sequence[tuple[str, str]], vocabulary: Vocabulary, language: LanguageTable
) -> Iterator[str]:
    seen = {word.written}
    for form in _forms(word, pairs, vocabulary, language):
        if form and form not in seen:
            seen.add(form)
            yield form


def _forms(
    word: TextWord, pairs: Sequence[tuple[str, str]], vocabulary: Vocabulary, language: LanguageTable
) -> Iterator[str]:
    small = word.written.lower()
    yield from (right for wrong, right in pairs if wrong.lower() == small)
    yield from likely_terms(f"{word.written} {word.heard}", vocabulary.terms())
    alike = next((group for group in language.homophones if small in group), ())
    yield from (each.capitalize() if word.written[:1].isupper() else each for each in alike)
    yield word.heard.strip(_MARKS + " ")
    yield word.written[:1].swapcase() + word.written[1:]
