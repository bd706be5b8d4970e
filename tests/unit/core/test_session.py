from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dictate.asr.contract import ModelChoice
from dictate.audio.contract import UtteranceState
from dictate.errors import DictateError
from dictate.events import (
    AudioFlows,
    Cancelled,
    Finished,
    HeardNothing,
    Level,
    Partial,
    Problem,
    SessionState,
    StateChanged,
)
from dictate.history.record import Delivery
from dictate.keyboard.contract import Route
from dictate.keyboard.options import TypingOptions
from dictate.session.delivery import Composed
from dictate.session.session import Session
from dictate.session.trace import Mark
from dictate.settings.profiles import PRIVATE, with_profile
from dictate.text.transcript import Transcript
from dictate.vad.contract import ClosedBy, SegmentClosed, TailPaused, TailResumed
from tests.unit.core.session_rig import Rig, joined_text, segment, wait_for


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(tmp_path).with_language("en")
    yield rig
    if rig.recorder.started.is_set():
        rig.session.cancel()
        wait_for(lambda: rig.recorder.stops > 0)
        rig.recorder.end()
    rig.session.close()


def test_what_is_said_between_key_down_and_key_up_is_typed(rig: Rig) -> None:
    rig.key_down()
    rig.speak("Hello there.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello there."]


def test_the_text_is_in_the_history_before_the_first_key(rig: Rig) -> None:
    rig.typist.may_type.clear()
    rig.key_down()
    rig.speak("Hello there.", 0, 2)
    rig.key_up()
    wait_for(lambda: rig.history.last() is not None and rig.history.last().delivery is Delivery.TYPING)
    assert rig.typist.typed == []
    rig.typist.may_type.set()
    rig.finish()
    assert rig.history.last().delivery is Delivery.TYPED


def test_the_audio_is_in_the_journal_from_the_first_block(rig: Rig) -> None:
    rig.key_down()
    rig.recorder.block()
    assert len(rig.journal.writers[0].samples) == 1


def test_segments_are_transcribed_while_the_user_still_speaks(rig: Rig) -> None:
    rig.key_down()
    rig.speak("One.", 0, 4)
    wait_for(lambda: rig.said(Partial) != [])
    assert rig.said(Partial)[0].text == "One."
    assert rig.typist.typed == []


def test_texts_of_several_segments_stand_in_order(rig: Rig) -> None:
    rig.key_down()
    rig.speak("One.", 0, 4)
    rig.speak("Two.", 5, 8)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["One. Two."]


def test_a_tail_transcribed_in_advance_is_not_transcribed_again(rig: Rig) -> None:
    rig.key_down()
    tail = rig.pause_after("Hello.", 0, 2)
    wait_for(lambda: len(rig.recognizer.calls) == 1)
    rig.gate.at_end = [SegmentClosed(replace(tail, closed_by=ClosedBy.END))]
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
    assert len(rig.recognizer.calls) == 1
    assert rig.traces[0].speculations_used == 1


def test_a_tail_is_only_encoded_at_a_short_pause(rig: Rig) -> None:
    rig.key_down()
    rig.hear(TailPaused(segment(0, 2)))
    wait_for(lambda: len(rig.recognizer.encoded) == 1)
    rig.hear(TailResumed())
    rig.speak("Hello world.", 0, 4)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello world."]
    assert len(rig.recognizer.calls) == 1


def test_what_was_encoded_at_a_short_pause_is_what_is_transcribed_at_key_up(rig: Rig) -> None:
    rig.key_down()
    rig.recognizer.texts[0] = "Hello."
    rig.hear(TailPaused(segment(0, 2)))
    wait_for(lambda: len(rig.recognizer.encoded) == 1)
    # The final segment holds a little more of the silence, but no more voice.
    final = replace(segment(0, 2.25, ClosedBy.END), spans=segment(0, 2).spans)
    rig.gate.at_end = [SegmentClosed(final)]
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
    assert rig.recognizer.heard == rig.recognizer.encoded
    assert rig.traces[0].speculations_used == 1


def test_a_tail_that_could_not_be_encoded_in_advance_is_transcribed_all_the_same(rig: Rig) -> None:
    rig.recognizer.encoding_problem = DictateError("It broke.")
    rig.dictate_after_pause("Hello.")
    assert rig.typist.typed == ["Hello."]
    assert rig.said(Problem) == []


