"""From a voice at the microphone to the text at the typist, with the real detector and the real model."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest

from dictate.asr.options import ACCURATE
from dictate.audio.block import RATE_HZ, Samples
from dictate.events import HeardNothing, Problem, SessionState
from dictate.history.record import Delivery
from dictate.program.sample_run import words
from dictate.settings.hands_free import HandsFreeOptions
from tests.integration.dictation.conftest import PATIENCE_S, Dictating
from tests.integration.prompts import Prompt, prompt
from tests.unit.session.session_rig import wait_for

pytestmark = [pytest.mark.audio, pytest.mark.model, pytest.mark.timeout(600)]

FIRST = "conf-kicked"
SECOND = "conf-leaderhasleft"


def silence(length_s: float) -> Samples:
    return np.zeros(round(length_s * RATE_HZ), np.float32)


def room(length_s: float, level: float = 0.001) -> Samples:
    return np.random.default_rng(1).normal(0, level, round(length_s * RATE_HZ)).astype(np.float32)


def hum(length_s: float) -> Samples:
    times = np.arange(round(length_s * RATE_HZ)) / RATE_HZ
    return (0.05 * np.sin(2 * np.pi * 50 * times)).astype(np.float32)


def key_clicks(length_s: float) -> Samples:
    """Decaying bursts four times a second, as typing on a loud keyboard."""
    samples = np.zeros(round(length_s * RATE_HZ), np.float32)
    generator = np.random.default_rng(2)
    burst = generator.normal(0, 0.3, 400) * np.exp(-np.arange(400) / 60)
    for start in range(0, len(samples) - 400, RATE_HZ // 4):
        samples[start : start + 400] += burst.astype(np.float32)
    return samples


def spoken(name: str) -> Prompt:
    return prompt(name)


def test_a_sentence_arrives_word_for_word(dictating: Dictating) -> None:
    said = spoken(FIRST)
    assert words(dictating.dictate(said.samples())) == words(said.words)
    record = dictating.history.last()
    assert record is not None
    assert record.delivery is Delivery.TYPED


def test_speech_a_long_pause_and_speech_give_exactly_both_sentences(dictating: Dictating) -> None:
    first, second = spoken(FIRST), spoken(SECOND)
    text = dictating.dictate(np.concatenate([first.samples(), silence(20), second.samples()]))
    assert words(text) == words(f"{first.words} {second.words}")


def test_a_minute_without_speech_gives_no_text_and_no_call_to_the_recognizer(dictating: Dictating) -> None:
    # Each of these for a minute, but not in real time: tests/integration/vad.
    noise = np.concatenate([silence(15), room(15), hum(15), key_clicks(15)])
    assert dictating.dictate(noise) == ""
    assert dictating.recognizer.segments == []
    assert dictating.said(HeardNothing)


def test_a_muted_microphone_is_said_to_be_muted(dictating: Dictating) -> None:
    assert dictating.dictate(silence(2)) == ""
    (problem,) = dictating.said(Problem)
    assert isinstance(problem, Problem)
    assert "digital silence" in problem.problem


def test_a_key_released_on_the_last_word_loses_nothing(dictating: Dictating) -> None:
    said = spoken(FIRST)
    assert words(dictating.dictate(said.samples(), hold_on_s=0.0)) == words(said.words)


def test_the_text_is_ready_from_a_tail_that_was_transcribed_in_advance(dictating: Dictating) -> None:
    dictating.dictate(np.concatenate([spoken(FIRST).samples(), room(0.1)]), hold_on_s=3.0)
    assert dictating.traces[0].speculations_used == 1


def test_a_microphone_unplugged_in_mid_sentence_keeps_the_words_and_the_audio(dictating: Dictating) -> None:
    said = spoken(FIRST)
    dictating.key_down()
    dictating.say(said.samples())
    time.sleep(0.3)
    dictating.microphone.stall()
    assert dictating.session.wait_idle(PATIENCE_S)
    assert words("".join(dictating.typist.typed)) == words(said.words)


def test_continuous_dictation_types_each_sentence_while_the_recording_goes_on(dictating: Dictating) -> None:
    first, second = spoken(FIRST), spoken(SECOND)
    dictating.settings = replace(dictating.settings, hands_free=HandsFreeOptions(continuous=True))
    dictating.key_down()
    dictating.session.latch()
    dictating.say(np.concatenate([first.samples(), room(2.5)]))
    wait_for(lambda: len(dictating.typist.typed) == 1)
    assert dictating.session.state is SessionState.RECORDING
    dictating.say(np.concatenate([second.samples(), room(0.5)]))
    dictating.key_up()
    assert dictating.session.wait_idle(PATIENCE_S)
    assert [words(text) for text in dictating.typist.typed] == [words(first.words), words(second.words)]


def test_a_recording_ends_by_itself_after_the_silence_that_the_user_set(dictating: Dictating) -> None:
    said = spoken(FIRST)
    dictating.settings = replace(dictating.settings, hands_free=HandsFreeOptions(stop_after_silence_s=2))
    dictating.session.toggle()
    wait_for(lambda: dictating.session.state is SessionState.RECORDING)
    dictating.say(np.concatenate([said.samples(), room(4)]))
    assert dictating.session.wait_idle(PATIENCE_S)
    assert words("".join(dictating.typist.typed)) == words(said.words)


def test_the_accurate_way_reads_the_whole_dictation_once(dictating: Dictating) -> None:
    first, second = spoken(FIRST), spoken(SECOND)
    recognition = replace(dictating.settings.recognition, reading=ACCURATE)
    dictating.settings = replace(dictating.settings, recognition=recognition)
    text = dictating.dictate(np.concatenate([first.samples(), room(2), second.samples()]))
    assert words(text) == words(f"{first.words} {second.words}")
    assert len(dictating.recognizer.segments) == 1


def test_a_recognizer_killed_at_work_is_started_again_and_nothing_is_typed_twice(dictating: Dictating) -> None:
    first, second = spoken(FIRST), spoken(SECOND)
    dictating.dictate(first.samples())
    dictating.recognizer._supervisor.kill()
    text = dictating.dictate(second.samples())
    assert words(text) == words(second.words)
    assert len(dictating.typist.typed) == 2
