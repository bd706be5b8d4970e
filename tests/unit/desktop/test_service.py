"""What the D-Bus service does with calls and events, on a bus in memory."""

import pytest

from dictate import APP_ID, __version__
from dictate.errors import DictateError
from dictate.events import Finished, Level, Partial, SessionState, StateChanged
from dictate.keyboard.contract import Route
from dictate.remote.last_told import Told
from dictate.remote.remote import Circumstances, Remote
from dictate.remote.service import DictationService
from dictate.settings.profiles import PRIVATE
from tests.fakes.bus import FakeBus
from tests.fakes.control import FakeControl


@pytest.fixture
def control():
    return FakeControl()


@pytest.fixture
def remote(control):
    return Remote(
        control,
        lambda token: None,
        {"quit": lambda: control.calls.append("quit")},
        lambda: Circumstances("F9 (portal)"),
    )


@pytest.fixture
def bus():
    return FakeBus()


def test_the_second_instance_does_not_get_the_name(bus, remote):
    assert DictationService(bus, remote).claim()
    assert not DictationService(FakeBus(bus.hub), remote).claim()
    assert bus.hub.owners == {APP_ID: bus.unique_name}


def test_events_become_signals(bus, remote):
    service = DictationService(bus, remote)
    service.claim()
    service.on_event(StateChanged(SessionState.RECORDING))
    service.on_event(Partial("u1", "hello"))
    service.on_event(Finished("u1", "Hello.", Route.COPY, "Paste it."))
    service.on_event(Level(-20.0, -10.0, True))
    assert [(name, arguments) for name, arguments in bus.emitted if name != "PropertiesChanged"] == [
        ("StateChanged", ("recording",)),
        ("Partial", ("u1", "hello")),
        ("Finished", ("u1", "Hello.", "copy", "Paste it.")),
    ]


def test_nothing_is_sent_before_the_name_is_ours(bus, remote):
    DictationService(bus, remote).on_event(StateChanged(SessionState.RECORDING))
    assert bus.emitted == []


@pytest.mark.parametrize(
    ("word", "call"),
    [
        ("start", "start"),
        ("start-private", "start_private"),
        ("stop", "stop"),
        ("toggle", "toggle"),
        ("cancel", "cancel"),
        ("type-last", "type_last_again"),
        ("undo-last", "undo_last"),
        ("quit", "quit"),
    ],
)
def test_words_that_the_remote_obeys(remote, control, word, call):
    remote.do(word)
    assert control.calls == [call]


def test_an_unknown_word_is_refused(remote, control):
    with pytest.raises(DictateError, match="explode"):
        remote.do("explode")
    assert control.calls == []


def test_the_status(remote, control):
    control.start()
    status = remote.status()
    assert (status.state, status.hotkey, status.version) == ("recording", "F9 (portal)", __version__)


def test_the_status_tells_with_what_and_what_was_told_last(control, bus):
    told = Told("It is muted.", "Unmute it.")
    remote = Remote(control, print, {}, lambda: Circumstances("F9 (portal)", "small", "Desk microphone", told))
    status = remote.status()
    assert (status.model, status.microphone, status.message, status.mend) == (
        "small",
        "Desk microphone",
        "It is muted.",
        "Unmute it.",
    )


class Profiles:
    def __init__(self) -> None:
        self.chosen = "none"

    def choose_profile(self, name: str) -> None:
        if name not in ("private", "none"):
            raise DictateError(f"There is no profile {name}.")
        self.chosen = name

    def profile(self):
        return PRIVATE if self.chosen == "private" else None

    def profiles(self):
        return (PRIVATE,)


@pytest.mark.parametrize("way", ["method", "word"])
def test_a_profile_is_chosen_by_its_name(bus, control, way):
    remote = Remote(control, print, {}, Circumstances, Profiles())
    DictationService(bus, remote).claim()
    if way == "method":
        remote.use_profile("private")
    else:
        remote.do("profile:private")
    assert remote.status().profile == "private"
    assert remote.profile_names() == ("private",)
    remote.do("profile:none")
    assert remote.status().profile == ""


def test_a_profile_that_there_is_not_is_refused(control):
    with pytest.raises(DictateError, match="no profile gone"):
        Remote(control, print, {}, Circumstances, Profiles()).do("profile:gone")
    with pytest.raises(DictateError, match="cannot be chosen here"):
        Remote(control, print, {}, Circumstances).do("profile:private")


def test_one_dictation_with_a_profile(control):
    remote = Remote(control, print, {}, Circumstances, Profiles())
    for word in ("start:private", "toggle:private", "toggle:private"):
        remote.do(word)
    # The second word came while the first one's recording went on.
    assert control.calls == ["start_with_profile private", "stop", "start_with_profile private", "latch"]


@pytest.mark.parametrize("word", ["start:gone", "toggle:gone", "start:"])
def test_a_dictation_with_a_profile_that_there_is_not_is_refused(control, word):
    with pytest.raises(DictateError, match="no profile"):
        Remote(control, print, {}, Circumstances, Profiles()).do(word)
    assert control.calls == []
