"""Whether a rewriting says the same: only if a way of permitted changes leads from the one text to the other.

Names, numbers, negations, content words and their order stay because nothing permits to change them; what may change
is listed in resources/rewriting. A model that answers, obeys, adds, drops or guesses is found out whatever it writes.
Pure; any thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

from dictate.llm.guard_words import GuardWord, guard_words
from dictate.llm.permissions import Exchange, Permissions, permissions_for
from dictate.text.languages import LanguageTable
from dictate.text.rewriting import RewriteMode
from dictate.wording.message import message

_LONGEST_STUTTER = 4
_LONGEST_REPAIR = 3
_LONG_PHRASE = 3
_STATES_PER_WORD = 50
_LONGER_BY, _ROOM_CHARACTERS = 2, 100
_MARKS_OF_MARKUP = "[]{}"

Places = tuple[int, int]
"""How many words of the source and of the rewriting are accounted for."""


class Objection(Enum):
    """Why a rewriting is refused; the value is a clause for the user. It holds none of the user's words."""

    EMPTY = message("nothing was left of it")
    NUMBERS = message("a number would change")
    NAMES = message("a name would change")
    NEGATIONS = message("a negation would change")
    QUESTIONS = message("a question would become a statement, or the other way round")
    ADDED = message("words would be added")
    LOST = message("words would be lost")
    CHANGED = message("words would change")


def objection(source: str, rewritten: str, mode: RewriteMode, language: LanguageTable) -> Objection | None:
    """What speaks against typing `rewritten` for `source`; None where it says the same.

    Raises DictateError when the table of permissions is damaged.
    """
    permissions = permissions_for(language.code, mode)
    old = guard_words(source, language, permissions)
    new = guard_words(rewritten, language, permissions)
    if not new:
        return Objection.EMPTY
    if len(rewritten) > _LONGER_BY * len(source) + _ROOM_CHARACTERS:
        return Objection.ADDED
    if any(rewritten.count(mark) > source.count(mark) for mark in _MARKS_OF_MARKUP):
        return Objection.ADDED
    if _Comparison(old, new, permissions, language.doubled_words).is_permitted():
        return None
    return _reason(old, new, permissions)


