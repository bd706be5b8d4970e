"""The vocabulary on disk: TOML that the user may edit, and CSV for exchange with other programs."""

from __future__ import annotations

import codecs
import csv
import io
import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import tomlkit
import tomlkit.items

from dictate.errors import DictateError
from dictate.system import paths
from dictate.system.durable import one_writer, replace_text
from dictate.text.replacements import check_expression
from dictate.text.vocabulary import Entry, ReplacementRule, Vocabulary
from dictate.wording.message import message, short_name
from dictate.wording.reasons import reason_of

_MAX_FILE_BYTES = 4 << 20
_MAX_ENTRIES = 10_000
_COLUMNS = ("written", "other_script", "sounds_like", "misheard")
_VALUE_SEPARATOR = ";"
_SEPARATORS = " ,;\t"
_SAYS_SEPARATOR = re.compile(r"sep=(?P<separator>[,;\t])\r?\n")
"""A first line with which spreadsheets tell each other."""


def vocabulary_file() -> Path:
    return paths.config_dir() / "vocabulary.toml"


def load_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary in a TOML file; an empty one when there is no file. Raises DictateError naming the entry."""
    if not path.exists():
        return Vocabulary()
    try:
        content = tomllib.loads(_read(path))
    except tomllib.TOMLDecodeError as error:
        raise DictateError(
            message("The vocabulary {path} is not valid TOML: {error}.", path=path, error=error), "Correct that line."
        ) from error
    entries = tuple(_entry(each, path) for each in _tables(content, "entry", path))
    rules = tuple(_rule(each, path) for each in _tables(content, "replacement", path))
    return _checked(Vocabulary(entries, rules), path)


def save_vocabulary(path: Path, vocabulary: Vocabulary) -> None:
    """Write the file in one step, readable by its owner only. Raises DictateError."""
    document = tomlkit.document()
    document.add(tomlkit.comment("Words and names for Dictate. Edit freely; the program rewrites it when you add one."))
    entries = tomlkit.aot()
    for entry in vocabulary.entries:
        entries.append(
            _table(
                {
                    "written": entry.written,
                    "other_script": entry.other_script,
                    "sounds_like": list(entry.sounds_like),
                    "misheard": list(entry.misheard),
                }
            )
        )
    rules = tomlkit.aot()
    for rule in vocabulary.rules:
        table = _table({"heard": rule.heard, "written": rule.written})
        for name, value, default in (
            ("regex", rule.regex, False),
            ("whole_words", rule.whole_words, True),
            ("match_case", rule.match_case, False),
        ):
            if value != default:
                table.add(name, value)
        rules.append(table)
    if vocabulary.entries:
        document.add("entry", entries)
    if vocabulary.rules:
        document.add("replacement", rules)
    _write(path, tomlkit.dumps(document))


def change_vocabulary(path: Path, change: Callable[[Vocabulary], Vocabulary]) -> Vocabulary:
    """Write what `change` makes of the vocabulary in the file; two programs that do so at once lose nothing.

    Returns what is written. Raises DictateError.
    """
    with ExitStack() as lock:
        try:
            paths.private_dir(path.parent)
            lock.enter_context(one_writer(path))
        except OSError as error:
            raise _unwritable(path, error) from error
        changed = change(load_vocabulary(path))
        save_vocabulary(path, changed)
    return changed


def import_vocabulary(path: Path) -> Vocabulary:
    """Entries from a TOML file of this program, a CSV file, or a plain list with a term a line. Raises DictateError.

    A CSV file, with commas, semicolons or tabs, has the columns written, other_script, sounds_like and misheard, the
    last two with semicolons between several values; without a heading its first column is taken as the written form and
    the others as misheard ones.
    """
    if path.suffix.lower() == ".toml":
        if not path.exists():
            raise DictateError(message("There is no file {path}.", path=path), "Check the name.")
        return load_vocabulary(path)
    rows = _rows(path)
    if not rows:
        return Vocabulary()
    heading = [cell.strip().lower() for cell in rows[0]]
    if "written" in heading:
        unknown = [name for name in heading if name not in _COLUMNS]
        if unknown:
            raise DictateError(
                message("{path} has the unknown columns {columns}.", path=path, columns=", ".join(unknown)),
                message("Known are {columns}.", columns=", ".join(_COLUMNS)),
            )
        columns, rows = heading, rows[1:]
    else:
        columns = ["written", "misheard"]
        rows = [[row[0], _VALUE_SEPARATOR.join(row[1:])] for row in rows]
    entries = [_entry_from_cells(dict(zip(columns, row, strict=False))) for row in rows]
    if any(unicodedata.category(letter) == "Cc" for entry in entries for letter in entry.written):
        raise DictateError(message("{path} has terms with line ends or control characters.", path=path), "Correct it.")
    return _checked(Vocabulary(tuple(entry for entry in entries if entry.written)), path)


def export_csv(path: Path, vocabulary: Vocabulary) -> None:
    """Write the entries as CSV; replacement rules have no place there. Raises DictateError."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerow(_COLUMNS)
    for entry in vocabulary.entries:
        writer.writerow(
            (
                entry.written,
                entry.other_script,
                _VALUE_SEPARATOR.join(entry.sounds_like),
                _VALUE_SEPARATOR.join(entry.misheard),
            )
        )
    _write(path, output.getvalue())


