from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dictate.asr.contract import ModelChoice, ModelInUse, RecognizerRequest
from dictate.audio.block import RATE_HZ, Samples
from dictate.comparison.clips import Clip, ClipStore
from dictate.comparison.runner import Contestant, Listening, run_comparison
from dictate.comparison.texts import ReadingText, TextKind
from dictate.errors import DictateError
from dictate.models.progress import CancelledError, SilentObserver, Stage
from dictate.vad.contract import ClosedBy, GateEvent, SegmentClosed, SpeechSegment, SpeechSpan
from dictate.workers.usage import ProcessUsage
from tests.fakes.recognizer import FakeRecognizer


class OpenGate:
    """Everything is one segment."""

    def feed(self, samples: Samples) -> list[GateEvent]:
        whole = SpeechSegment(0, samples, (SpeechSpan(0, len(samples)),), ClosedBy.END)
        return [SegmentClosed(whole)]

    def finish(self) -> list[GateEvent]:
        return []


class Recognizers(FakeRecognizer):
    """Answers as the loaded model does."""

    def __init__(self, answers: dict[str, str]) -> None:
        super().__init__(say=lambda _segment: answers[self.choice.name] if self.choice else "")
        self._answers = answers

    def load(self, choice: ModelChoice) -> ModelInUse:
        if choice.name not in self._answers:
            raise DictateError(f"The model {choice.name} cannot be loaded.")
        return super().load(choice)

    def usage(self) -> ProcessUsage:
        return ProcessUsage(1.0, 200.0, 300.0)


@pytest.fixture
def clips(tmp_path: Path) -> list[Clip]:
    store = ClipStore(tmp_path / "comparison")
    for text in ("It rains in Spain.", "Mainly in the plain."):
        store.add(np.zeros(2 * RATE_HZ, dtype=np.float32), ReadingText(text, TextKind.OWN, "en"))
    return store.clips()


def contestant(name: str, folder: Path, languages: tuple[str, ...] = ()) -> Contestant:
    return Contestant(name, ModelChoice(name, folder), RecognizerRequest("de", beam_size=3), languages)


def listening(recognizer: Recognizers) -> Listening:
    return Listening(recognizer, OpenGate, own_words=("Spain",))


def test_every_model_hears_every_recording_in_its_language(clips: list[Clip], tmp_path: Path) -> None:
    recognizer = Recognizers({"good": "it rains in spain", "bad": "nothing"})
    models = [contestant("good", tmp_path), contestant("bad", tmp_path)]
    result = run_comparison(models, clips, listening(recognizer), SilentObserver())
    assert [score.name for score in result.scores] == ["good", "bad"]
    assert [outcome.errors.errors for outcome in result.scores[0].outcomes] == [0, 4]
    assert result.scores[0].recall_percent == 100.0
    assert result.scores[0].resident_mb == 200.0
    assert {(request.language, request.beam_size) for _, request in recognizer.calls} == {("en", 3)}


def test_a_model_that_fails_is_left_out_with_its_reason(clips: list[Clip], tmp_path: Path) -> None:
    models = [contestant("gone", tmp_path), contestant("good", tmp_path)]
    result = run_comparison(models, clips, listening(Recognizers({"good": "it rains"})), SilentObserver())
    assert [score.name for score in result.scores] == ["good"]
    assert "cannot be loaded" in result.left_out["gone"]


def test_a_model_of_another_language_is_left_out(clips: list[Clip], tmp_path: Path) -> None:
    result = run_comparison(
        [contestant("hebrew", tmp_path, ("he",))], clips, listening(Recognizers({"hebrew": ""})), SilentObserver()
    )
    assert result.left_out == {"hebrew": "It does not know the language of some recordings: en."}


def test_progress_is_told_and_the_work_can_be_stopped(clips: list[Clip], tmp_path: Path) -> None:
    class StopsAfterOne(SilentObserver):
        def __init__(self) -> None:
            self.told: list[tuple[Stage, int, int]] = []

        def progress(self, stage: Stage, done: int, total: int) -> None:
            self.told.append((stage, done, total))

        def cancelled(self) -> bool:
            return len(self.told) > 1

    observer = StopsAfterOne()
    with pytest.raises(CancelledError):
        run_comparison([contestant("good", tmp_path)], clips, listening(Recognizers({"good": ""})), observer)
    assert observer.told == [(Stage.COMPARING, 0, 2), (Stage.COMPARING, 1, 2)]


def test_without_recordings_or_models_there_is_nothing_to_compare(clips: list[Clip], tmp_path: Path) -> None:
    with pytest.raises(DictateError, match="no recording"):
        run_comparison([contestant("good", tmp_path)], [], listening(Recognizers({})), SilentObserver())
    with pytest.raises(DictateError, match="No model"):
        run_comparison([], clips, listening(Recognizers({})), SilentObserver())
