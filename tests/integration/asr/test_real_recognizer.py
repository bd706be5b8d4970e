"""The recognizer with a real model in a real worker process."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import ctranslate2
import numpy as np
import pytest
from faster_whisper import decode_audio

from dictate.asr.client import WorkerRecognizer
from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.audio.block import RATE_HZ
from dictate.errors import DictateError
from dictate.vad.contract import SpeechSegment
from tests.fakes.recognizer_contract import HUM, RecognizerContract, segment_of

pytestmark = pytest.mark.model

ENGLISH = RecognizerRequest("en")
ModelFolder = Callable[[str], Path]


@pytest.fixture
def recognizer() -> Iterator[WorkerRecognizer]:
    recognizer = WorkerRecognizer()
    yield recognizer
    recognizer.close()


@pytest.fixture
def choice(model_folder: ModelFolder) -> ModelChoice:
    return ModelChoice("tiny.en", model_folder("tiny.en"))


@pytest.fixture
def speech(shared_data: Path) -> SpeechSegment:
    """Eleven seconds: ask not what your country can do for you."""
    return segment_of(decode_audio(str(shared_data / "speech" / "jfk.flac")), start=4 * RATE_HZ)


class TestTheContract(RecognizerContract):
    """With the fixtures above."""


def test_it_writes_what_was_said(recognizer: WorkerRecognizer, choice: ModelChoice, speech: SpeechSegment) -> None:
    recognizer.load(choice)
    text = recognizer.transcribe(speech, ENGLISH).text.lower().replace(",", "")
    assert "ask not what your country can do for you" in text


def test_the_compute_type_in_use_is_reported(recognizer: WorkerRecognizer, choice: ModelChoice) -> None:
    in_use = recognizer.load(choice)
    assert in_use.device == "cpu" or not in_use.note
    assert in_use.compute_type.startswith("int8" if in_use.device == "cpu" else "float16")
    assert in_use.load_s > 0
    assert 100 < in_use.resident_mb < 1000


def test_words_carry_times_and_probabilities(
    recognizer: WorkerRecognizer, choice: ModelChoice, speech: SpeechSegment
) -> None:
    recognizer.load(choice)
    transcript = recognizer.transcribe(speech, RecognizerRequest("en", word_times=True))
    assert "".join(word.text for word in transcript.words).strip() == transcript.text
    starts = [word.start_s for word in transcript.words if word.start_s is not None]
    assert starts == sorted(starts)
    assert speech.start / RATE_HZ <= starts[0] <= starts[-1] <= speech.end / RATE_HZ
    assert all(word.probability is not None and 0 <= word.probability <= 1 for word in transcript.words)


def test_half_a_second_of_speech_does_not_run_away(
    recognizer: WorkerRecognizer, choice: ModelChoice, speech: SpeechSegment
) -> None:
    recognizer.load(choice)
    cut = segment_of(speech.samples[: RATE_HZ // 2 + RATE_HZ])
    assert len(recognizer.transcribe(cut, ENGLISH).text.split()) <= 8


def test_it_survives_being_killed_in_the_middle_of_a_segment(
    recognizer: WorkerRecognizer, choice: ModelChoice, speech: SpeechSegment
) -> None:
    recognizer.load(choice)
    expected = recognizer.transcribe(speech, ENGLISH).text
    pid = recognizer.worker_pid
    assert pid is not None
    killer = threading.Timer(0.05, os.kill, (pid, signal.SIGKILL))
    killer.start()
    assert recognizer.transcribe(speech, ENGLISH).text == expected
    killer.join()
    assert recognizer.worker_pid != pid


def test_a_truncated_model_is_refused_with_a_sentence(
    recognizer: WorkerRecognizer, choice: ModelChoice, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(choice.folder, broken)
    with (broken / "model.bin").open("r+b") as file:
        file.truncate(1_000_000)
    with pytest.raises(DictateError, match="The model broken cannot be loaded"):
        recognizer.load(ModelChoice("broken", broken))


def test_a_model_without_its_tokenizer_is_refused_not_downloaded(
    recognizer: WorkerRecognizer, choice: ModelChoice, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(choice.folder, broken)
    (broken / "tokenizer.json").unlink()
    with pytest.raises(DictateError, match=r"incomplete: tokenizer\.json is missing"):
        recognizer.load(ModelChoice("broken", broken))


def test_numbers_that_the_device_cannot_calculate_with_are_refused(
    recognizer: WorkerRecognizer, choice: ModelChoice
) -> None:
    with pytest.raises(DictateError, match="cannot calculate with"):
        recognizer.load(ModelChoice("tiny.en", choice.folder, device="cpu", compute_type="nonsense"))


def test_a_graphics_card_that_is_not_there_is_no_fault_of_the_model(
    recognizer: WorkerRecognizer, choice: ModelChoice
) -> None:
    if ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has a graphics card")
    with pytest.raises(DictateError, match=r"cannot be loaded.*Set the device to auto or cpu"):
        recognizer.load(ModelChoice("tiny.en", choice.folder, device="cuda"))


def test_a_second_load_is_free(recognizer: WorkerRecognizer, choice: ModelChoice) -> None:
    recognizer.load(choice)
    pid = recognizer.worker_pid
    began = time.monotonic()
    recognizer.load(choice)
    assert recognizer.worker_pid == pid
    assert time.monotonic() - began < 0.1


def test_the_language_is_heard(recognizer: WorkerRecognizer, model_folder: ModelFolder, shared_data: Path) -> None:
    recognizer.load(ModelChoice("base", model_folder("base")))
    for name, language in (("jfk", "en"), ("../lang/thorsten-gt3", "de"), ("../lang/pv-fr", "fr")):
        heard = segment_of(decode_audio(str(shared_data / "speech" / f"{name}.flac"))[: 3 * RATE_HZ])
        assert recognizer.detect_language(heard)[0] == language


def test_silence_that_reaches_the_recognizer_by_mistake_gives_no_sentence(
    recognizer: WorkerRecognizer, model_folder: ModelFolder
) -> None:
    recognizer.load(ModelChoice("base", model_folder("base")))
    silence = SpeechSegment(0, np.zeros(3 * RATE_HZ, np.float32), (), HUM.closed_by)
    assert recognizer.transcribe(silence, ENGLISH).text == ""
