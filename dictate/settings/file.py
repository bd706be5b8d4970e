"""The settings file: TOML that belongs to the user. Comments, order and unknown keys are kept.

A wrong value harms nothing: it stays in the file, its default is used, and it is reported.
"""

import contextlib
import dataclasses
import time
import typing
from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import tomlkit
import tomlkit.exceptions
import tomlkit.items

from dictate.errors import DictateError
from dictate.settings.option_values import checked_value, declared_option
from dictate.settings.profile_tables import check_name, profiles_from
from dictate.settings.profiles import BUILT_IN, Profile, as_table, named, with_built_in
from dictate.settings.settings import Settings
from dictate.system.durable import one_writer, replace_text
from dictate.system.paths import private_dir
from dictate.wording.message import message, short_name
from dictate.wording.options import info_of
from dictate.wording.reasons import reason_of

_PROFILES = "profiles"
_NOTHING_UNTIL_THEN = message("Nothing in the file counts until it is mended, or put aside in the settings window.")


@dataclass(frozen=True)
class LoadedSettings:
    """The settings, one sentence for each thing in the file that was not understood, and the profiles.

    A file of which nothing is understood `is_unreadable`; it can be put aside.
    """

    settings: Settings
    problems: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = BUILT_IN
    is_unreadable: bool = False


def load_settings(path: Path, so_far: LoadedSettings | None = None) -> LoadedSettings:
    """Read the file; defaults where it says nothing, or where what it says is wrong. Never raises.

    Where nothing of it can be read, what was read `so_far` stays, else the defaults.
    """
    try:
        document = _parse(path)
    except DictateError as error:
        sentence = message("{problem} {mend}", problem=error.problem, mend=error.mend)
        return replace(so_far or LoadedSettings(Settings()), problems=(sentence,), is_unreadable=True)
    return settings_from(document, str(path))


def settings_from(document: Mapping[str, Any], source: str = "the settings") -> LoadedSettings:
    """Settings from a parsed TOML document; `source` names it in the problems."""
    problems: list[str] = []
    sections: dict[str, Any] = {}
    section_types = typing.get_type_hints(Settings)
    for name in document:
        if name not in section_types and name != _PROFILES:
            problems.append(
                message(
                    "{file} has an unknown section {name}; it is kept but does nothing.",
                    file=source,
                    name=short_name(name),
                )
            )
    for name, section_type in section_types.items():
        table = document.get(name, {})
        if not isinstance(table, Mapping):
            problems.append(message("{file}: {name} must be a section, written [{name}].", file=source, name=name))
            table = {}
        sections[name] = _section_from(section_type, table, f"{source}, [{name}]", problems)
    settings = Settings(**sections)
    profiles = with_built_in(profiles_from(document.get(_PROFILES, {}), source, problems))
    chosen = settings.general.profile
    if chosen and named(profiles, chosen) is None:
        problems.append(
            message("{file}: there is no profile {name}; the ordinary settings are used.", file=source, name=chosen)
        )
    return LoadedSettings(settings, tuple(problems), profiles)


def set_option(path: Path, section: str, name: str, value: object) -> None:
    """Change one option in the file and nothing else. Safe while another process writes.

    A value equal to the default is written all the same, so that the file shows what the user chose.
    Raises DictateError for an unknown option, a wrong value, or a file that cannot be written.
    """
    info, kind = declared_option(section, name)
    plain = list(value) if isinstance(value, tuple) else value
    accepted, problem = checked_value(plain, kind, info)
    if problem:
        raise DictateError(
            message(
                "{section}.{name} cannot be {value!r}: {problem}.",
                section=section,
                name=name,
                value=short_name(value) if isinstance(value, str) else value,
                problem=problem,
            )
        )
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
    declared_option(section, name)
    with _locked(path):
        document = _parse(path)
        table = document.get(section)
        if isinstance(table, tomlkit.items.Table) and name in table:
            table.remove(name)
            _write(path, tomlkit.dumps(document))


