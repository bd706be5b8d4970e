"""Decoding in two steps, with real models: what has not ended in time goes on, or is broken off where it repeats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from faster_whisper import decode_audio

from dictate.asr.decoding import DecodingRequest
from dictate.asr.window_policy import likely_tokens, token_cap
from dictate.asr.windows import WhisperWindows
from dictate.audio.block import RATE_HZ

pytestmark = pytest.mark.model

ModelFolder = Callable[[str], Path]


def test_a_text_longer_than_is_likely_is_written_to_its_end(model_folder: ModelFolder, shared_data: Path) -> None:
    windows = WhisperWindows(model_folder("tiny.en"), "cpu", "int8", 1)
    window = windows.encode(decode_audio(str(shared_data / "speech" / "jfk.flac")), 1400)
    in_one_go = windows.decode(window, DecodingRequest("en", 78))
    in_two = windows.decode(window, DecodingRequest("en", 78, likely_tokens=20))
    assert in_two == in_one_go


def test_a_sentence_that_goes_in_circles_is_broken_off_where_it_does(
    model_folder: ModelFolder, shared_data: Path
) -> None:
    """With 10 s of window the model `base` writes it two and a half times, with every beam that was tried."""
    samples = decode_audio(str(shared_data / "speech" / "ls-other-1998-15444-0009.flac"))
    speech_s = len(samples) / RATE_HZ
    windows = WhisperWindows(model_folder("base"), "cpu", "int8", 1)
    request = DecodingRequest("en", token_cap(speech_s, "en"), likely_tokens(speech_s, "en"), beam_size=3)
    decoded = windows.decode(windows.encode(samples, 1000), request)
    if decoded.ended:
        pytest.skip("this processor's arithmetic does not send the model in circles here")
    assert decoded.text.count("poisoning") == 1
