from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.audio.contract import UtteranceState
from dictate.audio.journal import Journal
from dictate.errors import DictateError
from dictate.history.record import Delivery, HistoryRecord
from dictate.history.store import HistoryStore
from dictate.recovery.recovery import Recovery, look_back, lost_recordings
from dictate.session.transcription import FileTranscriber
from dictate.vad.contract import SegmentClosed
from tests.unit.session.session_rig import PlayedGate, PlayedRecognizer, joined_text, segment, wait_for

STARTED = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def leave_behind(journal: Journal, state: UtteranceState, utterance_id: str = "u1") -> None:
    """A recording of two seconds whose program died in `state`."""
    writer = journal.open(utterance_id, STARTED)
    writer.append(np.full(32_000, 0.1, np.float32))
    writer.set_state(state)
    writer.close()
    # The writer's own thread lets go of the file a moment later.
    wait_for(lambda: journal.recordings() != [])


def recovery(journal: Journal, folder: Path, recognizer: PlayedRecognizer, *, speech: bool = True) -> Recovery:
    gate = PlayedGate()
    gate.at_end = [SegmentClosed(segment(0, 2))] if speech else []
    return Recovery(
        journal=journal,
        history=HistoryStore(folder / "history.sqlite3"),
        transcriber=FileTranscriber(recognizer, ModelChoice("base", folder), RecognizerRequest("en")),
        new_gate=lambda: gate,
        compose=joined_text,
    )


@pytest.mark.parametrize("state", [UtteranceState.RECORDING, UtteranceState.FINISHING, UtteranceState.SET_ASIDE])
def test_what_was_said_when_the_program_died_is_offered(journal: Journal, state: UtteranceState) -> None:
    leave_behind(journal, state)
    assert [each.utterance_id for each in lost_recordings(journal)] == ["u1"]


@pytest.mark.parametrize("state", [UtteranceState.DONE, UtteranceState.CANCELLED, UtteranceState.SILENT])
def test_what_came_to_its_end_is_not_offered(journal: Journal, state: UtteranceState) -> None:
    leave_behind(journal, state)
    assert lost_recordings(journal) == []


def test_a_recovered_text_is_in_the_history_and_offered_no_more(journal: Journal, tmp_path: Path) -> None:
    leave_behind(journal, UtteranceState.RECORDING)
    recognizer = PlayedRecognizer()
    recognizer.texts[0] = "What I was saying."
    rescue = recovery(journal, tmp_path, recognizer)
    rescue.recover(lost_recordings(journal)[0])
    record = rescue.history.get("u1")
    assert record is not None
    assert record.text == "What I was saying."
    assert record.started_at == STARTED.timestamp()
    assert record.delivery is Delivery.STOPPED
    assert lost_recordings(journal) == []


def test_a_text_that_was_saved_before_the_crash_is_not_made_again(journal: Journal, tmp_path: Path) -> None:
    leave_behind(journal, UtteranceState.FINISHING)
    recognizer = PlayedRecognizer()
    rescue = recovery(journal, tmp_path, recognizer)
    rescue.history.add(HistoryRecord("u1", 0.0, 2.0, "Saved already.", "Saved already."))
    record = rescue.recover(lost_recordings(journal)[0])
    assert record is not None
    assert record.text == "Saved already."
    assert recognizer.calls == []


def test_a_recording_without_speech_stays_as_it_is(journal: Journal, tmp_path: Path) -> None:
    leave_behind(journal, UtteranceState.RECORDING)
    rescue = recovery(journal, tmp_path, PlayedRecognizer(), speech=False)
    assert rescue.recover(lost_recordings(journal)[0]) is None
    assert len(lost_recordings(journal)) == 1


def test_a_recognizer_that_fails_loses_nothing(journal: Journal, tmp_path: Path) -> None:
    leave_behind(journal, UtteranceState.RECORDING)
    recognizer = PlayedRecognizer()
    recognizer.texts[0] = DictateError("The recognizer broke.")
    rescue = recovery(journal, tmp_path, recognizer)
    with pytest.raises(DictateError):
        rescue.recover(lost_recordings(journal)[0])
    assert len(lost_recordings(journal)) == 1


def test_a_text_that_lacked_a_part_is_completed(journal: Journal, tmp_path: Path) -> None:
    leave_behind(journal, UtteranceState.SET_ASIDE)
    recognizer = PlayedRecognizer()
    recognizer.texts[0] = "The whole of it, with the end."
    rescue = recovery(journal, tmp_path, recognizer)
    rescue.history.add(HistoryRecord("u1", 0.0, 2.0, "The whole", "The whole", delivery=Delivery.TYPED))
    record = rescue.recover(lost_recordings(journal)[0])
    assert record is not None
    assert record.text == "The whole of it, with the end."
    assert record.delivery is Delivery.STOPPED
    assert [version.text for version in rescue.history.versions("u1")] == ["The whole", record.text]


def test_a_text_that_lacks_nothing_stays_as_it_is(journal: Journal, tmp_path: Path) -> None:
    leave_behind(journal, UtteranceState.SET_ASIDE)
    recognizer = PlayedRecognizer()
    recognizer.texts[0] = "All there."
    rescue = recovery(journal, tmp_path, recognizer)
    rescue.history.add(HistoryRecord("u1", 0.0, 2.0, "All there!", "All there", delivery=Delivery.FAILED))
    record = rescue.recover(lost_recordings(journal)[0])
    assert record is not None
    assert (record.text, record.delivery) == ("All there!", Delivery.FAILED)


def test_texts_that_a_dead_program_did_not_type_are_told_once(journal: Journal, tmp_path: Path) -> None:
    history = HistoryStore(tmp_path / "history.sqlite3")
    history.add(HistoryRecord("typing", 100.0, 2.0, "Half of", "Half of", delivery=Delivery.TYPING))
    history.add(HistoryRecord("pending", 101.0, 2.0, "Nothing of", "Nothing of"))
    history.add(HistoryRecord("ours", 200.0, 2.0, "At work", "At work"))
    assert look_back(journal, history, 30, started_at=150.0).texts == 2
    assert look_back(journal, history, 30, started_at=150.0).texts == 0
    assert [record.id for record in history.unfinished()] == ["ours"]


def test_what_is_offered_at_a_start_survives_it_however_old_it_is(journal: Journal, tmp_path: Path) -> None:
    leave_behind(journal, UtteranceState.RECORDING)
    history = HistoryStore(tmp_path / "history.sqlite3")
    history.add(HistoryRecord("typing", 100.0, 2.0, "Half of", "Half of", delivery=Delivery.TYPING))
    after_years = time.time() + 1e8
    left = look_back(journal, history, 30, started_at=after_years)
    assert (left.recordings, left.texts) == (1, 1)
    assert len(lost_recordings(journal)) == 1
    assert history.get("typing") is not None


def test_a_start_whose_clock_is_not_believed_clears_nothing_away(journal: Journal, tmp_path: Path) -> None:
    history = HistoryStore(tmp_path / "history.sqlite3")
    history.add(HistoryRecord("typed", 100.0, 2.0, "All of", "All of", delivery=Delivery.TYPED))
    after_years = time.time() + 1e8
    look_back(journal, history, 30, started_at=after_years, clears=False)
    assert history.get("typed") is not None
    look_back(journal, history, 30, started_at=after_years)
    assert history.get("typed") is None
