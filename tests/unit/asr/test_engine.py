"""What the engine does with what a model says; the model is a script of decodings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from dictate.asr.contract import RecognizerRequest
from dictate.asr.decoding import AlignedWord, DecodedWindow, DecodingRequest, EncodedWindow
from dictate.asr.engine import Engine
from dictate.asr.guard import Doubt
from dictate.asr.window_policy import FULL_WINDOW_FRAMES, MAX_TOKENS, WindowPolicy, likely_tokens
from dictate.audio.block import RATE_HZ, Samples
from dictate.errors import DictateError
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan

ENGLISH = RecognizerRequest("en")


def decoded(text: str, *, ended: bool = True, log_probability: float = -0.2, compression: float = 1.0) -> DecodedWindow:
    return DecodedWindow(" " + text, (1, 2, 3), ended, log_probability, 0.1, compression)


GOOD = decoded("the words that were said")
LOOPING = decoded("the words the words that were said that were said that were", ended=False, compression=3.0)


@dataclass
class ScriptedWindows:
    """Says what `answer` says for each decoding; counts what it was asked."""

    answer: Callable[[EncodedWindow, DecodingRequest], DecodedWindow]
    multilingual: bool = True
    languages: tuple[str, ...] = ("en", "de", "fr")
    probabilities: dict[str, float] = field(default_factory=lambda: {"en": 0.5, "de": 0.3, "fr": 0.2})
    compute_type: str = "int8"
    device: str = "cpu"
    requests: list[DecodingRequest] = field(default_factory=list)
    windows: list[int] = field(default_factory=list)

    def encode(self, samples: Samples, frames: int) -> EncodedWindow:
        self.windows.append(frames)
        return EncodedWindow(None, frames, len(samples) / RATE_HZ)

    def decode(self, window: EncodedWindow, request: DecodingRequest) -> DecodedWindow:
        self.requests.append(request)
        return self.answer(window, request)

    def align(self, window: EncodedWindow, decoded: DecodedWindow, language: str) -> list[AlignedWord]:
        return [AlignedWord(" the", 0.1, 0.3, 0.9), AlignedWord(" words", 0.3, 0.8, 0.8)]

    def language_probabilities(self, window: EncodedWindow) -> dict[str, float]:
        return self.probabilities


def always(answer: DecodedWindow) -> ScriptedWindows:
    return ScriptedWindows(lambda window, request: answer)


def by_window(short: DecodedWindow, full: DecodedWindow, drawn: DecodedWindow | None = None) -> ScriptedWindows:
    def answer(window: EncodedWindow, request: DecodingRequest) -> DecodedWindow:
        if request.temperature > 0 and drawn is not None:
            return drawn
        return full if window.frames == FULL_WINDOW_FRAMES else short

    return ScriptedWindows(answer)


def engine_over(windows: ScriptedWindows, policy: WindowPolicy | None = None) -> Engine:
    return Engine("scripted", windows, policy or WindowPolicy())


def segment(seconds: float = 3.0, start: int = 5 * RATE_HZ) -> SpeechSegment:
    count = round(seconds * RATE_HZ)
    return SpeechSegment(start, np.zeros(count, np.float32), (SpeechSpan(start, start + count),), ClosedBy.PAUSE)


def test_a_good_decoding_costs_one_short_window() -> None:
    windows = always(GOOD)
    transcript = engine_over(windows).transcribe(segment(), ENGLISH)
    assert transcript.text == "the words that were said"
    assert (transcript.start_s, transcript.end_s) == (5.0, 8.0)
    assert not transcript.full_window
    assert windows.windows == [1000]
    assert len(windows.requests) == 1


def test_a_runaway_is_decoded_again_with_the_full_window() -> None:
    windows = by_window(short=LOOPING, full=GOOD)
    transcript = engine_over(windows).transcribe(segment(), ENGLISH)
    assert transcript.text == "the words that were said"
    assert transcript.full_window
    assert transcript.warnings == ()
    assert windows.windows == [1000, 1400, FULL_WINDOW_FRAMES]
    assert windows.requests[-1].token_cap == MAX_TOKENS


def test_a_somewhat_wider_window_that_helps_saves_the_full_one() -> None:
    windows = ScriptedWindows(lambda window, _: LOOPING if window.frames == 1000 else GOOD)
    transcript = engine_over(windows).transcribe(segment(), ENGLISH)
    assert transcript.text == "the words that were said"
    assert windows.windows == [1000, 1400]


def test_a_text_that_was_only_hard_to_hear_gets_the_full_window_at_once() -> None:
    windows = by_window(short=decoded("mumble", log_probability=-1.5), full=GOOD)
    engine_over(windows).transcribe(segment(), ENGLISH)
    assert windows.windows == [1000, FULL_WINDOW_FRAMES]


def test_a_long_segment_has_only_the_full_window_left() -> None:
    windows = by_window(short=LOOPING, full=GOOD)
    engine_over(windows).transcribe(segment(16), ENGLISH)
    assert windows.windows == [1800, FULL_WINDOW_FRAMES]


def test_what_is_read_into_a_knock_is_not_written() -> None:
    times_s = np.arange(2048) / RATE_HZ
    knock = np.zeros(RATE_HZ, np.float32)
    knock[8000:10048] = 0.5 * np.sin(2 * np.pi * 180 * times_s) * np.exp(-60 * times_s)
    heard = SpeechSegment(0, knock, (SpeechSpan(8000, 10048),), ClosedBy.PAUSE)
    read = replace(decoded("Po-po."), no_speech_probability=0.41)
    assert engine_over(always(read)).transcribe(heard, ENGLISH).text == ""
    assert engine_over(always(read)).transcribe(segment(0.3), ENGLISH).text == "Po-po."


def test_noise_at_a_second_hearing_gets_no_second_look() -> None:
    windows = by_window(short=replace(decoded("Oh.", log_probability=-1.5), no_speech_probability=0.7), full=GOOD)
    noise = replace(segment(0.7), is_doubtful=True)
    assert engine_over(windows).transcribe(noise, ENGLISH).text == ""
    assert windows.windows == [1000]


def test_only_the_first_look_is_broken_off_where_it_repeats_itself() -> None:
    windows = by_window(short=LOOPING, full=GOOD)
    engine_over(windows).transcribe(segment(), ENGLISH)
    first, *others = [request.likely_tokens for request in windows.requests]
    assert first == likely_tokens(3.0, "en")
    assert others == [None, None]


class TestEncodingAhead:
    def test_the_segment_is_not_encoded_again(self) -> None:
        windows = always(GOOD)
        engine = engine_over(windows)
        engine.encode_ahead(segment(), ENGLISH)
        assert engine.transcribe(segment(), ENGLISH).text == "the words that were said"
        assert windows.windows == [1000]

    def test_another_segment_is(self) -> None:
        windows = always(GOOD)
        engine = engine_over(windows)
        engine.encode_ahead(segment(3.0), ENGLISH)
        engine.transcribe(segment(3.5), ENGLISH)
        assert len(windows.windows) == 2

    def test_another_window_of_the_same_segment_is(self) -> None:
        windows = always(GOOD)
        engine = engine_over(windows)
        engine.encode_ahead(segment(), ENGLISH)
        engine.transcribe(segment(), RecognizerRequest("en", full_window=True))
        assert windows.windows == [1000, FULL_WINDOW_FRAMES]

    def test_only_the_latest_is_remembered(self) -> None:
        windows = always(GOOD)
        engine = engine_over(windows)
        engine.encode_ahead(segment(3.0), ENGLISH)
        engine.encode_ahead(segment(4.0), ENGLISH)
        engine.transcribe(segment(3.0), ENGLISH)
        assert len(windows.windows) == 3


def test_the_second_look_goes_without_hotwords_and_prompt() -> None:
    windows = by_window(short=LOOPING, full=GOOD)
    engine_over(windows).transcribe(segment(), RecognizerRequest("en", hotwords="Zephyr", prompt="Before this."))
    assert [(request.hotwords, request.prompt) for request in windows.requests] == [
        ("Zephyr", "Before this."),
        ("", ""),
        ("", ""),
    ]


def test_two_different_runaways_are_drawn_again_at_random() -> None:
    other = decoded("quite another loop quite another loop", ended=False, compression=3.0)
    windows = by_window(short=LOOPING, full=other, drawn=GOOD)
    assert engine_over(windows).transcribe(segment(), ENGLISH).text == "the words that were said"
    assert [request.temperature for request in windows.requests] == [0.0, 0.0, 0.0, 0.4]


def test_when_nothing_ends_sensibly_the_loop_is_cut() -> None:
    other = decoded("we go home now we go home now we go home", ended=False, compression=3.0, log_probability=-0.1)
    transcript = engine_over(by_window(short=LOOPING, full=other, drawn=other)).transcribe(segment(), ENGLISH)
    assert transcript.text == "we go home now"
    assert Doubt.NO_END.value in transcript.warnings


def test_what_two_windows_agree_on_was_said_though_it_repeats_itself() -> None:
    refrain = decoded("here we go here we go here we go")
    windows = always(refrain)
    assert engine_over(windows).transcribe(segment(), ENGLISH).text == "here we go here we go here we go"
    assert len(windows.requests) == 2


def test_a_runaway_of_the_full_window_is_not_its_own_witness() -> None:
    windows = by_window(short=GOOD, full=LOOPING, drawn=GOOD)
    engine = engine_over(windows, WindowPolicy(full_window=True))
    assert engine.transcribe(segment(), ENGLISH).text == "the words that were said"


def test_of_two_unlikely_readings_the_likelier_one_is_taken() -> None:
    windows = by_window(short=decoded("mumble", log_probability=-1.5), full=decoded("humble", log_probability=-1.2))
    transcript = engine_over(windows).transcribe(segment(), ENGLISH)
    assert transcript.text == "humble"
    assert transcript.warnings == (Doubt.UNLIKELY.value,)


def test_a_phantom_becomes_an_empty_text() -> None:
    silence = DecodedWindow(" Thank you.", (1, 2), True, -0.5, 0.9, 0.8)
    transcript = engine_over(always(silence)).transcribe(segment(), ENGLISH)
    assert transcript.text == ""
    assert transcript.warnings


def test_word_times_count_from_the_beginning_of_the_recording() -> None:
    request = RecognizerRequest("en", word_times=True)
    words = engine_over(always(GOOD)).transcribe(segment(), request).words
    assert [(word.text, word.start_s) for word in words] == [(" the", 5.1), (" words", 5.3)]


def test_the_language_is_heard_when_none_is_given_and_the_window_encoded_once() -> None:
    windows = always(GOOD)
    assert engine_over(windows).transcribe(segment(), RecognizerRequest(None)).language == "en"
    assert len(windows.windows) == 1


def test_the_language_is_chosen_among_the_users() -> None:
    language, probability = engine_over(always(GOOD)).detect_language(segment(), ("de", "fr"))
    assert language == "de"
    assert probability == pytest.approx(0.6)


def test_an_english_model_writes_english_whatever_is_asked() -> None:
    windows = always(GOOD)
    windows.multilingual = False
    assert engine_over(windows).transcribe(segment(), RecognizerRequest("de")).language == "en"
    assert engine_over(windows).detect_language(segment(), ("de",)) == ("en", 1.0)


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(DictateError, match='"xx"'):
        engine_over(always(GOOD)).transcribe(segment(), RecognizerRequest("xx"))


def test_a_model_that_lists_no_languages_cannot_choose_one() -> None:
    windows = always(GOOD)
    windows.probabilities = {}
    with pytest.raises(DictateError, match="cannot tell languages apart"):
        engine_over(windows).detect_language(segment(), ())


def test_a_segment_beyond_the_window_is_refused_rather_than_cut_off() -> None:
    with pytest.raises(DictateError, match="30 s"):
        engine_over(always(GOOD)).transcribe(segment(31), ENGLISH)


class TestTermsOfTheUser:
    asked = RecognizerRequest("en", terms=(("Kubernetes",), ("Grafana",)))
    misheard = decoded("we run cuber needs", log_probability=-0.4)

    def heard(self, second: DecodedWindow, first: DecodedWindow = misheard) -> tuple[str, list[str]]:
        windows = ScriptedWindows(lambda _, request: second if request.hotwords else first)
        text = engine_over(windows).transcribe(segment(), self.asked).text
        return text, [request.hotwords for request in windows.requests]

    def test_a_text_that_resembles_one_is_decoded_again_with_it(self) -> None:
        right = decoded("we run Kubernetes", log_probability=-0.3)
        assert self.heard(right) == ("we run Kubernetes", ["", "Kubernetes"])

    def test_the_first_text_stays_where_the_term_explains_the_sound_worse(self) -> None:
        assert self.heard(decoded("we run Kubernetes", log_probability=-1.5))[0] == "we run cuber needs"

    def test_the_first_text_stays_where_the_decoder_does_not_write_the_term(self) -> None:
        assert self.heard(decoded("we ran cuba", log_probability=-0.1))[0] == "we run cuber needs"

    def test_a_text_that_has_the_term_or_resembles_none_is_decoded_once(self) -> None:
        assert self.heard(GOOD, first=decoded("we run Kubernetes"))[1] == [""]
        assert self.heard(GOOD, first=GOOD)[1] == [""]


class TestSpeechThatWasPassedOver:
    whole = SpeechSegment(
        0,
        np.zeros(12 * RATE_HZ, np.float32),
        (SpeechSpan(RATE_HZ, 5 * RATE_HZ), SpeechSpan(6 * RATE_HZ, 11 * RATE_HZ)),
        ClosedBy.PAUSE,
    )

    def read(self, *, of_part: str) -> tuple[str, list[int]]:
        """The decoder leaves the beginning out of the whole, and writes `of_part` for each of its halves."""

        def answer(window: EncodedWindow, _: DecodingRequest) -> DecodedWindow:
            return decoded("only the end" if window.speech_s > 10 else of_part)

        windows = ScriptedWindows(answer)
        return engine_over(windows).transcribe(self.whole, ENGLISH).text, windows.windows

    def test_each_side_of_the_longest_pause_is_read_by_itself(self) -> None:
        text, windows = self.read(of_part="the words that were said")
        assert text == "the words that were said the words that were said"
        assert windows == [1400, 1000, 1000]

    def test_the_first_reading_stays_where_that_brings_no_more_words(self) -> None:
        assert self.read(of_part="")[0] == "only the end"
