"""What reading in advance and reading again cost, and what is left to do when the key goes up.

    python -m tests.benchmark.in_advance MODEL_FOLDER RECORDING... [--lost-shares inf 0.015] [--read-again-below -0.2]

The real gate, desk and engine in a clock of their own, in which a job takes the time that its encodings and tokens cost
an idle computer (`modelled_work.py`): no other program changes a figure. The key goes up 250 ms after the last voice.
"""

import argparse
import heapq
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import cast

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.window_policy import WindowPolicy
from dictate.asr.windows import WhisperWindows
from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ
from dictate.audio.options import GainOptions
from dictate.bench.recordings import Recording, find_recordings, until_key_up
from dictate.measures.word_errors import WordErrors
from dictate.session.dispatch import Dispatch, Outcome
from dictate.session.gain import leveled
from dictate.session.recognition import RecognitionJob, RecognitionQueue
from dictate.session.segment_desk import LOST_SHARE, READ_AGAIN_BELOW, SegmentDesk
from dictate.session.trace import Trace
from dictate.text.assembly import assemble
from dictate.text.transcript import Transcript
from dictate.vad.contract import GateEvent, SegmentClosed, SpeechSegment, TailPaused, TailResumed, TailSettled
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel
from tests.benchmark.modelled_work import ModelledWindows


@dataclass
class Server:
    """One recognizer in its own clock; stands in for the recognition queue."""

    engine: Engine
    windows: ModelledWindows
    received: Callable[[RecognitionJob, float], None]
    work_s: float = 0.0
    _waiting: list[tuple[int, int, RecognitionJob]] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=count)
    _job: RecognitionJob | None = None
    _ends_at_s: float = 0.0
    now_s: float = 0.0

    def submit(self, job: RecognitionJob) -> None:
        heapq.heappush(self._waiting, (job.urgency, next(self._numbers), job))
        self._begin()

    def decide_language(self, utterance_id: str, language: str) -> None:
        """Nothing: it is given."""

    def run_until(self, at_s: float) -> None:
        while self._job is not None and self._ends_at_s <= at_s:
            self.now_s = self._ends_at_s
            job, self._job = self._job, None
            self.received(job, self.now_s)
            self._begin()
        self.now_s = at_s if at_s != float("inf") else self.now_s

    def _begin(self) -> None:
        while self._job is None and self._waiting:
            job = heapq.heappop(self._waiting)[2]
            if job.cancelled.is_set():
                continue
            before_s = self.windows.work_s
            if job.encode_only:
                self.engine.encode_ahead(job.segment, job.request)
            else:
                job.transcript = self.engine.transcribe(job.segment, job.request)
            job.took_s = self.windows.work_s - before_s
            self.work_s += job.took_s
            self._job, self._ends_at_s = job, self.now_s + job.took_s


@dataclass
class Result:
    latency_s: float
    work_s: float
    trace: Trace
    text: str


@dataclass(frozen=True)
class Policy:
    lost_share: float
    read_again_below: float


class Replay:
    """One dictation."""

    def __init__(self, windows: ModelledWindows, silero: SileroModel, policy: Policy) -> None:
        self._server = Server(Engine("model", windows, WindowPolicy()), windows, self._received)
        queue = cast(RecognitionQueue, self._server)
        request = RecognizerRequest("en", beam_size=3)
        choice = ModelChoice("model", Path())
        self._trace = Trace()
        dispatch = Dispatch("replay", queue, choice, request, (), _leveled, self._trace)
        self._desk = SegmentDesk(dispatch, policy.lost_share, policy.read_again_below)
        self._gate = open_gate(silero, GateOptions())
        self._segments = 0
        self._texts: dict[int, Transcript] = {}
        self._last_known_s = 0.0

    def run(self, recording: Recording, silero: SileroModel) -> Result:
        samples = until_key_up(recording.samples(), open_gate(silero, GateOptions()))
        for start in range(0, len(samples), BLOCK_SAMPLES):
            block = samples[start : start + BLOCK_SAMPLES]
            self._server.run_until((start + len(block)) / RATE_HZ)
            self._take(self._gate.feed(block))
        key_up_s = self._server.now_s
        self._desk.key_up()
        self._take(self._gate.finish())
        self._note(self._desk.flush())
        self._server.run_until(float("inf"))
        assert len(self._texts) == self._segments
        text = assemble([self._texts[index] for index in range(self._segments)])
        return Result(max(0.0, self._last_known_s - key_up_s), self._server.work_s, self._trace, text)

    def _take(self, events: list[GateEvent]) -> None:
        for event in events:
            match event:
                case SegmentClosed(segment):
                    self._segments += 1
                    self._note(self._desk.submit(self._segments - 1, segment))
                case TailPaused(segment):
                    self._desk.prepare(segment)
                case TailSettled():
                    self._desk.speculate()
                case TailResumed():
                    self._desk.drop_speculation()

    def _received(self, job: RecognitionJob, at_s: float) -> None:
        self._note(self._desk.received(job))

    def _note(self, known: list[Outcome]) -> None:
        for index, outcome in known:
            assert isinstance(outcome, Transcript)
            if index not in self._texts:
                self._last_known_s = self._server.now_s
            self._texts[index] = outcome