def merged(first: Vocabulary, second: Vocabulary) -> Vocabulary:
    """`first` with what `second` has beyond it; forms of the same written word are joined."""
    by_written = {entry.written: entry for entry in first.entries}
    for entry in second.entries:
        known = by_written.get(entry.written)
        by_written[entry.written] = (
            entry
            if known is None
            else Entry(
                known.written,
                known.other_script or entry.other_script,
                tuple(dict.fromkeys((*known.sounds_like, *entry.sounds_like))),
                tuple(dict.fromkeys((*known.misheard, *entry.misheard))),
            )
        )
    return Vocabulary(tuple(by_written.values()), tuple(dict.fromkeys((*first.rules, *second.rules))))


def _rows(path: Path) -> list[list[str]]:
    content = _read(path)
    if content.lstrip()[:1] in ("{", "[", "<"):
        raise DictateError(
            message("{path} is no CSV file and no list of words.", path=path),
            "Save it as CSV, or as text with a term on each line.",
        )
    said = _SAYS_SEPARATOR.match(content)
    if said:
        content = content[said.end() :]
    separator = said["separator"] if said else _separator(content)
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise DictateError(message("{path} is no CSV file: {error}.", path=path, error=error), "Correct it.") from error
    return [row for row in rows if any(cell.strip(_SEPARATORS) for cell in row)]


def _separator(content: str) -> str:
    """Spreadsheets write semicolons where the comma stands in numbers, and tabs as "Unicode text"."""
    first = content.lstrip().partition("\n")[0]
    if "\t" in first:
        return "\t"
    return ";" if ";" in first and "," not in first else ","


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            # A device states no size, and may have no end.
            raw = file.read(_MAX_FILE_BYTES + 1)
        if len(raw) > _MAX_FILE_BYTES:
            raise DictateError(
                message("{path} is larger than 4 MiB.", path=short_name(path)),
                "A vocabulary holds at most 10,000 words.",
            )
        return raw.decode("utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DictateError(message("{path} is not UTF-8 text.", path=path), "Save it as UTF-8.") from error
    except OSError as error:
        raise DictateError(
            message("{path} cannot be read: {error}.", path=short_name(path), error=reason_of(error)),
            "Check the name and its permissions.",
        ) from error


def _write(path: Path, content: str) -> None:
    try:
        if path.parent == paths.config_dir():
            paths.private_dir(path.parent)
        replace_text(path, content)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> DictateError:
    return DictateError(
        message("{path} cannot be written: {error}.", path=short_name(path), error=reason_of(error)),
        "Free some space or choose another place.",
    )


def _table(values: Mapping[str, Any]) -> tomlkit.items.Table:
    table = tomlkit.table()
    for name, value in values.items():
        if value:
            table.add(name, value)
    return table


def _tables(content: Mapping[str, Any], name: str, path: Path) -> Sequence[Mapping[str, Any]]:
    tables = content.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
        raise DictateError(
            message("In {path}, {name} must be written as [[{name}]] sections.", path=path, name=name),
            "Correct the file.",
        )
    return tables


def _entry(table: Mapping[str, Any], path: Path) -> Entry:
    written = table.get("written")
    if not isinstance(written, str) or not written.strip():
        raise DictateError(message("An [[entry]] in {path} has no written form.", path=path), 'Add one: written = "…"')
    return Entry(
        written.strip(),
        str(table.get("other_script", "")).strip(),
        _forms(table.get("sounds_like", []), written, path),
        _forms(table.get("misheard", []), written, path),
    )


def _forms(value: Any, written: str, path: Path) -> tuple[str, ...]:
    forms = [value] if isinstance(value, str) else value
    if not isinstance(forms, list) or not all(isinstance(each, str) for each in forms):
        raise DictateError(
            message("The entry '{written}' in {path} has forms that are no list of words.", written=written, path=path),
            "Correct it.",
        )
    return tuple(each.strip() for each in forms if each.strip())


def _rule(table: Mapping[str, Any], path: Path) -> ReplacementRule:
    heard, written = table.get("heard"), table.get("written", "")
    if not isinstance(heard, str) or not heard or not isinstance(written, str):
        raise DictateError(
            message("A [[replacement]] in {path} lacks what was heard.", path=path), 'Add it: heard = "…"'
        )
    switches = {name: bool(table.get(name, default)) for name, default in (("regex", False), ("whole_words", True))}
    return ReplacementRule(heard, written, match_case=bool(table.get("match_case", False)), **switches)


def _entry_from_cells(cells: Mapping[str, str]) -> Entry:
    def several(name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in cells.get(name, "").split(_VALUE_SEPARATOR) if part.strip())

    return Entry(
        cells.get("written", "").strip(),
        cells.get("other_script", "").strip(),
        several("sounds_like"),
        several("misheard"),
    )


def _checked(vocabulary: Vocabulary, path: Path) -> Vocabulary:
    if len(vocabulary.entries) + len(vocabulary.rules) > _MAX_ENTRIES:
        raise DictateError(
            message("{path} has more than {most} entries.", path=path, most=_MAX_ENTRIES), "Keep those that you say."
        )
    for rule in vocabulary.rules:
        if rule.regex:
            check_expression(rule)
    return vocabulary
