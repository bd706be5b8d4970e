"""Ignoring far voices: how much of another person's speech gets through, and how much of the user's is left out.

    python -m tests.benchmark.far_voices RECORDING... [--far-by 10 15 20 25]

Recordings of two speakers alternate with pauses of 1.5 s: the first at -20 dBFS is the user, the second is quieter and
sounds through a room (a decaying echo, treble damped). Counted is speech in seconds that the gate hands on.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from dictate.audio.block import RATE_HZ, Samples
from dictate.bench.recordings import find_recordings
from dictate.vad.contract import SegmentClosed, SpeechGate, SpeechSegment
from dictate.vad.near_voice import KnownVoice, NearVoiceGate
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel
from tests.benchmark.levels import at_level

_NEAR_DBFS = -20.0
_PAUSE_S = 1.5
_ECHO_S = 0.4


def through_the_room(samples: Samples) -> Samples:
    """Exponentially decaying noise as the room's answer, then a first-order low pass."""
    random = np.random.default_rng(0)
    times = np.arange(round(_ECHO_S * RATE_HZ)) / RATE_HZ
    answer = random.normal(0, 1, len(times)) * np.exp(-times / (_ECHO_S / 5))
    answer[0] = 3.0
    echoing = np.convolve(samples, answer)[: len(samples)]
    damped = np.convolve(echoing, np.full(6, 1 / 6))[: len(samples)]
    return damped.astype(np.float32)


def voiced_s(gate: SpeechGate, samples: Samples, near: list[tuple[int, int]]) -> tuple[float, float]:
    """Seconds of voice handed on: of the near speaker, of the far one."""
    events = [*gate.feed(samples), *gate.finish()]
    segments = [event.segment for event in events if isinstance(event, SegmentClosed)]
    of_near = sum(_overlap(segment, near) for segment in segments)
    return of_near, sum(segment.voiced_s for segment in segments) - of_near


def _overlap(segment: SpeechSegment, places: list[tuple[int, int]]) -> float:
    common = (max(0, min(span.end, end) - max(span.start, start)) for span in segment.spans for start, end in places)
    return sum(common) / RATE_HZ


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("recordings", type=Path, nargs="+")
    parser.add_argument("--far-by", type=float, nargs="+", default=[10, 15, 20, 25])
    arguments = parser.parse_args()
    silero = SileroModel()
    recordings = [recording.samples() for recording in find_recordings(arguments.recordings)]
    pause = np.random.default_rng(1).normal(0, 1e-4, round(_PAUSE_S * RATE_HZ)).astype(np.float32)
    for far_by_db in arguments.far_by:
        kept, let_in, all_near, all_far = 0.0, 0.0, 0.0, 0.0
        for first in range(0, len(recordings) - 5, 6):
            parts: list[Samples] = []
            near: list[tuple[int, int]] = []
            for number, samples in enumerate(recordings[first : first + 6]):
                begin = sum(len(part) for part in parts)
                if number % 2:
                    parts.append(at_level(through_the_room(samples), _NEAR_DBFS - far_by_db))
                else:
                    parts.append(at_level(samples, _NEAR_DBFS))
                    near.append((begin, begin + len(samples)))
                parts.append(pause)
            mixed = np.concatenate(parts)
            plain = voiced_s(open_gate(silero, GateOptions()), mixed, near)
            options = GateOptions(ignore_far_voices=True)
            choosy = voiced_s(NearVoiceGate(open_gate(silero, options), KnownVoice(), options.far_by_db), mixed, near)
            all_near, all_far = all_near + plain[0], all_far + plain[1]
            kept, let_in = kept + choosy[0], let_in + choosy[1]
        print(
            f"{far_by_db:g} dB quieter: {100 * let_in / all_far:.0f} % of the other voice gets through "
            f"(without the option all of it), {100 * kept / all_near:.1f} % of the user's is kept"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
