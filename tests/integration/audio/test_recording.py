"""Real streams from a private PulseAudio through PortAudio: what is said arrives, whatever happens to the device."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio.block import Samples
from dictate.audio.files import read_audio
from dictate.audio.level import RecordingLevels
from dictate.audio.options import RecorderOptions
from dictate.audio.portaudio import PortAudio
from dictate.audio.pulse import PulseWatch
from dictate.audio.recorder import MicrophoneRecorder
from dictate.audio.resample import to_int16
from dictate.errors import DictateError
from dictate.vad.contract import SegmentClosed, SpeechSegment
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel
from tests.fakes.recorder_contract import RecorderContract, RecorderRig, Taken
from tests.integration.audio_rig import FakeMicrophone, SoundServer

pytestmark = pytest.mark.audio


def started(recorder: MicrophoneRecorder) -> Taken:
    taken = Taken()
    recorder.start(taken.on_block, taken.on_end)
    return taken


def lag_and_likeness(heard: Samples, said: Samples) -> tuple[int, float]:
    """Where in `heard` the first sample of `said` is, and the correlation from there on."""
    size = 1 << (len(heard) + len(said)).bit_length()
    spectrum = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size))
    lag = int(np.argmax(np.fft.irfft(spectrum, size)[: len(heard)]))
    part = heard[lag : lag + len(said)]
    return lag, float(np.corrcoef(part, said[: len(part)])[0, 1])


@pytest.fixture
def sentence(shared_data: Path) -> Samples:
    """Four seconds of a real voice that begins at once."""
    samples = read_audio(shared_data / "speech" / "jfk.flac")
    return samples[5000 : 5000 + 64_000]


class TestRealRecorder(RecorderContract):
    @pytest.fixture
    def rig(self, recorder: MicrophoneRecorder, microphone: FakeMicrophone, server: SoundServer) -> RecorderRig:
        def speak(samples: NDArray[np.int16]) -> None:
            microphone.feed(samples)

        return RecorderRig(recorder, speak, lambda: server.unplug(microphone))


def test_real_speech_arrives_whole_and_undistorted(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, sentence: Samples
) -> None:
    taken = started(recorder)
    microphone.feed(to_int16(sentence), wait=False)
    # What waits in the test's pipe is not on its way yet when the key goes up.
    microphone.feed_silence(0.3)
    recorder.stop()
    report = taken.wait()
    lag, likeness = lag_and_likeness(taken.samples, sentence)
    assert likeness > 0.999
    assert lag_and_likeness(taken.samples, sentence[:8000])[1] > 0.999, "the first word was clipped"
    assert len(taken.samples) - lag >= len(sentence), "the end was clipped"
    assert report.overflows == 0
    assert report.problem == ""
    assert report.device == "desk-mic"


@pytest.mark.parametrize(("rate_hz", "channels"), [(44_100, 1), (48_000, 2)])
def test_other_microphones_are_heard_as_well(server: SoundServer, rate_hz: int, channels: int) -> None:
    microphone = server.plug("other", rate_hz, channels)
    recorder = MicrophoneRecorder(PortAudio(), RecorderOptions(device="other"))
    taken = started(recorder)
    tone = (8000 * np.sin(2 * np.pi * 500 * np.arange(2 * rate_hz) / rate_hz)).astype(np.int16)
    microphone.feed(np.repeat(tone[:, np.newaxis], channels, axis=1))
    recorder.stop()
    taken.wait()
    spectrum = np.abs(np.fft.rfft(taken.samples[8000:24_000] * np.hanning(16_000)))
    assert abs(int(np.argmax(spectrum)) - 500) <= 1


def test_the_chosen_one_of_two_microphones_is_recorded(
    server: SoundServer, host: PortAudio, microphone: FakeMicrophone, watch: PulseWatch
) -> None:
    headset = server.plug("headset")
    recorder = MicrophoneRecorder(host, RecorderOptions(device="headset"), watch.recording_from)
    taken = started(recorder)
    microphone.feed(np.full(8000, 5000, np.int16), wait=False)
    headset.feed(np.full(8000, 9000, np.int16))
    recorder.stop()
    assert taken.wait().device == "headset"
    assert np.abs(taken.samples).max() == pytest.approx(9000 / 32768, abs=0.05)
    assert not np.any(np.abs(taken.samples - 5000 / 32768) < 0.001)


def test_a_headset_that_wakes_up_with_zeros_is_not_said_to_flow_before_it_does(server: SoundServer) -> None:
    headset = server.plug("bluez_input.00_11_22")
    watch = PulseWatch()
    watch.wait_for_answer(5)
    recorder = MicrophoneRecorder(PortAudio(), RecorderOptions(), watch.recording_from, watch.is_wireless)
    taken = Taken()
    recorder.start(taken.on_block, taken.on_end)
    deadline = time.monotonic() + 10
    while not headset.is_heard and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.5)
    asleep = list(taken.blocks)
    headset.feed(np.full(16_000, 3000, np.int16))
    recorder.stop()
    taken.wait()
    watch.close()
    assert asleep == []
    assert np.count_nonzero(taken.samples) >= 15_000, "what was said is there"
    assert taken.samples[0] == 0, "and nothing that came before it is missing"


def test_a_headset_that_is_muted_gives_its_zeros_in_the_end(server: SoundServer) -> None:
    server.plug("bluez_input.00_11_22")
    recorder = MicrophoneRecorder(PortAudio(), RecorderOptions(), is_wireless=lambda _device: True)
    taken = Taken()
    recorder.start(taken.on_block, taken.on_end)
    time.sleep(1.0)
    recorder.stop()
    taken.wait()
    assert len(taken.samples) > 8000


def test_a_muted_microphone_is_known_by_its_zeros(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, server: SoundServer, sentence: Samples
) -> None:
    server.set_muted(microphone, True)
    taken = started(recorder)
    microphone.feed(to_int16(sentence[:16_000]))
    recorder.stop()
    taken.wait()
    levels = RecordingLevels()
    for block in taken.blocks:
        levels.add(block.samples)
    assert levels.was_digital_silence


class TestMishaps:
    """The recording ends cleanly, says why, and keeps what was heard."""

    def test_the_sound_server_is_killed(
        self, recorder: MicrophoneRecorder, microphone: FakeMicrophone, server: SoundServer, sentence: Samples
    ) -> None:
        taken = started(recorder)
        microphone.feed(to_int16(sentence))
        assert server._process
        server._process.kill()
        report = taken.wait()
        assert "sound server" in report.problem
        assert lag_and_likeness(taken.samples, sentence)[1] > 0.999
        assert report.sample_count > 0.9 * len(sentence)

    def test_after_the_sound_server_was_started_twice_at_once_the_next_recording_works(
        self, recorder: MicrophoneRecorder, microphone: FakeMicrophone, server: SoundServer, sentence: Samples
    ) -> None:
        """As when an update of the server restarts it, and its socket unit once more."""
        taken = started(recorder)
        microphone.feed(to_int16(sentence[:16_000]))
        for _ in range(2):
            server.stop()
            server.start()
        assert taken.wait().problem
        (server.folder / "desk-mic.pipe").unlink(missing_ok=True)
        again = server.plug("desk-mic")
        taken = started(recorder)
        again.feed(to_int16(sentence[:16_000]))
        recorder.stop()
        assert taken.wait().problem == ""
        assert lag_and_likeness(taken.samples, sentence[:16_000])[1] > 0.999

    def test_the_microphone_is_unplugged(
        self, recorder: MicrophoneRecorder, microphone: FakeMicrophone, server: SoundServer, sentence: Samples
    ) -> None:
        taken = started(recorder)
        microphone.feed(to_int16(sentence[:32_000]))
        server.unplug(microphone)
        assert "disconnected" in taken.wait().problem
        assert lag_and_likeness(taken.samples, sentence[:24_000])[1] > 0.999

    def test_after_it_was_plugged_in_again_the_next_recording_works(
        self, recorder: MicrophoneRecorder, microphone: FakeMicrophone, server: SoundServer, sentence: Samples
    ) -> None:
        taken = started(recorder)
        server.unplug(microphone)
        taken.wait()
        (server.folder / "desk-mic.pipe").unlink(missing_ok=True)
        again = server.plug("desk-mic")
        taken = started(recorder)
        again.feed(to_int16(sentence[:16_000]))
        recorder.stop()
        assert taken.wait().problem == ""
        assert lag_and_likeness(taken.samples, sentence[:16_000])[1] > 0.999

    def test_when_it_comes_back_with_another_rate_the_pitch_stays(
        self, recorder: MicrophoneRecorder, microphone: FakeMicrophone, server: SoundServer
    ) -> None:
        """As a headset does whose profile was changed while it recorded."""
        taken = started(recorder)
        microphone.feed(np.full(8000, 1000, np.int16))
        server.unplug(microphone)
        assert taken.wait().problem
        (server.folder / "desk-mic.pipe").unlink(missing_ok=True)
        again = server.plug("desk-mic", 48_000, 2)
        taken = started(recorder)
        tone = (8000 * np.sin(2 * np.pi * 500 * np.arange(96_000) / 48_000)).astype(np.int16)
        again.feed(np.repeat(tone[:, np.newaxis], 2, axis=1))
        recorder.stop()
        assert taken.wait().problem == ""
        spectrum = np.abs(np.fft.rfft(taken.samples[8000:24_000] * np.hanning(16_000)))
        assert abs(int(np.argmax(spectrum)) - 500) <= 1

    def test_the_microphone_stalls(self, recorder: MicrophoneRecorder, microphone: FakeMicrophone) -> None:
        taken = started(recorder)
        microphone.feed(np.full(8000, 1000, np.int16))
        microphone.stall()
        assert "nothing for 2 s" in taken.wait().problem

    def test_the_sound_server_freezes(
        self, recorder: MicrophoneRecorder, microphone: FakeMicrophone, server: SoundServer, host: PortAudio
    ) -> None:
        """libpulse waits 30 s for a frozen server; a user must not. Once it thaws, the streams it held are closed."""
        taken = started(recorder)
        microphone.feed(np.full(8000, 1000, np.int16))
        assert server._process
        server._process.send_signal(signal.SIGSTOP)
        try:
            began = time.monotonic()
            assert taken.wait().problem
            with pytest.raises(DictateError, match="does not answer"):
                started(recorder)
            assert time.monotonic() - began < 25
        finally:
            server._process.send_signal(signal.SIGCONT)
        deadline = time.monotonic() + 20
        while host._use.open_streams and time.monotonic() < deadline:
            time.sleep(0.05)
        assert host._use.open_streams == 0

    def test_there_is_no_microphone(self, server: SoundServer) -> None:
        recorder = MicrophoneRecorder(PortAudio(), RecorderOptions())
        with pytest.raises(DictateError):
            started(recorder)

    def test_there_is_no_sound_server(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
        recorder = MicrophoneRecorder(PortAudio(), RecorderOptions())
        with pytest.raises(DictateError) as caught:
            started(recorder)
        assert caught.value.mend


def test_kept_open_the_word_before_the_key_is_in_the_recording(
    host: PortAudio, microphone: FakeMicrophone, sentence: Samples
) -> None:
    recorder = MicrophoneRecorder(host, RecorderOptions(keep_open=True, pre_roll_ms=1000))
    recorder.arm()
    microphone.feed(to_int16(sentence[:8000]))
    taken = started(recorder)
    microphone.feed(to_int16(sentence[8000:16_000]))
    recorder.stop()
    taken.wait()
    recorder.close()
    assert lag_and_likeness(taken.samples, sentence[:16_000])[1] > 0.99


def test_speech_pause_speech_gives_two_segments_with_both_sentences_whole(
    recorder: MicrophoneRecorder, microphone: FakeMicrophone, sentence: Samples
) -> None:
    gate = open_gate(SileroModel(), GateOptions())
    taken = started(recorder)
    microphone.feed(to_int16(sentence[:32_000]), wait=False)
    microphone.feed_silence(3, wait=False)
    microphone.feed(to_int16(sentence[:32_000]))
    recorder.stop()
    taken.wait()
    events = [event for block in taken.blocks for event in gate.feed(block.samples)] + gate.finish()
    segments: list[SpeechSegment] = [event.segment for event in events if isinstance(event, SegmentClosed)]
    assert len(segments) == 2
    for segment in segments:
        assert lag_and_likeness(segment.samples, sentence[:32_000])[1] > 0.999


def test_the_environment_is_as_before(recorder: MicrophoneRecorder, microphone: FakeMicrophone) -> None:
    before = dict(os.environ)
    taken = started(recorder)
    recorder.stop()
    taken.wait()
    assert dict(os.environ) == before
