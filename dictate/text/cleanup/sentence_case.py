"""Begins sentences, and what stands below the greeting of a mail, with a capital.

Never lowers a letter: the model's own capitals are names as often as not.
"""

from __future__ import annotations

from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.email import email_frame
from dictate.text.layout.spans import words_of
from dictate.text.letters import capital


def with_sentence_case(text: Text, language: LanguageTable, before: str = "") -> Text:
    """`before` is what stands before the cursor: the first word goes on with a sentence that is still open there."""
    words = words_of(text, language)
    is_open = before.rstrip()[-1:].isalnum() or before.rstrip()[-1:] in tuple(",;:-–—")
    replacements = []
    for index, (start, end) in enumerate(words.spans):
        begins = (not is_open) if index == 0 else words.ends_sentence(index - 1) or "\n\n" in words.gap(index)
        pronoun = language.code == "en" and (words.bare(index) == "i" or words.bare(index).startswith(("i'", "i’")))
        if begins or pronoun:
            replacements += _capital(words.content, start, end, language.code)
    return text.edited("sentence-case", replacements)


def with_capital_after_greeting(text: Text, language: LanguageTable) -> Text:
    """The first word below the greeting of an e-mail with a capital, where the language writes one there."""
    words = words_of(text, language)
    body = email_frame(words).body if len(words) else 0
    if not body or not language.email.capital_after_greeting:
        return text
    return text.edited("sentence-case", _capital(words.content, *words.spans[body], language.code))


def _capital(content: str, start: int, end: int, code: str) -> list[Replacement]:
    place = next((index for index in range(start, end) if content[index].isalnum()), None)
    if place is None or not content[place].islower():
        return []
    # Addresses and names such as "iPhone" or "e.V." are written as they are.
    rest = content[place:end]
    if any(letter.isupper() for letter in rest) or "@" in rest or "." in rest.rstrip(".!?…\"')”’"):
        return []
    if place > start and content[place - 1] in "'’" and len(rest) == 1:
        # Dutch " 's Avonds".
        return []
    return [Replacement(place, place + 1, capital(content[place], code))]
