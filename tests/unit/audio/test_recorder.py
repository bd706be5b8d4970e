"""The recorder over a sound library that the test plays."""

from __future__ import annotations

import time
from collections.abc import Iterator
from ctypes import PyDLL

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio import recorder as recorder_module
from dictate.audio.options import RecorderOptions
from dictate.audio.recorder import MicrophoneRecorder
from dictate.errors import DictateError
from tests.fakes.input_host import FakeInputHost
from tests.fakes.recorder_contract import NOISE, RecorderContract, RecorderRig, Taken


@pytest.fixture
def host() -> FakeInputHost:
    return FakeInputHost()


@pytest.fixture
def recorder(host: FakeInputHost) -> Iterator[MicrophoneRecorder]:
    recorder = MicrophoneRecorder(host, RecorderOptions())
    yield recorder
    recorder.close()


@pytest.fixture
def open_recorder(host: FakeInputHost) -> Iterator[MicrophoneRecorder]:
    """One that keeps the microphone open, with 500 ms of pre-roll."""
    recorder = MicrophoneRecorder(host, RecorderOptions(keep_open=True))
    recorder.arm()
    yield recorder
    recorder.close()


def started(recorder: MicrophoneRecorder) -> Taken:
    taken = Taken()
    recorder.start(taken.on_block, taken.on_end)
    return taken


class TestMicrophoneRecorder(RecorderContract):
    @pytest.fixture
    def rig(self, host: FakeInputHost, recorder: MicrophoneRecorder) -> RecorderRig:
        def refuse() -> None:
            host.refusal = DictateError("No microphone was found.")

        def speak(samples: NDArray[np.int16]) -> None:
            host.stream.speak(samples)

        return RecorderRig(recorder, speak, refuse)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate_hz", [8000, 16_000, 44_100, 48_000, 96_000])
def test_any_rate_and_channel_count_becomes_16_khz_mono(rate_hz: int, channels: int) -> None:
    host = FakeInputHost(rate_hz, channels)
    recorder = MicrophoneRecorder(host, RecorderOptions())
    tone = (8000 * np.sin(2 * np.pi * 440 * np.arange(rate_hz) / rate_hz)).astype(np.int16)
    taken = started(recorder)
    for start in range(0, len(tone), 700):
        host.stream.speak(tone[start : start + 700])
    recorder.stop()
    taken.wait()
    expected = 8000 / 32768 * np.sin(2 * np.pi * 440 * np.arange(16_000) / 16_000)
    assert len(taken.samples) == 16_000
    np.testing.assert_allclose(taken.samples[500:-500], expected[500:-500], atol=1e-3)


def test_blocks_are_32_ms_and_the_last_one_is_what_is_left(host: FakeInputHost, recorder: MicrophoneRecorder) -> None:
    taken = started(recorder)
    host.stream.speak(NOISE[:1300])
    recorder.stop()
    taken.wait()
    assert [len(block.samples) for block in taken.blocks] == [512, 512, 276]


def test_what_the_device_still_holds_is_delivered_after_stop(host: FakeInputHost, recorder: MicrophoneRecorder) -> None:
    taken = started(recorder)
    recorder.stop()
    host.stream.speak(NOISE[:300])
    assert taken.wait().sample_count == 300


def test_overflows_are_counted(host: FakeInputHost, recorder: MicrophoneRecorder) -> None:
    taken = started(recorder)
    host.stream.speak(NOISE)
    host.stream.speak(NOISE, overflow=True)
    recorder.stop()
    assert taken.wait().overflows == 1


def test_the_time_to_the_first_block_is_measured(host: FakeInputHost, recorder: MicrophoneRecorder) -> None:
    taken = started(recorder)
    host.stream.speak(NOISE)
    recorder.stop()
    assert 0 < taken.wait().opened_after_s < 1


def test_the_chosen_microphone_is_asked_for_and_the_real_one_reported(host: FakeInputHost) -> None:
    recorder = MicrophoneRecorder(host, RecorderOptions(device="headset"), lambda: "built-in")
    taken = started(recorder)
    recorder.stop()
    assert taken.wait().device == "built-in"
    assert host.sources == ["headset"]


def test_the_microphone_is_freed_after_a_recording(host: FakeInputHost, recorder: MicrophoneRecorder) -> None:
    taken = started(recorder)
    recorder.stop()
    taken.wait()
    assert host.stream.closed.is_set()


