"""What is said to the correction window is heard: said by a synthesizer, cut by the gate, written by a model.

A request counts as heard when it is understood from one of the voices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.settings.settings import Settings
from dictate.text.assembly import assemble
from dictate.text.correction_requests import (
    Choose,
    CorrectionRequest,
    Mark,
    Replace,
    Select,
    Step,
    WindowState,
    Write,
)
from dictate.text.options import TextOptions
from dictate.text.pipeline import TextContext, process
from dictate.text.transcript import Transcript
from dictate.vad.contract import SegmentClosed
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel
from dictate.wiring.wiring import recognizer_request
from tests.synthesizer import spoken, synthesizer_problem, with_pauses

pytestmark = pytest.mark.model

MODEL = "base"
VOICES = ("slt", "rms", "awb", "kal16")
SHOWN = "Please meet our doctor on Tuesday."


@pytest.fixture(scope="module")
def engine(model_folder: Callable[[str], Path]) -> Engine:
    if synthesizer_problem():
        pytest.skip(synthesizer_problem())
    return load_model(ModelChoice(MODEL, model_folder(MODEL)), WindowPolicy()).engine


def heard(words: str, voice: str, engine: Engine) -> list[Transcript]:
    settings = Settings()
    asked = recognizer_request(replace(settings, general=replace(settings.general, language="en")), correcting=True)
    gate = open_gate(SileroModel(), GateOptions())
    events = [*gate.feed(with_pauses(spoken(words, voice))), *gate.finish()]
    return [engine.transcribe(event.segment, asked) for event in events if isinstance(event, SegmentClosed)]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("choose one", Choose(1)),
        ("choose two", Choose(2)),
        ("choose four", Choose(4)),
        ("word three", Select(3)),
        ("next word", Step.NEXT),
        ("previous word", Step.PREVIOUS),
        ("delete word", Step.OMIT),
        ("capitalize", Step.CAPITALIZE),
        ("undo that", Step.UNDO),
        ("save only", Step.SAVE),
        ("done", Step.DONE),
        ("cancel", Step.CANCEL),
        ("correct doctor", Mark("doctor")),
        ("replace Tuesday with Wednesday", Replace("Tuesday", "Wednesday")),
        ("spell that, bravo, oscar, bravo", Write("Bob", is_exact=True)),
        ("Washington", Write("Washington")),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_request_is_heard(words: str, meant: CorrectionRequest, engine: Engine) -> None:
    context = TextContext(language="en", window=WindowState(can_open=True, listens=True, shown=SHOWN))
    written = []
    for voice in VOICES:
        transcripts = heard(words, voice, engine)
        if process(transcripts, TextOptions(), context).request == meant:
            return
        written.append(f"{voice}: {assemble(transcripts)}")
    raise AssertionError("\n".join(written))
