"""Code mode: identifiers in a style, symbols by name, numbers as digits, and none of the rules of prose.

"snake case total amount equals five" is total_amount = 5. The tables are in resources/languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
_BRACKETS = ("(", "[", "<")
_ENDS_OF_URL = frozenset({")", "]", "}", ">", '"', "'", "`", ",", ";", "\n", "|", ">>"})
_LONGEST_RUN = 200
"""Pieces without a space between them that are looked at."""
_SHORT_OPTIONS = 2
"""Letters behind a dash that are options; more of them go on with a long option ("--save-dev")."""
_BEGIN_COMMANDS = ("|", "||", "&&", ";", "\n")
_IN_PATHS = ("/", ".", "_", "*")
_PREFIXES = ("f", "r", "b", "u", "F", "R", "B", "U", "L", "$", "@")
_SHELL_ASSIGNS = frozenset({"export", "alias"})


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
    return _Coder(words_of(text, _with_decimal_points(language))).code(text)


def _with_decimal_points(language: LanguageTable) -> LanguageTable:
    """Where decimals are said with a comma, code has a list there: "eins Komma zwei" is 1, 2."""
    if language.numbers.decimal_mark == ".":
        return language
    points = tuple(phrase for phrase, symbol in language.code_mode.tight.items() if symbol == ".")
    return replace(language, numbers=replace(language.numbers, decimal_words=points))


class _Coder:
    def __init__(self, words: Words) -> None:
        self._words = words
        self._table = words.language.code_mode
        self._symbols = _symbols(self._table)
        self._styles = _styles(tuple(self._table.styles.items()))
        self._numbers = {number.first: number for number in self._numbers_before_symbols()}
        self._digits = {*self._numbers, *(place for place in range(len(words)) if words.bare(place)[:1].isdecimal())}
        self._pieces: list[Piece] = []
        self._last: _Symbol | None = None
        self._open: set[str] = set()
        self._brackets: list[str] = []

    def code(self, text: Text) -> Text:
        index = 0
        while index < len(self._words):
            index = self._step(index)
        return written(text, "code", self._pieces, keep_gaps=False)

    def _numbers_before_symbols(self) -> Iterator[SpokenNumber]:
        """All numbers, but for what belongs to a symbol: "zéro deux points" is 0 and a colon."""
        for number in spoken_numbers(self._words, alone=True):
            begins = (
                place
                for place in range(number.first + 1, number.end)
                if place + self._words.match(place, tuple(self._symbols)) > number.end
            )
            place = next(begins, None)
            if place is None:
                yield number
            else:
                part = replace(self._words, spans=self._words.spans[:place], pauses=self._words.pauses[:place])
                yield from (shorter for shorter in spoken_numbers(part, alone=True) if shorter.first >= number.first)

    def _step(self, index: int) -> int:
        """Take over what begins at the word; the index behind it."""
        style = self._words.match(index, tuple(self._styles))
        if style and index + style < len(self._words):
            return self._identifier(index + style, self._phrase(index, style))
        length = self._words.match(index, tuple(self._symbols))
        if length:
            self._symbol(self._symbols[self._phrase(index, length)], index + length)
            return index + length
        capital = self._words.match(index, self._words.language.corrections.capital)
        if capital and len(letter := self._bare(index + capital)) == 1 and letter.isalpha():
            # "dash capital x" is -X.
            self._put(letter.upper(), index + capital, index + capital + 1)
            return index + capital + 1
        number = self._numbers.get(index)
        if number is not None:
            self._put(_plain(number), index, number.end)
            return number.end
        goes_on = len(self._bare(index)) == 1 and self._bare(index).isalpha() and self._is_cluster_of_options()
        self._put(self._ordinary(index), index, index + 1)
        # "dash x z f" is -xzf.
        self._pieces[-1].sticks_left = goes_on
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
        self._put(STYLES[self._styles[style]](parts), first, end)
        return end

    def _ends_identifier(self, index: int) -> bool:
        words = self._words
        pause = words.pauses[index]
        return (
            words.ends_with_mark(index - 1)
            or (pause is not None and (pause.at_joint or pause.seconds >= _PAUSE_S))
            or words.bare(index) in self._table.keywords
            or bool(words.match(index, tuple(self._symbols)) or words.match(index, tuple(self._styles)))
        )

    def _symbol(self, symbol: _Symbol, following: int) -> None:
        """`following` is the index of the word behind it."""
        kind = self._kind_of(symbol, following)
        self._note_bracket(symbol.text)
        self._pieces.append(Piece(symbol.text, None, kind in ("tight", "after"), kind in ("tight", "before")))
        self._last = symbol

    def _kind_of(self, symbol: _Symbol, following: int) -> str:
        """How the symbol stands here."""
        kind, mark = symbol.kind, symbol.text
        if mark not in _ENDS_OF_URL and self._since_space(lambda text: text == "://"):
            return "tight"
        if kind == "pairs":
            return self._kind_of_pair(mark)
        if kind == "spaced":
            return self._kind_of_spaced(mark)
        if mark in _PATH_MARKS and self._begins_path():
            return "before" if self._goes_on_path(following) else "spaced"
        if mark[:1] in _BRACKETS and self._begins_expression():
            return "before" if kind == "tight" else "spaced"
        if mark == ":" and self._is_tight_colon(following):
            return "tight"
        if mark == "~" and self._last is None and following in self._digits and self._pieces:
            return "tight"
        if mark == "-" and self._is_long_option() and len(self._bare(following)) > _SHORT_OPTIONS:
            return "tight"
        if mark == "%" and self._last is not None and self._last.text in self._open:
            # "%d" in a string; behind a number it is percent.
            return "before"
        if mark in ("*", "**") and self._last is None and self._pieces and self._ends_operand(following):
            return "spaced"
        return kind

    def _kind_of_pair(self, mark: str) -> str:
        """A letter before an opening quote belongs to it: f"…"."""
        closes = mark in self._open
        self._open ^= {mark}
        if closes:
            return "after"
        is_prefixed = self._last is None and self._pieces and self._pieces[-1].text in _PREFIXES
        return "tight" if is_prefixed and not self._is_option() else "before"

    def _note_bracket(self, mark: str) -> None:
        for letter in mark:
            if letter in "([{":
                self._brackets.append(letter)
            elif letter in ")]}" and self._brackets:
                self._brackets.pop()

    def _is_tight_colon(self, following: int) -> bool:
        """In a slice, and before the port of a host."""
        is_host = following in self._digits and self._since_space(lambda text: text in ("localhost", "."))
        return is_host or self._brackets[-1:] == ["["]

    def _goes_on_path(self, following: int) -> bool:
        """Whether a path that begins with a dot or slash goes on: "find dot dash name" does not."""
        length = self._words.match(following, tuple(self._symbols)) if following < len(self._words) else 0
        symbol = self._symbols[self._phrase(following, length)] if length else None
        return following < len(self._words) and (symbol is None or symbol.text[:1] in _IN_PATHS)

    def _is_cluster_of_options(self) -> bool:
        """Whether single letters behind one dash came last."""
        last = self._pieces[-1] if self._pieces else None
        is_letter = last is not None and self._last is None and len(last.text) == 1 and last.text.isalpha()
        return is_letter and self._is_option() and not self._is_long_option()

    def _bare(self, index: int) -> str:
        return self._words.bare(index) if index < len(self._words) else ""

    def _ends_operand(self, following: int) -> bool:
        """Whether what follows is no name: a star before it points to nothing."""
        return following in self._digits or self._bare(following) in self._table.keywords

    def _kind_of_spaced(self, mark: str) -> str:
        """A sign stands before its number ("= -5"); an option takes its value without space ("--name=x")."""
        if mark in ("<", ">") and self._is_include():
            return "before" if mark == "<" else "after"
        if mark == "-" and (not self._pieces or (self._last is not None and self._last.kind in ("spaced", "before"))):
            return "before"
        if mark == "-" and self._last is not None and (self._last.text in "([{" or self._is_in_slice()):
            return "before"
        return "tight" if mark == "=" and (self._is_option() or self._is_shell_assignment()) else "spaced"

    def _is_include(self) -> bool:
        """ "#include <stdio.h>" """
        return [piece.text for piece in self._pieces[:2]] == ["#", "include"]

    def _is_in_slice(self) -> bool:
        return self._brackets[-1:] == ["["] and self._last is not None and self._last.text == ":"

    def _is_shell_assignment(self) -> bool:
        return len(self._pieces) == 2 and self._pieces[0].text in _SHELL_ASSIGNS

    def _since_space(self, is_wanted: Callable[[str], bool]) -> bool:
        """Whether a piece is wanted of those that stand together at the end."""
        for place in range(len(self._pieces) - 1, max(-1, len(self._pieces) - 1 - _LONGEST_RUN), -1):
            piece = self._pieces[place]
            if is_wanted(piece.text):
                return True
            if not piece.sticks_left and not (place and self._pieces[place - 1].sticks_right):
                return False
        return False

    def _is_long_option(self) -> bool:
        return self._last is None and self._is_option() and self._since_space(lambda text: text == "--")

    def _is_option(self) -> bool:
        """Whether what stands since the last space begins with a dash."""
        for place in range(len(self._pieces) - 1, max(-1, len(self._pieces) - 1 - _LONGEST_RUN), -1):
            piece = self._pieces[place]
            if not piece.sticks_left and not (place and self._pieces[place - 1].sticks_right):
                return piece.text in ("-", "--")
        return False

    def _begins_path(self) -> bool:
        if not self._pieces:
            return True
        if self._last is not None:
            return self._last.kind in ("spaced", "pairs")
        if self._is_option() and not self._since_space(lambda text: text == "="):
            return True
        return self._pieces[-1].text in self._table.path_words and self._is_command()

    def _is_command(self) -> bool:
        """Whether the last word stands where commands and their subcommands do."""
        if len(self._pieces) == 1 or self._pieces[-1].text in self._table.keywords:
            return True
        before = self._pieces[-2]
        is_word = before.source is not None
        return (len(self._pieces) == 2 and is_word) or before.text in (*_BEGIN_COMMANDS, "sudo")

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
            self._words.match(following, tuple(self._symbols)) or self._words.match(following, tuple(self._styles))
        )


@cache
def _styles(entries: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """The styles by their names, also as the model writes these: "snake_case", "camelCase"."""
    return {phrase.replace(" ", gap): style for phrase, style in entries for gap in ("", "_", "-", " ")}


def _plain(number: SpokenNumber) -> str:
    return f"{number.value}{number.decimals.replace(',', '.')}"


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