def test_a_tail_still_in_work_at_key_up_is_waited_for(rig: Rig) -> None:
    rig.recognizer.may_answer.clear()
    rig.key_down()
    tail = rig.pause_after("Hello.", 0, 2)
    wait_for(lambda: len(rig.recognizer.calls) == 1)
    rig.gate.at_end = [SegmentClosed(replace(tail, closed_by=ClosedBy.END))]
    rig.key_up()
    rig.recognizer.may_answer.set()
    rig.finish()
    assert rig.typist.typed == ["Hello."]
    assert len(rig.recognizer.calls) == 1


def test_a_tail_after_which_speech_went_on_is_thrown_away(rig: Rig) -> None:
    rig.key_down()
    rig.pause_after("Hello", 0, 2)
    rig.hear(TailResumed())
    rig.recognizer.texts[0] = "Hello world."
    rig.gate.at_end = [SegmentClosed(segment(0, 4, ClosedBy.END))]
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello world."]


def test_a_tail_that_failed_in_advance_is_tried_again(rig: Rig) -> None:
    rig.recognizer.may_answer.clear()
    rig.key_down()
    tail = rig.pause_after(DictateError("The recognizer broke."), 0, 2)
    wait_for(lambda: len(rig.recognizer.calls) == 1)
    rig.recognizer.may_answer.set()
    wait_for(lambda: rig.recognizer.answered == 1)
    rig.recognizer.texts[0] = "Hello."
    rig.gate.at_end = [SegmentClosed(replace(tail, closed_by=ClosedBy.END))]
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello."]


def test_silence_never_reaches_the_recognizer(rig: Rig) -> None:
    rig.key_down()
    for _ in range(20):
        rig.recorder.block(0.0001)
    rig.key_up()
    rig.finish()
    assert rig.recognizer.calls == []
    assert rig.typist.typed == []
    assert [event.loud for event in rig.said(HeardNothing)] == [False]
    assert rig.journal.writers[0].kept is False


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


def test_a_cancelled_recording_types_nothing_and_keeps_its_audio_for_a_while(rig: Rig) -> None:
    rig.key_down()
    rig.speak("Never mind.", 0, 2)
    rig.session.cancel()
    wait_for(lambda: rig.recorder.stops == 1)
    rig.recorder.end()
    rig.finish()
    assert rig.typist.typed == []
    assert len(rig.said(Cancelled)) == 1
    assert rig.journal.writers[0].states[-1] is UtteranceState.CANCELLED
    assert rig.journal.writers[0].kept is True


def test_cancel_while_typing_stops_the_keys_and_the_text_stays_in_the_history(rig: Rig) -> None:
    rig.typist.may_type.clear()
    rig.key_down()
    rig.speak("A long text.", 0, 2)
    rig.key_up()
    wait_for(lambda: rig.history.last() is not None)
    rig.session.cancel()
    rig.finish()
    assert rig.history.last().text == "A long text."
    assert rig.history.last().delivery is Delivery.STOPPED


def test_a_second_recording_while_the_first_text_is_typed_comes_after_it(rig: Rig) -> None:
    rig.typist.may_type.clear()
    rig.key_down()
    rig.speak("First.", 0, 2)
    rig.key_up()
    wait_for(lambda: rig.history.last() is not None)
    rig.key_down()
    rig.speak("Second.", 0, 2)
    rig.key_up()
    rig.typist.may_type.set()
    rig.finish()
    assert rig.typist.typed == ["First.", "Second."]


def test_a_press_while_the_device_still_ends_the_last_recording_begins_the_next(rig: Rig) -> None:
    rig.key_down()
    rig.speak("First.", 0, 2)
    rig.session.stop()
    wait_for(lambda: rig.recorder.stops == 1)
    rig.session.start()
    rig.recorder.end()
    assert rig.recorder.started.wait(5)
    rig.speak("Second.", 3, 5)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["First.", "Second."]


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


