"""Sounds in which nobody speaks, none of them in the gate's tests: what passes the gate, and what is written for it.

python -m tests.benchmark.made_up_sounds MODEL_FOLDER
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from dictate.asr.contract import RecognizerRequest
from dictate.asr.engine import Engine
from dictate.asr.window_policy import WindowPolicy
from dictate.asr.windows import WhisperWindows
from dictate.audio.block import RATE_HZ
from dictate.audio.options import GainOptions
from dictate.session.gain import leveled
from dictate.vad.silero import SileroModel
from tests.integration.vad.evaluation import gate_segments

_LENGTH_S = 8
_LEVELS_DBFS = (-50, -30, -10)

_Wave = NDArray[np.float64]

_COUNT = _LENGTH_S * RATE_HZ
_TIMES_S: _Wave = np.arange(_COUNT) / RATE_HZ
_FREQUENCIES_HZ: _Wave = np.fft.rfftfreq(_COUNT, 1 / RATE_HZ)


class Maker:
    """Waves from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def noise(self, slope: float = 0.0) -> _Wave:
        """White at slope 0, pink at 1, brown at 2."""
        weights = np.maximum(_FREQUENCIES_HZ, 1) ** (-slope / 2)
        return np.fft.irfft(np.fft.rfft(self.random.standard_normal(_COUNT)) * weights, _COUNT)

    def band(self, lowest_hz: float, highest_hz: float) -> _Wave:
        inside = (lowest_hz <= _FREQUENCIES_HZ) & (highest_hz >= _FREQUENCIES_HZ)
        return np.fft.irfft(np.fft.rfft(self.random.standard_normal(_COUNT)) * inside, _COUNT)

    def clicks(self, rate_hz: float) -> _Wave:
        return np.where(self.random.random(_COUNT) < rate_hz / RATE_HZ, self.random.standard_normal(_COUNT), 0.0)

    def held(self, values: Sequence[float], samples: int) -> _Wave:
        """One of the values after another, each for so many samples."""
        return np.repeat(self.random.choice(values, _COUNT // samples + 1), samples)[:_COUNT]


def tones(*frequencies_hz: float) -> _Wave:
    return np.sum([np.sin(2 * np.pi * each * _TIMES_S) for each in frequencies_hz], axis=0)


def trill(center_hz: float, deviation_hz: float, rate_hz: float) -> _Wave:
    angle = deviation_hz / rate_hz * np.sin(2 * np.pi * rate_hz * _TIMES_S)
    return np.sin(2 * np.pi * center_hz * _TIMES_S + angle)


def buzz(pitch_hz: _Wave | float) -> _Wave:
    """A pitch with 24 harmonics, as of a voice without a mouth."""
    phase = 2 * np.pi * np.cumsum(np.broadcast_to(pitch_hz, _COUNT)) / RATE_HZ
    return np.sum([np.sin(rank * phase) / rank for rank in range(1, 25)], axis=0)


def resonant(wave: _Wave, *peaks_hz: float) -> _Wave:
    weights = np.sum([1 / (1 + ((_FREQUENCIES_HZ - peak) / 80) ** 2) for peak in peaks_hz], axis=0)
    return np.fft.irfft(np.fft.rfft(wave) * weights, _COUNT)


def bursts(wave: _Wave, rate_hz: float, share: float) -> _Wave:
    return wave * (_TIMES_S * rate_hz % 1 < share)


def sounds() -> dict[str, _Wave]:
    make = Maker(20261122)
    syllables = np.maximum(0, np.sin(2 * np.pi * 4 * _TIMES_S))
    gusts = np.interp(_TIMES_S, np.arange(_LENGTH_S + 1), make.random.random(_LENGTH_S + 1)) ** 2
    key = np.exp(-np.arange(400) / 60) * make.random.standard_normal(400)
    return {
        "breathing noise": make.noise() * (1 + np.sin(2 * np.pi * 0.25 * _TIMES_S)),
        "pink noise in syllables": make.noise(1) * syllables,
        "brown noise": make.noise(2),
        "violet noise": np.diff(make.noise(), append=0),
        "telephone band in syllables": make.band(300, 3400) * syllables,
        "bursts of a band": bursts(make.band(500, 1500), 3, 0.4),
        "siren": trill(900, 500, 0.3),
        "alarm clock": bursts(tones(2400), 2, 0.5),
        "dial tone": tones(350, 440),
        "busy tone": bursts(tones(480, 620), 1, 0.5),
        "ringing": bursts(trill(1200, 300, 20), 0.3, 0.4),
        "modem": np.sign(tones(1200)) * make.held((-1, 1), 160),
        "saw": 2 * (110 * _TIMES_S % 1) - 1,
        "gliding buzz": buzz(120 + 40 * np.sin(2 * np.pi * 0.7 * _TIMES_S)),
        "organ": tones(220, 277, 330, 440),
        "flute": trill(660, 12, 5.5),
        "bass": np.sign(tones(55)),
        "mains of 60 Hz": buzz(60),
        "typing": np.convolve(make.clicks(9), key)[:_COUNT],
        "claps": make.noise() * np.exp(-(_TIMES_S * 1.5 % 1) * 30),
        "Geiger counter": np.abs(np.sign(make.clicks(40))),
        "wind": make.noise(2) * gusts,
        "rain": make.band(1000, 7900) + 2.4 * make.clicks(200),
        "engine": resonant(buzz(30 + 2 * np.sin(2 * np.pi * 0.2 * _TIMES_S)), 90, 250, 600),
        "drill": resonant(buzz(180), 1500, 3000, 4500) + 0.3 * make.noise(),
        "mosquito": buzz(500 + 30 * np.sin(2 * np.pi * 3 * _TIMES_S)),
        "bird": bursts(trill(3500, 900, 9), 2.2, 0.25),
        "barks": bursts(resonant(buzz(300 - 150 * (_TIMES_S * 1.2 % 1)), 700, 1300), 1.2, 0.18),
        "snore": bursts(resonant(buzz(45) + 15 * make.noise(1), 250, 700), 0.3, 0.4),
        "crackle": 5 * make.clicks(6) + 0.01 * make.noise(),
        "jumping direct current": make.held((-0.5, 0.5), 4000),
        "a sample each second": np.where(np.arange(_COUNT) % RATE_HZ == 0, 1.0, 0.0),
        "sweeps": np.sin(2 * np.pi * 4000 * (_TIMES_S % 1) ** 2),
        "clipped noise": np.clip(10 * make.noise(), -1, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    arguments = parser.parse_args()
    engine = Engine("model", WhisperWindows(arguments.model, "cpu", "int8", 1), WindowPolicy())
    silero = SileroModel()
    made = sounds()
    passed = characters = 0
    for name, wave in made.items():
        for level_dbfs in _LEVELS_DBFS:
            samples = (wave / np.std(wave) * 10 ** (level_dbfs / 20)).clip(-1, 1).astype(np.float32)
            for segment in gate_segments(silero, samples):
                heard = replace(segment, samples=leveled(segment, GainOptions()))
                transcript = engine.transcribe(heard, RecognizerRequest("en", beam_size=3))
                passed += 1
                characters += len(transcript.text)
                print(f"{name} at {level_dbfs} dBFS, {segment.duration_s:.1f} s: {transcript.text!r}", flush=True)
    print(f"{len(made)} sounds at {len(_LEVELS_DBFS)} levels: {passed} segments, {characters} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
