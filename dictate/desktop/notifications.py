"""Notifications with buttons. Source: Desktop Notifications Specification 1.2.

Everything happens on the thread of the main loop that the bus delivers on, except where it says otherwise.
"""

import html
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

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
    """Shows one notification at a time: the next takes its place, so a busy day leaves no pile."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._shown = 0
        self._reactions: dict[str, Callable[[], None]] = {}
        self._understands_markup: bool | None = None
        bus.subscribe(Member(_NAME, _PATH, _NAME, "ActionInvoked"), lambda a: self._action_invoked(a[0], a[1]))
        bus.subscribe(Member(_NAME, _PATH, _NAME, "NotificationClosed"), lambda a: self._was_closed(a[0]))

    def show(self, notification: Notification) -> None:
        """Show it. Where there is no notification server nothing happens, and the log says so."""
        if self._understands_markup is not None:
            self._send(notification)
            return

        def capabilities_came(reply: Reply) -> None:
            self._understands_markup = not isinstance(reply, CallFailed) and "body-markup" in reply[0]
            self._send(notification)

        self._bus.call(Member(_NAME, _PATH, _NAME, "GetCapabilities"), None, capabilities_came)

    def close(self) -> None:
        """Take away what is shown."""
        if self._shown:
            close = Member(_NAME, _PATH, _NAME, "CloseNotification")
            self._bus.call(close, Typed("(u)", (self._shown,)), lambda _reply: None)

    def _send(self, notification: Notification) -> None:
        reactions = {f"button{number}": button for number, button in enumerate(notification.buttons)}
        actions = [word for key, button in reactions.items() for word in (key, button.label)]
        self._reactions = {key: button.pressed for key, button in reactions.items()}
        if notification.default is not None:
            actions += ["default", ""]
            self._reactions["default"] = notification.default
        text = html.escape(notification.text, quote=False) if self._understands_markup else notification.text
        hints = {
            "desktop-entry": Typed("s", APP_ID),
            "urgency": Typed("y", notification.urgency.value),
            "transient": Typed("b", not notification.keep),
        }
        content = ("Dictate", self._shown, APP_ID, notification.title, text, actions, hints, _BY_THE_SERVER)
        notify = Member(_NAME, _PATH, _NAME, "Notify")
        self._bus.call(notify, Typed("(susssasa{sv}i)", content), self._was_shown)

    def _was_shown(self, reply: Reply) -> None:
        if isinstance(reply, CallFailed):
            _log.info("no notification can be shown: %s", reply.message)
            return
        self._shown = reply[0]

    def _action_invoked(self, number: int, key: str) -> None:
        if number == self._shown and key in self._reactions:
            self._reactions[key]()

    def _was_closed(self, number: int) -> None:
        if number == self._shown:
            self._shown = 0
            self._reactions = {}
