"""None"""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

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
from dictate.session import session
from dictate.session.delivery import Composed
from dictate.session.new_utterance import new_utterance
from dictate.session.trace import Mark
from dictate.session.utterance import Utterance
from dictate.settings.profiles import PRIVATE, with_profile
from dictate.text.transcript import Transcript
from dictate.vad.contract import ClosedBy, SegmentClosed
from tests.unit.session.session_rig import Rig, joined_text, wait_for


def test_what_is_said_between_key_down_and_key_up_is_typed(rig: Rig) -> None:
    rig.key_down()
    rig.speak("Hello there.", 0, 2)
    rig.key_up()
    rig.finish()
    assert rig.typist.typed == ["Hello there."]


def test_what_a_dictation_held_goes_with_the_next_one_and_waits_for_no_collector(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[weakref.ref[Utterance]] = []

    def remember(*arguments: Any, **named: Any) -> Utterance:
        utterance = new_utterance(*arguments, **named)
        held.append(weakref.ref(utterance))
        return utterance

    monkeypatch.setattr(session, "new_utterance", remember)
    collects_by_itself = gc.isenabled()
    gc.disable()
    try:
        for _ in range(3):
            rig.key_down()
            rig.speak("Hello there.", 0, 2)
            rig.key_up()
            rig.finish()
        assert held[0]() is None
    finally:
        if collects_by_itself:
            gc.enable()


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


def test_a_models_own_language_stands_over_that_of_the_settings(rig: Rig) -> None:
    rig.model_language = "fr"
    rig.key_down()
    rig.speak("Bonjour.", 0, 2)
    rig.key_up()
    rig.finish()
    assert [request.language for _, request in rig.recognizer.calls] == ["fr"]


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
