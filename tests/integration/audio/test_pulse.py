"""What the sound server tells: microphones, the default, mute and volume, what is really recorded from."""

from __future__ import annotations

import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from dictate.audio.contract import Device
from dictate.audio.pulse import PulseWatch
from dictate.audio.pulse import SoundServer as Snapshot
from dictate.audio.recorder import MicrophoneRecorder
from dictate.errors import DictateError
from tests.fakes.recorder_contract import Taken
from tests.integration.audio_rig import FakeMicrophone, SoundServer, sound_server

pytestmark = pytest.mark.audio


class Changes:
    """Snapshots as they come."""

    def __init__(self) -> None:
        self._arrived: queue.SimpleQueue[Snapshot] = queue.SimpleQueue()
        self.watch = PulseWatch(self._arrived.put)

    def until(self, holds: Callable[[Snapshot], bool]) -> Snapshot:
        """The first snapshot from now on for which `holds`."""
        deadline = time.monotonic() + 15
        while True:
            snapshot = self._arrived.get(timeout=max(deadline - time.monotonic(), 0.01))
            if holds(snapshot):
                return snapshot


@pytest.fixture
def changes() -> Iterator[Changes]:
    changes = Changes()
    yield changes
    changes.watch.close()


def test_microphones_are_listed_with_the_default_one_first(server: SoundServer, microphone: FakeMicrophone) -> None:
    server.plug("a-headset")
    watch = PulseWatch()
    snapshot = watch.wait_for_answer(5)
    watch.close()
    assert snapshot.devices() == [
        Device("desk-mic", "desk-mic", is_default=True),
        Device("a-headset", "a-headset"),
    ]


def test_a_microphone_that_is_plugged_in_or_out_is_noticed(
    server: SoundServer, microphone: FakeMicrophone, changes: Changes
) -> None:
    changes.until(lambda now: bool(now.sources))
    headset = server.plug("headset")
    changes.until(lambda now: now.source("headset") is not None)
    server.unplug(headset)
    changes.until(lambda now: now.source("headset") is None)


def test_an_output_that_comes_is_noticed_by_its_monitor(server: SoundServer, changes: Changes) -> None:
    changes.until(lambda now: not now.problem)
    subprocess.run(["pactl", "load-module", "module-null-sink", "sink_name=headphones"], check=True, timeout=20)
    changes.until(lambda now: now.source("headphones.monitor") is not None)


def test_the_mute_switch_and_the_volume_are_noticed(
    server: SoundServer, microphone: FakeMicrophone, changes: Changes
) -> None:
    server.set_muted(microphone, True)
    muted = changes.until(lambda now: bool(now.sources) and now.sources[0].muted)
    assert muted.sources[0].volume == 1.0
    subprocess.run(["pactl", "set-source-volume", "desk-mic", "50%"], check=True, timeout=20)
    changes.until(lambda now: abs(now.sources[0].volume - 0.5) < 0.01)


def test_another_default_is_noticed(server: SoundServer, microphone: FakeMicrophone, changes: Changes) -> None:
    server.set_default(server.plug("headset"))
    changes.until(lambda now: now.default_source == "headset")


def test_what_is_really_recorded_from_is_known_and_a_silent_move_is_noticed(
    server: SoundServer, microphone: FakeMicrophone, recorder: MicrophoneRecorder, changes: Changes
) -> None:
    server.plug("headset")
    taken = Taken()
    recorder.start(taken.on_block, taken.on_end)
    changes.until(lambda now: now.recording_from == "desk-mic")
    listed = subprocess.run(["pactl", "list", "short", "source-outputs"], capture_output=True, check=True, timeout=20)
    subprocess.run(
        ["pactl", "move-source-output", listed.stdout.split()[0].decode(), "headset"], check=True, timeout=20
    )
    changes.until(lambda now: now.recording_from == "headset")
    recorder.stop()
    taken.wait()
    changes.until(lambda now: now.recording_from == "")


def test_without_a_server_there_is_a_sentence_and_no_crash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    watch = PulseWatch()
    snapshot = watch.wait_for_answer(5)
    watch.close()
    assert "No sound server" in snapshot.problem
    assert snapshot.devices() == []
    assert snapshot.source("") is None


def test_a_server_that_ends_and_comes_back_is_followed(changes: Changes) -> None:
    with sound_server() as server:
        server.plug("desk-mic")
        followed = Changes()
        followed.until(lambda now: now.source("desk-mic") is not None)
        assert server._process
        server._process.kill()
        server._process.wait()
        followed.until(lambda now: bool(now.problem))
        (server.folder / "desk-mic.pipe").unlink()
        for leftover in (server.folder / "pulse").iterdir():
            leftover.unlink()
        (server.folder / "pulse").rmdir()
        server.start()
        followed.until(lambda now: not now.problem)
        followed.watch.close()


def test_a_cue_is_heard_from_the_speakers(server: SoundServer) -> None:
    """The null output's monitor is the microphone: what is played is what is recorded."""
    from dictate.audio.cues import Cue, CuePlayer
    from dictate.audio.options import CueOptions, RecorderOptions
    from dictate.audio.portaudio import PortAudio

    subprocess.run(["pactl", "load-module", "module-null-sink", "sink_name=speakers"], check=True, timeout=20)
    host = PortAudio()
    recorder = MicrophoneRecorder(host, RecorderOptions(device="speakers.monitor"))
    taken = Taken()
    recorder.start(taken.on_block, taken.on_end)
    player = CuePlayer(host, CueOptions(volume_db=-12))
    player.play(Cue.START)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not any(abs(block.samples).max() > 0.2 for block in list(taken.blocks)):
        time.sleep(0.05)
    player.close()
    recorder.stop()
    taken.wait()
    assert abs(taken.samples).max() == pytest.approx(0.25, abs=0.03)


def test_an_output_that_vanishes_in_mid_sound_is_told_and_the_next_sound_is_played(server: SoundServer) -> None:
    from dictate.audio.portaudio import PortAudio

    def module(*words: str) -> str:
        told = subprocess.run(["pactl", *words], check=True, capture_output=True, text=True, timeout=20)
        return told.stdout.strip()

    headphones = module("load-module", "module-null-sink", "sink_name=headphones")
    host = PortAudio()
    failures: list[DictateError] = []

    def play(length_s: float) -> None:
        try:
            host.play(np.zeros(round(48_000 * length_s), np.float32), 48_000)
        except DictateError as error:
            failures.append(error)

    playing = threading.Thread(target=play, args=(60.0,), daemon=True)
    playing.start()
    while not module("list", "short", "sink-inputs"):
        time.sleep(0.05)
    module("unload-module", headphones)
    playing.join(30)
    assert [error.problem.split(":")[0] for error in failures] == ["Sound cannot be played"]
    module("load-module", "module-null-sink", "sink_name=speakers")
    play(0.1)
    assert len(failures) == 1
