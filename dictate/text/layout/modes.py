"""The layout modes by name. Each keeps every word: only white space changes, and bullets are put before items."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.breaks import Layout, laid_out
from dictate.text.layout.email import email_layout
from dictate.text.layout.lists import list_layout
from dictate.text.layout.paragraphs import GapScorer, paragraph_layout
from dictate.text.layout.spans import Words, words_of


class Mode(Enum):
    """How a text is laid out; the value is its name for users."""

    PLAIN = "plain"
    PARAGRAPHS = "paragraphs"
    EMAIL = "email"
    LIST = "list"
    CHAT = "chat"
    CODE = "code"
    """Not a layout: identifiers and symbols by name, in dictate.text.code."""


LAYOUT_MODES = (Mode.PLAIN, Mode.PARAGRAPHS, Mode.EMAIL, Mode.LIST, Mode.CHAT)


def lay_out(
    text: Text,
    mode: Mode,
    language: LanguageTable,
    minimum_words: int = 0,
    scorer: GapScorer | None = None,
) -> tuple[Text, Layout]:
    """`text` in the layout of `mode`, and why. Below `minimum_words` no paragraphs are made.

    Raises DictateError only from `scorer`.
    """
    words = words_of(text, language)
    match mode:
        case Mode.PLAIN | Mode.CODE:
            return text, Layout({})
        case Mode.CHAT:
            return _in_one_line(text, words), Layout({})
        case Mode.PARAGRAPHS:
            layout = paragraph_layout(words, scorer=scorer) if len(words) >= minimum_words else Layout({})
        case Mode.EMAIL:
            layout = email_layout(words, scorer)
        case Mode.LIST:
            layout = list_layout(words)
        case _:
            assert_never(mode)
    return laid_out(text, words, layout.breaks), layout


def _in_one_line(text: Text, words: Words) -> Text:
    gaps = ((words.spans[index - 1][1], words.spans[index][0]) for index in range(1, len(words)) if words.gap(index))
    return text.edited("layout", [Replacement(start, end, " ") for start, end in gaps])