def _leveled(segment: SpeechSegment) -> SpeechSegment:
    return replace(segment, samples=leveled(segment, GainOptions()))


@dataclass
class Tally:
    """All recordings under one policy."""

    audio_s: float = 0.0
    work_s: float = 0.0
    first_s: float = 0.0
    used_s: float = 0.0
    lost_s: float = 0.0
    again_s: float = 0.0
    latencies_s: list[float] = field(default_factory=list)
    errors: WordErrors = field(default_factory=WordErrors)

    def add(self, audio_s: float, result: Result, found: WordErrors) -> None:
        trace = result.trace
        self.audio_s += audio_s
        self.work_s += result.work_s
        self.first_s += trace.recognition_s - trace.speculation_s - trace.rereading_s
        self.used_s += trace.speculation_s - trace.lost_s
        self.lost_s += trace.lost_s
        self.again_s += trace.rereading_s
        self.latencies_s.append(result.latency_s)
        self.errors += found

    def __str__(self) -> str:
        shares = (self.work_s, self.first_s, self.used_s, self.lost_s, self.again_s)
        total, first, used, lost, again = (each / self.audio_s for each in shares)
        return (
            f"{total:.3f} CPU-s a second: after the end of a segment {first:.3f}, in advance {used:.3f}, "
            f"thrown away {lost:.3f}, again {again:.3f}; at key-up median {1000 * np.median(self.latencies_s):.0f} ms, "
            f"worst {1000 * max(self.latencies_s):.0f} ms; "
            f"WER {self.errors.rate_percent or 0:.2f} % ({self.errors.errors}/{self.errors.words})"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("recordings", type=Path, nargs="+")
    parser.add_argument("--lost-shares", type=float, nargs="+", default=[LOST_SHARE])
    parser.add_argument("--read-again-below", type=float, nargs="+", default=[READ_AGAIN_BELOW])
    arguments = parser.parse_args()
    windows = ModelledWindows(WhisperWindows(arguments.model, "cpu", "int8", 1))
    silero = SileroModel()
    policies = [Policy(share, below) for share in arguments.lost_shares for below in arguments.read_again_below]
    tallies = {policy: Tally() for policy in policies}
    for recording in find_recordings(arguments.recordings):
        for policy, tally in tallies.items():
            result = Replay(windows, silero, policy).run(recording, silero)
            length_s = len(recording.samples()) / RATE_HZ
            found = recording.errors_of(result.text) or WordErrors()
            tally.add(length_s, result, found)
            trace = result.trace
            print(
                f"{recording.name:24} {policy.lost_share:5} {policy.read_again_below:5}  {length_s:6.1f} s  "
                f"{result.work_s / length_s:.3f} CPU-s a second  left at key-up {1000 * result.latency_s:5.0f} ms  "
                f"tail {trace.tail_s:4.1f} s  in advance {trace.speculations_used}/{trace.speculations}  "
                f"again {trace.rereadings}  {found.errors}/{found.words}",
                flush=True,
            )
    for policy, tally in tallies.items():
        print(f"lost share {policy.lost_share}, again below {policy.read_again_below}: {tally}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