def save_profile(path: Path, profile: Profile) -> None:
    """Write a profile in place of the one of that name. Raises DictateError as set_option does."""
    check_name(profile.name)
    with _locked(path):
        document = _parse(path)
        tables = document.get(_PROFILES)
        if not isinstance(tables, tomlkit.items.Table):
            tables = tomlkit.table(is_super_table=True)
            document[_PROFILES] = tables
        tables[profile.name] = tomlkit.item(as_table(profile))
        _write(path, tomlkit.dumps(document))


def delete_profile(path: Path, name: str) -> None:
    """Take a profile of the user's out of the file; choosing it goes with it. Raises DictateError."""
    with _locked(path):
        document = _parse(path)
        tables = document.get(_PROFILES)
        if not isinstance(tables, MutableMapping) or name not in tables:
            raise DictateError(message("The settings have no profile {name} that could be deleted.", name=name))
        del tables[name]
        general = document.get("general")
        if isinstance(general, MutableMapping) and general.get("profile") == name:
            del general["profile"]
        _write(path, tomlkit.dumps(document))


def put_aside(path: Path) -> Path:
    """Keep the file under another name beside it, which brings all defaults back; returns that name's path.

    Raises DictateError.
    """
    aside = path.with_name(f"{path.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
    with _locked(path):
        try:
            path.rename(aside)
        except OSError as error:
            raise DictateError(
                message("The settings in {path} cannot be put aside: {error}.", path=path, error=reason_of(error))
            ) from error
    return aside


def option_from_text(section: str, name: str, text: str) -> object:
    """The value that `text` stands for, by the option's type: for the command line. Raises DictateError."""
    info, kind = declared_option(section, name)
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
    accepted, problem = checked_value(value, kind, info)
    if problem:
        raise DictateError(
            message(
                "{section}.{name} cannot be {text!r}: {problem}.",
                section=section,
                name=name,
                text=short_name(text),
                problem=problem,
            )
        )
    return accepted


def _section_from(section_type: type[Any], table: Mapping[str, Any], where: str, problems: list[str]) -> Any:
    known = {field.name: field for field in dataclasses.fields(section_type)}
    types = typing.get_type_hints(section_type)
    for name in table:
        if name not in known:
            problems.append(
                message(
                    "{file} has an unknown option {name}; it is kept but does nothing.",
                    file=where,
                    name=short_name(name),
                )
            )
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in table:
            continue
        raw = table[name]
        raw = raw.unwrap() if hasattr(raw, "unwrap") else raw
        value, problem = checked_value(raw, types[name], info_of(field))
        if problem:
            problems.append(
                message(
                    "{file}: {name} is {value}: {problem}. The default, {default}, is used.",
                    file=where,
                    name=name,
                    value=short_name(repr(raw)),
                    problem=problem,
                    default=repr(field.default),
                )
            )
        else:
            values[name] = value
    return section_type(**values)


def _parse(path: Path) -> tomlkit.TOMLDocument:
    try:
        if path.is_fifo() or path.is_char_device():
            # Reading would wait for ever, or never end.
            raise DictateError(
                message("{path} is no file; the settings cannot be read.", path=path), _NOTHING_UNTIL_THEN
            )
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, UnicodeDecodeError) as error:
        raise DictateError(
            message("The settings in {path} cannot be read: {error}.", path=path, error=reason_of(error)),
            _NOTHING_UNTIL_THEN,
        ) from error
    try:
        return tomlkit.parse(text)
    except tomlkit.exceptions.TOMLKitError as error:
        raise DictateError(
            message("The settings in {path} are not valid TOML: {error}.", path=path, error=error), _NOTHING_UNTIL_THEN
        ) from error


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One writer at a time, across processes."""
    with contextlib.ExitStack() as lock:
        try:
            private_dir(path.parent)
            lock.enter_context(one_writer(path))
        except OSError as error:
            raise DictateError(
                message("The settings in {path} cannot be written: {error}.", path=path, error=reason_of(error)),
                "Check who owns the folder and how much space is left.",
            ) from error
        yield


def _write(path: Path, text: str) -> None:
    try:
        replace_text(path, text)
    except OSError as error:
        raise DictateError(
            message("The settings in {path} cannot be written: {error}.", path=path, error=reason_of(error)),
            "Check who owns the folder and how much space is left.",
        ) from error
