"""Recordings that go on without the key: continuous dictation, and the end after silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.events import AudioFlows, Finished, HeardNothing, Latched, Problem, SessionState, StateChanged
from dictate.session.hands_free import Decision, Silence, decide
from dictate.settings.hands_free import HandsFreeOptions
from dictate.vad.contract import SegmentClosed
from tests.unit.session.session_rig import Rig, segment, wait_for

CONTINUOUS = HandsFreeOptions(continuous=True)
BLOCKS_A_SECOND = 16_000 / 512


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path).with_language("en")
    yield rig
    if rig.recorder.started.is_set():
        rig.session.stop()
        wait_for(lambda: rig.recorder.stops > 0)
        rig.recorder.end()
    rig.session.close()


def hands_free(rig: Rig, **options: object) -> Rig:
    rig.settings = replace(rig.settings, hands_free=HandsFreeOptions(**options))
    return rig


def tap(rig: Rig) -> None:
    rig.key_down()
    rig.session.latch()


def say(rig: Rig, text: str, start_s: float = 0, end_s: float = 1) -> None:
    """A second of voice, whose segment the gate closes with the last block of it."""
    rig.recognizer.texts[round(start_s * 16_000)] = text
    rig.gate.in_speech = True
    rig.hear(SegmentClosed(segment(start_s, end_s)))
    wait_for(rig.gate.planned.empty)
    rig.hear()
    rig.gate.in_speech = False


def be_silent(rig: Rig, duration_s: float) -> None:
    for _ in range(round(duration_s * BLOCKS_A_SECOND)):
        rig.recorder.block(0.0)


class TestLatched:
    def test_it_is_said_once_the_recording_is_known(self, rig: Rig) -> None:
        rig.session.toggle()
        wait_for(lambda: any(isinstance(event, Latched) for event in rig.events))
        kinds = [type(event) for event in rig.events]
        assert kinds.index(StateChanged) < kinds.index(Latched)

    def test_nothing_is_latched_without_a_recording(self, rig: Rig) -> None:
        rig.session.latch()
        assert rig.session.wait_idle(5)
        assert not any(isinstance(event, Latched) for event in rig.events)

    def test_a_toggle_while_the_device_still_ends_the_last_recording_counts_too(self, rig: Rig) -> None:
        rig.key_down()
        rig.session.stop()
        wait_for(lambda: rig.recorder.stops == 1)
        rig.session.toggle()
        rig.recorder.started.clear()
        rig.recorder.end()
        wait_for(rig.recorder.started.is_set)
        wait_for(lambda: any(isinstance(event, Latched) for event in rig.events))


class TestContinuous:
    def test_it_can_be_asked_for_whatever_the_settings_say(self, rig: Rig) -> None:
        hands_free(rig, continuous=False).session.toggle_continuous()
        wait_for(rig.recorder.started.is_set)
        say(rig, "The first piece.")
        be_silent(rig, 1.3)
        wait_for(lambda: rig.typist.typed == ["The first piece."])
        rig.session.toggle_continuous()
        wait_for(lambda: rig.recorder.stops == 1)
        rig.recorder.end()
        rig.finish()

    def test_each_piece_is_typed_at_its_pause_while_the_recording_goes_on(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True))
        say(rig, "The first piece.")
        be_silent(rig, 1.3)
        wait_for(lambda: rig.typist.typed == ["The first piece."])
        assert rig.session.state is SessionState.RECORDING
        assert rig.recorder.stops == 0

    def test_pieces_stand_in_order(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True))
        say(rig, "One.")
        be_silent(rig, 1.3)
        wait_for(lambda: rig.typist.typed == ["One."])
        say(rig, "Two.")
        be_silent(rig, 1.3)
        wait_for(lambda: rig.typist.typed == ["One.", "Two."])
        say(rig, "Three.")
        rig.key_up()
        rig.finish()
        assert rig.typist.typed == ["One.", "Two.", "Three."]

    def test_a_shorter_pause_ends_nothing(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True))
        say(rig, "The first piece.")
        be_silent(rig, 1.0)
        rig.key_up()
        rig.finish()
        assert len(rig.gates) == 1

    def test_a_held_key_is_not_cut_into_pieces(self, rig: Rig) -> None:
        hands_free(rig, continuous=True).key_down()
        say(rig, "All of it.")
        be_silent(rig, 3)
        rig.key_up()
        rig.finish()
        assert len(rig.gates) == 1

    def test_silence_ends_it(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True, continuous_silence_s=5))
        say(rig, "The only piece.")
        be_silent(rig, 6)
        wait_for(lambda: rig.recorder.stops == 1)
        rig.recorder.end()
        rig.finish()
        assert rig.typist.typed == ["The only piece."]

    def test_silence_behind_the_last_piece_is_no_failure(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True))
        say(rig, "The only piece.")
        be_silent(rig, 2)
        rig.key_up()
        rig.finish()
        assert rig.said(HeardNothing) == []
        assert [event.text for event in rig.said(Finished)] == ["The only piece."]

    def test_a_microphone_that_filters_noise_down_to_zeros_is_not_called_muted_at_the_end(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True, continuous_silence_s=5))
        say(rig, "The only piece.")
        be_silent(rig, 6)
        wait_for(lambda: rig.recorder.stops == 1)
        rig.recorder.end()
        rig.finish()
        assert rig.said(Problem) == []
        assert rig.session.state is SessionState.IDLE

    def test_no_audio_is_missing_from_the_recordings(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True))
        say(rig, "One.")
        be_silent(rig, 2)
        wait_for(lambda: len(rig.gates) == 2)
        rig.key_up()
        rig.finish()
        first, second = rig.journal.writers
        blocks = 2 + round(2 * BLOCKS_A_SECOND)
        lead_in = 16
        assert len(first.samples) + len(second.samples) == blocks + lead_in

    def test_the_microphone_is_announced_once(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True))
        say(rig, "One.")
        be_silent(rig, 2)
        wait_for(lambda: len(rig.gates) == 2)
        rig.key_up()
        rig.finish()
        assert len(rig.said(AudioFlows)) == 1

    def test_cancel_throws_only_the_present_piece_away(self, rig: Rig) -> None:
        tap(hands_free(rig, continuous=True))
        say(rig, "One.")
        be_silent(rig, 1.3)
        wait_for(lambda: rig.typist.typed == ["One."])
        say(rig, "Not this.")
        rig.session.cancel()
        wait_for(lambda: rig.recorder.stops == 1)
        rig.recorder.end()
        rig.finish()
        assert rig.typist.typed == ["One."]


class TestTheEndAfterSilence:
    def test_a_latched_recording_ends_where_that_is_wanted(self, rig: Rig) -> None:
        tap(hands_free(rig, stop_after_silence_s=3))
        say(rig, "All of it.")
        be_silent(rig, 3.2)
        wait_for(lambda: rig.recorder.stops == 1)
        rig.recorder.end()
        rig.finish()
        assert rig.typist.typed == ["All of it."]

    def test_a_toggle_begins_a_recording_that_ends_by_itself(self, rig: Rig) -> None:
        hands_free(rig, stop_after_silence_s=3).session.toggle()
        wait_for(rig.recorder.started.is_set)
        be_silent(rig, 3.2)
        wait_for(lambda: rig.recorder.stops == 1)
        rig.recorder.end()
        rig.finish()

    def test_by_default_a_recording_waits_for_the_key(self) -> None:
        assert decide(HandsFreeOptions(), Silence(10_000.0, 1)) is Decision.GO_ON


@given(st.floats(0, 1000), st.integers(0, 5))
def test_a_piece_without_a_word_is_never_typed(silent_s: float, segments: int) -> None:
    decision = decide(CONTINUOUS, Silence(silent_s, segments))
    assert (decision is Decision.NEXT_PIECE) == (segments > 0 and silent_s >= 1.2)
