"""One attempt to bind shortcuts at the GlobalShortcuts portal: register, look, create a session, bind.

Everything happens on the thread of the main loop that the bus delivers on. Facts: XDG Desktop Portal documentation of
GlobalShortcuts and Session; what real portals do differs and is noted where it matters.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dictate.desktop.bus import NO_REPLY, Bus, CallFailed, End, Member, Reply, Typed
from dictate.desktop.portal_request import PORTAL, PORTAL_OBJECT, Outcome, PortalRequest
from dictate.errors import DictateError
from dictate.wording.message import message

_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_SESSION = "org.freedesktop.portal.Session"
_DENIED = 1
_PATIENCE_S = 10.0
_OBJECT_PATH = re.compile(r"(/[A-Za-z0-9_]+)+")


class NotReadyError(DictateError):
    """The portal has no session for us, though the user refused nothing: it may have one in a moment.

    GNOME's answers so when its part came up before the shell (seen with 50.0), and at login it may answer late.
    """


@dataclass(frozen=True)
class WantedShortcut:
    """`shortcut_id` is what the portal remembers the user's choice by; `trigger` is our suggestion, or empty."""

    shortcut_id: str
    description: str
    trigger: str


@dataclass(frozen=True)
class Handlers:
    """`bound` gets by id what the desktop says of each trigger (may be empty); `failed` ends the attempt."""

    bound: Callable[[Mapping[str, str]], None]
    activated: Callable[[str], None]
    deactivated: Callable[[str], None]
    failed: Callable[[DictateError], None]


