"""The test microphone itself: what is fed is what a recording program hears."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator

import numpy as np
import pytest

from tests.integration.audio_rig import FakeMicrophone, Int16Samples, SoundServer, fake_microphone, sound_server

pytestmark = pytest.mark.audio

NOISE = np.random.default_rng(7).integers(-20_000, 20_000, 16_000).astype(np.int16)


@pytest.fixture(scope="module")
def server() -> Iterator[SoundServer]:
    with sound_server() as running:
        yield running


@pytest.fixture
def microphone(server: SoundServer) -> Iterator[FakeMicrophone]:
    plugged = server.plug("first")
    yield plugged
    server.unplug(plugged)


class Recording:
    """`parec` on one source: the simplest program that records."""

    def __init__(self, source: str) -> None:
        command = ["parec", "--raw", "--format=s16le", "--rate=16000", "--channels=1", "--latency-msec=20"]
        self.process = subprocess.Popen([*command, f"--device={source}"], stdout=subprocess.PIPE)
        assert self.process.stdout is not None
        self.begin = self.process.stdout.read(320)

    def finish(self) -> Int16Samples:
        time.sleep(0.3)
        self.process.terminate()
        assert self.process.stdout is not None
        everything = self.begin + self.process.stdout.read()
        self.process.stdout.close()
        self.process.wait(timeout=10)
        return np.frombuffer(everything[: len(everything) // 2 * 2], np.int16)


def contains(heard: Int16Samples, fed: Int16Samples) -> bool:
    return fed.tobytes() in heard.tobytes()


def test_what_is_fed_is_heard_sample_for_sample(microphone: FakeMicrophone) -> None:
    recording = Recording(microphone.name)
    microphone.feed(NOISE)
    assert contains(recording.finish(), NOISE)


def test_feeding_takes_as_long_as_speaking(microphone: FakeMicrophone) -> None:
    began = time.monotonic()
    microphone.feed(NOISE)
    assert time.monotonic() - began > 0.95


def test_a_microphone_that_nobody_speaks_into_delivers_zeros(microphone: FakeMicrophone) -> None:
    recording = Recording(microphone.name)
    heard = recording.finish()
    assert len(heard) > 1000
    assert not heard.any()


def test_two_microphones_hear_different_things(server: SoundServer, microphone: FakeMicrophone) -> None:
    second = server.plug("second")
    recordings = [Recording(microphone.name), Recording(second.name)]
    second.feed(NOISE)
    first_heard, second_heard = [recording.finish() for recording in recordings]
    server.unplug(second)
    assert not first_heard.any()
    assert contains(second_heard, NOISE)


def test_a_stalled_microphone_delivers_nothing(microphone: FakeMicrophone) -> None:
    recording = Recording(microphone.name)
    microphone.stall()
    time.sleep(0.3)
    microphone.feed(NOISE, wait=False)
    assert not contains(recording.finish(), NOISE[:160])
    microphone.recover()
    microphone.wait_until_spoken()


def test_a_muted_microphone_delivers_zeros(server: SoundServer, microphone: FakeMicrophone) -> None:
    server.set_muted(microphone, muted=True)
    recording = Recording(microphone.name)
    microphone.feed(NOISE)
    assert not recording.finish().any()


def test_pulling_the_plug_ends_the_recording(server: SoundServer) -> None:
    microphone = server.plug("usb")
    recording = Recording(microphone.name)
    server.unplug(microphone)
    assert recording.process.wait(timeout=10) != 0
    recording.finish()


def test_the_environment_is_as_before_when_the_microphone_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", "somewhere")
    with fake_microphone():
        assert os.environ["PULSE_SERVER"] != "somewhere"
    assert os.environ["PULSE_SERVER"] == "somewhere"
