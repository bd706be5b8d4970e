"""What the program needs of a D-Bus connection, in plain Python values: `dbus_link` is the real one.

Values follow the D-Bus type system: a variant is written `Typed("s", "text")` when sent and arrives unpacked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

NO_REPLY = "org.freedesktop.DBus.Error.NoReply"
SERVICE_UNKNOWN = "org.freedesktop.DBus.Error.ServiceUnknown"


@dataclass(frozen=True)
class Typed:
    """A value with its D-Bus signature, for variants: options of the portals are dictionaries of these."""

    signature: str
    value: Any


@dataclass(frozen=True)
class Member:
    """A method or signal and where it lives; an empty `path` of a signal means every object of the sender."""

    destination: str
    path: str
    interface: str
    name: str


@dataclass(frozen=True)
class CallFailed:
    """Why a call brought no reply: the D-Bus error name and the words that came with it."""

    error: str
    message: str


Reply = tuple[Any, ...] | CallFailed
SignalHandler = Callable[[tuple[Any, ...]], None]
End = Callable[[], None]
"""Ends what it was returned for; harmless when called twice."""


class Exported(Protocol):
    """An object that the bus may call: its methods and properties have the names that `introspection` declares.

    A method gets the plain arguments and returns nothing, or the one value its signature promises.
    """

    @property
    def introspection(self) -> str:
        """Introspection data in XML."""
        ...


class Bus(Protocol):
    """A connection to a message bus. Every call returns at once; handlers run on the thread of the main loop."""

    @property
    def unique_name(self) -> str:
        """Our own name on the bus, such as ":1.42"."""
        ...

    def call(
        self, method: Member, arguments: Typed | None, done: Callable[[Reply], None], timeout_s: float = 5.0
    ) -> None:
        """Call a method. `arguments` is a tuple with its signature, such as Typed("(s)", ("text",)).

        `done` is called once, later, with the reply or with what went wrong (also when nobody answers in time).
        """
        ...

    def subscribe(self, signal: Member, handler: SignalHandler) -> End:
        """Hear a signal."""
        ...

    def watch_name(self, name: str, changed: Callable[[str], None]) -> End:
        """Hear when a name changes hands: `changed` gets the new owner's unique name, empty when there is none."""
        ...

    def export(self, path: str, thing: Exported) -> End:
        """Make an object callable. Raises DictateError when the path is taken."""
        ...

    def emit(self, path: str, interface: str, signal: str, arguments: Typed) -> None:
        """Send a signal of an exported object to everybody. Safe from any thread."""
        ...

    def own_name(self, name: str) -> bool:
        """Take a well-known name that nobody can take over; False when another connection has it.

        Waits for the bus itself, which answers at once. Export objects before: calls may follow the name directly.
        """
        ...

    def after(self, delay_s: float, act: Callable[[], None]) -> End:
        """Call `act` once on the main loop's thread."""
        ...

    def register_host_app(self, app_id: str, done: Callable[[Reply], None]) -> None:
        """Tell the desktop portal who we are; has to come before every other portal call on this connection.

        Portals from 1.21 on refuse applications that are neither sandboxed nor registered, and need a .desktop file
        named after `app_id`. Older ones have no registry and answer UnknownMethod, which callers ignore.
        """
        ...
