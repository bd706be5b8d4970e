"""A sound server of the test's own, and recorders on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dictate.audio.options import RecorderOptions
from dictate.audio.portaudio import PortAudio
from dictate.audio.pulse import PulseWatch
from dictate.audio.recorder import MicrophoneRecorder
from tests.integration.audio_rig import FakeMicrophone, SoundServer, sound_server


@pytest.fixture
def server() -> Iterator[SoundServer]:
    with sound_server() as server:
        yield server


@pytest.fixture
def microphone(server: SoundServer) -> FakeMicrophone:
    """The default microphone."""
    return server.plug("desk-mic")


@pytest.fixture
def watch(server: SoundServer, microphone: FakeMicrophone) -> Iterator[PulseWatch]:
    watch = PulseWatch()
    assert not watch.wait_for_answer(5).problem
    yield watch
    watch.close()


@pytest.fixture
def host(microphone: FakeMicrophone) -> PortAudio:
    return PortAudio()


@pytest.fixture
def recorder(host: PortAudio, watch: PulseWatch) -> Iterator[MicrophoneRecorder]:
    recorder = MicrophoneRecorder(host, RecorderOptions(), watch.recording_from)
    yield recorder
    recorder.close()
