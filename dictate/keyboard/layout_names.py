"""Keyboard layouts by name, and the list that the system's XKB rules give (xkeyboard-config's evdev.xml)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from dictate.errors import DictateError
from dictate.wording.message import joined, message

RULES_FOLDER: Final = Path("/usr/share/X11/xkb/rules")
_NAME = re.compile(r"[A-Za-z0-9_+.-]*")


@dataclass(frozen=True)
class LayoutNames:
    """What setxkbmap takes: `layout` and `variant` may list several groups, separated by commas."""

    layout: str
    variant: str = ""
    options: str = ""
    model: str = "pc105"
    rules: str = "evdev"

    def __str__(self) -> str:
        groups = self.layout.split(",")
        variants = self.variant.split(",") + [""] * len(groups)
        return ",".join(
            f"{group}:{variant}" if variant else group for group, variant in zip(groups, variants, strict=False)
        )


@dataclass(frozen=True)
class KnownLayout:
    """An entry of the rules list: `description` is also the name that a compiled keymap gives the group."""

    names: LayoutNames
    description: str


def parse_layout(text: str) -> LayoutNames:
    """Read one layout as users write it: `de`, `de:neo` or `de(neo)`.

    Raises DictateError for anything that cannot be a name. Whether the layout exists shows when it is compiled.
    """
    if "," in text:
        raise DictateError(
            message('"{text}" are several keyboard layouts.', text=text),
            "Name the one that is in force, such as us or de:neo.",
        )
    layout, _, variant = text.strip().removesuffix(")").replace("(", ":", 1).partition(":")
    if not layout or not _NAME.fullmatch(layout) or not _NAME.fullmatch(variant):
        raise DictateError(
            message('"{text}" is not a keyboard layout.', text=text), "Write one such as de, fr:bepo or us:dvorak."
        )
    return LayoutNames(layout, variant)


def unknown_layout(names: LayoutNames) -> DictateError:
    """The error for a layout that XKB does not have, with the nearest names there are."""
    # The list has a name for a layout of the user's own (custom), which need not be there.
    known = {str(entry.names) for entry in known_layouts()} - {str(names)}
    near = get_close_matches(str(names).lower(), known, n=3, cutoff=0.5)
    hint = message("Did you mean {names}?", names=" / ".join(near)) if near else ""
    return DictateError(
        message('There is no keyboard layout "{names}".', names=names),
        joined(
            hint,
            message("The names are those of localectl list-x11-keymap-layouts, with a variant behind a colon: de:neo."),
        ),
    )


def known_layouts(folder: Path = RULES_FOLDER) -> Iterator[KnownLayout]:
    """Every layout and variant in the rules list, the exotic ones (`extras`) last. Empty where there is no list."""
    for file in (folder / "evdev.xml", folder / "evdev.extras.xml"):
        if file.is_file():
            yield from _read_list(file)


def _read_list(file: Path) -> Iterator[KnownLayout]:
    # The file belongs to the system and is trusted like its libraries.
    for layout in ElementTree.parse(file).iter("layout"):  # noqa: S314
        name = layout.findtext("configItem/name") or ""
        yield KnownLayout(LayoutNames(name), layout.findtext("configItem/description") or name)
        for variant in layout.iterfind("variantList/variant/configItem"):
            variant_name = variant.findtext("name") or ""
            yield KnownLayout(LayoutNames(name, variant_name), variant.findtext("description") or variant_name)
