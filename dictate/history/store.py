"""The history: every dictation, on disk and synced before the first key is sent.

Safe to call from any thread: one connection behind one lock.
"""

import contextlib
import dataclasses
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.history.record import Correction, Delivery, HistoryRecord, TextVersion, VersionKind
from dictate.history.refusals import mend_of, reason_of
from dictate.history.schema import SCHEMA_VERSION, migrate, version_of
from dictate.system.paths import private_dir
from dictate.wording.message import Message, from_text, message, to_text

_COLUMNS = tuple(field.name for field in dataclasses.fields(HistoryRecord))
_SELECT = f"SELECT {', '.join('dictation.' + name for name in _COLUMNS)} FROM dictation"  # noqa: S608 - fixed names
_VERSION_COLUMNS = tuple(field.name for field in dataclasses.fields(TextVersion))
_PATIENCE_S = 10.0
"""For another process of Dictate that writes."""

_QUICKLY_READ_BYTES = 8 * 1024 * 1024
_PAGES_AT_ONCE = 500
"""Of the index of words, when deleted words are wiped: 2 MB."""
_CHANGES_OF_A_STEP = 2
_GIVE_WAY_S = 0.001
_UNFINISHED = (Delivery.PENDING.value, Delivery.TYPING.value)


class HistoryIsNewerError(DictateError):
    """The file was written by a newer Dictate and is left alone."""


class HistoryIsDamagedError(DictateError):
    """The file is damaged and can be put aside."""


