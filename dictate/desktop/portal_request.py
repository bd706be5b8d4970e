"""One request to a desktop portal: a call whose result comes later, as the Response signal of a request object.

Source: XDG Desktop Portal documentation, org.freedesktop.portal.Request. Everything happens on the thread of the main
loop that the bus delivers on.
"""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from dictate.desktop.bus import NO_REPLY, Bus, CallFailed, End, Member, Reply, Typed

PORTAL = "org.freedesktop.portal.Desktop"
PORTAL_OBJECT = "/org/freedesktop/portal/desktop"
_REQUEST = "org.freedesktop.portal.Request"

Outcome = tuple[int, Mapping[str, Any]] | CallFailed
"""The response code (0 done, 1 denied by the user, 2 ended otherwise) with its results, or why there is none."""
_NOT_UNDERSTOOD = CallFailed("org.freedesktop.DBus.Error.InvalidArgs", "the portal's response is not understood")


class PortalRequest:
    """Sent when made; `done` is called once. `end` forgets it, and `done` is not called any more.

    `timeout_s` is None where a dialog may stay open for as long as the user likes. `late` gets the results of a request
    that was done after it was given up: what it made there has to be undone.
    """

    def __init__(
        self,
        bus: Bus,
        method: Member,
        arguments: Typed,
        done: Callable[[Outcome], None],
        timeout_s: float | None,
        *,
        late: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        """`arguments` is the whole tuple; its last element is the dictionary of options."""
        self._bus = bus
        self._done = done
        self._late = late
        self._end_patience: End = lambda: None
        self._end_hearing: list[End] = []
        self._over = False
        token = f"dictate_{uuid.uuid4().hex}"
        sender = bus.unique_name.removeprefix(":").replace(".", "_")
        self._path = f"{PORTAL_OBJECT}/request/{sender}/{token}"
        # Before the call: the signal may come before the reply.
        self._hear(self._path)
        if timeout_s is not None:
            silence = CallFailed(NO_REPLY, f"no response to {method.name} in {timeout_s:.0f} s")
            self._end_patience = bus.after(timeout_s, lambda: self._finish(silence))
        *others, options = arguments.value
        everything = (*others, {**options, "handle_token": Typed("s", token)})
        bus.call(method, Typed(arguments.signature, everything), self._called)

    def end(self) -> None:
        self._over = True
        self._end_patience()
        if self._late is None:
            self._hear_no_more()

    def _hear(self, path: str) -> None:
        response = Member(PORTAL, path, _REQUEST, "Response")
        self._end_hearing.append(self._bus.subscribe(response, self._responded))

    def _hear_no_more(self) -> None:
        for end in self._end_hearing:
            end()
        self._end_hearing.clear()

    def _responded(self, arguments: tuple[Any, ...]) -> None:
        self._hear_no_more()
        match arguments:
            case (0, dict(results)) if self._over and self._late is not None:
                self._late(results)
            case (int(code), dict(results)):
                self._finish((code, results))
            case _:
                self._finish(_NOT_UNDERSTOOD)

    def _called(self, reply: Reply) -> None:
        match reply:
            case CallFailed(error):
                self._finish(reply)
                if error != NO_REPLY:
                    # Nothing was begun that could be done late.
                    self._hear_no_more()
            case (str(path), *_):
                if path != self._path and self._end_hearing:
                    # Portals before 0.9 choose the path themselves.
                    self._hear(path)
            case _:
                self._finish(_NOT_UNDERSTOOD)

    def _finish(self, outcome: Outcome) -> None:
        if not self._over:
            self.end()
            self._done(outcome)
