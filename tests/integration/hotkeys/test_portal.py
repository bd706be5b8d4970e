"""The portal source against the real xdg-desktop-portal, with a mock desktop behind it, in Qt's event loop."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dictate import APP_ID
from dictate.desktop import dbus_link
from dictate.desktop.bus import CallFailed, Member, Typed
from dictate.hotkeys import portal_session
from dictate.hotkeys.contract import Lost, Pressed, Released, Shortcut
from dictate.hotkeys.options import HotkeyOptions
from dictate.hotkeys.portal_source import PortalSource
from tests.integration.hotkeys import mock_portal_backend

PORTAL_PROGRAM = next(
    (path for path in (Path("/usr/libexec/xdg-desktop-portal"), Path("/usr/lib/xdg-desktop-portal")) if path.is_file()),
    None,
)
pytestmark = pytest.mark.skipif(PORTAL_PROGRAM is None, reason="xdg-desktop-portal is not installed")
PORTAL = "org.freedesktop.portal.Desktop"
PORTAL_ENVIRONMENT = ("HOME", "XDG_RUNTIME_DIR", "XDG_CURRENT_DESKTOP", "XDG_DESKTOP_PORTAL_DIR")
REPOSITORY = Path(__file__).parents[3]


class Desk:
    """A session with the portal and a mock desktop, and our source in it."""

    def __init__(self, link, loop, start_process):
        self.link = link
        self.loop = loop
        self.start_process = start_process
        self.owners = {}
        for name in (PORTAL, mock_portal_backend.NAME):
            link.watch_name(name, lambda owner, name=name: self.owners.update({name: owner}))
        self.ask(mock_portal_backend.NAME, "Calls")  # the bus has our match rules once this is answered
        self.run(mock_portal_backend.NAME, sys.executable, "-m", "tests.integration.hotkeys.mock_portal_backend")
        self.portal = self.run(PORTAL, PORTAL_PROGRAM)
        self.events, self.failures, self.notices = [], [], []
        self.source = self.new_source()

    def new_source(self, **options):
        return PortalSource(HotkeyOptions(**options), self.link, APP_ID, self.failures.append, self.notices.append)

    def run(self, name, *command):
        process = self.start_process(*command, cwd=REPOSITORY, stderr=subprocess.DEVNULL)
        self.loop.until(lambda: self.owners.get(name))
        return process

    def ask(self, name, method, arguments=None):
        replies = []
        member = Member(name, mock_portal_backend.PATH, "org.example.MockDesktop", method)
        self.link.call(member, arguments, replies.append)
        return self.loop.until(lambda: replies)[0]

    def desktop(self, method, *arguments):
        reply = self.ask(mock_portal_backend.NAME, method, Typed("(s)", arguments) if arguments else None)
        assert not isinstance(reply, CallFailed), reply
        return reply

    def calls(self):
        return json.loads(self.desktop("Calls")[0])

    def bind(self, source=None):
        source = source or self.source
        source.start(self.events.append)
        self.loop.until(lambda: source.describe() or self.failures)

    def kinds(self, count):
        self.loop.until(lambda: len(self.events) >= count)
        return [type(event) for event in self.events]


@pytest.fixture
def desk(link, loop, start_process, tmp_path, monkeypatch):
    portals = tmp_path / "portals"
    portals.mkdir()
    (portals / "mock.portal").write_text(
        f"[portal]\nDBusName={mock_portal_backend.NAME}\n"
        "Interfaces=org.freedesktop.impl.portal.GlobalShortcuts;\nUseIn=mock\n"
    )
    (portals / "mock-portals.conf").write_text("[preferred]\ndefault=mock\n")
    applications = Path.home() / ".local/share/applications"
    applications.mkdir(parents=True)
    (applications / f"{APP_ID}.desktop").write_text("[Desktop Entry]\nType=Application\nName=Dictate\nExec=true\n")
    Path(os.environ["XDG_RUNTIME_DIR"]).mkdir(mode=0o700)
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "mock")
    monkeypatch.setenv("XDG_DESKTOP_PORTAL_DIR", str(portals))
    made = Desk(link, loop, start_process)
    yield made
    made.source.stop()


def test_bind_press_release(desk):
    desk.bind()
    assert desk.source.describe() == "Press F9"
    desk.desktop("Press", "dictate")
    desk.desktop("Release", "dictate")
    assert desk.kinds(2) == [Pressed, Released]
    assert desk.events[0].time_s > 0  # our own clock: the portal's time stamps are zero
    assert desk.failures == []


def test_the_key_that_the_user_set_is_suggested(desk):
    source = desk.new_source(key="Ctrl+Super+Space")
    desk.bind(source)
    assert source.describe() == "Press CTRL+LOGO+space"
    source.stop()


def test_several_shortcuts(desk):
    source = desk.new_source(cancel_key="F8", paste_last_key="F7")
    desk.bind(source)
    desk.desktop("Press", "cancel")
    desk.desktop("Release", "cancel")
    desk.desktop("Press", "paste-last")
    desk.kinds(3)
    assert [event.shortcut for event in desk.events] == [Shortcut.CANCEL, Shortcut.CANCEL, Shortcut.PASTE_LAST]
    source.stop()


def test_the_portal_knows_who_asks_where_it_wants_to(desk):
    desk.bind()
    asked_as = desk.calls()[0]
    # Portals before 1.19.4 have no registry and pass an empty id.
    assert asked_as in (["CreateSession", APP_ID], ["CreateSession", ""])


def test_a_second_start_needs_no_dialog(desk):
    desk.bind()
    desk.source.stop()
    desk.bind(desk.new_source())
    assert desk.calls() == [
        ["CreateSession", desk.calls()[0][1]],
        ["dialog", ["dictate"]],
        ["Close"],
        ["CreateSession", desk.calls()[0][1]],
        ["no dialog"],
    ]


def test_the_user_denies(desk):
    desk.desktop("Deny")
    desk.bind()
    assert "did not allow" in str(desk.failures[0])


def test_a_session_that_comes_late_is_closed_and_the_next_one_is_used(desk, monkeypatch):
    monkeypatch.setattr(portal_session, "_PATIENCE_S", 2.0)
    desk.ask(mock_portal_backend.NAME, "AnswerAfter", Typed("(d)", (3.5,)))
    desk.source.start(desk.events.append)
    desk.loop.until(desk.source.describe)
    desk.loop.until(lambda: ["Close"] in desk.calls())
    assert [name for name, *_ in desk.calls()].count("CreateSession") >= 2
    desk.desktop("Press", "dictate")
    assert desk.kinds(1) == [Pressed]
    assert desk.failures == []


def test_repeated_activations_are_one_press(desk):
    desk.bind()
    for _ in range(5):
        desk.desktop("Press", "dictate")
    desk.desktop("Release", "dictate")
    assert desk.kinds(2) == [Pressed, Released]


def test_a_lost_deactivation_is_noticed_when_the_repeats_cease(desk):
    desk.bind()
    for _ in range(5):
        desk.desktop("Press", "dictate")
    assert desk.kinds(2) == [Pressed, Released]
    assert desk.events[1].assumed


def test_a_lost_deactivation_without_repeats_makes_a_toggle_and_says_so(desk):
    desk.bind()
    desk.desktop("Press", "dictate")
    desk.loop.turn(1.0)
    desk.desktop("Press", "dictate")
    assert desk.kinds(2) == [Pressed, Pressed]
    assert "did not tell" in desk.notices[0]


def test_a_portal_that_is_restarted_is_bound_again(desk):
    desk.bind()
    desk.desktop("Press", "dictate")
    desk.kinds(1)
    desk.portal.terminate()
    assert desk.kinds(2) == [Pressed, Lost]
    assert desk.source.describe() == ""
    desk.loop.until(lambda: not desk.owners[PORTAL])
    desk.portal = desk.run(PORTAL, PORTAL_PROGRAM)
    desk.loop.until(desk.source.describe)
    desk.desktop("Press", "dictate")
    desk.desktop("Release", "dictate")
    assert desk.kinds(4)[2:] == [Pressed, Released]


def test_a_portal_that_crashed_is_started_by_calling_it(desk, bus_services):
    desk.bind()
    environment = " ".join(f"{name}={os.environ[name]}" for name in PORTAL_ENVIRONMENT)
    service = f"[D-BUS Service]\nName={PORTAL}\nExec=/usr/bin/env {environment} {PORTAL_PROGRAM}\n"
    (bus_services / f"{PORTAL}.service").write_text(service)
    reloaded = []
    desk.link.call(Member("org.freedesktop.DBus", "/", "org.freedesktop.DBus", "ReloadConfig"), None, reloaded.append)
    desk.loop.until(lambda: reloaded)
    desk.portal.kill()
    desk.loop.until(lambda: not desk.source.describe())
    desk.loop.until(desk.source.describe)
    desk.desktop("Press", "dictate")
    assert desk.kinds(1) == [Pressed]


def test_a_session_that_the_desktop_closes_is_told(desk):
    desk.bind()
    desk.desktop("Press", "dictate")
    desk.kinds(1)
    desk.desktop("CloseSessions")
    assert desk.kinds(2) == [Pressed, Lost]
    assert "took the shortcuts back" in str(desk.failures[0])


def test_a_key_that_the_user_changed_in_the_desktop(desk):
    desk.bind()
    desk.desktop("Rename", "Pause")
    desk.loop.until(lambda: desk.source.describe() == "Press Pause")


def test_nothing_arrives_after_stop(desk):
    desk.bind()
    desk.source.stop()
    desk.loop.until(lambda: ["Close"] in desk.calls())
    desk.desktop("Press", "dictate")
    desk.loop.turn(0.2)
    assert desk.events == []


def test_a_foreign_session_is_not_heard(desk):
    """Two programs of one desktop may use the same shortcut id."""
    desk.bind()
    other_link = dbus_link.connect()
    events = []
    other = PortalSource(HotkeyOptions(), other_link, APP_ID)
    other.start(events.append)
    desk.loop.until(other.describe)
    desk.desktop("Press", "dictate")
    desk.kinds(1)
    desk.loop.turn(0.2)
    assert len(desk.events) == 1
    assert len(events) == 1
    other.stop()
    other_link.close()


def test_a_session_without_a_portal(link, loop):
    failures = []
    source = PortalSource(HotkeyOptions(), link, APP_ID, failures.append)
    source.start(print)
    loop.until(lambda: failures)
    assert "no global shortcuts" in str(failures[0])
    source.stop()
