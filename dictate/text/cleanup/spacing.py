"""How a text meets what stands before it and what will follow it."""

from __future__ import annotations

from dictate.text.document import Replacement, Text

_NO_SPACE_BEFORE = ",.;:!?…)]}%»”’،؛؟。、！？"
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
