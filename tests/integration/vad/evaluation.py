"""How the gate does on real recordings: a table for people, and the figures for the test beside it.

python -m tests.integration.vad.evaluation
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.files import read_audio
from dictate.vad.contract import SegmentClosed, SpeechSegment
from dictate.vad.open_gate import open_gate
from dictate.vad.options import GateOptions
from dictate.vad.silero import SileroModel

FRAME = RATE_HZ // 50
"""20 ms, the grain of the reference."""

LOUD_WITHIN_DB = 20.0
"""Frames within this of an utterance's loud frames are what must not be lost; in a quiet room they are its voice."""


@dataclass(frozen=True)
class Utterance:
    """Something that was said, with the recording it is in. `is_clean` tells that nothing else is loud in it."""

    name: str
    recording: str
    start: int
    end: int
    is_clean: bool


@dataclass(frozen=True)
class Heard:
    """What the gate kept of an utterance."""

    utterance: Utterance
    has_segment: bool
    lost_at_start_ms: int
    lost_at_end_ms: int


def gate_segments(model: SileroModel, samples: Samples, options: GateOptions | None = None) -> list[SpeechSegment]:
    """The segments of a whole recording, fed as a microphone would."""
    gate = open_gate(model, options or GateOptions())
    events = [event for start in range(0, len(samples), 512) for event in gate.feed(samples[start : start + 512])]
    return [event.segment for event in events + gate.finish() if isinstance(event, SegmentClosed)]


