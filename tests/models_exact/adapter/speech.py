"""espeak-ng to samples."""

import subprocess
import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tests.models_exact.adapter.sentences import Spoken

RATE_HZ = 16_000


def say(spoken: Spoken, folder: Path) -> NDArray[np.float32]:
    """The sentence as 16 kHz mono samples; `folder` takes a temporary file."""
    name = "sentence.wav"
    path = folder / name
    command = ["espeak-ng", "-v", spoken.voice, "-s", str(spoken.words_per_minute), "-w", str(path), spoken.text]
    subprocess.run(command, check=True)
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        samples = np.frombuffer(file.readframes(file.getnframes()), np.int16).astype(np.float32) / 32768
    # Linear interpolation is enough for 22.05 to 16 kHz here: both models hear the same.
    length = int(len(samples) * RATE_HZ / rate)
    places = np.arange(length) * rate / RATE_HZ
    return np.interp(places, np.arange(len(samples)), samples).astype(np.float32)