class PortalSession:
    """Starts when made. A session cannot bind twice, so every attempt is a new one; `close` ends it."""

    def __init__(self, bus: Bus, app_id: str, wanted: tuple[WantedShortcut, ...], handlers: Handlers) -> None:
        self._bus = bus
        self._wanted = wanted
        self._handlers = handlers
        self._session = ""
        self._closed = False
        self._ends: list[End] = []
        # The answer does not matter: old portals know no registry, a second registration is refused, and if ours
        # really failed the next call says so.
        bus.register_host_app(app_id, lambda _reply: self._get_version())

    def close(self) -> None:
        """Give the shortcuts back. Handlers are not called any more."""
        if self._closed:
            return
        self._closed = True
        for end in self._ends:
            end()
        if self._session:
            self._close_session(self._session)

    def _close_session(self, handle: str) -> None:
        self._bus.call(Member(PORTAL, handle, _SESSION, "Close"), None, lambda _reply: None)

    def _get_version(self) -> None:
        if self._closed:
            return
        get = Member(PORTAL, PORTAL_OBJECT, "org.freedesktop.DBus.Properties", "Get")
        self._bus.call(get, Typed("(ss)", (_SHORTCUTS, "version")), self._create, timeout_s=_PATIENCE_S)

    def _create(self, version: Reply) -> None:
        if self._closed:
            return
        if isinstance(version, CallFailed) and version.error == NO_REPLY:
            self._fail(_call_failure("Get", version))
            return
        if isinstance(version, CallFailed):
            self._fail(DictateError("This desktop's portal has no global shortcuts.", "Use another key source."))
            return
        options = {"session_handle_token": Typed("s", f"dictate_{uuid.uuid4().hex}")}
        self._request("CreateSession", Typed("(a{sv})", (options,)), self._created, _PATIENCE_S, self._created_late)

    def _created_late(self, results: Mapping[str, Any]) -> None:
        if handle := _session_handle(results):
            self._close_session(handle)

    def _created(self, results: Mapping[str, Any]) -> None:
        handle = _session_handle(results)
        if not handle:
            self._fail(
                DictateError("The desktop's portal gave no session for the shortcut.", "Use another key source.")
            )
            return
        self._session = handle
        # Subscribed before binding: a key may be pressed as soon as it is bound.
        self._hear_key("Activated", self._handlers.activated)
        self._hear_key("Deactivated", self._handlers.deactivated)
        closed = Member(PORTAL, self._session, _SESSION, "Closed")
        self._ends.append(self._bus.subscribe(closed, lambda _arguments: self._closed_by_desktop()))
        changed = Member(PORTAL, PORTAL_OBJECT, _SHORTCUTS, "ShortcutsChanged")
        self._ends.append(self._bus.subscribe(changed, self._shortcuts_changed))
        shortcuts = [(wanted.shortcut_id, _properties(wanted)) for wanted in self._wanted]
        arguments = Typed("(oa(sa{sv})sa{sv})", (self._session, shortcuts, "", {}))
        self._request("BindShortcuts", arguments, self._bound, None)

    def _bound(self, results: Mapping[str, Any]) -> None:
        self._handlers.bound(_triggers(results.get("shortcuts")))

    def _shortcuts_changed(self, arguments: tuple[Any, ...]) -> None:
        match arguments:
            case (session, shortcuts) if session == self._session and not self._closed:
                self._handlers.bound(_triggers(shortcuts))

    def _hear_key(self, signal: str, act: Callable[[str], None]) -> None:
        def heard(arguments: tuple[Any, ...]) -> None:
            match arguments:
                case (session, str(shortcut), *_) if session == self._session and not self._closed:
                    act(shortcut)

        self._ends.append(self._bus.subscribe(Member(PORTAL, PORTAL_OBJECT, _SHORTCUTS, signal), heard))

    def _closed_by_desktop(self) -> None:
        self._session = ""
        if not self._closed:
            self._fail(DictateError("The desktop took the shortcuts back.", "Ask for them again in the settings."))

    def _request(
        self,
        method: str,
        arguments: Typed,
        done: Callable[[Mapping[str, Any]], None],
        timeout_s: float | None,
        late: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> None:
        def finished(outcome: Outcome) -> None:
            if isinstance(outcome, CallFailed):
                self._fail(_call_failure(method, outcome))
            elif outcome[0]:
                self._fail(_refusal(method, outcome[0]))
            else:
                done(outcome[1])

        member = Member(PORTAL, PORTAL_OBJECT, _SHORTCUTS, method)
        self._ends.append(PortalRequest(self._bus, member, arguments, finished, timeout_s, late=late).end)

    def _fail(self, error: DictateError) -> None:
        self.close()
        self._handlers.failed(error)


def _session_handle(results: Mapping[str, Any]) -> str:
    """Empty where there is none that can be called."""
    handle = results.get("session_handle")
    return handle if isinstance(handle, str) and _OBJECT_PATH.fullmatch(handle) else ""


def _properties(wanted: WantedShortcut) -> dict[str, Typed]:
    properties = {"description": Typed("s", wanted.description)}
    if wanted.trigger:
        properties["preferred_trigger"] = Typed("s", wanted.trigger)
    return properties


def _triggers(shortcuts: object) -> dict[str, str]:
    """What stands in a variant may be anything: what is no shortcut with its properties is passed over."""
    found: dict[str, str] = {}
    for each in shortcuts if isinstance(shortcuts, list) else []:
        match each:
            case (str(shortcut), dict(properties)):
                description = properties.get("trigger_description")
                found[shortcut] = description if isinstance(description, str) else ""
    return found


def _refusal(method: str, code: int) -> DictateError:
    if code == _DENIED:
        return DictateError(
            "You did not allow the desktop to give Dictate its shortcut.", "Ask for it again in the settings."
        )
    # Binding may have shown a dialog, which must not come again and again.
    kind = NotReadyError if method == "CreateSession" else DictateError
    return kind(
        message(
            "The desktop could not give Dictate its shortcut ({method} ended with {code}).", method=method, code=code
        )
    )


def _call_failure(method: str, failure: CallFailed) -> DictateError:
    if failure.error == "org.freedesktop.portal.Error.NotAllowed":
        return DictateError(
            "The desktop does not know which program asks for the shortcut.",
            "Start Dictate again: it places the menu entry by which the desktop knows it.",
        )
    kind = NotReadyError if failure.error == NO_REPLY and method != "BindShortcuts" else DictateError
    return kind(message("The desktop's portal refused {method}: {error}", method=method, error=failure.message))
