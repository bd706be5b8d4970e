"""One option's value: its declaration by name, and whether a value from a TOML file is one it can take. Pure."""

import dataclasses
import math
import typing
from typing import Any

from dictate.errors import DictateError
from dictate.settings.settings import Settings
from dictate.wording.message import message, short_name
from dictate.wording.options import OptionInfo, info_of

_LONGEST_TEXT = 1000
"""No name, key, path or wish is as long; what is longer came here by mistake, and would fill menus and windows."""


def declared_option(section: str, name: str) -> tuple[OptionInfo, Any]:
    """The declaration and the type of an option. Raises DictateError when there is none."""
    section_type = typing.get_type_hints(Settings).get(section)
    for field in dataclasses.fields(section_type) if section_type else ():
        if field.name == name:
            return info_of(field), typing.get_type_hints(section_type)[name]
    raise DictateError(
        message("There is no setting {section}.{name}.", section=short_name(section), name=short_name(name)),
        "`dictate settings` shows them all.",
    )


def checked_value(value: object, kind: Any, info: OptionInfo) -> tuple[Any, str]:
    """The value as its type wants it, and what is wrong with it (empty when nothing is)."""
    if kind is bool:
        return value, "" if isinstance(value, bool) else message("it must be true or false")
    if kind in (int, float):
        if (
            isinstance(value, bool)
            or not isinstance(value, (int, float))
            or (kind is int and not isinstance(value, int))
        ):
            return value, message("it must be a whole number") if kind is int else message("it must be a number")
        if not _within(value, info):
            return value, _bounds(info)
        return kind(value), ""
    if kind is str:
        if not isinstance(value, str):
            return value, message("it must be a text in quotation marks")
        if len(value) > _LONGEST_TEXT:
            return value, _too_long()
        if info.choices and value not in info.choices:
            return value, message("it must be one of {choices}", choices=", ".join(info.choices))
        return value, ""
    if kind == tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            return value, message("it must be a list of texts")
        if any(len(item) > _LONGEST_TEXT for item in value):
            return value, _too_long()
        strange = [item for item in value if info.choices and item not in info.choices]
        if strange:
            return value, message("{value} is none of {choices}", value=strange[0], choices=", ".join(info.choices))
        return tuple(value), ""
    raise TypeError(f"no settings file type for {kind}")


def _too_long() -> str:
    return message("it must not be longer than {most} characters", most=_LONGEST_TEXT)


def _within(value: float, info: OptionInfo) -> bool:
    low = info.minimum is None or value >= info.minimum
    high = info.maximum is None or value <= info.maximum
    return low and high and not math.isnan(value)


def _bounds(info: OptionInfo) -> str:
    if info.minimum is not None and info.maximum is not None:
        least, most = f"{info.minimum:g}", f"{info.maximum:g}"
        return message("it must be between {least} and {most}", least=least, most=most)
    if info.minimum is not None:
        return message("it must be at least {least}", least=f"{info.minimum:g}")
    return message("it must be at most {most}", most=f"{info.maximum:g}")
