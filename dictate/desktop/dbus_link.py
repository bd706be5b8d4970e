"""The real D-Bus connection: the only importer of pydbus and gi.

pydbus' proxies are never used: they block without a limit. Calls are asynchronous and end in time. GLib's default
main context delivers replies, signals and calls; Qt iterates it on the main thread where its event dispatcher is the
GLib one, else `ensure_loop` starts a thread that does.
"""

import functools
import logging
import threading
from collections.abc import Callable
from typing import Any, Literal

from dictate.bus.address import session_bus_address
from dictate.desktop.bus import (
    NO_REPLY,
    CallFailed,
    End,
    Exported,
    Member,
    Reply,
    SignalHandler,
    Typed,
)
from dictate.desktop.names import REFUSED
from dictate.errors import DictateError
from dictate.wording.message import message

try:
    import pydbus
    from gi.repository import Gio, GLib
except ImportError as error:
    # PyGObject finds GLib's libraries when it is imported: installed from a wheel it may lack them.
    raise DictateError(
        message("The library that speaks D-Bus cannot be loaded: {error}.", error=error),
        "Install it: sudo apt install libgirepository-1.0-1 gir1.2-glib-2.0 (elsewhere: gobject-introspection).",
    ) from error

_log = logging.getLogger(__name__)

_DAEMON = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
# D-Bus specification, RequestName: 4 = DO_NOT_QUEUE. Without ALLOW_REPLACEMENT (1) nobody can take the name over;
# pydbus.publish() would allow it.
_DO_NOT_QUEUE = 4
_PRIMARY_OWNER = 1
_DAEMON_TIMEOUT_MS = 5000
_RECONNECT_AFTER_S = 2.0
_CONNECTION_FLAGS = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
# pydbus names a D-Bus error after the class of the exception, and logs each with a traceback.
_REFUSAL = type(REFUSED, (Exception,), {})


