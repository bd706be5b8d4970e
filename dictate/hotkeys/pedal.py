"""A pedal, switch, headset or mouse button of a device of its own: how it is named, and how its press is read. Pure.

Such a device belongs to Dictate alone while Dictate runs, so every key may be used: a pedal that sends a letter does
not type it.
"""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass

from dictate.errors import DictateError
from dictate.hotkeys.contract import HotkeyEvent, Lost, Pressed, Released, Shortcut
from dictate.wording.message import message, short_name

_NUMBERS = re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}")
_KEY_NAME = re.compile(r"(KEY|BTN)_[A-Z0-9_]{1,40}")
_MOST_NAME = 200
_RULES_FOLDER = "/etc/udev/rules.d"
_RELOAD = "sudo udevadm control --reload && sudo udevadm trigger --action=change --subsystem-match=input"


@dataclass(frozen=True)
class PedalKey:
    """A key of one device: `device` is InputDevice.identity, `key` the kernel's name such as KEY_B or BTN_0."""

    device: str
    key: str

    def __str__(self) -> str:
        return f"{self.device} {self.key}"


def parse_pedal(text: str) -> PedalKey:
    """Read "0c45:7403 KEY_B". Raises DictateError."""
    device, _, key = text.strip().rpartition(" ")
    if not device.strip() or not _KEY_NAME.fullmatch(key) or len(device) > _MOST_NAME or not device.isprintable():
        raise DictateError(
            message("“{text}” is not a pedal.", text=short_name(text)),
            "Learn it by pressing: in the settings under Shortcuts, or `dictate pedal`.",
        )
    device = device.strip()
    return PedalKey(device.lower() if _NUMBERS.fullmatch(device.lower()) else device, key)


def rule(identity: str) -> str:
    """The udev rule that lets whoever sits at the machine read this one device."""
    if _NUMBERS.fullmatch(identity):
        vendor, product = identity.split(":")
        match = f'ATTRS{{id/vendor}}=="{vendor}", ATTRS{{id/product}}=="{product}"'
    else:
        # In a udev match, a question mark stands for any character: nothing of a name can end the quotation.
        match = f'ATTRS{{name}}=="{re.sub(r"[^A-Za-z0-9 ._:()+-]", "?", identity)}"'
    return f'SUBSYSTEM=="input", KERNEL=="event*", {match}, TAG+="uaccess"'


def rule_command(identity: str) -> str:
    """The one command that opens the device, now and after each start."""
    return f"printf '%s\\n' {shlex.quote(rule(identity))} | sudo tee {_rule_file(identity)} >/dev/null && {_RELOAD}"


def undo_command(identity: str) -> str:
    """What takes the right away again; it ends when the device is plugged in anew."""
    return f"sudo rm {_rule_file(identity)} && {_RELOAD}"


def _rule_file(identity: str) -> str:
    # Below 73: systemd's 73-seat-late.rules acts on the tag.
    return f"{_RULES_FOLDER}/72-dictate-pedal-{re.sub(r'[^A-Za-z0-9]+', '-', identity).strip('-').lower()}.rules"


class PedalMachine:
    """From keys of chosen devices to presses. One thread; `node` is the name of an event node."""

    def __init__(self) -> None:
        self._bound: dict[str, Mapping[int, Shortcut]] = {}
        self._down: dict[str, set[int]] = {}

    def know(self, node: str, bound: Mapping[int, Shortcut]) -> None:
        """A device came: what its keys mean."""
        self._bound[node] = dict(bound)

    def key(self, node: str, code: int, is_down: bool, time_s: float) -> tuple[HotkeyEvent, ...]:
        """A key went down (or repeats) or came up."""
        shortcut = self._bound.get(node, {}).get(code)
        if shortcut is None:
            return ()
        before = self._is_held(shortcut)
        keys = self._down.setdefault(node, set())
        if is_down:
            keys.add(code)
        else:
            keys.discard(code)
        after = self._is_held(shortcut)
        if before == after:
            return ()
        return (Pressed(shortcut, time_s) if after else Released(shortcut, time_s),)

    def other_action(self, _time_s: float) -> tuple[HotkeyEvent, ...]:
        return ()

    def resynchronize(self, node: str, held: set[int], time_s: float) -> tuple[HotkeyEvent, ...]:
        """What is really down; keys that are found down start nothing."""
        before = self._all_held()
        self._down[node] = self._down.get(node, set()) & held
        return tuple(Released(shortcut, time_s) for shortcut in Shortcut if shortcut in before - self._all_held())

    def device_lost(self, node: str, reason: str, time_s: float) -> tuple[HotkeyEvent, ...]:
        before = self._all_held()
        self._bound.pop(node, None)
        self._down.pop(node, None)
        return (Lost(reason, time_s),) if before - self._all_held() else ()

    def lose_all(self, reason: str, time_s: float) -> tuple[HotkeyEvent, ...]:
        """Nothing can be seen any more."""
        was_held = bool(self._all_held())
        self._down.clear()
        return (Lost(reason, time_s),) if was_held else ()

    def _is_held(self, shortcut: Shortcut) -> bool:
        return shortcut in self._all_held()

    def _all_held(self) -> set[Shortcut]:
        return {self._bound[node][code] for node, codes in self._down.items() for code in codes}
