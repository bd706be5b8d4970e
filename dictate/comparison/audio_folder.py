"""Folders of recordings with their transcripts: Hugging Face's audio folder, and manifest.jsonl.

metadata.csv or metadata.jsonl with `file_name` and the words in `transcription`, `text` or `sentence`, as in
https://huggingface.co/docs/datasets/audio_load#audiofolder; or manifest.jsonl with `file` (or `audio_filepath`, as
NeMo writes it) and `text`. All of it is a stranger's: bounded, and no path leads out of the folder.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.wording.message import message

METADATA = "metadata.jsonl"
_TABLES = (METADATA, "metadata.csv", "manifest.jsonl", "manifest.json")
_FILE_COLUMNS = ("file_name", "file", "audio_filepath")
_TEXT_COLUMNS = ("text_spoken", "transcription", "text", "sentence")
_MOST_BYTES = 32 << 20
_MOST_TEXT = 5000
_SUBFOLDERS = ("", "train", "test", "validation")


@dataclass(frozen=True)
class Transcribed:
    """An audio file and its words. `language`, `kind` and `terms` are empty where the table has none."""

    path: Path
    text: str
    language: str = ""
    kind: str = ""
    terms: tuple[str, ...] = ()


def read_folder(folder: Path) -> list[Transcribed]:
    """Every row whose file is there and that has words. Raises DictateError: no table, or one that is damaged."""
    if not folder.is_dir():
        raise DictateError(
            message("{folder} is no folder.", folder=folder), "Name a folder with recordings and their transcripts."
        )
    tables = [folder / part / name for part in _SUBFOLDERS for name in _TABLES if (folder / part / name).is_file()]
    if not tables:
        raise DictateError(
            message("{folder} has no table of transcripts.", folder=folder),
            "Put a metadata.csv or metadata.jsonl into it, with the columns file_name and transcription.",
        )
    found = [row for table in tables for row in read_table(table)]
    if not found:
        raise DictateError(
            message("No row of {table} names a recording that is there, and its words.", table=tables[0]),
            "The columns are file_name and transcription; names are relative to the table's folder.",
        )
    return found


def read_table(table: Path) -> Iterator[Transcribed]:
    """The rows of one table whose file is there and that have words. Raises DictateError when it is damaged."""
    try:
        if table.stat().st_size > _MOST_BYTES:
            raise DictateError(
                message("{table} is larger than {size_mb} MB.", table=table, size_mb=_MOST_BYTES >> 20),
                "Take a part of the recordings.",
            )
        text = table.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DictateError(message("{table} cannot be read.", table=table), "It must be UTF-8 text.") from error
    rows = csv.DictReader(text.splitlines()) if table.suffix == ".csv" else _json_lines(table, text)
    root = table.parent.resolve()
    for row in rows:
        name, words = _first(row, _FILE_COLUMNS), _first(row, _TEXT_COLUMNS)
        if not name or not words or len(words) > _MOST_TEXT:
            continue
        path = (root / name).resolve()
        if path.is_relative_to(root) and path.is_file():
            terms = row.get("terms")
            yield Transcribed(
                path,
                words,
                str(row.get("language") or ""),
                str(row.get("kind") or ""),
                tuple(str(each) for each in terms) if isinstance(terms, list) else (),
            )


def _json_lines(table: Path, text: str) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise DictateError(
                message("Line {number} of {table} is no object.", number=number, table=table),
                "Each line is one JSON object.",
            )
        yield row


def _first(row: Mapping[str, Any], columns: tuple[str, ...]) -> str:
    return next((str(row[column]).strip() for column in columns if row.get(column)), "")
