"""The layout that the system was set up with: the last resort, where no compositor can be asked."""

import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from jeepney import DBusAddress

from dictate.bus import questions as bus
from dictate.keyboard.layout_names import LayoutNames

_LOCALE1: Final = DBusAddress("/org/freedesktop/locale1", "org.freedesktop.locale1", "org.freedesktop.locale1")
DEBIAN_FILE: Final = Path("/etc/default/keyboard")


def configured_layout(
    environment: Mapping[str, str], debian_file: Path = DEBIAN_FILE
) -> tuple[LayoutNames, str] | None:
    """The layout and where it is written; None where nothing is configured."""
    if environment.get("XKB_DEFAULT_LAYOUT"):
        return _from_variables(environment, "XKB_DEFAULT_"), "the XKB_DEFAULT_LAYOUT variable"
    locale1 = _from_locale1()
    if locale1 is not None:
        return locale1, "the system settings (localectl)"
    variables = _read_variables(debian_file)
    if variables.get("XKBLAYOUT"):
        return _from_variables(variables, "XKB"), str(debian_file)
    return None


def _from_variables(variables: Mapping[str, str], prefix: str) -> LayoutNames:
    return LayoutNames(
        layout=variables[f"{prefix}LAYOUT"],
        variant=variables.get(f"{prefix}VARIANT", ""),
        options=variables.get(f"{prefix}OPTIONS", ""),
        model=variables.get(f"{prefix}MODEL") or "pc105",
    )


def _from_locale1() -> LayoutNames | None:
    try:
        layout, variant, options, model = (
            str(bus.get_property("SYSTEM", _LOCALE1, name))
            for name in ("X11Layout", "X11Variant", "X11Options", "X11Model")
        )
    except bus.BusError:
        return None
    return LayoutNames(layout, variant, options, model or "pc105") if layout else None


def _read_variables(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        words = (word for line in lines for word in shlex.split(line, comments=True))
        return dict(word.split("=", 1) for word in words if "=" in word)
    except (OSError, ValueError):
        return {}
