"""The audio value types that every stage shares: 16 kHz mono float32."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
"""Sample rate of everything behind the recorder; what Silero and Whisper were trained on."""

BLOCK_SAMPLES = 512
"""32 ms: the hop of Silero VAD at 16 kHz."""

Samples = NDArray[np.float32]
"""Mono samples at RATE_HZ in [-1, 1], shape (n,)."""


@dataclass(frozen=True)
class AudioBlock:
    """A run of samples as they came from the device: `start` counts samples since the recording began."""

    start: int
    samples: Samples


def seconds(sample_count: int) -> float:
    return sample_count / RATE_HZ
