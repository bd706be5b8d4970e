"""The user's words: names and terms for the recognizer, and what it makes of them put right afterwards.

Nothing is matched by likeness. Only forms that the user entered are replaced, as whole words, because likeness turns
right words into wrong ones.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from dictate.text.languages import LanguageTable

_MOST_TERMS = 2000
"""For the recognizer, which compares each text with all of them."""


class Script(Enum):
    """Which of an entry's forms is typed; the value is its name in the settings."""

    WRITTEN = "written"
    OTHER = "other"


@dataclass(frozen=True)
class Entry:
    """A name or a term. `other_script` is the same word in another script ("מכולת" for "makolet"); `sounds_like` are
    spellings of how it is said; `misheard` are what the recognizer has made of it.
    """

    written: str
    other_script: str = ""
    sounds_like: tuple[str, ...] = ()
    misheard: tuple[str, ...] = ()

    def form(self, script: Script) -> str:
        return self.other_script if script is Script.OTHER and self.other_script else self.written


@dataclass(frozen=True)
class ReplacementRule:
    """`heard` becomes `written`. A `regex` is a regular expression, and `written` may name its groups as \\1."""

    heard: str
    written: str
    regex: bool = False
    whole_words: bool = True
    match_case: bool = False


@dataclass(frozen=True)
class Vocabulary:
    entries: tuple[Entry, ...] = ()
    rules: tuple[ReplacementRule, ...] = ()

    def all_rules(self, script: Script = Script.WRITTEN) -> tuple[ReplacementRule, ...]:
        """The user's own rules first, then one for each form under which an entry may have been heard."""
        from_entries = (
            ReplacementRule(heard, entry.form(script))
            for entry in self.entries
            for heard in _heard_forms(entry, script)
        )
        return (*self.rules, *from_entries)

    def terms(self, script: Script = Script.WRITTEN) -> tuple[tuple[str, ...], ...]:
        """For the recognizer: each entry as it is to be written, then spellings of how it is said or was misheard."""
        found = []
        for entry in self.entries[:_MOST_TERMS]:
            form = entry.form(script)
            found.append(tuple(dict.fromkeys((form, entry.written, *entry.sounds_like, *entry.misheard))))
        return tuple(found)


def with_correction(vocabulary: Vocabulary, heard: str, right: str) -> Vocabulary:
    """The vocabulary if the user accepts the proposal that `heard` should have been `right`.

    An entry that has this written form learns the new misheard one; otherwise there is a new entry.
    """
    heard, right = " ".join(heard.split()), " ".join(right.split())
    if not right or heard == right:
        return vocabulary
    entries = list(vocabulary.entries)
    place = next((index for index, entry in enumerate(entries) if right in (entry.written, entry.other_script)), None)
    if place is None:
        entries.append(Entry(right, misheard=(heard,) if heard else ()))
    elif heard and heard not in entries[place].misheard:
        known = entries[place]
        entries[place] = Entry(known.written, known.other_script, known.sounds_like, (*known.misheard, heard))
    return Vocabulary(tuple(entries), vocabulary.rules)


def proposal_risk(heard: str, language: LanguageTable) -> str:
    """Why replacing `heard` everywhere may harm right words, as a sentence; "" when nothing is known against it."""
    words = heard.lower().split()
    if not words:
        return "Nothing was marked."
    if all(word in language.common_words for word in words):
        return f"'{heard}' consists of everyday words: it would be replaced wherever you say it."
    if len(words) == 1 and len(words[0]) <= 2:
        return f"'{heard}' is so short that it may stand for other words."
    return ""


def _heard_forms(entry: Entry, script: Script) -> Iterable[str]:
    forms = [*entry.misheard, *entry.sounds_like]
    if entry.other_script:
        # The recognizer writes the word in whichever script it likes: the mode's form is what counts.
        forms.append(entry.written if script is Script.OTHER else entry.other_script)
    elif _has_distinct_case(entry.written):
        forms.append(entry.written)
    return dict.fromkeys(form for form in forms if form.strip())


def _has_distinct_case(written: str) -> bool:
    """ "GitHub" is nothing else in lower case; "mark", "us" and "polish" are words of their own."""
    return written != written.upper() and any(letter.isupper() for letter in written[1:] if letter.isalpha())
