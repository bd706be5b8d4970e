from __future__ import annotations

import threading
import time

import numpy as np

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, AudioBlock
from dictate.audio.contract import RecordingReport
from dictate.bench.replay import PacedTypist, ReplayRecorder


def test_blocks_come_in_order_at_the_speed_of_speech_and_then_the_key_goes_up() -> None:
    samples = np.arange(RATE_HZ // 4, dtype=np.float32)
    recorder = ReplayRecorder()
    blocks: list[AudioBlock] = []
    reports: list[RecordingReport] = []
    ended = threading.Event()

    def end(report: RecordingReport) -> None:
        reports.append(report)
        ended.set()

    recorder.key_up = recorder.stop
    recorder.insert(samples)
    began = time.monotonic()
    recorder.start(blocks.append, end)
    assert ended.wait(10)
    assert time.monotonic() - began >= 0.25
    assert np.array_equal(np.concatenate([block.samples for block in blocks]), samples)
    assert [block.start for block in blocks] == list(range(0, len(samples), BLOCK_SAMPLES))
    assert reports[0].sample_count == len(samples)
    recorder.close()


def test_it_plays_again() -> None:
    recorder = ReplayRecorder()
    recorder.key_up = recorder.stop
    for value in (1.0, 2.0):
        heard: list[AudioBlock] = []
        ended = threading.Event()
        recorder.insert(np.full(600, value, np.float32))
        recorder.start(heard.append, lambda _report, ended=ended: ended.set())
        assert ended.wait(10)
        assert all((block.samples == value).all() for block in heard)


def test_a_pace_hurries_what_need_not_be_heard_as_it_is_spoken() -> None:
    recorder = ReplayRecorder()
    recorder.key_up = recorder.stop
    ended = threading.Event()
    ten_minutes = np.zeros(600 * RATE_HZ, np.float32)
    recorder.insert(ten_minutes, lambda place_s: place_s / 6000)
    recorder.start(lambda _block: None, lambda _report: ended.set())
    assert ended.wait(60)
    recorder.close()


def test_the_typist_takes_its_time_and_can_be_stopped() -> None:
    typist = PacedTypist(key_interval_ms=2)
    began = time.monotonic()
    assert typist.type("x" * 25, threading.Event()).typed == "x" * 25
    assert time.monotonic() - began >= 0.1
    stop = threading.Event()
    stop.set()
    typist.type("x" * 100_000, stop)
    assert time.monotonic() - began < 5
