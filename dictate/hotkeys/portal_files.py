"""Whether this desktop's portal has global shortcuts, from the files that portal back ends install.

Cheap and without the bus: asking the portal itself could start it and wait for it. What the files promise is checked
when the source is started. Source: portals.conf(5) of xdg-desktop-portal.
"""

import configparser
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_INTERFACE = "org.freedesktop.impl.portal.GlobalShortcuts"
_NONE = "none"


def backend_with_shortcuts() -> str | None:
    """The name of an installed back end with global shortcuts that is meant for this desktop, or None.

    Somebody who names the back end for shortcuts in a portals.conf is followed, whatever desktop it was made for.
    """
    with_shortcuts = {path.stem: section for path, section in _back_ends() if _has_shortcuts(section)}
    chosen = _chosen()
    if _NONE in chosen:
        return None
    for name in chosen:
        if name in with_shortcuts:
            return name
    desktops = set(_desktops())
    for name, section in with_shortcuts.items():
        if desktops & {each.casefold() for each in _list(section.get("UseIn", ""))}:
            return name
    return None


def gives_keys_by_itself() -> bool:
    """Whether the desktop binds the key that it is asked for, or asks the user. Hyprland leaves that to its
    configuration, and does not say what it is (xdg-desktop-portal-hyprland, GlobalShortcuts.cpp).
    """
    return "hyprland" not in _desktops()


def hyprland_line(name: str) -> str:
    """What binds F9 to the shortcut of that name, in the language that Hyprland reads here. Where there is a
    hyprland.lua it passes over hyprland.conf (from 0.55 on), and a release needs a bind of its own.
    """
    if (_configuration_home() / "hypr" / "hyprland.lua").is_file():
        shortcut = f'hl.dsp.global("{name}")'
        return f'hl.bind("F9", {shortcut}); hl.bind("F9", {shortcut}, {{ release = true }})'
    return f"bind = , F9, global, {name}"


def _desktops() -> list[str]:
    return [name.casefold() for name in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":") if name]


def _back_ends() -> Iterator[tuple[Path, configparser.SectionProxy]]:
    folder = os.environ.get("XDG_DESKTOP_PORTAL_DIR")
    folders = [Path(folder)] if folder else [each / "portals" for each in _data_folders()]
    for each in folders:
        for path in sorted(each.glob("*.portal")):
            if (section := _section(path, "portal")) is not None:
                yield path, section


def _has_shortcuts(back_end: configparser.SectionProxy) -> bool:
    return _INTERFACE in _list(back_end.get("Interfaces", ""))


def _chosen() -> list[str]:
    """The back ends that the first portals.conf there is names for shortcuts; what it says of all others counts for
    desktops that have a back end of their own, whose file says so, too.
    """
    names = [*(f"{desktop}-portals.conf" for desktop in _desktops()), "portals.conf"]
    for folder in (*_configuration_folders(), *_data_folders()):
        for name in names:
            if (section := _section(folder / name, "preferred")) is not None:
                return _list(section.get(_INTERFACE, ""))
    return []


def _configuration_folders() -> Iterable[Path]:
    others = os.environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    return (Path(each) / "xdg-desktop-portal" for each in (str(_configuration_home()), *others.split(":"), "/etc"))


def _configuration_home() -> Path:
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(folder) if folder else Path.home() / ".config"


def _data_folders() -> Iterable[Path]:
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    others = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    return (Path(each) / "xdg-desktop-portal" for each in (home, *others.split(":")))


def _section(path: Path, name: str) -> configparser.SectionProxy | None:
    """A section of a file; None where there is none, or it cannot be read."""
    description = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        description.read(path, encoding="utf-8")
    except (configparser.Error, OSError, UnicodeDecodeError):
        return None
    return description[name] if description.has_section(name) else None


def _list(value: str) -> list[str]:
    return [each.strip() for each in value.split(";") if each.strip()]
