"""A model whose work is counted by what it was asked to do, not by a clock: the same on any computer, busy or not.

The price of each step is that of the model `base`, int8, on one idle thread of the computer of docs/recognition.md.
"""

from dataclasses import dataclass, field

import numpy as np

from dictate.asr.decoding import AlignedWord, DecodedWindow, DecodingRequest, EncodedWindow, Windows
from dictate.asr.window_policy import FRAMES_PER_S
from dictate.audio.block import RATE_HZ, Samples

_ENCODED_FRAMES = (600, 1000, 1100, 1500, 2000, 3000)
_ENCODING_S = (0.067, 0.120, 0.143, 0.224, 0.328, 0.833)
_PREFILL_S_A_FRAME = 18e-6
_PROMPT_TOKENS = 3
_TOKEN_S = {1: 0.0088, 3: 0.0110, 5: 0.0115}
_ALIGNMENT_S = 0.030


def encoding_s(frames: int) -> float:
    return float(np.interp(frames, _ENCODED_FRAMES, _ENCODING_S))


def decoding_s(frames: int, tokens: int, beam_size: int) -> float:
    token_s = _TOKEN_S.get(beam_size, _TOKEN_S[5])
    return _PREFILL_S_A_FRAME * frames + token_s * (tokens + _PROMPT_TOKENS)


@dataclass(frozen=True, eq=False)
class _Unencoded:
    """Encoded when somebody decodes it: what is thrown away costs the benchmark nothing and is counted all the same."""

    samples: Samples


@dataclass
class ModelledWindows:
    """The Windows port over a real model; what was decoded once is not decoded again, and counted again."""

    windows: Windows
    work_s: float = 0.0
    _decoded: dict[tuple[bytes, int, DecodingRequest], DecodedWindow] = field(default_factory=dict)
    _aligned: dict[tuple[bytes, DecodedWindow], list[AlignedWord]] = field(default_factory=dict)

    @property
    def compute_type(self) -> str:
        return self.windows.compute_type

    @property
    def device(self) -> str:
        return self.windows.device

    @property
    def multilingual(self) -> bool:
        return self.windows.multilingual

    @property
    def languages(self) -> tuple[str, ...]:
        return self.windows.languages

    def encode(self, samples: Samples, frames: int) -> EncodedWindow:
        """See Windows.encode."""
        self.work_s += encoding_s(frames)
        return EncodedWindow(_Unencoded(samples), frames, min(len(samples) / RATE_HZ, frames / FRAMES_PER_S))

    def decode(self, window: EncodedWindow, request: DecodingRequest) -> DecodedWindow:
        """See Windows.decode."""
        samples = window.encoding.samples
        key = (samples.tobytes(), window.frames, request)
        if key not in self._decoded:
            self._decoded[key] = self.windows.decode(self.windows.encode(samples, window.frames), request)
        decoded = self._decoded[key]
        self.work_s += decoding_s(window.frames, len(decoded.tokens), request.beam_size)
        return decoded

    def align(self, window: EncodedWindow, decoded: DecodedWindow, language: str) -> list[AlignedWord]:
        """See Windows.align."""
        self.work_s += _ALIGNMENT_S
        key = (window.encoding.samples.tobytes(), decoded)
        if key not in self._aligned:
            encoded = self.windows.encode(window.encoding.samples, window.frames)
            self._aligned[key] = self.windows.align(encoded, decoded, language)
        return self._aligned[key]

    def language_probabilities(self, window: EncodedWindow) -> dict[str, float]:
        """See Windows.language_probabilities."""
        return self.windows.language_probabilities(self.windows.encode(window.encoding.samples, window.frames))
