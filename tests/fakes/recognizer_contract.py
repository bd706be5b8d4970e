"""What every Recognizer owes, checked against the fake and against the real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dictate.asr.contract import ModelChoice, Recognizer, RecognizerRequest
from dictate.audio.block import RATE_HZ, Samples
from dictate.errors import DictateError
from dictate.vad.contract import ClosedBy, SpeechSegment, SpeechSpan


def segment_of(samples: Samples, start: int = 0) -> SpeechSegment:
    return SpeechSegment(start, samples, (SpeechSpan(start, start + len(samples)),), ClosedBy.PAUSE)


HUM = segment_of(np.sin(np.arange(RATE_HZ, dtype=np.float32) / 9) / 9, start=2 * RATE_HZ)


class RecognizerContract:
    """Subclasses give the fixtures `recognizer` (closed afterwards) and `choice` (a model that works)."""

    def test_loading_tells_what_is_in_use(self, recognizer: Recognizer, choice: ModelChoice) -> None:
        in_use = recognizer.load(choice)
        assert in_use.name == choice.name
        assert in_use.device in ("cpu", "cuda")
        assert in_use.threads >= 1

    def test_loading_what_is_loaded_returns_the_same(self, recognizer: Recognizer, choice: ModelChoice) -> None:
        assert recognizer.load(choice) == recognizer.load(choice)

    def test_a_folder_that_is_not_there_is_refused(self, recognizer: Recognizer, tmp_path: Path) -> None:
        with pytest.raises(DictateError, match="nowhere"):
            recognizer.load(ModelChoice("nowhere", tmp_path / "nowhere"))

    def test_nothing_is_transcribed_before_a_model_was_chosen(self, recognizer: Recognizer) -> None:
        with pytest.raises(DictateError, match="No model"):
            recognizer.transcribe(HUM, RecognizerRequest("en"))

    def test_a_transcript_delimits_its_segment(self, recognizer: Recognizer, choice: ModelChoice) -> None:
        recognizer.load(choice)
        transcript = recognizer.transcribe(HUM, RecognizerRequest("en"))
        assert (transcript.start_s, transcript.end_s) == (2.0, 3.0)
        assert transcript.language == "en"
        assert transcript.text == transcript.text.strip()

    def test_encoding_ahead_changes_no_word(self, recognizer: Recognizer, choice: ModelChoice) -> None:
        recognizer.load(choice)
        at_once = recognizer.transcribe(HUM, RecognizerRequest("en"))
        recognizer.encode_ahead(HUM, RecognizerRequest("en"))
        assert recognizer.transcribe(HUM, RecognizerRequest("en")) == at_once

    def test_an_unloaded_model_comes_back_when_needed(self, recognizer: Recognizer, choice: ModelChoice) -> None:
        recognizer.load(choice)
        before = recognizer.transcribe(HUM, RecognizerRequest("en")).text
        recognizer.unload()
        recognizer.unload()
        assert recognizer.transcribe(HUM, RecognizerRequest("en")).text == before

    def test_the_language_is_one_of_those_asked_for(self, recognizer: Recognizer, choice: ModelChoice) -> None:
        in_use = recognizer.load(choice)
        language, probability = recognizer.detect_language(HUM, ("de", "fr") if in_use.multilingual else ())
        assert language in (("de", "fr") if in_use.multilingual else ("en",))
        assert 0 < probability <= 1

    def test_a_closed_recognizer_refuses(self, recognizer: Recognizer, choice: ModelChoice) -> None:
        recognizer.load(choice)
        recognizer.close()
        recognizer.close()
        with pytest.raises(DictateError, match="closed"):
            recognizer.load(choice)
        with pytest.raises(DictateError, match="closed"):
            recognizer.transcribe(HUM, RecognizerRequest("en"))
