"""Every spoken command of the English table is heard: said by a synthesizer, cut by the gate, written by a model.

A command counts as heard when one of its phrases is understood from one of the voices.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import RATE_HZ
from dictate.settings.settings import Settings
from dictate.text.assembly import assemble
from dictate.text.commands import find_commands
from dictate.text.evidence import with_pauses as with_known_pauses
from dictate.text.languages import language_table
from dictate.text.layout.spans import words_of
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
ENGLISH = language_table("en")


@pytest.fixture(scope="module")
def engine(model_folder: Callable[[str], Path]) -> Engine:
    if synthesizer_problem():
        pytest.skip(synthesizer_problem())
    return load_model(ModelChoice(MODEL, model_folder(MODEL)), WindowPolicy()).engine


@pytest.fixture(scope="module")
def request_as_dictated() -> RecognizerRequest:
    settings = Settings()
    general = replace(settings.general, language="en")
    text = replace(settings.text, spoken_commands=True)
    return recognizer_request(replace(settings, general=general, text=text))


def heard(phrase: str, voice: str, engine: Engine, asked: RecognizerRequest) -> tuple[str, list[str]]:
    """What was written, and the actions of the commands in it."""
    gate = open_gate(SileroModel(), GateOptions())
    samples = with_pauses(spoken("The weather is fine today", voice), spoken(phrase, voice))
    transcripts: list[Transcript] = []
    voice_ended = 0
    for event in [*gate.feed(samples), *gate.finish()]:
        if isinstance(event, SegmentClosed):
            pause_s = (event.segment.spans[0].start - voice_ended) / RATE_HZ if transcripts else 0.0
            voice_ended = event.segment.spans[-1].end
            transcripts.append(replace(engine.transcribe(event.segment, asked), pause_before_s=pause_s))
    text = assemble(transcripts)
    words = words_of(with_known_pauses(text, transcripts), ENGLISH)
    return text, [command.action.value for command in find_commands(words, enter_allowed=True)]


def commands_with_all_phrases() -> dict[tuple[str, str], list[str]]:
    """Phrases by action and mark: those of one word and the others are commands of their own."""
    found: dict[tuple[str, str], list[str]] = {}
    for command in ENGLISH.commands:
        found.setdefault((command.action, command.text), []).extend(command.phrases)
    return found


@pytest.mark.parametrize(("action", "phrases"), [(key[0], each) for key, each in commands_with_all_phrases().items()])
def test_a_command_is_heard(
    action: str, phrases: list[str], engine: Engine, request_as_dictated: RecognizerRequest
) -> None:
    written = []
    for phrase in phrases:
        for voice in VOICES:
            text, actions = heard(phrase, voice, engine, request_as_dictated)
            if actions == [action]:
                return
            written.append(f"{phrase} ({voice}): {text}")
    raise AssertionError("\n".join(written))
