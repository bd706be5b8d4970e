"""Outputs of a real sound server are lowered while somebody dictates."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dictate.audio.ducking import Ducking
from tests.integration.audio_rig import SoundServer

pytestmark = pytest.mark.audio

SPEAKERS, HEADPHONES = "speakers", "headphones"


def pactl(*words: str) -> str:
    return subprocess.run(["pactl", *words], check=True, capture_output=True, text=True, timeout=30).stdout


def volumes(sink: str) -> list[int]:
    """Of its channels, in percent."""
    told = json.loads(pactl("--format=json", "list", "sinks"))
    (found,) = [each for each in told if each["name"] == sink]
    return [int(channel["value_percent"].rstrip("%")) for channel in found["volume"].values()]


def plug(sink: str) -> str:
    """Returns what unplugs it."""
    return pactl("load-module", "module-null-sink", f"sink_name={sink}").strip()


def becomes(sink: str, wanted: list[int]) -> None:
    deadline_s = time.monotonic() + 15
    while volumes(sink) != wanted:
        assert time.monotonic() < deadline_s, f"{volumes(sink)}, not {wanted}"
        time.sleep(0.05)


@pytest.fixture
def memory(tmp_path: Path) -> Path:
    return tmp_path / "state" / "lowered.json"


@pytest.fixture
def ducking(server: SoundServer, memory: Path) -> Iterator[Ducking]:
    plug(SPEAKERS)
    pactl("set-sink-volume", SPEAKERS, "80%", "50%")
    made = Ducking(memory, cue_s=0.0)
    yield made
    made.close()


def test_outputs_are_quiet_for_a_while_and_then_as_loud_as_before(ducking: Ducking, memory: Path) -> None:
    ducking.lower()
    becomes(SPEAKERS, [32, 20])
    ducking.restore()
    becomes(SPEAKERS, [80, 50])
    ducking.close()
    assert not memory.exists()


def test_lowering_twice_lowers_once(ducking: Ducking) -> None:
    ducking.lower()
    becomes(SPEAKERS, [32, 20])
    ducking.lower()
    ducking.restore()
    becomes(SPEAKERS, [80, 50])


def test_what_the_user_turned_meanwhile_stays(ducking: Ducking) -> None:
    ducking.lower()
    becomes(SPEAKERS, [32, 20])
    pactl("set-sink-volume", SPEAKERS, "60%")
    ducking.restore()
    ducking.close()
    assert volumes(SPEAKERS) == [60, 60]


def test_a_muted_output_is_left_alone(ducking: Ducking) -> None:
    pactl("set-sink-mute", SPEAKERS, "1")
    plug(HEADPHONES)
    ducking.lower()
    becomes(HEADPHONES, [40, 40])
    assert volumes(SPEAKERS) == [80, 50]


def test_a_recording_that_is_over_at_once_lowers_nothing(ducking: Ducking, memory: Path) -> None:
    slow = Ducking(memory, cue_s=30)
    slow.lower()
    slow.restore()
    slow.close()
    assert volumes(SPEAKERS) == [80, 50]


def test_a_crash_leaves_nothing_quiet(ducking: Ducking, memory: Path) -> None:
    ducking.lower()
    becomes(SPEAKERS, [32, 20])
    after_the_crash = Ducking(memory)
    after_the_crash.restore()
    becomes(SPEAKERS, [80, 50])
    after_the_crash.close()


def test_headphones_unplugged_while_they_are_quiet_are_raised_once_they_are_back(ducking: Ducking) -> None:
    module = plug(HEADPHONES)
    ducking.lower()
    becomes(HEADPHONES, [40, 40])
    pactl("unload-module", module)
    ducking.restore()
    becomes(SPEAKERS, [80, 50])
    plug(HEADPHONES)
    pactl("set-sink-volume", HEADPHONES, "40%")
    ducking.restore()
    becomes(HEADPHONES, [100, 100])


def test_another_default_output_in_mid_recording_changes_nothing(ducking: Ducking) -> None:
    plug(HEADPHONES)
    ducking.lower()
    becomes(HEADPHONES, [40, 40])
    pactl("set-default-sink", HEADPHONES)
    assert volumes(SPEAKERS) == [32, 20]
    ducking.restore()
    becomes(HEADPHONES, [100, 100])
    becomes(SPEAKERS, [80, 50])


def test_headphones_plugged_in_while_somebody_dictates_are_quiet_too(ducking: Ducking) -> None:
    ducking.lower()
    becomes(SPEAKERS, [32, 20])
    module = plug(HEADPHONES)
    ducking.lower()
    becomes(HEADPHONES, [40, 40])
    pactl("unload-module", module)
    plug(HEADPHONES)
    ducking.lower()
    becomes(HEADPHONES, [40, 40])
    ducking.restore()
    becomes(HEADPHONES, [100, 100])
    becomes(SPEAKERS, [80, 50])


def test_without_a_sound_server_nothing_happens(ducking: Ducking, server: SoundServer) -> None:
    server.stop()
    ducking.lower()
    ducking.close()
