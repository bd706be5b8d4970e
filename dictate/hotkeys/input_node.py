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

    def __init__(self, path: Path, wanted: Wanted | None) -> None:
        """Open `path` for reading; without `wanted` every key of it is reported. Raises OSError."""
        self._device: InputDevice[str] = InputDevice(str(path), readonly=True)
        self._dropping = False
        self.name: str = self._device.name
        self.keys: frozenset[int] = frozenset(self._device.capabilities(absinfo=False).get(ecodes.EV_KEY, ()))
        self._ask_only_for(wanted)

    def grab(self) -> None:
        """Have the device alone: no other program hears of its keys. Raises OSError, EBUSY when another one has it."""
        self._device.grab()

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

    def _ask_only_for(self, wanted: Wanted | None) -> None:
        """Masked events neither reach nor wake this process: a moving mouse costs nothing."""
        wheels = _WHEELS if wanted is not None and wanted.watches_chords else ()
        try:
            for kind in _OTHER_TYPES:
                self._mask(kind, (), _KEY_MASK_BYTES)
            self._mask(ecodes.EV_REL, wheels, _REL_MASK_BYTES)
            if wanted is not None and wanted.codes is not None:
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


def key_code(name: str) -> int | None:
    """The kernel's code of a key or button such as KEY_B; None for one that it does not know."""
    code = ecodes.ecodes.get(name) if name.startswith(("KEY_", "BTN_")) else None
    return code if isinstance(code, int) else None


def key_name(code: int) -> str:
    """The kernel's name of a key or button; where it has several, the shortest. Empty for a code without one."""
    names = ecodes.KEY.get(code) or ecodes.BTN.get(code) or ""
    return names if isinstance(names, str) else str(min(names, key=len))


class OwnNode:
    """An InputNode that is ours alone.

    It is grabbed when none of its keys is down: the desktop never hears the release of a key that was grabbed while
    held, and would repeat it for ever.
    """

    def __init__(self, node: EvdevNode) -> None:
        """Raises OSError, EBUSY when another program has the device alone."""
        self._node = node
        self._grabbed = False
        self.name = node.name
        self.keys = node.keys
        self._grab_when_free()

    def fileno(self) -> int:
        return self._node.fileno()

    def read(self) -> list[NodeEvent]:
        events = self._node.read()
        self._grab_when_free()
        return events

    def held(self) -> set[int]:
        return self._node.held()

    def close(self) -> None:
        """Give it back to everybody."""
        self._node.close()

    def _grab_when_free(self) -> None:
        if not self._grabbed and not self._node.held():
            self._node.grab()
            self._grabbed = True


def open_own_node(path: Path) -> OwnNode:
    """Open a device for us alone. Raises OSError, EBUSY when another program has it."""
    node = EvdevNode(path, None)
    try:
        return OwnNode(node)
    except OSError:
        node.close()
        raise


def open_node(path: Path, wanted: Wanted) -> EvdevNode | None:
    """Open the device if it matters for `wanted`, else None. Raises OSError when it cannot be read."""
    node = EvdevNode(path, wanted)
    if wanted.includes(node.keys):
        return node
    node.close()
    return None
