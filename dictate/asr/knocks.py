"""A blow beside the microphone, told from a word by how its sound is spread in time. Pure."""

import numpy as np
from numpy.typing import NDArray

from dictate.audio.block import RATE_HZ
from dictate.vad.contract import SpeechSegment, SpeechSpan

_FRAME = RATE_HZ // 125
_LOUDEST_FRAMES = 6
"""48 ms: the sound of a knock has died away by then, a vowel goes on for twice as long."""
_BESIDE = 4 * _FRAME

_HEARD_FROM_DB, _LOUD_FROM_DB = 20.0, 3.0
"""A sound begins so far below its loudest frame, and is loud from there on."""
_FRAMES_OF_A_BLOW = 1
"""16 ms: a voice takes longer, 32 ms and more in half of the single words (docs/audio.md)."""


def loudest_share(segment: SpeechSegment) -> float:
    """How much of the energy of a segment's voice its loudest 48 ms hold, wherever they are; 0 without any voice."""
    energies = [_energies(segment, span) for span in segment.spans]
    frame_energies = np.sort(np.concatenate(energies or [np.zeros(0)]))
    whole = float(np.sum(frame_energies))
    return float(np.sum(frame_energies[-_LOUDEST_FRAMES:])) / whole if whole else 0.0


def rises_at_once(segment: SpeechSegment) -> bool:
    """Whether the voice of a segment is nearly as loud as it ever is as soon as it is heard: struck, not spoken.

    A table that booms goes on for as long as a word does, but begins like any other blow.
    """
    if not segment.spans:
        return False
    energies = _energies(segment, SpeechSpan(segment.spans[0].start, segment.spans[-1].end))
    loudest = float(np.max(energies, initial=0.0))
    if not loudest:
        return False
    heard, loud = (int(np.argmax(energies >= loudest * 10 ** (-db / 10))) for db in (_HEARD_FROM_DB, _LOUD_FROM_DB))
    return loud - heard <= _FRAMES_OF_A_BLOW


def _energies(segment: SpeechSegment, span: SpeechSpan) -> NDArray[np.float64]:
    """The energy of each frame from a little before the span to a little after it."""
    begin = max(0, span.start - segment.start - _BESIDE)
    samples = segment.samples[begin : span.end - segment.start + _BESIDE].astype(np.float64)
    frames = samples[: len(samples) // _FRAME * _FRAME].reshape(-1, _FRAME)
    energies: NDArray[np.float64] = np.sum(frames**2, axis=1)
    return energies