class _Comparison:
    """A search for a way from the one text to the other."""

    def __init__(
        self,
        old: Sequence[GuardWord],
        new: Sequence[GuardWord],
        permissions: Permissions,
        doubled_words: frozenset[str],
    ) -> None:
        """`doubled_words` rightly follow themselves ("had had")."""
        self._old = old
        self._new = new
        self._permissions = permissions
        self._doubled_words = doubled_words

    def is_permitted(self) -> bool:
        goal = (len(self._old), len(self._new))
        limit = _STATES_PER_WORD * (sum(goal) + 1)
        waiting: list[Places] = [(0, 0)]
        seen: set[Places] = {(0, 0)}
        while waiting:
            places = waiting.pop()
            if places == goal:
                return True
            for following in self._steps(*places):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
            if len(seen) > limit:
                return False
        return False

    def _steps(self, i: int, j: int) -> Iterator[Places]:
        """Where one permitted change leads to; the likeliest last, which is tried first."""
        if j < len(self._new) and self._may_come(j):
            yield i, j + 1
        if i == len(self._old):
            return
        yield from self._deletions(i, j)
        for exchange in self._permissions.exchanges.get(self._old[i].plain, ()):
            if self._is_exchange(exchange, i, j):
                yield i + len(exchange.old), j + len(exchange.new)
        if j < len(self._new) and self._is_same(i, j):
            yield i + 1, j + 1
        if self._puts_speaker_last(i, j):
            yield i + 3, j + 3

    def _puts_speaker_last(self, i: int, j: int) -> bool:
        """ "Me and Anna" at the beginning of a sentence became "Anna and I"."""
        old, new = self._old[i : i + 3], self._new[j : j + 3]
        if (
            tuple(each.plain for each in old[:2]),
            tuple(each.plain for each in new[1:]),
        ) not in self._permissions.pairs:
            return False
        has_marks = any(each.mark_after for each in (*old[:2], *new[:2]))
        return old[0].begins_sentence and len(old) == 3 and old[2].written == new[0].written and not has_marks

    def _is_same(self, i: int, j: int) -> bool:
        old, new = self._old[i], self._new[j]
        permissions = self._permissions
        if old.plain != new.plain:
            exchanged = old.plain in permissions.articles and new.plain in permissions.articles
            return exchanged and not old.is_name and not self._is_bound_article(self._old, i)
        if permissions.is_negation(old.plain) and old.mark_after != new.mark_after:
            return False
        return _has_same_capitals(old, new) and _asks_alike(old, new)

    def _is_exchange(self, exchange: Exchange, i: int, j: int) -> bool:
        old = self._old[i : i + len(exchange.old)]
        new = self._new[j : j + len(exchange.new)]
        that = self._permissions.that
        if not _is_phrase(old, exchange.old, that) or not _is_phrase(new, exchange.new, that):
            return False
        if (exchange.mark_before and not old[0].mark_before) or (exchange.mark_after and not old[-1].mark_after):
            return False
        if not new:
            return self._may_go(i, len(old), is_set_off=exchange.mark_before and exchange.mark_after)
        # In a long phrase a capital is no name but, in German, a noun.
        has_name = len(old) < _LONG_PHRASE and any(word.is_name for word in old)
        if has_name or any(word.has_own_capitals for word in new):
            return False
        if any(self._permissions.is_negation(word.plain) for word in (*old, *new)):
            return old[-1].mark_after == new[-1].mark_after and _asks_alike(old[-1], new[-1])
        return _asks_alike(old[-1], new[-1])

    def _deletions(self, i: int, j: int) -> Iterator[Places]:
        old, permissions = self._old, self._permissions
        word = old[i]
        following = old[i + 1] if i + 1 < len(old) else None
        for length in range(1, _LONGEST_STUTTER + 1):
            if self._is_stutter(i, length):
                yield i + length, j
        end = self._repaired_end(i)
        if end:
            yield end, j
        if following is None or word.asks or word.is_name:
            return
        if word.is_fragment and following.plain.startswith(word.plain) and len(following.plain) > len(word.plain):
            yield i + 1, j
        if word.plain in permissions.articles and not self._is_bound_article(old, i):
            yield i + 1, j
        if _is_optional_that(old, i, permissions):
            yield i + 1, j
        if word.plain in permissions.sentence_joiners and word.begins_sentence:
            yield i + 1, j

    def _is_stutter(self, i: int, length: int) -> bool:
        """The words are said twice, and not to say more: "two two" is a number, "no no" an answer, "B B" a name."""
        first, second = self._old[i : i + length], self._old[i + length : i + 2 * length]
        if any(word.is_letter for word in (*first, *second)):
            return False
        if any(word.is_name for word in (*first, *second)) and not _is_clause(first):
            return False
        if length == 1 and first[0].plain in self._doubled_words:
            return False
        if [word.plain for word in first] != [word.plain for word in second]:
            return False
        return not any(word.is_number or word.asks or self._permissions.is_negation(word.plain) for word in first)

    def _repaired_end(self, i: int) -> int:
        """Behind "on Monday, no, sorry," before "on Tuesday": what a speaker took back at once, and 0 where he did not.
        Behind a negation the same words are an answer ("not on Monday, no, on Tuesday").
        """
        for length in range(1, _LONGEST_REPAIR + 1):
            start = i + length
            slip = self._old[i:start]
            for marker in self._permissions.repairs.get(self._old[start].plain, ()) if start < len(self._old) else ():
                end = start + len(marker.old)
                if self._is_marked(marker, start, end) and _is_parallel(slip, self._old[end : end + length]):
                    return 0 if self._is_negated(i) else end
        return 0

    def _is_marked(self, marker: Exchange, start: int, end: int) -> bool:
        words = self._old[start:end]
        if tuple(word.plain for word in words) != marker.old or self._old[start - 1].asks or words[-1].asks:
            return False
        is_set_off = words[0].mark_before and words[-1].mark_after
        return (is_set_off or not marker.mark_before) and not any(word.begins_sentence for word in words)

    def _is_negated(self, i: int) -> bool:
        """A negation stands before the word in its sentence."""
        while i and not self._old[i].begins_sentence:
            i -= 1
            if self._permissions.is_negation(self._old[i].plain):
                return True
        return False

    def _may_go(self, i: int, length: int, *, is_set_off: bool) -> bool:
        """Behind a negation nothing goes: "not really" is not "not"."""
        words = self._old[i : i + length]
        if any(word.asks or word.is_name for word in words):
            return False
        end = i + length
        if words[0].begins_sentence and (end == len(self._old) or self._old[end].begins_sentence):
            # A whole sentence, such as the answer to a question.
            return False
        return is_set_off or i == 0 or not self._permissions.is_negation(self._old[i - 1].plain)

    def _may_come(self, j: int) -> bool:
        new, permissions = self._new, self._permissions
        word = new[j]
        if word.asks or word.has_own_capitals or j + 1 == len(new):
            return False
        if word.plain in permissions.articles:
            following = new[j + 1]
            has_noun = following.plain not in permissions.without_article and not following.is_number
            return has_noun and not word.mark_after and not self._is_bound_article(new, j)
        is_doubled = j > 0 and new[j - 1].plain == word.plain
        return word.plain in permissions.may_come or (_is_optional_that(new, j, permissions) and not is_doubled)

    def _is_bound_article(self, words: Sequence[GuardWord], index: int) -> bool:
        """It is part of what is said: "a few", "all the"."""
        if index and words[index - 1].plain in self._permissions.article_behind:
            return True
        return index + 1 < len(words) and words[index + 1].plain in self._permissions.with_article


