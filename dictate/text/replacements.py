"""Applies the user's replacements to a text: whole words, longest first, in one pass; expressions after them."""

from __future__ import annotations

import functools
from collections.abc import Sequence

import regex

from dictate.errors import DictateError
from dictate.text.document import Replacement, Text
from dictate.text.vocabulary import ReplacementRule

_EXPRESSION_TIMEOUT_S = 0.2
"""For one expression on one text. `re` knows no time-out, and "(a+)+b" would hang the typist."""
_MAX_EXPRESSION_CHARACTERS = 1000
_SENTENCE_ENDS = ".!?…:\n"


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
        match = regex.compile(f"{rule.heard}|").match("")
        match.expand(rule.written)
    except (regex.error, IndexError) as error:
        raise _wrong(rule.heard, f"its replacement is wrong: {error}") from error


def _literally(text: Text, rules: tuple[ReplacementRule, ...], match_case: bool, whole_words: bool) -> Text:
    pattern = _alternatives(tuple(rule.heard for rule in rules), match_case, whole_words)
    written: dict[str, str] = {}
    for rule in rules:
        written.setdefault(_key(rule.heard, match_case), rule.written)
    replacements = []
    for match in pattern.finditer(text.content):
        form = written.get(_key(match.group(), match_case))
        if form is None:
            # The expression folds more letters than lower() does ("ſ" is an "s" to it): not what the user entered.
            continue
        if not match_case:
            form = _in_case_of(match.group(), form, _begins_sentence(text.content, match.start()))
        replacements.append(Replacement(match.start(), match.end(), form))
    return text.edited("replacements", replacements)


def _key(heard: str, match_case: bool) -> str:
    joined = " ".join(heard.split())
    return joined if match_case else joined.lower()


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


@functools.cache
def _alternatives(heard: tuple[str, ...], match_case: bool, whole_words: bool) -> regex.Pattern[str]:
    longest_first = sorted(heard, key=len, reverse=True)
    forms = "|".join(r"\s+".join(regex.escape(word) for word in form.split()) for form in longest_first)
    pattern = rf"(?<!\w)(?:{forms})(?!\w)" if whole_words else f"(?:{forms})"
    return regex.compile(pattern, 0 if match_case else regex.IGNORECASE)


@functools.cache
def _compiled(expression: str, match_case: bool) -> regex.Pattern[str]:
    if len(expression) > _MAX_EXPRESSION_CHARACTERS:
        raise _wrong(expression[:40] + "…", "it is longer than 1,000 characters")
    try:
        return regex.compile(expression, 0 if match_case else regex.IGNORECASE)
    except regex.error as error:
        raise _wrong(expression, str(error)) from error


def _by_expression(text: Text, rule: ReplacementRule) -> Text:
    compiled = _compiled(rule.heard, rule.match_case)
    try:
        replacements = [
            Replacement(match.start(), match.end(), match.expand(rule.written))
            for match in compiled.finditer(text.content, timeout=_EXPRESSION_TIMEOUT_S)
        ]
    except TimeoutError as error:
        raise _wrong(rule.heard, "it took too long on this text") from error
    except (regex.error, IndexError) as error:
        raise _wrong(rule.heard, f"its replacement is wrong: {error}") from error
    return text.edited("replacements", replacements)


def _wrong(expression: str, reason: str) -> DictateError:
    return DictateError(
        f"The expression '{expression}' of your vocabulary cannot be used: {reason}.", "Correct or remove it there."
    )
