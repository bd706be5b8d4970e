"""What was said as subtitles that can be read while it is heard: SubRip and WebVTT. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from dictate.text.transcript import Transcript, Word

LINE_CHARACTERS = 42
"""What a line of a subtitle holds, two lines each: Netflix Timed Text Style Guide; the BBC allows 37 to 42."""

LONGEST_S = 7.0
"""The longest time that one subtitle stays: the same guides."""

_SHORTEST_S = 1.0
# Best place to end a subtitle first. An ideographic mark needs no space behind it.
_SENTENCE_END = re.compile(r"""[.!?…。！？]["'”’»)\]]*$""")
# "Mr." and "Dr.", and at worst a short name: that end is then passed over.
_TITLE = re.compile(r"^\s*[A-Z][a-z]{0,2}\.$")
_CLAUSE_END = re.compile(r"""[,;:–—،؛，、；：]["'”’»)\]]*$""")


@dataclass(frozen=True)
class Piece:
    """Some text, with the space before it, and when it was said in the recording."""

    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True)
class Cue:
    """One subtitle: its text, without line breaks, and when it is shown."""

    start_s: float
    end_s: float
    text: str


def cues(segments: Iterable[tuple[Piece, Sequence[Piece]]]) -> list[Cue]:
    """Subtitles of at most two lines and seven seconds from segments, each with its words if their times are known.

    Where they are not known, a segment's time is shared among its words by their length.
    """
    found = [cue for segment, words in segments if segment.text.strip() for cue in _cues_of(segment, words)]
    return [_long_enough(cue, next_one) for cue, next_one in zip_longest(found, found[1:])]


def cues_of(transcripts: Iterable[Transcript]) -> list[Cue]:
    """The subtitles of what the recognizer heard."""
    return cues((Piece(each.start_s, each.end_s, each.text), _pieces(each.words)) for each in transcripts)


def as_srt(subtitles: Sequence[Cue]) -> str:
    """A SubRip file."""
    parts = [
        f"{number}\n{srt_time(cue.start_s)} --> {srt_time(cue.end_s)}\n{_in_lines(cue.text)}\n"
        for number, cue in enumerate(subtitles, start=1)
    ]
    return "\n".join(parts)


def as_vtt(subtitles: Sequence[Cue]) -> str:
    """A WebVTT file: https://www.w3.org/TR/webvtt1/."""
    parts = [
        f"{_vtt_time(cue.start_s)} --> {_vtt_time(cue.end_s)}\n{_without_markup(_in_lines(cue.text))}\n"
        for cue in subtitles
    ]
    return "\n".join(("WEBVTT\n", *parts))


def srt_time(position_s: float) -> str:
    """A time as SubRip writes it: 00:01:02,345."""
    milliseconds = round(max(0.0, position_s) * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, fraction = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02},{fraction:03}"


def _pieces(words: Iterable[Word]) -> list[Piece]:
    return [
        Piece(word.start_s, word.end_s, word.text)
        for word in words
        if word.start_s is not None and word.end_s is not None
    ]


def _cues_of(segment: Piece, words: Sequence[Piece]) -> Iterator[Cue]:
    left = list(words) if _says_the_same(segment, words) else list(_shared_time(segment))
    while left:
        count = _first_words(left)
        first, left = left[:count], left[count:]
        yield Cue(first[0].start_s, max(first[-1].end_s, first[0].start_s), _text(first))


def _long_enough(cue: Cue, next_one: Cue | None) -> Cue:
    wanted_s = cue.start_s + _SHORTEST_S
    return replace(cue, end_s=max(cue.end_s, wanted_s if next_one is None else min(wanted_s, next_one.start_s)))


def _says_the_same(segment: Piece, words: Sequence[Piece]) -> bool:
    return _text(words).split() == segment.text.split()


def _first_words(words: Sequence[Piece]) -> int:
    """How many words the next subtitle takes: to the last sentence end that fits, else clause end, else as many as fit.

    An end in the first third is passed over: a lone "Yes," flickers by.
    """
    fitting = 1
    while fitting < len(words) and _fits(words[: fitting + 1]):
        fitting += 1
    if fitting == len(words):
        return fitting
    for end in (_SENTENCE_END, _CLAUSE_END):
        for count in range(fitting, 0, -1):
            word = words[count - 1].text
            if (
                end.search(word)
                and not _TITLE.match(word)
                and len(_text(words[:count])) * 3 >= len(_text(words[:fitting]))
            ):
                return count
    return fitting


def _fits(words: Sequence[Piece]) -> bool:
    lines = _in_lines(_text(words)).split("\n")
    return max(map(len, lines)) <= LINE_CHARACTERS and words[-1].end_s - words[0].start_s <= LONGEST_S


def _shared_time(segment: Piece) -> Iterator[Piece]:
    words = [part for word in re.findall(r"\s*\S+", segment.text) for part in _chunks(word)]
    per_character_s = (segment.end_s - segment.start_s) / sum(map(len, words))
    start_s = segment.start_s
    for word in words:
        end_s = start_s + len(word) * per_character_s
        yield Piece(start_s, end_s, word)
        start_s = end_s


def _chunks(word: str) -> Iterator[str]:
    """A script without spaces makes one word of a sentence."""
    if len(word) <= LINE_CHARACTERS:
        yield word
    else:
        yield from re.findall(r".[,;:.!?…。！？，、；：]*", word, re.DOTALL)


def _text(words: Sequence[Piece]) -> str:
    return " ".join("".join(word.text for word in words).split())


def _in_lines(text: str) -> str:
    """Two lines of about the same length where one is too short."""
    if len(text) <= LINE_CHARACTERS:
        return text
    spaces = [match.start() for match in re.finditer(" ", text)]
    if not spaces:
        middle = (len(text) + 1) // 2
        return f"{text[:middle]}\n{text[middle:]}"
    middle = min(spaces, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:middle]}\n{text[middle + 1 :]}"


def _vtt_time(position_s: float) -> str:
    # WebVTT differs from SubRip in the decimal sign only.
    return srt_time(position_s).replace(",", ".")


def _without_markup(text: str) -> str:
    # https://www.w3.org/TR/webvtt1/#webvtt-cue-text: these begin markup.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
