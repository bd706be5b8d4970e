"""The clipboard of an X11 display; on GNOME's Wayland session too, where XWayland passes it on.

Called from the typist thread; a thread of its own owns the display connection and serves the text until it is
replaced (ICCCM 2.6). Texts too long for one request are refused, not split (INCR).
"""

import os
import select
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, Final

from Xlib import X, Xatom, error
from Xlib.protocol import event as x_event

from dictate.errors import DictateError
from dictate.keyboard.clipboard import SENSITIVE_TYPE, Contents, Kind
from dictate.keyboard.desktops import current_desktops
from dictate.keyboard.keeping import keep
from dictate.keyboard.serving_thread import ServingThread
from dictate.system.usable import Usable
from dictate.system.x_display import open_display
from dictate.wording.message import message

_ANSWER_WITHIN_S: Final = 3.0
_CONNECTED_WITHIN_S: Final = 8.0
"""GNOME Shell starts XWayland when the first program asks for it."""

_READ_WITHIN_S: Final = 1.0
_LARGEST_TEXT_BYTES: Final = 240_000
"""A request is at most 65535 words long."""

_TEXT_TARGETS: Final = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain", "TEXT", "STRING")
_PROPERTY: Final = "DICTATE_CLIPBOARD"


class _Server:
    """The selections of a display. All of it runs on the serving thread."""

    def __init__(self, display_name: str) -> None:
        try:
            self.display = open_display(display_name)
        except (error.DisplayError, error.ConnectionClosedError, OSError) as failure:
            raise DictateError(message("The X display cannot be opened: {error}.", error=failure)) from failure
        # A program may be gone before it gets what it asked for; the default prints that on standard error.
        self.display.set_error_handler(lambda *_error: None)
        screen = self.display.screen()
        self._window = screen.root.create_window(-1, -1, 1, 1, 0, screen.root_depth, event_mask=X.PropertyChangeMask)
        self._atoms = {
            name: self.display.intern_atom(name)
            for name in ("CLIPBOARD", "TARGETS", "TIMESTAMP", "INCR", SENSITIVE_TYPE, _PROPERTY, *_TEXT_TARGETS)
        }
        self._text = b""
        self._sensitive = False
        self._since = X.CurrentTime
        self.owned: set[int] = set()
        self.fetched = 0

    def serve(self) -> None:
        try:
            while self.display.pending_events():
                self._handle(self.display.next_event())
        except (error.ConnectionClosedError, error.XError) as failure:
            raise OSError(str(failure)) from failure

    def close(self) -> None:
        try:
            self.display.close()
        except (error.ConnectionClosedError, OSError):
            return

    def offer(self, text: bytes, sensitive: bool, primary: bool) -> None:
        self._text, self._sensitive, self.fetched = text, sensitive, 0
        self._since = self._server_time()
        for selection in (self._atoms["CLIPBOARD"], *((Xatom.PRIMARY,) if primary else ())):
            self._window.set_selection_owner(selection, self._since)
            owner = self.display.get_selection_owner(selection)
            if getattr(owner, "id", owner) != self._window.id:
                raise DictateError("The X server did not give us the clipboard.")
            self.owned.add(selection)

    def is_ours(self) -> bool:
        return self._atoms["CLIPBOARD"] in self.owned

    def read(self) -> Contents:
        if self.is_ours():
            return Contents(Kind.TEXT, self._text.decode(), self._sensitive)
        owner = self.display.get_selection_owner(self._atoms["CLIPBOARD"])
        if owner == X.NONE:
            return Contents(Kind.EMPTY)
        targets = self._convert(self._atoms["TARGETS"])
        offered = set(targets.value) if targets is not None and targets.format == 32 else set()
        if self._atoms["UTF8_STRING"] not in offered:
            return Contents(Kind.OTHER)
        answer = self._convert(self._atoms["UTF8_STRING"])
        if answer is None or answer.property_type == self._atoms["INCR"]:
            return Contents(Kind.OTHER)
        sensitive = self._atoms[SENSITIVE_TYPE] in offered
        return Contents(Kind.TEXT, bytes(answer.value).decode(errors="replace"), sensitive)

    def _convert(self, target: int) -> Any:
        prop = self._atoms[_PROPERTY]
        self._window.convert_selection(self._atoms["CLIPBOARD"], target, prop, X.CurrentTime)
        answer = self._wait_for(X.SelectionNotify)
        if answer is None:
            raise DictateError("The program that owns the clipboard does not answer.")
        if answer.property == X.NONE:
            return None
        return self._window.get_full_property(prop, X.AnyPropertyType)

    def _server_time(self) -> int:
        # ICCCM 2.1: a selection is owned since a time of the server, which a change of a property tells.
        self._window.change_property(self._atoms[_PROPERTY], Xatom.STRING, 8, b"")
        changed = self._wait_for(X.PropertyNotify)
        return int(changed.time) if changed is not None else X.CurrentTime

    def _wait_for(self, kind: int) -> Any:
        deadline = time.monotonic() + _READ_WITHIN_S
        self.display.flush()
        while (remaining := deadline - time.monotonic()) > 0:
            while self.display.pending_events():
                found = self.display.next_event()
                if found.type == kind:
                    return found
                self._handle(found)
            select.select([self.display.fileno()], [], [], remaining)
        return None

    def _handle(self, event: Any) -> None:
        match event.type:
            case X.SelectionClear:
                self.owned.discard(event.atom)
            case X.SelectionRequest:
                self._answer(event)

    def _answer(self, request: Any) -> None:
        # Clients older than ICCCM 1 name no property and mean the target's atom.
        prop = request.property or request.target
        accepted = request.selection in self.owned and self._store(request.requestor, prop, request.target)
        notify = x_event.SelectionNotify(
            time=request.time,
            requestor=request.requestor,
            selection=request.selection,
            target=request.target,
            property=prop if accepted else X.NONE,
        )
        request.requestor.send_event(notify)
        self.display.flush()
        if accepted and request.target in self._text_atoms:
            self.fetched += 1

    @property
    def _text_atoms(self) -> tuple[int, ...]:
        return tuple(self._atoms[name] for name in _TEXT_TARGETS)

    def _store(self, requestor: Any, prop: int, target: int) -> bool:
        if target == self._atoms["TARGETS"]:
            targets = [self._atoms["TARGETS"], self._atoms["TIMESTAMP"], *self._text_atoms]
            if self._sensitive:
                targets.append(self._atoms[SENSITIVE_TYPE])
            requestor.change_property(prop, Xatom.ATOM, 32, targets)
        elif target == self._atoms["TIMESTAMP"]:
            requestor.change_property(prop, Xatom.INTEGER, 32, [self._since])
        elif target == self._atoms[SENSITIVE_TYPE] and self._sensitive:
            requestor.change_property(prop, target, 8, b"secret")
        elif target == self._atoms["STRING"]:
            requestor.change_property(prop, target, 8, self._text.decode().encode("latin-1", errors="replace"))
        elif target in self._text_atoms:
            kind = self._atoms["UTF8_STRING"] if target == self._atoms["TEXT"] else target
            requestor.change_property(prop, kind, 8, self._text)
        else:
            return False
        return True


