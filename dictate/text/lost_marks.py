"""Commas, full stops and capitals that a second reading lost, brought back from the first. Pure.

Whisper learned from subtitles, too, and writes now and then as they do: every line with a capital, and not one mark. A
second reading that hears the words better may be such a one.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from dictate.text.transcript import Transcript, Word

SOME_MARKS = 2
LOST_SHARE = 0.34
"""A reading that has no more of the marks than this has lost them."""
SAME_WORDS = 0.6
"""Readings that share less cannot be laid beside each other word by word."""
MANY_WORDS = 16
"""So many words in a row are hardly ever written without a mark."""

_MARK = re.compile(r"[.,;:!?…。，、；：！？।،؛؟]")
_MARKS_AT_END = re.compile(rf"{_MARK.pattern}+$")
_BARE = re.compile(r"[^\w']+")


def writes_no_marks(text: str) -> bool:
    """Whether a text is long enough to have marks, and has none."""
    return len(text.split()) >= MANY_WORDS and _MARK.search(text) is None


def with_marks_of(first: Sequence[Transcript], second: Transcript) -> Transcript:
    """`second` with the marks and capitals of the same speech as read before, where it has lost most of them.

    Its words stay: those that both readings share are written as in `first`; behind others stands the mark that stood
    behind what they replace.
    """
    written = " ".join(each.text for each in first)
    count = len(_MARK.findall(written))
    if count < SOME_MARKS or len(_MARK.findall(second.text)) > LOST_SHARE * count:
        return second
    words = second.words or tuple(Word(f" {word}") for word in second.text.split())
    texts = _dressed([word.text for word in words], written.split())
    if not second.words:
        return replace(second, text="".join(texts).strip())
    dressed = tuple(replace(word, text=text) for word, text in zip(words, texts, strict=True))
    return replace(second, text="".join(texts).strip(), words=dressed)


def _dressed(plain: list[str], written: list[str]) -> list[str]:
    """`plain` words, each with the space before it, written as in `written`."""
    matcher = SequenceMatcher(None, [_bare(word) for word in written], [_bare(word) for word in plain], autojunk=False)
    if matcher.ratio() < SAME_WORDS:
        return plain
    texts = list(plain)
    for what, from_start, from_end, start, end in matcher.get_opcodes():
        if what == "equal":
            texts[start:end] = [
                # A dash that stands alone is no mark that was lost.
                _space_of(text) + (word if _bare(word) else text.lstrip())
                for text, word in zip(plain[start:end], written[from_start:from_end], strict=True)
            ]
        elif what == "replace" and written[from_start][:1].isupper():
            texts[start] = _space_of(texts[start]) + _with_capital(texts[start].lstrip())
        elif what == "insert" and start > 0 and not texts[start].lstrip()[:1].isupper():
            # The sentence goes on for longer than the first reading heard.
            mark = _mark_after(texts[start - 1])
            texts[start - 1] = texts[start - 1].removesuffix(mark)
            texts[end - 1] += mark
        if what in ("replace", "delete") and end > 0 and not _mark_after(texts[end - 1]):
            texts[end - 1] += _mark_after(written[from_end - 1])
    return texts


def _mark_after(word: str) -> str:
    found = _MARKS_AT_END.search(word)
    return found[0] if found else ""


def _bare(word: str) -> str:
    return _BARE.sub("", word.lower())


def _space_of(word: str) -> str:
    return word[: len(word) - len(word.lstrip())]


def _with_capital(word: str) -> str:
    return word[:1].upper() + word[1:]
