"""One segment in, one transcript out: the short window first, the guard's second look where it doubts.

Runs in the worker process only.
"""

import time
from dataclasses import dataclass, replace

import numpy as np

from dictate.asr.contract import RecognizerRequest
from dictate.asr.decoding import DecodedWindow, DecodingRequest, EncodedWindow, Windows
from dictate.asr.guard import RUNAWAY, Doubt, Evidence, GuardLimits, cut_loops, doubts, is_phantom
from dictate.asr.knocks import loudest_share, rises_at_once
from dictate.asr.skipping import as_one, halves, has_skipped, may_have_skipped
from dictate.asr.terms import holds, likely_terms
from dictate.asr.window_policy import (
    FRAMES_PER_S,
    FULL_WINDOW_FRAMES,
    MAX_TOKENS,
    WindowPolicy,
    likely_tokens,
    token_cap,
)
from dictate.audio.block import RATE_HZ
from dictate.errors import DictateError
from dictate.text.transcript import Transcript, Word
from dictate.vad.contract import SpeechSegment
from dictate.wording.message import message

_LAST_RESORT_TEMPERATURES = (0.4, 0.8)
_ENGLISH = "en"
_TERMS_MAY_COST = 0.0
"""How much less probable a token may be, on average in log units, in a text with the user's terms."""

MAX_SEGMENT_S = FULL_WINDOW_FRAMES / FRAMES_PER_S


@dataclass(frozen=True)
class Attempt:
    """One decoding of a segment and what the guard thinks of it."""

    decoded: DecodedWindow
    window: EncodedWindow
    evidence: Evidence
    doubts: frozenset[Doubt]

    @property
    def full_window(self) -> bool:
        return self.window.frames == FULL_WINDOW_FRAMES

    @property
    def is_runaway(self) -> bool:
        return bool(self.doubts & RUNAWAY)


@dataclass(frozen=True)
class _Task:
    segment: SpeechSegment
    request: RecognizerRequest
    language: str


@dataclass(frozen=True)
class _Encoded:
    """A segment's window, kept until the segment is transcribed or another one takes its place."""

    segment: SpeechSegment
    window: EncodedWindow

    def is_of(self, segment: SpeechSegment, frames: int) -> bool:
        same_place = (self.segment.start, self.window.frames) == (segment.start, frames)
        return same_place and np.array_equal(self.segment.samples, segment.samples)


