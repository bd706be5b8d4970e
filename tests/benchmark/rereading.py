"""Segments read by themselves, and read again in groups: error rate and CPU.

    python -m tests.benchmark.rereading MODEL_FOLDER RECORDING... [--group-s 18]

"complete" reads a group again once the next segment has no room in it, as the session does while the user speaks;
"all" the last group too, as the accurate way does.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import RATE_HZ
from dictate.bench.recordings import find_recordings
from dictate.measures.word_errors import WordErrors
from dictate.session.segment_groups import GROUP_S, Group, groups_of, is_better, joined
from dictate.text.assembly import assemble
from dictate.text.transcript import Transcript
from dictate.vad.contract import SegmentClosed, SpeechSegment
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel


@dataclass
class Reader:
    engine: Engine
    request: RecognizerRequest
    cpu_s: float = 0.0
    refused: int = 0

    def read(self, segment: SpeechSegment) -> Transcript:
        began = time.process_time()
        transcript = self.engine.transcribe(segment, self.request)
        self.cpu_s += time.process_time() - began
        return transcript

    def read_group(self, group: Group, first: Sequence[Transcript]) -> Sequence[Transcript]:
        if len(group.segments) == 1:
            return first
        second = self.read(joined(group.segments))
        if not is_better(first, second):
            self.refused += 1
            return first
        return group.parted(second)


def text_of(transcripts: Sequence[Transcript], segments: Sequence[SpeechSegment]) -> str:
    placed = [transcripts[0]] if transcripts else []
    for before, segment, transcript in zip(segments, segments[1:], transcripts[1:], strict=False):
        pause_s = (segment.spans[0].start - before.spans[-1].end) / RATE_HZ
        placed.append(replace(transcript, pause_before_s=max(0.0, pause_s)))
    return assemble(placed)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("recordings", type=Path, nargs="+")
    parser.add_argument("--beams", type=int, nargs="+", default=[3, 5])
    parser.add_argument("--group-s", type=float, default=GROUP_S)
    arguments = parser.parse_args()
    engine = load_model(ModelChoice("model", arguments.model, threads=1), WindowPolicy()).engine
    silero = SileroModel()
    tallies: dict[str, WordErrors] = defaultdict(WordErrors)
    first_reader = Reader(engine, RecognizerRequest("en", beam_size=3))
    second_readers = {
        beam: Reader(engine, RecognizerRequest("en", beam_size=beam, word_times=True)) for beam in arguments.beams
    }
    audio_s = 0.0
    for recording in find_recordings(arguments.recordings):
        samples = recording.samples()
        audio_s += len(samples) / RATE_HZ
        gate = open_gate(silero, GateOptions())
        events = [*gate.feed(samples), *gate.finish()]
        segments = [event.segment for event in events if isinstance(event, SegmentClosed)]
        first = [first_reader.read(segment) for segment in segments]
        readings = {"first": list(first)}
        for beam, reader in second_readers.items():
            complete, everything = list(first), list(first)
            groups = groups_of(segments, arguments.group_s)
            for group in groups:
                place = slice(group.indices.start, group.indices.stop)
                read = reader.read_group(group, first[place])
                everything[place] = read
                if group is not groups[-1]:
                    complete[place] = read
            readings[f"complete b{beam}"] = complete
            readings[f"all b{beam}"] = everything
        line = []
        for name, transcripts in readings.items():
            found = recording.errors_of(text_of(transcripts, segments)) or WordErrors()
            tallies[name] += found
            line.append(f"{name} {found.errors}/{found.words}")
        print(recording.name, len(segments), "  ".join(line), flush=True)
    for name, errors in tallies.items():
        print(f"{name:14} WER {errors.rate_percent or 0:.2f} ({errors.errors}/{errors.words})")
    print(f"first reading: {first_reader.cpu_s / audio_s:.4f} CPU-s a second of audio")
    for beam, reader in second_readers.items():
        print(f"second reading, beam {beam}: {reader.cpu_s / audio_s:.4f}, {reader.refused} refused")
    return 0


if __name__ == "__main__":
    sys.exit(main())
