"""What a press means to the dictation."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dictate.hotkeys.contract import Chorded, Lost, Pressed, ProfileShortcut, Released, Shortcut
from dictate.hotkeys.gesture import Command, Gesture, GestureTimes, Phase, TimePassed, deadline_s, step

DICTATE = Shortcut.DICTATE
START, STOP, CANCEL, LATCH, PASTE_LAST = Command


def down(time_s, shortcut=DICTATE):
    return Pressed(shortcut, time_s)


def up(time_s, shortcut=DICTATE):
    return Released(shortcut, time_s)


class Player:
    """Plays events and keeps `recording` as an obedient session would."""

    def __init__(self, can_chord=False, **times):
        self.can_chord = can_chord
        self.times = GestureTimes(**times)
        self.gesture = Gesture()
        self.recording = False
        self.commands = []

    def play(self, *events):
        """Returns the commands of these events."""
        before = len(self.commands)
        for event in events:
            seen = replace(event, can_chord=self.can_chord) if isinstance(event, Pressed) else event
            self.gesture, commands = step(self.gesture, seen, self.times, self.recording)
            self.commands += commands
            for command in commands:
                self.recording = command is START or (self.recording and command in (LATCH, PASTE_LAST))
        return self.commands[before:]


def test_hold_to_talk():
    assert Player().play(down(0), up(2)) == [START, STOP]


def test_a_tap_latches_and_the_second_tap_ends():
    assert Player().play(down(0), up(0.2), down(5), up(5.1)) == [START, LATCH, STOP]


def test_the_second_tap_ends_when_it_goes_down():
    player = Player()
    player.play(down(0), up(0.2))
    assert player.play(down(5)) == [STOP]


def test_the_tap_time_is_adjustable():
    assert Player(tap_s=1.0).play(down(0), up(0.9)) == [START, LATCH]


def test_no_tap_time_means_no_latching():
    assert Player(tap_s=0.0).play(down(0), up(0.01)) == [START, STOP]


def test_a_chord_voids_the_press():
    assert Player(can_chord=True).play(down(0), Chorded(DICTATE, 0.3)) == [START, CANCEL]


def test_a_chord_while_latched_does_not_end_the_recording():
    player = Player(can_chord=True)
    player.play(down(0), up(0.2))
    assert player.play(down(5), Chorded(DICTATE, 5.1)) == []
    assert player.play(down(6), up(6.1)) == [STOP]


def test_a_modifier_held_while_latched_ends_after_the_tap_time():
    player = Player(can_chord=True)
    player.play(down(0), up(0.2), down(5))
    assert deadline_s(player.gesture, player.times) == 5.4
    assert player.play(TimePassed(5.4), up(9)) == [STOP]


@pytest.mark.parametrize("can_chord", [False, True])
def test_a_lost_release_ends_at_the_next_press(can_chord):
    player = Player(can_chord=can_chord)
    assert player.play(down(0), down(7)) == [START, STOP]
    assert player.play(up(7.1), down(8)) == [START]


def test_a_release_assumed_by_the_source_counts():
    assert Player().play(down(0), Released(DICTATE, 2.0, assumed=True)) == [START, STOP]


def test_a_lost_source_ends_even_a_short_press():
    assert Player().play(down(0), Lost("The keyboard is gone.", 0.1)) == [START, STOP]


def test_a_lost_source_leaves_a_latched_recording():
    assert Player().play(down(0), up(0.1), Lost("", 3)) == [START, LATCH]


def test_the_longest_time_ends_a_held_key():
    player = Player(maximum_s=60.0)
    player.play(down(10))
    assert deadline_s(player.gesture, player.times) == 70
    assert player.play(TimePassed(69.9)) == []
    assert player.play(TimePassed(70), up(80)) == [STOP]


def test_the_longest_time_ends_a_latched_recording():
    player = Player(latched_maximum_s=60.0)
    player.play(down(10), up(10.1))
    assert player.play(TimePassed(70)) == [STOP]
    assert player.play(down(80)) == [START]


def test_a_latched_recording_may_be_endless_where_a_held_one_is_not():
    player = Player(maximum_s=60.0, latched_maximum_s=None)
    player.play(down(10), up(10.1))
    assert player.play(TimePassed(700)) == []


def test_cancel_while_held_voids_the_rest_of_the_press():
    assert Player().play(down(0), down(1, Shortcut.CANCEL), up(1.1, Shortcut.CANCEL), up(2)) == [START, CANCEL]


def test_cancel_while_latched():
    player = Player()
    player.play(down(0), up(0.1))
    assert player.play(down(1, Shortcut.CANCEL), up(1.1, Shortcut.CANCEL), down(2)) == [CANCEL, START]


def test_paste_last():
    assert Player().play(down(0, Shortcut.PASTE_LAST), up(0.1, Shortcut.PASTE_LAST)) == [PASTE_LAST]


def test_a_press_ends_what_the_tray_began():
    player = Player()
    player.recording = True
    assert player.play(down(0), up(2)) == [STOP]


def test_a_press_begins_anew_when_the_latched_recording_ended_elsewhere():
    player = Player()
    player.play(down(0), up(0.1))
    player.recording = False
    assert player.play(down(5), up(7)) == [START, STOP]


def test_a_bouncing_switch_is_one_hold():
    player = Player(debounce_s=0.05)
    assert player.play(down(0), up(0.01), down(0.02), up(2.0), down(2.01), up(2.02)) == [START]
    assert player.play(TimePassed(2.07)) == [STOP]


def test_a_bounce_after_the_ending_press_starts_nothing():
    player = Player(debounce_s=0.05)
    player.play(down(0), up(0.1), TimePassed(0.2))
    assert player.play(down(3), up(3.1), down(3.12), up(3.13)) == [STOP]


def test_debounce_keeps_the_true_length_of_a_tap():
    player = Player(debounce_s=0.3)
    assert player.play(down(0), up(0.2), TimePassed(0.5)) == [START, LATCH]


def test_nothing_to_wait_for_when_idle():
    assert deadline_s(Gesture(), GestureTimes(maximum_s=60)) is None


EVENTS = st.lists(
    st.sampled_from(["down", "up", "chord", "lost", "cancel", "time", "other stop", "other start"]), max_size=30
)


@given(EVENTS, st.booleans(), st.sampled_from([0.0, 0.3]), st.sampled_from([0.05, 0.5, 5.0]))
def test_whatever_happened_the_key_can_end_the_recording(events, can_chord, debounce_s, pace_s):
    player = Player(can_chord=can_chord, debounce_s=debounce_s, maximum_s=60.0)
    now = 0.0
    for event in events:
        now += pace_s
        match event:
            case "other stop":
                player.recording = False
            case "other start":
                player.recording = True
            case _:
                player.play({"down": down(now), "up": up(now), "chord": Chorded(DICTATE, now), "lost": Lost("", now),
                             "cancel": down(now, Shortcut.CANCEL), "time": TimePassed(now)}[event])  # fmt: skip
    now += 10
    player.play(TimePassed(now))
    for _ in range(2):
        if player.recording:
            now += 1
            player.play(down(now), up(now + 0.6), TimePassed(now + 0.95))
    assert not player.recording


@pytest.mark.parametrize("phase", Phase)
def test_time_that_has_not_come_changes_nothing(phase):
    state = Gesture(phase, pressed_s=10, started_s=10, released_s=10)
    times = GestureTimes(debounce_s=1, maximum_s=60)
    assert step(state, TimePassed(10.1), times, True) == (state, ())


LETTERS = ProfileShortcut("letters")


def test_a_key_of_a_profile_is_held_or_tapped_like_the_other():
    assert Player().play(down(0, LETTERS), up(2, LETTERS)) == [START, STOP]
    assert Player().play(down(0, LETTERS), up(0.2, LETTERS), down(5, LETTERS), up(5.1, LETTERS)) == [START, LATCH, STOP]


def test_any_dictation_key_ends_what_another_one_latched():
    assert Player().play(down(0, LETTERS), up(0.2, LETTERS), down(5), up(5.1)) == [START, LATCH, STOP]


def test_the_release_of_another_key_does_not_end_the_recording():
    player = Player()
    player.play(down(0), down(1, LETTERS), up(2, LETTERS))
    assert player.play(down(3, LETTERS), up(3.5), up(4, LETTERS)) == [START, STOP]


def test_another_key_within_the_debounce_time_begins_the_next_recording():
    player = Player(debounce_s=0.5)
    assert player.play(down(0), up(2), down(2.1, LETTERS)) == [START, STOP, START]
    assert player.gesture.shortcut == LETTERS


def test_a_shortcut_that_extends_the_modifier_begins_though_the_session_still_says_that_it_records():
    gesture, _ = step(Gesture(), Pressed(DICTATE, 0.0, can_chord=True), GestureTimes(), is_recording=False)
    gesture, cancelled = step(gesture, Chorded(DICTATE, 1.0), GestureTimes(), is_recording=True)
    _, begun = step(gesture, Pressed(LETTERS, 1.0), GestureTimes(), is_recording=True)
    assert (cancelled, begun) == ((CANCEL,), (START,))
