"""The X server as the X11 source needs it: grabs, raw events, and who sent them. The only importer of xcffib.

Key codes are those of the kernel: X servers on Linux number keys eight higher. Used by the X11 source's thread, except
for the constructor. Sources: X11 protocol (GrabKey, GrabButton), X Input Extension 2 (raw events), XKB protocol
(PerClientFlags).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import xcffib
import xcffib.xinput
import xcffib.xkb
import xcffib.xproto

from dictate.errors import DictateError
from dictate.hotkeys.keys import Combination, KeyKind, Modifier
from dictate.wording.message import message

_CODE_OFFSET = 8
_HIGHEST_KEYCODE = 255
_NUM_LOCK = 69
_CAPS_LOCK_MASK = 1 << 1
_BUTTONS = {0x113: 8, 0x114: 9}
"""Kernel codes of the mouse's side buttons and their X numbers; 4 to 7 are the wheel."""
_ALL_DEVICES = 0
_ALL_MASTERS = 1
_CORE_KEYBOARD = 0x100
_DETECTABLE_AUTO_REPEAT = 1
_ASYNC = xcffib.xproto.GrabMode.Async


@dataclass(frozen=True)
class GrabbedKey:
    """A key or button of ours went down or up, with these modifiers held just before."""

    code: int
    is_down: bool
    modifiers: frozenset[Modifier]


@dataclass(frozen=True)
class RawKey:
    """Any key of any keyboard, not consumed."""

    device: str
    code: int
    is_down: bool


@dataclass(frozen=True)
class RawButton:
    """A mouse button or the wheel was used."""


DisplayEvent = GrabbedKey | RawKey | RawButton


