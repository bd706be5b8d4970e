"""The settings file: TOML that belongs to the user. Comments, order and unknown keys are kept.

A wrong value harms nothing: it stays in the file, its default is used, and it is reported.
"""

import contextlib
import dataclasses
import fcntl
import math
import os
import tempfile
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
import tomlkit.exceptions
import tomlkit.items

from dictate.errors import DictateError
from dictate.options import OptionInfo, info_of
from dictate.paths import private_dir
from dictate.settings import Settings


@dataclass(frozen=True)
class LoadedSettings:
    """The settings in force and one sentence for each thing in the file that was not understood."""

    settings: Settings
    problems: tuple[str, ...] = ()


def load_settings(path: Path) -> LoadedSettings:
    """Read the file; defaults where it says nothing, or where what it says is wrong. Never raises."""
    try:
        document = _parse(path)
    except DictateError as error:
        return LoadedSettings(Settings(), (str(error),))
    return settings_from(document, str(path))


def settings_from(document: Mapping[str, Any], source: str = "the settings") -> LoadedSettings:
    """Settings from a parsed TOML document; `source` names it in the problems."""
    problems: list[str] = []
    sections: dict[str, Any] = {}
    section_types = typing.get_type_hints(Settings)
    for name in document:
        if name not in section_types:
            problems.append(f"{source} has an unknown section [{name}]; it is kept but does nothing.")
    for name, section_type in section_types.items():
        table = document.get(name, {})
        if not isinstance(table, Mapping):
            problems.append(f"{source}: {name} must be a section, written [{name}].")
            table = {}
        sections[name] = _section_from(section_type, table, f"{source}: [{name}]", problems)
    return LoadedSettings(Settings(**sections), tuple(problems))


def set_option(path: Path, section: str, name: str, value: object) -> None:
    """Change one option in the file and nothing else. Safe while another process writes.

    A value equal to the default is written all the same, so that the file shows what the user chose.
    Raises DictateError for an unknown option, a wrong value, or a file that cannot be written.
    """
    info, kind = _field(section, name)
    plain = list(value) if isinstance(value, tuple) else value
    accepted, problem = _checked(plain, kind, info)
    if problem:
        raise DictateError(f"{section}.{name} cannot be {value!r}: {problem}.")
    with _locked(path):
        document = _parse(path)
        table = document.get(section)
        if not isinstance(table, tomlkit.items.Table):
            table = tomlkit.table()
            document[section] = table
        table[name] = list(accepted) if isinstance(accepted, tuple) else accepted
        _write(path, tomlkit.dumps(document))


def reset_option(path: Path, section: str, name: str) -> None:
    """Remove one option from the file, which brings its default back. Raises as set_option does."""
    _field(section, name)
    with _locked(path):
        document = _parse(path)
        table = document.get(section)
        if isinstance(table, tomlkit.items.Table) and name in table:
            table.remove(name)
            _write(path, tomlkit.dumps(document))


def option_from_text(section: str, name: str, text: str) -> object:
    """The value that `text` stands for, by the option's type: for the command line. Raises DictateError."""
    info, kind = _field(section, name)
    if kind is str:
        value: object = text
    elif kind is bool:
        value = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}.get(
            text.lower(), text
        )
    elif typing.get_origin(kind) is tuple:
        value = [part.strip() for part in text.split(",") if part.strip()]
    else:
        try:
            value = tomlkit.value(text).unwrap()
        except (tomlkit.exceptions.ParseError, ValueError):
            value = text
    accepted, problem = _checked(value, kind, info)
    if problem:
        raise DictateError(f"{section}.{name} cannot be {text!r}: {problem}.")
    return accepted


def _field(section: str, name: str) -> tuple[OptionInfo, Any]:
    """The declaration and the type of an option. Raises DictateError when there is none."""
    section_type = typing.get_type_hints(Settings).get(section)
    for field in dataclasses.fields(section_type) if section_type else ():
        if field.name == name:
            return info_of(field), typing.get_type_hints(section_type)[name]
    raise DictateError(f"There is no setting {section}.{name}.", "`dictate settings` shows them all.")


def _section_from(section_type: type[Any], table: Mapping[str, Any], where: str, problems: list[str]) -> Any:
    known = {field.name: field for field in dataclasses.fields(section_type)}
    types = typing.get_type_hints(section_type)
    for name in table:
        if name not in known:
            problems.append(f"{where} has an unknown option {name}; it is kept but does nothing.")
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in table:
            continue
        raw = table[name]
        raw = raw.unwrap() if hasattr(raw, "unwrap") else raw
        value, problem = _checked(raw, types[name], info_of(field))
        if problem:
            problems.append(f"{where} {name} is {raw!r}: {problem}. The default, {field.default!r}, is used.")
        else:
            values[name] = value
    return section_type(**values)


def _checked(value: object, kind: Any, info: OptionInfo) -> tuple[Any, str]:
    """The value as its type wants it, and what is wrong with it (empty when nothing is)."""
    if kind is bool:
        return value, "" if isinstance(value, bool) else "it must be true or false"
    if kind in (int, float):
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or (kind is int and not isinstance(value, int))
        ):
            return value, "it must be a whole number" if kind is int else "it must be a number"
        if not _within(value, info):
            return value, f"it must be {_bounds(info)}"
        return kind(value), ""
    if kind is str:
        if not isinstance(value, str):
            return value, "it must be a text in quotation marks"
        if info.choices and value not in info.choices:
            return value, f"it must be one of {', '.join(info.choices)}"
        return value, ""
    if kind == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return value, "it must be a list of texts"
        strange = [item for item in value if info.choices and item not in info.choices]
        if strange:
            return value, f"{strange[0]} is none of {', '.join(info.choices)}"
        return tuple(value), ""
    raise TypeError(f"no settings file type for {kind}")


def _within(value: float, info: OptionInfo) -> bool:
    low = info.minimum is None or value >= info.minimum
    high = info.maximum is None or value <= info.maximum
    return low and high and not math.isnan(value)


def _bounds(info: OptionInfo) -> str:
    if info.minimum is not None and info.maximum is not None:
        return f"between {info.minimum:g} and {info.maximum:g}"
    return f"at least {info.minimum:g}" if info.minimum is not None else f"at most {info.maximum:g}"


def _parse(path: Path) -> tomlkit.TOMLDocument:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, UnicodeDecodeError) as error:
        raise DictateError(f"The settings in {path} cannot be read: {error}.", "Defaults are used.") from error
    try:
        return tomlkit.parse(text)
    except tomlkit.exceptions.TOMLKitError as error:
        raise DictateError(
            f"The settings in {path} are not valid TOML: {error}.", "Defaults are used until the file is mended."
        ) from error


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, across processes."""
    try:
        private_dir(path.parent)
        descriptor = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DictateError(f"The settings in {path} cannot be written: {error}.") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, text: str) -> None:
    # A rename would replace a symbolic link that somebody keeps in a repository of dot files: follow it.
    target = path.resolve()
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=target.parent, delete=False) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(target)
    except OSError as error:
        raise DictateError(f"The settings in {path} cannot be written: {error}.") from error
