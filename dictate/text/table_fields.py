"""Entries of a language table as TOML gives them, checked. Each raises TypeError for one of the wrong kind."""

from __future__ import annotations

from typing import Any


def strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise TypeError(f"{value!r} is not a list of strings")
    return tuple(value)


def lower_strings(value: Any) -> tuple[str, ...]:
    return tuple(each.lower() for each in strings(value))


def mapping(value: Any, kind: type) -> dict[str, Any]:
    if not isinstance(value, dict) or not all(isinstance(each, kind) for each in value.values()):
        raise TypeError(f"{value!r} is not a table of {kind.__name__} values")
    return {key.lower(): each for key, each in value.items()}
