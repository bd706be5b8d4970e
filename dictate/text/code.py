"""Code mode: identifiers in a style, symbols by name, numbers as digits, and none of the rules of prose.

"snake case total amount equals five" is total_amount = 5. The tables are in resources/languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from dictate.text.cleanup.numbers import SpokenNumber, spoken_numbers
from dictate.text.document import Text
from dictate.text.languages import CodeTable, LanguageTable
from dictate.text.layout.spans import Words, words_of
from dictate.text.pieces import Piece, written

_MAX_IDENTIFIER_WORDS = 6
_PAUSE_S = 0.7
_MARKS = ",.;:!?…"
_PATH_MARKS = ("/", ".")
_BRACKETS = ("(", "[")


def _camel(words: Sequence[str]) -> str:
    return words[0].lower() + "".join(map(str.capitalize, words[1:]))


STYLES: Mapping[str, Callable[[Sequence[str]], str]] = {
    "snake": lambda words: "_".join(words).lower(),
    "camel": _camel,
    "pascal": lambda words: "".join(map(str.capitalize, words)),
    "kebab": lambda words: "-".join(words).lower(),
    "constant": lambda words: "_".join(words).upper(),
    "dunder": lambda words: f"__{'_'.join(words).lower()}__",
    "flat": lambda words: "".join(words).lower(),
    "upper": lambda words: " ".join(words).upper(),
}
"""How the words of an identifier are joined, by the names that the tables use."""


@dataclass(frozen=True)
class _Symbol:
    text: str
    kind: str


def as_code(text: Text, language: LanguageTable) -> Text:
    """`text` as code. A language without a table of symbols is left as it is."""
    if not language.code_mode.styles:
        return text
    return _Coder(words_of(text, language)).code(text)


class _Coder:
    def __init__(self, words: Words) -> None:
        self._words = words
        self._table = words.language.code_mode
        self._symbols = _symbols(self._table)
        self._numbers = {number.first: number for number in spoken_numbers(words, alone=True)}
        self._pieces: list[Piece] = []
        self._last: _Symbol | None = None
        self._open: set[str] = set()

    def code(self, text: Text) -> Text:
        index = 0
        while index < len(self._words):
            index = self._step(index)
        return written(text, "code", self._pieces, keep_gaps=False)

    def _step(self, index: int) -> int:
        """Take over what begins at the word; the index behind it."""
        style = self._words.match(index, tuple(self._table.styles))
        if style and index + style < len(self._words):
            return self._identifier(index + style, self._phrase(index, style))
        length = self._words.match(index, tuple(self._symbols))
        if length:
            self._symbol(self._symbols[self._phrase(index, length)])
            return index + length
        number = self._numbers.get(index)
        if number is not None:
            self._put(_plain(number), index, number.end)
            return number.end
        self._put(self._ordinary(index), index, index + 1)
        return index + 1

    def _phrase(self, index: int, length: int) -> str:
        return " ".join(self._words.bare(place) for place in range(index, index + length))

    def _put(self, written_as: str, first: int, end: int) -> None:
        source = (self._words.spans[first][0], self._words.spans[end - 1][1])
        self._pieces.append(Piece(written_as, source))
        self._last = None

    def _identifier(self, first: int, style: str) -> int:
        end = first + 1
        while end < min(len(self._words), first + _MAX_IDENTIFIER_WORDS) and not self._ends_identifier(end):
            end += 1
        parts = [self._words.bare(index) for index in range(first, end)]
        parts = [str(self._words.language.numbers.values.get(part, part)) for part in parts]
        self._put(STYLES[self._table.styles[style]](parts), first, end)
        return end

    def _ends_identifier(self, index: int) -> bool:
        words = self._words
        pause = words.pauses[index]
        return (
            words.ends_with_mark(index - 1)
            or (pause is not None and (pause.at_joint or pause.seconds >= _PAUSE_S))
            or words.bare(index) in self._table.keywords
            or bool(words.match(index, tuple(self._symbols)) or words.match(index, tuple(self._table.styles)))
        )

    def _symbol(self, symbol: _Symbol) -> None:
        kind = symbol.kind
        if kind == "pairs":
            kind = "after" if symbol.text in self._open else "before"
            self._open ^= {symbol.text}
        elif kind == "spaced":
            kind = self._kind_of_spaced(symbol.text)
        elif (symbol.text in _PATH_MARKS and self._begins_path()) or (
            symbol.text[:1] in _BRACKETS and self._begins_expression()
        ):
            kind = "before" if kind == "tight" else "spaced"
        piece = Piece(symbol.text, None, kind in ("tight", "after"), kind in ("tight", "before"))
        self._pieces.append(piece)
        self._last = symbol

    def _kind_of_spaced(self, mark: str) -> str:
        """A sign stands before its number ("= -5"); an option takes its value without space ("--name=x")."""
        if mark == "-" and (not self._pieces or (self._last is not None and self._last.kind in ("spaced", "before"))):
            return "before"
        if mark == "-" and self._last is not None and self._last.text in "([{":
            return "before"
        return "tight" if mark == "=" and self._is_option() else "spaced"

    def _is_option(self) -> bool:
        """Whether what stands since the last space begins with a dash."""
        for place in range(len(self._pieces) - 1, -1, -1):
            piece = self._pieces[place]
            if not piece.sticks_left and not (place and self._pieces[place - 1].sticks_right):
                return piece.text in ("-", "--")
        return False

    def _begins_path(self) -> bool:
        if not self._pieces:
            return True
        if self._last is not None:
            return self._last.kind in ("spaced", "pairs")
        is_alone = len(self._pieces) < 2 or not self._pieces[-2].sticks_right
        return is_alone and self._pieces[-1].text in self._table.path_words

    def _begins_expression(self) -> bool:
        """Whether a bracket groups or lists here, and is no call or index."""
        if not self._pieces:
            return True
        if self._last is not None:
            return self._last.kind == "spaced" or self._last.text == ","
        return self._pieces[-1].text in self._table.keywords

    def _ordinary(self, index: int) -> str:
        """The word without the capital and the marks that the model gave it as prose."""
        words = self._words
        word = words.word(index)
        bare = word.rstrip(_MARKS)
        if bare and bare != word and self._is_model_mark(index, word[len(bare) :]):
            word = bare
        begins = index == 0 or words.ends_sentence(index - 1)
        is_plain_capital = word[:1].isupper() and word[1:] == word[1:].lower()
        return word.lower() if is_plain_capital and (begins or len(word) == 1) else word

    def _is_model_mark(self, index: int, mark: str) -> bool:
        if mark in (".", "…", "...") or index + 1 == len(self._words):
            return True
        following = index + 1
        return bool(
            self._words.match(following, tuple(self._symbols))
            or self._words.match(following, tuple(self._table.styles))
        )


def _plain(number: SpokenNumber) -> str:
    return f"{number.value}.{number.decimals}" if number.decimals else str(number.value)


def _symbols(table: CodeTable) -> Mapping[str, _Symbol]:
    return _all_symbols(
        tuple(
            (phrase, text, kind)
            for kind, symbols in (
                ("tight", table.tight),
                ("spaced", table.spaced),
                ("after", table.after),
                ("before", table.before),
                ("pairs", table.pairs),
            )
            for phrase, text in symbols.items()
        )
    )


@cache
def _all_symbols(entries: tuple[tuple[str, str, str], ...]) -> Mapping[str, _Symbol]:
    return {phrase: _Symbol(text, kind) for phrase, text, kind in entries}
