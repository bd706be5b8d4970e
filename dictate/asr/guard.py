"""What makes a transcript doubtful, and what can be done about the text. Pure.

Short windows make Whisper loop now and then, and silence makes it write phrases it learned from subtitles. The
figures are those of Whisper's own decoding (Radford et al. 2022, section 4.5) and of docs/recognition.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from dictate.asr.phantoms import is_known_phantom

_SHORTEST_LOOP = 3
_LONGEST_LOOP = 15
_SAME_WORD_RUN = 4
_REPEATED_TOKENS = 8
_PHRASE_BELIEVED = 2
_SAME_WORD_BELIEVED = 6
"""How often in a row somebody may say a phrase, or a word, if the time was enough for it."""


class Doubt(Enum):
    """One reason not to believe a transcript; the value names it in a transcript's warnings."""

    LOOP = "repeats itself"
    TOO_FAST = "more words than can be said in the time"
    NO_END = "the text has no end"
    COMPRESSIBLE = "compresses like a loop"
    UNLIKELY = "the words are unlikely"


RUNAWAY = frozenset({Doubt.LOOP, Doubt.TOO_FAST, Doubt.NO_END, Doubt.COMPRESSIBLE})
"""Doubts that mean text nobody spoke, as against words that were hard to hear."""


@dataclass(frozen=True)
class GuardLimits:
    """Where doubt begins.

    `words_per_voiced_s` tells somebody who says a phrase twice, and needs the time for it, from an echo of the decoder.
    Less voice than `hardly_voiced_s` may be a knock: single words so short never reached the no-speech probability.
    A sound so short that is over at once, as far as `blow_loudest_share` tells, or begins at its loudest, need only
    reach that of a blow.
    Where the detector heard voice only at its second hearing, more is asked: both figures that are called doubtful.
    """

    words_per_s: float = 5.5
    words_spare: int = 4
    words_per_voiced_s: float = 4.0
    compression_ratio: float = 2.4
    average_log_probability: float = -1.0
    no_speech_probability: float = 0.6
    hardly_voiced_s: float = 0.4
    blow_loudest_share: float = 0.9
    blow_no_speech_probability: float = 0.35
    doubtful_no_speech_probability: float = 0.4
    doubtful_log_probability: float = -0.9


@dataclass(frozen=True)
class Evidence:
    """A decoded text and what speaks for it.

    `speech_s` is the length of the segment, `voiced_s` how much of it the detector rated as speech, `loudest_share`
    how much of that sound is in its loudest moment and `rises_at_once` that it begins with it (see
    `dictate.asr.knocks`); `is_doubtful` is the segment's.
    """

    text: str
    ended: bool
    average_log_probability: float
    no_speech_probability: float
    compression_ratio: float
    speech_s: float
    voiced_s: float
    loudest_share: float = 0.0
    rises_at_once: bool = False
    is_doubtful: bool = False


def doubts(evidence: Evidence, limits: GuardLimits) -> frozenset[Doubt]:
    """Every reason to decode again."""
    units = spoken_units(evidence.text)
    found = set()
    if _is_runaway_loop(units, evidence, limits):
        found.add(Doubt.LOOP)
    if len(evidence.text.split()) > limits.words_per_s * evidence.speech_s + limits.words_spare:
        found.add(Doubt.TOO_FAST)
    if not evidence.ended:
        found.add(Doubt.NO_END)
    if evidence.compression_ratio > limits.compression_ratio:
        found.add(Doubt.COMPRESSIBLE)
    if evidence.average_log_probability < limits.average_log_probability:
        found.add(Doubt.UNLIKELY)
    return frozenset(found)


def is_phantom(evidence: Evidence, limits: GuardLimits) -> bool:
    """Whether the text is one that nobody spoke.

    Whisper's own rule first: it rates the window as no speech and its words as unlikely, or hardly any voice was heard.
    A phrase it is known to write into silence counts only together with evidence: people do say "Thank you".
    """
    no_speech = evidence.no_speech_probability > limits.no_speech_probability
    hardly_any_voice = evidence.voiced_s < limits.hardly_voiced_s
    if no_speech and (hardly_any_voice or evidence.average_log_probability < limits.average_log_probability):
        return True
    sounds_struck = evidence.loudest_share >= limits.blow_loudest_share or evidence.rises_at_once
    if hardly_any_voice and sounds_struck and evidence.no_speech_probability > limits.blow_no_speech_probability:
        return True
    if evidence.is_doubtful and _is_unproven(evidence, limits):
        return True
    if not is_known_phantom(evidence.text):
        return False
    hardly_voiced = len(evidence.text.split()) > limits.words_per_s * evidence.voiced_s
    unlikely = evidence.average_log_probability < limits.average_log_probability
    return no_speech or hardly_voiced or unlikely


