"""Shortcuts on an X11 desktop, where every program may take keys for itself.

A combination with a main key is grabbed: the program with the focus does not see it. Modifiers alone cannot be
grabbed without breaking every shortcut that uses them, so they are watched through raw events, which consume nothing.

One thread, `hotkeys-x11`, talks to the X server and delivers the events.
"""

import contextlib
import logging
import os
import selectors
import threading
import time
from collections.abc import Callable, Mapping

from dictate.errors import DictateError
from dictate.hotkeys.contract import AnyShortcut, HotkeyEvent, Pressed, Shortcut
from dictate.hotkeys.keys import MODIFIER_CODES, Combination
from dictate.hotkeys.press import PressMachine
from dictate.hotkeys.x11_display import DisplayEvent, GrabbedKey, RawButton, RawKey, X11Display
from dictate.keyboard.contract import VIRTUAL_KEYBOARD_NAME
from dictate.system.usable import Usable
from dictate.wording.message import message

_log = logging.getLogger(__name__)
_ESCAPE = 1
_GRABBED = "grabbed"
"""The machine's name for the device behind grabs: the server does not say which keyboard it was."""


class X11Source:
    """A HotkeySource on an X server."""

    name = "x11"

    def __init__(
        self,
        bindings: Mapping[AnyShortcut, Combination],
        display: str | None = None,
        noticed: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        """`noticed` gets a sentence for the user for each key but the dictation key that cannot be had."""
        self._bindings = dict(bindings)
        self._display = display
        self._noticed = noticed
        self._watcher: _Watcher | None = None

    def usable(self) -> Usable:
        if self._display is None and not os.environ.get("DISPLAY"):
            return Usable(0, "There is no X11 display.")
        if os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland":
            return Usable(0, "On Wayland, X11 sees only the keys of X11 windows.")
        return Usable(80, "X11 lets Dictate take the key.")

    def start(self, deliver: Callable[[HotkeyEvent], None]) -> None:
        with contextlib.ExitStack() as on_failure:
            grabs = on_failure.enter_context(contextlib.closing(X11Display(self._display)))
            # Two connections: the server keeps raw events from a client whose own grab is active.
            raw = on_failure.enter_context(contextlib.closing(X11Display(self._display)))
            bound = self._bind(grabs, raw)
            on_failure.pop_all()
        self._watcher = _Watcher(grabs, raw, PressMachine(bound), deliver)

    def stop(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def consume_escape(self, wanted: bool) -> None:
        """Have Escape cancel, and not reach the window, for as long as something is recorded. From any thread."""
        if self._watcher is not None:
            self._watcher.consume_escape(wanted)

    def _bind(self, grabs: X11Display, raw: X11Display) -> dict[AnyShortcut, Combination]:
        """What could be bound. Raises DictateError when the dictation key could not."""
        bound: dict[AnyShortcut, Combination] = {}
        for shortcut, combination in self._bindings.items():
            try:
                _bind_one(combination, grabs, raw)
            except DictateError as error:
                if shortcut is Shortcut.DICTATE:
                    raise
                self._noticed(error.sentence)
            else:
                bound[shortcut] = combination
        return bound


def _bind_one(combination: Combination, grabs: X11Display, raw: X11Display) -> None:
    if combination.can_chord:
        raw.watch_raw()
    elif grabs.can_grab(combination):
        grabs.grab(combination)
    else:
        raise DictateError(
            message("X11 has no number for the key {key}.", key=combination.label), "Choose another key."
        )


class _Watcher:
    """The thread that reads both connections."""

    def __init__(
        self, grabs: X11Display, raw: X11Display, machine: PressMachine, deliver: Callable[[HotkeyEvent], None]
    ) -> None:
        self._grabs = grabs
        self._raw = raw
        self._machine = machine
        self._deliver = deliver
        self._stopping = False
        self._wants_escape = False
        self._has_escape = False
        self._wake = os.eventfd(0, os.EFD_CLOEXEC)
        self._thread = threading.Thread(target=self._run, name="hotkeys-x11", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        os.eventfd_write(self._wake, 1)
        self._thread.join()
        os.close(self._wake)

    def consume_escape(self, wanted: bool) -> None:
        self._wants_escape = wanted
        os.eventfd_write(self._wake, 1)

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._grabs, selectors.EVENT_READ)
            selector.register(self._raw, selectors.EVENT_READ)
            selector.register(self._wake, selectors.EVENT_READ, self._woken)
            reason = "Dictate stopped watching the keyboard."
            try:
                while not self._stopping:
                    # Before sleeping: requests may have read events into the connection's own queue.
                    for event in (*self._grabs.events(), *self._raw.events()):
                        self._handle(event)
                    for key, _ in selector.select():
                        if key.data:
                            key.data()
            except ConnectionError as error:
                _log.warning("%s", error)
                reason = "The X server is gone."
        self._say(self._machine.lose_all(reason, time.monotonic()))
        self._grabs.close()
        self._raw.close()

    def _woken(self) -> None:
        os.eventfd_read(self._wake)
        if self._wants_escape and not self._has_escape:
            self._has_escape = self._grabs.grab_code(_ESCAPE)
        elif self._has_escape and not self._wants_escape:
            self._grabs.release_code(_ESCAPE)
            self._has_escape = False

    def _handle(self, event: DisplayEvent) -> None:
        now = time.monotonic()
        match event:
            case GrabbedKey(code=code, is_down=is_down) if code == _ESCAPE:
                if is_down:
                    self._deliver(Pressed(Shortcut.CANCEL, now))
            case GrabbedKey():
                self._handle_grabbed(event, now)
            case RawKey(device, code, is_down):
                if self._raw.device_name(device) != VIRTUAL_KEYBOARD_NAME:
                    self._say(self._machine.key(device, code, is_down, now))
            case RawButton():
                self._say(self._machine.other_action(now))

    def _handle_grabbed(self, event: GrabbedKey, now_s: float) -> None:
        """The state comes with each event: what is held is known without having seen it go down."""
        modifiers = {
            min(modifier.codes) for modifier in event.modifiers if event.is_down or event.code not in modifier.codes
        }
        others = self._machine.held(_GRABBED) - MODIFIER_CODES
        if event.is_down:
            self._say(self._machine.resynchronize(_GRABBED, others | modifiers, now_s))
            self._say(self._machine.key(_GRABBED, event.code, True, now_s))
        else:
            self._say(self._machine.resynchronize(_GRABBED, (others | modifiers) - {event.code}, now_s))

    def _say(self, events: tuple[HotkeyEvent, ...]) -> None:
        for event in events:
            self._deliver(event)
