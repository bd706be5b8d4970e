"""Profiles: named sets of options that lie over the settings for a kind of dictation. Pure.

In the settings file a profile is a table of its own, with the sections of the settings in it:

    [profiles.letters]
    applications = ["thunderbird"]
    general.language = "de"
    text.mode = "email"
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from dictate.asr.options import ACCURATE
from dictate.errors import DictateError
from dictate.settings.settings import Settings
from dictate.wording.message import message, short_name

SECTIONS = (
    "general",
    "hands_free",
    "recognition",
    "text",
    "language_model",
    "typing",
    "privacy",
    "recordings",
    "microphone",
    "level",
    "gate",
)
"""What a profile may change: how one dictation goes, not how the program looks or which keys it watches."""

NOT_IN_PROFILES = frozenset({"general.profile", "general.start_at_login"})


@dataclass(frozen=True)
class Change:
    """One option as the profile wants it; `value` fits the option's declaration."""

    section: str
    name: str
    value: object


@dataclass(frozen=True)
class Profile:
    """`name` is the one in the settings file; `title` is set for the built-in ones alone, in English.

    `applications` are application ids or window classes in which the profile is used by itself.
    """

    name: str
    changes: tuple[Change, ...] = ()
    applications: tuple[str, ...] = ()
    title: str = ""

    @property
    def built_in(self) -> bool:
        return bool(self.title)

    def value(self, section: str, name: str) -> object | None:
        """What the profile makes of an option; None where it leaves it alone."""
        return next((each.value for each in self.changes if (each.section, each.name) == (section, name)), None)


HANDS_FREE = Profile(
    "hands-free",
    (Change("hands_free", "continuous", True), Change("text", "spoken_commands", True)),
    title="Hands-free",
)
"""For those who cannot hold a key: the recording goes on, and commands are spoken."""

PRIVATE = Profile(
    "private",
    (Change("privacy", "keep_text_days", 0), Change("recordings", "keep_recordings_h", 0)),
    title="Private",
)
"""Neither text nor audio is kept once the text was typed."""

ACCURATE_PROFILE = Profile("accurate", (Change("recognition", "reading", ACCURATE),), title="Accurate")

BUILT_IN = (HANDS_FREE, PRIVATE, ACCURATE_PROFILE)


def with_built_in(own: Iterable[Profile]) -> tuple[Profile, ...]:
    """The user's profiles and the built-in ones; one of the user's takes the place of a built-in of the same name."""
    profiles = tuple(own)
    names = {profile.name for profile in profiles}
    return (*(each for each in BUILT_IN if each.name not in names), *profiles)


def named(profiles: Iterable[Profile], name: str) -> Profile | None:
    return next((profile for profile in profiles if profile.name == name), None) if name else None


def required(profiles: Iterable[Profile], name: str) -> Profile:
    """The profile of that name. Raises DictateError when there is none."""
    known = tuple(profiles)
    found = named(known, name)
    if found is None:
        raise DictateError(
            message("There is no profile {name}.", name=short_name(name)),
            message("There is {names}.", names=", ".join(each.name for each in known)),
        )
    return found


def for_application(profiles: Iterable[Profile], application: str) -> Profile | None:
    """The first profile that names the application, whatever its case; None where none does."""
    wanted = application.casefold()
    if not wanted:
        return None
    return next((each for each in profiles if wanted in {one.casefold() for one in each.applications}), None)


def profile_in_force(profiles: Iterable[Profile], chosen: str, application: str) -> Profile | None:
    """The profile that the user chose; where none is chosen, that of the focused application."""
    known = tuple(profiles)
    return named(known, chosen) or for_application(known, application)


def with_profile(settings: Settings, profile: Profile | None) -> Settings:
    """The settings with the profile's options in place of the user's ordinary ones."""
    if profile is None:
        return settings
    sections: dict[str, object] = {}
    ordered = sorted(profile.changes, key=lambda each: each.section)
    for section, changes in groupby(ordered, key=lambda each: each.section):
        values = {each.name: each.value for each in changes}
        sections[section] = dataclasses.replace(getattr(settings, section), **values)
    return dataclasses.replace(settings, **sections)  # type: ignore[arg-type]


def as_table(profile: Profile) -> Mapping[str, object]:
    """The profile as the settings file has it."""
    table: dict[str, object] = {}
    if profile.applications:
        table["applications"] = list(profile.applications)
    for change in profile.changes:
        section = table.setdefault(change.section, {})
        assert isinstance(section, dict)
        section[change.name] = list(change.value) if isinstance(change.value, tuple) else change.value
    return table
