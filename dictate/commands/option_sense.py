"""Whether a value that an option's type allows means anything: asked where a person types it, not of a file."""

import dataclasses
from typing import Any

from dictate.errors import DictateError
from dictate.hotkeys.keys import parse_combination
from dictate.hotkeys.options import HotkeyOptions
from dictate.hotkeys.pedal import parse_pedal
from dictate.settings.file import LoadedSettings
from dictate.settings.profiles import required
from dictate.text.language_codes import LANGUAGE_CODES
from dictate.wording.message import message, short_name

_AUTOMATIC = "auto"


def require_sense(section: str, name: str, value: object, loaded: LoadedSettings) -> None:
    """Raises DictateError for a language, a profile, a key, a pedal or a layout that there is not."""
    match section, name, value:
        case "general", "language", str(code) if code != _AUTOMATIC:
            _require_language(code)
        case "general", "languages", tuple(codes):
            for code in codes:
                _require_language(code)
        case "general", "profile", str(profile) if profile:
            required(loaded.profiles, profile)
        case "shortcuts", ("pedal" | "cancel_pedal" | "paste_last_pedal"), str(text) if text.strip():
            from dictate.hotkeys.pedal_source import key_code_of  # noqa: PLC0415 - loads the library of devices

            key_code_of(parse_pedal(text))
        case "shortcuts", ("key" | "private_key" | "cancel_key" | "paste_last_key"), str(text) if text.strip():
            parse_combination(text)
            _require_own_key(loaded.settings.shortcuts, name, text)
        case "shortcuts", "profile_keys", tuple(lines):
            _require_own_key(loaded.settings.shortcuts, name, lines)
        case "typing", "layout", str(layout) if layout:
            from dictate.keyboard.active_layout import find_active_layout  # noqa: PLC0415 - loads the keyboard's library

            find_active_layout(layout)


def _require_language(code: str) -> None:
    if code not in LANGUAGE_CODES:
        raise DictateError(
            message("There is no language '{code}'.", code=short_name(code)), "Write a code such as en or de, or auto."
        )


def _require_own_key(before: HotkeyOptions, name: str, value: Any) -> None:
    """Two keys may not be the same; where that is so already, either may be changed."""
    try:
        before.require_readable()
    except DictateError:
        return
    dataclasses.replace(before, **{name: value}).require_readable()