class X11Clipboard:
    """See `dictate.keyboard.clipboard.Clipboard`."""

    name = "x11 selection"

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._server: _Server | None = None
        self._thread: ServingThread | None = None
        self._offered = ("", False)

    def usable(self) -> Usable:
        if not self._environment.get("DISPLAY"):
            return Usable(0, "There is no X11 display.")
        if not self._environment.get("WAYLAND_DISPLAY"):
            return Usable(80, "The clipboard of the X server.")
        if "GNOME" in current_desktops(self._environment):
            return Usable(60, "XWayland's clipboard, which GNOME passes on.")
        return Usable(20, "XWayland's clipboard; not every compositor passes it on.")

    def read(self) -> Contents:
        server, thread = self._connected()
        return thread.call(server.read, _ANSWER_WITHIN_S)

    def offer(self, text: str, *, sensitive: bool, primary: bool = False) -> None:
        encoded = text.encode()
        if len(encoded) > _LARGEST_TEXT_BYTES:
            raise DictateError("The text is too long for the X11 clipboard.", "Type it in parts.")
        server, thread = self._connected()
        self._offered = (text, sensitive)
        thread.call(lambda: server.offer(encoded, sensitive, primary), _ANSWER_WITHIN_S)

    def is_ours(self) -> bool:
        if self._server is None or self._thread is None:
            return False
        try:
            return self._thread.call(self._server.is_ours, _ANSWER_WITHIN_S)
        except DictateError:
            return False

    def times_fetched(self) -> int | None:
        return self._server.fetched if self._server is not None else 0

    def hand_over(self) -> None:
        if self.is_ours():
            text, sensitive = self._offered
            keep(text, sensitive=sensitive)

    def close(self) -> None:
        if self._thread is not None:
            self._thread.stop()
        self._server = self._thread = None

    def _connected(self) -> tuple[_Server, ServingThread]:
        if self._server is None or self._thread is None or not self._thread.alive:
            self._server = _connect(self._environment.get("DISPLAY", ""))
            self._thread = ServingThread(
                "dictate-clipboard", self._server.display.fileno(), self._server.serve, self._server.close
            )
        return self._server, self._thread


def _connect(display_name: str) -> _Server:
    """The server's selections. Raises DictateError, also when the server takes the connection and says nothing.

    Xlib waits for the first answer without a limit; an XWayland that does not come up gives none.
    """
    answer: Future[_Server] = Future()

    def connect() -> None:
        try:
            server = _Server(display_name)
        except DictateError as failure:
            answer.set_exception(failure)
        else:
            answer.set_result(server)

    threading.Thread(target=connect, name="dictate-x11-connect", daemon=True).start()
    try:
        return answer.result(_CONNECTED_WITHIN_S)
    except TimeoutError as failure:
        # Should the answer come after all, nobody wants it any more.
        answer.add_done_callback(lambda late: None if late.exception() else late.result().close())
        raise DictateError("The X display does not answer.") from failure
