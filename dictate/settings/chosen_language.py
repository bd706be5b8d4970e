"""The language that the settings file chooses, before anything else of it is read. Light: the command line waits."""

import dataclasses
import tomllib
from pathlib import Path

from dictate.settings.interface import InterfaceOptions
from dictate.wording.options import info_of


def chosen_language(path: Path) -> str:
    """The code of the interface language ("de"); empty where the file chooses none, or cannot be understood."""
    try:
        if not path.is_file():
            return ""
        interface = tomllib.loads(path.read_text(encoding="utf-8")).get("interface")
    except (OSError, ValueError):
        # Whoever reads the settings themselves tells what is wrong with the file.
        return ""
    value = interface.get("language") if isinstance(interface, dict) else None
    choices = next(info_of(each).choices for each in dataclasses.fields(InterfaceOptions) if each.name == "language")
    return value if isinstance(value, str) and value in choices else ""
