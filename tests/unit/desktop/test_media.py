"""Which players are paused and which go on."""

import pytest

from dictate.desktop.media import MediaPause
from tests.fakes.bus import FakeBus, Late

PLAYER = "org.mpris.MediaPlayer2.Player"


class Players:
    def __init__(self, hub):
        self.states = {}
        self.hub = hub
        hub.methods[("org.freedesktop.DBus", "org.freedesktop.DBus", "ListNames")] = lambda: (
            ["org.freedesktop.Notifications", ":1.7", *self.states],
        )

    def add(self, name, state):
        name = f"org.mpris.MediaPlayer2.{name}"
        self.states[name] = state
        methods = self.hub.methods
        methods[(name, "org.freedesktop.DBus.Properties", "Get")] = lambda interface, key: (self.states[name],)
        methods[(name, PLAYER, "Pause")] = lambda: self.become(name, "Paused")
        methods[(name, PLAYER, "Play")] = lambda: self.become(name, "Playing")
        return name

    def become(self, name, state):
        self.states[name] = state
        return ()


@pytest.fixture
def bus():
    return FakeBus()


@pytest.fixture
def players(bus):
    return Players(bus.hub)


@pytest.fixture
def media(bus):
    return MediaPause(bus)


def test_what_plays_is_paused_and_goes_on(bus, players, media):
    music, video = players.add("music", "Playing"), players.add("video", "Paused")
    media.pause()
    bus.hub.pass_time(1)
    assert players.states == {music: "Paused", video: "Paused"}
    media.resume()
    bus.hub.pass_time(1)
    assert players.states == {music: "Playing", video: "Paused"}


def test_what_the_user_stopped_meanwhile_stays_stopped(bus, players, media):
    music = players.add("music", "Playing")
    media.pause()
    bus.hub.pass_time(1)
    players.states[music] = "Stopped"
    media.resume()
    bus.hub.pass_time(1)
    assert players.states == {music: "Stopped"}


def test_a_recording_that_is_over_at_once_pauses_nothing(bus, players, media):
    music = players.add("music", "Playing")
    media.pause()
    media.resume()
    bus.hub.pass_time(1)
    assert players.states == {music: "Playing"}


def test_a_player_that_went_away(bus, players, media):
    music = players.add("music", "Playing")
    media.pause()
    bus.hub.pass_time(1)
    del bus.hub.methods[(music, "org.freedesktop.DBus.Properties", "Get")]
    media.resume()
    bus.hub.pass_time(1)
    assert players.states == {music: "Paused"}


def test_the_next_recording_begins_while_a_player_is_asked(bus, players, media):
    music = players.add("music", "Playing")
    media.pause()
    bus.hub.pass_time(1)
    media.resume()
    media.pause()
    bus.hub.pass_time(1)
    assert players.states == {music: "Paused"}
    media.resume()
    bus.hub.pass_time(1)
    assert players.states == {music: "Playing"}


def test_a_player_that_answers_after_twenty_seconds_goes_on(bus, players, media):
    music = players.add("music", "Playing")
    media.pause()
    bus.hub.pass_time(1)
    status = bus.hub.methods[(music, "org.freedesktop.DBus.Properties", "Get")]
    bus.hub.methods[(music, "org.freedesktop.DBus.Properties", "Get")] = lambda *asked: Late(20, status(*asked))
    media.resume()
    bus.hub.pass_time(21)
    assert players.states == {music: "Playing"}


@pytest.mark.parametrize("rubbish", [(), (7,), (["Playing"],), ("Playing", "Playing"), ({},)])
def test_a_player_that_answers_rubbish_is_left_alone(bus, players, media, rubbish):
    music = players.add("music", "Playing")
    bus.hub.methods[(music, "org.freedesktop.DBus.Properties", "Get")] = lambda interface, key: rubbish
    media.pause()
    bus.hub.pass_time(1)
    assert players.states == {music: "Playing"}


def test_a_program_that_passes_on_to_another_player_is_no_player(bus, players, media):
    music, passes_on = players.add("music", "Playing"), players.add("playerctld", "Playing")
    media.pause()
    bus.hub.pass_time(1)
    assert players.states == {music: "Paused", passes_on: "Playing"}


def test_the_program_ends_while_a_player_is_paused(bus, players, media):
    music = players.add("music", "Playing")
    media.pause()
    bus.hub.pass_time(1)
    media.close()
    bus.hub.pass_time(1)
    assert players.states == {music: "Playing"}
