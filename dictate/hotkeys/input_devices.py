"""Which input devices the machine has and which keys each one has, told without any right to read them.

Source: /proc/bus/input/devices, written by drivers/input/input.c of the kernel.
"""

import re
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME

PROC_FILE = Path("/proc/bus/input/devices")
_MOST_BYTES = 1 << 20
_WORD_BITS = struct.calcsize("L") * 8
"""The kernel writes key bitmaps in words of its `unsigned long`, the most significant one first."""

_LETTERS = frozenset({*range(16, 26), *range(30, 39), *range(44, 51)})
"""KEY_Q to KEY_P, KEY_A to KEY_L, KEY_Z to KEY_M."""
_BTN_LEFT = 0x110


@dataclass(frozen=True)
class InputDevice:
    """One event node: `node` is its name in /dev/input, `keys` are the kernel's key and button codes.

    `identity` stays the same when it is plugged in elsewhere: "0c45:7403" (vendor and product), or its name where
    the kernel knows neither, as with some Bluetooth headsets. The parts of one gadget share it.
    """

    identity: str
    name: str
    node: str
    keys: frozenset[int]
    is_virtual: bool = False
    """Made by a program through uinput."""

    @property
    def has_letters(self) -> bool:
        return self.keys >= _LETTERS

    @property
    def has_pointer(self) -> bool:
        return _BTN_LEFT in self.keys


@dataclass(frozen=True)
class Gadget:
    """What a person plugs in: all event nodes of one identity."""

    identity: str
    name: str
    parts: tuple[InputDevice, ...]

    @property
    def has_letters(self) -> bool:
        return any(part.has_letters for part in self.parts)

    @property
    def has_pointer(self) -> bool:
        return any(part.has_pointer for part in self.parts)

    @property
    def keys(self) -> frozenset[int]:
        return frozenset[int]().union(*(part.keys for part in self.parts))


def input_devices(listing: Path = PROC_FILE) -> tuple[InputDevice, ...]:
    """All devices with keys or buttons but our own virtual keyboard; empty where the kernel tells nothing."""
    try:
        with listing.open(encoding="utf-8", errors="replace") as file:
            return parse_devices(file.read(_MOST_BYTES))
    except OSError:
        return ()


def parse_devices(text: str) -> tuple[InputDevice, ...]:
    """Read the kernel's list. What is not understood is left out."""
    found = [_device(block) for block in re.split(r"\n\s*\n", text)]
    return tuple(each for each in found if each is not None and each.name != VIRTUAL_KEYBOARD_NAME)


def gadgets(devices: Iterable[InputDevice]) -> tuple[Gadget, ...]:
    """The devices as people know them, those that are surely no ordinary keyboard or mouse first."""
    by_identity: dict[str, list[InputDevice]] = {}
    for device in devices:
        by_identity.setdefault(device.identity, []).append(device)
    # The parts are called "Pedal", "Pedal Mouse" and the like: the shortest name is that of the whole.
    made = [
        Gadget(identity, min((part.name for part in parts), key=len), tuple(parts))
        for identity, parts in by_identity.items()
    ]
    return tuple(sorted(made, key=lambda each: (each.has_letters, each.has_pointer, each.name.casefold())))


def locks_out(identity: str, devices: Iterable[InputDevice]) -> bool:
    """Whether nobody could type any more if the device belonged to Dictate alone.

    Keyboards that programs made do not count: their keys may come from this very device.
    """
    keyboards = {device.identity for device in devices if device.has_letters and not device.is_virtual}
    return keyboards == {identity}


def _device(block: str) -> InputDevice | None:
    lines = dict(re.findall(r"^([A-Z]: \w+)=(.*)$", block, re.MULTILINE))
    numbers = re.search(r"\bVendor=([0-9a-f]{4}) Product=([0-9a-f]{4})\b", block)
    node = re.search(r"\bevent\d+\b", lines.get("H: Handlers", ""))
    name = lines.get("N: Name", "").strip().removeprefix('"').removesuffix('"').strip()
    keys = _codes(lines.get("B: KEY", ""))
    if numbers is None or node is None or not keys:
        return None
    vendor, product = numbers.groups()
    known = (vendor, product) != ("0000", "0000")
    if not known and not name:
        return None
    identity = f"{vendor}:{product}" if known else name
    is_virtual = lines.get("S: Sysfs", "").startswith("/devices/virtual/input/")
    return InputDevice(identity, name or identity, node.group(), keys, is_virtual)


def _codes(bitmap: str) -> frozenset[int]:
    words = bitmap.split()
    if not all(re.fullmatch(r"[0-9a-f]{1,16}", word) for word in words):
        return frozenset()
    codes: set[int] = set()
    for place, word in enumerate(reversed(words)):
        bits = int(word, 16)
        codes.update(place * _WORD_BITS + bit for bit in range(_WORD_BITS) if bits >> bit & 1)
    return frozenset(codes)
