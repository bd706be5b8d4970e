"""Single short words, as somebody dictates who says but one: heard by the gate, written at all, written right.

    python -m tests.benchmark.single_words MODEL_FOLDER DATA_FOLDER [--levels -45 -25 -5] [--whisper]

The words were cut out of sentences (tests/integration/vad/short_words.py), so that some lack their first sound; each
stands in a second and a half of the quiet that a 16-bit microphone delivers.
"""

import argparse
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.files import read_audio
from dictate.audio.options import GainOptions
from dictate.measures.word_errors import words
from dictate.session.gain import leveled
from dictate.vad.contract import SegmentClosed, SpeechSegment
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel
from tests.benchmark.levels import at_level, whispered
from tests.integration.vad.short_words import SHORT_WORDS

_QUIET_S = 0.75
_NOISE_DBFS = -70.0


@dataclass
class Tally:
    said: int = 0
    heard: int = 0
    written: int = 0
    right: int = 0

    def line(self) -> str:
        return f"of {self.said}: heard {self.heard}, written {self.written}, right {self.right}"


def in_quiet(word: Samples) -> Samples:
    """The word with quiet around it, in the noise of a microphone."""
    quiet = np.zeros(round(_QUIET_S * RATE_HZ), np.float32)
    whole = np.concatenate([quiet, word, quiet])
    noise = np.random.default_rng(0).normal(0.0, 10 ** (_NOISE_DBFS / 20), len(whole))
    return (whole + noise).astype(np.float32)


def segments_of(samples: Samples, silero: SileroModel) -> list[SpeechSegment]:
    gate = open_gate(silero, GateOptions())
    return [event.segment for event in (*gate.feed(samples), *gate.finish()) if isinstance(event, SegmentClosed)]


def text_of(segments: list[SpeechSegment], engine: Engine) -> str:
    request = RecognizerRequest("en", beam_size=3)
    prepared = [replace(each, samples=leveled(each, GainOptions())) for each in segments]
    return " ".join(engine.transcribe(each, request).text for each in prepared).strip()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--levels", type=float, nargs="+", default=[-45, -25, -5])
    parser.add_argument("--whisper", action="store_true")
    arguments = parser.parse_args()
    engine = load_model(ModelChoice("model", arguments.model, threads=1), WindowPolicy()).engine
    silero = SileroModel()
    rows = [*(f"{level:g} dBFS" for level in arguments.levels), *(["whispered"] if arguments.whisper else [])]
    tallies = {row: Tally() for row in rows}
    for file, wanted, start_s, end_s in SHORT_WORDS:
        word = read_audio(arguments.data / file)[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
        for number, row in enumerate(rows):
            whispers = number == len(arguments.levels)
            changed = at_level(whispered(word), -40) if whispers else at_level(word, arguments.levels[number])
            segments = segments_of(in_quiet(changed), silero)
            text = text_of(segments, engine) if segments else ""
            tally = tallies[row]
            tally.said += 1
            tally.heard += bool(segments)
            tally.written += bool(text)
            tally.right += words(text) == words(wanted)
    for row, tally in tallies.items():
        print(f"{row:10} {tally.line()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
