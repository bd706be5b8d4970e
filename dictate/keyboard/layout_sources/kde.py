"""Plasma: KWin answers for its keyboard layouts on the session bus."""

from typing import Final

from jeepney import DBusAddress, MatchRule

from dictate.bus import questions as bus
from dictate.bus.signals import SignalWatch

_LAYOUTS: Final = DBusAddress("/Layouts", "org.kde.keyboard", "org.kde.KeyboardLayouts")


def active_group(group_names: tuple[str, ...]) -> int | None:
    """The index of the active group; None when KWin does not say."""
    try:
        (index,) = bus.call("SESSION", _LAYOUTS, "getLayout")
    except bus.BusError:
        return None
    return int(index) if 0 <= int(index) < len(group_names) else None


def watch() -> SignalWatch:
    """Switches of the layout and new ones (layoutChanged, layoutListChanged). Raises BusError without a bus."""
    return SignalWatch([MatchRule(type="signal", interface=_LAYOUTS.interface, path=_LAYOUTS.object_path)])
