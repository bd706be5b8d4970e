"""Speech that the decoder passed over: who speaks on after a turn of thought, or another speaker, may go unwritten.

The text that is left reads well, its words are likely and it ends, so that the guard believes it. Only the times of its
words tell: one of them stretches over all that was left out. Pure.
"""

from collections.abc import Sequence
from dataclasses import replace
from operator import mul

from dictate.asr.decoding import AlignedWord
from dictate.audio.block import RATE_HZ
from dictate.text.assembly import assemble
from dictate.text.transcript import Transcript
from dictate.vad.contract import ClosedBy, SpeechSegment

UNWRITTEN_VOICE_S = 1.8
"""So much voice under a single word, or beside all words, holds more than that word. Slowly read ones had 1.1 s at
most; sentences that went missing left 2.4 s and more (docs/recognition.md)."""

DIGIT_S, LETTER_S, LONG_WORD = 0.6, 0.1, 12

FEW_TOKENS_A_VOICED_SECOND = 3.0
LEAST_VOICED_S = 3.0
"""Below this nothing is looked for: word times cost as much as three words."""


def may_have_skipped(token_count: int, voiced_s: float) -> bool:
    """Whether the text is so short for its voice that its word times are worth a look."""
    return voiced_s >= LEAST_VOICED_S and token_count < FEW_TOKENS_A_VOICED_SECOND * voiced_s


def has_skipped(words: Sequence[AlignedWord], segment: SpeechSegment) -> bool:
    """Whether speech of `segment` has no words; never for a model that cannot tell when its words were said."""
    if not words:
        return False
    unwritten = [_voice_s(segment, word.start_s, word.end_s) - _needed_s(word.text) for word in words]
    beside = [_voice_s(segment, 0.0, words[0].start_s), _voice_s(segment, words[-1].end_s, segment.duration_s)]
    return max(*unwritten, *beside) > UNWRITTEN_VOICE_S


def halves(segment: SpeechSegment) -> tuple[SpeechSegment, SpeechSegment] | None:
    """The segment cut in the middle of its longest pause; None where there is none."""
    gaps = [
        (after.start - before.end, before.end) for before, after in zip(segment.spans, segment.spans[1:], strict=False)
    ]
    longest, begin = max(gaps, default=(0, 0))
    if longest <= 0:
        return None
    cut = begin + longest // 2
    before = tuple(span for span in segment.spans if span.end <= cut)
    first = replace(segment, samples=segment.samples[: cut - segment.start], spans=before, closed_by=ClosedBy.PAUSE)
    rest = segment.spans[len(before) :]
    return first, replace(segment, start=cut, samples=segment.samples[cut - segment.start :], spans=rest)


def as_one(first: Transcript, second: Transcript, pause_s: float) -> Transcript:
    """The readings of two halves, with so much silence between them, as that of the whole."""
    weights = [len(first.text) + 1, len(second.text) + 1]
    log_probabilities = [first.average_log_probability, second.average_log_probability]
    return replace(
        first,
        text=assemble([first, replace(second, pause_before_s=pause_s)]),
        end_s=second.end_s,
        words=(*first.words, *second.words),
        average_log_probability=sum(map(mul, weights, log_probabilities)) / sum(weights),
        no_speech_probability=min(first.no_speech_probability, second.no_speech_probability),
        compression_ratio=max(first.compression_ratio, second.compression_ratio),
        full_window=first.full_window or second.full_window,
        warnings=tuple(dict.fromkeys((*first.warnings, *second.warnings))),
    )


def _needed_s(word: str) -> float:
    """What a word may take beyond others: a number is many words in one, an address, too."""
    digits = sum(letter.isdigit() for letter in word)
    return DIGIT_S * digits + LETTER_S * max(0, len(word) - LONG_WORD - digits)


def _voice_s(segment: SpeechSegment, start_s: float, end_s: float) -> float:
    start, end = segment.start + start_s * RATE_HZ, segment.start + end_s * RATE_HZ
    return sum(max(0.0, min(end, span.end) - max(start, span.start)) for span in segment.spans) / RATE_HZ
