"""How a text meets what stands before it and what will follow it."""

from __future__ import annotations

import re

from dictate.text.document import Replacement, Text
from dictate.text.joint_words import joint_words

_NO_SPACE_BEFORE = ",.;:!?…)]}%»”’،؛؟。、！？"
_GOES_ON = ",;:–—"
_FIRST_WORD = re.compile(r"\w[\w'’]*")
_NO_SPACE_AFTER = "([{«“‘„/@#_-\\"


def joined_to(text: Text, before: str) -> Text:
    """A space in front where `before` (what stands before the cursor) ends with a word, none where it ends with one.

    `before` is "" when it is not known.
    """
    content = text.content
    if not content or not before:
        return text
    if before[-1].isspace():
        leading = len(content) - len(content.lstrip(" "))
        return text.edited("joint", [Replacement(0, leading, "")])
    if content[0].isspace() or content[0] in _NO_SPACE_BEFORE or before[-1] in _NO_SPACE_AFTER:
        return text
    return text.edited("joint", [Replacement(0, 0, " ")])


def continued(text: Text, before: str, language: str) -> Text:
    """A small first letter where `before` ends inside a sentence and the first word is surely no name."""
    open_end = before.rstrip(" ")
    first = _FIRST_WORD.match(text.content)
    if first is None or not open_end or not (open_end[-1].isalnum() or open_end[-1] in _GOES_ON):
        return text
    word = first.group()
    if word[1:] != word[1:].lower() or not joint_words(language).is_ordinary(word.lower()):
        return text
    return text.edited("joint", [Replacement(0, 1, word[0].lower())])


def with_ending(text: Text, ending: str) -> Text:
    """One `ending` (" ", "\\n" or "") behind the last word; line breaks that stand there already are kept."""
    content = text.content
    kept = content.rstrip()
    behind = content[len(kept) :]
    if not kept and "\n" not in behind:
        return text.edited("ending", [Replacement(0, len(content), "")])
    if "\n" in behind:
        return text
    return text.edited("ending", [Replacement(len(kept), len(content), ending)])
