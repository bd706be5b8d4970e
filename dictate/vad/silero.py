"""The Silero voice activity detector at 16 kHz, in numpy.

The weights are those of `silero_vad.onnx` in the silero-vad 6.2.3 wheel (packaging/fetch_vad.py); the file that
faster-whisper bundles hears speech 2.3 s late after a long pause and is not used. onnxruntime runs this network, too,
but takes 45 MB of the program that waits for a key and twice the time (docs/audio.md).

One hop: a spectrum of four frames (a Fourier transform under a window, written as a product with a matrix), four
convolutions over time with the length 3 that bring the frames down to one, an LSTM cell, and one output.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from dictate.audio.block import BLOCK_SAMPLES, Samples
from dictate.errors import DictateError
from dictate.system.resource_files import mend_for_missing, resource
from dictate.vad.network_file import Weights, read_weights
from dictate.wording.message import message

CONTEXT_SAMPLES = 64
"""Samples of the hop before that the network expects in front of each hop at 16 kHz."""

_HEARD_SAMPLES = CONTEXT_SAMPLES + BLOCK_SAMPLES
_MIRRORED_SAMPLES = 64
"""So many samples are mirrored at the end of what is heard, so that the last frame is a whole one."""

_FRAME_SAMPLES, _FRAME_STEP = 256, 128
_BINS = 129
_FEATURES = 128
_CELLS = 128

_SHAPES = {
    "stft.forward_basis_buffer": (2 * _BINS, 1, _FRAME_SAMPLES),
    "encoder.0.reparam_conv.weight": (128, _BINS, 3),
    "encoder.0.reparam_conv.bias": (128,),
    "encoder.1.reparam_conv.weight": (64, 128, 3),
    "encoder.1.reparam_conv.bias": (64,),
    "encoder.2.reparam_conv.weight": (64, 64, 3),
    "encoder.2.reparam_conv.bias": (64,),
    "encoder.3.reparam_conv.weight": (_FEATURES, 64, 3),
    "encoder.3.reparam_conv.bias": (_FEATURES,),
    "decoder.rnn.weight_ih": (4 * _CELLS, _FEATURES),
    "decoder.rnn.weight_hh": (4 * _CELLS, _CELLS),
    "decoder.rnn.bias_ih": (4 * _CELLS,),
    "decoder.rnn.bias_hh": (4 * _CELLS,),
    "decoder.decoder.2.weight": (1, _CELLS, 1),
    "decoder.decoder.2.bias": (1,),
}


def detector_file() -> Path:
    """The shipped network. Raises DictateError when it is missing."""
    return _there(resource("vad", "silero_vad.onnx"))


def _there(path: Path) -> Path:
    if not path.is_file():
        raise DictateError(
            message("The speech detector is missing: {path} is not there.", path=path),
            mend_for_missing(),
        )
    return path


@dataclass(frozen=True)
class _Layer:
    """Inputs times `matrix` plus `bias`."""

    matrix: Weights
    bias: Weights

    def of(self, inputs: Weights) -> Weights:
        result: Weights = inputs @ self.matrix
        result += self.bias
        return result


class SileroModel:
    """The network in memory, 1 MB, loaded once; it may be shared by threads. Each recording takes its own stream()."""

    def __init__(self, file: Path | None = None) -> None:
        """Load the shipped model or another file. Raises DictateError when it is missing or damaged."""
        path = detector_file() if file is None else _there(file)
        try:
            weights = read_weights(path.read_bytes())
            for name, shape in _SHAPES.items():
                if name not in weights or weights[name].shape != shape:
                    raise ValueError(f"{name} is missing or has another shape than {shape}")
        except (OSError, ValueError) as error:
            raise DictateError(
                message("The speech detector {path} cannot be loaded: {error}", path=path, error=error),
                mend_for_missing(),
            ) from error
        self.spectrum = np.ascontiguousarray(weights["stft.forward_basis_buffer"][:, 0, :].T)
        self.first = _convolution(weights, 0, slice(0, 3))
        self.second = _convolution(weights, 1, slice(0, 3))
        # The third has two frames to see, with silence before them, the fourth one, with silence around it.
        self.third = _convolution(weights, 2, slice(1, 3))
        self.fourth = _convolution(weights, 3, slice(1, 2))
        self.gates = _gates(weights)
        self.output = weights["decoder.decoder.2.weight"].reshape(-1).copy()
        self.output_bias = float(weights["decoder.decoder.2.bias"][0])

    def stream(self) -> SileroStream:
        """A fresh detector state, for one recording."""
        return SileroStream(self)


def _convolution(weights: dict[str, Weights], number: int, frames: slice) -> _Layer:
    """A convolution over time as a product: the rows are the channels of one frame after those of another."""
    kernel = weights[f"encoder.{number}.reparam_conv.weight"].transpose(2, 1, 0)[frames]
    return _Layer(
        np.ascontiguousarray(kernel.reshape(-1, kernel.shape[-1])),
        weights[f"encoder.{number}.reparam_conv.bias"].copy(),
    )


def _gates(weights: dict[str, Weights]) -> _Layer:
    """Input, forget, cell and output gate of the LSTM, for the features and the hidden state in one row.

    As sigmoid(x) = (1 + tanh(x / 2)) / 2, three of the four are halved, and one tanh does for all.
    """
    halved = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], np.float32), _CELLS)
    matrix = np.concatenate((weights["decoder.rnn.weight_ih"], weights["decoder.rnn.weight_hh"]), axis=1)
    bias = weights["decoder.rnn.bias_ih"] + weights["decoder.rnn.bias_hh"]
    return _Layer(np.ascontiguousarray((matrix * halved[:, np.newaxis]).T), bias * halved)


class SileroStream:
    """Speech probability hop by hop, with the network's memory of what came before. For one thread."""

    def __init__(self, model: SileroModel) -> None:
        self._model = model
        self.reset()

    def reset(self) -> None:
        """Forget everything heard so far, as at the start of a recording."""
        self._heard = np.zeros(_HEARD_SAMPLES + _MIRRORED_SAMPLES, np.float32)
        self._frames = sliding_window_view(self._heard, _FRAME_SAMPLES)[::_FRAME_STEP]
        # With a frame of silence before and one after, as the convolutions want it.
        self._magnitudes = np.zeros((6, _BINS), np.float32)
        self._magnitude_windows = _with_neighbours(self._magnitudes, step=1)
        self._features = np.zeros((6, 128), np.float32)
        self._feature_windows = _with_neighbours(self._features, step=2)
        self._row = np.zeros(_FEATURES + _CELLS, np.float32)
        self._cells = np.zeros(_CELLS, np.float32)

    def probability(self, hop: Samples) -> float:
        """The probability in [0, 1] that `hop`, exactly 512 samples at 16 kHz, holds speech."""
        if len(hop) != BLOCK_SAMPLES:
            raise ValueError(f"a hop has {BLOCK_SAMPLES} samples, not {len(hop)}")
        self._hear(hop)
        self._remember()
        excitation = float(np.maximum(self._row[_FEATURES:], 0) @ self._model.output) + self._model.output_bias
        if math.isnan(excitation):
            # Samples that are no numbers must not make it deaf for the rest of the recording.
            self.reset()
            return 0.0
        return 0.5 + 0.5 * math.tanh(0.5 * excitation)

    def _hear(self, hop: Samples) -> None:
        """From the samples to the features of this hop, in the first half of the row."""
        model = self._model
        self._heard[:CONTEXT_SAMPLES] = self._heard[BLOCK_SAMPLES:_HEARD_SAMPLES]
        self._heard[CONTEXT_SAMPLES:_HEARD_SAMPLES] = hop
        self._heard[_HEARD_SAMPLES:] = self._heard[_HEARD_SAMPLES - 2 : _HEARD_SAMPLES - 2 - _MIRRORED_SAMPLES : -1]
        spectrum = np.square(self._frames.copy() @ model.spectrum)
        np.sqrt(spectrum[:, :_BINS] + spectrum[:, _BINS:], out=self._magnitudes[1:-1])
        np.maximum(model.first.of(self._magnitude_windows.copy()), 0, out=self._features[1:-1])
        two = np.maximum(model.second.of(self._feature_windows.copy()), 0)
        one = np.maximum(model.third.of(two.reshape(-1)), 0)
        np.maximum(model.fourth.of(one), 0, out=self._row[:_FEATURES])

    def _remember(self) -> None:
        """The LSTM: from the row of features and hidden state to the next hidden state, in the row's second half."""
        gates = np.tanh(self._model.gates.of(self._row)).reshape(4, _CELLS)
        candidate = gates[2].copy()
        gates += 1
        gates *= 0.5
        self._cells *= gates[1]
        self._cells += gates[0] * candidate
        np.multiply(np.tanh(self._cells), gates[3], out=self._row[_FEATURES:])


def _with_neighbours(frames: Weights, step: int) -> Weights:
    """A view: each inner frame, or every `step`-th, with the one before and the one after it in one row."""
    channels = frames.shape[1]
    windows: Weights = sliding_window_view(frames.reshape(-1), 3 * channels)[:: step * channels]
    return windows