def manifest(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def noises(data: Path) -> Iterator[tuple[str, Samples]]:
    """Real recordings without speech, each looped to at least 30 s: nothing of them may become a segment."""
    for row in manifest(data / "noise"):
        if not row.get("contains_speech"):
            yield looped(data / "noise" / row["file"])
    for row in manifest(data / "long"):
        if row["file"].startswith("nospeech-"):
            yield looped(data / "long" / row["file"])


def looped(path: Path) -> tuple[str, Samples]:
    samples = read_audio(path)
    return path.name, np.tile(samples, -(-30 * RATE_HZ // len(samples)))


def generated_noises() -> Iterator[tuple[str, Samples]]:
    """Thirty seconds each of silence, white, pink and brown noise, hum, tones, clicks and breath, at five levels."""
    for name, shape in noise_shapes().items():
        for level_dbfs in (-60, -40, -26, -12, -3):
            yield f"{name} at {level_dbfs} dBFS", np.clip(shape * 10 ** (level_dbfs / 20), -1, 1).astype(np.float32)
    yield "digital silence", np.zeros(30 * RATE_HZ, np.float32)


def noise_shapes() -> dict[str, Samples]:
    """Noises with an RMS of 1 (tones, hiss) or a peak of 1 (clicks, breath)."""
    random = np.random.default_rng(0)
    count = 30 * RATE_HZ
    time_s = np.arange(count) / RATE_HZ
    white = random.standard_normal(count)
    spectrum, bins = np.fft.rfft(white), np.maximum(np.arange(count // 2 + 1), 1)
    hum = sum(np.sin(2 * np.pi * pitch * time_s) / rank for rank, pitch in enumerate((50, 100, 150, 250), start=1))
    steady = {
        "white": white,
        "pink": np.fft.irfft(spectrum / np.sqrt(bins), count),
        "brown": np.fft.irfft(spectrum / bins, count),
        "hum": hum,
        "tone of 200 Hz": np.sin(2 * np.pi * 200 * time_s),
        "tone of 1 kHz": np.sin(2 * np.pi * 1000 * time_s),
        "trembling tone": np.sin(2 * np.pi * 440 * time_s) * (1 + np.sin(2 * np.pi * 3 * time_s)),
        "siren": np.sin(2 * np.pi * (100 + 100 * time_s) * time_s),
    }
    clicks, breath = np.zeros(count), np.zeros(count)
    for start in range(0, count - 4000, 4000):
        clicks[start : start + 40] = random.standard_normal(40) * np.exp(-np.arange(40) / 10)
    for start in range(4000, count - 8000, 40_000):
        breath[start : start + 8000] = random.standard_normal(8000) * np.hanning(8000)
    shapes = {name: shape / np.sqrt(np.mean(shape**2)) for name, shape in steady.items()}
    return shapes | {"clicks": clicks / np.abs(clicks).max(), "breath": breath / np.abs(breath).max()}


def utterances(data: Path) -> Iterator[tuple[Utterance, Samples]]:
    """Everything that is said in the recordings, with the whole recording it is in."""
    for folder in ("speech", "lang", "long"):
        for row in manifest(data / folder):
            if row["file"].startswith("nospeech-"):
                continue
            samples = read_audio(data / folder / row["file"])
            spoken = row.get("segments") or [{"start": 0.0, "end": len(samples) / RATE_HZ}]
            for part in spoken:
                start, end = round(part["start"] * RATE_HZ), min(round(part["end"] * RATE_HZ), len(samples))
                yield Utterance(f"{row['file']}@{part['start']:.1f}", row["file"], start, end, is_clean(row)), samples


def is_clean(row: dict[str, Any]) -> bool:
    return row.get("fill") not in ("bed", "noise") and "noise" not in row["file"]


def heard(utterance: Utterance, samples: Samples, segments: list[SpeechSegment]) -> Heard:
    """Which of the utterance's loud frames no segment holds, at its beginning and at its end."""
    part = samples[utterance.start : utterance.end]
    frames = part[: len(part) // FRAME * FRAME].reshape(-1, FRAME)
    level_dbfs = 10 * np.log10(np.mean(np.square(frames, dtype=np.float64), axis=1) + 1e-12)
    loud = np.flatnonzero(level_dbfs > np.quantile(level_dbfs, 0.95) - LOUD_WITHIN_DB)
    first, last = utterance.start + loud[0] * FRAME, utterance.start + (loud[-1] + 1) * FRAME
    inside = [segment for segment in segments if segment.end > first and segment.start < last]
    if not inside:
        return Heard(utterance, False, 0, 0)
    return Heard(
        utterance,
        True,
        lost_at_start_ms=max(0, inside[0].start - first) * 1000 // RATE_HZ,
        lost_at_end_ms=max(0, last - inside[-1].end) * 1000 // RATE_HZ,
    )


def all_heard(model: SileroModel, data: Path) -> list[Heard]:
    known: dict[str, list[SpeechSegment]] = {}
    results = []
    for utterance, samples in utterances(data):
        if utterance.recording not in known:
            known[utterance.recording] = gate_segments(model, samples)
        results.append(heard(utterance, samples, known[utterance.recording]))
    return results


def main() -> None:
    data = Path(__file__).resolve().parents[4] / "shared" / "data"
    if not data.is_dir():
        sys.exit(f"the recordings are not there: {data}")
    model = SileroModel()
    for title, sounds in (("real noise", noises(data)), ("generated noise", generated_noises())):
        false_alarms = {name: len(found) for name, samples in sounds if (found := gate_segments(model, samples))}
        print(f"{title}: segments in {false_alarms or 'none'}")
    results = all_heard(model, data)
    print(f"{len(results)} utterances, {sum(not result.has_segment for result in results)} without a segment")
    for title, chosen in (("in quiet", True), ("in noise", False)):
        those = [result for result in results if result.utterance.is_clean is chosen]
        for edge in ("lost_at_start_ms", "lost_at_end_ms"):
            lost = sorted((getattr(result, edge), result.utterance.name) for result in those)
            over = sum(milliseconds > 100 for milliseconds, _ in lost)
            print(f"{title}: {edge} over 100 ms in {over} of {len(those)}; worst {lost[:-6:-1]}")


if __name__ == "__main__":
    main()
