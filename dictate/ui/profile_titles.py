"""Profiles as menus and settings show them. Imports no Qt."""

from collections.abc import Iterable
from typing import Protocol

from dictate.settings.profiles import Profile, named
from dictate.settings.settings import Settings
from dictate.translation.catalogue import translate as _
from dictate.ui.menu import ProfileTitle


class Profiles(Protocol):
    """What is asked of dictate.settings.live.LiveSettings."""

    def stored(self) -> Settings: ...

    def profiles(self) -> tuple[Profile, ...]: ...

    def profile(self) -> Profile | None: ...


def profile_title(profile: Profile) -> str:
    """The profile's name, or for a built-in one its title in the user's language."""
    titles = {"Hands-free": _("Hands-free"), "Private": _("Private"), "Accurate": _("Accurate")}
    return titles.get(profile.title, profile.name)


def profile_titles(settings: Profiles) -> tuple[ProfileTitle, ...]:
    """All profiles, with what is in force and what was chosen."""
    known = settings.profiles()
    chosen, in_force = named(known, settings.stored().general.profile), settings.profile()
    return tuple(
        ProfileTitle(each.name, profile_title(each), is_chosen=each == chosen, in_force=each == in_force)
        for each in known
    )


def profile_choices(profiles: Iterable[Profile]) -> list[tuple[str, str]]:
    """Values of the option general.profile, with their titles."""
    return [("", _("None")), *((each.name, profile_title(each)) for each in profiles)]
