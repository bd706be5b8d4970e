"""Applies the user's replacements to a text: whole words, longest first, in one pass; expressions after them."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Sequence

import regex

from dictate.errors import DictateError
from dictate.text.document import Replacement, Text
from dictate.text.vocabulary import ReplacementRule
from dictate.wording.message import message

_EXPRESSION_TIMEOUT_S = 0.2
"""For one expression on one text. `re` knows no time-out, and "(a+)+b" would hang the typist."""
_MAX_EXPRESSION_CHARACTERS = 1000
_MOST_REPEATS = 10_000
_MOST_NEW_CHARACTERS = 100_000
_COUNTS = re.compile(r"[{,](\d{1,30})(?=[,}])")
_OTHER_CASES = {"i": ("İ",), "I": ("ı",), "İ": ("i",), "ı": ("I",), "ß": ("ẞ", "SS", "Ss"), "ς": ("σ",), "σ": ("ς",)}
_APOSTROPHES = {"'": "’", "’": "'"}
_WITHOUT_SPACES = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_HEBREW_WORD = regex.compile(r"\p{Hebrew}{4}")
_HEBREW_PREFIX = r"(?:(?<!\w)|(?<=(?<!\w)(?:ו?(?:כש|מה|שה|[בהכלמש])|ו)))"
"""Prepositions, article and "and" are written together with the word behind them ("במכולת")."""
_SENTENCE_ENDS = ".!?…:\n"
_MARKS = ",.;:!?…"


def with_replacements(text: Text, rules: Sequence[ReplacementRule]) -> Text:
    """Raises DictateError when an expression is wrong or takes too long; the text is then as it was."""
    literal = tuple(rule for rule in rules if not rule.regex and rule.heard.strip())
    for match_case, whole_words in ((True, True), (True, False), (False, True), (False, False)):
        chosen = tuple(rule for rule in literal if (rule.match_case, rule.whole_words) == (match_case, whole_words))
        if chosen:
            text = _literally(text, chosen, match_case, whole_words)
    for rule in rules:
        if rule.regex:
            text = _by_expression(text, rule)
    return text


def check_expression(rule: ReplacementRule) -> None:
    """Raises DictateError when the rule's expression or its replacement cannot be used."""
    _compiled(rule.heard, rule.match_case)
    try:
        # With an empty alternative the expression surely matches, so that the replacement can be tried.
        match = regex.compile(f"{rule.heard}|").match("", timeout=_EXPRESSION_TIMEOUT_S)
        match.expand(rule.written)
    except TimeoutError as error:
        raise _wrong(rule.heard, "it takes too long") from error
    except (regex.error, IndexError) as error:
        raise _wrong(rule.heard, message("its replacement is wrong: {error}", error=error)) from error


def _literally(text: Text, rules: tuple[ReplacementRule, ...], match_case: bool, whole_words: bool) -> Text:
    rules = _that_may_occur(text.content, rules)
    if not rules:
        return text
    pattern = _alternatives(tuple((rule.heard, _takes_prefix(rule)) for rule in rules), match_case, whole_words)
    written: dict[str, str] = {}
    folded: dict[str, str] = {}
    for rule in rules:
        written.setdefault(_key(rule.heard, match_case), rule.written)
        folded.setdefault(_folded(rule.heard), rule.written)
    replacements: list[Replacement] = []
    for match in pattern.finditer(text.content):
        form = written.get(_key(match.group(), match_case)) or folded.get(_folded(match.group()))
        if form is None:
            continue
        if not form.strip() and whole_words:
            done = replacements[-1].end if replacements else 0
            replacements.append(_left_out(text.content, done, match.start(), match.end()))
            continue
        if not match_case:
            form = _in_case_of(match.group(), form, _begins_sentence(text.content, match.start()))
        replacements.append(Replacement(match.start(), match.end(), form))
    return text.edited("replacements", replacements)


def _left_out(content: str, done: int, start: int, end: int) -> Replacement:
    """What becomes nothing takes along the space and the comma that stood there for it alone; `done` is where the
    replacement before ends. At the beginning of a sentence the next word takes over its capital.
    """
    before, behind = start, end
    while before > done and content[before - 1] in " \t":
        before -= 1
    while behind < len(content) and content[behind] in " \t":
        behind += 1
    if before == done or _begins_sentence(content, start):
        behind += content[behind : behind + 1] == ","
        while behind < len(content) and content[behind] in " \t":
            behind += 1
        following = content[behind : behind + 1]
        if content[start].isupper() and following.islower():
            return Replacement(start, behind + 1, following.upper())
        return Replacement(start, behind, "")
    if content[before - 1] == "," and content[behind : behind + 1] in tuple(_MARKS):
        return Replacement(before - 1, behind, "")
    return Replacement(before, end, "")


def _takes_prefix(rule: ReplacementRule) -> bool:
    return bool(_HEBREW_WORD.match(rule.heard.strip()) and _HEBREW_WORD.match(rule.written.strip()))


def _that_may_occur(content: str, rules: tuple[ReplacementRule, ...]) -> tuple[ReplacementRule, ...]:
    """Ten thousand forms in one expression take half a minute to compile; hardly any of them are in a text."""
    searched = _searched(content)
    return tuple(rule for rule in rules if _searched_form(rule.heard) in searched)


