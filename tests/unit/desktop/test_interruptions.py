"""Sleep, lock and user switching."""

import pytest

from dictate.desktop.interruptions import Interruptions
from tests.fakes.bus import FakeBus

LOGIN = "org.freedesktop.login1"
OURS = "/org/freedesktop/login1/session/_32"
OTHER = "/org/freedesktop/login1/session/_33"
SLEEP = "The machine goes to sleep."
LOCKED = "The screen was locked."


@pytest.fixture
def system(monkeypatch):
    monkeypatch.setenv("XDG_SESSION_ID", "2")
    bus = FakeBus()
    bus.hub.set_owner(LOGIN, ":login")
    bus.hub.methods[(LOGIN, f"{LOGIN}.Manager", "GetSession")] = lambda name: (OURS,)
    return bus


@pytest.fixture
def session():
    return FakeBus()


@pytest.fixture
def reasons(session, system):
    told = []
    interruptions = Interruptions(session, system, told.append)
    system.hub.pass_time(1)
    yield told
    interruptions.close()


def login_signal(system, path, interface, name, *arguments):
    system.hub.send(":login", path, interface, name, arguments)
    system.hub.pass_time(1)


def test_sleep(system, reasons):
    login_signal(system, "/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", True)
    login_signal(system, "/org/freedesktop/login1", f"{LOGIN}.Manager", "PrepareForSleep", False)
    assert reasons == [SLEEP]


def test_our_session_is_locked(system, reasons):
    login_signal(system, OURS, f"{LOGIN}.Session", "Lock")
    assert reasons == [LOCKED]


def test_somebody_else_locks(system, reasons):
    login_signal(system, OTHER, f"{LOGIN}.Session", "Lock")
    assert reasons == []


def test_another_user_comes_to_the_front(system, reasons):
    properties = "org.freedesktop.DBus.Properties"
    login_signal(system, OURS, properties, "PropertiesChanged", f"{LOGIN}.Session", {"IdleHint": True}, [])
    login_signal(system, OURS, properties, "PropertiesChanged", f"{LOGIN}.Session", {"Active": False}, [])
    assert reasons == ["Another session came to the front."]


@pytest.mark.parametrize("saver", ["org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver"])
def test_screen_savers(session, reasons, saver):
    session.hub.set_owner(saver, ":saver")
    for active in (True, False):
        session.hub.send(":saver", "/any/path", saver, "ActiveChanged", (active,))
        session.hub.pass_time(1)
    assert reasons == [LOCKED]


def test_without_any_bus_nothing_is_heard():
    Interruptions(None, None, print).close()
