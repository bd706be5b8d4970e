"""A blow beside the microphone, told from a word by how its sound is spread in time. Pure."""

import numpy as np

from dictate.audio.block import RATE_HZ
from dictate.vad.contract import SpeechSegment

_FRAME = RATE_HZ // 125
_LOUDEST_FRAMES = 6
"""48 ms: the sound of a knock has died away by then, a vowel goes on for twice as long."""
_BESIDE = 4 * _FRAME


def loudest_share(segment: SpeechSegment) -> float:
    """How much of the energy of a segment's voice its loudest 48 ms hold, wherever they are; 0 without any voice."""
    energies = []
    for span in segment.spans:
        begin = max(0, span.start - segment.start - _BESIDE)
        samples = segment.samples[begin : span.end - segment.start + _BESIDE].astype(np.float64)
        frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
        energies.append(np.sum(frames**2, axis=1))
    frame_energies = np.sort(np.concatenate(energies or [np.zeros(0)]))
    whole = float(np.sum(frame_energies))
    return float(np.sum(frame_energies[-_LOUDEST_FRAMES:])) / whole if whole else 0.0
