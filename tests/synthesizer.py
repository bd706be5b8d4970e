"""Speech for tests and benchmarks that need words nobody has recorded.

English from flite, whose voices Whisper understands; other languages from espeak-ng, which it understands badly.
"""

import subprocess
import tempfile
from pathlib import Path
from shutil import which

import numpy as np

from dictate.audio.block import RATE_HZ, Samples
from dictate.audio.files import AudioFile

FLITE_VOICES = ("slt", "rms", "awb", "kal16")


def synthesizer_problem(voice: str = "slt") -> str:
    """Why nothing can be said with `voice`; "" where its synthesizer is installed."""
    program = "flite" if voice in FLITE_VOICES else "espeak-ng"
    return "" if which(program) else f"{program} is not installed (Debian package {program})"


def spoken(text: str, voice: str = "slt") -> Samples:
    """`text` as 16 kHz mono speech, the same each time; `voice` is one of flite's or a language of espeak-ng."""
    with tempfile.TemporaryDirectory() as folder:
        words, speech = Path(folder) / "words.txt", Path(folder) / "speech.wav"
        words.write_text(text + "\n", encoding="utf-8")
        command = (
            ["flite", "-voice", voice, "-f", str(words), "-o", str(speech)]
            if voice in FLITE_VOICES
            else ["espeak-ng", "-v", voice, "-s", "150", "-f", str(words), "-w", str(speech)]
        )
        subprocess.run(command, check=True, timeout=60, capture_output=True)
        with AudioFile(speech) as file:
            return np.concatenate([block.samples for block in file.blocks()])


def with_pauses(*parts: Samples, pause_s: float = 0.9) -> Samples:
    """The parts with digital silence between and behind them."""
    silence = np.zeros(round(pause_s * RATE_HZ), dtype=np.float32)
    return np.concatenate([piece for part in parts for piece in (part, silence)])
