"""The detector in numpy beside onnxruntime with the same file: probabilities, cut points and time.

nice python -m tests.benchmark.detector ../shared/data
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from dictate.audio.block import BLOCK_SAMPLES, RATE_HZ, Samples
from dictate.audio.files import read_audio
from dictate.vad.contract import SegmentClosed
from dictate.vad.gate import Gate
from dictate.vad.options import GateOptions
from dictate.vad.refresh import RefreshedDetector, ResettableDetector
from dictate.vad.silero import CONTEXT_SAMPLES, SileroModel, detector_file


class OnnxruntimeStream:
    """What dictate.vad.silero.SileroStream does, through onnxruntime."""

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(detector_file()), options, providers=["CPUExecutionProvider"])
        self._rate = np.array(RATE_HZ, np.int64)
        self.reset()

    def reset(self) -> None:
        self._state = np.zeros((2, 1, 128), np.float32)
        self._input = np.zeros((1, CONTEXT_SAMPLES + BLOCK_SAMPLES), np.float32)

    def probability(self, hop: Samples) -> float:
        self._input[0, :CONTEXT_SAMPLES] = self._input[0, BLOCK_SAMPLES:]
        self._input[0, CONTEXT_SAMPLES:] = hop
        output, self._state = self._session.run(None, {"input": self._input, "state": self._state, "sr": self._rate})
        return float(output[0, 0])


class Observed:
    """A detector whose answers and time are kept."""

    def __init__(self, detector: ResettableDetector) -> None:
        self._detector = detector
        self.answers: list[float] = []
        self.cpu_s = 0.0

    def reset(self) -> None:
        self._detector.reset()

    def probability(self, hop: Samples) -> float:
        before = time.thread_time()
        answer = self._detector.probability(hop)
        self.cpu_s += time.thread_time() - before
        self.answers.append(answer)
        return answer


@dataclass(frozen=True)
class Heard:
    answers: list[float]
    cuts: list[tuple[int, int]]
    cpu_s: float


def heard(samples: Samples, detector: ResettableDetector) -> Heard:
    detector.reset()
    observed = Observed(detector)
    options = GateOptions()
    gate = Gate(RefreshedDetector(observed, options.neg_threshold), options)
    blocks = range(0, len(samples), BLOCK_SAMPLES)
    events = [event for start in blocks for event in gate.feed(samples[start : start + BLOCK_SAMPLES])]
    segments = [event.segment for event in events + gate.finish() if isinstance(event, SegmentClosed)]
    return Heard(observed.answers, [(segment.start, segment.end) for segment in segments], observed.cpu_s)


def main() -> None:
    ours, theirs = SileroModel().stream(), OnnxruntimeStream()
    audio_s, our_cpu_s, their_cpu_s, largest, other = 0.0, 0.0, 0.0, 0.0, 0
    files = sorted(file for folder in sys.argv[1:] for file in Path(folder).rglob("*.flac"))
    segments = 0
    for file in files:
        samples = read_audio(file)
        a, b = heard(samples, ours), heard(samples, theirs)
        audio_s += len(samples) / RATE_HZ
        our_cpu_s += a.cpu_s
        their_cpu_s += b.cpu_s
        segments += len(b.cuts)
        if a.cuts != b.cuts:
            other += 1
            print(f"{file.name}: cut at {a.cuts}, by onnxruntime at {b.cuts}")
        else:
            largest = max(largest, float(np.abs(np.subtract(a.answers, b.answers)).max()))
    print(f"{len(files)} recordings, {audio_s:.0f} s, {segments} segments; cut otherwise: {other}")
    print(f"largest difference of a probability: {largest:.1e}")
    print(f"CPU of a core: {our_cpu_s / audio_s:.2%}, onnxruntime {their_cpu_s / audio_s:.2%}")


if __name__ == "__main__":
    main()
