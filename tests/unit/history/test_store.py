from __future__ import annotations

import dataclasses
import sqlite3
import stat
from pathlib import Path

import pytest

from dictate.errors import DictateError
from dictate.history import store as history_store
from dictate.history.record import Delivery, HistoryRecord
from dictate.history.schema import SCHEMA_VERSION
from dictate.history.store import HistoryIsNewerError, HistoryStore, open_history
from dictate.wording.message import Message, message


def record(number: int, text: str = "Hello there.", **changes: object) -> HistoryRecord:
    base = HistoryRecord(id=f"u{number}", started_at=1000.0 + number, duration_s=2.0, text=text, raw_text=text)
    return dataclasses.replace(base, **changes)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history.sqlite3"


@pytest.fixture
def store(path: Path) -> HistoryStore:
    return HistoryStore(path)


def test_a_record_comes_back_as_it_was_written(store: HistoryStore) -> None:
    written = record(1, "Grüße, שלום 🙂", language="de", delivery=Delivery.TYPED, segments='[{"start_s":0}]')
    store.add(written)
    assert store.get("u1") == written


def test_a_note_can_be_told_in_another_language_later(store: HistoryStore) -> None:
    store.add(record(1))
    store.set_delivery("u1", Delivery.STOPPED, message("The key {key} was pressed.", key='"{}'))
    found = store.get("u1")
    assert found is not None
    assert isinstance(found.note, Message)
    assert found.note == 'The key "{} was pressed.'
    assert found.note.template == "The key {key} was pressed."


@pytest.mark.parametrize("note", ["plain", '{"template": ', '{"template": 3}', "{}"])
def test_any_other_note_stays_as_it_was(note: str, store: HistoryStore) -> None:
    store.add(record(1, note=note))
    found = store.get("u1")
    assert found is not None
    assert found.note == note


def test_records_survive_closing_and_opening(path: Path) -> None:
    first = HistoryStore(path)
    first.add(record(1))
    first.close()
    assert HistoryStore(path).get("u1") == record(1)


def test_only_the_owner_can_read_the_file(store: HistoryStore, path: Path) -> None:
    store.add(record(1))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_every_commit_is_synced(store: HistoryStore) -> None:
    assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_never_arrived_is_found_at_the_next_start(store: HistoryStore) -> None:
    store.add(record(1))
    store.add(record(2, delivery=Delivery.TYPING))
    store.add(record(3, delivery=Delivery.TYPED))
    assert [found.id for found in store.unfinished()] == ["u1", "u2"]
    store.set_delivery("u1", Delivery.COPIED, "no keyboard")
    assert [found.id for found in store.unfinished()] == ["u2"]


def test_the_last_text_is_the_last_one_said_even_if_the_clock_went_back(store: HistoryStore) -> None:
    store.add(record(2, "Said first, by a clock that was ahead."))
    store.add(record(1, "Said last."))
    last = store.last()
    assert last is not None
    assert last.text == "Said last."


def test_search_finds_whole_words_and_the_beginning_of_the_last(store: HistoryStore) -> None:
    store.add(record(1, "The quick brown fox."))
    store.add(record(2, "A lazy dog; brown bread."))
    assert [found.id for found in store.search("brown")] == ["u2", "u1"]
    assert [found.id for found in store.search("brown fo")] == ["u1"]
    assert store.search("row") == []
    assert store.count("brown") == 2


@pytest.mark.parametrize("query", ['"', "*", "AND", "NEAR(", "text:", "-", "'; DROP TABLE dictation"])
def test_search_takes_anything_a_person_types(store: HistoryStore, query: str) -> None:
    store.add(record(1))
    assert store.search(query) in ([], [record(1)])


def test_search_ignores_accents(store: HistoryStore) -> None:
    store.add(record(1, "Über den Köln"))
    assert [found.id for found in store.search("koln")] == ["u1"]


def test_a_changed_text_is_found_by_its_new_words(store: HistoryStore) -> None:
    store.add(record(1, "wrong"))
    store.correct("u1", "right")
    assert store.search("wrong") == []
    assert store.search("right")[0].text == "right"


def test_pages_are_newest_first(store: HistoryStore) -> None:
    for number in range(5):
        store.add(record(number))
    assert [found.id for found in store.search(limit=2, offset=1)] == ["u3", "u2"]
    last = store.last()
    assert last is not None
    assert last.id == "u4"


def test_old_records_are_deleted_but_not_those_that_never_arrived(store: HistoryStore) -> None:
    store.add(record(1, delivery=Delivery.TYPED))
    store.add(record(2, delivery=Delivery.PENDING))
    assert store.delete_older_than(days=1, now=1000.0 + 3 * 86_400) == 1
    assert [found.id for found in store.search()] == ["u2"]