def _is_clause(words: Sequence[GuardWord]) -> bool:
    """More than names: "die Sitzung ist" is said twice by mistake, "New York" may not be."""
    return len(words) >= _LONG_PHRASE and sum(not word.is_name for word in words) >= _LONG_PHRASE - 1


def _is_parallel(slip: Sequence[GuardWord], repair: Sequence[GuardWord]) -> bool:
    """Both say the same thing with another name or number in one place."""
    if len(slip) != len(repair) or any(word.begins_sentence for word in repair):
        return False
    different = [(one, other) for one, other in zip(slip, repair, strict=True) if one.plain != other.plain]
    if len(different) != 1:
        return False
    one, other = different[0]
    return (one.is_number and other.is_number) or (one.is_name and other.is_name)


def _is_phrase(words: Sequence[GuardWord], phrase: tuple[str, ...], that: frozenset[str]) -> bool:
    """No mark stands inside a phrase, unless before "that"."""
    if tuple(word.plain for word in words) != phrase:
        return False
    return not any(word.mark_after and following.plain not in that for word, following in pairwise(words))


def _is_optional_that(words: Sequence[GuardWord], index: int, permissions: Permissions) -> bool:
    word = words[index]
    if word.plain not in permissions.that or word.mark_before or word.mark_after or index + 1 >= len(words):
        return False
    return words[index + 1].plain in permissions.that_before


def _has_same_capitals(old: GuardWord, new: GuardWord) -> bool:
    """Capitals of names and abbreviations stay, and none come but at the beginning of a word."""
    if old.has_own_capitals or new.has_own_capitals:
        return old.written.replace("’", "'") == new.written.replace("’", "'")
    return new.written[:1].isupper() or not old.is_name


def _asks_alike(old: GuardWord, new: GuardWord) -> bool:
    return old.asks == new.asks or (new.asks and new.sentence_asks)


def _reason(old: Sequence[GuardWord], new: Sequence[GuardWord], permissions: Permissions) -> Objection:
    """The gravest difference; where none shows in the counts, words changed places."""
    before, after = Counter(word.plain for word in old), Counter(word.plain for word in new)
    if [word.plain for word in old if word.is_number] != [word.plain for word in new if word.is_number]:
        return Objection.NUMBERS
    if {word.plain for word in old if word.is_name} - set(after):
        return Objection.NAMES
    if sum(map(permissions.is_negation, before.elements())) != sum(map(permissions.is_negation, after.elements())):
        return Objection.NEGATIONS
    if sum(word.asks for word in old) != sum(word.asks for word in new):
        return Objection.QUESTIONS
    added, lost = (after - before).total(), (before - after).total()
    if added and not lost:
        return Objection.ADDED
    return Objection.LOST if lost and not added else Objection.CHANGED