class Engine:
    """A Whisper model in memory. For one thread."""

    def __init__(self, name: str, windows: Windows, policy: WindowPolicy, limits: GuardLimits | None = None) -> None:
        """`name` is what the user calls the model behind `windows`."""
        self._name = name
        self._windows = windows
        self._policy = policy
        self._limits = limits or GuardLimits()
        self._ahead: _Encoded | None = None

    def warm_up(self) -> float:
        """Run the model once, so that the first segment does not pay for it; returns the seconds it took."""
        began = time.monotonic()
        window = self._windows.encode(np.zeros(RATE_HZ, dtype=np.float32), self._policy.frames_for(1.0))
        self._windows.decode(window, DecodingRequest(_ENGLISH, token_cap=4))
        return time.monotonic() - began

    def encode_ahead(self, segment: SpeechSegment, request: RecognizerRequest) -> None:
        """Encode a segment of up to 30 s that may have to be transcribed next; at most one is remembered."""
        self._ahead = _Encoded(segment, self._windows.encode(segment.samples, self._frames(segment, request)))

    def transcribe(self, segment: SpeechSegment, request: RecognizerRequest) -> Transcript:
        """The words of a segment of up to 30 s. Raises DictateError for a language that the model does not know."""
        window = self._window(segment, self._frames(segment, request))
        task = _Task(segment, request, self._language(request.language, window))
        attempt = self._first_look(task, window)
        if segment.is_doubtful and is_phantom(attempt.evidence, self._limits):
            # No second look: each of several readings would be another chance for noise to be believed.
            return self._transcript(task, attempt)
        if attempt.doubts:
            attempt = self._look_again(task, attempt)
        elif request.terms and not is_phantom(attempt.evidence, self._limits):
            attempt = self._ask_for_terms(task, attempt)
        if may_have_skipped(len(attempt.decoded.tokens), segment.voiced_s):
            return self._without_gaps(task, attempt)
        return self._transcript(task, attempt)

    def detect_language(self, segment: SpeechSegment, among: tuple[str, ...]) -> tuple[str, float]:
        """The most probable of the languages `among`, or of all, with its probability among those."""
        if not self._windows.multilingual:
            return _ENGLISH, 1.0
        window = self._windows.encode(segment.samples, self._policy.frames_for(segment.duration_s))
        return self._most_probable_language(window, among)

    def _without_gaps(self, task: _Task, attempt: Attempt) -> Transcript:
        """Where speech was passed over, what stands before and after the longest pause is read each by itself."""
        transcript = self._transcript(task, attempt)
        words = self._windows.align(attempt.window, attempt.decoded, task.language)
        parts = halves(task.segment) if transcript.text and has_skipped(words, task.segment) else None
        if parts is None:
            return transcript
        request = replace(task.request, language=task.language)
        before, after = parts
        pause_s = (after.spans[0].start - before.spans[-1].end) / RATE_HZ
        together = as_one(self.transcribe(before, request), self.transcribe(after, request), pause_s)
        return together if len(together.text) > len(transcript.text) else transcript

    def _frames(self, segment: SpeechSegment, request: RecognizerRequest) -> int:
        if segment.duration_s > MAX_SEGMENT_S:
            raise DictateError(
                message(
                    "A segment of {seconds:.0f} s is longer than Whisper's window of 30 s.", seconds=segment.duration_s
                )
            )
        return FULL_WINDOW_FRAMES if request.full_window else self._policy.frames_for(segment.duration_s)

    def _window(self, segment: SpeechSegment, frames: int) -> EncodedWindow:
        ahead = self._ahead
        if ahead is None or not ahead.is_of(segment, frames):
            return self._windows.encode(segment.samples, frames)
        self._ahead = None
        return ahead.window

    def _first_look(self, task: _Task, window: EncodedWindow) -> Attempt:
        return self._attempt(task, window, _short_request(task, task.request.hotwords))

    def _ask_for_terms(self, task: _Task, first: Attempt) -> Attempt:
        """Decode the same window once more, told the terms that the text resembles; kept if that explains the sound
        about as well.
        """
        alike = likely_terms(first.evidence.text, task.request.terms)
        asked = tuple(term for term in alike if not holds(first.evidence.text, term))
        if not asked:
            return first
        second = self._attempt(task, first.window, _short_request(task, ", ".join(asked)))
        is_worse = (
            second.evidence.average_log_probability < first.evidence.average_log_probability - _TERMS_MAY_COST
            or second.doubts
            or not any(holds(second.evidence.text, term) for term in asked)
        )
        return first if is_worse else second

    def _look_again(self, task: _Task, first: Attempt) -> Attempt:
        """Decode with wider windows; draw at random if the full one runs away too; choose the best of all."""
        # Without hotwords and prompt: what helps a good window along feeds the loop of a bad one.
        request = DecodingRequest(task.language, MAX_TOKENS, beam_size=task.request.beam_size)
        attempts = [first]
        # Hard to hear is another matter than a loop: only all of the silence helps there, if anything.
        widths = self._policy.wider(first.window.frames) if first.is_runaway else (FULL_WINDOW_FRAMES,)
        for frames in widths:
            window = self._windows.encode(task.segment.samples, frames)
            attempts.append(self._attempt(task, window, request))
            # What two different windows agree on was probably said, even if it repeats itself.
            agreed = any(
                each.evidence.text == attempts[-1].evidence.text and each.window.frames != frames for each in attempts
            )
            if (agreed and attempts[-1].decoded.ended) or not attempts[-1].doubts:
                return max(attempts, key=_credibility)
        if attempts[-1].is_runaway:
            for temperature in _LAST_RESORT_TEMPERATURES:
                attempts.append(self._attempt(task, window, replace(request, temperature=temperature)))
                if not attempts[-1].is_runaway:
                    break
        return max(attempts, key=_credibility)

    def _attempt(self, task: _Task, window: EncodedWindow, request: DecodingRequest) -> Attempt:
        decoded = self._windows.decode(window, request)
        evidence = Evidence(
            text=decoded.text.strip(),
            ended=decoded.ended,
            average_log_probability=decoded.average_log_probability,
            no_speech_probability=decoded.no_speech_probability,
            compression_ratio=decoded.compression_ratio,
            speech_s=task.segment.duration_s,
            voiced_s=task.segment.voiced_s,
            loudest_share=loudest_share(task.segment),
            rises_at_once=rises_at_once(task.segment),
            is_doubtful=task.segment.is_doubtful,
        )
        return Attempt(decoded, window, evidence, doubts(evidence, self._limits))

    def _transcript(self, task: _Task, attempt: Attempt) -> Transcript:
        evidence = attempt.evidence
        text = evidence.text
        warnings = [doubt.value for doubt in Doubt if doubt in attempt.doubts]
        if is_phantom(evidence, self._limits):
            text = ""
            warnings.append("nobody seems to have said it")
        elif attempt.doubts & {Doubt.NO_END, Doubt.COMPRESSIBLE}:
            text = cut_loops(text)
        return Transcript(
            text=text,
            start_s=task.segment.start / RATE_HZ,
            end_s=task.segment.end / RATE_HZ,
            language=task.language,
            words=self._words(task, attempt) if text and task.request.word_times else (),
            average_log_probability=evidence.average_log_probability,
            no_speech_probability=evidence.no_speech_probability,
            compression_ratio=evidence.compression_ratio,
            full_window=attempt.full_window,
            warnings=tuple(warnings),
        )

    def _words(self, task: _Task, attempt: Attempt) -> tuple[Word, ...]:
        offset_s = task.segment.start / RATE_HZ
        return tuple(
            Word(word.text, offset_s + word.start_s, offset_s + word.end_s, word.probability)
            for word in self._windows.align(attempt.window, attempt.decoded, task.language)
        )

    def _language(self, wanted: str | None, window: EncodedWindow) -> str:
        if not self._windows.multilingual:
            return _ENGLISH
        if wanted is None:
            return self._most_probable_language(window, ())[0]
        if wanted not in self._windows.languages:
            raise DictateError(
                message('The model {name} does not know the language "{wanted}".', name=self._name, wanted=wanted),
                "Choose a language by its code, for example en or de, or auto.",
            )
        return wanted

    def _most_probable_language(self, window: EncodedWindow, among: tuple[str, ...]) -> tuple[str, float]:
        probabilities = self._windows.language_probabilities(window)
        if not probabilities:
            raise DictateError(
                message("The model {name} cannot tell languages apart: it lists none.", name=self._name),
                "Set the language you dictate in.",
            )
        candidates = {language: probabilities[language] for language in among if language in probabilities}
        candidates = candidates or probabilities
        best = max(candidates, key=lambda language: candidates[language])
        return best, candidates[best] / (sum(candidates.values()) or 1.0)


def _short_request(task: _Task, hotwords: str) -> DecodingRequest:
    return DecodingRequest(
        task.language,
        token_cap=token_cap(task.segment.duration_s, task.language),
        likely_tokens=likely_tokens(task.segment.duration_s, task.language),
        beam_size=task.request.beam_size,
        hotwords=hotwords,
        prompt=task.request.prompt,
    )


def _credibility(attempt: Attempt) -> tuple[bool, bool, float]:
    return not attempt.doubts, not attempt.is_runaway, attempt.evidence.average_log_probability