def test_deleted_words_are_not_left_in_the_file(store: HistoryStore, path: Path) -> None:
    store.add(record(1, "zanzibar " * 50))
    store.delete_all()
    store.close()
    assert b"zanzibar" not in path.read_bytes()


def test_the_words_of_one_deleted_record_are_not_left_either(store: HistoryStore, path: Path) -> None:
    store.add(record(1, "zanzibar " * 50))
    store.add(record(2, "madagascar"))
    store.delete(["u1"])
    store.close()
    assert b"zanzibar" not in path.read_bytes()
    assert b"madagascar" in path.read_bytes()


def test_a_damaged_file_is_set_aside_and_said(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 500)
    store, sentence = open_history(path)
    store.add(record(1))
    assert store.set_aside is not None
    assert store.set_aside.read_bytes().startswith(b"this is no database")
    assert "damaged" in sentence


def test_damage_met_while_reading_is_looked_for_at_the_next_start(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file that was closed in order is not read through at each start."""
    monkeypatch.setattr(history_store, "_QUICKLY_READ_BYTES", 0)
    store = HistoryStore(path)
    for number in range(400):
        store.add(record(number))
    store.close()
    with path.open("r+b") as file:
        for page in range(8, path.stat().st_size // 4096, 2):
            file.seek(page * 4096)
            file.write(b"garbage!" * 512)
    store, sentence = open_history(path)
    assert sentence == ""
    with pytest.raises(DictateError, match="cannot be read"):
        store.search(limit=400)
    store.close()
    store, sentence = open_history(path)
    assert "damaged" in sentence
    store.add(record(1))
    store.close()
    assert open_history(path)[1] == ""


def test_damage_met_while_running_can_be_put_aside(path: Path) -> None:
    store = HistoryStore(path)
    told: list[Path] = []
    store.on_put_aside = told.append
    store.add(record(1))
    aside = store.put_aside()
    assert told == [aside]
    store.add(record(2))
    assert [each.id for each in store.search()] == ["u2"]
    store.close()
    old = HistoryStore(aside)
    assert [each.id for each in old.search()] == ["u1"]
    old.close()


def test_a_history_that_cannot_be_put_aside_goes_on(path: Path) -> None:
    store = HistoryStore(path)
    store.add(record(1))
    gone = path.rename(path.with_name("elsewhere"))
    with pytest.raises(DictateError, match="cannot be put aside"):
        store.put_aside()
    gone.rename(path)
    assert store.count() == 1
    store.close()


def test_a_crash_has_the_file_examined(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history_store, "_QUICKLY_READ_BYTES", 0)
    HistoryStore(path).close()
    assert not history_store._needs_examination(path)
    path.with_name(f"{path.name}-wal").write_bytes(b"left behind")
    assert history_store._needs_examination(path)


def test_what_never_arrived_is_found_without_reading_every_text(store: HistoryStore) -> None:
    steps = store._rows("EXPLAIN QUERY PLAN SELECT id FROM dictation WHERE delivery IN ('pending', 'typing')", ())
    assert "dictation_by_delivery" in str(steps)


def test_a_newer_file_is_left_alone_and_dictation_goes_on(path: Path) -> None:
    HistoryStore(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(HistoryIsNewerError):
        HistoryStore(path)
    store, sentence = open_history(path)
    store.add(record(1))
    assert path.read_bytes() == before
    assert "newer" in sentence


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    with pytest.raises(DictateError, match="cannot be opened"):
        HistoryStore(blocker / "history.sqlite3")


def test_a_history_that_another_program_holds_names_that_and_no_missing_space(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_store, "_PATIENCE_S", 0.05)
    path = tmp_path / "history.sqlite3"
    HistoryStore(path).close()
    holder = sqlite3.connect(path)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(DictateError, match="Another program holds it"):
            HistoryStore(path)
    finally:
        holder.close()


def test_a_text_that_a_clock_set_back_dates_years_ago_is_listed_first_and_not_deleted(store: HistoryStore) -> None:
    now = 60 * 86_400.0
    store.add(record(1, "Said yesterday.", started_at=now - 86_400, delivery=Delivery.TYPED))
    store.add(record(2, "Said just now.", started_at=0.0, delivery=Delivery.TYPED))
    assert [each.text for each in store.search()] == ["Said just now.", "Said yesterday."]
    assert store.delete_older_than(30, now) == 0
    assert store.delete_older_than(30, now + 30 * 86_400) == 2


def test_a_text_from_a_clock_that_was_ahead_keeps_no_older_one(store: HistoryStore) -> None:
    now = 60 * 86_400.0
    ahead = record(1, "Said in ten years.", started_at=now + 3650 * 86_400, delivery=Delivery.TYPED)
    store.add(ahead)
    store.add(record(2, "Said long ago.", started_at=0.0, delivery=Delivery.TYPED))
    assert store.delete_older_than(30, now) == 1