class HistoryStore:
    """SQLite in WAL mode; `synchronous=FULL` makes each commit survive a power cut.

    `set_aside` is the path to which a corrupt file was moved when this one was opened, or None. `on_put_aside` is told
    the path to which one was moved later, on the thread that asked for it.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the store. Raises HistoryIsNewerError, or DictateError when it cannot be written."""
        self.path = path
        self.set_aside: Path | None = None
        self.on_put_aside: Callable[[Path], None] = lambda _aside: None
        self._lock = threading.Lock()
        try:
            private_dir(path.parent)
            self._connection = _open_or_set_aside(self)
        except (OSError, sqlite3.OperationalError) as error:
            raise DictateError(
                message("The history in {path} cannot be opened: {error}.", path=path, error=reason_of(error, path)),
                mend_of(error, path, message("Check the folder's owner and the free space.")),
            ) from error

    def add(self, record: HistoryRecord) -> None:
        """Write `record` and sync it; when this returns, a power cut cannot lose it. Raises DictateError."""
        marks = ", ".join("?" * len(_COLUMNS))
        values = [_to_column(getattr(record, name)) for name in _COLUMNS]
        self._write(f"INSERT INTO dictation ({', '.join(_COLUMNS)}) VALUES ({marks})", values)  # noqa: S608

    def set_delivery(self, record_id: str, delivery: Delivery, note: str = "") -> None:
        """Write what became of the text. Raises DictateError."""
        self._write(
            "UPDATE dictation SET delivery = ?, note = ? WHERE id = ?", (delivery.value, _to_column(note), record_id)
        )

    def correct(self, record_id: str, text: str) -> None:
        """The user's text in place of the one in use, which stays as a version. Raises DictateError."""
        record = self.get(record_id)
        if record is not None and record.text != text:
            corrected = TextVersion(
                time.time(), VersionKind.CORRECTED, record.model, text, record.raw_text, record.segments, record.text
            )
            self.add_version(record_id, corrected)

    def add_version(self, record_id: str, version: TextVersion) -> None:
        """Keep another text of a dictation and use it; the one used so far stays beside it. Raises DictateError."""
        first = (
            "INSERT INTO version SELECT id, started_at, ?, model, text, raw_text, segments, '' FROM dictation"
            " WHERE id = ? AND NOT EXISTS (SELECT 1 FROM version WHERE dictation_id = ?)",
            (VersionKind.DICTATED.value, record_id, record_id),
        )
        values = [_to_column(getattr(version, name)) for name in _VERSION_COLUMNS]
        added = (
            f"INSERT INTO version (dictation_id, {', '.join(_VERSION_COLUMNS)})"  # noqa: S608 - fixed names
            f" SELECT id, {', '.join('?' * len(values))} FROM dictation WHERE id = ?",
            (*values, record_id),
        )
        self._write_all(first, added, _used(record_id, version))

    def use_version(self, record_id: str, version: TextVersion) -> None:
        """Have one of the texts of a dictation stand in the history. Raises DictateError."""
        self._write_all(_used(record_id, version))

    def versions(self, record_id: str) -> list[TextVersion]:
        """All texts of a dictation, oldest first; empty while there is only the one in the record."""
        rows = self._rows(
            f"SELECT {', '.join(_VERSION_COLUMNS)} FROM version WHERE dictation_id = ? ORDER BY rowid",  # noqa: S608
            (record_id,),
        )
        return [_version_from(row) for row in rows]

    def corrections(self, limit: int = 10_000) -> list[Correction]:
        """What the user corrected, newest first: for proposing words."""
        rows = self._rows(
            "SELECT version.corrects, version.text, dictation.language FROM version"
            " JOIN dictation ON dictation.id = version.dictation_id WHERE version.kind = ?"
            " ORDER BY version.rowid DESC LIMIT ?",
            (VersionKind.CORRECTED.value, limit),
        )
        return [Correction(*row) for row in rows]

    def get(self, record_id: str) -> HistoryRecord | None:
        rows = self._read(f"{_SELECT} WHERE id = ?", (record_id,))
        return rows[0] if rows else None

    def last(self) -> HistoryRecord | None:
        """The record that came last and has a text, whatever the clock said then."""
        rows = self._read(f"{_SELECT} WHERE text != '' ORDER BY dictation.rowid DESC LIMIT 1")
        return rows[0] if rows else None

    def unfinished(self) -> list[HistoryRecord]:
        """Records whose text was never known to arrive: the program died before or while typing. Oldest first."""
        return self._read(f"{_SELECT} WHERE delivery IN (?, ?) ORDER BY started_at", _UNFINISHED)

    def search(self, query: str = "", limit: int = 100, offset: int = 0) -> list[HistoryRecord]:
        """Records with all words of `query` (the last may be a beginning), newest first; all for an empty one."""
        match = _match_expression(query)
        if query.strip() and not match:
            return []
        if not match:
            # Not by the time that a clock gave, which may have jumped: what was said last comes first.
            return self._read(f"{_SELECT} ORDER BY dictation.rowid DESC LIMIT ? OFFSET ?", (limit, offset))
        # FTS5 walks its index by rowid, which grows with time, and stops at the limit; by started_at it would sort
        # every hit first (100 ms instead of 1 ms for a common word in 100,000 rows).
        return self._read(
            f"{_SELECT} JOIN dictation_words ON dictation_words.rowid = dictation.rowid"
            " WHERE dictation_words MATCH ? ORDER BY dictation_words.rowid DESC LIMIT ? OFFSET ?",
            (match, limit, offset),
        )

    def count(self, query: str = "") -> int:
        """How many records `search` would find without a limit."""
        match = _match_expression(query)
        if query.strip() and not match:
            return 0
        statement = (
            "SELECT count(*) FROM dictation_words WHERE dictation_words MATCH ?"
            if match
            else "SELECT count(*) FROM dictation"
        )
        ((number,),) = self._rows(statement, (match,) if match else ())
        return int(number)

    def delete(self, record_ids: Sequence[str]) -> None:
        """Remove records so that their words are not left in the file. Raises DictateError."""
        self._write_all(*(("DELETE FROM dictation WHERE id = ?", (each,)) for each in record_ids))
        self._wipe()

    def delete_all(self) -> None:
        self._write("DELETE FROM dictation", ())
        self._wipe()

    def delete_older_than(self, days: float, now: float | None = None) -> int:
        """Remove records older than `days`, unless their text never arrived; returns how many."""
        now = time.time() if now is None else now
        limit = now - days * 86_400
        # What was said after something that is not too old is not either, whatever a clock that jumped back said.
        young = "SELECT min(rowid) FROM dictation WHERE started_at BETWEEN ? AND ?"
        count = self._write(
            "DELETE FROM dictation WHERE started_at < ? AND delivery NOT IN (?, ?)"  # noqa: S608 - fixed words
            f" AND rowid < coalesce(({young}), 9223372036854775807)",
            (limit, *_UNFINISHED, limit, now),
        )
        if count:
            self._wipe()
        return count

    def put_aside(self) -> Path:
        """Keep a damaged file under another name, which is returned, and begin a new history. Raises DictateError."""
        with self._lock:
            try:
                # Renamed first: closing deletes the write-ahead log under the name that is in use.
                aside = _rename(self.path)
                self._connection.close()
                self._connection = _open(self.path)
            except (OSError, sqlite3.Error) as error:
                raise DictateError(
                    message(
                        "The history in {path} cannot be put aside: {error}.",
                        path=self.path,
                        error=reason_of(error, self.path),
                    ),
                    mend_of(error, self.path, message("Check the folder's owner and the free space.")),
                ) from error
        self.on_put_aside(aside)
        return aside

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def _write(self, statement: str, arguments: Sequence[object]) -> int:
        return self._write_all((statement, arguments))

    def _write_all(self, *statements: tuple[str, Sequence[object]]) -> int:
        """All of them or none; returns how many rows were changed."""
        try:
            with self._lock, self._connection:
                return sum(self._connection.execute(*each).rowcount for each in statements)
        except sqlite3.Error as error:
            raise self._error_of(
                error,
                message(
                    "The history in {path} cannot be written: {error}.",
                    path=self.path,
                    error=reason_of(error, self.path),
                ),
                message("Free some space or check the folder's owner."),
            ) from error

    def _read(self, statement: str, arguments: Sequence[object] = ()) -> list[HistoryRecord]:
        return [_from_row(row) for row in self._rows(statement, arguments)]

    def _rows(self, statement: str, arguments: Sequence[object]) -> list[tuple[Any, ...]]:
        try:
            with self._lock:
                return self._connection.execute(statement, arguments).fetchall()
        except sqlite3.Error as error:
            problem = message(
                "The history in {path} cannot be read: {error}.", path=self.path, error=reason_of(error, self.path)
            )
            raise self._error_of(error, problem, "") from error

    def _error_of(self, error: sqlite3.Error, problem: str, mend: str) -> DictateError:
        """What to raise. The next start examines a file that may be damaged, and puts it aside if it is."""
        if type(error) is not sqlite3.DatabaseError:
            return DictateError(problem, mend_of(error, self.path, mend))
        with contextlib.suppress(OSError):
            _mark_of(self.path).touch(mode=0o600)
        return HistoryIsDamagedError(
            problem, message("Put it aside in the history window, or start Dictate again: that does the same.")
        )

    def _wipe(self) -> None:
        # secure_delete overwrites the rows, but FTS5 keeps deleted words in its index (its own secure-delete needs
        # SQLite 3.42) until all its parts become one, and the write-ahead log keeps old pages until it is truncated.
        # In steps, since a dictation may be waiting: a negative number begins, positive ones go on, and fewer than two
        # changes say that nothing was left to do (sqlite.org/fts5.html#the_merge_command).
        pages = -_PAGES_AT_ONCE
        while self._merge_words(pages) >= _CHANGES_OF_A_STEP:
            pages = _PAGES_AT_ONCE
            time.sleep(_GIVE_WAY_S)
        self._rows("PRAGMA wal_checkpoint(TRUNCATE)", ())

    def _merge_words(self, pages: int) -> int:
        """Join parts of the index of words, so many pages of it; returns how much was changed."""
        before = self._connection.total_changes
        self._write("INSERT INTO dictation_words (dictation_words, rank) VALUES ('merge', ?)", (pages,))
        return self._connection.total_changes - before


