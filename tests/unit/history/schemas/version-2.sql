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
INSERT INTO dictation VALUES ('u1', 1000.0, 2.0, 'Brown bread for Zürich.', 'brown bread', 'en', 'base', 'plain', '', 'typed', '', '', '[]');
INSERT INTO dictation VALUES ('u2', 2000.0, 2.0, 'A green tea.', 'a green tea', 'en', 'base', 'plain', '', 'pending', '', '', '[]');
INSERT INTO version VALUES ('u1', 1000.0, 'dictated', 'base', 'Brown bread for Zürich.', 'brown bread', '[]', '');
PRAGMA user_version = 2;
