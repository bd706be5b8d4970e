"""Window policies against each other on real recordings: error rate, CPU, second looks, text on noise.

    python -m tests.benchmark.windows MODEL_FOLDER DATA_FOLDER [--sets speech lang long noise] [--policies ...]

DATA_FOLDER holds folders with a manifest.jsonl (fields file, text, language). Each recording goes through the real
gate; each segment through the engine with each policy in turn, in this process and on one thread, so that the CPU
time is that of the model. A policy is FLOOR+MARGIN in seconds or "full", with "b5" behind it for beam 5.
"""

import argparse
import os
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dataclasses import replace

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import RATE_HZ
from dictate.bench.recordings import Recording, find_recordings
from dictate.measures.word_errors import WordErrors
from dictate.text.assembly import assemble
from dictate.text.transcript import Transcript
from dictate.vad.contract import SegmentClosed, SpeechSegment
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel


@dataclass
class Tally:
    errors: WordErrors = field(default_factory=WordErrors)
    cpu_s: float = 0.0
    segments: int = 0
    second_looks: int = 0
    runaways: list[str] = field(default_factory=list)
    noise_texts: list[str] = field(default_factory=list)

    def line(self) -> str:
        rate = self.errors.rate_percent
        return "  ".join(
            [
                f"WER {'-' if rate is None else f'{rate:.2f}'} ({self.errors.errors}/{self.errors.words})",
                f"{self.errors.insertions} insertions",
                f"CPU {self.cpu_s:.1f} s, {1000 * self.cpu_s / max(1, self.segments):.0f} ms a segment",
                f"{self.segments} segments, {self.second_looks} second looks",
                f"runaways {self.runaways}  noise {self.noise_texts}",
            ]
        )


def policy_of(name: str) -> tuple[WindowPolicy, int]:
    plain, _, beam = name.partition("b")
    if plain == "full":
        return WindowPolicy(full_window=True), int(beam or 1)
    floor, _, margin = plain.partition("+")
    return WindowPolicy(float(floor), float(margin)), int(beam or 1)


def segments_of(recording: Recording, silero: SileroModel, options: GateOptions) -> list[SpeechSegment]:
    gate = open_gate(silero, options)
    events = [*gate.feed(recording.samples()), *gate.finish()]
    return [event.segment for event in events if isinstance(event, SegmentClosed)]


def texts_of(engine: Engine, segments: list[SpeechSegment], request: RecognizerRequest, tally: Tally) -> str:
    transcripts: list[Transcript] = []
    for before, segment in zip([None, *segments], segments, strict=False):
        began = time.process_time()
        transcript = engine.transcribe(segment, request)
        tally.cpu_s += time.process_time() - began
        tally.segments += 1
        tally.second_looks += transcript.full_window or bool(transcript.warnings)
        pause = (segment.spans[0].start - before.spans[-1].end) / RATE_HZ if before else 0.0
        transcripts.append(replace(transcript, pause_before_s=pause))
    return assemble(transcripts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", default=["speech", "lang", "long", "noise"])
    parser.add_argument("--policies", nargs="+", default=["10+2", "full"])
    parser.add_argument("--english-only", action="store_true")
    parser.add_argument("--each", action="store_true", help="print each recording's errors and text")
    parser.add_argument("--pad-after-ms", type=int, default=GateOptions().pad_after_ms)
    arguments = parser.parse_args()
    gate_options = GateOptions(pad_after_ms=arguments.pad_after_ms)
    engines = {
        name: load_model(ModelChoice("model", arguments.model, threads=1), policy_of(name)[0]).engine
        for name in arguments.policies
    }
    silero = SileroModel()
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for set_name in arguments.sets:
        folder = arguments.data / set_name
        for recording in find_recordings(sorted(folder.glob("*.flac"))):
            if arguments.english_only and recording.language not in ("en", "zxx", None):
                continue
            segments = segments_of(recording, silero, gate_options)
            for name, engine in engines.items():
                tally = tallies[set_name, name]
                language = recording.language if recording.language != "zxx" else "en"
                text = texts_of(engine, segments, RecognizerRequest(language, beam_size=policy_of(name)[1]), tally)
                found = recording.errors_of(text) or WordErrors()
                tally.errors += found
                if arguments.each:
                    print(f"  {recording.name} {name} {found.errors}/{found.words} {text}", flush=True)
                if not found.words and text:
                    tally.noise_texts.append(f"{recording.name}: {text[:60]}")
                elif found.insertions > 0.5 * found.words + 5:
                    tally.runaways.append(recording.name)
        for name in engines:
            print(f"{set_name:8}{name:10}{tallies[set_name, name].line()}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