def _is_unproven(evidence: Evidence, limits: GuardLimits) -> bool:
    """Whether a text falls short of what noise, taken for a voice at the second hearing, never reached."""
    return (
        evidence.no_speech_probability > limits.doubtful_no_speech_probability
        or evidence.average_log_probability < limits.doubtful_log_probability
    )


def _is_runaway_loop(units: Sequence[str], evidence: Evidence, limits: GuardLimits) -> bool:
    loop = _find_loop(units)
    if loop is None:
        return False
    if loop.turns > (_SAME_WORD_BELIEVED if loop.length == 1 else _PHRASE_BELIEVED):
        return True
    # A character takes about half the time of a word.
    weight = 0.5 if any(_writes_no_spaces(unit) for unit in units) else 1.0
    return weight * len(units) > limits.words_per_voiced_s * evidence.voiced_s


def spoken_units(text: str) -> list[str]:
    """Words without case and punctuation; single characters where a script writes no spaces."""
    units: list[str] = []
    for word in re.findall(r"[\w']+", text.lower()):
        units.extend(word if _writes_no_spaces(word) else [word])
    return units


def repeats_itself(units: Sequence[str]) -> bool:
    """Whether a run of 3 to 15 units stands twice in a row, or one unit four times."""
    return _find_loop(units) is not None


def repeat_begins(tokens: Sequence[int]) -> int | None:
    """Where the newest tokens, eight or more, begin to be the same as earlier ones; None where they are new."""
    for begin in range(1, len(tokens) - _REPEATED_TOKENS + 1):
        newest = tokens[begin:]
        if any(tokens[place : place + len(newest)] == newest for place in range(begin)):
            return begin
    return None


def cut_loops(text: str) -> str:
    """The text with each loop reduced to its first turn: the last resort when no decoding ends sensibly."""
    # Words with what stands around them, divided as `spoken_units` divides them: "no.no.no.no" is a loop, too.
    words = re.findall(r"[^\w']*[\w']+[^\w'\s]*\s*|[^\w']+$", text)
    while (loop := _find_loop([_bare(word) for word in words])) is not None:
        first_turn = [_bare(word) for word in words[loop.start : loop.start + loop.length]]
        end = loop.start + loop.length * loop.turns
        rest = [_bare(word) for word in words[end:]]
        # A turn that was cut short by the token cap goes with the rest of its loop.
        if len(rest) < loop.length and rest == first_turn[: len(rest)]:
            end = len(words)
        kept = loop.start + loop.length
        # What stood behind the last turn stands behind the first.
        if words[end - 1][-1:].isspace():
            words[kept - 1] += " "
        words[kept:end] = []
    return " ".join("".join(words).split())


@dataclass(frozen=True)
class _Loop:
    """A run of `length` units that stands `turns` times in a row, from the unit at `start` on."""

    start: int
    length: int
    turns: int


def _find_loop(units: Sequence[str]) -> _Loop | None:
    """The first run of 3 to 15 units that stands twice in a row or more, or the first unit that stands four times."""
    for start in range(len(units)):
        for length in (1, *range(_SHORTEST_LOOP, _LONGEST_LOOP + 1)):
            turns = _turns(units, start, length)
            if turns >= (_SAME_WORD_RUN if length == 1 else 2):
                return _Loop(start, length, turns)
    return None


def _turns(units: Sequence[str], start: int, length: int) -> int:
    first = units[start : start + length]
    turns = 1
    while len(first) == length and units[start + turns * length : start + (turns + 1) * length] == first:
        turns += 1
    return turns


def _bare(word: str) -> str:
    return re.sub(r"[^\w']", "", word.lower())


def _writes_no_spaces(word: str) -> bool:
    return any(
        "\u0e00" <= letter <= "\u0eff" or "\u1000" <= letter <= "\u109f" or "\u3040" <= letter <= "\u9fff"
        for letter in word
    )
