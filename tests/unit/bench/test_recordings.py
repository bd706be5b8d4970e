from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.block import RATE_HZ
from dictate.bench.recordings import find_recordings, until_key_up
from dictate.errors import DictateError
from dictate.vad.gate import Gate


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, content: str = "") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return write


def test_a_manifest_beside_the_file_has_its_words(file: Callable[..., Path]) -> None:
    audio = file("one.flac")
    rows = [{"file": "two.flac", "text": "no"}, {"file": "one.flac", "text": "15 men", "language": "en"}]
    file("manifest.jsonl", "\n".join(map(json.dumps, rows)))
    (recording,) = find_recordings([audio])
    assert (recording.transcript, recording.language) == ("15 men", "en")


def test_what_was_spoken_counts_rather_than_what_was_written(file: Callable[..., Path]) -> None:
    audio = file("one.flac")
    file("manifest.jsonl", json.dumps({"file": "one.flac", "text": "15 men", "text_spoken": "fifteen men"}))
    assert find_recordings([audio])[0].transcript == "fifteen men"


def test_else_a_text_file_of_the_same_name(file: Callable[..., Path]) -> None:
    audio = file("one.flac")
    file("one.txt", " hello\n")
    assert find_recordings([audio])[0].transcript == "hello"


def test_without_a_transcript_there_is_no_error_rate(file: Callable[..., Path]) -> None:
    (recording,) = find_recordings([file("one.flac")])
    assert recording.transcript is None
    assert recording.errors_of("anything") is None


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DictateError, match=r"nothing\.flac"):
        find_recordings([tmp_path / "nothing.flac"])


def test_a_broken_manifest_is_named_with_its_line(file: Callable[..., Path]) -> None:
    audio = file("one.flac")
    file("manifest.jsonl", '{"file": "zero.flac"}\nnonsense\n')
    with pytest.raises(DictateError, match=r"Line 2 of .*manifest\.jsonl"):
        find_recordings([audio])


class LoudIsSpeech:
    """A detector that takes everything loud for speech."""

    def probability(self, hop: np.ndarray) -> float:
        return float(np.abs(hop).max() > 0.1)


def voice(*parts: tuple[float, float]) -> np.ndarray:
    return np.concatenate([np.full(round(length_s * RATE_HZ), level, np.float32) for length_s, level in parts])


def test_the_key_goes_up_a_quarter_of_a_second_after_the_last_voice() -> None:
    samples = voice((1.0, 0.0), (1.0, 0.5), (3.0, 0.0), (1.0, 0.5), (2.0, 0.0))
    assert len(until_key_up(samples, Gate(LoudIsSpeech()))) / RATE_HZ == pytest.approx(6.25, abs=0.04)


def test_a_recording_that_ends_with_its_last_word_goes_on_in_silence() -> None:
    cut = until_key_up(voice((1.0, 0.5)), Gate(LoudIsSpeech()))
    assert len(cut) / RATE_HZ == pytest.approx(1.25, abs=0.04)
    assert not cut[RATE_HZ:].any()


def test_a_recording_without_voice_is_replayed_whole() -> None:
    assert len(until_key_up(voice((2.0, 0.0)), Gate(LoudIsSpeech()))) == 2 * RATE_HZ
