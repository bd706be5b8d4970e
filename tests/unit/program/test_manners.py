"""What a notification offers to do."""

from dataclasses import replace

import pytest

from dictate.events import Finished, Notice, Problem, SessionState
from dictate.keyboard.contract import Route
from dictate.program.manners import Manners
from dictate.settings.settings import Settings
from tests.fakes.bus import FakeBus
from tests.fakes.control import FakeControl

NAME = "org.freedesktop.Notifications"


@pytest.fixture
def bus():
    return FakeBus()


@pytest.fixture
def shown(bus):
    """What the notification server was asked to show: the arguments of each Notify."""
    asked = []
    bus.hub.set_owner(NAME, ":server")
    bus.hub.methods[NAME, NAME, "GetCapabilities"] = lambda: (["actions"],)
    bus.hub.methods[NAME, NAME, "Notify"] = lambda *content: (asked.append(content), (7,))[1]
    return asked


@pytest.fixture
def manners(bus):
    """Those of a session that has a last text."""
    made = Manners(FakeControl(), Settings, bus, None, copy_last=print, open_doctor=print)
    yield made
    made.close()


@pytest.fixture
def offered(bus, shown, manners):
    """The titles of the buttons that an event is told with."""

    def told(event):
        manners.on_event(event)
        bus.hub.pass_time(1)
        return shown[-1][5][1::2]

    return told


def test_a_text_on_the_clipboard_can_be_typed(offered):
    assert offered(Finished("u1", "Hello.", Route.COPY, "Paste it.")) == ["Type again"]


def test_a_text_that_is_kept_can_be_copied_too(offered):
    assert offered(Finished("u1", "Hello.", Route.NONE, "The window is gone.")) == ["Copy", "Type again"]


def test_a_failure_leads_to_the_doctor(offered):
    assert offered(Problem("No microphone.", "Plug it in.")) == ["Open the doctor"]


def test_a_notice_offers_nothing_of_an_earlier_text(offered):
    assert offered(Notice("The settings are not valid TOML.")) == []


def test_without_a_tray_the_window_is_offered_and_not_opened(bus, shown, manners):
    opened = []
    manners.tell_that_there_is_no_tray(lambda: opened.append(True))
    bus.hub.pass_time(1)
    assert "no tray icons" in shown[0][4]
    assert opened == []
    bus.hub.send(":server", "/org/freedesktop/Notifications", NAME, "ActionInvoked", (7, "default"))
    bus.hub.pass_time(1)
    assert opened == [True]


class SpiedDucking:
    def __init__(self, memory):
        self.told = []

    def lower(self):
        self.told.append("lower")

    def restore(self):
        self.told.append("restore")

    def close(self):
        self.told.append("close")


@pytest.mark.parametrize(
    ("state", "lower_sounds", "told"),
    [
        (SessionState.RECORDING, True, ["lower"]),
        (SessionState.RECORDING, False, []),
        (SessionState.IDLE, True, ["restore"]),
        (SessionState.WORKING, False, ["restore"]),
    ],
)
def test_an_output_that_comes_is_made_as_quiet_or_as_loud_as_the_others(monkeypatch, state, lower_sounds, told):
    monkeypatch.setattr("dictate.program.manners.Ducking", SpiedDucking)
    settings = replace(Settings(), general=replace(Settings().general, lower_sounds=lower_sounds))
    control = FakeControl()
    manners = Manners(control, lambda: settings, None, None, copy_last=print, open_doctor=print)
    control._state = state
    manners._ducking.told.clear()
    manners.outputs_changed()
    assert manners._ducking.told == told
    manners.close()
