"""Speech from espeak-ng, for tests and benchmarks that need words nobody has recorded."""

import subprocess
import tempfile
from pathlib import Path
from shutil import which

import numpy as np

from dictate.audio.block import Samples
from dictate.audio.files import AudioFile


def synthesizer_problem() -> str:
    """Why nothing can be said; "" where the synthesizer is installed."""
    return "" if which("espeak-ng") else "espeak-ng is not installed (Debian package espeak-ng)"


def spoken(text: str, voice: str = "en-us", words_per_minute: int = 150) -> Samples:
    """`text` as 16 kHz mono speech; line ends make pauses. The same samples each time."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "speech.wav"
        command = ["espeak-ng", "-v", voice, "-s", str(words_per_minute), "-w", str(path), "--stdin"]
        subprocess.run(command, input=text.encode(), check=True, timeout=60)
        with AudioFile(path) as file:
            return np.concatenate([block.samples for block in file.blocks()])
