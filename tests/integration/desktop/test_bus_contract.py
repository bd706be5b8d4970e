"""What every Bus owes its users: the same tests for the real link, on a real bus in Qt's loop, and for the fake."""

import subprocess
import sys

import pytest

from dictate.desktop import dbus_link
from dictate.desktop.bus import NO_REPLY, SERVICE_UNKNOWN, CallFailed, Member, Typed
from tests.fakes.bus import SILENCE, FakeBus, Hub

INTERFACE = "org.example.Peer"
PATH = "/org/example/Peer"
NAME = "org.example.Peer"


class Peer:
    introspection = f"""
    <node><interface name='{INTERFACE}'>
      <method name='Describe'><arg type='a{{sv}}' direction='in'/><arg type='s' direction='out'/></method>
      <method name='Fail'/>
      <signal name='Happened'><arg type='o'/><arg type='a{{sv}}'/></signal>
    </interface></node>"""

    def Describe(self, options):
        return repr(options)

    def Fail(self):
        raise ValueError("no")


class RealWorld:
    def __init__(self, loop):
        self.until = loop.until
        self.ours = dbus_link.connect()
        self.theirs = dbus_link.connect()

    def close(self):
        self.ours.close()
        self.theirs.close()

    def serve(self):
        self.theirs.export(PATH, Peer())
        assert self.theirs.own_name(NAME)


class FakeWorld:
    def __init__(self):
        self.hub = Hub()
        self.ours = FakeBus(self.hub)
        self.theirs = FakeBus(self.hub)

    def serve(self):
        self.hub.methods[(NAME, INTERFACE, "Describe")] = lambda options: (repr(options),)
        self.hub.methods[(NAME, INTERFACE, "Fail")] = lambda: CallFailed("unknown.ValueError", "no")
        assert self.theirs.own_name(NAME)

    def until(self, is_true):
        for _ in range(100):
            if is_true():
                return
            self.hub.pass_time(0.1)
        pytest.fail("it did not happen")


@pytest.fixture(params=["real", "fake"])
def world(request):
    if request.param == "fake":
        yield FakeWorld()
        return
    request.getfixturevalue("session_bus")
    real = RealWorld(request.getfixturevalue("loop"))
    yield real
    real.close()


def call(world, method, arguments=None):
    replies = []
    world.ours.call(Member(NAME, PATH, INTERFACE, method), arguments, replies.append)
    assert replies == []
    world.until(lambda: replies)
    return replies[0]


def test_a_call_sends_typed_variants_and_brings_plain_values(world):
    world.serve()
    options = {"handle": Typed("s", "x"), "shortcuts": Typed("a(sa{sv})", [("dictate", {"n": Typed("u", 1)})])}
    reply = call(world, "Describe", Typed("(a{sv})", (options,)))
    assert reply == (repr({"handle": "x", "shortcuts": [("dictate", {"n": 1})]}),)


def test_an_error_of_the_peer(world):
    world.serve()
    failure = call(world, "Fail")
    assert failure == CallFailed("unknown.ValueError", "no")


def test_nobody_is_there(world):
    failure = call(world, "Describe", Typed("(a{sv})", ({},)))
    assert isinstance(failure, CallFailed)
    assert failure.error == SERVICE_UNKNOWN


def test_signals_arrive_until_the_end(world):
    world.serve()
    heard = []
    end = world.ours.subscribe(Member(NAME, PATH, INTERFACE, "Happened"), heard.append)
    everywhere = []
    world.ours.subscribe(Member(NAME, "", INTERFACE, "Happened"), everywhere.append)
    call(world, "Fail")  # once it is answered the bus has our match rules
    happened = Typed("(oa{sv})", ("/a", {"n": Typed("u", 1)}))
    world.theirs.emit(PATH, INTERFACE, "Happened", happened)
    world.until(lambda: everywhere)
    end()
    end()
    world.theirs.emit(PATH, INTERFACE, "Happened", happened)
    world.until(lambda: len(everywhere) == 2)
    assert heard == [("/a", {"n": 1})]


def test_a_name_belongs_to_one(world):
    assert world.ours.own_name("org.example.One")
    assert not world.theirs.own_name("org.example.One")


def test_names_are_watched(world):
    owners = []
    world.ours.watch_name(NAME, owners.append)
    call(world, "Fail")  # once it is answered the bus has our match rules
    world.serve()
    world.until(lambda: owners)
    assert owners == [world.theirs.unique_name]


def test_a_timer_fires_once(world):
    fired = []
    world.ours.after(0.01, lambda: fired.append("kept"))
    ended = world.ours.after(0.0, lambda: fired.append("ended"))
    ended()
    world.until(lambda: fired)
    ended()
    assert fired == ["kept"]


