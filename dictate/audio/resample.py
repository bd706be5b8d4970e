"""From whatever a device delivers to 16 kHz mono float32, as a stream. The only importer of soxr. Pure."""

import numpy as np
import soxr
from numpy.typing import NDArray

from dictate.audio.block import RATE_HZ, Samples

FULL_SCALE_INT16 = 32_768.0


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


class Resampler:
    """Turns frames of one rate and channel count into 16 kHz mono samples. For one thread.

    Nothing is lost or added: the whole output, flush() included, is as long as the input.
    """

    def __init__(self, rate_hz: int) -> None:
        self._stream = None
        if rate_hz != RATE_HZ:
            self._stream = soxr.ResampleStream(rate_hz, RATE_HZ, 1, dtype="float32", quality="HQ")

    def process(self, frames: NDArray[np.int16] | NDArray[np.float32]) -> Samples:
        """Frames of shape (n,) or (n, channels); channels are averaged. Returns what is ready, maybe nothing."""
        mono = to_float(frames)
        if mono.ndim == 2:
            mono = mono[:, 0] if mono.shape[1] == 1 else mono.mean(axis=1, dtype=np.float32)
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
