"""A text as the guard compares it: words without marks, numbers in digits, and what stood around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dictate.llm.permissions import Permissions
from dictate.text.cleanup.numbers import spoken_numbers
from dictate.text.document import Replacement, Text
from dictate.text.languages import LanguageTable
from dictate.text.layout.spans import words_of

_CHUNK = re.compile(r"\S+")
_PARTS = re.compile(r"(?<=\D)[—–]|[—–](?=\D)|…|\.{2,}|(?<=[^\W\d_])-(?=[^\W\d_])")
_OPENING = "\"'“”‘’„‚«»‹›([{¿¡…「『（"
_CLOSING = "\"'“”‘’«»‹›)]}.,;:!?…。！？、，؟」』）"
_DASHES = "-–—"
_MARKS = ".,;:!?…。！？、，؟—–()[]{}"
_SENTENCE_ENDS = ".!?…。！？؟"
_QUESTION_MARKS = "?？؟"
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ONE_LETTER_WORDS = "aio"
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True)
class GuardWord:
    """`plain` is what is compared: lower case, without marks, digits for spoken numbers. A mark or an end of the text
    stands before it or behind it where `mark_before` and `mark_after` say so.
    """

    plain: str
    written: str
    mark_before: bool
    mark_after: bool
    begins_sentence: bool
    asks: bool
    """A question ends with it."""
    sentence_asks: bool
    """Its sentence begins as a question does."""

    @property
    def is_number(self) -> bool:
        return bool(_DIGITS.search(self.plain))

    @property
    def is_name(self) -> bool:
        """A capital shows it, where the place in the sentence does not ask for one."""
        if self.written[:1] == "I" and (len(self.written) == 1 or self.written[1] in "'’"):
            return False
        return self.has_own_capitals or (self.written[:1].isupper() and not self.begins_sentence)

    @property
    def has_own_capitals(self) -> bool:
        """Capitals behind the first letter: IT, iPhone."""
        return any(letter.isupper() for letter in self.written[1:])

    @property
    def is_letter(self) -> bool:
        """A letter as one spells; "I" and "a" are words."""
        return len(self.plain) == 1 and self.plain.isalpha() and self.plain not in _ONE_LETTER_WORDS

    @property
    def is_fragment(self) -> bool:
        """A word that was broken off ("th-")."""
        return self.written.endswith("-")


@dataclass
class _Piece:
    """A word being read: what stands before it, it, what stands behind it."""

    before: str
    word: str
    after: str


def guard_words(content: str, language: LanguageTable, permissions: Permissions) -> list[GuardWord]:
    """The words of `content`; fillers are left out, and their marks count for the words around them."""
    pieces = _pieces(_with_digits(content, language), language, permissions)
    fillers = frozenset(language.fillers)
    kept: list[_Piece] = []
    for piece in pieces:
        is_abbreviation = len(piece.word) > 1 and piece.word.isupper()
        if piece.word.lower() in fillers and not is_abbreviation:
            if kept:
                kept[-1].after += piece.before + piece.after
            continue
        kept.append(piece)
    return _words(kept, permissions)


def _with_digits(content: str, language: LanguageTable) -> str:
    text = Text(content)
    words = words_of(text, language)
    replacements = []
    for number in spoken_numbers(words, alone=True):
        start, _ = words.spans[number.first]
        _, end = words.spans[number.end - 1]
        written = words.content[start:end]
        opening = written[: len(written) - len(written.lstrip(_OPENING))]
        closing = written[len(written.rstrip(_CLOSING)) :]
        decimals = number.decimals
        replacements.append(Replacement(start, end, f"{opening}{number.value}{decimals}{closing}"))
    return text.edited("numbers", replacements).content


def _pieces(content: str, language: LanguageTable, permissions: Permissions) -> list[_Piece]:
    found: list[_Piece] = []
    last_end = 0
    for chunk in _CHUNK.finditer(content):
        if found and "\n" in content[last_end : chunk.start()]:
            found[-1].after += "."
        last_end = chunk.end()
        for piece in _chunk_pieces(chunk.group()):
            if not piece.word:
                if found:
                    found[-1].after += piece.before + piece.after
                continue
            found += _amount_pieces(piece, language, permissions)
    return found


def _chunk_pieces(chunk: str) -> list[_Piece]:
    """A chunk between white space, parted at dashes and hyphens."""
    pieces: list[_Piece] = []
    position = 0
    for cut in [*_PARTS.finditer(chunk), None]:
        part = chunk[position : cut.start() if cut else len(chunk)]
        word = part.lstrip(_OPENING)
        if not re.match(r"-\d", word):
            word = word.lstrip(_DASHES)
        before = part[: len(part) - len(word)]
        bare = word.rstrip(_CLOSING)
        pieces.append(_Piece(before, bare.rstrip("–—"), word[len(bare.rstrip("–—")) :]))
        if cut is not None:
            pieces[-1].after += cut.group().replace("-", "")
            position = cut.end()
    return pieces


def _amount_pieces(piece: _Piece, language: LanguageTable, permissions: Permissions) -> list[_Piece]:
    """ "$20" and "20%" are read as "20 $" and "20 %", and so are "20 dollars" and "20 percent"."""
    currencies = language.written_forms.currencies
    lower = piece.word.lower()
    if lower in permissions.percent:
        return [_Piece(piece.before, "%", piece.after)]
    for currency in currencies:
        if lower in currency.names:
            return [_Piece(piece.before, currency.symbol, piece.after)]
    signs = "".join(re.escape(each.symbol) for each in currencies)
    before = re.fullmatch(rf"([{signs}])(\d.*)", piece.word) if signs else None
    after = re.fullmatch(rf"(\S*\d)([%{signs}])", piece.word)
    if before:
        return [_Piece(piece.before, before[2], ""), _Piece("", before[1], piece.after)]
    if after:
        return [_Piece(piece.before, after[1], ""), _Piece("", after[2], piece.after)]
    return [piece]


def _words(pieces: list[_Piece], permissions: Permissions) -> list[GuardWord]:
    words: list[GuardWord] = []
    begins, sentence_asks = True, False
    last = len(pieces) - 1
    for index, piece in enumerate(pieces):
        plain = _plain(piece.word)
        behind = pieces[index - 1].after if index else ""
        if begins:
            sentence_asks = plain in permissions.question_words
        words.append(
            GuardWord(
                plain=plain,
                written=piece.word,
                mark_before=index == 0 or _has_mark(behind) or _has_mark(piece.before),
                mark_after=index == last or _has_mark(piece.after) or _has_mark(pieces[index + 1].before),
                begins_sentence=begins,
                asks=any(mark in _QUESTION_MARKS for mark in piece.after),
                sentence_asks=sentence_asks,
            )
        )
        begins = any(mark in _SENTENCE_ENDS for mark in piece.after)
    return words


def _has_mark(marks: str) -> bool:
    return any(mark in _MARKS for mark in marks)


def _plain(word: str) -> str:
    plain = word.replace("’", "'").lower().rstrip("-")
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain).replace("–", "-")
    return plain.replace(".", "") if _DOTTED.fullmatch(plain) else plain
