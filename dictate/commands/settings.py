"""`dictate settings`: list, read, change and reset options from the shell."""

import argparse
import dataclasses
import sys
import typing

from dictate.errors import DictateError
from dictate.settings.file import load_settings, option_from_text, put_aside, reset_option, set_option
from dictate.settings.option_values import declared_option
from dictate.settings.settings import Settings
from dictate.system.paths import settings_file
from dictate.translation.catalogue import translated
from dictate.wording.message import message, short_name
from dictate.wording.options import info_of


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "settings",
        help="show and change options",
        description="Without arguments: every option, its value and what it does. With a name: its value. "
        "With a name and a value: changes it.",
    )
    parser.add_argument("name", nargs="?", metavar="SECTION.OPTION", help="an option, such as general.model")
    parser.add_argument("value", nargs="?", help="its new value; lists are separated by commas")
    parser.add_argument("--reset", action="store_true", help="bring the default back")
    parser.add_argument("--file", action="store_true", help="print the path of the settings file")
    parser.add_argument(
        "--put-aside", action="store_true", help="keep the settings file under another name and go on with the defaults"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    path = settings_file()
    if arguments.file:
        print(path)
    elif arguments.put_aside:
        print(put_aside(path))
    elif arguments.name is None and arguments.reset:
        raise DictateError("No option was named to reset.", "Name it: dictate settings SECTION.OPTION --reset")
    elif arguments.name is None:
        _list()
    else:
        section, option = _split(arguments.name)
        if arguments.reset:
            reset_option(path, section, option)
        elif arguments.value is not None:
            _set(section, option, arguments.value)
        else:
            print(_shown(_value(section, option)))
    return 0


def _set(section: str, option: str, text: str) -> None:
    from dictate.commands.option_sense import require_sense  # noqa: PLC0415 - needs much of the program, reading nothing
    from dictate.models.store import ModelStore, NotInstalledError  # noqa: PLC0415
    from dictate.wiring.wiring import unwritten_language  # noqa: PLC0415

    value = option_from_text(section, option, text)
    require_sense(section, option, value, load_settings(settings_file()))
    set_option(settings_file(), section, option, value)
    if (section, option) == ("general", "model"):
        try:
            ModelStore().get(text)
        except NotInstalledError as error:
            # It may be chosen before it is downloaded.
            print(f"dictate: {translated(error.sentence)}", file=sys.stderr)
    if section == "general" and (wrong := unwritten_language(load_settings(settings_file()).settings)):
        print(f"dictate: {translated(wrong)}", file=sys.stderr)


def _list() -> None:
    loaded = load_settings(settings_file())
    for section, section_type in typing.get_type_hints(Settings).items():
        print(f"\n[{section}]")
        for field in dataclasses.fields(section_type):
            value = getattr(getattr(loaded.settings, section), field.name)
            default = translated(message("default {value}", value=_shown(field.default)))
            changed = "" if value == field.default else f"  ({default})"
            print(f"{field.name} = {_shown(value)}{changed}\n    {translated(info_of(field).help)}")
    for problem in loaded.problems:
        print(f"\n! {translated(problem)}")


def _split(name: str) -> tuple[str, str]:
    section, dot, option = name.partition(".")
    if not dot:
        raise DictateError(
            message("{name} is not an option.", name=short_name(name)),
            "Name it as section.option, for example general.model.",
        )
    return section, option


def _value(section: str, option: str) -> object:
    declared_option(section, option)
    return getattr(getattr(load_settings(settings_file()).settings, section), option)


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return "[" + ", ".join(_shown(each) for each in value) + "]"
        case str():
            return f'"{value}"'
        case _:
            return str(value)
