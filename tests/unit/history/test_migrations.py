"""Files of every older version, as they were made then (schemas/), become files of this version with nothing lost."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from dictate.history.record import Delivery, TextVersion, VersionKind
from dictate.history.schema import SCHEMA_VERSION, version_of
from dictate.history.store import HistoryStore

SCHEMAS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))


def made_by(script: Path, path: Path) -> HistoryStore:
    """The store on a file that an older Dictate left."""
    connection = sqlite3.connect(path)
    connection.executescript(script.read_text(encoding="utf-8"))
    connection.close()
    return HistoryStore(path)


def words_of(path: Path) -> str:
    """How the index of words is declared, without its spaces."""
    with sqlite3.connect(path) as connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'dictation_words'").fetchone()
    return "".join(str(sql).split())


def test_there_is_a_file_of_every_older_version() -> None:
    numbers = {int(script.stem.split("-")[1]) for script in SCHEMAS}
    assert numbers == set(range(1, SCHEMA_VERSION))


@pytest.mark.parametrize("script", SCHEMAS, ids=lambda script: script.stem)
class TestEveryOlderVersion:
    def test_becomes_this_version(self, script: Path, tmp_path: Path) -> None:
        made_by(script, tmp_path / "old.sqlite3").close()
        HistoryStore(tmp_path / "new.sqlite3").close()
        with sqlite3.connect(tmp_path / "old.sqlite3") as connection:
            assert version_of(connection) == SCHEMA_VERSION
        assert words_of(tmp_path / "old.sqlite3") == words_of(tmp_path / "new.sqlite3")

    def test_keeps_every_dictation(self, script: Path, tmp_path: Path) -> None:
        store = made_by(script, tmp_path / "old.sqlite3")
        assert [record.text for record in store.search()] == ["A green tea.", "Brown bread for Zürich."]
        assert [record.id for record in store.unfinished()] == ["u2"]
        assert store.set_aside is None

    def test_is_searched_by_words_and_beginnings(self, script: Path, tmp_path: Path) -> None:
        store = made_by(script, tmp_path / "old.sqlite3")
        assert [record.id for record in store.search("zur")] == ["u1"]
        store.correct("u1", "White bread.")
        assert [record.id for record in store.search("whi")] == ["u1"]
        assert store.search("zur") == []

    def test_takes_further_texts(self, script: Path, tmp_path: Path) -> None:
        store = made_by(script, tmp_path / "old.sqlite3")
        store.add_version("u1", TextVersion(1.0, VersionKind.TRANSCRIBED, "small", "Braun.", "Braun."))
        assert [each.kind for each in store.versions("u1")] == [VersionKind.DICTATED, VersionKind.TRANSCRIBED]
        store.set_delivery("u2", Delivery.TYPED)
        assert store.unfinished() == []
