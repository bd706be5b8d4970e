"""`dictate profile`: which sets of options there are, and which one is in force."""

import argparse

from dictate.commands.table import columns_of, padded
from dictate.settings.live import NO_PROFILE, LiveSettings
from dictate.settings.profiles import Profile
from dictate.system.paths import settings_file
from dictate.translation.catalogue import translated
from dictate.wording.message import message

_NAME_COLUMNS = 12


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "profile",
        help="choose a set of options by its name",
        description="A profile is a named set of options that lies over the others: [profiles.NAME] in the settings "
        "file. Choosing one counts from the next dictation on, whether Dictate is running or not.",
    )
    parser.set_defaults(run=run, action_function=_list)
    actions = parser.add_subparsers(metavar="ACTION")
    listing = actions.add_parser("list", help="all profiles, what they change, and a * before the chosen one")
    listing.set_defaults(action_function=_list)
    use = actions.add_parser("use", help="choose a profile")
    use.add_argument(
        "name", metavar="NAME", help=message("its name; {none} for the ordinary settings", none=NO_PROFILE)
    )
    use.set_defaults(action_function=_use)
    none = actions.add_parser(NO_PROFILE, help="choose none")
    none.set_defaults(action_function=_use, name=NO_PROFILE)


def run(arguments: argparse.Namespace) -> int:
    arguments.action_function(LiveSettings(settings_file()), arguments)
    return 0


def _list(settings: LiveSettings, _arguments: argparse.Namespace) -> None:
    chosen = settings.stored().general.profile
    profiles = settings.profiles()
    width = max((_NAME_COLUMNS, *(columns_of(profile.name) for profile in profiles)))
    for profile in profiles:
        mark = "*" if profile.name == chosen else " "
        print(f"{mark} {padded(profile.name, width)}  {_described(profile)}".rstrip())


def _use(settings: LiveSettings, arguments: argparse.Namespace) -> None:
    settings.choose_profile(arguments.name)


def _described(profile: Profile) -> str:
    changes = [f"{each.section}.{each.name} = {_shown(each.value)}" for each in profile.changes]
    if profile.applications:
        used = message("used in {applications}", applications=", ".join(profile.applications))
        changes.append(translated(used))
    return ", ".join(changes)


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return " ".join(map(str, value))
        case _:
            return str(value)
