"""Lists: enumerations become lines with bullets. The enumerating words stay, as every word does."""

from __future__ import annotations

from itertools import pairwise

from dictate.text.layout.breaks import Break, GapEvidence, Layout
from dictate.text.layout.spans import Words

_MIN_ENUMERATED = 2
_MIN_COMMA_ITEMS = 3


def list_layout(words: Words) -> Layout:
    """Bullets before the items of an enumeration ("first …, second …"); else before each sentence; else, in a single
    sentence, before what its commas part. What leads up to the items stays a line without a bullet.
    """
    if not len(words):
        return Layout({})
    items, after = _enumeration(words)
    reason = "enumeration"
    if len(items) < _MIN_ENUMERATED:
        after = len(words)
        items, reason = _sentence_items(words), "sentence"
    if len(items) < _MIN_ENUMERATED:
        items, reason = _comma_items(words), "comma"
    if len(items) < _MIN_ENUMERATED:
        return Layout({})
    breaks = dict.fromkeys(items, Break.BULLET)
    if after < len(words):
        breaks[after] = Break.PARAGRAPH
    return Layout(breaks, tuple(_evidence(words, index, reason, breaks[index]) for index in sorted(breaks) if index))


def _evidence(words: Words, index: int, reason: str, chosen: Break) -> GapEvidence:
    before = words.part(max(0, index - 4), index)
    after = words.part(index, min(len(words), index + 4))
    return GapEvidence(index, before, after, {reason: 1.0}, 1.0, chosen)


def _enumeration(words: Words) -> tuple[list[int], int]:
    """The first words of enumerated items in order, and where the text behind the last item begins.

    An item begins behind a mark, or in its sentence behind a joiner ("and third the phone"); its number is the next
    one, or a word such as "finally".
    """
    table = words.language.lists
    items: list[int] = []
    wanted = 0
    for index in range(len(words)):
        if index and not words.ends_with_mark(index - 1) and words.bare(index - 1) not in table.joiners:
            continue
        ordinals = table.ordinals[wanted] if wanted < len(table.ordinals) else ()
        if words.match(index, ordinals):
            items.append(_with_joiner(words, index))
            wanted += 1
        elif wanted >= _MIN_ENUMERATED and words.match(index, table.followers) and _begins_sentence(words, index):
            items.append(_with_joiner(words, index))
    return items, _end_of_last_item(words, items)


def _with_joiner(words: Words, index: int) -> int:
    """The joiner before an item belongs to it."""
    return index - 1 if index and words.bare(index - 1) in words.language.lists.joiners else index


def _begins_sentence(words: Words, index: int) -> bool:
    return index == 0 or words.ends_sentence(index - 1)


def _end_of_last_item(words: Words, items: list[int]) -> int:
    """The last item ends as the others do: with its sentence, where each other one has at most one."""
    if len(items) < _MIN_ENUMERATED:
        return len(words)
    starts = [start for start, _ in words.sentences]
    longest = max(sum(first < start < following for start in starts) for first, following in pairwise(items))
    behind = [start for start in starts if start > items[-1]]
    return behind[longest] if len(behind) > longest else len(words)


def _sentence_items(words: Words) -> list[int]:
    """Every sentence, but for those up to one that ends in a colon."""
    starts = [start for start, _ in words.sentences]
    colon = next((index for index in range(len(words) - 1) if words.word(index).endswith(":")), None)
    if colon is None:
        return starts
    return [colon + 1, *(start for start in starts if start > colon + 1)]


def _comma_items(words: Words) -> list[int]:
    """What the commas of a sentence part, the part behind the last joiner included."""
    colon = next((index for index in range(len(words) - 1) if words.word(index).endswith(":")), None)
    first = 0 if colon is None else colon + 1
    joiners = words.language.lists.joiners
    items = [first]
    for index in range(first + 1, len(words)):
        behind_mark = words.word(index - 1).endswith((",", ";", "،", "、"))
        last_joiner = words.bare(index) in joiners and len(items) > 1 and index + 1 < len(words)
        if behind_mark or (last_joiner and not words.ends_with_mark(index - 1)):
            items.append(index)
    return items if len(items) >= _MIN_COMMA_ITEMS else []
