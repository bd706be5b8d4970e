"""The names that a sound server gives to a device, which may change though the device is the same. Pure.

Names end in the profile that the card is in: a Bluetooth headset is `bluez_source.00_16_94_31_8F_B3.headset_head_unit`
or `….handsfree_head_unit` with PulseAudio and `bluez_input.00:16:94:31:8F:B3` or `….0` with PipeWire, by release; a USB
microphone `alsa_input.usb-….analog-stereo` or `….mono-fallback`.
"""

import re
from collections.abc import Iterable
from typing import Final

_BLUETOOTH: Final = re.compile(r"bluez_\w+\.((?:[0-9A-F]{2}[_:]){5}[0-9A-F]{2})", re.IGNORECASE)
_CARD: Final = re.compile(r"(alsa_input\.(?:usb|pci|platform)-.+)\.[\w-]+")


def name_now(wanted: str, present: Iterable[str]) -> str | None:
    """Which of the names `present` is that of the device `wanted`, under another profile perhaps; None: none is.

    Where a card has two microphones beside each other, one does not stand for the other.
    """
    names = list(present)
    if wanted in names:
        return wanted
    device = _device(wanted)
    alike = [name for name in names if device and _device(name) == device]
    return alike[0] if len(alike) == 1 else None


def _device(name: str) -> str:
    """What of a name stays the same, empty where that is unknown."""
    if bluetooth := _BLUETOOTH.match(name):
        return bluetooth[1].upper().replace(":", "_")
    card = _CARD.fullmatch(name)
    return card[1] if card else ""
