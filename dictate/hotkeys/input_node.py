"""One kernel input device, opened for reading only, asked to hand over no more than the shortcuts need.

Used by the evdev source's thread only.
"""

import ctypes
import fcntl
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from evdev import InputDevice, ecodes

from dictate.hotkeys.keys import MODIFIER_CODES, Combination

# EVIOCSMASK (linux/input.h): _IOW('E', 0x93, struct input_mask { __u32 type; __u32 codes_size; __u64 codes_ptr; })
_EVIOCSMASK = 0x40104593
_INPUT_MASK = struct.Struct("IIQ")
_KEY_MASK_BYTES = (ecodes.KEY_MAX + 8) // 8
_REL_MASK_BYTES = (ecodes.REL_MAX + 8) // 8
_OTHER_TYPES = (ecodes.EV_ABS, ecodes.EV_MSC, ecodes.EV_SW, ecodes.EV_LED, ecodes.EV_SND, ecodes.EV_REP)
_WHEELS = (ecodes.REL_WHEEL, ecodes.REL_HWHEEL)
_UP, _DOWN = 0, 1


@dataclass(frozen=True)
class KeyMoved:
    code: int
    is_down: bool


@dataclass(frozen=True)
class WheelTurned:
    pass


@dataclass(frozen=True)
class EventsDropped:
    """The kernel's buffer overflowed: what is held has to be asked anew."""


NodeEvent = KeyMoved | WheelTurned | EventsDropped


class InputNode(Protocol):
    """A device as the source needs it. All methods raise OSError once the device is gone."""

    @property
    def name(self) -> str: ...

    @property
    def keys(self) -> Collection[int]:
        """Codes of all keys it has."""
        ...

    def fileno(self) -> int: ...

    def read(self) -> list[NodeEvent]:
        """What happened since the last call; empty when nothing did. Never blocks."""
        ...

    def held(self) -> set[int]:
        """Codes of the keys that are down now; events not yet read are thrown away."""
        ...

    def close(self) -> None: ...


class Wanted:
    """Which devices and which of their events matter for a set of bindings."""

    def __init__(self, combinations: Iterable[Combination]) -> None:
        bound = tuple(combinations)
        self._bound_codes = frozenset[int]().union(*(combination.codes for combination in bound))
        self.watches_chords = any(combination.can_chord for combination in bound)

    @property
    def codes(self) -> frozenset[int] | None:
        """Key codes the kernel has to report; None for all, which chords of modifiers need.

        With a main key bound no letter reaches this process.
        """
        return None if self.watches_chords else self._bound_codes | MODIFIER_CODES

    def is_bound(self, codes: Collection[int]) -> bool:
        """Whether a device with these keys has one that is bound."""
        return not self._bound_codes.isdisjoint(codes)

    def includes(self, codes: Collection[int]) -> bool:
        """Whether a device with these keys has to be watched."""
        makes_chords = self.watches_chords and not {ecodes.KEY_Q, ecodes.BTN_LEFT}.isdisjoint(codes)
        needs_modifiers = not self.watches_chords and not MODIFIER_CODES.isdisjoint(codes)
        return self.is_bound(codes) or makes_chords or needs_modifiers


class EvdevNode:
    """An InputNode on python-evdev."""

    def __init__(self, path: Path, wanted: Wanted) -> None:
        """Open `path` for reading. Raises OSError."""
        self._device: InputDevice[str] = InputDevice(str(path), readonly=True)
        self._dropping = False
        self.name: str = self._device.name
        self.keys: frozenset[int] = frozenset(self._device.capabilities(absinfo=False).get(ecodes.EV_KEY, ()))
        self._ask_only_for(wanted)

    def fileno(self) -> int:
        return self._device.fd

    def read(self) -> list[NodeEvent]:
        try:
            events = list(self._device.read())
        except BlockingIOError:
            return []
        return [seen for event in events for seen in self._interpret(event.type, event.code, event.value)]

    def held(self) -> set[int]:
        return set(self._device.active_keys())

    def close(self) -> None:
        self._device.close()

    def _interpret(self, kind: int, code: int, value: int) -> list[NodeEvent]:
        if kind == ecodes.EV_SYN and code == ecodes.SYN_DROPPED:
            self._dropping = True
            return []
        if self._dropping:
            # Documentation/input/event-codes.rst: ignore all events up to and including the next SYN_REPORT.
            self._dropping = kind != ecodes.EV_SYN
            return [] if self._dropping else [EventsDropped()]
        if kind == ecodes.EV_KEY and value in (_UP, _DOWN):
            return [KeyMoved(code, value == _DOWN)]
        if kind == ecodes.EV_REL and code in _WHEELS:
            return [WheelTurned()]
        return []

    def _ask_only_for(self, wanted: Wanted) -> None:
        """Masked events neither reach nor wake this process: a moving mouse costs nothing."""
        wheels = _WHEELS if wanted.watches_chords else ()
        try:
            for kind in _OTHER_TYPES:
                self._mask(kind, (), _KEY_MASK_BYTES)
            self._mask(ecodes.EV_REL, wheels, _REL_MASK_BYTES)
            if wanted.codes is not None:
                self._mask(ecodes.EV_KEY, wanted.codes, _KEY_MASK_BYTES)
        except OSError:
            # Kernels before 4.4 cannot mask; unwanted events are then read and ignored.
            return

    def _mask(self, kind: int, codes: Iterable[int], size: int) -> None:
        bits = bytearray(size)
        for code in codes:
            bits[code // 8] |= 1 << code % 8
        buffer = (ctypes.c_char * size).from_buffer(bits)
        fcntl.ioctl(self._device.fd, _EVIOCSMASK, _INPUT_MASK.pack(kind, size, ctypes.addressof(buffer)))


def open_node(path: Path, wanted: Wanted) -> EvdevNode | None:
    """Open the device if it matters for `wanted`, else None. Raises OSError when it cannot be read."""
    node = EvdevNode(path, wanted)
    if wanted.includes(node.keys):
        return node
    node.close()
    return None
