"""The portal's keyboard against the real xdg-desktop-portal, with a mock desktop behind it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from jeepney import DBusAddress

from dictate import APP_ID
from dictate.bus import questions as bus
from dictate.errors import DictateError
from dictate.keyboard.contract import Route
from dictate.keyboard.keyboard_typist import KeyboardTypist
from dictate.keyboard.options import TypingOptions
from dictate.keyboard.portal_keyboard import PortalKeyboard
from tests.fakes.clipboard import FakeClipboard
from tests.integration.desktop.conftest import bus_daemon, bus_services, session_bus, start_process
from tests.integration.keyboard import mock_remote_desktop
from tests.integration.keyboard.desktop import wait_until
from tests.unit.keyboard.session import session

__all__ = ["bus_daemon", "bus_services", "session_bus", "start_process"]

REPOSITORY = Path(__file__).parents[3]
PORTAL_PROGRAM = next(
    (path for path in (Path("/usr/libexec/xdg-desktop-portal"), Path("/usr/lib/xdg-desktop-portal")) if path.is_file()),
    None,
)
pytestmark = pytest.mark.skipif(PORTAL_PROGRAM is None, reason="xdg-desktop-portal is not installed")

_CONTROL = DBusAddress(mock_remote_desktop.PATH, mock_remote_desktop.NAME, "org.example.MockDesktop")
_KEY_Y, _KEY_Z, _KEY_INSERT, _KEY_LEFTSHIFT = 21, 44, 110, 42


def desktop(method: str) -> None:
    bus.call("SESSION", _CONTROL, method)


def calls(kind: str) -> list[list[object]]:
    (text,) = bus.call("SESSION", _CONTROL, "Calls")
    return [call for call in json.loads(text) if call[0] == kind]


def answers(address: DBusAddress, name: str) -> bool:
    try:
        bus.get_property("SESSION", address, name)
    except bus.BusError:
        return False
    return True


@pytest.fixture
def keyboard(
    session_bus: str, start_process: Callable[..., object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> PortalKeyboard:
    portals = tmp_path / "portals"
    portals.mkdir()
    (portals / "mock.portal").write_text(
        f"[portal]\nDBusName={mock_remote_desktop.NAME}\n"
        "Interfaces=org.freedesktop.impl.portal.RemoteDesktop;\nUseIn=mock\n"
    )
    (portals / "mock-portals.conf").write_text("[preferred]\ndefault=mock\n")
    applications = Path.home() / ".local/share/applications"
    applications.mkdir(parents=True)
    (applications / f"{APP_ID}.desktop").write_text("[Desktop Entry]\nType=Application\nName=Dictate\nExec=true\n")
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700)
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "mock")
    monkeypatch.setenv("XDG_DESKTOP_PORTAL_DIR", str(portals))
    made = PortalKeyboard(token_file=tmp_path / "token")
    assert not made.usable(), "nothing answers yet"
    mock = [sys.executable, "-m", "tests.integration.keyboard.mock_remote_desktop"]
    start_process(*mock, cwd=REPOSITORY, stderr=subprocess.DEVNULL)
    implementation = DBusAddress(
        mock_remote_desktop.PATH, mock_remote_desktop.NAME, "org.freedesktop.impl.portal.RemoteDesktop"
    )
    wait_until(lambda: answers(implementation, "version"), "the mock desktop")
    start_process(PORTAL_PROGRAM, stderr=subprocess.DEVNULL)
    wait_until(lambda: bool(made.usable()), "the portal")
    return made


def typist(keyboard: PortalKeyboard, layout: str) -> KeyboardTypist:
    options = TypingOptions(key_interval_ms=0, modifier_settle_ms=0, modifier_wait_ms=0, paste_wait_ms=200)
    made = KeyboardTypist(keyboard, FakeClipboard(), session(layout), options)
    made.open()
    return made


def test_keys_are_those_of_the_layout_in_force(keyboard: PortalKeyboard) -> None:
    report = typist(keyboard, "de").type("zy", Event())
    assert (report.route, report.complete) == (Route.KEYS, True)
    pressed = [(code, state) for _, code, state in calls("key")]
    assert pressed == [(_KEY_Y, 1), (_KEY_Y, 0), (_KEY_Z, 1), (_KEY_Z, 0)]


def test_only_a_keyboard_is_asked_for_and_once(keyboard: PortalKeyboard) -> None:
    made = typist(keyboard, "us")
    assert calls("dialog") == []
    made.type("a", Event())
    made.type("b", Event())
    assert calls("SelectDevices") == [["SelectDevices", 1]]
    assert calls("dialog") == [["dialog"]]


def test_what_the_layout_lacks_is_pasted_by_the_chord(keyboard: PortalKeyboard) -> None:
    typist(keyboard, "us").type("漢字", Event())
    assert [code for _, code, state in calls("key") if state] == [_KEY_LEFTSHIFT, _KEY_INSERT]


def test_a_refusal_types_nothing_and_says_so(keyboard: PortalKeyboard) -> None:
    desktop("Deny")
    with pytest.raises(DictateError, match="not allow"):
        typist(keyboard, "us").type("a", Event())
    assert calls("key") == []


def test_a_session_that_the_desktop_ended_is_asked_for_anew(keyboard: PortalKeyboard) -> None:
    made = typist(keyboard, "us")
    made.type("a", Event())
    desktop("CloseSessions")
    wait_until(lambda: made.type("b", Event()).complete and len(calls("dialog")) == 2, "the second session")


def test_leaving_ends_the_session(keyboard: PortalKeyboard) -> None:
    made = typist(keyboard, "us")
    made.type("a", Event())
    made.close()
    wait_until(lambda: calls("Close") == [["Close"]], "the end of the session")
