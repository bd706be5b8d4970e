"""Sounds without a voice, as 16 kHz int16 samples: what a microphone hears while nobody speaks.

Made here, the same in every run, so that the tests need no recordings; the gate's own tests use recorded noise.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dictate.audio.block import RATE_HZ

LENGTH_S = 4.0

Int16Samples = NDArray[np.int16]


def silence() -> Int16Samples:
    return np.zeros(round(LENGTH_S * RATE_HZ), np.int16)


def room_tone() -> Int16Samples:
    """The hiss of a good microphone in a quiet room, 60 dB below full scale."""
    return _int16(0.001 * _white())


def fan() -> Int16Samples:
    """Rushing air, stronger the lower it is, and the blades of a fan at 118 Hz with its overtones."""
    time_s = np.arange(round(LENGTH_S * RATE_HZ)) / RATE_HZ
    blades = sum(np.sin(2 * np.pi * 118 * overtone * time_s) / overtone for overtone in range(1, 6))
    return _int16(0.05 * _brown() + 0.02 * blades)


def typing() -> Int16Samples:
    """About seven keys a second on a mechanical keyboard: each a click when it bottoms out and a softer one after."""
    random = np.random.default_rng(3)
    samples = 0.001 * _white()
    at_s = 0.1
    while at_s < LENGTH_S - 0.2:
        for delay_s, loudness in ((0.0, 0.15), (0.09, 0.06)):
            _add_click(samples, at_s + delay_s, loudness * random.uniform(0.5, 1), random)
        at_s += random.uniform(0.08, 0.2)
    return _int16(samples)


NOISES: dict[str, Callable[[], Int16Samples]] = {
    "silence": silence,
    "room tone": room_tone,
    "fan": fan,
    "typing": typing,
}


def _add_click(samples: NDArray[np.float64], at_s: float, loudness: float, random: np.random.Generator) -> None:
    """A burst of noise that rings at the keyboard's own 2 to 4 kHz and is gone after some milliseconds."""
    count = round(0.02 * RATE_HZ)
    time_s = np.arange(count) / RATE_HZ
    ringing = np.sin(2 * np.pi * random.uniform(2000, 4000) * time_s) + random.standard_normal(count)
    start = round(at_s * RATE_HZ)
    samples[start : start + count] += loudness * np.exp(-time_s / 0.003) * ringing


def _white() -> NDArray[np.float64]:
    return np.random.default_rng(1).standard_normal(round(LENGTH_S * RATE_HZ))


def _brown() -> NDArray[np.float64]:
    """White noise summed up, without the drift below 20 Hz that no microphone hears, at a level of 1."""
    spectrum = np.fft.rfft(_white())
    frequency_hz = np.fft.rfftfreq(round(LENGTH_S * RATE_HZ), 1 / RATE_HZ)
    spectrum[frequency_hz < 20] = 0
    spectrum[1:] /= frequency_hz[1:]
    rushing: NDArray[np.float64] = np.fft.irfft(spectrum)
    rushing /= np.abs(rushing).max()
    return rushing


def _int16(samples: NDArray[np.float64]) -> Int16Samples:
    return (np.clip(samples, -1, 1) * 32_767).astype(np.int16)
