"""How the dialogs read and change settings."""

from typing import Any, Protocol

from dictate.live_settings import LiveSettings
from dictate.settings_file import reset_option, set_option


class SettingsAccess(Protocol):
    """The user's settings. `current` and `problems` return at once; `change` and `reset` may wait for the disk."""

    def current(self) -> Any:
        """The settings in force: a dataclass of options dataclasses."""
        ...

    def problems(self) -> tuple[str, ...]:
        """One sentence for each thing in the settings file that was not understood."""
        ...

    def change(self, section: str, name: str, value: object) -> None:
        """Set one option. Raises DictateError."""
        ...

    def reset(self, section: str, name: str) -> None:
        """Return one option to its default. Raises DictateError."""
        ...


class SettingsFileAccess:
    """The settings file behind the port. Any thread."""

    def __init__(self, settings: LiveSettings) -> None:
        self._settings = settings

    def current(self) -> Any:
        return self._settings.current()

    def problems(self) -> tuple[str, ...]:
        return self._settings.problems

    def change(self, section: str, name: str, value: object) -> None:
        set_option(self._settings.path, section, name, value)
        self._settings.current()

    def reset(self, section: str, name: str) -> None:
        reset_option(self._settings.path, section, name)
        self._settings.current()
