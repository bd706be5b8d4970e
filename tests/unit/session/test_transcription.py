from __future__ import annotations

from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.session.transcription import FileTranscriber
from dictate.vad.contract import SegmentClosed
from tests.unit.session.session_rig import PlayedGate, PlayedRecognizer, segment

SUBTITLES = "All of it I hope is in one piece And then there is a good deal more of it"


@pytest.fixture
def recognizer() -> PlayedRecognizer:
    return PlayedRecognizer()


def transcribed(recognizer: PlayedRecognizer, *spans_s: tuple[float, float]) -> list[str]:
    """The texts of a recording with voice where `spans_s` say."""
    gate = PlayedGate()
    gate.at_end = [SegmentClosed(segment(start_s, end_s)) for start_s, end_s in spans_s]
    transcriber = FileTranscriber(recognizer, ModelChoice("base", Path()), RecognizerRequest("en"))
    return [each.text for each in transcriber.transcripts([], gate) if each.text]


def test_segments_that_fit_into_the_window_are_read_in_one_piece(recognizer: PlayedRecognizer) -> None:
    recognizer.group_texts[0, 20.0] = "All of it, in one piece."
    assert transcribed(recognizer, (0, 8), (10, 22)) == ["All of it, in one piece."]
    assert recognizer.heard == [(0, 20.0)]


def test_a_piece_without_marks_gets_those_of_its_segments(recognizer: PlayedRecognizer) -> None:
    recognizer.group_texts[0, 20.0] = SUBTITLES
    recognizer.texts = {0: "All of it, I hope, is in one peace.", 160_000: "And then there is a good deal more."}
    assert transcribed(recognizer, (0, 8), (10, 22)) == [
        "All of it, I hope, is in one piece. And then there is a good deal more of it."
    ]


def test_a_model_that_writes_no_marks_is_asked_for_them_once(recognizer: PlayedRecognizer) -> None:
    plain = SUBTITLES.lower()
    recognizer.group_texts = {(0, 20.0): plain, (30, 20.0): plain}
    recognizer.texts = {0: "all of it i hope is in one piece", 160_000: "and then there is a good deal more of it"}
    assert transcribed(recognizer, (0, 8), (10, 22), (30, 38), (40, 52)) == [plain, plain]
    assert [duration_s for _, duration_s in recognizer.heard] == [20.0, 8.0, 12.0, 20.0]