def _searched(content: str) -> str:
    # Decomposed, so that a letter is found in one with an accent, as the expression may find it.
    return unicodedata.normalize("NFD", _folded(content))


@functools.lru_cache(maxsize=50_000)
def _searched_form(heard: str) -> str:
    return _searched(heard)


def _key(heard: str, match_case: bool) -> str:
    joined = unicodedata.normalize("NFC", " ".join(heard.split())).replace("’", "'")
    return joined if match_case else joined.lower()


def _folded(heard: str) -> str:
    """One key for all ways in which `_letter` lets a form be written."""
    composed = unicodedata.normalize("NFC", " ".join(heard.split()))
    return composed.replace("İ", "i").replace("ı", "i").replace("’", "'").casefold()


@functools.cache
def _letter(letter: str, match_case: bool) -> str:
    """An expression for a letter however it is encoded and, if wanted, in either case: the Turkish i and ı have
    capitals of their own, and ß is written SS.
    """
    forms: set[str] = (
        {letter} if match_case else {letter, letter.lower(), letter.upper(), *_OTHER_CASES.get(letter, ())}
    )
    forms |= {_APOSTROPHES[form] for form in forms if form in _APOSTROPHES}
    encoded = {unicodedata.normalize(kind, form) for form in forms for kind in ("NFC", "NFD")}
    escaped: list[str] = [regex.escape(form) for form in sorted(encoded, key=len, reverse=True)]
    return escaped[0] if len(escaped) == 1 else f"(?:{'|'.join(escaped)})"


def _form(heard: str, takes_prefix: bool, match_case: bool, whole_words: bool) -> str:
    composed = unicodedata.normalize("NFC", heard)
    words = ("".join(_letter(letter, match_case) for letter in word) for word in composed.split())
    pattern = r"\s+".join(words)
    if not whole_words:
        return pattern
    before = "" if _WITHOUT_SPACES.match(composed[0]) else _HEBREW_PREFIX if takes_prefix else r"(?<!\w)"
    behind = "" if _WITHOUT_SPACES.match(composed[-1]) else r"(?![\w\p{M}])"
    return f"{before}{pattern}{behind}"


def _in_case_of(heard: str, form: str, begins_sentence: bool) -> str:
    """A form without capitals takes over those of its place; one with capitals is written as it is."""
    if form != form.lower():
        return form
    if len(heard) > 1 and heard.isupper():
        return form.upper()
    return form[:1].upper() + form[1:] if begins_sentence and heard[:1].isupper() else form


def _begins_sentence(content: str, index: int) -> bool:
    while index and content[index - 1].isspace() and content[index - 1] != "\n":
        index -= 1
    return index == 0 or content[index - 1] in _SENTENCE_ENDS


@functools.lru_cache(maxsize=64)
def _alternatives(heard: tuple[tuple[str, bool], ...], match_case: bool, whole_words: bool) -> regex.Pattern[str]:
    """Of forms and whether each may have a prefix."""
    longest_first = sorted(heard, key=lambda form: len(form[0]), reverse=True)
    forms = (_form(form.strip(), takes_prefix, match_case, whole_words) for form, takes_prefix in longest_first)
    return regex.compile("|".join(forms))


@functools.lru_cache(maxsize=1000)
def _compiled(expression: str, match_case: bool) -> regex.Pattern[str]:
    if not expression:
        raise _wrong(expression, "it is empty")
    if len(expression) > _MAX_EXPRESSION_CHARACTERS:
        raise _wrong(expression[:40] + "…", "it is longer than 1,000 characters")
    # Counted repeats are written out when the expression is compiled, and nothing could stop that.
    repeats = math.prod(max(1, int(count)) for count in _COUNTS.findall(expression))
    if repeats > _MOST_REPEATS:
        raise _wrong(expression, "it asks for too many repeats")
    try:
        return regex.compile(expression, 0 if match_case else regex.IGNORECASE)
    except regex.error as error:
        raise _wrong(expression, str(error)) from error


def _by_expression(text: Text, rule: ReplacementRule) -> Text:
    compiled = _compiled(rule.heard, rule.match_case)
    replacements = []
    length = 0
    try:
        for match in compiled.finditer(text.content, timeout=_EXPRESSION_TIMEOUT_S):
            replacements.append(Replacement(match.start(), match.end(), match.expand(rule.written)))
            length += len(replacements[-1].text)
            if length > len(text.content) + _MOST_NEW_CHARACTERS:
                raise _wrong(rule.heard, "it makes this text far longer")
    except TimeoutError as error:
        raise _wrong(rule.heard, "it took too long on this text") from error
    except (regex.error, IndexError) as error:
        raise _wrong(rule.heard, message("its replacement is wrong: {error}", error=error)) from error
    return text.edited("replacements", replacements)


def _wrong(expression: str, reason: str) -> DictateError:
    return DictateError(
        message(
            "The expression '{expression}' of your vocabulary cannot be used: {reason}.",
            expression=expression,
            reason=reason,
        ),
        "Correct or remove it there.",
    )