class DbusLink:
    """A Bus on a private connection of GDBus. All but `emit` is called on the thread of the main loop.

    When the bus ends, every watched name is told to have no owner, and calls fail. As soon as a bus answers at the same
    address all that was asked for (signals, objects, names) is asked of it again, and `on_reconnected` is called.
    """

    def __init__(self, address: str) -> None:
        """Connect to the message bus at `address`. Raises DictateError."""
        self._address = address
        self._asked: list[_Asked] = []
        self._watchers: list[Callable[[str], None]] = []
        self._names: list[str] = []
        self._is_ended = False
        self.on_reconnected: Callable[[], None] = lambda: None
        try:
            self._adopt(pydbus.connect(address).con)
        except GLib.Error as error:
            raise DictateError(
                message("The D-Bus message bus cannot be reached: {error}.", error=error.message)
            ) from error

    @property
    def unique_name(self) -> str:
        name: str = self._connection.get_unique_name()
        return name

    def call(
        self, method: Member, arguments: Typed | None, done: Callable[[Reply], None], timeout_s: float = 5.0
    ) -> None:
        def finish(connection: Any, result: Any) -> None:
            try:
                reply: Reply = connection.call_finish(result).unpack()
            except GLib.Error as error:
                reply = _failure(error)
            done(reply)

        self._connection.call(
            method.destination,
            method.path,
            method.interface,
            method.name,
            _variant(arguments) if arguments else None,
            None,
            Gio.DBusCallFlags.NONE,
            round(timeout_s * 1000),
            None,
            finish,
        )

    def subscribe(self, signal: Member, handler: SignalHandler) -> End:
        return self._ask(
            lambda: (
                self._bus.subscribe(
                    sender=signal.destination,
                    object=signal.path or None,
                    iface=signal.interface,
                    signal=signal.name,
                    signal_fired=lambda _sender, _path, _interface, _signal, arguments: handler(arguments),
                ).unsubscribe
            )
        )

    def watch_name(self, name: str, changed: Callable[[str], None]) -> End:
        end_signals = self._ask(
            lambda: (
                self._bus.subscribe(
                    sender=_DAEMON[0],
                    iface=_DAEMON[2],
                    signal="NameOwnerChanged",
                    arg0=name,
                    signal_fired=lambda _sender, _path, _interface, _signal, arguments: changed(arguments[2]),
                ).unsubscribe
            )
        )
        self._watchers.append(changed)

        def end() -> None:
            self._watchers.remove(changed)
            end_signals()

        return _once(end)

    def export(self, path: str, thing: Exported) -> End:
        logging.getLogger("pydbus.registration").addFilter(_is_no_refusal)
        try:
            return self._ask(
                lambda: self._bus.register_object(path, _without_signals(thing), thing.introspection).unregister
            )
        except GLib.Error as error:
            raise DictateError(
                message("The D-Bus object {path} cannot be offered: {error}.", path=path, error=error.message)
            ) from error

    def emit(self, path: str, interface: str, signal: str, arguments: Typed) -> None:
        if not self._connection.is_closed():
            self._connection.emit_signal(None, path, interface, signal, _variant(arguments))

    def own_name(self, name: str) -> bool:
        try:
            reply = self._connection.call_sync(
                *_DAEMON,
                "RequestName",
                GLib.Variant("(su)", (name, _DO_NOT_QUEUE)),
                None,
                Gio.DBusCallFlags.NONE,
                _DAEMON_TIMEOUT_MS,
                None,
            )
        except GLib.Error as error:
            # A bus that is gone or hangs is no other Dictate.
            _log.warning("the name %s cannot be taken: %s", name, error.message)
            self._remember(name)
            return True
        is_ours = bool(reply.unpack()[0] == _PRIMARY_OWNER)
        if is_ours:
            self._remember(name)
        return is_ours

    def after(self, delay_s: float, act: Callable[[], None]) -> End:
        def fire() -> bool:
            source.clear()
            act()
            return bool(GLib.SOURCE_REMOVE)

        source = [GLib.timeout_add(max(0, round(delay_s * 1000)), fire)]

        def end() -> None:
            if source:
                GLib.source_remove(source.pop())

        return end

    def register_host_app(self, app_id: str, done: Callable[[Reply], None]) -> None:
        registry = "org.freedesktop.host.portal.Registry"
        register = Member("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop", registry, "Register")
        self.call(register, Typed("(sa{sv})", (app_id, {})), done)

    def close(self) -> None:
        """Leave the bus; names are given back. Never raises."""
        self._is_ended = True
        try:
            # Closing takes precedence over what waits to be sent.
            self._connection.flush_sync(None)
            self._connection.close_sync(None)
        except GLib.Error as error:
            _log.info("the bus connection was closed already: %s", error.message)

    def _remember(self, name: str) -> None:
        if name not in self._names:
            self._names.append(name)

    def _ask(self, begin: Callable[[], End]) -> End:
        asked = _Asked(begin)
        self._asked.append(asked)

        def end() -> None:
            self._asked.remove(asked)
            asked.end()

        return _once(end)

    def _adopt(self, connection: Any) -> None:
        _hold(connection)
        self._connection = connection
        self._bus = connection.pydbus
        connection.connect("closed", lambda *_: self._closed())

    def _closed(self) -> None:
        if self._is_ended:
            return
        _log.warning("the message bus ended")
        for changed in tuple(self._watchers):
            changed("")
        self._reconnect_later()

    def _reconnect_later(self) -> None:
        self.after(_RECONNECT_AFTER_S, self._reconnect)

    def _reconnect(self) -> None:
        if not self._is_ended:
            Gio.DBusConnection.new_for_address(self._address, _CONNECTION_FLAGS, None, None, self._reconnected)

    def _reconnected(self, _source: Any, result: Any) -> None:
        try:
            connection = Gio.DBusConnection.new_for_address_finish(result)
        except GLib.Error:
            self._reconnect_later()
            return
        self._adopt(connection)
        if self._is_ended:
            self.close()
            return
        _log.info("the message bus is there again")
        for asked in self._asked:
            asked.begin_anew()
        for name in self._names:
            self.own_name(name)
        self.on_reconnected()