def test_the_end_of_a_timer_that_fired_is_harmless(world):
    fired = []
    end = world.ours.after(0.0, lambda: fired.append(1))
    world.until(lambda: fired)
    end()


SILENT_PEER = f"""
import time
from gi.repository import GLib
import pydbus
bus = pydbus.SessionBus()
class Peer:
    dbus = "<node><interface name='{INTERFACE}'><method name='Fail'/></interface></node>"
    def Fail(self):
        time.sleep(60)
bus.register_object("{PATH}", Peer(), None)
bus.request_name("{NAME}")
GLib.MainLoop().run()
"""


def test_a_silent_peer_does_not_hold_the_loop(link, loop, start_process):
    """pydbus' proxies would freeze Qt here for ever."""
    owners, replies, ticks = [], [], []
    link.watch_name(NAME, owners.append)
    start_process(sys.executable, "-c", SILENT_PEER)
    loop.until(lambda: owners)
    link.call(Member(NAME, PATH, INTERFACE, "Fail"), None, replies.append, timeout_s=0.3)

    def tick():
        ticks.append(1)
        link.after(0.01, tick)

    tick()
    loop.until(lambda: replies)
    assert isinstance(replies[0], CallFailed)
    assert replies[0].error == NO_REPLY
    assert len(ticks) > 5


DROPPED_LINKS = """
import gc
from dictate.desktop import dbus_link
from dictate.desktop.bus import Member, Typed
from gi.repository import GLib
talker = dbus_link.connect()
for _ in range(100):
    dropped = dbus_link.connect()
    dropped.subscribe(Member(talker.unique_name, "", "org.example.Talk", "Said"), print)
    for _ in range(20):
        talker.emit("/talk", "org.example.Talk", "Said", Typed("(s)", ("x",)))
    GLib.MainContext.default().iteration(False)
    del dropped
    gc.collect()
"""


def test_a_link_that_is_dropped_while_messages_come_does_not_freeze_the_program(session_bus):
    subprocess.run([sys.executable, "-c", DROPPED_LINKS], timeout=60, check=True, stdout=subprocess.DEVNULL)


CLOSED_LINKS = """
import gc
from dictate.desktop import dbus_link
from gi.repository import GLib
hold = dbus_link._hold

def collect_and_hold(connection):
    gc.collect()
    hold(connection)

dbus_link._hold = collect_and_hold
for _ in range(300):
    closed = dbus_link.connect()
    closed.itself = closed
    closed.close()
    while GLib.MainContext.default().iteration(False):
        pass
    del closed
"""


def test_a_closed_link_that_is_collected_while_another_connects_does_not_freeze_the_program(session_bus):
    subprocess.run([sys.executable, "-c", CLOSED_LINKS], timeout=60, check=True, stdout=subprocess.DEVNULL)


def test_a_bus_that_ends_and_comes_back_is_asked_for_everything_again(bus_daemon, loop):
    link = dbus_link.connect()
    link.export(PATH, Peer())
    assert link.own_name(NAME)
    owners, heard, back = [], [], []
    link.watch_name("org.example.Portal", owners.append)
    link.subscribe(Member("org.example.Portal", PATH, INTERFACE, "Happened"), heard.append)
    link.on_reconnected = lambda: back.append(True)

    bus_daemon.end()
    loop.until(lambda: owners == [""])
    bus_daemon.begin()
    loop.until(lambda: back)

    portal = dbus_link.connect()
    assert portal.own_name("org.example.Portal")
    portal.emit(PATH, INTERFACE, "Happened", Typed("(oa{sv})", ("/x", {})))
    loop.until(lambda: heard)
    replies = []
    portal.call(Member(NAME, PATH, INTERFACE, "Describe"), Typed("(a{sv})", ({},)), replies.append)
    loop.until(lambda: replies)
    assert replies == [("{}",)]
    assert owners[-1] == portal.unique_name
    link.close()
    portal.close()


def test_what_was_ended_is_not_asked_for_again(bus_daemon, loop):
    link = dbus_link.connect()
    heard, back = [], []
    link.subscribe(Member("org.example.Portal", PATH, INTERFACE, "Happened"), heard.append)()
    link.on_reconnected = lambda: back.append(True)
    bus_daemon.end()
    bus_daemon.begin()
    loop.until(lambda: back)

    portal = dbus_link.connect()
    assert portal.own_name("org.example.Portal")
    portal.emit(PATH, INTERFACE, "Happened", Typed("(oa{sv})", ("/x", {})))
    replies = []
    portal.call(Member("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId"), None, replies.append)
    loop.until(lambda: replies)
    assert heard == []
    link.close()
    portal.close()


def test_the_fakes_silence_ends_at_the_time_out():
    world = FakeWorld()
    world.hub.methods[(NAME, INTERFACE, "Fail")] = lambda: SILENCE
    assert call(world, "Fail").error == NO_REPLY
