"""Which microphone a recording begins with."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import create_autospec

import pytest

from dictate.audio.options import RecorderOptions
from dictate.audio.pulse import SoundServer, Source
from dictate.audio.recorder import MicrophoneRecorder
from dictate.program.following_recorder import FollowingRecorder

DESK = Source("alsa.desk", "Desk microphone", is_monitor=False, muted=False, volume=1.0)
HEADSET = Source("bluez.headset", "Headset", is_monitor=False, muted=False, volume=1.0)


class Rig:
    def __init__(self) -> None:
        self.options = RecorderOptions(device=HEADSET.name)
        self.server = SoundServer((DESK, HEADSET), DESK.name)
        self.told: list[str] = []
        self.microphone = create_autospec(MicrophoneRecorder, instance=True)
        self._recorder = FollowingRecorder(self.microphone, lambda: self.options, lambda: self.server, self.told.append)

    def record(self) -> None:
        self._recorder.start(lambda _block: None, lambda _report: None)

    @property
    def configured(self) -> list[str]:
        """The devices that the recorder was told since its making, in order."""
        return [call.args[0].device for call in self.microphone.configure.call_args_list]


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_the_chosen_one_is_left_alone_while_it_is_plugged_in(rig: Rig) -> None:
    rig.record()
    assert (rig.configured, rig.told) == ([], [])


def test_a_headset_whose_profile_changed_is_the_one_that_was_chosen(rig: Rig) -> None:
    rig.options = RecorderOptions(device="bluez_source.00_16_94_31_8F_B3.handsfree_head_unit")
    headset = replace(HEADSET, name="bluez_source.00_16_94_31_8F_B3.headset_head_unit")
    rig.server = SoundServer((DESK, headset), DESK.name)
    rig.record()
    assert (rig.configured, rig.told) == ([headset.name], [])


def test_the_default_one_stands_in_for_one_that_is_unplugged_and_this_is_told_once(rig: Rig) -> None:
    rig.record()
    rig.server = SoundServer((DESK,), DESK.name)
    rig.record()
    rig.record()
    assert rig.configured == [""]
    assert rig.told == ["The microphone Headset is not plugged in; Desk microphone is used meanwhile."]


def test_the_chosen_one_is_used_again_once_it_is_back(rig: Rig) -> None:
    rig.server = SoundServer((DESK,), DESK.name)
    rig.record()
    rig.server = SoundServer((DESK, HEADSET), DESK.name)
    rig.record()
    assert rig.configured == ["", HEADSET.name]


def test_without_an_answer_of_the_sound_server_the_chosen_one_is_tried(rig: Rig) -> None:
    rig.server = SoundServer(problem="There is no sound server.")
    rig.record()
    assert (rig.configured, rig.told) == ([], [])


def test_other_options_count_from_the_next_recording_on(rig: Rig) -> None:
    rig.options = RecorderOptions(device=DESK.name)
    rig.record()
    assert rig.configured == [DESK.name]