def test_the_next_recording_opens_the_device_after_the_last_one_let_go(
    host: FakeInputHost, recorder: MicrophoneRecorder
) -> None:
    """A sound card without a server can be opened only once."""
    for _ in range(3):
        started(recorder)
        recorder.stop()
    assert host.open_at_once == 1


class TestDeviceThatFails:
    def test_one_that_ends_while_it_is_being_stopped_is_no_failure(
        self, host: FakeInputHost, recorder: MicrophoneRecorder
    ) -> None:
        taken = started(recorder)
        host.stream.speak(NOISE)
        recorder.stop()
        host.stream.vanish()
        assert taken.wait().problem == ""

    def test_one_that_goes_on_is_not_taken_for_stalled(
        self, host: FakeInputHost, recorder: MicrophoneRecorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recorder_module, "FIRST_BLOCK_TIMEOUT_S", 0.05)
        taken = started(recorder)
        host.stream.speak(NOISE)
        assert not taken.ended.wait(0.2)
        host.stream.speak(NOISE)
        recorder.stop()
        assert taken.wait().problem == ""

    def test_a_recording_that_begins_as_the_device_ends_is_told(self, host: FakeInputHost) -> None:
        capture = recorder_module._Capture(host, RecorderOptions(), str)
        capture.open()
        taken = Taken()
        host.stream.vanish()
        capture.messages.put(recorder_module._Begin(taken.on_block, taken.on_end, 0.0))
        assert "disconnected" in taken.wait().problem

    def test_one_that_vanishes_ends_the_recording_and_keeps_the_audio(
        self, host: FakeInputHost, recorder: MicrophoneRecorder
    ) -> None:
        taken = started(recorder)
        host.stream.speak(NOISE)
        host.stream.vanish()
        report = taken.wait()
        assert "disconnected" in report.problem
        assert report.sample_count == len(NOISE)

    def test_one_that_stalls_ends_the_recording(self, host: FakeInputHost, recorder: MicrophoneRecorder) -> None:
        taken = started(recorder)
        host.stream.speak(NOISE)
        assert "nothing for 2 s" in taken.wait().problem

    def test_one_that_delivers_while_the_process_is_held_up_is_not_taken_for_stalled(
        self, host: FakeInputHost, recorder: MicrophoneRecorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The dynamic linker loads a library with the interpreter locked, for seconds from a slow disk."""
        monkeypatch.setattr(recorder_module, "STALL_TIMEOUT_S", 0.4)
        taken = started(recorder)
        host.stream.speak(NOISE)
        time.sleep(0.05)
        PyDLL(None).usleep(900_000)
        # The first to run is who waits, not who delivers.
        time.sleep(0.05)
        host.stream.speak(NOISE)
        recorder.stop()
        assert taken.wait().problem == ""

    def test_one_that_opens_but_delivers_nothing_is_told_apart(
        self, recorder: MicrophoneRecorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recorder_module, "FIRST_BLOCK_TIMEOUT_S", 0.05)
        assert "delivered no sound" in started(recorder).wait().problem

    def test_a_sound_server_that_hangs_while_opening_is_not_waited_for(
        self, host: FakeInputHost, recorder: MicrophoneRecorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recorder_module, "OPEN_TIMEOUT_S", 0.05)
        host.may_open.clear()
        with pytest.raises(DictateError, match="did not open"):
            started(recorder)
        host.may_open.set()
        assert host.opened.wait(5)
        assert host.stream.closed.wait(5), "the late stream was left open"

    def test_a_sound_server_that_hangs_while_closing_is_not_waited_for(
        self, host: FakeInputHost, recorder: MicrophoneRecorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recorder_module, "CLOSE_TIMEOUT_S", 0.05)
        taken = started(recorder)
        host.stream.may_close.clear()
        recorder.stop()
        assert taken.wait().problem == ""
        host.stream.may_close.set()

    def test_after_a_failure_the_next_recording_opens_anew(
        self, host: FakeInputHost, recorder: MicrophoneRecorder
    ) -> None:
        taken = started(recorder)
        host.stream.vanish()
        taken.wait()
        again = started(recorder)
        host.stream.speak(NOISE)
        recorder.stop()
        assert again.wait().problem == ""
        assert len(host.streams) == 2

    def test_a_receiver_that_fails_still_hears_of_the_end(
        self, host: FakeInputHost, recorder: MicrophoneRecorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("threading.excepthook", lambda _arguments: None)
        taken = Taken()

        def fail(_block: object) -> None:
            raise ZeroDivisionError

        recorder.start(fail, taken.on_end)
        host.stream.speak(NOISE)
        assert "fault in Dictate" in taken.wait().problem

    def test_a_capture_thread_that_is_held_up_loses_audio_only_after_a_minute_and_says_so(
        self, host: FakeInputHost, recorder: MicrophoneRecorder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(recorder_module, "LONGEST_BACKLOG", 3)
        capture = recorder_module._Capture(host, RecorderOptions(), str)
        for _ in range(10):
            capture._on_frames(b"\0\0" * 160, False)
        kept = [capture.messages.get_nowait() for _ in range(capture.messages.qsize())]
        capture._on_frames(b"\0\0" * 160, False)
        assert len(kept) == 4
        assert capture.messages.get_nowait().overflow


class TestKeptOpen:
    def test_the_pre_roll_belongs_to_one_recording_only(
        self, host: FakeInputHost, open_recorder: MicrophoneRecorder
    ) -> None:
        host.stream.speak(np.full(1600, 1000, np.int16))
        first, second = started(open_recorder), started(open_recorder)
        open_recorder.stop()
        assert first.wait().sample_count == 1600
        assert second.wait().sample_count == 0

    def test_closing_while_recording_ends_the_recording_and_frees_the_device(
        self, host: FakeInputHost, open_recorder: MicrophoneRecorder
    ) -> None:
        taken = started(open_recorder)
        open_recorder.close()
        assert taken.wait().problem == ""
        assert host.stream.closed.wait(2), "it was only closed because nothing came from it"

    def test_arming_again_after_the_device_went_opens_it_again(
        self, host: FakeInputHost, open_recorder: MicrophoneRecorder
    ) -> None:
        host.stream.vanish()
        assert host.stream.closed.wait(5)
        open_recorder.arm()
        assert len(host.streams) == 2
        open_recorder.arm()
        assert len(host.streams) == 2

    def test_the_pre_roll_comes_first(self, host: FakeInputHost, open_recorder: MicrophoneRecorder) -> None:
        host.stream.speak(np.full(16_000, 1000, np.int16))
        host.stream.speak(np.full(8000, 2000, np.int16))
        taken = started(open_recorder)
        host.stream.speak(np.full(800, 3000, np.int16))
        open_recorder.stop()
        taken.wait()
        values = (taken.samples * 32768).round()
        assert set(values) == {2000, 3000}
        assert np.count_nonzero(values == 2000) == 8000

    def test_the_device_stays_open_between_recordings(
        self, host: FakeInputHost, open_recorder: MicrophoneRecorder
    ) -> None:
        for _ in range(3):
            taken = started(open_recorder)
            host.stream.speak(NOISE)
            open_recorder.stop()
            assert taken.wait().problem == ""
        assert len(host.streams) == 1
        assert not host.stream.closed.is_set()

    def test_what_was_said_between_two_recordings_is_in_neither_beyond_the_pre_roll(
        self, host: FakeInputHost, open_recorder: MicrophoneRecorder
    ) -> None:
        first = started(open_recorder)
        open_recorder.stop()
        first.wait()
        for _ in range(100):
            host.stream.speak(np.full(1600, 1000, np.int16))
        second = started(open_recorder)
        open_recorder.stop()
        assert second.wait().sample_count <= 8000 + 1600

    def test_a_key_pressed_again_at_once_ends_the_first_and_begins_the_second(
        self, host: FakeInputHost, open_recorder: MicrophoneRecorder
    ) -> None:
        first = started(open_recorder)
        host.stream.speak(NOISE)
        open_recorder.stop()
        second = started(open_recorder)
        host.stream.speak(NOISE)
        open_recorder.stop()
        assert first.wait().sample_count == len(NOISE)
        assert second.wait().sample_count == len(NOISE)

    def test_a_device_that_vanishes_while_nothing_is_recorded_is_opened_again(
        self, host: FakeInputHost, open_recorder: MicrophoneRecorder
    ) -> None:
        host.stream.vanish()
        assert host.stream.closed.wait(5)
        taken = started(open_recorder)
        host.stream.speak(NOISE)
        open_recorder.stop()
        assert taken.wait().problem == ""

    def test_closing_frees_the_device(self, host: FakeInputHost, open_recorder: MicrophoneRecorder) -> None:
        open_recorder.close()
        assert host.stream.closed.wait(5)

    def test_other_options_open_the_other_microphone(
        self, host: FakeInputHost, open_recorder: MicrophoneRecorder
    ) -> None:
        open_recorder.configure(RecorderOptions(device="headset"))
        taken = started(open_recorder)
        open_recorder.stop()
        taken.wait()
        assert host.sources == ["", "headset"]
        assert host.streams[0].closed.is_set()