def open_history(path: Path) -> tuple[HistoryStore, str]:
    """Open the history for dictating, which must always be possible: the store and a sentence for the user.

    A corrupt file is set aside; one of a newer Dictate is left alone and a sibling named after our schema is used.
    Raises DictateError only when nothing can be written at all.
    """
    try:
        store = HistoryStore(path)
    except HistoryIsNewerError as error:
        store = HistoryStore(path.with_name(f"{path.stem}-v{SCHEMA_VERSION}{path.suffix}"))
        return store, message("{problem} New dictations go to {file}.", problem=error.problem, file=store.path.name)
    if store.set_aside:
        return store, message(
            "The history was damaged. It was set aside as {file} and a new one was begun.", file=store.set_aside.name
        )
    return store, ""


def _open_or_set_aside(store: HistoryStore) -> sqlite3.Connection:
    try:
        return _open(store.path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        store.set_aside = _rename(store.path)
        return _open(store.path)


def _rename(path: Path) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        leftover = path.with_name(path.name + suffix)
        if leftover.exists():
            leftover.rename(aside.with_name(aside.name + suffix))
    _mark_of(path).unlink(missing_ok=True)
    return aside


def _mark_of(path: Path) -> Path:
    """Tells that the file is to be examined at the next start."""
    return path.with_name(f"{path.name}.suspect")


def _needs_examination(path: Path) -> bool:
    """Reading all of a large file takes long at each start: only after a crash, which leaves its log, or a fault."""
    log = path.with_name(f"{path.name}-wal")
    with contextlib.suppress(OSError):
        return _mark_of(path).exists() or path.stat().st_size <= _QUICKLY_READ_BYTES or log.stat().st_size > 0
    return False


def _open(path: Path) -> sqlite3.Connection:
    is_suspect = _needs_examination(path)
    if not path.exists():
        path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=_PATIENCE_S, check_same_thread=False)
    try:
        if version_of(connection) > SCHEMA_VERSION:
            raise HistoryIsNewerError(
                message(
                    "The history in {path} was written by a newer version of Dictate and is left alone.", path=path
                ),
                message("Update Dictate."),
            )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = ON")
        migrate(connection)
        if is_suspect:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise sqlite3.DatabaseError(verdict)
            _mark_of(path).unlink(missing_ok=True)
    except BaseException:
        connection.close()
        raise
    return connection


def _to_column(value: object) -> object:
    if isinstance(value, Delivery | VersionKind):
        return value.value
    # With its template: the language of the windows may be another one when the record is shown.
    return to_text(value) if isinstance(value, Message) else value


def _used(record_id: str, version: TextVersion) -> tuple[str, Sequence[object]]:
    statement = "UPDATE dictation SET text = ?, raw_text = ?, model = ?, segments = ? WHERE id = ?"
    return statement, (version.text, version.raw_text, version.model, version.segments, record_id)


def _version_from(row: Sequence[Any]) -> TextVersion:
    values: dict[str, Any] = dict(zip(_VERSION_COLUMNS, row, strict=True))
    values["kind"] = VersionKind(values["kind"])
    return TextVersion(**values)


def _from_row(row: Sequence[object]) -> HistoryRecord:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values["delivery"] = Delivery(values["delivery"])
    values["note"] = from_text(values["note"])
    return HistoryRecord(**values)


def _match_expression(query: str) -> str:
    """An FTS5 expression from what a person typed: every word quoted, the last as a prefix."""
    words = re.findall(r"\w+", query)
    if not words:
        return ""
    return " ".join(f'"{word}"' for word in words[:-1]) + f' "{words[-1]}"*'
