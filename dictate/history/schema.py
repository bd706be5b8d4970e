"""The history's tables and the steps from every older version to the newest."""

import sqlite3

_VERSION_1 = """
CREATE TABLE dictation (
    id TEXT PRIMARY KEY NOT NULL,
    started_at REAL NOT NULL,
    duration_s REAL NOT NULL,
    text TEXT NOT NULL,
    raw_text TEXT NOT NULL,
    language TEXT NOT NULL,
    model TEXT NOT NULL,
    mode TEXT NOT NULL,
    application TEXT NOT NULL,
    delivery TEXT NOT NULL,
    note TEXT NOT NULL,
    audio_file TEXT NOT NULL,
    segments TEXT NOT NULL
) STRICT;
CREATE INDEX dictation_by_time ON dictation (started_at DESC);
CREATE VIRTUAL TABLE dictation_words USING fts5 (
    text, content='dictation', content_rowid='rowid', tokenize="unicode61 remove_diacritics 2",
    prefix='1 2 3'
);
CREATE TRIGGER dictation_inserted AFTER INSERT ON dictation BEGIN
    INSERT INTO dictation_words (rowid, text) VALUES (new.rowid, new.text);
END;
CREATE TRIGGER dictation_deleted AFTER DELETE ON dictation BEGIN
    INSERT INTO dictation_words (dictation_words, rowid, text) VALUES ('delete', old.rowid, old.text);
END;
CREATE TRIGGER dictation_changed AFTER UPDATE OF text ON dictation BEGIN
    INSERT INTO dictation_words (dictation_words, rowid, text) VALUES ('delete', old.rowid, old.text);
    INSERT INTO dictation_words (rowid, text) VALUES (new.rowid, new.text);
END;
"""

# The index of words is made anew: files that were made before it knew beginnings of words said version 1, too.
_VERSION_2 = """
DROP TABLE dictation_words;
CREATE VIRTUAL TABLE dictation_words USING fts5 (
    text, content='dictation', content_rowid='rowid', tokenize="unicode61 remove_diacritics 2",
    prefix='1 2 3'
);
INSERT INTO dictation_words (dictation_words) VALUES ('rebuild');
CREATE TABLE version (
    dictation_id TEXT NOT NULL,
    made_at REAL NOT NULL,
    kind TEXT NOT NULL,
    model TEXT NOT NULL,
    text TEXT NOT NULL,
    raw_text TEXT NOT NULL,
    segments TEXT NOT NULL,
    corrects TEXT NOT NULL
) STRICT;
CREATE INDEX version_by_dictation ON version (dictation_id);
CREATE TRIGGER dictation_versions_deleted AFTER DELETE ON dictation BEGIN
    DELETE FROM version WHERE dictation_id = old.id;
END;
"""

# Each start asks for what never arrived; without an index it reads every text of the file for that.
_VERSION_3 = """
CREATE INDEX dictation_by_delivery ON dictation (delivery);
"""

MIGRATIONS: tuple[str, ...] = (_VERSION_1, _VERSION_2, _VERSION_3)
"""MIGRATIONS[n] brings version n to version n + 1."""

SCHEMA_VERSION = len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version that the file says it has; 0 for a new file. Raises sqlite3.DatabaseError if corrupt."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to SCHEMA_VERSION, each step in a transaction of its own."""
    for version in range(version_of(connection), SCHEMA_VERSION):
        # executescript commits first, so the step carries its own BEGIN; DDL is transactional in SQLite.
        connection.executescript(f"BEGIN IMMEDIATE; {MIGRATIONS[version]} PRAGMA user_version = {version + 1}; COMMIT;")
