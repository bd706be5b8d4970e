"""What goes wrong in a dictation is told, and costs no words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dictate.asr.contract import ModelChoice
from dictate.audio.contract import UtteranceState
from dictate.errors import DictateError
from dictate.events import (
    Finished,
    HeardNothing,
    Problem,
    SessionState,
)
from dictate.history.record import Delivery
from dictate.session.session import Session
from dictate.vad.contract import SegmentClosed
from tests.unit.session.session_rig import Rig, segment, wait_for


def test_something_loud_that_was_no_speech_is_kept(rig: Rig) -> None:
    rig.key_down()
    for level in [0.0005] * 20 + [0.2] * 5:
        rig.recorder.block(level)
    rig.key_up()
    rig.finish()
    assert [event.loud for event in rig.said(HeardNothing)] == [True]
    assert rig.journal.writers[0].kept is True


def test_a_muted_microphone_is_said_to_be_muted(rig: Rig) -> None:
    rig.key_down()
    for _ in range(20):
        rig.recorder.block(0.0)
    rig.key_up()
    rig.finish()
    assert "digital silence" in rig.said(Problem)[0].problem
    assert "muted" in rig.said(Problem)[0].mend


def test_a_moment_of_zeros_is_no_muted_microphone(rig: Rig) -> None:
    rig.key_down()
    rig.recorder.block(0.0)
    rig.key_up()
    rig.finish()
    assert rig.said(Problem) == []
    assert len(rig.said(HeardNothing)) == 1


def test_a_microphone_that_vanishes_keeps_what_was_said(rig: Rig) -> None:
    rig.key_down()
    rig.speak("Half a", 0, 2)
    rig.recorder.end("The microphone was unplugged.")
    rig.finish()
    assert rig.typist.typed == ["Half a"]
    assert "unplugged" in rig.said(Finished)[0].note


def test_no_microphone_is_said_and_nothing_hangs(rig: Rig) -> None:
    rig.recorder.refusal = DictateError("There is no microphone.", "Plug one in.")
    rig.session.start()
    rig.finish()
    assert rig.said(Problem) == [Problem("There is no microphone.", "Plug one in.")]
    assert rig.session.state is SessionState.ERROR


def test_a_missing_model_is_said_before_anything_is_recorded(rig: Rig) -> None:
    rig.model_problem = DictateError("The model base is not installed.", "Download it.")
    rig.session.start()
    rig.finish()
    assert rig.said(Problem)[0].mend == "Download it."
    assert not rig.recorder.started.is_set()


def test_a_refused_keyboard_loses_nothing(rig: Rig) -> None:
    rig.typist.refusal = DictateError("/dev/uinput cannot be opened.", "Run make integrate.")
    rig.key_down()
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.history.last().text == "Hello."
    assert rig.history.last().delivery is Delivery.FAILED
    assert "in the history" in rig.said(Problem)[0].problem


def test_a_text_that_nobody_could_type_but_that_is_saved_leaves_nothing_to_recover(rig: Rig) -> None:
    rig.typist.refusal = DictateError("/dev/uinput cannot be opened.", "Run make integrate.")
    rig.key_down()
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.journal.writers[0].states[-1] is UtteranceState.DONE


def test_a_history_that_cannot_be_written_keeps_the_audio_and_still_types(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_record: object) -> None:
        raise DictateError("The disk is full.")

    monkeypatch.setattr(rig.history, "add", full)
    rig.key_down()
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
    assert "full" in rig.said(Finished)[0].note
    assert rig.journal.writers[0].kept is True


def test_a_history_that_another_program_locks_is_waited_for_once_a_text(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[str] = []

    def locked(*_arguments: object) -> None:
        waits.append("ten seconds")
        raise DictateError("The history is locked.")

    monkeypatch.setattr(rig.history, "add", locked)
    monkeypatch.setattr(rig.history, "set_delivery", locked)
    rig.key_down()
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
    assert len(waits) == 1


def test_a_segment_given_up_leaves_the_others_and_its_audio(rig: Rig) -> None:
    rig.key_down()
    rig.speak("One.", 0, 4)
    rig.recognizer.texts[5 * 16_000] = DictateError("A part could not be transcribed.")
    rig.hear(SegmentClosed(segment(5, 8)))
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["One."]
    assert rig.journal.writers[0].states[-1] is UtteranceState.SET_ASIDE
    assert rig.journal.writers[0].kept is True


def test_a_recording_that_the_full_disk_did_not_take_is_not_said_to_be_kept(rig: Rig) -> None:
    rig.key_down()
    rig.recognizer.texts[0] = DictateError("A part could not be transcribed.")
    rig.hear(SegmentClosed(segment(0, 2)))
    rig.journal.writers[0].problem = "The recording could not be saved to disk."
    rig.key_up()
    rig.finish()
    (problem,) = rig.said(Problem)
    assert "could not be saved to disk" in problem.problem
    assert problem.mend == ""


def test_a_crash_after_a_segment_was_given_up_still_leads_to_an_offer(rig: Rig) -> None:
    rig.key_down()
    rig.recognizer.texts[0] = DictateError("A part could not be transcribed.")
    rig.hear(SegmentClosed(segment(0, 4)))
    rig.speak("Two.", 5, 8)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Two."]
    assert UtteranceState.TEXT_SAVED not in rig.journal.writers[0].states


def test_a_missing_detector_is_said_in_its_own_words(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_settings: object) -> None:
        raise DictateError("The detector's file is missing.", "Run make setup.")

    rig.session.close()
    session = Session(replace(rig.session._parts, new_gate=missing))
    session.start()
    assert session.wait_idle(5)
    session.close()
    assert Problem("The detector's file is missing.", "Run make setup.") in rig.events


def test_a_detector_that_cannot_be_loaded_ends_the_recording_and_keeps_it(rig: Rig) -> None:
    rig.key_down()
    rig.gate.problem = DictateError("The detector is damaged.", "Run make setup.")
    rig.hear()
    wait_for(lambda: rig.recorder.stops == 1)
    rig.recorder.end()
    rig.finish()
    assert [(each.problem, each.mend) for each in rig.said(Problem)] == [
        ("The detector is damaged.", "Run make setup.")
    ]
    assert rig.journal.writers[0].states[-1] is UtteranceState.SET_ASIDE
    assert rig.journal.writers[0].kept


def test_a_smaller_model_writes_where_the_chosen_one_does_not_load(rig: Rig) -> None:
    rig.recognizer.broken_models.add("base")
    rig.smaller_models.append(ModelChoice("tiny", Path("/tiny")))
    rig.key_down()
    rig.speak("Hello there.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello there."]
    assert "The smaller model tiny wrote this text." in rig.said(Finished)[0].note
    assert rig.history.last().model == "tiny"


def test_a_rule_that_fails_costs_no_words(rig: Rig) -> None:
    def broken(transcripts: object, before: object) -> None:
        raise ValueError("a bug in a rule")

    rig.compose = broken
    rig.key_down()
    rig.speak("Hello there.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello there."]


def test_a_typist_that_fails_in_an_unforeseen_way_ends_one_text_and_not_dictation(rig: Rig) -> None:
    rig.typist.refusal = ValueError("a bug in the typist")
    rig.key_down()
    rig.speak("Hello there.", 0, 2)
    rig.key_up()
    rig.finish()
    assert "in the history" in rig.said(Problem)[0].problem
    rig.typist.refusal = None
    rig.key_down()
    rig.speak("Still here.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Still here."]


def test_a_recognizer_that_fails_in_an_unforeseen_way_ends_one_segment_and_not_dictation(rig: Rig) -> None:
    rig.key_down()
    rig.speak(ValueError("a bug in the client"), 0, 2)
    rig.speak("Still here.", 3, 5)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Still here."]


def test_a_window_that_takes_no_keys_does_not_keep_the_program_from_ending(tmp_path: Path) -> None:
    rig = Rig(tmp_path, typing_at_end_s=0.1).with_language("en")
    rig.typist.may_type.clear()
    rig.key_down()
    rig.speak("Hello there.", 0, 2)
    rig.key_up()
    wait_for(lambda: rig.history.last() is not None)
    rig.session.close()
    assert rig.history.last().text == "Hello there."
    assert rig.history.last().delivery is Delivery.STOPPED
