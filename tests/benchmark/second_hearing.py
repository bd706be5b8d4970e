"""Recordings that the gate refuses, heard a second time: whispers that are found, noise that is taken for a voice.

    python -m tests.benchmark.second_hearing MODEL_FOLDER DATA_FOLDER [--cuts 12]

Whispered and quiet words begin with the first sample. Noise begins so, too, or in its middle: real recordings, the
gaps of dictations and made-up sounds, cut at places that chance chose. Nothing may be written for it.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from dictate.asr.contract import ModelChoice, RecognizerRequest
from dictate.asr.loading import load_model
from dictate.asr.window_policy import WindowPolicy
from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.files import read_audio
from dictate.audio.options import GainOptions
from dictate.session.gain import leveled
from dictate.vad.contract import SegmentClosed, SpeechSegment
from dictate.vad.open_gate import open_gate_that_hears_twice
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel
from tests.benchmark.hard_conditions import without_speech
from tests.benchmark.levels import at_level, whispered
from tests.benchmark.made_up_sounds import sounds
from tests.integration.vad.evaluation import generated_noises, manifest, noises
from tests.integration.vad.short_words import SHORT_WORDS

Named = tuple[str, Samples]


def heard_twice(silero: SileroModel, samples: Samples) -> list[SpeechSegment]:
    gate = open_gate_that_hears_twice(silero, GateOptions())
    return [event.segment for event in (*gate.feed(samples), *gate.finish()) if isinstance(event, SegmentClosed)]


def cuts(sound: Named, count: int, seed: int = 0) -> Iterator[Named]:
    """The first seconds of a sound, and some that begin in its middle, at most 8 s each."""
    name, samples = sound
    chance = np.random.default_rng(seed)
    starts = [0, *(int(chance.integers(0, max(1, len(samples) - 2 * RATE_HZ))) for _ in range(count))]
    for start in starts:
        length = round(chance.uniform(1.5, 8) * RATE_HZ)
        yield f"{name} from {start / RATE_HZ:.1f} s", samples[start : start + length]


def gaps(data: Path) -> Iterator[Named]:
    """The pauses inside of dictations."""
    for row in manifest(data / "long"):
        for gap in row.get("gaps", []):
            start_s, end_s = gap["start"] + 0.4, gap["end"] - 0.4
            if end_s - start_s > 1:
                samples = read_audio(data / "long" / row["file"])
                yield f"{row['file']}@{start_s:.1f}", samples[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]


def all_without_speech(data: Path, cut_count: int) -> Iterator[Named]:
    for sound in noises(data):
        yield from cuts(sound, cut_count)
    yield from gaps(data)
    for sound in generated_noises():
        yield from cuts(sound, 1)
    for sound in without_speech().items():
        yield from cuts(sound, 4)
    for name, wave in sounds().items():
        for level_dbfs in (-50, -30, -10):
            loud = (wave / np.std(wave) * 10 ** (level_dbfs / 20)).clip(-1, 1).astype(np.float32)
            yield from cuts((f"{name} at {level_dbfs} dBFS", loud), 1)


def words_from_the_first_sample(data: Path) -> Iterator[tuple[str, Samples]]:
    """Each word three times: whispered at -40 and -25 dBFS, spoken at -45, with the noise of a microphone."""
    for file, _, start_s, end_s in SHORT_WORDS:
        word = read_audio(data / file)[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]
        for row, changed in (
            ("whispered, -40 dBFS", at_level(whispered(word), -40)),
            ("whispered, -25 dBFS", at_level(whispered(word), -25)),
            ("spoken, -45 dBFS", at_level(word, -45)),
        ):
            whole = np.concatenate([changed, np.zeros(3 * RATE_HZ // 4, np.float32)])
            noise = np.random.default_rng(9).normal(0.0, 10**-3.5, len(whole))
            yield row, (whole + noise).astype(np.float32)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("--cuts", type=int, default=12)
    arguments = parser.parse_args()
    engine = load_model(ModelChoice("model", arguments.model, threads=1), WindowPolicy()).engine
    silero = SileroModel()

    def read(segment: SpeechSegment) -> str:
        heard = replace(segment, samples=leveled(segment, GainOptions()))
        transcript = engine.transcribe(heard, RecognizerRequest("en", beam_size=3))
        if segment.is_doubtful:
            likely = transcript.average_log_probability
            print(
                f"    no speech {transcript.no_speech_probability:.2f}, {likely:.2f}: {transcript.text!r}", flush=True
            )
        return transcript.text

    rows: dict[str, list[int]] = {}
    for row, samples in words_from_the_first_sample(arguments.data):
        segments = heard_twice(silero, samples)
        doubtful = [segment for segment in segments if segment.is_doubtful]
        written = sum(bool(read(segment)) for segment in doubtful)
        tally = rows.setdefault(row, [0, 0, 0, 0])
        for place, value in enumerate((True, bool(segments) and not doubtful, bool(doubtful), bool(written))):
            tally[place] += value
    for row, (said, once, twice, written) in rows.items():
        print(f"{row}: of {said} heard at once {once}, at the second hearing {twice}, of those written {written}")
    recordings = false_alarms = characters = 0
    for name, samples in all_without_speech(arguments.data, arguments.cuts):
        segments = heard_twice(silero, samples)
        recordings += 1
        doubtful = [segment for segment in segments if segment.is_doubtful]
        false_alarms += len(doubtful)
        if doubtful:
            print(name, flush=True)
        characters += sum(len(read(segment)) for segment in doubtful)
    print(f"{recordings} without speech: {false_alarms} segments at the second hearing, {characters} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
