"""Microphones as lists show them. Qt main thread."""

from collections.abc import Iterable

from dictate.audio.contract import Device
from dictate.translation.catalogue import translate as _


def default_title(devices: Iterable[Device]) -> str:
    """The entry that follows the system, with the microphone that this is right now."""
    name = next((device.description for device in devices if device.is_default), "")
    return _("System default ({name})").format(name=name) if name else _("System default")


def microphone_choices(devices: Iterable[Device]) -> list[tuple[str, str]]:
    """Pairs (name for the settings, title), the system's default first; monitors of outputs are left out."""
    offered = [device for device in devices if not device.is_monitor]
    return [("", default_title(offered)), *((device.name, device.description) for device in offered)]