def test_who_keeps_no_texts_has_none_once_they_are_typed(rig: Rig) -> None:
    rig.settings = replace(rig.settings, privacy=replace(rig.settings.privacy, keep_text_days=0))
    rig.key_down()
    rig.speak("A secret.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["A secret."]
    assert rig.history.count() == 0


def test_a_text_is_typed_with_the_settings_that_it_was_dictated_with(rig: Rig) -> None:
    pasting = replace(rig.settings, typing=TypingOptions(route="paste"))
    rig.settings, others = pasting, rig.settings
    rig.key_down()
    rig.settings = others
    rig.speak("A long text.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typed_with == [pasting.typing, None]


def test_a_text_typed_again_is_typed_as_the_profile_of_its_key_wants_it_by_now(rig: Rig) -> None:
    rig.profiles["letters"] = rig.settings
    rig.key_down(profile="letters")
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    slower = rig.typing_of["letters"] = TypingOptions(key_interval_ms=20)
    rig.session.type_last_again()
    wait_for(lambda: len(rig.said(Finished)) == 2)
    assert slower in rig.typed_with


def test_a_text_from_the_history_is_typed_with_the_options_in_force_where_it_goes(rig: Rig) -> None:
    in_force = rig.typing_of[""] = TypingOptions(route="paste")
    rig.profiles["letters"] = rig.settings
    rig.key_down(profile="letters")
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    rig.session.type_text("An older text.")
    wait_for(lambda: len(rig.said(Finished)) == 2)
    assert in_force in rig.typed_with


def test_the_private_profile_keeps_neither_text_nor_audio(rig: Rig) -> None:
    rig.settings = with_profile(rig.settings, PRIVATE)
    rig.key_down()
    rig.speak("A secret.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["A secret."]
    assert rig.history.count() == 0
    assert rig.journal.writers[0].kept is False


def test_who_keeps_no_texts_still_loses_none_that_was_not_typed(rig: Rig) -> None:
    rig.settings = replace(rig.settings, privacy=replace(rig.settings.privacy, keep_text_days=0))
    rig.typist.refusal = DictateError("No keyboard.")
    rig.key_down()
    rig.speak("A secret.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.history.count() == 1


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


def test_a_recording_ends_by_itself_at_its_longest_length(rig: Rig) -> None:
    rig.settings = replace(rig.settings, microphone=replace(rig.settings.microphone, max_recording_min=1))
    rig.key_down()
    for _ in range(60 * 16_000 // 512 + 2):
        rig.recorder.block()
    wait_for(lambda: rig.recorder.stops == 1)
    rig.recorder.end()
    rig.finish()


def test_the_pause_between_segments_is_known_to_the_text(tmp_path: Path) -> None:
    rig = Rig(tmp_path).with_language("en")
    pauses: list[float] = []

    def remember(transcripts: tuple[Transcript, ...], /, before: tuple[str, ...] = ()) -> Composed:
        pauses[:] = [each.pause_before_s for each in transcripts]
        return joined_text(transcripts, before)

    rig.compose = remember
    rig.key_down()
    rig.speak("One.", 0, 4)
    rig.speak("Two.", 6.5, 8)
    rig.key_up()
    rig.finish()
    rig.session.close()
    assert pauses == [0.0, 2.5]


def test_the_level_and_the_first_audio_are_shown(rig: Rig) -> None:
    rig.key_down()
    for _ in range(4):
        rig.recorder.block(0.1)
    wait_for(lambda: len(rig.said(Level)) == 2)
    assert rig.said(Level)[0].rms_dbfs == pytest.approx(-20, abs=0.1)
    assert len(rig.said(AudioFlows)) == 1


def test_states_follow_the_dictation(rig: Rig) -> None:
    rig.key_down()
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    wait_for(lambda: rig.said(StateChanged)[-1].state is SessionState.IDLE)
    assert [event.state for event in rig.said(StateChanged)] == [
        SessionState.RECORDING,
        SessionState.WORKING,
        SessionState.IDLE,
    ]


def test_the_last_text_can_be_typed_again_and_taken_back(rig: Rig) -> None:
    rig.key_down()
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    rig.session.type_last_again()
    wait_for(lambda: rig.typist.typed == ["Hello.", "Hello."])
    wait_for(lambda: len(rig.said(Finished)) == 2)
    rig.session.undo_last()
    wait_for(lambda: rig.typist.typed[-1] == "\b" * 6)
    rig.session.undo_last()
    wait_for(lambda: rig.said(Problem) != [])


def test_a_copied_text_is_no_typed_text_to_take_back(rig: Rig) -> None:
    rig.typist.route = Route.COPY
    rig.key_down()
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.history.last().delivery is Delivery.COPIED
    rig.session.undo_last()
    wait_for(lambda: rig.said(Problem) != [])


def test_latency_is_traced_from_key_up_to_text_ready(rig: Rig) -> None:
    rig.key_down()
    rig.speak("Hello.", 0, 2)
    rig.key_up()
    rig.finish()
    wait_for(lambda: rig.traces != [])
    latency_s = rig.traces[0].between_s(Mark.KEY_UP, Mark.TEXT_READY)
    assert latency_s is not None
    assert latency_s >= 0


def test_close_ends_a_running_recording_and_types_it(tmp_path: Path) -> None:
    rig = Rig(tmp_path).with_language("en")
    rig.key_down()
    rig.speak("Last words.", 0, 2)
    import threading

    closing = threading.Thread(target=rig.session.close)
    closing.start()
    wait_for(lambda: rig.recorder.stops == 1)
    rig.recorder.end()
    closing.join(5)
    assert rig.typist.typed == ["Last words."]


class TestAutomaticLanguage:
    """Decided once a dictation, from the first three seconds of voice."""

    @pytest.fixture
    def rig(self, tmp_path: Path) -> Iterator[Rig]:
        rig = Rig(tmp_path)
        yield rig
        rig.session.close()

    def test_it_is_decided_once(self, rig: Rig) -> None:
        rig.key_down()
        rig.speak("Eins.", 0, 4)
        rig.speak("Zwei.", 5, 9)
        rig.key_up()
        rig.finish()
        assert len(rig.recognizer.detected) == 1
        assert [request.language for _, request in rig.recognizer.calls] == ["de", "de"]

    def test_a_short_beginning_waits_for_more_voice(self, rig: Rig) -> None:
        rig.key_down()
        rig.speak("So", 0, 1)
        wait_for(lambda: rig.recognizer.loads == 1)
        assert rig.recognizer.calls == []
        rig.speak("geht es weiter.", 2, 5)
        rig.key_up()
        rig.finish()
        assert rig.recognizer.detected == [pytest.approx(3.0)]
        assert rig.typist.typed == ["So geht es weiter."]

    def test_a_short_dictation_is_decided_by_what_there_is(self, rig: Rig) -> None:
        rig.key_down()
        rig.speak("Ja.", 0, 1)
        rig.key_up()
        rig.finish()
        assert rig.recognizer.detected == [pytest.approx(1.0)]
        assert rig.typist.typed == ["Ja."]

    def test_a_short_dictation_uses_its_speculation(self, rig: Rig) -> None:
        rig.key_down()
        tail = rig.pause_after("Ja.", 0, 1)
        wait_for(lambda: len(rig.recognizer.calls) == 1)
        rig.gate.at_end = [SegmentClosed(replace(tail, closed_by=ClosedBy.END))]
        rig.key_up()
        rig.finish()
        assert len(rig.recognizer.calls) == 1
        assert rig.typist.typed == ["Ja."]


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


def test_a_models_own_language_stands_over_that_of_the_settings(rig: Rig) -> None:
    rig.model_language = "fr"
    rig.key_down()
    rig.speak("Bonjour.", 0, 2)
    rig.key_up()
    rig.finish()
    assert [request.language for _, request in rig.recognizer.calls] == ["fr"]


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


class TestTranscribeAnyway:
    """The user says that there was speech where the gate heard none."""

    def test_the_recording_is_transcribed_and_typed(self, rig: Rig) -> None:
        rig.journal.kept["refused"] = np.full(3 * 16_000, 0.1, np.float32)
        rig.recognizer.texts[0] = "I did speak."
        rig.session.transcribe_anyway("refused")
        wait_for(lambda: rig.typist.typed == ["I did speak."])
        rig.finish()

    def test_its_audio_is_kept_until_the_words_are_safe(self, rig: Rig) -> None:
        samples = np.full(3 * 16_000, 0.1, np.float32)
        rig.journal.kept["refused"] = samples
        rig.session.transcribe_anyway("refused")
        wait_for(lambda: bool(rig.typist.typed))
        rig.finish()
        assert rig.journal.kept == {}
        assert np.array_equal(np.concatenate(rig.journal.writers[0].samples), samples)

    def test_a_recording_that_is_gone_is_said(self, rig: Rig) -> None:
        rig.session.transcribe_anyway("deleted")
        wait_for(lambda: bool(rig.said(Problem)))
        assert rig.said(Problem)[0].problem == "The recording is gone."
