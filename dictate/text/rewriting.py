"""Rewriting: the one place where words may change, in modes that say so, by a model that a guard watches over."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import Enum
from typing import Protocol, runtime_checkable

from dictate.errors import DictateError
from dictate.text.document import Replacement, Text

OFF = "off"
"""The value of the option where no text is rewritten."""
_WORD = re.compile(r"\S+")


class RewriteMode(Enum):
    """What a rewriting is for; the value is its name for users."""

    TIDY = "tidy"
    SHORTEN = "shorten"
    FORMAL = "formal"
    CUSTOM = "custom"
    """As the user's own instruction says."""


@runtime_checkable
class Rewriter(Protocol):
    """A language model behind a guard."""

    def rewritten(self, content: str, mode: RewriteMode, wish: str, language_code: str) -> str:
        """`content` in other words that say the same; `wish` is the user's instruction for the mode CUSTOM.

        Blocks for seconds. Raises dictate.errors.DictateError when there is no answer in time, or none that the guard
        lets pass.
        """
        ...


def with_rewriting(text: Text, rewriter: Rewriter, mode: RewriteMode, wish: str, language_code: str) -> Text:
    """`text` as the rewriter puts it; what was kept stays where it was, with its pauses and line breaks.

    Raises DictateError from the rewriter, and where words would change that the speaker asked to keep.
    """
    if not text.content.strip():
        return text
    replacements = changed_words(text.content, rewriter.rewritten(text.content, mode, wish, language_code))
    touched = any(each.start < end and start < each.end for each in replacements for start, end in text.protected)
    if touched:
        raise DictateError("The text was not rewritten: words that you asked to keep would change.")
    return text.edited("rewriting", replacements)


def changed_words(content: str, rewritten: str) -> list[Replacement]:
    """The replacements that make the words of `content` those of `rewritten`; white space around the others stays."""
    spans = [match.span() for match in _WORD.finditer(content)]
    before, after = [content[start:end] for start, end in spans], rewritten.split()
    if not before:
        return [Replacement(0, len(content), " ".join(after))] if after else []
    found: list[Replacement] = []
    for kind, first, end, new_first, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        new = " ".join(after[new_first:new_end])
        match kind:
            case "replace":
                found.append(Replacement(spans[first][0], spans[end - 1][1], new))
            case "delete":
                # The white space behind the words goes with them; at the end of the text the one before them.
                stop = spans[end][0] if end < len(spans) else spans[end - 1][1]
                start = spans[first - 1][1] if end == len(spans) and first else spans[first][0]
                found.append(Replacement(start, stop, ""))
            case "insert":
                at_end = first == len(spans)
                place = spans[first - 1][1] if at_end else spans[first][0]
                found.append(Replacement(place, place, f" {new}" if at_end else f"{new} "))
    return found
