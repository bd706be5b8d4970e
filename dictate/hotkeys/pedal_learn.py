"""Learning a pedal by pressing it. Blocks; one thread at a time."""

import errno
import selectors
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Event

from dictate.errors import DictateError
from dictate.hotkeys.input_devices import Gadget, InputDevice, input_devices, locks_out
from dictate.hotkeys.input_node import InputNode, KeyMoved, key_name, open_own_node
from dictate.hotkeys.node_watch import may_read
from dictate.hotkeys.pedal import PedalKey, rule_command
from dictate.hotkeys.pedal_source import INPUT_FOLDER
from dictate.wording.message import message
from dictate.wording.reasons import reason_of

_LOOK_EVERY_S = 0.2
_FREED_WITHIN_S = 3.0
"""A Dictate that watches this device lets go of it within a second of the change of the settings."""


def learn(
    gadget: Gadget,
    stop: Event,
    *,
    patience_s: float = 20.0,
    folder: Path = INPUT_FOLDER,
    devices: Callable[[], tuple[InputDevice, ...]] = input_devices,
    open_device: Callable[[Path], InputNode] = open_own_node,
) -> PedalKey | None:
    """Wait for the next press on the device, which nothing else hears meanwhile; None when none came, or at `stop`.

    Raises DictateError when the device may not be read, is the only keyboard, or belongs to another program.
    """
    if locks_out(gadget.identity, devices()):
        raise DictateError(
            message("{device} is the only keyboard: as a pedal it could not type.", device=gadget.name),
            "Choose another one.",
        )
    paths = [folder / part.node for part in gadget.parts]
    if not all(may_read(path) for path in paths):
        raise DictateError(
            message("Dictate may not read {device}.", device=gadget.name),
            message("To allow it: {command}", command=rule_command(gadget.identity)),
        )
    with _opened(paths, open_device, stop) as nodes, selectors.DefaultSelector() as selector:
        for node in nodes:
            selector.register(node.fileno(), selectors.EVENT_READ, node)
        deadline_s = time.monotonic() + patience_s
        while time.monotonic() < deadline_s and not stop.is_set():
            for ready, _ in selector.select(_LOOK_EVERY_S):
                key = _pressed_key(ready.data)
                if key:
                    return PedalKey(gadget.identity, key)
    return None


@contextmanager
def _opened(paths: list[Path], open_device: Callable[[Path], InputNode], stop: Event) -> Iterator[list[InputNode]]:
    with ExitStack() as opened:
        nodes = []
        for path in paths:
            node = _open_when_free(path, open_device, stop)
            opened.callback(node.close)
            nodes.append(node)
        yield nodes


def _open_when_free(path: Path, open_device: Callable[[Path], InputNode], stop: Event) -> InputNode:
    deadline_s = time.monotonic() + _FREED_WITHIN_S
    while True:
        try:
            return open_device(path)
        except OSError as error:
            if error.errno != errno.EBUSY or time.monotonic() > deadline_s or stop.wait(_LOOK_EVERY_S):
                raise DictateError(
                    message("The device cannot be opened: {error}.", error=reason_of(error)),
                    "Another program may have it for itself; end that one, or forget the pedal there first.",
                ) from error


def _pressed_key(node: InputNode) -> str:
    """The name of a key that went down; empty for anything else."""
    try:
        events = node.read()
    except OSError as error:
        raise DictateError("The device was unplugged.", "Plug it in again.") from error
    codes = [event.code for event in events if isinstance(event, KeyMoved) and event.is_down]
    return next((name for name in map(key_name, codes) if name), "")