class _Asked:
    """What is asked of the bus until it is ended, on whichever connection there is. Raises what `begin` raises."""

    def __init__(self, begin: Callable[[], End]) -> None:
        self._begin = begin
        self.end = begin()

    def begin_anew(self) -> None:
        self.end = self._begin()


def connect(which: Literal["session", "system"] = "session") -> DbusLink:
    """Connect to a message bus. Raises DictateError when there is none."""
    if which == "system":
        return DbusLink(Gio.dbus_address_get_for_bus_sync(Gio.BusType.SYSTEM, None))
    address = session_bus_address()
    if address is None:
        raise DictateError(
            "This session has no D-Bus message bus.", "Start Dictate from the desktop, or under dbus-run-session."
        )
    return DbusLink(address)


def ensure_loop(qt_dispatcher: str) -> bool:
    """Make sure that somebody iterates GLib's main context; call once, on the Qt thread, before the loop runs.

    `qt_dispatcher` is `QAbstractEventDispatcher.instance().metaObject().className()`, or empty without Qt. Returns
    whether Qt does it. Else (QT_NO_GLIB=1, a Qt without GLib, a headless run) a daemon thread is started and handlers
    run there: nothing would be delivered otherwise, and nothing would say so.
    """
    if "Glib" in qt_dispatcher:
        return True
    _log.info("GLib's main context gets a thread of its own (Qt's dispatcher is %s)", qt_dispatcher or "absent")
    threading.Thread(target=GLib.MainLoop().run, name="dbus", daemon=True).start()
    return False


def _hold(connection: Any) -> None:
    """Give C code a reference to the connection that is never returned: no connection is ever disposed of.

    Two things take the global lock of GDBus: disposing of a connection, which Python does under the GIL, and the worker
    thread with each message, which takes the GIL under that lock as long as Python's (toggle) reference is the only
    one. Together they freeze the program: as soon as the garbage collector meets an old connection while a new one
    has not been held yet. What stays behind of a closed connection is some kilobytes, and a program has one or two.
    """
    connection._ref()


def _failure(error: GLib.Error) -> CallFailed:
    if error.matches(Gio.io_error_quark(), Gio.IOErrorEnum.TIMED_OUT):
        return CallFailed(NO_REPLY, error.message)
    name = Gio.DBusError.get_remote_error(error) or error.domain
    return CallFailed(name, error.message.removeprefix(f"GDBus.Error:{name}: "))


def _variant(typed: Typed) -> GLib.Variant:
    return GLib.Variant(typed.signature, _unwrap(typed.value))


def _unwrap(value: Any) -> Any:
    """Turn every Typed inside into the GLib.Variant that PyGObject wants for a variant."""
    match value:
        case Typed():
            return _variant(value)
        case dict():
            return {key: _unwrap(each) for key, each in value.items()}
        case list():
            return [_unwrap(each) for each in value]
        case tuple():
            return tuple(_unwrap(each) for each in value)
        case _:
            return value


def _without_signals(thing: Exported) -> Any:
    """What pydbus needs to register `thing`: signals are attributes there, ours are sent with `emit`."""
    info = Gio.DBusNodeInfo.new_for_xml(thing.introspection)
    names = [signal.name for interface in info.interfaces for signal in interface.signals]

    class Registered:
        def __getattr__(self, name: str) -> Any:
            member = getattr(thing, name)
            return _refusing_in_words(member) if callable(member) else member

    for name in names:
        setattr(Registered, name, pydbus.generic.signal())
    return Registered()


def _refusing_in_words(method: Callable[..., Any]) -> Callable[..., Any]:
    """`method` with its DictateError as a D-Bus error that the caller can show: the sentences, under our own name."""

    @functools.wraps(method)
    def answer(*arguments: Any) -> Any:
        try:
            return method(*arguments)
        except DictateError as error:
            _log.info("a call over D-Bus was refused: %s", error)
            raise _REFUSAL(str(error)) from error

    return answer


def _is_no_refusal(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], _REFUSAL))


def _once(end: Callable[[], None]) -> End:
    pending = [end]

    def end_once() -> None:
        if pending:
            pending.pop()()

    return end_once
