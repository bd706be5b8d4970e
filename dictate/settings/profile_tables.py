"""Profiles as the settings file has them. What is wrong in one harms nothing: it is left out, and reported. Pure."""

from collections.abc import Mapping
from typing import Any

from dictate.errors import DictateError
from dictate.settings.option_values import checked_value, declared_option
from dictate.settings.profiles import NOT_IN_PROFILES, SECTIONS, Change, Profile
from dictate.wording.message import message

MAXIMUM_PROFILES = 100
_LONGEST_NAME = 60


def profiles_from(tables: object, source: str, problems: list[str]) -> tuple[Profile, ...]:
    """The profiles in the table [profiles]; a sentence for each thing that is not understood goes to `problems`."""
    if not isinstance(tables, Mapping):
        problems.append(message("{source}: profiles must be sections, written [profiles.NAME].", source=source))
        return ()
    found: list[Profile] = []
    for name, table in tables.items():
        where = f"{source}: [profiles.{name}]"
        try:
            check_name(name)
        except DictateError as error:
            problems.append(message("{where} is left out: {error}", where=where, error=error.sentence))
            continue
        if not isinstance(table, Mapping):
            problems.append(message("{where} must be a section.", where=where))
        elif len(found) == MAXIMUM_PROFILES:
            problems.append(
                message("{where} is left out: there may be {most} profiles.", where=where, most=MAXIMUM_PROFILES)
            )
        else:
            found.append(_profile_from(name, table, where, problems))
    return tuple(found)


def check_name(name: str) -> None:
    """Raises DictateError for what cannot be the name of a profile."""
    fits = 0 < len(name) <= _LONGEST_NAME and name == name.strip() and name.isprintable()
    if not fits or name.casefold() == "none":
        raise DictateError(
            message("“{name}” cannot be the name of a profile.", name=name[:_LONGEST_NAME]),
            "Choose a short word other than “none”.",
        )


def _profile_from(name: str, table: Mapping[str, Any], where: str, problems: list[str]) -> Profile:
    changes: list[Change] = []
    applications: tuple[str, ...] = ()
    for key, value in table.items():
        if key == "applications":
            applications = _applications(value, where, problems)
        elif key not in SECTIONS or not isinstance(value, Mapping):
            problems.append(
                message(
                    "{where} {key} is nothing that a profile can change; it is kept but does nothing.",
                    where=where,
                    key=key,
                )
            )
        else:
            changes += _changes(key, value, where, problems)
    return Profile(name, tuple(changes), applications)


def _changes(section: str, table: Mapping[str, Any], where: str, problems: list[str]) -> list[Change]:
    changes: list[Change] = []
    for name, raw in table.items():
        path = f"{section}.{name}"
        try:
            info, kind = declared_option(section, name)
        except DictateError:
            problems.append(
                message("{where} has an unknown option {path}; it is kept but does nothing.", where=where, path=path)
            )
            continue
        value, problem = checked_value(_plain(raw), kind, info)
        if path in NOT_IN_PROFILES:
            problem = message("a profile cannot change it")
        if problem:
            problems.append(
                message(
                    "{where} {path} is {value!r}: {problem}. The ordinary setting is used.",
                    where=where,
                    path=path,
                    value=_plain(raw),
                    problem=problem,
                )
            )
        else:
            changes.append(Change(section, name, value))
    return changes


def _applications(value: object, where: str, problems: list[str]) -> tuple[str, ...]:
    plain = _plain(value)
    if isinstance(plain, list) and all(isinstance(each, str) for each in plain):
        return tuple(plain)
    problems.append(message("{where} applications must be a list of texts.", where=where))
    return ()


def _plain(value: object) -> Any:
    return value.unwrap() if hasattr(value, "unwrap") else value