class X11Display:
    """A connection to an X server."""

    def __init__(self, name: str | None = None) -> None:
        """Connect; `name` is a display such as ":1", None the environment's. Raises DictateError."""
        try:
            self._connection = xcffib.connect(display=name)
        except xcffib.ConnectionException as error:
            raise DictateError("The X11 display cannot be reached.", "Check DISPLAY and XAUTHORITY.") from error
        self._root = self._connection.get_setup().roots[self._connection.pref_screen].root
        self._xinput = self._connection(xcffib.xinput.key)
        self._masks = self._modifier_masks()
        self._device_names: dict[int, str] = {}
        self._report_auto_repeat_without_releases()

    def fileno(self) -> int:
        return int(self._connection.get_file_descriptor())

    def can_grab(self, combination: Combination) -> bool:
        """Whether X can name the combination's main key at all."""
        key = combination.key
        if key is None or combination.can_chord:
            return False
        if key.kind is KeyKind.BUTTON:
            return key.code in _BUTTONS
        return key.code + _CODE_OFFSET <= _HIGHEST_KEYCODE

    def grab(self, combination: Combination) -> None:
        """Have the combination for ourselves. Raises DictateError, with nothing taken, when another program has it."""
        taken: list[int] = []
        try:
            for state in self._states(combination):
                self._grab_state(combination, state)
                taken.append(state)
        except xcffib.xproto.AccessError as error:
            for state in taken:
                self._release_state(combination, state)
            self._connection.flush()
            raise DictateError(
                message("Another program has {key} as its shortcut.", key=combination.label),
                "Choose another key, or free that one.",
            ) from error

    def grab_code(self, code: int) -> bool:
        """Take a single key, whatever modifiers are held; False when another program has it."""
        keycode, any_modifier = code + _CODE_OFFSET, xcffib.xproto.ModMask.Any
        try:
            self._connection.core.GrabKeyChecked(False, self._root, any_modifier, keycode, _ASYNC, _ASYNC).check()
        except xcffib.xproto.AccessError:
            return False
        return True

    def release_code(self, code: int) -> None:
        self._connection.core.UngrabKey(code + _CODE_OFFSET, self._root, xcffib.xproto.ModMask.Any)
        self._connection.flush()

    def watch_raw(self) -> None:
        """Hear of every key and button without consuming any. Raises DictateError without XInput 2."""
        bits = xcffib.xinput.XIEventMask
        raw = bits.RawKeyPress | bits.RawKeyRelease | bits.RawButtonPress
        selections = [
            xcffib.xinput.EventMask.synthetic(_ALL_MASTERS, 1, [raw]),
            xcffib.xinput.EventMask.synthetic(_ALL_DEVICES, 1, [bits.Hierarchy]),
        ]
        try:
            self._xinput.XIQueryVersion(2, 2).reply()
            self._xinput.XISelectEvents(self._root, len(selections), selections, is_checked=True).check()
        except (xcffib.XcffibException, xcffib.ProtocolException) as error:
            raise DictateError("This X server has no XInput 2, which modifier keys need.", "Choose F9.") from error

    def events(self) -> Iterator[DisplayEvent]:
        """What has happened; ends when there is nothing more. Raises ConnectionError when the server is gone."""
        while True:
            try:
                event = self._connection.poll_for_event()
            except xcffib.ConnectionException as error:
                raise ConnectionError("the X server is gone") from error
            if event is None:
                return
            if seen := self._interpret(event):
                yield seen

    def device_name(self, device: str) -> str:
        """The name of a device of a RawKey; empty when it is gone."""
        number = int(device)
        if number not in self._device_names:
            self._device_names[number] = self._ask_device_name(number)
        return self._device_names[number]

    def close(self) -> None:
        self._connection.disconnect()

    def _interpret(self, event: object) -> DisplayEvent | None:
        match event:
            case xcffib.xproto.KeyPressEvent(detail=detail, state=state):
                return GrabbedKey(detail - _CODE_OFFSET, True, self._modifiers(state))
            case xcffib.xproto.KeyReleaseEvent(detail=detail, state=state):
                return GrabbedKey(detail - _CODE_OFFSET, False, self._modifiers(state))
            case xcffib.xproto.ButtonPressEvent(detail=detail, state=state):
                return GrabbedKey(_button_code(detail), True, self._modifiers(state))
            case xcffib.xproto.ButtonReleaseEvent(detail=detail, state=state):
                return GrabbedKey(_button_code(detail), False, self._modifiers(state))
            case xcffib.xinput.RawKeyPressEvent(detail=detail, sourceid=device):
                return RawKey(str(device), detail - _CODE_OFFSET, True)
            case xcffib.xinput.RawKeyReleaseEvent(detail=detail, sourceid=device):
                return RawKey(str(device), detail - _CODE_OFFSET, False)
            case xcffib.xinput.RawButtonPressEvent():
                return RawButton()
            case xcffib.xinput.HierarchyEvent():
                # Device numbers are used again.
                self._device_names.clear()
                return None
            case _:
                return None

    def _states(self, combination: Combination) -> list[int]:
        """The modifier states to grab: the combination's own, with and without Caps Lock and Num Lock."""
        wanted = 0
        for modifier in combination.modifiers:
            wanted |= self._masks[modifier]
        caps, num = _CAPS_LOCK_MASK, self._num_lock_mask
        return sorted({wanted, wanted | caps, wanted | num, wanted | caps | num})

    def _grab_state(self, combination: Combination, state: int) -> None:
        assert combination.key is not None
        code = combination.key.code
        core = self._connection.core
        if combination.key.kind is KeyKind.BUTTON:
            events = xcffib.xproto.EventMask.ButtonPress | xcffib.xproto.EventMask.ButtonRelease
            button = _BUTTONS[code]
            core.GrabButtonChecked(False, self._root, events, _ASYNC, _ASYNC, 0, 0, button, state).check()
        else:
            core.GrabKeyChecked(False, self._root, state, code + _CODE_OFFSET, _ASYNC, _ASYNC).check()

    def _release_state(self, combination: Combination, state: int) -> None:
        assert combination.key is not None
        code = combination.key.code
        if combination.key.kind is KeyKind.BUTTON:
            self._connection.core.UngrabButton(_BUTTONS[code], self._root, state)
        else:
            self._connection.core.UngrabKey(code + _CODE_OFFSET, self._root, state)

    def _modifiers(self, state: int) -> frozenset[Modifier]:
        return frozenset(modifier for modifier, mask in self._masks.items() if state & mask)

    def _modifier_masks(self) -> dict[Modifier, int]:
        """Which bit of the state each modifier is, by the keys that the server has on it."""
        reply = self._connection.core.GetModifierMapping().reply()
        width = reply.keycodes_per_modifier
        rows = [set(reply.keycodes[row * width : (row + 1) * width]) for row in range(8)]

        def mask_of(codes: frozenset[int]) -> int:
            keycodes = {code + _CODE_OFFSET for code in codes}
            return next((1 << index for index, row in enumerate(rows) if row & keycodes), 0)

        self._num_lock_mask = mask_of(frozenset({_NUM_LOCK}))
        return {modifier: mask_of(modifier.codes) for modifier in Modifier}

    def _report_auto_repeat_without_releases(self) -> None:
        """Detectable auto-repeat: else every repeat comes as a release and a press."""
        keyboard = self._connection(xcffib.xkb.key)
        keyboard.UseExtension(1, 0).reply()
        flag = _DETECTABLE_AUTO_REPEAT
        keyboard.PerClientFlags(_CORE_KEYBOARD, flag, flag, 0, 0, 0).reply()

    def _ask_device_name(self, number: int) -> str:
        try:
            infos = self._xinput.XIQueryDevice(number).reply().infos
        except xcffib.ProtocolException:
            return ""
        return b"".join(infos[0].name).decode(errors="replace").rstrip("\0") if infos else ""


def _button_code(number: int) -> int:
    return next((code for code, button in _BUTTONS.items() if button == number), 0)
