"""What portals send, and what it means."""

from dictate.hotkeys.contract import Lost, Pressed, Released, Shortcut
from dictate.hotkeys.heartbeat import Heartbeat

DICTATE = Shortcut.DICTATE


def play(heartbeat, *moves, until=60.0):
    """Moves are ("on" or "off", time); checks are made at their deadlines in between, and up to `until`."""
    events = []

    def check_up_to(time_s):
        while heartbeat.deadline_s is not None and heartbeat.deadline_s <= time_s:
            events.extend(heartbeat.check(heartbeat.deadline_s))

    for what, time_s in moves:
        check_up_to(time_s)
        events += heartbeat.activated(time_s) if what == "on" else heartbeat.deactivated(time_s)
    check_up_to(until)
    return events


def repeats(first_s, last_s, every_s=0.03):
    count = round((last_s - first_s) / every_s)
    return [("on", round(first_s + number * every_s, 3)) for number in range(count + 1)]


def test_kde_presses_and_releases_once():
    assert play(Heartbeat(DICTATE), ("on", 1), ("off", 9)) == [Pressed(DICTATE, 1), Released(DICTATE, 9)]


def test_gnome_repeats_while_held():
    assert play(Heartbeat(DICTATE), ("on", 1), *repeats(1.5, 3.0), ("off", 3.02)) == [
        Pressed(DICTATE, 1),
        Released(DICTATE, 3.02),
    ]


def test_a_lost_release_is_assumed_when_the_repeats_cease():
    events = play(Heartbeat(DICTATE), ("on", 1), *repeats(1.5, 3.0))
    assert events == [Pressed(DICTATE, 1), Released(DICTATE, 3.0, assumed=True)]


def test_the_next_press_after_a_lost_release_works():
    events = play(Heartbeat(DICTATE), ("on", 1), *repeats(1.5, 3.0), ("on", 5), ("off", 6))
    assert [type(event) for event in events] == [Pressed, Released, Pressed, Released]


def test_slow_repeats_are_no_release():
    events = play(Heartbeat(DICTATE), ("on", 1), *repeats(1.5, 6.0, every_s=0.5), ("off", 6.1))
    assert events == [Pressed(DICTATE, 1), Released(DICTATE, 6.1)]


def test_a_long_repeat_delay_is_no_second_press():
    events = play(Heartbeat(DICTATE), ("on", 1), *repeats(3.0, 4.5), ("off", 4.52))
    assert events == [Pressed(DICTATE, 1), Released(DICTATE, 4.52)]


def test_without_repeats_a_lost_release_makes_the_key_a_toggle():
    heartbeat = Heartbeat(DICTATE)
    events = play(heartbeat, ("on", 1), ("on", 5))
    assert events == [Pressed(DICTATE, 1), Pressed(DICTATE, 5)]
    assert heartbeat.lost_release


def test_the_toggling_press_ends_at_its_own_release():
    events = play(Heartbeat(DICTATE), ("on", 1), ("on", 5), ("off", 5.1))
    assert events == [Pressed(DICTATE, 1), Released(DICTATE, 5.1)]


def test_two_taps_whose_releases_are_lost_end_the_recording():
    events = play(Heartbeat(DICTATE), ("on", 1), ("on", 1.4))
    assert events == [Pressed(DICTATE, 1), Released(DICTATE, 1.4, assumed=True)]


def test_a_release_without_a_press_is_nothing():
    assert play(Heartbeat(DICTATE), ("off", 1)) == []


def test_a_stall_of_our_own_loop_is_no_release():
    heartbeat = Heartbeat(DICTATE)
    play(heartbeat, ("on", 1), *repeats(1.5, 2.0), until=2.0)
    assert heartbeat.check(5.0) == ()
    assert play(heartbeat, ("on", 5.05), ("off", 5.3)) == [Released(DICTATE, 5.3)]


def test_a_portal_that_goes_loses_what_is_held():
    heartbeat = Heartbeat(DICTATE)
    heartbeat.activated(1)
    assert heartbeat.lose("The portal is gone.", 2) == (Lost("The portal is gone.", 2),)
    assert heartbeat.lose("The portal is gone.", 3) == ()
