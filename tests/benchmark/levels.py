"""Quiet and hot microphones: utterances missed, first and last words kept, error rate, by the level of the speech.

    python -m tests.benchmark.levels MODEL_FOLDER RECORDING... [--levels -45 -35 -25 -15 -5] [--whisper]

Each recording is brought to the level by a constant gain (clipped at full scale, as a hot microphone does), after
16-bit rounding, and goes through gate, levelling and recognizer. --whisper adds one more row: the voice taken out of
the speech by filling its spectrum's magnitudes with noise phase, which is how whispered speech is imitated where there
are no recordings of it.
"""

import argparse
import os
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import Samples
from dictate.audio.level import loudness
from dictate.audio.options import GainOptions
from dictate.bench.recordings import find_recordings
from dictate.measures.word_errors import WordErrors, word_errors, words
from dictate.session.gain import leveled
from dictate.text.assembly import assemble
from dictate.vad.contract import SegmentClosed
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel

_FRAME = 512


@dataclass
class Tally:
    errors: WordErrors = field(default_factory=WordErrors)
    utterances: int = 0
    missed: int = 0
    first_kept: int = 0
    last_kept: int = 0

    def add(self, reference: str, text: str, language: str = "en") -> None:
        wanted, heard = words(reference, language), words(text, language)
        self.utterances += 1
        self.missed += not text.strip()
        self.errors += word_errors(reference, text, language)
        self.first_kept += wanted[:1] == heard[:1]
        self.last_kept += wanted[-1:] == heard[-1:]

    def line(self) -> str:
        share = 100 / max(1, self.utterances)
        return (
            f"WER {self.errors.rate_percent or 0:6.2f} %  missed {self.missed}/{self.utterances}  "
            f"first word right {self.first_kept * share:.0f} %  last word right {self.last_kept * share:.0f} %"
        )


@dataclass
class Pipeline:
    engine: Engine
    silero: SileroModel
    options: GainOptions

    def text(self, samples: Samples, language: str = "en") -> str:
        gate = open_gate(self.silero, GateOptions())
        events = [*gate.feed(samples), *gate.finish()]
        segments = [event.segment for event in events if isinstance(event, SegmentClosed)]
        request = RecognizerRequest(language, beam_size=3)
        return assemble(
            [
                self.engine.transcribe(replace(segment, samples=leveled(segment, self.options)), request)
                for segment in segments
            ]
        )


def at_level(samples: Samples, level_dbfs: float) -> Samples:
    """The samples at another level, as a 16-bit microphone would deliver them."""
    gain_db = level_dbfs - loudness(samples).rms_dbfs
    louder = np.clip(samples * 10 ** (gain_db / 20), -1.0, 1.0)
    return (np.round(louder * 32767) / 32768).astype(np.float32)


def whispered(samples: Samples) -> Samples:
    """The same spectrum without a voice: random phases, frame by frame with overlap."""
    random = np.random.default_rng(0)
    window = np.hanning(_FRAME).astype(np.float32)
    padded = np.concatenate([samples, np.zeros(_FRAME, np.float32)])
    result = np.zeros_like(padded)
    for start in range(0, len(samples), _FRAME // 2):
        frame = padded[start : start + _FRAME]
        if len(frame) < _FRAME:
            break
        spectrum = np.abs(np.fft.rfft(frame * window))
        phases = np.exp(2j * np.pi * random.random(len(spectrum)))
        result[start : start + _FRAME] += np.fft.irfft(spectrum * phases, _FRAME) * window
    return result[: len(samples)].astype(np.float32)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("recordings", type=Path, nargs="+")
    parser.add_argument("--levels", type=float, nargs="+", default=[-45, -35, -25, -15, -5])
    parser.add_argument("--whisper", action="store_true")
    arguments = parser.parse_args()
    engine = load_model(ModelChoice("model", arguments.model, threads=1), WindowPolicy()).engine
    silero = SileroModel()
    rows = [*(f"{level:g} dBFS" for level in arguments.levels), *(["whispered"] if arguments.whisper else [])]
    tallies = {(row, leveling): Tally() for row in rows for leveling in (True, False)}
    for recording in find_recordings(arguments.recordings):
        samples = recording.samples()
        for number, row in enumerate(rows):
            whispers = number == len(arguments.levels)
            changed = at_level(whispered(samples), -40) if whispers else at_level(samples, arguments.levels[number])
            for leveling in (True, False):
                text = Pipeline(engine, silero, GainOptions(level_speech=leveling)).text(changed)
                tallies[row, leveling].add(recording.transcript or "", text)
    for (row, leveling), tally in tallies.items():
        print(f"{row:10} {'levelled' if leveling else 'as it is':9} {tally.line()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
