"""What is said to the correction window: "choose two", "next word", the right word itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dictate.text.corrections import MARKS, place_of, said, spelled_in, stated_replacements, words_marked
from dictate.text.document import Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import words_of


class Step(Enum):
    """Requests without anything to say besides; the value is the name in the tables."""

    NEXT = "next"
    PREVIOUS = "previous"
    OMIT = "omit"
    """Leave the word out."""
    CAPITALIZE = "capitalize"
    """The other case for its first letter."""
    UNDO = "undo"
    LEARN = "learn"
    """Add the right word to the vocabulary."""
    DONE = "done"
    """Put the corrected text in the place of what was typed."""
    SAVE = "save"
    CANCEL = "cancel"


@dataclass(frozen=True)
class Open:
    """Open the window for `text`, which was dictated last, at the words `marked`, if any. Without a text it is that
    of the newest dictation.
    """

    text: str = ""
    marked: str = ""


@dataclass(frozen=True)
class Choose:
    """Take the alternative of this number, from 1 on."""

    number: int


@dataclass(frozen=True)
class Select:
    """Go to the word in the row of this number, from 1 on."""

    number: int


@dataclass(frozen=True)
class Mark:
    """Go to these words."""

    words: str


@dataclass(frozen=True)
class Write:
    """What was said is the right word; `is_exact` where the speaker gave its letters."""

    text: str
    is_exact: bool = False


@dataclass(frozen=True)
class Replace:
    """`old` should be `new`."""

    old: str
    new: str


CorrectionRequest = Step | Open | Choose | Select | Mark | Write | Replace


@dataclass(frozen=True)
class WindowState:
    """Whether there is a correction window to open, whether it takes what is said now, whether it has the focus, and
    the text it shows.
    """

    can_open: bool = False
    listens: bool = False
    has_focus: bool = False
    shown: str = ""


NO_WINDOW = WindowState()


def opens_window(heard: str, language: LanguageTable) -> bool:
    """Whether all of `heard` asks for the correction window."""
    return _plain(heard) in language.corrections.open


def request_of(heard: str, language: LanguageTable, shown: str) -> CorrectionRequest | None:
    """What a dictation asks of the open window that shows the text `shown`; None for one without words."""
    words = heard.split()
    if not words:
        return None
    table = language.corrections
    for literal in language.literal:
        if _plain(heard).startswith(literal + " "):
            return Write(said(words[len(literal.split()) :]))
    numbered = _numbered(_plain(heard), language)
    if numbered is not None:
        return numbered
    for step in Step:
        if _plain(heard) in table.window.get(step.value, ()):
            return step
    for old, new in stated_replacements(words, table):
        if new and place_of(old, shown) is not None:
            return Replace(old, new)
    letters = spelled_in(words, table)
    if letters:
        return Write(letters, is_exact=True)
    for marked in words_marked(words, table):
        if place_of(marked, shown) is not None:
            return Mark(marked)
    return Write(said(words)) if said(words) else None


def window_phrases(language: LanguageTable) -> tuple[str, ...]:
    """What may be said to the window, for the recognizer to ask for."""
    return tuple(
        phrase.replace("{number}", number)
        for phrases in language.corrections.window.values()
        for phrase in phrases
        for number in (_small_numbers(language) if "{number}" in phrase else ("",))
    )


def _small_numbers(language: LanguageTable) -> tuple[str, ...]:
    return tuple(word for word, value in language.numbers.values.items() if 1 <= value <= 9)


def _numbered(plain: str, language: LanguageTable) -> Choose | Select | None:
    window = language.corrections.window
    for template in (*window.get("choose", ()), "{number}"):
        number = _number_in(plain, template, language)
        if number is not None:
            return Choose(number)
    for template in window.get("select", ()):
        number = _number_in(plain, template, language)
        if number is not None:
            return Select(number)
    return None


def _number_in(plain: str, template: str, language: LanguageTable) -> int | None:
    before, _, behind = template.partition("{number}")
    if "{number}" not in template or not (plain.startswith(before) and plain.endswith(behind)):
        return None
    return _number(plain[len(before) : len(plain) - len(behind)], language, alone=not (before or behind))


def _number(word: str, language: LanguageTable, *, alone: bool) -> int | None:
    """A number in digits or words. Behind "choose" a word that sounds like one counts as well ("choose to")."""
    if word.isascii() and word.isdecimal() and len(word) < 4:
        return int(word)
    sounds = () if alone else next((each for each in language.homophones if word in each), ())
    values = language.numbers.values
    return next((values[each] for each in (word, *sounds) if each in values), None)


def _plain(heard: str) -> str:
    """In small letters, without marks."""
    words = words_of(Text(heard), LanguageTable())
    return " ".join(word for index in range(len(words)) if (word := words.bare(index).strip(MARKS)))
