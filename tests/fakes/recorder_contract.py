"""What every Recorder owes, checked against the fake and against the real one."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from dictate.audio.block import AudioBlock, Samples
from dictate.audio.contract import Recorder, RecordingReport
from dictate.errors import DictateError

_HISS = np.random.default_rng(7).uniform(-20_000, 20_000, 8007)
NOISE = np.convolve(_HISS, np.full(8, 1 / 8), mode="valid").astype(np.int16)
"""Half a second that is nowhere silent, without the highest tones, which a resampler may take away."""


@dataclass
class Taken:
    """What a recorder delivered; the callbacks for start()."""

    blocks: list[AudioBlock] = field(default_factory=list)
    reports: list[RecordingReport] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)
    ended: threading.Event = field(default_factory=threading.Event)

    def on_block(self, block: AudioBlock) -> None:
        assert not self.reports, "a block came after the end"
        self.threads.add(threading.get_ident())
        self.blocks.append(block)

    def on_end(self, report: RecordingReport) -> None:
        self.threads.add(threading.get_ident())
        self.reports.append(report)
        self.ended.set()

    def wait(self) -> RecordingReport:
        """The report, once the recording has ended."""
        assert self.ended.wait(10), "the recording did not end"
        return self.reports[0]

    @property
    def samples(self) -> Samples:
        return np.concatenate([np.empty(0, np.float32), *(block.samples for block in self.blocks)])


@dataclass
class RecorderRig:
    """A recorder, and the hands that move its microphone: `speak` returns when all was said."""

    recorder: Recorder
    speak: Callable[[NDArray[np.int16]], None]
    make_unusable: Callable[[], None]


class RecorderContract:
    """Subclasses give the fixture `rig`; its recorder is closed afterwards."""

    def record(self, rig: RecorderRig) -> tuple[Taken, RecordingReport]:
        taken = Taken()
        rig.recorder.start(taken.on_block, taken.on_end)
        rig.speak(NOISE)
        rig.recorder.stop()
        return taken, taken.wait()

    def test_what_was_said_is_delivered(self, rig: RecorderRig) -> None:
        taken, _ = self.record(rig)
        said = NOISE / 32768
        lag = int(np.argmax(np.correlate(taken.samples, said[:4000], mode="valid")))
        heard = taken.samples[lag : lag + len(said)]
        assert len(heard) > 0.9 * len(said)
        assert np.corrcoef(heard, said[: len(heard)])[0, 1] > 0.99

    def test_blocks_follow_each_other_without_a_gap(self, rig: RecorderRig) -> None:
        taken, _ = self.record(rig)
        position = 0
        for block in taken.blocks:
            assert block.start == position
            assert block.samples.dtype == np.float32
            assert block.samples.ndim == 1
            position += len(block.samples)

    def test_the_end_is_told_once_after_the_last_block(self, rig: RecorderRig) -> None:
        taken, report = self.record(rig)
        time.sleep(0.05)
        assert taken.reports == [report]
        assert report.sample_count == len(taken.samples)
        assert report.problem == ""

    def test_the_callbacks_come_from_another_thread(self, rig: RecorderRig) -> None:
        taken, _ = self.record(rig)
        assert threading.get_ident() not in taken.threads

    def test_the_next_recording_begins_anew(self, rig: RecorderRig) -> None:
        self.record(rig)
        taken, report = self.record(rig)
        assert taken.blocks[0].start == 0
        assert report.problem == ""

    def test_a_microphone_that_cannot_be_opened_is_refused_with_a_sentence(self, rig: RecorderRig) -> None:
        rig.make_unusable()
        taken = Taken()
        with pytest.raises(DictateError):
            rig.recorder.start(taken.on_block, taken.on_end)
        assert not taken.reports

    def test_closing_ends_the_recording(self, rig: RecorderRig) -> None:
        taken = Taken()
        rig.recorder.start(taken.on_block, taken.on_end)
        rig.recorder.close()
        rig.recorder.close()
        assert taken.wait().problem == ""

    def test_stopping_when_nothing_is_recorded_does_nothing(self, rig: RecorderRig) -> None:
        rig.recorder.stop()
        rig.recorder.close()
