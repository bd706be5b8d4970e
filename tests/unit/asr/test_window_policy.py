from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.asr.window_policy import (
    FRAME_STEP,
    FULL_WINDOW_FRAMES,
    MAX_TOKENS,
    WindowPolicy,
    likely_tokens,
    token_cap,
)

speech_lengths = st.floats(0, 40)


@pytest.mark.parametrize(
    ("speech_s", "frames"),
    [(0.3, 1000), (8.0, 1000), (8.1, 1200), (13.0, 1600), (20.0, 2200), (28.5, 3000), (30, 3000)],
)
def test_speech_and_margin_decide_the_window(speech_s: float, frames: int) -> None:
    assert WindowPolicy().frames_for(speech_s) == frames


def test_the_full_window_can_be_asked_for() -> None:
    assert WindowPolicy(full_window=True).frames_for(1.0) == FULL_WINDOW_FRAMES


@given(speech_lengths, st.floats(2, 30), st.floats(0, 10))
def test_a_window_is_one_that_the_encoder_takes(speech_s: float, floor_s: float, margin_s: float) -> None:
    frames = WindowPolicy(floor_s, margin_s).frames_for(speech_s)
    assert 0 < frames <= FULL_WINDOW_FRAMES
    assert frames % FRAME_STEP == 0
    assert frames >= min(FULL_WINDOW_FRAMES, 100 * (speech_s + margin_s))


@given(speech_lengths, speech_lengths)
def test_more_speech_never_gets_a_shorter_window_nor_fewer_tokens(one: float, other: float) -> None:
    short, long = sorted((one, other))
    assert WindowPolicy().frames_for(short) <= WindowPolicy().frames_for(long)
    assert token_cap(short, "en") <= token_cap(long, "en")


@pytest.mark.parametrize("language", ["en", "de", "ru", "zh", "ja"])
def test_the_token_cap_is_far_above_what_speech_needs(language: str) -> None:
    assert token_cap(4.0, language) >= 2 * 6 * 3
    assert token_cap(30.0, language) <= MAX_TOKENS


def test_scripts_that_need_many_tokens_may_use_them_all() -> None:
    assert token_cap(2.0, "hi") == MAX_TOKENS


@pytest.mark.parametrize("language", ["el", "he", "ar", "fa", "zh", "hu", "fi"])
def test_languages_of_many_tokens_a_letter_may_be_spoken_fast(language: str) -> None:
    assert token_cap(20.0, language) >= 20 * 11


@given(speech_lengths, st.sampled_from(["en", "de", "ru", "fi", "zh", "hi"]))
def test_a_text_is_looked_at_no_later_than_at_its_end(speech_s: float, language: str) -> None:
    assert likely_tokens(speech_s, language) <= token_cap(speech_s, language)


def test_what_people_read_aloud_is_written_in_one_go() -> None:
    assert likely_tokens(8.4, "en") > 31
    assert likely_tokens(13.2, "en") > 47


def test_languages_of_many_tokens_are_not_looked_at_early() -> None:
    assert likely_tokens(8.0, "el") == token_cap(8.0, "el")
    assert likely_tokens(4.2, "ru") == token_cap(4.2, "ru")
