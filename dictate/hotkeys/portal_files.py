"""Whether this desktop's portal has global shortcuts, from the files that portal back ends install.

Cheap and without the bus: asking the portal itself could start it and wait for it. What the files promise is checked
when the source is started.
"""

import configparser
import os
from collections.abc import Iterable
from pathlib import Path

_INTERFACE = "org.freedesktop.impl.portal.GlobalShortcuts"


def backend_with_shortcuts() -> str | None:
    """The name of an installed back end with global shortcuts that is meant for this desktop, or None."""
    desktops = {name.casefold() for name in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":") if name}
    for path in _portal_files():
        description = configparser.ConfigParser(interpolation=None, strict=False)
        try:
            description.read(path, encoding="utf-8")
        except (configparser.Error, OSError, UnicodeDecodeError):
            continue
        if not description.has_section("portal"):
            continue
        interfaces = _list(description.get("portal", "Interfaces", fallback=""))
        desktops_meant = {name.casefold() for name in _list(description.get("portal", "UseIn", fallback=""))}
        if _INTERFACE in interfaces and desktops & desktops_meant:
            return path.stem
    return None


def _portal_files() -> Iterable[Path]:
    folder = os.environ.get("XDG_DESKTOP_PORTAL_DIR")
    data_folders = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = [folder] if folder else [f"{each}/xdg-desktop-portal/portals" for each in data_folders.split(":")]
    for each in folders:
        yield from sorted(Path(each).glob("*.portal"))


def _list(value: str) -> list[str]:
    return [each for each in value.split(";") if each]
