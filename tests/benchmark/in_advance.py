"""What reading in advance and reading again cost, and what is left to do when the key goes up.

    python -m tests.benchmark.in_advance MODEL_FOLDER RECORDING...

The real gate, desk and engine in a clock of their own: a job takes the CPU time that the model took, and nothing else.
So the figures hardly depend on what else the computer does. The key goes up 250 ms after the last voice.
"""

import argparse
import heapq
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import cast

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ
from dictate.bench.recordings import Recording, find_recordings, until_key_up
from dictate.bench.word_errors import WordErrors
from dictate.dispatch import Dispatch, Outcome
from dictate.recognition import RecognitionJob, RecognitionQueue
from dictate.segment_desk import SegmentDesk
from dictate.text.assembly import assemble
from dictate.text.transcript import Transcript
from dictate.trace import Trace
from dictate.vad.contract import GateEvent, SegmentClosed, TailPaused, TailResumed, TailSettled
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel


@dataclass
class Server:
    """One recognizer in its own clock; stands in for the recognition queue."""

    engine: Engine
    received: Callable[[RecognitionJob, float], None]
    cpu_s: float = 0.0
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
            began = time.process_time()
            if job.encode_only:
                self.engine.encode_ahead(job.segment, job.request)
            else:
                job.transcript = self.engine.transcribe(job.segment, job.request)
            job.took_s = time.process_time() - began
            self.cpu_s += job.took_s
            self._job, self._ends_at_s = job, self.now_s + job.took_s


@dataclass
class Result:
    latency_s: float
    cpu_s: float
    trace: Trace
    text: str


class Replay:
    """One dictation."""

    def __init__(self, engine: Engine, silero: SileroModel) -> None:
        self._server = Server(engine, self._received)
        queue = cast(RecognitionQueue, self._server)
        request = RecognizerRequest("en", beam_size=3)
        choice = ModelChoice("model", Path())
        self._trace = Trace()
        self._desk = SegmentDesk(Dispatch("replay", queue, choice, request, (), lambda segment: segment, self._trace))
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
        return Result(max(0.0, self._last_known_s - key_up_s), self._server.cpu_s, self._trace, text)

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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("recordings", type=Path, nargs="+")
    arguments = parser.parse_args()
    engine = load_model(ModelChoice("model", arguments.model, threads=1), WindowPolicy()).engine
    silero = SileroModel()
    audio_s, cpu_s, latencies_s, errors = 0.0, 0.0, [], WordErrors()
    for recording in find_recordings(arguments.recordings):
        result = Replay(engine, silero).run(recording, silero)
        length_s = len(recording.samples()) / RATE_HZ
        found = recording.errors_of(result.text) or WordErrors()
        trace = result.trace
        print(
            f"{recording.name:24} {length_s:6.1f} s  {result.cpu_s / length_s:.3f} CPU-s a second  "
            f"left at key-up {1000 * result.latency_s:5.0f} ms  tail {trace.tail_s:4.1f} s  "
            f"in advance {trace.speculations_used}/{trace.speculations}, {trace.speculation_s:.1f} s  "
            f"again {trace.rereadings}, {trace.rereading_s:.1f} s  {found.errors}/{found.words}",
            flush=True,
        )
        audio_s, cpu_s, errors = audio_s + length_s, cpu_s + result.cpu_s, errors + found
        latencies_s.append(result.latency_s)
    print(
        f"{cpu_s / audio_s:.3f} CPU-s a second of audio; at key-up median {1000 * np.median(latencies_s):.0f} ms, "
        f"worst {1000 * max(latencies_s):.0f} ms"
    )
    print(f"WER {errors.rate_percent or 0:.2f} % ({errors.errors}/{errors.words})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
