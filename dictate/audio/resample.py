"""From whatever a device delivers to 16 kHz mono float32, as a stream. The only importer of soxr. Pure."""

import numpy as np
import soxr
from numpy.typing import NDArray

from dictate.audio.block import RATE_HZ, Samples

FULL_SCALE_INT16 = 32_768.0

UPSIDE_DOWN = 20.0
"""Two channels whose difference has so many times the power of their mean hold the same sound, once upside down."""

_REMEMBERED_FRAMES = 48_000


def to_float(samples: NDArray[np.int16] | NDArray[np.float32]) -> NDArray[np.float32]:
    """int16 or float32 samples of any shape as float32 in [-1, 1]; what is not a number becomes silence."""
    if samples.dtype == np.int16:
        return samples.astype(np.float32) / np.float32(FULL_SCALE_INT16)
    if samples.dtype != np.float32:
        raise TypeError(f"samples must be int16 or float32, not {samples.dtype}")
    finite: NDArray[np.float32] = np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)
    return finite.clip(-1.0, 1.0)


def to_int16(samples: Samples) -> NDArray[np.int16]:
    """float32 samples in [-1, 1] as little-endian int16, rounded; what is louder is clipped."""
    scaled: NDArray[np.float32] = np.rint(samples * np.float32(FULL_SCALE_INT16))
    return scaled.clip(-FULL_SCALE_INT16, FULL_SCALE_INT16 - 1).astype("<i2")


class Downmix:
    """Several channels to one: their mean, or half their difference where the mean of two is silent. For one thread.

    A balanced microphone in a stereo socket has its voice in both channels, once upside down: the mean has none of it.
    """

    def __init__(self) -> None:
        self._powers = np.zeros(2)

    def mono(self, frames: NDArray[np.float32]) -> Samples:
        """Frames of shape (n, channels) as samples of shape (n,)."""
        if frames.shape[1] == 1:
            return frames[:, 0]
        mean: Samples = frames.mean(axis=1, dtype=np.float32)
        if frames.shape[1] != 2 or not len(frames):
            return mean
        difference: Samples = (frames[:, 0] - frames[:, 1]) / np.float32(2)
        powers = np.array([_power(mean), _power(difference)])
        weight = len(mean) / (len(mean) + _REMEMBERED_FRAMES)
        self._powers = (1 - weight) * self._powers + weight * powers
        # At the first word these frames tell, in the pause after it those before.
        is_upside_down = any(each[1] > UPSIDE_DOWN * each[0] for each in (powers, self._powers))
        return difference if is_upside_down else mean


class Resampler:
    """Turns frames of one rate and channel count into 16 kHz mono samples. For one thread.

    Nothing is lost or added: the whole output, flush() included, is as long as the input.
    """

    def __init__(self, rate_hz: int) -> None:
        self._downmix = Downmix()
        self._stream = None
        if rate_hz != RATE_HZ:
            self._stream = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="float32", quality="HQ")

    def process(self, frames: NDArray[np.int16] | NDArray[np.float32]) -> Samples:
        """Frames of shape (n,) or (n, channels); channels are mixed. Returns what is ready, maybe nothing."""
        mono = to_float(frames)
        if mono.ndim == 2:
            mono = self._downmix.mono(mono)
        return mono if self._stream is None else self._resampled(mono, last=False)

    def flush(self) -> Samples:
        """The rest that the filter still held; call once, at the end."""
        if self._stream is None:
            return np.empty(0, dtype=np.float32)
        return self._resampled(np.empty(0, dtype=np.float32), last=True)

    def _resampled(self, mono: NDArray[np.float32], last: bool) -> Samples:
        assert self._stream is not None
        samples: Samples = self._stream.resample_chunk(np.ascontiguousarray(mono), last=last)
        # The filter overshoots at full scale.
        return np.clip(samples, -1.0, 1.0)


def _power(samples: Samples) -> float:
    return float(np.mean(np.square(samples, dtype=np.float64)))
