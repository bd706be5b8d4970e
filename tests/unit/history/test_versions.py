"""Several texts of one dictation stand beside each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from dictate.history.record import Correction, Delivery, HistoryRecord, TextVersion, VersionKind
from dictate.history.store import HistoryStore

FIRST = HistoryRecord("u1", 1000.0, 2.0, "Sent it to Meyer.", "sent it to meyer", "en", "base", delivery=Delivery.TYPED)
AGAIN = TextVersion(5000.0, VersionKind.TRANSCRIBED, "small", "Send it to Meier.", "send it to Meier", "[]")


@pytest.fixture
def store(tmp_path: Path) -> HistoryStore:
    store = HistoryStore(tmp_path / "history.sqlite3")
    store.add(FIRST)
    return store


def record_of(store: HistoryStore) -> HistoryRecord:
    record = store.get("u1")
    assert record is not None
    return record


def test_a_dictation_begins_with_its_one_text(store: HistoryStore) -> None:
    assert store.versions("u1") == []


def test_another_text_is_used_and_the_first_one_kept(store: HistoryStore) -> None:
    store.add_version("u1", AGAIN)
    assert (record_of(store).text, record_of(store).model) == ("Send it to Meier.", "small")
    first, second = store.versions("u1")
    assert (first.kind, first.text, first.model, first.made_at) == (VersionKind.DICTATED, FIRST.text, "base", 1000.0)
    assert second == AGAIN


def test_an_earlier_text_can_be_used_again(store: HistoryStore) -> None:
    store.add_version("u1", AGAIN)
    store.use_version("u1", store.versions("u1")[0])
    assert record_of(store) == FIRST
    assert len(store.versions("u1")) == 2
    assert store.search("sent")[0].id == "u1"


def test_a_correction_remembers_what_it_was_made_from(store: HistoryStore) -> None:
    store.add_version("u1", AGAIN)
    store.correct("u1", "Send it to Mayr.")
    assert store.corrections() == [Correction("Send it to Meier.", "Send it to Mayr.", "en")]
    assert [each.text for each in store.versions("u1")] == [FIRST.text, AGAIN.text, "Send it to Mayr."]


def test_a_correction_that_changes_nothing_is_none(store: HistoryStore) -> None:
    store.correct("u1", FIRST.text)
    assert store.versions("u1") == []


def test_texts_of_what_is_not_there_are_kept_nowhere(store: HistoryStore) -> None:
    store.add_version("gone", AGAIN)
    assert store.versions("gone") == []


@pytest.mark.parametrize("everything", [True, False])
def test_all_texts_go_with_their_dictation(store: HistoryStore, everything: bool) -> None:
    store.add_version("u1", TextVersion(1.0, VersionKind.TRANSCRIBED, "small", "zanzibar " * 50, "zanzibar"))
    store.correct("u1", "other")
    if everything:
        store.delete_all()
    else:
        store.delete(["u1"])
    assert store.versions("u1") == []
    store.close()
    assert b"zanzibar" not in store.path.read_bytes()
