"""Texts that go on from, take back or correct the dictation before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.events import CorrectionAsked, Finished, Problem
from dictate.keyboard.contract import Route
from dictate.settings.settings import Settings
from dictate.text.correction_requests import Choose, Open, WindowState, Write
from dictate.text.pipeline import TextContext
from dictate.wiring.wiring import compose_for
from tests.unit.session.session_rig import PATIENCE_S, Rig, wait_for

REFUSAL = DictateError("Another window has the focus now.", "Go back.")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    settings = Settings()
    text = replace(settings.text, spoken_commands=True, ending="nothing")
    rig = Rig(tmp_path, replace(settings, text=text)).with_language("en")
    rig.compose = compose_for(rig.settings)
    yield rig
    rig.session.close()


def test_a_text_goes_on_where_the_last_one_ended(rig: Rig) -> None:
    rig.dictate("We met at the station,")
    rig.dictate("And then we left.")
    assert rig.typist.window == "We met at the station, and then we left."


def test_scratch_that_takes_back_the_dictation_before(rig: Rig) -> None:
    rig.dictate("One.")
    rig.dictate("Two.")
    rig.dictate("Scratch that.")
    assert rig.typist.window == "One."
    rig.dictate("Scratch that.")
    assert rig.typist.window == ""


def test_what_follows_a_scratch_meets_the_text_that_is_left(rig: Rig) -> None:
    rig.dictate("One.")
    rig.dictate("Two.")
    rig.dictate("Scratch that. Three.")
    assert rig.typist.window == "One. Three."


def test_what_cannot_be_taken_back_is_said_and_the_rest_is_typed(rig: Rig) -> None:
    rig.dictate("One.")
    rig.typist.undo_refusal = REFUSAL
    rig.dictate("Scratch that. Two.")
    assert rig.typist.typed == ["One.", "Two."]
    assert REFUSAL.problem in rig.said(Finished)[-1].note


def test_there_may_be_nothing_to_take_back(rig: Rig) -> None:
    rig.dictate("Scratch that.")
    assert rig.typist.typed == []
    assert "no dictation before" in rig.said(Finished)[-1].note


def test_a_correction_types_only_what_differs(rig: Rig) -> None:
    rig.dictate("We run Cooper at home.")
    rig.dictate("Replace Cooper with Kubernetes.")
    assert rig.typist.window == "We run Kubernetes at home."
    assert rig.typist.typed[1:] == ["\b" * len("Cooper at home."), "Kubernetes at home."]


def test_the_corrected_text_is_the_newest_of_the_history(rig: Rig) -> None:
    rig.dictate("We run Cooper at home.")
    rig.dictate("Replace Cooper with Kubernetes.")
    newest = rig.history.last()
    assert newest is not None
    assert (newest.text, newest.raw_text) == ("We run Kubernetes at home.", "Replace Cooper with Kubernetes.")


def test_a_correction_can_be_corrected_and_taken_back(rig: Rig) -> None:
    rig.dictate("We run Cooper at home.")
    rig.dictate("Replace Cooper with Kubernetes.")
    rig.dictate("Replace Kubernetes with Docker.")
    assert rig.typist.window == "We run Docker at home."
    rig.dictate("Scratch that.")
    assert rig.typist.window == ""


def test_a_correction_that_cannot_be_made_types_nothing_twice(rig: Rig) -> None:
    rig.dictate("We run Cooper at home.")
    rig.typist.undo_refusal = REFUSAL
    rig.dictate("Replace Cooper with Kubernetes.")
    assert rig.typist.window == "We run Cooper at home."
    assert REFUSAL.problem in rig.said(Problem)[-1].problem


def test_the_words_of_a_correction_are_typed_where_the_text_before_is_not_known(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.dictate("We run Cooper at home.")
    monkeypatch.setattr(rig.typist, "before_cursor", lambda: "")
    rig.dictate("Replace Cooper with Kubernetes.")
    assert rig.typist.typed[-1] == "Replace Cooper with Kubernetes."


def test_a_text_taken_back_by_key_is_no_longer_known(rig: Rig) -> None:
    rig.dictate("One.")
    rig.dictate("Two.")
    rig.session.undo_last()
    rig.dictate("Scratch that.")
    assert rig.typist.window == ""


def test_a_text_corrected_by_hand_takes_the_place_of_the_last_one(rig: Rig) -> None:
    rig.dictate("Send it to Meier.")
    rig.session.replace_last("Send it to Mayr.")
    wait_for(lambda: rig.typist.window == "Send it to Mayr.")


def test_where_the_last_text_cannot_be_taken_back_nothing_is_typed_twice(rig: Rig) -> None:
    rig.dictate("Send it to Meier.")
    rig.typist.undo_refusal = REFUSAL
    rig.session.replace_last("Send it to Mayr.")
    wait_for(lambda: bool(rig.said(Problem)))
    assert rig.typist.typed == ["Send it to Meier."]


def test_a_text_corrected_by_hand_that_cannot_be_typed_is_on_the_clipboard(rig: Rig) -> None:
    rig.dictate("Send it to Meier.")
    rig.typist.undo_refusal, rig.has_clipboard = REFUSAL, True
    rig.session.replace_last("Send it to Mayr.")
    wait_for(lambda: len(rig.said(Finished)) > 1)
    assert (rig.copied, rig.said(Finished)[-1].route) == (["Send it to Mayr."], Route.COPY)
    assert REFUSAL.problem in rig.said(Finished)[-1].note


def test_words_to_correct_open_the_window(rig: Rig) -> None:
    rig.compose = compose_for(rig.settings, TextContext(window=WindowState(can_open=True)))
    rig.dictate("We run Cooper at home.")
    rig.dictate("Correct Cooper.")
    assert rig.said(CorrectionAsked) == [CorrectionAsked(Open("We run Cooper at home.", "Cooper"))]
    assert rig.typist.window == "We run Cooper at home."
    assert rig.session.last_text() == "We run Cooper at home."


def test_what_is_said_to_the_window_is_not_typed(rig: Rig) -> None:
    rig.dictate("We run Cooper at home.")
    rig.compose = compose_for(rig.settings, TextContext(window=WindowState(can_open=True, listens=True)))
    rig.dictate("Choose two.")
    assert rig.said(CorrectionAsked) == [CorrectionAsked(Choose(2))]
    assert rig.typist.typed == ["We run Cooper at home."]


def test_a_private_dictation_that_types_nothing_leaves_no_trace(rig: Rig) -> None:
    rig.settings = replace(rig.settings, privacy=replace(rig.settings.privacy, keep_text_days=0))
    rig.compose = compose_for(rig.settings, TextContext(window=WindowState(listens=True)))
    rig.dictate("Kubernetes.")
    assert rig.said(CorrectionAsked) == [CorrectionAsked(Write("Kubernetes"))]
    assert rig.history.count() == 0


def test_the_private_key_leaves_no_trace_but_the_typed_text(rig: Rig) -> None:
    rig.session.start_private()
    assert rig.recorder.started.wait(PATIENCE_S)
    rig.speak("My secret.", 0.0, 1.0)
    rig.key_up()
    rig.finish()
    assert rig.typist.window == "My secret."
    assert rig.history.count() == 0
    assert rig.journal.writers[-1].kept is False
    rig.dictate("No secret.")
    assert rig.history.count() == 1


def test_the_key_of_a_profile_dictates_with_its_settings_and_the_next_one_without(rig: Rig) -> None:
    rig.profiles["letters"] = replace(rig.settings, privacy=replace(rig.settings.privacy, keep_text_days=0))
    rig.session.start_with_profile("letters")
    assert rig.recorder.started.wait(PATIENCE_S)
    rig.speak("Dear Sir.", 0.0, 1.0)
    rig.key_up()
    rig.finish()
    assert (rig.typist.window, rig.history.count()) == ("Dear Sir.", 0)
    rig.dictate("Another.")
    assert rig.history.count() == 1
