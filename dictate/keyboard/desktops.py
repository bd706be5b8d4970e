"""Which desktop the session is, as it calls itself."""

from collections.abc import Mapping


def current_desktops(environment: Mapping[str, str]) -> list[str]:
    """The names in XDG_CURRENT_DESKTOP in capitals, such as ["UBUNTU", "GNOME"] (Desktop Entry Specification)."""
    return environment.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
