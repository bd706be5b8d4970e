"""What the desk hands to the recognizer, and how much of it may be in vain."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.session.dispatch import Dispatch
from dictate.session.recognition import RecognitionJob, RecognitionQueue
from dictate.session.segment_desk import LOST_AT_FIRST_S, LOST_SHARE, SegmentDesk
from dictate.session.trace import Trace
from dictate.text.transcript import Transcript
from tests.unit.session.session_rig import segment


@dataclass
class PlayedQueue:
    """Keeps the jobs; the test says how long each took."""

    jobs: list[RecognitionJob] = field(default_factory=list)

    def submit(self, job: RecognitionJob) -> None:
        self.jobs.append(job)


@dataclass
class DeskRig:
    queue: PlayedQueue = field(default_factory=PlayedQueue)
    trace: Trace = field(default_factory=Trace)

    def __post_init__(self) -> None:
        queue = cast(RecognitionQueue, self.queue)
        choice = ModelChoice("model", Path())
        request = RecognizerRequest("en")
        self.desk = SegmentDesk(Dispatch("one", queue, choice, request, (), lambda each: each, self.trace))

    def last_took(self, took_s: float, log_probability: float = 0.0) -> None:
        """The recognizer is done with the job that was handed in last."""
        job = self.queue.jobs[-1]
        job.took_s = took_s
        if not job.encode_only:
            job.transcript = Transcript("words", job.segment.start / 16_000, job.segment.end / 16_000, "en")
            job.transcript = replace(job.transcript, average_log_probability=log_probability)
        self.desk.received(job)

    def lose(self, lost_s: float) -> None:
        """Speech went on after a pause in which so much was done in advance."""
        self.desk.prepare(segment(0, 2))
        self.last_took(lost_s)
        self.desk.drop_speculation()


@pytest.fixture
def rig() -> DeskRig:
    return DeskRig()


def test_what_was_done_in_advance_and_thrown_away_is_counted(rig: DeskRig) -> None:
    rig.lose(0.25)
    rig.desk.prepare(segment(0, 4))
    rig.last_took(0.5)
    rig.desk.submit(0, segment(0, 4))
    assert (rig.trace.speculation_s, rig.trace.lost_s) == (0.75, 0.25)


def test_work_that_is_thrown_away_before_it_is_done_is_counted_when_it_is(rig: DeskRig) -> None:
    rig.desk.prepare(segment(0, 2))
    rig.desk.drop_speculation()
    assert rig.trace.lost_s == 0.0
    rig.last_took(0.25)
    assert rig.trace.lost_s == 0.25


def test_after_too_much_in_vain_a_short_pause_is_left_alone(rig: DeskRig) -> None:
    rig.lose(LOST_AT_FIRST_S + 0.1)
    rig.desk.prepare(segment(0, 4))
    assert len(rig.queue.jobs) == 1


def test_a_longer_recording_may_lose_more(rig: DeskRig) -> None:
    rig.lose(LOST_AT_FIRST_S + 0.1)
    after_s = 0.1 / LOST_SHARE
    rig.desk.prepare(segment(after_s + 1, after_s + 3))
    assert len(rig.queue.jobs) == 2


def test_a_long_pause_is_used_all_the_same(rig: DeskRig) -> None:
    rig.lose(LOST_AT_FIRST_S + 0.1)
    rig.desk.prepare(segment(0, 4))
    rig.desk.speculate()
    encoding, reading = rig.queue.jobs[1:]
    assert encoding.encode_only
    assert reading.ahead is encoding


def test_a_tail_of_which_nothing_was_done_is_transcribed_whole(rig: DeskRig) -> None:
    rig.lose(LOST_AT_FIRST_S + 0.1)
    rig.desk.prepare(segment(0, 4))
    rig.desk.submit(0, segment(0, 4))
    job = rig.queue.jobs[-1]
    assert (job.index, job.ahead, job.encode_only) == (0, None, False)


def read_again(rig: DeskRig, doubtful: int) -> list[int]:
    """Six segments of 4 s, of which one is doubtful, and a seventh that has no room beside them."""
    for index in range(7):
        rig.desk.submit(index, segment(5 * index, 5 * index + 4))
        if index < 6:
            rig.last_took(0.1, -0.5 if index == doubtful else -0.1)
    return [index for job in rig.queue.jobs if job.group is not None for index in job.group.indices]


def test_doubtful_segments_are_read_again_with_two_before_and_one_after(rig: DeskRig) -> None:
    assert read_again(rig, doubtful=3) == [1, 2, 3, 4]


def test_a_group_without_a_doubtful_segment_is_not_read_again(rig: DeskRig) -> None:
    assert read_again(rig, doubtful=-1) == []
