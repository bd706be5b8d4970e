"""What is sent to the notification server, and what its answers do."""

import pytest

from dictate.desktop.notifications import Button, Notification, Notifications, Urgency
from tests.fakes.bus import FakeBus

NAME = "org.freedesktop.Notifications"


class Server:
    def __init__(self, hub, capabilities):
        self.hub = hub
        self.shown = []
        hub.set_owner(NAME, ":server")
        hub.methods[(NAME, NAME, "GetCapabilities")] = lambda: (capabilities,)
        hub.methods[(NAME, NAME, "Notify")] = self.notify

    def notify(self, *content):
        self.shown.append(content)
        return (content[1] or len(self.shown),)

    def signal(self, name, *arguments):
        self.hub.send(":server", "/org/freedesktop/Notifications", NAME, name, arguments)
        self.hub.pass_time(1)


@pytest.fixture
def bus():
    return FakeBus()


@pytest.fixture
def server(bus):
    return Server(bus.hub, ["actions", "body-markup"])


@pytest.fixture
def show(bus):
    notifications = Notifications(bus)

    def shown(*arguments, **options):
        notifications.show(Notification(*arguments, **options))
        bus.hub.pass_time(1)

    return shown


def test_a_button_does_its_work(server, show):
    done = []
    show("Copied", buttons=(Button("Type again", lambda: done.append("again")), Button("Undo", print)))
    assert server.shown[0][5] == ["button0", "Type again", "button1", "Undo"]
    server.signal("ActionInvoked", 1, "button0")
    assert done == ["again"]


def test_a_click_on_the_notification(server, show):
    done = []
    show("Problem", default=lambda: done.append("open"))
    server.signal("ActionInvoked", 1, "default")
    assert done == ["open"]


def test_actions_of_other_programs_are_not_ours(server, show):
    done = []
    show("Copied", buttons=(Button("Type again", lambda: done.append("again")),))
    server.signal("ActionInvoked", 7, "button0")
    server.signal("ActionInvoked", 1, "nonsense")
    assert done == []


def test_the_next_takes_the_place_of_the_last(server, show):
    show("First")
    show("Second")
    assert [content[1] for content in server.shown] == [0, 1]


def test_after_it_was_closed_a_new_one_is_made(server, show):
    show("First")
    server.signal("NotificationClosed", 1, 2)
    show("Second")
    assert [content[1] for content in server.shown] == [0, 0]


def test_dictated_text_is_no_markup(server, show):
    show("Copied", "a < b & c")
    assert server.shown[0][4] == "a &lt; b &amp; c"


def test_a_server_without_markup_gets_plain_text(bus, show):
    server = Server(bus.hub, ["actions"])
    show("Copied", "a < b & c")
    assert server.shown[0][4] == "a < b & c"


def test_texts_do_not_stay_in_the_desktops_list(server, show):
    show("Copied", urgency=Urgency.CRITICAL)
    assert server.shown[0][6] == {"desktop-entry": "io.github.dictate_desktop.Dictate", "urgency": 2, "transient": True}


def test_no_server_is_no_problem(show):
    show("Nobody sees this")


def test_a_server_without_actions_gets_none(bus, show):
    server = Server(bus.hub, ["body"])
    show("Copied", "Press Ctrl+V", buttons=(Button("Type again", print),))
    assert server.shown[0][3:6] == ("Copied", "Press Ctrl+V", [])


def test_another_server_is_asked_anew_and_its_numbers_are_not_ours(bus, server, show):
    done = []
    show("First", "a < b", buttons=(Button("Type again", lambda: done.append("again")),))
    bus.hub.set_owner(NAME, "")
    other = Server(bus.hub, ["actions"])
    bus.hub.pass_time(1)
    other.signal("ActionInvoked", 1, "button0")
    assert done == [], "that is another program's notification"
    show("Second", "a < b")
    assert other.shown[0][1] == 0, "nothing is there that it could replace"
    assert other.shown[0][4] == "a < b"


@pytest.mark.parametrize("answer", [(), (7,), ("body-markup",), ([7],), (None,)])
def test_capabilities_that_are_rubbish(bus, server, show, answer):
    bus.hub.methods[(NAME, NAME, "GetCapabilities")] = lambda: answer
    show("Copied", "a < b")
    assert server.shown[0][4] == "a < b"


def test_an_answer_and_signals_that_are_rubbish(bus, server, show):
    done = []
    bus.hub.methods[(NAME, NAME, "Notify")] = lambda *content: ("nonsense",)
    show("First", buttons=(Button("Type again", lambda: done.append("again")),))
    bus.hub.methods[(NAME, NAME, "Notify")] = server.notify
    for arguments in ((), (1,), ("1", "button0"), (1, 7), (1, ["button0"])):
        server.signal("ActionInvoked", *arguments)
        server.signal("NotificationClosed", *arguments[:1])
    show("Second")
    assert (done, server.shown[0][1]) == ([], 0)
