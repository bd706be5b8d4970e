"""How the dialogs read and change settings."""

from pathlib import Path
from typing import Any, Protocol

from dictate.settings.file import delete_profile, put_aside, reset_option, save_profile, set_option
from dictate.settings.live import LiveSettings
from dictate.settings.profiles import Profile


class SettingsAccess(Protocol):
    """The user's settings. `current` and `problems` return at once; `change` and `reset` may wait for the disk."""

    def current(self) -> Any:
        """The settings as they are stored, without a profile: a dataclass of options dataclasses."""
        ...

    def problems(self) -> tuple[str, ...]:
        """One sentence for each thing in the settings file that was not understood."""
        ...

    def is_unreadable(self) -> bool:
        """Whether nothing of the settings file was understood; returns at once."""
        ...

    def put_aside(self) -> Path:
        """Keep the file under another name, which is returned, and go on with the defaults. Raises DictateError."""
        ...

    def change(self, section: str, name: str, value: object) -> None:
        """Set one option. Raises DictateError."""
        ...

    def reset(self, section: str, name: str) -> None:
        """Return one option to its default. Raises DictateError."""
        ...

    def profiles(self) -> tuple[Profile, ...]:
        """The built-in profiles and the user's own; returns at once."""
        ...

    def save_profile(self, profile: Profile) -> None:
        """Write a profile in place of the one of its name. Raises DictateError."""
        ...

    def delete_profile(self, name: str) -> None:
        """Delete a profile of the user's. Raises DictateError."""
        ...


class SettingsFileAccess:
    """The settings file behind the port. Any thread."""

    def __init__(self, settings: LiveSettings) -> None:
        self._settings = settings

    def current(self) -> Any:
        return self._settings.stored()

    def problems(self) -> tuple[str, ...]:
        return self._settings.problems

    def is_unreadable(self) -> bool:
        return self._settings.is_unreadable

    def put_aside(self) -> Path:
        return put_aside(self._settings.path)

    def change(self, section: str, name: str, value: object) -> None:
        set_option(self._settings.path, section, name, value)

    def reset(self, section: str, name: str) -> None:
        reset_option(self._settings.path, section, name)

    def profiles(self) -> tuple[Profile, ...]:
        return self._settings.profiles()

    def save_profile(self, profile: Profile) -> None:
        save_profile(self._settings.path, profile)

    def delete_profile(self, name: str) -> None:
        delete_profile(self._settings.path, name)
