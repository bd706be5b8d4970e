"""What the real portal of the integration tests does not do (refusals, silence, crashes), on a bus in memory."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dictate.desktop.bus import CallFailed, Member
from dictate.hotkeys.contract import Pressed, ProfileShortcut
from dictate.hotkeys.options import HotkeyOptions
from dictate.hotkeys.portal_source import PortalSource
from tests.fakes.bus import SILENCE, FakeBus

PORTAL = "org.freedesktop.portal.Desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
SESSION = "/org/freedesktop/portal/desktop/session/1_2/dictate"


class Portal:
    """Answers as the documentation says, unless a test replaces a method."""

    def __init__(self, hub):
        self.hub = hub
        self.methods = hub.methods
        self.asked = []
        self.methods[(PORTAL, "org.freedesktop.host.portal.Registry", "Register")] = self.register
        self.methods[(PORTAL, "org.freedesktop.DBus.Properties", "Get")] = lambda interface, name: (1,)
        self.methods[(PORTAL, SHORTCUTS, "CreateSession")] = self.create
        self.methods[(PORTAL, SHORTCUTS, "BindShortcuts")] = self.bind
        self.appear()

    def appear(self):
        self.hub.set_owner(PORTAL, ":portal")

    def vanish(self):
        self.hub.set_owner(PORTAL, "")

    def register(self, app_id, options):
        self.asked.append("Register")
        if not self.hub.owners[PORTAL]:
            self.appear()  # D-Bus activation
        return ()

    def create(self, options):
        self.asked.append("CreateSession")
        return self.respond(options, {"session_handle": SESSION})

    def bind(self, session, shortcuts, parent, options):
        self.asked.append("BindShortcuts")
        self.wanted = shortcuts
        return self.respond(options, {"shortcuts": [(name, {"trigger_description": "F9"}) for name, _ in shortcuts]})

    def respond(self, options, results, path=None, code=0):
        path = path or f"/org/freedesktop/portal/desktop/request/1_1/{options['handle_token']}"
        self.hub.at(
            0, lambda: self.hub.send(":portal", path, "org.freedesktop.portal.Request", "Response", (code, results))
        )
        return (path,)


@pytest.fixture
def bus():
    return FakeBus()


@pytest.fixture
def portal(bus):
    return Portal(bus.hub)


@pytest.fixture
def failures():
    return []


@pytest.fixture
def start(bus, failures):
    def started(**options):
        source = PortalSource(HotkeyOptions(**options), bus, "org.example.App", failures.append)
        source.start(lambda event: None)
        bus.hub.pass_time(1)
        return source

    return started


def test_registration_comes_before_everything_else(bus, portal, start):
    assert start().describe() == "F9"
    assert [name for name, _ in bus.calls] == ["Register", "Get", "CreateSession", "BindShortcuts"]


def test_the_key_that_the_desktop_gave_is_told(bus, portal):
    source = PortalSource(HotkeyOptions(), bus, "org.example.App")
    told = []
    source.on_bound = lambda: told.append(source.describe())
    source.start(lambda event: None)
    bus.hub.pass_time(1)
    assert told == ["F9"]


def test_the_keys_of_profiles_are_asked_for_by_their_names(bus, portal):
    heard = []
    source = PortalSource(HotkeyOptions(profile_keys=("letters = Shift+F9",)), bus, "org.example.App")
    source.start(heard.append)
    bus.hub.pass_time(1)
    (name, wanted) = portal.wanted[1]
    assert (name, wanted["preferred_trigger"]) == ("profile-letters", "SHIFT+F9")
    assert "letters" in wanted["description"]
    bus.hub.send(":portal", "/org/freedesktop/portal/desktop", SHORTCUTS, "Activated", (SESSION, name, 0, {}))
    bus.hub.pass_time(0.1)
    assert heard[0].shortcut == ProfileShortcut("letters")


def test_a_modifier_alone_is_not_suggested_to_the_desktop(portal, start):
    start(key="Right Ctrl", portal_key="F10")
    assert portal.wanted[0][1]["preferred_trigger"] == "F10"


def test_a_shortcut_the_portal_cannot_write_is_offered_without_a_suggestion(portal, start):
    start(key="F9", cancel_key="BTN_SIDE")
    assert "preferred_trigger" not in portal.wanted[1][1]


def test_an_old_portal_without_a_registry(bus, portal, start):
    del portal.methods[(PORTAL, "org.freedesktop.host.portal.Registry", "Register")]
    assert start().describe() == "F9"


def test_an_old_portal_that_chooses_the_request_path(bus, portal, start):
    own_path = "/org/freedesktop/portal/desktop/request/7"
    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = lambda options: portal.respond(
        options, {"session_handle": SESSION}, own_path
    )
    assert start().describe() == "F9"


def test_a_portal_that_wants_an_installed_application(portal, start, failures):
    refusal = CallFailed("org.freedesktop.portal.Error.NotAllowed", "An app id is required")
    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = lambda options: refusal
    start()
    assert "menu entry" in failures[0].mend


def test_a_portal_that_never_answers_is_given_up(bus, portal, start, failures):
    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = lambda options: ("/path",)
    start()
    bus.hub.pass_time(120)
    assert len(failures) == 1


def test_a_portal_that_answers_late_at_login_is_asked_again_and_the_late_session_is_closed(
    bus, portal, start, failures
):
    late = SESSION.replace("dictate", "late")
    requests = []

    def create(options):
        requests.append(options)
        return ("/path",) if len(requests) == 1 else portal.respond(options, {"session_handle": SESSION})

    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = create
    source = start()
    bus.hub.pass_time(12)
    assert (source.describe(), failures) == ("F9", [])
    portal.respond(requests[0], {"session_handle": late})
    bus.hub.pass_time(1)
    assert [member for member in bus.members if member.name == "Close"] == [
        Member(PORTAL, late, "org.freedesktop.portal.Session", "Close")
    ]
    assert source.describe() == "F9"


def test_a_session_that_comes_after_stop_is_closed(bus, portal):
    requests = []

    def create(options):
        requests.append(options)
        return ("/path",)

    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = create
    source = PortalSource(HotkeyOptions(), bus, "org.example.App")
    source.start(lambda event: None)
    bus.hub.pass_time(1)
    source.stop()
    portal.respond(requests[0], {"session_handle": SESSION})
    bus.hub.pass_time(1)
    assert bus.members[-1] == Member(PORTAL, SESSION, "org.freedesktop.portal.Session", "Close")
    assert "BindShortcuts" not in portal.asked


def test_a_desktop_that_is_not_ready_yet_is_asked_again(bus, portal, start, failures):
    def not_ready(options):
        portal.asked.append("CreateSession")
        if portal.asked.count("CreateSession") < 3:
            return portal.respond(options, {}, code=2)
        return portal.respond(options, {"session_handle": SESSION})

    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = not_ready
    source = start()
    bus.hub.pass_time(10)
    assert (source.describe(), failures) == ("F9", [])


def test_a_desktop_that_is_never_ready_is_given_up_and_told_of_once(bus, portal, start, failures):
    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = lambda options: portal.respond(options, {}, code=2)
    start()
    bus.hub.pass_time(120)
    assert [type(each).__name__ for each in failures] == ["NotReadyError"]


def test_a_dialog_that_came_to_nothing_is_not_shown_again(bus, portal, start, failures):
    def closed(session, shortcuts, parent, options):
        portal.asked.append("BindShortcuts")
        return portal.respond(options, {}, code=2)

    portal.methods[(PORTAL, SHORTCUTS, "BindShortcuts")] = closed
    start()
    bus.hub.pass_time(120)
    assert (portal.asked.count("BindShortcuts"), len(failures)) == (1, 1)


def test_a_dialog_may_stay_open(bus, portal, start, failures):
    portal.methods[(PORTAL, SHORTCUTS, "BindShortcuts")] = lambda *arguments: ("/path",)
    start()
    bus.hub.pass_time(3600)
    assert failures == []


def test_a_silent_bus_is_given_up(bus, portal, start, failures):
    portal.methods[(PORTAL, "org.freedesktop.DBus.Properties", "Get")] = lambda *arguments: SILENCE
    start()
    bus.hub.pass_time(120)
    assert len(failures) == 1


def test_a_crashed_portal_is_called_again(bus, portal, start):
    source = start()
    portal.vanish()
    bus.hub.pass_time(0.1)
    assert source.describe() == ""
    bus.hub.pass_time(2)
    assert source.describe() == "F9"


def test_a_portal_that_crashes_for_ever_is_given_up(bus, portal, start, failures):
    start()
    portal.methods[(PORTAL, SHORTCUTS, "BindShortcuts")] = lambda *arguments: ("/path",)
    for _ in range(10):
        portal.vanish()
        bus.hub.pass_time(20)
    assert "again and again" in str(failures[0])


def test_no_bus_no_portal(monkeypatch):
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    assert PortalSource(HotkeyOptions(), None, "org.example.App").usable().score == 0


@pytest.fixture
def portal_file(tmp_path, monkeypatch):
    def write(interfaces, desktops):
        (tmp_path / "some.portal").write_text(f"[portal]\nInterfaces={interfaces}\nUseIn={desktops}\n")
        monkeypatch.setenv("XDG_DESKTOP_PORTAL_DIR", str(tmp_path))
        monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/run/user/1000/bus")

    return write


ALL = "org.freedesktop.impl.portal.Settings;org.freedesktop.impl.portal.GlobalShortcuts;"


def test_a_desktop_with_shortcuts(bus, portal_file):
    portal_file(ALL, "gnome")
    assert PortalSource(HotkeyOptions(key="F9"), bus, "org.example.App").usable().score == 90


def test_a_key_that_the_desktop_cannot_watch_scores_less(bus, portal_file):
    portal_file(ALL, "gnome")
    assert PortalSource(HotkeyOptions(key="Right Ctrl"), bus, "org.example.App").usable().score == 60


@pytest.mark.parametrize(("interfaces", "desktops"), [(ALL, "KDE"), ("org.freedesktop.impl.portal.Settings", "gnome")])
def test_a_desktop_without_shortcuts(bus, portal_file, interfaces, desktops):
    portal_file(interfaces, desktops)
    assert PortalSource(HotkeyOptions(), bus, "org.example.App").usable().score == 0


def test_a_broken_portal_file_is_passed_over(bus, portal_file, tmp_path):
    portal_file(ALL, "gnome")
    (tmp_path / "broken.portal").write_bytes(b"\xff\xfe[no")
    assert PortalSource(HotkeyOptions(), bus, "org.example.App").usable().score > 0


def choose(home, line):
    folder = home / ".config" / "xdg-desktop-portal"
    folder.mkdir(parents=True)
    (folder / "gnome-portals.conf").write_text(f"[preferred]\ndefault=gtk\n{line}\n")


def test_a_back_end_chosen_for_shortcuts_counts_on_any_desktop(bus, portal_file, private_home):
    portal_file(ALL, "kde")
    choose(private_home, "org.freedesktop.impl.portal.GlobalShortcuts=gone;some")
    assert PortalSource(HotkeyOptions(), bus, "org.example.App").usable().score == 90


def test_shortcuts_switched_off_for_the_desktop_are_none(bus, portal_file, private_home):
    portal_file(ALL, "gnome")
    choose(private_home, "org.freedesktop.impl.portal.GlobalShortcuts=none")
    assert PortalSource(HotkeyOptions(), bus, "org.example.App").usable().score == 0


def test_hyprland_comes_behind_a_keyboard_that_may_be_read(bus, portal_file, monkeypatch):
    portal_file(ALL, "hyprland")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "Hyprland")
    usable = PortalSource(HotkeyOptions(), bus, "org.example.App").usable()
    assert 0 < usable.score < 70
    assert "bind = , F9, global, org.example.App:dictate" in usable.mend


def test_hyprland_that_reads_lua_is_told_lua(bus, portal_file, private_home, monkeypatch):
    portal_file(ALL, "hyprland")
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "Hyprland")
    configuration = private_home / ".config" / "hypr" / "hyprland.lua"
    configuration.parent.mkdir(parents=True)
    configuration.touch()
    mend = PortalSource(HotkeyOptions(), bus, "org.example.App").usable().mend
    assert 'hl.bind("F9", hl.dsp.global("org.example.App:dictate"), { release = true })' in mend


@pytest.mark.parametrize(("desktop", "notices"), [("KDE", 1), ("Hyprland", 0)])
def test_a_desktop_that_gives_no_key_is_told_of_unless_it_never_says(bus, portal, monkeypatch, desktop, notices):
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    portal.methods[(PORTAL, SHORTCUTS, "BindShortcuts")] = lambda session, shortcuts, parent, options: portal.respond(
        options, {"shortcuts": [(name, {"trigger_description": ""}) for name, _ in shortcuts]}
    )
    told = []
    PortalSource(HotkeyOptions(), bus, "org.example.App", noticed=told.append).start(lambda event: None)
    bus.hub.pass_time(1)
    assert len(told) == notices


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just(SESSION)
    | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.sampled_from(["trigger_description", "shortcuts", "session_handle", "x"]), inner)
    ),
    max_leaves=8,
)
"""What may stand in a variant; shortcuts among it now and then."""


@settings(max_examples=60)
@given(
    results=ANYTHING.filter(lambda each: isinstance(each, dict)), bound=ANYTHING, code=st.sampled_from([0, 0, 1, 77])
)
def test_whatever_stands_in_a_portals_variants_it_is_bound_or_given_up(results, bound, code):
    ended, bus = [], FakeBus()
    portal = Portal(bus.hub)
    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = lambda options: portal.respond(options, results)
    portal.methods[(PORTAL, SHORTCUTS, "BindShortcuts")] = lambda _session, _wanted, _parent, options: portal.respond(
        options, {"shortcuts": bound}, code=code
    )
    source = PortalSource(HotkeyOptions(), bus, "org.example.App", ended.append)
    source.on_bound = lambda: ended.append(source.describe())
    source.start(lambda event: None)
    bus.hub.pass_time(60)
    assert len(ended) == 1
    source.stop()


@settings(max_examples=60)
@given(response=st.lists(ANYTHING, max_size=3), reply=st.lists(ANYTHING, max_size=2))
def test_a_response_of_another_shape_ends_the_attempt(response, reply):
    ended, bus = [], FakeBus()
    portal = Portal(bus.hub)

    def create(options):
        path = f"/org/freedesktop/portal/desktop/request/1_1/{options['handle_token']}"
        request = "org.freedesktop.portal.Request"
        bus.hub.at(0, lambda: bus.hub.send(":portal", path, request, "Response", tuple(response)))
        return tuple(reply)

    portal.methods[(PORTAL, SHORTCUTS, "CreateSession")] = create
    source = PortalSource(HotkeyOptions(), bus, "org.example.App", ended.append)
    source.on_bound = lambda: ended.append(source.describe())
    source.start(lambda event: None)
    bus.hub.pass_time(120)
    assert len(ended) == 1
    source.stop()


@settings(max_examples=60)
@given(signal=st.sampled_from(["Activated", "Deactivated", "ShortcutsChanged"]), said=st.lists(ANYTHING, max_size=4))
def test_a_signal_of_another_shape_is_passed_over(signal, said):
    heard, bus = [], FakeBus()
    Portal(bus.hub)
    source = PortalSource(HotkeyOptions(), bus, "org.example.App")
    source.start(heard.append)
    bus.hub.pass_time(1)
    for arguments in (tuple(said), (SESSION, *said)):
        bus.hub.send(":portal", "/org/freedesktop/portal/desktop", SHORTCUTS, signal, arguments)
        bus.hub.pass_time(1)
    assert heard == []
    bus.hub.send(":portal", "/org/freedesktop/portal/desktop", SHORTCUTS, "Activated", (SESSION, "dictate", 0, {}))
    bus.hub.pass_time(0.1)
    assert [type(event) for event in heard] == [Pressed]
    source.stop()
