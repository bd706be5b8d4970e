"""Notifications with buttons. Source: Desktop Notifications Specification 1.2.

Everything happens on the thread of the main loop that the bus delivers on, except where it says otherwise.
"""

import html
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from dictate import APP_ID
from dictate.desktop.bus import Bus, CallFailed, Member, Reply, Typed

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_BY_THE_SERVER = -1

_log = logging.getLogger(__name__)


class Urgency(Enum):
    LOW = 0
    NORMAL = 1
    CRITICAL = 2


@dataclass(frozen=True)
class Button:
    label: str
    pressed: Callable[[], None]


@dataclass(frozen=True)
class Notification:
    """`default` is what a click on the notification itself does. `keep` leaves it in the desktop's list."""

    title: str
    text: str = ""
    buttons: tuple[Button, ...] = ()
    default: Callable[[], None] | None = None
    urgency: Urgency = Urgency.NORMAL
    keep: bool = False


class Notifications:
    """Shows one notification at a time: the next takes its place, so a busy day leaves no pile.

    What a notification server that does not keep to the specification says is passed over.
    """

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._shown = 0
        self._reactions: dict[str, Callable[[], None]] = {}
        self._capabilities: frozenset[str] | None = None
        bus.watch_name(_NAME, self._server_changed)
        bus.subscribe(Member(_NAME, _PATH, _NAME, "ActionInvoked"), self._action_invoked)
        bus.subscribe(Member(_NAME, _PATH, _NAME, "NotificationClosed"), self._was_closed)

    def show(self, notification: Notification) -> None:
        """Show it. Where there is no notification server nothing happens, and the log says so."""
        if self._capabilities is not None:
            self._send(notification, self._capabilities)
            return

        def capabilities_came(reply: Reply) -> None:
            match reply:
                case (list(words),):
                    self._capabilities = frozenset(word for word in words if isinstance(word, str))
                case _:
                    self._capabilities = None
            self._send(notification, self._capabilities or frozenset())

        self._bus.call(Member(_NAME, _PATH, _NAME, "GetCapabilities"), None, capabilities_came)

    def close(self) -> None:
        """Take away what is shown."""
        if self._shown:
            close = Member(_NAME, _PATH, _NAME, "CloseNotification")
            self._bus.call(close, Typed("(u)", (self._shown,)), lambda _reply: None)

    def _send(self, notification: Notification, capabilities: frozenset[str]) -> None:
        buttons = {f"button{number}": button for number, button in enumerate(notification.buttons)}
        self._reactions = {key: button.pressed for key, button in buttons.items()}
        actions = [word for key, button in buttons.items() for word in (key, button.label)]
        if notification.default is not None:
            self._reactions["default"] = notification.default
            actions += ["default", ""]
        if "actions" not in capabilities:
            # The specification forbids them there: some servers make a dialog of such a notification.
            actions = []
        text = notification.text
        if "body-markup" in capabilities:
            text = html.escape(text, quote=False)
        hints = {
            "desktop-entry": Typed("s", APP_ID),
            "urgency": Typed("y", notification.urgency.value),
            "transient": Typed("b", not notification.keep),
        }
        content = ("Dictate", self._shown, APP_ID, notification.title, text, actions, hints, _BY_THE_SERVER)
        notify = Member(_NAME, _PATH, _NAME, "Notify")
        self._bus.call(notify, Typed("(susssasa{sv}i)", content), self._was_shown)

    def _was_shown(self, reply: Reply) -> None:
        match reply:
            case CallFailed():
                _log.info("no notification can be shown: %s", reply.message)
            case (int(number),):
                self._shown = number
            case _:
                _log.info("the notification server's answer is not understood")

    def _server_changed(self, _owner: str) -> None:
        """Another server numbers anew: our number may be another program's notification there."""
        self._shown = 0
        self._reactions = {}
        self._capabilities = None

    def _action_invoked(self, arguments: tuple[Any, ...]) -> None:
        match arguments:
            case (number, str(key)) if number == self._shown and key in self._reactions:
                self._reactions[key]()

    def _was_closed(self, arguments: tuple[Any, ...]) -> None:
        match arguments:
            case (number, *_) if number == self._shown:
                self._shown = 0
                self._reactions = {}
