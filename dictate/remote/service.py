"""The D-Bus service: one object with our own interface and org.freedesktop.Application (docs/dbus.md).

Calls arrive on the main loop's thread; `on_event` may be called from any thread.
"""

# ruff: noqa: N802 - methods and properties have their D-Bus names
import logging
from typing import Any

from dictate import APP_ID
from dictate.desktop.bus import Bus, End, Typed
from dictate.desktop.names import APPLICATION, INTERFACE, OBJECT_PATH
from dictate.errors import DictateError
from dictate.events import Finished, Partial, SessionEvent, StateChanged
from dictate.remote.remote import Remote

_log = logging.getLogger(__name__)

INTROSPECTION = f"""
<node>
  <interface name='{INTERFACE}'>
    <method name='Start'/>
    <method name='Stop'/>
    <method name='Toggle'/>
    <method name='ToggleContinuous'/>
    <method name='StartPrivate'/>
    <method name='TogglePrivate'/>
    <method name='Cancel'/>
    <method name='TypeLast'/>
    <method name='UndoLast'/>
    <method name='StartProfile'>
      <arg type='s' name='name' direction='in'/>
    </method>
    <method name='ToggleProfile'>
      <arg type='s' name='name' direction='in'/>
    </method>
    <method name='UseProfile'>
      <arg type='s' name='name' direction='in'/>
    </method>
    <property name='Profile' type='s' access='read'/>
    <property name='Profiles' type='as' access='read'/>
    <property name='State' type='s' access='read'/>
    <property name='Hotkey' type='s' access='read'/>
    <property name='Version' type='s' access='read'/>
    <property name='Model' type='s' access='read'/>
    <property name='Microphone' type='s' access='read'/>
    <property name='Message' type='s' access='read'/>
    <property name='Mend' type='s' access='read'/>
    <signal name='StateChanged'>
      <arg type='s' name='state'/>
    </signal>
    <signal name='Partial'>
      <arg type='s' name='utterance'/>
      <arg type='s' name='text'/>
    </signal>
    <signal name='Finished'>
      <arg type='s' name='utterance'/>
      <arg type='s' name='text'/>
      <arg type='s' name='route'/>
      <arg type='s' name='note'/>
    </signal>
  </interface>
  <interface name='{APPLICATION}'>
    <method name='Activate'>
      <arg type='a{{sv}}' name='platform_data' direction='in'/>
    </method>
    <method name='Open'>
      <arg type='as' name='uris' direction='in'/>
      <arg type='a{{sv}}' name='platform_data' direction='in'/>
    </method>
    <method name='ActivateAction'>
      <arg type='s' name='action_name' direction='in'/>
      <arg type='av' name='parameter' direction='in'/>
      <arg type='a{{sv}}' name='platform_data' direction='in'/>
    </method>
  </interface>
</node>
"""


class DictationService:
    """Offers a Remote on the bus and sends the session's events as signals."""

    def __init__(self, bus: Bus, remote: Remote) -> None:
        self._bus = bus
        self._remote = remote
        self._end: End | None = None

    def claim(self) -> bool:
        """Offer the object and take the program's name; False when another Dictate has it, which then stays alone."""
        end = self._bus.export(OBJECT_PATH, _ServiceObject(self._remote))
        if not self._bus.own_name(APP_ID):
            end()
            return False
        self._end = end
        return True

    def on_event(self, event: SessionEvent) -> None:
        """Tell the bus what the session did; events without a signal are passed over."""
        if self._end is None:
            return
        match event:
            case StateChanged(state):
                self._emit("StateChanged", "(s)", state.value)
                changed = {"State": Typed("s", state.value)}
                arguments = Typed("(sa{sv}as)", (INTERFACE, changed, []))
                self._bus.emit(OBJECT_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged", arguments)
            case Partial(utterance_id, text):
                self._emit("Partial", "(ss)", utterance_id, text)
            case Finished(utterance_id, text, route, note):
                self._emit("Finished", "(ssss)", utterance_id, text, route.value, note)
            case _:
                return

    def close(self) -> None:
        """Withdraw the object. The name goes with the connection."""
        if self._end is not None:
            self._end()
            self._end = None

    def _emit(self, signal: str, signature: str, *arguments: str) -> None:
        self._bus.emit(OBJECT_PATH, INTERFACE, signal, Typed(signature, arguments))


class _ServiceObject:
    """What the bus calls; names and signatures are those of the introspection data."""

    introspection = INTROSPECTION

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    def Start(self) -> None:
        self._remote.do("start")

    def Stop(self) -> None:
        self._remote.do("stop")

    def Toggle(self) -> None:
        self._remote.do("toggle")

    def ToggleContinuous(self) -> None:
        self._remote.do("toggle-continuous")

    def StartPrivate(self) -> None:
        self._remote.do("start-private")

    def TogglePrivate(self) -> None:
        self._remote.do("toggle-private")

    def Cancel(self) -> None:
        self._remote.do("cancel")

    def TypeLast(self) -> None:
        self._remote.do("type-last")

    def UndoLast(self) -> None:
        self._remote.do("undo-last")

    def StartProfile(self, name: str) -> None:
        self._remote.start_with_profile(name)

    def ToggleProfile(self, name: str) -> None:
        self._remote.toggle_with_profile(name)

    def UseProfile(self, name: str) -> None:
        self._remote.use_profile(name)

    @property
    def Profile(self) -> str:
        return self._remote.status().profile

    @property
    def Profiles(self) -> list[str]:
        return list(self._remote.profile_names())

    @property
    def State(self) -> str:
        return self._remote.status().state

    @property
    def Hotkey(self) -> str:
        return self._remote.status().hotkey

    @property
    def Version(self) -> str:
        return self._remote.status().version

    @property
    def Model(self) -> str:
        return self._remote.status().model

    @property
    def Microphone(self) -> str:
        return self._remote.status().microphone

    @property
    def Message(self) -> str:
        return self._remote.status().message

    @property
    def Mend(self) -> str:
        return self._remote.status().mend

    def Activate(self, platform_data: dict[str, Any]) -> None:
        self._remote.activate(_activation_token(platform_data))

    def Open(self, uris: list[str], platform_data: dict[str, Any]) -> None:
        self._remote.activate(_activation_token(platform_data))

    def ActivateAction(self, name: str, parameter: list[Any], platform_data: dict[str, Any]) -> None:
        try:
            self._remote.do(name)
        except DictateError as error:
            # The specification has no error for this: the caller is a launcher that nobody reads.
            _log.warning("%s", error)


def _activation_token(platform_data: dict[str, Any]) -> str:
    """The Wayland activation token or X11 startup id (Desktop Entry specification, D-Bus activation)."""
    for key in ("activation-token", "desktop-startup-id"):
        token = platform_data.get(key)
        if isinstance(token, str):
            return token
    return ""
