"""Noise that the detector takes for a voice at its second hearing is not written; a real whisper is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.files import read_audio
from dictate.audio.options import GainOptions
from dictate.session.gain import leveled
from dictate.vad.contract import SpeechSegment
from dictate.vad.silero import SileroModel
from tests.benchmark.hard_conditions import from_end_to_end
from tests.benchmark.second_hearing import Named, cuts, heard_twice
from tests.integration.vad.evaluation import generated_noises, noises

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def silero() -> SileroModel:
    return SileroModel()


def texts(engine: Engine, segments: list[SpeechSegment], language: str) -> list[str]:
    leveled_ones = [replace(segment, samples=leveled(segment, GainOptions())) for segment in segments]
    request = RecognizerRequest(language, beam_size=3)
    return [text for each in leveled_ones if (text := engine.transcribe(each, request).text)]


def noises_from_their_middle(data: Path) -> Iterator[Named]:
    for sound in noises(data):
        yield from cuts(sound, 2)
    for sound in generated_noises():
        yield from cuts(sound, 0)


def test_noise_is_not_written(silero: SileroModel, shared_data: Path, model_folder: Callable[[str], Path]) -> None:
    engine = load_model(ModelChoice("tiny.en", model_folder("tiny.en"), threads=1), WindowPolicy()).engine
    doubtful: dict[str, list[SpeechSegment]] = {}
    for name, samples in noises_from_their_middle(shared_data):
        doubtful[name] = [segment for segment in heard_twice(silero, samples) if segment.is_doubtful]
    assert any(doubtful.values()), "none of these noises says anything about the evidence"
    assert {name: text for name, segments in doubtful.items() if (text := texts(engine, segments, "en"))} == {}


def test_a_real_whisper_from_its_first_sound_is_heard(silero: SileroModel, shared_data: Path) -> None:
    whisper = from_end_to_end(read_audio(shared_data / "lang" / "thorsten-whisper.flac"))
    (segment,) = heard_twice(silero, whisper)
    assert segment.is_doubtful
    assert segment.voiced_s > 1
