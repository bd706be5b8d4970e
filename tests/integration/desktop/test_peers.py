"""Notifications, media players, screen savers and the Background portal on a real bus, with plain stand-ins."""

import pytest

from dictate.desktop import dbus_link
from dictate.desktop.autostart import ask_portal_to_start_at_login
from dictate.desktop.bus import Typed
from dictate.desktop.interruptions import Interruptions
from dictate.desktop.login_start import LoginStart
from dictate.desktop.media import MediaPause
from dictate.desktop.notifications import Button, Notification, Notifications

NOTIFICATIONS = "org.freedesktop.Notifications"
PLAYER = "org.mpris.MediaPlayer2.Player"
PORTAL = "org.freedesktop.portal.Desktop"


@pytest.fixture
def peer(session_bus, loop):
    made = dbus_link.connect()
    yield made
    made.close()


class NotificationServer:
    introspection = f"""<node><interface name='{NOTIFICATIONS}'>
      <method name='GetCapabilities'><arg type='as' direction='out'/></method>
      <method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>
        <arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>
        <arg type='a{{sv}}' direction='in'/><arg type='i' direction='in'/><arg type='u' direction='out'/></method>
      <signal name='ActionInvoked'><arg type='u'/><arg type='s'/></signal>
    </interface></node>"""

    def __init__(self):
        self.shown = []

    def GetCapabilities(self):
        return ["actions"]

    def Notify(self, *content):
        self.shown.append(content)
        return 42


class Player:
    introspection = f"""<node><interface name='{PLAYER}'>
      <method name='Pause'/><method name='Play'/><property name='PlaybackStatus' type='s' access='read'/>
    </interface></node>"""
    PlaybackStatus = "Playing"

    def Pause(self):
        self.PlaybackStatus = "Paused"

    def Play(self):
        self.PlaybackStatus = "Playing"


def test_a_notification_and_its_button(link, loop, peer):
    server = NotificationServer()
    peer.export("/org/freedesktop/Notifications", server)
    assert peer.own_name(NOTIFICATIONS)
    pressed = []
    notifications = Notifications(link)
    notifications.show(Notification("Copied", "Press Ctrl+V", (Button("Again", lambda: pressed.append(1)),)))
    loop.until(lambda: server.shown)
    assert server.shown[0][3:6] == ("Copied", "Press Ctrl+V", ["button0", "Again"])
    loop.turn(0.1)
    invoked = Typed("(us)", (42, "button0"))
    peer.emit("/org/freedesktop/Notifications", NOTIFICATIONS, "ActionInvoked", invoked)
    loop.until(lambda: pressed)


def test_a_player_is_paused_and_goes_on(link, loop, peer):
    player = Player()
    peer.export("/org/mpris/MediaPlayer2", player)
    assert peer.own_name("org.mpris.MediaPlayer2.test")
    media = MediaPause(link)
    media.pause()
    loop.until(lambda: player.PlaybackStatus == "Paused")
    loop.turn(0.1)
    media.resume()
    loop.until(lambda: player.PlaybackStatus == "Playing")


def test_a_player_goes_on_when_the_program_ends(link, loop, peer):
    player = Player()
    peer.export("/org/mpris/MediaPlayer2", player)
    assert peer.own_name("org.mpris.MediaPlayer2.test")
    media = MediaPause(link)
    media.pause()
    loop.until(lambda: player.PlaybackStatus == "Paused")
    media.close()
    link.close()
    loop.until(lambda: player.PlaybackStatus == "Playing")


def test_a_screen_saver_on_any_path(link, loop, peer):
    reasons = []
    Interruptions(link, None, reasons.append)
    assert peer.own_name("org.gnome.ScreenSaver")
    loop.turn(0.1)
    peer.emit("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", Typed("(b)", (True,)))
    loop.until(lambda: reasons)


class BackgroundPortal:
    introspection = """<node><interface name='org.freedesktop.portal.Background'>
      <method name='RequestBackground'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>
        <arg type='o' direction='out'/></method>
    </interface></node>"""

    def __init__(self, peer, allows):
        self.peer = peer
        self.allows = allows
        self.asked = []

    def RequestBackground(self, parent, options):
        self.asked.append(options["autostart"])
        path = f"/org/freedesktop/portal/desktop/request/test/{options['handle_token']}"
        response = Typed("(ua{sv})", (0, {"autostart": Typed("b", self.allows and options["autostart"])}))
        self.peer.after(0.1, lambda: self.peer.emit(path, "org.freedesktop.portal.Request", "Response", response))
        return path


@pytest.mark.parametrize("allows", [True, False])
def test_starting_at_login_from_a_sandbox(link, loop, peer, allows):
    peer.export("/org/freedesktop/portal/desktop", BackgroundPortal(peer, allows))
    assert peer.own_name(PORTAL)
    answers = []
    ask_portal_to_start_at_login(link, True, answers.append)
    loop.until(lambda: answers)
    assert (answers[0] is None) is allows


@pytest.fixture
def sandbox(link, peer, tmp_path):
    """Makes what starts the program at login inside a Flatpak: it, its portal, its mark and what failed."""

    def make(allows):
        portal = BackgroundPortal(peer, allows)
        peer.export("/org/freedesktop/portal/desktop", portal)
        assert peer.own_name(PORTAL)
        mark, failures = tmp_path / "state" / "starts-at-login", []
        return LoginStart(link, sandboxed=True, mark=mark, failed=failures.append), portal, mark, failures

    return make


def test_in_a_sandbox_the_settings_reach_the_portal(loop, sandbox):
    login_start, portal, mark, failures = sandbox(allows=True)
    login_start.follow(True)
    loop.until(mark.exists)
    login_start.follow(True)
    login_start.follow(False)
    loop.until(lambda: not mark.exists())
    assert (portal.asked, failures) == ([True, False], [])


def test_a_refusal_is_told_once_and_asked_again_only_after_a_change(loop, sandbox):
    login_start, portal, mark, failures = sandbox(allows=False)
    login_start.follow(True)
    loop.until(lambda: failures)
    login_start.follow(True)
    loop.turn(0.2)
    assert (portal.asked, mark.exists(), len(failures)) == ([True], False, 1)
    login_start.follow(False)
    login_start.follow(True)
    loop.until(lambda: len(failures) == 2)


def test_a_sandbox_that_was_never_to_start_at_login_asks_nothing(loop, sandbox):
    login_start, portal, _mark, _failures = sandbox(allows=True)
    login_start.follow(False)
    loop.turn(0.2)
    assert portal.asked == []
