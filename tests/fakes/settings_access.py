"""Settings in memory behind the SettingsAccess port."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from dictate.errors import DictateError
from dictate.settings.profiles import Profile, with_built_in


class MemorySettings:
    """`refuse` is raised at the next change, if it is set."""

    def __init__(self, settings: Any, problems: tuple[str, ...] = ()) -> None:
        self._settings = settings
        self._problems = problems
        self.refuse: DictateError | None = None
        self.unreadable = False
        self.own_profiles: dict[str, Profile] = {}

    def current(self) -> Any:
        return self._settings

    def problems(self) -> tuple[str, ...]:
        return self._problems

    def is_unreadable(self) -> bool:
        return self.unreadable

    def put_aside(self) -> Path:
        self.unreadable, self._problems = False, ()
        return Path("settings.toml.damaged-20261121-201500")

    def change(self, section: str, name: str, value: object) -> None:
        if self.refuse is not None:
            raise self.refuse
        changed = dataclasses.replace(getattr(self._settings, section), **{name: value})
        self._settings = dataclasses.replace(self._settings, **{section: changed})

    def reset(self, section: str, name: str) -> None:
        default = getattr(type(getattr(self._settings, section))(), name)
        self.change(section, name, default)

    def profiles(self) -> tuple[Profile, ...]:
        return with_built_in(self.own_profiles.values())

    def save_profile(self, profile: Profile) -> None:
        if self.refuse is not None:
            raise self.refuse
        self.own_profiles[profile.name] = profile

    def delete_profile(self, name: str) -> None:
        del self.own_profiles[name]
